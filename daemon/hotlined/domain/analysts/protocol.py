"""The protocol of a meeting: an analyst's [MEETING:day] with a few lines, read whole or not at all (P17)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hotlined.domain.analysts.transcribe import Page
from hotlined.domain.cases.state import Case
from hotlined.domain.form.closings import closes
from hotlined.domain.form.labels import fold_label
from hotlined.domain.form.protocol_labels import AGREED, FIELDS, FOLLOW_UP, PRESENT
from hotlined.domain.hotline.people import Unit
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context, Decision
from hotlined.domain.letters.drafts import Effect, Letter, letter, to_analysts
from hotlined.domain.letters.introduction import INTRODUCED, introduction
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.record.partnership import MeetingHeld, UnitIntroduced
from hotlined.domain.steps.filing import heard, seen, stream
from hotlined.domain.steps.meeting_days import OfDay, meetings_of, named, time_of
from hotlined.domain.tagging.words import Word
from hotlined.domain.text.newtext import new_text
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.written_times import read_time

KIND: Final = "meeting-protocol"
MOST: Final = 100  # agreed changes
LONGEST: Final = 2_000  # characters of one

_LABEL: Final = re.compile(r"\s*([^\W\d_][^:\n]{2,30}?)\s*:")
_QUOTE: Final = re.compile(r"^(?:\s?>)+ ?")
_BULLET: Final = re.compile(r"^\s*(?:[-*\u00b7\u2013\u2014\u2022\u25aa\u25cf]|[0-9]{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Protocol:
    """What was read: who was there, what was agreed (one entry each), when to meet again."""

    present: str
    agreed: tuple[str, ...]
    follow_up: str


def read_protocol(text: str) -> Protocol | str:
    """The lines `Present:`, `Agreed:` (one change a line), `Next meeting:`, in any language; or a fault.

    They are read in a quotation as well, where none is the analyst's own: the form is filled in where it
    stands in the answer.  Who signs below, or quotes our question, has not agreed that with the LEA.
    """
    own = new_text(text).for_holds
    lines = own if any(_label(line) == AGREED for line in own.split("\n")) else text
    return _read(lines)


def _label(line: str) -> str | None:
    """The field that begins in a line."""
    label = _LABEL.match(line)
    return FIELDS.get(fold_label(label[1])) if label else None


def _read(text: str) -> Protocol | str:
    found: dict[str, list[str]] = {PRESENT: [], AGREED: [], FOLLOW_UP: []}
    field, wraps = "", False  # `wraps`: below a line with a bullet
    for line in (_QUOTE.sub("", one) for one in text.split("\n")):
        if line.rstrip() == "--" or (field and closes(line)):
            break
        name = _label(line)
        if name is not None:
            field, line, wraps = name, line.partition(":")[2], False
        elif not line.strip():
            field, wraps = field if field == AGREED else "", False
            continue
        if field and line.strip() and not line.lstrip().startswith("#"):
            words, bullet = _BULLET.subn("", line)
            if wraps and not bullet and name is None:  # a mail program has cut the line above
                found[field][-1] += f" {words.strip()}"
                continue
            found[field].append(words.strip())
            wraps = bool(bullet)
    agreed = tuple(one for one in found[AGREED] if one)
    if not agreed:
        return "no line Agreed: with what was agreed; expected one change a line, or Agreed: nothing"
    if len(agreed) > MOST or any(len(one) > LONGEST for one in agreed):
        return f"Agreed: is too long; expected at most {MOST} lines of {LONGEST} characters"
    return Protocol(" ".join(found[PRESENT]), agreed, " ".join(found[FOLLOW_UP]))


def recorded(page: Page) -> Decision | str:
    """The protocol kept in the record, and sent to the LEA units that were there and to the analysts.

    To which meetings units were invited the record says; the calendar may have the next ones.
    """
    mail, who, context = page.mail, page.who, page.context
    argument = page.tags.argument(Word.MEETING)
    at = read_time(argument, context.site.hotline.timezone)
    day = context.site.at(at).date() if at is not None else None
    if day is None or day > context.site.at(context.now).date():
        return f"[MEETING:{argument}]: expected the day of a meeting that was held, e.g. 2026-12-10"
    read = read_protocol(mail.body)
    if isinstance(read, str):
        return f"[MEETING:{argument}]: {read}"
    every = meetings_of(day, page.facts.invited, context.site)
    met = tuple(one for one in every if at is not None and _minute(one.start) == _minute(at))
    if len(every) > 1 and len(met) != 1:
        times = ", ".join(dict.fromkeys(named(one.start, every, context.site) for one in every))
        return (
            f"[MEETING:{argument}]: there were several meetings that day, of which each needs a time of its"
            f" own in rules/calendar.yaml; expected one of: {times}"
        )
    units = _units_of(met if len(every) > 1 else every, context.site)
    if units is None:
        return (
            f"[MEETING:{argument}]: no meeting of that day is known, and so not which units were there; write"
            " it into rules/calendar.yaml with its units, and send this again"
        )
    fact = MeetingHeld(
        day=day.isoformat(),
        by=who.id,
        mail=mail.digest,
        agreed=read.agreed,
        present=read.present,
        follow_up=read.follow_up,
        units=tuple(unit.name for unit in units),
        at=time_of(met[0].start, context.site) if len(every) > 1 else "",
    )
    mark = seen(mail, who, Folder.DONE, "a meeting's protocol")
    there = heard(Case(stream(context)), mark, context)
    letters = tuple(_letters(context, there, fact, units))
    change = Effect((fact,), letters).change(there.stream, mark)
    return Decision((change,), Folder.DONE, "a meeting's protocol")


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _units_of(meant: Sequence[OfDay], site: Site) -> tuple[Unit, ...] | None:
    """The units of the meeting; None where it may be others."""
    if len(site.units) == 1:
        return site.units
    names = {name for one in meant for name in one.units}
    return tuple(unit for unit in site.units if unit.name in names) or None


def _letters(context: Context, desk: Case, fact: MeetingHeld, units: Sequence[Unit]) -> Iterator[Letter]:
    values = {"held": fact, "told": tuple(unit.name for unit in units)}
    for unit in units:
        yield letter(context, desk.stream, unit_recipient(unit), KIND, values).to_people()
    yield from to_analysts(context, desk, KIND, values, content=True)


def introduced(page: Page) -> Decision | str:
    """[INTRODUCE:unit]: the unit gets the introduction of the hotline, sealed; the analyst is told."""
    mail, who, context = page.mail, page.who, page.context
    argument = page.tags.argument(Word.INTRODUCE)
    wanted = argument.strip().casefold()
    unit = next((one for one in context.site.units if one.name.casefold() == wanted), None)
    if unit is None:
        known = ", ".join(one.name for one in context.site.units)
        return f"[INTRODUCE:{argument}]: there is no such LEA unit; expected one of: {known}"
    mark = seen(mail, who, Folder.DONE, "an introduction")
    there = heard(Case(stream(context)), mark, context)
    fact = UnitIntroduced(unit=unit.name, by=who.id, mail=mail.digest)
    letters = (
        introduction(context, there.stream, unit),
        *to_analysts(context, there, INTRODUCED, {"unit": unit.name}, only=who.id, answer=True),
    )
    return Decision((Effect((fact,), letters).change(there.stream, mark),), Folder.DONE, "an introduction")
