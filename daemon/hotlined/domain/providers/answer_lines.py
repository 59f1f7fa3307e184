"""Lines of a provider's answer that say "removed", of which items, and no more: "Removed 1 & 2".

Such a line says what the tag `[REMOVED:1,2]` says, and is taken for it.  The grammar is closed: whatever else
stands in the line leaves it a sentence, which is read as one.  So does a line that may be the end or the
beginning of a sentence that goes over several lines ("has not been" / "removed.").  What is left of the mail
has to be understood as before; else it is asked about.
"""

import re
from dataclasses import replace
from datetime import UTC, time, timedelta
from itertools import takewhile
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.mail.message import Inbound
from hotlined.domain.programs.personal import closes
from hotlined.domain.providers.between_quotes import placed
from hotlined.domain.providers.denying import denial_in
from hotlined.domain.providers.done_sentence import cut_down, without_lot
from hotlined.domain.providers.done_words import (
    ALL,
    ARTICLES,
    BEEN,
    DONE,
    IT,
    ITEMS,
    JOINTS,
    WHOLE,
    any_of,
)
from hotlined.domain.providers.meant import items_meant
from hotlined.domain.providers.numbering import numbered, numbers_of
from hotlined.domain.providers.plainer import of_one_page, one_page, plainer
from hotlined.domain.replies.both import agreed
from hotlined.domain.replies.counted import as_all
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.put_off import begins_with_a_condition
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_tags
from hotlined.domain.tagging.arguments import read_items_and_text, read_listed
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.item_list import ITEM
from hotlined.domain.values.past_words import PAST, YESTERDAY
from hotlined.domain.values.plain import plain, rows
from hotlined.domain.values.written_times import read_time

MOST: Final = 200  # letters of such a line
LONGEST_DAY: Final = 6  # words of a day: "on 2 March 2026 14:00 UTC"
_JOINT: Final = re.compile(rf"(?<=[0-9])\s+(?:{any_of(JOINTS)})\s+(?=#?\s?[0-9])")
_NUMBER: Final = re.compile(rf"^(?:(?:{any_of((*ITEMS, *rows(*ITEM)))})[\s.]\s*)*(?=[#0-9])")
_DONE: Final = rf"(?<!\w)(?:(?:(?:{any_of(IT)})\s?)?(?:{any_of(BEEN)})\s)?(?:{any_of(DONE)})"
_AFTER: Final = re.compile(rf"(?:{any_of(DONE)})(?:(?:\s?[:-])?\s?(?P<which>[#\w][\w\s#,;&+.°-]*))?")
_BEFORE: Final = re.compile(rf"(?P<which>[#\w][\w\s#,;&+.°]*?)(?P<mark>\s?[:=-]|[.)])?\s?{_DONE}")
_ALL: Final = re.compile(
    rf"(?:{any_of(ALL)})|(?:(?:{any_of(ALL)})\s)?(?:(?:{any_of(ARTICLES)})\s)?(?:{any_of(WHOLE)})"
)
_FIRST: Final = re.compile(r"([^.!,;]+)[.!,;](?=\s|$)\s*(.*)", re.DOTALL)
_BEGUN: Final = re.compile(r"[.!,;]\s*$")  # not a colon: what is below it is of what it names
_ON: Final = re.compile(r"(?:on|at|am|um|le|el|il|op|den|em|w dniu|dne|dnia)\s+", re.IGNORECASE)
_CLOCK: Final = re.compile(  # "today at 13:05 UTC"; one digit of an hour alone may be an item
    r"(?:^|[\s,]+)(?:(?:at|um|à|a las|alle|om|o|kl|kl\.|klo|kell)\s+|(?<=\s)|(?=..[:h]))"
    r"(?P<hour>[01]?[0-9]|2[0-3])[:h](?P<minute>[0-5][0-9])"
    r"(?:\s?(?:uhr|(?P<utc>utc|gmt|z)|cet|cest|eet|eest|wet|west|h))?$",
    re.IGNORECASE,
)
_AHEAD: Final = timedelta(hours=2)  # by which an hour of today may be ahead: its zone may be another
_JOINED: Final = " ,-\u2013"  # between what is said and when
_NODS: Final = " \u2705\u2714\u2611\ufe0f\U0001f44d\U0001f64f"  # ticks, thumbs up, folded hands
# One of several, where the notice names several.
_SINGLE: Final = re.compile(
    r"\b(?:removed|deleted|taken down|took down|disabled) (?:the|this) (?:reported )?"
    r"(?:file|page|url|link|image|picture|photo|video|item)\b(?! at all)",
    re.IGNORECASE,
)
_EVERY: Final = re.compile(rf"(?<!\w)(?:{any_of(ALL)})(?!\w)")
_ENDED: Final = (".", "!", ";")
_RULE: Final = re.compile(r"\s*-- ?$")
_TAGGED: Final = re.compile(r"\s*\[?[^\W\d_a-z]{3,}-[^\W\d_a-z]{3,}")  # "NOT-OURS", "[NICHT-UNSERE"


def read_answer(mail: Inbound, case: Case, contact: str, context: Context) -> tuple[TagReading, Meaning]:
    """The tags of a provider's mail, with lines that say as much, and the meaning of the rest.

    `contact`: whose it is; the notice to it says how many items are "both", or "all three".  Where its HTML
    has other words, what is removed has to stand there, too.
    """
    denied = _denied(mail, case, context)
    if denied is not None:
        return denied
    count = len(items_meant(case, contact, mail))

    def read(one: Inbound) -> tuple[TagReading, Meaning]:
        certain, body = (as_all(text, count, hosted=True) for text in (one.certain_text, one.body))
        whole = replace(one, certain_text=certain, body=body)
        return _read_text(whole, case, context)

    tags, said = read(mail)
    return tags, agreed(said, mail, lambda html: read(html)[1])


def _read_text(mail: Inbound, case: Case, context: Context) -> tuple[TagReading, Meaning]:
    text = _of_places(mail, case, context) if len(case.listed) > 1 else mail.certain_text
    text = without_lot(plainer(numbered(text, numbers_of(case))))
    text = one_page(text) if len(case.listed) == 1 else text
    tags, rest = taken(text, context)
    others, rest = _of_others(rest, mail, context)
    reading, below = read_tags(replace(mail, certain_text=rest), context.site, bare=True)
    reading = replace(reading, tags=tuple(dict.fromkeys((*tags, *others, *reading.tags))))
    left = replace(mail, new_text=below, certain_text=below)
    return reading, _of_one(below, case, understand(left, reading, context.site, context.now))


def _denied(mail: Inbound, case: Case, context: Context) -> tuple[TagReading, Meaning] | None:
    """What NOT-OURS says, where whole sentences say it and the rest of the mail says nothing; else None."""
    found = denial_in(plainer(mail.certain_text)) if len(case.listed) == 1 else None
    if found is None or (mail.again and denial_in(plainer(mail.again)) is None):
        return None
    if mail.sender is not None and f"@{mail.sender.domain}" in found.named.casefold():
        return None  # "please write to our other desk": it may be theirs all the same
    reading, said = _heard(found.rest, mail, context)
    if reading.tags or reading.unknown or reading.loose or said.words:
        return None
    above = takewhile(lambda one: not closes(one), found.rest.split("\n"))
    if any(one.rstrip().endswith(_ENDED) and not _heard(one, mail, context)[1].courteous for one in above):
        return None  # too short to be unclear: "The page is.", "We are the host."
    return replace(reading, tags=(Tag(Word.NOT_OURS, found.named or None),)), said


def _heard(text: str, mail: Inbound, context: Context) -> tuple[TagReading, Meaning]:
    alone = replace(mail, new_text=text, certain_text=text)
    reading, below = read_tags(alone, context.site, bare=True)
    left = replace(alone, new_text=below, certain_text=below)
    return reading, understand(left, reading, context.site, context.now)


def _of_places(mail: Inbound, case: Case, context: Context) -> str:
    """The text, with the item in front of each line that stands below it and does not say which it is of."""

    def says_which(line: str) -> bool:
        said = _items(_without_when(line.strip(f"{_NODS} .!"), context))
        tags = () if said is not None else _tags_in(line, mail, context)
        return bool(said) or any(map(_is_whole, tags))

    def of_all(line: str) -> bool:
        return _EVERY.search(plain(line)) is not None

    return placed(mail.certain_text, mail.body, numbers_of(case), says_which=says_which, of_all=of_all)


def _tags_in(line: str, mail: Inbound, context: Context) -> tuple[Tag, ...]:
    """The tags of one line of a mail, as if there were nothing else in it."""
    alone = replace(mail, certain_text=line, subject="", protected_subject=None)
    return read_tags(alone, context.site, bare=True)[0].tags


def _is_whole(tag: Tag) -> bool:
    """Whether a tag needs no item from the place where it stands: QUESTION, or with a number of its own."""
    return tag.word is Word.QUESTION or read_items_and_text(tag.argument or "") is not None


def _of_others(text: str, mail: Inbound, context: Context) -> tuple[tuple[Tag, ...], str]:
    """The lines that are NOT-OURS and who else, also below a greeting, and the text without them."""
    found: list[Tag] = []
    left: list[str] = []
    lines = text.split("\n")
    end = next((at for at, line in enumerate(lines) if _RULE.match(line)), len(lines))
    for at, line in enumerate(lines):
        begins = at < end and (not left or not left[-1].strip() or _BEGUN.search(left[-1]) is not None)
        tags = _tags_in(line, mail, context) if begins and _TAGGED.match(line) else ()
        if [tag.word for tag in tags] == [Word.NOT_OURS]:
            found += tags
            left.append("")
        else:
            left.append(line)
    return tuple(found), "\n".join(left)


def _of_one(text: str, case: Case, meaning: Meaning) -> Meaning:
    """The meaning, and "removed the file" is not clear where several are listed and none is named."""
    if len(case.listed) < 2 or meaning.removed != ():
        return meaning
    found = _SINGLE.search(text)
    told = found[0] if found is not None else of_one_page(text)
    return meaning if told is None else replace(meaning, removed_loosely=(*meaning.removed_loosely, told))


def taken(text: str, context: Context) -> tuple[tuple[Tag, ...], str]:
    """The tags that lines say, and the text without them; a line may go on: "Removed, thanks"."""
    lines = text.split("\n")
    tags: list[Tag] = []
    left: list[str] = []
    begins = True
    for at, line in enumerate(lines):
        if _RULE.match(line):
            return tuple(tags), "\n".join((*left, *lines[at:]))
        behind = lines[at + 1].strip() if at + 1 < len(lines) else ""
        read = _line(line.strip(), behind, context) if begins else None
        if read is None:
            left.append(line)
            begins = not line.strip() or _BEGUN.search(line) is not None
        else:
            tags.append(Tag(Word.REMOVED, ",".join(map(str, read[0])) or None))
            left.append(read[1])
    return tuple(tags), "\n".join(left)


def _line(line: str, behind: str, context: Context) -> tuple[tuple[int, ...], str] | None:
    """The items that a line says are gone, () for all, and what else is in it; None: it says no such thing.

    `behind`: the next line, which may go on with a sentence that has not ended.
    """
    line = line.strip(_NODS)
    if not 0 < len(line) <= MOST or "[" in line or line.endswith("?"):
        return None
    whole = _items(_without_when(line.rstrip(" .!"), context))
    open_ended = not line.endswith((".", "!")) and behind[:1].islower()
    goes_on = open_ended and _items(behind.rstrip(" .!")) is None
    if whole is not None:
        return None if goes_on else (whole, "")
    first = _FIRST.fullmatch(line)
    if first is None:
        return None
    items = _items(first[1])
    if items is not None:
        return None if _goes_on(first[2]) else (items, first[2])
    return None if open_ended else _at_end(line, context)


def _at_end(line: str, context: Context) -> tuple[tuple[int, ...], str] | None:
    """The items where the last sentence of a line says that they are gone, and what is in front of it."""
    before, mark, last = line.rstrip(" .!").rpartition(". ")
    items = _items(_without_when(last, context)) if mark else None
    return None if items is None or _goes_on(before) else (items, f"{before}.")


def _goes_on(rest: str) -> bool:
    """Whether what stands beside it in the line may be about some items, or sets a condition."""
    return re.search("[0-9]", rest) is not None or begins_with_a_condition(rest)


def _without_when(line: str, context: Context) -> str:
    """A line without the time at its end, of today or past: "removed 1 on 2 March 2026", "at 13:05"."""
    zone = context.site.hotline.timezone
    words = line.split()
    for at in range(max(1, len(words) - LONGEST_DAY), len(words)):
        day = _ON.sub("", " ".join(words[at:]))
        when = read_time(day, zone)
        if when is not None and when.astimezone(zone).date() <= context.now.astimezone(zone).date():
            return " ".join(words[:at]).rstrip(_JOINED)
        if plain(day) in PAST or _is_past_clock(day, context):
            return " ".join(words[:at]).rstrip(_JOINED)
    return line


def _is_past_clock(text: str, context: Context) -> bool:
    """Whether a text is an hour that has been, maybe behind a day: "today at 13:05 UTC", "at 13:05"."""
    found = _CLOCK.search(text)
    day = plain(text[: found.start()]) if found is not None else ""
    if found is None or day not in {*PAST, ""}:
        return False
    now = (context.now + _AHEAD).astimezone(UTC if found["utc"] else context.site.hotline.timezone)
    over = now.date() > context.now.astimezone(now.tzinfo).date()  # close to midnight
    return day in YESTERDAY or over or time(int(found["hour"]), int(found["minute"])) <= now.time()


def _items(said: str) -> tuple[int, ...] | None:
    """The items of "removed 1 and 3", "item 2: removed", "all deleted", () for all; None where it is none."""
    text = cut_down(plain(said).lstrip("-*\u2022 "))
    after = _AFTER.fullmatch(text)
    if after is not None:
        return _listed(after["which"]) if after["which"] else ()
    if re.fullmatch(_DONE, text):
        return ()
    before = _BEFORE.fullmatch(text)
    items = _listed(before["which"]) if before else None
    # "3 removed" may be three of them.
    bare = before is not None and not before["mark"] and re.fullmatch(r"[0-9\s]+", before["which"])
    return None if bare else items


def _listed(which: str) -> tuple[int, ...] | None:
    text = which.strip()
    if _ALL.fullmatch(text):
        return ()
    return read_listed(_NUMBER.sub("", _JOINT.sub(",", text)).replace("# ", "#"))
