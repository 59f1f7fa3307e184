"""Alarms about what is of no case: they stand on the day's desk."""

from collections.abc import Sequence

from hotlined.app.docket import Docket
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.letters.restore_told import LOOKED_AT
from hotlined.domain.record.events import Event
from hotlined.domain.values.reference import desk_of


async def desk_alarm(
    docket: Docket, what: str, sentence: str, todo: str, events: Sequence[Event] = ()
) -> None:
    """Tell the analysts, and write these events with it; raises as the docket."""
    stream = desk_of(docket.clock.now())
    async with docket.locked([stream]):
        letters = alarm(docket.context(), Case(stream), what, sentence, todo)
        await docket.commit([Effect(tuple(events), letters).change(stream)])


async def tell_deaf(docket: Docket, mailbox: str, since: float) -> None:
    """A mailbox could not be read in full for too long (E2); `since`: seconds since the last whole read."""
    sentence = f"The {mailbox} mailbox could not be read in full for {since / 60:.0f} minutes."
    todo = (
        "Notices wait meanwhile. Check the mail server, the password and the network."
        " If they are fine, the server may withhold a mail: look for withheld in the log."
    )
    await desk_alarm(docket, "deaf", sentence, todo)


async def tell_beside(docket: Docket, events: Sequence[Event]) -> None:
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
