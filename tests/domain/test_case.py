"""fold(): a case out of its events; it opens whatever stands in the record."""

import dataclasses
import types
import typing
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.domain.cases.case import apply, fold
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import due
from hotlined.domain.form import Form, Item
from hotlined.domain.form.amendment import Amendment
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.correspondence import (
    MailAccepted,
    MailBounced,
    MailCancelled,
    MailDelayed,
    MailQueued,
    MailRefused,
    MailSending,
    MailUncertain,
)
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.holding import HoldLifted, HoldPlaced, Paused, PauseLifted
from hotlined.domain.record.reporting import ReceiptGiven, ReportQueued
from tests.support.mails_in import T0
from tests.support.world import home_site, noticed

# Few names, so that events refer to each other more often than not.
NAMES = st.sampled_from(["national", "H1", "H2", "Q1", "<m1@example.com>", "<m2@example.com>", "lea", ""])
TIMES = st.datetimes(
    datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)
)  # fmt: skip
NUMBERS = st.integers(-2, 4)
PLAIN: dict[object, st.SearchStrategy[object]] = {
    str: NAMES,
    int: NUMBERS,
    bool: st.booleans(),
    tuple[str, int]: st.tuples(NAMES, NUMBERS),
    datetime: TIMES,
    Amendment: st.builds(Amendment, NUMBERS, st.just("url"), st.none() | NAMES, st.none() | NAMES),
    Item: st.just(Item("https://media.provider.example.net/item1", ip="192.0.2.7")),
    Form: st.sampled_from([Form(), Form(items=(Item("https://media.provider.example.net/item1"),))]),
}


def values_of(hint: object) -> st.SearchStrategy[object]:
    """Values of an annotation in events."""
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, types.UnionType):
        return st.one_of(*(st.none() if one is type(None) else values_of(one) for one in hint.__args__))
    assert typing.get_origin(hint) is tuple, hint
    return st.lists(values_of(typing.get_args(hint)[0]), max_size=3).map(tuple)


def events_of(cls: type) -> st.SearchStrategy[object]:
    """Events of one class, optional fields now and then left out."""
    hints = typing.get_type_hints(cls)
    fields = {field.name: values_of(hints[field.name]) for field in dataclasses.fields(cls)}
    return st.builds(cls, **fields)


EVENTS = st.one_of(*(events_of(cls) for cls in typing.get_args(Event)))
ENTRIES = st.lists(st.builds(Entry, st.just(0), TIMES, EVENTS), max_size=25)


@settings(max_examples=150, deadline=None)
@given(ENTRIES)
def test_fold_never_fails_on_any_list_of_events(entries: list[Entry]) -> None:
    case = fold("HL-2026-000001-C", entries)

    assert case.version == len(entries)
    assert case.last_at == (entries[-1].at if entries else None)
    assert set(case.holds_in_force()) <= set(case.holds)


@settings(max_examples=150, deadline=None)
@given(ENTRIES)
def test_P15_due_is_total_and_sorted_whatever_the_record_says(entries: list[Entry]) -> None:
    steps = due(fold("HL-2026-000001-C", entries), home_site())

    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert len({(step.kind, step.key) for step in steps}) == len(steps)


@settings(max_examples=50, deadline=None)
@given(ENTRIES, st.integers(0, 25))
def test_folding_in_two_goes_is_folding_at_once(entries: list[Entry], cut: int) -> None:
    half = fold("HL-2026-000001-C", entries[:cut])
    for entry in entries[cut:]:
        half = apply(half, entry)

    assert half == fold("HL-2026-000001-C", entries)


@settings(max_examples=100, deadline=None)
@given(ENTRIES)
def test_an_event_leaves_the_case_before_it_as_it_was(entries: list[Entry]) -> None:
    case = fold("HL-2026-000001-C", [])
    for entry in entries:
        before = repr(case)
        after = apply(case, entry)
        assert repr(case) == before
        case = after

    assert fold("HL-2026-000002-A", []) == Case("HL-2026-000002-A")


@settings(max_examples=100, deadline=None)
@given(ENTRIES, ENTRIES)
def test_what_was_folded_before_makes_no_difference(others: list[Entry], entries: list[Entry]) -> None:
    fold("HL-2026-000002-A", others)
    found = fold("HL-2026-000001-C", entries)

    with patch.dict("hotlined.domain.cases.case._takers", clear=True):
        assert fold("HL-2026-000001-C", entries) == found


@settings(max_examples=60, deadline=None)
@given(ENTRIES)
def test_P6_only_a_lifting_ends_a_hold(entries: list[Entry]) -> None:
    case = fold("HL-2026-000001-C", [one for one in entries if not isinstance(one.event, HoldLifted)])

    placed = {one.event.hold for one in entries if isinstance(one.event, HoldPlaced)}
    assert {hold.id for hold in case.holds if hold.lifted_at is None} == placed


@settings(max_examples=60, deadline=None)
@given(ENTRIES)
def test_P7_only_an_answer_ends_a_pause(entries: list[Entry]) -> None:
    case = fold("HL-2026-000001-C", [one for one in entries if not isinstance(one.event, PauseLifted)])

    asked = {one.event.pause for one in entries if isinstance(one.event, Paused)}
    assert {pause.id for pause in case.pauses_open()} == asked


def folded(*events: Event) -> Case:
    """A case out of events one minute apart."""
    return fold("HL", (Entry(n, T0 + timedelta(minutes=n), event) for n, event in enumerate(events)))


QUEUED = MailQueued(message_id="<m>", kind="ntd", party="provider", to_id="x", token="t")


@pytest.mark.parametrize(
    ("after", "state"),
    [
        ((), RowState.QUEUED),
        ((MailSending(message_id="<m>"),), RowState.SENDING),
        ((MailSending(message_id="<m>"), MailDelayed(message_id="<m>")), RowState.QUEUED),
        ((MailSending(message_id="<m>"), MailUncertain(message_id="<m>")), RowState.UNKNOWN),
        ((MailAccepted(message_id="<m>"),), RowState.ACCEPTED),
        ((MailRefused(message_id="<m>", reply="550"),), RowState.REFUSED),
        ((MailCancelled(message_id="<m>", why="hold"),), RowState.CANCELLED),
        ((MailAccepted(message_id="<other>"),), RowState.QUEUED),
    ],
)
def test_the_state_of_a_mail_follows_its_events(after: tuple[Event, ...], state: RowState) -> None:
    assert folded(QUEUED, *after).sent["<m>"].state is state


def test_a_delayed_delivery_is_no_bounce() -> None:
    late = MailBounced(message_id="<m>", recipient="x", disposition="delayed", status=None, mail="d")

    assert not folded(QUEUED, late).sent["<m>"].bounced


def test_a_machines_acknowledgement_gives_way_to_a_persons_word_and_never_the_other_way() -> None:
    sent = ReportQueued(unit="u", fragment=1, of=1, items=(1,), message_id="<m>", code="c")

    def receipt(how: str) -> ReceiptGiven:
        return ReceiptGiven(unit="u", fragments=(1,), how=how, by="u", mail="d")

    assert folded(sent, receipt("machine"), receipt("code")).fragments[0].received_how == "code"
    assert folded(sent, receipt("code"), receipt("machine")).fragments[0].received_how == "code"


def test_purged_content_leaves_the_case_readable() -> None:
    world = noticed()
    bare = [
        dataclasses.replace(
            event, **{f.name: None for f in dataclasses.fields(event) if f.metadata.get("content")}
        )
        for stream, event in world.log
        if stream == world.case.stream
    ]

    case = fold(world.case.stream, (Entry(n, T0, event) for n, event in enumerate(bare)))

    assert case.form is None
    assert len(case.notices) == 1
