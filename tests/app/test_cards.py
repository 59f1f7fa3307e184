"""The board's cards in the mailbox: written, moved, cleaned up, and never in the way of mail."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from benchmarks.board import measured
from hotlined.app.card_mail import CardMail, CardWriter
from hotlined.app.card_queue import BATCH, BUSY, CALM
from hotlined.app.cards import LONGEST_RETRY, LOOK, PATIENCE, PAUSE, WHOLE, Cards
from hotlined.app.docket import Unread
from hotlined.app.pinboard import Pinboard
from hotlined.app.ports import Permanent, Record, Temporary
from hotlined.app.searching import Box, swept, wanted
from hotlined.domain.cases.state import Case
from hotlined.domain.overview.card_name import read_card_name
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.destroyed import PurgeBegun
from hotlined.domain.record.holding import HoldPlaced
from tests.support.fake_mailbox import FakeMailbox
from tests.support.rig import ANN, FORM, Rig

BOARD = "Hotline/Board"
NEEDS, HOLD, WAITING, PLANNED, PROVIDER, DONE = (
    f"{BOARD}/{one}"
    for one in ("Needs you", "On hold", "Waiting for LEA", "NTD planned", "At provider", "Done")
)
HOUR = timedelta(hours=1)


async def office(
    rig: Rig | None = None, box: FakeMailbox | None = None, **terms: object
) -> tuple[Rig, FakeMailbox]:
    """The daemon with its board, running."""
    rig = rig or Rig()
    rig.agree(**terms)
    box = box or FakeMailbox("intake-board", rig.clock)
    board = Cards(rig.docket, Pinboard(box, "Hotline"))
    await rig.start()
    await rig.also(board.run)
    return rig, box


def cards(box: FakeMailbox) -> dict[str, int]:
    """How many cards lie in each folder of the board that has any."""
    return {name: count for name, count in box.folders().items() if name.startswith(BOARD)}


def subject(raw: bytes) -> str:
    return str(make_header(decode_header(re.sub(r"\r?\n", "", message_from_bytes(raw)["Subject"]))))


def text(raw: bytes, kind: str = "text/plain") -> str:
    part = next(one for one in message_from_bytes(raw).walk() if one.get_content_type() == kind)
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


async def look(rig: Rig) -> None:
    """Until the board has looked once more."""
    await rig.clock.advance(LOOK + 5)


async def waiting(**terms: object) -> tuple[Rig, FakeMailbox, str]:
    """A case whose report waits for its receipt, and its card."""
    rig, box = await office(**terms)
    reference = await rig.opened()
    await look(rig)
    assert cards(box) == {WAITING: 1}
    return rig, box, reference


async def test_a_case_has_one_card_that_moves_with_it() -> None:
    rig, box, reference = await waiting()
    (first,) = box.messages(WAITING)
    assert subject(first).startswith(f"{reference}: no receipt from national; next ")

    rig.boxes["lea"].deliver(rig.reply("received"))
    await look(rig)
    assert cards(box) == {PLANNED: 1}

    rig.boxes["lea"].deliver(rig.reply("please wait with the notice"))
    await look(rig)
    assert cards(box) == {HOLD: 1}

    rig.boxes["intake"].deliver(rig.command("[CLOSE]", reference))
    await look(rig)
    assert cards(box) == {DONE: 1}
    await rig.kill()


async def test_what_waits_for_somebody_is_unread_and_what_is_urgent_is_flagged() -> None:
    rig, box, _ = await waiting()
    assert box.keywords(WAITING) == (("\\Seen",),)
    rig.boxes["lea"].deliver(rig.reply("What is this about?", signed=True))
    await look(rig)
    assert box.keywords(NEEDS) == ((),)
    rig.boxes["intake"].deliver(rig.assessment("[ILLEGAL]\n[HOST:EE]\n[URGENT:a reason]"))
    await look(rig)
    assert box.keywords(WAITING) == (("\\Seen", "\\Flagged"),)
    assert " URGENT: " in subject(box.messages(WAITING)[0])
    await rig.kill()


async def test_a_card_can_be_read_and_says_what_to_send() -> None:
    rig, box, reference = await waiting()
    said = text(box.messages(WAITING)[0])
    for words in (
        f"{reference} · Waiting for LEA",
        "WHAT COMES NEXT",
        "WHAT HAPPENED",
        "report to national sent",
    ):
        assert words in said
    page = text(box.messages(WAITING)[0], "text/html")
    assert re.search(r'href="mailto:intake@hotline\.example\.org\?subject=[^"]*%5BHOLD%5D', page)
    await rig.kill()


async def test_P10_a_card_that_gets_into_an_inbox_is_our_own_mail_and_no_report() -> None:
    rig, box, _ = await waiting()
    rig.boxes["intake"].deliver(box.messages(WAITING)[0])
    await rig.settled()
    assert rig.boxes["intake"].folders().get("Hotline/Own") == 1
    await rig.kill()


async def test_nothing_is_written_where_nothing_has_changed() -> None:
    rig, box, _ = await waiting()
    box.calls.clear()
    await rig.clock.advance(WHOLE + LOOK)
    assert "put" not in box.calls
    assert "destroy" not in box.calls
    await rig.kill()


async def test_after_a_restart_the_cards_are_known_again() -> None:
    rig, box, reference = await waiting()
    before = box.messages(WAITING)
    await rig.kill()
    box.calls.clear()
    again, _ = await office(rig.restarted(), box)
    await look(again)
    assert box.messages(WAITING) == before
    assert "put" not in box.calls

    again.boxes["intake"].deliver(again.command("[CLOSE]", reference))
    await look(again)
    assert cards(box) == {DONE: 1}
    await again.kill()


async def test_a_case_that_closed_while_the_daemon_was_off_gets_to_done() -> None:
    rig, box, reference = await waiting()
    await rig.kill()
    later = rig.restarted()
    await later.start()  # without a board: as after a crash between the record and the card
    later.boxes["intake"].deliver(later.command("[CLOSE]", reference))
    await later.settled()
    await later.kill()
    again, _ = await office(later.restarted(), box)
    await look(again)
    assert cards(box) == {DONE: 1}
    await again.kill()


@pytest.mark.parametrize("step", ["put", "destroy"])
async def test_a_crash_between_the_new_card_and_the_old_leaves_one_after_the_next_look(step: str) -> None:
    rig, box, _ = await waiting()
    box.faults[step] = [Temporary("cut")]
    rig.boxes["lea"].deliver(rig.reply("received"))
    await rig.clock.advance(10)
    assert cards(box) == ({WAITING: 1} if step == "put" else {WAITING: 1, PLANNED: 1})
    await look(rig)
    assert cards(box) == {PLANNED: 1}
    await rig.kill()


@pytest.mark.parametrize("told", [True, False])
async def test_a_server_need_not_say_what_became_of_a_card(told: bool) -> None:
    rig, box = await office(box=None)
    box.tells_uids = told
    await rig.opened()
    await look(rig)
    rig.boxes["lea"].deliver(rig.reply("received"))
    await look(rig)
    await look(rig)
    assert cards(box) == {PLANNED: 1}
    await rig.kill()


async def test_a_second_copy_goes_and_a_mail_of_somebody_stays() -> None:
    rig, box, _ = await waiting()
    box.deliver(box.messages(WAITING)[0], WAITING)
    note = b"From: ann@hotline.example.org\r\nMessage-ID: <note@example.org>\r\n\r\na note\r\n"
    box.deliver(note, WAITING)
    await look(rig)
    kept = box.messages(WAITING)
    assert (len(kept), note in kept) == (2, True)
    await rig.kill()


async def test_a_card_that_somebody_deleted_is_written_again() -> None:
    rig, box, _ = await waiting()
    box.clear(WAITING)
    await look(rig)
    assert cards(box) == {WAITING: 1}
    await rig.kill()


async def test_a_card_that_was_moved_goes_back_with_the_reason_and_does_nothing() -> None:
    rig, box, reference = await waiting()
    box.drag(WAITING, HOLD)
    await look(rig)
    assert cards(box) == {WAITING: 1}
    assert "moved to On hold by hand, which is not agreed: the tag is [HOLD]" in text(
        box.messages(WAITING)[0]
    ).replace("\n", " ")
    assert rig.events(reference, HoldPlaced) == []

    # The word stays over a restart, and goes with the next change of the case.
    await rig.kill()
    before = box.messages(WAITING)
    again, _ = await office(rig.restarted(), box)
    await look(again)
    assert box.messages(WAITING) == before
    again.boxes["intake"].deliver(again.command("[NOTE]", reference, "a note"))
    await look(again)
    assert [("by hand" in text(raw)) for folder in cards(box) for raw in box.messages(folder)] == [False]
    await again.kill()


async def test_a_move_to_on_hold_is_the_tag_where_that_is_agreed() -> None:
    rig, box, reference = await waiting(board_moves=frozenset({"hold"}))
    box.drag(WAITING, HOLD)
    await look(rig)
    (hold,) = rig.events(reference, HoldPlaced)
    assert hold.by == "the board"
    assert cards(box) == {HOLD: 1}
    await look(rig)
    await look(rig)
    assert len(rig.events(reference, HoldPlaced)) == 1
    await rig.kill()


async def test_a_move_to_done_closes_where_that_is_agreed() -> None:
    rig, box, reference = await waiting(board_moves=frozenset({"done"}))
    box.drag(WAITING, DONE)
    await look(rig)
    assert len(rig.events(reference, CaseClosed)) == 1
    assert cards(box) == {DONE: 1}
    await rig.kill()


async def test_P2_a_move_has_its_effect_once_though_the_mailbox_fails_after_it() -> None:
    rig, box, reference = await waiting(board_moves=frozenset({"hold"}))
    box.drag(WAITING, HOLD)
    box.faults["put"] = [Temporary("cut"), Temporary("cut")]
    await rig.clock.advance(600)
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert cards(box) == {HOLD: 1}
    await rig.kill()


async def test_P9_a_card_that_somebody_made_up_commands_nothing() -> None:
    rig, box, reference = await waiting(board_moves=frozenset({"hold", "done"}))
    real = read_card_name(message_from_bytes(box.messages(WAITING)[0])["Message-ID"])
    assert real is not None
    forged = replace(real, mark="0" * 16).message_id("hotline.example.org")
    box.deliver(f"From: a@example.com\r\nMessage-ID: {forged}\r\n\r\n".encode(), DONE)
    await look(rig)
    assert rig.events(reference, CaseClosed) == []
    assert cards(box) == {WAITING: 1}
    await rig.kill()


async def test_cards_under_done_go_after_their_time_and_are_not_written_again() -> None:
    rig, box, reference = await waiting(board_done_for=2 * HOUR)
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", reference))
    await look(rig)
    assert cards(box) == {DONE: 1}
    await rig.clock.advance(3600)
    assert cards(box) == {DONE: 1}
    await rig.clock.advance(3700)
    assert cards(box) == {}
    await rig.kill()
    again, _ = await office(rig.restarted(), box)
    await look(again)
    assert cards(box) == {}
    await again.kill()


async def test_who_deletes_a_card_under_done_is_not_contradicted() -> None:
    rig, box, reference = await waiting()
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", reference))
    await look(rig)
    box.clear(DONE)
    await rig.clock.advance(WHOLE + LOOK)
    assert cards(box) == {}
    await rig.kill()


async def test_a_new_uidvalidity_costs_a_look_and_nothing_else() -> None:
    rig, box, _ = await waiting()
    box.renumber(WAITING)
    rig.boxes["lea"].deliver(rig.reply("received"))
    await rig.clock.advance(300)
    assert cards(box) == {PLANNED: 1}
    await rig.kill()


# --- what must never be in the way -----------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [Temporary("the server refused a command OVERQUOTA"), Permanent("cannot create the folder")]
)
async def test_a_mailbox_without_room_or_rights_stops_no_mail_and_is_told_once(fault: Exception) -> None:
    rig = Rig()
    box = FakeMailbox("intake-board", rig.clock)
    box.down = fault
    rig, box = await office(rig, box)
    await rig.opened()
    assert rig.reports()
    await rig.clock.advance(3000)
    assert rig.alarms("board") == 0
    await rig.clock.advance(4 * 3600)
    assert rig.alarms("board") == 1

    box.down = None
    await rig.clock.advance(LONGEST_RETRY + LOOK)
    assert sum(cards(box).values()) == 1
    await rig.kill()


async def test_one_case_that_makes_us_stumble_costs_its_own_card_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig, box, reference = await waiting()
    made = CardWriter.made

    def stumbling(self: CardWriter, case: Case, note: str = "") -> CardMail | None:
        if case.stream == reference:
            raise ZeroDivisionError
        return made(self, case, note)

    monkeypatch.setattr(CardWriter, "made", stumbling)
    rig.boxes["lea"].deliver(rig.reply("received"))
    await rig.opened(form=FORM.replace("item-1", "item-2"))
    await look(rig)
    assert cards(box) == {WAITING: 2}
    await rig.kill()


async def test_one_case_whose_file_is_spoilt_costs_its_own_card_only(monkeypatch: pytest.MonkeyPatch) -> None:
    rig, box, spoilt = await waiting()
    await rig.kill()
    again, load = rig.restarted(), rig.store.load

    def unread(stream: str) -> Record | None:
        if stream == spoilt:
            raise Permanent("somebody has spoilt the file")
        return load(stream)

    monkeypatch.setattr(rig.store, "load", unread)
    with pytest.raises(Unread):
        await again.start()
    await again.also(again.outbox.run, *(one.run for one in again.watches.values()))
    await again.also(Cards(again.docket, Pinboard(box, "Hotline")).run)
    await again.clock.advance(2 * PATIENCE)
    box.drag(WAITING, HOLD)
    await again.opened(form=FORM.replace("item-1", "item-2"))
    await look(again)
    assert cards(box) == {HOLD: 1, WAITING: 1}
    assert again.alarms("board") == 0
    await again.kill()


# --- what is agreed ---------------------------------------------------------------------------------


async def test_without_a_board_nothing_is_created_and_old_cards_go() -> None:
    rig, box, _ = await waiting()
    rig.agree(board="no")
    await look(rig)
    assert cards(box) == {}
    await rig.kill()

    fresh = Rig()
    empty = FakeMailbox("intake-board", fresh.clock)
    fresh, _ = await office(fresh, empty, board="no")
    await fresh.opened()
    await look(fresh)
    assert await empty.beside().open(()) is None
    assert [name for name in empty._folders if name.startswith(BOARD)] == []
    fresh.agree(board="numbers")
    await look(fresh)
    assert cards(empty) == {WAITING: 1}
    await fresh.kill()


async def test_P4_no_content_stands_on_a_card_unless_that_is_agreed() -> None:
    rig, box, _ = await waiting()
    assert b"files.example.net" not in box.messages(WAITING)[0]
    rig.agree(board="fields")
    await look(rig)
    said = text(box.messages(WAITING)[0])
    assert "hxxps://files[.]example[.]net/item-1" in said
    assert "https://files" not in said
    await rig.kill()


async def test_P4_sealed_cards_open_with_the_analysts_keys_only() -> None:
    rig, box, reference = await waiting(board="sealed")
    (raw,) = box.messages(WAITING)
    assert b"files" not in raw
    assert subject(raw).startswith(reference)
    armour = re.search(rb"-----BEGIN PGP MESSAGE-----.*-----END PGP MESSAGE-----", raw, re.DOTALL)
    assert armour is not None
    inside = rig.openpgp.open(armour[0]).plaintext
    assert b"hxxps://files[.]example[.]net/item-1" in inside
    await rig.kill()


async def test_P14_a_purge_finds_cards_with_content_wherever_they_lie() -> None:
    rig, box, reference = await waiting(board="fields")
    other = await rig.opened(form=FORM.replace("item-1", "item-2"))
    await look(rig)
    box.drag(WAITING, "Archive")  # by a person; the board writes another
    await look(rig)
    assert box.folders() == {"Archive": 1, WAITING: 2}
    goal = await wanted(rig.docket, [reference])
    counts = await swept([Box(box.beside(), "Hotline")], goal)
    assert counts == {reference: 2}
    assert [other.encode() in raw for raw in box.messages(WAITING)] == [True]
    await rig.kill()


async def test_P14_a_purged_case_loses_its_content_on_the_board_at_once() -> None:
    rig, box, reference = await waiting(board="fields")
    async with rig.docket.locked([reference]):
        begun = PurgeBegun(stage="material", why="receipts", items=None)
        await rig.docket.record(reference, (begun,), ())
    await look(rig)
    assert cards(box) == {WAITING: 1}
    assert b"files" not in box.messages(WAITING)[0]
    await rig.kill()


async def test_P16_the_log_has_no_word_of_a_card(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "hotlined")
    rig, box, reference = await waiting(board="fields")
    box.drag(WAITING, HOLD)
    await look(rig)
    log = "\n".join(record.getMessage() for record in caplog.records)
    assert f"card stream={reference} column=Waiting-for-LEA" in log
    assert f"card-moved stream={reference} column=On-hold outcome=nothing" in log
    assert "files.example" not in log
    assert ANN not in log
    await rig.kill()


async def test_a_reload_writes_the_cards_as_they_are_agreed_then() -> None:
    rig, box, _ = await waiting()
    before = box.messages(WAITING)
    rig.agree(board="fields")
    await look(rig)
    rig.agree(board="numbers")
    await look(rig)
    assert box.messages(WAITING) == before
    await rig.kill()


async def test_many_cases_are_written_in_batches_with_pauses_and_each_once(tmp_path: Path) -> None:
    """The short version of `make bench-board N=10000`."""
    figures = await measured(tmp_path / "store", 3 * BATCH)
    assert figures.written == 3 * BATCH
    assert figures.paused == 2 * PAUSE


async def test_what_changes_while_the_board_is_written_for_the_first_time_goes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hotlined.app.card_queue.BATCH", 2)
    rig = await Rig().start()
    references = [await rig.opened(form=FORM.replace("item-1", f"item-{n}")) for n in range(8)]
    await rig.kill()
    rig, box = await office(rig.restarted())
    assert cards(box) == {WAITING: 2}
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", references[-1]))
    await rig.settled()
    await rig.clock.advance(PAUSE)
    assert cards(box) == {WAITING: 4}
    await rig.clock.advance(CALM - PAUSE)
    assert cards(box) == {WAITING: 5, DONE: 1}
    await rig.kill()


async def test_a_case_that_changes_twice_in_a_moment_is_written_once_while_others_are_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hotlined.app.card_queue.BATCH", 2)
    rig, box, reference = await waiting()
    box.calls.clear()
    for n in range(3):
        await rig.opened(form=FORM.replace("item-1", f"item-{n + 2}"))
    await rig.clock.advance(CALM)
    assert box.calls.count("put") == 2
    for tag in ("[HOLD]", "[RECEIVED:by phone]"):
        rig.boxes["intake"].deliver(rig.command(tag, reference))
        await rig.settled()
        await rig.clock.advance(PAUSE)
    await rig.clock.advance(LOOK)
    assert cards(box) == {WAITING: 3, HOLD: 1}
    assert box.calls.count("put") == 4
    await rig.kill()


async def test_cards_wait_while_mails_are_dealt_with_and_not_for_ever() -> None:
    rig, box, reference = await waiting()
    box.calls.clear()
    rig.boxes["intake"].deliver(rig.command("[HOLD]", reference))
    await rig.settled()

    seconds = 0.0
    while not box.calls.count("put") and seconds < BUSY + LOOK:
        rig.boxes["intake"].deliver(rig.assessment("[HELP]", ""))
        await rig.settled()
        await rig.clock.advance(PAUSE)
        seconds += PAUSE

    assert BUSY <= seconds <= BUSY + CALM + 2 * PAUSE
    await rig.kill()


async def test_a_notice_that_another_case_keeps_back_is_not_said_to_go_at_a_time_that_is_over() -> None:
    rig, box = await office(ntd_delay=timedelta(hours=6))
    for _ in range(2):
        await rig.opened()
    for report in rig.reports():
        rig.boxes["lea"].deliver(rig.reply("[RECEIVED]", answers=report))
        await rig.settled()
    rig.boxes["lea"].deliver(rig.reply("[HOLD]", answers=rig.reports()[0]))
    await rig.clock.advance(8 * 3600)
    await look(rig)
    (card,) = (" ".join(text(raw).split()) for raw in box.messages(PLANNED))
    assert "waits: hold H1 of HL-2026-000001-C is about the same URL" in card
    assert "the notice goes to" not in card
    await rig.kill()
