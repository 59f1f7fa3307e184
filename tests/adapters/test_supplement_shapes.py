"""The supplement as the LEA gets it: the same three shapes as the report, saying what is new."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

from hotlined.adapters.pdf import annex_pdf
from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.letters.annex_json import annex_json_file
from hotlined.domain.mail.message import Draft
from tests.domain.test_resending import resend
from tests.domain.test_updating import NEW, done
from tests.support.mails_in import analyst_mail
from tests.support.world import World, reported

ZONE = ZoneInfo("Europe/Tallinn")
TEMPLATES = JinjaTemplates(None, Path(__file__).parents[2] / "templates", zone=ZONE)
ENGLISH = TEMPLATES.words("en")


def updated() -> World:
    """A case with an urgent supplement."""
    return done(reported(), "Comments: two\n  lines\n" + NEW, "[UPDATE] [URGENT:a reason]")


def written(world: World, draft: Draft) -> tuple[str, str]:
    """Subject and text."""
    made = TEMPLATES.render(draft.kind, "en", {**draft.values, "now": world.now})
    return made.subject, made.text


def test_the_supplement_says_in_its_text_what_is_new() -> None:
    world = updated()
    subject, text = written(world, world.letters("annex-i")[1])

    assert subject == f"[{world.case.stream}] URGENT Supplement 1 to the report"
    assert text.splitlines()[0].split() == ["SUPPLEMENT", "1", "TO", "OUR", "REPORT", world.case.stream]
    for line in ("  - Urgent: Yes", "  - Comments: two", "  - item 2, IP address: 192.0.2.2", "a reason"):
        assert line in text
    assert str(world.letters("annex-i")[1].values["code"]) in text


def test_the_three_shapes_say_the_same() -> None:
    world = updated()
    values = {**world.letters("annex-i")[1].values, "now": world.now}
    data = json.loads(annex_json_file(values, "en"))

    assert data["supplement"]["number"] == 1
    assert {"item": 2, "field": "ip", "before": None, "after": "192.0.2.2"} in data["supplement"]["changes"]
    assert [item["number"] for item in data["items"]] == [2]
    assert annex_pdf(values, ENGLISH, zone=ZONE).startswith(b"%PDF")
    assert annex_pdf(values, ENGLISH, zone=ZONE) == annex_pdf(values, ENGLISH, zone=ZONE)


def test_a_copy_says_that_it_is_one_and_that_nothing_begins_with_it() -> None:
    world = updated()
    world.deliver()
    resend(world)
    first, _, again, _ = (written(world, draft)[1] for draft in world.letters("annex-i"))

    assert "send you this again" in again
    assert "send you this again" not in first


def test_the_answer_says_that_it_went_and_the_list_carries_no_content() -> None:
    world = updated()
    world.take(analyst_mail(subject="[LIST]", received_at=world.now))
    done_, listed = (written(world, world.letters(kind)[-1])[1] for kind in ("done", "list"))

    assert "supplement 1 goes to national" in " ".join(done_.split())
    assert world.case.stream in listed
    assert "provider.example.net" not in listed
