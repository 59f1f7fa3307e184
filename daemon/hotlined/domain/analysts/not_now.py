"""Words beside `[NTD:now]` that put the notice off: "as soon as the police agree", "tomorrow", "not now".

What makes an order doubtful elsewhere (`denied`, `put_off`) is here mostly about something else: "I will send
a screenshot tomorrow", "the provider has not been notified yet", "police called on Friday".  But a condition
is one wherever it stands ("if they agree, send it"), and so is "after the police have confirmed".
"""

from typing import Final

from hotlined.domain.hotline.site import Phrase
from hotlined.domain.replies.day_words import weekday_of
from hotlined.domain.replies.denied import denial, noes
from hotlined.domain.replies.folding import fold, folded
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
    return any(
        _is_of_the_notice(one, small) and denial(Tag(Word.NTD), one, phrases) for one in SENTENCES.split(text)
    ) or hangs_on_something(text)


def hangs_on_something(text: str) -> bool:
    """Whether a sentence begins with a condition, or has one behind an order: "send it once they agree"."""
    return any(map(_is_a_condition, SENTENCES.split(text)))


def _is_a_condition(sentence: str) -> bool:
    words = [fold(one) for one in WORDS.findall(sentence)]
    begins = [*conditions(words), *(at for at, one in enumerate(words) if one in _AFTER)]
    if not begins or not (_ME.isdisjoint(words) or _orders(words)):
        return False
    before = words[: min(begins)]
    return all(one in _SMALL for one in before)


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
