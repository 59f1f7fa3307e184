"""What analysts are told after a restore: what is not in the record, and what they have to look at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Letter, alarm
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.shown import local_time, some

LISTED: Final = 50  # of each kind; more are a number
LOOKED_AT: Final = (
    "Nothing is sent to anybody but alarms to you until the administrator has looked at the outbox."
)


@dataclass(frozen=True, slots=True)
class LostCommand:
    """An analyst's mail whose effects the record does not have."""

    at: datetime
    analyst: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What a look through the mailboxes has found after a restore; `cases` are references unknown here."""

    since: datetime
    put_back: int
    commands: tuple[LostCommand, ...]
    cases: tuple[str, ...]
    asked: int = 0  # mails of analysts that were not carried out, and whose cases are asked about again
    unasked: tuple[LostCommand, ...] = ()  # such mails that cannot be asked about: of an unreadable case
    split_brain: bool = False  # nothing was put back: another daemon worked on a copy


def told(context: Context, case: Case, lost: Lost) -> Iterator[Letter]:
    """The alarm to all analysts: numbers, times and names of analysts only."""
    since = local_time(lost.since, context.site.hotline.timezone)
    what = f"The record of the cases is a copy of {since}, put back. What happened since is not in it."
    if lost.split_brain:
        what = (
            "Another hotlined has worked in the same mailboxes, with a copy of the record of the cases;"
            " what it did is not in this one."
        )
    sentence = (
        f"{what} {_mails(lost.put_back)} put back into the inboxes and dealt with once more, the LEA's holds"
        f" too. {LOOKED_AT}"
    )
    yield from alarm(context, case, "restored", sentence, " ".join(_todo(lost, context)))


def _todo(lost: Lost, context: Context) -> Iterator[str]:
    zone = context.site.hotline.timezone
    if lost.commands:
        folder = context.site.folder("intake", Folder.DONE)
        yield (
            f"{len(lost.commands)} mails of analysts were carried out after that and are not carried out"
            f" again; they lie in {folder} of the intake mailbox: {_listed(lost.commands, zone)}."
            " Look whether each is still so, and send it again where it is not."
        )
    if lost.asked:
        yield (
            "Mails of analysts that were refused or put aside after that, and may ask to wait:"
            f" {lost.asked}. Their cases, where the record has them, are asked about again, and the notices"
            " wait."
        )
    if lost.unasked:
        yield (
            "Mails of analysts that were refused or put aside after that, and cannot be asked about again:"
            f" {_listed(lost.unasked, zone)}. Look at each, and send [HOLD] where it asks to wait."
        )
    if lost.cases:
        yield (
            f"Reports left of cases that are not in the record any more: {some(lost.cases, LISTED)}."
            " Open them anew with their next news, and tell the LEA the new number."
        )
    yield (
        "Tell the administrator what you know to have left since: reports, notices, reminders. What holds or"
        " receipts came by phone has to be entered once more."
    )


def _mails(number: int) -> str:
    return "1 mail that came since was" if number == 1 else f"{number} mails that came since were"


def _listed(commands: Iterable[LostCommand], zone: tzinfo) -> str:
    return some([f"{one.analyst} {local_time(one.at, zone)}" for one in sorted(commands, key=_at)], LISTED)


def _at(command: LostCommand) -> datetime:
    return command.at
