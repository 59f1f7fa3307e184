"""Who types: the person who logged in, also behind `sudo` or `runuser`, for the record."""

import os
from pathlib import Path
from typing import Final

from hotlined.machine import user_name

LOGIN: Final = Path("/proc/self/loginuid")  # kept by the kernel over sudo and su (pam_loginuid)
UNSET: Final = 2**32 - 1


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


def _name(uid: int) -> str:
    return user_name(uid) or f"uid {uid}"
