"""The story of one case under every fault: crash points, failing operations, full disks, servers, clocks.

Each run gives `Figures`; a round that is not what the run means (the point was not reached since the disk was
full) is counted apart, in `missed`.
"""

import ctypes
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from tests.faults.crash_story import (
    FAIR,
    KILLED,
    MINUTE,
    STAGES,
    Plan,
    Strike,
    Weather,
    judge,
    story_site,
    tell,
    world,
)  # fmt: skip
from tests.faults.store_runs import Figures, folder
from tests.support.sink import CUT, ENDLESS, GARBAGE, RST, STALL, Say, ScriptedSmtp

MODES: Final = ("first", "recovery", "twice")
SKIES: Final = ("plain", "disk nearly full", "clock jump")


@cache
def first_passed() -> dict[str, int]:
    """Every point that the story passes, and the stage in which it does so for the first time."""
    found: dict[str, int] = {}
    with folder() as base, world(base) as one:
        for number, (stage, seconds) in enumerate(STAGES):
            one.act(stage)
            one.live(seconds)
            for name in one.passed:
                found.setdefault(name, number)
    return found


def crash(point: str, mode: str, sky: str, chance: random.Random, n: int = 1) -> tuple[list[str], bool]:
    """One cell of the matrix: the violations, and whether the daemon died there."""
    here = Strike(point, n)
    strikes = {
        "first": (here,),
        "twice": (here, here),
        "recovery": (here, Strike("*", chance.randint(1, 40))),
    }[mode]
    weather = {
        "plain": FAIR,
        "disk nearly full": Weather(fail="ENOSPC", at=chance.randrange(120)),
        "clock jump": FAIR,
    }[sky]
    weathers = [weather] * len(strikes)
    if sky == "clock jump":  # between the death and what comes after it
        strikes = (*strikes, None)  # type: ignore[assignment]
        weathers = [
            FAIR,
            *[FAIR] * (len(strikes) - 2),
            Weather(jump=chance.choice((-3600.0, -90.0, 90.0, 3600.0))),
        ]
    plan = Plan(tuple(strikes), tuple(weathers), first_passed()[point])
    with folder() as base, world(base) as one:
        tell(one, plan)
        return judge(one, copies=one.deaths + one.refusals), KILLED in one.fates


def matrix(
    points: Sequence[str], seed: int, skies: Sequence[str] = SKIES, modes: Sequence[str] = MODES
) -> Figures:
    """The crash matrix: points x {first, recovery, twice} x {plain, disk nearly full, clock jump}."""
    figures = Figures()
    for point in points:
        for mode in modes:
            for sky in skies:
                chance = random.Random(f"{seed} {point} {mode} {sky}")  # noqa: S311
                wrong, died = crash(point, mode, sky, chance)
                figures.count += 1
                figures.missed += not died
                figures.violations += [f"{point} ({mode}, {sky}): {one}" for one in wrong]
    return figures


def failing_operations(fails: Sequence[str], seed: int, each: int) -> Figures:
    """In each stage of the story so many operations, chosen by chance, fail in each way."""
    figures = Figures()
    for fail in fails:
        for number, (stage, _) in enumerate(STAGES):
            for round_ in range(each):
                chance = random.Random(f"{seed} {fail} {stage} {round_}")  # noqa: S311
                at = int(chance.random() ** 2 * 150)
                plan = Plan(weathers=(Weather(fail=fail, at=at),), stage=number)
                with folder() as base, world(base) as one:
                    tell(one, plan)
                    wrong = judge(one, copies=1 + one.refusals)
                figures.count += 1
                figures.missed += not one.struck
                figures.violations += [
                    f"{fail}, {stage}, operation {at + 1} ({one.struck}): {why}" for why in wrong
                ]
    return figures


# --- a disk that is really full ------------------------------------------------------------------------


def disk_full(rooms: Sequence[int], stages: Sequence[int]) -> Figures | None:
    """On a tmpfs of 1 MB of which so many bytes are left in one stage; None where nothing can be mounted.

    To be called in a process of its own, whose mounts nobody else sees.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x00020000) or libc.mount(b"none", b"/", None, 0x4C000, None):
        return None
    figures = Figures()
    for room in rooms:
        for stage in stages:
            with folder() as base:
                place = base / "disk"
                place.mkdir()
                if libc.mount(b"none", os.fsencode(place), b"tmpfs", 0, b"size=1m"):
                    return None
                try:
                    with world(place) as one:
                        tell(one, Plan(weathers=(FAIR,), stage=stage, around=partial(filled, place, room)))
                        wrong = judge(one, copies=1 + one.refusals)
                finally:
                    libc.umount2(os.fsencode(place), 2)
                figures.count += 1
                figures.violations += [f"{room} bytes left, stage {STAGES[stage][0]}: {why}" for why in wrong]
    return figures


@contextmanager
def filled(place: Path, room: int) -> Iterator[None]:
    """So little room is left."""
    state = os.statvfs(place)
    ballast = place / "ballast"
    with ballast.open("wb") as file:
        file.write(b"x" * max(0, state.f_bavail * state.f_frsize - room))
    try:
        yield
    finally:
        ballast.unlink()


# --- SMTP servers that misbehave -----------------------------------------------------------------------

MOMENTS: Final = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "body", "dot")
PEERS: Final[dict[str, Say]] = {
    "stall": STALL,
    "RST": RST,
    "FIN": CUT,
    "421": Say(b"421 4.3.2 closing\r\n", "cut"),
    "451": Say(b"451 4.7.1 later\r\n"),
    "550": Say(b"550 5.1.1 no\r\n"),
    "garbage": GARBAGE,
    "endless reply": ENDLESS,
}


def smtp_peers(
    moments: Sequence[str] = MOMENTS, peers: Sequence[str] = tuple(PEERS), stages: Sequence[int] = (0, 4)
) -> Figures:
    """In one stage every mail meets a server that does this at that moment; afterwards all is well."""
    figures = Figures()
    for stage in stages:
        for moment in moments:
            for peer in peers:
                wrong = _peer(stage, moment, PEERS[peer])
                figures.count += 1
                figures.violations += [f"{peer} at {moment}, {STAGES[stage][0]}: {why}" for why in wrong]
    return figures


def _peer(stage: int, moment: str, say: Say) -> list[str]:
    final = say.data.startswith(b"550") and moment in ("MAIL", "RCPT", "DATA", "body", "dot")
    scripts = ({moment: say}, {}) if final else ({moment: say},)  # the alarm finds a server that takes it
    with folder() as base, world(base) as one, ScriptedSmtp(*scripts) as server:

        @contextmanager
        def there() -> Iterator[None]:
            one.port = server.port
            yield
            one.port = 0

        tell(one, Plan(weathers=(FAIR,), stage=stage, around=there))
        if final:  # 5xx: it does not go again, and a person is told
            told = [*server.mails, *(mail.raw for _, mail in one.left)]
            return [] if any(b"ALARM" in raw for raw in told) else ["I11 nobody was told of the refusal"]
        found = judge(one, copies=0)
        if moment != "dot" and server.mails:
            found.append("the final dot was sent to a server that had not said yes before it")
        return found


# --- clocks --------------------------------------------------------------------------------------------

DAY: Final = 86_400.0
JUMPS: Final = (
    -90.0, 90.0, -300.0, 300.0, -3_600.0, 3_600.0, -DAY, DAY, -30 * DAY, 30 * DAY, -366 * DAY, 366 * DAY,
    3652 * DAY, -(datetime(2026, 3, 2, tzinfo=UTC) - datetime(1970, 1, 2, tzinfo=UTC)).total_seconds(),
)  # fmt: skip
ZONES: Final = (
    "Europe/Tallinn", "Europe/London", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Auckland",
)  # fmt: skip


def clock_jumps(jumps: Sequence[float] = JUMPS, stages: Sequence[int] = (0, 2, 3, 4)) -> Figures:
    """In one stage the clock is set wrong while the daemon runs; then it is set right again, and it restarts."""
    figures = Figures()
    for jump in jumps:
        for stage in stages:
            with folder() as base, world(base) as one:
                tell(one, Plan(weathers=(Weather(sudden=jump),), stage=stage))
                wrong = judge(one)
            figures.count += 1
            figures.violations += [f"clock {jump:+.0f} s, {STAGES[stage][0]}: {why}" for why in wrong]
    return figures


def clock_changes(zones: Sequence[str] = ZONES, year: int = 2026) -> Figures:
    """The story over both nights of the year in which the local clock changes; an hour stays an hour."""
    figures = Figures()
    for name in zones:
        zone = ZoneInfo(name)
        for night in changes(zone, year):
            site = story_site()
            site = replace(site, hotline=replace(site.hotline, timezone=zone))
            with (
                folder() as base,
                world(base, site=site, start=night - timedelta(seconds=20 * MINUTE)) as one,
            ):
                tell(one)
                wrong = judge(one)
            figures.count += 1
            figures.violations += [f"{name}, {night:%Y-%m-%d}: {why}" for why in wrong]
    return figures


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The moments of a year at which the zone's offset changes."""
    hour = datetime(year, 1, 1, tzinfo=UTC)
    found = []
    while hour.year == year:
        after = hour + timedelta(minutes=30)
        if hour.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            found.append(after)
        hour = after
    return found
