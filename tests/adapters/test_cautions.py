"""What `hotlined check` asks to look at: it may be meant so, and a start takes it."""

import os
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from hotlined.adapters.config.settings import load
from tests.support.over import over
from tests.support.site import dump, write_site


def told(path: Path) -> list[str]:
    return [str(one).removeprefix(f"{path.parent}/") for one in load(path).cautions]


def test_of_a_good_site_nothing_is_asked(tmp_path: Path) -> None:
    assert told(write_site(tmp_path)) == []


@over(
    ("kind", "port", "tls", "why"),
    [
        ("imap", 143, "tls", '143 is usual with "tls: starttls", and tls is "tls"'),
        ("imap", 993, "starttls", '993 is usual with "tls: tls", and tls is "starttls"'),
        ("smtp", 587, "tls", '587 is usual with "tls: starttls", and tls is "tls"'),
        ("smtp", 465, "starttls", '465 is usual with "tls: tls", and tls is "starttls"'),
        ("smtp", 25, "tls", '25 is usual with "tls: starttls", and tls is "tls"'),
        ("imap", 587, "starttls", "587 is a port of SMTP"),
        ("smtp", 993, "tls", "993 is a port of IMAP"),
        ("imap", 993, "tls", None),
        ("smtp", 587, "starttls", None),
        ("smtp", 465, "none", None),
        ("smtp", 2525, "tls", None),
    ],
)
def test_a_port_on_which_servers_begin_otherwise_is_asked_about(
    kind: str, port: int, tls: str, why: str | None, tmp_path: Path
) -> None:
    path = write_site(tmp_path)
    data = YAML(typ="safe").load(path)
    data["mailboxes"]["lea"][kind] |= {"port": port, "tls": tls}
    dump(path, data)

    found = [one.partition(": ")[2] for one in told(path)]
    assert found == ([f"mailboxes.lea.{kind}.port: {why}"] if why else [])


def test_P4_an_address_that_looks_like_another_is_asked_about(tmp_path: Path) -> None:
    """As it stands in a mail that somebody copied it from: the letter e is a Cyrillic one."""
    path = write_site(tmp_path)
    data = YAML(typ="safe").load(path)
    data["people"]["lea_units"][0]["address"] = "reports@polic\u0435.example.com"
    dump(path, data)

    (caution,) = told(path)
    assert "people.lea_units[1].address:" in caution
    assert "has letters that look like those of another name" in caution


@pytest.mark.parametrize(
    ("agreed", "asked"),
    [
        ({"purge_urls_after": "30d"}, True),
        ({"purge_urls_after": "never"}, False),
        ({"purge_urls_after": "30d", "purge_after": "90d"}, False),
        ({}, False),
    ],
)
def test_P14_a_time_for_urls_counts_only_where_something_is_purged(
    agreed: dict[str, str], asked: bool, tmp_path: Path
) -> None:
    found = told(write_site(tmp_path, agreement=agreed))

    assert any("purge_urls_after: counts only with purge_after" in one for one in found) is asked


@pytest.mark.parametrize(
    ("region", "asked"), [("Exmaple County", True), ("EXAMPLE county", False), ("West", False)]
)
def test_a_region_of_the_routing_that_is_nearly_a_units_is_asked_about(
    region: str, asked: bool, tmp_path: Path
) -> None:
    rows = [
        {"name": "county", "region": [region], "units": ["national"]},
        {"name": "rest", "units": ["national"]},
    ]
    path = write_site(tmp_path, rules={"routing": {"routes": rows}})
    data = YAML(typ="safe").load(path)
    data["people"]["lea_units"][0]["region"] = "Example County"
    dump(path, data)

    found = told(path)
    assert [one.rpartition("; ")[2] for one in found] == (['did you mean "Example County"?'] if asked else [])


def test_a_folder_that_is_not_there_is_asked_about_but_for_those_that_the_service_brings(
    tmp_path: Path,
) -> None:
    later = {"status_file": "/run/hotlined/status.json", "lmtp": {"listen": "/run/hotlined/lmtp"}}
    assert told(write_site(tmp_path / "later", **later)) == []
    assert told(write_site(tmp_path / "there", status_file="status.json")) == []

    wrong = {"status_file": "no/status.json", "metrics_file": "/no/x.prom", "lmtp": {"listen": "/no/lmtp"}}
    path = write_site(tmp_path / "wrong", **wrong)
    assert {one.partition(": ")[2].replace(f"{path.parent}/", "") for one in told(path)} == {
        "status_file: the folder no does not exist",
        "metrics_file: the folder /no does not exist",
        "lmtp.listen: the folder /no does not exist",
    }


@pytest.mark.skipif(os.path.realpath("/var/run") != "/run", reason="/var/run is no other name of /run here")
def test_the_old_name_of_run_is_not_asked_about(tmp_path: Path) -> None:
    """Unit files and guides of other programs have it still."""
    old = {"status_file": "/var/run/hotlined/status.json", "lmtp": {"listen": "/var/run/hotlined/lmtp"}}
    assert told(write_site(tmp_path, **old)) == []


def test_P9_files_that_everybody_may_write_are_asked_about(tmp_path: Path) -> None:
    """Who may write them pins a key, and commands."""
    path = write_site(tmp_path)
    agreement = path.parent / "rules" / "agreement.yaml"
    path.chmod(0o646)
    agreement.chmod(0o666)

    assert told(path) == [
        f"mailboxes.yaml:1: everybody may write this file: chmod o-w {path}",
        f"rules/agreement.yaml:1: everybody may write this file: chmod o-w {agreement}",
    ]


def test_a_law_that_no_notice_knows_is_asked_about(tmp_path: Path) -> None:
    """`ntd_jurisdiction: de`: a notice leaves without the sentence that makes it one under the DSA."""
    path = write_site(tmp_path, agreement={"ntd_jurisdiction": "de"}, templates="templates")
    own = tmp_path / "templates" / "ntd" / "de.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{{ items }}", encoding="utf-8")

    assert [one.partition(": ")[2] for one in told(path)] == [
        'ntd_jurisdiction: no template asks for "de"; the shipped ones know "eu"'
    ]
    own.write_text('{% if jurisdiction == "de" %}{% endif %}', encoding="utf-8")
    assert told(path) == []


@over(
    ("country", "zone", "why"),
    [
        (
            "NO",
            "Europe/Tallinn",
            'clocks in NO show another time than "Europe/Tallinn"; there it is "Europe/Oslo"',
        ),
        ("EE", "Etc/GMT+2", 'clocks in EE show another time than "Etc/GMT+2"; there it is "Europe/Tallinn"'),
        (
            "PT",
            "CET",
            'clocks in PT show another time than "CET"; there it is "Europe/Lisbon", or one of 2 others',
        ),
        ("PT", "Atlantic/Azores", None),
        ("DE", "Europe/Vienna", None),
        ("EE", "EET", None),
    ],
)
def test_P15_a_time_zone_with_other_clocks_than_the_country_has_is_asked_about(
    country: str, zone: str, why: str | None, tmp_path: Path
) -> None:
    """Deadlines, hours of work and the times in letters would all be off, and none of it looks wrong."""
    path = write_site(tmp_path)
    data = YAML(typ="safe").load(path)
    data["hotline"] |= {"country": country, "timezone": zone}
    dump(path, data)

    found = [one.partition(": ")[2] for one in told(path)]
    assert found == ([f"hotline.timezone: {why}"] if why else [])
