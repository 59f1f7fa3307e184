"""Who types, and why, for the record: the person who logged in, also behind `sudo` or `runuser`."""

import os
from pathlib import Path
from typing import Final

from hotlined.cli.say import CONFIGURATION, Stop
from hotlined.machine import user_name

LOGIN: Final = Path("/proc/self/loginuid")  # kept by the kernel over sudo and su (pam_loginuid)
UNSET: Final = 2**32 - 1
LONGEST: Final = 500  # characters of a reason


def operator() -> str:
    """The login name, and behind it the account it acts as where that is another: "alice (hotlined)"."""
    here = _name(os.geteuid())
    try:
        login = int(LOGIN.read_text())
    except (OSError, ValueError):
        return here
    if login == UNSET:
        return here
    person = _name(login)
    return person if person == here else f"{person} ({here})"


def reason_of(text: str) -> str:
    """What was typed as `--reason`, on one line; raises Stop for what nothing could write down."""
    try:
        text.encode()
    except UnicodeEncodeError:  # typed in another charset than the locale says
        raise Stop("--reason is no UTF-8: write it in ASCII", CONFIGURATION) from None
    return " ".join(text.split())[:LONGEST]


def _name(uid: int) -> str:
    return user_name(uid) or f"uid {uid}"
