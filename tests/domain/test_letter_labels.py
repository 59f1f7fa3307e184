"""What an LEA reads in its report is read in a form as well, in every language: analysts copy lines of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotlined.domain.form import Answer, read_form
from hotlined.domain.form.labels import default_labels, fold_label

LETTERS = sorted((Path(__file__).parents[2] / "templates" / "annex-i").glob("*.txt.j2"))
NO_FIELD = ("URL (ASCII):",)  # the same address once more, for people whose program shows no Unicode
_BESIDE = re.compile(r"^\s*([^{}\n]+?)\s*\{\{ *\(?(?:iccam or )?(?:form|one\.item)\.(\w+)")
_ABOVE = re.compile(r"^\s*\{\{ *\(?form\.(\w+)")


def labels_of(letter: Path) -> Iterator[tuple[str, str]]:
    """The labels that the template prints, each with the field whose value stands beside it or below."""
    before = ""
    for line in letter.read_text(encoding="utf-8").splitlines():
        if (found := _BESIDE.match(line)) and found[1] not in NO_FIELD:
            yield found[1], found[2]
        elif (found := _ABOVE.match(line)) and "{" not in before:
            yield before.strip(), found[1]
        before = line


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.name[:2])
def test_P17_each_label_of_the_report_is_one_of_the_form(letter: Path) -> None:
    found = list(labels_of(letter))

    assert len(found) > 20
    assert [one for one in found if default_labels().get(fold_label(one[0])) != one[1]] == []


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.name[:2])
def test_P17_a_question_of_the_report_that_is_answered_in_a_form_is_no_text_of_the_field_above(
    letter: Path,
) -> None:
    labels = {field: label for label, field in labels_of(letter)}
    kind, victim = labels["content_type"], labels["victim_identifiable"].rstrip("?;")
    text = f"URL: https://files.example.net/item-1\n{kind} item 1\n{victim}: no\n"

    form = read_form(text, labels=default_labels(), zone=ZoneInfo("Europe/Tallinn")).form

    assert (form.content_type, form.victim_identifiable) == ("item 1", Answer.NO)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.name[:2])
def test_P17_a_question_is_read_with_the_mark_that_the_report_has_behind_it(letter: Path) -> None:
    labels = {field: label for label, field in labels_of(letter)}
    asked = [labels[name] for name in ("offender_identifiable", "victim_identifiable", "self_generated")]
    text = "URL: https://files.example.net/item-1\n" + "".join(f"{one} no\n" for one in asked)

    form = read_form(text, labels=default_labels(), zone=ZoneInfo("Europe/Tallinn")).form

    assert {form.offender_identifiable, form.victim_identifiable, form.self_generated} == {Answer.NO}


def test_a_semicolon_ends_a_label_in_Greek_alone() -> None:
    text = "URL: https://files.example.net/item-1\nDescription: item 1\nComments; none of the analyst's\n"

    form = read_form(text, labels=default_labels(), zone=ZoneInfo("Europe/Tallinn")).form

    assert (form.content_type, form.comments) == ("item 1\nComments; none of the analyst's", None)
