"""The sample mails, rendered as the composer does it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from hotlined.adapters.render import JinjaTemplates
from hotlined.app.card_mail import CardWriter
from hotlined.domain.tagging.buttons import Buttons
from hotlined.domain.values.reference import parse_reference
from tests.support.analyst_mails import STORIES, Mail, analyst_mails
from tests.support.rig import Rig
from tests.support.site import make_site, speaking

TEMPLATES = JinjaTemplates(None, Path(__file__).parents[2] / "templates", zone=make_site().hotline.timezone)
MOVED = "It was moved to Done by hand, which is not agreed: the tag is [CLOSE]."


@dataclass(frozen=True, slots=True)
class Shown:
    """One mail in one language."""

    name: str
    subject: str
    text: str
    html: str


def shown(mail: Mail, language: str) -> Shown:
    """A sample in a language."""
    draft = mail.draft
    values = {**draft.values, "now": mail.world.now, "machine": False}
    made = TEMPLATES.render(draft.kind, language, values)
    address = mail.world.site.identities[draft.mailbox].with_token(draft.token)
    case = draft.stream if parse_reference(draft.stream) is not None else ""
    below = str(draft.values.get("below", ""))
    buttons = Buttons(str(address), draft.message_id, case, below=below)
    html = TEMPLATES.page(draft.kind, language, values, made.subject, buttons)
    return Shown(mail.name, made.subject, made.text, html)


@cache
def samples() -> tuple[Mail, ...]:
    """The samples of a hotline that speaks English, made once for a process."""
    return tuple(analyst_mails())


@cache
def in_english() -> tuple[Shown, ...]:
    """All of them in English, in the same order, shown once for a process."""
    return tuple(shown(mail, "en") for mail in samples())


def page_of(kind: str, language: str, values: Mapping[str, object], subject: str = "") -> str:
    """Any kind as a page, for one case."""
    buttons = Buttons("intake@hotline.example.org", "<1@hotline.example.org>", "HL-2026-000123-K")
    return TEMPLATES.page(kind, language, values, subject or kind, buttons)


def cards(language: str) -> Iterator[Shown]:
    """The card of each case in the samples, as the board writes it; moved by hand where it should not be."""
    for story in STORIES:
        world = story()
        hotline = replace(world.site.hotline, languages=(language,))
        writer = CardWriter(Rig().composer, replace(world.site, hotline=hotline))
        for case in world.streams.values():
            made = writer.made(case, MOVED)
            if made is None:
                continue
            values = {**made.values, "now": world.now}
            html = page_of("card", language, values, made.subject)
            text = TEMPLATES.render("card", language, values).text
            yield Shown(f"card-{story.__name__.replace('_', '-')}-{case.stream}", made.subject, text, html)


def rendered(language: str) -> Iterator[Shown]:
    """All samples in a language, of a hotline that speaks it."""
    with speaking(language):
        yield from (shown(mail, language) for mail in analyst_mails())
    yield from cards(language)
