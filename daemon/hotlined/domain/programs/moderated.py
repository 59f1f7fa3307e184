"""What list software (Mailman) answers to mail that its list does not take: rejected, or held back.

A unit or a provider may read its mail by way of a list that a stranger may not write to.  Then our mail has
not arrived, though its server took it: a rejection is a failed delivery, a mail held back a delayed one.
Either is a formula at the very beginning of the text; a moderator's own words may follow it, and where these
could ask to wait it is nothing of this (P5).  The formulas are English ones, and those of Mailman 2.1's
templates `postheld.txt` and `refuse.txt` in German, French, Spanish, Italian, Dutch, Polish and Portuguese.
"""

import re
from typing import Final

from hotlined.domain.mail.message import Bounced, Disposition
from hotlined.domain.mail.outline import Outline
from hotlined.domain.programs.bounce_gate import answered, by_client, program
from hotlined.domain.programs.bounce_text import ADDRESS
from hotlined.domain.programs.robot_words import waits
from hotlined.domain.text.waiting import asks_to_wait
from hotlined.domain.values.plain import plain

REJECTED: Final = "a mailing list has rejected it"
HELD: Final = "a mailing list holds it for its moderator"

_REJECTED: Final = re.compile(
    r"your request to the .{1,200} mailing list .{1,400}? has been rejected by the list moderator"
    r"|you are not allowed to post to this mailing list\b.{0,400}?\brejected"
    r"|your message to the .{0,200}?list was rejected for the following reasons"
    r"|your message has been rejected, probably because you are not subscribed to the mailing list"
    r"|you are not authorized to send mail to the .{1,200}? list from your"  # LISTSERV
)
_HELD: Final = re.compile(r"your mail to .{1,600}? is being held until the list moderator can review it")
_THE_REASON: Final = re.compile(r"the reason it is being held")
# Folded as `plain` does, so without accents.
_REJECTED_ABROAD: Final = re.compile(
    r"ihre anfrage an die mailingliste .{1,600}? wurde vom listenmoderator mit folgender begrundung"
    r"|votre demande a la liste de diffusion .{1,600}? a ete rejetee par le moderateur de la liste"
    r"|su peticion a la lista de distribucion .{1,600}? ha sido rechazada por el moderador"
    r"|la tua richiesta alla lista .{1,600}? e stata rifiutata dal moderatore"
    r"|uw verzoek aan de .{1,600}? is geweigerd door de lijst moderator"
    r"|prosba dotyczaca listy .{1,600}? zostala odrzucona przez moderatora"
    r"|o seu pedido de envio de uma mensagem para a lista .{1,600}? foi rejeitada pelo moderador da lista"
)
_HELD_ABROAD: Final = re.compile(
    r"ihre mail an .{1,600}? wird zuruckgehalten, bis der listenmoderator ihre e-mail genehmigt"
    r"|votre courrier a .{1,600}? est en attente jusqu'a ce que le moderateur de la liste puisse"
    r"|el mensaje que ha enviado a la lista .{1,600}? ha sido retenido en espera de que el moderador"
    r"|il tuo messaggio alla lista .{1,600}? e stato trattenuto in attesa che il moderatore"
    r"|uw e-mail naar .{1,600}? wordt tegengehouden totdat de lijst moderator"
    r"|wiadomosc o tytule .{1,600}? zostala wstrzymana do dalszej decyzji moderatora"
    r"|a sua mensagem para .{1,600}? esta em espera ate que o moderador da lista a aprove"
)
# What follows such a formula and is the program's, too: words of waiting in it ask for nothing.
_FIXED: Final = re.compile(
    r"der grund, weshalb eine genehmigung erforderlich ist|solange sie noch nicht verteilt worden ist"
    r"|wenn sie nicht mehr verteilt werden soll"
    r"|la raison de cette mise en attente|ha sido retenido por|(?:de la lista )?lo revise y apruebe"
    r"|la ragione per la quale e stato trattenuto|de reden waarom het is tegengehouden"
    r"|powodem wstrzymania bylo|nie zostala przekazana na liste|esta em espera porque"
)
_SUFFIX: Final = re.compile(r"-(?:owner|bounces|request|admin)(?=@)")


def list_answer(outline: Outline) -> tuple[str, Bounced] | None:
    """`REJECTED` or `HELD`, and what became of the mail; None where it is no such answer."""
    if outline.report_type or outline.status or by_client(outline) or answered(outline):
        return None
    if not _by_list(outline):
        return None
    text = plain(outline.beginning)
    for why, formula, verdict, asks in (
        (REJECTED, _REJECTED, Disposition.FAILED, _asks),
        (HELD, _HELD, Disposition.DELAYED, _asks),
        (REJECTED, _REJECTED_ABROAD, Disposition.FAILED, _asks_abroad),
        (HELD, _HELD_ABROAD, Disposition.DELAYED, _asks_abroad),
    ):
        found = formula.match(text)
        if found and not asks(text[found.end() :]):
            return why, Bounced(_list_of(outline), verdict)
    return None


def _asks(rest: str) -> bool:
    """Whether a moderator's own words, below an English formula, could ask to wait."""
    return waits(_THE_REASON.sub(" ", rest))


def _asks_abroad(rest: str) -> bool:
    """The same below one in another language, in any language."""
    rest = _FIXED.sub(" ", rest)
    return waits(rest) or asks_to_wait(rest)


def _by_list(outline: Outline) -> bool:
    """Whether anything but its words says that it is a machine's; words alone could be a person's (P5)."""
    headers = outline.has("list-id", "x-mailman-version", "x-beenthere", "x-list-administrivia")
    automatic = outline.has("auto-submitted") or plain(outline.get("precedence")) in ("bulk", "list", "junk")
    return headers or automatic or program(outline) or outline.get("return-path").strip() == "<>"


def _list_of(outline: Outline) -> str:
    """The list's address, by that of its owner, in whose name it writes; "" where there is none."""
    found = ADDRESS.search(outline.get("from"))
    return _SUFFIX.sub("", found.group().lower(), count=1) if found else ""
