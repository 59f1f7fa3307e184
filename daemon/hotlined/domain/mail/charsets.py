"""Bytes -> text: in the charset that is claimed, as its writer meant it; else as the bytes themselves show.

Programs write names that Python does not know ("cp-1250", "ks_c_5601-1987"), say ISO 8859 where they
mean the Windows code page, and cut or add bytes on the way.  One byte that does not fit must not turn a
whole Greek or Bulgarian mail into letters that nobody can read: then no word of it would be understood.
"""

import codecs
import re
from itertools import pairwise
from typing import Final

# Codecs that Python has and mail does not: slow beyond linear, or able to write any character in ASCII.
_NOT_FOR_MAIL: Final = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"})
_PAGE: Final = re.compile(r"(?:x-)?(?:windows|win|cp|ms|ibm)?[-_ ]?(\d{3,5})")
_ISO: Final = re.compile(r"iso[-_ ]?8859[-_ ]?(\d{1,2})(?:[-_:].*)?")
_UTF8: Final = re.compile(r"utf[-_ ]?8(?![0-9])")
# What programs mean where they claim these: the East Asian ones and ISO 8859-1 and -9 as browsers read them
# (https://encoding.spec.whatwg.org/#names-and-labels), the other ISO ones where `_likelier` says so.
_WIDER: Final = {
    "iso8859-1": "cp1252",
    "iso8859-2": "cp1250",
    "iso8859-4": "cp1257",
    "iso8859-5": "cp1251",
    "iso8859-6": "cp1256",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-9": "cp1254",
    "iso8859-13": "cp1257",
    "iso8859-15": "cp1252",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "shift_jis": "cp932",
}
_META: Final = re.compile(rb"<meta\b[^<>]{0,200}?charset=[\"' ]{0,2}([\w.:-]{1,40})", re.IGNORECASE)
_HEAD: Final = 4_096  # bytes, as far as it is looked for
_CONTROLS: Final = re.compile(rb"[\x80-\x9f]")  # no letter in any ISO 8859, a sign in each Windows page
_STRAY: Final = re.compile(r"[\udc80-\udcff]")  # what "surrogateescape" makes of a byte
_SAMPLE: Final = 20_000  # bytes that show which of two charsets it is
_LATIN_ENDS: Final = "\u0250"  # beyond: the letters of other alphabets
_FEW: Final = 4  # one byte that does not fit to so many letters that do; so many are no chance
_OF_ONE_BYTE: Final = ("iso8859", "cp125", "cp8", "koi8", "mac-")


def charset_within(markup: bytes) -> str | None:
    """The charset that HTML says of itself, for a mail that says none in its fields.

    Not one in which the very element would not stand there: programs that turn "utf-16" into UTF-8 leave
    the word.  Nor one of several bytes to a letter where all is UTF-8."""
    found = _META.search(markup[:_HEAD])
    name = found[1].decode("ascii", "ignore") if found else None
    codec = _codec(name)
    if codec is None or _strictly(b"<meta", codec) != "<meta":
        return None
    sure = markup.isascii() or codec.startswith(_OF_ONE_BYTE) or _strictly(markup, "utf-8") is None
    return name if sure else None


def decoded_bytes(data: bytes, charset: str | None) -> str:
    """Text in the charset it claims, else UTF-8, else Windows-1252; what fits nowhere is replaced."""
    claimed = _codec(charset) or "utf-8"
    wider = _WIDER.get(claimed)
    if claimed.startswith(_OF_ONE_BYTE) and (text := _surely_utf8(data, wider or claimed)) is not None:
        return text
    iso = claimed.startswith("iso8859") and _CONTROLS.search(data) is not None
    for attempt in ("utf-8", *_likelier(data, wider, claimed)) if iso else (claimed, "utf-8", wider):
        text = _strictly(data, attempt)
        if text is not None:
            return text
    for attempt in (wider, claimed):
        if attempt not in (None, "utf-8", "ascii") and (text := _nearly(data, attempt)) is not None:
            return text
    return _mended(data) or data.decode("cp1252", "replace")


def _codec(charset: str | None) -> str | None:
    """Python's name of the codec that is meant, None where no such is known."""
    name = (charset or "").partition("*")[0].strip(" \t\"'").lower()  # RFC 2231 section 5: "utf-8*en"
    number, part = _PAGE.fullmatch(name), _ISO.fullmatch(name)
    spelt = [
        name,
        "utf-8" if _UTF8.search(name) else "",
        f"cp{number[1]}" if number else "",
        f"iso8859-{part[1]}" if part else "",
        "euc_kr" if name.startswith("ks_c_5601") else "",
        name.removeprefix("x-"),
    ]
    for one in filter(None, spelt):
        try:
            found = codecs.lookup(one)
            "".encode(found.name)  # a codec of text, not "rot13" or "zlib"
        except (LookupError, ValueError):
            continue
        return None if found.name in _NOT_FOR_MAIL else found.name
    return None


def _surely_utf8(data: bytes, codec: str) -> str | None:
    """UTF-8 where a gateway has said another charset: several such letters, and not one byte beside them.

    Of few, where they make no less sense so: two bytes may be a word, as "Ні" in Windows-1251 is."""
    text = _strictly(data, "utf-8")
    letters = _beyond_ascii(text or "")
    if text is None or not letters:
        return None
    start = data[:_SAMPLE]
    sure = letters >= _FEW or _sense(text) >= _sense(_strictly(start, codec) or "")
    return text if sure else None


def _likelier(data: bytes, *codecs_in_question: str | None) -> list[str | None]:
    """The codecs with that first in which letters stand as they do in words; as they came where none does.

    A byte that ISO 8859 has not may be a gateway's, in a text that is what it claims."""
    start = data[:_SAMPLE]
    return sorted(codecs_in_question, key=lambda codec: -_sense(_strictly(start, codec) or ""))


def _sense(text: str) -> int:
    """How many letters beyond ASCII a text has, less what no word has: "aB", or letters of two alphabets."""
    letters = sum(map(str.isalpha, filter(lambda char: char > "\x7f", text)))
    odd = sum(
        (one.islower() and other.isupper()) or (one < _LATIN_ENDS) is not (other < _LATIN_ENDS)
        for one, other in pairwise(text)
        if one.isalpha() and other.isalpha()
    )
    return letters - 2 * odd


def _strictly(data: bytes, codec: str | None) -> str | None:
    try:
        return data.decode(codec) if codec else None
    except (LookupError, ValueError):
        return None


def _nearly(data: bytes, codec: str | None) -> str | None:
    """The text in this codec where few bytes do not fit."""
    text = data.decode(codec or "utf-8", "replace")
    lost = text.count("\ufffd")
    return text if lost * _FEW <= _beyond_ascii(text) - lost else None


def _beyond_ascii(text: str) -> int:
    """How many characters; counted without a list of them, which takes fifty times the memory of a text."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _mended(data: bytes) -> str | None:
    """UTF-8 where more letters are whole than bytes are stray; those are read as Windows-1252."""
    text = data.decode("utf-8", "surrogateescape")
    stray = len(text) - len(data.decode("utf-8", "ignore"))
    if stray >= _beyond_ascii(text) - stray:
        return None
    return _STRAY.sub(lambda found: bytes((ord(found[0]) - 0xDC00,)).decode("cp1252", "replace"), text)
