"""`hotlined providers`: the directory, listed, searched, checked, imported into."""

import pytest

from hotlined.cli import say
from tests.cli.place import Place
from tests.support.site import dump

DIRECTORY = {
    "providers": [
        {
            "name": "Wide", "contact": "abuse@wide.example", "confirmed": "yes",
            "networks": ["192.0.2.0/24"], "domains": ["wide.example"], "asns": ["AS64496"],
        },
        {"name": "Narrow", "contact": "abuse@narrow.example", "networks": ["192.0.2.128/25"]},
        {"name": "Front", "contact": "abuse@front.example", "cdn": "yes", "domains": ["front.example"]},
        {"name": "Wide again", "contact": "abuse@wide.example", "networks": ["192.0.2.0/24"],
         "confirmed": "no", "asns": ["64496"]},
        {"name": "Nowhere", "contact": "abuse@nowhere.example", "confirmed": "yes", "channel": "form"},
    ]
}  # fmt: skip


@pytest.fixture
def directory(place: Place) -> Place:
    """A site whose directory has five rows."""
    dump(place.folder / "rules" / "providers.yaml", DIRECTORY)
    return place


@pytest.mark.parametrize(
    ("what", "winners", "told"),
    [
        ("192.0.2.200", ["Narrow", "Wide"], "Narrow wins by 192.0.2.128/25, the longest network"),
        (
            "https://192.0.2.200/a",
            ["Narrow", "Wide"],
            "a notice waits for an analyst's [PROVIDER:abuse@narrow",
        ),
        ("https://a.wide.example/", ["Wide"], "A notice goes to abuse@wide.example"),
        ("a.WIDE.example", ["Wide"], "Wide wins by wide.example"),
        ("192.0.2.200:8080", ["Narrow", "Wide"], "Narrow wins by 192.0.2.128/25"),
        ("192.0.2.200/a", ["Narrow", "Wide"], "Narrow wins by 192.0.2.128/25"),
        ("a.wide.example:8443/a", ["Wide"], "Wide wins by wide.example"),
        ("front.example", ["Front"], "It is a CDN: no notice goes there"),
        ("as64496", ["Wide"], "Wide wins by AS64496"),
        ("wide", ["Wide", "Wide again"], "2 rows are named so"),
        ("Nowhere", ["Nowhere"], "1 row is named so"),
    ],
)
def test_providers_search_says_which_row_wins_and_why(
    what: str, winners: list[str], told: str, directory: Place
) -> None:
    done = directory.call("providers", "search", what, "--config", str(directory.config))
    rows = directory.call("providers", "search", what, "--json", "--config", str(directory.config)).data

    assert (done.code, [row["name"] for row in rows]) == (0, winners)
    assert [row["standing"] for row in rows] == ["wins", "shadowed"][: len(winners)]
    assert told in done.out


@pytest.mark.parametrize("what", ["https://elsewhere.example/", "203.0.113.1", "AS64500", "nobody", ""])
def test_providers_search_that_finds_nobody_exits_1(what: str, directory: Place) -> None:
    done = directory.call("providers", "search", what, "--config", str(directory.config))

    assert done.code == 1
    assert "no row of the directory matches" in done.out


def test_providers_check_names_what_is_doubtful_in_each_row(directory: Place) -> None:
    done = directory.call("providers", "check", "--json", "--config", str(directory.config))

    assert done.code == 1
    assert [(row["provider"], row["finding"]) for row in done.data] == [
        ("Narrow", "row 2 is not confirmed: a notice waits for [PROVIDER:abuse@narrow.example]"),
        ("Narrow", "row 2: 192.0.2.128/25 lies within 192.0.2.0/24 of Wide, and wins there"),
        ("Wide again", "row 4 is not confirmed: a notice waits for [PROVIDER:abuse@wide.example]"),
        ("Wide again", "row 4 repeats AS64496 of Wide"),
        ("Wide again", "row 4 repeats 192.0.2.0/24 of Wide"),
        (
            "Wide again",
            "row 4 says something else of abuse@wide.example than Wide "
            "(language, confirmed, cdn, channel, keys or xarf)",
        ),
        ("Nowhere", "row 5 has neither network nor domain: it is never found for an item"),
    ]


def test_providers_list_shows_the_rows_and_says_when_there_are_none(directory: Place) -> None:
    listed = directory.call("providers", "list", "--config", str(directory.config))
    assert "192.0.2.0/24, wide.example, AS64496" in listed.out

    dump(directory.folder / "rules" / "providers.yaml", {"providers": []})
    empty = directory.call("providers", "list", "--config", str(directory.config))
    assert (empty.code, empty.out.startswith("the directory is empty")) == (0, True)


def test_providers_import_proposes_what_is_new_unconfirmed_and_never_touches_a_file(directory: Place) -> None:
    source = directory.folder / "contacts.csv"
    source.write_text(
        "name,contact,networks\nNew,abuse@new.example,198.51.100.0/24\n"
        "Wide,abuse@wide.example,192.0.2.0/24\nThief,abuse@thief.example,192.0.2.0/24\n"
    )
    target = directory.folder / "proposed.yaml"
    command = ("providers", "import", str(source), "--config", str(directory.config))

    shown = directory.call(*command)
    done = directory.call(*command, "--out", str(target))
    again = directory.call(*command, "--out", str(target))

    assert done.code == shown.code == 1
    assert shown.out == target.read_text()
    assert "192.0.2.0/24 of abuse@thief.example stands in the directory with abuse@wide.example" in done.err
    assert (again.code, "name a new file" in again.err) == (2, True)
    target.rename(directory.folder / "rules" / "providers.yaml")
    (row,) = directory.call("providers", "list", "--json", "--config", str(directory.config)).data
    assert (row["name"], row["networks"], row["confirmed"]) == ("New", ["198.51.100.0/24"], False)


def test_what_providers_import_proposes_is_not_broken_at_a_terminals_width(
    directory: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = directory.folder / "contacts.csv"
    name = " ".join(["Example Hosting"] * 4)
    source.write_text(f"name,contact,networks\n{name},abuse@new.example,198.51.100.0/24\n")
    monkeypatch.setattr(say.out, "_force_terminal", True)
    monkeypatch.setattr(say.out, "_width", 30)

    done = directory.call("providers", "import", str(source), "--config", str(directory.config))

    assert f"- name: {name}\n" in done.out


def test_a_file_to_import_that_is_not_there_is_told_in_words(directory: Place) -> None:
    done = directory.call("providers", "import", "/nowhere.csv", "--config", str(directory.config))

    assert (done.code, done.err) == (2, "/nowhere.csv cannot be read: No such file or directory\n")


def test_providers_import_of_a_file_that_is_no_table_says_what_is_expected(directory: Place) -> None:
    done = directory.call("providers", "import", str(directory.config), "--config", str(directory.config))

    assert done.code == 2
    assert "expected name, contact" in done.err


def test_check_says_loudly_that_test_mode_is_on(place: Place) -> None:
    place.write(test_mode={"providers_to": "test@hotline.example.org"})

    done = place("check")

    assert done.code == 1
    assert "TEST MODE: no provider gets any mail; all goes to test@hotline.example.org" in done.out
    assert ("TEST MODE", "wrong") in [
        (one["what"], one["state"]) for one in place("check", "--json").data["findings"]
    ]
