"""The mails that people and mail servers write to a town of several daemons."""

from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import partial
from typing import Final

from tests.simulation.crew.ledger import Ledger
from tests.simulation.crew.schedule import Step
from tests.simulation.streets import DSN
from tests.support.fake_clock import FakeClock
from tests.support.rig import ANN, BEN, FORM, LEA, PUBLIC, Rig
from tests.support.site import ANALYST_KEY, LEA_KEY, make_site

ANALYSTS: Final = {"ann": ANN, "ben": BEN}
KEYS: Final = {"ann": ANALYST_KEY, "ben": "F" * 40}


@dataclass
class Letters:
    """Writes what a step says; what is answered to is in the ledger."""

    clock: FakeClock
    ledger: Ledger
    people: Rig = field(init=False)  # who write mails; nothing of it runs

    def __post_init__(self) -> None:
        self.people = Rig(make_site(), self.clock)

    def written(self, step: Step) -> tuple[bytes, str]:
        """The mail of a step, and the mailbox; empty where there is nothing yet to write about."""
        people, url = self.people, f"item-{step.item}"
        case = next(iter(self.ledger.cases.get(step.item, ())), "")
        report = self.ledger.reports.get(case, "")
        analyst, own = ANALYSTS.get(step.who, ANN), KEYS.get(step.who)
        key = LEA_KEY if step.more == "signed" else None
        reply = partial(people.mail, LEA, "Re: your report", to="lea@hotline.example.org", key=key)
        thread = (("In-Reply-To", report),)
        match step.do:
            case "report":
                text = f"[ILLEGAL]\n[HOST:EE]\n\n{FORM.replace('item-1', url)}"
                return people.mail(analyst, "a report", text, key=own), "intake"
            case "public":
                return people.mail(PUBLIC, "a report", f"item {step.item}"), "intake"
            case "riddle":
                return reply("Xyzzy."), "lea"
            case "stop" | "go" if case:
                tag = "[HOLD]" if step.do == "stop" else "[RELEASE]"
                text = f"{tag} [{case}]\n\n"
                return people.mail(analyst, f"[{case}]", text, key=own), "intake"
            case "hold" | "release" | "received" if report:
                text = {"hold": "Please wait.", "release": "[RELEASE]", "received": "[RECEIVED]"}[step.do]
                return reply(text, more=thread), "lea"
            case "bounce" if report:
                return self._bounce(report), "lea"
        return b"", ""

    def _bounce(self, report: str) -> bytes:
        self.people._mails += 1
        date = format_datetime(self.clock.now())
        number = self.people._mails
        text = DSN.format(date=date, number=number, action="failed", status="5.1.1", about=report)
        return text.replace("\n", "\r\n").encode()
