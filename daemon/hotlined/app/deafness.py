"""A mailbox that could not be read in full for too long (E2): analysts are told."""

from hotlined.app.docket import Docket
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.values.reference import desk_of


async def tell(docket: Docket, mailbox: str, since: float) -> None:
    """Write the alarm; `since`: seconds since the last whole read.  Raises as the docket."""
    stream = desk_of(docket.clock.now())
    sentence = f"The {mailbox} mailbox could not be read in full for {since / 60:.0f} minutes."
    todo = (
        "Notices wait meanwhile. Check the mail server, the password and the network."
        " If they are fine, the server may withhold a mail: look for withheld in the log."
    )
    async with docket.locked([stream]):
        letters = tuple(alarm(docket.context(), Case(stream), "deaf", sentence, todo))
        await docket.commit([Effect(letters=letters).change(stream)])
