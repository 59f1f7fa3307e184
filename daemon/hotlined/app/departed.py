"""The mails that left in the last two hours, kept by brake, so that asking costs no more after thousands.

`domain.cases.brake.brake` says what it means; here each mail is added and taken away as it comes, and the
moments of a brake are looked through only while enough mails are there for it to be on.
"""

import heapq
from dataclasses import dataclass, field
from datetime import datetime

from hotlined.domain.cases.brake import LOOK_BACK, Brake, Departure, Limit, limits, on_since
from hotlined.domain.hotline.site import Agreement


@dataclass(slots=True)
class Departed:
    """Departures by Message-ID; a mail that is tried again counts once, at its last attempt."""

    _found: dict[str, tuple[Departure, tuple[str, ...]]] = field(default_factory=dict)  # with its scopes
    _by_scope: dict[str, dict[str, Departure]] = field(default_factory=dict)
    _oldest: list[tuple[datetime, str]] = field(default_factory=list)  # a heap; some of it is superseded
    _asked_at: datetime | None = None

    def get(self, message_id: str) -> Departure | None:
        """When a mail was last handed over; None where it does not count."""
        found = self._found.get(message_id)
        return found[0] if found is not None else None

    def put(self, message_id: str, one: Departure, agreement: Agreement) -> None:
        """A mail was handed over at this moment; what was known of it before is forgotten."""
        if self.get(message_id) == one:
            return
        self.drop(message_id)
        scopes = tuple(limit.scope for limit in limits(one.kind, one.party, one.to_id, agreement))
        self._found[message_id] = (one, scopes)
        heapq.heappush(self._oldest, (one.at, message_id))
        for scope in scopes:
            self._by_scope.setdefault(scope, {})[message_id] = one

    def drop(self, message_id: str) -> None:
        """It does not count."""
        _, scopes = self._found.pop(message_id, (None, ()))
        for scope in scopes:
            del self._by_scope[scope][message_id]
            if not self._by_scope[scope]:
                del self._by_scope[scope]

    def brake(self, agreement: Agreement, now: datetime, *, after: datetime | None) -> Brake:
        """The brakes that are on now, by the departures since `after`."""
        self._forget(now)
        on = {}
        for scope, found in self._by_scope.items():
            limit = _limit(scope, next(iter(found.values())), agreement)
            if len(found) >= limit.most:
                times = (one.at for one in found.values() if after is None or one.at >= after)
                since = on_since(times, limit.most, now)
                if since is not None:
                    on[scope] = since
        return Brake(on, agreement)

    def _forget(self, now: datetime) -> None:
        """What is too old, and what is of a clock that was set back since."""
        while self._oldest and self._oldest[0][0] <= now - LOOK_BACK:
            at, message_id = heapq.heappop(self._oldest)
            one = self.get(message_id)
            if one is not None and one.at == at:
                self.drop(message_id)
        if self._asked_at is not None and now < self._asked_at:
            for message_id in [name for name, (one, _) in self._found.items() if one.at > now]:
                self.drop(message_id)
        self._asked_at = now


def _limit(scope: str, one: Departure, agreement: Agreement) -> Limit:
    found = limits(one.kind, one.party, one.to_id, agreement)
    return next(limit for limit in found if limit.scope == scope)
