"""`init`: ask what a site needs, and write it: complete, commented, and tried before any file is there."""

import os
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from hotlined.adapters.config.newsite import FILES, QUESTIONS, Question, accounts, site_files
from hotlined.adapters.config.problems import ConfigProblems
from hotlined.adapters.config.sentences import did_you_mean
from hotlined.adapters.config.settings import load
from hotlined.cli.say import CONFIGURATION, Stop, complain, line

_FOLDER: Final = Path("/etc/hotlined")
_PRIVATE: Final = 0o700
_SHARED: Final = 0o750  # the group is to be the daemon's

FolderArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="Where the site is written; nothing in it is overwritten.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="An answer given beforehand; several times. --keys lists them."
    ),
]


def init(
    folder: FolderArgument = _FOLDER,
    given: SetOption = None,
    ask: Annotated[
        bool, typer.Option("--ask/--no-ask", help="Ask for what is not set; else take the defaults.")
    ] = True,
    keys: Annotated[bool, typer.Option("--keys", help="List the keys for --set, and end.")] = False,
) -> None:
    """Ask what a new site needs and write its files, with comments; then say what comes next."""
    if keys:
        for question in QUESTIONS:
            line(f"{question.key:<34} {question.asked}")
        return
    _refuse_if_there(folder)
    answers = _answers(_given(given or ()), ask=ask)
    _try(folder, answers, ask=ask)
    _write(folder, site_files(answers))
    for sentence in _told(folder, answers):
        line(sentence)


def _refuse_if_there(folder: Path) -> None:
    """Before anything is asked: nobody answers thirty questions for nothing."""
    for name in ("mailboxes.yaml", "rules/agreement.yaml"):
        if os.path.lexists(folder / name):
            raise Stop(
                f"{folder / name} is there already: name another folder, or move it away",
                CONFIGURATION,
            )


def _given(texts: list[str] | tuple[str, ...]) -> dict[str, str]:
    """The answers of --set, each looked at; all that is wrong is said at once."""
    known = {question.key: question for question in QUESTIONS}
    found: dict[str, str] = {}
    wrong = []
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or key not in known:
            hint = did_you_mean(key, list(known), "`hotlined init --keys` lists them")
            wrong.append(f"--set {text}: expected KEY=VALUE with a known key; {hint}")
        elif said := known[key].wrong(value):
            wrong.append(f"{key}: {said}")
        found[key] = value
    _stop_at(wrong)
    return found


def _answers(given: Mapping[str, str], *, ask: bool) -> dict[str, str]:
    """An answer to every question, in their order; asked, or by default."""
    answers = dict(given)
    missing = []
    for question in QUESTIONS:
        if question.key in answers:
            continue
        default = question.default(answers)
        if ask:
            answers[question.key] = _asked(question, default)
        elif default is None:
            missing.append(f"{question.key} is not set and has no default: {question.asked}")
        else:
            answers[question.key] = default
    _stop_at(missing)
    return answers


def _asked(question: Question, default: str | None) -> str:
    """The answer of a person; what is wrong with one is said, and it is asked again."""
    while True:
        answer = str(typer.prompt(question.asked, default=default, show_default=bool(default))).strip()
        wrong = question.wrong(answer)
        if wrong is None:
            return answer
        complain(wrong)


def _stop_at(wrong: list[str]) -> None:
    for sentence in wrong:
        complain(sentence)
    if wrong:
        raise typer.Exit(CONFIGURATION)


def _try(folder: Path, answers: Mapping[str, str], *, ask: bool) -> None:
    """Load the site from a folder of its own: what would be refused later is never put in place.

    It lies in that folder altogether, with passwords and a gpg home of its own: the real ones come later.
    """
    with tempfile.TemporaryDirectory(prefix="hotlined-init-") as name:
        trial = site_files({**answers, "store": f"{name}/store"})
        _write(Path(name), {path: text or "a password" for path, text in trial.items()})
        Path(name, "store", "gnupg").mkdir(parents=True, mode=_PRIVATE)
        try:
            load(Path(name) / "mailboxes.yaml")
        except ConfigProblems as error:
            problems = str(error).replace(f"{name}/", "")
            told = f"these answers do not make a site, and nothing was written:\n{problems}"
            if ask:
                told += f"\nThe same answers again, to be changed where wrong:\n{_again(folder, answers)}"
            raise Stop(told, CONFIGURATION) from None


def _again(folder: Path, answers: Mapping[str, str]) -> str:
    """The command with the answers of a person, who shall not have to type all of them twice."""
    given = (word for question in QUESTIONS for word in ("--set", f"{question.key}={answers[question.key]}"))
    return shlex.join(["hotlined", "init", str(folder), *given])


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """The files, each made new; raises Stop where that cannot be, and takes back what it made then."""
    made: list[Path] = []
    try:
        for name, text in files.items():
            path = folder / name
            secret = path.parent.name == "secrets"
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True, mode=_PRIVATE if secret else _SHARED)
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o640)
            with os.fdopen(opened, "w", encoding="utf-8") as file:
                made.append(path)
                file.write(text)
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        raise Stop(
            f"{error.filename} cannot be written: {error.strerror}; nothing was written", CONFIGURATION
        ) from None


def _told(folder: Path, answers: Mapping[str, str]) -> Iterator[str]:
    """What is left to do, in the order in which it works; commands as they are typed."""
    yield f"Written to {folder}. What comes next (docs/administrator.md tells each in full):"
    there = "" if folder == _FOLDER else f" --config {shlex.quote(str(folder / 'mailboxes.yaml'))}"
    todo = (
        "Read the files once: all that has a default stands there in a comment.",
        _passwords(folder, answers),
        *_keys(folder, answers),
        f"hotlined check --connect{there}, until all is fine; then start it.",
    )
    yield from (f"{number}. {sentence}" for number, sentence in enumerate(todo, start=1))


def _passwords(folder: Path, answers: Mapping[str, str]) -> str:
    names = ", ".join(accounts(answers))
    if answers["passwords"] == FILES:
        return f"Write the passwords of the mailboxes, one line each, into {folder / 'secrets'}: {names}."
    return f"Have systemd hand over the passwords of the mailboxes with LoadCredential=: {names}."


def _keys(folder: Path, answers: Mapping[str, str]) -> Iterator[str]:
    """What the placeholders stand for, and how the real keys come in."""
    home = folder / answers["store"] / "gnupg"  # a relative store counts from the site's folder
    if not answers["hotline.fingerprint"]:
        owner = f"{answers['hotline.name']} <{answers['mailboxes.lea.address']}>"
        made = ["install", "-d", "-m", "700", str(home.parent), str(home)]
        first = "" if home.is_dir() else f"{shlex.join(made)} && "
        key = ["--batch", "--passphrase", "", "--quick-gen-key", owner, "default", "default", "2y"]
        command = first + shlex.join(["gpg", "--homedir", str(home), *key])
        yield f"Make the hotline's key, as the user that hotlined runs as: {command}"
        yield "Write its fingerprint in place of the zeros; add the other mailboxes to the key."
    if not answers["people.analysts.fingerprints"]:
        name = answers["people.analysts.name"]
        yield f"{name} commands nothing without a key: write its fingerprint in place of the ones."
    if not answers["people.lea_units.fingerprints"]:
        contact = answers["people.lea_units.contact.name"], answers["people.lea_units.contact.phone"]
        yield f"Phone {' '.join(contact)} for the fingerprint of the LEA's key; write it in place of the Fs."
    yield "hotlined keys import FILE FINGERPRINT for each key of theirs; without the LEA's no report leaves."
