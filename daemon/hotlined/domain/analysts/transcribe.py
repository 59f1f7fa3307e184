"""An analyst's mail written out as a transcript: tags, form lines, what was passed over (P17)."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from hotlined.domain.analysts.transcript import (
    ATTACHMENTS,
    FORM_ATTACHED,
    FieldLine,
    Ignored,
    Misread,
    TagLine,
    Transcript,
)
from hotlined.domain.form import FormReading, read_form, write_time
from hotlined.domain.form.annex import KINDS, Form, Kind, normal_text
from hotlined.domain.form.entries import Cut, Entry
from hotlined.domain.form.item_urls import read_urls
from hotlined.domain.form.labels import ANSWERS, LABELS_EN, read_answer
from hotlined.domain.form.left_out import passed_over
from hotlined.domain.form.lines import cut
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context, Facts
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound
from hotlined.domain.tagging.arguments import Grammar, NtdKind, read_delay, read_hold, read_items, read_listed
from hotlined.domain.tagging.brackets import UnknownTag
from hotlined.domain.tagging.prefixes import GATEWAY_MARKS, NARROW
from hotlined.domain.tagging.tags import TagReading, read_subject
from hotlined.domain.tagging.words import MEANINGS, Tag, fold_word
from hotlined.domain.values.country import read_country
from hotlined.domain.values.language import read_language
from hotlined.domain.values.plain import lf_only
from hotlined.domain.values.shown import duration, local_time, one_line_of, spans
from hotlined.domain.values.urls import read_ip
from hotlined.domain.values.written_times import read_time

REFUSED: Final = "not carried out: the mail is carried out whole or not at all"
PASSED_OVER: Final = (
    "the form lines below it are not read, since it says that somebody else wrote them; write what is yours"
    " above it"
)
SEE_BELOW: Final = "refused; see TO CORRECT"

_BRACKETS: Final = re.compile(r"\[[^\[\]\r\n]{1,400}\]")
_TAIL: Final = re.compile(r"--\s{0,2}$")


@dataclass(frozen=True, slots=True)
class Page:
    """An analyst's mail as it is answered: whose, its tags, the text below them with the form lines."""

    mail: Inbound
    who: Who
    tags: TagReading
    rest: str
    facts: Facts
    context: Context
    form: bool  # whether the lines of the text are read as a form
    source: str | None = None  # where the form is not in the text: the attachment, or our form quoted back

    @property
    def site(self) -> Site:
        """The hotline's configuration."""
        return self.context.site

    @property
    def top(self) -> str:
        """The part of the text that holds tags."""
        return self.mail.certain_text[: len(self.mail.certain_text) - len(self.rest)]

    @property
    def form_text(self) -> str:
        """The text that the form is read from."""
        return self.rest if self.source is None else self.source

    @property
    def zone(self) -> tzinfo:
        """The hotline's."""
        return self.site.hotline.timezone


def refused(page: Page, problems: Sequence[str], failed: Tag | None) -> Transcript:
    """Of a mail by which nothing was done; `failed` is the tag that could not be carried out."""
    reading = _form(page)
    of_lines = {str(one) for one in reading.problems}
    rest = tuple(one_line_of(one, 400) for one in problems if one not in of_lines)
    count = len(rest) + len(reading.problems)
    headline = f"Nothing was done: {count} thing{'s' if count != 1 else ''} to correct."
    wrong = {tag for tag in _tags(page) if tag == failed or any(_is_about(one, tag) for one in rest)}
    outcomes = {tag: SEE_BELOW if tag in wrong else REFUSED for tag in _tags(page)}
    return replace(_written(page, outcomes, reading), done=False, headline=headline, problems=rest)


def _form(page: Page) -> FormReading:
    if not page.form:
        return FormReading(Form())
    return read_form(page.form_text, labels=page.site.labels, zone=page.zone, names=page.site.signers)


def accepted(
    page: Page, headline: str, outcomes: Mapping[Tag, str], coming: tuple[str, ...] = ()
) -> Transcript:
    """Of a mail that was carried out; `outcomes` says for each tag what it did."""
    reading = _form(page)
    return replace(_written(page, outcomes, reading), done=True, headline=headline, coming=coming)


def original(mail: Inbound, report_at: datetime | None, form: Form, zone: tzinfo) -> str:
    """Which time counts as the public's report, and where it is from."""
    if report_at is not None and form.received_from_public in (None, report_at):
        return f"The forwarded original is taken as the public's report of {local_time(report_at, zone)}."
    if form.received_from_public is not None:
        return f"Received from public: as you wrote, {local_time(form.received_from_public, zone)}."
    return (
        "No forwarded original was found: the report names no time of reception from the public. Your mail"
        f" arrived {local_time(mail.received_at, zone)}."
    )


def _written(page: Page, outcomes: Mapping[Tag, str], reading: FormReading) -> Transcript:
    here = page.source is None
    lines = _line_numbers(page)
    shown = lines if here else {}
    pieces = cut(page.form_text, page.site.labels, page.site.signers) if page.form else Cut()
    wrong = {one.line for one in reading.problems}
    fields = tuple(
        replace(one, line=shown.get(one.line, one.line))
        for entry in pieces.entries
        for one in _fields(entry, wrong, page.zone)
    )
    misread = tuple(
        Misread(shown.get(one.line, one.line), one_line_of(one.text), one.expected)
        for one in reading.problems
    )
    remarks = [one.at(shown.get(one.line, one.line)) for one in reading.remarks]
    over = passed_over(page.mail.body, page.site.labels) if page.form and here else None
    if over is not None:
        remarks.append(f"line {over}: {PASSED_OVER}")
    read = wrong | {at for entry in pieces.entries for at, _ in entry.values}
    return Transcript(
        True,
        "",
        tuple(_tag_lines(page, outcomes)),
        fields,
        misread,
        remarks=tuple(remarks),
        ignored=_ignored(page, lines, read if here else set()),
        attachments=tuple((one_line_of(one.name, 80), one.size) for one in page.mail.attachments),
        attachments_note=FORM_ATTACHED
        if page.source and page.source == page.mail.attached_form
        else ATTACHMENTS,
    )


def _brackets(page: Page) -> Iterator[tuple[str, Tag | UnknownTag]]:
    """Every tag as written, in the subject that counts and at the top of the text, each once."""
    marks = {fold_word(mark.translate(NARROW)) for mark in (*GATEWAY_MARKS, *page.site.gateway_marks)}
    known = set()
    for text in (page.mail.signed_subject, page.top):
        for found in _BRACKETS.finditer(text.translate(NARROW)):
            written = text[found.start() : found.end()]
            if fold_word(found.group()) in marks:
                continue
            reading = read_subject(
                found.group(), prefix=page.site.hotline.prefix, aliases=page.site.tag_aliases
            )
            tags: tuple[Tag | UnknownTag, ...] = (*reading.tags, *reading.unknown)
            for one in tags:
                if one not in known:
                    known.add(one)
                    yield written, one


def _tags(page: Page) -> Iterator[Tag]:
    return (one for _, one in _brackets(page) if isinstance(one, Tag))


def _tag_lines(page: Page, outcomes: Mapping[Tag, str]) -> Iterator[TagLine]:
    meant = {one.raw: one for one in page.tags.unknown}
    for written, found in _brackets(page):
        one = meant.get(found.raw, found) if isinstance(found, UnknownTag) else found
        if isinstance(one, UnknownTag):
            hint = f"did you mean [{one.meant}]?" if one.nearest else "[HELP] brings the list"
            yield TagLine(one_line_of(written), "a word I do not know", f"refused: {hint}")
        else:
            yield TagLine(
                one_line_of(written),
                MEANINGS[one.word].sentence.rstrip("."),
                outcomes.get(one) or _behind(one, outcomes) or "understood",
                _argument(one, page) if one.argument else "",
            )


def _behind(tag: Tag, outcomes: Mapping[Tag, str]) -> str:
    """What came of a tag whose items stand behind its brackets, and belong to it."""
    return "; ".join(dict.fromkeys(said for one, said in outcomes.items() if one.word is tag.word))


def _argument(tag: Tag, page: Page) -> str:
    """The argument as it was understood; as written where it is words, or not understood at all."""
    text = tag.argument or ""
    items = read_items(text)
    match MEANINGS[tag.word].grammar:
        case Grammar.HOLD if (hold := read_hold(text, page.context.now, page.zone)) is not None:
            held, until = hold
            end = f"until {local_time(until, page.zone)}" if until else ""
            return ", ".join(filter(None, (f"item {spans(held)}" if held else "", end)))
        case Grammar.RELEASE if listed := read_listed(text):
            return f"item {spans(listed)}"
        case Grammar.COUNTRY if (country := read_country(text)) is not None:
            return country
        case Grammar.ITEMS | Grammar.ITEMS_OR_TIME if items:
            return f"item {', '.join(str(number) for number in items)}"
        case Grammar.NTD_TIME if (ntd := read_delay(text, page.zone)) is not None:
            if ntd.kind is NtdKind.AFTER and ntd.delay is not None:
                return f"{duration(ntd.delay)} after the LEA's server has taken the report"
            at = local_time(ntd.at, page.zone) if ntd.at else ""
            return at or {NtdKind.NOW: "as soon as the LEA has the report"}.get(ntd.kind, "no notice")
    return one_line_of(text)


def _is_about(sentence: str, tag: Tag) -> bool:
    return f"[{tag.word}]" in sentence or f"[{tag.word}:" in sentence or f"[{tag.argument}]" in sentence


def _fields(entry: Entry, wrong: set[int], zone: tzinfo) -> Iterator[FieldLine]:
    """An entry as it was understood; nothing where it is empty or one of its lines was not."""
    kind = KINDS.get(entry.name)
    label = LABELS_EN.get(entry.name, entry.name)
    if entry.name == "url":
        for line, _, url in read_urls(entry):
            if url is not None and line not in wrong:
                yield FieldLine(line, label, one_line_of(url, 1_000), is_url=True)
    elif kind is not None and entry.filled and not wrong & {number for number, _ in entry.values}:
        yield FieldLine(entry.line, label, _value(entry, kind, zone))


def _value(entry: Entry, kind: Kind, zone: tzinfo) -> str:
    text = entry.filled[0][1]
    match kind:
        case Kind.ANSWER if (answer := read_answer(text)) is not None:
            return ANSWERS["en"][answer][0]
        case Kind.TIME if (moment := read_time(text, zone)) is not None:
            return write_time(moment, zone)
        case Kind.IP:
            return read_ip(text) or one_line_of(text)
        case Kind.COUNTRY:
            return read_country(text) or one_line_of(text)
        case Kind.LANGUAGE:
            return read_language(text) or one_line_of(text)
        case Kind.FILLED_BY_US:
            return "filled in by the hotline; what stands here changes nothing"
    return one_line_of(normal_text(entry.text) or "")


def _line_numbers(page: Page) -> dict[int, int]:
    """Lines of the text below the tags -> lines of the mail's own text, both from 1; blank ones left out."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(_lines(page.mail.body), 1):
        places.setdefault(line.rstrip(), []).append(number)
    found: dict[int, int] = {}
    after, above = 0, page.top.count("\n")
    for number, line in enumerate(_lines(page.mail.certain_text), 1):
        where = places.get(line.rstrip(), [])
        at = bisect_left(where, after + 1)
        if line.strip() and at < len(where):
            after = where[at]
            found[number - above] = after
    return found


def _ignored(page: Page, lines: Mapping[int, int], values: set[int]) -> Ignored:
    """Every line that is neither a tag's nor a field's, counted."""
    own = {there: here for here, there in lines.items()}
    count = {"quoted": 0, "signature": 0, "comments": 0, "other": 0}
    below = False
    for number, line in enumerate(_lines(page.mail.body), 1):
        here = own.get(number)
        below = below or (_TAIL.fullmatch(line.strip()) is not None and not line.startswith(">"))
        if not line.strip() or (here is not None and (here <= 0 or here in values)):
            continue
        if line.lstrip().startswith(">"):
            count["quoted"] += 1
        elif below:
            count["signature"] += 1
        elif here is None:
            count["quoted"] += 1
        else:
            count["comments" if page.form and line.startswith("#") else "other"] += 1
    return Ignored(**count)


def _lines(text: str) -> list[str]:
    return lf_only(text).split("\n")
