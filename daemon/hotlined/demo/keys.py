"""Throw-away OpenPGP keys in homes of their own, through the real gpg.

A home lies right under /tmp: the agent's socket path must stay below 108 bytes.  Keys are ed25519 with
a cv25519 subkey and no passphrase, so one costs a few hundredths of a second.  Time inside gpg can be set
(`at`), which makes keys that have expired and signatures that are stale.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import gnupg

from hotlined.app.ports import Permanent

OPTIONS = ("--no-options", "--no-auto-key-retrieve", "--no-auto-key-locate", "--disable-dirmngr")
LONGEST_HOME = 80  # characters; beyond about 85 gpg cannot reach its agent
HASHES = {"8": "pgp-sha256", "9": "pgp-sha384", "10": "pgp-sha512"}  # RFC 9580 section 9.5, RFC 3156


class GpgRefused(Exception):
    """gpg did not do what was asked; the text is gpg's own status, never content."""


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A decrypted message: its bytes, and who signed inside (primary fingerprint), None if nobody did."""

    data: bytes
    signer: str | None


class Keyring:
    """One person's gpg home; made if it is missing, owner-only.

    Used in a `with`, or closed by hand; a home from `throwaway` is deleted on close.
    """

    def __init__(self, home: Path) -> None:
        if len(str(home)) > LONGEST_HOME:
            raise ValueError(f"a gpg home of {len(str(home))} characters is too long: at most {LONGEST_HOME}")
        self.home = home
        self._delete = False
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._gpg = self._at(None)

    @classmethod
    def throwaway(cls) -> Self:
        """A keyring in a new, short temporary home that vanishes on close."""
        ring = cls(Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp")))
        ring._delete = True
        return ring

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End this home's agent, and delete a throw-away home."""
        command = ["gpgconf", "--homedir", str(self.home), "--kill", "all"]
        subprocess.run(command, check=False, capture_output=True, timeout=10)  # noqa: S603 - fixed command
        if self._delete:
            shutil.rmtree(self.home, ignore_errors=True)

    def make(self, name: str, address: str, *, expires: str = "0", at: datetime | None = None) -> str:
        """Make a key pair and return its fingerprint (40 upper-case hex digits).

        `expires` is gpg's: "0" for never, "seconds=N", "2y".  With `at` (aware) the key is born at that
        moment: born a year ago with "seconds=86400", it has long expired.
        """
        gpg = self._at(at)
        order = gpg.gen_key_input(
            key_type="EDDSA", key_curve="ed25519", key_usage="sign",
            subkey_type="ECDH", subkey_curve="cv25519", subkey_usage="encrypt",
            name_real=name, name_email=address, expire_date=expires, no_protection=True,
        )  # fmt: skip
        made = gpg.gen_key(order)
        if not made.fingerprint:
            raise GpgRefused(f"no key was made: {made.status}")
        return str(made.fingerprint)

    def extend(self, fingerprint: str) -> None:
        """Let a key of this ring, with its subkeys, live on for a year; pass the public key on again."""
        listed = self._gpg.list_keys(keys=[fingerprint])
        # By name, since "*" leaves out subkeys that have expired already.
        subkeys = [subkey[2] for key in listed for subkey in key["subkeys"]]
        for parts in ([], subkeys):
            self._change("--quick-set-expire", fingerprint, "1y", *parts)

    def add_address(self, fingerprint: str, name: str, address: str) -> None:
        """Let a key of this ring name another address; one that it names already stays as it is."""
        known = {uid for key in self._gpg.list_keys(keys=[fingerprint]) for uid in key["uids"]}
        if f"{name} <{address}>" not in known:
            self._change("--quick-add-uid", fingerprint, f"{name} <{address}>")

    def put_first(self, fingerprint: str, name: str, address: str) -> None:
        """Make an address the main one of a key of this ring, once all are on it."""
        self._change("--quick-set-primary-uid", fingerprint, f"{name} <{address}>")

    def _change(self, what: str, fingerprint: str, *words: str) -> None:
        command = ["gpg", "--homedir", str(self.home), *OPTIONS, "--batch", "--pinentry-mode", "loopback"]
        command += ["--passphrase", "", what, fingerprint, *words]
        if subprocess.run(command, check=False, capture_output=True, timeout=10).returncode:  # noqa: S603
            raise GpgRefused(f"{fingerprint}: {what} was refused")

    def export_secret(self, fingerprint: str) -> str:
        """The key pair, armored and without passphrase: for a mail program of the sandbox."""
        armored = str(self._gpg.export_keys(fingerprint, secret=True, passphrase="", expect_passphrase=False))
        if not armored:
            raise GpgRefused(f"{fingerprint}: no such key pair")
        return armored

    def export(self, fingerprint: str) -> str:
        """The public key, armored."""
        armored = str(self._gpg.export_keys(fingerprint))
        if not armored:
            raise GpgRefused(f"{fingerprint}: no such key")
        return armored

    def import_(self, armored: str) -> tuple[str, ...]:
        """Take in public keys; their fingerprints."""
        result = self._gpg.import_keys(armored)
        if not result.fingerprints:
            raise GpgRefused("no key in what was to be imported")
        return tuple(dict.fromkeys(str(fingerprint) for fingerprint in result.fingerprints))

    def sign(self, data: bytes, fingerprint: str, *, at: datetime | None = None) -> tuple[str, str]:
        """A detached armored signature, and its `micalg` (RFC 3156 section 5)."""
        made = self._at(at).sign(data, keyid=fingerprint, detach=True)
        if not made.data or made.hash_algo not in HASHES:
            raise GpgRefused(f"not signed: {made.status}")
        return bytes(made.data).decode("ascii"), HASHES[made.hash_algo]

    def seal(
        self, data: bytes, to: Sequence[str], *, signer: str | None = None, at: datetime | None = None
    ) -> str:
        """Encrypt to the fingerprints, signed inside where a signer is given; armored."""
        made = self._at(at).encrypt(data, list(to), sign=signer, always_trust=True, armor=True)
        if not made.ok or made.returncode:
            raise GpgRefused(f"not encrypted: {made.status}")
        return bytes(made.data).decode("ascii")

    def unseal(self, ciphertext: bytes) -> Unsealed:
        """Decrypt, and say who signed inside."""
        result = self._gpg.decrypt(ciphertext, always_trust=True)
        if not result.ok:
            raise GpgRefused(f"not decrypted: {result.status}")
        return Unsealed(data=bytes(result.data), signer=_signer(result))

    def verify(self, data: bytes, signature: bytes) -> str | None:
        """The primary fingerprint of the one valid signature; None for anything less."""
        with tempfile.NamedTemporaryFile(dir=self.home) as file:  # gpg wants the signature as a file
            file.write(signature)
            file.flush()
            return _signer(self._gpg.verify_data(file.name, data))

    def _at(self, moment: datetime | None) -> Any:
        options = list(OPTIONS)
        if moment is not None:
            options += ["--faked-system-time", f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}!"]
        try:
            gpg = gnupg.GPG(gnupghome=str(self.home), options=options)
        except OSError:
            raise Permanent("gpg is not installed, or not in PATH") from None
        gpg.encoding = "utf-8"
        return gpg


def _signer(result: Any) -> str | None:
    # a missing secret key is about the other recipients; expired or revoked signers are not `valid`
    problems = [one for one in result.problems if one["status"] != "no secret key"]
    if problems or not result.valid or len(result.sig_info) != 1:
        return None
    (info,) = result.sig_info.values()
    return str(info["pubkey_fingerprint"])
