"""Events as lines that a person reads: what happened, with its main facts; content only where asked for.

Tokens, receipt codes and Message-IDs of ours open doors, so they are never shown, or cut short like digests.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, fields
from datetime import tzinfo
from typing import Final

from hotlined.cli.say import words
from hotlined.domain.form import Form, write_form
from hotlined.domain.record.events import Event

HIDDEN: Final = frozenset({"token", "code", "original", "originals", "corrects", "letters"})
SHORT: Final = frozenset({"mail", "message_id", "thread", "signature"})
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def title(event: Event) -> str:
    """What happened: `Hold placed`."""
    return _HUMP.sub(" ", type(event).__name__).capitalize()


def facts(event: Event, *, content: bool = False) -> Mapping[str, object]:
    """The fields that say something, by name; content only where asked for."""
    return dict(_facts(event, content=content))


def _facts(event: Event, *, content: bool) -> Iterator[tuple[str, object]]:
    for one in fields(event):
        value = getattr(event, one.name)
        if one.name in HIDDEN or (is_content(one) and not content) or value in (None, "", (), False):
            continue
        yield one.name, str(value).strip("<>")[:10] if one.name in SHORT else value


def is_content(one: "Field[object]") -> bool:
    """Whether a purge destroys this field."""
    return bool(one.metadata.get("content"))


def sentence(event: Event, zone: tzinfo) -> str:
    """The facts of an event without content, on one line."""
    told = facts(event).items()
    return " · ".join(f"{name.replace('_', ' ')} {words(value, zone)}" for name, value in told)


def contents(event: Event, zone: tzinfo) -> Iterator[tuple[str, str]]:
    """The content of an event, by name; what was purged is not there any more."""
    for one in fields(event):
        value = getattr(event, one.name)
        if is_content(one) and value:
            yield one.name, write_form(value, zone=zone) if isinstance(value, Form) else str(value)
