"""Where a form ends: at a signature, at the printed form's last section, where another mail begins.

Everything below is somebody else's text, and must not end up in a report (P10).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from hotlined.domain.form.labels import CONTACT
from hotlined.domain.text import quote_words
from hotlined.domain.values.plain import plain

COLON: Final = re.compile("[:\uff1a\ufe55]")
# Each run of marks is taken once, and seen from its end: a long line takes no longer than it is long.
_FORWARDED: Final = re.compile(r"\s?(?:_{10,}+|[-_=*]{5,}+\s{0,4}\w.*(?<=[-_=*][-_=*][-_=*][-_=*][-_=*]))\s*")
_BEGIN: Final = re.compile(
    r"\s?(?:Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|Début du message"
    r"|Vidarebefordrat brev|Edastatud kiri|Persiunčiamas laiškas|Προωθημένο μήνυμα)\b.*",
    re.IGNORECASE,
)
_SENDER: Final = re.compile(
    r"\s?\*?(?:From|Von|De|Från|Fra|Saatja|Από|Nuo|Od|Da|Van|Lähettäjä|Feladó|Expéditeur|От)\s?:\*?\s.*",
    re.IGNORECASE,
)
_WROTE: Final = re.compile(
    r".*\b(?:wrote|schrieb|skrev|kirjutas|έγραψε|rašė|écrit|scritto|escribió|escreveu|napsal\(a\)"
    r"|napisał\(a\)|kirjoitti|írta|schreef)\b.{0,60}:\s*",
    re.IGNORECASE,
)
_CONTACT: Final = frozenset(CONTACT)
_HEAD: Final = (quote_words.FROM, quote_words.SENT, quote_words.TO, quote_words.SUBJECT)


def head_begins(lines: Sequence[str], at: int) -> bool:
    """Whether a mail's head begins here: three kinds of its labels, with blank lines between or without."""
    kinds: set[int] = set()
    for line in lines[at : at + 12]:
        kind = head_label(line)
        if kind is not None:
            kinds.add(kind)
        elif line.strip() or not kinds:
            break
    return len(kinds) >= 3


@lru_cache(maxsize=64)  # of each line it is asked up to a dozen times
def head_label(line: str) -> int | None:
    """Which label of a mail's head begins the line (from, sent, to, subject); None when none does."""
    colon = COLON.search(line, 0, 40)
    label = plain(line[: colon.start()]).strip(" *_>") if colon else ""
    return next((at for at, labels in enumerate(_HEAD) if label in labels), None)


def ends(line: str) -> bool:
    """Whether a line ends the form: the signature's delimiter, or the head of another mail."""
    return line.rstrip() == "--" or heads_contact(line) or is_head(line) or is_attribution(line)


def heads_contact(line: str) -> bool:
    """Whether a line is the heading of the printed form's last section."""
    return line.strip().rstrip(":") in _CONTACT and not line.startswith("  ")


def is_attribution(line: str) -> bool:
    """Whether a line says who wrote what stands below it: "On Monday, visitor wrote:"."""
    return not line.startswith("  ") and _WROTE.fullmatch(line) is not None


def is_head(line: str) -> bool:
    """Whether a line begins another mail that is forwarded inside of this one."""
    return any(p.fullmatch(line) for p in (_FORWARDED, _BEGIN, _SENDER))
