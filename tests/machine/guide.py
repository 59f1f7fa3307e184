"""The commands of the administrator's pages, as they stand there: what is typed is what is documented."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
BESIDE = ("daily", "folders", "log", "record", "mail-servers", "machines", "trouble")
GUIDE = tuple(DOCS / f"{name}.md" for name in ("administrator", *BESIDE))
_FENCE = re.compile(r"```(?P<kind>sh|ini)\n(?P<text>.*?)```", re.DOTALL)


def blocks(heading: str, *, kind: str = "sh") -> list[str]:
    """The blocks of one kind below a heading, up to the next; raises KeyError unless one page has it."""
    wanted = re.compile(rf"^#+ {re.escape(heading)}\n(?P<text>.*?)(?=^#+ [A-Z]|\Z)", re.DOTALL | re.MULTILINE)
    found = [one["text"] for page in GUIDE for one in wanted.finditer(page.read_text(encoding="utf-8"))]
    if len(found) != 1:
        raise KeyError(f"{heading}: {len(found)} headings")
    return [one["text"] for one in _FENCE.finditer(found[0]) if one["kind"] == kind]


def block(heading: str, word: str, *, kind: str = "sh") -> str:
    """The one block below a heading with a word in it; raises KeyError unless there is exactly one."""
    having = [one for one in blocks(heading, kind=kind) if word in one]
    if len(having) != 1:
        raise KeyError(f"{heading}: {len(having)} blocks with {word!r}")
    return having[0]
