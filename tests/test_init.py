"""`hotlined init`: thirty answers make a site that loads, and nothing that is there is ever overwritten."""

import io
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from hotlined.adapters.config.newsite import OWN_PLACEHOLDER, QUESTIONS, UNIT_PLACEHOLDER, site_files
from hotlined.adapters.config.problems import ConfigProblems
from hotlined.adapters.config.settings import load
from hotlined.cli import main
from hotlined.cli.say import CONFIGURATION
from hotlined.domain.hotline.texts import Texts

ANSWERS: Mapping[str, str] = {
    "hotline.name": "Vihjeliin: Näide",
    "hotline.description": "The reporting point # of the Example Association",
    "hotline.address": "Example Street 1, 10111 Example",
    "hotline.email": "desk@hotline.example.org",
    "hotline.phone": "+372 555 0100",
    "hotline.country": "NO",
    "hotline.timezone": "Europe/Oslo",
    "mailboxes.intake.imap.host": "mail.example.org",
    "people.analysts.name": "Ann Example",
    "people.analysts.address": "ann@hotline.example.org",
    "people.lea_units.address": "reports@police.example.com",
    "people.lea_units.contact.name": "Lee Example",
    "people.lea_units.contact.address": "lee@police.example.com",
    "people.lea_units.contact.phone": "+372 555 0199",
    "agreement.date": "2026-01-31",
    "agreement.legal_ground": "Section 1 of the Example Criminal Code",
}


@dataclass(frozen=True)
class Said:
    """How the command ended, and what it printed on both streams."""

    exit_code: int
    output: str


Init = Callable[..., Said]


@pytest.fixture
def init(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Init:
    """The command as somebody types it; answers are given beforehand, or `typed` when they are asked for."""

    def run(folder: Path, *options: str, answers: Mapping[str, str] = ANSWERS, typed: str = "") -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        given = [word for key, value in answers.items() for word in ("--set", f"{key}={value}")]
        with pytest.raises(SystemExit) as ended:
            main(["init", str(folder), *options, *given])
        printed = capsys.readouterr()
        return Said(int(ended.value.code or 0), printed.out + printed.err)

    return run


def in_folder(folder: Path, **more: str) -> dict[str, str]:
    """Answers for a site that lies in this folder altogether."""
    return {**ANSWERS, "store": str(folder / "store"), "passwords": "files", **more}


def finished(folder: Path) -> Path:
    """What the next steps ask of a person: the passwords, and the gpg home."""
    for secret in (folder / "secrets").iterdir():
        secret.write_text("secret\n", encoding="utf-8")
    (folder / "store" / "gnupg").mkdir(parents=True, mode=0o700)
    return folder / "mailboxes.yaml"


def test_the_answers_make_a_site_that_loads_and_says_what_was_answered(init: Init, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    more = {
        "hotline.languages": "en; de",
        "agreement.ntd_delay": "48h",
        "mailboxes.ntd.address": "ntd@hotline.example.org",
    }

    said = init(folder, "--no-ask", answers=in_folder(folder, **more))

    assert said.exit_code == 0, said.output
    site = load(finished(folder)).site
    assert (site.hotline.name, site.hotline.country) == ("Vihjeliin: Näide", "NO")
    assert site.hotline.languages == ("en", "de")
    assert site.hotline.description == Texts("The reporting point # of the Example Association")
    assert site.agreement.legal_ground == Texts("Section 1 of the Example Criminal Code")
    assert str(site.identities["ntd"]) == "ntd@hotline.example.org"
    assert site.units[0].contact is not None
    assert str(site.units[0].contact.phone) == "+372 555 0199"
    assert site.agreement.ntd_delay.total_seconds() == 48 * 3600
    assert site.agreement.parties == ("Vihjeliin: Näide", "Police")


def test_what_has_a_default_is_proposed_from_what_is_known(init: Init, tmp_path: Path) -> None:
    folder = tmp_path / "site"

    init(folder, "--no-ask", answers=in_folder(folder))

    settings = load(finished(folder))
    assert str(settings.site.identities["lea"]) == "lea@hotline.example.org"
    assert settings.accounts["lea"].smtp.host == "mail.example.org"
    assert "ntd" not in settings.accounts


def test_every_comment_of_the_shipped_files_is_still_there() -> None:
    files = site_files({question.key: question.default(ANSWERS) or "x" for question in QUESTIONS} | ANSWERS)

    for name in ("mailboxes.yaml", "rules/agreement.yaml"):
        shipped = (Path(__file__).parents[1] / name).read_text(encoding="utf-8")
        ours_alone = (
            shipped.partition("  ntd:  ")[0] + shipped.partition("people:\n")[2]
        )  # no such mailbox was asked for
        assert [one for one in re.findall("# .+", ours_alone) if one not in files[name]] == []


def test_without_keys_it_writes_fingerprints_that_no_key_has_and_says_what_to_do(
    init: Init, tmp_path: Path
) -> None:
    folder = tmp_path / "site"

    said = init(folder, "--no-ask", answers=in_folder(folder))

    site = load(finished(folder)).site
    assert site.hotline.fingerprint == OWN_PLACEHOLDER
    assert site.units[0].fingerprints == (UNIT_PLACEHOLDER,)
    assert "--quick-gen-key 'Vihjeliin: Näide <lea@hotline.example.org>'" in said.output
    assert f": install -d -m 700 {folder}/store {folder}/store/gnupg && gpg --homedir" in said.output
    assert "Phone Lee Example +372 555 0199" in said.output


def test_the_command_that_makes_the_key_can_be_typed_whatever_the_hotline_is_called(
    init: Init, tmp_path: Path
) -> None:
    folder = tmp_path / "a site"
    said = init(folder, "--no-ask", answers={**ANSWERS, "hotline.name": "Children's Line $(x)"})
    (command,) = re.findall(r"install -d .*", said.output)
    words = shlex.split(command)
    home = words[words.index("--homedir") + 1]
    assert words[words.index("--quick-gen-key") + 1] == "Children's Line $(x) <lea@hotline.example.org>"
    assert words[words.index("--passphrase") + 1] == ""
    assert home in words[: words.index("&&")]


@pytest.mark.parametrize(
    ("country", "zone"), [("EE", "Europe/Tallinn"), ("LT", "Europe/Vilnius"), ("PT", None), ("US", None)]
)
def test_a_country_with_one_time_zone_proposes_it(country: str, zone: str | None) -> None:
    question = next(one for one in QUESTIONS if one.key == "hotline.timezone")
    assert question.default({"hotline.country": country}) == zone


@pytest.mark.parametrize("answer", ["en;et", "en, et", "en et", " en ,et "])
def test_languages_are_taken_as_people_write_lists(answer: str) -> None:
    defaults = {question.key: question.default(ANSWERS) or "x" for question in QUESTIONS}
    files = site_files({**defaults, **ANSWERS, "hotline.languages": answer})
    assert "languages: [en, et]" in files["mailboxes.yaml"]


def test_a_wrong_answer_is_said_and_asked_again(init: Init, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    answers = {key: value for key, value in in_folder(folder).items() if key != "hotline.country"}
    rest = "\n" * len(QUESTIONS)

    said = init(folder, answers=answers, typed=f"Norway\nNO\n{rest}")

    assert said.exit_code == 0, said.output
    assert 'found "Norway"; expected "NO", its code in ISO 3166-1' in said.output
    assert load(finished(folder)).site.hotline.country == "NO"


@pytest.mark.parametrize(
    ("key", "wrong", "sentence", "right"),
    [
        ("hotline.languages", "fi, en", "expected a language of the shipped templates: de, el, en", "el, en"),
        (
            "hotline.phone",
            "210 555 0100",
            "expected a phone number with + and the country",
            "+30 210 555 0100",
        ),
        (
            "people.lea_units.name",
            "Δίωξη",
            'a name of letters a to z, digits, hyphens like "national"',
            "dioxi",
        ),
    ],
)
def test_what_would_be_refused_or_dialled_in_vain_later_is_said_at_its_question(
    init: Init, tmp_path: Path, key: str, wrong: str, sentence: str, right: str
) -> None:
    """A language without templates was told after thirty answers, all of them lost."""
    folder = tmp_path / "site"
    answers = {name: value for name, value in in_folder(folder).items() if name != key}
    before = [question.key for question in QUESTIONS if question.key not in answers].index(key)

    typed = "\n" * before + f"{wrong}\n{right}\n" + "\n" * len(QUESTIONS)
    said = init(folder, answers=answers, typed=typed)

    assert said.exit_code == 0, said.output
    assert sentence in said.output
    assert right.split(",")[0] in (folder / "mailboxes.yaml").read_text(encoding="utf-8")


def test_answers_that_make_no_site_are_not_lost(init: Init, tmp_path: Path) -> None:
    folder = tmp_path / "my site"
    answers = in_folder(folder, **{"people.lea_units.address": "ann@hotline.example.org"})

    said = init(folder, answers=answers, typed="\n" * len(QUESTIONS))

    assert said.exit_code == CONFIGURATION
    again = said.output.splitlines()[-1]
    assert again.startswith(f"hotlined init '{folder}' --set ")
    given = dict(one.split("=", 1) for one in shlex.split(again)[4::2])
    assert given["hotline.name"] == "Vihjeliin: Näide"
    assert given.keys() == {question.key for question in QUESTIONS}


def test_all_that_is_missing_or_wrong_is_said_at_once_and_nothing_is_written(
    init: Init, tmp_path: Path
) -> None:
    folder = tmp_path / "site"

    missing = init(folder, "--no-ask", answers={"hotline.name": "A"})
    wrong = init(folder, "--no-ask", answers={"hotline.nme": "A", "hotline.country": "XX"})

    assert missing.exit_code == wrong.exit_code == CONFIGURATION
    assert "hotline.country is not set and has no default" in missing.output
    assert "agreement.legal_ground is not set" in missing.output
    assert 'did you mean "hotline.name"?' in wrong.output
    assert "hotline.country: expected a country code" in wrong.output
    assert not folder.exists()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("hotline.country=UK", 'hotline.country: found "UK"; expected "GB"'),
        ("store=~/cases", 'store: found "~/cases"; expected a path without "~"'),
        (
            "store=postgresql://hotlined:planted@localhost/hotlined",
            "store: a password never stands in this file",
        ),
    ],
)
def test_an_answer_that_is_refused_with_a_sentence_of_its_own_is_told_so(
    init: Init, tmp_path: Path, answer: str, sentence: str
) -> None:
    """A password in the URL of a database ended `init` with a traceback."""
    folder = tmp_path / "site"
    key, _, value = answer.partition("=")

    said = init(folder, "--no-ask", answers={**in_folder(folder), key: value})

    assert (said.exit_code, sentence in said.output) == (CONFIGURATION, True), said.output
    assert "planted" not in said.output
    assert not folder.exists()


def test_answers_that_contradict_each_other_are_refused_and_nothing_is_written(
    init: Init, tmp_path: Path
) -> None:
    folder = tmp_path / "site"

    said = init(
        folder,
        "--no-ask",
        answers=in_folder(folder, **{"people.lea_units.address": "ann@hotline.example.org"}),
    )

    assert said.exit_code == CONFIGURATION
    assert not folder.exists()


@pytest.mark.parametrize("there", ["mailboxes.yaml", "rules/agreement.yaml", "rules/providers.yaml"])
def test_nothing_that_is_there_is_overwritten(init: Init, tmp_path: Path, there: str) -> None:
    mine = tmp_path / there
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine", encoding="utf-8")

    said = init(tmp_path, "--no-ask", answers=in_folder(tmp_path))

    assert said.exit_code == CONFIGURATION
    assert there in said.output
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_nobody_else_reads_the_passwords(init: Init, tmp_path: Path) -> None:
    folder = tmp_path / "site"

    init(folder, "--no-ask", answers=in_folder(folder))

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    assert modes["secrets"] == 0o700
    assert modes["intake"] == modes["lea"] == 0o600
    assert modes["mailboxes.yaml"] & 0o007 == modes["site"] & 0o007 == 0


def test_a_password_file_that_is_still_empty_is_called_so(init: Init, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    init(folder, "--no-ask", answers=in_folder(folder))
    config = finished(folder)
    (folder / "secrets" / "lea").write_text("\n", encoding="utf-8")

    with pytest.raises(ConfigProblems) as refused:
        load(config)

    (problem,) = refused.value.problems
    assert problem.sentence.endswith("secrets/lea is empty: write the password into it, one line")


def test_a_password_file_of_an_editor_of_windows_is_read_or_told_to_be_no_utf8(
    init: Init, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    init(folder, "--no-ask", answers=in_folder(folder))
    config = finished(folder)
    secret = folder / "secrets" / "lea"
    secret.write_bytes("\ufeffgehäim\r\n".encode())
    assert load(config).accounts["lea"].password() == "gehäim"

    secret.write_bytes("gehäim\r\n".encode("cp1252"))
    with pytest.raises(ConfigProblems) as refused:
        load(config)

    (problem,) = refused.value.problems
    assert problem.sentence.endswith("secrets/lea is not UTF-8 text: save it as UTF-8")


def test_the_keys_for_set_are_listed(init: Init, tmp_path: Path) -> None:
    said = init(tmp_path, "--keys", answers={})

    assert all(question.key in said.output for question in QUESTIONS)


@pytest.mark.parametrize("key", ["hotline.description", "agreement.legal_ground"])
def test_a_text_for_each_language_is_written_into_the_file_and_is_no_answer(
    init: Init, tmp_path: Path, key: str
) -> None:
    said = init(tmp_path / "site", "--no-ask", answers=in_folder(tmp_path, **{key: "{el: one, en: two}"}))

    assert said.exit_code == CONFIGURATION
    assert f"{key}: expected one text; one for each language is written into the file later" in said.output
    assert not (tmp_path / "site" / "mailboxes.yaml").exists()


def test_the_files_of_a_new_site_show_how_a_text_for_each_language_is_written() -> None:
    files = site_files(
        {question.key: question.default({}) or "x" for question in QUESTIONS} | in_folder(Path("/x"))
    )

    for name in ("mailboxes.yaml", "rules/agreement.yaml"):
        assert '{el: "...", en: "..."}' in files[name]


def test_the_files_are_utf_8_whatever_the_locale_says(tmp_path: Path) -> None:
    """They are read as that; by a locale of ISO 8859-1 the answers made no site."""
    answers = [word for key, value in in_folder(tmp_path).items() for word in ("--set", f"{key}={value}")]
    strict = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning:hotlined.cli.init"]

    done = subprocess.run(
        [sys.executable, *strict, "-m", "hotlined", "init", str(tmp_path / "site"), "--no-ask", *answers],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
