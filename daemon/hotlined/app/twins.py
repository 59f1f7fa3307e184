"""Which open cases are about the same URL: what the LEA asks in one of them counts for the notices of all.

A read model in memory, kept by the docket; filled at start by `docket.resume`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from hotlined.domain.cases.case_urls import NOWHERE, urls_of
from hotlined.domain.cases.state import Case
from hotlined.domain.overview.rest import AtRest


@dataclass(slots=True)
class Index:
    """URLs, as they are compared, to the cases that have them; each change costs what the case is long."""

    cases: dict[str, dict[str, None]] = field(default_factory=dict)
    edition: int = 0  # another one after each change
    _urls: dict[str, frozenset[str]] = field(default_factory=dict)

    def put(self, stream: str, urls: frozenset[str]) -> None:
        """A case has exactly these URLs now; none: it is forgotten."""
        before = self._urls.pop(stream, NOWHERE)
        self.edition += before != urls
        for url in before - urls:
            self.cases[url].pop(stream)
            if not self.cases[url]:
                del self.cases[url]
        for url in urls - before:
            self.cases.setdefault(url, {})[stream] = None
        if urls:
            self._urls[stream] = urls


@dataclass(slots=True)
class Twins:
    """All open cases by URL; and the ones in which a hold is in force or a question open.

    Among these are closed ones, too: with a hold that outlasts them, or a question that came afterwards.
    """

    open: Index = field(default_factory=Index)
    stopped: Index = field(default_factory=Index)

    @property
    def edition(self) -> int:
        """Another one after each change of either."""
        return self.open.edition + self.stopped.edition

    def learn(self, case: Case) -> None:
        """A stream has changed."""
        urls = urls_of(case)
        waits = any(one.lifted_at is None for one in case.holds) or bool(case.pauses_now())
        self.open.put(case.stream, urls if case.is_open else NOWHERE)
        self.stopped.put(case.stream, urls if waits else NOWHERE)

    def rests(self, rest: AtRest) -> None:
        """A case that is at rest, at a start: nothing stops it."""
        self.open.put(rest.stream, rest.urls)

    def stopping(self, case: Case) -> tuple[str, ...]:
        """The other cases that share a URL with this one and wait for something, in order."""
        shared = (stream for url in urls_of(case) for stream in self.stopped.cases.get(url, ()))
        return tuple(sorted({stream for stream in shared if stream != case.stream}))

    def kept_back(self) -> tuple[str, ...]:
        """The open cases with a URL of another in which something waits: some of their notices may."""
        found = (
            name
            for url, stops in self.stopped.cases.items()
            for name in self.open.cases.get(url, ())
            if len(stops) > 1 or name not in stops
        )
        return tuple(dict.fromkeys(found))

    def known(self) -> Mapping[str, Collection[str]]:
        """The open cases by URL."""
        return self.open.cases
