"""Short words of an analyst that want no notice yet, without a verb: "no notice yet please".

What tells how it is has a verb, or names somebody: "no notice has been sent yet", "no notice from the host".
So every word of such a clause has to be one of these.
"""

import re
from typing import Final

from hotlined.domain.replies.folding import folded
from hotlined.domain.replies.item_words import NOTICE
from hotlined.domain.replies.lexicon import tokens

_NO: Final = folded(
    "no not kein keine keinen nicht pas aucune ninguna sin ei mitte ärge όχι καμία μη μην ne jokio jokių",
    "nesiųsti nesiųskite ingen inget inga inte",
)
_NAMES: Final = NOTICE | folded(
    "notifications takedowns benachrichtigung benachrichtigungen meldungen anmälan meddelande meddelandet",
    "eemaldamisteateid teateid ειδοποιήσεις pranešimų",
)
_YET: Final = folded(
    "yet now moment present noch vorerst vorläufig momentan derzeit encore instant maintenant",
    "todavía aún ahora momento veel praegu esialgu ακόμη ακόμα παρόν τώρα kol dar dabar",
    "ännu än nu tillsvidare",
)
_PLEASE: Final = folded(
    "please pls bitte svp plaît favor palun παρακαλώ prašau prašome tack snälla merci",
)
_SMALL: Final = folded(
    "just at the for time being to this any so far a thanks thank you senden schicken send erst mal ein",
    "einmal im in den dem der die an provider hoster host danke de la le les pour l s il vous plaît por el",
    "al moment saata saatke teenusepakkujale aitäh προς το στον πάροχο ευχαριστώ kas siųsti",
    "siųskite teikėjui ačiū skicka till leverantören värden",
)
# "Reported in May, no takedown yet": of content that is still there.
_STILL_THERE: Final = folded("no takedown takedowns yet so far any")
# A reason or an end begins: what stands behind it is said of something else.
_PARTS: Final = re.compile(
    r"[,;:()\u2013\u2014.!]|\s-\s|\b(?:because|since|as|until|till|unless|before|weil|da|bis|bevor|parce|car|jusqu"
    r"|porque|hasta|sest|kuna|kuni|επειδή|γιατί|μέχρι|nes|eftersom|förrän)\b",
    re.IGNORECASE,
)


def wants_none(words: str) -> bool:
    """Whether a clause of a sentence says no more than that no notice is to go yet, or please."""
    return any(_says_so({one.word for one in tokens(part)}) for part in _PARTS.split(words))


def _says_so(said: set[str]) -> bool:
    asked = bool(said & _NO and said & _NAMES and said & (_YET | _PLEASE))
    return asked and not said <= _STILL_THERE and said <= _NO | _NAMES | _YET | _PLEASE | _SMALL
