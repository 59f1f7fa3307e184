"""What every `ports.Mailbox` has to do; run on the fake and on the real one by a subclass with a fixture.

The fixture `far` is the server's side of one empty mailbox; `far.box` is the mailbox under test.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from hotlined.app.ports import BoardMailbox, KeywordMailbox, Mailbox, Permanent, Temporary

DONE = "Hotline/Done"
FOLDERS = (DONE, "Hotline/Quarantine/poison")


class Far(Protocol):
    """The server's side."""

    box: Mailbox
    exact: bool  # whether it tells sizes as they are

    def deliver(self, raw: bytes) -> None:
        """A mail arrives in INBOX."""

    def messages(self, folder: str) -> tuple[bytes, ...]:
        """The mails of a folder, oldest first."""

    def renumber(self, folder: str) -> None:
        """A new UIDVALIDITY."""

    def now(self) -> datetime:
        """The time that a new mail is given."""


def mail(n: int, size: int = 0) -> bytes:
    """A plain mail with CRLF line ends."""
    head = f"From: a@example.com\r\nMessage-ID: <{n}@example.com>\r\nSubject: item {n}\r\n\r\n"
    return head.encode() + b"item\r\n" + b"y" * 70 * (size // 70) + b"\r\n"


def body(raw: bytes) -> bytes:
    """The mail without trace fields that delivery put on top."""
    return raw[raw.index(b"From: a@") :]


class MailboxContract:
    """The contract."""

    async def test_mails_are_listed_lowest_uid_first_and_fetched_whole(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        for n in (1, 2, 3):
            far.deliver(mail(n))
        found = await far.box.list("INBOX")
        fetched = await far.box.fetch(found)
        assert [one.uid for one in found] == sorted(one.uid for one in found)
        assert {one.folder for one in found} == {"INBOX"}
        assert [body(one.raw) for one in fetched] == [mail(1), mail(2), mail(3)]
        assert [one.found for one in fetched] == list(found)
        assert all(one.size > 0 for one in found)
        assert not far.exact or [len(one.raw) for one in fetched] == [one.size for one in found]
        assert all(one.received_at.tzinfo is UTC for one in fetched)
        assert all(abs(one.received_at - far.now()) < timedelta(minutes=1) for one in fetched)
        await far.box.close()

    async def test_reading_changes_nothing(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        far.deliver(mail(1))
        before = await far.box.list("INBOX")
        await far.box.fetch(before)
        assert await far.box.list("INBOX") == before
        await far.box.close()

    async def test_a_folder_that_does_not_exist_is_empty(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        assert await far.box.list("Hotline/Nowhere") == ()
        assert await far.box.list("INBOX", needed=True) == ()
        with pytest.raises(Permanent):
            await far.box.list("Hotline/Nowhere", needed=True)
        await far.box.close()

    async def test_what_is_junk_and_where_copies_of_sent_mail_lie_can_be_listed(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        for folder in (*await far.box.junk(), *await far.box.sent()):
            assert await far.box.list(folder) == ()
        await far.box.close()

    async def test_nothing_to_fetch_is_nothing(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        assert await far.box.fetch(()) == ()
        await far.box.close()

    async def test_a_moved_mail_is_in_the_other_folder_only(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        far.deliver(mail(1))
        far.deliver(mail(2))
        first, second = await far.box.list("INBOX")
        await far.box.move(first, DONE, ("$Hotlined",))
        assert await far.box.list("INBOX") == (second,)
        assert [body(raw) for raw in far.messages(DONE)] == [mail(1)]
        await far.box.close()

    async def test_several_mails_move_together_and_one_that_is_gone_keeps_none_back(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        for n in range(1, 5):
            far.deliver(mail(n))
        *three, last = await far.box.list("INBOX")
        await far.box.move(three[1], DONE)
        await far.box.move_all([(one, ("$Hotlined", f"HL-{one.uid}")) for one in three], DONE)
        assert await far.box.list("INBOX") == (last,)
        assert sorted(body(raw) for raw in far.messages(DONE)) == [mail(1), mail(2), mail(3)]
        await far.box.close()

    async def test_a_mail_that_is_gone_is_left_out_and_is_none_to_move(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        far.deliver(mail(1))
        far.deliver(mail(2))
        first, second = await far.box.list("INBOX")
        await far.box.move(first, DONE)
        fetched = await far.box.fetch((first, second))
        await far.box.move(first, DONE)
        assert [one.found for one in fetched] == [second]
        assert len(far.messages(DONE)) == 1
        await far.box.close()

    async def test_the_header_of_a_mail_comes_alone(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        far.deliver(mail(1, size=200_000))
        (found,) = await far.box.list("INBOX")
        (whole,) = await far.box.fetch((found,))
        got = await far.box.fetch_header(found)
        assert (got.found, got.received_at) == (found, whole.received_at)
        header = got.raw
        assert b"Message-ID: <1@example.com>\r\n" in header
        assert header.endswith(b"\r\n\r\n")
        assert b"item\r\n" not in header.partition(b"\r\n\r\n")[2]
        await far.box.close()

    async def test_the_top_fields_of_many_mails_come_together_without_those_that_are_gone(
        self, far: Far
    ) -> None:
        await far.box.open(FOLDERS)
        for number in (1, 2, 3):
            far.deliver(mail(number, size=50_000))
        first, second, third = await far.box.list("INBOX")
        await far.box.move(second, DONE)
        tops = await far.box.fetch_tops((first, second, third))
        assert [one for one, _ in tops] == [first, third]
        assert [f"<{n}@example.com>".encode() in top for n, (_, top) in zip((1, 3), tops, strict=True)] == [
            True
        ] * 2
        assert all(b"From:" in top and b"Subject:" in top and b"item\r\n" not in top for _, top in tops)
        assert await far.box.fetch_tops(()) == ()
        await far.box.close()

    async def test_a_copy_is_filed(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        await far.box.append(DONE, mail(7))
        assert [body(raw) for raw in far.messages(DONE)] == [mail(7)]
        await far.box.close()

    async def test_after_close_every_call_is_temporary_until_it_is_opened_again(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        far.deliver(mail(1))
        (found,) = await far.box.list("INBOX")
        await far.box.close()
        await far.box.close()
        for call in (
            far.box.list("INBOX"),
            far.box.junk(),
            far.box.sent(),
            far.box.fetch((found,)),
            far.box.fetch_header(found),
            far.box.fetch_tops((found,)),
            far.box.move(found, DONE),
            far.box.append(DONE, mail(2)),
            far.box.wait("INBOX", 0.1),
            far.box.every_folder(),
            far.box.identified("INBOX"),
            far.box.destroy((found,)),
        ):
            with pytest.raises(Temporary):
                await call
        await far.box.open(FOLDERS)
        assert len(await far.box.list("INBOX")) == 1
        await far.box.close()

    async def test_P14_exactly_the_mails_that_are_named_are_destroyed(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        for n in (1, 2, 3):
            await far.box.append(DONE, mail(n))
        listed = {name: one for one, name in await far.box.identified(DONE)}
        assert set(listed) == {f"<{n}@example.com>" for n in (1, 2, 3)}
        assert set(listed.values()) == set(await far.box.list(DONE))
        for _ in range(2):  # what is gone is none
            await far.box.destroy([listed["<1@example.com>"], listed["<3@example.com>"]])
        assert far.messages(DONE) == (mail(2),)
        assert set(await far.box.every_folder()) >= {"INBOX", DONE}
        await far.box.close()

    async def test_a_mail_without_a_plain_message_id_has_none(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        odd = [b"Message-ID: a b\r\n", b"", b"Message-ID: <1@a.example>\r\nMessage-ID: <2@a.example>\r\n"]
        for head in odd:
            await far.box.append(DONE, b"From: a@example.com\r\n" + head + b"\r\nitem\r\n")
        assert [name for _, name in await far.box.identified(DONE)] == ["", "", ""]
        await far.box.close()

    async def test_a_changed_uidvalidity_is_temporary_before_anything_is_touched(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        await far.box.append(DONE, mail(1))
        (found,) = await far.box.list(DONE)
        far.renumber(DONE)
        for call in (far.box.move(found, "Hotline/Quarantine/poison"), far.box.fetch((found,))):
            with pytest.raises(Temporary):
                await call
            await far.box.open(FOLDERS)
        assert far.messages("Hotline/Quarantine/poison") == ()
        (again,) = await far.box.list(DONE)
        assert again.uidvalidity != found.uidvalidity
        await far.box.close()

    async def test_a_wait_ends_when_a_mail_comes(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        await far.box.list("INBOX")
        waiting = asyncio.create_task(far.box.wait("INBOX", 30.0))
        await asyncio.sleep(0.05)
        far.deliver(mail(1))
        await asyncio.wait_for(waiting, 10)
        assert len(await far.box.list("INBOX")) == 1
        await far.box.close()

    async def test_a_mail_that_came_after_the_list_is_not_waited_for(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        await far.box.list("INBOX")
        far.deliver(mail(1))
        await asyncio.wait_for(far.box.wait("INBOX", 30.0), 5)
        await far.box.close()

    async def test_wake_ends_a_wait_and_also_the_next_one(self, far: Far) -> None:
        await far.box.open(FOLDERS)
        await far.box.list("INBOX")
        waiting = asyncio.create_task(far.box.wait("INBOX", 30.0))
        await asyncio.sleep(0.05)
        far.box.wake()
        await asyncio.wait_for(waiting, 5)
        far.box.wake()
        await asyncio.wait_for(far.box.wait("INBOX", 30.0), 5)
        await far.box.close()


BOARD = "Hotline/Board/Needs you"


class FarBoard(Far, Protocol):
    """The server's side of a mailbox with a board."""

    board: BoardMailbox


class BoardMailboxContract:
    """The contract of `ports.BoardMailbox` beyond that of a mailbox."""

    async def test_a_card_is_put_where_it_says_and_can_be_destroyed_by_that(self, far: FarBoard) -> None:
        await far.board.open((BOARD,))
        first = await far.board.put(BOARD, mail(1), seen=True, flagged=False)
        second = await far.board.put(BOARD, mail(2), seen=False, flagged=True)
        assert first is not None
        assert second is not None
        listed = [((one.uidvalidity, one.uid), name) for one, name in await far.board.identified(BOARD)]
        assert listed == [
            ((first.uidvalidity, first.uid), "<1@example.com>"),
            ((second.uidvalidity, second.uid), "<2@example.com>"),
        ]
        await far.board.destroy([first])
        assert [body(raw) for raw in far.messages(BOARD)] == [mail(2)]
        await far.board.destroy([first])  # gone already
        await far.board.close()

    async def test_a_tally_is_the_same_until_something_came_or_went(self, far: FarBoard) -> None:
        await far.board.open((BOARD,))
        empty = await far.board.status(BOARD)
        assert empty is not None
        assert empty.messages == 0
        assert await far.board.status(BOARD) == empty
        put = await far.board.put(BOARD, mail(1), seen=True, flagged=False)
        one = await far.board.status(BOARD)
        assert put is not None
        assert one is not None
        assert (one.uidvalidity, one.next_uid, one.messages) == (put.uidvalidity, put.uid + 1, 1)
        await far.board.move(put, DONE)
        gone = await far.board.status(BOARD)
        assert gone is not None
        assert (gone.uidvalidity, gone.next_uid, gone.messages) == (one.uidvalidity, one.next_uid, 0)
        await far.board.close()

    async def test_a_folder_that_is_not_there_has_no_tally_and_is_made_for_a_card(
        self, far: FarBoard
    ) -> None:
        await far.board.open(())
        assert await far.board.status(BOARD) is None
        assert await far.board.identified(BOARD) == ()
        await far.board.put(BOARD, mail(1), seen=True, flagged=False)
        assert len(far.messages(BOARD)) == 1
        await far.board.close()

    async def test_a_folder_with_new_uids_has_another_tally(self, far: FarBoard) -> None:
        await far.board.open((BOARD,))
        await far.board.put(BOARD, mail(1), seen=True, flagged=False)
        before = await far.board.status(BOARD)
        far.renumber(BOARD)
        await far.board.open((BOARD,))
        assert await far.board.status(BOARD) != before
        await far.board.close()


INTAKE = "Hotline/Intake"


class FarKeywords(Far, Protocol):
    """The server's side of a mailbox in which people set keywords."""

    marked: KeywordMailbox

    def mark(self, folder: str, *words: str, nth: int = 0) -> None:
        """A person sets keywords on a mail, the oldest is 0; without any, takes them all off."""


class KeywordMailboxContract:
    """The contract of `ports.KeywordMailbox` beyond that of a mailbox."""

    async def test_mails_are_found_by_the_keywords_that_are_wanted(self, far: FarKeywords) -> None:
        await far.marked.open((INTAKE,))
        for n in (1, 2, 3):
            await far.marked.append(INTAKE, mail(n))
        listed = await far.marked.list(INTAKE)
        far.mark(INTAKE, "$Illegal", "$other", nth=0)
        far.mark(INTAKE, "$other", nth=1)
        far.mark(INTAKE, "not=20illegal", "$Urgent", nth=2)
        found = await far.marked.with_keywords(INTAKE, lambda one: one != "$other" and one[0] != "\\")
        told = [(one, {word.lower() for word in words}) for one, words in found]
        assert told == [(listed[0], {"$illegal"}), (listed[2], {"not=20illegal", "$urgent"})]
        far.mark(INTAKE, nth=0)
        found = await far.marked.with_keywords(INTAKE, lambda one: one.lower() == "$illegal")
        assert found == ()
        assert await far.marked.with_keywords("Hotline/Nowhere", lambda one: True) == ()
        await far.marked.close()

    async def test_a_keyword_that_somebody_sets_ends_a_wait(self, far: FarKeywords) -> None:
        await far.marked.open((INTAKE,))
        await far.marked.append(INTAKE, mail(1))
        await far.marked.list(INTAKE)
        waiting = asyncio.create_task(far.marked.wait(INTAKE, 30.0))
        await asyncio.sleep(0.05)
        far.mark(INTAKE, "$Illegal")
        await asyncio.wait_for(waiting, 10)
        await far.marked.close()
