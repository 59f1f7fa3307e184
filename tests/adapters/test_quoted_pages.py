"""A refusal's form, corrected where an answer in HTML quotes our page, as mail programs quote (P17)."""

import re
from html import escape
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.mime_read import read_content
from hotlined.domain.form import Item
from hotlined.domain.mail.message import Draft
from hotlined.domain.text.newtext import new_text
from hotlined.domain.values.folders import Folder
from tests.look.rendered import shown
from tests.support.analyst_mails import Mail
from tests.support.mails_in import analyst_mail
from tests.support.world import World

WRONG = """URL: https://media.provider.example.net/item1
IP address: 192.0.2.300
Typ of content: item 1
"""
WROTE = "On 2 March 2026 at 10:00, Example Hotline &lt;intake@hotline.example.org&gt; wrote:"
HEAD = "<b>From:</b> Example Hotline<br><b>Sent:</b> Monday, March 2, 2026 10:00 AM<br><b>To:</b> Ann<br>"
QUOTED = {
    "thunderbird": f'<p>[ILLEGAL]</p><div>{WROTE}</div><blockquote type="cite">{{}}</blockquote>',
    "gmail": f'<div>[ILLEGAL]</div><div class="gmail_quote"><div class="gmail_attr">{WROTE}<br></div>'
    '<blockquote class="gmail_quote" style="border-left:1px solid #ccc">{}</blockquote></div>',
    "outlook": f'<p>[ILLEGAL]</p><div style="border-top:solid #E1E1E1 1.0pt"><p>{HEAD}<b>Subject:</b> x</p>'
    "</div>{}",
    "zimbra": f'<div>[ILLEGAL]</div><hr id="zwchr"><div>{HEAD}<b>Subject: </b>x<br></div><br>{{}}',
}


def refused(language: str) -> tuple[World, Draft, str]:
    """A world in which the form was refused, the refusal, and what stands in its page."""
    world = World()
    world.take(analyst_mail(WRONG, subject="[ILLEGAL]"))
    (draft,) = world.letters("refused")
    page = shown(Mail("refused", draft, world), language).html
    found = re.search(r"<body[^>]*>(.*)</body>", page, re.DOTALL)
    assert found is not None
    return world, draft, found[1]


def corrected(body: str) -> str:
    """The page with the form in it as it should be."""
    for wrong, right in (
        (re.escape(escape("192.0.2.300\n")), "192.0.2.1\n"),
        ("Typ of content: item 1\n", ""),
        (r"(?<=\n)((?!IP)[^\n:]*(?:Type of content|Art des Inhalts|Είδος περιεχομένου)):\n", r"\1: item 1\n"),
    ):
        body, count = re.subn(wrong, right, body, count=1)
        assert count == 1, wrong
    return body


@pytest.mark.parametrize("language", ["en", "de", "el"])
@pytest.mark.parametrize("program", QUOTED)
def test_P17_the_form_in_our_page_can_be_corrected_where_the_answer_quotes_it(
    program: str, language: str
) -> None:
    world, draft, body = refused(language)
    markup = QUOTED[program].replace("{}", corrected(body))
    raw = f"Content-Type: text/html; charset=utf-8\r\n\r\n<html><body>{markup}</body></html>"
    text = read_content(raw.encode(), zone=ZoneInfo("Europe/Tallinn")).text
    fresh = new_text(text)
    told = {"new_text": fresh.for_holds, "certain_text": fresh.certain, "references": (draft.message_id,)}

    decision = world.take(analyst_mail(text, subject="Re: Nothing was done", **told))

    assert decision.folder == Folder.DONE, decision.reason
    assert world.case.form is not None
    assert world.case.form.items == (Item("https://media.provider.example.net/item1", ip="192.0.2.1"),)
    assert world.case.form.content_type == "item 1"
