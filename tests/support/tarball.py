"""Tarballs of ours, unpacked by any Python."""

import tarfile
from pathlib import Path


def extract(opened: tarfile.TarFile, folder: Path) -> None:
    """All of it into a folder, by the safe filter where there is one: Python 3.11.2 on Debian 12 has none."""
    if hasattr(tarfile, "data_filter"):
        opened.extraction_filter = tarfile.data_filter
    opened.extractall(folder)  # noqa: S202  # it was packed here
