"""The values of a mail as its template sees them: the hotline's own texts in the language that it is in."""

from collections.abc import Mapping
from dataclasses import fields
from types import SimpleNamespace

from hotlined.domain.hotline.people import Hotline
from hotlined.domain.hotline.texts import Texts


def worded(values: Mapping[str, object], language: str) -> dict[str, object]:
    """The same values, where a template of this language finds a plain text in place of all of them."""
    return {name: _worded(value, language) for name, value in values.items()}


def _worded(value: object, language: str) -> object:
    match value:
        case Texts():
            return value.of(language)
        case Hotline():
            parts = {one.name: getattr(value, one.name) for one in fields(value)}
            return SimpleNamespace(**worded(parts, language))
    return value
