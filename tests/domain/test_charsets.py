"""Bytes to text: what an HTML mail says of its own charset, where its fields say none."""

import pytest

from hotlined.domain.mail.charsets import charset_within, decoded_bytes

WORDS = "<p>Wir haben Ihre Meldung erhalten. Mit freundlichen Gr\u00fc\u00dfen</p>"


def read(markup: str, codec: str) -> str:
    octets = markup.encode(codec)
    return decoded_bytes(octets, charset_within(octets))


@pytest.mark.parametrize(
    "name", ["utf-16", "UTF-16LE", "utf-32", "cp037", "unicode", "gb2312", "big5", "shift_jis"]
)
@pytest.mark.parametrize("filled", ["", " "])  # of an even and of an odd number of bytes
def test_html_in_utf8_is_read_so_where_its_meta_element_still_names_what_it_was(
    name: str, filled: str
) -> None:
    markup = f'<meta charset="{name}">{filled}{WORDS}'

    assert read(markup, "utf-8") == markup


@pytest.mark.parametrize("name", ["utf-16", "cp500"])
def test_html_in_letters_of_ascii_is_none_of_a_charset_that_writes_them_otherwise(name: str) -> None:
    markup = f'<meta http-equiv=Content-Type content="text/html; charset={name}"> <p>Received, thanks.</p>'

    assert read(markup, "ascii") == markup


@pytest.mark.parametrize(
    ("name", "codec"),
    [("windows-1257", "cp1257"), ("iso-8859-1", "cp1252"), ("utf-8", "utf-8"), ("big5", "big5")],
)
def test_html_that_alone_names_its_charset_is_read_in_that(name: str, codec: str) -> None:
    words = "\u4e00" if codec == "big5" else "\u00fc"
    markup = f'<meta charset="{name}"><p>{words}</p>'

    assert read(markup, codec) == markup
