"""GnuPG behind deadlines: seal, sign, open, verify - each one gpg process, none of them trusted.

python-gnupg runs the processes (`process`); what happened is decided here, from gpg's status lines.
Its `.status`, `.valid` and `str(result)` decide nothing.  Keys are named by full fingerprint (`keys`),
so gpg's own trust model is off; which fingerprint may do what is for `domain.letters.who` to say.  Nothing is
ever fetched, and nothing is imported but by `import_key`.
"""

import errno
import hashlib
import logging
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from hotlined.adapters.pgp.keys import Keys
from hotlined.adapters.pgp.own_key import OwnKey
from hotlined.adapters.pgp.process import Answer, Process, Silent, ask, environment, faults, insist_on_room
from hotlined.app.ports import Checked, KeyState, Opened, Permanent, Temporary, Undecryptable, Unsealable
from hotlined.domain.hotline.pins import FINGERPRINT
from hotlined.domain.mail.message import DAMAGED, Signature

NOT_JUST_NOW: Final = frozenset({errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE})
LARGE: Final = 256 * 1024  # bytes; from here on even the least compression costs more than it saves
SMALLEST: Final = 300  # bytes; armour, one key packet and a signature never fit into less
WEAK_DIGESTS: Final = frozenset({"1", "2", "3"})  # MD5, SHA-1, RIPEMD-160; RFC 9580 section 9.5
MICALG: Final = {"8": "pgp-sha256", "9": "pgp-sha384", "10": "pgp-sha512", "11": "pgp-sha224"}
NOT_DETACHED: Final = frozenset({"PLAINTEXT", "NODATA", "UNEXPECTED"})
FAILED: Final = 2  # gpg's exit code
EXTEND: Final = "extend it (docs/administrator.md, When the hotline's key ends)"
READS: Final = ("--enable-progress-filter",)
PROBLEMS: Final = (
    *(("BADSIG", "bad"), ("REVKEYSIG", "revoked key"), ("EXPKEYSIG", "expired key")),
    *(("EXPSIG", "expired signature"), ("NO_PUBKEY", "unknown key"), ("ERRSIG", "cannot be checked")),
)


class GnuPG:
    """`ports.OpenPGP` on one gpg home; thread-safe; `own` is the hotline's primary fingerprint.

    The own key has no passphrase, in a home that only the daemon can read.  The path of `home` has at most
    about 80 characters, for the agent's socket.  Raises Permanent when gpg or the home is not there,
    Temporary where gpg cannot be started just now.
    """

    def __init__(
        self,
        home: Path,
        own: str,
        *,
        binary: str = "gpg",
        timeout: float = 30.0,
        max_output: int = 64 * 2**20,
    ) -> None:
        logging.getLogger("gnupg").setLevel(logging.CRITICAL + 1)  # it logs user ids and file names
        self._home, self._own, self._timeout = home, own, timeout
        self._max_output = max_output
        if not home.is_dir():
            raise Permanent("the gpg home directory does not exist")
        try:
            self._gpg = Process(home, binary=binary, timeout=timeout)
        except TimeoutError:
            raise Silent("gpg did not finish in time, or was killed") from None
        except OSError as error:
            cause = error.__context__  # python-gnupg raises one of its own, without a number
            if isinstance(cause, OSError) and cause.errno in NOT_JUST_NOW:
                raise Silent(f"gpg cannot be started: {cause.strerror}") from None
            raise Permanent(f"gpg is not installed or not at {binary}") from None
        except Exception:  # whatever python-gnupg makes of a strange gpg
            raise Permanent(f"{binary} does not answer as gpg does") from None
        if not self._gpg.version or self._gpg.version < (2, 2):
            raise Permanent(f"{binary} is not GnuPG 2.2 or newer")
        self._keys = Keys(self._gpg, home)
        self._secret = OwnKey(self._gpg, self._keys, own)

    @property
    def own(self) -> str:
        """The hotline's primary fingerprint."""
        return self._own

    # --- sending ---------------------------------------------------------------------------------

    def seal(self, payload: bytes, fingerprints: Sequence[str]) -> bytes:
        """Sign with our key and encrypt to exactly these and our own; ASCII armour.

        Raises Unsealable (key missing, expired, revoked, disabled, or unable to encrypt), Temporary.
        """
        if not payload or not fingerprints:
            raise ValueError("nothing to seal, or nobody to seal it for")
        recipients = list(dict.fromkeys((*fingerprints, self._own)))
        for fingerprint in recipients:
            if not (state := self.key_state(fingerprint)).usable:
                raise Unsealable(fingerprint, state.why)
        extra = ["--local-user", self._own, "--digest-algo", "SHA512"]  # --default-key alone may fall back
        extra += ["-z", "0" if len(payload) > LARGE else "1"]
        answer = self._secret.signed(
            lambda: self._gpg.encrypt(payload, recipients, sign=self._own, extra_args=extra)
        )
        armored = answer.data.strip()
        done = answer.code == 0 and answer.count["END_ENCRYPTION"] == answer.count["SIG_CREATED"] == 1
        whole = armored.startswith(b"-----BEGIN PGP MESSAGE-----") and armored.endswith(
            b"-----END PGP MESSAGE-----"
        )
        if not done or not whole or len(armored) < SMALLEST or answer.count["GARBLED"]:
            raise Temporary("gpg produced nothing that could be sent")
        return answer.data

    def sign(self, payload: bytes) -> tuple[bytes, str]:
        """A detached ASCII-armoured signature, and micalg (RFC 3156 section 5); as `seal` raises."""
        extra = ["--local-user", self._own, "--digest-algo", "SHA512"]
        try:
            answer = self._secret.signed(
                lambda: self._gpg.sign(
                    payload, keyid=self._own, clearsign=False, detach=True, extra_args=extra
                )
            )
        except Unsealable as error:
            raise self._ended() or error from None
        created = answer.values("SIG_CREATED")
        armored = answer.data.strip()
        if answer.code != 0 or len(created) != 1 or len(created[0]) < 6:
            raise Temporary("gpg produced no signature")
        if not armored.startswith(b"-----BEGIN PGP SIGNATURE-----") or created[0][2] not in MICALG:
            raise Temporary("gpg produced no signature")
        return answer.data, MICALG[created[0][2]]

    def _ended(self) -> Unsealable | None:
        """That our own key has expired, where it has: gpg says of such a one that it has no secret part."""
        state = self.key_state(self._own)
        if state.expires_at is None or state.expires_at > datetime.now(UTC):
            return None
        return Unsealable(self._own, f"Our own key has expired: {EXTEND}.")

    # --- receiving -------------------------------------------------------------------------------

    def open(self, ciphertext: bytes) -> Opened:
        """Decrypt and verify in one call; raises Undecryptable or Temporary.

        Exactly one encrypted, integrity-protected message in the input.  The plaintext is returned
        with a bad signature too: the caller quarantines it.  No signature at all is
        `Checked(None, None)`.
        """
        # Ours first: gpg gives up at a key of this home that has a passphrase.
        extra = ["--max-output", str(self._max_output), "--try-secret-key", self._own]

        def decrypt() -> Any:
            return self._gpg.decrypt(ciphertext, extra_args=extra)

        answer = self._secret.decrypted(decrypt)
        if _unexplained(answer):
            self._secret.insist()
            answer = self._secret.decrypted(decrypt)
        if not answer.lines:
            raise Temporary("gpg said nothing about the message")
        checked = self._verdict(answer, lambda: answer.data)
        self._refuse_damaged(answer, explained=checked.problem is not None)
        return Opened(answer.data, checked)

    def _refuse_damaged(self, answer: Answer, *, explained: bool) -> None:
        count = answer.count
        if not count["BEGIN_DECRYPTION"]:
            raise Undecryptable("not an encrypted message")
        if count["NO_SECKEY"] and not count["DECRYPTION_KEY"] and not count["DECRYPTION_OKAY"]:
            raise Undecryptable("not encrypted to our key")
        infos = answer.values("DECRYPTION_INFO")  # MDC method, cipher, AEAD algorithm
        protected = [info for info in infos if info[:1] != ["0"] or info[2:3] > ["0"]]
        if len(protected) != 1 or count["BADMDC"] or count["DECRYPTION_FAILED"]:
            raise Undecryptable(DAMAGED)
        if not count["DECRYPTION_OKAY"] == count["PLAINTEXT"] == count["BEGIN_DECRYPTION"] == 1:
            raise Undecryptable("not exactly one message")
        if len(answer.data) >= self._max_output:
            raise Undecryptable("larger than the limit when decrypted")
        if count["GARBLED"] or (answer.code != 0 and not explained):
            raise Undecryptable("gpg reports a failure")

    def verify(self, signed: bytes, signature: bytes) -> Checked:
        """Verify a detached signature over exactly these bytes; raises Temporary."""
        try:
            handle, name = tempfile.mkstemp(prefix="sig-", dir=self._home)  # the signature only, mode 0600
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(signature)
                answer = ask(lambda: self._gpg.verify_data(name, signed))
                # GnuPG 2.2 says nothing of what is no detached signature; asked so, how far it read.
                if not answer.lines and answer.code == FAILED:
                    answer = ask(lambda: self._gpg.verify_data(name, signed, extra_args=[*READS]))
                if _unexplained(answer):
                    self._secret.insist()
                    answer = ask(lambda: self._gpg.verify_data(name, signed))
            finally:
                with suppress(OSError):
                    os.unlink(name)
        except OSError:
            raise Temporary("the signature cannot be handed to gpg") from None
        if answer.count["NO_PUBKEY"]:
            self._keys.insist(self._own)
        if not answer.lines:
            raise Temporary("gpg said nothing about the signature")
        if answer.count.keys() & NOT_DETACHED or not answer.count.keys() - {"PROGRESS"}:
            return Checked(None, "not a detached signature")
        checked = self._verdict(answer, lambda: signed)
        if checked.signature and answer.code != 0:
            return Checked(None, "not valid")
        return checked if checked != Checked(None, None) else Checked(None, "no signature")

    @staticmethod
    def _verdict(answer: Answer, content: Callable[[], bytes]) -> Checked:
        count = answer.count
        if max(count["NEWSIG"], count["SIG_ID"], count["VALIDSIG"]) > 1:
            return Checked(None, "two signatures")
        for keyword, problem in PROBLEMS:
            if count[keyword]:
                return Checked(None, problem)
        if not (count["NEWSIG"] or count["GOODSIG"] or count["VALIDSIG"]):
            return Checked(None, None)
        (valid,) = answer.values("VALIDSIG") or [[]]
        if count["GOODSIG"] != 1 or len(valid) < 10 or count["GARBLED"]:
            return Checked(None, "not valid")
        made, digest_algorithm, kind, fingerprint = valid[2], valid[7], valid[8], valid[9]
        if digest_algorithm in WEAK_DIGESTS:
            return Checked(None, "weak digest")
        if not FINGERPRINT.fullmatch(fingerprint) or not made.isdigit() or kind not in ("00", "01"):
            return Checked(None, "not valid")
        made_at = datetime.fromtimestamp(int(made), UTC)
        return Checked(Signature(fingerprint, made_at, _digest(content(), made)), None)

    # --- keys ------------------------------------------------------------------------------------

    def key_state(self, fingerprint: str) -> KeyState:
        """The state of a key in our keyring, seen as one to encrypt to; never raises for a missing key."""
        return self._keys.state(fingerprint, signs=fingerprint == self._own)

    def import_key(self, armored: bytes, expected_fingerprint: str) -> None:
        """Import a key block; Permanent when it holds anything but that key, or another's secret key."""
        self._keys.take(armored, expected_fingerprint, secret=expected_fingerprint == self._own)

    def public_keys(self) -> bytes:
        """All public keys of the keyring, ASCII armour; raises Temporary."""
        with faults():
            armored: str = self._gpg.export_keys([])
        if not armored.startswith("-----BEGIN PGP PUBLIC KEY BLOCK-----"):
            raise Temporary("gpg exports no keys")
        return armored.encode("ascii")

    def keys_digest(self, fingerprints: Iterable[str]) -> str:
        """Of these keys, as the keyring has them: the same in homes that have the same; raises Temporary."""
        return self._keys.digest(fingerprints)

    def secret_keys(self) -> frozenset[str]:
        """The fingerprints of the keys whose secret part is in the home; raises Temporary."""
        return self._keys.secret()

    def self_test(self) -> None:
        """Sign and verify with a cold agent, so that a passphrase shows.

        Raises Permanent, or Temporary where gpg does not answer, or has no room: the next start may find it
        better, and one that ends as for a wrong configuration is not tried again by systemd.
        """
        self._stop_agent("gpg-agent")
        if self._keys.find(self._own) is None:
            raise Permanent(f"our own key {self._own} is not in the keyring")
        probe = b"self test\r\n"
        try:
            signature, _ = self.sign(probe)
        except Silent:
            raise
        except Temporary:
            insist_on_room(self._home)
            raise Permanent(f"gpg cannot sign with our own key {self._own}") from None
        checked = self.verify(probe, signature)
        if checked.signature is None or checked.signature.fingerprint != self._own:
            raise Permanent(f"a signature by our own key {self._own} does not verify")

    def close(self) -> None:
        """Stop the agent of this home; never raises."""
        self._stop_agent("all")

    def _stop_agent(self, component: str) -> None:
        command = ["gpgconf", "--homedir", str(self._home), "--kill", component]
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(  # noqa: S603 - argument list, no shell
                command, capture_output=True, timeout=self._timeout, check=False, env=environment()
            )


def _unexplained(answer: Answer) -> bool:
    """Whether all is well with the mail, and gpg has failed all the same, as on a disk that is full."""
    well = answer.count["DECRYPTION_OKAY"] or answer.count["VALIDSIG"]
    return answer.code != 0 and well > 0 and not any(answer.count[keyword] for keyword, _ in PROBLEMS)


def _digest(content: bytes, made: str) -> str:
    # Blanks at line ends are left out: a text signature (type 0x01) or a mail store may change them
    # without harm to the signature, and the same order must then still be the same.
    lines = (line.rstrip() for line in content.rstrip().split(b"\n"))
    return hashlib.sha256(b"\n".join(lines) + b"\n" + made.encode()).hexdigest()
