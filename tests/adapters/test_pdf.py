"""The report on paper: it says what the text and the data say, and no text of others can change that."""

import io
import json
import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fontTools.ttLib import TTFont
from fpdf import FPDF
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from hotlined.adapters.pdf import annex_pdf
from hotlined.adapters.pdf.faces import Face, faces_for, faces_of
from hotlined.adapters.pdf.sheet import Sheet
from hotlined.adapters.render import JinjaTemplates
from hotlined.attachments import attachments
from hotlined.domain.form.amendment import Amendment
from hotlined.domain.form.annex import Answer, Form, Item
from hotlined.domain.hotline.uri import as_uri
from hotlined.domain.letters.annex_json import annex_json_file
from hotlined.domain.mail.message import Draft, Party, Recipient
from hotlined.domain.ntd.foretold import Foretold
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.values.address import Address
from hotlined.domain.values.shown import duration, local_time
from tests.support.annex import CODE, ITEM, OPENED, annex_values, full_form, plans, reports
from tests.support.languages import LETTERS
from tests.support.over import over
from tests.support.site import make_site

ZONE = ZoneInfo("Europe/Tallinn")
TEMPLATES = JinjaTemplates(None, Path(__file__).parents[2] / "templates", zone=ZONE)
SPOKEN = TEMPLATES.words("en")
CONTINUED = re.compile(r"^(?:[A-Z][^☐☒]{2,70}?\(continued\)){1,2}")
WORDS = {Answer.YES: "Yes", Answer.NO: "No", Answer.NOT_SURE: "Not sure"}
JUDGED = {"unsure": "not certain; for the LEA to judge", "not_illegal": "not illegal"}
FONT = str(files("hotlined") / "_fonts" / "DejaVuSans.ttf")
NOTE = "Characters that cannot be seen"


def made(values: dict[str, object], words: Mapping[str, str] = SPOKEN) -> PdfReader:
    return PdfReader(io.BytesIO(annex_pdf(values, words, zone=ZONE)), strict=True)


def squeezed(text: str) -> str:
    r"""A text without white space, in one spelling, with `\uXXXX` as the character itself."""
    plain = re.sub(
        r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8}))", lambda hit: chr(int(hit[1] or hit[2], 16) % 0x110000), text
    )
    return "".join(unicodedata.normalize("NFC", plain).split())


def printed(reader: PdfReader, values: dict[str, object]) -> str:
    """All that is printed, squeezed, without what stands at the head and foot of every page."""
    head = f"HL-2026-000123-KPart{values['fragment']}of{values['of']}"
    bodies = []
    for number, page in enumerate(reader.pages, 1):
        text = "".join(page.extract_text().split())
        foot = f"INHOPEtemplatereport(AnnexI)Page{number}of{len(reader.pages)}"
        assert text.startswith(head), text[:100]
        assert text.endswith(foot), text[-100:]
        bodies.append(CONTINUED.sub("", text.removeprefix(head).removesuffix(foot)))
    return squeezed("".join(bodies)).partition(squeezed(NOTE))[0]


def choice(given_answer: str | None) -> str:
    return "".join(f"{'☒' if given_answer == answer else '☐'}{word}" for answer, word in WORDS.items())


def local(moment: str | None) -> str:
    return local_time(datetime.fromisoformat(moment), ZONE) if moment else ""


def ascii_of(item: Mapping[str, Any], label: str) -> str:
    """What tells letters apart that look the same, where there are any."""
    url = item.get("url", "")
    return "" if url.isascii() else label + as_uri(url)


def expected(document: dict[str, Any]) -> Iterator[str]:
    """The form as the guidelines print it, label by label, filled in from the data."""
    said, content, more = document["report"], document["content"], document["additional"]
    yield "ANNEX I Template report to inform national Law Enforcement Agency on CSAM"
    yield f"Receipt code: please quote it in your reply {document['receipt_code']}"
    yield f"REPORT Hotline {said['hotline']}"
    yield f"Date & time - report received from public {local(said['received_from_public'])}"
    yield "Date, time, report ID number - report received from ICCAM system"
    yield local(said["received_from_iccam"])
    yield f"Report ID number: {said['iccam_report_id']}" if said["iccam_report_id"] else ""
    yield f"Date & time - report forwarded to LEA {local(said['forwarded_to_lea'])}"
    judged = "found illegal" if said["assessment"] == "illegal" else "assessed"
    yield f"Date & time - {judged} {local(said['found_illegal'])}"
    yield f"Assessment {JUDGED.get(said['assessment'], said['assessment'])}"
    yield "Does the report require urgent action (imminent threat)"
    yield "☒ Yes ☐ No" if said["urgent"] else "☐ Yes ☒ No"
    yield said["urgent_reason"] or ""
    yield f"Region {said['region']}" if said["region"] else ""
    yield f"Language of the content {said['content_language']}" if said["content_language"] else ""
    yield "CONTENT Description Yes No Not sure"
    for question, name in (
        ("Offender identifiable?", "offender_identifiable"),
        ("Victim identifiable?", "victim_identifiable"),
        ("If yes, is the victim identified?", "victim_identified"),
    ):
        yield question + "".join("☒" if content[name] == answer else "☐" for answer in Answer)
    yield f"Summary of the content Description of the type of the content {content['content_type'] or ''}"
    yield f"Is the content self-generated? {choice(content['self_generated'])}"
    yield f"Content data {content['content_data'] or ''}"
    yield "Useful information Anything that could help LEA with the investigation"
    yield content["useful_information"] or ""
    yield f"Information on metadata {content['metadata'] or ''}"
    yield "LOCATION & TRACKING"
    for item in document["items"] or [{}]:
        yield f"Item {item.get('number', '')}"
        yield f"URL address {item.get('url', '')}"
        yield ascii_of(item, "URL (ASCII) ")
        yield f"Password or referral (if needed) {item.get('access') or ''}"
        yield f"IP address {item.get('ip') or ''}"
        yield f"Name of the hosting service provider {item.get('provider') or ''}"
        yield f"Details of the hosting service {item.get('hosting') or ''}"
        yield f"Hosting country {item.get('country') or ''}"
    yield f"ADDITIONAL INFORMATION Screenshots {more['screenshots'] or ''}"
    yield f"Comments of the analyst, additional remarks {more['comments'] or ''}"
    yield f"Is the site protected by Cloudflare or another CDN? {choice(more['cloudflare'])}"
    yield f"When Notice and Takedown is sent out by the hotline {notice(more['notice_and_takedown'])}"
    contact = document["contact"]
    yield f"CONTACT INFORMATION Hotline {contact['hotline']} {contact['description']}"
    yield f"Email address {contact['email']} Phone number {contact['phone']}"
    yield f"Physical address {contact['address']}"


def notice(plan: dict[str, Any]) -> str:
    if plan["body"] == "lea":
        return "You send it, as agreed; please tell us when it was sent."
    if plan["when"] == "none":
        return "The hotline sends none to the hosting provider."
    wait = "Unless you ask to wait, the hotline sends it to the hosting provider. "
    after = duration(timedelta(seconds=plan["after_seconds"] or 0))
    if plan["needs_receipt"]:
        hours = ". Outside of its working hours it goes when these begin." if plan["working_hours"] else ""
        return {
            "after": f"{wait}Time from your confirmation of receipt to the notice: {after}{hours}",
            "at": f"{wait}Time of the notice: {local(plan['at'])}. "
            "It does not go before you have confirmed the receipt.",
            "now": "There is no waiting time: the hotline sends it to the hosting provider as soon as you "
            "have confirmed the receipt. Please phone at once if it must wait.",
        }[plan["when"]]
    return {
        "after": f"{wait}Time from your mail server taking this report to the notice: {after}",
        "at": f"{wait}Time of the notice: {local(plan['at'])}",
        "now": "There is no waiting time: the hotline sends it to the hosting provider as soon as your mail "
        "server has taken this report. Please phone at once if it must wait.",
        "sent": f"The hotline has sent it to the hosting provider: {local(plan['at'])}",
        "held": "The hotline keeps it back as long as a hold is in force.",
    }[plan["when"]]


def in_text(document: dict[str, Any]) -> Iterator[str]:
    """What the text says of each field, in its order."""
    said, content, more = document["report"], document["content"], document["additional"]
    yield document["reference"]
    yield document["receipt_code"]
    yield said["hotline"]
    yield f"Received from public: {local(said['received_from_public'])}"
    yield f"Received from ICCAM: {local(said['received_from_iccam'])}"
    yield f"ICCAM report ID: {said['iccam_report_id'] or ''}"
    yield f"Forwarded to LEA: {local(said['forwarded_to_lea'])}"
    judged = "Found illegal" if said["assessment"] == "illegal" else "Assessed"
    yield f"{judged}: {local(said['found_illegal'])}"
    yield f"Assessment: {JUDGED.get(said['assessment'], said['assessment'])}"
    yield f"(imminent threat): {'YES - ' + (said['urgent_reason'] or '') if said['urgent'] else 'No'}"
    for label, name in (("Region", "region"), ("Language of the content", "content_language")):
        yield f"{label}: {said[name]}" if said[name] else ""
    for question, name in (
        ("Offender identifiable?", "offender_identifiable"),
        ("Victim identifiable?", "victim_identifiable"),
        ("is the victim identified?", "victim_identified"),
    ):
        yield question + WORDS.get(content[name], "")
    yield f"type of the content: {content['content_type'] or ''}"
    yield f"Self-generated? {WORDS.get(content['self_generated'], '')}"
    yield f"Content data: {content['content_data'] or ''}"
    yield f"Useful information: {content['useful_information'] or ''}"
    yield f"Metadata: {content['metadata'] or ''}"
    for item in document["items"]:
        yield f"Item {item['number']} URL address: {item['url']}"
        yield ascii_of(item, "URL (ASCII): ")
        yield f"Password or referral: {item['access'] or ''} IP address: {item['ip'] or ''}"
        yield f"Hosting service provider: {item['provider'] or ''}"
        yield f"Details of the hosting: {item['hosting'] or ''}"
        yield f"Hosting country: {item['country'] or ''}"
    yield f"Screenshots: {more['screenshots'] or ''}"
    yield f"Comments of the analyst: {more['comments'] or ''}"
    yield f"another CDN? {WORDS.get(more['cloudflare'], '')}"
    yield notice(more["notice_and_takedown"])
    yield from document["contact"].values()


def same_in_all_shapes(values: dict[str, object]) -> None:
    document = json.loads(annex_json_file(values, "en"))

    assert printed(made(values), values) == squeezed("".join(expected(document)))
    text, at = squeezed(TEMPLATES.render("annex-i", "en", values).text), 0
    for piece in map(squeezed, in_text(document)):
        at = text.find(piece, at)
        assert at >= 0, piece
        at += len(piece)


@given(reports())
@settings(  # a report takes 0.2 s, so that shrinking one would take minutes
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
def test_text_data_and_paper_say_the_same(report: tuple[Form, CaseOpened, dict[str, object]]) -> None:
    same_in_all_shapes(report[2])


@pytest.mark.parametrize(
    "form", [Form(), full_form(), full_form(*(Item(f"https://example.com/{n}") for n in range(60)))]
)
def test_an_empty_a_full_and_a_voluminous_form_say_the_same(form: Form) -> None:
    same_in_all_shapes(annex_values(form))


@pytest.mark.parametrize("language", LETTERS)
def test_letters_that_look_the_same_are_told_apart_in_text_and_on_paper(language: str) -> None:
    """https://ex\u0430mple.com has a Cyrillic letter: typed from paper it leads to somebody else."""
    values = annex_values(full_form(Item("https://ex\u0430mple.com/\u0435"), Item("https://example.com/e")))
    uri = "https://xn--exmple-4nf.com/%D0%B5"
    text = TEMPLATES.render("annex-i", language, values).text
    paper = "".join(page.extract_text() for page in made(values, TEMPLATES.words(language)).pages)
    for shown in (text, paper):
        assert shown.count("URL (ASCII)") == 1
        assert uri in shown


def _left(found: list[float], text: str, _cm: object, matrix: list[float], *_: object) -> None:
    if "Page" in text:
        found.append(matrix[4])


@pytest.mark.parametrize("items", [1, 60])
def test_the_number_of_the_page_ends_at_the_margin(items: int) -> None:
    form = full_form(*(Item(f"https://example.com/{n}") for n in range(items)))
    reader = made(annex_values(form))
    assert (len(reader.pages) > 9) is (items > 1)
    for number, page in enumerate(reader.pages, 1):
        found: list[float] = []

        page.extract_text(visitor_text=partial(_left, found))
        words = FPDF(unit="mm")
        words.add_font("plain", fname=FONT)
        words.set_font("plain", size=8)
        width = words.get_string_width(f"Page {number} of {len(reader.pages)}")
        left = found[-1] * 25.4 / 72
        assert left + width == pytest.approx(210 - 18 - 1.5, abs=0.1)


def test_what_a_supplement_changes_is_said_in_the_language_of_the_unit() -> None:
    changes = (Amendment(0, "victim_identified", "No", "Not sure"), Amendment(0, "comments", "Yes", "No"))
    values = {**annex_values(), "supplement": 1, "changes": changes}
    german = squeezed("".join(page.extract_text() for page in made(values, TEMPLATES.words("de")).pages))
    assert "identifiziertUnsicherbisher:Nein" in german.replace("?", "")
    assert "HinweiseNobisher:Yes" in german  # words of a person stay as they are


def test_that_no_notice_goes_any_more_is_said_in_words_and_not_as_an_empty_field() -> None:
    values = {**annex_values(), "supplement": 1, "changes": (Amendment(0, "ntd", None, None),)}
    words = TEMPLATES.words("de")
    said = squeezed("".join(page.extract_text() for page in made(values, words).pages))

    assert squeezed(words["ntd_none"]) in said
    assert squeezed(words["empty"]) not in said


def test_letters_of_the_languages_are_printed_as_they_are() -> None:
    text = "".join(page.extract_text() for page in made(annex_values(full_form())).pages)

    assert "άλφα ΰ ΐ" in text
    assert "ąčęėįšųūž ĄČĘĖĮŠŲŪŽ" in text
    assert "õäöüšž ÕÄÖÜŠŽ" in text
    assert NOTE not in text


def test_a_url_of_2000_characters_is_whole() -> None:
    url = "https://example.com/" + "".join(f"{n}-/" for n in range(500))[:1980]
    values = annex_values(Form(items=(replace(ITEM, url=url),)))

    assert url in printed(made(values), values)


def test_a_text_longer_than_a_page_goes_on_under_its_label() -> None:
    lines = "\n".join(f"line {n}" for n in range(300))
    reader = made(annex_values(Form(comments=lines)))

    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) > 5
    assert sum("remarks\n(continued)" in text or "remarks (continued)" in text for text in texts) >= 4


def test_an_item_is_not_cut_where_it_fits_on_a_page() -> None:
    values = annex_values(full_form(*(Item(f"https://example.com/{n}") for n in range(60))))

    for page in made(values).pages:
        text = page.extract_text()
        assert text.count("URL address") == text.count("Hosting country")
        assert text.count("URL address") == len(re.findall(r"(?m)^Item \d+$", text))


def test_a_page_that_begins_amid_an_item_says_of_which() -> None:
    """Its first rows had no name: on a sheet by itself a provider could be that of any item."""
    wide = Item("https://example.com/1", hosting="rack " * 2_000, host_country="EE")
    pages = [page.extract_text() for page in made(annex_values(full_form(ITEM, wide, ITEM))).pages]
    begun, *amid = (page for page in pages if "rack rack" in page)
    assert len(amid) > 1
    assert "(continued)" not in begun
    assert all("Item 2 (continued)\nDetails of the hosting service\n(continued)" in page for page in amid)
    assert not any("Item 1 (continued)" in page or "Item 3 (continued)" in page for page in pages)


def test_what_cannot_be_seen_is_shown_and_explained() -> None:
    odd = "a\u202eb\u202c \u200b \x00 \x1b[2J soft\u00adhyphen 漢 שלום Z\u0300\u0301 \U0001f6d1"
    reader = made(annex_values(Form(comments=odd)))
    text = "".join(page.extract_text() for page in reader.pages)
    flat = "".join(text.split())

    assert r"a\u202eb\u202c\u200b\u0000\u001b[2Jsoft\u00adhyphen\u6f22\u05e9" in flat
    assert r"Z\u0300\u0301\U0001f6d1" in flat
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn"} for char in flat)
    assert NOTE in text


@pytest.mark.parametrize("text", ["{nb}", "**bold** __x__ --y--", ") Tj ET (", "\\) Tj", "<b>&amp;</b>"])
def test_no_text_is_read_as_layout(text: str) -> None:
    values = annex_values(Form(content_type=text, items=(replace(ITEM, access=text),)))

    assert printed(made(values), values).count(squeezed(text)) == 2


def test_paper_has_nothing_that_acts() -> None:
    values = annex_values(full_form())
    reader = made(values)

    assert [page.get("/Annots") for page in reader.pages] == [None] * len(reader.pages)
    root = reader.trailer["/Root"]
    assert set(root) == {"/Lang", "/OpenAction", "/Outlines", "/PageLayout", "/Pages", "/Type"}
    assert isinstance(root["/OpenAction"], list), "where to begin reading; an action would be a dictionary"


def test_the_same_report_has_the_same_bytes_and_its_own_date() -> None:
    values = annex_values(full_form())

    assert annex_pdf(values, SPOKEN, zone=ZONE) == annex_pdf(dict(values), SPOKEN, zone=ZONE)
    about = made(values).metadata
    assert about is not None
    assert about.creation_date == datetime.fromisoformat("2026-11-24T14:05:07Z")
    assert about.title == "HL-2026-000123-K - Part 1 of 1"


def test_the_bytes_of_a_report_do_not_depend_on_what_was_printed_before() -> None:
    """Fonts are prepared once in a process; of letters beyond them nothing stays for the next report."""
    values, more = annex_values(), annex_values(Form(content_type="Ж Ω ń ☐", items=(ITEM,)))
    first, foreign = annex_pdf(values, SPOKEN, zone=ZONE), annex_pdf(more, SPOKEN, zone=ZONE)
    faces_for.cache_clear()
    faces_of.cache_clear()

    assert annex_pdf(more, SPOKEN, zone=ZONE) == foreign
    assert annex_pdf(values, SPOKEN, zone=ZONE) == first


@pytest.mark.parametrize(
    "text", ["Ж Ω ń", "Ж Ω ń " * 30, "Ж Ω ń" * 30], ids=["short", "words", "a long word"]
)
def test_a_letter_that_no_other_report_has_is_embedded_and_can_be_searched_for(text: str) -> None:
    values = annex_values(Form(content_type=text, items=(ITEM,)))
    faces_for.cache_clear()
    faces_of.cache_clear()

    assert squeezed(text) in squeezed("".join(page.extract_text() for page in made(values).pages))


@given(text=st.text(st.characters(codec="utf-8", max_codepoint=0x17F), max_size=60))
@settings(max_examples=200, deadline=None)
def test_a_text_that_fits_into_a_line_is_that_line_as_fpdf2_breaks_it(text: str) -> None:
    sheet = Sheet(
        SPOKEN, title="", head=("", ""), made_at=datetime.fromisoformat("2026-11-24T14:05:07Z"), digits=1
    )
    safe = sheet._safe(text, Face.PLAIN).replace("\n", " ")
    sheet._use(Face.PLAIN, 9)
    width = sheet.get_string_width(safe) + 2 * sheet.c_margin + 1

    broken = sheet.multi_cell(width, 5, safe, align="L", dry_run=True, output="LINES", wrapmode="WORD")

    assert sheet._broken(safe, Face.PLAIN, 9, width) == (broken or [""])


@given(
    text=st.text(st.sampled_from("aiwMK.,-/ '\u00e4\u03a9\u0161" + 5 * " "), min_size=1, max_size=300)
    | st.lists(st.text(st.characters(codec="utf-8", max_codepoint=0x17F)), max_size=30).map(" ".join),
    width=st.floats(25, 120),
    size=st.sampled_from((7.5, 8.5, 9.0)),
)
@settings(max_examples=300, deadline=None)
def test_a_text_of_words_is_in_the_lines_in_which_fpdf2_breaks_it(
    text: str, width: float, size: float
) -> None:
    sheet = Sheet(
        SPOKEN, title="", head=("", ""), made_at=datetime.fromisoformat("2026-11-24T14:05:07Z"), digits=1
    )
    safe = " ".join(sheet._safe(text, Face.PLAIN).split())
    sheet._use(Face.PLAIN, size)

    broken = sheet.multi_cell(width, 5, safe, align="L", dry_run=True, output="LINES", wrapmode="WORD")

    assert sheet._broken(safe, Face.PLAIN, size, width) == (broken or [""])


@pytest.mark.parametrize("align", ["L", "C", "R"])
@pytest.mark.parametrize("face", Face)
def test_a_line_stands_where_a_cell_of_fpdf2_would_put_it(align: str, face: Face) -> None:
    drawn: list[str] = []

    class Seen(Sheet):
        def _out(self, written: bytes | str) -> None:
            drawn.append(written if isinstance(written, str) else written.decode("latin-1"))
            super()._out(written)

    sheet = Seen(
        SPOKEN, title="", head=("", ""), made_at=datetime.fromisoformat("2026-11-24T14:05:07Z"), digits=1
    )
    sheet._use(face, 9)
    sheet.set_xy(30, 40)
    sheet.cell(70, 6, "Ü example (1)", align=align)
    sheet._line(30, 40, 70, "Ü example (1)", height=6, align=align)
    cell, line = (re.search(r"BT ([\d.]+ [\d.]+) Td", one) for one in drawn[-2:])
    assert cell is not None
    assert line is not None
    assert line[1] == cell[1]


@pytest.mark.parametrize("summary", ["item 1", "item \u0416"], ids=["usual letters", "another one"])
def test_its_fonts_are_whole_but_for_the_hints_to_coarse_screens(summary: str) -> None:
    reader = made(annex_values(form=replace(full_form(), content_type=summary)))
    found = [
        font["/DescendantFonts"][0].get_object()["/FontDescriptor"]["/FontFile2"].get_data()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    tables = [set(TTFont(io.BytesIO(one)).keys()) for one in found]
    assert tables
    assert all({"glyf", "hmtx"} <= each and not each & {"cvt ", "fpgm", "prep"} for each in tables)


def test_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        made(annex_values(full_form()))

    ours = [record for record in caplog.records if not record.name.startswith("pypdf")]
    assert {record.name for record in ours} <= {"fpdf.output"}, "sizes only"
    assert "example" not in caplog.text


def test_each_section_and_item_has_its_bookmark() -> None:
    values = annex_values(full_form(ITEM, ITEM))
    outline = made(values).outline

    flat = [entry.title for entry in _flat(outline)]
    assert flat == [
        "REPORT",
        "CONTENT",
        "Summary of the content",
        "Useful information",
        "LOCATION & TRACKING",
        "Item 1",
        "Item 2",
        "ADDITIONAL INFORMATION",
        "CONTACT INFORMATION",
    ]


def _flat(entries: list[Any]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield entry


PLANS = plans()


@pytest.mark.parametrize("plan", PLANS, ids=lambda one: one.kind)
def test_the_time_of_the_notice_is_the_same_in_text_data_and_paper(plan: Foretold) -> None:
    same_in_all_shapes(annex_values() | {"notice": plan})


@pytest.mark.parametrize("plan", PLANS[:-1], ids=lambda one: one.kind)
@over("language", LETTERS)
def test_text_and_paper_have_the_same_words_for_the_time_of_the_notice(plan: Foretold, language: str) -> None:
    text = TEMPLATES.render("annex-i", language, annex_values() | {"notice": plan}).text
    fixed = TEMPLATES.words(language)[f"ntd_{plan.kind}{'_receipt' if plan.receipt else ''}"].partition("{")[
        0
    ]

    assert squeezed(fixed) in squeezed(text)


def test_a_supplement_without_items_says_that_they_are_unchanged() -> None:
    values = annex_values() | {"supplement": 1, "items": ()}
    words = TEMPLATES.words("en")["items_unchanged"]

    paper = "".join(page.extract_text() for page in made(values).pages)

    assert squeezed(words) in squeezed(paper)
    text = TEMPLATES.render("annex-i", "en", values).text
    assert f"  {words}\n\nADDITIONAL INFORMATION\n" in text


def test_an_urgent_report_says_why() -> None:
    urgent = replace(OPENED, urgent=True, urgent_reason="item 1, tomorrow")
    values = annex_values(opened=urgent)

    assert squeezed("☒ Yes ☐ No item 1, tomorrow") in printed(made(values), values)
    assert CODE in printed(made(values), values)


@pytest.mark.parametrize(
    ("language", "said"), [("es", "Víctima identificable Sí antes: No"), ("fr", "Victime identifiable Oui")]
)
def test_a_question_whose_answer_has_changed_is_named_without_its_marks(language: str, said: str) -> None:
    words = TEMPLATES.words(language)
    values = {
        **annex_values(),
        "supplement": 1,
        "changes": (Amendment(0, "victim_identifiable", "No", "Yes"),),
    }
    paper = PdfReader(io.BytesIO(annex_pdf(values, words, zone=ZONE)), strict=True)

    text = squeezed(paper.pages[0].extract_text())
    assert f"{squeezed(words['whats_new'])}{squeezed(said)}" in text
    assert squeezed(words["victim_identifiable"]) in text


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("assessment", ["unsure", "not_illegal"])
def test_of_what_was_not_found_illegal_no_line_says_that_it_was(language: str, assessment: str) -> None:
    found = annex_values(full_form(), replace(OPENED, assessment="illegal"))
    judged = annex_values(full_form(), replace(OPENED, assessment=assessment))
    words = TEMPLATES.words(language)
    reader = PdfReader(io.BytesIO(annex_pdf(judged, words, zone=ZONE)), strict=True)
    paper = squeezed("".join(page.extract_text() for page in reader.pages))

    assert squeezed(words["assessed"]) in paper
    assert squeezed(words["found_illegal"]) not in paper

    texts = [TEMPLATES.render("annex-i", language, one).text.splitlines() for one in (found, judged)]
    labels = [before for before, after in zip(*texts, strict=False) if before != after]
    assert labels[0].partition(":")[0].strip() not in "\n".join(texts[1])


@pytest.mark.parametrize("language", sorted({*LETTERS} - {"en"}))
def test_a_unit_gets_the_form_in_its_language_with_every_word_whole(language: str) -> None:
    site = make_site()
    unit = Recipient(Party.LEA, "national", Address("reports", "police.example.com"), (), language)
    changes = (Amendment(0, "comments", "before 1", "after 1"), Amendment(1, "ip", None, "192.0.2.1"))
    values = {**annex_values(full_form(), of=2), "supplement": 3, "changes": changes}
    draft = Draft("annex-i", "HL-1", unit, "lea", "<1@example.com>", "t", values)
    (_, _, paper), (_, _, data) = attachments(TEMPLATES)(draft, site)
    reader = PdfReader(io.BytesIO(paper), strict=True)
    text = squeezed("".join(page.extract_text() for page in reader.pages))

    words = TEMPLATES.words(language)
    hollow = {"language", "annex_foot", "part", "supplement", "page", "continued", "code_points"}
    elsewhere = {"days", "minutes", "seconds", "unsure", "not_illegal", "iccam_id", "received_from_iccam"}
    elsewhere |= {"months", "short_time", "assessed"}  # of cards; of what was not found illegal
    plans = {name for name in words if name.startswith("ntd_")}  # one of them is printed
    for name in set(words) - hollow - elsewhere - plans - {"hours", "empty", "items_unchanged"}:
        assert squeezed(words[name]).rstrip("?;") in text, name
    assert squeezed(words["ntd_after"].replace("{after}", f"24 {words['hours']}")) in text
    assert squeezed(words["page"].replace("{number}", "1").replace("{of}", str(len(reader.pages)))) in text
    assert reader.trailer["/Root"]["/Lang"] == language
    assert data == annex_json_file(values, language), "the data are the same in all languages"
