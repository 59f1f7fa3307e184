"""The sandbox in which templates run, and what was compiled once in this process."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined, UndefinedError
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

KEPT: Final = 4_096  # answers of the sandbox

_VARIABLE: Final = re.compile(r"'([A-Za-z_][A-Za-z0-9_]{0,40})' is undefined")
_ATTRIBUTE: Final = re.compile(r"'[^']+' has no attribute '([A-Za-z_][A-Za-z0-9_]{0,40})'")


class Compiled(BytecodeCache):
    """What was compiled once in this process, for the objects that a reload makes; by file and content.

    Never on disk: code that is loaded from a file is code that somebody else may have written.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (kept := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


# What `finalize` makes of a constant stands in the code: the two kinds of environment share nothing.
PLAIN: Final = Compiled()
MARKING: Final = Compiled()


class Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, which is asked for every attribute that a template names: 500 times for an answer.

    What it says depends on the attribute and on the object's class only, so it is kept.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._allowed: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Whether a template may have it."""
        key = (type(obj), attr)
        allowed = self._allowed.get(key)
        if allowed is None:
            allowed = super().is_safe_attribute(obj, attr, value)
            if len(self._allowed) < KEPT:  # a site's template may look up words of a mail
                self._allowed[key] = allowed
        return allowed


def sandbox(
    folders: Sequence[Path], compiled: Compiled, finalize: Callable[[object], object] | None
) -> Sandbox:
    """One for the templates in these folders, without filters; each folder lies in front of the next."""
    return Sandbox(
        loader=FileSystemLoader(folders),
        bytecode_cache=compiled,
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=_is_html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,  # kept for good: a reload makes a new object
    )


def undefined(error: UndefinedError) -> str:
    """What is undefined, by the name that its template writes; no other, for jinja may quote a value."""
    message = error.message or ""
    if (variable := _VARIABLE.fullmatch(message)) is not None:
        return f'"{variable.group(1)}" is undefined'
    attribute = _ATTRIBUTE.fullmatch(message)
    if attribute is not None and f".{attribute.group(1)}" in _source(error):
        return f'"{attribute.group(1)}" is undefined'
    return "a value is undefined"


def _source(error: BaseException) -> str:
    try:
        return place_of(error, "")[0].read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def place_of(error: BaseException, name: str) -> tuple[Path, int]:
    """The file and line in which it happened, as jinja gives its frames the template's own; else `name`."""
    file, line, trace = name, 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            file, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return Path(file), line


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html.j2")
