"""The LEA's own file number in its mail ("our ref 33/2026"), which is no time.

The file number is kept with a hold, for people to read; nothing is decided by it.  Only what stands right
behind a word for a file, with a stroke and a digit in it, is one; what could be a day never is.
"""

import re
from dataclasses import replace
from typing import Final

from hotlined.domain.mail.message import Inbound

_FILE: Final = re.compile(  # English, German, Estonian, Greek, Lithuanian, Swedish
    r"\b(?:ref|reference|file|az|aktenzeichen|geschäftszeichen|zeichen|akte|viide|viitenumber|toimik|toimiku"
    r"|φάκελος|φακέλου|αναφορά|byla|bylos|nuoroda|diarienummer|dnr|referens|akt)\b"
    r"(?:\s?(?:no|nr|number|nummer|numeris|αρ|αριθμός)\b)?[.:]{0,2}\s{0,2}"
    # "12 Js 4711/26": a department and its register, in front of a German number.
    r"(?P<number>(?:\d{1,5}\s(?:U?Js|BJs|OJs|Gs|Cs|Ds|Ls|KLs|Ks|AR|Qs|Ws)\s)?[^\W_]{1,10}(?:[/-][^\W_]{1,10}){1,4})(?![\w/-])",
    re.IGNORECASE,
)
_DAY: Final = re.compile(r"\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|\d{4}[/-]\d{1,2}[/-]\d{1,2}")


def file_number(mail: Inbound, prefix: str) -> str | None:
    """The LEA's file number as written; None where there is none, or more than one."""
    files = _FILE.finditer(mail.certain_text)
    found = {one.group("number") for one in files if _is_file(one.group("number"), prefix)}
    return found.pop() if len(found) == 1 else None


def without_numbers(mail: Inbound, prefix: str) -> Inbound:
    """The mail without these numbers, so that none is taken for the end of a hold."""
    new, certain = (without_file_numbers(text, prefix) for text in (mail.new_text, mail.certain_text))
    return replace(mail, new_text=new, certain_text=certain)


def _is_file(number: str, prefix: str) -> bool:
    ours = re.split("[/-]", number.casefold())[0] in (prefix.casefold(), "rc")  # also a mistyped one
    return any(map(str.isdigit, number)) and not ours and not _DAY.fullmatch(number)


def without_file_numbers(text: str, prefix: str) -> str:
    """A text without these numbers."""

    def word(one: re.Match[str]) -> str:
        number = one.group("number")
        return one.group().removesuffix(number) if _is_file(number, prefix) else one.group()

    return _FILE.sub(word, text)
