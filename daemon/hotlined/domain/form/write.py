"""The Annex I form as text that `read_form` reads back to the same values.

`Label: value`, further lines of a value two blanks in, so that no line of a value passes for a label, a
comment or the end of the form; section headings are comments.  Empty fields are shown empty.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, tzinfo
from typing import Final

from hotlined.domain.form.annex import BEYOND, ITEM_FIELDS, Answer, Form
from hotlined.domain.form.labels import ANSWERS, HEADINGS, LABELS
from hotlined.domain.values.urls import url_doubt, written_url

# What is said of all of the content, above the items.
DESCRIBING: Final = (
    "offender_identifiable",
    "victim_identifiable",
    "victim_identified",
    "content_type",
    "self_generated",
    "content_data",
    "useful_information",
    "metadata",
)
_SECTIONS: Final = (
    ("received_from_public", "received_from_iccam", "iccam_id", "region", "content_language"),
    DESCRIBING,
    (),
    ("screenshots", "comments", "cloudflare"),
)


def write_form(
    form: Form, *, language: str = "en", zone: tzinfo, more: Collection[str] = (), found: bool = False
) -> str:
    """The form in the order of Annex I; a language that is not shipped falls back to English.

    Fields beyond Annex I are left out while they are empty, unless they are among `more`.  `found`: its URLs
    were found in a stranger's text; what is doubtful about one is asked when the form comes back.
    """
    language = language if language in LABELS else "en"
    blocks: list[str] = []
    for heading, names in zip(HEADINGS[language], _SECTIONS, strict=True):
        blocks.append(f"# {heading}")
        names = tuple(one for one in names if one not in BEYOND or one in more or getattr(form, one))
        if names:
            blocks.append("\n".join(_line(name, getattr(form, name), language, zone) for name in names))
        else:
            blocks.extend(_items(form, language, zone, found=found))
    return "\n\n".join(blocks) + "\n"


def write_lines(
    form: Form, names: Collection[str], *, language: str = "en", zone: tzinfo, found: bool = False
) -> str:
    """These fields alone and the URLs, for a mail that is to be short; read back like the form."""
    language = language if language in LABELS else "en"
    lines = [_line(name, getattr(form, name), language, zone) for name in names]
    lines += [_line("url", item.url, language, zone, found=found) for item in form.items]
    return "\n".join(lines) + "\n"


def write_time(moment: datetime, zone: tzinfo) -> str:
    """A time to the second with offset and zone name: `2026-05-12 14:00+03:00 (Europe/Tallinn)`."""
    local = moment.astimezone(zone)
    name = getattr(zone, "key", None)
    text = local.isoformat(sep=" ", timespec="seconds" if local.second else "minutes")
    return f"{text} ({name})" if name else text


def _items(form: Form, language: str, zone: tzinfo, *, found: bool) -> Iterator[str]:
    """One block per content item; an empty one when there is none."""
    names = ("url", *ITEM_FIELDS)
    for item in form.items or (None,):
        yield "\n".join(_line(name, getattr(item, name, None), language, zone, found=found) for name in names)


def _line(name: str, value: object, language: str, zone: tzinfo, *, found: bool = False) -> str:
    match value:
        case None:
            text = ""
        case Answer():
            text = ANSWERS[language][value][0]
        case datetime():
            text = write_time(value, zone)
        case str() if name == "url":
            text = value if found and url_doubt(value) is not None else written_url(value)
        case _:
            text = str(value)
    first, *more = text.split("\n")
    lines = [f"{LABELS[language][name][0]}: {first}".rstrip(), *(f"  {line}".rstrip() for line in more)]
    return "\n".join(lines)
