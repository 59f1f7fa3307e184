"""The list of open cases, quoted by a mail program: none of its lines names a case to the reader."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.text.newtext import new_text
from hotlined.domain.values.reference import find_references
from tests.support.mails_in import analyst_mail
from tests.support.world import World, opened, reported

ZONE = ZoneInfo("Europe/Tallinn")
TEMPLATES = JinjaTemplates(None, Path(__file__).parents[2] / "templates", zone=ZONE)
OURS = tuple(TEMPLATES.boilerplate())


@pytest.mark.parametrize("language", ["de", "el", "en", "et", "lt", "sv"])
def test_a_quoted_list_leaves_the_case_to_what_is_written_above_it(language: str) -> None:
    world = reported(World())
    opened(world)
    world.take(analyst_mail(subject="[LIST]", received_at=world.now))
    letter = world.letters("list")[-1]
    text = TEMPLATES.render(letter.kind, language, {**letter.values, "now": world.now}).text
    assert len({*find_references(text, "HL")}) == 2

    quoted = "".join(f"> {line}\n" for line in text.splitlines())
    found = new_text(f"[CLOSE]\n\nOn 3/2/26 11:00, Example Hotline wrote:\n{quoted}", ours=OURS)
    assert find_references(found.for_holds, "HL") == ()
