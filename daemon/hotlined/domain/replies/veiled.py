"""A wait written so that no word of it is read: in symbols, with digits for letters, letters apart."""

import re
from collections.abc import Sequence
from typing import Final

from hotlined.domain.text.waiting import PICTURE, asks_to_wait
from hotlined.domain.values.plain import plain

SYMBOL: Final = "symbol"  # a hint: a picture that nobody knows
STOP: Final = "stop"  # a hint: one that asks to wait
SHORTEST: Final = 4  # letters of a word that is looked for behind digits
_PICTURE: Final = re.compile(f"[{PICTURE}]")
_STOPS: Final = frozenset("⏸⏹⏯✋🖐🤚🛑⛔🚫🚷🤫🤐🔇🙊⏳⌛⏰⏱⏲🕰🚧❌✖🟥🔴")
_HARMLESS: Final = frozenset(
    "👍👌🙏🙂😊😀😃😄😁😉☺✅✔☑✓🎉💪🤝👋🙌👏❤💙💛☎📞📱📲✉📧📨📩📬📪📎📁📂🗂📄📝📋📌📍🏢🏠🌐🖨🌳🌲🌱🌿♻👮🚔🚓🏼🏽🏾🏿🏻☀★☆✎✏✆✈⚖➡⬇⬆♂♀✨☕🎄🕐📅📆💻🔗🔒🔐🔑"
)
_MASKED: Final = re.compile(r"(?=[^\W_]*\d)(?=[^\W_]*[^\W\d_])[^\W_]{4,30}")
_RUN: Final = re.compile(r"[^\W\d_]{4,}")
_LETTERS: Final = tuple(str.maketrans("01345789", row) for row in ("oieastbg", "oleastbg"))
# "W-A-I-T", "H.O.L.D.": letters apart are a word; three, "t o m" or "z.d.A.", are not.
_APART: Final = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .*/|~_-][^\W\d_]){3,19}(?![^\W_])")


def unveiled(text: str, waits: Sequence[str]) -> str:
    """A text with the words that letters apart, or digits in them, stand for; `waits`: phrases of a hold."""
    joined = _APART.sub(lambda found: "".join(filter(str.isalpha, found.group())), text)
    return _MASKED.sub(lambda found: _unmasked(found.group(), waits), joined)


def _unmasked(word: str, waits: Sequence[str]) -> str:
    """The word of waiting that one with digits stands for, "H0LD" or "hold4now"; itself where it is none."""
    readings = (*_RUN.findall(word), *(word.translate(letters) for letters in _LETTERS))
    return next((one for one in readings if one.isalpha() and plain(one) in waits), word)


def of_symbols(text: str) -> frozenset[str]:
    """What the pictures in a text say, as hints."""
    found = set(_PICTURE.findall(text))
    if found & _STOPS:
        return frozenset({STOP})
    return frozenset({SYMBOL} if found - _HARMLESS else ())


def is_a_wait(text: str, waits: Sequence[str]) -> bool:
    """Whether a sentence of one word may ask to wait, in any language: "Bekleyin.", "Чакай"."""
    word = text.strip(" .!,;:")
    return word.isalpha() and len(word) >= SHORTEST and (plain(word) in waits or asks_to_wait(word))
