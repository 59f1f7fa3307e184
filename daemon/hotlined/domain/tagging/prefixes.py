"""What programs put into subjects: in front of that of an answer or of a forwarded mail, and gateways.

Reply prefixes are those in the languages of the EU and some near by, as Apple Mail, Gmail, Lotus Notes,
Outlook, Thunderbird and webmails write it; a site's own, and its gateways' marks, are in its configuration.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from hotlined.domain.values.plain import plain

REPLY_PREFIXES: Final = tuple(
    """
    Re Fwd Fw Aw Antw Antwort Wg Wtr Doorst Sv Vs Vb Vl Edasi R Rif I Inol Tr Réf Ref Rép Odp Pd Rv Res Enc
    ΑΠ ΣΧΕΤ ΠΡΘ Ats Persiųsta Atb Pārs Vá Válasz Továb Továbbítás Nahr Předáno Odg Prep Proslj Posr Fyl
    Videresendt Vidarebefordrat Răsp Redir Отг Отн Препр Freag İlt Ynt Fs Svar Rsp Přep Prp Prosl Prosljeđeno
    Vál Atsakymas Pārsūt Tw Mib Отв Пер Відп Trs Ret Reply Преп Videresend Vast Ang Ha Nt Re-Antw
    """.split()  # noqa: SIM905 - a table to read
)
# "Ang: ..." is "concerning ...", too: machines begin their subjects so, and it is no proof of a person (P8).
_FOLDED: Final = frozenset(map(plain, REPLY_PREFIXES)) - {"ang"}

# What mail gateways write into subjects; a site's own are in its configuration.
GATEWAY_MARKS: Final = tuple(
    f"[{mark}]"
    for mark in (
        *("EXTERNAL", "EXT", "EXTERN", "EXTERNE", "EXTERNO", "ESTERNO", "EXTERNT", "ULKOINEN", "VÄLINE"),
        *("ΕΞΩΤΕΡΙΚΟ", "EXTERNAL EMAIL", "EXTERNAL SENDER", "EXTERNE MAIL", "CAUTION", "WARNING"),
        *("SPAM", "SPAM?", "SUSPECTED SPAM", "BULK", "SECURE", "ENCRYPTED", "VERSCHLÜSSELT", "SIGNED"),
    )
)

NARROW: Final = str.maketrans("\uff3b\uff3d\u3010\u3011\uff1a", "[][]:")  # wide ones, for `str.translate`
_CLOSED: Final = re.compile(r"^\[|\][\s,;|\u2013-]{0,10}\[?")


def is_prefix(word: str) -> bool:
    """Whether a word in front of a colon, folded by `plain`, is one of these and tells of a person."""
    return word.strip(" .") in _FOLDED


def is_taken_over(
    subject: str, *, reply_prefixes: Sequence[str] = REPLY_PREFIXES, gateway_marks: Sequence[str] = ()
) -> bool:
    """Whether a subject begins with a reply prefix: what follows may be in somebody else's words."""
    text = without_marks(subject.translate(NARROW), gateway_marks)
    return without_prefixes(text, reply_prefixes) != text


def parted(
    subject: str, *, reply_prefixes: Sequence[str] = REPLY_PREFIXES, gateway_marks: Sequence[str] = ()
) -> tuple[str, str]:
    """A subject in front of the first reply prefix, and behind it: `[ILLEGAL] Fwd: words`.

    A prefix stands at the front or right behind brackets, also as in `[Fwd: words]`; elsewhere it is a word
    like any other.
    """
    text = without_marks(subject.translate(NARROW), gateway_marks)
    front = _front(tuple(reply_prefixes))
    for at in (0, *(found.end() for found in _CLOSED.finditer(text))):
        if prefix := front.match(text, at):
            return text[:at].removesuffix("["), text[prefix.end() :]
    return text, ""


def without_marks(text: str, marks: Sequence[str]) -> str:
    """The text, whose brackets are narrow, without the marks that gateways put into it."""
    marked = _marked(tuple(marks))
    return marked.sub(" ", text) if marked else text


@lru_cache(maxsize=8)
def _marked(marks: tuple[str, ...]) -> re.Pattern[str] | None:
    """What these marks match, the longest first; kept, since each line of a mail asks for it."""
    narrow = [mark.translate(NARROW) for mark in sorted(marks, key=len, reverse=True) if mark.strip()]
    wanted = map(re.escape, narrow)
    return re.compile("|".join(wanted), re.IGNORECASE) if narrow else None


def without_prefixes(text: str, prefixes: Sequence[str]) -> str:
    """The text without the reply prefixes at its front: `Re:`, `AW: SV:`, `Re[2]:`, `RE :`."""
    if not prefixes:
        return text
    front = _front(tuple(prefixes))
    match = front.match(text)
    return text[match.end() :] if match else text


@lru_cache(maxsize=8)
def _front(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    """What reply prefixes at the front of a subject match; kept, since each line of a mail asks for it."""
    words = "|".join(re.escape(word) for word in sorted(set(prefixes), key=len, reverse=True))
    return re.compile(rf"(?:\s*(?:{words})\.?\s?(?:[\[(^]?[0-9]{{1,3}}[\])]?)?\s?[:\uff1a])+", re.IGNORECASE)
