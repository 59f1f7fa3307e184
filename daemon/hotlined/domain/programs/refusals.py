"""A ticket system that says it took nothing: "your ticket could not be created".

Its mail has the marks of an acknowledgement, and most of its words; but nobody has the report (P8).
"""

import re
from typing import Final

from hotlined.domain.values.plain import rows

BEFORE: Final = 40  # characters of a sentence in front of what was done, in which a no may stand

# A no, beside "your ticket ... created".  No bare "no": it is a number's, too.
_NO: Final = rows(
    "not | never | cannot | can't | couldn't | couldn t | wasn't | unable | failed | nicht | kein | keine",
    "n'a pas | n a pas | n'ont pas | n'est pas | n'a pu | aucun | aucune | impossible | niet | geen",
    "no ha | no se | no pudo | no fue | no hemos | non | não | nie | nebyl | nebyla | nebylo | nemohl",
    "nelze | nebol | nebola | nebolo | nemohla | nemohlo | ni bil | ni bila | ni bilo | nije | nem | nu a",
    "nu s-a | nu au | не | δεν | ikke | inte | ej | ei | ikkje | nav | nevar | netika | nebuvo | negalėjo",
    "neužregistruotas | neužregistruota | nepavyko | ma nistgħux",
)
# What says it without naming "your" ticket.
_NOTHING: Final = rows(
    "unable to create | not able to create | could not create | couldn't create | cannot create",
    "failed to create | unable to open a | could not be created | could not be opened",
    "could not be registered | could not be logged | could not be processed | cannot be processed",
    "could not be accepted | was not created | was not accepted | has not been created",
    "has not been accepted | no ticket was | no ticket has been | no case was | no case has been",
    "your request was rejected | your request has been rejected | your message was rejected",
    "your email was rejected | your ticket was rejected | not authorized to create | not allowed to create",
    "konnte kein ticket | konnte kein vorgang | es wurde kein ticket | es wurde kein vorgang",
    "konnte nicht angelegt | konnte nicht erstellt | konnte nicht erfasst | konnte nicht registriert",
    "konnte nicht eröffnet | konnte nicht verarbeitet | kann nicht verarbeitet | nicht angelegt werden",
    "nicht erstellt werden | nicht angenommen werden | nicht berechtigt, ein",
    "aucun ticket n | n'a pas pu être | n'a pas été créé | impossible de créer",
    "no se ha podido | no ha podido | no se pudo | no ha sido creado | ningún ticket",
    "non è stato possibile | non è stato creato | nessun ticket è | non può essere elaborat",
    "não foi possível | não foi criado | nenhum ticket foi | kon niet worden | kan niet worden aangemaakt",
    "er is geen ticket | is niet aangemaakt | nie udało się utworzyć | nie udało się zarejestrować",
    "nie zostało utworzone | nie zostało przyjęte | nepodařilo se | nebyl vytvořen | nelze vytvořit",
    "nepodarilo sa | nebol vytvorený | ni bilo mogoče | ni bil ustvarjen | nije bilo moguće | nije kreiran",
    "nem sikerült | nem jött létre | nem lehetett | nu a putut fi | nu a fost creat | nu s-a putut",
    "не може да бъде създаден | не беше създаден | δεν ήταν δυνατή η | δεν δημιουργήθηκε | δεν καταχωρ",
    "kunne ikke oprettes | kunne ikke opprettes | kunne ikke behandles | blev ikke oprettet",
    "kunde inte skapas | kunde inte registreras | kunde inte behandlas | ei voitu luoda | ei luotu",
    "ei õnnestunud | ei saanud luua | ei loodud | neizdevās | nevarēja izveidot | nav izveidots",
    "nepavyko | nebuvo sukurt | nebuvo užregistruot",
)
# "Tickets cannot be processed if ...": what is so only under a condition has not happened.
_CONDITION: Final = rows(
    "if | unless | without | wenn | falls | sofern | ohne | sauf | sans | zonder | indien | tenzij | jeśli",
    "pokud | dacă | ако | εάν | hvis | jos | kui | jei",
)
_IS_NO, _IS_NOTHING, _IS_CONDITION = (
    re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, each))})" + end)
    for each, end in ((_NO, r"(?!\w)"), (_NOTHING, ""), (_CONDITION, r"(?!\w)"))
)
_END: Final = re.compile(r"[.!?:;]\s")


def denied(text: str, start: int, end: int) -> bool:
    """Whether a no stands in this part of a (folded) text, or before it in its sentence."""
    before = _END.split(text[max(0, start - BEFORE) : start])[-1]
    return _IS_NO.search(before + text[start:end]) is not None


def took_nothing(text: str) -> bool:
    """Whether a sentence of this (folded) text says that no ticket came of a mail."""
    return any(
        _IS_NOTHING.search(sentence) and not _IS_CONDITION.search(sentence) for sentence in _END.split(text)
    )
