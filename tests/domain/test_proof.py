"""The table of proof: complete, safe in its direction, and the same in the documentation (P9)."""

from pathlib import Path

import pytest

from hotlined.domain.hotline.proof import NEEDS, needed, rows
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.mail.message import Party
from hotlined.domain.tagging.words import MEANINGS, Word
from tests.support.site import make_agreement, make_site

SECURITY = Path(__file__).parents[2] / "docs" / "security.md"
SITES = [
    make_site(agreement=make_agreement(analyst_proof=level))
    for level in (ProofLevel.SIGNED, ProofLevel.AUTHENTICATED)
]
SAFE = {Word.HOLD, Word.FEEDBACK}


@pytest.mark.parametrize("site", SITES, ids=["signed", "authenticated"])
@pytest.mark.parametrize("party", [Party.ANALYST, Party.LEA])
def test_P9_only_what_is_safe_is_believed_of_a_merely_matching_sender(party: Party, site: object) -> None:
    words = [word for word, meaning in MEANINGS.items() if party in meaning.who]
    easy = {word for word in words if needed(party, word, site) is ProofLevel.CLAIMED}  # type: ignore[arg-type]
    assert words
    assert easy <= SAFE
    assert needed(party, Word.HOLD, site) is ProofLevel.CLAIMED  # type: ignore[arg-type]


def test_P9_a_release_of_the_LEA_needs_a_signature_whatever_is_agreed() -> None:
    assert all(needed(Party.LEA, Word.RELEASE, site) is ProofLevel.SIGNED for site in SITES)


def test_every_word_that_a_party_has_is_in_the_table_once() -> None:
    for party in (Party.ANALYST, Party.LEA, Party.PROVIDER):
        named = [word for need in NEEDS if need.party is party for word in need.words]
        rest = [need for need in NEEDS if need.party is party and not (need.words or need.besides)]
        has = {word for word, meaning in MEANINGS.items() if party in meaning.who}
        assert len(named) == len(set(named))
        assert set(named) <= has
        assert rest or set(named) == has


def test_the_table_in_the_documentation_is_this_one() -> None:
    """To write it anew: print `"\\n".join(rows())` into docs/security.md."""
    assert "\n".join(rows()) in SECURITY.read_text(encoding="utf-8")
