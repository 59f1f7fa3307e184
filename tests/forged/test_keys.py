"""Keys that change: a pinned key may grow, another key with the same name stays another key (F3, F4)."""

import pytest

from hotlined.app.ports import Permanent
from hotlined.domain.record.casework import CaseClosed
from tests.forged import post
from tests.forged.judge import changes_nothing, is_obeyed
from tests.forged.people import add_subkey
from tests.forged.stage import Forged, Good, Stage


def _signed(stage: Stage, key: str, ring: object) -> bytes:
    payload = post.entity("", subject=f"[CLOSE] [{stage.names['c']}]")
    signature = ring.sign(payload, key)  # type: ignore[attr-defined]
    return post.mail(post.head("Cem <cem@hotline.example.org>"), post.signed_entity(payload, signature))


def test_a_new_subkey_of_a_pinned_key_counts_once_the_certificate_is_there(stage: Stage) -> None:
    cast = stage.cast
    new = add_subkey(cast.friends, cast["cem"])
    raw = _signed(stage, new, cast.friends)
    changes_nothing(stage, Forged("", lambda _: raw, "Quarantine/doubtful", "unknown key"))
    stage.gnupg.import_key(cast.friends.export(cast["cem"]), cast["cem"])
    is_obeyed(stage, Good("", lambda _: raw, (CaseClosed,)))


def test_a_longer_life_and_another_user_id_change_nothing(stage: Stage) -> None:
    ring, key = stage.cast.friends, stage.cast["cem"]
    ring.run("--passphrase", "", "--quick-set-expire", key, "2y")
    ring.run("--passphrase", "", "--quick-add-uid", key, "Cem <cem@elsewhere.example>")
    stage.gnupg.import_key(ring.export(key), key)
    is_obeyed(stage, Good("", lambda _: _signed(stage, key, ring), (CaseClosed,)))


def test_P9_a_key_replaced_by_one_with_the_same_user_id_is_another_key(stage: Stage) -> None:
    ring = stage.cast.mallory
    other = ring.make("Cem <cem@hotline.example.org> ")
    with pytest.raises(Permanent):
        stage.gnupg.import_key(ring.export(other), stage.cast["cem"])
    stage.cast.hotline.take(ring.export(other))  # even when it lies in the keyring
    changes_nothing(
        stage, Forged("", lambda _: _signed(stage, other, ring), "Quarantine/doubtful", "not pinned")
    )


def test_P9_a_pinned_subkey_is_no_person(stage: Stage) -> None:
    """Pins are primary fingerprints: a stranger who binds an analyst's subkey to a key gains nothing."""
    checked = stage.gnupg.verify(
        b"x", stage.cast.ring_of("subkeys-good").sign(b"x", stage.cast["subkeys-good"])
    )
    assert checked.signature is not None
    assert checked.signature.fingerprint == stage.cast["subkeys"]


def test_P9_a_key_that_comes_with_a_mail_is_not_taken(stage: Stage) -> None:
    before = stage.cast.hotline.fingerprints()
    key = stage.cast.mallory.export(stage.cast["mallory"])
    more = (("Autocrypt", "addr=ann@hotline.example.org; keydata=AAAA"),)
    payload = post.multipart(
        "multipart/mixed",
        (
            post.entity(f"[CLOSE] [{stage.names['c']}]"),
            post.crlf(b"Content-Type: application/pgp-keys\n\n" + key),
        ),
    )
    raw = post.signed(stage.cast, payload, post.head(more=more), "mallory")
    changes_nothing(stage, Forged("", lambda _: raw, "Quarantine/doubtful", "unknown key"))
    assert stage.cast.hotline.fingerprints() == before
