"""The text of a part of a mail, as its writer saw it."""

import codecs
from email.message import Message

from hotlined.adapters.mime_read.flowed import unflowed
from hotlined.adapters.mime_read.structure import charset_of, param_of
from hotlined.domain.mail.charsets import charset_within, decoded_bytes
from hotlined.domain.mail.transfer import octets_of
from hotlined.domain.values.plain import lf_only


def text_of(part: "Message[str, str]") -> str:
    """A text part as its writer saw it: decoded, and unfolded where it is format=flowed (RFC 3676)."""
    octets, html = octets_of(part), part.get_content_type() == "text/html"
    text = tidy(decoded_bytes(octets, charset_of(part) or (charset_within(octets) if html else None)))
    if part.get_content_type() == "text/plain" and param_of(part, "format").lower() == "flowed":
        return unflowed(text, delsp=param_of(part, "delsp").lower() == "yes")
    return text


def text_of_file(part: "Message[str, str]") -> str:
    """The same of a file: one that begins with the mark of UTF-16, as Notepad's "Unicode", is that.

    A mail program that does not look into it says UTF-8, or nothing.
    """
    data = octets_of(part)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return tidy(data.decode("utf-16", "replace"))
    return text_of(part)


def tidy(text: str) -> str:
    """A text with LF line ends, and without the mark of its byte order."""
    return lf_only(text.removeprefix("\ufeff")).replace("\0", "")
