"""A town that never stops: people of many cases who write to the hotline while its daemon is being killed.

The stage of the demo with the servers of `world`.  The people react to what reached them, each after a while
of their own, as plans drawn by a seeded chance say.
"""

import random
import re
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import Self

from hotlined.app.ports import Record
from hotlined.demo.people import Opened
from hotlined.demo.stage import BOXES, PEOPLE, Data, Stage
from tests.faults.ledger import Ledger, Left
from tests.faults.place import FILES, Place
from tests.faults.world import World

DELAY = 3.0  # seconds from the report's acceptance to the notice
BACKLOG = 6  # mails in the hotline's inboxes, above which the people wait
OPEN_CASES = 10  # with something still to do
_CODE = re.compile(r"RC(?:-[0-9A-Z]{4}){4}")
_ITEM = re.compile(r"/item-(\d+)-")
_REFERENCE = re.compile(r"HL-\d{4}-\d{6}-[0-9A-Z]")


@dataclass(slots=True)
class Plan:
    """What the people of one case will do, and what they know of it so far."""

    number: int
    receipt: str  # "code", "signature", "none"
    hold: (
        str  # "never", "soon", "last moment" (the daemon is dead, the notice due), "too late" (has just left)
    )
    releases: bool
    removes: bool
    reference: str = ""
    report: bytes = b""
    reported: float = 0.0
    noticed: float = 0.0
    held: bool = False


@dataclass(slots=True)
class TownStage(Stage):
    """The demo's site and people on real servers, and their plans."""

    ledger: Ledger = field(default_factory=Ledger)
    seed: int = 0
    place: Place = FILES
    world: World = field(init=False)
    chance: random.Random = field(init=False)
    plans: dict[int, Plan] = field(init=False, default_factory=dict)
    todo: list[tuple[float, Callable[[], object]]] = field(init=False, default_factory=list)
    failed: list[BaseException] = field(init=False, default_factory=list)
    ending: threading.Event = field(init=False, default_factory=threading.Event)
    over: threading.Event = field(init=False, default_factory=threading.Event)
    _serial: int = field(init=False, default=0)
    _read: int = field(init=False, default=0)
    _known: set[str] = field(init=False, default_factory=set)
    _busy: threading.RLock = field(init=False, default_factory=threading.RLock)

    def __enter__(self) -> Self:
        self.chance = random.Random(self.seed)  # noqa: S311 - plans, not secrets
        self.home = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
        self.world = World(self.ledger).start()
        self.host = self.world  # type: ignore[assignment]  # the two ports and stop() are all that is used
        self.world.smtp_port = self.world.post.port
        self._people()
        self.world.smtp_port = self.world.relay.port
        self._site()
        return self

    def records(self) -> dict[str, Record]:
        """Every stream of the site's store; may be used beside a running daemon."""
        return self.place.records(self.home / "site" / "store")

    def _mailboxes(self) -> Data:
        # by its base's name: a dataclass with slots is another class than the one that `super()` knows
        return self.place.settings(Stage._mailboxes(self), self.home)

    # --- the life of the town ------------------------------------------------------------------

    def live(self) -> None:
        """React and act until `over` is set, open no more cases once `ending` is; for a thread of its own."""
        try:
            while not self.over.is_set():
                with self._busy:
                    self.look()
                    if self.world.backlog() < BACKLOG:
                        self._act()
                time.sleep(0.02)
        except BaseException as error:  # the test raises it
            self.failed.append(error)

    def strike(self) -> None:
        """The daemon is dead at this moment: the holds that come at the last moment come now."""
        time.sleep(0.03)  # what the daemon has sent arrives
        with self._busy:
            self.look()
            now = time.time()
            for plan in self.plans.values():
                due = bool(plan.report) and not plan.noticed and now > plan.reported + DELAY - 1.0
                just_left = now < plan.noticed + 0.5
                if not plan.held and {"last moment": due, "too late": just_left}.get(plan.hold, False):
                    self.hold(plan)
                    return

    def at_rest(self) -> bool:
        """Whether the people have read what came and have nothing left to write, and theirs has been read."""
        with self._busy:  # not while a mail of theirs is on its way
            self.look()
            return not self.todo and not self.world.backlog()

    def _act(self) -> None:
        now = time.time()
        due = next((one for one in sorted(self.todo, key=lambda one: one[0]) if one[0] <= now), None)
        if due is not None:
            self.todo.remove(due)
            due[1]()
        elif not self.ending.is_set():
            unfinished = [plan for plan in self.plans.values() if not plan.noticed and not plan.held]
            if len(unfinished) < OPEN_CASES and self.chance.random() < 0.5:
                self._open_case()
            elif self.chance.random() < 0.1:
                self._odd()

    def _later(self, at_most: float, step: Callable[[], object]) -> None:
        self.todo.append((time.time() + self.chance.uniform(0.0, at_most), step))

    def _mark(self, kind: str, case: int) -> tuple[tuple[str, str], ...]:
        self._serial += 1
        return (("X-Town", f"{kind} {case} {self._serial}"),)

    def _sent(self, who: str, to: str, raw: bytes) -> None:
        """Now and then a mail comes twice."""
        if self.chance.random() < 0.15:
            self._later(4.0, lambda: self.people[who].submit(to, raw))

    # --- what they read ------------------------------------------------------------------------

    def look(self) -> None:
        """Read what has come."""
        news = self.ledger.left[self._read :]
        self._read += len(news)
        for one in news:
            if one.message_id not in self._known:
                self._known.add(one.message_id)
                self._received(one)

    def _received(self, mail: Left) -> None:
        if mail.recipient not in (PEOPLE["lea"], PEOPLE["provider"]):
            return
        opened = self.people["lea" if mail.recipient == PEOPLE["lea"] else "provider"].open(mail.raw)
        number = case_in(opened)
        plan = self.plans.get(number) if number else None
        if plan is None:
            return
        if mail.recipient == PEOPLE["lea"] and not plan.report:
            found = _REFERENCE.search(opened.subject)
            plan.reference, plan.report, plan.reported = found[0] if found else "", mail.raw, mail.whole
            self._answer(plan, opened)
        elif mail.recipient == PEOPLE["provider"]:
            plan.noticed = plan.noticed or mail.whole
            if plan.removes:
                self._later(2.0, lambda: self._provider(plan, mail.raw))

    def _answer(self, plan: Plan, opened: Opened) -> None:
        code = _CODE.search(opened.text)
        if plan.receipt != "none" and code is not None:
            text = f"Received.\n{code[0]}\n" if plan.receipt == "code" else "Received.\n"
            self._later(3.0, lambda: self._reply("receipt", plan, text, signed=True))
        else:
            self._later(3.0, lambda: self._automaton(plan))
        if plan.hold == "soon":
            self._later(DELAY, lambda: self.hold(plan))

    # --- what they write -----------------------------------------------------------------------

    def _open_case(self) -> None:
        self.report_case(
            Plan(
                len(self.plans) + 1,
                receipt=self.chance.choice(("code", "code", "signature", "none")),
                hold=self.chance.choice(("never", "soon", "last moment", "too late")),
                releases=self.chance.random() < 0.7,
                removes=self.chance.random() < 0.6,
            )
        )

    def report_case(self, plan: Plan) -> None:
        """An analyst reports the case of a plan."""
        number = plan.number
        self.plans[number] = plan
        form = (
            f"URL: https://files.example.net/item-{number}-\nIP address: 192.0.2.10\n"
            f"Hosting provider: Example Provider\nDescription of the type of the content: item {number}\n"
            "Offender identifiable: not sure\nVictim identifiable: no\n"
        )
        raw = self.people["analyst"].send(
            BOXES["intake"], "[ILLEGAL] [HOST:EE]", form, sign=True, encrypt_to=(self.hotline_key,),
            headers=self._mark("case", number),
        )  # fmt: skip
        self._sent("analyst", BOXES["intake"], raw)

    def _reply(self, kind: str, plan: Plan, text: str, *, signed: bool, title: str | None = None) -> None:
        lea = self.people["lea"]
        raw = lea.reply(
            plan.report, text, subject=title, quote=False, sign=signed,
            encrypt_to=(self.hotline_key,) if signed else (), headers=self._mark(kind, plan.number),
        )  # fmt: skip
        self._sent("lea", BOXES["lea"], raw)

    def hold(self, plan: Plan) -> None:
        """The LEA asks to wait; perhaps it says later that the notice may go."""
        plan.held = True
        self._reply("hold", plan, "Please wait with the notice.\n", signed=False)
        if plan.releases:
            self._later(4.0, lambda: self.release(plan))

    def release(self, plan: Plan) -> None:
        """The LEA lifts its hold."""
        text = f"{plan.reference}: you can send the notice now.\n\n[RELEASE]\n"
        self._reply("release", plan, text, signed=True, title=f"[{plan.reference}] [RELEASE]")

    def _automaton(self, plan: Plan) -> None:
        """Not a person: it says "received", and knows no code."""
        self.people["lea"].reply(
            plan.report, "Received.\n", quote=False,
            headers=(("Auto-Submitted", "auto-replied"), *self._mark("automatic", plan.number)),
        )  # fmt: skip

    def _provider(self, plan: Plan, notice: bytes) -> None:
        mark = self._mark("provider", plan.number)
        raw = self.people["provider"].reply(
            notice, "The content has been removed.\n", quote=False, headers=mark
        )
        self._sent("provider", BOXES["ntd"], raw)
        self._later(4.0, lambda: self._removed(plan))

    def _removed(self, plan: Plan) -> None:
        raw = self.people["analyst"].send(
            BOXES["intake"], f"[{plan.reference}] [REMOVED:1]", "Checked.\n", sign=True,
            encrypt_to=(self.hotline_key,), headers=self._mark("removed", plan.number),
        )  # fmt: skip
        self._sent("analyst", BOXES["intake"], raw)

    def _odd(self) -> None:
        """A report from the public, or a mail that is none."""
        if self.chance.random() < 0.6:
            mark = self._mark("public", 0)
            raw = self.people["public"].send(BOXES["intake"], "I saw something", "Look.\n", headers=mark)
            self._sent("public", BOXES["intake"], raw)
            return
        lines = ": ".join(self._mark("odd", 0)[0]) + f"\r\nDate: {formatdate()}"
        odd = self.chance.choice(ODD).replace(b"@", lines.encode(), 1)
        self.people["public"].submit(self.chance.choice((BOXES["intake"], BOXES["ntd"])), odd)


def case_in(opened: Opened) -> int:
    """The town's number of the case that a report or notice is about; 0 where it names none."""
    found = _ITEM.search(opened.text)
    return int(found[1]) if found else 0


# The first "@" of each is where the entry of the ledger goes.
ODD = (
    b"@\r\nFrom: a(at)example.com, <<b>\r\nSubject: =?utf-8?b?!!!?=\r\n\r\nno address\r\n",
    b'@\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    b"Content-Type: multipart/mixed\r\n\r\nopen",
    b"@\r\nFrom: c=40example.com\r\nContent-Type: text/plain; charset=nonsense\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n=\xff\xfe==\r\n",
    b"@\r\nFrom: d@example.com\r\nSubject: [ILLEGAL\r\nContent-Type: multipart/encrypted; boundary=y;"
    b' protocol="application/pgp-encrypted"\r\n\r\n--y\r\n\r\n--y--\r\n',
)
