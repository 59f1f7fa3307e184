"""Alarms about what is of no case: they stand on the day's desk; and loops that tell what holds them up."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.ports import Permanent
from hotlined.app.waiting import look_for_ever
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.letters.restore_told import LOOKED_AT
from hotlined.domain.record.events import Event
from hotlined.domain.values.reference import desk_of

# What is to be done about a stream that does not read.
MEND = "Tell the administrator: `hotlined verify` says what is wrong, and what can be put in its place."
DEAF_LEA = (
    "Notices, reminders to the LEA and ends of holds wait meanwhile, and nobody is told that the LEA is"
    " silent: phone it about what is urgent. Check the mail server, the password and the network. If they are"
    " fine, the server may withhold a mail: look for withheld in the log."
)
DEAF = (
    "What is written to it is not read meanwhile, nor is a request to wait: notices wait for the LEA's"
    " mailbox alone. Check the mail server, the password and the network. If they are fine, the server may"
    " withhold a mail: look for withheld in the log."
)
MEND_GNUPG = "Tell the administrator: `hotlined check` says what is wrong with GnuPG."


class KeysUnseen(Permanent):
    """GnuPG does not show the pinned keys: nothing is wrong with the record."""


async def desk_alarm(
    docket: Docket, what: str, sentence: str, todo: str, events: Sequence[Event] = ()
) -> None:
    """Tell the analysts, and write these events with it; raises as the docket."""
    stream = desk_of(docket.clock.now())
    async with docket.locked([stream]):
        letters = alarm(docket.context(), Case(stream), what, sentence, todo)
        await docket.commit([Effect(tuple(events), letters).change(stream)])


async def try_alarm(docket: Docket, what: str, sentence: str, todo: str, *, place: str, key: str) -> bool:
    """The same; False where the disk, say, refuses that as well: it is logged, and told with the next try."""
    try:
        await desk_alarm(docket, what, sentence, todo)
    except Exception as error:
        audit.bug(place, error, key)
        return False
    return True


async def tell_deaf(docket: Docket, mailbox: str, since: float) -> bool:
    """A mailbox could not be read in full for too long (E2); `since`: seconds since the last whole read."""
    sentence = f"The {mailbox} mailbox could not be read in full for {since / 60:.0f} minutes."
    todo = DEAF_LEA if mailbox == "lea" else DEAF
    return await try_alarm(docket, "deaf", sentence, todo, place="watch", key=mailbox)


async def tell_split_brain(docket: Docket, events: Sequence[Event]) -> None:
    """Another daemon works in our mailboxes, on a copy of the store (D5)."""
    sentence = (
        "Another hotlined works in the same mailboxes, with a copy of this record; what it takes out of them,"
        f" this one does not see. {LOOKED_AT}"
    )
    todo = (
        "The administrator stops the one that is not to work any more, for good, and then restarts the other;"
        " it looks for the mails that it has not seen. Phone the LEA: a hold may be unread."
    )
    await desk_alarm(docket, "two-daemons", sentence, todo, events)


async def look_and_tell(
    look: Callable[[], Awaitable[object]],
    docket: Docket,
    seconds: float,
    *,
    place: str,
    what: str,
    wake: asyncio.Event | None = None,
) -> None:
    """`look_for_ever`, by the clock of `docket`; analysts are told, once, of a stream that does not read.

    The log says it at each turn.  But who waits for an invitation, a digest or statistics sees nothing of it.
    """
    is_told = False

    async def looked() -> None:
        nonlocal is_told
        try:
            await look()
            is_told = False  # it goes on: the next time they are told again
        except Permanent as error:
            audit.unread(place, error)
            sentence = f"What is due in {place} cannot be done: {error}."
            kind, todo = ("key", MEND_GNUPG) if isinstance(error, KeysUnseen) else ("unread", MEND)
            is_told = is_told or await try_alarm(docket, kind, sentence, todo, place=place, key="unread")

    await look_for_ever(looked, docket.clock, seconds, place=place, what=what, wake=wake)
