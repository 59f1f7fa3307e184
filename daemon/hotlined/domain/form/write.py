"""The Annex I form as text that `read_form` reads back to the same values.

`Label: value`, further lines of a value two blanks in, so that no line of a value passes for a label, a
comment or the end of the form; section headings are comments.  Empty fields are shown empty.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Final

from hotlined.domain.form import loose_urls, strangers
from hotlined.domain.form.annex import BEYOND, ITEM_FIELDS, Answer, Form
from hotlined.domain.form.labels import ANSWERS, HEADINGS, LABELS
from hotlined.domain.form.reading import Block, FormReading
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
# Texts of which there is one: two of them, written together, would be another one.
_SINGLE: Final = frozenset({"iccam_id", "region", "provider"})


class AsWritten(str):
    """What somebody wrote and was not understood; marks around it would make another text of it."""

    __slots__ = ()


def write_form(
    form: Form, *, language: str = "en", zone: tzinfo, more: Collection[str] = (), found: bool = False
) -> str:
    """The form in the order of Annex I; a language that is not shipped falls back to English.

    Fields beyond Annex I are left out while they are empty, unless they are among `more`.  `found`: its URLs
    were found in a stranger's text; what is doubtful about one is asked when the form comes back.
    """
    language = language if language in LABELS else "en"
    return _sections(_values(form), _items(form, language, zone, found=found), language, zone, more)


def write_back(
    reading: FormReading, form: Form, *, language: str, zone: tzinfo, more: Collection[str]
) -> str:
    """The form that a refused mail gave, to be corrected and sent again (P17); `form`: its fields.

    What was not understood stands in it as written: an empty field would be taken for one that was meant to
    be empty, and half a line for the whole of it.
    """
    language = language if language in LABELS else "en"
    values = _values(form) | dict.fromkeys(reading.cleared, "-") | _as_written(reading.unread)
    text = _sections(values, _given(reading, language, zone), language, zone, more)
    # Two blanks in, they would be taken for a text's own.
    asked = {
        line.strip()
        for one in reading.problems
        if one.expected in (loose_urls.ASKED, strangers.ASKED, strangers.SHOWN)
        for line in one.text.split("\n")
    }
    return "\n".join(line.strip() if line.strip() in asked else line for line in text.split("\n"))


def _values(form: Form) -> dict[str, object]:
    return {name: getattr(form, name) for names in _SECTIONS for name in names}


def _sections(
    values: Mapping[str, object], items: Iterable[str], language: str, zone: tzinfo, more: Collection[str]
) -> str:
    blocks: list[str] = []
    for heading, section in zip(HEADINGS[language], _SECTIONS, strict=True):
        blocks.append(f"# {heading}")
        names = tuple(one for one in section if one not in BEYOND or one in more or values[one])
        if heading == HEADINGS[language][0] and "urgent" in values:  # never written but by hand
            names += ("urgent",)
        if names:
            blocks.append("\n".join(_line(name, values[name], language, zone) for name in names))
        else:
            blocks.extend(items)
    return "\n\n".join(blocks) + "\n"


def write_lines(form: Form, names: Collection[str], *, language: str, zone: tzinfo) -> str:
    """These fields alone and the URLs, for a mail that is to be short; read back like the form."""
    language = language if language in LABELS else "en"
    lines = [_line(name, getattr(form, name), language, zone) for name in names]
    lines += [_line("url", item.url, language, zone, found=True) for item in form.items]
    return "\n".join(lines) + "\n"


def write_time(moment: datetime, zone: tzinfo) -> str:
    """A time to the second with offset and zone name: `2026-05-12 14:00+03:00 (Europe/Tallinn)`."""
    local = moment.astimezone(zone)
    name = getattr(zone, "key", None)
    text = local.isoformat(sep=" ", timespec="seconds" if local.second else "minutes")
    return f"{text} ({name})" if name else text


def _items(form: Form, language: str, zone: tzinfo, *, found: bool) -> Iterator[str]:
    """One block per content item; an empty one when there is none."""
    for item in form.items or (None,):
        values = {name: getattr(item, name, None) for name in ITEM_FIELDS}
        yield "\n".join(_fields(item and item.url, values, language, zone, found=found))


def _given(reading: FormReading, language: str, zone: tzinfo) -> Iterator[str]:
    """The blocks as they were given; below each the lines whose label is nearly known."""
    above = {name: text for name, text in _as_written(reading.unread).items() if name in ITEM_FIELDS}
    lines = [line for line, _ in reading.nearly]
    lost = [_indented(told) for _, told in reading.nearly]
    cuts = [bisect_left(lines, block.line) for block in reading.blocks] + [len(lost)]
    if not reading.blocks:
        yield "\n".join((*_fields(None, above, language, zone), *lost))
        return
    if above or cuts[0]:
        yield "\n".join(
            (*(_line(name, text, language, zone) for name, text in above.items()), *lost[: cuts[0]])
        )
    for block, (first, end) in zip(reading.blocks, pairwise(cuts), strict=True):
        own = first < end and lines[first] == block.line
        yield from _block(block, lost[first : first + own], lost[first + own : end], language, zone)


def _block(
    block: Block, own: Sequence[str], lost: Sequence[str], language: str, zone: tzinfo
) -> Iterator[str]:
    """A block as it was given; of several URLs each has its own, unless one of them was not understood.

    `own`: the line that opened it, where its label is nearly known.
    """
    values = {**block.values, **dict.fromkeys(block.cleared, "-"), **_as_written(block.unread)}
    number = values.get("item", block.number)
    head = list(own) if number is None else [_line("item", number, language, zone)]
    urls = (values["url"],) if "url" in values else block.urls or (None,)
    for at, url in enumerate(urls):
        lines = _fields(url, values, language, zone)
        if head and url is None:
            lines = lines[1:]
        yield "\n".join((*head, *lines, *(lost if at == len(urls) - 1 else ())))
        head = []


def _indented(told: str) -> str:
    """The line as it is written, and those of its value."""
    return "\n".join(f"  {line}".rstrip() if at else line for at, line in enumerate(told.split("\n")))


def _as_written(unread: Mapping[str, str]) -> dict[str, object]:
    return {name: AsWritten(text) for name, text in unread.items()}


def _fields(
    url: object, values: Mapping[str, object], language: str, zone: tzinfo, *, found: bool = False
) -> list[str]:
    fields = [_line(name, values.get(name), language, zone) for name in ITEM_FIELDS]
    return [_line("url", url, language, zone, found=found), *fields]


def _line(name: str, value: object, language: str, zone: tzinfo, *, found: bool = False) -> str:
    match value:
        case None:
            text = ""
        case Answer():
            text = ANSWERS[language][value][0]
        case datetime():
            text = write_time(value, zone)
        case str() if name == "url" and not isinstance(value, AsWritten):
            text = value if found and url_doubt(value) is not None else written_url(value)
        case _:
            text = str(value)
    first, *more = text.split("\n")
    if more and name in _SINGLE and isinstance(value, AsWritten):
        return "\n".join(_line(name, one, language, zone) for one in (first, *more))
    lines = [f"{LABELS[language][name][0]}: {first}".rstrip(), *(f"  {line}".rstrip() for line in more)]
    return "\n".join(lines)
