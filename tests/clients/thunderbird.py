"""Makes the mails of tests/corpus/clients with a real Thunderbird, or plays an analyst's day in it; no test.

    PYTHONPATH=daemon:. python -m tests.clients.thunderbird FOLDER [day [LANGUAGE]]

needs Thunderbird, Xvfb, scrot, Dovecot, GnuPG and the package `marionette_driver`, which the lock files do
not have.  It starts hotlined on servers of its own, gives Thunderbird three accounts (analyst, officer, the
shared intake mailbox, in which the analyst writes as herself) with their keys, writes commands, opens the
reports and replies.  In FOLDER are then every mail as it was sent, the keys and pictures.  Thunderbird is
driven from inside (Marionette's chrome context).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Self

from hotlined.demo.stage import BOXES, HOTLINE, PASSWORD, PEOPLE, Stage, write
from tests.support.dovecot import Dovecot
from tests.support.sink import Sink

ANN, LEA, INTAKE = PEOPLE["analyst"], PEOPLE["lea"], BOXES["intake"]
BOARD = "Hotline/Board"
FORM = "URL: https://files.example.net/item-{n}\nDescription of the type of the content: item {n}\n"
HERE = Path(__file__).parent


class Host:
    """Dovecot, and one post office that keeps what passes; in the place of the demo's mail host."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._dovecot = Dovecot(dict.fromkeys((*BOXES.values(), *PEOPLE.values()), PASSWORD)).start()
        self._sink = Sink(deliver=self._posted)
        self._sink.start()
        self.imap_port, self.smtp_port = self._dovecot.imap_port, self._sink.port

    def _posted(self, sender: str, to: str, raw: bytes) -> None:
        self._count += 1
        who = "-".join(one.partition("@")[0].partition("+")[0] for one in (sender or "null", "to", to))
        (self._folder / f"{self._count:03d}-{who}.eml").write_bytes(raw)
        self._dovecot.deliver(to, raw, sender=sender)

    def stop(self) -> None:
        """Both servers end."""
        self._sink.stop()
        self._dovecot.close()


class ClientStage(Stage):
    """The demo's site on these servers; our key names every mailbox."""

    def __enter__(self) -> Self:
        self.home = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
        self.host = Host(self.folder)  # type: ignore[assignment]  # the two ports and stop() are all that is used
        self._people()
        self._site()
        return self


def gpg(home: Path, *arguments: str) -> str:
    """Run gpg in a home."""
    command = ["gpg", "--homedir", str(home), "--batch", "--pinentry-mode", "loopback", "--passphrase", ""]
    return subprocess.run([*command, *arguments], check=True, capture_output=True, text=True).stdout


class Thunderbird:
    """A running Thunderbird with a profile of its own; calls the functions of thunderbird.js."""

    def __init__(self, marionette: Any) -> None:
        self._marionette = marionette
        self._functions = (HERE / "thunderbird.js").read_text(encoding="utf-8")

    def __call__(self, function: str, **given: object) -> Any:
        """Raises RuntimeError with what went wrong inside."""
        call = "const [given, done] = arguments; "
        call += f"{function}(given).then(one => done([one]), one => done('' + one));"
        answer = self._marionette.execute_async_script(self._functions + call, script_args=[given])
        if not isinstance(answer, list):
            raise RuntimeError(f"{function}: {answer}")
        return answer[0]


def preferences(stage: ClientStage) -> dict[str, object]:
    """Three accounts, and no first-run pages, updates or questions."""
    found: dict[str, object] = {
        "app.update.enabled": False, "mail.shell.checkDefaultClient": False, "mail.rights.version": 1,
        "datareporting.policy.dataSubmissionEnabled": False, "mailnews.start_page.enabled": False,
        "mail.spotlight.firstRunDone": True, "mail.SpellCheckBeforeSend": False,
        "mail.accountmanager.accounts": "account1,account2,account4,account3",
        "mail.pane_config.dynamic": 0, "calendar.timezone.local": "Europe/Tallinn",
        "mail.accountmanager.localfoldersserver": "server3", "mail.account.account3.server": "server3",
        "mail.server.server3.type": "none", "mail.server.server3.hostname": "Local Folders",
        "mail.server.server3.userName": "nobody", "mail.smtpservers": "smtp1,smtp2",
    }  # fmt: skip
    for n, address, identity in ((1, ANN, "id1"), (2, LEA, "id2"), (4, INTAKE, "id1")):
        server = f"mail.server.server{n}"
        found |= {
            f"mail.account.account{n}.identities": identity, f"mail.account.account{n}.server": f"server{n}",
            f"{server}.type": "imap", f"{server}.hostname": "127.0.0.1",
            f"{server}.port": stage.host.imap_port,
            f"{server}.userName": address, f"{server}.socketType": 0, f"{server}.authMethod": 3,
            f"{server}.login_at_startup": False, f"{server}.check_new_mail": False,
        }  # fmt: skip
    for n, (who, address) in enumerate((("analyst", ANN), ("lea", LEA)), 1):
        identity, smtp = f"mail.identity.id{n}", f"mail.smtpserver.smtp{n}"
        found |= {
            f"{identity}.fullName": who, f"{identity}.useremail": address, f"{identity}.valid": True,
            f"{identity}.smtpServer": f"smtp{n}", f"{identity}.fcc": False, f"{identity}.compose_html": False,
            f"{identity}.openpgp_key_id": str(stage.people[who].fingerprint)[-16:],
            f"{identity}.sign_mail": True, f"{identity}.attachPgpKey": False,
            f"{smtp}.hostname": "127.0.0.1", f"{smtp}.port": stage.host.smtp_port, f"{smtp}.authMethod": 1,
            f"{smtp}.try_ssl": 0, f"{smtp}.username": address,
        }  # fmt: skip
    return found


@contextmanager
def thunderbird(stage: ClientStage, display: str = ":77") -> Iterator[Thunderbird]:
    """On a screen nobody sees."""
    from marionette_driver.marionette import Marionette

    profile = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in preferences(stage).items())
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    environment = {**os.environ, "DISPLAY": display, "HOME": str(profile)}
    screen = subprocess.Popen(["Xvfb", display, "-screen", "0", "1300x1000x24"], stderr=subprocess.DEVNULL)
    command = [
        "thunderbird",
        "-profile",
        str(profile),
        "-marionette",
        "-remote-allow-system-access",
        "-no-remote",
    ]
    log = (stage.folder / "thunderbird.log").open("wb")
    program = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        marionette = Marionette("127.0.0.1", port=2828, startup_timeout=60)
        time.sleep(10)
        marionette.start_session()
        marionette.set_context("chrome")
        marionette.timeout.script = 120
        yield Thunderbird(marionette)
    finally:
        for one in (program, screen):
            one.terminate()
            one.wait(30)
        shutil.rmtree(profile, ignore_errors=True)


def introduced(stage: ClientStage, program: Thunderbird) -> object:
    """Everybody's keys and passwords are in Thunderbird, and the keys in the folder."""
    rings = {"analyst": stage.rings[1], "lea": stage.rings[2]}
    keys = {name: str(stage.people[name].fingerprint) for name in rings}
    secret = [
        [keys[name], gpg(ring.home, "--armor", "--export-secret-keys", keys[name])]
        for name, ring in rings.items()
    ]
    block = gpg(stage.home / "gnupg", "--armor", "--export", stage.hotline_key)
    hotline = {"fingerprint": stage.hotline_key, "block": block, "addresses": list(BOXES.values())}
    logins = [["imap://127.0.0.1", address, PASSWORD] for address in (ANN, LEA, INTAKE)]
    (stage.folder / "hotline.test-only-secret.asc").write_text(
        gpg(stage.home / "gnupg", "--armor", "--export-secret-keys", stage.hotline_key)
    )
    for name, ring in rings.items():
        (stage.folder / f"{name}.public.asc").write_text(ring.export(keys[name]))
    return program("introduce", logins=logins, secret=secret, hotline=hotline)


def picture(stage: ClientStage, name: str) -> None:
    """What is on the screen, where `scrot` is there to take it."""
    with suppress(FileNotFoundError):
        subprocess.run(
            ["scrot", "-o", str(stage.folder / f"{name}.png")], env={**os.environ, "DISPLAY": ":77"}
        )


def story(stage: ClientStage, program: Thunderbird) -> Iterator[object]:
    """What the corpus has of Thunderbird, step by step."""
    yield introduced(stage, program)
    for n, (encrypt, html) in enumerate(((True, False), (False, False), (True, True)), 1):
        command = {"from": ANN, "to": BOXES["intake"], "subject": f"[ILLEGAL] [HOST:EE] item {n}"}
        yield program("send", **command, above=FORM.format(n=n), encrypt=encrypt, html=html)
    time.sleep(5)
    yield program("open", owner=LEA, word="000001")
    time.sleep(10)  # the first report takes Thunderbird longer to decrypt and to show
    picture(stage, "annex-i")
    yield program("send", **{"from": LEA}, word="000001", below="Received, thank you.")
    yield program("open", owner=LEA, word="000002")
    yield program("send", **{"from": LEA}, word="000002", above="We confirm receipt.\n\n", html=True)
    yield program("open", owner=LEA, word="000003")
    hold = "Please hold the notice until 2026-12-01, our file EX-1.\n\n"
    yield program("send", **{"from": LEA}, word="000003", above=hold, html=True)
    time.sleep(3)


def day(stage: ClientStage, program: Thunderbird) -> Iterator[object]:
    """The analyst's day: board, threads, a keyword on a report, a card moved, a button, an invitation."""
    yield introduced(stage, program)
    now = format_datetime(datetime.now(UTC))
    report = f"From: {PEOPLE['public']}\r\nTo: {INTAKE}\r\nSubject: A report\r\nDate: {now}\r\n"
    report += "Message-ID: <report@example.com>\r\n\r\nPlease look at https://files.example.net/item-9\r\n"
    stage.host._posted(PEOPLE["public"], INTAKE, report.encode())  # type: ignore[attr-defined]
    for n in (1, 2):
        command = {"from": ANN, "to": INTAKE, "subject": f"[ILLEGAL] [HOST:EE] item {n}"}
        yield program("send", **command, above=FORM.format(n=n), encrypt=True, html=False)
    time.sleep(20)
    yield from police(program)
    yield from board(stage, program)
    yield program("show", owner=INTAKE, path="Hotline/Intake")
    yield program("mark", name="Illegal")
    picture(stage, "5-keyword")
    yield program("folders", owner=ANN)
    for _ in range(2):  # the subjects of encrypted mails are known once they were shown
        for word in ("000001", "000002", "HL-"):
            threads = program("show", owner=ANN, path="INBOX", word=word)
    yield threads
    picture(stage, "6-threads")
    yield program("show", owner=ANN, path="INBOX", word="Winter")
    yield program("accept", identity="id1")
    picture(stage, "7-invitation")


def police(program: Thunderbird) -> Iterator[object]:
    """The officer asks to wait in one case, and confirms the other."""
    yield program("open", owner=LEA, word="000001")
    time.sleep(10)  # the first report takes Thunderbird longer to decrypt and to show
    hold = "Please hold the notice until 2027-12-01, our file EX-1.\n\n"
    yield program("send", **{"from": LEA}, word="000001", above=hold, html=True)
    yield program("open", owner=LEA, word="000002")
    yield program("send", **{"from": LEA}, word="000002", above="We confirm receipt.\n\n", html=True)
    time.sleep(5)


def board(stage: ClientStage, program: Thunderbird) -> Iterator[object]:
    """The second case's card is moved to On hold, and released by the button on it."""
    yield program("folders", owner=INTAKE)
    yield program("show", owner=INTAKE, path=f"{BOARD}/NTD planned")
    picture(stage, "1-planned")
    yield program("move", owner=INTAKE, path=f"{BOARD}/On hold")
    yield lying(program, "On hold", "000002", "H1")
    yield program("show", owner=INTAKE, path=f"{BOARD}/On hold", word="000002")
    picture(stage, "2-moved")
    yield program("press", tag="[RELEASE]")
    yield lying(program, "NTD planned", "000002")
    yield program("show", owner=INTAKE, path=f"{BOARD}/NTD planned")
    picture(stage, "3-released")
    yield program("show", owner=INTAKE, path=f"{BOARD}/On hold")
    picture(stage, "4-on-hold")


def lying(program: Thunderbird, column: str, *words: str) -> object:
    """The card with these words in its subject, once it lies there: hotlined looks every minute."""
    for _ in range(20):
        for card in program("folders", owner=INTAKE)[f"{BOARD}/{column}"]:
            if all(word in card[0] for word in words):
                return card
        time.sleep(5)
    raise TimeoutError(f"no card with {words} lies in {column}")


AGREED: Mapping[str, object] = {
    "ntd_delay": "24h", "board": "fields", "board_moves": ["hold", "done"], "report_keywords": ["illegal"],
}  # fmt: skip


def calendar() -> Mapping[str, object]:
    """A meeting in ten days."""
    start = f"{date.today() + timedelta(days=10)} 10:00"  # noqa: DTZ011 - the machine's day is near enough
    place = "Example Street 1, 10111 Example"
    return {"working_hours": {}, "meetings": [{"name": "Winter meeting", "start": start, "place": place}]}


if __name__ == "__main__":
    target, *what = map(str, sys.argv[1:])
    Path(target).mkdir(parents=True, exist_ok=True)
    plays = day if what else story
    spoken = {**HOTLINE, "languages": what[1:2] or ["en"]}
    agreed = AGREED if what else {"ntd_delay": "24h"}
    made = ClientStage(Path(target), agreement=agreed, site={"reply_to": "plain"})
    with made:
        site = made._mailboxes()
        write(made.config, {**site, "hotline": {**spoken, "fingerprint": made.hotline_key}})
        write(made.config.parent / "rules" / "calendar.yaml", calendar())
        made.start()
        with thunderbird(made) as running:
            for step in plays(made, running):
                print(step, flush=True)  # noqa: T201
