"""The Annex I report as letters: fragments, codes, and the report that could not be sealed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotlined.domain.decision import Context
from hotlined.domain.drafts import Letter, letter
from hotlined.domain.events import ReportBlocked, ReportQueued
from hotlined.domain.form import Form
from hotlined.domain.message import Gate, Party, Security
from hotlined.domain.reference import digest_of_code
from hotlined.domain.state import Case, Fragment
from hotlined.domain.who import unit_recipient


@dataclass(frozen=True, slots=True)
class Part:
    """Which items go in which fragment."""

    number: int
    of: int
    items: tuple[int, ...]


def parts(items: tuple[int, ...], size: int) -> tuple[Part, ...]:
    """The items in blocks of at most `size` (guidelines: "smaller blocks"); one empty part for none."""
    blocks = [items[start : start + size] for start in range(0, len(items), size)] or [()]
    return tuple(Part(number, len(blocks), block) for number, block in enumerate(blocks, 1))


def report(
    context: Context, case: Case, unit_name: str, part: Part, not_before: datetime | None = None
) -> Iterator[tuple[Letter, ReportQueued]]:
    """One sealed fragment for one unit; nothing where the unit is not configured any more."""
    unit = context.site.unit(unit_name)
    if unit is None or case.opened is None or case.form is None:
        return
    code = context.chance.code()
    written = letter(
        context,
        case.stream,
        unit_recipient(unit),
        "annex-i",
        report_values(context, case, part, code),
        security=Security.SEALED,
        gate=Gate.REPORT,
        thread=case.thread(Party.LEA, unit_name),
        urgent=case.opened.urgent,
        not_before=not_before,
        about={"fragment": part.number, "of": part.of, "unit": unit_name},
    )
    queued = ReportQueued(
        unit=unit_name,
        fragment=part.number,
        of=part.of,
        items=part.items,
        message_id=written.draft.message_id,
        code=digest_of_code(code),
    )
    yield written, queued


def report_values(context: Context, case: Case, part: Part, code: str) -> dict[str, object]:
    """What the Annex I template is filled with: every field of the form, empty ones too."""
    opened = case.opened
    form = case.form or Form()
    numbers = {state.number: state for state in case.items}
    items = tuple(
        {"number": number, "item": form.items[number - 1], "provider": numbers[number].provider}
        for number in part.items
        if 0 < number <= len(form.items)
    )
    return {
        "reference": case.stream,
        "form": replace(form, items=()),
        "items": items,
        "opened": opened,
        "urgent_reason": opened.urgent_reason if opened else None,
        "iccam": case.iccam,
        "forwarded_at": context.now,
        "fragment": part.number,
        "of": part.of,
        "code": code,
        "ntd_body": opened.ntd_body if opened else "",
        "ntd_after": timedelta(seconds=opened.ntd_delay) if opened else None,
    }


def blocked(queued: ReportQueued, why: str) -> ReportBlocked:
    """The event to record instead, when the fragment could not be sealed (P4)."""
    return ReportBlocked(
        unit=queued.unit, fragment=queued.fragment, of=queued.of, items=queued.items, why=why
    )


def part_of(fragment: Fragment) -> Part:
    """The part that a fragment of the record carries."""
    return Part(fragment.number, fragment.of, fragment.items)
