"""The sandbox: the demo's mail host and daemon, kept open for somebody's own mail program.

Everything is as in the demo, but nobody plays the people: whoever started it does.  Keys for analyst and
police lie in the output folder as files that a mail program imports.  Nothing is kept but these files.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hotlined.demo.stage import BOXES, DOMAIN, PASSWORD, PEOPLE, Stage

ACCOUNTS = (
    (PEOPLE["analyst"], "the analyst: writes with tags, gets the answers"),
    (PEOPLE["lea"], "the LEA unit: gets Annex I, replies to it"),
    (PEOPLE["contact"], "the LEA's contact person: is told of urgent cases"),
    (PEOPLE["provider"], "the hosting provider of example.net and 192.0.2.0/24: gets notices"),
    (PEOPLE["public"], "somebody of the public: writes reports"),
    (BOXES["intake"], "hotlined's: reports and the analyst's mails go there"),
    (BOXES["lea"], "hotlined's: the LEA's answers go there"),
    (BOXES["ntd"], "hotlined's: the providers' answers go there"),
)


@dataclass(frozen=True, slots=True)
class Ready:
    """What somebody needs to know once the sandbox runs."""

    imap_port: int
    smtp_port: int
    password: str
    keys: tuple[Path, ...]  # to import into a mail program


def keep_open(
    folder: Path,
    *,
    ntd_delay: str,
    imap_port: int,
    smtp_port: int,
    tell: Callable[[Ready], None],
    until: Callable[[], None],
) -> bool:
    """Run until `until` returns; False when the daemon ended before.  `folder` gets its log and the keys.

    The ports are loopback's, 0 for any; raises OSError where one is taken.
    """
    with Stage(
        folder,
        agreement={"ntd_delay": ntd_delay},
        site={"reply_to": "plain"},  # mail programs find a key for an address as it stands in the key
        ports=(imap_port, smtp_port),
    ) as stage:
        keys = tuple(_exported(stage, folder))
        stage.start()
        tell(Ready(stage.host.imap_port, stage.host.smtp_port, PASSWORD, keys))
        until()
        return stage.daemon is not None and stage.daemon.poll() is None


def stop_by_signal() -> Callable[[], None]:
    """From now on Ctrl-C and SIGTERM are noted; calling the result waits for one of them."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())

    def wait() -> None:
        while not ended.wait(1.0):  # in short waits, so that a signal is looked at
            pass

    return wait


def _exported(stage: Stage, folder: Path) -> Iterator[Path]:
    """The key pairs of those who sign and decrypt, and the hotline's public key."""
    for name in ("analyst", "lea"):
        person = stage.people[name]
        path = folder / f"{name}-secret-key.asc"
        path.touch(mode=0o600)
        path.write_text(person.keyring.export_secret(str(person.fingerprint)), encoding="ascii")
        yield path
    path = folder / f"{DOMAIN}.asc"
    path.write_text(stage.rings[0].export(stage.hotline_key), encoding="ascii")
    yield path
