"""`hotlined keys` and `check`."""

import json
import os
from datetime import UTC, datetime, timedelta
from errno import EACCES
from pathlib import Path

import pytest
import yaml

from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.config.newsite import OWN_PLACEHOLDER, UNIT_PLACEHOLDER
from hotlined.app.ports import Commit
from hotlined.cli.free_mail import open_to_all
from hotlined.domain.record.noticed import NoticeQueued
from hotlined.domain.record.running import SPLIT_BRAIN, RestoreSettled, StoreRestored
from tests.cli.place import CASE, THEN, Place
from tests.support.keys import Keyring
from tests.support.site import dump

WITHIN = ("name", "address", "phone")  # of a contact person


def test_keys_lists_each_pinned_key(place: Place) -> None:
    done = place("keys", "--json")

    assert done.code == 0, done.out
    assert {(row["owner"], row["role"], row["state"]) for row in done.data} == {
        ("Example Hotline", "our own", "fine"),
        ("national", "LEA unit", "fine"),
        ("Ann", "analyst", "fine"),
    }


def test_a_key_that_cannot_be_used_is_found(place: Place) -> None:
    place.write(keys={"hotline": place.people.own, "lea": place.people.expired, "analyst": "A" * 40})

    done = place("keys")

    assert done.code == 1
    assert "has expired" in done.out
    assert "not in the keyring" in done.out


def test_a_key_that_expires_soon_is_told(place: Place) -> None:
    with Keyring() as ring:
        soon = ring.make("Soon <soon@police.example>", expires="7d")
        place.people.hotline.take(ring.export(soon))
    place.write(keys={"hotline": place.people.own, "lea": soon, "analyst": place.people.unknown})

    done = place("keys")

    assert done.code == 1
    assert "expires in 6 days" in done.out


def test_a_key_is_imported_only_if_it_is_the_one_read_by_phone(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "unit.asc"
    with Keyring() as ring:
        made = ring.make("New <new@police.example>")
        file.write_bytes(ring.export(made))
    spaced = " ".join(made[at : at + 4] for at in range(0, 40, 4)).lower()

    other = place("keys", "import", str(file), place.people.unit)
    short = place("keys", "import", str(file), made[:16])
    nothing = place("keys", "import", str(tmp_path / "none.asc"), made)
    done = place("keys", "import", str(file), spaced)

    assert (other.code, short.code, nothing.code, done.code) == (2, 1, 1, 0)
    assert "It names New <new@police.example>" in done.out
    assert f"exactly the key with the expected fingerprint: it holds {made}; ask" in other.err
    assert "40 hexadecimal digits" in short.err
    assert "cannot be read" in nothing.err
    assert f"imported {made}" in done.out
    assert "not pinned" in done.out


def test_keys_test_encrypts_a_word_to_each_key_and_reads_it_back(place: Place) -> None:
    fine = place("keys", "--json", "test")
    place.write(
        keys={"hotline": place.people.own, "lea": place.people.revoked, "analyst": place.people.unknown}
    )
    wrong = place("keys", "test")

    assert (fine.code, wrong.code) == (0, 1)
    assert {(row["owner"], row["state"]) for row in fine.data} == {
        ("Example Hotline", "fine"),
        ("national", "fine"),
        ("Ann", "fine"),
    }
    assert "has been revoked" in wrong.out


def test_check_finds_a_good_site_fine_and_says_the_plan(place: Place) -> None:
    done = place("check")

    assert done.code == 0, done.out + done.err
    assert "An illegal case hosted in EE goes encrypted to national <reports@police.example.com>" in done.out
    assert "24 h after the LEA's server has accepted the report" in done.out
    assert {one["state"] for one in place("check", "--json").data["findings"]} == {"fine"}


def test_check_says_what_to_do_about_each_thing_that_is_not_fine(place: Place) -> None:
    stranger = place.people.stranger
    place.write(
        keys={"hotline": place.people.unit, "lea": place.people.revoked, "analyst": place.people.unknown}
    )
    (place.folder / "lea.password").write_text("")
    assert stranger.home.exists()

    done = place("check")

    assert done.code == 2  # an empty password file is a problem of the configuration
    (place.folder / "lea.password").write_text("secret\n")
    done = place("check")
    assert done.code == 1
    assert "import our secret key" in done.out
    assert "has been revoked. Ask its owner for the key as it is now, then: hotlined keys import" in done.out


def test_check_names_a_row_of_the_routing_that_no_case_comes_to(place: Place) -> None:
    rows = [{"name": "all", "units": ["all"]}, {"name": "urgent ones", "urgent": True, "units": ["national"]}]
    (place.config.parent / "rules").mkdir(exist_ok=True)
    (place.config.parent / "rules" / "routing.yaml").write_text(json.dumps({"routes": rows}))

    done = place("check", "--json")

    (told,) = (one for one in done.data["findings"] if one["what"] == "rules/routing.yaml")
    assert (done.code, told["state"]) == (1, "wrong")
    assert told["told"].startswith('the row "urgent ones": no case comes to it')


def test_check_says_which_open_cases_know_a_unit_or_a_prefix_that_is_not_configured_any_more(
    filled: Place,
) -> None:
    """A unit that is called otherwise loses its receipts, and can lift no hold of its own."""
    assert not {"hotline.prefix", "LEA unit national"} & {
        one["what"] for one in filled("check", "--json").data["findings"]
    }
    text = filled.config.read_text(encoding="utf-8")
    filled.config.write_text(
        text.replace("name: national", "name: federal").replace("prefix: HL", "prefix: EX"), encoding="utf-8"
    )

    done = filled("check", "--json")

    found = {one["what"]: one["told"] for one in done.data["findings"] if one["state"] == "wrong"}
    assert done.code == 1
    assert found["hotline.prefix"].startswith("1 open case with HL- in front: ")
    assert found["LEA unit national"].startswith(
        f"1 open case went to it ({CASE}), and it is not configured: "
    )


@pytest.mark.parametrize("tested", [True, False])
def test_check_says_which_open_cases_had_their_notice_in_test_mode_alone(filled: Place, tested: bool) -> None:
    """It was left on, or a report came during the trial: no notice follows by itself."""
    config = filled.config.read_text(encoding="utf-8")
    queued = NoticeQueued(
        contact="abuse@example.net", number=1, items=(1,), message_id="<n@hotline.example.org>", test=tested
    )
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        known = store.load(CASE)
        count = len(known.entries) if known else 0
        store.commit([Commit(CASE, count, THEN + timedelta(hours=1), (queued,))])

    def told() -> list[str]:
        return [
            one["told"] for one in filled("check", "--json").data["findings"] if one["what"] == "test mode"
        ]

    found = told()
    filled.config.write_text(f"{config}\ntest_mode: {{providers_to: test@example.com}}\n", encoding="utf-8")
    assert told() == []  # another line says that it is on
    assert len(found) == tested
    for one in found:
        assert one.startswith(
            f"1 open case had a notice in test mode only ({CASE}): no provider was told; an"
        )


def test_check_says_that_a_calendar_for_meetings_alone_has_no_working_day(place: Place) -> None:
    """It replaces the shipped one as a whole, and neither deadline nor digest ever comes."""
    assert "calendar" not in {one["what"] for one in place("check", "--json").data["findings"]}
    place.write(rules={"calendar": {"holidays": {"days": ["2026-12-28"]}}})

    done = place("check", "--json")

    (told,) = (one["told"] for one in done.data["findings"] if one["what"] == "calendar")
    assert done.code == 1
    assert told.startswith("no working_hours: no report has a deadline to be warned of")


def test_check_says_that_nobody_can_be_called_at_a_unit_without_a_contact_person(place: Place) -> None:
    """Guidelines: "Establish a contact person", reachable by phone; it is missed when a report is urgent."""
    settings = place.write()
    assert "has no contact person" not in place("check").out

    lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    begin = next(at for at, line in enumerate(lines) if line.strip().startswith("contact:"))
    inner = [line for line in lines[begin + 1 : begin + 4] if line.strip().split(":")[0] in WITHIN]
    settings.write_text("".join(lines[:begin] + lines[begin + 1 + len(inner) :]), encoding="utf-8")
    done = place("check", "--json")

    (told,) = (one["told"] for one in done.data["findings"] if one["what"] == "lea national")
    assert told.startswith("has no contact person")


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("gmail.com", "gives a mail address to anybody"),
        ("outlook.com", "gives a mail address to anybody"),
        ("gmx.de", "gives a mail address to anybody"),
        ("yahoo.co.uk", "gives a mail address to anybody"),
        ("hotmail.fr", "gives a mail address to anybody"),
        ("t-online.de", "gives a mail address to anybody"),
        ("co.uk", "is a suffix below which anybody registers names"),
    ],
)
def test_P9_check_warns_of_an_LEAs_domain_where_anybody_gets_an_address(
    place: Place, domain: str, why: str
) -> None:
    settings = place.write()
    lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    begin = next(at for at, line in enumerate(lines) if line.strip() == "domains:")
    lines.insert(begin + 1, lines[begin + 1].partition("-")[0] + f"- {domain}\n")
    settings.write_text("".join(lines), encoding="utf-8")
    done = place("check", "--json")

    (told,) = (one["told"] for one in done.data["findings"] if one["what"] == "lea national")
    assert done.code == 1
    assert told.startswith(f"{domain} {why}, and whoever writes from there counts as an officer")


@pytest.mark.parametrize(
    "domain",
    [
        "police.example.com",
        "live.police.example",
        "outlook.police.example.org",
        "polizei.de",
        "police.uk",
        "live.police.uk",
        "met.police.uk",
        "gov.ie",
        "gouv.fr",
        "riik.ee",
        "pol.tr",
        "dep.no",
    ],
)
def test_an_LEAs_own_domain_is_not_called_anybodys(domain: str) -> None:
    assert open_to_all(domain) == ""


@pytest.mark.parametrize("set_too", [{}, {"alarm_command": ["/usr/bin/true"]}, {"status_file": "status"}])
def test_check_says_that_nobody_hears_of_mail_that_does_not_reach_the_only_analyst(
    place: Place, *, set_too: dict[str, object]
) -> None:
    settings = place.write(**set_too)
    data = yaml.load(settings.read_text("utf-8"), yaml.CSafeLoader)
    del data["people"]["analysts"][1:]
    dump(settings, data)
    findings = place("check", "--json").data["findings"]

    told = [one["told"] for one in findings if one["what"] == "alarm_command"]
    assert len(told) == (0 if set_too else 1)
    assert all("nobody hears of mail" in one for one in told)


@pytest.mark.parametrize(("proof", "orders"), [("signed", True), ("authenticated", False)])
def test_check_says_what_an_analyst_without_a_key_gets(place: Place, *, proof: str, orders: bool) -> None:
    """What others write goes to them in clear: a site that does not want this pins a key for each."""
    place.write(agreement={"analyst_proof": proof}, authserv_ids=["mx.hotline.example.org"], tls="starttls")
    done = place("check", "--json")
    findings = done.data["findings"]

    (told,) = (one["told"] for one in findings if one["what"] == "analyst Ben")
    assert "gets the words of LEA and providers in clear" in told
    assert ("order nothing else" in told) is orders


def test_check_says_so_where_the_disk_is_full(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotlined.cli.check.free_bytes", lambda folder: 12_000_000)
    done = place("check", "--json")

    (disk,) = (row for row in done.data["findings"] if row["what"] == "disk")
    assert (done.code, disk["state"]) == (1, "wrong")
    assert disk["told"].startswith("12 MB are left for ")


def test_a_store_where_there_is_no_disk_cannot_be_made_and_wants_no_space(place: Place) -> None:
    """Root may write into /proc, as far as its mode tells."""
    place.write(store="/proc/store")
    findings = place("check", "--json").data["findings"]
    (store,) = (row for row in findings if row["what"] == "store")
    assert store["told"].startswith("/proc/store cannot be made")
    assert not any(row["what"] == "disk" for row in findings)


@pytest.mark.parametrize(("days", "told"), [(0, False), (2, True)])
def test_an_agreement_that_is_dated_ahead_is_asked_about(place: Place, days: int, told: bool) -> None:
    ahead = datetime.now(UTC).date() + timedelta(days)
    place.write(agreement={"date": ahead.isoformat()})
    findings = place("check", "--json").data["findings"]
    found = [row["state"] for row in findings if "the agreement is dated ahead" in row["told"]]
    assert found == (["soon"] if told else [])


def test_the_disk_of_the_gpg_home_is_looked_at_where_it_is_another_one(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is full gpg opens no mail, and no report is sealed; a small one is enough for keys."""
    home = place.people.hotline.home
    real = os.stat

    def stat(path: object, *args: object, **more: object) -> os.stat_result:
        found = real(path, *args, **more)  # type: ignore[call-overload]
        return os.stat_result((*found[:2], found.st_dev + 1, *found[3:])) if path == home else found

    monkeypatch.setattr("hotlined.cli.check.os.stat", stat)
    left = {home: 0}
    monkeypatch.setattr("hotlined.cli.check.free_bytes", lambda folder: left.get(folder, 10_000_000_000))
    done = place("check", "--json")
    left[home] = 40_000_000
    small = place("check", "--json")

    assert not any(row["what"] == "disk" for row in small.data["findings"])
    (disk,) = (row for row in done.data["findings"] if row["what"] == "disk")
    assert (done.code, disk["told"]) == (1, f"0 MB are left for {home}: make space, or nothing is done")


def test_check_says_that_nothing_but_alarms_leaves_since_a_restore(filled: Place) -> None:
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        fact = StoreRestored(taken_at=THEN, how="backup")
        store.commit([Commit("desk-2026-03-02", 0, THEN + timedelta(days=56), (fact,))])
    waits = filled("check", "--json")
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        settled = RestoreSettled(of=THEN + timedelta(days=56), by="root")
        store.commit([Commit("desk-2026-03-03", 0, THEN + timedelta(days=57), (settled,))])
    released = filled("check", "--json")

    wrong = (one for one in waits.data["findings"] if one["state"] == "wrong")
    assert [one["told"] for one in wrong if one["what"] == "store"] == [
        "is a copy of 2026-01-05 10:00: only alarms leave, and nothing is purged, until you have looked at"
        " `hotlined outbox`, and released it there"
    ]
    assert not any("copy" in one["told"] for one in released.data["findings"] if one["what"] == "store")


def test_check_says_so_where_our_key_does_not_name_the_address_that_the_lea_answers_to(place: Place) -> None:
    """Thunderbird finds no key for it, and offers to answer in clear."""
    config = place.folder / "mailboxes.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("lea@hotline.example.org", "police@hotline.example.org"), encoding="utf-8")
    done = place("check")
    assert done.code == 1
    assert "--quick-add-uid" in done.out
    assert "<police@hotline.example.org>" in done.out.replace("\n", "")


def test_check_says_so_where_our_key_does_not_name_an_address_that_people_still_answer_to(
    place: Place,
) -> None:
    config = place.folder / "mailboxes.yaml"
    text, address = config.read_text(encoding="utf-8"), "    address: lea@hotline.example.org\n"
    assert address in text
    config.write_text(text.replace(address, f"{address}    formerly: [police@hotline.example.org]\n"))

    assert "<police@hotline.example.org>" in place("check").out.replace("\n", "")


def test_check_says_that_nothing_but_alarms_leaves_since_another_daemon_was_noticed(filled: Place) -> None:
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        beside = StoreRestored(taken_at=THEN, how=SPLIT_BRAIN)
        store.commit([Commit("desk-2026-03-02", 0, THEN + timedelta(days=56), (beside,))])

    told = [one["told"] for one in filled("check", "--json").data["findings"] if one["what"] == "store"]

    assert any(
        one.startswith("another hotlined worked beside this one at 2026-01-05 10:00: only") for one in told
    )
    assert (
        "another hotlined worked beside this one at 2026-01-05 10:00: what waits since"
        in filled("outbox").out
    )
    refused = filled("outbox", "release", "--restored")
    assert (refused.code, "has not looked through the mailboxes" in refused.err) == (1, True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_check_says_so_where_the_file_of_a_secret_key_is_another_users(place: Place) -> None:
    """As after a copy by root: gpg says only that there is no secret key, and people make another one."""
    home = place.people.hotline.home
    secret = sorted((home / "private-keys-v1.d").iterdir())[0]
    os.chown(secret, 65534, -1)
    try:
        done = place("check", "--json")
    finally:
        os.chown(secret, 0, -1)

    (told,) = (row["told"] for row in done.data["findings"] if row["what"] == "gpg home")
    assert done.code == 1
    assert told.startswith(f"private-keys-v1.d/{secret.name} in it does not belong to root: ")
    assert told.endswith(f"chown -R root: {home}")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_check_says_so_where_gpg_was_called_as_another_user(place: Place) -> None:
    """The daemon finds no key then, and "is not in the keyring" sends people to make a second one."""
    keys = place.people.hotline.home / "private-keys-v1.d"
    os.chown(keys, 65534, -1)
    try:
        done = place("check", "--json")
    finally:
        os.chown(keys, 0, -1)

    (told,) = (row["told"] for row in done.data["findings"] if row["what"] == "gpg home")
    assert done.code == 1
    assert told.startswith("private-keys-v1.d in it does not belong to root: ")
    assert told.endswith(f"chown -R root: {place.people.hotline.home}")


def test_check_says_so_where_this_user_may_not_read_the_gnupg_home(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(EACCES, "Permission denied")

    monkeypatch.setattr("hotlined.cli.key_findings.scandir", denied)
    done = place("check", "--json")

    (told,) = (row["told"] for row in done.data["findings"] if row["what"] == "gpg home")
    assert "cannot be read: Permission denied; it belongs to " in told


def test_P4_check_says_whose_key_is_pinned_for_somebody_else(place: Place) -> None:
    """Two lines were taken for each other: the reports of one would be read by the other."""
    with Keyring() as ring:
        anns = ring.make("Ann Example <ann@hotline.example.org>")
        place.people.hotline.take(ring.export(anns))
    place.write(keys={"hotline": place.people.own, "lea": anns, "analyst": place.people.unknown})

    done = place("check", "--json")

    found = [one["told"] for one in done.data["findings"] if one["what"] == "key of national"]
    assert done.code == 1
    told = "it names ann@hotline.example.org, which is the address of Ann: compare the fingerprint by phone"
    assert told in found


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("Bob <bob@other.example>", True),
        ("Reports <reports@desk.police.example.com>", False),
        ("Kim <kim@police.example.com>", False),
        ("Example Police", False),
    ],
)
def test_P4_check_asks_about_the_key_of_somebody_whom_the_files_do_not_know(
    place: Place, named: str, asked: bool
) -> None:
    """Whoever holds it alone could read the reports; and the unit could not."""
    with Keyring() as ring:
        key = ring.make(named)
        place.people.hotline.take(ring.export(key))
    place.write(keys={"hotline": place.people.own, "lea": key, "analyst": place.people.unknown})

    done = place("check", "--json")
    place.people.hotline.run("--yes", "--delete-key", key)

    (found, *_) = [one for one in done.data["findings"] if one["what"] == "key of national"][::-1]
    told = "it names bob@other.example, and nobody of theirs: compare the fingerprint by phone once more"
    assert (found["state"], found["told"] == told) == (("soon", True) if asked else ("fine", False))


def test_check_calls_no_key_wrong_that_names_whom_it_is_pinned_for_in_one_of_two_rows(place: Place) -> None:
    """A provider has a row for each of its brands, with one contact; the backups are an analyst's to keep."""
    with Keyring() as ring:
        theirs = ring.make("Abuse <abuse@hosting.example.net>")
        anns = ring.make("Backups of Ann <ann@hotline.example.org>")
        place.people.hotline.take(ring.export(theirs))
        place.people.hotline.take(ring.export(anns))
    contact = {"contact": "abuse@hosting.example.net", "confirmed": "yes"}
    brands = {"Example Hosting": "192.0.2.0/24", "Example Cloud": "198.51.100.0/24"}
    rows = [
        {"name": name, "networks": [network], "fingerprints": [theirs], **contact}
        for name, network in brands.items()
    ]
    place.write(rules={"providers": {"providers": rows}}, backup={"fingerprint": anns})

    done = place("check", "--json")
    assert done.out, done.err
    found = [one["told"] for one in done.data["findings"] if one["state"] == "wrong"]
    for key in (theirs, anns):
        place.people.hotline.run("--yes", "--delete-key", key)

    assert [one for one in found if "which is the address of" in one] == []


def test_check_says_so_where_the_secret_key_of_somebody_else_lies_in_the_keyring(place: Place) -> None:
    with Keyring() as ring:
        key = ring.make("Unit <reports@police.example.com>")
        secret = ring.run("--passphrase", "", "--export-secret-keys", key)
    place.people.hotline.take(secret)
    place.write(keys={"hotline": place.people.own, "lea": key, "analyst": place.people.unknown})

    done = place("check", "--json")
    place.people.hotline.run("--yes", "--delete-secret-and-public-key", key)

    found = [one["told"] for one in done.data["findings"] if one["what"] == "key of national"]
    assert done.code == 1
    assert any("its secret part is in our keyring" in one and f"secret-keys {key}" in one for one in found)


def test_check_says_what_keeps_our_own_key_from_signing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Keyring() as ring:
        locked = ring.make("Hotline <lea@hotline.example.org>", passphrase="secret")
        secret = ring.run("--passphrase", "secret", "--export-secret-keys", locked)
    place.people.hotline.take(secret)
    place.write(keys={"hotline": locked, "lea": place.people.unit, "analyst": place.people.unknown})

    def told() -> str:
        return next(
            one["told"] for one in place("check", "--json").data["findings"] if one["what"] == "own key"
        )

    assert "take its passphrase off, if it has one" in told()
    monkeypatch.setattr("hotlined.cli.key_findings.LONGEST", 30)
    assert "is too long for gpg-agent; expected at most 10 bytes" in told()
    place.people.hotline.run("--yes", "--delete-secret-and-public-key", locked)


def test_check_tells_a_fingerprint_of_init_from_a_key_that_is_missing(place: Place) -> None:
    """Who has made the key and forgotten its fingerprint is not sent to make another one."""
    place.write(keys={"hotline": OWN_PLACEHOLDER, "lea": UNIT_PLACEHOLDER, "analyst": "A" * 40})

    found = {one["what"]: one["told"] for one in place("check", "--json").data["findings"]}

    still = (
        "The fingerprint is still the one that `hotlined init` wrote: write the key's own into mailboxes.yaml"
    )
    assert found["own key"].endswith("make it, and write its fingerprint into mailboxes.yaml")
    assert found["key of Example Hotline"].endswith(still)
    assert found["key of national"].endswith(
        f"{still}, and bring it in: hotlined keys import FILE FINGERPRINT"
    )
    assert "hotlined init" not in found["key of Ann"]


def test_check_names_the_line_of_a_faulty_template(place: Place) -> None:
    (place.folder / "templates" / "ntd").mkdir(parents=True)
    (place.folder / "templates" / "ntd" / "en.txt.j2").write_text("one\n{% if %}\n")
    place.write(templates="templates")

    done = place("check")

    assert done.code == 2
    assert "en.txt.j2:2:" in done.err


WHOLE = "{{ reference }}{{ code }}{{ items }}{{ notice }}"  # what a report cannot do without


def test_check_says_that_a_report_of_the_sites_own_does_not_say_what_it_is_about(place: Place) -> None:
    (place.folder / "templates" / "annex-i").mkdir(parents=True)
    (place.folder / "templates" / "annex-i" / "en.txt.j2").write_text("A report: {{ reference }}\n")
    (place.folder / "templates" / "annex-i" / "en.subject").write_text("A report\n")
    place.write(templates="templates")

    done = place("check", "--json")

    found = [(one["state"], one["told"]) for one in done.data["findings"] if one["what"] == "templates"]
    assert (done.code, [state for state, _ in found]) == (1, ["wrong", "wrong"])
    assert "en.subject:1: is not read" in found[0][1]
    assert "en.txt.j2:1: does not say {{ code }} and {{ items }} and {{ notice }}" in found[1][1]


def test_check_does_not_say_that_all_can_be_filled_of_a_template_with_a_misspelt_value(place: Place) -> None:
    """No report would leave, and the first to find out would be the unit that is asked to call."""
    (place.folder / "templates" / "annex-i").mkdir(parents=True)
    (place.folder / "templates" / "annex-i" / "en.txt.j2").write_text(f"{{{{ hotline.nam }}}}{WHOLE}\n")
    place.write(templates="templates")

    done = place("check", "--json")

    found = [(one["state"], one["told"]) for one in done.data["findings"] if one["what"] == "templates"]
    assert done.code == 1
    assert [state for state, _ in found] == ["wrong"]
    assert 'en.txt.j2:1: "hotline.nam"' in found[0][1]
    assert 'did you mean "hotline.name"?' in found[0][1]


def test_check_takes_no_value_for_misspelt_that_a_template_can_do_without_or_that_the_site_sets(
    place: Place,
) -> None:
    own = {
        "annex-i/en.txt.j2": "{{ reference.lower() }}"
        "{% if hotline.motto is defined %}{{ hotline.motto }}{% endif %}"
        f"{WHOLE}{{{{ extra | default('') }}}}"
        "{{ spoken.ours }}{% set line = 'x' %}{% include 'ours/foot.part.j2' %}\n",
        "words/en.part.j2": "{% set ours = 'ours' %}\n",
        "ours/foot.part.j2": "{{ line }}\n",
        "lea-words/en.txt.j2": "{{ unit }} {{ why }}\n",
    }
    for name, text in own.items():
        file = place.folder / "templates" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    place.write(templates="templates")

    done = place("check", "--json")

    assert [one["told"] for one in done.data["findings"] if one["what"] == "templates"] == [
        "all can be filled"
    ]


def test_check_files_looks_at_what_a_reload_reads_and_at_nothing_else(place: Place) -> None:
    """A key that cannot be used keeps no reload back; a fault in the files does, and nothing is made."""
    place.write(keys={"hotline": place.people.unit, "lea": place.people.revoked})
    assert place("check").code == 1

    done = place("check", "--files")

    assert (done.code, done.err) == (0, "")
    assert [one["what"] for one in place("check", "--files", "--json").data["findings"]] == ["configuration"]
    assert not place.store.exists()
    place.write(nonsense=1)
    refused = place("check", "--files")
    assert refused.code == 2
    assert "mailboxes.yaml:" in refused.err
    (place.folder / "templates" / "ntd").mkdir(parents=True)
    (place.folder / "templates" / "ntd" / "en.txt.j2").write_text("one\n{% if %}\n")
    place.write(templates="templates")
    assert place("check", "--files").code == 2


def test_check_of_the_files_alone_and_of_the_servers_is_a_contradiction_and_said_so(place: Place) -> None:
    done = place("check", "--files", "--connect")

    assert done.code == 2
    assert "it looks at no server" in done.err


def test_check_tells_of_servers_that_do_not_answer(place: Place) -> None:
    place.write(imap_port=1, smtp_port=1)

    done = place("check", "--connect")

    assert done.code == 1
    for name in ("intake", "lea", "ntd"):
        assert f"{name} IMAP" in done.out
        assert f"{name} SMTP" in done.out


def test_check_tries_the_servers_of_every_mailbox(place: Place) -> None:
    host = pytest.importorskip("hotlined.demo.host")
    users = {f"{name}@hotline.example.org": "secret" for name in ("intake", "lea", "ntd")}
    with host.MailHost(users) as running:
        place.write(
            imap_port=running.imap_port,
            smtp_port=running.smtp_port,
            users={name.partition("@")[0]: (name, "secret") for name in users},
        )
        found = place("check", "--connect", "--json").data["findings"]

    told = {one["what"]: one["state"] for one in found}
    assert set(told.values()) == {"fine"}, found
    for name in ("intake", "lea", "ntd"):
        assert {f"{name} SMTP", f"{name} SMTP plus"} | {
            f"{name} IMAP {step}" for step in ("login", "folders", "IDLE", "MOVE", "inbox")
        } <= set(told)
    assert "lea IMAP junk" in told


def test_check_says_whether_keywords_can_be_set_where_they_are_agreed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = pytest.importorskip("hotlined.demo.host")
    users = {f"{name}@hotline.example.org": "secret" for name in ("intake", "lea", "ntd")}
    with host.MailHost(users) as running:
        place.write(
            imap_port=running.imap_port,
            smtp_port=running.smtp_port,
            users={name.partition("@")[0]: (name, "secret") for name in users},
            agreement={"report_keywords": ["illegal"]},
        )
        told = {one["what"]: one for one in place("check", "--connect", "--json").data["findings"]}
        assert told["intake IMAP keywords"]["state"] == "fine"
        assert "lea IMAP keywords" not in told
        monkeypatch.setattr(
            "hotlined.adapters.imap.session.Session.keeps_keywords", lambda self, folder: False
        )
        done = place("check", "--connect")
    assert done.code == 1
    assert "report_keywords in rules/agreement.yaml can bring no form" in " ".join(done.out.split())


LAWS = {"el": "Παράδειγμα νόμου", "en": "Example Act"}


def texts_told(place: Place, **agreement: object) -> list[tuple[str, str, str]]:
    """What check says of the hotline's own texts, where its LEA reads Greek and one provider Lithuanian."""
    row = {"contact": "abuse@hosting.example.net", "language": "lt", "confirmed": "yes"}
    providers = [{"name": "Example Hosting", "networks": ["192.0.2.0/24"], **row}]
    place.write(agreement=agreement, rules={"providers": {"providers": providers}})
    config = place.folder / "mailboxes.yaml"
    text = config.read_text(encoding="utf-8").replace("languages:\n  - en", "languages:\n  - el\n  - en")
    given = "description: Reporting point of the Example Association"
    assert given in text
    config.write_text(text.replace(given, "description: {en: Reporting point}"), encoding="utf-8")
    done = place("check", "--json")
    names = ("hotline.description", "legal_ground")
    return [(one["what"], one["state"], one["told"]) for one in done.data["findings"] if one["what"] in names]


def test_check_tells_in_which_languages_of_its_mails_the_hotlines_texts_are_missing(place: Place) -> None:
    told = texts_told(place, legal_ground=LAWS)

    assert told == [
        (
            "hotline.description",
            "soon",
            'has no text in "el", the language of mails to LEA unit national: they have the one in "en"; '
            "write it into mailboxes.yaml",
        ),
        (
            "hotline.description",
            "soon",
            'has no text in "lt", the language of mails to provider Example Hosting: they have the one in '
            '"en"; write it into mailboxes.yaml',
        ),
        (
            "legal_ground",
            "soon",
            'has no text in "lt", the language of mails to provider Example Hosting: they have the one in '
            '"el"; write it into rules/agreement.yaml',
        ),
    ]
    assert place("check").code == 1


def test_check_says_that_providers_of_no_row_read_english(place: Place) -> None:
    told = texts_told(place, legal_ground={"el": LAWS["el"], "lt": "Pavyzdinis įstatymas"})

    assert [(what, said.partition(":")[0]) for what, _, said in told if what == "legal_ground"] == [
        ("legal_ground", 'has no text in "en", the language of mails to a provider that is in no row')
    ]


def test_check_asks_for_no_text_of_a_language_in_which_no_notice_leaves(place: Place) -> None:
    told = texts_told(place, legal_ground={"el": LAWS["el"]}, ntd_body="lea")

    assert [(what, said.partition(",")[0]) for what, _, said in told] == [
        ("hotline.description", 'has no text in "el"')
    ]


def test_check_says_nothing_of_one_text_for_all_languages(place: Place) -> None:
    told = texts_told(place, legal_ground="Example Act")

    assert {what for what, _, _ in told} == {"hotline.description"}
