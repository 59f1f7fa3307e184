"""`ports.OpenPGP` without gpg: real packet and armour formats around a toy cipher.

What it seals passes the gate's proof, which reads packets and does not decrypt; what it opens and verifies
are its own makes.  A fingerprint is its own key, its last 16 digits the id of its encryption subkey.
"""

import base64
import hashlib
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

from hotlined.app.ports import Checked, KeyState, Opened, Temporary, Undecryptable, Unsealable
from hotlined.domain.mail.message import Signature
from hotlined.domain.mail.packets import dearmour, split_packets

MISSING = "The key is not in the keyring."
MADE_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class FakeOpenPGP:
    """Our keyring.

    `broken` are reasons by fingerprint why a key cannot be used (MISSING: it is not there), `ends` when
    one ends, `hangs`: gpg does not answer.  `opens` counts the calls that would have started gpg for reading.
    """

    def __init__(self, own: str) -> None:
        self.own = own
        self.broken: dict[str, str] = {}
        self.ends: dict[str, datetime] = {}
        self.imported: set[str] = set()  # other secret keys in our keyring
        self.hangs = False
        self.opens = 0
        self.made_at = MADE_AT  # of signatures that `signer` and `sealer` make

    # --- ports.OpenPGP ---------------------------------------------------------------------------

    def seal(self, payload: bytes, fingerprints: Sequence[str]) -> bytes:
        """Sign with our key and encrypt to exactly these and our own."""
        self._answers()
        for fingerprint in fingerprints:
            if fingerprint in self.broken:
                raise Unsealable(fingerprint, self.broken[fingerprint])
        return sealed(payload, (*fingerprints, self.own), self.own, self.made_at)

    def sign(self, payload: bytes) -> tuple[bytes, str]:
        """A detached signature by our key."""
        self._answers()
        return signature_of(payload, self.own, self.made_at), "pgp-sha256"

    def open(self, ciphertext: bytes) -> Opened:
        """Decrypt and verify what `sealed` made."""
        self.opens += 1
        self._answers()
        try:
            return self._opened(ciphertext)
        except (ValueError, IndexError, zlib.error):
            raise Undecryptable("damaged") from None

    def _opened(self, ciphertext: bytes) -> Opened:
        packets = dearmour(ciphertext.strip().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        found = [packet for packet in split_packets(packets or b"") if packet is not None]
        ours = {one[-16:] for one in (self.own, *self.imported)}
        if not ours & {body[1:9].hex().upper() for tag, body in found if tag == 1}:
            raise Undecryptable("no secret key")
        head, _, payload = zlib.decompress(_toggled(found[-1][1][1:])).partition(b"\n")
        signer, made, _ = head.decode().split(" ", 2)
        return Opened(payload, _checked(payload, signer, made))

    def verify(self, signed: bytes, signature: bytes) -> Checked:
        """Verify what `signature_of` made."""
        self.opens += 1
        self._answers()
        try:
            lines = signature.decode().replace("\r\n", "\n").split("\n")
            signer, made, digest = base64.b64decode(lines[2]).decode().split(" ")
        except (ValueError, IndexError):
            return Checked(None, "bad")
        good = digest == hashlib.sha256(signed).hexdigest()
        return _checked(signed, signer, made) if good else Checked(None, "bad")

    def key_state(self, fingerprint: str) -> KeyState:
        """The state of a key."""
        why = self.broken.get(fingerprint, "")
        ids = frozenset() if why else frozenset({fingerprint[-16:]})
        return KeyState(fingerprint, not why, why, self.ends.get(fingerprint), ids, self._names(fingerprint))

    def _names(self, fingerprint: str) -> tuple[str, ...]:
        return () if self.broken.get(fingerprint) == MISSING else ("somebody",)

    def _answers(self) -> None:
        if self.hangs:
            raise Temporary("gpg did not answer")


def sealed(payload: bytes, to: Sequence[str], signer: str, made_at: datetime) -> bytes:
    """An armoured message to these keys, signed by one."""
    keys = b"".join(
        _packet(1, b"\x03" + bytes.fromhex(one[-16:]) + b"\x12" + hashlib.sha256(one.encode()).digest())
        for one in dict.fromkeys(to)
    )
    inner = f"{signer} {made_at.isoformat()} {'.' * 80}\n".encode() + payload
    return _armour("MESSAGE", keys + _packet(18, b"\x01" + _toggled(zlib.compress(inner, 1))))


def signature_of(payload: bytes, signer: str, made_at: datetime) -> bytes:
    """An armoured detached signature."""
    text = f"{signer} {made_at.isoformat()} {hashlib.sha256(payload).hexdigest()}"
    body = base64.b64encode(text.encode())
    return b"-----BEGIN PGP SIGNATURE-----\n\n" + body + b"\n-----END PGP SIGNATURE-----\n"


def _checked(signed: bytes, signer: str, made: str) -> Checked:
    digest = hashlib.sha256(signed + made.encode()).hexdigest()
    try:
        return Checked(Signature(signer, datetime.fromisoformat(made), digest), None)
    except ValueError:  # damaged on its way
        return Checked(None, "bad")


def _toggled(data: bytes) -> bytes:
    """The toy cipher, both ways: by a key stream that anybody can make."""
    stream = hashlib.shake_256(b"toy").digest(len(data))
    return (int.from_bytes(data) ^ int.from_bytes(stream)).to_bytes(len(data))


def _packet(tag: int, body: bytes) -> bytes:
    return bytes((0xC0 | tag, 255)) + len(body).to_bytes(4, "big") + body


def _armour(kind: str, packets: bytes) -> bytes:
    encoded = base64.b64encode(packets).decode()
    lines = [encoded[start : start + 64] for start in range(0, len(encoded), 64)]
    checksum = base64.b64encode(_crc24(packets).to_bytes(3, "big")).decode()
    return "\n".join(
        (f"-----BEGIN PGP {kind}-----", "", *lines, f"={checksum}", f"-----END PGP {kind}-----", "")
    ).encode()


def _stepped(value: int) -> int:
    """Eight bits further, one by one."""
    for _ in range(8):
        value <<= 1
        if value & 0x1000000:
            value ^= 0x1864CFB
    return value


_OF_OCTET = tuple(_stepped(octet << 16) for octet in range(256))


def _crc24(data: bytes) -> int:
    """RFC 9580 section 6.1.1, written anew: shares nothing with what checks it."""
    value = 0xB704CE
    for octet in data:
        value = (value << 8) & 0xFFFFFF ^ _OF_OCTET[(value >> 16) ^ octet]
    return value
