"""One watched IMAP mailbox (`app.ports.Mailbox`), on imapclient.

`lines` reads and writes the bytes, `wire` is the connection: TLS, login, IDLE.  `names` turns our folder
names into the server's and refuses what could break out of a command.  `session` does the work on one
connection, synchronously.  `mailbox` runs a session in a thread of its own, under deadlines.
"""

from hotlined.adapters.imap.lines import ImapAccount
from hotlined.adapters.imap.mailbox import ImapMailbox

__all__ = ["ImapAccount", "ImapMailbox"]
