"""The docket: one atomic commit under locks, what is kept in memory, and what cannot be sealed."""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from hotlined.app import case_cache
from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.app.ports import Commit, Conflict, Permanent, Record, Rendered, Temporary
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Change
from hotlined.domain.letters.drafts import Effect, Letter, alarm, letter
from hotlined.domain.letters.who import as_recipient, unit_recipient
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.casework import CaseClosed, Noted
from hotlined.domain.record.correspondence import MailAccepted, MailQueued
from hotlined.domain.record.reporting import ReportBlocked, ReportQueued
from hotlined.domain.tagging.buttons import Buttons
from tests.support.fake_clock import run_to_rest
from tests.support.memory_store import MemoryStore
from tests.support.rig import ANN, LEA, Rig
from tests.support.site import LEA_KEY

CASE = "HL-2026-000001-C"
OTHER = "HL-2026-000002-A"
DESK = "desk-2026-03-02"


def noted(text: str = "item 1") -> Noted:
    return Noted(by="Ann", mail="m", text=text)


def to_ann(rig: Rig, stream: str = DESK) -> Letter:
    """A plain letter."""
    values = {"what": "test", "sentence": "item 1", "todo": "", "calls": (), "reference": stream}
    return letter(rig.docket.context(), stream, as_recipient(rig.site.analysts[0]), "alarm", values)


def reported(rig: Rig, stream: str = CASE) -> Change:
    """A change that sends a report, content-free enough for a test."""
    context = rig.docket.context()
    to = unit_recipient(rig.site.units[0])
    written = letter(
        context, stream, to, "receipt-reminder",
        {"reference": stream, "unit": to.id, "fragment": 1, "of": 1, "supplement": 0, "n": 1}
        | {"signed": False},
    )  # fmt: skip
    draft = replace(written.draft, kind="receipt-reminder")
    queued = ReportQueued(unit=to.id, fragment=1, of=1, items=(), message_id=draft.message_id, code="c")
    return Effect((queued,), (Letter(draft, written.queued),)).change(stream)


# --- P3: one write ---------------------------------------------------------------------------------


async def test_P3_events_row_and_bytes_of_a_mail_are_one_commit() -> None:
    rig = Rig()
    async with rig.docket.locked([DESK]):
        await rig.docket.commit([Effect((noted(),), (to_ann(rig),)).change(DESK)])
    (commit,) = rig.store.commits
    assert [type(event) for event in commit.events] == [Noted, MailQueued]
    assert [row.recipient for row in commit.rows] == [ANN]
    assert [mail.digest for mail in commit.envelopes] == [commit.rows[0].digest]


async def test_P3_when_the_disk_refuses_nothing_has_changed_and_nobody_is_told() -> None:
    rig = Rig()
    told: list[Folded] = []
    rig.docket.listeners.add(told.append)
    rig.store.refuse = "disk full"
    async with rig.docket.locked([CASE, OTHER]):
        with pytest.raises(Temporary):
            await rig.docket.commit([Change(CASE, (noted(),)), Change(OTHER, (noted(),))])
    assert rig.store.load(CASE) is None
    assert told == []
    assert (await rig.docket.case(CASE)).version == 0


async def test_changes_of_several_streams_are_one_write() -> None:
    rig = Rig()
    calls: list[int] = []

    class Counting(MemoryStore):
        def commit(self, commits: Sequence[Commit]) -> None:
            calls.append(len(commits))
            super().commit(commits)

    rig.docket.store = Counting()
    async with rig.docket.locked([CASE, OTHER]):
        await rig.docket.commit([Change(CASE, (noted(),)), Change(OTHER, (noted(),))])
    assert calls == [2]


async def test_a_change_of_nothing_is_not_written() -> None:
    rig = Rig()
    async with rig.docket.locked([CASE]):
        await rig.docket.commit([Change(CASE)])
    assert rig.store.commits == []


# --- what cannot be sealed (P4) ----------------------------------------------------------------------


async def test_P4_a_report_without_a_usable_key_is_blocked_and_nothing_leaves_but_words_without_content() -> (
    None
):
    rig = Rig()
    rig.openpgp.broken[LEA_KEY] = "the key has expired"
    async with rig.docket.locked([CASE]):
        await rig.docket.commit([reported(rig)])
    assert rig.events(CASE, ReportBlocked) == [
        ReportBlocked(unit="national", fragment=1, of=1, items=(), why="the key has expired")
    ]
    assert rig.events(CASE, ReportQueued) == []
    record = rig.store.load(CASE)
    assert record is not None
    assert {row.kind for row in record.rows} <= {"alarm", "please-call"}
    assert ANN in {row.recipient for row in record.rows}


async def test_P4_when_gpg_hangs_the_report_is_blocked_too() -> None:
    rig = Rig()
    rig.openpgp.hangs = True
    async with rig.docket.locked([CASE]):
        await rig.docket.commit([reported(rig)])
    assert len(rig.events(CASE, ReportBlocked)) == 1


class NoAlarms:
    """Templates of a site whose alarm is broken."""

    def __init__(self, rig: Rig) -> None:
        self._templates = rig.composer.templates

    def render(self, kind: str, language: str, values: object, *, own: str = "") -> Rendered:
        if kind == "alarm":
            raise Permanent("alarm: 'x' is undefined")
        return self._templates.render(kind, language, values)  # type: ignore[arg-type]

    def page(self, kind: str, language: str, values: object, subject: str, buttons: Buttons) -> str:
        return self._templates.page(kind, language, values, subject, buttons)  # type: ignore[arg-type]

    def boilerplate(self) -> Sequence[str]:
        return self._templates.boilerplate()


@pytest.mark.timeout(20)
async def test_H4_an_alarm_that_cannot_be_written_does_not_ask_for_another_one() -> None:
    rig = Rig()
    rig.docket.composer = replace(rig.composer, templates=NoAlarms(rig))
    letters = tuple(alarm(rig.docket.context(), Case(DESK), "test", "a", "b"))
    async with rig.docket.locked([DESK]):
        await rig.docket.commit([Effect((noted(),), letters).change(DESK)])
    record = rig.store.load(DESK)
    assert record is not None
    assert record.rows == ()
    assert [type(event) for event in rig.all_events(DESK)] == [Noted]


# --- locks -----------------------------------------------------------------------------------------


async def test_two_who_lock_the_same_streams_in_another_order_do_not_wait_for_each_other() -> None:
    rig = Rig()
    order: list[str] = []

    async def work(name: str, streams: list[str]) -> None:
        async with rig.docket.locked(streams):
            order.append(name)
            await rig.clock.sleep(1)
            order.append(name)

    tasks = [asyncio.create_task(work("a", [CASE, OTHER])), asyncio.create_task(work("b", [OTHER, CASE]))]
    await rig.clock.advance(5)
    assert all(task.done() for task in tasks)
    assert order in (["a", "a", "b", "b"], ["b", "b", "a", "a"])


async def test_a_waiter_for_a_lock_that_is_cancelled_holds_nothing() -> None:
    rig = Rig()
    async with rig.docket.locked([OTHER]):
        waiting = asyncio.create_task(_lock(rig.docket, [CASE, OTHER]))
        await run_to_rest()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await asyncio.wait_for(_lock(rig.docket, [CASE]), 1)


async def _lock(docket: Docket, streams: list[str]) -> None:
    async with docket.locked(streams):
        pass


async def test_a_stream_that_falls_out_of_memory_keeps_its_lock_for_who_holds_it_and_who_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(case_cache, "KEPT", 1)
    rig = Rig()
    inside: list[str] = []

    async def work(name: str) -> None:
        async with rig.docket.locked([CASE]):
            inside.append(name)
            await rig.docket.commit([Change(CASE, (noted(),))])
            await rig.docket.record(OTHER, (noted(),), ())  # pushes CASE out
            await rig.clock.sleep(1)
            assert inside[-1] == name
            inside.append(name)

    tasks = [asyncio.create_task(work(name)) for name in "abc"]
    await rig.clock.advance(5)
    await asyncio.gather(*tasks)
    assert inside == ["a", "a", "b", "b", "c", "c"]
    assert len(rig.docket._locks) == 0


# --- what is kept in memory ------------------------------------------------------------------------


async def test_a_commit_over_more_streams_than_are_kept_gives_each_its_own_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(case_cache, "KEPT", 2)
    rig = Rig()
    streams = [f"desk-2026-03-{day:02d}" for day in range(1, 8)]
    told: dict[str, Folded] = {}
    rig.docket.listeners.add(lambda held: told.update({held.case.stream: held}))
    for stream in streams:
        await rig.docket.commit([Effect((noted(),), (to_ann(rig, stream),)).change(stream)])
    async with rig.docket.locked(streams):
        await rig.docket.commit([Change(stream, (noted("more"),)) for stream in streams])
    for stream in streams:
        record = rig.store.load(stream)
        assert record is not None
        assert told[stream].case.version == len(record.entries) == 3
        assert tuple(told[stream].rows.values()) == record.rows
        assert await rig.docket.case(stream) == told[stream].case


class SlowStore(MemoryStore):
    """A store whose `load` has read the stream, but is not back yet, until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.reading = threading.Event()
        self.go = threading.Event()
        self.slow = False

    def load(self, stream: str) -> Record | None:
        record = super().load(stream)
        if self.slow:
            self.slow = False
            self.reading.set()
            assert self.go.wait(10)
        return record


async def test_who_reads_while_another_writes_does_not_put_the_old_state_back() -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4))
    rig = Rig()
    store = SlowStore()
    rig.docket.store = store
    await rig.docket.commit([Change(CASE, (noted(),))])
    rig.docket._cache.cases.clear()
    store.slow = True
    reading = asyncio.create_task(rig.docket.folded(CASE))
    await asyncio.to_thread(store.reading.wait, 10)
    async with rig.docket.locked([CASE]):
        await rig.docket.commit([Change(CASE, (noted("two"),))])
    store.go.set()
    held = await reading
    assert held is not None
    assert held.case.version == 2
    assert (await rig.docket.case(CASE)).version == 2


class GatedStore(MemoryStore):
    """A store whose loads have read, but are not back until their gates open, one for each; `read` counts."""

    def __init__(self) -> None:
        super().__init__()
        self.gates: list[threading.Event] = []
        self.read = threading.Semaphore(0)

    def load(self, stream: str) -> Record | None:
        record = super().load(stream)
        if self.gates:
            gate = self.gates.pop(0)
            self.read.release()
            assert gate.wait(10)
        return record


async def test_who_reads_while_what_others_wrote_is_learnt_does_not_put_the_old_state_back() -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4))
    rig = Rig()
    rig.docket.store = store = GatedStore()
    store.commit([Commit(CASE, 0, rig.clock.now(), (noted(),))])
    old, new = threading.Event(), threading.Event()
    told: list[int] = []
    rig.docket.listeners.add(lambda held: told.append(held.case.version))
    store.gates = [old, new]
    reading = asyncio.create_task(rig.docket.folded(CASE))
    await asyncio.to_thread(store.read.acquire)
    store.commit([Commit(CASE, 1, rig.clock.now(), (noted("two"),))])
    learning = asyncio.create_task(rig.docket.learn([CASE]))
    await asyncio.to_thread(store.read.acquire)
    old.set()
    await reading
    new.set()
    await learning
    assert (await rig.docket.case(CASE)).version == 2
    assert told == [2]


async def test_what_was_gathered_while_others_news_were_still_read_is_gathered_again() -> None:
    """The listeners know of them only at the end."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4))
    rig = Rig()
    rig.docket.store = store = GatedStore()
    store.commit([Commit(CASE, 0, rig.clock.now(), (noted(),))])
    gate = threading.Event()
    store.gates = [gate]
    learning = asyncio.create_task(rig.docket.learn([CASE]))
    await asyncio.to_thread(store.read.acquire)
    meanwhile = rig.docket.edition
    gate.set()
    await learning
    assert rig.docket.edition != meanwhile


class SlowToCommit(MemoryStore):
    """A store that stands still in each commit until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.committing = threading.Event()
        self.go = threading.Event()

    def commit(self, commits: Sequence[Commit]) -> None:
        self.committing.set()
        assert self.go.wait(10)
        super().commit(commits)


async def test_P2_a_stop_in_the_middle_of_a_commit_keeps_the_locks_until_that_is_over() -> None:
    """Another daemon would get them, and not find what is being written."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4))
    rig = Rig()
    rig.docket.store = store = SlowToCommit()

    async def work() -> None:
        async with rig.docket.locked([CASE]):
            await rig.docket.commit([Change(CASE, (noted(),))])

    working = asyncio.create_task(work())
    await asyncio.to_thread(store.committing.wait, 10)
    working.cancel()
    next_one = asyncio.create_task(_versions(rig.docket))
    await run_to_rest()
    store.go.set()
    assert await next_one == 1
    assert working.cancelled()


async def _versions(docket: Docket) -> int:
    async with docket.locked([CASE]):
        return (await docket.case(CASE)).version


async def test_after_a_conflict_the_stream_is_read_anew() -> None:
    rig = Rig()
    await rig.docket.commit([Change(CASE, (noted(),))])
    rig.store.commit([Commit(CASE, 1, rig.clock.now(), (noted("from elsewhere"),))])
    with pytest.raises(Conflict):
        await rig.docket.commit([Change(CASE, (noted(),))])
    assert (await rig.docket.case(CASE)).version == 2
    await rig.docket.commit([Change(CASE, (noted(),))])


class LateStore(MemoryStore):
    """A disk that refuses when the new state is on it already (fsync of the folder fails)."""

    late = False

    def commit(self, commits: Sequence[Commit]) -> None:
        super().commit(commits)
        if self.late:
            self.late = False
            raise Temporary("the folder could not be synced")


async def test_when_the_disk_refuses_too_late_what_it_holds_is_what_counts() -> None:
    rig = Rig()
    store = LateStore()
    rig.docket.store = store
    await rig.docket.commit([Change(CASE, (noted(),))])
    store.late = True
    with pytest.raises(Temporary):
        await rig.docket.commit([Change(CASE, (noted("two"),))])
    assert (await rig.docket.case(CASE)).version == 2


async def test_a_listener_that_stumbles_undoes_nothing_and_stops_no_other() -> None:
    rig = Rig()
    told: list[str] = []

    def stumbling(held: Folded) -> None:
        raise OverflowError

    rig.docket.listeners.changed[:0] = [stumbling]
    rig.docket.listeners.add(lambda held: told.append(held.case.stream))
    await rig.docket.commit([Effect((), (to_ann(rig),)).change(DESK)])
    assert told == [DESK]
    assert len(rig.outbox.waiting()) == 1
    await rig.docket.resume()
    assert told == [DESK, DESK]


async def test_P15_resume_tells_every_open_stream_once() -> None:
    rig = Rig()
    for stream in (CASE, OTHER):
        await rig.docket.commit([Effect((noted(),), (to_ann(rig, stream),)).change(stream)])
    fresh = rig.restarted()
    told: list[Folded] = []
    fresh.docket.listeners.add(told.append)
    await fresh.docket.resume()
    assert [held.case.stream for held in told] == [CASE, OTHER]
    assert [len(held.rows) for held in told] == [1, 1]
    assert len(fresh.outbox.waiting()) == 2


# --- closing, reload -------------------------------------------------------------------------------


async def test_a_closed_case_is_archived_only_when_nothing_of_it_waits_to_be_sent() -> None:
    rig = Rig()
    closed = CaseClosed(by="Ann", why="done")
    await rig.docket.commit([Effect((noted(), closed), (to_ann(rig, CASE),)).change(CASE)])
    assert [commit.archive for commit in rig.store.commits] == [False]
    (row,) = rig.outbox.waiting()
    await rig.docket.record(
        CASE, (MailAccepted(message_id=row.message_id),), (replace(row, state=RowState.ACCEPTED),)
    )
    assert [commit.archive for commit in rig.store.commits] == [False, True]
    assert rig.store.open_streams() == ()


async def test_a_reloaded_site_counts_from_the_next_step_on() -> None:
    rig = Rig()
    assert len(rig.docket.context().site.analysts) == 2
    rig.site = replace(rig.site, analysts=rig.site.analysts[:1])
    await rig.docket.commit([Effect(letters=tuple(_all(rig))).change(DESK)])
    record = rig.store.load(DESK)
    assert record is not None
    assert [row.recipient for row in record.rows] == [ANN]
    assert LEA not in {row.recipient for row in record.rows}


def _all(rig: Rig) -> list[Letter]:
    return list(alarm(rig.docket.context(), Case(DESK), "test", "a", "b"))
