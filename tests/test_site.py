"""`make docs`: the documentation becomes a site without a warning, whole in itself, with cards on paper."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from pypdf import PdfReader

ROOT = Path(__file__).parents[1]
CARDS = ("analysts", "lea", "providers")
MADE_BY_SPHINX = {"genindex.html", "search.html", "index.html"}
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.slow  # four seconds of processor time for the site


class Page(HTMLParser):
    """What a page links to, what it loads by itself, and the places in it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        into = self.links if tag == "a" else self.loads
        into.extend(given[name] for name in ("href", "src", "srcset", "data", "action") if name in given)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` does it; each warning of Sphinx is an error."""
    folder = tmp_path_factory.mktemp("site")
    sphinx = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    ended = subprocess.run(
        [*sphinx, "-c", "docs/site", "-d", str(folder / "trees"), ".", str(folder / "html")],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return folder / "html"


@cache
def page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def pages(site: Path) -> Iterator[tuple[Path, Page]]:
    return ((path, page(path)) for path in sorted(site.rglob("*.html")))


def test_every_document_is_a_page(site: Path) -> None:
    documents = [ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")]
    wanted = {path.relative_to(ROOT).with_suffix(".html").as_posix() for path in documents}
    assert {path.relative_to(site).as_posix() for path, _ in pages(site)} == wanted | MADE_BY_SPHINX


def test_a_page_loads_nothing_from_another_machine(site: Path) -> None:
    """Nobody learns who reads about hotlined, and the site can be read without a network."""
    for path, shown in pages(site):
        for target in shown.loads:
            parts = urlsplit(target)
            assert not parts.netloc, f"{path.name} loads {target}"
    for path in site.rglob("*.css"):
        for target in re.findall(r"url\(\s*['\"]?([^)]{0,40})|@import\s+(.{0,40})", path.read_text("utf-8")):
            assert "".join(target).startswith(("data:", "_static/", "../")), f"{path.name} loads {target}"


def test_every_link_leads_to_a_page_a_file_or_a_place_in_a_page(site: Path) -> None:
    for path, shown in pages(site):
        for target in (*shown.links, *shown.loads):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            aim = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert aim.is_file(), f"{path.relative_to(site)} links to {target}"
            if parts.fragment and aim.suffix == ".html":
                assert unquote(parts.fragment) in page(aim).ids, f"{path.relative_to(site)} links to {target}"


def test_the_list_of_decisions_calls_each_by_its_title() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = {
        name: title
        for title, name in re.findall(
            r"^- \[(.+)\]\((.+)\)$", (folder / "README.md").read_text("utf-8"), re.M
        )
    }
    titles = {
        path.name: re.sub(r"^# (?:\d+\. )?", "", path.read_text(encoding="utf-8").partition("\n")[0])
        for path in folder.glob("*.md")
        if path.name != "README.md"
    }
    assert listed == titles


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_printed_on_one_sheet(site: Path, tmp_path: Path, card: str) -> None:
    made = tmp_path / "card.pdf"
    subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu",
         f"--user-data-dir={tmp_path / 'profile'}",
         "--no-pdf-header-footer", f"--print-to-pdf={made}",
         (site / "docs" / f"{card}.html").as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip

    sheets = PdfReader(made).pages

    assert len(sheets) == 1
    assert [round(float(side) / 72 * 25.4) for side in sheets[0].mediabox[2:]] == [210, 297]
