"""The IMAP folders a mail can end in (P11): the canonical names below the configured root, with "/".

And the keywords that it gets there, so that a person sees in any mail client why it is there.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

ROOT: Final = "Hotline"  # below which they lie, where a site says nothing else
KEYWORD: Final = "$Hotlined"  # on every mail that hotlined filed
STRIKES: Final = 3  # of a mail that makes hotlined stumble: then it is put aside
LONGEST: Final = 48  # characters of a keyword: some servers take no more than 50
MOST_CASES: Final = 3  # case references on one mail; more are a list
_NO_ATOM: Final = re.compile(r"[^a-z]+")


class Folder(StrEnum):
    """Where a mail is filed."""

    INTAKE = "Intake"  # reports from the public and from ICCAM
    DONE = "Done"  # commands carried out
    REFUSED = "Refused"  # commands answered with what was wrong
    LEA = "LEA"
    PROVIDER = "Provider"
    BOUNCES = "Bounces"
    AUTOMATIC = "Automatic"
    DUPLICATES = "Duplicates"
    OWN = "Own"
    SENT = "Sent"  # copies of the reports that left, encrypted as they were sent
    UNREADABLE = "Quarantine/unreadable"
    UNPROVEN = "Quarantine/unproven"
    STALE = "Quarantine/stale"
    REPLAYED = "Quarantine/replayed"
    QUARANTINE_TROUBLE = "Quarantine/doubtful"
    STRANGERS = "Quarantine/stranger"
    POISON = "Quarantine/poison"

    @property
    def is_quarantine(self) -> bool:
        """Whether a mail there waits for a person."""
        return is_quarantine(self.value)


def is_quarantine(folder: str) -> bool:
    """Whether a folder, as a record names it, is one in which mails wait for a person."""
    return folder.startswith("Quarantine/")


def keywords(folder: str, kind: str, reason: str, streams: Iterable[str] = ()) -> tuple[str, ...]:
    """The keywords of a filed mail: ours, its class, in the quarantine the reason, and its cases.

    A reason has no words of the mail in it, and numbers are left out, so that there are few of them.
    """
    words = [KEYWORD, f"$hl-{kind}"]
    if is_quarantine(folder):
        words.append(_short("$hl-" + _NO_ATOM.sub("-", reason.lower()).strip("-")))
    others = ("desk-", "stats-", "which-")
    cases = dict.fromkeys(stream for stream in streams if not stream.startswith(others))
    return (*words, *list(cases)[:MOST_CASES])


def _short(word: str) -> str:
    """The keyword, cut between words."""
    return word if len(word) <= LONGEST else word[: LONGEST + 1].rpartition("-")[0]
