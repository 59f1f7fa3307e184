"""Behind a real mail server: what it puts off, refuses, loses and sends back, the case shows right.

The stories share one site, with real gpg, Dovecot, SMTP, and notifications that Postfix itself has written;
each has a case of its own, and after each what holds always is checked (`Gateway.violations`).
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hotlined.demo.stage import PEOPLE
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.correspondence import MailBounced
from hotlined.domain.record.noticed import NoticeQueued, NoticeReminded
from hotlined.domain.record.reporting import ReceiptGiven
from tests.faults.gateway import OTHER, CutAfterDot, Gateway, message_id

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("gateway"), pytest.mark.timeout(120)]

LEA, PROVIDER = PEOPLE["lea"], PEOPLE["provider"]
LATER, NEVER = "451 4.7.1 try again later", "550 5.1.1 no such user"
CODE = re.compile(r"RC(?:-[0-9A-Z]{4}){4}")
TERMS = {"ntd_delay": "12h", "lea_inbox_fresh": "60s", "fragment_size": 1, "fragment_interval": "2h"}


@pytest.fixture(scope="module")
def server() -> Iterator[Gateway]:
    """The site, for all stories."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    with Gateway(folder, TERMS) as running:
        yield running
    shutil.rmtree(folder)


@pytest.fixture
def site(server: Gateway) -> Iterator[Gateway]:
    """The same, in order before the story and judged after it."""
    server.heal()
    yield server
    problems = list(server.violations())
    assert not problems, "\n".join(problems)


def test_B8_a_report_that_is_put_off_for_hours_is_late_and_not_failed(site: Gateway) -> None:
    """The final host says 4xx: that is noted, nothing follows from it, and in the end the report is there."""
    site.recipients.refuse(LEA, LATER)
    case = site.opens()
    late = case.told("delayed")
    assert (late.message_id, late.recipient) == (case.row("annex-i").message_id, LEA)
    assert late.status == site.status("4.7.1")
    site.passes(hours=6)
    assert "report 1/1 to national accepted" in case.shows()  # by the hotline's own server
    assert not case.taken("annex-i")

    site.recipients.refuse(LEA, None)
    case.holds()
    site.passes(hours=13)
    assert case.shows()[1:3] == ["report 1/1 to national accepted", "hold H1 by national, open-ended"]
    assert case.alarms("bounced") == []
    assert case.events(NoticeQueued) == []  # held


def test_B7_a_notice_that_comes_back_goes_to_the_contact_that_the_analyst_names(site: Gateway) -> None:
    site.recipients.refuse(PROVIDER, NEVER)
    case = site.opens()
    site.passes(hours=13)
    failed = case.told("failed")
    assert (failed.recipient, failed.status) == (PROVIDER, site.status("5.1.1"))
    assert f"ntd to {PROVIDER}" in case.alarmed("bounced")
    assert "[PROVIDER:abuse@... 1]" in case.alarmed("notice-waits")
    site.passes(days=3)
    assert len(case.events(NoticeQueued)) == 1  # it does not go to the same address for ever

    case.commands(f"[PROVIDER:{OTHER}]")
    assert case.got("ntd").recipients == (OTHER,)
    assert f"notice 2 to {OTHER} about 1: accepted, 0 reminders" in case.shows()
    assert len(case.alarms("bounced")) == 1


def test_B7_a_report_that_comes_back_is_an_alarm_at_once_and_stops_the_notice(site: Gateway) -> None:
    """The final host reads it to its end, and refuses it then."""
    site.recipients.after_dot[LEA] = "554 5.7.1 message content rejected"
    case = site.opens()
    assert case.told("failed").status == site.status("5.7.1")
    assert "annex-i to national" in case.alarmed("bounced")
    assert "report 1/1 to national bounced" in case.shows()
    site.passes(days=2)
    assert case.alarmed("no-receipt")
    assert case.events(NoticeQueued) == []
    assert len(case.alarms("bounced")) == 1


def test_B7_a_report_whose_two_copies_come_back_is_one_alarm(site: Gateway) -> None:
    """Postfix's answer to the final dot is lost, so it goes again; the LEA's server refuses both."""
    case = site.opens()
    case.got("annex-i")
    site.recipients.refuse(LEA, NEVER)
    site.way_out.edits = cut = CutAfterDot(LEA, case.reference)
    case.commands("[RESEND]")
    case.told("failed")
    assert cut.struck
    site.passes(seconds=20)
    site.until(lambda: len(case.events(MailBounced)) == 2, "the second copy has not come back")
    assert "report 1/1 to national bounced" in case.shows()
    assert case.row("annex-i").state is RowState.ACCEPTED  # by the hotline's own server
    assert len(case.alarms("bounced")) == 1


def test_B7_a_part_of_a_report_that_comes_back_is_that_part_and_no_other(site: Gateway) -> None:
    case = site.opens(items=2)
    case.got("annex-i")
    site.recipients.refuse(LEA, NEVER)
    site.passes(hours=2, minutes=1)
    assert case.told("failed").message_id == case.case.fragments[1].message_id
    case.alarmed("bounced")
    assert case.shows()[1:3] == ["report 1/2 to national accepted", "report 2/2 to national bounced"]
    site.passes(hours=13)
    assert case.events(NoticeQueued) == []  # of a report that came only in part nothing is taken down


def test_B7_a_queue_lifetime_that_ends_is_a_failure_after_the_delay(site: Gateway) -> None:
    """Two mails expire: a report, which reopens its closed case, and a notice, which is not reminded of."""
    noticed = site.opens()
    noticed.got("annex-i")
    site.queues_for(2)
    site.recipients.refuse(PROVIDER, LATER)
    site.passes(hours=13)
    site.until(lambda: site.mta.waiting() <= 1, "more than the notice waits")
    site.recipients.refuse(LEA, LATER)
    reported = site.opens()
    reported.commands("[CLOSE]")
    site.until(lambda: reported.case.closed, "it is not closed")
    for case, kind in ((noticed, "ntd"), (reported, "annex-i")):
        case.told("delayed", kind)
        assert case.told("failed", kind).status == site.expired  # final, whatever it says
        case.alarmed("bounced")
    # The LEA does not hear that the case is closed either.
    site.until(lambda: len(reported.alarms("bounced")) == 2, "the word of the closing does not come back")
    assert reported.shows()[:2] == [f"case {reported.reference} open", "report 1/1 to national bounced"]
    site.heal()
    site.passes(days=3)
    assert reported.events(NoticeQueued) == []
    assert noticed.events(NoticeReminded) == []
    assert [len(case.alarms("bounced")) for case in (noticed, reported)] == [1, 2]


def test_B3_what_the_own_server_puts_off_is_tried_again_and_told_after_an_hour(site: Gateway) -> None:
    site.mta.refuse(LEA, LATER)
    case = site.opens()
    site.passes(minutes=1)
    assert case.row("annex-i").last_reply.startswith("451 4.7.1")
    assert case.alarms("delayed") == []
    for _ in range(4):
        site.passes(minutes=16)
    assert "annex-i to national" in case.alarmed("delayed")
    assert "report 1/1 to national queued" in case.shows()

    site.mta.refuse(LEA, None)
    site.passes(minutes=16)
    case.got("annex-i")
    assert "report 1/1 to national accepted" in case.shows()
    accepted = case.case.sent[case.row("annex-i").message_id].accepted_at
    assert accepted is not None
    assert site.works.clock.now() - accepted < timedelta(minutes=16)  # the notice's time counts from here
    assert len(case.alarms("delayed")) == 1


def test_B5_what_the_own_server_refuses_is_an_alarm_at_once_and_stops_the_notice(site: Gateway) -> None:
    site.mta.refuse(LEA, NEVER)
    case = site.opens()
    assert "550 5.1.1" in case.alarmed("not-delivered")
    assert "report 1/1 to national refused" in case.shows()
    site.passes(days=2)
    assert case.events(NoticeQueued) == []
    assert not case.taken("annex-i")


def test_P3_an_answer_lost_after_the_final_dot_brings_the_same_notice_again(site: Gateway) -> None:
    """Postfix has it and could not say so: it leaves twice, but not while the LEA asks to wait."""
    case = site.opens()
    case.got("annex-i")
    site.works.settle()
    site.way_out.edits = cut = CutAfterDot(PROVIDER, case.reference)
    site.passes(hours=13)
    first = case.got("ntd")
    assert cut.struck
    assert case.row("ntd").state is RowState.UNKNOWN

    case.holds()
    for _ in range(3):
        site.passes(minutes=16)
    assert case.taken("ntd") == [first]
    assert case.row("ntd").state is RowState.UNKNOWN

    case.releases()
    site.passes(minutes=16)
    second = case.got("ntd", 2)
    assert message_id(first.raw) == message_id(second.raw) == case.row("ntd").message_id
    assert case.row("ntd").state is RowState.ACCEPTED
    assert len(case.events(NoticeQueued)) == 1


def test_B3_a_copy_that_the_next_server_did_not_confirm_comes_twice_and_changes_nothing(
    site: Gateway,
) -> None:
    """Between Postfix and the LEA's server: the same mail twice, answered twice, is one receipt."""
    site.recipients.after_dot[LEA] = "cut"
    case = site.opens()
    copies = (case.got("annex-i", 1), case.got("annex-i", 2))
    assert message_id(copies[0].raw) == message_id(copies[1].raw)
    code = CODE.search(site.people["lea"].open(copies[0].raw).text)
    assert code is not None
    for copy in copies:
        site.answers(copy.raw, f"Received.\n{code[0]}\n")
    site.until(lambda: case.case.fragments[0].received_at, "no receipt")
    assert "report 1/1 to national received (code)" in case.shows()
    assert len(case.events(ReceiptGiven)) == 1
    assert {one.disposition for one in case.events(MailBounced)} <= {"delayed"}
    assert case.alarms("bounced") == []
