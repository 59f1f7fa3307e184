"""The stage of the demo: keys, mail host, a complete site, the people, and the real daemon as a process.

Nothing here reaches into hotlined: the site is files, the daemon is `python -m hotlined run`, the people
have IMAP, SMTP and gpg.  All times that are short are short in the agreement, nowhere else.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from ruamel.yaml import YAML

from hotlined.demo.host import MailHost
from hotlined.demo.keys import Keyring
from hotlined.demo.people import Correspondent, Ports

DOMAIN = "hotline.example.org"
BOXES = {"intake": f"intake@{DOMAIN}", "lea": f"lea@{DOMAIN}", "ntd": f"ntd@{DOMAIN}"}
PEOPLE = {
    "analyst": f"ann@{DOMAIN}",
    "lea": "reports@police.example.com",
    "contact": "lee@police.example.com",
    "provider": "abuse@provider.example.net",
    "public": "visitor@example.com",
}
PASSWORD = "not-a-secret"  # noqa: S105 - of throw-away accounts on loopback

Data = Mapping[str, object]

AGREEMENT: Data = {
    "version": "demo",
    "date": "2026-01-31",
    "parties": ["Example Hotline", "Example Police"],
    "legal_ground": "Example Criminal Code, section 1; Directive 2011/93/EU, Article 5",
    "short_delays": "yes-this-is-a-test",
    "ntd_delay": "8s",
    "hold_warning": "5s",
    "lea_inbox_fresh": "30s",
}


@dataclass(slots=True)
class Stage:
    """Everything on its place; a context manager that takes it all down again."""

    folder: Path
    agreement: Mapping[str, object] = field(default_factory=dict)
    site: Mapping[str, object] = field(default_factory=dict)  # keys of mailboxes.yaml over these
    ports: tuple[int, int] = (0, 0)  # IMAP, SMTP; 0: any that is free
    lea_expired: bool = False
    home: Path = field(init=False)
    host: MailHost = field(init=False)
    people: dict[str, Correspondent] = field(init=False, default_factory=dict)
    hotline_key: str = field(init=False, default="")
    rings: list[Keyring] = field(init=False, default_factory=list)
    daemon: "subprocess.Popen[bytes] | None" = field(init=False, default=None)

    def __enter__(self) -> Self:
        # gpg's sockets need a short path, so the site with its key ring is not below the output folder.
        self.home = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
        self.host = MailHost(dict.fromkeys((*BOXES.values(), *PEOPLE.values()), PASSWORD), ports=self.ports)
        try:
            self.host.start()
            self._people()
            self._site()
        except BaseException:
            self._strike()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._strike()

    def _strike(self) -> None:
        self.stop()
        self.host.stop()
        for ring in self.rings:
            ring.close()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def config(self) -> Path:
        """The site's mailboxes.yaml."""
        return self.home / "site" / "mailboxes.yaml"

    # --- the daemon ----------------------------------------------------------------------------

    def start(self) -> None:
        """Start the daemon; its log goes into the output folder."""
        log = (self.folder / "daemon.log").open("ab")
        self.daemon = subprocess.Popen(  # noqa: S603 - our own program
            self.command("run"), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        log.close()

    def command(self, *arguments: str) -> list[str]:
        """A hotlined command line on this site."""
        return [sys.executable, "-m", "hotlined", *arguments, "--config", str(self.config)]

    def stop(self, number: int = signal.SIGTERM, *, patience: float = 20.0) -> int | None:
        """End the daemon by a signal and wait for it; its exit code."""
        if self.daemon is None:
            return None
        if self.daemon.poll() is None:
            os.kill(self.daemon.pid, number)
        try:
            code = self.daemon.wait(patience)
        except subprocess.TimeoutExpired:
            self.daemon.kill()
            code = self.daemon.wait()
        self.daemon = None
        return code

    def kill(self) -> None:
        """The power goes: no handler runs."""
        self.stop(signal.SIGKILL)

    # --- keys, people, site --------------------------------------------------------------------

    def _people(self) -> None:
        ports = Ports(self.host.imap_port, self.host.smtp_port)
        hotline = Keyring(self.home / "gnupg")
        self.rings.append(hotline)
        self.hotline_key = hotline.make("Example Hotline", BOXES["lea"])
        for address in BOXES.values():  # as the administrator's guide has it
            hotline.add_address(self.hotline_key, "Example Hotline", address)
        hotline.put_first(self.hotline_key, "Example Hotline", BOXES["lea"])
        for name, address in PEOPLE.items():
            ring = self._ring() if name in ("analyst", "lea") else hotline
            fingerprint = None
            if ring is not hotline:
                fingerprint = self._key(ring, name, address)
                hotline.import_(ring.export(fingerprint))
                ring.import_(hotline.export(self.hotline_key))
            self.people[name] = Correspondent(address, PASSWORD, ports, keyring=ring, fingerprint=fingerprint)

    def _key(self, ring: Keyring, name: str, address: str) -> str:
        if name == "lea" and self.lea_expired:
            return ring.make(name, address, at=datetime(2020, 1, 1, tzinfo=UTC), expires="seconds=86400")
        return ring.make(name, address)

    def _ring(self) -> Keyring:
        ring = Keyring.throwaway()
        self.rings.append(ring)
        return ring

    def _site(self) -> None:
        site = self.home / "site"
        (site / "rules").mkdir(parents=True, mode=0o700)
        secret = site / "password"
        secret.touch(mode=0o600)
        secret.write_text(PASSWORD, encoding="utf-8")
        write(site / "mailboxes.yaml", self._mailboxes())
        write(site / "rules" / "agreement.yaml", {**AGREEMENT, **self.agreement})
        write(site / "rules" / "providers.yaml", PROVIDERS)

    def _mailboxes(self) -> Data:
        def server(port: int) -> dict[str, object]:
            return {"host": "127.0.0.1", "port": port, "tls": "none"}

        return {
            "hotline": {**HOTLINE, "fingerprint": self.hotline_key},
            "mailboxes": {
                name: {
                    "address": address,
                    "imap": {**server(self.host.imap_port), "user": address},
                    "smtp": server(self.host.smtp_port),
                    "password": {"file": "password"},
                }
                for name, address in BOXES.items()
            },
            "people": {
                "analysts": [
                    {
                        "name": "Ann",
                        "address": PEOPLE["analyst"],
                        "fingerprints": [self.people["analyst"].fingerprint],
                    }
                ],
                "lea_units": [
                    {
                        "name": "national",
                        "address": PEOPLE["lea"],
                        "fingerprints": [self.people["lea"].fingerprint],
                        "contact": {"name": "Lee", "address": PEOPLE["contact"], "phone": "+372 555 0199"},
                    }
                ],
            },
            "store": "store",
            "status_file": str(self.folder.absolute() / "status.json"),
            "gnupg": {"home": str(self.home / "gnupg")},
            "rules": "rules",
            **self.site,
        }


HOTLINE: Data = {
    "name": "Example Hotline",
    "description": "Reporting point of the Example Association",
    "address": "Example Street 1, 10111 Example",
    "email": f"desk@{DOMAIN}",
    "phone": "+372 555 0100",
    "country": "EE",
    "timezone": "Europe/Tallinn",
    "languages": ["en"],
    "prefix": "HL",
}
PROVIDERS: Data = {
    "providers": [
        {
            "name": "Example Provider",
            "contact": PEOPLE["provider"],
            "networks": ["192.0.2.0/24"],
            "domains": ["example.net"],
            "language": "en",
            "confirmed": True,
        }
    ]
}


def write(path: Path, data: Data) -> None:
    """Plain data as a YAML file."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(dict(data), file)
