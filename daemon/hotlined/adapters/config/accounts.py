"""`mailboxes:` of mailboxes.yaml: the accounts that are watched and sent from, and how they are reached."""

from typing import Annotated

from hotlined.adapters.config.secrets import PasswordPlace
from hotlined.adapters.config.sentences import Block
from hotlined.adapters.config.shapes import Host, Line, MailAddress, PathText, Port, Tls, TokenUrl, word_of


class ImapBlock(Block):
    """`imap:` of a mailbox; the port follows from `tls` when it is not given."""

    host: Host
    user: Line
    port: Port | None = None
    tls: Tls = "tls"
    cafile: PathText | None = None


class SmtpBlock(Block):
    """`smtp:` of a mailbox; without `user` there is no login."""

    host: Host
    user: Line | None = None
    port: Port | None = None
    tls: Tls = "tls"
    cafile: PathText | None = None


class OAuth2Block(Block):
    """`oauth2:` of a mailbox; the mailbox's `password` is the client's secret, or the refresh token."""

    token_url: TokenUrl
    client_id: Line
    scope: Line | None = None
    grant: Annotated[str, word_of("client_credentials", "refresh_token")] = "client_credentials"
    client_secret: PasswordPlace | None = None
    cafile: PathText | None = None


class FoldersBlock(Block):
    """`folders:` of a mailbox: what is read, and below which folder mail is filed."""

    inbox: Line = "INBOX"
    junk: Line = "Junk"
    root: Line = "Hotline"


class MailboxBlock(Block):
    """One of the accounts that are watched and sent from."""

    address: MailAddress
    formerly: tuple[MailAddress, ...] = ()
    imap: ImapBlock
    smtp: SmtpBlock
    password: PasswordPlace
    auth: Annotated[str, word_of("password", "oauth2")] = "password"
    oauth2: OAuth2Block | None = None
    folders: FoldersBlock = FoldersBlock()


class MailboxesBlock(Block):
    """`mailboxes:`; without `ntd`, notices leave as `intake`."""

    intake: MailboxBlock
    lea: MailboxBlock
    ntd: MailboxBlock | None = None

    def there(self) -> dict[str, MailboxBlock]:
        """Those that are configured, by name."""
        named = {"intake": self.intake, "lea": self.lea, "ntd": self.ntd}
        return {name: box for name, box in named.items() if box is not None}
