"""After a restore: an analyst's [HOLD] that was not obeyed, and kept notices back, is asked about again."""

from collections.abc import Callable

import pytest

from hotlined.app import unrecorded
from hotlined.app.ports import Permanent
from hotlined.domain.analysts.refused_hold import WHY
from hotlined.domain.letters.decision import Decision
from hotlined.domain.record.running import RestoreSettled
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.reference import desk_of
from tests.app.test_hold_words import last
from tests.app.test_recovery import DAY, goes_on, restored
from tests.support.rig import ANN, Rig


async def settle(rig: Rig) -> None:
    """An administrator has looked at the outbox."""
    desk, since = desk_of(rig.clock.now()), rig.outbox.restores.last.since
    assert since is not None
    async with rig.docket.locked([desk]):
        await rig.docket.record(desk, (RestoreSettled(of=since, by="alice"),), ())
    await rig.settled()


def refused(rig: Rig, case: str) -> bytes:
    """A [HOLD] beside a time that has passed: the mail as a whole is refused."""
    return rig.command("[HOLD]\n[NTD:2020-01-01T10:00]", case)


def unsigned(rig: Rig, case: str) -> bytes:
    """A [HOLD] beside another order, that nothing proves: put aside."""
    return rig.mail(ANN, f"[{case}] [HOLD] [CLOSE]", "")


def unreadable(rig: Rig, case: str) -> bytes:
    """Nobody knows what is in it."""
    (told,) = [one for one in rig.courier.accepted(ANN) if case.encode() in one.data]
    return rig.garbled(ANN, answers=told)


def nearly(rig: Rig, case: str) -> bytes:
    """A word that is no tag, and is nearly [HOLD]."""
    return rig.command("[HOLDD]", case)


def untagged(rig: Rig, case: str) -> bytes:
    """Plain words on a case: nothing is done, and the case waits until somebody has answered."""
    return rig.command("", case, "Please wait with the notice until Friday, the police rang.")


@pytest.mark.parametrize("mail", [refused, unsigned, unreadable, nearly, untagged])
async def test_P7_what_an_analysts_mail_kept_back_unobeyed_is_kept_back_after_a_restore(
    mail: Callable[[Rig, str], bytes],
) -> None:
    rig = await Rig().start()
    case = await rig.opened()
    backup = rig.store.copy()
    rig.boxes["intake"].deliver(mail(rig, case))
    await rig.settled()
    (before,) = (await rig.case(case)).pauses_open()
    await rig.kill()

    rig = await goes_on(restored(rig, backup))
    (after,) = (await rig.case(case)).pauses_open()
    assert (after.who, after.why, after.mail) == (before.who, before.why, before.mail)
    assert "refused or put aside after that, and may ask to wait: 1." in last(rig, ANN, "restored")
    await settle(rig)
    await rig.clock.advance(3 * DAY)
    assert rig.notices() == []
    assert "question" in [one.kind for one in (await rig.case(case)).sent.values()]


async def test_P17_a_refused_mail_is_not_carried_out_by_a_restore_that_makes_it_possible() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    backup = rig.store.copy()
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", case))
    await rig.settled()
    rig.boxes["intake"].deliver(rig.command("[HOLD]\n[REMOVED:1]", case))
    await rig.settled()
    where = {name: len(rig.boxes["intake"].messages(name)) for name in rig.boxes["intake"].folders()}
    await rig.kill()
    rig = await goes_on(restored(rig, backup))
    now = {name: len(rig.boxes["intake"].messages(name)) for name in rig.boxes["intake"].folders()}
    assert now == where
    assert where[f"Hotline/{Folder.REFUSED}"] == 1
    held = await rig.case(case)
    assert [one.why for one in held.pauses_open()] == [WHY]
    assert held.all_gone() == set()


@pytest.mark.parametrize("fault", [Permanent("it does not read"), ValueError("a bug")])
async def test_P11_what_cannot_be_asked_again_is_listed_and_the_daemon_starts(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = await Rig().start()
    case = await rig.opened()
    backup = rig.store.copy()
    rig.boxes["intake"].deliver(refused(rig, case))
    await rig.settled()
    await rig.kill()

    def fails(*facts: object) -> Decision:
        raise fault

    monkeypatch.setattr(unrecorded, "asked_again", fails)
    rig = await goes_on(restored(rig, backup))
    assert rig.outbox.restores.last.is_compared
    told = last(rig, ANN, "restored")
    assert "may ask to wait" not in told
    assert "cannot be asked about again: Ann 2026-03-02" in told
