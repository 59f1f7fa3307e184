"""One schedule through the quick town, from the acceptance of the reports to the morning after."""

from dataclasses import replace
from datetime import datetime, timedelta

from hotlined.domain.cases.hinted import hinted
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.message import Party
from hotlined.domain.values.reference import is_question
from tests.simulation.ledger import Ledger
from tests.simulation.people import UNITS, Truth
from tests.simulation.schedule import HOUR, LATE_B, MINUTE, SECOND, Schedule, Step
from tests.simulation.town import STARTS, Town
from tests.simulation.verdicts import View, evening, morning
from tests.support.mails_in import analyst_mail

PATIENCE = 120 * SECOND  # threats I7
BACK_OFF = 16 * MINUTE  # the longest of the outbox, and a look
ROUNDS = 6


def play(schedule: Schedule) -> Ledger:
    """The ledger of a schedule, with its violations."""
    town = Town(schedule)
    end = last(schedule)
    town.kernel.run(end)
    _heal(town)
    town.kernel.run(end + patience(schedule))
    evening(town.ledger, view(town), town.kernel.now)
    _answer(town)
    morning(town.ledger, view(town))
    return town.ledger


def patience(schedule: Schedule) -> int:
    """How long a notice may take where all is well; longer where the outbox may wait after a failure."""
    return BACK_OFF if any(step.do in ("smtp", "crash") for step in schedule.steps) else PATIENCE


def last(schedule: Schedule) -> int:
    """When nothing more happens by itself."""
    longest = max((one.at + (one.n if one.do == "crash" else 0) for one in schedule.steps), default=0)
    return max(longest, schedule.delay + LATE_B + 5 * SECOND)


def view(town: Town) -> View:
    """The record of a town."""

    def late(case: str, party: Party) -> int:
        kind = "hold-state" if party is Party.LEA else "hold-placed"
        letters = [draft for draft in town.world.letters(kind) if draft.stream == town.base.references[case]]
        return sum(bool(draft.values["late"]) for draft in letters if draft.to.party is party)

    cases = {case: town.world.streams[stream] for case, stream in town.base.references.items()}
    return View(cases, late)


def _heal(town: Town) -> None:
    """Everything works, and the clock is right."""
    town.up = True
    town.outcomes = []
    town.jump(-int(town.clock.off.total_seconds() * 1_000))
    town._tell("inbox")


def _matters(town: Town, case: Case) -> bool:
    """Whether a notice waits for the receipt."""
    return town.schedule.base == "receipt" or any(mail.bounced for mail in case.sent.values())


def _answer_all(town: Town, at: datetime) -> bool:
    """In half of the towns an analyst answers what is asked about several cases at once."""
    streams = [name for name, case in town.world.streams.items() if is_question(name) and case.closed is None]
    if len(town.schedule.steps) % 2:
        return False
    waiting = [name for name in streams if town.world.within(name)]
    for name in waiting:
        mail = analyst_mail(f"[CONFIRM:{name}]", received_at=at)
        town.boxes["desk"].append(replace(mail, mailbox="intake"))
        town.ledger.mail(town.kernel.now, Truth("confirm", cases=tuple(town.base.references)), "desk")
    return bool(waiting)


def _answer(town: Town) -> None:
    """The LEA confirms and releases, analysts answer each question; then time for what is due."""
    for name, stream in town.base.references.items():
        case = town.world.streams[stream]
        for unit in UNITS[name]:
            if any(hold.by == unit for hold in case.holds_in_force()):
                town.happen(Step(0, "mail", unit, "release", name, "thread", signed=True))
            if any(one.unit == unit for one in case.unconfirmed()) and _matters(town, case):
                town.happen(Step(0, "mail", unit, "received", name, "text", signed=True))
    for _ in range(ROUNDS):
        town.kernel.run(town.kernel.now + 60 * SECOND)
        at = STARTS[town.schedule.base] + timedelta(milliseconds=town.kernel.now)
        asked = _answer_all(town, at)
        for name, stream in () if asked else town.base.references.items():
            case = town.world.streams[stream]
            tags = [f"[CONFIRM:{pause.id}]" for pause in case.pauses_open()]
            if town.schedule.base == "receipt":  # of which part a receipt is, was asked
                tags += {f"[RECEIVED:{one.unit} by phone]" for one in case.unconfirmed()}
            else:
                tags += {f"[RECEIVED:{one.unit} by phone]" for one in hinted(case)}
            if any(hold.party == Party.ANALYST for hold in case.holds_in_force()):
                tags.append("[RELEASE]")
            for tag in tags:
                asked = True
                mail = analyst_mail(f"{tag}\n{stream}", subject=stream, received_at=at)
                town.boxes["desk"].append(replace(mail, mailbox="intake"))
                town.ledger.mail(town.kernel.now, Truth("confirm", cases=(name,)), "desk")
        if not asked:
            break
        town._tell("desk")
    more = town.schedule.delay + town.ledger.wrong if town.schedule.base == "receipt" else 0
    town.kernel.run(town.kernel.now + more + PATIENCE + MINUTE + HOUR)
