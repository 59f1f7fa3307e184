"""A provider's sentence that says "removed", cut down to what the closed grammar of `answer_lines` reads.

"We have removed the reported content from our servers, and the account was terminated" says no more of the
content than "removed: the content".  What is cut off is a closed list, too: who did it, where it was, that
it had been reported, what became of the customer.  With one word more it stays a sentence as before.
"""

import re
from typing import Final

from hotlined.domain.providers.done_words import ARTICLES, BEEN, DONE, any_of
from hotlined.domain.values.plain import plain, rows

_WE: Final = rows(
    "we | we have | we have now | we have already | we've | we've now | wir haben | nous avons",
    "hemos",
    "abbiamo | wij hebben | we hebben | vi har | olemme | me oleme | oleme | temos| am | smo",
    "mes | mēs esam",
)
_BY_US: Final = rows(
    "by us | by our team | by our staff | von uns | durch uns | par nous | par nos soins",
    "par nos services",
    "por nosotros | por nuestro equipo | da noi | dal nostro team | por nós | door ons",
    "przez nas | av oss | af os",
)
_FROM_US: Final = rows(
    "from our server | from our servers | from our systems | from our platform | from our network",
    "von unserem server | von unseren servern | von unseren systemen | de notre serveur",
    "de nos serveurs",
    "de nuestro servidor | de nuestros servidores | dal nostro server | dai nostri server",
    "do nosso servidor",
    "dos nossos servidores | van onze server | van onze servers | z naszego serwera",
    "z naszych serwerów",
    "från vår server | från våra servrar | fra vores server | fra vores servere",
)
_REPORTED: Final = rows(
    "nahlášený | oznámený | nahlásený | bejelentett | prijavljeni | jelentett | ilmoitettu",
    "teatatud",
    "reported | notified | mentioned | gemeldete | gemeldeten | genannten | beanstandeten",
    "signalé | signalés",
    "signalée | signalées | mentionnés | mentionnées | denunciado | denunciados | denunciadas",
    "reportado",
    "reportados | reportadas | notificado | notificados | segnalato | segnalati | segnalate",
    "indicati",
    "denunciado | gemelde | genoemde | zgłoszone | zgłoszona | wskazane | anmälda | rapporterade",
    "anmeldte",
    "rapporterede",
)
# Several, which are all of them where they are "reported", or "all": a single one may be one of several.  No
# links: these may lead to the content, and stand somewhere else.
_SEVERAL: Final = rows(
    "items | files | pages | urls | dateien | seiten | fichiers | archivos",
    "páginas",
    "pagine | contenuti | bestanden | pagina's | pliki | strony | filerna | sidorna",
    "länkarna | filerne",
    "siderne | ficheiros",
)
_PLACES: Final = rows(
    "urls | links | addresses | adressen | liens | adresses | enlaces | direcciones | indirizzi",
    "adresy | adresami",
    "adresserna | länkarna | adresserne",
)
_CUSTOMER: Final = rows(
    "customer | customer's account | account | user | client | client's account | user's account",
    "customer account | user account | client account | hosting account",
    "kunde | konto | kundenkonto | benutzerkonto | kundenaccount",
    "benutzer | account des kunden | konto des kunden | compte | client | compte du client",
    "cliente | cuenta",
    "cuenta del cliente | conto | account del cliente | conta | klant | account van de klant",
    "klient",
    "konto klienta | kunden | kundens konto | kontot | kontoen",
)
_HIS: Final = rows(
    "the | der | den | das | le | la | el | il | lo | l' | de | het | o | a | our | unser | notre"
)
_ENDED: Final = rows(
    "terminated | suspended | blocked | disabled | closed | banned | deactivated",
    "gesperrt | gekündigt | deaktiviert",
    "suspendu",
    "résilié | bloqué | désactivé | fermé | suspendido | suspendida | bloqueado | bloqueada",
    "cancelada",
    "cerrada | sospeso | bloccato | chiuso | disattivato | suspensa | bloqueada | geblokkeerd",
    "afgesloten",
    "opgezegd | zablokowane | zablokowany | zawieszone | avstängd | avstängt | spärrad | spærret",
    "lukket",
)
_AND: Final = rows("and | und | et | y | e | en | oraz | a | i | och | og | ed")

# "The material you reported", "the content mentioned in your notice".
_AS_REPORTED: Final = re.compile(
    r"\b(contents?|materials?)\s(?:(?:that\s)?you\s(?:have\s)?reported"
    r"|(?:mentioned|listed|named|reported)\sin\syour\s(?:notice|report|e-?mail|message|letter))(?!\w)"
)
_NOD: Final = re.compile(r"(?:done|ok|okay|confirmed|erledigt|fait|hecho|fatto|klart|tehtud)\s?[,.:!-]\s")

_EVERY: Final = re.compile(
    rf"^(?:all|alle|tous|toutes|todos|todas|tutti|tutte|alla)\s(?:(?:{any_of(ARTICLES)})\s)?"
    rf"(?:{any_of(_SEVERAL)})(?!\w)"
)
_HEAD: Final = re.compile(rf"(?:{any_of(_WE)})\s")
_ASIDE: Final = re.compile(rf"\s(?:{any_of((*_BY_US, *_FROM_US))})(?!\w)")
_SAID: Final = re.compile(rf"(?<!\w)(?:{any_of(_REPORTED)})(?!\w)(?!\s(?:{any_of(DONE)})(?!\w))\s?")
_THINGS: Final = re.compile(
    rf"^(?:(?:{any_of(ARTICLES)})\s)?(?:{any_of(_SEVERAL)})(?!\w)|(?<=\s)(?:{any_of(_SEVERAL)})$"
)
_HEARSAY: Final = re.compile(rf"(?:^|\s)(?:{any_of(BEEN)})\s$")
_AT: Final = re.compile(  # "the content at the reported URLs"
    rf"\s(?:at|on|under|unter|auf|sous|sur|aux|en|agli|op|pod|pa)\s(?:(?:{any_of(ARTICLES)})\s)?"
    rf"(?:(?:{any_of(_REPORTED)})\s(?:{any_of(_PLACES)})|(?:{any_of(_PLACES)})\s(?:{any_of(_REPORTED)}))(?!\w)"
)
_CLAUSE: Final = re.compile(
    rf"(?:\s?[,;]\s(?:(?:{any_of(_AND)})\s)?|\s(?:{any_of(_AND)})\s)"
    rf"(?:(?:{any_of(_HIS)})\s?)?(?:{any_of(_CUSTOMER)})\s(?:(?:{any_of(BEEN)})\s)?(?:{any_of(_ENDED)})$"
)
# "... and terminated the account"; not "removed and blocked the user", who is what was removed there.
_ALSO: Final = re.compile(
    rf"\s(?:{any_of(_AND)})\s(?:(?:{any_of(_WE)})\s)?(?:{any_of(_ENDED)})\s"
    rf"(?:(?:{any_of(_HIS)})\s?)?(?:{any_of(_CUSTOMER)})$"
)
_LOT: Final = re.compile(
    rf"(?:(?:{any_of(_HIS)})\s?)?(?:{any_of(_CUSTOMER)})\s(?:(?:{any_of(BEEN)})\s)?(?:also\s)?(?:{any_of(_ENDED)})"
    rf"|(?:{any_of(_WE)})\s(?:also\s)?(?:{any_of(_ENDED)})\s(?:(?:{any_of(_HIS)})\s?)?(?:{any_of(_CUSTOMER)})"
    rf"|(?:{any_of(_WE)})\s(?:(?:{any_of(_HIS)})\s?)?(?:{any_of(_CUSTOMER)})\s(?:{any_of(_ENDED)})"
)
_SENTENCES: Final = re.compile(r"((?<=[.!])\s+|\n)")
_DONE: Final = re.compile(rf"(?<!\w)(?:{any_of(DONE)})(?!\w)")
_BARE: Final = re.compile(rf"(?<!\w)(?:{any_of(DONE)})$")


def without_lot(text: str) -> str:
    """A text that says "removed", without whole sentences that tell no more than the customer's lot."""
    if _DONE.search(plain(text)) is None:
        return text
    return "".join("" if _LOT.fullmatch(plain(one).rstrip(" .!")) else one for one in _SENTENCES.split(text))


def cut_down(text: str) -> str:
    """A (folded) statement without who did it, where, that it was reported, and the customer's lot."""
    text = _AS_REPORTED.sub(r"\1", _NOD.sub("", text, count=1) if _NOD.match(text) else text)
    also = _ALSO.search(text)
    text = text[: also.start()] if also is not None and not _BARE.search(text[: also.start()]) else text
    text = _AT.sub("", _ASIDE.sub("", _CLAUSE.sub("", text)))
    text = _HEAD.sub("", text, count=1) if _HEAD.match(text) else text
    text = _EVERY.sub("all", text)
    said = _SAID.search(text)
    if said is None or _HEARSAY.search(text[: said.start()]):  # "has been reported (as) removed"
        return text
    return _THINGS.sub("content", (text[: said.start()] + text[said.end() :]).strip(), count=1)
