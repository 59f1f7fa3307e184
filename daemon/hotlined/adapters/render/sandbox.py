"""The sandbox in which templates run, and what was compiled once in this process."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

KEPT: Final = 4_096  # answers of the sandbox


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
    folders: Sequence[Path], compiled: Compiled, finalize: Callable[[object], object] | None = None
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


def line_of(error: BaseException) -> int:
    """The line of the template in which it happened; jinja gives its frames the template's file and lines."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html.j2")
