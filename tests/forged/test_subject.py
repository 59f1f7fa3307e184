"""Subjects that the signature does not cover, or that say one thing outside and another inside (F7)."""

import pytest

from hotlined.domain.record.casework import CaseClosed, Noted
from hotlined.domain.record.holding import HoldLifted
from tests.forged import post
from tests.forged.judge import changes_nothing, is_obeyed
from tests.forged.stage import Forged, Good, Stage

REFUSED = "Refused"


def _swapped(outer: str, text: str, subject: str | None = None, **inside: object) -> object:
    """A mail of Ann's with a good signature over `text`, and the outer subject `outer`."""

    def make(stage: Stage) -> bytes:
        payload = post.entity(
            text.format(**stage.names), subject=subject and subject.format(**stage.names), **inside
        )
        return post.signed(stage.cast, payload, post.head(subject=outer.format(**stage.names)))

    return make


def _unsigned_part_has_the_subject(stage: Stage) -> bytes:
    payload = post.entity(f"[{stage.names['c']}] as agreed")
    signature = post.signature(stage.cast, payload, "ann")
    fields = (*post.head(subject=f"[CLOSE] [{stage.names['c']}]"),)
    lie = (("Subject", f"[CLOSE] [{stage.names['c']}]"),)
    return post.mail(
        fields,
        post.signed_entity(payload, signature, fields=lie).replace(
            b"Content-Type: multipart/signed;",
            b'Content-Type: multipart/signed; protected-headers="v1"; hp="clear";',
            1,
        ),
    )


def _signature_part_has_the_subject(stage: Stage) -> bytes:
    payload = post.entity("as agreed")
    raw = post.mail(post.head(), post.signed_entity(payload, post.signature(stage.cast, payload, "ann")))
    lie = f'Subject: [CLOSE] [{stage.names["c"]}]\r\nContent-Type: application/pgp-signature; hp="clear"'
    return raw.replace(b"Content-Type: application/pgp-signature", lie.encode(), 1)


def _protected_part_is_not_the_root(stage: Stage) -> bytes:
    inner = post.entity("as agreed", subject=f"[CLOSE] [{stage.names['c']}]")
    payload = post.multipart("multipart/mixed", (post.entity("see below"), inner))
    return post.signed(stage.cast, payload, post.head(subject=f"[CLOSE] [{stage.names['c']}]"))


def _legacy_display_contradicts(stage: Stage) -> bytes:
    shown = post.entity(f"Subject: [CLOSE] [{stage.names['c']}]", mark="").replace(
        b"text/plain;", b'text/plain; protected-headers="v1";', 1
    )
    payload = post.multipart(
        'multipart/mixed; protected-headers="v1"',
        (shown, post.entity("as agreed")),
        fields=(("Subject", f"news of [{stage.names['c']}]"),),
    )
    return post.signed(stage.cast, payload, post.head(subject=f"[CLOSE] [{stage.names['c']}]"))


def _encrypted_without_signature(stage: Stage) -> bytes:
    payload = post.entity("", subject=f"[CLOSE] [{stage.names['c']}]")
    return post.sealed(stage.cast, payload, post.head(subject="..."), None)


def _encrypted_and_signed_outer_tags(stage: Stage) -> bytes:
    payload = post.entity("as agreed", subject=f"news of [{stage.names['c']}]")
    return post.sealed(stage.cast, payload, post.head(subject=f"[CLOSE] [{stage.names['c']}]"))


FORGED = [
    Forged(
        "tags only in the outer subject",
        _swapped("[CLOSE] [{c}]", "as agreed"),
        REFUSED,
        "your signature does not cover the subject",
    ),
    Forged(
        "tags outside, reference inside",
        _swapped("[CLOSE] [{c}]", "about {c}, as agreed"),
        REFUSED,
        "your signature does not cover the subject",
    ),
    Forged(
        "outer subject swapped", _swapped("[CLOSE] [{c}]", "a word", "hello {c}"), REFUSED, "no tag was found"
    ),
    Forged(
        "outer subject names another case", _swapped("[{a}]", "", "[CLOSE] [{c}]"), REFUSED, "several cases"
    ),
    Forged(
        "the case only in the outer subject",
        _swapped("[{c}]", "[CLOSE]"),
        REFUSED,
        "the signed part does not name",
    ),
    Forged(
        "the case only in the outer subject, other subject inside",
        _swapped("[{c}]", "x", "[CLOSE]"),
        REFUSED,
        "the signed part does not name",
    ),
    Forged(
        "the case only in the signed quote of another",
        _swapped("[{c}]", "[CLOSE]\n\n> [{a}] and [{c}] are open"),
        REFUSED,
        "the signed part does not name",
    ),
    Forged(
        "protected-headers of the unsigned part",
        _unsigned_part_has_the_subject,
        REFUSED,
        "your signature does not cover the subject",
    ),
    Forged(
        "subject on the signature part", _signature_part_has_the_subject, REFUSED, "an assessment is missing"
    ),
    Forged(
        "subject on a part below the root",
        _protected_part_is_not_the_root,
        REFUSED,
        "your signature does not cover the subject",
    ),
    Forged(
        "subject inside but not marked as protected",
        _swapped("[CLOSE] [{c}]", "as agreed", "[CLOSE] [{c}]", mark=""),
        REFUSED,
        "your signature does not cover the subject",
    ),
    Forged(
        "hp with an unknown value",
        _swapped("...", "as agreed", "[CLOSE] [{c}]", mark='hp="maybe"'),
        REFUSED,
        "no tag was found",
    ),
    Forged(
        "two protected subjects",
        _swapped("[CLOSE] [{c}]", "as agreed", "[CLOSE] [{c}]", inside=(("Subject", "hello"),)),
        REFUSED,
        "your signature does not cover the subject",
    ),
    Forged(
        "HP-Outer is no subject",
        _swapped("[CLOSE] [{c}]", "as agreed", "hello {c}", inside=(("HP-Outer", "Subject: [CLOSE]"),)),
        REFUSED,
        "no tag was found",
    ),
    Forged("the legacy display part contradicts", _legacy_display_contradicts, REFUSED, "no tag was found"),
    Forged(
        "protected subject, encrypted, unsigned",
        _encrypted_without_signature,
        "Quarantine/unproven",
        "commands must be signed",
    ),
    Forged(
        "encrypted and signed, tags outside", _encrypted_and_signed_outer_tags, REFUSED, "no tag was found"
    ),
    Forged(
        "a tag in a quote only",
        _swapped("Re: [{c}]", "as agreed\n\n> [CLOSE] [{c}]", "Re: [{c}]"),
        REFUSED,
        "no tag was found",
    ),
]
GOOD = [
    Good("subject protected, both marks", _swapped("...", "", "[CLOSE] [{c}]"), (CaseClosed,)),
    Good(
        "subject protected, RFC 9788 alone",
        _swapped("...", "", "[CLOSE] [{c}]", mark='hp="clear"'),
        (CaseClosed,),
    ),
    Good(
        "subject protected, v1 alone",
        _swapped("...", "", "[CLOSE] [{c}]", mark='protected-headers="v1"'),
        (CaseClosed,),
    ),
    Good(
        "mark without quotes, in capitals",
        _swapped("...", "", "[CLOSE] [{c}]", mark="Protected-Headers=V1"),
        (CaseClosed,),
    ),
    Good("tags in the first lines", _swapped("a word", "[CLOSE]\n[{c}]\n\nas agreed"), (CaseClosed,)),
    Good(
        "tags in the subject, the case in the text",
        _swapped("...", "{c}: as agreed", "[CLOSE]"),
        (CaseClosed,),
    ),
    Good("an outer subject that says less", _swapped("...", "as agreed", "[NOTE] [{c}]"), (Noted,)),
    Good(
        "an outer subject that a gateway marked",
        _swapped("[EXTERNAL] [CLOSE] [{c}]", "", "[CLOSE] [{c}]"),
        (CaseClosed,),
    ),
    Good(
        "the case in a quote of that case alone",
        _swapped("[{c}]", "[CLOSE]\n\n> [{c}] is open"),
        (CaseClosed,),
    ),
    Good("release of one's own hold", _swapped("...", "", "[RELEASE] [{b}]"), (HoldLifted,)),
]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_P9_a_subject_that_is_not_covered_commands_nothing(stage: Stage, forged: Forged) -> None:
    assert changes_nothing(stage, forged).to <= {"ann@hotline.example.org"}


@pytest.mark.parametrize("good", GOOD, ids=str)
def test_what_the_signature_covers_is_obeyed(stage: Stage, good: Good) -> None:
    assert "ann@hotline.example.org" in is_obeyed(stage, good).to
