"""The IMAP connection: TLS, login, waiting; used by one thread, cut and woken by any."""

import imaplib
import os
import re
import select
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from imapclient.exceptions import LoginError

from hotlined.abort_handle import AbortHandle
from hotlined.adapters.imap.customs import is_crowded, refusal
from hotlined.adapters.imap.lines import Client, ImapAccount, done
from hotlined.app.ports import Permanent, Temporary
from hotlined.domain.values.host import is_this_machine

POLL_SECONDS = 30.0  # between two looks at a server without IDLE
# RFC 5530 response codes that say "not now" rather than "not you"
_NOT_NOW = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"})


@contextmanager
def rim(name: str) -> Iterator[None]:
    """Turn what the library raises into Temporary or Permanent, without the server's text (P16).

    Everything unknown is Temporary: on garbage the library's parsers raise whatever comes, and after any
    exception the connection is given up.
    """
    try:
        yield
    except (Temporary, Permanent):
        raise
    except ssl.SSLCertVerificationError as error:
        raise Permanent(f"{name}: the server's certificate is not valid: {error.verify_message}") from None
    except TimeoutError:
        raise Temporary(f"{name}: the server does not answer") from None
    except imaplib.IMAP4.readonly:
        raise Permanent(
            f"{name}: a folder may only be read: the account needs the right to file mails and delete them"
        ) from None
    except imaplib.IMAP4.abort:
        raise Temporary(f"{name}: the connection has ended") from None
    except imaplib.IMAP4.error as error:
        raise refusal(name, error, response_code(error)) from None
    except OSError as error:
        if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
            raise Temporary(f"{name}: no TLS connection comes about: this port speaks none") from None
        raise Temporary(f"{name}: {error.strerror or type(error).__name__}") from None
    except Exception as error:
        raise Temporary(f"{name}: unreadable answer ({type(error).__name__})") from None


def response_code(error: Exception) -> str:
    """The response code of a refusal, e.g. "OVERQUOTA" (RFC 5530), or ""."""
    found = re.search(r"\[([A-Z-]{2,30})[\] ]", str(error))
    return found[1] if found else ""


class Wire:
    """A connection that is logged in after `connect`; `cut` and `wake` may be called from any thread."""

    def __init__(self, name: str, account: ImapAccount) -> None:
        self.name = name
        self._account = account
        self._abort = AbortHandle()
        self._lock = threading.Lock()
        self._pipe: tuple[int, int] | None = os.pipe()
        os.set_blocking(self._pipe[0], False)
        os.set_blocking(self._pipe[1], False)
        self.client: Any = None
        self._refused = False  # IDLE, although it is offered

    def connect(self) -> None:
        """Connect, make TLS, log in; raises Permanent where a person has to change something."""
        account = self._account
        if account.tls == "none" and not is_this_machine(account.host):
            raise Permanent(f"{self.name}: IMAP without TLS is allowed to this machine only")
        self.client = Client(account, self._abort)
        if account.tls == "starttls":
            if not self.client.has_capability("STARTTLS"):
                raise Permanent(f"{self.name}: the IMAP server offers no STARTTLS")
            self.client.starttls()
        self._login(account.user, account.password())

    def _login(self, user: str, password: str) -> None:
        if re.search(r"[\r\n\0]", user + password):
            raise Permanent(f"{self.name}: user name or password has a line end or NUL")
        try:
            self._way()(user, password)
        except LoginError as error:
            cut = isinstance(error.__context__, imaplib.IMAP4.abort)
            if cut or response_code(error) in _NOT_NOW or is_crowded(error):
                raise Temporary(f"{self.name}: the server takes no logins at present") from None
            raise Permanent(f"{self.name}: the IMAP server refused the login") from None

    def _way(self) -> Callable[[str, str], object]:
        """The library's login that this server takes."""
        client = self.client
        way: Callable[[str, str], object]
        if not self._account.bearer:
            # AUTHENTICATE first: imaplib's LOGIN sends the user name unquoted, and ASCII only
            way = client.plain_login if client.has_capability("AUTH=PLAIN") else client.login
        elif client.has_capability("AUTH=XOAUTH2"):
            way = client.oauth2_login
        elif client.has_capability("AUTH=OAUTHBEARER"):
            way = client.oauthbearer_login
        else:
            raise Permanent(f"{self.name}: the IMAP server takes no access tokens (XOAUTH2, OAUTHBEARER)")
        return way

    def idle(self, seconds: float) -> None:
        """Wait for news of the selected folder, at most `seconds`, or until `wake`."""
        if self._pipe is None:
            return
        if self._idles():
            self.client._imap.wait_readable(self._pipe[0], seconds)
            self.client.idle_done()  # reads the reply, so a dead connection shows here
        else:
            poll = select.poll()
            poll.register(self._pipe[0], select.POLLIN)
            poll.poll(min(seconds, POLL_SECONDS) * 1000)
            self.client.noop()

    def _idles(self) -> bool:
        """Whether IDLE has begun; not where the server has none, or refuses it, as a proxy may."""
        if self._refused or not self.client.has_capability("IDLE"):
            return False
        self._refused = not done(self.client.idle)
        return not self._refused

    def wake(self) -> None:
        """End a running `idle`, or the next."""
        with self._lock, suppress(BlockingIOError):  # a full pipe wakes as well
            if self._pipe is not None:
                os.write(self._pipe[1], b"!")

    def drain(self) -> None:
        """Forget earlier calls of `wake`."""
        with self._lock, suppress(BlockingIOError):
            if self._pipe is not None:
                os.read(self._pipe[0], 65536)

    def cut(self) -> None:
        """End the connection now; a read in progress raises."""
        self._abort.abort()
        self.wake()

    def close(self) -> None:
        """Give back all file descriptors; called in the wire's own thread, once nothing runs any more."""
        with self._lock:
            pipe, self._pipe = self._pipe, None
        for end in pipe or ():
            os.close(end)
        self._abort.close()
        if self.client is not None:
            with suppress(OSError):
                self.client.shutdown()
