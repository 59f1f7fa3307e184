"""What analysts are told of a folder is its name at this site (`folders: {root: ...}` in mailboxes.yaml)."""

from dataclasses import replace

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.restore_told import Lost, LostCommand, told
from tests.support.mails_in import T0
from tests.support.world import World, home_site


def test_where_the_mails_of_before_a_restore_lie_is_named_as_at_the_site() -> None:
    world = World(replace(home_site(), roots={"intake": "Archive/Hotline"}))
    (letter, *_) = told(world.context, Case("desk-2026-03-02"), Lost(T0, 0, (LostCommand(T0, "Ann"),), ()))

    assert "they lie in Archive/Hotline/Done of the intake mailbox" in str(letter.draft.values)
