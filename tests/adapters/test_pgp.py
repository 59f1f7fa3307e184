"""adapters.pgp with the real gpg, and with programs that only look like it."""

import errno
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hotlined.adapters.pgp import GnuPG
from hotlined.adapters.pgp.keys import KEPT
from hotlined.app.ports import Checked, Permanent, Temporary, Undecryptable, Unsealable
from tests.support.keys import PAST, Keyring, People, fake_gpg, people_fixture  # noqa: F401 - a fixture

PAYLOAD = b"Subject: planted-marker\r\n\r\nitem 1\r\n" * 20


@pytest.fixture
def hotline(people: People) -> GnuPG:
    """The hotline's gpg."""
    return GnuPG(people.hotline.home, people.own)


@pytest.fixture
def unit(people: People) -> GnuPG:
    """The LEA unit's, to read what it reads."""
    return GnuPG(people.lea.home, people.unit)


def test_what_is_sealed_opens_for_the_recipient_with_our_signature(
    hotline: GnuPG, unit: GnuPG, people: People
) -> None:
    sealed = hotline.seal(PAYLOAD, [people.unit])
    opened = unit.open(sealed)
    assert b"planted-marker" not in sealed
    assert opened.plaintext == PAYLOAD
    assert opened.checked.problem is None
    assert opened.checked.signature is not None
    assert opened.checked.signature.fingerprint == people.own


def test_what_is_sealed_opens_for_ourselves_too(hotline: GnuPG, people: People) -> None:
    assert hotline.open(hotline.seal(PAYLOAD, [people.unit])).plaintext == PAYLOAD


def test_a_large_payload_is_sealed_uncompressed(hotline: GnuPG, unit: GnuPG, people: People) -> None:
    large = b"item 1\r\n" * 100_000
    sealed = hotline.seal(large, [people.unit])
    assert len(sealed) > len(large)
    assert unit.open(sealed).plaintext == large


@pytest.mark.parametrize(
    ("which", "why"),
    [
        ("expired", "The key has expired."),
        ("revoked", "The key has been revoked."),
        ("disabled", "The key is disabled."),
        ("signs_only", "The key has no usable part to encrypt to."),
        ("missing", "The key is not in the keyring."),
        ("key id", "The key is not in the keyring."),
        ("part", "This is the fingerprint of a part of the key {unit}: that one's is meant."),
    ],
)
def test_P4_no_key_that_is_not_usable_is_sealed_for(
    hotline: GnuPG, people: People, which: str, why: str
) -> None:
    made_up = {"missing": "A" * 40, "key id": people.unit[-16:], "part": people.hotline.part(people.unit)}
    fingerprint = made_up.get(which) or getattr(people, which)
    why = why.format(unit=people.unit)
    with pytest.raises(Unsealable) as refused:
        hotline.seal(PAYLOAD, [people.unit, fingerprint])
    assert (refused.value.fingerprint, refused.value.why) == (fingerprint, why)
    assert hotline.key_state(fingerprint).why == why
    assert not hotline.key_state(fingerprint).usable


def test_a_usable_key_names_its_encryption_subkey_and_its_end(hotline: GnuPG, people: People) -> None:
    state = hotline.key_state(people.unit)
    assert (state.usable, state.why, state.expires_at) == (True, "", None)
    assert all(len(key_id) == 16 and key_id.isupper() for key_id in state.encryption_key_ids)
    assert len(state.encryption_key_ids) == 1
    expired = hotline.key_state(people.expired)
    assert expired.expires_at is not None
    assert expired.expires_at.isoformat() == "2020-01-02T00:00:00+00:00"


def test_a_key_revoked_while_we_run_is_not_sealed_for_any_more(people: People) -> None:
    with Keyring() as ring, Keyring() as other:
        own, theirs = ring.make("own <a@example.com>"), other.make("other <b@example.com>")
        ring.take(other.export(theirs))
        gpg = GnuPG(ring.home, own)
        gpg.seal(PAYLOAD, [theirs])
        other.revoke(theirs)
        ring.take(other.export(theirs))
        with pytest.raises(Unsealable):
            gpg.seal(PAYLOAD, [theirs])


def test_homes_that_have_the_same_of_some_keys_are_told_from_those_that_have_not() -> None:
    """In whatever order they came in, and whatever else is there."""
    with Keyring() as one, Keyring() as other, Keyring() as theirs:
        own, unit = one.make("own <a@example.com>"), theirs.make("unit <b@example.com>")
        stranger = theirs.make("stranger <c@example.com>")
        other.take(theirs.export(unit))
        other.take(one.export(own))
        here, there = GnuPG(one.home, own), GnuPG(other.home, own)

        def are_alike() -> bool:
            return here.keys_digest([own, unit]) == there.keys_digest([unit, own])

        assert not are_alike()
        one.take(theirs.export(unit))
        one.take(theirs.export(stranger))
        assert are_alike()
        theirs.run("--quick-set-expire", unit, "2y")
        one.take(theirs.export(unit))
        assert not are_alike()
        other.take(theirs.export(unit))
        assert are_alike()
        theirs.run("--passphrase", "", "--quick-add-key", unit, "default", "default")
        one.take(theirs.export(unit))
        assert not are_alike()
        other.take(theirs.export(unit))
        theirs.revoke(unit)
        other.take(theirs.export(unit))
        assert not are_alike()


def test_what_a_home_has_of_keys_is_looked_at_anew_where_gpg_keeps_them_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A keyboxd has them in a file of its own, and trustdb.gpg lies in the home all the same."""
    with Keyring() as one, Keyring() as theirs:
        (one.home / "common.conf").write_text("use-keyboxd\n")
        own, unit = one.make("own <a@example.com>"), theirs.make("unit <b@example.com>")
        gpg = GnuPG(one.home, own)
        one.take(theirs.export(unit))
        before = gpg.keys_digest([own, unit])
        theirs.run("--quick-set-expire", unit, "2y")
        one.take(theirs.export(unit))
        later = time.monotonic() + KEPT + 1
        monkeypatch.setattr("hotlined.adapters.pgp.keys.time.monotonic", lambda: later)
        assert gpg.keys_digest([own, unit]) != before


def test_without_our_own_secret_key_nothing_is_sealed_or_signed(people: People) -> None:
    gpg = GnuPG(people.stranger.home, people.own)  # which has only its public part
    with pytest.raises(Unsealable) as refused:
        gpg.seal(PAYLOAD, [people.unit])
    assert refused.value.fingerprint == people.own
    with pytest.raises(Permanent):
        gpg.sign(PAYLOAD)


def test_an_expired_own_key_is_named(people: People) -> None:
    gpg = GnuPG(people.lea.home, people.expired)
    with pytest.raises(Unsealable) as refused:
        gpg.seal(PAYLOAD, [people.own])
    assert refused.value.fingerprint == people.expired


def test_that_our_own_key_has_expired_is_said_where_it_is_to_sign(people: People) -> None:
    """gpg says of such a key that it has no secret part; so did a start, a backup and a signed export."""
    with Keyring() as ring:
        own = ring.make_expired("Hotline until 2020 <lea@hotline.example.org>")
        gpg = GnuPG(ring.home, own)
        for tried in (gpg.self_test, lambda: gpg.sign(PAYLOAD)):
            with pytest.raises(Unsealable) as refused:
                tried()
            assert refused.value.why == (
                "Our own key has expired: extend it (docs/administrator.md, When the hotline's key ends)."
            )


def test_the_end_of_what_our_key_signs_with_is_its_end_too() -> None:
    """Its encryption part may have none: no report leaves all the same, and nobody was warned."""
    with Keyring() as ring:
        ring.run("--passphrase", "", "--quick-gen-key", "Hotline", "ed25519", "cert", "never")
        (own,) = ring.fingerprints()
        ring.run("--passphrase", "", "--quick-add-key", own, "cv25519", "encr", "never")
        gpg = GnuPG(ring.home, own)
        assert gpg.key_state(own).why == "The key has no usable part to sign with."

        ring.run("--passphrase", "", "--quick-add-key", own, "ed25519", "sign", "20d")

        state = GnuPG(ring.home, own).key_state(own)
        assert (state.usable, state.why) == (True, "")
        assert state.expires_at is not None
        assert timedelta(days=19) < state.expires_at - datetime.now(UTC) <= timedelta(days=20)
        assert (
            GnuPG(ring.home, "0" * 40).key_state(own).expires_at is None
        )  # somebody else only encrypts to it


# --- verifying -----------------------------------------------------------------------------------


def test_a_detached_signature_verifies_over_exactly_these_bytes(hotline: GnuPG, unit: GnuPG) -> None:
    signature, micalg = hotline.sign(PAYLOAD)
    assert micalg == "pgp-sha512"
    good = unit.verify(PAYLOAD, signature)
    assert good.problem is None
    assert good.signature is not None
    assert unit.verify(PAYLOAD + b"x", signature) == Checked(None, "bad")


def test_P2_the_digest_is_that_of_the_signed_text_and_time_however_it_is_carried(
    hotline: GnuPG, people: People
) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=1)
    at, later = (f"{moment:%Y%m%dT%H%M%S}!" for moment in (soon, soon + timedelta(seconds=1)))
    sealing = ["--armor", "--local-user", people.unit, "--recipient", people.own, "--sign", "--encrypt"]
    sealed = [people.lea.run(*sealing, feed=PAYLOAD, faked=at) for _ in range(2)]
    assert sealed[0] != sealed[1]
    same = [hotline.open(one).checked.signature for one in sealed]
    same.append(hotline.verify(PAYLOAD, people.lea.sign(PAYLOAD, people.unit, faked=at)).signature)
    other = hotline.verify(PAYLOAD, people.lea.sign(PAYLOAD, people.unit, faked=later)).signature
    assert other is not None
    assert {signature and signature.digest for signature in same} == {same[0] and same[0].digest}
    assert other.digest not in {signature.digest for signature in same if signature}
    assert other.made_at == soon.replace(microsecond=0) + timedelta(seconds=1)


def test_P2_a_text_signature_whose_line_ends_were_changed_is_still_the_same_order(
    hotline: GnuPG, people: People
) -> None:
    signature = people.lea.sign(PAYLOAD, people.unit, extra=["--textmode"])
    as_stored = hotline.verify(PAYLOAD.replace(b"\r\n", b"\n"), signature).signature
    as_sent = hotline.verify(PAYLOAD, signature).signature
    assert as_sent is not None
    assert as_sent == as_stored


@pytest.mark.parametrize(("which", "problem"), [("revoked", "revoked key"), ("expired", "expired key")])
def test_P9_a_signature_by_a_key_that_is_no_longer_good_is_a_problem(
    hotline: GnuPG, people: People, which: str, problem: str
) -> None:
    with Keyring() as ring:
        key = ring.make("k <k@example.com>") if which == "revoked" else ring.make_expired("k <k@example.com>")
        signature = ring.sign(PAYLOAD, key, faked="20200101T120000!" if which == "expired" else None)
        if which == "revoked":
            ring.revoke(key)
        with Keyring() as reader:
            own = reader.make("own <a@example.com>")
            reader.take(ring.export(key))
            assert GnuPG(reader.home, own).verify(PAYLOAD, signature) == Checked(None, problem)


def test_P9_a_key_we_do_not_have_is_a_problem(hotline: GnuPG, people: People) -> None:
    with Keyring() as ring:
        key = ring.make("k <k@example.com>")
        assert hotline.verify(PAYLOAD, ring.sign(PAYLOAD, key)) == Checked(None, "unknown key")
        ring.take(people.hotline.export(people.own))
        opened = hotline.open(ring.encrypt(PAYLOAD, [people.own], by=[key]))
        assert opened.plaintext == PAYLOAD
        assert opened.checked == Checked(None, "unknown key")


def test_a_key_in_the_ring_is_named_whether_pinned_or_not(hotline: GnuPG, people: People) -> None:
    checked = hotline.verify(PAYLOAD, people.stranger.sign(PAYLOAD, people.unknown))
    assert checked.signature is not None
    assert checked.signature.fingerprint == people.unknown


def test_P9_two_signatures_are_one_too_many(hotline: GnuPG, people: People) -> None:
    two = people.lea.sign(PAYLOAD, people.unit, people.signs_only)
    assert hotline.verify(PAYLOAD, two) == Checked(None, "two signatures")
    sealed = people.lea.encrypt(PAYLOAD, [people.own], by=[people.unit, people.signs_only])
    assert hotline.open(sealed).checked == Checked(None, "two signatures")


def test_P9_a_signed_message_in_the_place_of_a_signature_is_none(hotline: GnuPG, people: People) -> None:
    opaque = people.lea.run("--armor", "--local-user", people.unit, "--sign", feed=b"other text")
    clear = people.lea.run("--local-user", people.unit, "--clearsign", feed=b"other text")
    for instead in (opaque, clear, b"", b"no signature", people.lea.export(people.unit)):
        assert hotline.verify(PAYLOAD, instead).signature is None
        assert hotline.verify(PAYLOAD, instead).problem


def test_P9_a_weak_digest_does_not_count(hotline: GnuPG, people: People) -> None:
    signature = people.lea.sign(PAYLOAD, people.unit, extra=["--digest-algo", "SHA1"])
    assert hotline.verify(PAYLOAD, signature).signature is None


def test_P9_neither_a_user_id_nor_a_file_name_can_add_a_status_line(people: People) -> None:
    line = f"x\u0085[GNUPG:] VALIDSIG {people.unit} 2026-01-01 1 0 4 0 22 10 00 {people.unit}"
    with Keyring() as ring:
        odd = ring.make(f"{line} <odd@example.org>")
        gpg = GnuPG(ring.home, odd)
        checked = gpg.verify(PAYLOAD, ring.sign(PAYLOAD, odd))
        opened = gpg.open(ring.encrypt(PAYLOAD, [odd], "--set-filename", line))
    assert checked.signature is not None
    assert checked.signature.fingerprint == odd
    assert opened.checked == Checked(None, None)


# --- opening -------------------------------------------------------------------------------------


def test_an_unsigned_ciphertext_opens_without_a_signature_and_without_a_problem(
    hotline: GnuPG, people: People
) -> None:
    opened = hotline.open(people.lea.encrypt(PAYLOAD, [people.own]))
    assert opened.plaintext == PAYLOAD
    assert opened.checked == Checked(None, None)


@pytest.mark.parametrize(
    "made",
    [
        lambda people: people.lea.encrypt(PAYLOAD, [people.unit]),
        lambda people: people.lea.encrypt(PAYLOAD, [people.own], "--rfc2440", "--disable-mdc"),
        lambda people: people.lea.run("--armor", "--local-user", people.unit, "--sign", feed=PAYLOAD),
        lambda people: people.lea.encrypt(PAYLOAD, [people.own])[:-90] + b"\n-----END PGP MESSAGE-----\n",
        lambda people: people.lea.encrypt(PAYLOAD, [people.own]) * 2,
        lambda people: PAYLOAD,
        lambda people: b"",
    ],
    ids=["not to us", "no integrity protection", "only signed", "cut", "two messages", "plain", "nothing"],
)
def test_what_is_not_one_whole_protected_message_to_us_is_undecryptable(
    hotline: GnuPG, people: People, made: Callable[[People], bytes]
) -> None:
    with pytest.raises(Undecryptable):
        hotline.open(made(people))


def test_a_changed_ciphertext_is_undecryptable(hotline: GnuPG, people: People) -> None:
    sealed = bytearray(people.lea.run("--recipient", people.own, "--encrypt", feed=PAYLOAD))
    sealed[-40] ^= 1
    with pytest.raises(Undecryptable):
        hotline.open(bytes(sealed))


def test_a_compressed_bomb_is_stopped_at_the_limit(people: People) -> None:
    gpg = GnuPG(people.hotline.home, people.own, max_output=100_000)
    with Keyring() as unknown:
        signer = unknown.make("k <k@example.com>")
        unknown.take(people.hotline.export(people.own))
        bombs = [
            people.lea.encrypt(b"\0" * 3_000_000, [people.own], by=[people.unit]),
            unknown.encrypt(b"\0" * 3_000_000, [people.own], by=[signer]),
        ]
    for bomb in bombs:
        assert len(bomb) < 10_000
        with pytest.raises(Undecryptable):
            gpg.open(bomb)


# --- keys coming in ------------------------------------------------------------------------------


def test_nobody_but_the_owner_of_the_keyring_imports(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """gpg writes the keyring anew, as root's: with a umask of 077 the daemon finds no key at all any more."""
    gpg = GnuPG(people.hotline.home, people.own)
    keyring = people.hotline.home / "pubring.kbx"
    before = keyring.read_bytes()
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(people.hotline.home).st_uid + 1)

    with pytest.raises(Permanent, match="belongs to another user: run this as"):
        gpg.import_key(people.lea.export(people.unit), people.unit)
    assert keyring.read_bytes() == before


def test_only_the_expected_key_is_imported(people: People) -> None:
    with Keyring() as ring:
        own = ring.make("own <a@example.com>")
        gpg = GnuPG(ring.home, own)
        for block in (
            people.lea.export(people.revoked),
            people.lea.export(people.unit) + people.lea.export(people.revoked),
            people.lea.export(people.unit, secret=True),
            b"no key",
        ):
            with pytest.raises(Permanent):
                gpg.import_key(block, people.unit)
        assert ring.fingerprints() == [own]
        assert not gpg.key_state(people.unit).usable
        gpg.import_key(people.lea.export(people.unit), people.unit)
        assert gpg.key_state(people.unit).usable


# --- a gpg that is not well ----------------------------------------------------------------------


def test_the_self_test_passes_with_a_cold_agent_and_fails_without_a_secret_key(people: People) -> None:
    GnuPG(people.hotline.home, people.own).self_test()
    with pytest.raises(Permanent):
        GnuPG(people.stranger.home, people.own).self_test()
    with pytest.raises(Permanent, match="not in the keyring"):
        GnuPG(people.stranger.home, "A" * 40).self_test()


def test_the_self_test_notices_a_passphrase_that_the_agent_would_hide() -> None:
    with Keyring() as ring:
        own = ring.make("own <a@example.com>", passphrase="right")
        sealed = ring.encrypt(PAYLOAD, [own])
        locked = GnuPG(ring.home, own)
        with pytest.raises(Permanent):
            locked.self_test()
        with pytest.raises(Temporary):
            locked.open(sealed)


def test_a_mail_for_another_key_of_the_home_that_has_a_passphrase_does_not_wait_for_ever() -> None:
    with Keyring() as ring:
        other = ring.make("older <b@example.com>", passphrase="right")
        own = ring.make("own <a@example.com>")
        gpg = GnuPG(ring.home, own)
        gpg.close()
        for option in ("--recipient", "--hidden-recipient"):
            sealed = ring.run("--armor", option, other, "--encrypt", feed=PAYLOAD)
            with pytest.raises(Undecryptable):
                gpg.open(sealed)
        assert gpg.open(ring.encrypt(PAYLOAD, [own])).plaintext == PAYLOAD


def test_a_mail_for_our_key_is_opened_beside_another_key_of_the_home_that_has_a_passphrase() -> None:
    with Keyring() as ring:
        older = ring.make("older <b@example.com>", passphrase="right")
        own = ring.make("own <a@example.com>")
        gpg = GnuPG(ring.home, own)
        gpg.close()
        hidden = ring.run("--armor", "--hidden-recipient", own, "--encrypt", feed=PAYLOAD)
        for sealed in (hidden, ring.encrypt(PAYLOAD, [older, own]), ring.encrypt(PAYLOAD, [own, older])):
            assert gpg.open(sealed).plaintext == PAYLOAD


def test_a_mail_for_our_key_waits_once_that_has_a_passphrase_like_another_one_of_the_home() -> None:
    with Keyring() as ring, Keyring() as sender:
        older = ring.make("older <b@example.com>", passphrase="right")
        own = ring.make("own <a@example.com>", passphrase="right")
        for key in (older, own):
            sender.take(ring.run("--armor", "--export", key))
        gpg = GnuPG(ring.home, own)
        gpg.close()
        for option in ("--recipient", "--hidden-recipient"):
            sealed = sender.run("--armor", option, own, "--encrypt", feed=PAYLOAD)
            with pytest.raises(Temporary):
                gpg.open(sealed)


def test_gpg_that_is_not_there_is_told_in_a_sentence(people: People) -> None:
    with pytest.raises(Permanent, match="gpg is not installed or not at /nowhere/gpg"):
        GnuPG(people.hotline.home, people.own, binary="/nowhere/gpg")
    with pytest.raises(Permanent, match="home directory"):
        GnuPG(Path("/nowhere"), people.own)
    with pytest.raises(Permanent, match="does not answer"):
        GnuPG(people.hotline.home, people.own, binary="false")


@pytest.mark.parametrize(
    ("told", "raised"),
    [
        ("'ERROR keylist.getkey 134250561'", Temporary),  # too many open files
        ("'ERROR add_keyblock_resource 33587201' 'ERROR keylist.getkey 9'", Unsealable),  # may not be read
    ],
)
def test_P4_a_machine_short_of_memory_or_files_lacks_no_key(
    people: People, tmp_path: Path, told: str, raised: type[Exception]
) -> None:
    """gpg lists no key then, either: a report was blocked, and the LEA asked to phone.  A keyring that it may
    not read is one without keys, since that is for a person, at once."""
    binary = Path(fake_gpg(tmp_path, ""))
    binary.write_text(
        '#!/bin/sh\ncase " $* " in *" --list-keys "*) ;; *) exec gpg "$@";; esac\n'
        'while [ "$1" != --status-fd ]; do shift; done; exec 9>"/proc/self/fd/$2"\n'
        f"printf '[GNUPG:] %s\\n' {told} 'FAILURE gpg-exit 33554433' >&9; exit 2\n"
    )
    gpg = GnuPG(people.hotline.home, people.own, binary=str(binary))

    with pytest.raises(raised):
        gpg.seal(PAYLOAD, [people.unit])


def test_P4_a_keyring_that_may_be_read_again_is_one_with_keys_at_once(tmp_path: Path) -> None:
    """Nothing was written to it: only whose it is has changed, as by the chown that `check` names."""
    with Keyring() as ring, Keyring() as lea:
        own, unit = ring.make("own <lea@hotline.example.org>"), lea.make("unit <unit@example.com>")
        ring.take(lea.export(unit))
        keyring = ring.home / "pubring.kbx"
        binary = Path(fake_gpg(tmp_path, ""))
        binary.write_text(
            '#!/bin/sh\ncase " $* " in *" --list-keys "*) ;; *) exec gpg "$@";; esac\n'
            f'[ "$(stat -c %a {keyring})" = 0 ] || exec gpg "$@"\n'
            'while [ "$1" != --status-fd ]; do shift; done; exec 9>"/proc/self/fd/$2"\n'
            "printf '[GNUPG:] %s\\n' 'ERROR add_keyblock_resource 33587201' >&9\n"
            "printf '[GNUPG:] %s\\n' 'ERROR keylist.getkey 9' >&9; exit 2\n"
        )
        gpg = GnuPG(ring.home, own, binary=str(binary))
        mode = keyring.stat().st_mode
        keyring.chmod(0)
        with pytest.raises(Unsealable):
            gpg.seal(PAYLOAD, [unit])
        keyring.chmod(mode)

        assert gpg.seal(PAYLOAD, [unit])


def test_gpg_that_vanishes_while_we_run_is_temporary(people: People, tmp_path: Path) -> None:
    binary = fake_gpg(tmp_path, 'exec gpg "$@"\n')
    gpg = GnuPG(people.hotline.home, people.own, binary=binary)
    gpg.key_state(people.unit)
    gpg.seal(PAYLOAD, [people.unit])
    Path(binary).unlink()
    for call in _calls(gpg, people):
        with pytest.raises(Temporary):
            call()


@pytest.mark.parametrize(
    "script",
    [
        "sleep 60\n",
        'case "$*" in *--detach-sign*) sleep 60;; esac\nexec gpg "$@"\n',
        'case "$*" in *--detach-sign*) kill -9 $$;; esac\nexec gpg "$@"\n',
    ],
)
def test_a_gpg_that_does_not_answer_at_a_start_leaves_it_to_be_tried_again(
    people: People, tmp_path: Path, script: str
) -> None:
    """With Permanent the daemon ends as for a fault of the configuration, and systemd lets it lie."""
    with pytest.raises(Temporary):
        GnuPG(people.hotline.home, people.own, binary=fake_gpg(tmp_path, script), timeout=2).self_test()


def test_a_machine_that_starts_no_process_just_now_does_not_lack_gpg(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(Temporary, match="Resource temporarily unavailable"):
        GnuPG(people.hotline.home, people.own)


@pytest.mark.parametrize("gone", ["", "pubring.kbx"])
def test_P5_without_the_keyring_a_mail_is_neither_for_somebody_else_nor_by_an_unknown_key(gone: str) -> None:
    """The disk of the home is away, or root's gpg has left a keyring that only root may read."""
    with Keyring() as ring, Keyring() as unit:
        own, key = ring.make("own <lea@hotline.example.org>"), unit.make("unit <unit@example.com>")
        ring.take(unit.export(key))
        unit.take(ring.export(own))
        gpg = GnuPG(ring.home, own)
        hold, signature = unit.encrypt(PAYLOAD, [own], by=[key]), unit.sign(PAYLOAD, key)
        assert gpg.verify(PAYLOAD, signature).signature is not None
        assert gpg.open(hold).checked.signature is not None

        there = ring.home / gone
        away = there.rename(there.with_name(f"{there.name}-away"))
        try:
            for call in (lambda: gpg.open(hold), lambda: gpg.verify(PAYLOAD, signature)):
                with pytest.raises(Temporary):
                    call()
        finally:
            away.rename(there)
        assert gpg.verify(PAYLOAD, signature).signature is not None
        assert gpg.open(hold).checked.signature is not None


@pytest.mark.parametrize(
    "script",
    [
        "sleep 60\n",
        'sleep 60 &\necho $! >>"$0.left"\nexit 0\n',
        "exit 0\n",
        "exit 2\n",
        "cat\n",
        "echo '[GNUPG:] BADSIG' >&2; echo '[GNUPG:]' >&2; head -c 9999 /dev/urandom\n",
        "kill -9 $$\n",
        # Every status line of success, on whatever descriptor gpg was given, and then the input itself.
        'while [ "$1" != --status-fd ]; do shift; done; exec 9>"/proc/self/fd/$2"\n'
        "printf '[GNUPG:] %s\\n' BEGIN_SIGNING 'SIG_CREATED S 22 10 00 1 A' END_ENCRYPTION ERRSIG >&9\ncat\n",
    ],
    ids=["hangs", "leaves a child", "silent", "silent failure", "echo", "garbage", "killed", "liar"],
)
def test_P4_a_gpg_that_is_not_well_gives_neither_plaintext_nor_an_empty_seal(
    people: People, tmp_path: Path, script: str
) -> None:
    gpg = GnuPG(people.hotline.home, people.own, binary=fake_gpg(tmp_path, script), timeout=1.0)
    began = time.monotonic()
    for payload in (PAYLOAD, bytes(2**20)):  # more than a pipe takes
        with pytest.raises(Temporary):
            gpg.seal(payload, [people.unit])
    with pytest.raises(Temporary):
        gpg.sign(PAYLOAD)
    with pytest.raises((Temporary, Undecryptable)):
        gpg.open(PAYLOAD)
    with suppress(Temporary):
        assert gpg.verify(PAYLOAD, PAYLOAD).signature is None
    assert time.monotonic() - began < 20
    assert not list(people.hotline.home.glob("sig-*"))
    left = tmp_path / "gpg.left"
    assert not any(_works(pid) for pid in (left.read_text().split() if left.exists() else ()))


def _works(pid: str) -> bool:
    """Whether a process is there still, in a moment, and no zombie."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return False
        except (FileNotFoundError, ProcessLookupError):
            return False
        time.sleep(0.01)
    return True


def test_an_agent_that_ends_while_it_is_asked_blocks_no_report(people: People, tmp_path: Path) -> None:
    """As `hotlined check`, or another daemon, ends it: gpg gives no reason why our key cannot sign then."""
    script = (
        'while [ "$1" != --status-fd ]; do shift; done; exec 9>"/proc/self/fd/$2"\n'
        f"printf '[GNUPG:] %s\\n' 'INV_SGNR 0 {people.own}' 'FAILURE sign-encrypt 33587309' >&9; exit 2\n"
    )
    gpg = GnuPG(people.hotline.home, people.own, binary=fake_gpg(tmp_path, script))
    with pytest.raises(Temporary, match="at the moment"):
        gpg.seal(PAYLOAD, [people.unit])
    with pytest.raises(Temporary, match="at the moment"):
        gpg.sign(PAYLOAD)


@pytest.mark.parametrize("reason", ["INV_SGNR 0 {own}", "PROGRESS - ? 0 0"])
def test_an_agent_that_was_ended_once_is_asked_again_at_once(
    people: People, tmp_path: Path, reason: str
) -> None:
    """Before it was asked to sign, or in the middle of that."""
    told = reason.format(own=people.own)
    script = (
        f'case "$*" in *sign*) if mkdir {tmp_path}/first; then '
        'while [ "$1" != --status-fd ]; do shift; done; exec 9>"/proc/self/fd/$2"; '
        f"printf '[GNUPG:] %s\\n' '{told}' 'FAILURE sign-encrypt 33587309' >&9; exit 2; "
        'fi;; esac; exec gpg "$@"\n'
    )
    gpg = GnuPG(people.hotline.home, people.own, binary=fake_gpg(tmp_path, script))
    assert gpg.seal(PAYLOAD, [people.unit]).startswith(b"-----BEGIN PGP MESSAGE")
    (tmp_path / "first").rmdir()
    assert b"PGP SIGNATURE" in gpg.sign(PAYLOAD)[0]
    assert (tmp_path / "first").is_dir()


LOST = (
    'case "$*" in *--decrypt*) if [ "$(ls {count} | wc -l)" -lt {times} ]; then mktemp {count}/XXXXXX >&2; '
    'while [ "$1" != --status-fd ]; do shift; done; exec 9>"/proc/self/fd/$2"; '
    "printf '[GNUPG:] %s\\n' 'ENC_TO {key} 18 0' 'NO_SECKEY {key}' 'ERROR pkdecrypt_failed {error}'"
    " BEGIN_DECRYPTION DECRYPTION_FAILED END_DECRYPTION 'FAILURE gpg-exit 33554433' >&9; exit 2; "
    'fi;; esac; exec gpg "$@"\n'
)


def _losing(people: People, folder: Path, times: int, key: str = "", error: int = 33554449) -> GnuPG:
    """A gpg without its agent for so many calls: it says of a mail for us that it has no secret key."""
    (folder / "lost").mkdir()
    own = GnuPG(people.hotline.home, people.own)
    (ours,) = own.key_state(people.own).encryption_key_ids
    script = LOST.format(count=folder / "lost", times=times, key=key or ours, error=error)
    return GnuPG(people.hotline.home, people.own, binary=fake_gpg(folder, script))


@pytest.mark.parametrize("key", ["", "0" * 16], ids=["named", "hidden"])
def test_P5_a_mail_for_us_is_not_put_aside_because_the_agent_was_ended(
    people: People, tmp_path: Path, key: str
) -> None:
    sealed = GnuPG(people.hotline.home, people.own).seal(PAYLOAD, [people.unit])
    assert _losing(people, tmp_path, 2, key).open(sealed).plaintext == PAYLOAD


@pytest.mark.parametrize("error", [67141718, 16810070, 67141697], ids=["agent", "libgcrypt", "files"])
def test_P5_nor_because_the_agent_was_short_of_memory_or_files(
    people: People, tmp_path: Path, error: int
) -> None:
    sealed = GnuPG(people.hotline.home, people.own).seal(PAYLOAD, [people.unit])
    assert _losing(people, tmp_path, 2, error=error).open(sealed).plaintext == PAYLOAD


def test_P5_without_an_agent_a_mail_for_us_stays_where_it_is(people: People, tmp_path: Path) -> None:
    sealed = GnuPG(people.hotline.home, people.own).seal(PAYLOAD, [people.unit])
    with pytest.raises(Temporary, match="at the moment"):
        _losing(people, tmp_path, 99).open(sealed)


def test_a_mail_that_only_seems_to_be_for_us_does_not_stay_for_ever(people: People, tmp_path: Path) -> None:
    """The agent is there, as another mail shows."""
    with pytest.raises(Undecryptable, match="not encrypted to our key"):
        _losing(people, tmp_path, 3).open(PAYLOAD)


def test_P5_on_a_full_disk_no_mail_is_put_aside_and_no_signature_is_bad(
    people: People, tmp_path: Path
) -> None:
    """gpg opens the mail, finds the signature good, and fails: it cannot lock the keyring."""
    own = GnuPG(people.hotline.home, people.own)
    full = tmp_path / "full"
    script = f'if [ -e {full} ]; then trap "" XFSZ; ulimit -f 0; fi; exec gpg "$@"\n'
    gpg = GnuPG(people.hotline.home, people.own, binary=fake_gpg(tmp_path, script))
    sealed, (signature, _) = own.seal(PAYLOAD, [people.unit]), own.sign(PAYLOAD)

    full.touch()
    for call in (lambda: gpg.open(sealed), lambda: gpg.verify(PAYLOAD, signature)):
        with pytest.raises(Temporary, match="at the moment"):
            call()
    full.unlink()
    assert gpg.open(sealed).plaintext == PAYLOAD
    assert gpg.verify(PAYLOAD, signature).signature is not None


def test_P11_on_a_full_disk_our_own_key_is_not_said_to_be_of_no_use(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The daemon ended as for a wrong configuration, and systemd let it lie when there was room again."""
    full = tmp_path / "full"
    script = f'if [ -e {full} ]; then trap "" XFSZ; ulimit -f 0; fi; exec gpg "$@"\n'
    gpg = GnuPG(people.hotline.home, people.own, binary=fake_gpg(tmp_path, script))

    def no_room(*_: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    gpg.self_test()
    full.touch()
    monkeypatch.setattr(tempfile, "TemporaryFile", no_room)
    with pytest.raises(Temporary):
        gpg.self_test()


def test_P11_a_home_that_may_not_be_written_is_no_full_disk(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service was started again and again, and told of room; `check` names the chown that is needed."""
    script = 'trap "" XFSZ; ulimit -f 0; exec gpg "$@"\n'
    gpg = GnuPG(people.hotline.home, people.own, binary=fake_gpg(tmp_path, script))

    def not_ours(*_: object, **more: object) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "TemporaryFile", not_ours)
    with pytest.raises(Permanent, match="cannot sign with our own key"):
        gpg.self_test()


def test_P5_nor_where_the_disk_has_room_again_before_gpg_is_looked_at(people: People, tmp_path: Path) -> None:
    own = GnuPG(people.hotline.home, people.own)
    script = (
        f'case "$*" in *--decrypt*|*--verify*) if [ -e {tmp_path}/full ]; then rm {tmp_path}/full; '
        'trap "" XFSZ; ulimit -f 0; fi;; esac; exec gpg "$@"\n'
    )
    gpg = GnuPG(people.hotline.home, people.own, binary=fake_gpg(tmp_path, script))
    sealed, (signature, _) = own.seal(PAYLOAD, [people.unit]), own.sign(PAYLOAD)

    for call in (lambda: gpg.open(sealed).checked, lambda: gpg.verify(PAYLOAD, signature)):
        (tmp_path / "full").touch()
        assert call().signature is not None
        assert not (tmp_path / "full").exists()


def test_P5_an_odd_mail_does_not_stay_for_ever_where_our_own_key_has_expired(people: People) -> None:
    """gpg opens what was encrypted before, and encrypts nothing to it: a mail of ours proves nothing."""
    with Keyring() as ring:
        own = ring.make_expired("Hotline until 2020 <lea@hotline.example.org>")
        sealed = ring.run("--armor", "--encrypt", "--recipient", own, feed=PAYLOAD, faked=PAST)
        junk = b"\n-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----\n"
        gpg = GnuPG(ring.home, own)
        assert gpg.open(sealed).plaintext == PAYLOAD
        with pytest.raises(Undecryptable, match="gpg reports a failure"):
            gpg.open(sealed + junk)
        gpg.close()


def _calls(gpg: GnuPG, people: People) -> list[Callable[[], object]]:
    return [
        lambda: gpg.seal(PAYLOAD, [people.unit]),
        lambda: gpg.sign(PAYLOAD),
        lambda: gpg.open(PAYLOAD),
        lambda: gpg.verify(PAYLOAD, b"x"),
    ]
