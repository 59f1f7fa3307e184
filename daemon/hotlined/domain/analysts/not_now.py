"""Words beside `[NTD:now]` that put the notice off: "as soon as the police agree", "tomorrow", "not now".

What makes an order doubtful elsewhere (`denied`, `put_off`) is here mostly about something else: "I will send
a screenshot tomorrow", "the provider has not been notified yet", "police called on Friday".  But a condition
is one wherever it stands ("if they agree, send it"), and so is "after the police have confirmed".  None is
what only urges ("as soon as possible"), what has been ("after a call with the police"), and what is of
something else than the order: "if it bounces, the form is on their page".
"""

import re
from typing import Final

from hotlined.domain.analysts.only_told import names_police
from hotlined.domain.hotline.site import Phrase
from hotlined.domain.replies.day_words import weekday_of
from hotlined.domain.replies.denied import denial, noes
from hotlined.domain.replies.folding import fold, folded, stems
from hotlined.domain.replies.item_words import NOTICE
from hotlined.domain.replies.put_off import SENTENCES, SMALL, SOON, WILL, conditions, has_a_condition
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.plain import WORDS

_ME: Final = folded("me us mir uns mich mulle meile μου μας man mums mig oss moi nous")
_SENDS: Final = folded(
    "send notify schicken senden schick saada saatke teavita", "στείλε στείλτε siųskite siųsk skicka"
)
HOST: Final = folded(
    "provider host hoster anbieter pakkuja pakkujat πάροχος πάροχο tiekėjas tiekėją leverantören"
)
# "After the police have confirmed", which may have been; nobody knows, so it is asked.
_AFTER: Final = folded(
    "after nach nachdem vorbehaltlich après después tras dopo na nadat po efter",
    "pärast peale μετά αφού gavus",
)
# What they begin with who tell whom they have talked to, or that they have looked: "after a call with Lee".
_TALKED: Final = stems(
    "call phon tele talk speak spoke discuss consult conver check review verif rücksprach absprach gespräch",
    "anruf prüf kontroll kõne vestlus συνεννόηση τηλεφ συζήτηση συνομιλ έλεγχο pokalb skambu patikr samtal",
    "kontakt verific vérific controll",
)
_BEFORE_IT: Final = folded(
    "the a an my our that this phone short der dem den einem einer erneuter nochmaliger kurzer unserem",
    "από το την τη τον ett en mitt vårt detta det",
)
_COUNTED: Final = re.compile(r"\W*\w+ \d+\W")  # "after 24 hours"
# What urges, or is a turn of speech.
_URGES: Final = re.compile(
    r"\b(?:(?:as soon as|if|when(?:ever)?|sobald|wenn|falls|kui|kai|jei|som|om|när|όταν|αν)"
    r" (?:(?:it is|this is|es|det är|είναι) )?(?:possible|möglich|võimalik|įmanoma|möjligt|δυνατόν?)"
    r"|(?:as soon as|if|when(?:ever)?) you can(?=\s*(?:[,.!;]|$))|när du kan(?=\s*(?:[,.!;]|$))"
    r"|once (?:more|again)|after all|nach wie vor)\b",
    re.IGNORECASE,
)
# Behind a condition and a comma: it is told how it is, or somebody is told what to do.
_TELLS: Final = folded(
    "is am are was were still use call ask ist war waren noch nutzt ruf ruft oli ikka helistage helista",
    "yra buvo skambinkite är var fortfarande ring använd ήταν ακόμα ακόμη",
)
# With these it is of the order all the same: "once the search is over, it is fine".
_GOES: Final = stems(
    "send sent go fine ok good free agree confirm approv allow permi search lift releas proceed notif remov",
    "ready raid razzia bereit valmis redo klar pasireng έτοιμ",
    "zustimm bestät freig erlaub durchsuch einverst raus los gut schick senden saada saatk nõus kinnit",
    "luba läbiots siųsk išsiųsk sutik patvirt leid krat skicka godkänn bekräft husrann hävs συμφων",
    "επιβεβ εγκρ έρευν στείλ στέλ",
)
_ONLY: Final = folded(
    "please then but only and not until erst dann aber nur bitte und och men bara siis ja aga alles"
)
# All that is in front of a condition, where it is one of the order, and not of something told.
_SMALL: Final = SMALL | _SENDS | HOST | NOTICE | _ONLY
# What has, or has not, been: it is why the notice is to go.
_BEEN: Final = folded(
    "been sent notified told geschickt gesendet verschickt benachrichtigt saadetud",
    "teavitatud saatnud teavitanud",
    "σταλεί ενημερωθεί neišsiųsta išsiųsta skickats skickat skickad",
)
_ALSO: Final = folded(
    "also too well phone more auch zusätzlich telefonisch ka lisaks επίσης taip också dessutom"
)
_AT: Final = folded(
    "now jetzt kohe praegu τώρα dabar nu until till after earliest bis nach frühestens",
    "kuni alles pärast μέχρι μετά iki po tills efter",
)


def puts_off_the_notice(text: str, phrases: tuple[Phrase, ...]) -> bool:
    """Whether a sentence says that the notice is not to go now."""
    small = SMALL | WILL | SOON | _SENDS | _BEEN | _AT | noes(phrases)
    text = _URGES.sub(" ", text)
    return any(
        _is_of_the_notice(one, small) and denial(Tag(Word.NTD), one, phrases) for one in SENTENCES.split(text)
    ) or hangs_on_something(text)


def hangs_on_something(text: str) -> bool:
    """Whether a sentence begins with a condition, or has one behind an order: "send it once they agree"."""
    return any(map(_is_a_condition, SENTENCES.split(_URGES.sub(" ", text))))


def _is_a_condition(sentence: str) -> bool:
    words = [fold(one) for one in WORDS.findall(sentence)]
    been = _has_been(words, sentence)
    after = (at for at, one in enumerate(words) if one in _AFTER and (at or not been))
    begins = [*conditions(words), *after]
    if not begins or not (_ME.isdisjoint(words) or _orders(words)) or _is_of_something_else(sentence):
        return False
    before = words[: min(begins)]
    return all(one in _SMALL for one in before)


def _has_been(words: list[str], sentence: str) -> bool:
    """Whether one that begins with "after" tells what has been: "after a call with Lee", "after 24 hours"."""
    if not SOON.isdisjoint(words) or not WILL.isdisjoint(words):
        return False
    first, second = (*words[1:3], "", "")[:2]
    talked = first.startswith(_TALKED) or (first in _BEFORE_IT and second.startswith(_TALKED))
    return talked or (_COUNTED.match(sentence) is not None and not _orders(words))


def _is_of_something_else(sentence: str) -> bool:
    """Whether what stands behind a condition and a comma is no order: "if needed, I am here"."""
    begin, _, behind = sentence.partition(",")
    words = [fold(one) for one in WORDS.findall(sentence)]
    told = [fold(one) for one in WORDS.findall(behind)]
    whole = len(WORDS.findall(begin)) > 1 or not _AFTER.isdisjoint(words[:1])
    if not whole or _TELLS.isdisjoint(told) or not (NOTICE | WILL | SOON).isdisjoint(words):
        return False
    return not names_police(sentence) and not any(one.startswith(_GOES) for one in words)


def _orders(words: list[str]) -> bool:
    return not _SENDS.isdisjoint(words)


def _is_of_the_notice(sentence: str, small: frozenset[str]) -> bool:
    words = [fold(one) for one in WORDS.findall(sentence)]
    if has_a_condition(words):
        return _ME.isdisjoint(words) or _orders(words)  # "if questions arise call me"
    named = not (NOTICE | HOST).isdisjoint(words) or not _SENDS.isdisjoint(words[:1])
    announced = any(one in WILL or one in SOON for one in words)
    if not announced and not _BEEN.isdisjoint(words):
        return False
    others = [one for one in words if one not in small]
    if announced:
        return _ALSO.isdisjoint(words) and (named or not others)
    days = [one for one in words if weekday_of(one) is not None]
    return not days or named or all(one in days for one in others)
