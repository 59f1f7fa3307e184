"""The HTML beside the text of mails to analysts: nothing from outside, strangers' words stay words."""

import re
from dataclasses import replace
from email import message_from_bytes
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from hotlined.app.ports import Permanent
from hotlined.domain.letters.who import as_recipient
from hotlined.domain.mail.marked import END, START, marked
from hotlined.domain.mail.message import Draft, Party, Recipient, Security
from hotlined.domain.mail.page import read_page
from hotlined.domain.steps.filing import read_tags
from hotlined.domain.tagging.buttons import Buttons
from hotlined.domain.tagging.words import Word
from tests.look.rendered import TEMPLATES, Shown, in_english, samples
from tests.support.analyst_mails import HOSTILE, Mail
from tests.support.mails_in import analyst_mail
from tests.support.over import over
from tests.support.rig import Rig

MAILS = samples()
INLINE = {"bdi", "a"}
VOID = {"meta", "br", "img", "hr", "link", "input"}


class Reader(HTMLParser):
    """What a page is made of, and the text that is read in it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.text += "" if tag in INLINE else "\n"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data

    @property
    def links(self) -> list[str]:
        return [attrs["href"] or "" for tag, attrs in self.elements if tag == "a"]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("[.]", ".").replace("hxxp", "http"))


def of(kind: str) -> Shown:
    return next(one for mail, one in zip(MAILS, in_english(), strict=True) if mail.draft.kind == kind)


def pages() -> list[object]:
    """Each of the mails, shown when the first test runs: not for whoever only collects the tests."""
    return [pytest.param(one, id=mail.name) for mail, one in zip(MAILS, in_english(), strict=True)]


@over("page", pages)
def test_a_page_is_whole_and_loads_nothing(page: Shown) -> None:
    read = Reader(page.html)
    assert read.open == []
    assert {tag for tag, _ in read.elements} <= {
        "html", "head", "meta", "title", "style", "body", "table", "tr", "td", "th", "div", "p", "h1", "h2",
        "bdi", "a", "ul", "ol", "li", "blockquote", "pre", "br", "img",
    }  # fmt: skip
    for tag, attrs in read.elements:
        if tag == "img":
            assert re.fullmatch(r"cid:[a-z]+-2026-Q3\.png@hotlined", attrs.pop("src") or "")
            assert attrs["alt"]
        assert not {"src", "srcset", "background", "onclick", "onload"} & attrs.keys()
        assert "url(" not in (attrs.get("style") or "")
    assert all(link.startswith("mailto:intake%2B") for link in read.links)
    assert not re.search(r"@import|url\(|https?:|(?<!hxxp:)(?<!hxxps:)//", page.html)


@over("page", pages)
def test_a_page_can_be_read_aloud(page: Shown) -> None:
    elements = Reader(page.html).elements
    assert elements[0] == ("html", {"lang": "en", "dir": "ltr"})
    assert next(tag for tag, _ in elements if re.fullmatch(r"h[0-9]", tag)) == "h1"
    for tag, attrs in elements:
        if tag == "th":
            assert attrs["scope"] == "row"
        if tag == "table":  # one of layout, or one with heads
            assert attrs.get("role") == "presentation" or attrs.get("class") == "hl-rows"


@over("page", pages)
def test_text_and_page_say_the_same(page: Shown) -> None:
    if HOSTILE[:20] not in page.text:  # whose controls are code points in the page
        said = set(words(Reader(page.html).text))
        missing = {word for word in words(page.text) if word not in said}
        assert {word for word in missing if not word.isdecimal()} == set()  # a list numbers itself


def test_what_a_stranger_writes_is_neither_link_nor_button_nor_markup() -> None:
    page = of("provider-words").html
    read = Reader(page)
    assert "<script" not in page
    assert "evil.example.com" not in page
    assert "hxxps://evil[.]example[.]com/login" in read.text
    assert "www[.]example[.]com/x" in read.text
    assert "\\u202egnp.exe\\u202c \\u001b[31mred\\u0007 \\ue000\\ue001" in read.text
    assert not any("RELEASE" in unquote(link) or "NTD:now" in unquote(link) for link in read.links)
    (quote,) = (text for text in re.findall(r"<blockquote.*?</blockquote>", page, re.DOTALL))
    assert "PRESS THE BUTTON" in quote
    assert "[CONFIRM:Q1]" in quote


@pytest.mark.parametrize("value", [END + "[NOTE]" + START, "\n  [NOTE]\n", "[NOTE]", "x]\n[NOTE]"])
@pytest.mark.parametrize("template", ["{}", "  {}", "  - {}", "A {}", "[NOTE:{}]", "\n{}\n"])
def test_no_value_makes_a_block_of_its_own(value: str, template: str) -> None:
    links = Buttons("intake@example.org", "<1@example.org>", "HL-2026-000001-C").link
    page = read_page(template.format(marked(value)), links)
    runs = [
        run
        for block in page.blocks
        for line in (*block.lines, *(one for entry in block.entries for one in entry))
        for run in line
    ]
    assert len(page.blocks) == 1
    assert not any(run.href and run.text == "[NOTE]" for run in runs)


@pytest.mark.parametrize(
    ("template", "lines"),
    [
        # A template breaks a long value of a row below its beginning; other lines are lines of their own.
        ("  Abroad    A mail brings it:\n            answer that.\n", ["A mail brings it: answer that."]),
        ("  Q1  it waits\n    since noon\n", ["it waits", "since noon"]),
        # What a button does is one text, but for a list in it.
        ("  [NOTE]\n      it says\n      so\n", ["it says so"]),
        ("  [NOTE]\n      it says:\n      1  one\n      2  two\n      Only some:\n      name them\n",
         ["it says:", "1  one", "2  two", "Only some: name them"]),
    ],
)  # fmt: skip
def test_a_line_that_only_the_text_breaks_goes_on_in_the_page(template: str, lines: list[str]) -> None:
    page = read_page(template, Buttons("intake@example.org", "<1@example.org>", "HL-2026-000001-C").link)
    ((entry,),) = [block.entries for block in page.blocks]
    assert ["".join(run.text for run in line) for line in entry[1:]] == lines


def answers() -> list[tuple[Mail, str]]:
    return [
        (mail, link) for mail, one in zip(MAILS, in_english(), strict=True) for link in Reader(one.html).links
    ]


def test_a_button_opens_a_mail_that_is_read_as_the_tag_it_shows() -> None:
    seen = set()
    for mail, link in answers():
        parts = urlsplit(link)
        assert parts.query.isascii()
        assert not set("+& ") & set(parts.query.replace("&", "", 2))
        address = unquote(parts.path)
        assert address == str(mail.world.site.identities["intake"].with_token(mail.draft.token))
        (subject,), (body,), (thread,) = (
            parse_qs(parts.query)[name] for name in ("subject", "body", "In-Reply-To")
        )
        assert thread == mail.draft.message_id
        beside, _, form = str(mail.draft.values.get("below", "")).partition("\n\n")
        for told in (analyst_mail(body, subject=subject), analyst_mail(body, subject="")):
            tags, rest = read_tags(told, mail.world.site)
            assert (rest.split(), tags.unknown, tags.miswritten) == (form.split(), (), ())
            tag, *more = tags.tags
            assert [one.word for one in more] == ([Word.URGENT] if beside else [])
            seen.add(tag.word)
        if mail.draft.stream.startswith("HL-") and tag.word not in (Word.HELP, Word.FORM, Word.LIST):
            assert [str(one) for one in tags.references] == [mail.draft.stream]
    assert {
        Word.CONFIRM,
        Word.HOLD,
        Word.REMOVED,
        Word.ONLINE,
        Word.PROVIDER,
        Word.HELP,
        Word.ILLEGAL,
    } <= seen


def test_a_tag_on_a_case_is_no_button_where_no_case_is_known() -> None:
    buttons = Buttons("intake@example.org", "<1@example.org>", aliases={"abgestellt": "RELEASE"})
    assert buttons.link("RELEASE", "", "") == ""
    assert buttons.link("NOT-OURS", "1", "HL-2026-000001-C") == "", "a provider's word"
    assert "%5BHL-2026-000001-C%5D" in buttons.link("abgestellt", "", "HL-2026-000001-C")


# --- in the mail ------------------------------------------------------------------------------------------


def parts(data: bytes) -> list[str]:
    return [part.get_content_type() for part in message_from_bytes(data).walk()]


def draft_to(rig: Rig, to: Recipient, **more: object) -> Draft:
    mail = next(one for one in MAILS if one.draft.kind == "closed")
    draft = replace(mail.draft, to=to, security=Security.PLAIN)
    return replace(draft, **more)  # type: ignore[arg-type]


def composed(rig: Rig, draft: Draft, **parts: object) -> bytes:
    composer = replace(rig.composer, **parts)  # type: ignore[arg-type]
    row, envelope = composer.compose(draft, rig.site, rig.clock.now())
    assert composer.gate(row, envelope.data, rig.site) is None
    return envelope.data


def test_html_stands_beside_the_text_and_after_it() -> None:
    rig = Rig()
    data = composed(rig, draft_to(rig, as_recipient(rig.site.analysts[0])))
    assert parts(data) == ["multipart/alternative", "text/plain", "text/html"]


def test_html_goes_to_analysts_only() -> None:
    rig = Rig()
    unit = rig.site.units[0]
    for party in (Party.LEA, Party.LEA_CONTACT, Party.PROVIDER, Party.STRANGER):
        mailbox = "ntd" if party is Party.PROVIDER else "lea"
        draft = draft_to(rig, Recipient(party, "x", unit.address), mailbox=mailbox)
        assert parts(composed(rig, draft)) == ["text/plain"]


def test_P4_what_is_encrypted_has_its_html_inside() -> None:
    rig = Rig()
    draft = draft_to(rig, as_recipient(rig.site.analysts[0]), security=Security.ENCRYPT_IF_KEY)
    data = composed(rig, draft)
    assert parts(data) == ["multipart/encrypted", "application/pgp-encrypted", "application/octet-stream"]
    assert b"html" not in data


class Faulty:
    """Templates of a site whose HTML is broken."""

    def page(self, *_: object) -> str:
        raise Permanent("x")

    def __getattr__(self, name: str) -> object:
        return getattr(TEMPLATES, name)


def test_a_faulty_html_template_keeps_no_alarm_back() -> None:
    rig = Rig()
    data = composed(rig, draft_to(rig, as_recipient(rig.site.analysts[0])), templates=Faulty())
    assert parts(data) == ["text/plain"]
