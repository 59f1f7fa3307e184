"""Daemons on one store that go by other rules than each other are told of, once, and of the end of it."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from hotlined.app.health import TROUBLES
from hotlined.app.peers import Peers
from hotlined.app.ports import Peer, Temporary
from tests.app.test_health import watched
from tests.app.test_lease import QuickClock
from tests.support.rig import Rig

OURS = {"hotlined": "1.0 abc", "mailboxes.yaml": "a", "rules/routing.yaml": "b"}


@dataclass
class FakeRoll:
    """The others as a test wants them; an error is raised."""

    others: Sequence[Peer] | Exception = ()
    left: bool = False
    told: list[Mapping[str, str]] = field(default_factory=list)

    def answer(self, parts: Mapping[str, str]) -> Sequence[Peer]:
        self.told.append(parts)
        if isinstance(self.others, Exception):
            raise self.others
        return self.others

    def leave(self) -> None:
        self.left = True


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "hotlined"]


async def test_a_daemon_with_other_rules_is_told_of_once_and_of_its_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "hotlined")
    roll, clock = FakeRoll([Peer("same", OURS)]), QuickClock()
    peers = Peers(roll, clock, lambda: OURS)
    await peers.look()
    assert (lines(caplog), peers.trouble()) == ([], "")

    roll.others = [Peer("other", {**OURS, "rules/routing.yaml": "c"})]
    await peers.look()
    await peers.look()
    assert lines(caplog) == ["unlike daemon=other not the same there: rules/routing.yaml"]
    assert peers.trouble() == "", "an update goes from one machine to the next"
    clock.passed += 600
    await peers.look()  # it is as old as it was
    assert peers.trouble() == "the machines on the database do not have the same: rules/routing.yaml."

    roll.others = [Peer("other", OURS)]
    await peers.look()
    assert lines(caplog)[1:] == ["alike daemon=other"]
    assert peers.trouble() == ""


async def test_another_version_and_a_file_that_only_one_has_differ_too() -> None:
    roll = FakeRoll([Peer("b", {**OURS, "hotlined": "1.1 abd"}), Peer("c", {**OURS, "templates": "t"})])
    peers = Peers(roll, QuickClock(), lambda: OURS, after=0.0)
    await peers.look()
    assert peers.unlike == {"b": ("hotlined",), "c": ("templates",)}
    assert peers.trouble().endswith(": hotlined, templates.")


async def test_a_roll_that_does_not_answer_changes_nothing_and_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    roll = FakeRoll(Temporary("the database cannot be reached"))
    with suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            await Peers(roll, QuickClock(), lambda: OURS).run()
    assert len(roll.told) > 1
    assert lines(caplog) == ["apart error=Temporary the database cannot be reached"]
    assert roll.left


async def test_an_administrator_is_called_where_it_lasts() -> None:
    road, health = await watched(rig := Rig())
    health.unlike = lambda: "the machines on the database do not have the same: hotlined."
    await rig.clock.advance(60)
    assert road.lines == ["hotlined: the machines on the database do not have the same: hotlined."]
    health.unlike = lambda: ""
    await rig.clock.advance(60)
    assert road.lines[1:] == ["hotlined: all is well again."]
    assert "unlike" in TROUBLES
