"""The Annex I report as letters: fragments, codes, and the report that could not be sealed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.form import Form
from hotlined.domain.form.amendment import Amendment
from hotlined.domain.hotline.people import Unit
from hotlined.domain.letters.attached import for_unit, listed
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, letter
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.mail.message import Enclosed, Party
from hotlined.domain.mail.outgoing import REPORT
from hotlined.domain.ntd.foretold import as_unit_knows, foretold
from hotlined.domain.record.reporting import ReceiptGiven, ReportBlocked, ReportQueued
from hotlined.domain.values.batches import batched
from hotlined.domain.values.reference import digest_of_code


@dataclass(frozen=True, slots=True)
class Part:
    """Which items go in which fragment: part `place` of `of`, of the report or of a supplement.

    `number` counts through all that the unit gets in the case, `before` is how much of that went before.
    """

    number: int
    of: int
    items: tuple[int, ...]
    supplement: int = 0
    before: int = 0

    @property
    def place(self) -> int:
        """Which part of its report or supplement it is, from 1."""
        return self.number - self.before


def parts(items: tuple[int, ...], size: int, *, supplement: int = 0, before: int = 0) -> tuple[Part, ...]:
    """The items in blocks of at most `size` (guidelines: "smaller blocks"); one empty part for none."""
    blocks = [*batched(items, size)] or [()]
    return tuple(
        Part(number, len(blocks), tuple(block), supplement, before)
        for number, block in enumerate(blocks, before + 1)
    )


def in_parts(
    context: Context,
    case: Case,
    items: tuple[int, ...],
    *,
    supplement: int = 0,
    units: tuple[str, ...] | None = None,
) -> Effect:
    """The report, or a supplement, about these items to each unit of the case, its parts a pace apart.

    `units`: those that a supplement is news for; None: all.
    """
    agreement = context.site.agreement
    pace = agreement.pace(urgent=case.urgent)
    effect = Effect()
    for unit in case.units if units is None else units:
        before = max((one.number for one in case.fragments if one.unit == unit), default=0)
        for part in parts(items, agreement.fragment_size, supplement=supplement, before=before):
            waits = part.place - 1
            begin = context.now + pace * waits if waits else None  # the first at once
            effect += report(context, case, unit, part, begin)
    return effect


def again(context: Context, case: Case, fragments: Iterable[Fragment]) -> Effect:
    """These parts sealed anew, those of each unit a pace apart."""
    pace = context.site.agreement.pace(urgent=case.urgent)
    effect = Effect()
    sent: dict[str, int] = {}
    for fragment in sorted(fragments, key=lambda one: one.number):
        waits = sent.get(fragment.unit, 0)
        sent[fragment.unit] = waits + 1
        begin = context.now + pace * waits if waits else None
        effect += report(context, case, fragment.unit, part_of(fragment), begin)
    return effect


def report(
    context: Context, case: Case, unit_name: str, part: Part, not_before: datetime | None = None
) -> Effect:
    """One sealed fragment for one unit; nothing where the unit is not configured any more."""
    unit = context.site.unit(unit_name)
    if unit is None or case.opened is None or case.form is None:
        return Effect()
    code = context.chance.code()
    files = enclosures(case, unit, part)
    first = _first(case, unit_name, part)
    # A later part is sealed together with the first.
    leaves = max(not_before or context.now, context.now)
    values = report_values(context, case, part, code, files, unit=unit_name, leaves=leaves)
    written = letter(
        context,
        case.stream,
        unit_recipient(unit),
        REPORT,
        {**values, "forwarded_at": first or leaves, "again": first is not None},
        thread=case.thread(Party.LEA, unit_name),
        urgent=case.opened.urgent,
        about={"fragment": part.number, "of": part.of, "unit": unit_name},
    )
    written = replace(written, draft=replace(written.draft, not_before=not_before, enclosed=files))
    queued = ReportQueued(
        unit=unit_name,
        fragment=part.number,
        of=part.of,
        items=part.items,
        message_id=written.draft.message_id,
        code=digest_of_code(code),
        supplement=part.supplement,
        before=part.before,
    )
    return Effect((queued,), (written,))


def enclosures(case: Case, unit: Unit, part: Part) -> tuple[Enclosed, ...]:
    """The analyst's files that go with a report or supplement, with its first part, as the unit agreed."""
    if part.place != 1:
        return ()
    return for_unit([one for one in case.attachments if one.supplement == part.supplement], unit)


def report_values(
    context: Context,
    case: Case,
    part: Part,
    code: str,
    files: tuple[Enclosed, ...],
    *,
    unit: str,
    leaves: datetime | None = None,
) -> dict[str, object]:
    """What the Annex I template is filled with, sent for the first time: also the form's empty fields.

    `unit` is told of its own holds alone; `files` go along; `leaves`: when it goes, None: now.
    """
    opened = case.opened
    form = case.form or Form()
    plans = {
        one: foretold(as_unit_knows(case, one), part.items, context.site, now=context.now, leaves=leaves)
        for one in (unit, *case.units)
    }
    notice = plans[unit]
    held = notice.kind == "held" and any(one.kind != "held" for one in plans.values())
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
        "again": False,
        "fragment": part.place,
        "of": part.of,
        "supplement": part.supplement,
        "changes": _changes(case, part, held=held),
        "code": code,
        "signed": context.site.agreement.receipt_is_signed,
        "files": files,
        "attached": listed([(one.file, one.size) for one in files]),
        "notice": notice,
    }


def blocked(fragment: ReportQueued | Fragment, number: int, why: str) -> ReportBlocked:
    """The event for a fragment, `number` of its unit, that could not be sealed or cannot be sent (P4)."""
    return ReportBlocked(
        unit=fragment.unit,
        fragment=number,
        of=fragment.of,
        items=fragment.items,
        why=why,
        supplement=fragment.supplement,
        before=fragment.before,
    )


def received(parts: Iterable[Fragment], how: str, by: str, mail: str) -> tuple[ReceiptGiven, ...]:
    """The events that these parts were received, one for each unit."""
    by_unit: dict[str, list[int]] = {}
    for one in parts:
        by_unit.setdefault(one.unit, []).append(one.number)
    return tuple(
        ReceiptGiven(unit=unit, fragments=tuple(numbers), how=how, by=by, mail=mail)
        for unit, numbers in by_unit.items()
    )


def part_of(fragment: Fragment) -> Part:
    """The part that a fragment of the record carries."""
    return Part(fragment.number, fragment.of, fragment.items, fragment.supplement, fragment.before)


def _changes(case: Case, part: Part, *, held: bool) -> tuple[Amendment, ...]:
    """What the supplement tells: changes of the report in its first part, of items where the items are.

    A unit for whose own hold the notice waits (`held`) is told of no time, which is that of others.
    """
    told = next((one.changes or () for one in case.supplements if one.supplement == part.supplement), ())
    here = (one for one in told if one.item in part.items or (part.place == 1 and one.item == 0))
    return tuple(one for one in here if not (held and one.field == "ntd" and one.after))


def _first(case: Case, unit: str, part: Part) -> datetime | None:
    """When the same part left for the first time; a copy that came back counts only where it was confirmed.

    With the next one the time to the notice begins, so the unit must not read that nothing does.
    """
    before = case.fragment(unit, part.number)
    if before is None:
        return None
    left = (
        mail.accepted_at or mail.at
        for mail in case.mails_of(before)
        if mail.may_have_left and (before.is_confirmed or not mail.bounced)
    )
    return min(left, default=None)
