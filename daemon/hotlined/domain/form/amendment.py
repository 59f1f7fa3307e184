"""What an update changed in a form: one `Amendment` for each field, as the LEA and the analyst are told."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, tzinfo
from typing import Final

from hotlined.domain.form.annex import ITEM_FIELDS, KINDS, Answer, Form, Kind
from hotlined.domain.form.labels import ANSWERS, LABELS_EN, read_answer
from hotlined.domain.form.write import write_time

NOTICE_TIME: Final = "time of the notice"  # no field of the form: set by [NTD:…]


@dataclass(frozen=True, slots=True)
class Amendment:
    """One field: what stood there, and what stands there now; None is empty."""

    item: int  # number of the content item; 0: the report as a whole
    field: str  # name of the form's field; "ntd": the time of the notice
    before: str | None
    after: str | None

    @property
    def label(self) -> str:
        """The field as the English form prints it."""
        return NOTICE_TIME if self.field == "ntd" else LABELS_EN[self.field]


def amendments(old: Form, new: Form, zone: tzinfo) -> Iterator[Amendment]:
    """Each field that differs; of a new item all that is filled, its URL first."""
    for one in fields(Form):
        if one.name != "items" and getattr(old, one.name) != getattr(new, one.name):
            yield Amendment(
                0, one.name, _text(getattr(old, one.name), zone), _text(getattr(new, one.name), zone)
            )
    for number, item in enumerate(new.items, 1):
        known = old.items[number - 1] if number <= len(old.items) else None
        for name in ("url", *ITEM_FIELDS):
            before = getattr(known, name) if known else None
            if before != getattr(item, name):
                yield Amendment(number, name, _text(before, zone), _text(getattr(item, name), zone))


def answer_kept(field: str, text: str | None) -> Answer | None:
    """The answer to a question of the form that is kept in English, as `before` and `after` are."""
    return read_answer(text) if text and KINDS.get(field) in (Kind.ANSWER, Kind.URGENT) else None


def _text(value: object, zone: tzinfo) -> str | None:
    match value:
        case None:
            return None
        case Answer():
            return ANSWERS["en"][value][0]
        case datetime():
            return write_time(value, zone)
        case _:
            return str(value)
