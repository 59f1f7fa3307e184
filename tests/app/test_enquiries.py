"""The registry is asked beside everything else: it proposes, once, and holds up nothing."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hotlined import stores, wiring
from hotlined.adapters.config.settings import load
from hotlined.app.docket import Docket
from hotlined.app.enquiries import AGAIN, DAYS, TRIES, Enquiries
from hotlined.app.ports import Conflict, Permanent, Temporary
from hotlined.domain.cases.case import apply
from hotlined.domain.letters.decision import Change
from hotlined.domain.record.casework import ContactSought, ProviderSet
from hotlined.domain.record.events import Entry
from hotlined.domain.steps.enquiry import About, questions
from hotlined.domain.values.address import Address
from hotlined.suffixes import registrable
from tests.support.rig import ABUSE, BEN, FORM, Rig
from tests.support.site import write_site
from tests.support.world import World, home_site, opened

FOUND = (Address("abuse", "found.example"),)
UNKNOWN = FORM + "IP address: 198.51.100.7\n"


class FakeRegistry:
    """Answers as it is told, the last answer again and again."""

    def __init__(self, *answers: tuple[Address, ...] | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[About, str]] = []

    def abuse_contacts(self, about: About, value: str) -> tuple[Address, ...]:
        """The next answer."""
        self.asked.append((about, value))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


async def asking(
    registry: FakeRegistry, *, known: bool = False, form: str = UNKNOWN, tags: str = "[ILLEGAL]\n[HOST:EE]"
) -> tuple[Rig, str]:
    """A case whose host the directory does not have, or has."""
    rig = Rig()
    rig.agree(ntd_delay=timedelta(hours=1), ntd_reminder=timedelta(hours=1), ntd_reminders=0)
    rig.site = rig.site if known else replace(rig.site, providers=())
    enquiries = Enquiries(rig.docket, registry)
    await rig.start()
    await rig.also(enquiries.run)
    rig.boxes["intake"].deliver(rig.assessment(tags, form))
    await rig.clock.advance(10)
    (reference,) = (one for one in rig.store.open_streams() if one.startswith("HL-"))
    return rig, reference


def proposals(rig: Rig) -> int:
    return sum(b"contact-proposed" in one.data for one in rig.courier.accepted(BEN))


async def test_an_unknown_host_is_asked_for_once_and_only_proposed() -> None:
    registry = FakeRegistry(FOUND)
    rig, reference = await asking(registry)
    await rig.clock.advance(2 * 3600)

    assert registry.asked == [(About.NETWORK, "198.51.100.7")]
    assert [one.contacts for one in rig.events(reference, ContactSought)] == [("abuse@found.example",)]
    assert rig.events(reference, ProviderSet) == []
    assert proposals(rig) == 1
    assert rig.courier.accepted("abuse@found.example") == []  # nothing goes there by itself

    rig.boxes["intake"].deliver(rig.command("[PROVIDER:abuse@found.example]", reference))
    await rig.clock.advance(120)
    assert len(rig.courier.accepted("abuse@found.example")) == 1


async def test_a_known_host_is_not_asked_for_and_its_registrar_only_once_it_is_silent() -> None:
    registry = FakeRegistry(FOUND)
    rig, _ = await asking(registry, known=True)
    await rig.clock.advance(3600)
    assert registry.asked == []
    assert len(rig.courier.accepted(ABUSE)) == 1

    await rig.clock.advance(3700)

    assert registry.asked == [(About.REGISTRAR, "files.example.net")]
    assert proposals(rig) == 1


async def test_P15_a_case_that_moved_on_meanwhile_is_asked_about_again_and_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    commit, moved = Docket.commit, []

    async def once_too_late(docket: Docket, changes: Sequence[Change], *more: Any, **named: Any) -> None:
        if not moved and any(isinstance(event, ContactSought) for one in changes for event in one.events):
            moved.append(True)
            raise Conflict
        await commit(docket, changes, *more, **named)

    monkeypatch.setattr(Docket, "commit", once_too_late)
    rig, reference = await asking(FakeRegistry(FOUND))
    await rig.clock.advance(AGAIN + 10)

    assert moved
    assert [one.contacts for one in rig.events(reference, ContactSought)] == [("abuse@found.example",)]
    assert not [one for one in caplog.messages if "bug" in one]


def items_at(*addresses: str) -> str:
    """The form with one item at each of these addresses."""
    blocks = (f"URL: https://media{n}.example/item{n}\nIP address: {ip}\n" for n, ip in enumerate(addresses))
    return "".join(blocks) + "Description of the type of the content: items\n"


async def test_items_at_one_address_are_one_question_and_one_alarm_with_their_numbers() -> None:
    registry = FakeRegistry(FOUND, (Address("abuse", "second.example"),))
    rig, _ = await asking(registry, form=items_at("198.51.100.7", "198.51.100.8", "198.51.100.7"))
    await rig.clock.advance(60)

    assert registry.asked == [(About.NETWORK, "198.51.100.7"), (About.NETWORK, "198.51.100.8")]
    told = [one.data.decode() for one in rig.courier.accepted(BEN) if b"contact-proposed" in one.data]
    offered = [re.findall(r"\[PROVIDER:[^]]*\]", one)[0].split() for one in told]
    assert offered == [["[PROVIDER:abuse@found.example", "1,3]"], ["[PROVIDER:abuse@second.example", "2]"]]


async def test_names_below_one_registered_name_are_one_question_about_it() -> None:
    registry = FakeRegistry(FOUND)
    form = "".join(f"URL: https://n{n}.example.net/item{n}\n" for n in range(1, 6))
    rig, _ = await asking(registry, known=True, form=form + "Description of the type of the content: items\n")
    rig.site = replace(rig.site, registered=registrable)
    await rig.clock.advance(2 * 3700)

    assert registry.asked == [(About.REGISTRAR, "example.net")]
    assert proposals(rig) == 1


async def test_an_address_that_an_update_corrects_is_asked_about() -> None:
    registry = FakeRegistry(FOUND, (Address("abuse", "second.example"),))
    rig, reference = await asking(registry)

    for text in ("Item: 1\nIP address: 198.51.100.8\n", "Item: 1\nHosting details: one more line\n"):
        rig.boxes["intake"].deliver(rig.command("[UPDATE]", reference, text))
        await rig.clock.advance(30)

    assert [value for _, value in registry.asked] == ["198.51.100.7", "198.51.100.8"]
    assert proposals(rig) == 2


@pytest.mark.parametrize(
    ("subject", "asked"),
    [("[ILLEGAL]", 1), ("[ILLEGAL] [HOST:DE]", 0), ("[NOT-ILLEGAL]", 0), ("[ILLEGAL] [NTD:none]", 0)],
)
def test_where_no_notice_goes_a_registry_is_told_no_address(subject: str, asked: int) -> None:
    world = opened(World(home_site(providers=())), subject=subject, form=UNKNOWN)

    assert len([*questions(world.case, world.site)]) == asked


async def test_a_registry_that_fails_is_asked_a_few_times_and_then_given_up() -> None:
    registry = FakeRegistry(Temporary("no route"))
    rig, reference = await asking(registry)
    for _ in range(DAYS + 2):
        for _ in range(TRIES + 1):
            await rig.clock.advance(AGAIN + 10)
        await rig.clock.advance(24 * 3600)

    assert len(registry.asked) == TRIES * DAYS
    assert [one.contacts for one in rig.events(reference, ContactSought)] == [()]
    assert proposals(rig) == 0
    assert rig.alive()


async def test_a_registry_that_was_down_for_a_while_is_asked_again_the_next_day() -> None:
    registry = FakeRegistry(*[Temporary("no answer")] * (TRIES + 1), FOUND)
    rig, reference = await asking(registry)
    await rig.clock.advance(TRIES * AGAIN + 60)
    assert (len(registry.asked), proposals(rig)) == (TRIES, 0)

    await rig.clock.advance(25 * 3600)
    assert len(registry.asked) == TRIES + 2
    assert proposals(rig) == 1
    assert len(rig.events(reference, ContactSought)) == 1


async def test_a_question_that_is_put_off_keeps_no_other_back() -> None:
    registry = FakeRegistry(*[Temporary("no answer")] * TRIES, FOUND)
    form = UNKNOWN + "URL: https://other.example.net/2\nIP address: 203.0.113.9\n"
    rig, reference = await asking(registry, form=form)
    await rig.clock.advance((TRIES + 1) * AGAIN)

    assert {value for _, value in registry.asked} == {"198.51.100.7", "203.0.113.9"}
    assert [one.key for one in rig.events(reference, ContactSought)] == ["network:2"]


async def test_an_answer_without_contact_is_recorded_and_a_bug_stops_nothing() -> None:
    for answer in (Permanent("404"), RuntimeError("a bug")):
        rig, reference = await asking(FakeRegistry(answer))
        recorded = rig.events(reference, ContactSought)

        assert [one.contacts for one in recorded] == ([()] if isinstance(answer, Permanent) else [])
        assert len(rig.reports()) == 1
        assert rig.alive()


async def test_P10_an_address_of_the_LEA_or_of_our_own_is_not_proposed() -> None:
    theirs = (Address("noc", "police.example.com"), Address("intake", "hotline.example.org"))
    rig, reference = await asking(FakeRegistry(theirs))

    assert [one.contacts for one in rig.events(reference, ContactSought)] == [()]
    assert proposals(rig) == 0


async def test_after_a_restart_what_was_asked_is_not_asked_again() -> None:
    registry = FakeRegistry(FOUND)
    rig, _ = await asking(registry)
    await rig.kill()
    again = rig.restarted()
    enquiries = Enquiries(again.docket, registry)
    await again.start()
    await again.also(enquiries.run)
    await again.clock.advance(60)

    assert len(registry.asked) == 1


async def test_an_answer_that_comes_when_nobody_needs_it_any_more_is_not_told() -> None:
    class Slow(FakeRegistry):
        """While it answers, an analyst names the provider."""

        def abuse_contacts(self, about: About, value: str) -> tuple[Address, ...]:
            (stream,) = (one for one in rig.store.open_streams() if one.startswith("HL-"))
            held = rig.docket._cache.cases[stream]
            named = ProviderSet(items=(1,), name="Example", contact=ABUSE, confirmed=True)
            case = apply(held.case, Entry(held.case.version, rig.clock.now(), named))
            rig.docket._cache.cases[stream] = replace(held, case=replace(case, version=held.case.version))
            return super().abuse_contacts(about, value)

    rig = Rig()
    rig.site = replace(rig.site, providers=())
    registry = Slow(FOUND)
    await rig.start()
    await rig.also(Enquiries(rig.docket, registry).run)
    rig.boxes["intake"].deliver(rig.assessment(form=UNKNOWN))
    await rig.clock.advance(10)

    assert len(registry.asked) == 1
    assert proposals(rig) == 0


@pytest.mark.parametrize("block", [None, {"networks": "https://registry.example/"}])
def test_no_registry_is_asked_unless_the_directory_names_one(
    tmp_path: Path, block: dict[str, str] | None
) -> None:
    rows = {"providers": []} | ({"rdap": block} if block else {})
    settings = load(write_site(tmp_path, rules={"providers": rows}))

    with stores.opened(settings) as store:
        parts = wiring.build(settings, store)

    assert (parts.enquiries is not None) is (block is not None)
