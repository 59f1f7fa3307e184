"""`make reference`: docs/reference.md, every key of the configuration, out of the models that read it.

What a key takes is the very sentence that refuses a wrong value; docs/rules.md says what it means.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hotlined.adapters.config.mailboxes import MailboxesFile
from hotlined.adapters.config.ruleset import MODELS
from hotlined.adapters.config.sentences import Block, Reads
from hotlined.domain.hotline.site import NEVER
from hotlined.domain.values.shown import duration

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"
HEAD = """\
# Every key, what it takes, and its default

Written by `make reference` out of the models that read the files; what the keys mean is told in
[the configuration, key by key](rules.md). `[]` stands for each entry of a list, `*` for a name or a language.
"""
FILES: dict[str, type[Block]] = {
    "mailboxes.yaml": MailboxesFile,
    **{f"rules/{name}.yaml": model for name, model in MODELS.items()},
}


def page() -> str:
    """The page: a table for each file."""
    return "\n".join((HEAD, *(_table(name, model) for name, model in FILES.items())))


def _table(name: str, model: type[Block]) -> str:
    rows = "\n".join(
        f"| `{key}` | {takes} | {default} |".replace("<", "&lt;")
        for key, takes, default in keys(model, "", {})
    )
    return f"## {name}\n\n| key | takes | default |\n|---|---|---|\n{rows}\n"


def keys(model: type[Block], above: str, told: dict[type[Block], str]) -> Iterator[tuple[str, str, str]]:
    """Each key below a place, what it takes, its default; a block that was `told` before is named only."""
    for name, field in model.model_fields.items():
        key = above + (field.alias or name)
        marks = [*field.metadata, *_marks(field.annotation)]
        block = next((one for one in marks if isinstance(one, type) and issubclass(one, Block)), None)
        inner = key + _inside(field.annotation)
        if block is None:
            (*_, reads) = (one for one in marks if isinstance(one, Reads))
            yield inner, reads.what, _default(field, reads)
        elif block in told:
            yield inner, f"as `{told[block]}`", _default(field)
        else:
            told[block] = inner
            yield inner, "a block", _default(field)
            yield from keys(block, f"{inner}.", told)


def _marks(annotation: Any) -> Iterator[Any]:
    """An annotation and all that is inside of it."""
    yield annotation
    for inner in get_args(annotation):
        yield from _marks(inner)


def _around(annotation: Any) -> Iterator[Any]:
    """The same without the parts of what is written as one value: hours are two times, and no list."""
    yield annotation
    if not any(isinstance(one, Reads) for one in getattr(annotation, "__metadata__", ())):
        for inner in get_args(annotation):
            yield from _around(inner)


def _inside(annotation: Any) -> str:
    """The way to a value inside of lists and mappings."""
    origins = [get_origin(one) for one in _around(annotation)]
    return ".*" * origins.count(dict) + "[]" * origins.count(tuple)


def _default(field: FieldInfo, reads: Reads | None = None) -> str:
    """A default as it would be written, or what stands for it."""
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "needed"
    match value:
        case Block():
            return "as below"
        case None | () | "" | {}:
            return "–"
        case bool():
            return "yes" if value else "no"
        case timedelta():
            return "never" if value == NEVER else duration(value)
        case tuple():
            return ", ".join(map(str, value))
        case int() if reads is not None and reads.what.startswith("a size"):
            return f"{value // 1_000_000} MB"
    return str(value)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
