"""What the store asks of PostgreSQL, statement by statement: counted, and made to fail.

As `operations` does it for files: the n-th statement fails in one of the ways of `REFUSALS`.  A refusal is
the server's own: another statement is sent in its place, which the server refuses with that code, so that
the transaction is in the state in which a refusal leaves it.
"""

import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final, Self
from unittest.mock import patch

import psycopg

WRITES: Final = ("INSERT", "UPDATE", "DELETE", "COMMIT")


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a statement fails: by which code of the server, or how the line breaks at it; `lasting`: so does
    everything that writes, from then on."""

    code: str = ""
    lasting: bool = False
    cut: str = ""  # "before" it is sent; "after" it was carried out, and its answer is lost
    server: bool = False  # the server ends at the same moment, and is back at once


REFUSALS: Final = {
    "disk full": Refusal("53100", lasting=True),
    "cancelled": Refusal("57014"),
    "undone": Refusal("40001"),
    "read only": Refusal("25006", lasting=True),
    "line cut before": Refusal(cut="before"),
    "line cut after": Refusal(cut="after"),
    "server ends before": Refusal(cut="before", server=True),
    "server ends after": Refusal(cut="after", server=True),
}


class Statements:
    """A context manager; `count`: statements so far, `struck`: the one that failed.

    `crash` ends the server, which is back when it returns.
    """

    def __init__(
        self, fail: str = "", at: int | None = None, crash: Callable[[], object] = lambda: None
    ) -> None:
        self.count = 0
        self.struck = ""
        self._refusal = REFUSALS[fail] if fail else None
        self._at = at
        self._crash = crash
        self._ill = False
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._execute: Any = psycopg.Cursor.execute
        for name in ("execute", "executemany"):
            call = self._call(getattr(psycopg.Cursor, name))
            self._stack.enter_context(patch.object(psycopg.Cursor, name, call))
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def arm(self, at: int) -> None:
        """From now on it counts, and the statement with this number fails."""
        self._at, self.count = at, 0

    def heal(self) -> None:
        """Nothing fails any more."""
        self._at, self._ill = None, False

    def _call(self, real: Any) -> Any:
        def call(cursor: Any, query: Any, *args: Any, **more: Any) -> Any:
            refusal = self._refusal
            if refusal is None or not self._strikes(_text(cursor, query)):
                return real(cursor, query, *args, **more)
            if refusal.code:
                refused = f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{refusal.code}'; END $$"
                return self._execute(cursor, refused)
            if refusal.cut == "after":
                real(cursor, query, *args, **more)
            if refusal.server:
                self._crash()
            else:
                _cut(cursor.connection)
            if refusal.cut == "before":
                return real(cursor, query, *args, **more)
            return self._execute(cursor, "SELECT")  # the answer is lost, and libpq finds the line closed

        return call

    def _strikes(self, text: str) -> bool:
        """Whether this one fails."""
        number, self.count = self.count, self.count + 1
        if self._at is not None and number == self._at:
            self.struck = self.struck or " ".join(text.split())[:40]
            self._ill = self._refusal is not None and self._refusal.lasting
            return True
        return self._ill and text.lstrip().startswith(WRITES)


def _cut(connection: "psycopg.Connection[Any]") -> None:
    """Neither side hears of the other any more."""
    with socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)


def _text(cursor: Any, query: Any) -> str:
    if isinstance(query, bytes):
        return query.decode()
    return query if isinstance(query, str) else str(query.as_string(cursor))
