"""Expected text with places: `?` is any character, `*` any text, `{name}` what was found there first.

So that Date, Message-ID and tokens do not matter, and what has to agree (the reference in a subject and the
one in a text) does.
"""

import re
from collections.abc import Iterator, Mapping

LOOKS = {
    "reference": r"HL-\d{4}-\d{6}-[0-9A-Z]",
    "other": r"HL-\d{4}-\d{6}-[0-9A-Z]",
    "question": r"which-\d{4}-[a-z2-7]{8}",
    "code": r"RC(?:-[0-9A-Z]{4}){4}",
    "period": r"\d{4}-Q[1-4]",
}
_PLACE = re.compile(r"\{([a-z0-9.-]+)\}|([*?])")


def fits(pattern: str, text: str, known: Mapping[str, str]) -> dict[str, str] | None:
    """Whether the whole text is as the pattern says: then what its unknown places were; else None."""
    found = re.fullmatch("".join(_regex(pattern, known)), text, re.DOTALL)
    return found.groupdict() if found else None


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with its places filled in; raises KeyError with the name of a place that nobody knows."""
    return _PLACE.sub(lambda found: known[found[1]] if found[1] else found[0], text)


def flowed(text: str) -> str:
    """A text for comparing word by word: where its lines break does not matter."""
    return " ".join(text.split())


def _regex(pattern: str, known: Mapping[str, str]) -> Iterator[str]:
    end = 0
    named: set[str] = set()
    for place in _PLACE.finditer(pattern):
        yield re.escape(pattern[end : place.start()])
        name, wildcard = place[1], place[2]
        if wildcard:
            yield ".*?" if wildcard == "*" else "."
        elif name in known:
            yield re.escape(known[name])
        elif name in named:
            yield f"(?P={name})"
        else:
            named.add(name)
            yield f"(?P<{name}>{LOOKS[name]})"
        end = place.end()
    yield re.escape(pattern[end:])
