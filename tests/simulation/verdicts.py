"""What is asked of the record and of the ledger once a schedule is over; the same for both towns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hotlined.domain.cases.state import Case
from hotlined.domain.mail.message import Party
from tests.simulation.ledger import Ledger
from tests.simulation.people import ITEMS, SHARED

FOREVER = 1 << 60


@dataclass(frozen=True, slots=True)
class View:
    """The record as it is read anew; `late`: how often a party was told of a notice that had left."""

    cases: Mapping[str, Case]
    late: Callable[[str, Party], int]


def evening(ledger: Ledger, view: View, now: int) -> None:
    """All is read, the services are healthy, and nobody has answered anything yet."""
    for name, case in view.cases.items():
        if not case.is_open:
            continue  # all of it is removed and received: nothing waits for anything
        # That a notice waits for receipts, and for which, is looked at in the morning; and where a hold was
        # written down by a wrong clock, which delays all notices of its case by as much (P5).
        delayed = any(map(ledger.delays, ledger.of(name, "hold")))
        if ledger.schedule.base != "receipt" and ledger.earliest(name, now) <= now and not delayed:
            free = [one for one in ITEMS[name] if ledger.undisturbed(name, one) and _twin_free(ledger, one)]
            _left(ledger, name, case, "though nobody asked to wait", free)
        for stop in ledger.standing(name, ITEMS[name], FOREVER, now):
            if stop.truth.kind == "hold" and not (case.holds_in_force() or case.pauses_open()):
                ledger.violations.append(f"I5: the hold of {stop.at} ms on {name} is not in the record")
            if stop.truth.kind == "riddle" and not (case.pauses_open() or case.holds_in_force()):
                ledger.violations.append(f"P7: the mail of {stop.at} ms on {name} has raised no question")
        if ledger.late(name):
            for party in (Party.LEA, Party.ANALYST):
                if not view.late(name, party):
                    ledger.violations.append(
                        f"G12: nobody told the {party} that the notice on {name} had left"
                    )
        given = [one.unit for one in case.fragments if one.received_how not in (None, "machine")]
        ledger.receipts(name, given)


def _twin_free(ledger: Ledger, item: int) -> bool:
    """Item 1 of both cases is about one URL: what is asked in one of them keeps back both."""
    return item != SHARED or all(ledger.undisturbed(name, item) for name in ITEMS)


def morning(ledger: Ledger, view: View) -> None:
    """Every hold is released, every question answered, every report received."""
    # By a clock that was set right meanwhile, a release may have come before its hold.
    held = [name for name, case in view.cases.items() if ledger.wrong and case.holds_in_force()]
    for name, case in view.cases.items():
        if name not in held and not any(ledger.of(name, "close")):
            free = [one for one in ITEMS[name] if one != SHARED or not held]
            _left(ledger, name, case, "after everything was answered", free)
    ledger.twice()


def _left(ledger: Ledger, name: str, case: Case, why: str, items: Sequence[int]) -> None:
    """Each of these items that is still online is in a notice that has left (I7)."""
    if ledger.believed:
        return  # it started with a wrong clock: then it may wait for the time that the clock was off by
    if ledger.came_again(name):
        return  # by how much a report is late is not known then, and the most is waited for (P5)
    if any(ledger.blurred(one) for one in ledger.of(name, "due", "provider")):
        return  # so may a notice that has to wait for the moment of a command, by the clock of then
    refused = {one.contact for one in ledger.handed if one.case == name and one.fate == "permanent"}
    left = {item for one in ledger.arrived_notices() if one.case == name for item in one.items}
    for number in items:
        provider = case.items[number - 1].provider
        if case.gone(number) or provider is None or provider.contact in refused or number in left:
            continue
        ledger.violations.append(f"I7: no notice on item {number} of {name}, {why}")
