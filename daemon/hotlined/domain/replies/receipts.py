"""What an LEA's reply says: received, hold, release, removed, notice sent, feedback; or: not understood.

Tags first, then sentence by sentence the words of rules/replies.yaml (`sentence`).  Every sentence has
to be understood or known to be harmless; what is left over makes the mail unclear, and unclear means pause
(P7).  A doubtful line (maybe quoted) counts for holds and never for receipts: both err to the safe side.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.denied import denial
from hotlined.domain.replies.doubted import takes_back
from hotlined.domain.replies.ends import moments
from hotlined.domain.replies.hearing import VOUCHED, Heard, bare, hear, reader
from hotlined.domain.replies.hold_until import disagrees, ends_named, holds, is_of_some, until_when
from hotlined.domain.replies.item_told import gone, stated, together
from hotlined.domain.replies.lexicon import languages_of, lexicon
from hotlined.domain.replies.picked import Picked, is_less, to_wait
from hotlined.domain.replies.veiled import names_in
from hotlined.domain.replies.vouching import NOBODY, Vouched
from hotlined.domain.tagging.arguments import (
    read_hold,
    read_items_or_time,
    read_listed,
)
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import MEANINGS, Tag, Word
from hotlined.domain.values.item_list import without_lists
from hotlined.domain.values.past_words import PAST
from hotlined.domain.values.plain import plain, rows
from hotlined.domain.values.reference import find_receipt_codes

Terms = tuple[tuple[int, ...], datetime | None]  # of a tag: items, () for all, and a time, as its end
_OTHERS = frozenset({Party.LEA, Party.PROVIDER})
# A sentence of one of these alone takes back, or answers, something that nobody but its writer knows.
NOES: Final = frozenset(rows(
    "no | nope | nein | nej | nee | non | nie | não | nem | nu | ne | ei | όχι | nei",
    "mistake | wrong | error | irrtum | falsch | fel | viga | klaida | λάθος | erreur",
))  # fmt: skip
_PIECES: Final = re.compile(r"[.!?;\n]")
_POSTSCRIPT: Final = re.compile(r"\W*(?:p\.?\s?s\b|n\.?b\b|nachtrag\b|υ\.?γ\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reply says; several can be true at once."""

    received: bool = False
    codes: tuple[str, ...] = ()
    hold: bool = False
    until: datetime | None = None  # aware UTC; None with hold: open-ended
    until_unclear: bool = False
    until_of_some: bool = False  # of several sentences that ask to wait, one names no end
    hold_items: tuple[int, ...] = ()  # the only items that it asks to wait with; () means all
    hold_vague: bool = False  # it may mean some items only, and which is not clear: then all
    needless: bool = False  # says that the notice need not wait; that lifts nothing
    release: bool = False
    release_items: tuple[int, ...] = ()  # the only items that it releases; () means all
    release_loosely: tuple[str, ...] = ()  # sentences beside it with items: it may be about these only
    release_later: tuple[str, ...] = ()  # it may be one of a day to come by these: then it is none yet
    removed: tuple[int, ...] | None = None  # () means all items; None: not said
    removed_loosely: tuple[str, ...] = ()  # sentences that may be about some items only, not clear which
    removed_partly: bool = False  # it says so of a part only, or with an exception
    removed_unsure: bool = False  # it may say so of a part only, or of something else than the content
    removed_doubted: bool = False  # also of others than `removed`, and lines about items do not say so
    removed_at: datetime | None = None  # aware UTC, not in the future; None: not said
    ntd_sent: bool = False
    ntd_sent_items: tuple[int, ...] = ()  # () means all
    ntd_sent_loosely: tuple[str, ...] = ()  # as with a release
    ntd_sent_at: datetime | None = None  # the same
    feedback: bool = False
    question: bool = False
    vouched: bool = False  # nothing but sentences that an analyst has vouched for, and courtesies
    unclear: tuple[str, ...] = ()  # sentences not understood

    @property
    def words(self) -> tuple[str, ...]:
        """Names of what was understood, for the record."""
        said = {
            "received": self.received or bool(self.codes),
            "hold": self.hold,
            "needless": self.needless,
            "release": self.release,
            "removed": self.removed is not None,
            "ntd-sent": self.ntd_sent,
            "feedback": self.feedback,
            "question": self.question,
            "vouched": self.vouched,
            "unclear": bool(self.unclear),
        }
        return tuple(name for name, true in said.items() if true)


def understand(
    mail: Inbound,
    tags: TagReading,
    site: Site,
    now: datetime,
    *,
    subject: str = "",
    vouched: Vouched = NOBODY,
) -> Meaning:
    """The meaning of an LEA's or a provider's reply; in the subject's own words only a hold counts."""
    calendar = Calendar(now, site.hotline.timezone, site.spoken_day)
    told = _undenied(_of_tags(tags, site, now), tags, f"{subject}\n{mail.certain_text}", site)
    foreign = "\n".join(one.raw for one in tags.unknown if not one.nearest)  # [VÄNTA:1.12.2026], [GAUTA]
    spoken = languages_of(mail.certain_text or mail.new_text, lexicon(site.phrases))
    names = names_in(mail.sender.local if mail.sender else "")
    read = reader(site, frozenset(tag.word for tag in tags.tags), spoken, vouched, calendar, names)
    certain, rest = hear(mail.certain_text, site, now, read)
    named, _ = hear(foreign, site, now, read)
    doubtful, _ = hear(f"{subject}\n\n{foreign}\n\n{mail.new_text}", site, now, read)
    above, _ = hear(subject, site, now, read)
    named_ends = ends_named((*certain, *above, *named), doubtful, site, now)
    until, vague = until_when(named_ends, certain, site, now)
    disputed = told.until is not None and (vague or disagrees(told.until, until, named_ends, certain, site))
    held = _held(told, certain, doubtful, site, now)
    # FEEDBACK announces free text: then nothing but a hold is looked for in it.
    said = {what for _, one in certain for what in one.meanings if not told.feedback}
    said |= {"received"} & {what for _, one in named for what in one.meanings}
    machine = tuple(text for text, one in certain if "automatic" in one.hints)
    if machine:  # what says of itself that nobody wrote it is nobody's word (P8)
        said -= {"received", "release", "removed", "ntd-sent"}
    received = told.received or "received" in said
    plain_words = () if told.feedback else certain
    denying = tuple(text for text, one in plain_words if received and takes_back(text, one, site))
    unclear = tuple(dict.fromkeys(text for text, one in plain_words if not one.clear or text in denying))
    tagged = told.release and not told.release_items
    freed = stated("release", certain, site, now, above=above, tagged=tagged)
    noes = tuple(one.strip() for one in _PIECES.split(mail.certain_text) if plain(one) in NOES)
    strange = bool(rest or noes) or _is_strange(certain)
    # "It is back", and not "thanks again".
    back = ("removed" in said or told.removed is not None) and any(
        is_less(text) and not one.hints & {"removed", "harmless"} for text, one in certain
    )
    sent = stated("ntd-sent", certain, site, now, above=above)
    removed = gone(told.removed, certain, site, now, above=above)
    return Meaning(
        received=received and not denying and not noes,
        codes=find_receipt_codes(mail.certain_text),
        hold=told.hold or bool(holds(certain) or holds(doubtful)),
        until=None if disputed else told.until or until,
        until_unclear=told.until_unclear or vague or disputed,
        until_of_some=is_of_some(named_ends),
        hold_items=held.items,
        hold_vague=held.vague,
        needless="needless" in said,
        release=(told.release or ("release" in said and not (freed.vague or strange))) and not freed.later,
        release_items=_released(told, "release" in said, freed.items),
        release_loosely=freed.beside,
        release_later=freed.later,
        removed=together(told.removed, removed if "removed" in said else None),
        removed_loosely=removed.texts,
        removed_partly=removed.partly or (back and told.removed is not None),
        removed_unsure=(removed.unsure or strange or back)
        if told.removed is None
        else removed.partly or back,
        removed_at=told.removed_at or _when("removed", certain, site, now),
        ntd_sent=told.ntd_sent or ("ntd-sent" in said and not sent.vague),
        ntd_sent_items=() if told.ntd_sent else sent.items,
        ntd_sent_loosely=() if told.ntd_sent else sent.beside,
        ntd_sent_at=told.ntd_sent_at or _when("ntd-sent", certain, site, now),
        feedback=told.feedback,
        question=told.question or "question" in said,
        vouched=_all_vouched(certain, site),
        unclear=unclear + machine[:1] + rest + noes + told.unclear + freed.texts + freed.later + sent.texts,
    )


def _is_strange(certain: Heard) -> bool:
    """Whether a sentence above the signature, or a postscript below it, is not understood or asks.

    What ends something in words is not carried out beside one: "go ahead. Please call me first" (P6, P9).
    """
    closings = [at for at, (_, said) in enumerate(certain) if said.closing]
    end = closings[-1] if closings else len(certain)
    below = next((at for at, (text, _) in enumerate(certain) if at > end and _POSTSCRIPT.match(text)), None)
    body = (*certain[:end], *(certain[below:] if below is not None else ()))
    return any(not said.clear or "question" in said.meanings for _, said in body)


def _of_tags(tags: TagReading, site: Site, now: datetime) -> Meaning:
    told = {tag.word: tag.argument for tag in tags.tags}
    zone = site.hotline.timezone
    holds = tuple(tag.argument for tag in tags.tags if tag.word is Word.HOLD)
    terms = tuple(read_hold(one, now, zone) for one in holds if one)
    ends_at = {one[1] for one in terms if one} | ({None} if len(terms) < len(holds) else set())
    until = next(iter(ends_at)) if len(ends_at) == 1 else None
    wrong = None in terms or len(ends_at) > 1 or (until is not None and until <= now)
    released = told.get(Word.RELEASE)
    freed = read_listed(released) if released else ()
    unread = (f"[RELEASE:{released}]",) if freed is None else ()
    removed, sent, undone = _deeds(tags, zone, now)
    sent_at = next((at for items, at in sent if at is not None and not items), None)
    gone_at = next((at for items, at in removed if at is not None and not items), None)
    mistyped = (one.raw for one in tags.unknown if one.nearest and MEANINGS[one.nearest].who & _OTHERS)
    return Meaning(
        received=Word.RECEIVED in told,
        hold=Word.HOLD in told,
        until=until if until is not None and until > now else None,
        until_unclear=wrong,
        hold_items=_joined(holds, terms),
        hold_vague=any(one is None or one[0] for one in terms),
        release=Word.RELEASE in told and freed is not None,
        release_items=freed or (),
        removed=_items([items for items, _ in removed]) if removed else None,
        removed_at=min(gone_at, now) if gone_at else None,
        ntd_sent=bool(sent),
        ntd_sent_at=min(sent_at, now) if sent_at else None,
        feedback=Word.FEEDBACK in told,
        question=Word.QUESTION in told,
        unclear=(*mistyped, *unread, *undone),
    )


def _deeds(
    tags: TagReading, zone: tzinfo, now: datetime
) -> tuple[tuple[Terms, ...], tuple[Terms, ...], tuple[str, ...]]:
    """What tags say is removed, and sent, with items and time; and what they say that is not done.

    An argument that cannot be read may say "partly"; what is to come is not done.
    """
    found: dict[Word, list[Terms]] = {Word.REMOVED: [], Word.NTD_SENT: []}
    undone = []
    for tag in tags.tags:
        if tag.word not in found:
            continue
        bare = not tag.argument or plain(tag.argument) in PAST  # "[REMOVED: yesterday]"
        read = ((), None) if bare else read_items_or_time(tag.argument or "", zone)
        when = read[1].astimezone(zone) if read and read[1] else None
        if read is None:
            undone.append(str(tag))
        elif when is not None and when.date() > now.astimezone(zone).date():
            undone.append(f"{when:%Y-%m-%d} is yet to come")
        else:
            found[tag.word].append(read)
    return tuple(found[Word.REMOVED]), tuple(found[Word.NTD_SENT]), tuple(undone)


def _undenied(told: Meaning, tags: TagReading, text: str, site: Site) -> Meaning:
    """Without what a tag says and a sentence, or the tag's own argument, denies: it is asked about."""
    denied: dict[Word, str] = {}
    for tag in tags.tags:
        said = denial(Tag(tag.word), tag.argument or "", site.phrases) or denial(tag, text, site.phrases)
        if said:
            denied[tag.word] = said
    return replace(
        told,
        removed=None if Word.REMOVED in denied else told.removed,
        removed_at=None if Word.REMOVED in denied else told.removed_at,
        ntd_sent=told.ntd_sent and Word.NTD_SENT not in denied,
        release=told.release and Word.RELEASE not in denied,
        unclear=(*told.unclear, *denied.values()),
    )


def _all_vouched(certain: Heard, site: Site) -> bool:
    """Whether there is a sentence that an analyst has vouched for, and beside it nothing but courtesies."""
    told = [said for text, said in certain if any(map(str.isalpha, bare(text, site)))]
    all_known = all(said.hints & {VOUCHED, "harmless", "closing"} or said.title for said in told)
    return all_known and any(VOUCHED in said.hints for said in told)


def _joined(holds: Sequence[str | None], terms: Sequence[Terms | None]) -> tuple[int, ...]:
    """The items of all [HOLD] tags together; () where one of them is on the whole case, or not understood."""
    if len(terms) < len(holds) or not all(one and one[0] for one in terms):
        return ()
    return tuple(sorted({number for one in terms if one for number in one[0]}))


def _held(told: Meaning, certain: Heard, doubtful: Heard, site: Site, now: datetime) -> Picked:
    """The items that tags and sentences ask to wait with, all together; () where one of them is wider."""
    calendar = Calendar(now, site.hotline.timezone, site.spoken_day)
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


def _items(named: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The items that tags name; one without numbers means all."""
    return tuple(sorted({one for items in named for one in items})) if all(named) else ()


def _when(meaning: str, heard: Heard, site: Site, now: datetime) -> datetime | None:
    """The one day on which a sentence says that it was done; None where it names none, or several."""
    calendar = Calendar(now, site.hotline.timezone, site.spoken_day)
    told = ((without_lists(bare(text, site)), said) for text, said in heard if meaning in said.meanings)
    days = [moments(text, said.languages, calendar) for text, said in told]
    found = {day for times in days for day in times.found}
    return found.pop() if len(found) == 1 and not any(times.vague for times in days) else None
