"""A wait that no phrase says: in symbols, with digits for letters, letters apart, in one lone word."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from hotlined.domain.replies.folding import folded
from hotlined.domain.replies.lexicon import tokens
from hotlined.domain.replies.sentence import Said
from hotlined.domain.text.waiting import PICTURE, asks_to_wait
from hotlined.domain.values.plain import latin, plain

SYMBOL: Final = "symbol"  # a hint: a picture that nobody knows
STRANGER: Final = "stranger"  # a hint: a lone word with a capital that is not known to be a name
STOP: Final = "stop"  # a hint: one that asks to wait
SHORTEST: Final = 4  # letters of a word that is looked for behind digits, or is asked about where it is alone
_PICTURE: Final = re.compile(f"[{PICTURE}]")
_STOPS: Final = frozenset("⏸⏹⏯✋🖐🤚🛑⛔🚫🚷🤫🤐🔇🙊⏳⌛⏰⏱⏲🕰🚧❌✖🟥🔴")
_HARMLESS: Final = frozenset(
    "👍👌🙏🙂😊😀😃😄😁😉☺✅✔☑✓🎉💪🤝👋🙌👏❤💙💛☎📞📱📲✉📧📨📩📬📪📎📁📂🗂📄📝📋📌📍🏢🏠🌐🖨🌳🌲🌱🌿♻👮🚔🚓🏼🏽🏾🏿🏻☀★☆✎✏✆✈⚖➡⬇⬆♂♀✨☕🎄🕐📅📆💻🔗🔒🔐🔑"
)
_MASKED: Final = re.compile(r"(?=[^\W_]{0,29}\d)(?=\d{0,29}[^\W\d_])[^\W_]{4,30}")
# A word of letters of two keyboards.
_MIXED: Final = re.compile(
    r"(?=[^\W\d_]{0,40}[A-Za-z])(?=[^\W\d_]{0,40}[\u0370-\u03ff\u0400-\u04ff])[^\W\d_]{2,40}"
)
# Said of a thing that waits; in no list of phrases, since it says so only where it stands alone.
_RESTS: Final = folded(
    "parked deferred shelved frozen freeze paused suspended dormant idle stalled adjourned halted",
    "geparkt ruht ruhend ausgesetzt aussetzen zurückgestellt vertagt pausiert suspendu suspendre",
    "reporté différé gelé aplazado suspendido congelado parado suspenso adiado sospeso rinviato",
    "congelato opgeschort uitgesteld geparkeerd bevroren vilande parkerad pausad uppskjuten hvilende",
    "parkeret udskudt odotustilassa lykätty jäissä peatatud peatada ootel edasilükatud αναστολή",
    "αναβολή παγωμένο sustabdyta atidėta atidėti wstrzymane zawieszone odroczone pozastaveno odloženo",
    "pozastavené odložené amânat suspendat felfüggesztve elhalasztva спряно отложено apturēts atlikts",
    "ustavljeno obustavljeno odgođeno",
)
_RUN: Final = re.compile(r"[^\W\d_]{4,}")
_LETTERS: Final = tuple(str.maketrans("01345789", row) for row in ("oieastbg", "oleastbg"))
# "W-A-I-T", "H.O.L.D.": letters apart are a word; three, "t o m" or "z.d.A.", are not.
_APART: Final = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .*/|~_-][^\W\d_]){3,19}(?![^\W_])")


def unveiled(text: str, waits: Sequence[str]) -> str:
    """A text with the words that letters apart, digits, look-alikes stand for; `waits`: phrases of a hold."""
    if not text.isascii():
        text = _MIXED.sub(lambda found: latin(found[0]) or found[0], text)
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
    rests = bool(folded(word) & _RESTS)
    return word.isalpha() and len(word) >= SHORTEST and (plain(word) in waits or rests or asks_to_wait(word))


def of_a_stranger(text: str, said: Said, names: Collection[str]) -> Said:
    """A lone word with a capital: as likely a wait as a name, "Sabar", unless it is one of the writer's."""
    words = tokens(text)
    if len(words) != 1 or said.clear or said.hints - {"filler"} or len(words[0].word) < SHORTEST:
        return said
    if words[0].word not in names:
        return replace(said, hints=said.hints | {STRANGER})
    return replace(said, clear=True) if text.endswith(".") else said
