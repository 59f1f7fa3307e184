"""The real daemon as its units start it: systemd's socket is the LMTP door, and the rest is forbidden."""

import grp
import os
import shutil
import smtplib
import sys
import time
from pathlib import Path
from typing import Self

import pytest

from hotlined.demo.stage import BOXES, DOMAIN, Stage
from hotlined.demo.story import FORM
from tests.support.postfix import Postfix
from tests.support.unit_file import kernel_can, settings

LOOK = 0.01  # seconds between two looks at what others do

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-socket-activate") is None or not kernel_can(),
    reason="systemd is not installed (.ci/packages brings it), or the kernel is older than 6.3",
)


class Confined(Stage):
    """A stage whose daemon is begun by the first mail at systemd's socket `door`, and confined."""

    door: Path

    def __enter__(self) -> Self:
        super().__enter__()
        self.door = self.home / "lmtp"
        return self

    def command(self, *arguments: str) -> list[str]:
        """As systemd would start it."""
        return [
            *("systemd-socket-activate", "--listen", str(self.door), "--fdname=lmtp"),
            *("-E", f"PYTHONPATH={os.environ.get('PYTHONPATH', os.pathsep.join(('daemon', '.')))}"),
            *(sys.executable, "-m", "tests.support.unit_file", "hotlined.service"),
            *super().command(*arguments),
        ]


def test_the_confined_daemon_opens_a_case_from_systemds_socket_and_reports_it_encrypted(
    tmp_path: Path,
) -> None:
    metrics = tmp_path / "hotlined.prom"
    with Confined(tmp_path, site={"lmtp": {"listen": "systemd"}, "metrics_file": str(metrics)}) as stage:
        stage.start()
        analyst, lea = stage.people["analyst"], stage.people["lea"]
        raw = analyst.send(BOXES["intake"], "[ILLEGAL] [HOST:EE]", FORM, sign=True)
        with connected(stage.door) as lmtp:
            lmtp.sendmail(analyst.address, [BOXES["intake"]], raw)
        opened = analyst.wait_for(lambda mail: "Case opened" in analyst.open(mail).subject, timeout=60)
        report = lea.wait_for(lambda mail: True, timeout=60)

        assert stage.stop() == 0
        assert analyst.open(opened).subject.startswith("[HL-2026-")
        assert lea.open(report).encrypted
        assert stage.door.is_socket(), "systemd goes on to listen there"
        assert "\nhotlined_running 0.0\n" in metrics.read_text(encoding="utf-8")
        assert metrics.stat().st_mode & 0o777 == 0o644
        spool = stage.home / "site" / "store" / "spool" / "intake"
        assert len([*spool.rglob("new/*"), *spool.rglob("cur/*")]) == 1


def test_a_postfix_that_sees_only_its_own_folder_hands_mail_to_systemds_socket(tmp_path: Path) -> None:
    """As docs/mail-servers.md has it, with the group and the mode of the unit."""
    with (
        Postfix(local=DOMAIN, lmtp="hotlined", next_hop=1) as postfix,
        Confined(tmp_path, site={"lmtp": {"listen": "systemd"}}) as stage,
    ):
        stage.door = postfix.private / "hotlined"
        stage.start()
        while not stage.door.is_socket():
            time.sleep(LOOK)
        os.chown(stage.door, 0, grp.getgrnam("postfix").gr_gid)
        stage.door.chmod(int(settings("hotlined-lmtp.socket")["SocketMode"][0], 8))
        analyst = stage.people["analyst"]
        raw = analyst.send(BOXES["intake"], "[ILLEGAL] [HOST:EE]", FORM, sign=True)
        with smtplib.SMTP("127.0.0.1", postfix.port) as smtp:
            smtp.sendmail(analyst.address, [BOXES["intake"]], raw)

        spool = stage.home / "site" / "store" / "spool" / "intake"
        analyst.wait_for(lambda mail: "Case opened" in analyst.open(mail).subject, timeout=60)
        while "status=sent (250 2.1.5" not in postfix.log():
            time.sleep(LOOK)
        assert stage.stop() == 0
        assert len([*spool.rglob("new/*"), *spool.rglob("cur/*")]) == 1


def test_a_daemon_that_gets_no_socket_ends_with_what_to_do(tmp_path: Path) -> None:
    """With the exit code after which systemd does not try again."""
    with Stage(tmp_path, site={"lmtp": {"listen": "systemd"}}) as stage:
        stage.start()
        assert stage.daemon is not None
        assert stage.daemon.wait(60) == int(settings("hotlined.service")["RestartPreventExitStatus"][0])
    said = (tmp_path / "daemon.log").read_text(encoding="utf-8")
    assert "expected one: systemctl enable hotlined-lmtp.socket, then systemctl restart hotlined" in said


def connected(path: Path) -> smtplib.LMTP:
    """A conversation with the door, as soon as systemd listens."""
    while not path.is_socket():
        time.sleep(LOOK)
    return smtplib.LMTP(str(path))
