"""A card as a mail: rendered, named after what it says, and written; sealed where that is agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime

from hotlined.app.compose import LOOP_HEADER, Composer, phrase
from hotlined.app.ports import KeyState, Permanent
from hotlined.domain.cases.state import Case
from hotlined.domain.form import write_form
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.marked import Ours
from hotlined.domain.overview.board import Card, card_of
from hotlined.domain.overview.card_name import CardName, digest_of_card, mark_of
from hotlined.domain.tagging.buttons import Buttons
from hotlined.domain.tagging.words import MEANINGS


@dataclass(frozen=True, slots=True)
class CardMail:
    """What a card says, and the name of this version; `values` are those of its templates."""

    card: Card
    name: CardName
    subject: str
    text: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CardWriter:
    """Makes cards for one site; synchronous and not quick, for a thread.  Raises Permanent, Temporary.

    `keys` are those that sealed cards are encrypted to; without any they say numbers only.
    """

    composer: Composer
    site: Site
    keys: tuple[str, ...] = ()

    def made(self, case: Case, note: str = "") -> CardMail | None:
        """The card of a case as it is now; None for what is none."""
        mode = self.site.agreement.board
        card = card_of(case, self.site, fields=mode == "fields" or bool(self.keys))
        if card is None:
            return None
        token = next((one.token for one in case.sent.values()), "")
        rendered = self.composer.templates.render("card", self._language, self._values(case, card, ""))
        keys = self.keys if card.content else ()
        flags = (card.column, str(card.urgent), *keys)
        name = CardName(
            reference=card.reference,
            column=card.column,
            content=card.content,
            digest=digest_of_card(card.reference, token, *flags, rendered.subject, rendered.text),
            mark=mark_of(card.reference, token),
            noted=bool(note),
        )
        values, text = self._values(case, card, note), rendered.text
        if note:  # it is in the text, and not in the name
            text = self.composer.templates.render("card", self._language, values).text
        return CardMail(card, name, rendered.subject, text, values)

    @property
    def _language(self) -> str:
        return self.site.hotline.languages[0]

    def _values(self, case: Case, card: Card, note: str) -> Mapping[str, object]:
        zone = self.site.hotline.timezone
        return {
            "card": card,
            "case": case,
            "reference": card.reference,
            "note": note,
            "moments": [(f"{self.site.at(at):%Y-%m-%d %H:%M}", what) for at, what in card.moments],
            "form": _filled(write_form(card.form, language=self._language, zone=zone))
            if card.form is not None
            else "",
            "tags": [(Ours(one.word), one.argument, MEANINGS[one.word].sentence) for one in card.tags],
            "hotline": self.site.hotline,
        }

    def written(self, made: CardMail) -> bytes:
        """The mail's bytes."""
        intake = self.site.identities["intake"]
        headers = [
            ("From", f"{phrase(self.site.hotline.name)} <{intake}>"),
            ("To", str(intake)),
            ("Subject", made.subject),
            ("Date", format_datetime(self.site.at(made.card.changed_at))),
            ("Message-ID", made.name.message_id(intake.domain)),
            ("Reply-To", str(intake)),
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
            (LOOP_HEADER, self.site.hotline.prefix),
        ]
        writer = self.composer.writer
        html = self._html(made, str(intake))
        if not (self.keys and made.card.content):
            return writer.write_mail(headers=headers, text=made.text, html=html)
        return writer.write_sealed(
            headers=headers,
            outer_subject=made.subject,
            text=made.text,
            html=html,
            seal=lambda payload: self.composer.openpgp.seal(payload, self.keys),
            boundary=f"hl-card-{made.name.digest}",
        )

    def _html(self, made: CardMail, intake: str) -> str | None:
        """The card with its buttons; None where a site's own templates do not give it: the text is whole."""
        message_id = made.name.message_id(self.site.identities["intake"].domain)
        buttons = Buttons(intake, message_id, made.card.reference, self.site.tag_aliases)
        try:
            return self.composer.templates.page("card", self._language, made.values, made.subject, buttons)
        except Permanent:
            return None


def _filled(form: str) -> str:
    """A form without its headings and empty fields."""
    lines = (line for line in form.splitlines() if line and not line.startswith("#"))
    return "\n".join(line for line in lines if ": " in line or not line.endswith(":"))


def card_writer(composer: Composer, site: Site) -> CardWriter:
    """For a site as it is now: the analysts' keys that can be used are asked for here, and not per card."""
    if site.agreement.board != "sealed":
        return CardWriter(composer, site)
    pinned = dict.fromkeys(one for analyst in site.analysts for one in analyst.fingerprints)
    states: Sequence[KeyState] = [composer.openpgp.key_state(one) for one in pinned]
    return CardWriter(composer, site, tuple(one.fingerprint for one in states if one.usable))
