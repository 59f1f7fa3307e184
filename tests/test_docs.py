"""What the documentation says is what the program does.

Every ```console block is typed, command by command, at the site of `tests.support.shown`; what a document
prints below a command is compared with what the command prints ("..." stands for anything, blanks do not
count).  Links, tags, folders, commands and options are compared with the code.
"""

import doctest
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest
import typer

from hotlined.adapters.config.settings import load
from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.spoken import spoken_day
from hotlined.cli import app, main
from hotlined.demo.host import MailHost
from hotlined.domain.due.deadlines import DueKind
from hotlined.domain.hotline.site import Site
from hotlined.domain.hotline.texts import Texts
from hotlined.domain.mail.message import Classified, Inbound, MailClass, Party
from hotlined.domain.overview.board import Column
from hotlined.domain.record.events import Event
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_tags
from hotlined.domain.tagging.tagrules import conflicts
from hotlined.domain.tagging.tags import read_subject
from hotlined.domain.tagging.words import MEANINGS, Word
from hotlined.domain.values.folders import Folder
from hotlined.machine import SystemClock
from tests.support import shown
from tests.support.keys import People, people_fixture  # noqa: F401 - pytest finds the fixture here
from tests.support.over import over
from tests.support.site import write_site
from tests.support.world import World, home_site, opened, queued

ROOT = Path(__file__).parents[1]
DOCS = sorted({ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")})
CARDS = {"analysts.md": Party.ANALYST, "lea.md": Party.LEA, "providers.md": Party.PROVIDER}
FOR_EVER = (
    "run",
    "demo",
)  # parsed only: one never ends, the other has a test of its own, tests/e2e/test_demo.py
OFFICER = Inbound(
    digest="d" * 64, mailbox="lea", received_at=shown.NOW,
    classified=Classified(MailClass.HUMAN, "a test"),
)  # fmt: skip
WHOLE = typer.main.get_command(app)
SAME = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

_BLOCK = re.compile(r"(?:<!-- lea-key: (?P<key>[a-z]+) -->\n)?```console\n(?P<text>.*?)```", re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
_TAG = re.compile(r"\[([A-Z][A-Z-]+)(?::[^\]\n]*)?\]")


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# --- what the documents show -----------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """One command as a document shows it."""

    command: str
    prints: str
    lea_key: str

    @property
    def words(self) -> list[str]:
        """Its words after `hotlined`."""
        return shlex.split(self.command, comments=True)[1:]


def shown_in(text: str) -> Iterator[Shown]:
    for block in _BLOCK.finditer(text):
        for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
            command, _, prints = part.partition("\n")
            if command.startswith("hotlined"):
                yield Shown(command, prints, block["key"] or "unit")


WITH_COMMANDS = [path for path in DOCS if any(shown_in(path.read_text(encoding="utf-8")))]


@pytest.fixture(scope="module")
def host() -> Iterator[MailHost]:
    with shown.mail_host() as host:
        yield host


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("COLUMNS", "240")
    monkeypatch.delenv("HOTLINED_CONFIG", raising=False)
    monkeypatch.setattr(SystemClock, "now", lambda _: shown.NOW)
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    monkeypatch.chdir(folder)
    yield folder
    shutil.rmtree(folder)


def typed(words: list[str], capsys: pytest.CaptureFixture[str], *, also: tuple[int, ...] = ()) -> str:
    """What a command prints, on both streams, as somebody at a terminal sees it; `also`: more exit codes."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(words)
    said = capsys.readouterr()
    assert ended.value.code in (0, 1, None, *also), said.err
    return said.err + said.out


@pytest.mark.parametrize("name", names(WITH_COMMANDS))
def test_each_command_prints_what_the_document_shows(
    name: str, folder: Path, people: People, host: MailHost, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the document's order, on one site, as a reader would type them."""
    checker = doctest.OutputChecker()
    sites: dict[str, Path] = {}
    for one in shown_in(read(name)):
        if one.words[:1] and one.words[0] in FOR_EVER:
            continue
        if one.lea_key not in sites:
            sites[one.lea_key] = folder / one.lea_key
            sites[one.lea_key].mkdir()
            shown.shown_site(sites[one.lea_key], people, host, lea_key=one.lea_key)
        with pytest.MonkeyPatch.context() as at:
            at.chdir(sites[one.lea_key])
            said = typed(one.words, capsys)
        assert not one.prints.strip() or checker.check_output(one.prints.strip(), said.strip(), SAME), (
            f"{name}: $ {one.command}\nthe document shows:\n{one.prints}\nit prints:\n{said}"
        )


@over("name", names(DOCS))
def test_each_command_and_option_that_is_named_exists(name: str) -> None:
    told = re.findall(r"`hotlined ([^`]+)`", read(name))
    for words in (shlex.split(one) for one in chain(told, (one.command[9:] for one in shown_in(read(name))))):
        options = {word.partition("=")[0] for word in words if word.startswith("-")}
        plain = [word for word in words if not word.startswith("-")]
        known = options_of(plain)
        assert known, f"{name}: there is no command {' '.join(words)}"
        assert options <= known, f"{name}: {' '.join(words)} has no {options - known}"


def options_of(words: list[str]) -> set[str]:
    """The options of the command that these words begin with; empty when there is none."""
    command = WHOLE
    for word in words:
        inner = getattr(command, "commands", {}).get(word)
        if inner is None:
            break
        command = inner
    if words and command is WHOLE:
        return set()
    found = {option for parameter in command.params for option in parameter.opts}
    return {*found, "--help", *(["--version"] if not words else [])}


@over("name", [one for one in names(DOCS) if one != "CHANGELOG.md"])
def test_a_command_that_is_shown_with_its_arguments_has_the_options_that_it_wants(name: str) -> None:
    for words in map(shlex.split, re.findall(r"`hotlined ([^`]+)`", read(name))):
        command, rest = WHOLE, list(words)
        while rest and rest[0] in getattr(command, "commands", {}):
            command = command.commands[rest.pop(0)]  # type: ignore[attr-defined]  # a group
        if not rest:
            continue  # only named
        for one in command.params:
            wanted = one.required and one.param_type_name == "option"
            assert not wanted or set(one.opts) & set(rest), f"{name}: {' '.join(words)} wants {one.opts}"


def test_the_administrator_s_pages_document_every_command() -> None:
    text = "\n".join(read(f"docs/{name}.md") for name in ("administrator", "daily", "record"))
    for command in WHOLE.commands:  # type: ignore[attr-defined]  # a group
        assert f"hotlined {command}" in text, command
    for command in ("retry", "cancel"):
        assert f"hotlined outbox {command}" in text


# --- links, tags, folders, words ------------------------------------------------------------------


@over("name", names(DOCS))
def test_every_relative_link_leads_somewhere(name: str) -> None:
    for target in filter(None, chain.from_iterable(_LINK.findall(read(name)))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        aim = (ROOT / name).parent / path if path else ROOT / name
        assert aim.exists(), f"{name} links to {target}"
        if anchor:
            assert anchor in anchors(aim.read_text(encoding="utf-8")), f"{name} links to {target}"


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("card", CARDS)
def test_a_card_names_only_tags_that_its_reader_may_use(card: str) -> None:
    allowed = {word for word, meaning in MEANINGS.items() if CARDS[card] in meaning.who}
    for raw in _TAG.findall(read(f"docs/{card}")):
        assert Word(raw) in allowed, raw


@pytest.mark.parametrize("card", CARDS)
def test_a_card_names_every_tag_of_its_reader(card: str) -> None:
    text = read(f"docs/{card}")
    for word, meaning in MEANINGS.items():
        if CARDS[card] in meaning.who:
            assert re.search(rf"(?<![A-Z-]){word}(?![A-Z-])", text), word


def test_each_tag_of_the_analyst_s_card_is_written_as_it_is_read() -> None:
    shown = {raw[0] for raw in re.finditer(r"\[[A-Z][A-Z-]+(?::[^\]\n]*)?\]", read("docs/analysts.md"))}
    for raw in shown:
        if not raw.endswith((":…]", ":...]")):
            found = read_subject(raw, prefix="HL")
            assert (len(found.tags), found.unknown, conflicts(found.tags)) == (1, (), ()), raw


def test_the_mail_on_the_analyst_s_card_opens_a_case_with_all_that_it_says() -> None:
    subject, form = re.findall(r"```text\nSubject: (.*?)\n\n(.*?)```", read("docs/analysts.md"), re.DOTALL)[0]
    (report,) = opened(World(home_site()), subject=subject, form=form).letters("annex-i")
    (row,) = report.values["items"]  # type: ignore[misc]
    assert (row["item"].url, row["item"].ip) == ("https://files.example.net/item-1", "192.0.2.10")


def test_the_lea_s_card_teaches_only_words_that_are_understood(tmp_path: Path) -> None:
    """Each cell of its table, sent as an officer's mail, says what its row is about, and nothing else."""
    site = replace(load(write_site(tmp_path)).site, spoken_day=spoken_day)
    rows = {
        "we have it": "received", "do not send": "hold", "now you may": "release", "the content": "removed",
        "we sent the notice": "ntd-sent", "something for": "feedback",
    }  # fmt: skip
    lines = [
        line
        for line in read("docs/lea.md").splitlines()
        if line.startswith(tuple(f"| {row}" for row in rows))
    ]
    assert len(lines) == len(rows)
    for line in lines:
        _, want, write, _, _ = line.split("|")
        meant = next(meaning for row, meaning in rows.items() if want.strip().startswith(row))
        for words in re.findall(r"`([^`…]+)`", write):
            assert told_by_officer(words, site).words == (meant,), words


def test_the_days_on_the_lea_s_card_end_a_hold_and_those_it_warns_of_are_asked_about(tmp_path: Path) -> None:
    site = replace(load(write_site(tmp_path)).site, spoken_day=spoken_day)
    (line,) = re.findall(r"^Days: .*?: then", read("docs/lea.md"), re.MULTILINE | re.DOTALL)
    days, _, doubtful = line.partition(" Not ")
    lengths = ("two weeks", "48 hours")
    for day in re.findall(r"`([^`]+)`", days):
        meant = told_by_officer(f"Please wait {day}." if day in lengths else f"Hold until {day}.", site)
        assert meant.hold, day
        assert meant.until, day
    for day in re.findall(r'"([^"]+)"', doubtful):
        meant = told_by_officer(f"Hold until {day}.", site)
        assert meant.hold, day
        assert meant.until_unclear, day


def test_the_lea_s_card_names_single_items_as_they_are_read(tmp_path: Path) -> None:
    site = replace(load(write_site(tmp_path)).site, spoken_day=spoken_day)
    (shown,) = re.findall(r"^- Single items.*", read("docs/lea.md"), re.MULTILINE)
    for words in re.findall(r"`([^`]+)`", shown):
        meant = told_by_officer(words, site)
        assert meant.hold, words
        assert meant.hold_items == tuple(map(int, re.findall(r"\d", words.partition("item")[2]))), words


def told_by_officer(words: str, site: Site) -> Meaning:
    mail = replace(OFFICER, body=words, new_text=words, certain_text=words)
    tags, _ = read_tags(mail, site)
    return understand(mail, tags, site, mail.received_at)


def test_the_providers_card_teaches_only_words_that_are_understood(tmp_path: Path) -> None:
    site = load(write_site(tmp_path)).site
    said = re.findall(r"^\| (`.*?) \|", read("docs/providers.md"), re.MULTILINE)
    words = [one for cell in said for one in re.findall(r"`([^`]+)`", cell)]
    assert len(words) == 4
    for one in words:
        mail = replace(OFFICER, body=one, new_text=one, certain_text=one)
        tags, rest = read_tags(mail, site, bare=True)
        assert [tag.word for tag in tags.tags] == [Word(one.split()[0])], one
        assert not rest.strip()


def test_a_setting_that_the_readme_calls_without_effect_is_used_nowhere() -> None:
    """When one gets its effect, this test says that the README has to say so too."""
    source = ROOT / "daemon" / "hotlined"
    code = [
        path.read_text(encoding="utf-8")
        for path in source.rglob("*.py")
        if not path.is_relative_to(source / "adapters" / "config") and path.name not in ("site.py", "plan.py")
    ]
    claimed = read("README.md").partition("**Not there yet:**")[2].partition("Licence")[0]
    keys = re.findall(r"`([a-z]+(?:_[a-z]+)+)`", claimed)
    for key in keys:
        assert not any(re.search(rf"\.{key}\b", text) for text in code), (
            f"the README says: {key} is not there yet"
        )


def test_the_page_of_the_folders_explains_each() -> None:
    text = read("docs/folders.md")
    for folder in Folder:
        assert f"| `{folder}` |" in text, folder


def test_the_page_of_the_folders_explains_every_column_of_the_board() -> None:
    text = read("docs/folders.md")
    for column in Column:
        assert f"| `{column}` |" in text, column


def test_the_page_for_each_day_explains_everything_that_can_be_due() -> None:
    text = read("docs/daily.md")
    for kind in DueKind:
        assert f"| `{kind}` |" in text, kind


@over("name", names(DOCS))
def test_every_module_and_file_that_is_named_exists(name: str) -> None:
    for path in re.findall(
        r"`((?:domain|app|adapters|cli|demo)/[\w/]+(?:\.py)?|wiring(?:\.py)?)`", read(name)
    ):
        aim = ROOT / "daemon" / "hotlined" / path
        assert aim.exists() or aim.with_suffix(".py").exists(), path


def test_the_flow_names_only_events_that_there_are() -> None:
    for event in re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`", read("docs/flow.md")):
        assert event in {kind.__name__ for kind in get_args(Event)}, event


@over("name", names(DOCS))
def test_a_document_names_no_machine(name: str) -> None:
    text = read(name)
    for address in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text):
        assert re.search(r"example\.(?:com|org|net)$", address), address
    assert not re.search(r"/(?:home|root|work|Users)/", text)


# What tells people what to install: the name on a public index need not be ours.
TOLD = sorted(
    {
        *DOCS, ROOT / "Makefile", ROOT / "mailboxes.yaml", ROOT / "pyproject.toml", *ROOT.glob("rules/*"),
        *ROOT.glob("daemon/**/*.py"), *ROOT.glob("systemd/**/*"), *ROOT.glob("debian/*"),
    }
)  # fmt: skip
BARE_NAME = re.compile(
    r"(?:\b(?:pip3?|pipx|uv)\b[^\n`]* |\buvx )['\"]?hotlined(?![-./\w])"  # pip install hotlined
    r"|(?<![-./\w])hotlined(?:-[\w.]+)?\[[a-z]"  # and its extras
)


def test_nobody_is_told_to_install_what_an_index_calls_by_our_name() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in TOLD
        if path.is_file()
        for line in path.read_text(encoding="utf-8").splitlines()
        if BARE_NAME.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("/opt/hotlined/bin/pip install hotlined", True),
        ("pip install 'hotlined[demo]'", True),
        ("install hotlined[oauth2]", True),
        ("uvx hotlined demo", True),
        ("pipx install '.[demo]'", False),
        ("/opt/hotlined/bin/pip install --no-deps .", False),
        ("/opt/hotlined/bin/pip install ./hotlined-0.1.0-py3-none-any.whl", False),
        ("apt-get install ./hotlined_0.1.0-1_amd64.deb", False),
    ],
)
def test_a_bare_name_is_told_from_a_path(line: str, bare: bool) -> None:
    assert bool(BARE_NAME.search(line)) == bare


def test_the_decisions_have_the_three_parts() -> None:
    for path in {*ROOT.glob("docs/decisions/*.md")} - {ROOT / "docs/decisions/README.md"}:
        text = path.read_text(encoding="utf-8")
        for part in ("**Context.**", "**Decision.**", "**Consequence.**"):
            assert part in text, f"{path.name} has no {part}"


def test_the_providers_card_shows_a_notice_as_it_leaves() -> None:
    found = re.search(
        r"<!-- notice: one item -->\n```text\n(?P<text>.*?)```", read("docs/providers.md"), re.DOTALL
    )
    site = home_site()
    agreed = replace(site.agreement, legal_ground=Texts("Section 0 of the Example Criminal Code"))
    world = queued(World(replace(site, agreement=agreed)))
    (draft,) = world.letters("ntd")
    templates = JinjaTemplates(None, ROOT / "templates", zone=site.hotline.timezone)
    made = templates.render("ntd", "en", {**draft.values, "now": world.now})

    assert found is not None
    assert found["text"] == f"Subject: {made.subject}\n\n{made.text}"
