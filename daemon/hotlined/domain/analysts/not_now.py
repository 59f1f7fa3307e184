"""Words beside `[NTD:now]` that put the notice off: "as soon as the police agree", "tomorrow", "not now".

What makes an order doubtful elsewhere (`denied`, `put_off`) is here mostly about something else: "I will send
a screenshot tomorrow", "the provider has not been notified yet", "police called on Friday".
"""

from typing import Final

from hotlined.domain.hotline.site import Phrase
from hotlined.domain.replies.day_words import weekday_of
from hotlined.domain.replies.denied import denial, noes
from hotlined.domain.replies.folding import fold, folded
from hotlined.domain.replies.item_words import NOTICE
from hotlined.domain.replies.put_off import SENTENCES, SMALL, SOON, WILL, has_a_condition
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.plain import WORDS

_ME: Final = folded("me us mir uns mich mulle meile μου μας man mums mig oss moi nous")
_SENDS: Final = folded(
    "send notify schicken senden schick saada saatke teavita", "στείλε στείλτε siųskite siųsk skicka"
)
_HOST: Final = folded(
    "provider host hoster anbieter pakkuja pakkujat πάροχος πάροχο tiekėjas tiekėją leverantören"
)
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
    )


def _is_of_the_notice(sentence: str, small: frozenset[str]) -> bool:
    words = [fold(one) for one in WORDS.findall(sentence)]
    if has_a_condition(words):
        return _ME.isdisjoint(words) or not _SENDS.isdisjoint(words)  # "if questions arise call me"
    named = not (NOTICE | _HOST).isdisjoint(words) or not _SENDS.isdisjoint(words[:1])
    announced = any(one in WILL or one in SOON for one in words)
    if not announced and not _BEEN.isdisjoint(words):
        return False
    others = [one for one in words if one not in small]
    if announced:
        return _ALSO.isdisjoint(words) and (named or not others)
    days = [one for one in words if weekday_of(one) is not None]
    return not days or named or all(one in days for one in others)
