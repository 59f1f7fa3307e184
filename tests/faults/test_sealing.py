"""P4 by fault: whatever happens while a report is sealed, no byte of it is in clear (threats F1, F2, F17).

Real gpg behind a wrapper that writes down how it was called and what lay in the temporary folders at that
moment; the real store, real MIME, real SMTP to a sink.  The verdict comes from the sink, the log, the files
and the wrapper's notes; the daemon's own record is asked only what it says of itself.
"""

import asyncio
import contextlib
import errno
import functools
import logging
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from hotlined import wiring
from hotlined.adapters.casefiles import CaseFiles, disk
from hotlined.adapters.config.settings import load
from hotlined.adapters.pgp import GnuPG
from hotlined.app.intake import Intake
from hotlined.app.ports import Fetched, Found, Temporary
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.state import Case
from hotlined.parts import Parts
from tests.support.keys import Keyring, People, everybody
from tests.support.signed_mail import write_signed
from tests.support.sink import Sink, Transaction
from tests.support.site import write_site

MARKER = "planted-marker-9c1e"
URL = f"https://files.example.net/{MARKER}"
FORM = f"[ILLEGAL] [HOST:EE]\n\nURL: {URL}\nDescription of the type of the content: item 1, {MARKER}\n"
SEALING = '*" --encrypt "*'
WRAPPER = """#!/bin/sh
printf '%s\\n' "$*" >> {notes}/argv
tr '\\0' '\\n' < /proc/$$/environ >> {notes}/environ
grep -rl {marker} {temp} {home} >> {notes}/found 2>/dev/null
case " $* " in {sealing}) {fault};; esac
exec gpg "$@"
"""

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module", name="people")
def people_fixture() -> Iterator[People]:
    """Keys of this module's own: one of the faults replaces one."""
    with everybody() as people:
        yield people


@dataclass
class Place:
    """A daemon's parts on real gpg, store and SMTP; its gpg goes wrong as the test says."""

    folder: Path
    people: People
    sink: Sink
    lea: str  # the fingerprint that is pinned for the unit

    def run(self, fault: str) -> list[Case]:
        """An analyst's report comes in and everything that can be sent is sent; the cases that there are."""
        notes, temp = self.folder / "notes", self.folder / "temp"
        for made in (notes, temp):
            made.mkdir()
        gpg = self.folder / "gpg-wrapped"
        home = self.people.hotline.home
        gpg.write_text(
            WRAPPER.format(
                notes=notes, temp=temp, home=home, marker=MARKER, sealing=SEALING, fault=fault or ":"
            )
        )
        gpg.chmod(0o700)
        config = write_site(
            self.folder / "site",
            smtp_port=self.sink.port,
            keys={"hotline": self.people.own, "lea": self.lea, "analyst": self.people.unknown},
            gnupg={"home": str(home), "binary": str(gpg)},
        )
        settings = load(config)
        with CaseFiles.open(settings.store_root, salt=lambda: secrets.token_hex(16)) as store:
            asyncio.run(_through(wiring.build(settings, store), self._mail()))
            cases = [fold(name, store.load(name).entries) for name in store.open_streams()]  # type: ignore[union-attr]
        return [case for case in cases if case.opened is not None]

    def _mail(self) -> bytes:
        stranger = self.people.stranger
        now = datetime.now(UTC)
        return write_signed(
            headers=[
                ("From", "ann@hotline.example.org"), ("To", "intake@hotline.example.org"),
                ("Subject", "a report"), ("Date", format_datetime(now)), ("Message-ID", "<1@people.example>"),
            ],
            text=FORM,
            sign=lambda payload: (stranger.sign(payload, self.people.unknown), "pgp-sha512"),
            boundary="people-0001",
        )  # fmt: skip

    def leaks(self, log: str) -> list[str]:
        """Where the planted marker can be read, beside the store and the mail that brought it."""
        places = {f"mail to {one.recipients[0]}": one.raw for one in self.sink.taken}
        files = [
            path for root in ("notes", "temp") for path in (self.folder / root).rglob("*") if path.is_file()
        ]
        files += [path for path in self.people.hotline.home.rglob("*") if path.is_file()]
        places |= {str(path): path.read_bytes() for path in files}
        places["the log"] = log.encode()
        found = (self.folder / "notes" / "found").read_text().split()
        return [where for where, data in places.items() if MARKER.encode() in data] + found

    def got(self, address: str) -> list[Transaction]:
        """What an address was sent."""
        return [one for one in self.sink.taken if address in one.recipients]


async def _through(parts: Parts, raw: bytes) -> None:
    """One mail in, then the outbox until nothing is ready any more."""
    fetched = Fetched(Found("INBOX", 1, 1, len(raw)), raw, datetime.now(UTC))
    mail = await asyncio.to_thread(parts.reader.read, "intake", fetched)
    assert mail.signature is not None, mail.signature_problem
    with contextlib.suppress(Temporary):
        await Intake(parts.docket).take(mail)
    sending = asyncio.create_task(parts.outbox.run())
    for _ in range(200):
        await asyncio.sleep(0.05)
        if not any(row.next_at is None or row.attempts == 0 for row in parts.outbox.waiting()):
            break
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await parts.courier.close()
    parts.openpgp.close()


@pytest.fixture
def place(people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Place]]:
    """Makes the place of a test; gpg's patience is one second, temporary files lie where we look."""
    with (
        Sink() as sink,
        tempfile.TemporaryDirectory(prefix="hl-", dir="/tmp") as folder,
    ):
        (Path(folder) / "temp").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", f"{folder}/temp")
        monkeypatch.setenv("TMPDIR", f"{folder}/temp")
        (Path(folder) / "temp").rmdir()
        monkeypatch.setattr(wiring, "GnuPG", functools.partial(GnuPG, timeout=1.5))
        yield lambda lea=people.unit: Place(Path(folder), people, sink, lea)


FAULTS = {
    "hangs": "sleep 60; exit 0",
    "gone": 'rm -f "$0"; exit 127',
    "silent success": "exit 0",
    "silent failure": "exit 2",
    "gives the plaintext back": "cat; exit 0",
    "garbage status": "echo '[GNUPG:] END_ENCRYPTION' >&2; head -c 9999 /dev/urandom; exit 0",
    "half a message, then a full disk": "gpg \"$@\" | head -c 200; echo 'No space left' >&2; exit 2",
    "killed": "kill -9 $$",
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_P4_a_gpg_that_fails_while_sealing_lets_nothing_leave(
    fault: str, place: Callable[..., Place], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    here = place()
    cases = here.run(fault)

    assert here.leaks(caplog.text) == []
    _blocked(here, cases)


@pytest.mark.parametrize("state", ["expired", "revoked", "disabled", "replaced"])
def test_P4_a_key_that_cannot_be_used_lets_nothing_leave(
    state: str, place: Callable[..., Place], people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if state == "replaced":  # another key with the same user id lies there; the pinned one does not
        with Keyring() as forger:
            people.hotline.take(forger.export(forger.make("Unit <unit@police.example>")))
        here = place("D" * 40)
    else:
        here = place(getattr(people, state))
    cases = here.run("")

    assert here.leaks(caplog.text) == []
    _blocked(here, cases)


def _blocked(here: Place, cases: list[Case]) -> None:
    """The case is blocked, the analysts are alarmed at once, the LEA is asked to call, and that is all."""
    (case,) = cases
    assert [fragment.blocked is not None for fragment in case.fragments] == [True]
    assert here.got("reports@police.example.com")[0].raw.count(b"Please call us")
    assert len(here.got("reports@police.example.com")) == 1
    alarms = [mail.raw for mail in here.got("ann@hotline.example.org") if b"ALARM: blocked" in mail.raw]
    assert len([raw for raw in alarms if b"(annex-i)" in raw]) == 1


def test_P4_a_full_disk_while_sealing_leaves_the_mail_where_it_is_and_nothing_leaves(
    place: Callable[..., Place], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    here = place()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    opened = CaseFiles.open

    def opened_then_full(*args: object, **how: object) -> CaseFiles:
        store = opened(*args, **how)  # type: ignore[arg-type]
        monkeypatch.setattr(disk.os, "fsync", full)
        return store

    monkeypatch.setattr(CaseFiles, "open", opened_then_full)
    cases = here.run("")

    assert cases == []
    assert here.sink.taken == ()
    assert here.leaks(caplog.text) == []


def test_P4_the_harness_sees_a_leak_and_a_good_gpg_sends_the_report(
    place: Callable[..., Place], caplog: pytest.LogCaptureFixture
) -> None:
    """Without a fault the report goes; and a marker that is in a temporary file while gpg runs is found."""
    caplog.set_level(logging.DEBUG)
    here = place()
    (case,) = here.run(f"echo {MARKER} > {here.folder}/temp/leak")

    assert [fragment.blocked for fragment in case.fragments] == [None]
    assert b"-----BEGIN PGP MESSAGE-----" in here.got("reports@police.example.com")[0].raw
    assert here.leaks(caplog.text) != []
    assert all("temp/leak" in where for where in here.leaks(caplog.text))
