"""Mails that people's own mail programs have written, byte for byte, read by the real reader with real gpg.

Thunderbird 153 and neomutt 20250510 on a running hotlined (docs/interop.md); the mails are taken in the order
in which they were sent, so that each case gets the number that the replies speak of.  The secret key beside
them was made for this and opens nothing else.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import TypeVar

import pytest

from hotlined.adapters.config.settings import load
from hotlined.adapters.pgp import GnuPG
from hotlined.app.ports import Fetched, Found
from hotlined.app.reading import Reader
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Inbound
from hotlined.domain.record.casework import CaseOpened, Noted
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.record.holding import HoldLifted, HoldPlaced, Paused
from hotlined.domain.record.reporting import ReceiptGiven
from tests.support.fake_clock import FakeClock, InlineExecutor
from tests.support.fake_openpgp import FakeOpenPGP
from tests.support.keys import Keyring, fake_gpg
from tests.support.rig import FakeChance, Rig
from tests.support.site import write_site

E = TypeVar("E")

MAILS = Path(__file__).parents[1] / "corpus" / "clients"
HOTLINE = "9DE2DF0539EDEB67AD1D0AF268C4FA309EEF2ACF"
ANN = "690164D7BD4E685D9225EA169D94570CC41E5B12"
LEA = "704185F56D20F466F7F779A3B69020993DC3B109"
SENT = datetime(2026, 11, 24, 19, 40, tzinfo=UTC)
LATER = "20261125T000000"  # what gpg takes for now: the keys are not older than the mails
DIRECTORY = {
    "providers": [
        {"name": "Example Provider", "contact": "abuse@provider.example.net", "domains": ["example.net"]}
    ]
}
# Of the reports that the replies answer, case by case: what stands in their Message-ID, and the receipt code.
REPORTS = (
    ("hy4udacnz2ze6bby7hkecbjwty", "RC-RJ01-MVP9-8BJH-JEN1"),
    ("zuecjumpwtxfzo4vo6fcfysmla", "RC-39AY-CNKV-RXPY-8M7A"),
    ("skixo5raljtdfdunzfyzoxbajy", "RC-7KAS-91E3-SRCQ-MY1Q"),
    ("ud2awacjaqamv4jcaw4ziv46v4", "RC-XXFW-2PEJ-W1MB-EXAP"),
    ("6cwnwkj2mvaahy7mxki72gdsgm", "RC-0TC2-GWQA-SDM2-9WT2"),
    ("7m46ayua2xxsi3aiotfcrgfcbe", "RC-3BQ3-RZPQ-TFKW-HK9Y"),
)


class RecalledChance(FakeChance):
    """Gives each report the code and the Message-ID that it had."""

    def __init__(self) -> None:
        super().__init__()
        self._reports = iter(REPORTS)  # decided on once: nothing is written meanwhile
        self._recalled: list[str] = []

    def code(self) -> str:
        """The code, drawn just before the report's letter."""
        name, code = next(self._reports)
        self._recalled = [name, super().token()]
        return code

    def token(self) -> str:
        """The letter's token, then the name in its Message-ID."""
        return self._recalled.pop() if self._recalled else super().token()


@dataclass(frozen=True, slots=True)
class Came:
    """What one mail has come to."""

    mail: Inbound
    decision: Decision

    def events(self, kind: type[E]) -> list[E]:
        """The events of a kind."""
        return [event for one in self.decision.changes for event in one.events if isinstance(event, kind)]


@pytest.fixture(scope="module")
def gpg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GnuPG]:
    """The hotline's gpg at the time of the mails."""
    script = f'exec gpg --faked-system-time {LATER} "$@"\n'
    with Keyring() as ring:
        for key in MAILS.glob("*.asc"):
            ring.run("--import", str(key), faked=LATER)
        yield GnuPG(ring.home, HOTLINE, binary=fake_gpg(tmp_path_factory.mktemp("gpg"), script))


@pytest.fixture(scope="module")
def came(gpg: GnuPG, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Came]:
    """Every mail by its name, taken in turn, each a moment after it was written."""
    keys = {"hotline": HOTLINE, "analyst": ANN, "lea": LEA}
    path = write_site(tmp_path_factory.mktemp("site"), keys=keys, rules={"providers": DIRECTORY})
    return asyncio.run(take_all(gpg, load(path).site))


async def take_all(gpg: GnuPG, site: Site) -> dict[str, Came]:
    """By the hotline of those people; what it sends is sealed by a toy."""
    asyncio.get_running_loop().set_default_executor(InlineExecutor(1))
    clock = FakeClock(SENT)
    rig = Rig(site=site, clock=clock, openpgp=FakeOpenPGP(HOTLINE), chance=RecalledChance())
    # The mails quote the report as it was worded when they were made.
    ours = (*rig.composer.templates.boilerplate(), (MAILS / "annex-i-of-then.txt").read_text("utf-8"))
    reader = Reader(rig.reader.parser, gpg, lambda: replace(rig.site, ours=ours))
    await rig.also(rig.outbox.run)
    found = {}
    for path in sorted(MAILS.glob("*.eml")):
        raw = path.read_bytes()
        headers = message_from_bytes(raw)
        await clock.advance_to(parsedate_to_datetime(headers["Date"]) + timedelta(seconds=2))
        box = parseaddr(headers["To"])[1].partition("@")[0].partition("+")[0]
        mail = reader.read(box, Fetched(Found("INBOX", 1, 1, len(raw)), raw, clock.now()))
        found[path.stem] = Came(mail, await rig.intake.take(mail))
        await rig.settled()
    await rig.kill()
    return found


COMMANDS = (
    ("01-thunderbird-command-encrypted", "[ILLEGAL] [HOST:EE] item 1", True, "HL-2026-000001-C"),
    ("02-thunderbird-command-signed", "[ILLEGAL] [HOST:EE] item 2", False, "HL-2026-000002-A"),
    ("05-thunderbird-command-encrypted", "[ILLEGAL] [HOST:EE] item 3", True, "HL-2026-000003-8"),
    (
        "06-thunderbird-command-html-encrypted",
        "[ILLEGAL] [HOST:EE] [URGENT:item] item 4",
        True,
        "HL-2026-000004-6",
    ),
    ("09-neomutt-command-signed", "[ILLEGAL] [HOST:EE] item 6", False, "HL-2026-000005-4"),
    ("11-neomutt-command-encrypted", "[UNSURE] [HOST:EE] item 7", True, "HL-2026-000006-2"),
)


@pytest.mark.parametrize(("name", "subject", "encrypted", "case"), COMMANDS)
def test_P9_a_command_of_a_real_client_is_proven_by_its_protected_subject(
    came: dict[str, Came], name: str, subject: str, encrypted: bool, case: str
) -> None:
    one = came[name]
    assert one.mail.protected_subject == subject
    assert one.mail.subject == ("..." if encrypted else subject)
    assert one.mail.encrypted is encrypted
    assert one.mail.signature is not None
    assert one.mail.signature.fingerprint == ANN
    (seen,) = one.events(MailSeen)
    assert (seen.party, seen.who, seen.proof, seen.folder) == ("analyst", "Ann", "signed", "Done")
    assert [change.stream for change in one.decision.changes] == [case]
    (opened,) = one.events(CaseOpened)
    assert opened.assessment == ("unsure" if "UNSURE" in subject else "illegal")


RECEIPTS = (
    ("03-thunderbird-receipt-below-the-quote", False, "HL-2026-000002-A"),
    ("04-thunderbird-receipt-html-above-the-quote", False, "HL-2026-000001-C"),
    ("07-thunderbird-receipt-encrypted", True, "HL-2026-000003-8"),
    ("10-neomutt-receipt-encrypted", True, "HL-2026-000005-4"),
)


@pytest.mark.parametrize(("name", "encrypted", "case"), RECEIPTS)
def test_P8_a_reply_that_quotes_the_report_is_a_signed_receipt(
    came: dict[str, Came], name: str, encrypted: bool, case: str
) -> None:
    """The quote says "hold" and "release" in its explanation: neither is heard."""
    one = came[name]
    assert one.mail.encrypted is encrypted
    (receipt,) = one.events(ReceiptGiven)
    assert (receipt.how, receipt.by, receipt.fragments) == ("signature", "national", (1,))
    assert [change.stream for change in one.decision.changes] == [case]
    assert not one.events(HoldPlaced)
    assert not one.events(HoldLifted)
    assert not one.events(Paused)


def test_P6_a_hold_in_an_html_reply_has_its_end_and_its_file_number(came: dict[str, Came]) -> None:
    (hold,) = came["08-thunderbird-hold-html-encrypted"].events(HoldPlaced)
    assert (hold.by, hold.proof) == ("national", "signed")
    assert hold.until is not None
    assert hold.until.date().isoformat() in ("2026-12-01", "2026-12-02")


def test_a_note_above_the_quote_of_our_answer_is_a_note(came: dict[str, Came]) -> None:
    assert came["12-thunderbird-note-signed"].events(Noted)


def test_every_mail_of_the_folder_is_spoken_of(came: dict[str, Came]) -> None:
    named = {one[0] for one in (*COMMANDS, *RECEIPTS)}
    assert set(came) - named == {"08-thunderbird-hold-html-encrypted", "12-thunderbird-note-signed"}
