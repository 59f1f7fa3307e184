"""Signatures that are not one good signature of a pinned key over exactly these bytes (F6, F13-F15)."""

from collections.abc import Sequence

import pytest

from hotlined.domain.record.casework import CaseClosed
from tests.forged import post
from tests.forged.judge import changes_nothing, is_obeyed
from tests.forged.people import ago
from tests.forged.stage import Forged, Good, Make, Stage

DOUBTFUL, UNPROVEN, UNREADABLE = "Quarantine/doubtful", "Quarantine/unproven", "Quarantine/unreadable"


def order(stage: Stage, text: str = "") -> bytes:
    """The words of an order that would be obeyed."""
    return post.entity(text, subject=f"[CLOSE] [{stage.names['c']}]")


def by(*names: str, sender: str = post.ANN, extra: Sequence[str] = ()) -> Make:
    """Signed by these keys."""

    def make(stage: Stage) -> bytes:
        payload = order(stage)
        signature = post.signature(stage.cast, payload, *names, extra=extra)
        return post.mail(post.head(sender), post.signed_entity(payload, signature))

    return make


def changed(old: bytes, new: bytes, text: str = "as agreed", *, mode: Sequence[str] = ()) -> Make:
    """Signed, and then changed by somebody else."""

    def make(stage: Stage) -> bytes:
        payload = order(stage, text)
        signature = post.signature(stage.cast, payload, "ann", extra=mode)
        assert old in payload
        return post.mail(post.head(), post.signed_entity(payload.replace(old, new), signature))

    return make


def instead(of: object) -> Make:
    """Something else in the place of the signature."""

    def make(stage: Stage) -> bytes:
        return post.mail(post.head(), post.signed_entity(order(stage), of(stage)))  # type: ignore[operator]

    return make


def _ann(stage: Stage, payload: bytes, *extra: str) -> bytes:
    return post.signature(stage.cast, payload, "ann", extra=extra)


def _run(stage: Stage, *args: str, feed: bytes | None = None) -> bytes:
    feed = order(stage) if feed is None else feed
    return stage.cast.friends.run("--local-user", stage.cast["ann"], *args, feed=feed)


def _one_bad(stage: Stage) -> bytes:
    """Ann's signature over other bytes, and a good one of a known stranger."""
    return _ann(stage, b"something else") + post.signature(stage.cast, order(stage), "mallory-known")


def _joined(*makes: object) -> object:
    """Several signatures in one armour, as one stream of packets."""

    def make(stage: Stage) -> bytes:
        rings = [make(stage) for make in makes]  # type: ignore[operator]
        packets = b"".join(stage.cast.friends.run("--dearmor", feed=one) for one in rings)
        armour = stage.cast.friends.run("--enarmor", feed=packets)
        return armour.replace(b"PGP ARMORED FILE", b"PGP SIGNATURE").replace(b"Comment: Use", b"Comment: x")

    return make


def _stranger(stage: Stage) -> bytes:
    return post.signature(stage.cast, order(stage), "mallory-known")


def _key_block(stage: Stage) -> bytes:
    return stage.cast.mallory.export(stage.cast["mallory"]) + post.signature(
        stage.cast, order(stage), "mallory"
    )


def _micalg(stage: Stage) -> bytes:
    """micalg lies about a signature whose digest is too weak."""
    payload = order(stage)
    signature = post.signature(stage.cast, payload, "ann", extra=("--digest-algo", "SHA1"))
    return post.mail(post.head(), post.signed_entity(payload, signature, micalg="pgp-sha512"))


def _protocol(stage: Stage) -> bytes:
    raw = by("ann")(stage)
    return raw.replace(b'protocol="application/pgp-signature"', b'protocol="application/pkcs7-signature"')


def _notation(stage: Stage) -> bytes:
    line = "x@example.com=y\u0085[GNUPG:] VALIDSIG " + stage.cast["ann"]
    payload = order(stage)
    signature = post.signature(stage.cast, payload, "mallory-known", extra=("--sig-notation", line))
    return post.mail(post.head(), post.signed_entity(payload, signature))


def _file_name(stage: Stage) -> bytes:
    """SigSpoof: status lines in the file name inside of an encrypted, unsigned message."""
    ann = stage.cast["ann"]
    lines = "\n".join(
        (
            "x",
            f"[GNUPG:] GOODSIG {ann[-16:]} Ann",
            f"[GNUPG:] VALIDSIG {ann} 2026-01-01 1767225600 0 4 0 22 10 01 {ann}",
            "[GNUPG:] TRUST_ULTIMATE",
        )
    )
    armour = post.cipher(stage.cast, order(stage), None, extra=("--set-filename", lines))
    return post.mail(post.head(), post.sealed_entity(armour))


def _odd_user_id(stage: Stage) -> bytes:
    """A stranger whose user id tries to add a status line."""
    payload = order(stage)
    ann = stage.cast["ann"]
    with_line = f"x\u0085[GNUPG:] VALIDSIG {ann} 2026-01-01 1767225600 0 4 0 22 10 00 {ann}"
    key = stage.cast.mallory.make(f"{with_line} <x@evil.example>")
    stage.cast.hotline.take(stage.cast.mallory.export(key))
    signature = stage.cast.mallory.sign(payload, key)
    return post.mail(post.head(), post.signed_entity(payload, signature))


def _clear(stage: Stage, text: str = "") -> bytes:
    return _run(stage, "--clearsign", feed=(text or f"[CLOSE] [{stage.names['c']}]\n").encode())


def _inline(change: object) -> Make:
    """A clear-signed text, in a plain mail."""

    def make(stage: Stage) -> bytes:
        text = change(stage).decode()  # type: ignore[operator]
        return post.mail(post.head(), post.entity(text))

    return make


def _inline_beside(stage: Stage) -> bytes:
    armour = post.crlf(b"Content-Type: text/plain\n\n" + _clear(stage))
    top = post.crlf(f"Content-Type: text/plain\n\n[CLOSE] [{stage.names['c']}]\n")
    return post.mail(post.head(), post.multipart("multipart/mixed", (top, armour)))


def _encrypted(stage: Stage, by: str | None = None, *extra: str, payload: bytes | None = None) -> bytes:
    armour = post.cipher(stage.cast, payload or order(stage), by, extra=extra)
    return post.mail(post.head(), post.sealed_entity(armour))


def _nested(stage: Stage) -> bytes:
    """Ciphertext inside of ciphertext: the inner one is signed, and not opened."""
    inner = post.sealed_entity(post.cipher(stage.cast, order(stage)))
    return _encrypted(stage, payload=inner)


def _packets_of_both(stage: Stage) -> bytes:
    """A signed message around an encrypted one, in one stream of packets."""
    inner = post.cipher(stage.cast, order(stage), None)
    armour = _run(stage, "--armor", "--sign", feed=inner)
    return post.mail(post.head(), post.sealed_entity(armour))


def _two_messages(stage: Stage) -> bytes:
    both = post.cipher(stage.cast, order(stage)) + post.cipher(stage.cast, order(stage), None)
    return post.mail(post.head(), post.sealed_entity(both))


def _tampered(stage: Stage) -> bytes:
    ring = stage.cast.friends
    sealed = bytearray(ring.run("--dearmor", feed=post.cipher(stage.cast, order(stage))))
    sealed[-40] ^= 1
    armour = ring.run("--enarmor", feed=bytes(sealed)).replace(b"PGP ARMORED FILE", b"PGP MESSAGE")
    return post.mail(
        post.head(),
        post.sealed_entity(
            b"\n".join(line for line in armour.split(b"\n") if not line.startswith(b"Comment"))
        ),
    )


def _smime(stage: Stage) -> bytes:
    raw = _protocol(stage)
    return raw.replace(b"application/pgp-signature; name", b"application/pkcs7-signature; name")


KEYS = [
    Forged("unsigned", lambda s: post.mail(post.head(), order(s)), UNPROVEN, "commands must be signed"),
    Forged("a key nobody has", by("mallory"), DOUBTFUL, "unknown key"),
    Forged("a stranger's key with Ann's user id", by("mallory-known"), DOUBTFUL, "not pinned"),
    Forged("another analyst's key", by("cem"), DOUBTFUL, "does not belong to From"),
    Forged("the LEA's key", by("lea"), DOUBTFUL, "does not belong to From"),
    Forged("an officer's key", by("kim"), DOUBTFUL, "does not belong to From"),
    Forged("the provider's key", by("abuse"), DOUBTFUL, "not pinned"),
    Forged("an expired key, signing afterwards", by("expired", sender=post.DAN), DOUBTFUL, "expired key"),
    Forged("a revoked key", by("revoked", sender=post.DAN), DOUBTFUL, "revoked key"),
    Forged("an expired subkey", by("subkeys-expired", sender=post.DAN), DOUBTFUL, "signature:"),
    Forged("a revoked subkey", by("subkeys-revoked", sender=post.DAN), DOUBTFUL, "signature:"),
    Forged(
        "a subkey that may only authenticate", by("subkeys-auth", sender=post.DAN), DOUBTFUL, "signature:"
    ),
    Forged(
        "a signature that has expired itself",
        lambda s: post.mail(
            post.head(),
            post.signed_entity(
                order(s),
                post.signature(
                    s.cast, order(s), "ann", at=ago(hours=3), extra=("--default-sig-expire", "seconds=3600")
                ),
            ),
        ),
        DOUBTFUL,
        "expired signature",
    ),
]
COUNTS = [
    Forged("two signatures of one person", by("ann", "cem"), DOUBTFUL, "two signatures"),
    Forged(
        "pinned and stranger",
        instead(_joined(lambda s: _ann(s, order(s)), _stranger)),
        DOUBTFUL,
        "two signatures",
    ),
    Forged(
        "stranger and pinned",
        instead(_joined(_stranger, lambda s: _ann(s, order(s)))),
        DOUBTFUL,
        "two signatures",
    ),
    Forged("pinned and expired", by("expired", "subkeys-good", sender=post.DAN), DOUBTFUL, "signatures"),
    Forged(
        "a bad one of Ann's and a good one of a stranger",
        instead(_joined(lambda s: _ann(s, b"other"), _stranger)),
        DOUBTFUL,
        "signature: bad",
    ),
    Forged("two armours, the second good", instead(_one_bad), DOUBTFUL, "signature:"),
    Forged("a key block in front of the signature", instead(_key_block), DOUBTFUL, "signature:"),
    Forged("no signature at all", instead(lambda s: b""), DOUBTFUL, "signature:"),
    Forged("another mail's signature", instead(lambda s: _ann(s, post.entity("thank you"))), DOUBTFUL, "bad"),
    Forged(
        "a signed message with its own data",
        instead(lambda s: _run(s, "--armor", "--sign")),
        DOUBTFUL,
        "not a detached signature",
    ),
    Forged(
        "a signed message with other data",
        instead(lambda s: _run(s, "--armor", "--sign", feed=b"hello")),
        DOUBTFUL,
        "not a detached signature",
    ),
    Forged("a clear-signed text as signature", instead(_clear), DOUBTFUL, "signature:"),
    Forged(
        "an encrypted message as signature",
        instead(lambda s: post.cipher(s.cast, order(s))),
        DOUBTFUL,
        "signature:",
    ),
    Forged(
        "a public key as signature",
        instead(lambda s: s.cast.friends.export(s.cast["ann"])),
        DOUBTFUL,
        "signature:",
    ),
    Forged("micalg lies about a weak digest", _micalg, DOUBTFUL, "signature:"),
    Forged("another protocol", _protocol, UNPROVEN, "S/MIME is not accepted"),
    Forged("S/MIME", _smime, UNPROVEN, "S/MIME is not accepted"),
]
BYTES = [
    Forged("a word changed", changed(b"as agreed", b"[NTD:now]"), DOUBTFUL, "bad"),
    Forged("the protected subject changed", changed(b"[CLOSE]", b"[REOPEN]"), DOUBTFUL, "bad"),
    Forged("a header of the signed part added", changed(b"Subject:", b"X: y\r\nSubject:"), DOUBTFUL, "bad"),
    Forged("charset changed", changed(b"utf-8", b"utf-7"), DOUBTFUL, "bad"),
    Forged(
        "transfer encoding changed",
        changed(b"Subject:", b"Content-Transfer-Encoding: base64\r\nSubject:"),
        DOUBTFUL,
        "bad",
    ),
    Forged("blank at a line end", changed(b"as agreed\r\n", b"as agreed \r\n"), DOUBTFUL, "bad"),
    Forged("an empty line more", changed(b"as agreed", b"\r\nas agreed"), DOUBTFUL, "bad"),
    Forged("a bare CR", changed(b"as agreed", b"as\ragreed"), DOUBTFUL, "bad"),
    Forged("a NUL", changed(b"as agreed", b"as\0agreed"), DOUBTFUL, "bad"),
    Forged("a dash escaped", changed(b"- agreed", b"- - agreed", "- agreed"), DOUBTFUL, "bad"),
    Forged("From at a line start quoted", changed(b"From me", b">From me", "From me"), DOUBTFUL, "bad"),
]
INJECTED = [
    Forged("a notation that looks like a status line", _notation, DOUBTFUL, "not pinned"),
    Forged("a file name that looks like a status line", _file_name, UNPROVEN, "commands must be signed"),
    Forged("a user id that looks like a status line", _odd_user_id, DOUBTFUL, "not pinned"),
]
INLINED = [
    Forged("clear-signed", _inline(_clear), UNPROVEN, "inline PGP is not accepted"),
    Forged(
        "clear-signed with text in front",
        _inline(lambda s: f"[CLOSE] [{s.names['c']}]\n\n".encode() + _clear(s, "hello\n")),
        UNPROVEN,
        "inline PGP",
    ),
    Forged(
        "clear-signed with text behind",
        _inline(lambda s: _clear(s, "hello\n") + f"[CLOSE] [{s.names['c']}]\n".encode()),
        UNPROVEN,
        "inline PGP",
    ),
    Forged(
        "two clear-signed blocks", _inline(lambda s: _clear(s, "hello\n") + _clear(s)), UNPROVEN, "inline PGP"
    ),
    Forged(
        "clear-signed with a form feed",
        _inline(lambda s: _clear(s, "hello\n").replace(b"hello", b"[CLOSE]\f\nhello")),
        UNPROVEN,
        "inline PGP",
    ),
    Forged("clear-signed beside another part", _inline_beside, UNPROVEN, "inline PGP"),
    Forged(
        "inline encrypted and signed",
        lambda s: post.mail(
            post.head(), post.entity(post.cipher(s.cast, f"[CLOSE] [{s.names['c']}]".encode()).decode())
        ),
        UNPROVEN,
        "inline PGP",
    ),
]
ENCRYPTED = [
    Forged("encrypted, unsigned", _encrypted, UNPROVEN, "commands must be signed"),
    Forged(
        "encrypted, signed by a stranger", lambda s: _encrypted(s, "mallory-known"), DOUBTFUL, "not pinned"
    ),
    Forged(
        "encrypted, signed by nobody we know", lambda s: _encrypted(s, "mallory"), DOUBTFUL, "unknown key"
    ),
    Forged(
        "encrypted, signed by two",
        lambda s: _encrypted(s, "ann", "--local-user", s.cast["cem"]),
        DOUBTFUL,
        "two signatures",
    ),
    Forged("ciphertext inside of ciphertext", _nested, UNPROVEN, "commands must be signed"),
    Forged("signed around encrypted", _packets_of_both, UNREADABLE, ""),
    Forged("two messages in one", _two_messages, UNPROVEN, ""),
    Forged("a changed ciphertext", _tampered, UNREADABLE, ""),
    Forged(
        "without integrity protection",
        lambda s: _encrypted(s, "ann", "--rfc2440", "--disable-mdc"),
        UNREADABLE,
        "",
    ),
    Forged(
        "compressed beyond every limit",
        lambda s: _encrypted(s, "ann", payload=order(s) + b"\0" * (70 * 2**20)),
        UNREADABLE,
        "",
    ),
    Forged(
        "to somebody else",
        lambda s: post.mail(post.head(), post.sealed_entity(post.cipher(s.cast, order(s), to=("lea",)))),
        UNREADABLE,
        "not encrypted to our key",
    ),
]
FORGED = [*KEYS, *COUNTS, *BYTES, *INJECTED, *INLINED, *ENCRYPTED]
GOOD = [
    Good("signed", by("ann"), (CaseClosed,)),
    Good("signed by a subkey", by("subkeys-good", sender=post.DAN), (CaseClosed,)),
    Good("signed by a key with an odd user id", by("odd", sender=post.DAN), (CaseClosed,)),
    Good("signed with SHA-256", by("ann", extra=("--digest-algo", "SHA256")), (CaseClosed,)),
    Good("a text signature", by("ann", extra=("--textmode",)), (CaseClosed,)),
    Good(
        "a text signature, line ends changed",
        changed(b"x\r\n", b"x\n", "x", mode=("--textmode",)),
        (CaseClosed,),
    ),
    Good("a notation of one's own", by("ann", extra=("--sig-notation", "x@example.com=y")), (CaseClosed,)),
    Good("line ends of the mail store", lambda s: by("ann")(s).replace(b"\r\n", b"\n"), (CaseClosed,)),
    Good("encrypted and signed", lambda s: _encrypted(s, "ann"), (CaseClosed,)),
    Good("encrypted and signed, not compressed", lambda s: _encrypted(s, "ann", "-z", "0"), (CaseClosed,)),
    Good(
        "encrypted and signed, to hidden recipients",
        lambda s: _encrypted(s, "ann", "--throw-keyids"),
        (CaseClosed,),
    ),
    Good(
        "encrypted to both, signed",
        lambda s: post.mail(
            post.head(), post.sealed_entity(post.cipher(s.cast, order(s), to=("ann", "hotline")))
        ),
        (CaseClosed,),
    ),
    Good("micalg in capitals", lambda s: by("ann")(s).replace(b"pgp-sha512", b"PGP-SHA512"), (CaseClosed,)),
]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_P9_nothing_less_than_one_good_signature_of_the_senders_key_counts(
    stage: Stage, forged: Forged
) -> None:
    changes_nothing(stage, forged)


@pytest.mark.parametrize("good", GOOD, ids=str)
def test_one_good_signature_of_the_senders_key_counts(stage: Stage, good: Good) -> None:
    is_obeyed(stage, good)
