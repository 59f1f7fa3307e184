"""Throw-away OpenPGP key homes with real gpg: fast Curve25519 keys without passphrase.

Each `Keyring` is one home in a short /tmp path (a gpg-agent socket path has 108 characters at most)
with its own agent, which `close` kills.  A session fixture makes one ring per person, `introduce`
lets them know each other's public keys.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PAST = "20200101T000000"  # for keys that have long expired


class Keyring:
    """One gpg home; also a context manager.  Raises RuntimeError when gpg refuses."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
        (self.home / "gpg-agent.conf").write_text("s2k-count 65536\n")  # else half a second per passphrase
        self._gpg = ["gpg", "--homedir", str(self.home), "--no-options", "--batch", "--quiet", "--no-tty"]
        self._gpg += ["--yes", "--pinentry-mode", "loopback", "--trust-model", "always", "--disable-dirmngr"]

    def __enter__(self) -> "Keyring":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def run(self, *args: str, feed: bytes = b"", faked: str | None = None) -> bytes:
        """Run gpg in this home and return its standard output."""
        fake = ["--faked-system-time", faked] if faked else []
        done = subprocess.run(
            [*self._gpg, *fake, *args],
            input=feed,
            capture_output=True,
            timeout=30,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"gpg {args[0]}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def make(
        self,
        uid: str,
        *,
        expires: str = "never",
        made: str | None = None,
        passphrase: str = "",
        signs_only: bool = False,
    ) -> str:
        """Make a key and return its fingerprint; `made` is a faked creation time like PAST."""
        known = set(self.fingerprints())
        usage, algorithm = ("sign", "ed25519") if signs_only else ("default", "default")
        self.run("--passphrase", passphrase, "--quick-gen-key", uid, algorithm, usage, expires, faked=made)
        (new,) = set(self.fingerprints()) - known
        return new

    def make_expired(self, uid: str) -> str:
        """A key that was valid for one day in 2020."""
        return self.make(uid, expires="1d", made=PAST)

    def fingerprints(self) -> list[str]:
        """The primary fingerprints in this home."""
        found, after_pub = [], False
        for line in self.run("--with-colons", "--list-keys").decode().split("\n"):
            fields = line.split(":")
            if fields[0] == "fpr" and after_pub:
                found.append(fields[9])
            after_pub = fields[0] == "pub"
        return found

    def part(self, fingerprint: str) -> str:
        """The fingerprint of the key's first subkey."""
        lines = self.run("--with-colons", "--with-subkey-fingerprint", "--list-keys", fingerprint).decode()
        found = [line.split(":")[9] for line in lines.split("\n") if line.startswith("fpr:")]
        return found[1]

    def export(self, fingerprint: str, *, secret: bool = False) -> bytes:
        """The armoured key, with its secret part if asked."""
        command = "--export-secret-keys" if secret else "--export"
        return self.run("--armor", "--passphrase", "", command, fingerprint)

    def take(self, armored: bytes) -> None:
        """Import a key as it is."""
        self.run("--import", feed=armored)

    def revoke(self, fingerprint: str) -> None:
        """Revoke a key of this home with the certificate made at its creation."""
        certificate = self.home / "openpgp-revocs.d" / f"{fingerprint}.rev"
        self.take(certificate.read_text().replace(":-----BEGIN", "-----BEGIN").encode())

    def disable(self, fingerprint: str) -> None:
        """Disable a key, as a person would by --edit-key."""
        self.run("--command-fd", "0", "--no-batch", "--edit-key", fingerprint, feed=b"disable\nsave\n")

    def encrypt(self, data: bytes, to: Sequence[str], *extra: str, by: Sequence[str] = ()) -> bytes:
        """Encrypt (and sign, with each of `by`) in one armoured message; `extra` are gpg options."""
        signers = [arg for fingerprint in by for arg in ("--local-user", fingerprint)]
        recipients = [arg for fingerprint in to for arg in ("--recipient", fingerprint)]
        sign = ["--sign"] if by else []
        return self.run("--armor", *extra, *signers, *recipients, *sign, "--encrypt", feed=data)

    def sign(self, data: bytes, *by: str, faked: str | None = None, extra: Sequence[str] = ()) -> bytes:
        """A detached armoured signature, with each of `by`."""
        signers = [arg for fingerprint in by for arg in ("--local-user", fingerprint)]
        return self.run("--armor", *extra, *signers, "--detach-sign", feed=data, faked=faked)

    def decrypt(self, ciphertext: bytes) -> bytes:
        """What a person with this home reads."""
        return self.run("--decrypt", feed=ciphertext)

    def close(self) -> None:
        """Kill the agent of this home and remove the home."""
        kill = ["gpgconf", "--homedir", str(self.home), "--kill", "all"]
        subprocess.run(kill, capture_output=True, timeout=30, check=False, env=dict(os.environ))
        shutil.rmtree(self.home, ignore_errors=True)


def introduce(*rings: Keyring) -> None:
    """Give each ring the public keys of all the others."""
    public = [ring.run("--armor", "--export") for ring in rings]
    for ring in rings:
        for keys, owner in zip(public, rings, strict=True):
            if owner is not ring and keys:
                ring.take(keys)


@dataclass(frozen=True, slots=True)
class People:
    """Who the tests of OpenPGP are about; each has the public keys of the others."""

    hotline: Keyring
    lea: Keyring
    stranger: Keyring
    own: str  # the hotline's fingerprint
    unit: str  # the LEA unit's
    unknown: str  # the stranger's; in the hotline's ring, but pinned nowhere
    expired: str  # of the LEA, in the hotline's ring
    revoked: str
    disabled: str
    signs_only: str


@contextmanager
def everybody() -> Iterator[People]:
    """Make all rings and keys (about half a second), and take them away again."""
    with Keyring() as hotline, Keyring() as lea, Keyring() as stranger:
        own = hotline.make("Hotline <lea@hotline.example.org>")
        for box in ("intake", "ntd"):
            hotline.run("--passphrase", "", "--quick-add-uid", own, f"Hotline <{box}@hotline.example.org>")
        unit = lea.make("Unit <unit@police.example.com>")
        unknown = stranger.make("Stranger <x@example.org>")
        expired = lea.make_expired("Unit until 2020 <unit@police.example.com>")
        revoked, disabled = lea.make("Revoked <r@police.example>"), lea.make("Disabled <d@police.example>")
        signs_only = lea.make("Signs only <s@police.example>", signs_only=True)
        introduce(hotline, lea, stranger)
        lea.revoke(revoked)
        hotline.take(lea.export(revoked))
        hotline.disable(disabled)
        yield People(hotline, lea, stranger, own, unit, unknown, expired, revoked, disabled, signs_only)


@pytest.fixture(scope="session", name="people")
def people_fixture() -> Iterator[People]:
    """`everybody`, once for a session; import it into the module that needs it."""
    with everybody() as people:
        yield people


def fake_gpg(folder: Path, script: str) -> str:
    """A shell script in the place of gpg, that still answers --list-config and --list-keys as gpg does."""
    path = folder / "gpg"
    path.write_text(
        '#!/bin/sh\ncase " $* " in *" --list-config "*|*" --list-keys "*) exec gpg "$@";; esac\n' + script
    )
    path.chmod(0o700)
    return str(path)
