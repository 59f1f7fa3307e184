"""What import contracts cannot say: the domain is pure, and the use cases need no PyPI library."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.over import over

PACKAGE = Path(__file__).parents[1] / "daemon" / "hotlined"
MODULES = {layer: sorted((PACKAGE / layer).rglob("*.py")) for layer in ("domain", "app")}
# Parts of the standard library that read a clock, draw lots, wait, log or touch the world.
IMPURE = {
    "asyncio", "ctypes", "fcntl", "glob", "http", "imaplib", "io", "logging", "mmap", "multiprocessing", "os",
    "queue", "random", "sched", "secrets", "select", "selectors", "shelve", "shutil", "signal", "smtplib",
    "socket", "socketserver", "sqlite3", "ssl", "subprocess", "syslog", "tempfile", "threading", "time",
    "uuid", "warnings",
}  # fmt: skip
IMPURE_CALLS = {
    "now",
    "utcnow",
    "today",
    "open",
    "print",
    "input",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
}


def imported(tree: ast.AST) -> Iterator[str]:
    """The dotted names of all modules that the source imports, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def called(tree: ast.AST) -> Iterator[str]:
    """The last names of all calls: `now` of `datetime.now(UTC)`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                yield name
            case _:
                pass


def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def impurities(tree: ast.AST) -> list[str]:
    """All that a domain module may not do, as sentences."""
    tops = {name.partition(".")[0] for name in imported(tree)}
    coroutines = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)
    return [
        *(f"imports {top}" for top in sorted(tops & IMPURE | tops - sys.stdlib_module_names - {"hotlined"})),
        *(f"calls {name}()" for name in sorted(set(called(tree)) & IMPURE_CALLS)),
        *(f"has {type(node).__name__}" for node in ast.walk(tree) if isinstance(node, coroutines)),
        *(f"changes {', '.join(node.names)}" for node in ast.walk(tree) if isinstance(node, ast.Global)),
    ]


@over("module", MODULES["domain"])
def test_the_domain_is_pure(module: Path) -> None:
    assert impurities(parsed(module)) == []


@over("module", MODULES["app"])
def test_the_use_cases_need_only_the_standard_library(module: Path) -> None:
    tops = {name.partition(".")[0] for name in imported(parsed(module))}

    assert sorted(tops - sys.stdlib_module_names - {"hotlined"}) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import tinydb", ["imports tinydb"]),
        ("def f():\n    from os import path", ["imports os"]),
        ("import datetime\ndatetime.datetime.now(datetime.UTC)", ["calls now()"]),
        ("open('x')", ["calls open()"]),
        ("async def f(): ...", ["has AsyncFunctionDef"]),
        ("last = None\ndef f():\n    global last\n    last = 1", ["changes last"]),
        ("from hotlined.domain.cases import case\nimport re", []),
    ],
)
def test_impurity_is_noticed(source: str, found: list[str]) -> None:
    assert impurities(ast.parse(source)) == found


def test_there_is_something_to_check() -> None:
    assert all(len(modules) > 1 for modules in MODULES.values())
