"""The daemon among robots that answer each mail at once, for a day: the mails stay few (P12, threats H1-H5).

None of the robots has a mark that a header rule could find.  The analyst's are proven, by the login of
the mail server or by a gateway that signs whatever leaves, which is the worst case.
"""

import email
import email.policy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from hotlined.adapters.bounces import classify
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.mail.message import Envelope, MailClass
from tests.support.rig import ABUSE, ANN, FORM, LEA, Rig
from tests.support.site import ANALYST_KEY, LEA_KEY

LOGIN = ("Authentication-Results", f"mx.example.org; auth=pass smtp.auth={ANN}")
DAY = 24
Words = Callable[[int, Envelope], tuple[str, str]]  # of the n-th answer: subject, text


def subject_of(mail: Envelope) -> str:
    return str(email.message_from_bytes(mail.data, policy=email.policy.default)["Subject"])


def text_of(mail: Envelope) -> str:
    return mail.data.partition(b"\r\n\r\n")[2].decode("ascii", "replace").replace("\r\n", "\n")


def vacation(n: int, mail: Envelope) -> tuple[str, str]:
    """vacation(1): our subject repeated, always the same text."""
    return f"Re: {subject_of(mail)}", "I am not at my desk until Monday.\n"


def tickets(n: int, mail: Envelope) -> tuple[str, str]:
    """A ticket system that opens a ticket for each mail."""
    return f"[SUPPORT] Your mail has got the number {n}", f"Number {n} was given to your mail of today.\n"


def mailbot(n: int, mail: Envelope) -> tuple[str, str]:
    """mailbot: quotes the whole mail without any mark."""
    return f"Re: {subject_of(mail)}", f"{text_of(mail)}\n({n})\n"


def form_filler(n: int, mail: Envelope) -> tuple[str, str]:
    """A web form's robot that sends the same report again, and forgets the tags."""
    return "a report", f"{FORM}Comments: number {n}\n"


def waiting(n: int, mail: Envelope) -> tuple[str, str]:
    """An acknowledgement whose words could be a hold."""
    return f"Re: {subject_of(mail)}", f"We have your mail. Please wait. ({n})\n"


def releasing(n: int, mail: Envelope) -> tuple[str, str]:
    """An acknowledgement whose words could lift a hold."""
    return f"Re: {subject_of(mail)}", f"You may send the notice. ({n})\n"


def removing(n: int, mail: Envelope) -> tuple[str, str]:
    """A provider's robot that says at once what it will only do later."""
    return f"Re: {subject_of(mail)} (ticket {n})", "REMOVED 1\n"


@dataclass
class Robot:
    """Somebody's mailbox that answers each mail at once; `received` is when it got which."""

    rig: Rig
    who: str
    words: Words
    key: str | None = None
    more: tuple[tuple[str, str], ...] = ()
    threaded: bool = True
    received: list[tuple[datetime, Envelope]] = field(default_factory=list)

    async def during(self, identity: str, mail: Envelope) -> None:
        """The mail is taken, and answered while the transaction still runs."""
        if mail.recipient != self.who:
            return
        self.received.append((self.rig.clock.now(), mail))
        subject, text = self.words(len(self.received), mail)
        box = self.rig.site.identities[identity]
        raw = self.rig.mail(
            self.who,
            subject,
            text,
            to=str(box),
            key=self.key,
            answers=mail if self.threaded else None,
            more=self.more,
        )
        self.rig.boxes[identity].deliver(raw)

    def hourly(self) -> Counter[int]:
        """How many mails it got, by hour from the start."""
        start = self.received[0][0] if self.received else self.rig.clock.now()
        return Counter(int((at - start) / timedelta(hours=1)) for at, _ in self.received)


async def lived(rig: Rig, robot: Robot) -> None:
    """A day among robots, beginning with a case that an analyst opens."""
    rig.courier.during = robot.during
    await rig.start()
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.settled()
    for _ in range(DAY):
        await rig.clock.advance(3600)
    assert rig.alive()
    assert rig.outbox.waiting() == ()


def of_the_desk(**terms: object) -> Rig:
    rig = Rig()
    rig.agree(**terms)
    rig.site = replace(rig.site, authserv_ids=("mx.example.org",))
    return rig


ALL = (vacation, tickets, mailbot, form_filler, waiting, releasing)


@pytest.mark.parametrize(("words", "threaded"), [*((one, True) for one in ALL), (tickets, False)])
@pytest.mark.parametrize("proof", ["login", "signed"])
async def test_P12_an_analysts_robot_gets_at_most_two_answers_an_hour(
    proof: str, words: Words, threaded: bool
) -> None:
    rig = of_the_desk(analyst_proof=ProofLevel.AUTHENTICATED if proof == "login" else ProofLevel.SIGNED)
    key = ANALYST_KEY if proof == "signed" else None
    robot = Robot(rig, ANN, words, key, (LOGIN,) if proof == "login" else (), threaded)
    await lived(rig, robot)
    answers = [
        at for at, mail in robot.received if b"auto-replied" in mail.data and b"Case opened" not in mail.data
    ]
    first = robot.received[0][0]
    per_hour = Counter(int((at - first) / timedelta(hours=1)) for at in answers)
    assert max(per_hour.values(), default=0) <= 3, per_hour  # "opened" is among them, encrypted
    assert sum(per_hour.values()) <= 2 * DAY + 1
    assert len(robot.received) <= 2 * DAY + 8


async def test_P12_an_unproven_robot_in_an_analysts_name_gets_one_warning_an_hour() -> None:
    rig = of_the_desk()
    robot = Robot(rig, ANN, form_filler)
    await lived(rig, robot)
    warned = [at for at, mail in robot.received if b"was put aside" in mail.data]
    assert 1 <= len(warned) <= DAY
    assert all(later - earlier >= timedelta(hours=1) for earlier, later in pairwise(warned))


async def test_P12_holds_in_an_analysts_name_that_nothing_proves_are_answered_once_an_interval() -> None:
    rig = await Rig().start()
    reference = await rig.opened()

    async def hold(**how: str) -> int:
        """How many answers the analyst has had once the mail is dealt with."""
        rig.boxes["intake"].deliver(rig.mail(ANN, f"[HOLD] [{reference}]", "", **how))
        await rig.clock.advance(60)
        return sum(b"auto-replied" in one.data for one in rig.courier.accepted(ANN)) - 1  # "opened"

    assert [await hold() for _ in range(5)] == [1] * 5
    assert len((await rig.case(reference)).holds) == 5
    assert [await hold(key=ANALYST_KEY) for _ in range(2)] == [2, 3]
    await rig.clock.advance(3600)
    assert await hold() == 4
    await rig.kill()


@pytest.mark.parametrize("named", ["its case", "no case"])
async def test_P12_holds_in_an_analysts_name_that_cannot_be_are_refused_once_an_interval(named: str) -> None:
    rig = await Rig().start()
    reference = await rig.opened() if named == "its case" else "HL-2026-000009-V"
    before = len(rig.courier.accepted(ANN))

    async def refused(**how: str) -> int:
        """How many refusals the analyst has had once the mail is dealt with."""
        rig.boxes["intake"].deliver(rig.mail(ANN, f"[HOLD:never] [{reference}]", "", **how))
        await rig.clock.advance(60)
        mails = rig.courier.accepted(ANN)[before:]
        return sum(b"auto-replied" in one.data for one in mails)

    assert [await refused() for _ in range(4)] == [1] * 4
    assert [await refused(key=ANALYST_KEY) for _ in range(2)] == [2, 3]
    assert rig.boxes["intake"].folders()["Hotline/Refused"] == 6
    await rig.clock.advance(3600)
    assert await refused() == 4
    await rig.kill()


@pytest.mark.parametrize(
    ("words", "threaded"),
    [(vacation, True), (mailbot, True), (waiting, True), (releasing, True), (waiting, False)],
)
@pytest.mark.parametrize("key", [None, LEA_KEY])
async def test_P12_an_acknowledgement_of_the_lea_is_answered_at_most_twice_an_hour(
    key: str | None, words: Words, threaded: bool
) -> None:
    rig = of_the_desk()
    robot = Robot(rig, LEA, words, key, (), threaded)
    await lived(rig, robot)
    hours = robot.hourly()
    assert max(number for hour, number in hours.items()) <= 3, hours  # the report and two answers
    assert len(robot.received) <= DAY
    # The analyst is told of each mail that was not understood; then only the pause's own alarm goes on.
    told = [one for one in rig.courier.accepted(ANN) if b"ALARM" not in one.data]
    assert len(told) <= 2 * len(robot.received) + 4


@pytest.mark.parametrize("words", [vacation, tickets, mailbot, removing, waiting])
async def test_P12_a_providers_robot_is_never_answered(words: Words) -> None:
    rig = of_the_desk(ntd_delay=timedelta(hours=2))
    robot = Robot(rig, ABUSE, words)
    await lived(rig, robot)
    assert len(robot.received) == 1  # the notice


async def test_H1_what_is_proven_and_echoed_has_no_second_effect_and_no_answer() -> None:
    rig = await of_the_desk().start()
    reference = await rig.opened()
    mail = rig.command("[HOLD:3d]", reference)
    for n in range(5):
        rig.boxes["intake"].deliver(mail.replace(b"Message-ID: <", b"Message-ID: <%d." % n, 1))
        await rig.clock.advance(60)
    assert len((await rig.case(reference)).holds) == 1
    assert sum(b"auto-replied" in one.data for one in rig.courier.accepted(ANN)) == 2  # opened, done


async def test_H2_another_hotlined_is_known_by_its_loop_header_alone() -> None:
    rig = of_the_desk(analyst_proof=ProofLevel.AUTHENTICATED)
    robot = Robot(rig, ANN, vacation, None, (LOGIN, ("X-Hotlined-Loop", "XX")))
    await lived(rig, robot)
    assert sum(b"auto-replied" in mail.data for _, mail in robot.received) == 1  # "opened"


async def test_H2_two_hotlined_that_know_each_other_as_analysts_do_not_talk() -> None:
    """Each takes the other for an analyst with a login, and every mail gets through as it was written."""
    ours, theirs = (of_the_desk(analyst_proof=ProofLevel.AUTHENTICATED) for _ in range(2))
    crossed = Counter[str]()

    def towards(name: str, other: Rig) -> Callable[[str, Envelope], object]:
        async def during(identity: str, mail: Envelope) -> None:
            if mail.recipient == ANN:
                crossed[name] += 1
                head = f"{LOGIN[0]}: {LOGIN[1]}\r\n".encode()
                raw = head + mail.data.replace(b"intake", b"ann", 1)
                other.boxes["intake"].deliver(raw)

        return during

    ours.courier.during = towards("ours", theirs)  # type: ignore[assignment]
    theirs.courier.during = towards("theirs", ours)  # type: ignore[assignment]
    await ours.start()
    await theirs.start()
    ours.boxes["intake"].deliver(ours.mail(ANN, "hello", "a\n", more=(LOGIN,)))
    for _ in range(DAY):
        await ours.clock.advance(3600)
        await theirs.clock.advance(3600)
    assert crossed == {"ours": 1}


@pytest.mark.parametrize(
    "head",
    [
        b"Auto-Submitted: auto-replied\r\n",
        b"Precedence: bulk\r\n",
        b"Return-Path: <>\r\n",
        b"X-Hotlined-Loop: HL\r\n",
        b"".join(b"Received: from a%d.example by b.example\r\n" % n for n in range(51)),
    ],
)
def test_P12_machine_marks_loop_header_and_too_many_hops_are_automatic(head: bytes) -> None:
    mail = b"From: a@example.com\r\nMessage-ID: <1@example.com>\r\nDate: x\r\nSubject: a\r\n\r\nhello\r\n"
    assert classify(mail, []).kind is MailClass.HUMAN
    assert classify(head + mail, []).kind is MailClass.AUTOMATIC


def test_a_mail_over_many_relays_is_still_a_persons() -> None:
    head = b"".join(b"Received: from a%d.example by b.example\r\n" % n for n in range(30))
    mail = b"From: a@example.com\r\nMessage-ID: <1@example.com>\r\nSubject: a\r\n\r\nplease wait\r\n"
    assert classify(head + mail, []).kind is MailClass.HUMAN


async def test_P11_a_person_who_forgets_the_tag_twice_is_told_twice_and_one_with_tags_always() -> None:
    rig = await of_the_desk().start()
    for n in range(4):
        rig.boxes["intake"].deliver(rig.mail(ANN, "a report", f"{FORM}Comments: {n}", key=ANALYST_KEY))
        await rig.clock.advance(60)
    assert len(rig.courier.accepted(ANN)) == 2
    for _ in range(4):
        rig.boxes["intake"].deliver(rig.mail(ANN, "a", "[STATUS]\n", key=ANALYST_KEY))
        await rig.clock.advance(60)
    assert len(rig.courier.accepted(ANN)) == 6


async def test_P12_the_same_words_again_are_answered_once_in_an_interval() -> None:
    rig = await of_the_desk().start()
    for n in range(6):
        rig.boxes["intake"].deliver(rig.mail(ANN, f"Re: number {n}", "I am away.\n", key=ANALYST_KEY))
        await rig.clock.advance(1_000)
    # At 0 s and again at 4000 s: an answer that is an hour old is no reason any more, what was said since is.
    assert [one.at for one in rig.courier.log if one.envelope.recipient == ANN][1:] == []
    await rig.clock.advance(3_600)
    rig.boxes["intake"].deliver(rig.mail(ANN, "Re: another", "I am away.\n", key=ANALYST_KEY))
    await rig.clock.advance(60)
    assert len(rig.courier.accepted(ANN)) == 2
