"""The board: the list of open cases without a look into the store."""

from tests.support.mails_in import analyst_mail, mail_in
from tests.support.rig import Rig


async def test_the_board_follows_the_docket_and_a_restart() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    assert [line.reference for line in rig.board.lines()] == [reference]
    await rig.kill()
    rig = await rig.restarted().start()
    assert [line.reference for line in rig.board.lines()] == [reference]
    await rig.kill()


async def test_it_is_asked_for_only_by_an_analysts_LIST() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    facts = rig.intake.gathering.facts
    listed = (await facts(analyst_mail(subject="[LIST]"))).listed
    assert [line.reference for line in listed] == [reference]
    for other in (analyst_mail(subject="[STATUS]"), mail_in(subject="[LIST]")):
        assert (await facts(other)).listed == ()
    await rig.kill()
