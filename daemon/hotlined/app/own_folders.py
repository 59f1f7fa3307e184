"""How the folders of a mailbox are called that we read and file into."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Folders:
    """Names in one mailbox; `root` stands before every folder of ours, with "/" between."""

    inbox: str = "INBOX"
    junk: str | None = "Junk"
    root: str = "Hotline"

    def of(self, folder: str) -> str:
        """A folder of ours."""
        return f"{self.root}/{folder}"
