"""Two daemons on copies of one store, in the same mailboxes: neither goes on as if it were alone (P5, D5)."""

from hotlined.app.marks import EVERY, FOLDER
from tests.app.test_recovery import DAY, FakeNotes, Made, goes_on, restored_alarms, to_others
from tests.support.rig import ANN, Rig


def made(rig: Rig) -> Made:
    """A daemon on the newest store, as `wiring` makes it."""
    one = Made(rig, FakeNotes())
    one.recovery.marks.older = one.recovery.older
    one.recovery.marks.split_brain = one.recovery.split_brain
    return one


def copied(rig: Rig) -> Made:
    """Another machine's: a copy of the store, connections of its own to the same mailboxes."""
    boxes = {name: box.beside() for name, box in rig.boxes.items()}
    other = Rig(rig.site, rig.clock, rig.store.copy(), rig.openpgp, rig.chance, boxes, rig.slips)
    other._mails = rig._mails + 1_000
    return made(other)


async def opened() -> tuple[Made, str]:
    """A daemon at work, with a case whose notice is to come."""
    one = await working(made(Rig()))
    case = await one.rig.opened()
    await one.rig.clock.advance(EVERY + 1)
    return one, case


async def working(one: Made) -> Made:
    await goes_on(one)
    return one


async def test_P5_a_hold_that_a_daemon_on_a_copy_takes_out_of_the_inbox_stops_the_notice() -> None:
    """A machine that was moved, and whose old one is switched on again."""
    first, _ = await opened()
    await first.rig.kill()
    second = await working(copied(first.rig))
    await second.rig.opened(form="URL: https://files.example.net/item-2\nDescription: item 2\n")
    await second.rig.clock.advance(2 * EVERY)

    old = await working(made(first.rig.restarted()))
    await old.rig.clock.advance(2 * EVERY)
    hold = old.rig.reply("Please wait with the notice.", answers=first.rig.reports()[-1])
    first.rig.boxes["lea"].deliver(hold)
    await old.rig.clock.advance(3 * DAY)

    assert second.rig.notices() == []
    assert old.rig.notices() == []
    assert second.rig.outbox.restores.last.split_brain
    assert second.rig.alarms("two-daemons") == 1
    assert "only alarms leave" in second.rig.outbox.status()


async def test_P5_what_the_other_daemon_took_is_dealt_with_at_the_next_start() -> None:
    first, case = await opened()
    other = await working(copied(first.rig))
    await first.rig.clock.advance(2 * EVERY)
    hold = other.rig.reply("Please wait with the notice.", answers=first.rig.reports()[-1])
    first.rig.boxes["lea"].deliver(hold)
    await first.rig.clock.advance(2 * EVERY)
    holders = [bool((await one.rig.case(case)).holds_in_force()) for one in (first, other)]
    assert sorted(holders) == [False, True]
    left, stays = (first, other) if holders[0] else (other, first)
    assert not stays.rig.outbox.restores.last.is_compared

    await left.rig.kill()
    await stays.rig.kill()
    again = await working(made(stays.rig.restarted()))
    assert (await again.rig.case(case)).holds_in_force()
    assert again.rig.outbox.restores.last.is_compared
    (told,) = restored_alarms(again.rig)
    assert "Another hotlined has worked in the same mailboxes" in told
    await again.rig.clock.advance(3 * DAY)
    assert to_others(again.rig) == []
    assert again.rig.alarms("two-daemons") == 0


async def test_both_daemons_on_the_same_copy_stop_and_tell_it_once_each() -> None:
    first, _ = await opened()
    other = await working(copied(first.rig))
    await first.rig.clock.advance(DAY / 2)
    for one in (first, other):
        assert one.rig.outbox.restores.last.split_brain
        assert one.rig.alarms("two-daemons") == 1
        texts = [mail.data.decode() for mail in one.rig.courier.accepted(ANN)]
        assert any("Another hotlined works in the same mailboxes" in " ".join(text.split()) for text in texts)


async def test_a_daemon_that_was_restarted_or_whose_mark_somebody_deletes_is_alone() -> None:
    first, _ = await opened()
    await first.rig.kill()
    again = await working(made(first.rig.restarted()))
    await again.rig.opened(form="URL: https://files.example.net/item-2\nDescription: item 2\n")
    await again.rig.clock.advance(2 * EVERY)
    again.rig.boxes["lea"].clear(f"Hotline/{FOLDER}")
    await again.rig.clock.advance(2 * EVERY)
    assert again.rig.outbox.restores.last.since is None


async def test_an_old_mark_that_is_copied_into_the_mailbox_again_and_again_is_no_other_daemon() -> None:
    first, _ = await opened()
    box = first.rig.boxes["lea"]
    (mark,) = box.messages(f"Hotline/{FOLDER}")
    old = mark.replace(b"<mark.", b"<mark.1")
    for night in range(4):
        box.deliver(old, folder=f"Hotline/{FOLDER}")
        await first.rig.clock.advance(2 * EVERY)
        await first.rig.opened(
            form=f"URL: https://files.example.net/item-{night}\nDescription: item\n"
        )  # a mark of ours is written
        await first.rig.clock.advance(2 * EVERY)
    assert first.rig.outbox.restores.last.since is None


async def test_where_several_daemons_share_a_store_the_mark_of_another_is_nothing_new() -> None:
    first, _ = await opened()
    marks = first.recovery.marks
    marks.split_brain = None
    other = await working(copied(first.rig))
    other.recovery.marks.split_brain = None
    await first.rig.clock.advance(3 * EVERY)
    assert first.rig.outbox.restores.last.since is None
    assert other.rig.outbox.restores.last.since is None


async def test_a_mailbox_that_was_put_back_with_an_older_mark_of_ours_is_no_other_daemon() -> None:
    """It was restored, moved, or a replica of it that lags answers."""
    first, _ = await opened()
    box = first.rig.boxes["lea"]
    (old,) = box.messages(f"Hotline/{FOLDER}")
    await first.rig.opened(form="URL: https://files.example.net/item-2\nDescription: item 2\n")
    await first.rig.clock.advance(2 * EVERY)
    assert box.messages(f"Hotline/{FOLDER}") != [old]
    box.clear(f"Hotline/{FOLDER}")
    box.deliver(old, folder=f"Hotline/{FOLDER}")
    await first.rig.clock.advance(3 * EVERY)
    assert first.rig.outbox.restores.last.since is None


async def test_a_mailbox_that_was_put_back_with_a_mark_of_before_the_start_is_no_other_daemon() -> None:
    first, _ = await opened()
    box = first.rig.boxes["lea"]
    (old,) = box.messages(f"Hotline/{FOLDER}")
    await first.rig.opened(form="URL: https://files.example.net/item-2\nDescription: item 2\n")
    await first.rig.clock.advance(2 * EVERY)
    await first.rig.kill()
    again = await working(made(first.rig.restarted()))
    await again.rig.clock.advance(2 * EVERY)
    box.clear(f"Hotline/{FOLDER}")
    box.deliver(old, folder=f"Hotline/{FOLDER}")
    await again.rig.clock.advance(6 * EVERY)
    assert again.rig.outbox.restores.last.since is None
