"""Versions of the program that are wrong on purpose, made in the process that plays the schedules.

A harness that never found them proves nothing (threats 4.1, 7).  Each is a context manager in `MUTANTS`;
its name says what is wrong.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from hotlined.app import agenda, attempts, fences
from hotlined.app.clockwatch import ClockWatch
from hotlined.app.fences import Fences
from hotlined.app.folded import Folded
from hotlined.app.watch import Watch
from hotlined.domain import decide
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.due import deadlines
from hotlined.domain.letters.decision import Decision
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd import gate, notice_time, notices, planning, sent_notices
from hotlined.domain.officers import item_choice, lea_reply, pausing
from hotlined.domain.overview import rest
from hotlined.domain.replies import by_tags, picked
from hotlined.domain.steps import dues, holds
from tests.simulation import town
from tests.support.memory_store import MemoryStore

Patches = Callable[[], list[Any]]
SINCE = "the LEA inbox was not read since the notice became due"
JUST = "the LEA inbox was not read just now"


def _obstacles(*, without: Callable[[str, notices.Fence | None], bool]) -> list[Any]:
    true = notices.obstacles

    def wrong(case: Case, *args: Any, fence: notices.Fence | None, **more: Any) -> Iterator[str]:
        return (why for why in true(case, *args, fence=fence, **more) if not without(why, fence))

    return [patch.object(place, "obstacles", wrong) for place in (notices, gate, town)]


def _standing(prefix: str) -> list[Any]:
    true = notices.standing

    def wrong(*args: Any) -> Iterator[str]:
        return (why for why in true(*args) if not why.startswith(prefix))

    return [patch.object(place, "standing", wrong) for place in (notices, gate, town)]


def no_fence() -> list[Any]:
    good = patch.object(Fences, "_good", lambda self, after, age: True)
    return [*_obstacles(without=lambda why, fence: why in (SINCE, JUST)), good]


def fence_begun_before_due() -> list[Any]:
    def good(self: Fences, after: object, age: timedelta) -> bool:
        return self.latest is not None and self.clock.now() - self.latest.finished_at <= age / 2

    wrong = _obstacles(without=lambda why, fence: why == SINCE and fence is not None)
    return [*wrong, patch.object(Fences, "_good", good)]


def fence_of_any_age() -> list[Any]:
    good = patch.object(
        Fences, "_good", lambda self, after, age: bool(self.latest and self.latest.began_at > after)
    )
    return [*_obstacles(without=lambda why, fence: why == JUST), good]


def gate_not_asked_at_data() -> list[Any]:
    async def still(self: attempts.Attempts, row: Any) -> bool:
        return True

    quick = patch.object(town.Town, "still_may_go", lambda self, draft: True)
    return [patch.object(attempts.Attempts, "_still_may_go", still), quick]


def unread_mail_ignored() -> list[Any]:
    return [patch.object(Fences, "news", lambda self: None)]


def only_notices_wait_for_a_read() -> list[Any]:
    only = (deadlines.DueKind.NOTICE,)
    return [patch.object(place, "AFTER_READING", only) for place in (agenda, dues, town)]


def broken_read_counts() -> list[Any]:
    true = town.Town.full_read

    def wrong(self: town.Town) -> Any:
        yield from true(self)
        return True

    return [patch.object(town.Town, "full_read", wrong)]


def junk_not_read() -> list[Any]:
    inbox = patch.object(Watch, "_to_read", lambda self: (self.folders.inbox,))
    return [inbox, patch.object(town, "FOLDERS", ("INBOX",))]


def holds_ignored() -> list[Any]:
    return _standing("hold ")


def questions_ignored() -> list[Any]:
    return _standing("question ")


def holds_on_items_ignored() -> list[Any]:
    return [patch.object(Hold, "covers", lambda self, items: self.lifted_at is None and not self.items)]


def free_items_wait_with_the_held() -> list[Any]:
    return [patch.object(planning, "by_hold", lambda case, items, elsewhere: iter([items] if items else []))]


def every_list_of_items_believed() -> list[Any]:
    return [patch.object(picked, "_is_narrow", lambda *args, **more: True)]


def unknown_items_believed() -> list[Any]:
    return [patch.object(item_choice, "_doubt", lambda *args: "")]


def release_of_items_lifts_all() -> list[Any]:
    return [patch.object(lea_reply, "freed_items", lambda *args: ())]


def hold_in_local_time() -> list[Any]:
    true = by_tags.read_hold

    def wrong(text: str, now: Any, zone: Any) -> Any:
        items, until = true(text, now, zone) or ((), None)
        return items, until and until - (now.astimezone(zone).utcoffset() or timedelta(0))

    return [patch.object(by_tags, "read_hold", wrong)]


def hold_ends_without_warning() -> list[Any]:
    return [patch.object(deadlines, "notice_of_end", lambda hold, site: timedelta(0))]


def hold_ends_by_the_wall_clock() -> list[Any]:
    return [patch.object(place, "TRUE_TIME", (deadlines.DueKind.NOTICE,)) for place in (deadlines, fences)]


def old_release_lifts() -> list[Any]:
    return [patch.object(Hold, "asked_by", lambda self, moment: True)]


def due_by_the_wall_clock() -> list[Any]:
    return [
        patch.object(ClockWatch, "passed", lambda self, moment: moment),
        *(
            patch.object(place, "really", lambda due, case, terms, course: due)
            for place in (fences, deadlines)
        ),
    ]


def due_in_local_time() -> list[Any]:
    true = notice_time.due_at

    def wrong(case: Case, items: tuple[int, ...], site: Any) -> Any:
        at = true(case, items, site)
        start = notice_time.accepted_at(case, items, needs_receipt=False)
        if at is None or start is None:
            return at
        zone = site.hotline.timezone
        local = start.astimezone(zone)
        return (local + (at - start)).astimezone(start.tzinfo)

    return [patch.object(place, "due_at", wrong) for place in (notices, notice_time, planning, gate, town)]


def gate_not_asked_again() -> list[Any]:
    async def open_(self: attempts.Attempts, row: Any, case: Any) -> bool:
        return True

    may_go = patch.object(attempts.Attempts, "_notice_may_go", open_)
    quick = patch.object(town.Town, "may_go", lambda self, draft: None)
    return [may_go, quick, *gate_not_asked_at_data()]


def filed_before_commit() -> list[Any]:
    def wrong(self: town.Town, folder: str, mail: Any) -> Any:
        self._file(folder, mail)
        yield self.lag["file"]
        yield from self.take(mail)
        return True

    return [patch.object(town.Town, "deal", wrong)]


def every_proof_believed() -> list[Any]:
    return [patch.object(Who, "proven", lambda self, needed: True)]


def bounce_after_automatic() -> list[Any]:
    def wrong(mail: Any, who: Any, facts: Any, context: Any) -> Decision:
        return decide._automatic(mail, who, facts, context)

    return [patch.object(decide, "_delivery", wrong)]


def hold_without_reference_ignored() -> list[Any]:
    true = pausing.paused

    def wrong(mail: Any, who: Any, facts: Any, context: Any, **more: Any) -> Decision:
        if facts.match.streams:
            return true(mail, who, facts, context, **more)
        return true(mail, who, replace(facts, unit_cases=()), context, **more)

    return [patch.object(pausing, "paused", wrong)]


def sent_forgotten_after_a_cut() -> list[Any]:
    def wrong(case: Case, notice: Any) -> bool:
        mail = case.sent.get(notice.message_id)
        return mail is not None and mail.state in (RowState.QUEUED, RowState.ACCEPTED)

    return [patch.object(place, "notice_alive", wrong) for place in (planning, sent_notices)]


def too_late_not_told() -> list[Any]:
    return [patch.object(holds, "told", lambda *args, **more: Effect())]


def late_is_dropped() -> list[Any]:
    true = town.carry_out

    def wrong(case: Case, step: Any, fence: Any, context: Any) -> Any:
        late = context.now - step.at > timedelta(seconds=1)
        return None if late else true(case, step, fence, context)

    return [patch.object(place, "carry_out", wrong) for place in (agenda, town)]


def any_receipt_counts() -> list[Any]:
    return [patch.object(lea_reply, "_how", lambda who, allowed: "signature")]


def unclear_is_passed_over() -> list[Any]:
    return [patch.object(lea_reply, "doubts", lambda *args: iter(()))]


MUTANTS: dict[str, Patches] = {
    "no hold fence at all": no_fence,
    "a fence that began before the due time": fence_begun_before_due,
    "a fence of any age": fence_of_any_age,
    "mail known to be unread does not void the fence": unread_mail_ignored,
    "a read that broke off counts as whole": broken_read_counts,
    "the LEA is told before its mail is read": only_notices_wait_for_a_read,
    "Junk is not read": junk_not_read,
    "the gate is not asked again before SMTP": gate_not_asked_again,
    "the gate is not asked again before DATA": gate_not_asked_at_data,
    "holds are no obstacle": holds_ignored,
    "holds on single items are no obstacle": holds_on_items_ignored,
    "free items wait with the held ones": free_items_wait_with_the_held,
    "every list of items is believed": every_list_of_items_believed,
    "items that the case does not have are believed": unknown_items_believed,
    "the release of some items lifts all": release_of_items_lifts_all,
    "questions are no obstacle": questions_ignored,
    "an unclear mail is passed over": unclear_is_passed_over,
    "a hold without reference is ignored": hold_without_reference_ignored,
    "the end of a hold is read as local time": hold_in_local_time,
    "an older release lifts a later hold": old_release_lifts,
    "a hold ends without a warning": hold_ends_without_warning,
    "a hold ends by the wall clock": hold_ends_by_the_wall_clock,
    "a notice is due by the wall clock": due_by_the_wall_clock,
    "due times are counted in local time": due_in_local_time,
    "what is late is dropped": late_is_dropped,
    "a mail is filed before its commit": filed_before_commit,
    "every proof is believed": every_proof_believed,
    "any receipt counts": any_receipt_counts,
    "bounces are tested after automatic mail": bounce_after_automatic,
    "a notice cut off is forgotten": sent_forgotten_after_a_cut,
    "a hold that came too late is not answered": too_late_not_told,
}


def everything_is_at_rest() -> list[Any]:
    return [patch.object(rest, "_stirs", lambda case, rows: False)]


def at_rest_whatever_was_written() -> list[Any]:
    def known(self: MemoryStore, streams: Collection[str], edition: str) -> dict[str, str]:
        return {one: self._rests[one][2] for one in streams if one in self._rests}

    return [patch.object(MemoryStore, "at_rest", known)]


def steps_at_rest_are_late() -> list[Any]:
    true = rest.moments

    def later(steps: tuple[deadlines.Due, ...]) -> tuple[datetime | None, datetime | None]:
        first, other = true(steps)
        return first and first + timedelta(days=1), other

    return [patch.object(rest, "moments", later)]


# Of a start that knows cases without reading them; only the true loops have one.
AT_REST: dict[str, Patches] = {
    "whatever waits in a case, it is at rest": everything_is_at_rest,
    "a case is at rest whatever was written since": at_rest_whatever_was_written,
    "what is due in a case at rest is late": steps_at_rest_are_late,
}


def holds_end_with_their_case() -> list[Any]:
    return [patch.object(Case, "outlasting", lambda self: ())]


def asked_afterwards_forgotten() -> list[Any]:
    true = Case.pauses_now
    return [patch.object(Case, "pauses_now", lambda self: () if self.closed is not None else true(self))]


def asked_afterwards_archived() -> list[Any]:
    true = Folded.is_done.fget
    wrong = property(lambda held: true(held) or held.case.closed is not None)
    return [patch.object(Folded, "is_done", wrong)]


# Of what goes on in a closed case; only the true loops know of the same URL in another.
CLOSED: dict[str, Patches] = {
    "a hold ends with its case": holds_end_with_their_case,
    "what is asked in a closed case stops nothing": asked_afterwards_forgotten,
    "what is asked in a closed case is over with a restart": asked_afterwards_archived,
}


@contextmanager
def wrong(name: str | None) -> Iterator[None]:
    """The program with this mistake; None: as it is."""
    with ExitStack() as stack:
        for one in (MUTANTS | AT_REST | CLOSED)[name]() if name else ():
            stack.enter_context(one)
        yield
