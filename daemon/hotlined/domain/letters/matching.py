"""Which case a mail belongs to: the first clue that hits wins.

(a) In-Reply-To/References is a Message-ID of ours, (b) the token in a plus-address of ours or the receipt
code from inside the encryption, (c) the reference in the protected or decrypted subject, (d) in the
outer subject, (e) in the new text.  `clues` says what to look up; the store is asked; `match` judges.
That (c)-(e) count only from the case's own people is checked by `decide`, which knows the case.  Below an
analyst's signed tags (e) is what is certainly new: a list of cases that is quoted there names none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from hotlined.domain.cases.sent import Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Match
from hotlined.domain.letters.who import Who, identify
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.values.reference import find_miswritten, find_receipt_codes, find_references

MOST = 20  # references looked at in one mail; more is a list or a flood, and is asked about


@dataclass(frozen=True, slots=True)
class Clues:
    """What in a mail may name a case, strongest kind first."""

    message_ids: tuple[str, ...]
    tokens: tuple[str, ...]
    codes: tuple[str, ...]  # receipt codes: only who decrypted the report can quote one
    protected: tuple[str, ...]
    subject: tuple[str, ...]
    text: tuple[str, ...]
    miswritten: tuple[str, ...]

    def references(self) -> tuple[str, ...]:
        """All case references named anywhere."""
        return tuple(dict.fromkeys((*self.protected, *self.subject, *self.text)))


def clues(mail: Inbound, site: Site) -> Clues:
    """What to look up in the store for this mail."""
    prefix = site.hotline.prefix
    own = {address.base for address in site.own_addresses}
    tokens = [address.token for address in mail.recipients if address.token and address.base in own]
    text = f"{mail.signed_subject}\n{mail.new_text}"
    return Clues(
        message_ids=(*mail.references, *mail.classified.about)[:MOST],
        tokens=tuple(dict.fromkeys(tokens))[:MOST],
        codes=find_receipt_codes(mail.certain_text)[:MOST],
        protected=_references(f"{mail.protected_subject or ''}\n{mail.inner_subject}", prefix),
        subject=_references(mail.subject, prefix),
        text=_references(mail.certain_text if _orders(mail, site) else mail.new_text, prefix),
        miswritten=find_miswritten(text, prefix)[:MOST],
    )


def _orders(mail: Inbound, site: Site) -> bool:
    """Whether an analyst signs what begins with a tag: its case is named beside it, or in the subject."""
    tagged = mail.signature is not None and mail.certain_text.lstrip().startswith("[")
    return tagged and identify(mail, site).party is Party.ANALYST


def _references(text: str, prefix: str) -> tuple[str, ...]:
    return tuple(str(reference) for reference in find_references(text, prefix))[:MOST]


def match(
    found: Clues,
    *,
    by_message_id: Mapping[str, tuple[str, ...]],
    by_token: Mapping[str, tuple[str, ...]],
    by_code: Mapping[str, tuple[str, ...]],
    existing: frozenset[str],
) -> Match:
    """The case or cases, by the strongest clue that hits; what weaker clues name differently."""
    levels = tuple(_levels(found, by_message_id, {**by_token, **by_code}, existing))
    hit = next(((how, streams) for how, streams in levels if streams), ("none", ()))
    # A new text that names another case than the thread says is a question, not a match (threats G6).
    named = [stream for _, streams in levels[1:] for stream in streams]
    others = tuple(dict.fromkeys(stream for stream in named if stream not in hit[1]))
    answered = next((one for one in found.message_ids if by_message_id.get(one)), None)
    return Match(
        streams=hit[1],
        how=hit[0],
        others=others,
        answered=answered,
        miswritten=found.miswritten,
        unknown=tuple(one for one in found.references() if one not in existing),
    )


def answered(case: Case, mail: Inbound, found: Match) -> str | None:
    """Message-ID of the mail of ours in this case that a mail answers: as it says, else by token."""
    if found.answered in case.sent:
        return found.answered
    tokens = mail.tokens
    return next((sent.message_id for sent in case.sent.values() if sent.token in tokens), None)


def came_by(case: Case, mail: Inbound) -> datetime:
    """The latest moment at which a mail can have come, by our clock: in any case after what it answers."""
    ours = (case.sent[one] for one in mail.references if one in case.sent)
    return max((mail.here_by, *(one.accepted_at or one.at for one in ours)))


def answered_by(case: Case, key: str) -> Sent | None:
    """The mail of ours in this case with this Message-ID or token."""
    return case.sent.get(key) or next((sent for sent in case.sent.values() if sent.token == key), None)


def written_to(sent: Sent, who: Who) -> bool:
    """Whether a mail of ours went to this analyst, or to the LEA where he is the LEA."""
    if who.party is Party.LEA:
        return sent.party in (Party.LEA, Party.LEA_CONTACT)
    return (sent.party, sent.to_id) == (who.party, who.id)


def _levels(
    found: Clues,
    by_message_id: Mapping[str, tuple[str, ...]],
    by_token: Mapping[str, tuple[str, ...]],
    existing: frozenset[str],
) -> Iterator[tuple[str, tuple[str, ...]]]:
    first = next((by_message_id[one] for one in found.message_ids if by_message_id.get(one)), ())
    yield "message-id", first
    yield "token", _streams(found.tokens, by_token)
    yield "code", _streams(found.codes, by_token)
    for how, named in (
        ("protected-subject", found.protected),
        ("subject", found.subject),
        ("text", found.text),
    ):
        yield how, tuple(one for one in named if one in existing)


def _streams(wanted: tuple[str, ...], known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stream for one in wanted for stream in known.get(one, ())))
