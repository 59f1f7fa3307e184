"""The report as data: nothing is lost, nothing is added, and it has the published shape."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from hotlined.domain.form.annex import Answer, Form, Item
from hotlined.domain.letters.annex_json import annex_json, annex_json_file
from hotlined.domain.record.casework import CaseOpened, ProviderSet
from tests.support.annex import CODE, ITEM, NOW, OPENED, annex_values, full_form, reports

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "annex-i.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def form_in(document: dict[str, Any]) -> Form:
    """The form that a reader of the document would fill in."""
    report, content, more = document["report"], document["content"], document["additional"]

    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(report[name]) if report[name] else None

    def answer(section: dict[str, Any], name: str) -> Answer | None:
        return Answer(section[name]) if section[name] else None

    return Form(
        received_from_public=moment("received_from_public"),
        received_from_iccam=moment("received_from_iccam"),
        iccam_id=report["iccam_report_id"],
        region=report["region"],
        content_language=report["content_language"],
        offender_identifiable=answer(content, "offender_identifiable"),
        victim_identifiable=answer(content, "victim_identifiable"),
        victim_identified=answer(content, "victim_identified"),
        content_type=content["content_type"],
        self_generated=answer(content, "self_generated"),
        content_data=content["content_data"],
        useful_information=content["useful_information"],
        metadata=content["metadata"],
        items=tuple(
            Item(one["url"], one["access"], one["ip"], one["provider"], one["hosting"], one["country"])
            for one in document["items"]
        ),
        screenshots=more["screenshots"],
        comments=more["comments"],
        cloudflare=answer(more, "cloudflare"),
    )


def test_the_schema_itself_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@given(reports())
@settings(max_examples=60, deadline=None)
def test_every_report_has_the_published_shape_and_gives_its_form_back(
    report: tuple[Form, CaseOpened, dict[str, object]],
) -> None:
    form, opened, values = report
    document = json.loads(annex_json_file(values, "en"))

    assert list(VALIDATOR.iter_errors(document)) == []
    items = tuple(replace(item, host_country=item.host_country or opened.country) for item in form.items)
    assert form_in(document) == replace(form, items=items)
    assert document["report"]["urgent"] is opened.urgent
    assert document["report"]["urgent_reason"] == (opened.urgent_reason if opened.urgent else None)
    assert document["report"]["assessment"] == opened.assessment
    assert document["fragment"] == {"number": values["fragment"], "of": 3}


def test_an_empty_form_has_every_field_as_null() -> None:
    document = annex_json(annex_values(Form()), "en")

    assert set(document["content"].values()) == {None}
    assert document["items"] == []
    assert document["report"]["received_from_public"] is None
    assert document["report"]["iccam_report_id"] is None
    assert [document["additional"][name] for name in ("screenshots", "comments", "cloudflare")] == [None] * 3


def test_what_is_not_in_the_form_is_there_as_well() -> None:
    document = annex_json(annex_values(full_form()), "en")

    assert (document["schema"], document["version"]) == ("urn:hotlined:annex-i", 1)
    assert (document["reference"], document["receipt_code"]) == ("HL-2026-000123-K", CODE)
    assert document["contact"] == {
        "hotline": "Example Hotline",
        "description": "Reporting point of the Example Association",
        "email": "desk@hotline.example.org",
        "phone": "+372 555 0100",
        "address": "Example Street 1, 10111 Example",
    }


def test_times_are_utc_in_whole_seconds_whatever_zone_they_came_in() -> None:
    there = NOW.astimezone(tz=datetime.fromisoformat("2026-01-01T00:00:00+05:30").tzinfo)

    said = annex_json(annex_values(opened=replace(OPENED, found_at=there)), "en")["report"]

    assert said["forwarded_to_lea"] == said["found_illegal"] == "2026-11-24T14:05:07Z"


def test_the_provider_of_the_directory_and_the_country_of_the_case_fill_the_gaps() -> None:
    known = ProviderSet(items=(1, 2), name="Example Net", contact="abuse@example.net", confirmed=True)
    named = replace(ITEM, provider="Example Hosting", host_country="LT")
    document = annex_json(annex_values(Form(items=(ITEM, named)), provider=known), "en")

    assert [(one["provider"], one["country"]) for one in document["items"]] == [
        ("Example Net", "EE"),
        ("Example Hosting", "LT"),
    ]


def test_the_number_that_iccam_gave_later_wins_over_the_form() -> None:
    document = annex_json(annex_values(Form(iccam_id="from the form"), iccam="recorded"), "en")

    assert document["report"]["iccam_report_id"] == "recorded"


@pytest.mark.parametrize(("body", "seconds"), [("hotline", 86_400), ("lea", None)])
def test_the_delay_is_said_only_where_the_hotline_sends_the_notice(body: str, seconds: int | None) -> None:
    document = annex_json(annex_values(opened=replace(OPENED, ntd_body=body)), "en")

    assert document["additional"]["notice_and_takedown"] == {
        "body": body,
        "when": seconds and "after",
        "after_seconds": seconds,
        "at": None,
        "needs_receipt": False,
        "working_hours": False,
    }


def test_the_file_is_ascii_so_that_no_direction_mark_disguises_it() -> None:
    written = annex_json_file(annex_values(Form(comments="\u202eevil\u202c\ud800")), "en")

    assert b"\\u202eevil\\u202c" in written
    assert written.isascii()


@pytest.mark.parametrize("name", ["hotline", "form", "opened", "items", "code", "forwarded_at", "notice"])
def test_a_value_of_another_kind_is_named_and_not_quoted(name: str) -> None:
    with pytest.raises(TypeError, match=f"^{name}: ") as refused:
        annex_json(annex_values() | {name: 10.25}, "en")

    assert "10.25" not in str(refused.value)


def test_a_time_without_a_zone_is_refused() -> None:
    naive = NOW.astimezone(UTC).replace(tzinfo=None) - timedelta(hours=1)

    with pytest.raises(TypeError, match="zone"):
        annex_json(annex_values(opened=replace(OPENED, found_at=naive)), "en")
