"""The file `copied` in a store that was copied into a database: what happened there since is not in it.

A hold that the database's daemon took would be none for a daemon that is started on these files again (P5),
and its mark in the mailbox is up to five minutes old.
"""

from collections.abc import Iterable, Iterator

from hotlined.adapters.casefiles import disk
from hotlined.adapters.casefiles.disk import Disk, refusals
from hotlined.adapters.casefiles.layout import Layout
from hotlined.app.ports import Permanent, Whole


def noted(layout: Layout, given: Iterable[Whole], into: str) -> Iterator[Whole]:
    """The same; once all of it was taken, and before that is committed, the store is noted as copied.

    Raises what `given` raises, Temporary.  Where the commit fails the note stays: it may have come about.
    """
    yield from given
    with refusals("what is copied cannot be noted"):
        Disk(lambda name: None).put(layout.copied, f"{into}\n".encode(), label="copied")


def why(layout: Layout) -> str:
    """Why nobody may go on with this store; "" where it was not copied.  Raises OSError."""
    into = _into(layout)
    if into is None:
        return ""
    return (
        f"this store was copied into the database {into}, and what came since is not in it: bring that"
        " back with `hotlined store copy --to FOLDER`, or, if this store is meant to count all the same,"
        f" delete the file {layout.copied}"
    )


def refuse(layout: Layout, into: str | None = None) -> None:
    """Permanent where it was copied, but into this database: one that is empty still takes it again.

    Raises OSError.
    """
    if _into(layout) not in (None, into):
        raise Permanent(why(layout))


def _into(layout: Layout) -> str | None:
    data = disk.read(layout.copied)
    return None if data is None else data.decode(errors="replace").strip()
