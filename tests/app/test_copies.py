"""The copy of each report that left lies in the hotline's own mailbox, as it was sent."""

from collections.abc import Sequence

from hotlined.app.copies import LONGEST_RETRY, Copies
from hotlined.app.ports import Commit, Temporary
from hotlined.domain.record.correspondence import CopyFiled
from tests.support.fake_mailbox import FakeMailbox
from tests.support.rig import Rig

SENT = "Hotline/Sent"


async def filing(rig: Rig, box: FakeMailbox) -> Rig:
    """The daemon with its copies, running."""
    copies = Copies(rig.docket, box, SENT)
    await rig.start()
    await rig.also(copies.run)
    return rig


async def test_a_report_that_left_is_filed_once_byte_for_byte() -> None:
    rig = Rig()
    box = FakeMailbox("copies", rig.clock)
    await filing(rig, box)
    reference = await rig.opened()
    await rig.clock.advance(3 * LONGEST_RETRY)

    assert box.messages(SENT) == (rig.reports()[0].data,)
    assert len(rig.events(reference, CopyFiled)) == 1


async def test_other_mails_are_not_filed() -> None:
    rig = Rig()
    box = FakeMailbox("copies", rig.clock)
    await filing(rig, box)
    await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("received", signed=True))
    await rig.clock.advance(60)

    assert len(box.messages(SENT)) == 1


async def test_a_mailbox_that_cannot_be_reached_gets_the_copy_later_and_holds_nothing_up() -> None:
    rig = Rig()
    box = FakeMailbox("copies", rig.clock)
    box.down = Temporary("no route")
    await filing(rig, box)
    reference = await rig.opened()
    await rig.clock.advance(3600)
    assert rig.reports()
    assert box.folders() == {}

    box.down = None
    await rig.clock.advance(LONGEST_RETRY)
    assert len(box.messages(SENT)) == 1
    assert len(rig.events(reference, CopyFiled)) == 1


async def test_P1_a_copy_that_was_not_filed_before_a_crash_is_filed_after_it() -> None:
    rig = Rig()
    await rig.start()
    await rig.opened()
    await rig.kill()
    again = rig.restarted()
    box = FakeMailbox("copies", rig.clock)
    await filing(again, box)
    await again.clock.advance(1)
    await again.kill()

    once_more = again.restarted()
    await filing(once_more, box)
    await once_more.clock.advance(1)

    assert len(box.messages(SENT)) == 1


async def test_a_copy_that_the_server_does_not_take_keeps_no_other_one_back() -> None:
    rig = Rig()
    box = FakeMailbox("copies", rig.clock)
    await rig.start()
    first, second = await rig.opened(), await rig.opened()
    refused = rig.reports()[0].data
    append = box.append

    async def small(folder: str, raw: bytes, keywords: Sequence[str] = ()) -> None:
        if raw == refused:
            await box.close()
            raise Temporary("too large for this server")
        await append(folder, raw, keywords)

    box.append = small  # type: ignore[method-assign]
    copies = Copies(rig.docket, box, SENT)
    await rig.docket.resume()
    await rig.also(copies.run)
    await rig.clock.advance(LONGEST_RETRY)
    assert len(rig.events(second, CopyFiled)) == 1
    assert rig.events(first, CopyFiled) == []
    third = await rig.opened()
    await rig.clock.advance(2 * LONGEST_RETRY)
    assert len(rig.events(third, CopyFiled)) == 1
    await rig.kill()


async def test_a_copy_is_filed_once_while_the_disk_refuses_to_take_down_that_it_is() -> None:
    rig = Rig()
    box = FakeMailbox("copies", rig.clock)
    await filing(rig, box)
    commit, full = rig.store.commit, [True]

    def refusing(commits: Sequence[Commit]) -> None:
        if full[0] and any(isinstance(one, CopyFiled) for each in commits for one in each.events):
            raise Temporary("no space left on the disk")
        commit(commits)

    rig.store.commit = refusing  # type: ignore[method-assign]
    reference = await rig.opened()
    await rig.clock.advance(12 * LONGEST_RETRY)
    assert rig.events(reference, CopyFiled) == []
    assert len(box.messages(SENT)) == 1
    full[0] = False
    await rig.clock.advance(LONGEST_RETRY)
    assert len(rig.events(reference, CopyFiled)) == 1
    assert len(box.messages(SENT)) == 1
    await rig.kill()
