"""The record does not say of anybody that he was told, where his mail could not be encrypted (P4, P13)."""

from datetime import timedelta

from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.mail.message import Party
from hotlined.domain.record.noticed import LeaAsked, RemovalTold
from tests.app.test_please_call import DAY, OVER
from tests.support.rig import Rig
from tests.support.site import LEA_KEY


async def test_the_record_says_that_analysts_were_told_where_a_unit_could_not_be_told_of_a_removal() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.openpgp.broken[LEA_KEY] = OVER
    rig.boxes["intake"].deliver(rig.command("[REMOVED]", reference))
    await rig.settled()

    assert [(one.party, one.told) for one in rig.events(reference, RemovalTold)] == [(Party.LEA, "analysts")]
    assert rig.alarms("blocked") == 1, "they are the ones who phone"
    await rig.kill()


async def test_a_unit_that_could_not_be_asked_about_its_notices_is_not_called_silent() -> None:
    rig = Rig()
    rig.agree(
        ntd_body=NtdBody.LEA,
        lea_followup=timedelta(days=1),
        lea_followups=1,
        receipt_reminder=timedelta(days=9),
    )
    await rig.start()
    reference = await rig.opened()
    rig.openpgp.broken[LEA_KEY] = OVER
    await rig.clock.advance(3 * DAY + 3600)

    assert [(one.n, one.told) for one in rig.events(reference, LeaAsked)] == [(1, "analysts")] * 3
    assert (rig.alarms("lea-silent"), rig.alarms("blocked")) == (0, 3)

    rig.openpgp.broken.clear()
    await rig.clock.advance(2 * DAY)
    assert [(one.n, one.told) for one in rig.events(reference, LeaAsked)][3:] == [(1, ""), (2, "")]
    assert rig.alarms("lea-silent") == 1, "now it was asked"
    await rig.kill()
