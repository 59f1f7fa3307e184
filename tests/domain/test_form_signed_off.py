"""Where an analyst's mail ends without `-- `: nothing of its signature gets into the report."""

from datetime import UTC

import pytest

from hotlined.domain.form import FormReading, read_form
from hotlined.domain.form.labels import default_labels
from hotlined.domain.hotline.people import Analyst
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import ANN, FORM, analyst_mail
from tests.support.site import ANALYST_KEY, PHRASES, make_site
from tests.support.world import World, home_site

ONE, TWO = "https://example.org/1", "https://example.org/2"
SITE = make_site(analysts=(Analyst("Ann Example", ANN, (ANALYST_KEY,)),))
ENDS = [
    "Ann", "ann example", "/Ann", "- Ann Example", "Example Hotline",
    "Ann Example\nSenior Analyst\n+372 555 0101", "Ann Example\nExample St. 1\n10111 Example",
    "Ann\n\nThis e-mail and its attachments are confidential.",
    "This e-mail is confidential. If you are not the intended recipient, delete it.",
    "CONFIDENTIALITY NOTICE: This message is intended only for the addressee.",
    "Diese E-Mail ist vertraulich und nur für den Empfänger bestimmt.", "Ce message est confidentiel.",
    "Käesolev e-kiri on konfidentsiaalne.", "Detta meddelande är konfidentiellt.",
    "Το παρόν μήνυμα είναι εμπιστευτικό.", "Šis laiškas yra konfidencialus.",
    "Το μήνυμα αυτό είναι εμπιστευτικό: info@hotline.example.org",
    "Šis elektroninis laiškas yra konfidencialus: info@hotline.example.org",
    "Ši elektroninio pašto žinutė skirta tik gavėjui.",
]  # fmt: skip


def read(text: str) -> FormReading:
    return read_form(text, labels=default_labels(), zone=UTC, names=SITE.signers)


@pytest.mark.parametrize("end", ENDS)
def test_P10_what_stands_below_the_writers_name_is_in_no_field(end: str) -> None:
    found = read(f"URL: {ONE}\nType of content: item 1\n\n{end}\n")
    assert (found.form.content_type, found.problems) == ("item 1", ())
    assert [one.line for one in found.remarks] == [4]  # and it is told

    below_url = read(f"Type of content: item 1\nURL: {ONE}\n\n{end}\n")
    assert ([one.url for one in below_url.form.items], below_url.problems) == ([ONE], ())


@pytest.mark.parametrize("end", ENDS)
def test_labels_below_the_writers_name_count(end: str) -> None:
    found = read(f"URL: {ONE}\nType of content: item 1\n\n{end}\n\nURL: {TWO}\n")
    assert [one.url for one in found.form.items] == [ONE, TWO]


@pytest.mark.parametrize(
    "more",
    [
        "Ann is named in it",
        "Annex",
        "\n  Ann",
        "\nThis message stands on the page",
        "\nThis e-mail address is named",
        "\nThis e-mail address is for members: confidential",
        "\nThis message was posted as confidential.\n\nMore",
        "\nThe information in this post is confidential.",
        "\nAnn\n\nThe page has had it since Monday.",
        "\nThe name on the page:\n\nAnn\n\nand a number",
    ],
)
def test_what_is_no_end_stays_in_its_field(more: str) -> None:
    assert read(f"URL: {ONE}\nType of content: item 1\n{more}\n").form.content_type.endswith(more.strip())  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "plea",
    [
        "This message is confidential: please wait with the notice, the police are still there.",
        "Ann\nPS: please wait with the notice, the police are still there.",
    ],
)
def test_P5_a_plea_to_wait_in_or_below_such_a_line_is_heard(plea: str) -> None:
    world = World(site=home_site(analysts=SITE.analysts, phrases=PHRASES))
    decision = world.take(analyst_mail(f"{FORM}\n{plea}\n", subject="[ILLEGAL]"))
    assert decision.folder == Folder.DONE
    assert world.case.pauses_open()
