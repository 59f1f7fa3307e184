"""When material has to go, and what stands against it (P14), as a function of the record."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from hotlined.app.twins import urls_of
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.retention import Plan, Stage, kept_entries, look_at, plan, stripped
from hotlined.domain.cases.state import Case
from hotlined.domain.form import Form
from hotlined.domain.form.annex import Item
from hotlined.domain.hotline.site import NEVER, Site
from hotlined.domain.record.casework import AttachmentKept, CaseClosed, CaseOpened, FormUpdated, Noted
from hotlined.domain.record.correspondence import MailAccepted, MailQueued, MailSeen
from hotlined.domain.record.course import Course
from hotlined.domain.record.destroyed import PurgeAnnounced, PurgeAsked, PurgeBegun, Purged
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.holding import HoldPlaced, Paused
from hotlined.domain.record.reporting import FeedbackGiven, ReceiptGiven, ReportQueued
from hotlined.domain.record.running import ClockSet
from tests.domain.test_case import ENTRIES
from tests.support.site import make_site

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
REFERENCE = "HL-2026-000001-C"
FORM = Form(content_type="item 1", items=(Item("https://files.example.net/1", ip="192.0.2.7", hosting="x"),))
OPENED = CaseOpened(
    assessment="illegal", analyst="Ann", mail="a", thread=None, found_at=T0, received_from_public=None,
    country="EE", urgent=False, units=("national",), ntd_body="hotline", ntd_delay=86_400, rules=(), items=1,
    form=FORM,
)  # fmt: skip


def site(**terms: object) -> Site:
    made = make_site()
    agreed = {"purge_after": 10 * DAY, "purge_urls_after": 5 * DAY, "purge_warning": timedelta(0), **terms}
    return replace(made, agreement=replace(made.agreement, **agreed))  # type: ignore[arg-type]


def reported(fragment: int, unit: str = "national") -> ReportQueued:
    return ReportQueued(unit=unit, fragment=fragment, of=2, items=(1,), message_id=f"<{fragment}>", code="c")


def receipt(*fragments: int, how: str = "signature") -> ReceiptGiven:
    return ReceiptGiven(unit="national", fragments=fragments, how=how, by="Lee", mail="r")


def queued(message_id: str, kind: str = "opened") -> MailQueued:
    return MailQueued(message_id=message_id, kind=kind, party="analyst", to_id="Ann", token=message_id)


SEEN = MailSeen(
    mail="m", message_id="<m>", mailbox="lea", kind="human", party="lea", who="national", proof=None,
    folder="LEA", reason="a reply",
)  # fmt: skip


def case(*events: Event | tuple[timedelta, Event]) -> Case:
    """The case; an event alone happens at the time of the one before it."""
    at, entries = T0, []
    for seq, one in enumerate((OPENED, *events)):
        if isinstance(one, tuple):
            at, one = T0 + one[0], one[1]
        entries.append(Entry(seq, at, one))
    return fold(REFERENCE, entries)


BEGUN = PurgeBegun(stage="material", why="receipts", items=FORM.items)
DONE = Purged(stage="material", mails=1)


def test_P14_the_last_receipt_counts_and_every_part_needs_one() -> None:
    half = case(reported(1), reported(2), (DAY, receipt(1)))
    whole = case(reported(1), reported(2), (DAY, receipt(1)), (3 * DAY, receipt(2)))
    assert plan(half, site()) == Plan(
        Stage.MATERIAL, "receipts", None, waits="not every part of the report has a receipt"
    )
    assert plan(whole, site()) == Plan(Stage.MATERIAL, "receipts", T0 + 13 * DAY)


def test_P8_a_machine_is_no_receipt_and_a_unit_without_a_report_has_given_none() -> None:
    robot = plan(case(reported(1), receipt(1, how="machine")), site())
    both = replace(OPENED, units=("national", "state"))
    entries = [Entry(seq, T0, one) for seq, one in enumerate((both, reported(1), receipt(1)))]
    two = plan(fold(REFERENCE, entries), site())
    assert robot is not None
    assert robot.at is None
    assert two is not None
    assert two.at is None


def test_without_the_agreement_there_is_no_plan() -> None:
    assert plan(case(reported(1), receipt(1), CaseClosed(by="Ann", why="x")), site(purge_after=NEVER)) is None


def test_where_both_times_are_over_all_goes_at_once() -> None:
    closed = case(reported(1), CaseClosed(by="Ann", why="x"), (9 * DAY, receipt(1)))
    assert plan(closed, site()) == Plan(Stage.URLS, "receipts", T0 + 19 * DAY)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (Paused(pause="Q1", party="lea", who="", why="?", mail="m"), "question Q1 is not answered"),
        (queued("<x>"), "a mail waits to be sent"),
        (queued("<x>", "ntd"), ""),
        (queued("<x>", "urgent-contact"), ""),  # 0.1.0 recorded some that were never written
    ],
)
def test_what_stands_against_a_purge(event: Event, why: str) -> None:
    found = plan(case(reported(1), receipt(1), event), site())
    assert found is not None
    assert found.waits == why


def test_a_report_whose_copy_is_not_filed_waits_for_it() -> None:
    sent = (queued("<1>", "annex-i"), MailAccepted(message_id="<1>"))
    found = plan(case(reported(1), *sent, receipt(1)), site())
    assert found is not None
    assert "Hotline/Sent" in found.waits


def test_what_a_purge_waits_for_names_the_sites_own_folder() -> None:
    sent = (queued("<1>", "annex-i"), MailAccepted(message_id="<1>"))
    own = replace(site(), roots={"lea": "Archive/Hotline"})
    found = plan(case(reported(1), *sent, receipt(1)), own)
    assert found is not None
    assert "Archive/Hotline/Sent" in found.waits


@pytest.mark.parametrize(("warning", "ahead"), [(3 * DAY, 3 * DAY), (30 * DAY, 5 * DAY)])
def test_it_is_announced_before_by_the_agreed_time_at_most_half(warning: timedelta, ahead: timedelta) -> None:
    terms = site(purge_warning=warning)
    found = plan(case(reported(1), receipt(1)), terms)
    late = plan(case(reported(1), receipt(1), (50 * DAY, PurgeAnnounced(at=T0))), terms)
    assert found is not None
    assert found.announce_at == T0 + 10 * DAY - ahead
    assert not found.is_ready(T0 + 99 * DAY)
    assert late is not None
    assert (late.announce_at, late.at) == (None, T0 + 50 * DAY + ahead)


def test_P14_what_comes_after_a_purge_is_purged_as_long_after_the_first_of_it() -> None:
    again = case(reported(1), receipt(1), (10 * DAY, BEGUN), DONE, (12 * DAY, SEEN), (20 * DAY, SEEN))
    quiet = case(reported(1), receipt(1), SEEN, (10 * DAY, BEGUN), DONE)
    assert plan(again, site()) == Plan(Stage.MATERIAL, "receipts", T0 + 22 * DAY)
    assert plan(quiet, site()) is None


def test_what_comes_while_a_purge_goes_on_is_for_the_next() -> None:
    during = case(reported(1), receipt(1), (10 * DAY, BEGUN), SEEN, DONE)
    assert plan(during, site()) == Plan(Stage.MATERIAL, "receipts", T0 + 20 * DAY)


def test_urls_stay_while_the_case_is_open_and_go_after_it_is_closed() -> None:
    purged = (reported(1), receipt(1), (10 * DAY, BEGUN), DONE)
    assert plan(case(*purged), site()) is None
    closed = case(*purged, (12 * DAY, CaseClosed(by="Ann", why="x")))
    assert plan(closed, site()) == Plan(Stage.URLS, "receipts", T0 + 17 * DAY)
    assert plan(closed, site(purge_urls_after=NEVER)) is None


def test_P14_after_the_purge_nothing_of_the_form_is_known_but_what_a_notice_needs() -> None:
    begun = case(BEGUN)
    assert begun.form is None
    assert begun.opened is not None
    assert begun.opened.form is None
    assert begun.kept == FORM.items
    assert begun.attachments == ()


def test_P14_words_that_come_later_are_not_written_but_the_lea_s_file_number_is() -> None:
    told = FeedbackGiven(unit="national", mail="m", text="words")
    held = HoldPlaced(hold="H1", party="lea", by="n", proof="signed", until=None, mail="m", reference="AZ 1")
    urls = case(PurgeBegun(stage="urls", why="age"), Purged(stage="urls", mails=0))
    assert stripped(case(), told) == told
    assert stripped(case(BEGUN), told) == stripped(case(BEGUN, DONE), told) == replace(told, text=None)
    assert stripped(case(BEGUN, DONE), held) == held
    assert stripped(urls, held) == replace(held, reference=None)


def test_P14_of_kept_items_only_the_last_stay_and_with_the_urls_none() -> None:
    entries = tuple(
        Entry(n, T0, one) for n, one in enumerate((OPENED, Noted(by="a", mail="m"), BEGUN, BEGUN))
    )
    assert kept_entries("material", entries) == {3}
    assert kept_entries("urls", entries) == frozenset()


@settings(max_examples=100, deadline=None)
@given(ENTRIES)
def test_a_plan_is_found_whatever_the_record_says(entries: list[Entry]) -> None:
    found = plan(fold(REFERENCE, entries), site(anonymise_after=30 * DAY, purge_warning=2 * DAY))
    assert found is None or found.stage in ("material", "urls") or found.why == "begun"


def test_P5_after_the_first_stage_a_hold_still_counts_for_other_cases_about_the_same_url() -> None:
    assert urls_of(case(BEGUN, DONE)) == urls_of(case()) != frozenset()


def test_P14_P15_a_purge_is_late_by_what_the_clock_was_set_after_the_moment_that_it_counts_from() -> None:
    """A machine that started years behind: the receipt that came by the right clock waits no year."""
    sent = (DAY, MailAccepted(message_id="<1>"))
    whole = case(queued("<1>", "report"), reported(1), sent, (3 * DAY, receipt(1)))
    assert whole.sent["<1>"].accepted_at == T0 + DAY
    early = Course((ClockSet(number=1, since=T0, until=T0 + 2 * DAY, seconds=5 * 365 * 86_400),))
    late = Course((ClockSet(number=1, since=T0 + 2 * DAY, until=T0 + 4 * DAY, seconds=7 * 86_400),))
    assert _at(whole, early) == T0 + 13 * DAY
    assert _at(whole, late) == T0 + 20 * DAY


def test_P15_an_announcement_by_a_clock_that_was_behind_still_gives_its_time() -> None:
    told = case(reported(1), (3 * DAY, receipt(1)), (12 * DAY, PurgeAnnounced(at=T0)))
    course = Course((ClockSet(number=1, since=T0 + 11 * DAY, until=T0 + 12.5 * DAY, seconds=30 * 86_400),))
    assert _at(told, course, purge_warning=2 * DAY) == T0 + 44 * DAY


@pytest.mark.parametrize(
    "course", [Course(ahead=100 * DAY), Course(floor=T0 + 100 * DAY)], ids=["ahead", "behind"]
)
def test_P14_a_purge_that_somebody_asks_for_waits_for_no_clock(course: Course) -> None:
    asked = case(reported(1), receipt(1), PurgeAsked(by="alice", order="1"))
    assert _at(asked, Course()) == T0
    assert _at(asked, course) == T0


def test_P14_a_purge_that_began_by_a_clock_that_was_ahead_goes_on_by_the_right_one() -> None:
    begun = case(reported(1), receipt(1), (2000 * DAY, BEGUN))
    found = plan(begun, site())
    assert found is not None
    assert found.is_ready(T0 + DAY)
    at = look_at(begun, site())
    assert at is not None
    assert at <= T0 + DAY


def _at(found: Case, course: Course, **terms: object) -> datetime | None:
    """When it is purged, by such a clock."""
    planned = plan(found, replace(site(**terms), clock=course))
    assert planned is not None
    assert planned.announce_at is None
    return planned.at


def test_P14_an_order_to_purge_an_open_case_leaves_the_urls_that_its_notices_need() -> None:
    asked = case(reported(1), receipt(1), PurgeAsked(by="alice", order="1"))

    assert plan(asked, site()) == Plan(Stage.MATERIAL, "asked", T0)


def test_P14_only_the_first_purge_is_announced_and_none_that_somebody_ordered() -> None:
    terms = site(purge_warning=2 * DAY)
    first = plan(case(reported(1), receipt(1)), terms)
    ordered = plan(case(reported(1), receipt(1), PurgeAsked(by="alice", order="1")), terms)
    again = plan(case(reported(1), receipt(1), BEGUN, DONE, SEEN), terms)

    assert first is not None
    assert first.announce_at == T0 + 8 * DAY
    assert ordered is not None
    assert ordered.is_ready(T0)
    assert again is not None
    assert (again.announce_at, again.at) == (None, T0 + 10 * DAY)


def test_P14_from_the_beginning_of_a_purge_nothing_is_composed_with_the_material() -> None:
    asked = Paused(pause="Q1", party="lea", who="national", why="?", mail="q", text="words of a mail")
    kept = AttachmentKept(
        by="Ann",
        mail="a",
        file="attachment-1.png",
        content_type="image/png",
        size=1,
        sealed="s",
        name="item 1.png",
        sha256="d",
    )
    update = FormUpdated(by="Ann", mail="u", items=1, supplement=1, form=FORM)
    before = case(asked, kept, update)
    assert before.attachments
    assert before.supplements[0].form is not None

    purged = case(asked, kept, update, BEGUN)

    assert purged.form is None
    assert purged.attachments == ()
    assert [one.form for one in purged.supplements] == [None]
    assert [one.text for one in purged.pauses] == [None]


def test_P14_the_urls_of_a_closed_case_stay_their_own_time() -> None:
    closed = case(reported(1), receipt(1), CaseClosed(by="Ann", why="x"))

    found = plan(closed, site(purge_urls_after=30 * DAY))

    assert found == Plan(Stage.MATERIAL, "receipts", T0 + 10 * DAY)


def test_P14_the_urls_stay_while_a_mail_to_a_provider_may_go_again() -> None:
    closed = case(reported(1), queued("<n>", "ntd"), receipt(1), CaseClosed(by="Ann", why="x"))

    found = plan(closed, site())

    assert found is not None
    assert (found.stage, found.waits) == (Stage.URLS, "a mail waits to be sent")


HELD = HoldPlaced(hold="H1", party="lea", by="national", proof="signed", until=None, mail="h")


def test_P14_a_hold_that_outlasts_its_case_keeps_the_urls_and_not_the_words() -> None:
    closed = case(reported(1), HELD, CaseClosed(by="Ann", why="x"), (9 * DAY, receipt(1)))
    assert plan(closed, site()) == Plan(Stage.MATERIAL, "receipts", T0 + 19 * DAY)
    order = PurgeAsked(by="alice", order="1")
    asked = case(reported(1), receipt(1), HELD, CaseClosed(by="Ann", why="x"), order)
    assert plan(asked, site()) == Plan(Stage.MATERIAL, "asked", T0)


def test_P14_mails_that_come_while_the_urls_wait_for_a_hold_go_in_their_turn() -> None:
    """Those about the hold itself, asked about again and again, among them."""
    shut = (12 * DAY, CaseClosed(by="Ann", why="x"))
    purged = (reported(1), receipt(1), HELD, (10 * DAY, BEGUN), DONE, shut)
    waits = plan(case(*purged), site())
    assert waits is not None
    assert (waits.stage, waits.waits) == (Stage.URLS, "hold H1 is in force")
    again = case(*purged, (20 * DAY, SEEN))
    assert plan(again, site()) == Plan(Stage.MATERIAL, "receipts", T0 + 30 * DAY)
