"""Several daemons on one store in memory: `ports.Common`, and a store that says who wrote.

Passes `tests.app.common_contract` and, with `Leases`, `tests.app.lease_contract`, as the database does.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from hotlined.app.ports import Commit, Crew, Grip, RestLine, Temporary
from tests.support.fake_lease import FakeLease, Leases
from tests.support.memory_store import MemoryStore

MOST = 200


@dataclass
class Hub:
    """What all of them share; `crew` is who works, `cut` are those that cannot reach it.

    With `leases` it is these that say who works, and who may write.
    """

    store: MemoryStore = field(default_factory=MemoryStore)
    crew: Crew = field(default_factory=Crew)
    cut: set[str] = field(default_factory=set)
    written: list[tuple[str, str]] = field(default_factory=list)  # by whom, which stream
    locks: dict[str, str] = field(default_factory=dict)
    alone: str = ""  # who holds everything
    kept: dict[tuple[int, int], str] = field(default_factory=dict)  # case numbers: who keeps each
    leases: Leases | None = None
    sides: dict[str, "FakeCommon"] = field(default_factory=dict)
    ears: list[Callable[[str], None]] = field(default_factory=list)  # told who has written

    def __post_init__(self) -> None:
        if self.leases is not None:
            self.leases.ended = self.ended

    def daemon(self, name: str, lease: FakeLease | None = None) -> tuple["SharedStore", "FakeCommon"]:
        """The two sides of one daemon, from now on; with a lease it writes under that alone."""
        self.sides[name] = FakeCommon(self, name, len(self.written))
        return SharedStore(self, name, lease), self.sides[name]

    def ended(self, name: str) -> None:
        """The session in which a daemon has its locks is over; it finds out when it asks the next time."""
        side = self.sides.get(name)
        if side is not None:
            side.lose_session()
            side.broken = True

    def wrote(self, name: str, streams: Sequence[str]) -> None:
        """A daemon has written these: the others can learn of it."""
        self.written += [(name, stream) for stream in streams]
        for ear in self.ears:
            ear(name)

    def is_gone(self, name: str) -> bool:
        """Whether a daemon works no more, as far as anybody can say."""
        return self.leases is not None and not self.leases.works(name)


class SharedStore:
    """The store as one daemon writes it."""

    def __init__(self, hub: Hub, name: str, lease: FakeLease | None = None) -> None:
        self._hub = hub
        self._name = name
        self._lease = lease

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._hub.store, name)
        if not callable(found):
            return found

        def reached(*args: Any) -> Any:
            self._reach()
            return found(*args)

        return reached

    def commit(self, commits: Sequence[Commit]) -> None:
        """As the store does; the others can learn of it."""
        self._reach()
        self._prove()
        self._hub.sides[self._name].hold([one.stream for one in commits])
        self._hub.store.commit(commits)
        self._hub.wrote(self._name, [one.stream for one in commits])

    def purge(self, stream: str, keep: Collection[int]) -> None:
        """As the store does; the others can learn of it."""
        self._reach()
        self._prove()
        self._hub.sides[self._name].hold([stream])
        self._hub.store.purge(stream, keep)
        self._hub.wrote(self._name, [stream])

    def burn(self, digests: Collection[str]) -> int:
        """As the store does."""
        self._reach()
        self._prove()
        return self._hub.store.burn(digests)

    def forget(self, digests: Collection[str]) -> None:
        """As the store does."""
        self._reach()
        self._prove()
        self._hub.store.forget(digests)

    def at_rest(self, streams: Collection[str], edition: str) -> Mapping[str, str]:
        """As the store does; nothing where that cannot be reached."""
        return {} if self._name in self._hub.cut else self._hub.store.at_rest(streams, edition)

    def rest(self, lines: Mapping[str, RestLine | None], edition: str) -> None:
        """As the store does; without a lease, or where it cannot be reached, nothing is kept."""
        with suppress(Temporary):
            self._reach()
            self._prove()
            self._hub.store.rest(lines, edition)

    def free_serial(self, year: int, above: int) -> int:
        """A number that this daemon keeps until a case has it; one of who is gone, before a new one."""
        self._reach()
        self._prove()
        hub, unused = self._hub, self._hub.store.free_serial(year, above)
        free = [
            (who != self._name, serial)
            for (of, serial), who in hub.kept.items()
            if of == year and serial > above and not self._has_case(year, serial)
            if who == self._name or hub.is_gone(who)
        ]
        taken = (serial for of, serial in hub.kept if of == year)
        serial = min(free)[1] if free else max(unused, *(one + 1 for one in taken), above + 1)
        hub.kept[year, serial] = self._name
        return serial

    def _has_case(self, year: int, serial: int) -> bool:
        mark = f"-{year}-{serial:06d}-"
        return any(mark in name for name in self._hub.store.streams())

    def _prove(self) -> None:
        if self._lease is not None:
            self._lease.hold()

    def _reach(self) -> None:
        if self._name in self._hub.cut:
            raise Temporary("the store cannot be reached")


@dataclass
class FakeCommon:
    """One daemon's side."""

    hub: Hub
    name: str
    _known: int = 0
    _session: int = 1
    broken: bool = False  # the session was ended by another
    _held: dict[str, int] = field(default_factory=dict)  # the names of whole grips: in which session

    def enter(self, names: Sequence[str], grip: Grip) -> tuple[Grip, tuple[str, ...]]:
        """In order, until another has one."""
        self._reach()
        hub, whole = self.hub, len(names) > MOST
        keys = [] if whole else names
        steps = grip.steps if grip.session == self._session else 0
        if steps == 0 and not (hub.alone not in ("", self.name) or (whole and self._others_have_any())):
            hub.alone = self.name if whole else hub.alone
            steps = 1
        while 0 < steps <= len(keys) and hub.locks.get(keys[steps - 1], self.name) == self.name:
            hub.locks[keys[steps - 1]] = self.name
            steps += 1
        grip = Grip(self._session, steps, steps > len(keys))
        if grip.whole:
            self._held |= dict.fromkeys(names, grip.session)
        return grip, self.news()

    def _others_have_any(self) -> bool:
        return any(owner != self.name for owner in self.hub.locks.values())

    def leave(self, names: Sequence[str], grip: Grip) -> None:
        """What another session took stays."""
        for name in names if grip.whole else ():
            self._held.pop(name, None)
        if grip.session != self._session or not grip.steps:
            return
        if len(names) > MOST:
            self.hub.alone = ""
        for name in () if len(names) > MOST else names[: grip.steps - 1]:
            self.hub.locks.pop(name, None)

    def hold(self, streams: Sequence[str]) -> None:
        """Within a write: Temporary where the locks of these streams went with their session."""
        if any(self._held.get(one, self._session) != self._session for one in streams):
            raise Temporary("the locks went with their session")

    def claim(self, names: Sequence[str]) -> frozenset[str]:
        """Those that no other has."""
        self._reach()
        got = frozenset(name for name in names if self.hub.locks.get(name, self.name) == self.name)
        self.hub.locks |= dict.fromkeys(got, self.name)
        return got

    def unclaim(self, names: Sequence[str]) -> None:
        """They are free."""
        for name in names:
            if self.hub.locks.get(name) == self.name:
                del self.hub.locks[name]

    def lose_session(self) -> None:
        """The connection breaks: its locks are gone."""
        self._session += 1
        self.hub.alone = "" if self.hub.alone == self.name else self.hub.alone
        self.hub.locks = {one: owner for one, owner in self.hub.locks.items() if owner != self.name}

    def news(self) -> tuple[str, ...]:
        """What others wrote since."""
        self._reach()
        fresh, self._known = self.hub.written[self._known :], len(self.hub.written)
        return tuple(sorted({stream for writer, stream in fresh if writer != self.name}))

    def wait(self, seconds: float) -> None:
        """Nothing is waited for: the caller's time is a test's."""

    def crew(self) -> Crew:
        """As the leases say, or the test."""
        self._reach()
        return self.hub.crew if self.hub.leases is None else self.hub.leases.crew()

    def works(self, name: str) -> bool:
        """As the leases say, or the test."""
        self._reach()
        return name in self.hub.crew.all if self.hub.leases is None else self.hub.leases.works(name)

    def _reach(self) -> None:
        if self.name in self.hub.cut:
            raise Temporary("the store cannot be reached")
        if self.broken:
            self.broken = False
            raise Temporary("the connection to the store was lost")
