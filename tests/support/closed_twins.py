"""Two cases with one URL, of which the second is closed: on hold before that, or asked about afterwards."""

from datetime import timedelta

from tests.support.rig import Rig

DOUBT = "Blorf the whole frobnication, colleagues."  # in words that nobody here knows


async def running(**terms: object) -> Rig:
    """A daemon whose notices are due after an hour, if nothing else is agreed."""
    rig = Rig()
    rig.agree(**{"ntd_delay": timedelta(hours=1)} | terms)
    return await rig.start()


async def held(rig: Rig, hold: str = "[HOLD]") -> tuple[str, str]:
    """The LEA asks to wait in the second, and an analyst closes that one."""
    first, second = await rig.opened(), await rig.opened()
    rig.boxes["lea"].deliver(rig.reply(hold))
    await rig.settled()
    await _closed(rig, second)
    assert (await rig.case(second)).holds_in_force()
    return first, second


async def asked(rig: Rig) -> tuple[str, str]:
    """The second is closed, and then the LEA writes what nobody understands."""
    first, second = await rig.opened(), await rig.opened()
    doubt = rig.reply(DOUBT, signed=False)
    await _closed(rig, second)
    assert second not in rig.store.open_streams()
    rig.boxes["lea"].deliver(doubt)
    await rig.settled()
    return first, second


async def _closed(rig: Rig, stream: str) -> None:
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", stream))
    await rig.settled()
    assert (await rig.case(stream)).closed is not None
