"""P10 in 500 cases: no word of reporter, analyst, LEA, officer, hold or victim in any byte to a provider.

Each case is a story of its own: a form with other fields filled, other names, holds and questions, notes,
replies and reminders.  Every mail to a provider is composed by the templates and the writer that the daemon
uses, then looked through raw and decoded.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import count

import pytest

from hotlined.domain.hotline.people import Analyst, Contact
from hotlined.domain.mail.message import Draft, Party
from hotlined.domain.values.address import Address
from tests.support.mails_in import analyst_mail, police_mail, provider_mail
from tests.support.rig import Rig
from tests.support.site import ANALYST_KEY, make_unit
from tests.support.world import DIRECTORY, World, home_site

CASES = (100, pytest.param(500, marks=pytest.mark.faults))  # the same stories, and four hundred more
LABELS = (
    "Description of the type of the content", "Content data", "Useful information", "Metadata", "Comments",
    "Screenshots", "ICCAM report ID", "Hosting provider", "Hosting details",
)  # fmt: skip
ANSWERS = ("Offender identifiable", "Victim identifiable", "Victim identified", "Self-generated")


class Story:
    """One case, its canaries, and what the provider got of it."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311  # the same stories in every run
        self.seed = seed
        self.canaries: set[str] = set()
        self._names = count(1)
        officers = Address(self.canary("officer"), "police.example.com")
        unit = make_unit(
            officers=(officers,),
            contact=Contact(self.canary("contact"), Address(self.canary("lee"), "police.example.com"), "+1"),
        )
        analysts = (Analyst(self.canary("analyst"), Address("ann", "hotline.example.org"), (ANALYST_KEY,)),)
        xarf = self.dice.choice(("auto", "v3", "v4", "none"))
        provider = replace(DIRECTORY[0], xarf=xarf, cdn=self.dice.random() < 0.1)
        site = home_site(units=(unit,), analysts=analysts, providers=(provider,))
        agreed = replace(site.agreement, xarf_classification="baseline", cdn_origin_request=True)
        self.world = World(replace(site, agreement=agreed))
        self.officer = officers

    def canary(self, what: str) -> str:
        """A word that stands nowhere else; lower case, since addresses are."""
        word = f"canary{self.seed}x{next(self._names)}{what}"
        self.canaries.add(word)
        return word

    def form(self) -> str:
        """A form with some fields filled, one or two items, and words around it."""
        chosen = {LABELS[0], *self.dice.sample(LABELS, self.dice.randint(1, len(LABELS)))}
        lines = [f"{label}: {self.canary('field')} {self.canary('victim')}" for label in sorted(chosen)]
        lines += [
            f"{label}: {self.dice.choice(('yes', 'no'))}" for label in ANSWERS if self.dice.random() < 0.5
        ]
        urls = [f"URL: https://provider.example.net/item{n}" for n in range(self.dice.randint(1, 3))]
        self.dice.shuffle(lines)
        return "\n".join((*urls, "IP address: 192.0.2.1", *lines, ""))

    def told(self) -> None:
        """The whole story, with time passing between."""
        world = self.world
        subject = self.dice.choice(("[ILLEGAL]", f"[ILLEGAL] [URGENT:{self.canary('urgent')}]"))
        decision = world.take(analyst_mail(self.form(), subject=subject))
        assert decision.folder == "Done", (self.seed, decision.reason)
        world.deliver()
        if self.dice.random() < 0.6:
            self._held()
        if self.dice.random() < 0.5:
            self._take_note()
        if self.dice.random() < 0.3:
            self._tried_out()
        self._tell_notice()
        if self.dice.random() < 0.5:
            self._passed_on()
        for _ in range(self.dice.randint(0, 3)):
            world.wait(timedelta(days=2, minutes=1))
            world.sweep(world.fence())
            world.deliver("ntd-reminder")
        words = self.dice.choice(("REMOVED 1", "QUESTION who reported it?", "NOT-OURS 1 Other", "ticket 5"))
        first = next(self.letters()).message_id
        world.take(provider_mail(words, subject="[Ticket#123456] your mail", references=(first,)))
        world.sweep(world.fence())
        if self.dice.random() < 0.5:
            self._back_online()

    def _tried_out(self) -> None:
        """In test mode first: the tester answers; then the real notice is let go."""
        world, real = self.world, self.world.site
        tester = Address(self.canary("tester"), "hotline.example.org")
        world.site = replace(real, providers_to=tester)
        world.wait(timedelta(days=3))
        world.sweep(world.fence())
        world.gate(fence=world.fence())
        self._answer(tester)
        world.site = real
        world.wait(timedelta(hours=1))
        subject = f"[{world.case.stream}] [NTD:now]"
        world.take(analyst_mail(subject=subject, received_at=world.now))

    def _passed_on(self) -> None:
        """The provider passes the notice on, and somebody else, such as a police of its own, answers us."""
        self._answer(Address(self.canary("third"), "police.provider.example"))

    def _answer(self, sender: Address) -> None:
        last = [one for one in self.world.drafts.values() if one.to.party is Party.PROVIDER][-1].message_id
        ids = {"references": (last,), "message_id": f"<{self.canary('id')}@laptop.example>"}
        subject = f"[Ticket #2026 {self.canary('ticket')}] Re: Notice"
        self.world.take(provider_mail("Thank you.", subject=subject, from_=(sender,), **ids))

    def _tell_notice(self) -> None:
        self.world.wait(timedelta(days=3))
        self.world.sweep(self.world.fence())
        self.world.gate(fence=self.world.fence())
        assert any(self.letters()), self.seed

    def _back_online(self) -> None:
        """Gone, as an analyst has seen; then online again: a notice anew."""
        world = self.world
        for tag in ("REMOVED:1", "ONLINE:1"):
            text = f"{self.canary('seen')}\n"
            subject = f"[{world.case.stream}] [{tag}]"
            world.take(analyst_mail(text, subject=subject, received_at=world.now))
            world.wait(timedelta(hours=1))
        self._tell_notice()

    def _held(self) -> None:
        """An officer or the unit asks to wait, in words; then the unit lets go."""
        world, case = self.world, self.world.case
        report = world.letters("annex-i")[0].message_id
        thread = {"references": (report,), "received_at": world.now}
        text = f"[HOLD]\n{self.canary('hold')} wait, please: {self.canary('suspect')}"
        sender = {"from_": (self.officer,)} if self.dice.random() < 0.5 else {}
        world.take(police_mail(text, subject=f"Re: {case.stream}", **thread, **sender))
        assert world.case.holds_in_force()
        world.wait(timedelta(hours=self.dice.randint(1, 60)))
        world.sweep(world.fence())
        thread = {"references": (report,), "received_at": world.now}
        text = f"[RELEASE]\n{self.canary('release')}"
        world.take(police_mail(text, subject=f"Re: {case.stream}", signed=True, **thread))
        for pause in world.case.pauses_open():
            tag = f"[{case.stream}] [CONFIRM:{pause.id}]"
            world.take(analyst_mail(self.canary("why"), subject=tag, received_at=world.now))

    def _take_note(self) -> None:
        world = self.world
        tag = f"[{world.case.stream}] [NOTE]"
        world.take(analyst_mail(f"{self.canary('reporter')}\n", subject=tag, received_at=world.now))

    def letters(self) -> Iterator[Draft]:
        """What goes to a provider; a test goes to the tester."""
        drafts = self.world.drafts.values()
        yield from (one for one in drafts if one.to.party is Party.PROVIDER and not one.test)


def everything(data: bytes) -> str:
    """The bytes, and every header and part of the mail decoded, in lower case."""
    mail = message_from_bytes(data, policy=policy.SMTP)
    texts = [data.decode("latin-1")]
    for part in mail.walk():  # the mail itself is the first of them
        texts += [f"{name}: {value}" for name, value in part.items()]
        if not part.is_multipart():
            texts.append((part.get_payload(decode=True) or b"").decode("utf-8", "replace"))
    return "\n".join(texts).lower()


def leaks(story: Story, rig: Rig) -> tuple[int, set[str]]:
    """How many mails to providers were looked through, and the canaries in them."""
    letters = list(story.letters())
    found = set()
    for draft in letters:
        _, envelope = rig.composer.compose(draft, story.world.site, story.world.now)
        seen = everything(envelope.data) + envelope.recipient + envelope.sender
        found |= {one for one in story.canaries if one in seen}
    return len(letters), found


@pytest.mark.parametrize("cases", CASES)
def test_P10_no_canary_of_many_cases_reaches_a_provider_in_any_byte(cases: int) -> None:
    rig = Rig()
    mails = planted = machine = asked = 0
    for seed in range(cases):
        story = Story(seed)
        story.told()
        sent, found = leaks(story, rig)
        assert (seed, found) == (seed, set())
        assert sent
        mails, planted = mails + sent, planted + len(story.canaries)
        machine += sum(one.values.get("machine") is not None for one in story.letters())
        asked += sum(one.kind == "origin-request" for one in story.letters())
    print(f"{cases} cases, {planted} canaries, {mails} mails to providers, 0 found")  # noqa: T201
    print(f"with XARF: {machine}, to CDNs: {asked}")  # noqa: T201
    assert mails > cases
    assert machine > cases / 2
    assert asked > cases / 50


def test_P10_a_canary_that_does_reach_a_provider_is_found_whatever_its_encoding() -> None:
    rig = Rig()
    story = Story(0)
    story.told()
    (first, *_) = story.letters()
    word = story.canary("ä-leak")
    values = {**first.values, "legal_ground": word}
    story.world.drafts[first.message_id] = replace(first, values=values)

    assert leaks(story, rig)[1] == {word}


def test_P10_a_canary_in_the_machine_readable_part_alone_is_found_too() -> None:
    rig = Rig()
    story = next(one for one in map(Story, range(50)) if _machine_part(one))
    (first, *_) = (one for one in story.letters() if one.values.get("machine") is not None)
    word = story.canary("leak")
    machine = replace(first.values["machine"], notice=f"HL-{word}")  # type: ignore[type-var]
    story.world.drafts[first.message_id] = replace(first, values={**first.values, "machine": machine})

    assert leaks(story, rig)[1] == {word}


def _machine_part(story: Story) -> bool:
    story.told()
    return any(one.values.get("machine") is not None for one in story.letters())
