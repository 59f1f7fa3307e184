"""Passwords: named in mailboxes.yaml, never written there; read only when a connection is made.

Tried in this order: `$CREDENTIALS_DIRECTORY/<credential>` (systemd LoadCredential=), the file, the
environment variable.  A file that others may read is refused, because a secret everybody knows is none.
"""

import os
import stat
from dataclasses import dataclass
from os.path import exists
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, model_validator

from hotlined.adapters.config.sentences import Block, Reads, refuse
from hotlined.adapters.config.shapes import line, matching
from hotlined.app import audit
from hotlined.app.ports import Permanent
from hotlined.durable import fsync_folder, give

MAX_SECRET: Final = 20_000  # bytes; tokens are the longest
DIRECTORY: Final = "CREDENTIALS_DIRECTORY"

_NEVER_HERE: Final = (
    "a password never stands in this file; put it into a file that only the daemon may read"
    " and name that here: {file: PATH} (or {credential: NAME}, {env: NAME})"
)


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a password is to be found; calling it reads the password anew."""

    credential: str | None = None
    file: Path | None = None
    env: str | None = None

    def __call__(self) -> str:
        """The password; raises Permanent with a sentence that says what to do."""
        folder = os.environ.get(DIRECTORY)
        if self.credential and folder and exists(path := Path(folder) / self.credential):
            return _first_line(path, private=False)  # systemd made it readable to us only
        if self.file:
            return _first_line(self.file, private=True)
        if self.env and os.environ.get(self.env):
            return os.environ[self.env]
        raise Permanent(f"no password: {self._missing(folder)}")

    def replace(self, text: str) -> None:
        """Put another secret into the file; where there is none that may be written, the log says so.

        A token server may give a new refresh token for each one that it takes, which counts no more then.
        """
        if self.file is None:
            audit.unsaved("it is read from no file")
            return
        if not _is_line(text):
            audit.unsaved("it could not be read again from there")
            return
        beside = self.file.with_name(f".{self.file.name}.new")
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            with os.fdopen(os.open(beside, flags, 0o600), "w", encoding="utf-8") as file:
                give(self.file if self.file.exists() else self.file.parent, file.fileno())
                file.write(f"{text}\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self.file)
            fsync_folder(self.file.parent)
        except OSError as error:
            audit.unsaved(f"{self.file}: {error.strerror}")

    def problem(self) -> str | None:
        """What is wrong with the secret's file, without needing systemd's credentials to be there."""
        if self.file is None or self.credential:
            return None
        try:
            _first_line(self.file, private=True)
        except Permanent as error:
            return str(error)
        return None

    def _missing(self, folder: str | None) -> str:
        if self.env:
            return f"the environment variable {self.env} is not set"
        if folder:
            return f"the credential {self.credential} is not in {folder}"
        return f"the credential {self.credential} needs systemd's LoadCredential={self.credential}:PATH"


_EXPECTED: Final = "expected {credential: NAME}, {file: PATH} or {env: NAME}"
_CREDENTIAL: Final = Reads(matching("[A-Za-z0-9_.-]{1,100}"), "the name of a credential", hidden=True)
_FILE: Final = Reads(line, "the path of a file", hidden=True)
_VARIABLE: Final = Reads(matching("[A-Za-z_][A-Za-z0-9_]{0,99}"), "the name of a variable", hidden=True)


class SecretBlock(Block):
    """`password: {credential: NAME}`, `{file: PATH}` or `{env: NAME}`."""

    credential: Annotated[str, _CREDENTIAL] | None = None
    file: Annotated[str, _FILE] | None = None
    env: Annotated[str, _VARIABLE] | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> "SecretBlock":
        if not (self.credential or self.file or self.env):
            raise refuse(_EXPECTED)
        return self

    def secret(self, base: Path) -> Secret:
        """The secret; its file counted from `base`."""
        return Secret(self.credential, base / self.file if self.file else None, self.env)


def _no_plain_text(value: Any) -> Any:
    if isinstance(value, str):
        raise refuse(_NEVER_HERE)
    if value is None:
        raise refuse(_EXPECTED)
    return value


PasswordPlace = Annotated[SecretBlock, BeforeValidator(_no_plain_text)]


def _first_line(path: Path, *, private: bool) -> str:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            raw = file.read(MAX_SECRET + 1)
    except OSError as error:
        raise Permanent(f"the password file {path} cannot be read: {error.strerror}") from None
    if private and mode & 0o077:
        raise Permanent(f"the password file {path} has mode {mode:04o}, so others may read it; expected 0600")
    try:
        text = raw.decode("utf-8-sig").rstrip("\r\n")  # editors of Windows put a mark in front
    except UnicodeDecodeError:
        raise Permanent(f"the password file {path} is not UTF-8 text: save it as UTF-8") from None
    if not raw.strip():
        raise Permanent(f"the password file {path} is empty: write the password into it, one line")
    if len(raw) > MAX_SECRET or not _is_line(text):
        raise Permanent(f"the password file {path} does not hold one line of text")
    return text


def _is_line(text: str) -> bool:
    """Whether a text is a secret that can be read from a file, with a line end behind it."""
    return text.isprintable() and bool(text.strip()) and len(text.encode()) <= MAX_SECRET - len("\r\n")
