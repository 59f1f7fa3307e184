"""OpenPGP: the keyring, and what GnuPG does with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hotlined.domain.mail.message import Signature


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of verifying: exactly one valid signature, or the problem in a word or two."""

    signature: Signature | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A decrypted message and what was signed inside it."""

    plaintext: bytes
    checked: Checked


@dataclass(frozen=True, slots=True)
class KeyState:
    """Whether a pinned key can be used, and until when."""

    fingerprint: str
    usable: bool
    why: str  # "" when usable, else a sentence
    expires_at: datetime | None
    encryption_key_ids: frozenset[str]  # 16 upper-case hex digits of each usable encryption subkey
    user_ids: tuple[str, ...] = ()


class Keyring(Protocol):
    """The keys that gpg has; thread-safe."""

    def key_state(self, fingerprint: str) -> KeyState:
        """The state of a key in our keyring; Temporary when gpg fails, never anything for a missing key."""


class OpenPGP(Keyring, Protocol):
    """GnuPG behind deadlines; thread-safe."""

    def seal(self, payload: bytes, fingerprints: Sequence[str]) -> bytes:
        """Sign with our key and encrypt to exactly these and our own; ASCII armour.

        Raises Unsealable (key missing, expired, revoked), Temporary (gpg hangs, produced nothing)."""

    def sign(self, payload: bytes) -> tuple[bytes, str]:
        """A detached ASCII-armoured signature, and micalg (RFC 3156 section 5)."""

    def open(self, ciphertext: bytes) -> Opened:
        """Decrypt and verify in one call; raises Undecryptable or Temporary."""

    def verify(self, signed: bytes, signature: bytes) -> Checked:
        """Verify a detached signature over exactly these bytes; raises Temporary."""
