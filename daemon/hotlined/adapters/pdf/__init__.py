"""The Annex I report on paper, laid out as the form printed in the guidelines, boxes ticked.

It is printed from `domain.annex_json`, so that the PDF cannot say anything else than `annex-i.json`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

from hotlined.adapters.pdf.sheet import BEGINNING, BOXES, Face, Sheet
from hotlined.domain.annex import Answer
from hotlined.domain.annex_json import AnnexJson, ItemJson, NoticeJson, annex_json
from hotlined.domain.labels import LABELS_EN
from hotlined.domain.shown import duration, local_time
from hotlined.domain.site import NtdBody

Row = tuple[str, str, Face]  # label, text, typeface of the text

_WORDS: Final = {Answer.YES: "Yes", Answer.NO: "No", Answer.NOT_SURE: "Not sure"}
_ASSESSED: Final = {
    "illegal": "illegal",
    "unsure": "not certain; for the LEA to judge",
    "not_illegal": "not illegal",
}
_CODE_POINTS: Final = (
    "Characters that cannot be seen, that run from right to left or that the typeface lacks are shown as "
    "their code points (\\uXXXX). The file annex-i.json has every text as it was written."
)
_BLANK: Final[ItemJson] = {
    "number": 0,
    "url": "",
    "access": None,
    "ip": None,
    "provider": None,
    "hosting": None,
    "country": None,
}
_COLUMNS: Final = (102.0, 24.0, 24.0, 24.0)
_TOGETHER: Final = 70.0  # millimetres: an item that is at most this high is not cut


def annex_pdf(values: Mapping[str, object], *, zone: tzinfo) -> bytes:
    """The PDF for the values of the template `annex-i`, its times in `zone`; the same values, the same bytes.

    Raises KeyError or TypeError as `annex_json` does.
    """
    report = annex_json(values)
    part = f"Part {report['fragment']['number']} of {report['fragment']['of']}"
    if report["supplement"] is not None:
        part = f"Supplement {report['supplement']['number']}, {part[0].lower()}{part[1:]}"
    sheet = Sheet(
        title=f"{report['reference']} - {part}",
        head=(report["reference"], part),
        foot="INHOPE template report (Annex I)",
        made_at=_moment(report["report"]["forwarded_to_lea"]),
    )
    _top(sheet, report)
    _supplement(sheet, report)
    _report(sheet, report, zone)
    _content(sheet, report)
    _location(sheet, report)
    _additional(sheet, report)
    _contact(sheet, report)
    if sheet.has_code_points:
        sheet.note(_CODE_POINTS)
    return bytes(sheet.output())


def _top(sheet: Sheet, report: AnnexJson) -> None:
    sheet.title_line("ANNEX I", size=13, face=Face.BOLD)
    sheet.title_line("Template report to inform national Law Enforcement Agency on CSAM", size=10)
    sheet.y += 3.0
    sheet.row("Receipt code: please quote it in your reply", report["receipt_code"], face=Face.MONO, size=12)


def _supplement(sheet: Sheet, report: AnnexJson) -> None:
    """What a supplement changes, before the form as it is now."""
    if report["supplement"] is None:
        return
    sheet.heading(f"SUPPLEMENT {report['supplement']['number']} TO {report['reference']}: WHAT IS NEW")
    for one in report["supplement"]["changes"]:
        label = LABELS_EN.get(one["field"], one["field"])
        name = label if one["item"] is None else f"Item {one['item']}, {label}"
        before = f"before: {one['before']}" if one["before"] else None
        sheet.row(name, "\n".join(filter(None, (one["after"] or "(now empty)", before))))


def _report(sheet: Sheet, report: AnnexJson, zone: tzinfo) -> None:
    said = report["report"]
    sheet.heading("REPORT")
    sheet.row("Hotline", said["hotline"])
    sheet.row("Date & time - report received from public", _local(said["received_from_public"], zone))
    iccam = f"Report ID number: {said['iccam_report_id']}" if said["iccam_report_id"] else ""
    sheet.row(
        "Date, time, report ID number - report received from ICCAM system",
        "\n".join(filter(None, (_local(said["received_from_iccam"], zone), iccam))),
    )
    sheet.row("Date & time - report forwarded to LEA", _local(said["forwarded_to_lea"], zone))
    sheet.row("Date & time - found illegal", _local(said["found_illegal"], zone))
    sheet.row("Assessment", _ASSESSED.get(said["assessment"], said["assessment"]))
    urgent = f"{BOXES[said['urgent']]} Yes   {BOXES[not said['urgent']]} No"
    sheet.row(
        "Does the report require urgent action (imminent threat)",
        "\n".join(filter(None, (urgent, said["urgent_reason"] if said["urgent"] else None))),
        face=Face.BOLD if said["urgent"] else Face.PLAIN,
    )


def _content(sheet: Sheet, report: AnnexJson) -> None:
    said = report["content"]
    sheet.heading("CONTENT", keep=30)
    sheet.columns(_COLUMNS, ("Description", *_WORDS.values()), face=Face.BOLD)
    for question, given in (
        ("Offender identifiable?", said["offender_identifiable"]),
        ("Victim identifiable?", said["victim_identifiable"]),
        ("If yes, is the victim identified?", said["victim_identified"]),
    ):
        sheet.columns(_COLUMNS, (question, *(BOXES[given == answer] for answer in Answer)))
    sheet.heading("Summary of the content", level=1)
    sheet.row("Description of the type of the content", said["content_type"] or "")
    sheet.row("Is the content self-generated?", _boxes(said["self_generated"]))
    sheet.row("Content data", said["content_data"] or "")
    sheet.heading("Useful information", level=1)
    sheet.row(
        "Anything that could help LEA with the investigation",
        said["useful_information"] or "",
    )
    sheet.row("Information on metadata", said["metadata"] or "")


def _location(sheet: Sheet, report: AnnexJson) -> None:
    above = 8.0  # room for an item's own heading
    blocks = [(f"Item {item['number']}", _rows(item)) for item in report["items"]] or [
        ("Item", _rows(_BLANK))
    ]
    keeps = [_kept(sheet, rows) for _, rows in blocks]
    sheet.heading("LOCATION & TRACKING", keep=above + keeps[0])
    for (name, rows), keep in zip(blocks, keeps, strict=True):
        sheet.heading(name, level=1, keep=keep)
        for label, text, face in rows:
            sheet.row(label, text, face=face)


def _kept(sheet: Sheet, rows: Sequence[Row]) -> float:
    """How much of an item has to stand under its heading: all of it, unless it is too high for that."""
    whole = sum(sheet.height_of(*row) for row in rows)
    return whole if whole <= _TOGETHER else BEGINNING


def _rows(item: ItemJson) -> tuple[Row, ...]:
    return (
        ("URL address", item["url"], Face.MONO),
        ("Password or referral (if needed)", item["access"] or "", Face.MONO),
        ("IP address", item["ip"] or "", Face.MONO),
        ("Name of the hosting service provider", item["provider"] or "", Face.PLAIN),
        ("Details of the hosting service", item["hosting"] or "", Face.PLAIN),
        ("Hosting country", item["country"] or "", Face.PLAIN),
    )


def _additional(sheet: Sheet, report: AnnexJson) -> None:
    said = report["additional"]
    sheet.heading("ADDITIONAL INFORMATION")
    sheet.row("Screenshots", said["screenshots"] or "")
    sheet.row("Comments of the analyst, additional remarks", said["comments"] or "")
    sheet.row("Is the site protected by Cloudflare or another CDN?", _boxes(said["cloudflare"]))
    sheet.row("When Notice and Takedown is sent out by the hotline", _notice(said["notice_and_takedown"]))


def _contact(sheet: Sheet, report: AnnexJson) -> None:
    said = report["contact"]
    sheet.heading("CONTACT INFORMATION", keep=35)
    sheet.row("Hotline", f"{said['hotline']}\n{said['description']}".rstrip("\n"))
    sheet.row("Email address", said["email"], face=Face.MONO)
    sheet.row("Phone number", said["phone"])
    sheet.row("Physical address", said["address"])


def _notice(plan: NoticeJson) -> str:
    if plan["body"] != NtdBody.HOTLINE or plan["after_seconds"] is None:
        return "You send it, as agreed; please tell us when it was sent."
    after = duration(timedelta(seconds=plan["after_seconds"]))
    return (
        f"The hotline sends it to the provider {after} after your mail server has taken this report, "
        "unless you ask to wait."
    )


def _boxes(given: str | None) -> str:
    return "   ".join(f"{BOXES[given == answer]} {word}" for answer, word in _WORDS.items())


def _local(moment: str | None, zone: tzinfo) -> str:
    return local_time(_moment(moment), zone) if moment else ""


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
