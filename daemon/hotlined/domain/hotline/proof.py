"""How sure we have to be of the writer before a word of theirs counts: the one table (P9).

The safe direction needs less: whoever looks like the police can make a notice wait, nobody who only looks
like them can let it go.  The table in docs/security.md is `rows()` of this one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.mail.message import Party
from hotlined.domain.tagging.words import MEANINGS, Word


@dataclass(frozen=True, slots=True)
class Need:
    """What one party's word needs; `proof` None: what the agreement says, by the setting `agreed`."""

    party: Party
    words: tuple[Word, ...]  # () in the last row of a party: every other word it has
    proof: ProofLevel | None
    note: str
    agreed: str = ""
    besides: str = ""  # what the row is about, where that is no word


NEEDS: Final = (
    Need(
        Party.ANALYST,
        (Word.HOLD,),
        ProofLevel.CLAIMED,
        "to wait is safe; with a bad signature it is asked about",
    ),
    Need(
        Party.ANALYST,
        (),
        None,
        "fresh, never seen before, and what is signed names the case",
        "analyst_proof",
    ),
    Need(
        Party.LEA, (Word.HOLD,), ProofLevel.CLAIMED, "even with a bad signature, and so is anything unclear"
    ),
    Need(Party.LEA, (Word.FEEDBACK,), ProofLevel.CLAIMED, "shown to the analysts, changes nothing"),
    Need(
        Party.LEA,
        (Word.RECEIVED,),
        None,
        "a fresh signature that covers the case, or the receipt code; else a hint",
        "receipt_proof",
    ),
    Need(
        Party.LEA,
        (Word.REMOVED, Word.NTD_SENT),
        ProofLevel.AUTHENTICATED,
        "a signature has to be fresh and to cover the case; else it is asked about",
    ),
    Need(
        Party.LEA,
        (),
        ProofLevel.AUTHENTICATED,
        "fresh, never seen before; else an analyst confirms them",
        besides="the figures in an answer to our question",
    ),
    Need(
        Party.LEA,
        (Word.RELEASE,),
        ProofLevel.SIGNED,
        "fresh, covering the case, by a key of the unit whose hold it is; else the hold stays",
    ),
    Need(
        Party.PROVIDER,
        (),
        ProofLevel.CLAIMED,
        "a provider's word changes nothing until an analyst has looked",
    ),
)
_NAMES: Final = {Party.ANALYST: "analyst", Party.LEA: "LEA", Party.PROVIDER: "provider"}


def needed(party: Party, word: Word, site: Site) -> ProofLevel:
    """The proof that a word of this party needs at this site.

    Where the agreement allows more than one (a receipt: `Agreement.receipt_proof`), the strongest.
    """
    rows = (one for one in NEEDS if one.party is party and not one.besides)
    need = next(one for one in rows if word in one.words or not one.words)
    if need.proof is not None:
        return need.proof
    return site.agreement.analyst_proof if party is Party.ANALYST else ProofLevel.SIGNED


def needed_for_figures() -> ProofLevel:
    """The proof that an LEA's statistics need before they count."""
    return next(one.proof for one in NEEDS if one.party is Party.LEA and one.besides and one.proof)


def rows() -> Iterator[str]:
    """The table in Markdown, as it stands in the documentation."""
    yield "| who | tag, or the same in plain words | needs | and |"
    yield "|---|---|---|---|"
    for need in NEEDS:
        words = " ".join(f"`[{word}]`" for word in need.words) or need.besides or _rest(need.party)
        level = f"`{need.proof}`" if need.proof else f"as agreed (`{need.agreed}`)"
        yield f"| {_NAMES[need.party]} | {words} | {level} | {need.note} |"


def _rest(party: Party) -> str:
    said = {word for one in NEEDS if one.party is party for word in one.words}
    left = [word for word, meaning in MEANINGS.items() if party in meaning.who and word not in said]
    return "all others" if said else " ".join(f"`[{word}]`" for word in left)
