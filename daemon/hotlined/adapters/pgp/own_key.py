"""What needs our secret key, and so gpg's agent: asked again where that has ended.

Another program ends it at its start, as `hotlined check` does; gpg starts another one at the next call.
"""

from collections.abc import Callable
from typing import Any, Final

from hotlined.adapters.pgp.keys import OF_THE_SYSTEM, Keys
from hotlined.adapters.pgp.process import Answer, Process, ask
from hotlined.app.ports import Temporary, Unsealable

TRIES: Final = 3  # to use our secret key
OF_GPG: Final = 2  # the source of an error (libgpg-error): gpg itself, and neither agent nor libgcrypt
HIDDEN: Final = "0" * 16  # in place of a recipient's key ID
AGENT: Final = frozenset({"pkdecrypt_failed", "set_pinentry_mode"})  # what gpg asks it for
INVALID: Final = {"4": "has been revoked", "5": "has expired", "9": "has no secret part", "13": "is disabled"}


NOT_NOW: Final = "gpg cannot use our secret key at the moment"
# gpg-error codes of an agent that does not do its work now: no agent, bad passphrase, no pinentry,
# cancelled, timeout; any other failure to use the key is the message's fault.
AGENT_FAULTS: Final = frozenset({11, 62, 77, 85, 86, 99, 119, 198})


class OwnKey:
    """Calls of gpg that use the secret key of `own`."""

    def __init__(self, gpg: Process, keys: Keys, own: str) -> None:
        self._gpg, self._keys, self._own = gpg, keys, own

    def signed(self, command: Callable[[], Any]) -> Answer:
        """What gpg says to it; raises Unsealable where that is that a key cannot be used, and Temporary.

        Without a reason it is the agent that has ended: else a report would wait, with an alarm.
        """
        answer = _asked(command, lambda one: one.code != 0 and not _invalid(one))
        for words in _invalid(answer):
            reason = INVALID.get(words[0] if words else "", "cannot be used")
            raise Unsealable(words[1] if len(words) > 1 else self._own, f"The key {reason}.")
        if answer.count["INV_SGNR"]:
            raise Temporary(NOT_NOW)
        return answer

    def decrypted(self, command: Callable[[], Any]) -> Answer:
        """What gpg says to it; raises Temporary where our secret key cannot be used now.

        Without its agent (see `signed`) it says that a mail is not for us.  So one that is for us is tried
        again, and is at fault itself only if another one can be opened: else a hold would be put aside.
        Without its keyring it says so of every mail.
        """
        answer = _asked(command, self._lacks_key)
        codes = (words[1] for words in answer.values("ERROR") if len(words) > 1 and words[1].isdigit())
        if any(int(code) & 0xFFFF in AGENT_FAULTS for code in codes):
            raise Temporary(NOT_NOW)
        if answer.count["NO_SECKEY"] and not answer.count["DECRYPTION_KEY"]:
            self._keys.insist(self._own)
        if self._lacks_key(answer) and not self._opens_own():
            raise Temporary(NOT_NOW)
        # None is ever given: ours may have one by now, or the mail is for another key of this home.
        if answer.count["NEED_PASSPHRASE"]:
            self.insist()
        return answer

    def insist(self) -> None:
        """Raises Temporary where not even a mail of our own can be opened: gpg is at fault, and not a mail.

        So it is while the disk of its home is full: it opens a mail, cannot lock the keyring, and ends with
        an error that it says nothing of.  Nothing is encrypted to ours once that has expired, though it
        still opens mails: then nothing is proved against gpg, and one odd mail must not stay for ever.
        """
        if not self._opens_own() and not self._has_ended():
            raise Temporary(NOT_NOW)

    def _lacks_key(self, answer: Answer) -> bool:
        """Whether it found no secret key for what may be encrypted to ours; damage it tells apart."""
        errors = [words for words in answer.values("ERROR") if len(words) > 1 and words[0] in AGENT]
        if answer.code == 0 or not any(code.isdigit() and _may_pass(int(code)) for _, code, *_ in errors):
            return False
        ours = {*self._keys.state(self._own).encryption_key_ids, HIDDEN}
        return any(not ours.isdisjoint(words[:1]) for words in answer.values("ENC_TO"))

    def _opens_own(self) -> bool:
        """Whether our secret key opens what is encrypted to it, and gpg has nothing to object."""
        probe = ask(lambda: self._gpg.encrypt(b"probe\r\n", [self._own]))
        opened = ask(lambda: self._gpg.decrypt(probe.data))
        return opened.count["DECRYPTION_OKAY"] == 1 and opened.code == 0

    def _has_ended(self) -> bool:
        """Whether our key is there, and nothing can be encrypted to it; raises Temporary where it is not."""
        self._keys.insist(self._own)
        return not self._keys.state(self._own).usable


def _asked(command: Callable[[], Any], lacking: Callable[[Answer], bool]) -> Answer:
    """What gpg says to it, asked again while it seems to lack its agent."""
    answer = ask(command)
    for _ in range(TRIES - 1):
        if not lacking(answer):
            break
        answer = ask(command)
    return answer


def _may_pass(code: int) -> bool:
    """Whether gpg itself has failed, as without its agent, or any of them was short of memory or files."""
    return code >> 24 & 0x7F == OF_GPG or bool(code & OF_THE_SYSTEM)


def _invalid(answer: Answer) -> list[list[str]]:
    """The keys that cannot be used, each with its reason; that ours cannot sign needs one (0: none)."""
    signers = (words for words in answer.values("INV_SGNR") if words[:1] != ["0"])
    return [*answer.values("INV_RECP"), *signers]
