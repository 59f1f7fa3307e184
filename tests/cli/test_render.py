"""`hotlined render`: a report as the LEA would get it."""

import json

from tests.cli.place import CASE, MARKER, Place


def test_the_report_is_rendered_in_each_shape_without_its_code(filled: Place) -> None:
    text = filled("render", "annex-i", CASE)
    data = json.loads(filled("render", "annex-i", CASE, "--to", "json").out)
    pdf = filled.folder / "report.pdf"
    done = filled("render", "annex-i", CASE, "--to", "pdf", "--output", str(pdf))

    assert (text.code, done.code) == (0, 0)
    assert f"https://example.com/{MARKER}" in text.out
    assert "only in the mail that was sent" in text.out
    assert data["reference"] == CASE
    assert "secret-code" not in text.out + json.dumps(data)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert pdf.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_rendered_is_said_in_a_sentence(filled: Place) -> None:
    there = filled.folder / "there.pdf"
    there.write_bytes(b"mine")

    assert "there is no case" in filled("render", "annex-i", "HL-2026-000002-A").err
    assert "it has 1" in filled("render", "annex-i", CASE, "--part", "2").err
    assert "expected one of: national" in filled("render", "annex-i", CASE, "--unit", "nobody").err
    assert "exists already" in filled("render", "annex-i", CASE, "--to", "pdf", "-o", str(there)).err
    assert there.read_bytes() == b"mine"


def test_each_shape_says_who_we_are_in_the_language_of_the_unit(filled: Place) -> None:
    config = filled.folder / "mailboxes.yaml"
    text = config.read_text(encoding="utf-8")
    given = "description: Reporting point of the Example Association"
    assert given in text
    text = text.replace(given, "description: {en: Reporting point, el: Σημείο αναφοράς}")
    config.write_text(
        text.replace("    name: national", "    name: national\n    language: el"), encoding="utf-8"
    )

    said = filled("render", "annex-i", CASE)
    data = json.loads(filled("render", "annex-i", CASE, "--to", "json").out)

    assert "Σημείο αναφοράς" in said.out
    assert data["contact"]["description"] == "Σημείο αναφοράς"
    assert "Σημείο αναφοράς" in filled("introduce", "national").out
