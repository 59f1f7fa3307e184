"""The story of one case under every fault: crash points, failing operations, full disks, servers, clocks.

Each run gives `Figures`; a round that is not what the run means (the point was not reached since the disk was
full) is counted apart, in `missed`.
"""

import ctypes
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from tests.faults.crash_story import (
    FAIR,
    MINUTE,
    STAGES,
    Plan,
    Strike,
    Weather,
    World,
    judge,
    story_site,
    tell,
    world,
)  # fmt: skip
from tests.faults.place import FILES, Place
from tests.faults.store_runs import Figures, folder
from tests.support.sink import CUT, ENDLESS, GARBAGE, RST, STALL, Say, ScriptedSmtp

MODES: Final = ("first", "recovery", "twice")
SERVER: Final = "server"  # not the daemon dies at the point, but the database's server; and is back at once
SKIES: Final = ("plain", "disk nearly full", "clock jump")


@cache
def passed(place: Place = FILES) -> tuple[frozenset[str], ...]:
    """The points that each stage of the story passes."""
    found = []
    with folder() as base, world(base, place) as one:
        for stage, seconds in STAGES:
            one.act(stage)
            one.passed.clear()
            one.live(seconds)
            found.append(frozenset(one.passed))
    return tuple(found)


def points(place: Place = FILES) -> tuple[str, ...]:
    """Every point that the story passes."""
    return tuple(sorted(frozenset().union(*passed(place))))


def dealt(wanted: Sequence[str], place: Place = FILES) -> list[dict[int, str]]:
    """Stories in each of which at most one point has its turn in each stage."""
    rest, stories, stages = list(wanted), [], passed(place)
    while rest:
        hand: dict[int, str] = {}
        # what is passed in few stages first, or it would be left over for stories of its own
        for point in sorted(rest, key=lambda one: sum(one in stage for stage in stages)):
            free = next((n for n, stage in enumerate(stages) if point in stage and n not in hand), None)
            if free is not None:
                hand[free] = point
        rest = [point for point in rest if point not in hand.values()]
        stories.append(hand)
    return stories


def _deadly(point: str, mode: str, sky: str, chance: random.Random, n: int) -> Plan:
    here, again = Strike(point, n, server=mode == SERVER), Strike("*", chance.randint(1, 40))
    strikes: tuple[Strike | None, ...] = {
        "first": (here,), "twice": (here, here), "recovery": (here, again), SERVER: (here,),
    }[mode]  # fmt: skip
    if sky == "disk nearly full":
        full = Weather(fail="ENOSPC", at=chance.randrange(120))
        return Plan(strikes, (full,) * len(strikes))
    if sky == "clock jump":  # between the death and what comes after it
        # A clock that is wrong at a start is believed, and a report that was accepted by a clock an hour
        # behind has its notice due an hour early (a known limit).  One story may have several: the earliest
        # and the latest of these are less apart than the notice's delay, less the time until the hold comes.
        jump = Weather(jump=chance.choice((-2000.0, -90.0, 90.0, 600.0)))
        return Plan((*strikes, None), (*(FAIR,) * len(strikes), jump))
    return Plan(strikes)


def crashes(
    hand: Mapping[int, str], mode: str, sky: str, chance: random.Random, n: int = 1, place: Place = FILES
) -> tuple[list[str], set[str]]:
    """One story in which the daemon dies at these points, by stages; violations, and where it did not die."""
    plans = {stage: _deadly(point, mode, sky, chance, n) for stage, point in hand.items()}
    with folder() as base, world(base, place) as one:
        tell(one, plans)
        return judge(one, copies=one.deaths + one.refusals), set(hand.values()) - one.died_at


def crash(
    point: str, mode: str, sky: str, chance: random.Random, n: int = 1, place: Place = FILES
) -> list[str]:
    """One cell of the matrix, in a story of its own."""
    stage = next(number for number, names in enumerate(passed(place)) if point in names)
    return crashes({stage: point}, mode, sky, chance, n, place)[0]


def matrix(
    wanted: Sequence[str], mode: str, sky: str, seed: int, place: Place = FILES
) -> tuple[Figures, dict[str, str]]:
    """One column of the crash matrix: figures, and for each point its violations ("-": not reached)."""
    figures, cells = Figures(), dict[str, str]()
    for hand in dealt(wanted, place):
        chance = random.Random(f"{seed} {mode} {sky} {sorted(hand.items())}")  # noqa: S311
        violations, missed = crashes(hand, mode, sky, chance, place=place)
        figures.count += len(hand)
        figures.missed += len(missed)
        figures.violations += [f"{', '.join(hand.values())} ({mode}, {sky}): {one}" for one in violations]
        cells |= {point: "-" if point in missed else str(len(violations)) for point in hand.values()}
    return figures, cells


def failing_operations(
    fails: Sequence[str],
    seed: int,
    each: int,
    stages: Sequence[int] = tuple(range(len(STAGES))),
    place: Place = FILES,
) -> Figures:
    """In each stage of the story an operation, chosen by chance, fails; `each`: stories for each way."""
    figures = Figures()
    for fail in fails:
        for number in range(each):
            chance = random.Random(f"{seed} {fail} {number}")  # noqa: S311
            plans = {
                stage: Plan(weathers=(Weather(fail=fail, at=int(chance.random() ** 2 * 150)),))
                for stage in stages
            }
            with folder() as base, world(base, place) as one:
                tell(one, plans)
                violations = judge(one, copies=len(plans) + one.refusals)
            figures.count += len(plans)
            figures.missed += len(plans) - len(one.struck)
            where = ", ".join(one.struck)
            figures.violations += [f"{fail} ({where}): {why}" for why in violations]
    return figures


# --- a disk that is really full -------------------------------------------------------------------


def disk_full(rooms: Sequence[int], stages: Sequence[int]) -> Figures | None:
    """On a tmpfs of 1 MB of which so many bytes are left in one stage; None where nothing can be mounted.

    To be called in a process of its own, whose mounts nobody else sees.
    """
    libc = own_mounts()
    if libc is None:
        return None
    figures = Figures()
    for room in rooms:
        with folder() as base:
            place = base / "disk"
            place.mkdir()
            if libc.mount(b"none", os.fsencode(place), b"tmpfs", 0, b"size=1m"):
                return None
            try:
                with world(place) as one:
                    figures += left_room(one, place, room, stages)
            finally:
                libc.umount2(os.fsencode(place), 2)
    return figures


def own_mounts() -> ctypes.CDLL | None:
    """From here on nobody else sees what this process mounts; None where that cannot be."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x00020000) or libc.mount(b"none", b"/", None, 0x4C000, None):
        return None
    return libc


def left_room(one: World, disk: Path, room: int, stages: Sequence[int]) -> Figures:
    """A whole case while the disk has so many bytes left in these stages."""
    plan = Plan(weathers=(FAIR,), around=partial(filled, disk, room))
    tell(one, dict.fromkeys(stages, plan))
    violations = judge(one, copies=len(stages) + one.refusals)
    return Figures(len(stages), 0, [f"{room} bytes left: {why}" for why in violations])


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


# --- SMTP servers that misbehave ------------------------------------------------------------------

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
    moment: str,
    peers: Sequence[str] = tuple(PEERS),
    stages: Sequence[int] = (0, 2, 4),
    place: Place = FILES,
) -> Figures:
    """In some stages every mail meets a server that does this at that moment; afterwards all is well."""
    figures = Figures()
    final = ["550"] if moment in ("RCPT", "DATA", "body", "dot") and "550" in peers else []
    # Whoever refuses EHLO is greeted with HELO (RFC 5321 section 3.2), and takes the mail like any other.
    greeted = ["451", "550"] if moment == "EHLO" else []
    others = [peer for peer in peers if peer not in (*final, *greeted)]
    for first in range(len(others)):
        chosen = {stage: others[(first + n) % len(others)] for n, stage in enumerate(stages)}
        figures.count += len(chosen)
        figures.violations += [f"{chosen} at {moment}: {why}" for why in _odd(moment, chosen, place)]
    for stage in stages[:1] if final else ():
        figures.count += 1
        figures.violations += [f"550 at {moment}: {why}" for why in _final(moment, stage, place)]
    return figures


@contextmanager
def _through(one: World, *scripts: Mapping[str, Say], taken: list[bytes]) -> Iterator[None]:
    """The daemon's mail goes to a server with these scripts."""
    with ScriptedSmtp(*scripts) as server:
        one.port = server.port
        yield
        one.port = 0
        taken += server.mails


def _odd(moment: str, peers: Mapping[int, str], place: Place) -> list[str]:
    taken: list[bytes] = []
    with folder() as base, world(base, place) as one:
        around = {
            stage: partial(_through, one, {moment: PEERS[peer]}, taken=taken) for stage, peer in peers.items()
        }
        tell(one, {stage: Plan(weathers=(FAIR,), around=there) for stage, there in around.items()})
        found = judge(one, copies=0)
    if moment not in ("body", "dot") and taken:  # who speaks within the body hears the dot all the same
        found.append("I4 the final dot was sent to a server that had not said yes before it")
    return found


def _final(moment: str, stage: int, place: Place) -> list[str]:
    """5xx: the mail does not go again, and a person is told."""
    taken: list[bytes] = []
    with folder() as base, world(base, place) as one:
        around = partial(_through, one, {moment: PEERS["550"]}, {}, taken=taken)  # the alarm is taken
        tell(one, {stage: Plan(weathers=(FAIR,), around=around)})
        told = [*taken, *(mail.raw for _, mail in one.left)]
    return [] if any(b"ALARM" in raw for raw in told) else ["I11 nobody was told of the refusal"]


# --- clocks ---------------------------------------------------------------------------------------

DAY: Final = 86_400.0
JUMPS: Final = (
    -90.0, 90.0, -300.0, 300.0, -3_600.0, 3_600.0, -DAY, DAY, -30 * DAY, 30 * DAY, -366 * DAY, 366 * DAY,
    3652 * DAY, -(datetime(2026, 3, 2, tzinfo=UTC) - datetime(1970, 1, 2, tzinfo=UTC)).total_seconds(),
)  # fmt: skip
ZONES: Final = (
    "Europe/Tallinn", "Europe/London", "America/New_York", "America/Santiago", "Australia/Lord_Howe",
    "Pacific/Auckland",
)  # fmt: skip


def clock_jumps(
    jumps: Sequence[float] = JUMPS,
    stages: Sequence[int] = tuple(range(len(STAGES))),
    place: Place = FILES,
) -> Figures:
    """In each stage the clock is set wrong while the daemon runs; then it restarts with the right one."""
    figures = Figures()
    for first in range(len(jumps)):
        chosen = {stage: jumps[(first + n) % len(jumps)] for n, stage in enumerate(stages)}
        with folder() as base, world(base, place) as one:
            tell(one, {stage: Plan(weathers=(Weather(sudden=by),)) for stage, by in chosen.items()})
            violations = judge(one)
        figures.count += len(chosen)
        figures.violations += [f"clock {chosen}: {why}" for why in violations]
    return figures


def clock_changes(zones: Sequence[str] = ZONES, year: int = 2026, place: Place = FILES) -> Figures:
    """The story over both nights of the year in which the local clock changes; an hour stays an hour."""
    figures = Figures()
    for name in zones:
        zone = ZoneInfo(name)
        for night in changes(zone, year):
            site = story_site()
            site = replace(site, hotline=replace(site.hotline, timezone=zone))
            with (
                folder() as base,
                world(base, place, site=site, start=night - timedelta(seconds=20 * MINUTE)) as one,
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
