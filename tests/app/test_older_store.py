"""A store that hotlined of 24 November 2026 wrote is opened by today's, verified, and gone on with.

`older_store/2026-11-24.tar.xz` was made by that version's own parts on its own case files, with the fakes of
`tests.support.rig` around them, and is never made anew: what is kept there is what a site may have.  Beside
the store lie three of the mails that it had dealt with.  The daemon was killed on 3 March at 06:04 UTC, while
the report of case 14 was being handed over.
"""

import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from itertools import count
from pathlib import Path

import pytest

from hotlined.adapters.casefiles import CaseFiles, verify
from hotlined.domain.mail.message import Envelope
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.record.reporting import ReceiptGiven
from hotlined.domain.values.reference import digest_of_code, receipt_code
from tests.support.fake_clock import FakeClock
from tests.support.rig import FORM, LEA, LEA_KEY, Rig
from tests.support.tarball import extract

KEPT = Path(__file__).parent / "older_store" / "2026-11-24.tar.xz"
HOUR = timedelta(hours=1)
KILLED_AT = datetime(2026, 3, 3, 6, 4, 30, tzinfo=UTC)
PURGED, CLOSED, WAITS, CONFIRMED = (
    "HL-2026-000001-C",
    "HL-2026-000002-A",
    "HL-2026-000003-8",
    "HL-2026-000004-6",
)
UNTIL, HELD, RELEASED, NOTICED = (
    "HL-2026-000005-4",
    "HL-2026-000006-2",
    "HL-2026-000007-Z",
    "HL-2026-000008-X",
)
ADDED, ASKED, COURT, TESTED = ("HL-2026-000009-V", "HL-2026-000010-A", "HL-2026-000011-8", "HL-2026-000012-6")
QUEUED, SENDING, NEXT = ("HL-2026-000013-4", "HL-2026-000014-2", "HL-2026-000015-Z")


@dataclass
class Site:
    """The old store, and a daemon of today on it."""

    root: Path
    mails: Path
    rig: Rig

    async def gets(self, mailbox: str, raw: bytes) -> None:
        self.rig.boxes[mailbox].deliver(raw)
        await self.rig.settled()

    def report(self, case: str) -> Envelope:
        """The first report of a case, as it was sent."""
        record = self.rig.store.load(case)
        assert record is not None
        row = next(row for row in record.rows if row.kind == "annex-i")
        data = self.rig.store.envelope(row.digest)
        return Envelope(row.message_id, row.sender, row.recipient, data, row.digest)

    async def officer(self, case: str, text: str, subject: str = "Re: your report") -> None:
        await self.gets("lea", self.rig.mail(
            LEA, subject, text, to="lea@hotline.example.org", key=LEA_KEY, answers=self.report(case)
        ))  # fmt: skip

    async def after(self, by: timedelta) -> None:
        """So much later; of a long time only the end of each quarter is lived through."""
        for _ in range(4):
            lived = timedelta(seconds=70)
            self.rig.clock.skip(by / 4 - lived)
            await self.rig.clock.advance(lived.total_seconds())

    def lengths(self) -> dict[str, int]:
        """How many entries each case has."""
        cases = [name for name in self.rig.store.streams() if name.startswith("HL-")]
        return {name: len(self.rig.all_events(name)) for name in cases}

    def noticed(self) -> list[str]:
        """The cases of the notices that the provider's server took, reminders not among them."""
        subjects = (message_from_bytes(one.data)["Subject"] for one in self.rig.notices())
        return sorted(subject.split()[1][:16] for subject in subjects if subject.startswith("Notice "))


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    with tarfile.open(KEPT) as kept:
        extract(kept, tmp_path)
    return tmp_path


@pytest.fixture
def salt() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"later-{next(numbers)}"


@asynccontextmanager
async def working(unpacked: Path, salt: Callable[[], str]) -> AsyncIterator[Site]:
    """Today's daemon, three minutes after the old one was killed."""
    clock = FakeClock(KILLED_AT + timedelta(minutes=3))
    with CaseFiles.open(unpacked / "store", salt=salt) as store:
        rig = Rig(clock=clock, store=store)  # type: ignore[arg-type]  # the store of a site
        rig._mails = rig.chance._n = 1000  # nothing that was given before is given again
        await rig.start()
        await rig.settled()
        try:
            yield Site(unpacked / "store", unpacked / "mails", rig)
            assert rig.alive()
        finally:
            await rig.kill()


def test_P13_an_older_store_verifies_before_its_first_start_and_looking_changes_nothing(
    unpacked: Path,
) -> None:
    root = unpacked / "store"
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    assert list(verify(root)) == []
    assert CaseFiles.read(root).open_streams()
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


async def test_P13_it_verifies_after_today_s_daemon_has_gone_on_with_it(
    unpacked: Path, salt: Callable[[], str]
) -> None:
    async with working(unpacked, salt) as site:
        await site.after(30 * HOUR)

    assert list(verify(unpacked / "store")) == []


async def test_P3_what_waited_to_leave_leaves_once_as_it_was_written_and_nothing_else_does(
    unpacked: Path, salt: Callable[[], str]
) -> None:
    with CaseFiles.open(unpacked / "store", salt=salt) as store:
        rows = [row for one in (QUEUED, SENDING) for row in getattr(store.load(one), "rows", ())]
        expected = {row.message_id: store.envelope(row.digest) for row in rows if row.state.waits}
    async with working(unpacked, salt) as site:
        await site.after(HOUR)

        sent = [attempt.envelope for attempt in site.rig.courier.log]
        assert {one.message_id: one.data for one in sent} == expected
        assert len(sent) == len(expected) == 2


async def test_P5_the_notices_that_were_due_leave_once_each_and_none_that_is_held_or_asked_about(
    unpacked: Path, salt: Callable[[], str]
) -> None:
    async with working(unpacked, salt) as site:
        await site.after(26 * HOUR)

        assert site.noticed() == [WAITS, CONFIRMED, RELEASED, ADDED, COURT, QUEUED, SENDING]

        await site.after(4 * 24 * HOUR)  # the hold until 7 March has ended

        assert site.noticed() == sorted([WAITS, CONFIRMED, UNTIL, RELEASED, ADDED, COURT, QUEUED, SENDING])


async def test_P2_mails_that_the_older_version_had_dealt_with_have_no_second_effect(
    unpacked: Path, salt: Callable[[], str]
) -> None:
    async with working(unpacked, salt) as site:
        known = site.lengths()
        for mailbox, name in (("intake", "opened-2"), ("intake", "closed-2"), ("lea", "hold-5")):
            await site.gets(mailbox, (site.mails / f"{name}.eml").read_bytes())

        assert site.lengths() == known


async def test_P2_a_signed_command_of_before_does_nothing_under_another_message_id(
    unpacked: Path, salt: Callable[[], str]
) -> None:
    async with working(unpacked, salt) as site:
        closed = (site.mails / "closed-2.eml").read_bytes()
        await site.gets("intake", site.rig.command("[REOPEN]", CLOSED))
        await site.gets("intake", closed.replace(b"<6@people.example>", b"<again@people.example>", 1))

        assert (await site.rig.case(CLOSED)).is_open
        assert site.rig.boxes["intake"].messages("Hotline/Quarantine/replayed")


async def test_P8_the_code_in_an_old_report_proves_its_receipt(
    unpacked: Path, salt: Callable[[], str]
) -> None:
    async with working(unpacked, salt) as site:
        kept = {code for one in (await site.rig.case(WAITS)).fragments for code in one.codes}
        given = (receipt_code(number.to_bytes(10, "big")) for number in range(1000))
        code = next(one for one in given if digest_of_code(one) in kept)
        mail = site.rig.mail(LEA, "hello", f"Received. {code}", to="lea@hotline.example.org")
        await site.gets("lea", mail)

        assert [one.how for one in site.rig.events(WAITS, ReceiptGiven)] == ["code"]


@pytest.mark.parametrize("case", [WAITS, ASKED, TESTED, SENDING])
async def test_a_receipt_in_the_thread_of_an_old_report_is_one(
    unpacked: Path, salt: Callable[[], str], case: str
) -> None:
    async with working(unpacked, salt) as site:
        before = len(site.rig.events(case, ReceiptGiven))
        await site.officer(case, "[RECEIVED]")

        assert len(site.rig.events(case, ReceiptGiven)) == max(before, 1)


async def test_P6_a_hold_by_an_answer_to_the_old_token_counts_and_an_old_one_is_lifted(
    unpacked: Path, salt: Callable[[], str]
) -> None:
    async with working(unpacked, salt) as site:
        to = message_from_bytes(site.report(CONFIRMED).data)["Reply-To"]
        await site.gets(
            "lea", site.rig.mail(LEA, "hello", "Please wait with the notice.", to=to, key=LEA_KEY)
        )
        await site.officer(HELD, "[RELEASE]")
        await site.after(26 * HOUR)

        assert len(site.rig.events(CONFIRMED, HoldPlaced)) == 1
        assert CONFIRMED not in site.noticed()
        assert HELD in site.noticed()


async def test_an_archived_case_is_found_and_opened_again_and_a_new_one_gets_the_next_number(
    unpacked: Path, salt: Callable[[], str]
) -> None:
    async with working(unpacked, salt) as site:
        await site.gets("intake", site.rig.command("[REOPEN]", CLOSED))
        new = await site.rig.opened(form=FORM.replace("item-1", "item-15"))

        assert (await site.rig.case(CLOSED)).is_open
        assert new == NEXT


async def test_P7_the_old_question_is_answered_by_its_number(unpacked: Path, salt: Callable[[], str]) -> None:
    async with working(unpacked, salt) as site:
        assert (await site.rig.case(ASKED)).pauses_now()
        await site.gets("intake", site.rig.command("[CONFIRM:Q1]", ASKED))

        assert not (await site.rig.case(ASKED)).pauses_now()
