"""One user's mailbox on a private server, as `tests.app.mailbox_contract` wants it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from hotlined.adapters.imap import ImapAccount, ImapMailbox
from hotlined.app.ports import BoardMailbox, KeywordMailbox, Mailbox
from tests.support.servers import Mailboxes


@dataclass
class FarServer:
    """The server's side; `exact`: its sizes are those of the mails."""

    server: Mailboxes
    user: str
    exact: bool = True

    def __post_init__(self) -> None:
        password = self.server.users[self.user]
        account = ImapAccount(
            "127.0.0.1", self.server.imap_port, "none", self.user, lambda: password,
            read_timeout=5.0, call_timeout=8.0,
        )  # fmt: skip
        real = ImapMailbox("lea", account)
        self.box: Mailbox = real
        self.board: BoardMailbox = real
        self.marked: KeywordMailbox = real

    def deliver(self, raw: bytes) -> None:
        self.server.deliver(self.user, raw)

    def messages(self, folder: str) -> tuple[bytes, ...]:
        return self.server.messages(self.user, folder)

    def mark(self, folder: str, *words: str, nth: int = 0) -> None:
        with self.server.login(self.user) as client:
            client.select_folder(folder)
            uid = sorted(client.search("ALL"))[nth]
            if words:
                client.add_flags([uid], [one.encode() for one in words])
            else:
                client.set_flags([uid], [])

    def now(self) -> datetime:
        return datetime.now(UTC)

    def renumber(self, folder: str) -> None:
        """The folder is deleted and made anew, with the same mails."""
        mails = self.messages(folder)
        with self.server.login(self.user) as client:
            client.select_folder("INBOX")
            before = client.folder_status(folder, ["UIDVALIDITY"])
            client.delete_folder(folder)
            client.create_folder(folder)
            for raw in mails:
                client.append(folder, raw)
            assert client.folder_status(folder, ["UIDVALIDITY"]) != before
