"""How the folders of a mailbox are called that we read and file into."""

from dataclasses import dataclass

from hotlined.domain.values.folders import Folder


@dataclass(frozen=True, slots=True)
class Folders:
    """Names in one mailbox; `root` stands before every folder of ours, with "/" between."""

    inbox: str = "INBOX"
    junk: str | None = "Junk"
    root: str = "Hotline"

    def of(self, folder: str) -> str:
        """A folder of ours."""
        return f"{self.root}/{folder}"

    def whole_quarantine(self, first: str) -> tuple[str, ...]:
        """Every folder a mail of the quarantine can lie in; `first` is looked at first."""
        folders = (folder for folder in Folder if folder.is_quarantine)
        return tuple(self.of(one) for one in dict.fromkeys((first, *folders)) if one)

    def quarantine(self) -> tuple[str, ...]:
        """Those of the quarantine that are read again for mail of the LEA.

        What lies in Poison has stopped all notices when it came there; reading it would only fail again.
        """
        return tuple(self.of(one) for one in Folder if one.is_quarantine and one is not Folder.POISON)
