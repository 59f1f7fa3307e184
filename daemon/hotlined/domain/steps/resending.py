"""`[RESEND]`: the report once more to the LEA, freshly sealed; and later parts of it stopped and let go.

A part that is sent again stays the same part: the receipt of either copy confirms it, and the notice
keeps the time that the first copy gave it.  Only the digest of a receipt code is kept, so that the copy
has a code of its own; both are understood.
"""

from collections.abc import Iterable

from hotlined.domain.cases.sent import Fragment, Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.reports import again, part_of, report
from hotlined.domain.mail.outgoing import MOVED, RowState
from hotlined.domain.record.reporting import ReportQueued
from hotlined.domain.tagging.arguments import read_parts


def resend(context: Context, case: Case, argument: str) -> Effect | str:
    """What `[RESEND]` with this argument does; a str is the reason why nothing can be done."""
    wanted = argument.strip().casefold()
    if not case.fragments:
        return f"no report of {case.stream} has gone to an LEA"
    if wanted == "stop":
        waiting = tuple(one.message_id for one in case.fragments if one.message_id and _waits(case, one))
        return Effect(cancel=waiting) if waiting else "[RESEND:stop]: no part of the report waits to be sent"
    if wanted == "go":
        stopped = tuple(one for one in case.fragments if case.stopped(one))
        return _again(context, case, stopped) if stopped else "[RESEND:go]: no part of the report is stopped"
    chosen = _chosen(case, wanted)
    if isinstance(chosen, str):
        return chosen
    blocked = next((one for one in chosen if one.blocked is not None), None)
    if blocked is not None:
        unit, why = blocked.unit, blocked.blocked
        if why == MOVED:
            return f"the report to {unit} is blocked: {why}; it goes to the new address by itself"
        return f"the report to {unit} is blocked: {why}; get the key in order, it then goes by itself"
    ready = tuple(one for one in chosen if not _copy_waits(case, one))
    if not ready:
        return "the report waits to be sent already; [STATUS] shows how it stands"
    return _again(context, case, ready)


def renewed(context: Context, case: Case) -> Effect:
    """The later parts that wait, as the case is now: they would say what the unit is told otherwise before.

    Each part goes when it would have gone, by the parts that left before it.
    """
    pace = context.site.agreement.pace(urgent=case.urgent)
    effect = Effect()
    groups: dict[tuple[str, int], list[Fragment]] = {}
    for one in sorted(case.fragments, key=lambda one: one.number):
        groups.setdefault((one.unit, one.supplement), []).append(one)
    for parts in groups.values():  # those of a supplement come beside the report, at their own pace
        left = (mail.accepted_at or mail.at for one in parts for mail in _left(case, one))
        begin = max(left, default=context.now) + pace
        for one in parts:
            if one.part == 1 or not _waits(case, one):
                continue
            begin = max(begin, context.now)
            again = report(context, case, one.unit, part_of(one), begin if begin > context.now else None)
            effect += again + Effect(cancel=tuple(filter(None, (one.message_id,))) if again.letters else ())
            begin += pace
    return effect


def _left(case: Case, fragment: Fragment) -> tuple[Sent, ...]:
    """Its copies that the unit may have."""
    return tuple(one for one in case.mails_of(fragment) if one.may_have_left)


def hurry(context: Context, case: Case) -> Effect:
    """What waits of the report goes at once, as urgent as the case is now; stopped parts stay stopped."""
    waiting = tuple(one for one in case.fragments if one.message_id and _waits(case, one))
    again = _again(context, case, waiting)
    if isinstance(again, str):
        return Effect()
    renewed = {(fact.unit, fact.fragment) for fact in again.events if isinstance(fact, ReportQueued)}
    return again + Effect(
        cancel=tuple(
            one.message_id for one in waiting if one.message_id and (one.unit, one.number) in renewed
        )
    )


def _chosen(case: Case, wanted: str) -> tuple[Fragment, ...] | str:
    """The parts that the argument means: all, those of these numbers, else those without a receipt."""
    if wanted == "all":  # but not that no notice goes, which was so while the case was closed
        return tuple(one for one in case.fragments if not case.stopped(one) and not one.ends)
    if wanted:
        numbers = read_parts(wanted) or ()
        known = {one.number for one in case.fragments}
        strange = next((number for number in numbers if number not in known), None)
        if strange is not None or not numbers:
            parts = ", ".join(f"{number}" for number in sorted(known))
            return f"[RESEND:{wanted}]: {case.stream} has no such part; it has: {parts}"
        return tuple(one for one in case.fragments if one.number in numbers)
    missing = tuple(one for one in case.unconfirmed() if not case.stopped(one))
    if not missing:
        return "the LEA has confirmed all of it; [RESEND:all] sends it once more all the same"
    return missing


def _copy_waits(case: Case, fragment: Fragment) -> bool:
    """Whether a copy is in the outbox, or was cut off after it may have left and goes again by itself.

    What another command of the same mail sends has no mail yet.
    """
    mail = case.sent.get(fragment.message_id or "")
    return mail is None or mail.state.waits


def _waits(case: Case, fragment: Fragment) -> bool:
    mail = case.sent.get(fragment.message_id or "")
    return mail is not None and mail.state is RowState.QUEUED


def _again(context: Context, case: Case, fragments: Iterable[Fragment]) -> Effect | str:
    """These parts in new envelopes, for each unit the agreed interval apart, or at once if it is urgent."""
    effect = again(context, case, fragments)
    return effect if effect.letters else "the unit, or the form, is not there any more"
