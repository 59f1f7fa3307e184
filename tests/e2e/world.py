"""The world of the scenarios: real Dovecot, SMTP, gpg, the daemon's real parts, people with mail clients.

Servers and keys last for a session; a `Scene` is one site with empty mailboxes and a running daemon in it.
The daemon is built by `wiring.build` as ever, in a thread of its own, with a clock that can be stepped.
The people hand their mails to Dovecot by LMTP, or by SMTP to a post office of their own; everything the
daemon sends passes the sink.
"""

import asyncio
import logging
import os
import shutil
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

from ruamel.yaml import YAML

from hotlined import serving, stores, wiring
from hotlined.adapters.config.settings import load
from hotlined.adapters.mail_worker.parent import WorkerParser
from hotlined.adapters.notify import Notifier
from hotlined.app import clock_record
from hotlined.app.copies import FIRST_RETRY
from hotlined.app.queues import ready_at
from hotlined.demo.keys import Keyring
from hotlined.demo.people import Correspondent, Ports
from tests.e2e.clock import SteppedClock
from tests.support.cyrus import CYRUS, Cyrus
from tests.support.dialects import DIALECT, DialectServer
from tests.support.dovecot import Dovecot
from tests.support.imap_proxy import Proxy
from tests.support.sink import Sink, Transaction
from tests.support.site import dump

PATIENCE = 30.0  # seconds until something that must happen has happened
AGE = timedelta(days=30)  # of the keys
LOOK = 0.02  # seconds between two looks at what cannot be waited for
DOMAIN = "hotline.example.org"
BOXES = {name: f"{name}@{DOMAIN}" for name in ("intake", "lea", "ntd")}
PEOPLE = {
    "ann": f"ann@{DOMAIN}",
    "ben": f"ben@{DOMAIN}",
    "lea": "reports@police.example.com",
    "lee": "lee@police.example.com",
    "provider": "abuse@provider.example.net",
    "public": "visitor@example.com",
    "stranger": "mallory@example.org",
}
WITH_KEY = ("ann", "lea", "stranger")
SITE = Path(__file__).parent / "site"


@cache
def one_parser() -> WorkerParser:
    """The process that reads mails, for all daemons of this process: each would begin one of its own."""
    return WorkerParser("hotlined.worker")


class World:
    """Servers, key rings and people; a context manager for a session."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.rings: dict[str, Keyring] = {}
        self.keys: dict[str, str] = {}
        self.people: dict[str, Correspondent] = {}
        self.full: set[str] = set()  # addresses whose mail is read to its end and then answered with 451
        self.turned_away: list[bytes] = []

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.callback(one_parser().close)
            users = dict.fromkeys((*BOXES.values(), *PEOPLE.values()), "not-a-secret")
            self.dovecot = stack.enter_context(_imap_server(users))
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(self.dovecot.cafile, self.dovecot.keyfile)
            logins = {address: users[address] for address in BOXES.values()}
            self.post = stack.enter_context(Sink(deliver=self._deliver))
            self.sink = stack.enter_context(Sink(deliver=self._deliver, users=logins, tls=tls))
            self.lea_inbox = stack.enter_context(Proxy(self.dovecot.imaps_port))
            for name in ("hotline", *WITH_KEY):
                self.rings[name] = stack.enter_context(Keyring.throwaway())
                address = PEOPLE.get(name, BOXES["lea"])
                # Born a while ago, so that a signature of three days ago can be made.
                self.keys[name] = self.rings[name].make(name, address, at=datetime.now(UTC) - AGE)
            for name in WITH_KEY:
                self.acquaint(name)
                self.rings[name].import_(self.rings["stranger"].export(self.keys["stranger"]))
            ports = Ports(imap=self.dovecot.imap_port, smtp=self.post.port)
            for name, address in PEOPLE.items():
                ring = self.rings.get(name, self.rings["stranger"])
                key = self.keys.get(name)
                person = Correspondent(address, users[address], ports, keyring=ring, fingerprint=key)
                self.people[name] = person
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def acquaint(self, name: str) -> None:
        """The hotline and a person have each other's public keys, as they are now."""
        ring, hotline = self.rings[name], self.rings["hotline"]
        ring.import_(hotline.export(self.keys["hotline"]))
        for fingerprint in (self.keys[name], self.keys.get(f"{name}-expired", "")):
            if fingerprint:
                hotline.import_(ring.export(fingerprint))

    def make_expired(self, name: str) -> str:
        """A second key of a person, that was valid for a day in 2020."""
        made = self.rings[name].make(
            name, PEOPLE[name], at=datetime(2020, 1, 1, tzinfo=UTC), expires="seconds=86400"
        )
        self.keys[f"{name}-expired"] = made
        self.acquaint(name)
        return made

    def empty_mailboxes(self) -> None:
        """Forget all mail; nobody may be logged in."""
        self.lea_inbox.heal()
        self.full.clear()
        self.turned_away.clear()
        self.dovecot.forget_mail()
        for address in (*BOXES.values(), *PEOPLE.values()):
            with self.dovecot.login(address) as client:
                client.select_folder("INBOX")  # made now: two deliveries that want to make it would collide

    def _deliver(self, sender: str, recipient: str, raw: bytes) -> None:
        if recipient in self.full:
            self.turned_away.append(raw)
            raise OSError("there is no room")  # the sink answers 451
        self.dovecot.deliver(recipient, raw, sender=sender)
        self.dovecot.submitted(sender, raw)


class Daemon:
    """The daemon of one site, in a thread; `start` after `stop` is a restart, the clock goes on."""

    def __init__(self, config: Path, waiting: Callable[[str], int]) -> None:
        self._config = config
        self._waiting = waiting  # how many mails lie in the INBOX of an address
        self.clock = SteppedClock()
        self.deaf: set[str] = set()  # boxes whose inbox it cannot read now
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Start, and wait until it works; raises what went wrong."""
        self._ready = threading.Event()
        self._failure = None
        self._thread = threading.Thread(target=self._run, name="daemon", daemon=True)
        self._thread.start()
        if not self._ready.wait(PATIENCE):
            raise TimeoutError("the daemon does not start")
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Stop as SIGTERM does; raises what it died of."""
        if self._thread is None:
            return
        if self._thread.is_alive() and self._ready.is_set():
            self._loop.call_soon_threadsafe(self._working.cancel)
            self._thread.join(PATIENCE)
        self._thread = None
        if self._failure is not None:
            raise self._failure

    def step(self, by: timedelta) -> None:
        """So much time passes, for all of the daemon at the same moment."""
        if self._thread is None:
            self.clock.step(by)
            return

        async def step() -> None:
            self.clock.step(by)

        asyncio.run_coroutine_threadsafe(step(), self._loop).result(PATIENCE)

    def knock(self, address: str) -> None:
        """Mail has come to one of its mailboxes: whoever waits for news of it looks at once.

        Dovecot says so by itself, half a second later, in case more comes: for hundreds of mails, minutes.
        """
        for watch in self._parts.watches if self._thread is not None else ():
            if BOXES[watch.mailbox.name] == address:
                watch.mailbox.wake()

    def settle(self) -> None:
        """Wait until nothing is left to do now: no mail to read, no step due, nothing to send."""
        # What waits for an inbox that does not answer has patience, which need not pass in real time.
        self.pass_until(self._idle, by=timedelta(seconds=len(self.deaf)))

    def pass_until(
        self,
        true: Callable[[], bool],
        *,
        by: timedelta = timedelta(seconds=1),
        patience: float = PATIENCE,
        look: float = LOOK,
    ) -> None:
        """Let time pass, in steps, until something is so; raises TimeoutError and what ended the daemon."""
        deadline = time.monotonic() + patience
        while not true():
            if self._failure is not None:
                raise self._failure
            if time.monotonic() > deadline:
                raise TimeoutError("the daemon does not come to rest")
            if by:
                self.step(by)
            time.sleep(look)

    def _idle(self) -> bool:
        unread = [box for box in BOXES if box not in self.deaf and self._waiting(BOXES[box])]
        resting = asyncio.run_coroutine_threadsafe(self._rests(), self._loop)
        return resting.result(PATIENCE) and not unread

    async def _rests(self) -> bool:
        now = self.clock.now()
        due = any(at <= now for at in self._parts.agenda._next.values())
        copies = self._parts.copies
        filing = copies.waiting() and copies.pauses.pause == FIRST_RETRY
        return not (due or filing or any(ready_at(row) <= now for row in self._parts.outbox.waiting()))

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except asyncio.CancelledError:
            pass
        except BaseException as failure:  # start, settle and stop raise it
            self._failure = failure
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        settings = load(self._config)
        with stores.opened(settings) as store:
            with patch.object(wiring, "parser", one_parser):
                self._parts = parts = wiring.build(settings, store, self.clock)
            try:
                await clock_record.begin(parts.docket, parts.fences)
                await parts.docket.resume()
                self._working = asyncio.create_task(serving.work(parts, Notifier({}, 0)))
                self._ready.set()
                await self._working
            finally:
                await parts.courier.close()


@dataclass(slots=True)
class Scene:
    """One site on the world's servers, and what the daemon logged."""

    world: World
    home: Path
    daemon: Daemon
    log: list[str] = field(default_factory=list)
    first: int = 0  # how many mails the sink had taken before

    @property
    def taken(self) -> tuple[Transaction, ...]:
        """What the daemon has sent in this scene."""
        return self.world.sink.taken[self.first :]

    @property
    def store(self) -> Path:
        """The root of the store."""
        return self.home / "store"

    def wait(self, true: Callable[[], Any], expected: str, *, look: float = 0.2) -> Any:
        """What `true` gives once it is not None; looks again whenever the sink has taken a mail, or later."""
        deadline = time.monotonic() + PATIENCE
        while (found := true()) is None:
            count = len(self.world.sink.taken)
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(expected)
            try:
                self.world.sink.wait_for(count + 1, min(left, look))
            except TimeoutError:
                continue
        return found


def _imap_server(users: dict[str, str]) -> Dovecot | Cyrus | DialectServer:
    """Dovecot; Cyrus or a dialect in the run that asks for it."""
    if DIALECT in os.environ:
        return DialectServer(os.environ[DIALECT], users, mangled=frozenset(BOXES.values()))
    return Cyrus(users, Path(os.environ[CYRUS])) if CYRUS in os.environ else Dovecot(users)


@contextmanager
def scene(world: World, folder: Path) -> Iterator[Scene]:
    """The site of a scenario's folder, with its daemon running; taken down again whatever happens."""
    home = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    log: list[str] = []
    handler = _Lines(log)
    logger = logging.getLogger("hotlined")
    level = logger.level
    try:
        world.empty_mailboxes()
        config = _write_site(world, folder, home)
        daemon = Daemon(config, world.dovecot.waiting)
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        try:
            daemon.start()
            yield Scene(world, home, daemon, log, len(world.sink.taken))
        finally:
            daemon.stop()
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        shutil.rmtree(home, ignore_errors=True)


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))


def _write_site(world: World, folder: Path, home: Path) -> Path:
    """The shared site, with a scenario's site.yaml over it and its rules in front."""
    keys = {f"key of {name}": key for name, key in world.keys.items()}
    own = folder / "site.yaml"
    told = own.read_text(encoding="utf-8") if own.exists() else ""
    if "{expired key of lea}" in told:
        keys["expired key of lea"] = world.make_expired("lea")
    base = _yaml((SITE / "mailboxes.yaml").read_text(encoding="utf-8"), keys)
    data = _over(base, _yaml(told, keys) if told else {})
    for name, account in data["mailboxes"].items():
        imap = {"intake": ("starttls", world.dovecot.imap_port), "lea": ("tls", world.lea_inbox.port)}
        tls, port = imap.get(name, ("tls", world.dovecot.imaps_port))
        tls = "none" if isinstance(world.dovecot, DialectServer) else tls
        here = {"host": "localhost", "cafile": world.dovecot.cafile, "user": account["address"]}
        account["imap"] = {**here, "port": port, "tls": tls}
        account["smtp"] = {**here, "port": world.sink.port, "tls": "starttls"}
        account["password"] = {"file": "password"}
    secret = home / "password"
    secret.touch(mode=0o600)
    secret.write_text("not-a-secret", encoding="utf-8")
    (home / "rules").mkdir()
    for rules in (SITE / "rules", folder / "rules"):
        for path in sorted(rules.glob("*.yaml")):
            shutil.copy(path, home / "rules" / path.name)
    data["gnupg"] = {"home": str(world.rings["hotline"].home)}
    dump(home / "mailboxes.yaml", data)
    return home / "mailboxes.yaml"


def _yaml(text: str, keys: Mapping[str, str]) -> dict[str, Any]:
    for name, key in keys.items():
        text = text.replace("{" + name + "}", key)
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return data


def _over(base: dict[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    """Blocks joined, everything else replaced."""
    joined = dict(base)
    for name, value in top.items():
        old = joined.get(name)
        joined[name] = _over(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return joined
