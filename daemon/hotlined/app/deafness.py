"""A mailbox that could not be read in full for too long (E2): analysts are told."""

from hotlined.app.desk_alarm import desk_alarm
from hotlined.app.docket import Docket


async def tell(docket: Docket, mailbox: str, since: float) -> None:
    """Write the alarm; `since`: seconds since the last whole read.  Raises as the docket."""
    sentence = f"The {mailbox} mailbox could not be read in full for {since / 60:.0f} minutes."
    todo = (
        "Notices wait meanwhile. Check the mail server, the password and the network."
        " If they are fine, the server may withhold a mail: look for withheld in the log."
    )
    await desk_alarm(docket, "deaf", sentence, todo)
