"""docs/promises.md says what the marks in the code mean: promises, and threats that a comment names."""

import re
from pathlib import Path

from tests.support.over import over

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
SOURCES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "daemon").rglob("*.py"))]
DECISIONS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs/decisions").glob("*.md"))]

PROMISES = tuple(f"P{number}" for number in range(1, 18))
TESTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("*.py"))]
# `def test_P5_...`, `async def test_C1_P6_...`; a contract that several adapters pass counts as well.
_TEST = re.compile(r"^ *(?:async )?def test_((?:[A-Z][0-9]{1,2}_)+)", re.MULTILINE)
_MARK = r"[A-I][0-9]{1,2}"
_NAMED = re.compile(rf"\bthreats ({_MARK}(?:(?:, |-){_MARK})*)|\((?:P[0-9]+, )?({_MARK}(?:, {_MARK})*)\)")


def explained() -> set[str]:
    return set(re.findall(r"^\| ([A-IP][0-9]{1,2}) \|", PAGE, re.MULTILINE))


def test_every_promise_is_on_the_page() -> None:
    assert set(PROMISES) <= explained()


@over("promise", PROMISES)
def test_every_promise_has_a_test_that_is_named_after_it(promise: str) -> None:
    named = [mark for text in TESTS for marks in _TEST.findall(text) for mark in marks.split("_")]

    assert promise in named


def test_every_threat_that_the_code_names_is_on_the_page() -> None:
    found = [named for text in (*SOURCES, *DECISIONS) for named in _NAMED.findall(text)]
    marks = {mark for named in found for mark in re.findall(_MARK, "".join(named))}

    assert marks, "no mark was found: has the way of writing them changed?"
    assert marks - explained() == set()
