"""P7: what an officer types into the quotation of our report, as people do in HTML mails, is read."""

from datetime import timedelta
from email.utils import format_datetime
from functools import cache
from html import escape

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.app.ports import Fetched, Found
from hotlined.domain.mail.message import Party
from tests.support.lea_set import OUR_SERVER, TEMPLATES, Desk
from tests.support.mails_in import FORM, T0, police_mail
from tests.support.world import World, reported

COMMENT = "The page has two languages. It was seen twice.\n  A copy is with the partner hotline."
RED = ' style="color:#c00000"'


@cache
def desk() -> Desk:
    return Desk()


def after(top: str, inside: str, *, style: str = "", html: bool = True, outlook: bool = False) -> World:
    """The case after an answer with these words on top, and these between the lines of our report."""
    world = reported(World(site=desk().site), form=f"{FORM}Comments of the analyst: {COMMENT}\n")
    (report,) = world.letters("annex-i")
    zone = world.site.hotline.timezone
    text = JinjaTemplates(None, TEMPLATES, zone=zone).render("annex-i", "en", report.values).text
    lines = text.splitlines()
    at = lines.index(next(one for one in lines if one.startswith("CONTENT")))
    if outlook:
        body = [top, "", "From: Hotline <desk@hotline.example.org>", "Sent: Monday, 2 March 2026 10:00"]
        body += ["To: Officer", "Subject: Report", "", *lines[:at], "", inside, "", *lines[at:]]
    elif html:
        quoted = "<br>".join(map(escape, lines[:at])), "<br>".join(map(escape, lines[at:]))
        typed = f"<p{style}>{escape(inside)}</p>"
        body = [f"<p>{top}</p><p>On Mon, 2 Mar 2026 Hotline &lt;desk@hotline.example.org&gt; wrote:</p>"]
        body += [f'<blockquote type="cite">{quoted[0]}{typed}{quoted[1]}</blockquote>']
    else:
        quoted_lines = (f"> {one}".rstrip() for one in (*lines[:at], inside, "", *lines[at:]))
        body = [top, "", "On Mon, 2 Mar 2026 Hotline <desk@hotline.example.org> wrote:", *quoted_lines]
    kind = "html" if html and not outlook else "plain"
    return _taken(world, body, kind)


def answered_to(top: str, text: str) -> World:
    """The case after an answer that quotes all of a mail of ours."""
    world = reported(World(site=desk().site), form=f"{FORM}Comments of the analyst: {COMMENT}\n")
    quoted = (f"> {one}".rstrip() for one in text.splitlines())
    return _taken(world, [top, "", "On Mon, 2 Mar 2026 Hotline <desk@hotline.example.org> wrote:", *quoted])


def _taken(world: World, body: list[str], kind: str = "plain") -> World:
    (report,) = world.letters("annex-i")
    head = [
        "From: Officer <officer@police.example.com>",
        "To: Hotline <lea@hotline.example.org>",
        f"Subject: Re: [{report.stream}] Report",
        f"Date: {format_datetime(T0)}",
        "Message-ID: <typed-in@police.example.com>",
        "MIME-Version: 1.0",
        f"Content-Type: text/{kind}; charset=utf-8",
        f"Authentication-Results: {OUR_SERVER}; dkim=pass header.d=police.example.com",
        f"In-Reply-To: {report.message_id}",
    ]
    raw = "\r\n".join((*head, "", *body)).encode()
    world.take(desk().reader.read("lea", Fetched(Found("INBOX", 1, 7, len(raw)), raw, world.now)))
    return world


@pytest.mark.parametrize(
    "words",
    [
        "Our team wants to have a look at this first.",
        "Leave this one to me.",
        "Unser Team möchte vorher selbst schauen.",
        "Meie meeskond tahab seda enne ise vaadata.",
        "Η ομάδα μας θέλει να το δει πρώτα.",
        "Mūsų komanda nori pirma pati pažiūrėti.",
        "Vår grupp vill titta på det först.",
    ],
)
@pytest.mark.parametrize(
    "how",
    [{}, {"style": RED}, {"html": False}, {"outlook": True}],
    ids=["html", "html in red", "behind marks", "without marks"],
)
def test_P7_a_sentence_between_the_lines_of_our_report_is_asked_about(
    words: str, how: dict[str, object]
) -> None:
    assert after("Received.", words, **how).case.pauses_open()  # type: ignore[arg-type]  # named above


@pytest.mark.parametrize("words", ["", "Thank you.", "Thanks, noted.", COMMENT.partition("\n")[0]])
@pytest.mark.parametrize(
    "how",
    [{}, {"style": RED}, {"html": False}, {"outlook": True}],
    ids=["html", "html in red", "behind marks", "without marks"],
)
def test_our_own_text_its_values_and_a_courtesy_there_ask_nobody(words: str, how: dict[str, object]) -> None:
    case = after("Received.", words, **how).case  # type: ignore[arg-type]  # named above

    assert case.fragments[0].is_confirmed
    assert not case.pauses_open()


def letters_to_the_lea() -> list[tuple[str, str]]:
    """What goes to an officer in a month of a case that is held, in each language that we write."""
    world = reported(World(site=desk().site), form=f"{FORM}Comments of the analyst: {COMMENT}\n")
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail("Please hold the notice until 2026-03-20.", references=thread))
    for _ in range(30):
        world.wait(timedelta(days=1))
        world.sweep(world.fence())
    templates = JinjaTemplates(None, TEMPLATES, zone=world.site.hotline.timezone)
    drafts = {one.kind: one for one in world.drafts.values() if one.to.party is Party.LEA}
    return [
        (f"{kind} {language}", templates.render(kind, language, draft.values).text)
        for kind, draft in drafts.items()
        for language in ("en", "de", "el", "et", "lt", "sv")
    ]


def test_none_of_our_own_mails_asks_where_it_is_quoted_as_a_whole() -> None:
    found = letters_to_the_lea()

    asking = [name for name, text in found if answered_to("Received.", text).case.pauses_open()]
    assert len(found) > 20
    assert asking == []
