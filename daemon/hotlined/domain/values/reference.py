"""Case references `HL-2026-000123-K`, receipt codes `RC-XXXX-XXXX-XXXX-XXXX`, and tokens.

The check character is ISO 7064 MOD 37,36 over the letters and digits before it.  It finds every single
wrong character, but of adjacent swaps it misses a few (about 3 references in 100 have such a twin).
`next_reference` skips those serials, so that a swap in the serial or check character meets no case at
all.  What is left is a swap inside the year (2032 for 2023 under some prefixes), and one across the
dash before the serial, which meets a case only in a year of more than 100,000.
Reading is tolerant of what mail programs do to dashes and blanks, and strict on everything else.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from hotlined.domain.values.plain import alike

CHECK_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
CODE_BYTES: Final = 10
TOKEN_BYTES: Final = 16
SLACK: Final = timedelta(hours=1)

_DASHES: Final = "\u00ad\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d-"
_BLANKS: Final = "[ \t\u00a0]{0,2}"
_DASH: Final = f"{_BLANKS}[{_DASHES}]{_BLANKS}"
_SEP: Final = f"{_BLANKS}[/_.{_DASHES}]{_BLANKS}"
_BEFORE: Final = "(?<![A-Za-z0-9])"
_AFTER: Final = "(?![A-Za-z0-9])"
_FLAGS: Final = re.IGNORECASE | re.ASCII
_PREFIX: Final = "[A-Z][A-Z0-9]{0,9}"
_REST: Final = f"{_DASH}([0-9]{{4}}){_DASH}([0-9]{{6,12}}){_DASH}([0-9A-Z]){_AFTER}"
_ANY_REFERENCE: Final = re.compile(f"{_BEFORE}({_PREFIX}){_REST}", _FLAGS)
_CODE_CHARACTERS: Final = "[0-9A-TV-Z]{4}"
_CODE_SEP: Final = f"[\\s\u00a0{_DASHES}]{{0,3}}"
_FOUR_GROUPS: Final = f"{_CODE_SEP}({_CODE_CHARACTERS})" * 4
_RECEIPT_CODE: Final = re.compile(f"{_BEFORE}RC{_FOUR_GROUPS}{_AFTER}", _FLAGS)
QUESTION: Final = "which-[0-9]{4}-[a-z2-7]{8}"  # the name of a question about several cases
_QUESTION: Final = re.compile(f"{_BEFORE}{QUESTION}{_AFTER}", _FLAGS)
_ALIKE: Final = str.maketrans("OIL", "011")


def desk_of(moment: datetime) -> str:
    """The desk's stream of the day (UTC) of an aware UTC moment: what belongs to no case."""
    return f"desk-{moment:%Y-%m-%d}"


def day_of(stream: str) -> date | None:
    """The day of a desk's stream; None for any other stream."""
    with suppress(ValueError):
        return date.fromisoformat(stream.removeprefix("desk-")) if stream.startswith("desk-") else None
    return None


def days_so_far(desks: Iterable[str], moment: datetime) -> list[str]:
    """Those of these desk days that have come, in order; what a clock that was ahead wrote lies later.

    Machines that share the work differ by a minute, hence a little more.
    """
    last = desk_of(moment + SLACK)
    return sorted(one for one in desks if one <= last)


def question_of(moment: datetime, mail: str) -> str:
    """The stream of a question about several cases at once; `mail` tells it from all others.

    Nothing is drawn: however often the same mail is weighed, it is about the same streams.
    """
    return f"which-{moment:%Y}-{token_text(hashlib.sha256(mail.encode()).digest()[:TOKEN_BYTES])[:8]}"


def is_question(stream: str) -> bool:
    """Whether this is the stream of a question about several cases."""
    return _QUESTION.fullmatch(stream) is not None


def find_questions(text: str) -> tuple[str, ...]:
    """The names of questions about several cases in a text, in order, each once."""
    return tuple(dict.fromkeys(match.group().lower() for match in _QUESTION.finditer(text)))


@dataclass(frozen=True, slots=True)
class Reference:
    """A case's name; `str` gives the printed form with its check character."""

    prefix: str  # letters and digits, upper case
    year: int
    serial: int

    def __str__(self) -> str:
        stem = f"{self.prefix}-{self.year:04d}-{self.serial:06d}"
        return f"{stem}-{check_character(stem)}"

    @property
    def has_twin(self) -> bool:
        """Whether a swap in the serial or check character gives another valid reference of the year."""
        plain = str(self).replace("-", "")
        swapped = (
            plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
            for at in range(len(self.prefix) + 4, len(plain) - 1)
            if plain[at] != plain[at + 1]
        )
        return any(check_character(other[:-1]) == other[-1] for other in swapped)


def check_character(text: str) -> str:
    """The ISO 7064 MOD 37,36 check character of the letters and digits in a text; the rest is left out."""
    state = 36
    for character in text.upper():
        value = CHECK_ALPHABET.find(character)
        if value >= 0:
            state = ((state + value) % 36 or 36) * 2 % 37
    return CHECK_ALPHABET[(37 - state) % 36]


def next_reference(prefix: str, year: int, after: int) -> Reference:
    """The first reference with a serial above `after` that has no twin (0 for the first of a year)."""
    reference = Reference(prefix, year, after + 1)
    while reference.has_twin:
        reference = Reference(prefix, year, reference.serial + 1)
    return reference


def parse_reference(text: str) -> Reference | None:
    """The reference that the whole text is, in any case and with any dashes; None if the check fails."""
    match = _ANY_REFERENCE.fullmatch(text.strip())
    return _made(match) if match else None


def names_reference(text: str) -> bool:
    """Whether a valid reference stands in a text, with whatever prefix."""
    return any(_made(match) for match in _ANY_REFERENCE.finditer(text))


def find_references(text: str, prefix: str) -> tuple[Reference, ...]:
    """The valid references with this prefix in a text, in order, each once.

    Also with letters of another keyboard that look the same: whoever reads it sees that case named.
    """
    return tuple(dict.fromkeys(reference for _, _, reference in _found(text, prefix)))


def reference_spans(text: str, prefix: str) -> tuple[tuple[int, int], ...]:
    """Where the references of `find_references` stand, each time, in order."""
    return tuple((start, end) for start, end, _ in _found(text, prefix))


def find_miswritten(text: str, prefix: str) -> tuple[str, ...]:
    """What looks like a reference with this prefix and is none: as written, in order, each once."""
    found = _found(text, prefix)
    starts, ends = [0, *(end for _, end, _ in found)], [*(start for start, _, _ in found), len(text)]
    rest = " ".join(text[start:end] for start, end in zip(starts, ends, strict=True))
    return tuple(dict.fromkeys(match.group() for match in _loose(prefix).finditer(rest)))


def mistyped(text: str, prefix: str) -> str:
    """What is wrong with one that `find_miswritten` has found: a sentence."""
    found = _ANY_REFERENCE.fullmatch(text.strip())
    if found and f"{int(found[3]):06d}" == found[3]:
        return f"{text}: the check character does not fit; the number is mistyped"
    return f"{text}: this is no case number; expected one like {prefix}-2026-000123-K"


def receipt_code(raw: bytes) -> str:
    """The code that a receipt quotes, out of 10 random bytes; ValueError for another length."""
    if len(raw) != CODE_BYTES:
        raise ValueError(f"a receipt code needs {CODE_BYTES} bytes")
    number = int.from_bytes(raw)
    digits = "".join(CODE_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
    return _printed_code(digits)


def digest_of_code(code: str) -> str:
    """What is kept of a receipt code: enough to recognise it, not to quote it."""
    return hashlib.sha256(code.encode()).hexdigest()


def find_receipt_codes(text: str) -> tuple[str, ...]:
    """The receipt codes in a text as they were printed, in order, each once.

    Read in any case, with blanks, other dashes or none, with O for 0 and I or L for 1.
    """
    found = (_printed_code("".join(match.groups())) for match in _RECEIPT_CODE.finditer(text))
    return tuple(dict.fromkeys(found))


def without_numbers(text: str, prefix: str) -> str:
    """A text without references with this prefix, and without receipt codes."""
    for start, end in reversed(reference_spans(text, prefix)):
        text = f"{text[:start]} {text[end:]}"
    return _RECEIPT_CODE.sub(" ", text)


def is_receipt_code(text: str) -> bool:
    """Whether a text is a receipt code, and nothing else."""
    return _RECEIPT_CODE.fullmatch(text.strip()) is not None


def token_text(raw: bytes) -> str:
    """The token of a Reply-To address, out of 16 random bytes: 26 lower-case base32 characters."""
    if len(raw) != TOKEN_BYTES:
        raise ValueError(f"a token needs {TOKEN_BYTES} bytes")
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def _found(text: str, prefix: str) -> list[tuple[int, int, Reference]]:
    """Where valid references begin and end."""
    found: dict[int, tuple[int, int, Reference]] = {}
    for one in (text,) if text.isascii() else (alike(text), text):  # of one length
        for match in _pattern(prefix).finditer(one):
            if reference := _made(match):
                found[match.start()] = (*match.span(), reference)
    return [found[start] for start in sorted(found)]


@lru_cache(maxsize=8)
def _pattern(prefix: str) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE}({re.escape(prefix)}){_REST}", _FLAGS)


@lru_cache(maxsize=8)
def _loose(prefix: str) -> re.Pattern[str]:
    """What somebody may have meant as a reference with this prefix."""
    name = re.escape(prefix)
    spread = f"{name}{_SEP}[0-9OIL]{{2,6}}{_SEP}[0-9OIL][0-9A-Z]{{2,11}}(?:{_DASH}[0-9A-Z]{{1,2}})?"
    short = f"{name}{_SEP}[0-9]{{4}}{_SEP}[0-9OIL]{{1,5}}{_SEP}[0-9A-Z]"  # without its zeros
    return re.compile(f"{_BEFORE}(?:{spread}|{short}|{name}[0-9]{{9,16}}[0-9A-Z]){_AFTER}", _FLAGS)


def _made(match: re.Match[str]) -> Reference | None:
    """The reference of a match, if it is written as we print it and its check character is right."""
    prefix, year, serial, check = (group.upper() for group in match.groups())
    reference = Reference(prefix, int(year), int(serial))
    return reference if str(reference) == f"{prefix}-{year}-{serial}-{check}" else None


def _printed_code(characters: str) -> str:
    plain = characters.upper().translate(_ALIKE)
    return "RC-" + "-".join(plain[at : at + 4] for at in range(0, 16, 4))
