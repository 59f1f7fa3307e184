"""Whether a sentence says that a program made the mail: "this is an automatic reply"."""

import re
from typing import Final

from hotlined.domain.programs import voice_words as words
from hotlined.domain.programs.phrases import begins, has
from hotlined.domain.programs.robot_words import ANSWER, AUTOMATIC
from hotlined.domain.values.plain import rows

_SHORT: Final = 16  # words in a sentence that says what made the mail
# "Please note that this is ...", in a few languages.
_NOTE: Final = re.compile(
    r"^ (?:(?:please )?note(?: that)?|(?:bitte )?beachten sie(?: dass)?|hinweis|veuillez noter que"
    r"|nota|attenzione|let op|uwaga|upozornění|huom) "
)
_AUTO: Final = tuple(f" {stem}" for stem in (*AUTOMATIC, "autogener", "autosvar", "autorepl", "auto repl"))
NOUN: Final = begins(
    *ANSWER, "e mail", "email", "mail", "courriel", "correo", "mejl", "kiri", "e post", "autosvar"
)
# Where languages put such a word behind its noun.
_BEHIND_A_NOUN: Final = frozenset(rows(
    "automatique | automatico | automatica | automatizado | automatizada | automat | automata | automatizat",
))  # fmt: skip
# In front of it, of another mail than this one: "this answers your automatic reminder".
_ABOUT: Final = frozenset(rows(
    "about | regarding | concerning | bezüglich | betrifft | concernant | concerne | riguarda",
))  # fmt: skip
_NOT: Final = (
    *(f"{phrase} " for phrase in words.NOTS),
    *begins("kein | cannot | couldn t | can t | nevar | negalim | nemůž | nemôž | nelze"),
)
_YOURS: Final = frozenset(rows(
    "your | ihre | ihren | ihrer | ihrem | eure | eurer | votre | vos | vostra | vostro | su | sua | seu",
    "vossa | vosso | uw | jullie | ert | din | jeres | teie | teidan | jusu | jusų | wasza | panstwa",
    "vase | vasi | vasu | vaso | vasa | vas | dumneavoastra | вашето | вашия | вашата",
))  # fmt: skip


def says_automatic(said: str) -> bool:
    """Whether a sentence says that a program made this mail: "this is an automatic reply", in any order."""
    count = len(said.split())
    if count > _SHORT or not has(said, _AUTO):
        return False
    said = _NOTE.sub(" ", said, count=1)
    at = min(said.find(stem) for stem in _AUTO if stem in said)
    before, after = said[:at].split(), " " + " ".join(said[at:].split()[:4]) + " "
    # "This is about the automatic reply that you sent us", "this is no automatic reply".
    if _ABOUT.intersection(before) or has(f" {' '.join(before)} ", _NOT):
        return False
    if has(said, words.OPENED) and has(f"{said} ", _NOT):
        return False
    made = has(said, words.MADE)
    if not said.startswith(words.THIS):  # "Automatic reply.", "Message generated automatically."
        heads = said.startswith(NOUN) and made and len(before) <= 4
        return heads or (at == 0 and count <= 5 and has(said, NOUN))
    # "This reply is automatic", "this is an automatic reply"; but "this mail was automatically checked".
    named = has(after if len(said[at:].split()) > 2 else said, NOUN)
    # "Ceci est un message automatique, merci de ne pas y répondre": there the noun stands in front.
    named = named or (f" {' '.join(before[-1:])}".startswith(NOUN) and after.split()[0] in _BEHIND_A_NOUN)
    named = named and len(before) <= 6 and not _YOURS.intersection(before)
    return named or (made and has(said, NOUN))
