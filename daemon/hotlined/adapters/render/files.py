"""Which files of templates there are, and which of them a mail takes."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from hotlined.app.ports import Permanent
from hotlined.domain.replies.added_subject import BREAK, VALUE

FALLBACK: Final = "en"
PARTS: Final = ("subject.j2", "txt.j2")
SAYINGS: Final = "words/{}.po"
LANGUAGE: Final = re.compile(r"[a-z]{2}")

_MARKUP: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_KIND: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")


class Files:
    """Those in the site's folder, in front of the shipped ones, file by file."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = folders
        self._found: dict[str, bool] = {}  # names of files: they are looked for once, as they are read once
        self._fixed: tuple[str, ...] | None = None

    def speaks(self, kind: str, language: str) -> bool:
        """Whether the kind has all parts in this language; raises Permanent for what is no kind."""
        if not _KIND.fullmatch(kind):
            raise Permanent("a kind of mail that no template can have")
        names = [f"{kind}/{language}.{part}" for part in PARTS]
        return bool(LANGUAGE.fullmatch(language)) and all(map(self.exists, names))

    def name(self, kind: str, language: str, part: str, own: str) -> str:
        """The file of a part, in the set `own` where that has it."""
        mine = f"{kind}/{own}.{language}.{part}"
        return mine if own and self.exists(mine) else f"{kind}/{language}.{part}"

    def exists(self, name: str) -> bool:
        """Whether a folder has this file."""
        if name not in self._found:
            self._found[name] = any(os.path.isfile(folder / name) for folder in self.folders)
        return self._found[name]

    def paths(self) -> Iterator[Path]:
        """Every subject and text."""
        for folder in self.folders:
            for part in PARTS:
                yield from folder.glob(f"*/*.{part}")

    def boilerplate(self) -> tuple[str, ...]:
        """The fixed text of every template, so that what we wrote is not taken for somebody's answer."""
        if self._fixed is None:  # each part that reads mails asks for it at the start
            texts = (
                path.read_text(encoding="utf-8")
                for folder in self.folders
                for path in sorted(folder.glob("*/*.txt.j2"))
            )
            self._fixed = tuple(_MARKUP.sub(" ", text) for text in texts)
        return self._fixed

    def subjects(self) -> tuple[str, ...]:
        """The fixed words of every subject, with a mark for each value and for other markup."""
        texts = (
            _MARKUP.sub(_mark, path.read_text(encoding="utf-8").strip())
            for folder in self.folders
            for path in sorted(folder.glob("*/*.subject.j2"))
        )
        return tuple(dict.fromkeys(texts))


def _mark(markup: re.Match[str]) -> str:
    return VALUE if markup[0].startswith("{{") else BREAK


def sources(folder: Path) -> list[Path]:
    """Every template in a folder, also behind a link to a folder, into which `rglob` does not go."""
    return sorted({*folder.rglob("*.j2"), *folder.glob("*/*.j2")})


def whose(path: Path) -> tuple[str, str]:
    """The set of a template, "" for that of everybody, and its language."""
    *own, language, _, _ = path.name.split(".")
    return ".".join(own), language
