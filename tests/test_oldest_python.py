"""What mypy does not see of the oldest Python that hotlined runs on, 3.11.2 on Debian 12.

An annotation is evaluated when its module is read; `array[int]` was a TypeError before Python 3.12, for every
command.  `make machine DEBIAN=bookworm` tries the whole.
"""

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from hotlined.adapters.lmtp.reception import Reception
from tests.support.over import over

ROOT = Path(__file__).parents[1] / "daemon"
MODULES = sorted(one for one in (ROOT / "hotlined").rglob("*.py") if "migrations" not in one.parts)
# Tried with Python 3.11: what is new here is to be tried there, too, or written in quotes.
CAN_BE = {
    "_asyncio": {"Future", "Task"},
    "collections": {"Counter", "OrderedDict", "defaultdict", "deque"},
    "contextlib": {"AbstractAsyncContextManager"},
    "posix": {"DirEntry"},
    "re": {"Match", "Pattern"},
    "weakref": {"WeakValueDictionary"},
}


def evaluated(tree: ast.AST) -> Iterator[ast.Subscript]:
    """Subscripts that are evaluated when the module is read: of annotations, base classes and aliases."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                one = [node.args, *node.decorator_list, *([node.returns] if node.returns else ())]
                yield from (sub for part in one for sub in ast.walk(part) if isinstance(sub, ast.Subscript))
            case ast.ClassDef():
                yield from evaluated(node)
            case _:
                yield from (sub for sub in ast.walk(node) if isinstance(sub, ast.Subscript))


def named(node: ast.expr, module: ModuleType) -> object:
    """What a dotted name means in the module; None for what is no such name, or is not there."""
    match node:
        case ast.Name(id=name):
            return getattr(module, name, None)
        case ast.Attribute(value=value, attr=name):
            return getattr(named(value, module), name, None)
        case _:
            return None


def too_new(source: str, module: ModuleType) -> list[str]:
    """Classes of the standard library that are subscripted and are not known to allow it in Python 3.11."""
    if "\nfrom __future__ import annotations" in source:  # none is evaluated
        return []
    found = (named(one.value, module) for one in evaluated(ast.parse(source)))
    return [
        f"{one.__module__}.{one.__name__}"
        for one in found
        if inspect.isclass(one)
        and one.__module__.partition(".")[0] in sys.stdlib_module_names - {"typing"}
        and one.__module__ not in ("collections.abc", "typing")
        and one.__name__ not in CAN_BE.get(one.__module__, set())
    ]


@over("path", MODULES)
def test_no_class_is_subscripted_that_python_3_11_cannot_subscript(path: Path) -> None:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    module = importlib.import_module(name.removesuffix(".__init__"))
    assert not too_new(path.read_text(encoding="utf-8"), module)


def test_an_array_in_an_annotation_is_found_and_one_in_quotes_is_fine() -> None:
    module = ModuleType("example")
    exec("from array import array", module.__dict__)  # noqa: S102  # a module of two lines
    assert too_new('def found(a: "array[int]") -> dict[str, array[int]]: ...', module) == ["array.array"]
    assert not too_new('def found() -> "dict[str, array[int]]": ...', module)


def test_what_aiosmtpd_looks_through_is_no_class_with_slots() -> None:
    """Until Python 3.11.3 such a dataclass had a `__weakref__` that raised: no LMTP client was answered."""
    assert "__slots__" not in vars(Reception)
