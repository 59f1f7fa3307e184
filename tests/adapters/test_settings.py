import dataclasses
import re
from datetime import date, timedelta
from errno import EACCES
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from hotlined.adapters.config.database import database_url
from hotlined.adapters.config.durations import duration_text, parse_duration
from hotlined.adapters.config.mailboxes import MailboxesFile
from hotlined.adapters.config.problems import ConfigProblems
from hotlined.adapters.config.ruleset import MODELS
from hotlined.adapters.config.sentences import Block, _blocks, did_you_mean
from hotlined.adapters.config.settings import load
from hotlined.adapters.config.yamlfile import MAX_BYTES, parse_yaml, read_yaml
from hotlined.app.ports import Permanent
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import Folder
from tests.support.site import dump, make_agreement, make_site, write_site

ROOT = Path(__file__).parents[2]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(path: Path) -> list[str]:
    with pytest.raises(ConfigProblems) as refused:
        load(path)
    return [problem.sentence for problem in refused.value.problems]


# --- a good site ---------------------------------------------------------------------------------


def test_the_written_site_and_the_one_in_memory_are_the_same_people(tmp_path: Path) -> None:
    site = load(write_site(tmp_path)).site

    made = make_site()
    assert (made.hotline, made.agreement, made.analysts, made.units) == (
        site.hotline,
        site.agreement,
        site.analysts,
        site.units,
    )
    assert made.identities == site.identities


def test_a_login_is_no_other_mailboxs_where_that_one_is_on_another_server(tmp_path: Path) -> None:
    """It is what the administrator there has chosen, and like the letters of an address by chance."""
    users = {"intake": ("hotline", "secret"), "lea": ("EXT01", "secret")}
    path = write_site(tmp_path, users=users)
    edit(path, "address: lea@hotline.example.org", "address: hotline@office.example.net")
    text = path.read_text(encoding="utf-8")
    at = text.index("address: hotline@office.example.net")
    path.write_text(text[:at] + text[at:].replace("127.0.0.1", "localhost", 1), encoding="utf-8")
    assert load(path).accounts["intake"].imap.user == "hotline"


def test_a_language_that_nobody_names_is_the_one_of_the_hotline_and_a_contact_speaks_as_the_unit(
    tmp_path: Path,
) -> None:
    path = write_site(tmp_path)
    data = YAML(typ="safe").load(path)
    data["hotline"]["languages"] = ["et", "en"]
    unit = data["people"]["lea_units"][0]
    data["people"]["lea_units"].append(
        {
            "name": "other",
            "address": "other@police.example.org",
            "fingerprints": ["D" * 40],
            "language": "lt",
            "contact": {"name": "Lou", "address": "lou@police.example.org", "phone": "+370 600 00000"},
        }
    )
    assert "language" not in unit
    dump(path, data)

    site = load(path).site

    assert {one.language for one in site.analysts} == {"et"}
    assert [(one.language, one.contact and one.contact.language) for one in site.units] == [
        ("et", "et"),
        ("lt", "lt"),
    ]


def test_paths_count_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(tmp_path / "site")
    monkeypatch.chdir(tmp_path)

    settings = load(Path("site/mailboxes.yaml"))

    assert settings.store_root == tmp_path / "site" / "store"
    assert settings.gnupg_home == tmp_path / "site" / "gnupg"
    assert settings.rules_dir == tmp_path / "site" / "rules"
    assert settings.templates_dir is None


def test_a_database_may_be_on_several_servers_each_of_them_proven_or_here() -> None:
    both = "postgresql://hotlined@db1.example.org:5432,db2.example.org:5433/hotlined"
    asked = "?target_session_attrs=read-write"
    assert database_url(f"{both}{asked}&sslmode=verify-full") == f"{both}{asked}&sslmode=verify-full"
    here = "postgresql://hotlined@127.0.0.1:5432,[::1]:5433/hotlined"
    assert database_url(here) == here
    with pytest.raises(ValueError, match=r"to db1\.example\.org,db2\.example\.org unproven"):
        database_url(both + asked)
    with pytest.raises(ValueError, match=r"to 127\.0\.0\.1,db2\.example\.org unproven"):
        database_url("postgresql://hotlined@127.0.0.1:5432,db2.example.org:5433/hotlined")
    with pytest.raises(ValueError, match="expected a database like"):
        database_url("postgresql://hotlined@127.0.0.1:x,[::1]:5433/hotlined")


def test_a_file_url_names_the_store(tmp_path: Path) -> None:
    assert load(write_site(tmp_path, store="file:///var/lib/hot%20lined")).store_root == Path(
        "/var/lib/hot lined"
    )


def test_ports_follow_from_tls(tmp_path: Path) -> None:
    path = write_site(tmp_path, tls="starttls")
    text = re.sub(r" +port: .*\n", "", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")

    account = load(path).accounts["lea"]

    assert (account.imap.port, account.smtp.port) == (143, 587)


def test_without_its_own_account_notices_leave_as_intake(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"  ntd:\n(    .*\n)+", "", text), encoding="utf-8")

    settings = load(path)

    assert set(settings.accounts) == {"intake", "lea"}
    assert settings.sender("ntd").name == "intake"
    assert settings.site.identities["ntd"] == Address("intake", "hotline.example.org")


def test_the_folders_that_analysts_are_told_of_are_those_of_each_mailbox(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  lea:\n", "  lea:\n    folders: {root: Archive/Hotline}\n", 1), "utf-8")

    site = load(path).site

    assert site.folder("lea", Folder.SENT) == "Archive/Hotline/Sent"
    assert site.folder("ntd", Folder.PROVIDER) == "Hotline/Provider"


def test_the_addresses_that_a_mailbox_had_before_are_still_the_hotline_s(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    new = "address: lea@hotline.example.org"
    edit(path, new, f"formerly: [lea@old.example.org]\n    {new}")

    site = load(path).site

    assert site.former == {"lea": (Address("lea", "old.example.org"),)}
    assert Address("lea", "old.example.org") in site.own_addresses
    assert "old.example.org" not in site.own_domains  # that may be anybody's by now


def test_norway_and_a_phone_number_stay_text(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    edit(path, "country: EE", "country: NO")
    edit(path, "phone: +372 555 0100", "phone: +3725550100")

    hotline = load(path).site.hotline

    assert (hotline.country, hotline.phone) == ("NO", "+3725550100")


def test_a_fingerprint_of_digits_with_an_e_is_no_number(tmp_path: Path) -> None:
    digits = "1234567890" * 3 + "12345678E9"

    assert load(write_site(tmp_path, keys={"lea": digits})).site.units[0].fingerprints == (digits,)


# --- secrets -------------------------------------------------------------------------------------


def test_a_password_is_read_when_it_is_needed(tmp_path: Path) -> None:
    settings = load(write_site(tmp_path, users={"lea": ("police-desk", "first")}))
    (tmp_path / "lea.password").write_text("second\n", encoding="utf-8")

    assert settings.accounts["lea"].imap.user == "police-desk"
    assert settings.accounts["lea"].password() == "second"
    assert settings.secret_problems() == ()


def test_a_credential_of_systemd_wins_and_may_be_missing_until_the_daemon_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_site(tmp_path)
    edit(path, "file: intake.password", "credential: intake")
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    password = load(path).accounts["intake"].password

    with pytest.raises(Permanent, match="LoadCredential=intake:PATH"):
        password()
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "intake").write_text("from systemd", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    assert password() == "from systemd"


def test_check_names_each_password_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_site(tmp_path)
    edit(path, "file: lea.password", "env: LEA_PASSWORD")
    monkeypatch.delenv("LEA_PASSWORD", raising=False)

    (sentence,) = load(path).secret_problems()

    assert sentence == "mailboxes.lea.password: no password: the environment variable LEA_PASSWORD is not set"


def test_a_file_opened_to_others_after_start_is_refused_when_read(tmp_path: Path) -> None:
    password = load(write_site(tmp_path)).accounts["lea"].password
    (tmp_path / "lea.password").chmod(0o640)

    with pytest.raises(Permanent, match="has mode 0640"):
        password()


@pytest.mark.parametrize(
    "place",
    [
        "hunter2",
        "{file: [hunter2]}",
        '{credential: "hunter2 !"}',
        "*hunter2",
        "!hunter2 x",
        "{hunter2: x, env: '!hunter2'}",
    ],
)
def test_what_may_be_a_password_is_never_printed_as_a_value(tmp_path: Path, place: str) -> None:
    path = write_site(tmp_path)
    edit(path, "password:\n      file: lea.password", f"password: {place}")

    said = "\n".join(problems(path)).replace("mailboxes.lea.password.hunter2: unknown key", "")

    assert said
    assert "hunter2" not in said


# --- refusals ------------------------------------------------------------------------------------


def test_problems_of_all_files_come_at_once_sorted_by_line(tmp_path: Path) -> None:
    path = write_site(tmp_path, agreement={"ntd_body": "police"}, rules={"calendar": {"zone": "x"}})
    edit(path, "country: EE", "country: ee")
    edit(path, "prefix: HL", "prefix: hl")

    with pytest.raises(ConfigProblems) as refused:
        load(path)

    found = refused.value.problems
    assert list(found) == sorted(found)
    assert {Path(problem.file).name for problem in found} == {
        "mailboxes.yaml",
        "agreement.yaml",
        "calendar.yaml",
    }


def test_a_delay_under_an_hour_needs_the_word(tmp_path: Path) -> None:
    word = {"short_delays": "yes-this-is-a-test"}

    assert "under an hour" in problems(write_site(tmp_path, agreement={"ntd_delay": "59m"}))[0]
    assert load(write_site(tmp_path, agreement={"ntd_delay": "1h"})).site.agreement.ntd_delay == timedelta(
        hours=1
    )
    quick = load(write_site(tmp_path, agreement={"ntd_delay": "2s", **word})).site.agreement
    assert quick == make_agreement(ntd_delay=timedelta(seconds=2))


def test_the_contact_person_may_share_the_address_of_the_unit(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    edit(path, "address: lee@police.example.com", "address: reports@police.example.com")

    assert load(path).site.units[0].contact is not None


def test_a_missing_file_is_a_problem_like_any_other(tmp_path: Path) -> None:
    found = problems(tmp_path / "mailboxes.yaml")

    assert "cannot be read: No such file or directory" in found


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))

    file, (problem,) = read_yaml(path)

    assert file is None
    assert problem.sentence == "is larger than 4000000 bytes"


@pytest.mark.parametrize(
    ("text", "line", "todo"),
    [
        ("hotline:\n\tname: x\n", 2, "a tab stands there"),
        ("hotline:\n  name: x\n\tcountry: EE\n", 3, "a tab stands there"),
        ("people:\n  analysts:\n\t- name: Ann\n", 3, "a tab stands there"),
        ("hotline:\n  name: x\n country: EE\n", 3, "look at the indent"),
        ("hotline:\n  name: x\n  country EE\n  zone: x\n", 4, "lacks its colon"),
        ("hotline:\n  name: x\n  country:EE\n  zone: x\n", 4, "or the blank behind it"),
        ("hotline:\n  name: Example: Hotline\n", 2, 'quote a value with ": " in it'),
        ("hotline:\n  name: @x\n", 2, "quote a value that begins with"),
        ("hotline:\n  networks: [192.0.2.0/28\n  name: x\n", 2, "a bracket that opens here"),
        (
            'hotline:\n  phone: "+372\n  name: x\n  email: "y"\n',
            2,
            "a quote that opens here is closed on line 4",
        ),
        ("hotline:\n  phone: '+372\n  name: x\n", 2, "that opens here is not closed"),
        (
            "hotline:\n  name: x\n\u00a0\u00a0country: EE\n  zone: y\n",
            3,
            "YAML is indented with plain blanks",
        ),
        ("hotline:\r\n  name: x\r\n  street: a\x07b\r\n", 3, "the character U+0007"),
        ("hotline:\n  name: x\u2028y\n  country: EE\n", 2, "the character U+2028"),
        ("routes:\n  - name: x\n  -name: y\n", 3, "a dash and a blank"),
        ("domains: [*.example.net]\n", 1, 'quote a value that begins with "*"'),
        ("a: b\n---\nc: d\n", 2, "take the line with --- out"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line_and_what_to_look_for(text: str, line: int, todo: str) -> None:
    _, (problem,) = parse_yaml(text, "mailboxes.yaml")

    assert (problem.line, todo in problem.sentence) == (line, True), problem


def test_latin_1_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_bytes(b"a: 1\nb: \xfcber\n")

    assert [str(problem) for problem in read_yaml(path)[1]] == [f"{path}:2: is not UTF-8 text"]


@pytest.mark.parametrize(
    "text", ["[" * 5000, "a: {" * 300, "a: &x [*x]", "{a: 1}: 2", "--- a\n--- b", "a: \x00"]
)
def test_hostile_yaml_is_a_problem_and_no_crash(text: str) -> None:
    assert parse_yaml(text, "x.yaml")[1]


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@, \n\t~0\x00é", max_size=60))
def test_any_text_is_data_or_a_problem(text: str) -> None:
    file, found = parse_yaml(text, "x.yaml")

    assert file is not None or found


@pytest.mark.parametrize(
    "old", ["people:", "EE", "tls: none", "B" * 40, "password:", "Europe/Tallinn", "10143"]
)
@pytest.mark.parametrize("new", ["", "~", "[]", "{}", "[[1]]", "x" * 300, '"\\0"', "-1", "é"])
def test_any_damage_is_refused_or_read_never_a_crash(tmp_path: Path, old: str, new: str) -> None:
    path = write_site(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    try:
        settings = load(path)
    except ConfigProblems as refused:
        assert refused.problems  # noqa: PT017 - either outcome is right, a crash is not
    else:
        assert settings.site.hotline.prefix == "HL"


def test_a_name_too_long_for_the_disk_is_a_problem_like_any_other(tmp_path: Path) -> None:
    path = write_site(tmp_path, rules={})
    edit(path, "rules: rules", f"rules: {'d' * 280}")

    assert f"rules: the folder {'d' * 280} does not exist" in problems(path)


def test_a_folder_that_this_user_may_not_enter_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`hotlined check` as the wrong user: who then makes the folder anew makes it worse."""
    path = write_site(tmp_path)
    (path.parent / "gnupg").rmdir()
    todo = "make it with mode 0700, for the user that hotlined runs as"
    assert problems(path) == [f"gnupg.home: the folder gnupg does not exist: {todo}"]

    def denied(*_: object) -> None:
        raise PermissionError(EACCES, "Permission denied")

    monkeypatch.setattr("hotlined.adapters.config.problems.stat", denied)
    theirs = (
        "cannot be entered by this user (Permission denied): type it as the user that hotlined runs as "
        "(as root: `runuser -u hotlined -- hotlined ...`)"
    )
    assert problems(path) == [f"gnupg.home: the folder gnupg {theirs}"]
    edit(path, "rules: rules", "rules: none")
    assert f"rules: the folder none {theirs}" in problems(path)


# --- durations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90), ("30m", 1800), ("24h", 86400), ("2d", 172800), ("1h30m", 5400), ("PT24H", 86400),
        ("P1DT12H", 129600), ("P2W", 1209600), ("1d 12h", 129600), ("0s", 0), ("24 h", 86400), ("5min", 300),
    ],
)  # fmt: skip
def test_durations_are_read(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "24", "h", "P", "PT", "-1h", "1.5h", "1m1h", "P1Y", "P1M", "99999d", "24h later"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    assert parse_duration(text) is None


@given(st.integers(min_value=0, max_value=86_400 * 3000))
def test_a_written_duration_reads_back(seconds: int) -> None:
    duration = timedelta(seconds=seconds)

    assert parse_duration(duration_text(duration)) == duration


# --- the shipped example and the docs ------------------------------------------------------------


def test_the_shipped_example_becomes_a_site_when_its_key_home_is_made(tmp_path: Path) -> None:
    text = (ROOT / "mailboxes.yaml").read_text(encoding="utf-8")
    (tmp_path / "gnupg").mkdir()
    (tmp_path / "mailboxes.yaml").write_text(
        text.replace("/var/lib/hotlined", str(tmp_path)), encoding="utf-8"
    )
    (tmp_path / "rules").mkdir()
    shipped = (ROOT / "rules" / "agreement.yaml").read_text(encoding="utf-8")
    (tmp_path / "rules" / "agreement.yaml").write_text(shipped, encoding="utf-8")

    settings = load(tmp_path / "mailboxes.yaml")

    assert settings.site.agreement.legal_ground
    assert settings.store_root == tmp_path


def test_the_keys_in_comments_of_the_shipped_agreement_are_right(tmp_path: Path) -> None:
    text = (ROOT / "rules" / "agreement.yaml").read_text(encoding="utf-8")
    uncommented = re.sub(r"^# (?=[a-z_]+: )", "", text, flags=re.MULTILINE)
    path = write_site(tmp_path, users={})
    (tmp_path / "rules" / "agreement.yaml").write_text(uncommented, encoding="utf-8")

    shown = load(path).site.agreement

    expected = make_agreement(legal_ground=shown.legal_ground)
    assert shown == expected


def test_the_blocks_of_the_docs_are_a_site(tmp_path: Path) -> None:
    blocks = re.findall(
        r"```yaml\n# (\S+)\n(.*?)```", (ROOT / "docs" / "rules.md").read_text("utf-8"), re.DOTALL
    )
    (tmp_path / "rules").mkdir()
    (tmp_path / "gnupg").mkdir()
    for name, text in blocks:
        (tmp_path / name).write_text(text, encoding="utf-8")

    settings = load(tmp_path / "mailboxes.yaml")

    assert {Path(name).stem for name, _ in blocks} == {"mailboxes", *MODELS}
    assert settings.site.units[1].ntd_delay == timedelta(days=2)
    assert settings.site.worktime is not None
    assert date(2026, 12, 28) in settings.site.worktime.free
    assert "Ant" in settings.site.reply_prefixes


def test_the_test_mode_of_the_guide_can_be_written_into_the_site_of_the_docs(tmp_path: Path) -> None:
    guide, rules = ((ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in ("administrator", "rules"))
    (line,) = re.findall(r"`(test_mode: [^`]+)`", guide)
    (tmp_path / "rules").mkdir()
    (tmp_path / "gnupg").mkdir()
    for name, text in re.findall(r"```yaml\n# (\S+)\n(.*?)```", rules, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with (tmp_path / "mailboxes.yaml").open("a", encoding="utf-8") as file:
        file.write(line + "\n")

    assert load(tmp_path / "mailboxes.yaml").site.providers_to is not None


def test_every_key_is_in_the_docs() -> None:
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    named = set(re.findall(r"`([^`\s]+)`", text)) | set(re.findall(r"^\*\*(\w+)\*\*", text, re.MULTILINE))

    models: list[type[Block]] = [MailboxesFile, *MODELS.values()]
    missing = {key for model in models for key in _all_keys(model)} - named

    assert missing - {"tue", "wed", "thu", "fri", "sat", "routes", "providers"} == set()


def _all_keys(model: type[Block]) -> set[str]:
    keys: set[str] = set()
    for name, field in model.model_fields.items():
        keys.add(field.alias or name)
        for inner in _blocks(field.annotation):
            keys |= _all_keys(inner)
    return keys


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = load(write_site(tmp_path))

    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.gpg_binary = "other"  # type: ignore[misc]


def test_P17_a_letter_that_only_looks_like_ours_is_named_and_one_of_our_own_names_is_not() -> None:
    assert did_you_mean("Köln-Polizi", ["Köln-Polizei"], "") == 'did you mean "Köln-Polizei"?'
    assert did_you_mean("Kölln", ["Koeln"], "").endswith("LATIN SMALL LETTER O WITH DIAERESIS)")
    assert "CYRILLIC SMALL LETTER A" in did_you_mean("stаtus", ["status"], "")
