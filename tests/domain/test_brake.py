"""The storm brake as a function of the record: when it is on, for whom, and what it never holds (P12)."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.cases.brake import FREE, HOUR, TO_THE_LEA, Brake, Departure, brake, departures, on_since
from hotlined.domain.cases.case import fold
from hotlined.domain.hotline.site import Agreement
from hotlined.domain.mail.message import Party
from hotlined.domain.record.correspondence import MailAccepted, MailQueued, MailSending
from hotlined.domain.record.events import Entry
from hotlined.domain.record.running import BrakeReleased
from tests.support.mails_in import T0
from tests.support.site import make_agreement

MINUTE = timedelta(minutes=1)


def agreed(**terms: int) -> Agreement:
    return make_agreement(
        **{"storm_brake": 10, "storm_brake_recipient": 4, "storm_brake_notices": 3, **terms}
    )


def left(number: int, kind: str = "done", party: str = Party.ANALYST, to: str = "Ann") -> list[Departure]:
    return [Departure(T0 - n * MINUTE, kind, party, to) for n in range(number)]


def at(found: list[Departure], now: datetime = T0, **terms: int) -> Brake:
    return brake(found, agreed(**terms), now)


def test_P12_the_overall_brake_is_on_from_the_mail_that_reached_the_limit() -> None:
    spread = [Departure(T0 - n * MINUTE, "done", Party.ANALYST, f"a{n}") for n in range(10)]
    assert at(spread[:9]).on == {}
    assert at(spread).on == {"overall": T0}


def test_P12_the_brake_goes_off_at_half_of_the_limit_not_just_below() -> None:
    times = [T0 - n * MINUTE for n in range(10)]
    # Of the ten, the last one left at T0; the oldest at T0 - 9 min.
    assert on_since(times, 10, T0 + HOUR - 6 * MINUTE) == T0
    assert on_since(times, 10, T0 + HOUR - 5 * MINUTE) is None


@given(st.lists(st.integers(0, 7_200), max_size=60), st.integers(1, 12))
def test_P12_no_brake_stays_on_for_more_than_an_hour_after_the_last_mail(
    seconds: list[int], most: int
) -> None:
    times = [T0 + timedelta(seconds=one) for one in seconds]
    last = max(times, default=T0)
    assert on_since(times, most, last + HOUR) is None


@given(st.lists(st.integers(0, 7_200), max_size=60), st.integers(1, 12))
def test_P12_who_obeys_the_brake_never_sends_more_than_the_limit_in_an_hour(
    seconds: list[int], most: int
) -> None:
    sent: list[datetime] = []
    for one in sorted(seconds):
        now = T0 + timedelta(seconds=one)
        if on_since(sent, most, now) is None:
            sent.append(now)
        assert sum(now - HOUR < when <= now for when in sent) <= most


def test_P12_one_recipient_in_a_storm_does_not_stop_the_others() -> None:
    on = at(left(4))
    assert on.holds("done", Party.ANALYST, "Ann") is not None
    assert on.holds("done", Party.ANALYST, "Ben") is None
    assert on.holds("receipt-reminder", Party.LEA, "national") is None


def test_P12_reports_and_urgent_calls_never_wait() -> None:
    storm = left(50) + left(50, "hold-state", Party.LEA, "national") + left(50, "ntd", Party.PROVIDER, "a@b")
    for kind in FREE:
        assert at(storm).holds(kind, Party.LEA, "national") is None
        assert at(left(50, kind, Party.LEA, "national")).on == {}


def test_P12_a_storm_of_alarms_does_not_hold_back_what_the_lea_is_told_of_its_hold() -> None:
    storm = left(50) + left(50, "receipt-reminder", Party.LEA, "national")
    for kind in TO_THE_LEA:
        assert at(storm).holds(kind, Party.LEA, "national") is None
    # The same kind to an analyst is one of many mails.
    assert at(storm).holds("hold-lifted", Party.ANALYST, "Ann") is not None


def test_P12_confirmations_of_holds_have_a_limit_of_their_own_per_unit() -> None:
    loop = left(4, "hold-state", Party.LEA, "national")
    assert at(loop).holds("hold-state", Party.LEA, "national") is not None
    assert at(loop).holds("hold-state", Party.LEA, "county") is None
    assert at(loop).holds("done", Party.ANALYST, "Ann") is None


def test_P12_an_alarm_does_not_wait_behind_ordinary_letters() -> None:
    ordinary = [*left(50), *left(50, to="Ben")]
    assert at(ordinary).holds("done", Party.ANALYST, "Ann") is not None
    assert at(ordinary).holds("alarm", Party.ANALYST, "Ann") is None


def test_P12_alarms_have_limits_of_their_own_and_stop_nothing_else() -> None:
    storm = left(4, "alarm")
    assert at(storm).on == {"alarms to Ann": T0}
    assert at(storm).holds("alarm", Party.ANALYST, "Ann") is not None
    assert at(storm).holds("alarm", Party.ANALYST, "Ben") is None
    assert at(storm).holds("question", Party.ANALYST, "Ann") is None
    spread = [Departure(T0 - n * MINUTE, "alarm", Party.ANALYST, f"a{n}") for n in range(10)]
    assert at(spread).on == {"alarms": T0}


def test_P12_a_flood_of_notices_is_braked_and_stops_nothing_else() -> None:
    flood = [Departure(T0, "ntd", Party.PROVIDER, f"abuse@{n}.example") for n in range(3)]
    assert at(flood).holds("ntd", Party.PROVIDER, "abuse@9.example") is not None
    assert at(flood).holds("ntd-reminder", Party.PROVIDER, "abuse@9.example") is None


def test_P16_what_a_status_says_of_the_brakes_has_no_address() -> None:
    found = at([*left(9, "ntd-reminder", Party.PROVIDER, "abuse@provider.example.net"), *left(9)])
    assert "provider abuse@provider.example.net" in found.on
    assert "a provider" in found.shown
    assert "analyst Ann" in found.shown
    assert "@" not in "".join(found.shown)


def test_a_kind_that_is_not_known_is_braked() -> None:
    assert at(left(4, "of-a-later-version")).holds("done", Party.ANALYST, "Ann") is not None


def test_a_mail_that_was_tried_often_counts_once_and_one_that_never_left_not_at_all() -> None:
    queued = [
        MailQueued(message_id=f"<{n}@a>", kind="alarm", party="analyst", to_id="Ann", token=f"t{n}")
        for n in range(2)
    ]
    tried = [MailSending(message_id="<0@a>")] * 5 + [MailAccepted(message_id="<0@a>")]
    case = fold("desk-2026-03-02", [Entry(n, T0, event) for n, event in enumerate((*queued, *tried))])
    assert [name for name, _ in departures(case, T0)] == ["<0@a>"]
    assert list(departures(case, T0 + 2 * HOUR)) == []


def test_C2_a_clock_that_was_set_back_does_not_keep_the_brake_on() -> None:
    events = [
        MailQueued(message_id="<0@a>", kind="alarm", party="analyst", to_id="Ann", token="t"),
        MailSending(message_id="<0@a>"),
    ]
    case = fold("desk-2026-03-02", [Entry(n, T0, event) for n, event in enumerate(events)])
    assert list(departures(case, T0 - timedelta(days=1))) == []


def test_the_release_by_hand_is_in_the_record() -> None:
    case = fold("desk-2026-03-02", [Entry(0, T0, BrakeReleased(by="the administrator"))])
    assert case.brake_released_at == T0
