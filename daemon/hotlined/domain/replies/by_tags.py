"""What the tags of a reply say, without what the words beside them deny: the first half of its meaning."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Party
from hotlined.domain.replies.denied import denial
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.tagging.arguments import is_length, read_hold, read_items_or_time, read_listed
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import MEANINGS, Tag, Word
from hotlined.domain.values.past_words import PAST
from hotlined.domain.values.plain import plain

Terms = tuple[tuple[int, ...], datetime | None]  # of a tag: items, () for all, and a time, as its end
_OTHERS = frozenset({Party.LEA, Party.PROVIDER})


def told_by(tags: TagReading, text: str, site: Site, now: datetime) -> Meaning:
    """What tags say; of one that the `text` beside it, or its own argument, denies, that it is not clear."""
    return _undenied(_of_tags(tags, site, now), tags, text, site)


def _of_tags(tags: TagReading, site: Site, now: datetime) -> Meaning:
    told = {tag.word: tag.argument for tag in tags.tags}
    zone = site.hotline.timezone
    holds = tuple(tag.argument for tag in tags.tags if tag.word is Word.HOLD)
    terms = tuple(read_hold(one, now, zone) for one in holds if one)
    ends_at = {one[1] for one in terms if one} | ({None} if len(terms) < len(holds) else set())
    until = next(iter(ends_at)) if len(ends_at) == 1 else None
    wrong = None in terms or len(ends_at) > 1 or (until is not None and until <= now)
    freed, lifts, unread = _releases(tags)
    removed, sent, undone = _deeds(tags, zone, now)
    sent_at = next((at for items, at in sent if at is not None and not items), None)
    gone_at = next((at for items, at in removed if at is not None and not items), None)
    mistyped = (one.raw for one in tags.unknown if one.nearest and MEANINGS[one.nearest].who & _OTHERS)
    return Meaning(
        received=Word.RECEIVED in told,
        hold=Word.HOLD in told,
        until=until if until is not None and until > now else None,
        until_counted=any(is_length(one, zone) for one in holds if one),
        until_unclear=wrong,
        hold_items=_joined(holds, terms),
        hold_vague=any(one is None or one[0] for one in terms),
        release=lifts,
        release_items=freed,
        removed=_items([items for items, _ in removed]) if removed else None,
        removed_at=min(gone_at, now) if gone_at else None,
        ntd_sent=bool(sent),
        ntd_sent_at=min(sent_at, now) if sent_at else None,
        feedback=Word.FEEDBACK in told,
        question=Word.QUESTION in told,
        unclear=(*mistyped, *unread, *undone),
    )


def _releases(tags: TagReading) -> tuple[tuple[int, ...], bool, tuple[str, ...]]:
    """The items of all [RELEASE] tags, () for all; whether they lift anything; and those that are not clear.

    One that names items makes one beside it that names none narrower, and somebody asks (P6).
    """
    read = {
        tag: read_listed(tag.argument) if tag.argument else ()
        for tag in tags.tags
        if tag.word is Word.RELEASE
    }
    items = tuple(sorted({number for one in read.values() for number in one or ()}))
    unclear = tuple(str(tag) for tag, one in read.items() if one is None or (items and not one))
    return items, bool(read) and None not in read.values(), unclear


def _joined(holds: Sequence[str | None], terms: Sequence[Terms | None]) -> tuple[int, ...]:
    """The items of all [HOLD] tags together; () where one of them is on the whole case, or not understood."""
    if len(terms) < len(holds) or not all(one and one[0] for one in terms):
        return ()
    return tuple(sorted({number for one in terms if one for number in one[0]}))


def _items(named: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The items that tags name; one without numbers means all."""
    return tuple(sorted({one for items in named for one in items})) if all(named) else ()


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
