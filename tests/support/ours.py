"""The folders in which hotlined puts mails of its own: copies, its mark, the cards of the board."""

from hotlined.app.marks import FOLDER
from hotlined.domain.values.folders import Folder

BOARD = "Hotline/Board/"


def is_ours(folder: str) -> bool:
    """Whether what lies there was never sent to anybody."""
    return folder in (f"Hotline/{Folder.SENT}", f"Hotline/{FOLDER}") or folder.startswith(BOARD)
