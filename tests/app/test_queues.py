"""The queue of one identity says the same as a look through all of its rows would."""

from collections.abc import ValuesView
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotlined.app.queues import Queue, Queues, order, ready_at
from hotlined.app.retries import LONGEST_RETRY, pause_after
from hotlined.domain.cases.clock import TOLERANCE
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import Gate, OutboxRow
from tests.support.fake_clock import FakeClock

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ROW = OutboxRow(
    message_id="<0@hotline.example.org>", stream="HL-2026-000018", kind="opened", gate=Gate.NONE,
    party=Party.ANALYST, to_id="Ann", identity="intake", sender="intake@hotline.example.org",
    recipient="ann@hotline.example.org", digest="0" * 64, created_at=NOW,
)  # fmt: skip
MINUTES = st.integers(-40, 40)
STEP = st.one_of(
    st.tuples(st.just("clock"), MINUTES),
    st.tuples(st.just("drop"), st.integers(0, 5)),
    st.tuples(st.just("put"), st.integers(0, 5), st.integers(0, 2), MINUTES, st.none() | MINUTES),
)


def may_be_tried(row: OutboxRow, now: datetime) -> bool:
    """A back-off longer than there are any is of a clock that was set back since."""
    over = row.next_at is not None and row.next_at > now + LONGEST_RETRY
    return over or ready_at(row) <= now


def planned_at(row: OutboxRow, now: datetime, seen: dict[str, datetime]) -> datetime:
    """What was made ahead waits for as long as it had to, from when it was first seen to be that."""
    if may_be_tried(row, now):
        return now
    if row.next_at is not None or row.created_at <= now + TOLERANCE:
        seen.pop(row.message_id, None)
        return ready_at(row)
    seen[row.message_id] = min(seen.get(row.message_id, now), now)
    return seen[row.message_id] + (ready_at(row) - row.created_at)


@given(st.lists(STEP, max_size=40))
def test_a_queue_says_what_a_look_at_every_row_says(steps: list[tuple[object, ...]]) -> None:
    queue, now, rows = Queue(), NOW, dict[str, OutboxRow]()
    later, seen = dict[str, datetime](), dict[str, datetime]()
    ready = set[str]()  # once it may be tried it is, until the clock is set back
    for what, *values in steps:
        looked_at = set[str]()
        match what, values:
            case "clock", [int(minutes)]:
                now += timedelta(minutes=minutes)
                looked_at = set(rows) if minutes < 0 else {name for name, at in later.items() if at <= now}
            case "drop", [int(number)]:
                queue.drop(f"<{number}>")
                for known in (rows, later, seen):
                    known.pop(f"<{number}>", None)
                ready.discard(f"<{number}>")
            case "put", [int(number), int(priority), int(planned), back_off]:
                row = replace(
                    ROW,
                    message_id=f"<{number}>",
                    priority=priority,
                    not_before=NOW + timedelta(minutes=planned),
                    next_at=None if not isinstance(back_off, int) else NOW + timedelta(minutes=back_off),
                )
                queue.put(row, now)
                rows[row.message_id] = row
                looked_at = {row.message_id}
        for name in looked_at:
            later[name] = planned_at(rows[name], now, seen)
            ready.discard(name)
            if later[name] <= now:
                ready.add(name)
                del later[name]
        assert list(queue.ready(now)) == sorted((rows[name] for name in ready), key=order)
        assert queue.next_at(now) == min(later.values(), default=None)
        assert queue.rows == rows


def test_the_next_of_ten_thousand_is_found_without_a_look_at_the_others() -> None:
    looks = 0

    class Watched(dict[str, OutboxRow]):
        def __getitem__(self, message_id: str) -> OutboxRow:
            nonlocal looks
            looks += 1
            return dict.__getitem__(self, message_id)

    queue = Queue(rows=Watched())
    for number in range(10_000):
        queue.put(replace(ROW, message_id=f"<{number:05}>"), NOW)
    looks = 0
    for number in range(100):
        row = next(queue.ready(NOW))
        assert row.message_id == f"<{number:05}>"
        queue.drop(row.message_id)
    assert looks == 100


def test_that_a_server_takes_one_of_ten_thousand_costs_no_look_at_the_others() -> None:
    queues, looks = Queues(FakeClock()), 0
    now = queues.clock.now()

    class Watched(dict[str, OutboxRow]):
        def values(self) -> ValuesView[OutboxRow]:
            nonlocal looks
            looks += len(self)
            return dict.values(self)

    queues["intake"].rows = Watched()
    for number in range(10_000):
        about = {"cause": "account" if number % 2 else "mail"}
        at = now + timedelta(minutes=1 + number % 14)
        queues.put(replace(ROW, message_id=f"<{number:05}>", created_at=now, next_at=at, about=about))
    looks = 0
    for number in range(1, 200, 2):
        queues.mended("intake")
        queues.drop(queues["intake"].rows[f"<{number:05}>"])
    assert looks == 0
    assert len(list(queues["intake"].ready(now))) == 4_900, "the rest of those that waited for it"


def test_a_mail_that_waits_no_more_is_not_put_back_by_whoever_looks_at_it_again_later() -> None:
    """What another daemon has sent meanwhile, for one."""
    queues = Queues(FakeClock())
    queues.put(ROW)
    queues.drop(ROW)
    queues.later(ROW, LONGEST_RETRY)
    assert len(queues) == 0


def test_two_urgent_mails_at_which_a_server_always_closes_keep_no_other_from_it() -> None:
    """Whether 421 is about the server or about the mail, nobody can know."""
    clock = FakeClock()
    queues, now = Queues(clock), clock.now()
    for number, priority in enumerate((0, 0, 1, 1)):
        queues.put(replace(ROW, message_id=f"<{number}>", created_at=now, priority=priority))
    asked = []
    while clock.now() < now + timedelta(hours=2):
        row = next(queues["intake"].ready(clock.now()), None)
        if row is not None:
            queues.asks("intake")
            queues.away("intake")
            tries = row.attempts + 1
            queues.put(replace(row, attempts=tries, next_at=clock.now() + pause_after(tries)))
            asked.append(row.message_id)
        clock.jump(timedelta(seconds=1))

    assert asked[0] == "<0>"
    assert set(asked[:6]) == {"<0>", "<1>", "<2>", "<3>"}
    assert 5 < len(asked) < 20, "one at a time, as before"
    assert 2 * sum(one in ("<0>", "<1>") for one in asked) >= len(asked), "urgent ones often"
