"""docs/trouble.md: what an alarm, the log or the status says is found there, word for word."""

import re
from pathlib import Path

import pytest

from hotlined.app.health import TROUBLES

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/trouble.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("| where | what you see | go to |\n")[2].partition("\n\n")[0]
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", TABLE, re.MULTILINE)  # where, what is seen
BOLD = re.compile(r"\*\*([^*]+)\*\*")
QUOTED = sorted({words for _, what in ROWS for words in re.findall(r"\*([^*]+)\*", BOLD.sub("", what))})


def code() -> str:
    """All that hotlined may say; a sentence that is written in pieces is put together again."""
    paths = sorted((ROOT / "daemon/hotlined").rglob("*.py"))
    return re.sub(r'"\s*\n\s*f?"', "", "\n".join(path.read_text(encoding="utf-8") for path in paths))


CODE = code()


def seen(where: str) -> str:
    return "\n".join(what for row, what in ROWS if where in row.split(", "))


def test_the_table_is_read_whole() -> None:
    assert len(ROWS) == len(TABLE.splitlines()) - 1 > 40
    assert len(QUOTED) > 20


@pytest.mark.parametrize("words", QUOTED)
def test_what_the_table_quotes_is_what_hotlined_says(words: str) -> None:
    assert all(piece in CODE for piece in words.split("…")), words


def test_each_alarm_of_the_table_is_one() -> None:
    storm = (ROOT / "templates/storm/en.subject.j2").read_text(encoding="utf-8")
    names = BOLD.findall(seen("alarm"))
    assert len(names) > 10
    for name in names:
        assert re.search(rf'alarm\([^"]*"{name}"', CODE) or f"ALARM: {name}" in storm, name


def test_every_warning_and_error_of_the_log_is_in_the_table() -> None:
    source = (ROOT / "daemon/hotlined/app/audit.py").read_text(encoding="utf-8")
    names = re.findall(r'_line\(\s*logging\.(?:WARNING|ERROR),\s*"([a-z-]+)"', source)
    assert len(names) > 15
    assert set(names) - {"trouble"} <= set(re.findall(r"`([a-z-]+)`", seen("log")))


def test_every_trouble_of_the_status_file_is_in_the_table() -> None:
    assert set(re.findall(r"`([a-z]+)`:", seen("trouble"))) == set(TROUBLES)


def test_each_line_of_check_in_the_table_is_one() -> None:
    sources = [
        ROOT / f"daemon/hotlined/cli/{name}.py" for name in ("check", "key_findings", "connect", "unmatched")
    ]
    said = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    names = [one.strip("… ") for one in re.findall(r"`([^`]+)`", seen("check"))]
    assert len(names) > 8
    for name in names:
        assert re.search(rf'"(?:[^"]* )?{re.escape(name)}[" ]', said), name
