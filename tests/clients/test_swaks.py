"""swaks as a mail program: finished mails handed to a real mail server, as a script of an analyst would.

In the run that asks for OpenSMTPD (`make interop`) swaks comes out of the same Debian; elsewhere it is tried
where it is installed.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from email.utils import format_datetime, make_msgid
from pathlib import Path

import pytest

from hotlined.demo.stage import BOXES, PEOPLE
from tests.faults.gateway import Affair, Gateway
from tests.support.opensmtpd import OPENSMTPD

WITHIN = ["chroot", os.environ[OPENSMTPD]] if OPENSMTPD in os.environ else []
FORM = """\
Description of the type of the content: item 1

URL: https://files.example.net/item-1
IP address: 192.0.2.10
Hosting provider: Example Provider
"""

pytestmark = [
    pytest.mark.skipif(not (WITHIN or shutil.which("swaks")), reason="swaks is tried by make interop"),
    pytest.mark.timeout(120),
]


@pytest.fixture(scope="module")
def site() -> Iterator[Gateway]:
    """A hotline behind its mail server."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    with Gateway(folder, {"ntd_delay": "12h", "lea_inbox_fresh": "60s"}) as running:
        yield running
    shutil.rmtree(folder)


def swaks(site: Gateway, subject: str, text: str, *, sign: bool) -> None:
    """A mail of the analyst, by swaks to the hotline's own server."""
    ann = site.people["analyst"]
    visible = (
        ("From", ann.address),
        ("To", BOXES["intake"]),
        ("Subject", subject),
        ("Date", format_datetime(site.works.clock.now())),
        ("Message-ID", make_msgid(domain=ann.address.partition("@")[2])),
    )
    raw = ann.compose(visible, text, sign=sign)
    server = ["--server", "127.0.0.1", "--port", str(site.mta.port)]
    who = ["--from", ann.address, "--to", BOXES["intake"]]
    subprocess.run([*WITHIN, "swaks", *server, *who, "--data", "-", "--silent", "2"], input=raw, check=True)


def test_a_signed_mail_with_tags_opens_a_case(site: Gateway) -> None:
    swaks(site, "[ILLEGAL] [HOST:EE]", FORM, sign=True)
    (reference,) = site.until(site.references, "no case was opened")
    case = Affair(site, reference)
    assert case.got("annex-i").recipients == (PEOPLE["lea"],)
    swaks(site, f"[{reference}] [CLOSE]", "Please.\n", sign=True)
    site.until(lambda: case.case.closed, "it is not closed")


def test_P9_without_a_signature_it_opens_none_and_is_put_aside(site: Gateway) -> None:
    before = site.references()
    swaks(site, "[ILLEGAL] [HOST:EE]", FORM, sign=False)
    box = BOXES["intake"]
    site.until(lambda: site.dovecot.messages(box, "Hotline/Quarantine/unproven"), "it is not put aside")
    assert site.references() == before
