"""A ticket system that says it took nothing: "your ticket could not be created".

Its mail has the marks of an acknowledgement, and most of its words; but nobody has the report (P8).
"""

import re
from typing import Final

from hotlined.domain.values.plain import beginnings, rows

BEFORE: Final = 40  # characters of a sentence in front of what was done, in which a no may stand

# A no, beside "your ticket ... created".  No bare "no": it is a number's, too.
_NO: Final = rows(
    "not | never | cannot | can't | couldn't | couldn t | wasn't | unable | failed | nicht | kein | keine",
    "n'a pas | n a pas | n'ont pas | n'est pas | n'a pu | aucun | aucune | impossible | niet | geen",
    "no ha | no se | no pudo | no fue | no hemos | non | não | nie | nebyl | nebyla | nebylo | nemohl",
    "nelze | nebol | nebola | nebolo | nemohla | nemohlo | ni bil | ni bila | ni bilo | nije | nem | nu a",
    "nu s-a | nu au | не | δεν | ikke | inte | ej | ei | ikkje | nav | nevar | netika | nebuvo | negalėjo",
    "neužregistruotas | neužregistruota | nepavyko | ma nistgħux | nepodařilo | nepodarilo | neizdevās",
)
# What was not done with a ticket; and other things than that it was not made.
_TICKET: Final = rows("ticket | tiket | tichet | тикет | тікет | hibajegy | ärende | pilet | bilieta | lippu")
_MADE: Final = rows(
    "creat | open | regist | logged | angelegt | erstellt | eröffnet | erfasst | créé",
    "créer | ouvert | ouvrir",
    "crear | cread | abrir | abiert | apert | aprire | criar | criad | abert | aangemaakt | geopend | utworz",
    "vytvoř | vytvor | založ | ustvar | kreira | létrehoz | създа | skapa | oprett | opprett | luoda | luotu",
    "luua | loodud | loonud | izveido | sukur | užregistr",
)
_ASKED: Final = rows(
    "do not | don't | don t | please | bitte | veuillez | merci de | por favor | si prega | prosz | prosím",
    "vänligen | venligst | vennligst | palun | lūdz | prašo | моля | παρακαλ | new | another | duplicate",
    "second | neues | neue | neuen | weiteres | nouveau | autre | nuevo | otro",
    "nuovo | altro | novo | outro",
    "nieuw | ander | nowe | kolejn | nový | další | nytt | nyt | uut | jaunu | naują | ново | друг | νέο",
)
# "Has not been assigned yet": it arrived.
_YET: Final = rows(
    "yet | noch nicht | noch kein | pas encore | nog niet | nog geen | todavía | aún",
    "ancora | ainda | jeszcze",
    "ještě | zatím | zatiaľ | ešte | še ni | još | még | încă | още | ακόμ | endnu",
    "ennå | ännu | vielä | veel",
    "vēl | dar",
)
_REPLY: Final = rows(
    "reply | replies | respon | answer | antwort | répon | rispond | odpow | odpov | odgov | svar | vasta",
    "atbild | atsak | отгов | απαντ | válasz | răspun | monitor | surveill | überwacht | jälgit",
    "beantwoord | antwoord | besvar",
)
# What says it of the mail itself: in these languages only, and of "your" mail only.
_ITSELF: Final = (
    r"\byour (?:[\w-]{1,20} ){0,2}(?:request|message|e-?mail|mail|ticket|report)\b[^,]{0,15}?"
    r" (?:could not be|couldn't be|cannot be|can't be|was not|has not been) (?:processed|accepted|delivered)",
    r"\byour (?:[\w-]{1,20} ){0,2}(?:request|message|e-?mail|mail|ticket|report) (?:was|has been) rejected",
    r"\bnot (?:authori[sz]ed|allowed|permitted) to (?:create|open) (?:an? |any )?(?:new )?(?:ticket|request)",
    r"\b(?:ihre?|deine?) (?:anfrage|nachricht|e-mail|mail|meldung|ticket) (?:konnte|kann|wurde)\b[^,]{0,30}?"
    r" nicht (?:verarbeitet|angenommen)",
    r"\bnicht berechtigt, (?:ein |neue )?tickets?\b",
)
_IN_GENERAL: Final = rows("cannot be processed | kann nicht verarbeitet")
# "Tickets cannot be processed if ...": what is so only under a condition has not happened.
_CONDITION: Final = rows(
    "if | unless | without | outside | wenn | falls | sofern | ohne | außerhalb",
    "sauf | sans | zonder | indien",
    "tenzij | jeśli | pokud | dacă | ако | εάν | hvis | jos | kui | jei | si | should | sollte",
)


_IS_NO: Final = beginnings(_NO, r"(?![\w-])")  # "non-urgent" is none
_IS_CONDITION, _IS_YET = (beginnings(each, r"(?!\w)") for each in (_CONDITION, _YET))
_IS_TICKET, _IS_MADE, _IS_ASKED, _IS_REPLY, _IS_GENERAL = map(
    beginnings, (_TICKET, _MADE, _ASKED, _REPLY, _IN_GENERAL)
)
_IS_NONE: Final = re.compile(rf"\bno (?:{'|'.join(map(re.escape, _TICKET))})")
_IS_ITSELF: Final = re.compile("|".join(_ITSELF))
_END: Final = re.compile(r"[.!?:;](?:\s|$)")
# Where another statement begins: its no, or its condition, is not that of the one before.
_JOINS: Final = rows(
    "and | but | that | which | und | aber | dass | et | mais | que | y | pero | ma",
    "che | mas | en | maar | dat",
    "oraz | ale | že | och | men | og | ja | mutta | aga | bet | ir | kad | и | но",
    "че | και | αλλά | și | dar",
    "és | hogy",
)
_CLAUSE: Final = re.compile(rf",\s|\s(?:{'|'.join(_JOINS)})\s")


def is_conditional(sentence: str) -> bool:
    """Whether a (folded) sentence says under which condition something is so."""
    return _IS_CONDITION.search(sentence) is not None


def denied(text: str, start: int, end: int) -> bool:
    """Whether a no stands in this part of a (folded) text, or before it in its statement.

    Not one that says what has not happened yet, or under which condition it does not."""
    sentence = _END.split(text[max(0, start - BEFORE) : end])[-1]
    if _IS_CONDITION.search(sentence) or _IS_YET.search(sentence):
        return False
    clause = _CLAUSE.split(_END.split(text[max(0, start - 2 * BEFORE) : start])[-1])[-1]
    before = "" if _IS_REPLY.search(clause) else clause[-BEFORE:]  # "Do not reply", in a line of its own
    last = _CLAUSE.split(_END.split(before + text[start:end])[-1])[-1]
    return _IS_NO.search(last) is not None


def took_nothing(text: str, *, taken: bool) -> bool:
    """Whether a sentence of this (folded) text says that no ticket came of a mail.

    `taken`: it also says that one came of ours, so that what it says in general is about others.
    """
    return any(_is_nothing(sentence, taken=taken) for sentence in _END.split(text))


def _is_nothing(sentence: str, *, taken: bool) -> bool:
    if _IS_CONDITION.search(sentence) or _IS_YET.search(sentence):
        return False
    if _IS_ITSELF.search(sentence) or (not taken and _IS_GENERAL.search(sentence)):
        return True
    return any(
        _IS_TICKET.search(clause)
        and _IS_MADE.search(clause)
        and (_IS_NO.search(clause) or _IS_NONE.search(clause))
        and not _IS_ASKED.search(clause)
        for clause in _CLAUSE.split(sentence)
    )
