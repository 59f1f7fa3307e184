"""Real servers for the adapters' tests; coroutine tests run on an event loop of their own."""

import asyncio
import inspect
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from hotlined.demo.host import MailHost
from tests.support.cyrus import CYRUS, Cyrus
from tests.support.dialects import DIALECT, DialectServer
from tests.support.dovecot import Dovecot

_USERS = {f"u{n}@example.org": f"p{n}" for n in range(300)}
_next_user = count()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def test_...`."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture
def base() -> Iterator[Path]:
    """A folder of the test's own in memory: fsync is free there, and a kill takes nothing from it either."""
    memory = "/dev/shm"
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir=memory if os.access(memory, os.W_OK) else "/tmp"))
    yield folder
    shutil.rmtree(folder)


@dataclass(frozen=True)
class ImapServer:
    """A server with an empty mailbox of its own for each test."""

    kind: str
    port: int
    user: str
    password: str
    deliver: Callable[[bytes], None]
    messages: Callable[[str], tuple[bytes, ...]]


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A Dovecot with users u0@example.org/p0 and so on; take a fresh one by `user`."""
    with Dovecot(_USERS) as running:
        yield running


@pytest.fixture(scope="session")
def mail_host() -> Iterator[MailHost]:
    """The embedded mail host, with the same users."""
    with MailHost(_USERS) as running:
        yield running


@pytest.fixture
def user() -> str:
    """A user that no other test has."""
    return f"u{next(_next_user)}@example.org"


@pytest.fixture(scope="session")
def cyrus() -> Iterator[Cyrus]:
    """A Cyrus with the same users: for `make interop`, which has made the Debian that it lives in."""
    with Cyrus(_USERS, Path(os.environ[CYRUS])) as running:
        yield running


@pytest.fixture(scope="session")
def dialect() -> Iterator[DialectServer]:
    """The server that speaks the dialect that the run asks for, with the same users."""
    with DialectServer(os.environ[DIALECT], _USERS) as running:
        yield running


OTHERS = [name for name, asked in (("cyrus", CYRUS), ("dialect", DIALECT)) if asked in os.environ]


@pytest.fixture(params=["dovecot", "mail_host", *OTHERS])
def server(request: pytest.FixtureRequest, user: str) -> ImapServer:
    """Each test once on Dovecot and once on pymap; in the interop run on another server too."""
    running: Dovecot | MailHost | Cyrus | DialectServer = request.getfixturevalue(request.param)
    return ImapServer(
        getattr(running, "kind", request.param), running.imap_port, user, _USERS[user],
        lambda raw: running.deliver(user, raw), lambda folder: running.messages(user, folder),
    )  # fmt: skip
