"""The layouts that mail programs really write, and what servers make of them on the way (RFC 3156, 9788).

Each layout is written out as the program writes it; only boundaries, keys and words are ours.
"""

from base64 import encodebytes
from collections.abc import Callable

import pytest

from hotlined.domain.record.casework import CaseClosed
from tests.forged import post
from tests.forged.judge import changes_nothing, is_obeyed
from tests.forged.stage import Forged, Good, Make, Stage

QP = "Content-Transfer-Encoding: quoted-printable"
Layout = Callable[[str, str], str]  # protected subject, text -> the entity, LF line ends


def neomutt(subject: str, text: str) -> str:
    return (
        'Content-Type: text/plain; protected-headers="v1"; charset=us-ascii\nContent-Disposition: inline\n'
        f"Subject: {subject}\n\n{text}\n"
    )


def thunderbird(subject: str, text: str) -> str:
    return (
        'Content-Type: multipart/mixed; boundary="------------tb1";\n protected-headers="v1"\n'
        f"From: Ann <ann@hotline.example.org>\nTo: intake@hotline.example.org\n"
        f"Message-ID: <tb1@hotline.example.org>\nSubject: {subject}\n\n--------------tb1\n"
        'Content-Type: multipart/mixed; boundary="------------tb2"\n\n--------------tb2\n'
        "Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: base64\n\n"
        f"{_base64(text)}\n--------------tb2\n"
        'Content-Type: application/pgp-keys; name="OpenPGP_0x0000.asc"\n'
        'Content-Disposition: attachment; filename="OpenPGP_0x0000.asc"\n\nx\n'
        "--------------tb2--\n\n--------------tb1--\n"
    )


def thunderbird_9788(subject: str, text: str) -> str:
    return (
        f"From: Ann <ann@hotline.example.org>\nTo: intake@hotline.example.org\nSubject: {subject}\n"
        "HP-Outer: From: Ann <ann@hotline.example.org>\nHP-Outer: Subject: [...]\n"
        'Content-Type: text/plain; charset=UTF-8; hp="cipher"; hp-legacy-display="1"\n\n'
        f"Subject: {subject}\n\n{text}\n"
    )


def enigmail(subject: str, text: str) -> str:
    return (
        'Content-Type: multipart/mixed; boundary="eni1";\n protected-headers="v1"\n'
        f"From: Ann <ann@hotline.example.org>\nTo: intake@hotline.example.org\nSubject: {subject}\n\n--eni1\n"
        'Content-Type: text/rfc822-headers; protected-headers="v1"\nContent-Disposition: inline\n\n'
        f"Subject: {subject}\n\n--eni1\n"
        'Content-Type: multipart/mixed; boundary="eni2"\n\n--eni2\nContent-Type: text/plain; charset=utf-8\n'
        f"{QP}\n\n{text}\n\n--eni2--\n\n--eni1--\n"
    )


def outlook(_: str, text: str) -> str:
    html = text.replace("\n", "<br>\n")
    return (
        'Content-Type: multipart/mixed;\n\tboundary="=-=gpgol1"\n\n--=-=gpgol1\n'
        'Content-Type: multipart/alternative;\n\tboundary="=-=gpgol2"\n\n--=-=gpgol2\n'
        f'Content-Type: text/plain;\n\tcharset="utf-8"\n{QP}\n\n{text}\n\n'
        f'--=-=gpgol2\nContent-Type: text/html;\n\tcharset="utf-8"\n{QP}\n\n'
        f"<html><body>{html}</body></html>\n\n--=-=gpgol2--\n\n--=-=gpgol1--\n"
    )


def apple(_: str, text: str) -> str:
    return f"Content-Transfer-Encoding: 7bit\nContent-Type: text/plain;\n\tcharset=us-ascii\n\n{text}\n"


def k9(subject: str, text: str) -> str:
    return (
        f'Content-Type: text/plain;\n charset=utf-8; protected-headers="v1"\nSubject: {subject}\n'
        f"{QP}\n\n{text}\n"
    )


def fairemail(subject: str, text: str) -> str:
    return (
        f'Content-Type: multipart/mixed; boundary="----=_Part_1"; protected-headers="v1"\n'
        f"Subject: {subject}\n\n"
        '------=_Part_1\nContent-Type: multipart/alternative; boundary="----=_Part_2"\n\n------=_Part_2\n'
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n------=_Part_2\n"
        f"Content-Type: text/html; charset=utf-8\n\n<p>{text}</p>\n------=_Part_2--\n\n------=_Part_1--\n"
    )


def mailvelope(subject: str, text: str) -> str:
    return (
        f'Content-Type: multipart/mixed; boundary="mv1"; protected-headers="v1"\n'
        f"Subject: {subject}\n\n--mv1\n"
        f"Content-Type: text/plain\n{QP}\n\n{text}\n--mv1--\n"
    )


def proton(_: str, text: str) -> str:
    return (
        'Content-Type: multipart/mixed;\n boundary="---------------------pm1"\n\n-----------------------pm1\n'
        f"Content-Type: text/plain;charset=utf-8\n{QP}\n\n{text}\n"
        "-----------------------pm1\n"
        'Content-Type: application/pgp-keys; filename="publickey.asc"; name="publickey.asc"\n'
        "Content-Transfer-Encoding: base64\n"
        'Content-Disposition: attachment; filename="publickey.asc"; name="publickey.asc"\n\neA==\n'
        "-----------------------pm1--\n"
    )


def evolution(_: str, text: str) -> str:
    return f'Content-Type: text/plain; charset="UTF-8"\n{QP}\n\n{text}\n\n'


def kmail(subject: str, text: str) -> str:
    return (
        'Content-Transfer-Encoding: 7Bit\nContent-Type: text/plain; protected-headers="v1"; charset="utf-8"\n'
        f"From: Ann <ann@hotline.example.org>\nTo: intake@hotline.example.org\nSubject: {subject}\n\n{text}\n"
    )


def legacy_html(subject: str, text: str) -> str:
    html = text.replace("\n", "<br>")
    return (
        f'Subject: {subject}\nContent-Type: text/html; charset=utf-8; hp="cipher"; hp-legacy-display="1"\n\n'
        f'<html><body><div class="header-protection-legacy-display"><pre>Subject: {subject}</pre></div>'
        f"<p>{html}</p></body></html>\n"
    )


def _base64(text: str) -> str:
    return encodebytes(f"{text}\n".encode()).decode().strip()


PROTECTING = (neomutt, thunderbird, thunderbird_9788, enigmail, k9, fairemail, mailvelope, kmail, legacy_html)
BODY_ONLY = (outlook, apple, proton, evolution)


def _payload(stage: Stage, layout: Layout) -> bytes:
    tags = f"[CLOSE] [{stage.names['c']}]"
    text = "as agreed" if layout in PROTECTING else f"{tags}\n\nas agreed"
    return post.crlf(layout(tags, text))


def signed(layout: Layout) -> Make:
    """multipart/signed."""
    return lambda stage: post.signed(stage.cast, _payload(stage, layout), post.head())


def sealed(layout: Layout) -> Make:
    """Encrypted and signed in one step."""
    return lambda stage: post.sealed(stage.cast, _payload(stage, layout), post.head())


def encapsulated(layout: Layout) -> Make:
    """Signed, and then encrypted (RFC 3156 section 6.1)."""

    def make(stage: Stage) -> bytes:
        payload = _payload(stage, layout)
        inner = post.signed_entity(payload, post.signature(stage.cast, payload, "ann"))
        return post.sealed(stage.cast, inner, post.head(), None)

    return make


def _named(layout: Layout, way: Callable[[Layout], Make]) -> Good:
    return Good(f"{layout.__name__}, {way.__name__}", way(layout), (CaseClosed,))


LAYOUTS = [
    _named(layout, way) for layout in (*PROTECTING, *BODY_ONLY) for way in (signed, sealed, encapsulated)
]


@pytest.mark.parametrize("good", LAYOUTS, ids=str)
def test_an_order_is_read_out_of_every_programs_layout(stage: Stage, good: Good) -> None:
    is_obeyed(stage, good)


# --- Exchange, and what is not it ------------------------------------------------------------------


def exchange(
    version: str = 'Content-Type: application/pgp-encrypted; name="PGPMIME version identification"',
    data: str = 'Content-Type: application/octet-stream; name="encrypted.asc"',
    empty: str | None = 'Content-Type: text/plain; charset="us-ascii"',
    *,
    first: str = "",
    says: str = "Version: 1",
    encoded: bool = True,
    last: bytes | None = None,
) -> Make:
    """multipart/encrypted as Exchange hands it on: multipart/mixed, re-encoded, parts renamed."""

    def make(stage: Stage) -> bytes:
        armour = post.cipher(stage.cast, post.entity("", subject=f"[CLOSE] [{stage.names['c']}]")).decode()
        way = "Content-Transfer-Encoding: base64\n\n" if encoded else "\n"
        parts = [post.crlf(f"{empty}\n\n{first}\n")] if empty else []
        parts.append(post.crlf(f"{version}\n{way}{_base64(says) if encoded else says}\n"))
        parts.append(post.crlf(f"{data}\n{way}{_base64(armour) if encoded else armour}\n"))
        return post.mail(post.head(), post.multipart("multipart/mixed", (*parts, *((last,) if last else ()))))

    return make


OCTETS = "Content-Type: application/octet-stream"
REPAIRED = [
    Good("as Exchange writes it", exchange(), (CaseClosed,)),
    Good("not re-encoded", exchange(encoded=False), (CaseClosed,)),
    Good("without the empty text", exchange(empty=None), (CaseClosed,)),
    Good("blanks in the empty text", exchange(first=" \u00a0\n"), (CaseClosed,)),
    Good(
        "an empty HTML text",
        exchange(empty="Content-Type: text/html", first="<html><body><br></body></html>"),
        (CaseClosed,),
    ),
    Good("the version part renamed", exchange(f'{OCTETS}; name="ATT00001.bin"'), (CaseClosed,)),
    Good(
        "the version part as text", exchange('Content-Type: text/plain; name="ATT00001.txt"'), (CaseClosed,)
    ),
    Good("the data part renamed", exchange(data=f'{OCTETS}; name="ATT00002.bin"'), (CaseClosed,)),
    Good(
        "the data part as version type",
        exchange(data="Content-Type: application/pgp-encrypted"),
        (CaseClosed,),
    ),
]
ALTERED = [
    Forged(
        "words in the empty text", exchange(first="[CLOSE]"), "Quarantine/unproven", "not around the whole"
    ),
    Forged(
        "words in the empty HTML",
        exchange(empty="Content-Type: text/html", first="<b>[CLOSE]</b>"),
        "Quarantine/unproven",
        "not around the whole",
    ),
    Forged(
        "a footer",
        exchange(last=post.crlf("Content-Type: text/plain\n\nlist info\n")),
        "Quarantine/unproven",
        "not around the whole",
    ),
    Forged(
        "a disclaimer as HTML",
        exchange(last=post.crlf("Content-Type: text/html\n\n<p>private</p>\n")),
        "Quarantine/unproven",
        "not around the whole",
    ),
    Forged(
        "another attachment",
        exchange(last=post.crlf(f'{OCTETS}; name="a.bin"\n\nx\n')),
        "Quarantine/unproven",
        "not around the whole",
    ),
    Forged("another version", exchange(says="Version: 2"), "Quarantine/unproven", "not around the whole"),
    Forged("a picture for the version", exchange("Content-Type: image/png"), "Quarantine/unproven", ""),
    Forged(
        "nested once more",
        lambda s: post.mail(
            post.head(),
            post.multipart("multipart/mixed", (exchange()(s).partition(b"MIME-Version: 1.0\r\n")[2],)),
        ),
        "Quarantine/unproven",
        "",
    ),
]


@pytest.mark.parametrize("good", REPAIRED, ids=str)
def test_what_exchange_makes_of_an_encrypted_order_is_repaired(stage: Stage, good: Good) -> None:
    is_obeyed(stage, good)


@pytest.mark.parametrize("forged", ALTERED, ids=str)
def test_P9_what_a_list_or_gateway_adds_to_is_not_believed(stage: Stage, forged: Forged) -> None:
    changes_nothing(stage, forged)


def _rewritten_signed(stage: Stage) -> bytes:
    """A gateway that makes multipart/mixed of multipart/signed."""
    return signed(apple)(stage).replace(b"multipart/signed;", b"multipart/mixed;", 1)


def test_P9_a_signed_mail_that_a_gateway_rewrote_is_unsigned(stage: Stage) -> None:
    changes_nothing(stage, Forged("", _rewritten_signed, "Quarantine/unproven", "not around the whole mail"))
