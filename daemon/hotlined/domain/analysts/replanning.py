"""What an `[NTD:...]` on an open case changes."""

from hotlined.domain.analysts.command import Command
from hotlined.domain.analysts.opening import ntd_set
from hotlined.domain.ntd.reminders import reminders_of
from hotlined.domain.steps.replanned import Planned, planned
from hotlined.domain.steps.withdrawing import notices_of
from hotlined.domain.tagging.arguments import NtdTime


def planned_anew(command: Command, ntd: NtdTime | None) -> Planned:
    """What becomes of the notices of a case by this argument; nothing without one."""
    if ntd is None:
        return Planned()
    case = command.case
    queued, _ = notices_of(case, ())
    reminders = reminders_of(case) if ntd.kind == "none" else ()
    cancel = (*(notice.message_id for notice in queued), *reminders)
    return planned(command.context, case, (ntd_set(ntd, command.who.id),), cancel)
