"""What private servers of the tests have in common: free ports of loopback, and waiting until they greet."""

import random
import re
import smtplib
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from imapclient import IMAPClient

_OURS = (10_240, 32_768)  # Linux gives those from 32768 on (net.ipv4.ip_local_port_range)
_CHANCE = random.SystemRandom()
PATIENCE = 20.0  # seconds until a server must listen, or have stopped


def free_ports(count: int) -> list[int]:
    """So many ports that nobody listens on.

    They are below those that the kernel gives to whoever connects to a server: one of those could be
    somebody's before ours listens on it.
    """
    found: list[int] = []
    while len(found) < count:
        port = _CHANCE.randrange(*_OURS)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            found += [port] if port not in found else []
    return found


def until_it_greets(
    name: str, process: "subprocess.Popen[bytes]", ports: Iterable[int], log: Callable[[], str]
) -> None:
    """Wait until a server says something on each port.

    Where it does not, or nobody waits any more, it is ended, since no context manager has it yet; raises
    RuntimeError with its log.
    """
    deadline = time.monotonic() + PATIENCE
    try:
        for port in ports:
            while not _greets(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{name} does not start:\n{log()}")
                time.sleep(0.02)
    except BaseException:
        _ended(process)
        raise


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as sock:
            return bool(sock.recv(1))
    except OSError:
        return False


def make_certificate(cafile: str, keyfile: str) -> None:
    """Write a self-signed certificate, valid for localhost and 127.0.0.1, and its key."""
    subject = "-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 30 {subject} -keyout {keyfile} -out {cafile}"
    subprocess.run(command.split(), check=True, capture_output=True)


class Mailboxes:
    """What people do at a private server that listens: deliver by LMTP, log in, read."""

    users: dict[str, str]
    imap_port: int
    lmtp_port: int
    junk = "Junk"  # what it calls the folder
    keeps_keywords = True
    copies = ""  # the folder in which it keeps what users send by SMTP

    def submitted(self, sender: str, raw: bytes) -> None:
        """A mail of a user has left by SMTP: some services keep a copy of it."""

    def deliver(self, recipient: str, raw: bytes, *, sender: str = "") -> None:
        """Deliver by LMTP, line ends made CRLF; plus-addresses reach their user.  Raises smtplib's errors."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port, local_hostname="localhost", timeout=10) as lmtp:
            lmtp.sendmail(sender, [recipient], re.sub(rb"\r?\n", b"\r\n", raw))

    @contextmanager
    def login(self, user: str) -> Iterator[Any]:
        """An imapclient that is logged in as the user."""
        client = IMAPClient("127.0.0.1", self.imap_port, ssl=False, timeout=10)
        try:
            client.login(user, self.users[user])
            client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            yield client
        finally:
            with suppress(OSError, IMAPClient.Error):
                client.logout()

    def messages(self, user: str, folder: str = "INBOX") -> tuple[bytes, ...]:
        """The raw mails of a folder, oldest first; () where it does not exist."""
        return self.lying(user, [folder])[folder]

    def lying(self, user: str, folders: Iterable[str]) -> dict[str, tuple[bytes, ...]]:
        """The same of several folders, seen in one session."""
        with self.login(user) as client:
            return {folder: _mails(client, folder) for folder in folders}


def _mails(client: IMAPClient, folder: str) -> tuple[bytes, ...]:
    if not client.folder_exists(folder):
        return ()
    try:
        client.select_folder(folder, readonly=True)
    except IMAPClient.Error as error:
        if "NONEXISTENT" in str(error):  # somebody is just making it: Dovecot lists it before it is there
            return ()
        raise
    answers = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
    return tuple(answers[uid][b"BODY[]"] for uid in sorted(answers))
