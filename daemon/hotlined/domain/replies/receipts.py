"""What an LEA's reply says: received, hold, release, removed, notice sent, feedback; or: not understood.

Tags first, then sentence by sentence the words of rules/replies.yaml (`sentence`).  Every sentence has
to be understood or known to be harmless; what is left over makes the mail unclear, and unclear means pause
(P7).  A doubtful line (maybe quoted) counts for holds and never for receipts: both err to the safe side.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Inbound
from hotlined.domain.replies.by_tags import told_by
from hotlined.domain.replies.days import calendar_of
from hotlined.domain.replies.doubted import takes_back
from hotlined.domain.replies.ends import moments
from hotlined.domain.replies.hearing import VOUCHED, Heard, bare, hear, reader
from hotlined.domain.replies.hold_until import (
    asks_for_more,
    counts_from_now,
    disagrees,
    ends_named,
    holds,
    is_of_some,
    until_when,
)
from hotlined.domain.replies.item_told import gone, stated, together
from hotlined.domain.replies.letter import PASSED_OVER
from hotlined.domain.replies.lexicon import languages_of, lexicon
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.picked import Picked, is_less, to_wait
from hotlined.domain.replies.pointing import points_below, points_to_a_file
from hotlined.domain.replies.small_words import in_small_words
from hotlined.domain.replies.vouching import NOBODY, Vouched
from hotlined.domain.replies.why_wait import explains
from hotlined.domain.replies.writer import WRITER, names_of
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.text.sealed_words import sealed_words
from hotlined.domain.values.item_list import without_lists
from hotlined.domain.values.plain import plain, rows
from hotlined.domain.values.reference import find_receipt_codes

# A sentence of one of these alone takes back, or answers, something that nobody but its writer knows.
NOES: Final = frozenset(rows(
    "no | nope | nein | nej | nee | non | nie | não | nem | nu | ne | ei | όχι | nei",
    "mistake | wrong | error | irrtum | falsch | fel | viga | klaida | λάθος | erreur",
))  # fmt: skip
SENTENCE: Final = 3  # words
_PIECES: Final = re.compile(r"[][.!?;\n]")  # "[Nein]" is no tag, and a no
_POSTSCRIPT: Final = re.compile(r"\W*(?:p\.?\s?s\b|n\.?b\b|nachtrag\b|υ\.?γ\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The sentences of a mail with what counts of them, by where they stand."""

    certain: Heard  # surely the writer's own
    rest: tuple[str, ...]  # of these the first that were too many to look at
    typed: Heard  # perhaps the writer's own, and not quoted by a program
    named: Heard  # in brackets, and no tag of ours: [VÄNTA:1.12.2026], [GAUTA]
    above: Heard  # the subject's own words
    coded: Heard  # the subject's, where the one receipt code stands there
    doubtful: Heard  # all of that, and what may be quoted: for holds only


def understand(
    mail: Inbound,
    tags: TagReading,
    site: Site,
    now: datetime,
    *,
    subject: str = "",
    vouched: Vouched = NOBODY,
) -> Meaning:
    """The meaning of an LEA's or a provider's reply; of the subject's own words a hold and a code count."""
    told = told_by(tags, f"{subject}\n{mail.certain_text}", site, now)
    parts = _parts(mail, tags, site, now, subject, vouched)
    certain, above = parts.certain, parts.above
    machine = tuple(text for text, one in certain if "automatic" in one.hints)
    said = _said(told, parts, by_machine=bool(machine))
    received = told.received or "received" in said
    plain_words = () if told.feedback else certain
    asked = () if told.feedback else (*certain, *parts.typed)
    denying = tuple(text for text, one in plain_words if received and takes_back(text, one, site))
    held = _with_hold(told, parts, site, now)
    open_ended = _waits_for_word(held) and "release" not in said and not told.release
    unclear = tuple(
        dict.fromkeys(
            text
            for text, one in asked
            if (not one.clear or text in denying) and not (open_ended and explains(bare(text, site)))
        )
    )
    noes = tuple(one.strip() for one in _PIECES.split(mail.certain_text) if plain(one) in NOES)
    strange = bool(parts.rest or noes) or _is_strange(certain)
    tagged = told.release and not told.release_items
    freed = stated("release", certain, site, now, above=above, tagged=tagged)
    sent = stated("ntd-sent", certain, site, now, above=above)
    return replace(
        _with_removal(held, parts, said, site, now, strange=strange),
        received=received and not denying and not noes,
        codes=_codes(mail, subject),
        needless="needless" in said,
        release=(told.release or ("release" in said and not (freed.texts or strange))) and not freed.later,
        release_items=_released(told, "release" in said, freed.items),
        release_loosely=freed.beside,
        release_later=freed.later,
        ntd_sent=told.ntd_sent or ("ntd-sent" in said and not sent.texts),
        ntd_sent_items=() if told.ntd_sent else sent.items,
        ntd_sent_loosely=() if told.ntd_sent else sent.beside,
        ntd_sent_at=told.ntd_sent_at or _when("ntd-sent", certain, site, now),
        question=told.question or "question" in said,
        vouched=_all_vouched(certain, site),
        courteous=not tags.unknown and _is_courteous(certain),
        aside=_says_aside(certain, site),
        unclear=(
            *(*unclear, *machine[:1], *parts.rest, *noes, *told.unclear, *_pointing(parts)),
            *_without_its_file(mail, certain),
            *(in_small_words(plain_words, site) if received else ()),
            *(text for text, one in parts.coded if not one.clear),
            *(*freed.texts, *freed.later, *sent.texts, *_sealed(mail, site)),
        ),
    )


def _codes(mail: Inbound, subject: str) -> tuple[str, ...]:
    """The receipt codes of the text, and of what counts of the subject for them."""
    return find_receipt_codes(f"{_heading(mail, subject)}\n{mail.certain_text}")


def _heading(mail: Inbound, subject: str) -> str:
    """The subject's own words; where it is alone, all of it."""
    return subject if mail.new_text.strip() else f"{mail.protected_subject or ''} {mail.subject}"


def _coded(mail: Inbound, subject: str) -> str:
    """The same where the one code of the mail stands there: beside it nothing may be left over (P7)."""
    heading = _heading(mail, subject)
    alone = find_receipt_codes(heading) and not find_receipt_codes(mail.certain_text)
    return heading if alone else ""


def _sealed(mail: Inbound, site: Site) -> tuple[str, ...]:
    own = (site.hotline.name, *map(str, site.own_addresses))
    return sealed_words(mail.new_text, mail.body, own)


def _pointing(parts: _Parts) -> tuple[str, ...]:
    """What points to words below, where of what stands there, perhaps quoted, not all is understood (P7)."""
    known = {text for text, _ in (*parts.certain, *parts.above, *parts.named)}
    if all(said.clear or text in known for text, said in parts.doubtful):
        return ()
    return tuple(text for text, _ in parts.certain if points_below(text))


def _without_its_file(mail: Inbound, certain: Heard) -> tuple[str, ...]:
    """What points to a file where none is, or pictures alone: it says what nobody can read (P7)."""
    if any(not one.content_type.startswith("image/") for one in mail.attachments):
        return ()  # it is asked about, or the agreement says otherwise
    return tuple(text for text, said in certain if said.clear and points_to_a_file(text))


def _parts(
    mail: Inbound, tags: TagReading, site: Site, now: datetime, subject: str, vouched: Vouched
) -> _Parts:
    foreign = "\n".join(one.raw for one in tags.unknown)
    calendar = calendar_of(site, now)
    spoken = languages_of(mail.certain_text or mail.new_text, lexicon(site.phrases))
    names = names_of(mail.sender, site)
    read = reader(site, frozenset(tag.word for tag in tags.tags), spoken, vouched, calendar, names)
    certain, rest = hear(mail.certain_text, site, now, read)
    named, _ = hear(foreign, site, now, read)
    above, _ = hear(subject, site, now, read)
    coded, _ = hear(_coded(mail, subject), site, now, read)
    doubtful = certain
    if mail.new_text != mail.certain_text or subject.strip() or foreign.strip():  # else it is the same text
        doubtful, _ = hear(f"{subject}\n\n{foreign}\n\n{mail.new_text}", site, now, read)
    typed, _ = hear(mail.typed_text, site, now, read)
    sentences = tuple((text, one) for text, one in typed if _is_sentence(text))
    return _Parts(certain, rest, sentences, named, above, coded, doubtful)


def _is_sentence(text: str) -> bool:
    """Whether words are a whole sentence, and not the wrapped end of a quoted one."""
    words = text.strip()
    return len(words.split()) >= SENTENCE and words.endswith((".", "!", "?")) and not words[0].islower()


def _said(told: Meaning, parts: _Parts, *, by_machine: bool) -> set[str]:
    """The meanings of sentences; below FEEDBACK, which announces free text, a hold alone is looked for."""
    said = {what for _, one in parts.certain for what in one.meanings if not told.feedback}
    said |= {"received"} & {what for _, one in parts.named for what in one.meanings}
    # What says of itself that nobody wrote it is nobody's word (P8).
    return said - {"received", "release", "removed", "ntd-sent"} if by_machine else said


def _with_hold(told: Meaning, parts: _Parts, site: Site, now: datetime) -> Meaning:
    """What tags say, and whether all of it asks to wait, until when, and with which items."""
    certain, doubtful = parts.certain, parts.doubtful
    ends = ends_named((*certain, *parts.above, *parts.named), doubtful, site, now)
    until, vague = until_when(ends, certain, site, now)
    disputed = told.until is not None and (vague or disagrees(told.until, until, ends, certain, site))
    held = _held(told, certain, doubtful, site, now)
    more = asks_for_more(ends, certain)
    return replace(
        told,
        hold=told.hold or bool(holds(certain) or holds(doubtful)),
        until=None if disputed else told.until or until,
        # A tag says of itself what it counts from, unless words beside it say otherwise.
        until_counted=counts_from_now(ends) if told.until is None else told.until_counted and more,
        until_unclear=told.until_unclear or vague or disputed,
        extends=more,
        until_of_some=is_of_some(ends),
        hold_items=held.items,
        hold_vague=held.vague,
    )


def _waits_for_word(held: Meaning) -> bool:
    """Whether it asks to wait with the whole case, and names no end."""
    vague = held.until_unclear or held.hold_vague or held.until_of_some
    return held.hold and held.until is None and not vague and not held.hold_items


def _with_removal(
    told: Meaning, parts: _Parts, said: set[str], site: Site, now: datetime, *, strange: bool
) -> Meaning:
    """And what all of it says is removed; `strange`: beside a sentence that is not understood, or asks."""
    certain, tagged = parts.certain, told.removed is not None
    removed = gone(told.removed, certain, site, now, above=parts.above)
    # "It is back", and not "thanks again".
    back = ("removed" in said or tagged) and any(
        is_less(text) and not one.hints & {"removed", "harmless"} for text, one in certain
    )
    return replace(
        told,
        removed=together(told.removed, removed if "removed" in said else None),
        removed_loosely=removed.texts,
        removed_partly=removed.partly or (back and tagged),
        removed_unsure=(removed.partly if tagged else removed.unsure or strange) or back,
        removed_at=told.removed_at or _when("removed", certain, site, now),
    )


def _is_strange(certain: Heard) -> bool:
    """Whether a sentence above the signature, or a postscript below it, is not understood or asks.

    What ends something in words is not carried out beside one: "go ahead. Please call me first" (P6, P9).
    """
    closings = [at for at, (_, said) in enumerate(certain) if said.closing]
    end = closings[-1] if closings else len(certain)
    later = ((at, text) for at, (text, one) in enumerate(certain) if at > end and WRITER not in one.hints)
    below = next((at for at, text in later if _POSTSCRIPT.match(text)), None)
    body = (*certain[:end], *(certain[below:] if below is not None else ()))
    return any(not said.clear or "question" in said.meanings for _, said in body)


def _all_vouched(certain: Heard, site: Site) -> bool:
    """Whether there is a sentence that an analyst has vouched for, and beside it nothing but courtesies."""
    told = [said for text, said in certain if any(map(str.isalpha, bare(text, site)))]
    all_known = all(said.hints & {VOUCHED, "harmless", "closing"} or said.title for said in told)
    return all_known and any(VOUCHED in said.hints for said in told)


def _says_aside(certain: Heard, site: Site) -> bool:
    """Whether a sentence says something in small words alone, and is no courtesy, no name, no receipt."""
    return any(
        said.clear and not (said.meanings or said.title) and said.hints <= {"filler", "polite"} and said.hints
        for text, said in certain
        if any(map(str.isalpha, bare(text, site)))
    )


def _is_courteous(certain: Heard) -> bool:
    """Whether there are thanks or greetings, and no word besides but a signature; one in brackets is none."""
    told = [(text, said.hints) for text, said in certain if any(map(str.isalpha, text))]
    kind = [bool(hints & {"harmless", "closing"}) for _, hints in told]
    all_kind = all(one or PASSED_OVER in hints for one, (_, hints) in zip(kind, told, strict=True))
    return any(kind) and all_kind and not any("[" in text for text, _ in told)


def _held(told: Meaning, certain: Heard, doubtful: Heard, site: Site, now: datetime) -> Picked:
    """The items that tags and sentences ask to wait with, all together; () where one of them is wider."""
    calendar = calendar_of(site, now)
    asking = dict((*holds(certain), *holds(doubtful)))
    found = [
        to_wait(bare(text, site), said, lexicon(site.phrases), calendar) for text, said in asking.items()
    ]
    found += [Picked(told.hold_items, told.hold_vague)] if told.hold else []
    if not found or not all(one.items for one in found):
        return Picked((), any(one.vague or one.items for one in found))
    return Picked(tuple(sorted({number for one in found for number in one.items})))


def _released(told: Meaning, said: bool, named: tuple[int, ...]) -> tuple[int, ...]:
    """What a tag and a sentence release together: where both name items, no more than these."""
    if told.release and said and told.release_items and named:
        return tuple(sorted({*told.release_items, *named}))
    return told.release_items or named


def _when(meaning: str, heard: Heard, site: Site, now: datetime) -> datetime | None:
    """The one day on which a sentence says that it was done; None where it names none, or several."""
    calendar = calendar_of(site, now)
    told = ((without_lists(bare(text, site)), said) for text, said in heard if meaning in said.meanings)
    days = [moments(text, said.languages, calendar) for text, said in told]
    found = {day for times in days for day in times.found}
    return found.pop() if len(found) == 1 and not any(times.vague for times in days) else None
