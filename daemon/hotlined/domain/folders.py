"""The IMAP folders a mail can end in (P11): the canonical names below the configured root, with "/"."""

from enum import StrEnum


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
    def is_drawer(self) -> bool:
        """Whether a mail there waits for a person."""
        return self.value.startswith("Quarantine/")
