"""The board: in which column a case lies, what its card says, and that it says no content (P4, P10, P14)."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import parse_qs, urlsplit

import pytest

from hotlined.domain.cases.timeline import timeline
from hotlined.domain.hotline.site import NtdBody, Provider
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.overview.board import IDLE, Card, Column, card_of, done_at
from hotlined.domain.overview.board_moves import BOARD, moved
from hotlined.domain.overview.card_name import CardName, digest_of_card, mark_of, read_card_name
from hotlined.domain.overview.pressing import notes
from hotlined.domain.record.casework import CaseClosed, IccamRecorded
from hotlined.domain.record.correspondence import MailBounced, MailRefused
from hotlined.domain.record.destroyed import PurgeBegun
from hotlined.domain.record.holding import HoldLifted, HoldPlaced, Paused, PauseLifted
from hotlined.domain.record.noticed import ItemsRemoved, NoticeReminded, NtdSet
from hotlined.domain.record.reporting import ReceiptGiven, ReceiptReminded, ReportBlocked
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.tagging.arguments import read_items
from hotlined.domain.tagging.buttons import Buttons
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.shown import items_argument
from tests.support.mails_in import FORM, PROVIDER, analyst_mail, hours
from tests.support.site import make_agreement, make_unit
from tests.support.world import World, home_site, noticed, opened, queued, ready, reported

RECEIPT = ReceiptGiven(unit="national", fragments=(1,), how="code", by="national", mail="m")
HOLD = HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m")
ASKED = Paused(pause="Q1", party="lea", who="national", why="not understood", mail="m", text="PLANTED")
GONE = ItemsRemoved(items=(1,), party="provider", by=str(PROVIDER), verified=False, mail="m")
PLANTED = (
    "URL: https://media.provider.example.net/PLANTED\nType of content: PLANTED\nIP address: 192.0.2.77\n"
)


def card(world: World, **how: bool) -> Card:
    """The card of the one case."""
    made = card_of(world.case, world.site, **how)
    assert made is not None
    return made


def digested(world: World) -> set[str]:
    """What the digest of the morning has to say of the one case."""
    return {note.what for note in notes(world.case, world.site)}


def after(world: World, *events: object) -> World:
    """The world after these events in the one case."""
    world.record(*events)  # type: ignore[arg-type]  # the test names events
    return world


def received(world: World) -> World:
    """The same, with the receipt of the LEA."""
    return after(world, RECEIPT)


def of_nobody() -> World:
    """A world without a directory of providers."""
    return World(home_site(providers=()))


def unconfirmed() -> World:
    """A world whose one provider nobody has confirmed."""
    return World(home_site(providers=(Provider("Net", PROVIDER, domains=("provider.example.net",)),)))


def lea_body() -> World:
    """A world in which the LEA sends the notices."""
    return World(home_site(agreement=make_agreement(ntd_body=NtdBody.LEA)))


def escalated() -> World:
    """A notice to which nobody answers."""
    return after(received(noticed()), NoticeReminded(number=1, n=3, escalated=True))


def message_id(world: World, kind: str) -> str:
    """The Message-ID of the only letter of a kind."""
    (found,) = world.letters(kind)
    return found.message_id


def reminded(times: int) -> ReceiptReminded:
    """The unit was reminded so often."""
    return ReceiptReminded(unit="national", fragment=1, n=times, told="")


BLOCKED = ReportBlocked(unit="national", fragment=1, of=1, items=(1,), why="the key has expired")

# How it came to this, the column, and words of what it says or offers.
STORIES: tuple[tuple[str, Callable[[], World], Column, str], ...] = (
    ("just opened", opened, Column.WAITING, "no receipt from national"),
    ("reported", reported, Column.WAITING, "[RECEIVED:by phone]"),
    ("received", lambda: received(reported()), Column.PLANNED, "received"),
    ("notice queued", lambda: received(queued()), Column.PLANNED, "received"),
    ("notice sent", lambda: received(noticed()), Column.PROVIDER, "notice sent, 1 of 1 online"),
    ("notice sent, no receipt", noticed, Column.WAITING, "no receipt from national"),
    ("on hold", lambda: after(reported(), HOLD), Column.ON_HOLD, "hold H1 by national"),
    ("hold lifted", lambda: after(received(reported()), HOLD, HoldLifted(hold="H1", by="n", why="released")),
     Column.PLANNED, "received"),
    ("blocked", lambda: after(opened(), BLOCKED), Column.NEEDS_YOU, "report BLOCKED"),
    ("deadline missed", lambda: after(opened(), AlarmRaised(what="deadline-missed")), Column.NEEDS_YOU,
     "deadline missed"),
    ("deadline missed, but there now", lambda: after(reported(), AlarmRaised(what="deadline-missed")),
     Column.WAITING, "no receipt"),
    ("question open", lambda: after(reported(), ASKED), Column.NEEDS_YOU, "[CONFIRM:Q1]"),
    ("question open, on hold", lambda: after(reported(), HOLD, ASKED), Column.NEEDS_YOU, "question Q1"),
    ("question answered", lambda: after(reported(), ASKED, PauseLifted(pause="Q1", by="Ann", mail="m")),
     Column.WAITING, "no receipt"),
    ("receipt hinted", lambda: after(reported(), AlarmRaised(what="receipt-hint:national")),
     Column.NEEDS_YOU, "[RECEIVED:national, by phone]"),
    ("reminded in vain", lambda: after(reported(), reminded(2)), Column.NEEDS_YOU, "does not confirm"),
    ("reminded once", lambda: after(reported(), reminded(1)), Column.WAITING, "no receipt"),
    ("provider unknown", lambda: received(reported(of_nobody())), Column.NEEDS_YOU, "provider unknown"),
    ("provider unconfirmed", lambda: received(reported(unconfirmed())), Column.NEEDS_YOU,
     f"[PROVIDER:{PROVIDER} 1]"),
    ("said removed", lambda: after(received(noticed()), GONE), Column.NEEDS_YOU, "[REMOVED:1]"),
    ("provider silent", escalated, Column.NEEDS_YOU, "provider silent"),
    ("no notice wanted", lambda: after(received(reported()), NtdSet(kind="none", by="Ann")),
     Column.NEEDS_YOU, IDLE.short),
    ("closed", lambda: after(reported(), CaseClosed(by="Ann", why="closed by an analyst")), Column.DONE,
     "[REOPEN]"),
    ("closed with a question open", lambda: after(reported(), ASKED, CaseClosed(by="Ann", why="x")),
     Column.DONE, "[REOPEN]"),
    ("not illegal", lambda: opened(subject="[NOT-ILLEGAL]"), Column.DONE, "not illegal"),
    ("abroad", lambda: opened(subject="[ILLEGAL] [HOST:SE]"), Column.NEEDS_YOU, "[ICCAM:number]"),
    ("in ICCAM", lambda: after(opened(subject="[ILLEGAL] [HOST:SE]"),
     IccamRecorded(report_id="1", by="Ann", mail="m")), Column.DONE, "in ICCAM"),
    ("LEA sends the notice", lambda: received(reported(lea_body())), Column.WAITING, "LEA sends the notice"),
)  # fmt: skip


def said(made: Card) -> str:
    """All that a card says, and the tags it offers."""
    return repr(made) + " ".join(map(str, made.tags))


@pytest.mark.parametrize(
    ("story", "column", "words"), [one[1:] for one in STORIES], ids=[s[0] for s in STORIES]
)
def test_the_column_follows_the_record(story: Callable[[], World], column: Column, words: str) -> None:
    made = card(story())
    assert (made.column, words in said(made)) == (column, True), said(made)


@pytest.mark.parametrize("event", ["refused", "bounced"])
def test_a_report_that_did_not_arrive_needs_somebody(event: str) -> None:
    world = reported()
    name = message_id(world, "annex-i")
    if event == "refused":
        world = opened()
        after(world, MailRefused(message_id=message_id(world, "annex-i"), reply="550"))
    else:
        after(world, MailBounced(message_id=name, recipient="x", disposition="failed", status=None, mail="m"))
    assert (card(world).column, "report NOT delivered" in card(world).state) == (Column.NEEDS_YOU, True)
    assert "undelivered" in digested(world)


def test_a_silent_LEA_that_sends_the_notices_needs_somebody() -> None:
    world = received(reported(lea_body()))
    for _ in range(world.site.agreement.lea_followups + 1):
        assert card(world).column is Column.WAITING
        assert "silent-lea" not in digested(world)
        world.wait(timedelta(days=7, minutes=1))
        world.sweep()
    assert card(world).state == "LEA silent"
    assert "silent-lea" in digested(world)


def test_every_open_case_that_waits_for_nobody_is_shown_to_a_person() -> None:
    made = card(after(received(reported()), NtdSet(kind="none", by="Ann")))
    assert made.needs == (IDLE.sentence,)


@pytest.mark.parametrize("story", [one[1] for one in STORIES], ids=[one[0] for one in STORIES])
def test_P4_P10_a_card_has_no_content_unless_the_agreement_says_so(story: Callable[[], World]) -> None:
    world = story()
    # Of the form, and of the mail that a question is about.
    assert [word for word in ("item1", "192.0.2.1", "PLANTED", "media.") if word in said(card(world))] == []


def test_P14_a_purged_case_shows_no_fields_any_more() -> None:
    world = reported(form=PLANTED)
    assert "PLANTED" not in said(card(world))
    assert "PLANTED" in said(card(world, fields=True))
    after(world, PurgeBegun(stage="material", why="receipts", items=world.case.listed))
    made = card(world, fields=True)
    assert (made.content, "PLANTED" in said(made)) == (False, False)


def test_the_same_case_gives_the_same_card_at_any_time() -> None:
    world = reported()
    before = card(world)
    world.wait(hours(1000))
    assert card(world) == before


def test_the_next_step_is_named_with_its_time() -> None:
    world = received(reported())
    made = card(world)
    assert made.next == f"notice to {PROVIDER}"
    assert made.next_at == world.now + hours(24)


def test_the_timeline_is_in_order_and_tells_each_side() -> None:
    world = after(received(noticed()), GONE)
    moments = timeline(world.case)
    assert [at for at, _ in moments] == sorted(at for at, _ in moments)
    told = " | ".join(what for _, what in moments)
    for what in (
        "opened: illegal",
        "report to national sent",
        "received (code)",
        "notice 1 to",
        "says the provider",
    ):
        assert what in told


def test_a_long_timeline_is_cut_at_its_beginning() -> None:
    world = reported()
    for number in range(30):
        hold = HoldPlaced(hold=f"H{number}", party="lea", by="n", proof="claimed", until=None, mail="m")
        after(world, hold, HoldLifted(hold=f"H{number}", by="n", why="released"))
    made = card(world)
    assert (len(made.moments), made.earlier) == (25, 37)


def test_each_tag_is_a_command_that_is_carried_out_as_it_stands() -> None:
    """The tags of a card, sent as the mail that its button opens, signed over subject and text.

    To a note its writer adds the words."""
    worlds = (lambda: after(reported(), ASKED), lambda: after(received(noticed()), GONE), reported)
    for make in worlds:
        for place in range(len(card(make()).tags)):
            world = make()
            tag = card(world).tags[place]
            buttons = Buttons("intake@hotline.example.org", "<a@b>", world.case.stream)
            url = urlsplit(buttons.link(tag.word, tag.argument or "", ""))
            fields = parse_qs(url.query, strict_parsing=True)
            assert (url.scheme, parseaddr(url.path)[1]) == ("mailto", "intake@hotline.example.org")
            body = fields["body"][0] + ("Phoned the provider." if tag.word is Word.NOTE else "")
            decision = world.take(analyst_mail(body, subject=fields["subject"][0], received_at=world.now))
            assert decision.folder == Folder.DONE, (tag, decision.reason)


def test_a_card_under_done_has_its_time_from_the_close() -> None:
    world = reported()
    assert done_at(world.case, card(world).column) is None
    closed_at = world.now
    after(world, CaseClosed(by="Ann", why="x"))
    world.wait(hours(5))
    after(world, RECEIPT)
    assert done_at(world.case, card(world).column) == closed_at


@pytest.mark.parametrize(
    ("items", "text"),
    [((), ""), ((3,), "3"), ((1, 2), "1-2"), ((7, 1, 3, 2), "1-3,7"), (range(1, 501), "1-500")],
)
def test_many_items_make_a_short_tag_that_can_be_read_back(items: Sequence[int], text: str) -> None:
    assert items_argument(items) == text
    assert set(read_items(text) or ()) == set(items)


# --- names -----------------------------------------------------------------------------------------


def name_of(**other: object) -> CardName:
    values: dict[str, object] = {
        "reference": "HL-2026-000001-C", "column": Column.NEEDS_YOU, "content": False,
        "digest": digest_of_card("HL-2026-000001-C", "t", "a"), "mark": mark_of("HL-2026-000001-C", "t"),
    }  # fmt: skip
    return CardName(**{**values, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize("column", list(Column))
@pytest.mark.parametrize("content", [True, False])
@pytest.mark.parametrize("noted", [True, False])
def test_the_message_id_says_which_version_of_which_card_it_is(
    column: Column, content: bool, noted: bool
) -> None:
    name = name_of(column=column, content=content, noted=noted)
    assert read_card_name(name.message_id("hotline.example.org")) == name
    assert len(name.message_id("hotline.example.org")) < 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<1@example.com>",
        "<card.HL-2026-000001-C.needs-you.n.0.0@x>",
        name_of().message_id("x").replace("000001", "000002"),  # the check character is wrong
        name_of().message_id("x").replace("needs-you", "nowhere"),
    ],
)
def test_other_message_ids_are_no_cards(text: str) -> None:
    assert read_card_name(text) is None


def test_P13_the_digest_of_a_card_is_salted() -> None:
    assert digest_of_card("HL-2026-000001-C", "t", "a") != digest_of_card("HL-2026-000001-C", "u", "a")


# --- moved by hand -----------------------------------------------------------------------------------


def by_hand(world: World, target: Column, *, current: bool = True) -> Effect | str:
    return moved(world.case, target, world.context, card="<a@b>", current=current)


def agreed(*moves: str) -> World:
    return World(home_site(agreement=make_agreement(board_moves=frozenset(moves))))


@pytest.mark.parametrize("target", [Column.ON_HOLD, Column.DONE])
def test_P9_a_moved_card_does_nothing_unless_it_is_agreed(target: Column) -> None:
    answer = by_hand(reported(), target)
    assert isinstance(answer, str)
    assert "not agreed" in answer


@pytest.mark.parametrize("target", [one for one in Column if one not in (Column.ON_HOLD, Column.DONE)])
def test_P9_a_move_to_any_other_column_never_does_anything(target: Column) -> None:
    assert isinstance(by_hand(reported(agreed("hold", "done")), target), str)


def test_P9_one_move_allowed_does_not_allow_the_other() -> None:
    assert isinstance(by_hand(reported(agreed("hold")), Column.DONE), str)
    assert isinstance(by_hand(reported(agreed("done")), Column.ON_HOLD), str)


def test_a_notice_that_is_called_off_after_it_left_waits_at_no_provider() -> None:
    """Nobody is reminded of it any more, so that nothing would ever come of it."""
    world = received(noticed())
    assert card(world).column is Column.PROVIDER

    after(world, NtdSet(kind="none", by="Ann"))

    assert (card(world).column, card(world).state) == (Column.NEEDS_YOU, "nothing is planned")


def receipts(world: World) -> list[str]:
    """The buttons for a receipt by phone."""
    return [str(one) for one in card(world).tags if one.word is Word.RECEIVED]


def test_no_button_confirms_a_report_that_nobody_can_have() -> None:
    assert receipts(opened()) == []
    assert receipts(after(opened(), BLOCKED)) == []
    assert receipts(after(opened(), AlarmRaised(what="deadline-missed"))) == []
    assert receipts(reported()) == ["[RECEIVED:by phone]"]


def test_of_several_units_the_button_for_a_receipt_says_which() -> None:
    units = (make_unit(), make_unit("state"))
    world = reported(World(home_site(units=units)), subject="[ILLEGAL] [LEA:national] [LEA:state]")
    assert receipts(world) == ["[RECEIVED:national, by phone]"]

    after(world, RECEIPT)

    assert receipts(world) == ["[RECEIVED:by phone]"]


@pytest.mark.parametrize(("more", "argument"), [(0, None), (3, "2-4")])
def test_of_several_items_the_button_for_a_removal_says_which_are_still_there(
    more: int, argument: str | None
) -> None:
    urls = "".join(f"URL: https://media.provider.example.net/item{n}\n" for n in range(2, 2 + more))
    world = received(noticed(form=f"{FORM}{urls}"))
    if more:
        world.record(ItemsRemoved(items=(1,), party="analyst", by="Ann", verified=True, mail="m"))

    assert [one.argument for one in card(world).tags if one.word is Word.REMOVED] == [argument]


def test_an_open_case_in_which_nothing_is_to_come_is_in_the_digest_until_somebody_says_what_is() -> None:
    world = received(reported())
    assert "idle" not in digested(world)

    after(world, NtdSet(kind="none", by="Ann"))
    assert card(world).state == "nothing is planned"
    assert "idle" in digested(world)

    after(world, CaseClosed(by="Ann", why="closed by an analyst"))
    assert "idle" not in digested(world)


def test_a_move_to_on_hold_is_the_tag_and_is_told_to_all_analysts() -> None:
    world = reported(agreed("hold"))
    effect = by_hand(world, Column.ON_HOLD)
    assert isinstance(effect, Effect)
    world.carry(effect.change(world.case.stream))
    (hold,) = world.case.holds_in_force()
    assert (hold.by, hold.until, hold.proof) == (BOARD, None, "authenticated")
    assert len(world.letters("hold-placed")) == len(world.site.analysts)
    assert card(world).column is Column.ON_HOLD
    # Again, as after a crash between the record and the card.
    assert by_hand(world, Column.ON_HOLD) == Effect()
    # Any analyst's tag lifts it.
    world.take(analyst_mail(subject=f"[RELEASE] [{world.case.stream}]", received_at=world.now))
    assert not world.case.holds_in_force()


def test_a_move_to_done_closes_a_case_that_was_seen_as_it_is() -> None:
    world = reported(agreed("done"))
    stale = by_hand(world, Column.DONE, current=False)
    assert isinstance(stale, str)
    assert "read it again" in stale
    effect = by_hand(world, Column.DONE)
    assert isinstance(effect, Effect)
    world.carry(effect.change(world.case.stream))
    assert world.case.closed is not None
    told = world.letters("closed")
    assert len(told) == len(world.site.analysts)
    assert told[0].values["goes_on"] == (
        "national has not confirmed the report, and nobody is reminded of it any more",
    )
    assert by_hand(world, Column.DONE) == Effect()


def test_P7_moved_to_done_a_closed_case_whose_question_waits_says_so() -> None:
    world = after(reported(agreed("done")), CaseClosed(by="Ann", why="x"))
    world.record(Paused(pause="Q1", party="lea", who="national", why="?", mail="m"))
    answer = by_hand(world, Column.DONE)
    assert answer == "It was moved to Done by hand, but: question Q1 waits for your answer: [CONFIRM:Q1]."


def test_P5_a_hold_by_hand_counts_even_on_an_old_card() -> None:
    assert isinstance(by_hand(ready(agreed("hold")), Column.ON_HOLD, current=False), Effect)


def test_a_hold_on_a_closed_case_is_refused_with_the_way_out() -> None:
    world = after(reported(agreed("hold")), CaseClosed(by="Ann", why="x"))
    answer = by_hand(world, Column.ON_HOLD)
    assert isinstance(answer, str)
    assert "[REOPEN]" in answer
