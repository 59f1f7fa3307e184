"""The real daemon with an LMTP door: a mail by that road opens a case, and once only."""

import smtplib
import time
from pathlib import Path

from hotlined.demo.stage import BOXES
from hotlined.demo.story import FORM
from tests.support.warm_stage import WarmStage


def listening(path: Path, *, patience: float = 20.0) -> smtplib.LMTP:
    """A connection to the door, once it is open."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return smtplib.LMTP(str(path))
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def test_P2_a_mail_by_lmtp_and_by_imap_opens_one_case(tmp_path: Path) -> None:
    with WarmStage(tmp_path) as stage:
        door = stage.home / "lmtp"
        with stage.config.open("a", encoding="utf-8") as file:
            file.write(f"lmtp:\n  listen: {door}\n")
        stage.start()
        analyst = stage.people["analyst"]
        with listening(door) as lmtp:
            raw = analyst.send(BOXES["intake"], "[ILLEGAL] [HOST:EE]", FORM, sign=True)
            lmtp.sendmail(analyst.address, [BOXES["intake"]], raw)

        opened = analyst.wait_for(lambda mail: "Case opened" in analyst.open(mail).subject, timeout=20)
        report = stage.people["lea"].wait_for(lambda mail: True, timeout=20)
        deadline = time.monotonic() + 20
        while stage.host.messages(BOXES["intake"]) and time.monotonic() < deadline:
            time.sleep(0.05)

        assert stage.stop() == 0
        assert b"[HL-" in opened or analyst.open(opened).subject.startswith("[HL-2026-")
        assert stage.people["lea"].open(report).encrypted
        cases = sorted(path.name for path in (stage.home / "site" / "store" / "open").glob("HL-*.json"))
        assert len(cases) == 1
        filed = list((stage.home / "site" / "store" / "spool" / "intake").rglob("new/*")) + list(
            (stage.home / "site" / "store" / "spool" / "intake").rglob("cur/*")
        )
        assert len(filed) == 1
