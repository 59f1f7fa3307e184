"""docs/start.md, typed from its first site on: each command, and what it prints ("..." is anything)."""

import doctest
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.test_docs import SAME, read, typed

PAGE = "docs/start.md"
OWN_SITE = "Write a site of your own"
_FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)
_SAVED = re.compile(r"Save this as `([\w.]+)`")


def sections() -> dict[str, str]:
    """The page by its headings."""
    return {head: text for head, _, text in (one.partition("\n") for one in read(PAGE).split("\n## "))}


def test_what_the_page_shows_is_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "240")
    said = ""
    typed_commands = []
    for name in (OWN_SITE, "Ask what a mail would do"):
        for block in _FENCE.finditer(sections()[name]):
            match block["kind"], block["text"]:
                case "sh", text if text.startswith("hotlined "):
                    words = shlex.split(text.replace("\\\n", " "))[1:]
                    said = typed(words, capsys, also=(2,))
                    typed_commands.append(words[0])
                case "sh", text:
                    subprocess.run(["bash", "-euc", text], check=True)
                case "eml", text:
                    Path(_SAVED.findall(sections()[name])[0]).write_text(text, encoding="utf-8")
                case "text", text:
                    assert doctest.OutputChecker().check_output(text.strip(), said.strip(), SAME), said
    assert typed_commands == ["init", "check", "check", "replay"]
