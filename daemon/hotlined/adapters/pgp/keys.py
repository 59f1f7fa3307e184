"""The keys of one gpg home: their state, and the only door by which a key comes in."""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from hotlined.adapters.pgp.process import Answer, Process, call
from hotlined.app.ports import KeyState, Permanent, Temporary
from hotlined.domain.hotline.pins import FINGERPRINT
from hotlined.machine import user_name

OF_THE_SYSTEM: Final = 0x8000  # in a code of libgpg-error: an errno, as of a machine short of memory
KEPT: Final = 30.0  # seconds for which a listed key is not listed again, unless the keyring changes
NOT_USABLE: Final = {"e": "has expired", "r": "has been revoked", "d": "is disabled", "i": "is invalid"}


class Keys:
    """Looks keys up by full fingerprint; remembers them shortly, since listing costs a process."""

    def __init__(self, gpg: Process, home: Path) -> None:
        self._gpg, self._home = gpg, home
        self._files = (home / "pubring.kbx", home / "trustdb.gpg")
        self._told = ""  # the digest last told
        self._told_of: tuple[object, list[str]] = (None, [])  # of which state of which keys
        self._told_at = 0.0  # monotonic
        # Each key, or None and the fingerprint of the one that this fingerprint is of a part of.
        self._listed: dict[str, tuple[object, float, tuple[Mapping[str, Any] | None, str]]] = {}

    def state(self, fingerprint: str, *, signs: bool = False) -> KeyState:
        """The state of a key in our keyring, seen as one to encrypt to; never raises for a missing key.

        `expires_at` is when it stops being usable: the primary key's end, or that of the last
        encryption subkey; where it `signs`, as our own does, also that of what it signs with.
        """
        key, whole = self._found(fingerprint) if FINGERPRINT.fullmatch(fingerprint) else (None, "")
        if key is None:
            part = f"This is the fingerprint of a part of the key {whole}: that one's is meant."
            why = part if whole else "The key is not in the keyring."
            return KeyState(fingerprint, False, why, None, frozenset())
        now = time.time()
        able = {part["keyid"]: part for part in _encrypting(key) if _lives(part, now)}
        ends = [_ends(part) for part in able.values()]
        primary = _ends(key)
        last = [primary, _last(ends)]
        why = _why_not(key, able, now)
        if signs:
            signing = _signing(key, now)
            last.append(_last([_ends(part) for part in signing]))
            why = why or ("" if signing else "The key has no usable part to sign with.")
        end = min((moment for moment in last if moment is not None), default=None)
        return KeyState(
            fingerprint=fingerprint,
            usable=not why,
            why=why,
            expires_at=None if end is None else datetime.fromtimestamp(end, UTC),
            encryption_key_ids=frozenset(able),
            user_ids=tuple(key["uids"]),
        )

    def take(self, armored: bytes, expected_fingerprint: str, *, secret: bool) -> None:
        """Import one public key; Permanent when the block holds anything but that fingerprint.

        Its secret part is taken only when `secret` says so.  Permanent for any user but the home's: gpg
        writes the keyring anew, and whose it then is alone can read it, by the umask.
        """
        if (owner := os.stat(self._home).st_uid) != os.geteuid():
            known = user_name(owner) or f"uid {owner}"
            raise Permanent(f"the GnuPG home belongs to another user: run this as {known}")
        found = call(lambda: self._gpg.scan_keys_mem(armored))
        if found.fingerprints[:1] != [expected_fingerprint] or len(found) != 1:
            held = " and ".join(found.fingerprints[:3]) or "no key"
            wanted = "the key block does not hold exactly the key with the expected fingerprint"
            raise Permanent(f"{wanted}: it holds {held}; ask its owner once more, by phone")
        if found[0]["type"] == "sec" and not secret:
            told = "the key block holds a secret key of somebody else"
            raise Permanent(f"{told}: tell its owner, and ask for the public one")
        result = call(lambda: self._gpg.import_keys(armored))
        if set(result.fingerprints) != {expected_fingerprint}:
            raise Permanent("gpg did not import the key")
        self._listed.clear()

    def digest(self, fingerprints: Iterable[str]) -> str:
        """Of what the keyring has of these keys: another where a key or a part is missing, or has other ends.

        What changes with time alone is none of it.  Raises Temporary.
        """
        wanted, stamp, now = sorted({*fingerprints}), self._stamp(), time.monotonic()
        # A keyboxd keeps keys in a file of its own, and trustdb.gpg does not change with it.
        if stamp is None or self._told_of != (stamp, wanted) or now - self._told_at > KEPT:
            keys = call(lambda: self._gpg.list_keys(keys=wanted))
            if not keys:
                raise Temporary("gpg lists none of the keys")
            found = sorted(map(_lasting, keys))
            self._told = hashlib.sha256(repr(found).encode()).hexdigest()[:16]
            self._told_of, self._told_at = (stamp, wanted), now
        return self._told

    def secret(self) -> frozenset[str]:
        """The fingerprints of the keys whose secret part is here."""
        return frozenset(str(key["fingerprint"]) for key in call(lambda: self._gpg.list_keys(secret=True)))

    def find(self, fingerprint: str) -> Mapping[str, Any] | None:
        """The key as python-gnupg lists it."""
        return self._found(fingerprint)[0]

    def _found(self, fingerprint: str) -> tuple[Mapping[str, Any] | None, str]:
        """The key; or None, and of which key it is a part: gpg finds that one by it."""
        stamp, now = self._stamp(), time.monotonic()
        kept = self._listed.get(fingerprint)
        if kept is None or stamp is None or kept[0] != stamp or now - kept[1] > KEPT:
            keys = call(lambda: self._gpg.list_keys(keys=[fingerprint]))
            key = next((key for key in keys if key.get("fingerprint") == fingerprint), None)
            whole = next((str(one.get("fingerprint")) for one in keys), "")
            if not whole and not keys.returncode:
                raise Temporary("gpg lists nothing and reports no failure")
            errors = (words for words in Answer(keys).values("ERROR") if words[:1] == ["keylist.getkey"])
            codes = [int(code) for words in errors for code in words[1:2] if code.isdigit()]
            if key is None and any(code & OF_THE_SYSTEM for code in codes):
                raise Temporary("gpg cannot look a key up at the moment")
            kept = self._listed[fingerprint] = (stamp, now, (key, whole))
        return kept[2]

    def insist(self, fingerprint: str) -> None:
        """Raises Temporary where this key, which the start has seen, is not in the keyring now.

        So it is once a gpg of root's has left files that we may not read, or without the disk that the home
        lies on: each mail would seem to be encrypted for others, or signed by a key of a stranger's.
        """
        self._listed.pop(fingerprint, None)
        if self.find(fingerprint) is None:
            raise Temporary("gpg finds our own key no more: is its home there, and readable for us?")

    def _stamp(self) -> object:
        """Changes whenever gpg writes keys or their flags, or somebody sets who may read them.

        None where gpg keeps them elsewhere.
        """
        found = []
        try:
            for file in self._files:
                with suppress(FileNotFoundError):
                    state = os.stat(file)
                    found.append((state.st_mtime_ns, state.st_ctime_ns, state.st_size))
        except OSError:
            return None
        return found or None


def _encrypting(key: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The primary key and subkeys that carry the encryption flag themselves."""
    if "e" in key.get("cap", ""):
        yield key
    for subkey in key.get("subkey_info", {}).values():
        if "e" in subkey.get("cap", ""):
            yield subkey


def _lasting(key: Mapping[str, Any]) -> tuple[object, ...]:
    """What of a key does not change with time alone."""
    parts = [key, *key.get("subkey_info", {}).values()]
    return str(key.get("fingerprint")), sorted(
        (
            str(part.get("keyid")),
            str(part.get("expires")),
            "".join(sorted(one for one in part.get("cap", "") if one.islower() or one == "D")),
            part.get("trust") if part.get("trust") in ("r", "d", "i") else "",
        )
        for part in parts
    )


def _ends(part: Mapping[str, Any]) -> int | None:
    expires = part.get("expires", "")
    return int(expires) if expires.isdigit() else None


def _lives(part: Mapping[str, Any], now: float) -> bool:
    end = _ends(part)
    return part.get("trust", "") not in NOT_USABLE and (end is None or end > now)


def _signing(key: Mapping[str, Any], now: float) -> list[Mapping[str, Any]]:
    """What gpg signs with: subkeys that can, before the primary key, whose secret part may be elsewhere."""
    subkeys = [part for part in key.get("subkey_info", {}).values() if "s" in part.get("cap", "")]
    live = [part for part in subkeys if _lives(part, now)]
    return live or ([key] if "s" in key.get("cap", "") and _lives(key, now) else [])


def _last(ends: Sequence[int | None]) -> int | None:
    """The latest of these; None where one has no end, and for none."""
    return None if None in ends else max((end for end in ends if end), default=None)


def _why_not(key: Mapping[str, Any], able: Mapping[str, object], now: float) -> str:
    """Why nothing may be encrypted to this key, as a sentence; "" when something may."""
    if (trust := key.get("trust", "")) in NOT_USABLE:
        return f"The key {NOT_USABLE[trust]}."
    if not _lives(key, now):
        return "The key has expired."
    if "D" in key.get("cap", ""):
        return "The key is disabled."
    if not able:
        return "The key has no usable part to encrypt to."
    return ""
