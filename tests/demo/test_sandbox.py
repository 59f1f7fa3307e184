"""`hotlined sandbox`: somebody's own mail program can take part, with the keys that it leaves."""

import doctest
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hotlined.demo.keys import Keyring
from hotlined.demo.people import Correspondent, Ports
from hotlined.demo.sandbox import Ready, keep_open
from hotlined.demo.stage import BOXES, PEOPLE
from tests.test_docs import SAME, read

pytestmark = pytest.mark.slow


def test_with_the_keys_that_it_leaves_an_analyst_is_answered(tmp_path: Path) -> None:
    told: list[Ready] = []
    answers: list[str] = []

    def play() -> None:
        (ready,) = told
        with Keyring.throwaway() as ring:
            prints = [ring.import_(path.read_text(encoding="ascii"))[0] for path in ready.keys]
            ann = Correspondent(
                PEOPLE["analyst"], ready.password, Ports(ready.imap_port, ready.smtp_port),
                keyring=ring, fingerprint=prints[0],
            )  # fmt: skip
            ann.send(BOXES["intake"], "[HELP]", "\n", sign=True, encrypt_to=(prints[2],))
            answers.append(ann.open(ann.wait_for(lambda raw: True, timeout=30)).text)

    alive = keep_open(tmp_path, ntd_delay="5m", imap_port=0, smtp_port=0, tell=told.append, until=play)

    assert alive
    assert "[ILLEGAL]" in answers[0]
    assert [path.stat().st_mode & 0o777 for path in told[0].keys[:2]] == [0o600, 0o600]


def test_a_port_that_is_taken_is_said_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "hotlined", "sandbox", "--folder", str(tmp_path), "--imap-port", port],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    assert done.returncode == 2
    assert "choose others with --imap-port and --smtp-port, or 0" in done.stderr


def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hotlined", "sandbox", "--folder", str(tmp_path), "--imap-port", "0"]
    with subprocess.Popen(
        [*command, "--smtp-port", "0"], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stdout is not None
        said = [next(running.stdout) for _ in range(12)]
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0

    text = "".join(said)
    assert PEOPLE["analyst"] in text
    (shown,) = (
        one for one in re.findall(r"```text\n(.*?)```", read("docs/start.md"), re.DOTALL) if "IMAP" in one
    )
    shown = re.sub(r"port \d+", "port ...", shown).replace("log: sandbox", f"log: {tmp_path}")
    assert doctest.OutputChecker().check_output(shown, text, SAME), text
