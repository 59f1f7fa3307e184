"""The Annex I report on paper, laid out as the form printed in the guidelines, boxes ticked.

It is printed from `domain.letters.annex_json`, so that the PDF cannot say anything else than `annex-i.json`;
its labels are the words of a language, `templates/words/<language>.part.j2`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

from hotlined.adapters.pdf.faces import BOXES, Face, Producer
from hotlined.adapters.pdf.sheet import BEGINNING, Sheet, filled
from hotlined.domain.form.amendment import answer_kept
from hotlined.domain.form.annex import Answer
from hotlined.domain.hotline.uri import told_apart
from hotlined.domain.letters.annex_json import AdditionalJson, AnnexJson, ItemJson, NoticeJson, annex_json
from hotlined.domain.letters.attached import listed
from hotlined.domain.values.shown import duration, local_time

Row = tuple[str, str, Face]  # the label's name among the words, text, typeface of the text

_BLANK: Final[ItemJson] = {
    "number": 0,
    "url": "",
    "access": None,
    "ip": None,
    "provider": None,
    "hosting": None,
    "country": None,
}
URL_ASCII: Final = "URL (ASCII)"  # in every language
_TEN_PAGES: Final = 40  # so many items fill them, at least
_TOGETHER: Final = 70.0  # millimetres: an item that is at most this high is not cut


def annex_pdf(values: Mapping[str, object], words: Mapping[str, str], *, zone: tzinfo) -> bytes:
    """The PDF for the values of the template `annex-i`, its times in `zone`; the same values, the same bytes.

    `words` are those of one language, as `JinjaTemplates.words` gives them.  Raises KeyError or TypeError
    as `annex_json` does.
    """
    report = annex_json(values, words["language"])
    fragment = report["fragment"]
    part = filled(words["part"], number=fragment["number"], of=fragment["of"])
    if report["supplement"] is not None:
        part = f"{filled(words['supplement'], number=report['supplement']['number'])}, {part}"
    digits = 2 if len(report["items"]) >= _TEN_PAGES else 1
    sheet = _printed(report, part, words, zone=zone, digits=digits)
    if len(str(sheet.pages_count)) != digits:  # the foot of each page leaves room for the number of pages
        sheet = _printed(report, part, words, zone=zone, digits=len(str(sheet.pages_count)))
    return bytes(sheet.output(output_producer_class=Producer))


def _printed(report: AnnexJson, part: str, words: Mapping[str, str], *, zone: tzinfo, digits: int) -> Sheet:
    sheet = Sheet(
        words,
        title=f"{report['reference']} - {part}",
        head=(report["reference"], part),
        made_at=datetime.fromisoformat(report["report"]["forwarded_to_lea"]),
        digits=digits,
    )
    _top(sheet, report)
    _supplement(sheet, report)
    _report(sheet, report, zone)
    _content(sheet, report)
    _location(sheet, report)
    _additional(sheet, report, zone)
    _contact(sheet, report)
    if sheet.has_code_points:
        sheet.note(words["code_points"])
    return sheet


def _top(sheet: Sheet, report: AnnexJson) -> None:
    sheet.title_line(sheet.words["annex"], size=13, face=Face.BOLD)
    sheet.title_line(sheet.words["annex_title"], size=10)
    sheet.y += 3.0
    sheet.row("receipt_code", report["receipt_code"], face=Face.MONO, size=12)


def _supplement(sheet: Sheet, report: AnnexJson) -> None:
    """What a supplement changes, before the form as it is now."""
    if report["supplement"] is None:
        return
    words = sheet.words
    which = filled(words["supplement"], number=report["supplement"]["number"])
    sheet.heading(f"{which}: {words['whats_new']}")
    for one in report["supplement"]["changes"]:
        label = words.get(one["field"], one["field"]).strip("¿?; \u00a0")
        name = label if one["item"] is None else f"{words['item']} {one['item']}, {label}"
        old, new = (_said(words, one["field"], text) for text in (one["before"], one["after"]))
        before = f"{words['before']}: {old}" if old else None
        empty = words["ntd_none"] if one["field"] == "ntd" else words["empty"]
        sheet.row(name, "\n".join(filter(None, (new or empty, before))))
    if report["additional"]["files"]:
        sheet.row("screenshots", _files(report["additional"]))


def _said(words: Mapping[str, str], field: str, text: str | None) -> str | None:
    """A value that changed, which is kept in English, in the words of the sheet."""
    given = answer_kept(field, text)
    return text if given is None else words[given.name.lower()]


def _report(sheet: Sheet, report: AnnexJson, zone: tzinfo) -> None:
    said, words = report["report"], sheet.words
    sheet.heading(words["report"])
    sheet.row("hotline", said["hotline"])
    sheet.row("received_from_public", _local(said["received_from_public"], zone))
    iccam = f"{words['iccam_id']}: {said['iccam_report_id']}" if said["iccam_report_id"] else ""
    received = _local(said["received_from_iccam"], zone)
    sheet.row("received_iccam_row", "\n".join(filter(None, (received, iccam))))
    sheet.row("forwarded_to_lea", _local(said["forwarded_to_lea"], zone))
    illegal = said["assessment"] == "illegal"  # else nothing was found so, as of an [UNSURE] report
    sheet.row("found_illegal" if illegal else "assessed", _local(said["found_illegal"], zone))
    sheet.row("assessment", words.get(said["assessment"], said["assessment"]))
    urgent = f"{BOXES[said['urgent']]} {words['yes']}   {BOXES[not said['urgent']]} {words['no']}"
    sheet.row(
        "urgent",
        "\n".join(filter(None, (urgent, said["urgent_reason"] if said["urgent"] else None))),
        face=Face.BOLD if said["urgent"] else Face.PLAIN,
    )
    for label, text in (("region", said["region"]), ("content_language", said["content_language"])):
        if text:  # not of Annex I: no empty row
            sheet.row(label, text)


def _content(sheet: Sheet, report: AnnexJson) -> None:
    said, words = report["content"], sheet.words
    sheet.heading(words["content"], keep=30)
    sheet.columns((words["description"], *(words[one.name.lower()] for one in Answer)), face=Face.BOLD)
    for question, given in (
        ("offender_identifiable", said["offender_identifiable"]),
        ("victim_identifiable", said["victim_identifiable"]),
        ("victim_identified", said["victim_identified"]),
    ):
        sheet.columns((words[question], *(BOXES[given == one] for one in Answer)))
    sheet.heading(words["summary"], level=1)
    sheet.row("content_type", said["content_type"] or "")
    sheet.row("self_generated", _boxes(words, said["self_generated"]))
    sheet.row("content_data", said["content_data"] or "")
    sheet.heading(words["useful_information"], level=1)
    sheet.row("useful_row", said["useful_information"] or "")
    sheet.row("metadata", said["metadata"] or "")


def _location(sheet: Sheet, report: AnnexJson) -> None:
    above = 8.0  # room for an item's own heading
    item_word = sheet.words["item"]
    unchanged: ItemJson = {**_BLANK, "url": sheet.words["items_unchanged"]}
    blocks = [(f"{item_word} {item['number']}", _rows(item)) for item in report["items"]] or [
        (item_word, _rows(unchanged if report["supplement"] else _BLANK))
    ]
    keeps = [_kept(sheet, rows) for _, rows in blocks]
    sheet.heading(sheet.words["location"], keep=above + keeps[0])
    for (name, rows), keep in zip(blocks, keeps, strict=True):
        sheet.heading(name, level=1, keep=keep)
        sheet.within = name
        for label, text, face in rows:
            sheet.row(label, text, face=face)
        sheet.within = ""


def _kept(sheet: Sheet, rows: Sequence[Row]) -> float:
    """How much of an item has to stand under its heading: all of it, unless it is too high for that."""
    whole = sum(sheet.height_of(*row) for row in rows)
    return whole if whole <= _TOGETHER else BEGINNING


def _rows(item: ItemJson) -> tuple[Row, ...]:
    uri = told_apart(item["url"]) if item["number"] else ""  # what stands for "unchanged" is no URL
    return (
        ("url", item["url"], Face.MONO),
        *([(URL_ASCII, uri, Face.MONO)] if uri else []),
        ("access", item["access"] or "", Face.MONO),
        ("ip", item["ip"] or "", Face.MONO),
        ("provider", item["provider"] or "", Face.PLAIN),
        ("hosting", item["hosting"] or "", Face.PLAIN),
        ("host_country", item["country"] or "", Face.PLAIN),
    )


def _additional(sheet: Sheet, report: AnnexJson, zone: tzinfo) -> None:
    said = report["additional"]
    files = _files(said)
    sheet.heading(sheet.words["additional"])
    sheet.row("screenshots", "\n".join(one for one in (said["screenshots"], files) if one))
    sheet.row("comments", said["comments"] or "")
    sheet.row("cloudflare", _boxes(sheet.words, said["cloudflare"]))
    sheet.row("ntd", _notice(sheet.words, said["notice_and_takedown"], zone))


def _files(said: AdditionalJson) -> str:
    return listed([(one["file"], one["size"]) for one in said["files"]])


def _contact(sheet: Sheet, report: AnnexJson) -> None:
    said = report["contact"]
    sheet.heading(sheet.words["contact"], keep=35)
    sheet.row("hotline", f"{said['hotline']}\n{said['description']}".rstrip("\n"))
    sheet.row("email", said["email"], face=Face.MONO)
    sheet.row("phone", said["phone"])
    sheet.row("address", said["address"])


def _notice(words: Mapping[str, str], plan: NoticeJson, zone: tzinfo) -> str:
    after = duration(timedelta(seconds=plan["after_seconds"] or 0), words)
    kind = plan["when"] or plan["body"]
    receipt = "_receipt" if plan["needs_receipt"] and kind in ("after", "at", "now") else ""
    said = filled(words[f"ntd_{kind}{receipt}"], after=after, at=_local(plan["at"], zone))
    return f"{said}. {words['ntd_hours']}" if plan["working_hours"] else said


def _boxes(words: Mapping[str, str], given: str | None) -> str:
    return "   ".join(f"{BOXES[given == answer]} {words[answer.name.lower()]}" for answer in Answer)


def _local(moment: str | None, zone: tzinfo) -> str:
    return local_time(datetime.fromisoformat(moment), zone) if moment else ""
