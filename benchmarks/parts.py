"""The parts that no daemon can do without, each alone: gpg, the disk, SMTP, IMAP; medians in seconds.

They are the bare tools on the very bytes of the run: the analyst's mail, the report and the answer that the
daemon made of it.  What a case cannot avoid is their sum, counted as often as the promises ask for them.
"""

import os
import resource
import smtplib
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path

from benchmarks.stage import BenchStage
from hotlined.adapters.pgp.process import OPTIONS, environment
from hotlined.demo.stage import BOXES, PEOPLE

COMMITS = 6  # of a case that is opened: the case itself, each mail's attempt and outcome, the copy filed
BATCH = 20


@dataclass(frozen=True, slots=True)
class Parts:
    """Seconds of each part, alone, once."""

    opening: float  # decrypt and verify the analyst's mail
    report: float  # sign and encrypt the report
    answer: float  # sign and encrypt the answer to the analyst
    commit: float  # a file of 8 kB, replaced so that it lasts
    envelope: float  # the report's bytes, written so that they last
    smtp: float  # the report and the answer, over one connection
    fetch: float  # one mail of a batch
    move: float  # the same
    append: float  # the copy of the report

    @property
    def two(self) -> float:
        """The two gpg calls between the tagged mail and the report."""
        return self.opening + self.report

    @property
    def gpg(self) -> float:
        """All gpg calls of a case."""
        return self.two + self.answer

    @property
    def case(self) -> float:
        """What a case cannot avoid, one after the other."""
        disk = COMMITS * self.commit + 2 * self.envelope
        return self.gpg + disk + self.smtp + self.fetch + self.move + self.append

    @property
    def way(self) -> float:
        """What lies between a tagged mail and its report's acceptance."""
        return self.two + self.answer + 2 * self.commit + 2 * self.envelope + self.smtp / 2 + self.fetch


def measured(stage: BenchStage, mail: bytes, rounds: int) -> Parts:
    """Each part so many times, in turn; the daemon has sent a report and an answer, and was stopped."""
    report = (stage.folder / f"{PEOPLE['lea']}.eml").read_bytes()
    answer = (stage.folder / f"{PEOPLE['analyst']}.eml").read_bytes()
    lea, ann = stage.people["lea"], stage.people["analyst"]
    plain = {
        lea.fingerprint: lea.keyring.unseal(ciphertext(report)).data,
        ann.fingerprint: ann.keyring.unseal(ciphertext(answer)).data,
    }
    given = ciphertext(mail)
    disk = stage.home / "bench"
    disk.mkdir(exist_ok=True)
    with smtplib.SMTP("127.0.0.1", stage.smtp_port, local_hostname="localhost") as smtp:
        smtp.ehlo()
        calls: dict[str, Callable[[], object]] = {
            "opening": lambda: _gpg(stage, ["--decrypt"], given),
            "report": lambda: _sealed(stage, str(lea.fingerprint), plain[lea.fingerprint]),
            "answer": lambda: _sealed(stage, str(ann.fingerprint), plain[ann.fingerprint]),
            "commit": lambda: _kept(disk / "a.json", bytes(8192)),
            "envelope": lambda: _kept(disk / "a.eml", report),
            "smtp": lambda: _sent(smtp, report, answer),
        }
        taken = {name: [] for name in calls}  # type: dict[str, list[float]]
        for _ in range(rounds):
            for name, call in calls.items():
                taken[name].append(seconds(call))
    imap = _imap(stage, mail, report)
    return Parts(**{name: statistics.median(found) for name, found in taken.items()}, **imap)


def yardstick(stage: BenchStage, mail: bytes, rounds: int = 20) -> float:
    """Processor time of decrypting and verifying a mail by gpg alone, in seconds: what this machine gives for
    a second of it changes within a run, and this with it.
    """
    given, before = ciphertext(mail), resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(rounds):
        _gpg(stage, ["--decrypt"], given)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / rounds


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def ciphertext(raw: bytes) -> bytes:
    """The second part of a PGP/MIME mail."""
    message = BytesParser().parsebytes(raw)
    payload = message.get_payload(1)
    return bytes(payload.get_payload(decode=True))  # type: ignore[union-attr]  # multipart/encrypted


def _gpg(stage: BenchStage, command: Sequence[str], data: bytes) -> bytes:
    done = subprocess.run(  # noqa: S603
        ["gpg", "--homedir", str(stage.home / "gnupg"), *OPTIONS, "--status-fd", "2", *command],  # noqa: S607
        input=data, capture_output=True, check=True, env=environment(),
    )  # fmt: skip
    return done.stdout


def _sealed(stage: BenchStage, key: str, payload: bytes) -> bytes:
    keys = ["--recipient", key, "--recipient", stage.hotline_key, "--local-user", stage.hotline_key]
    return _gpg(stage, ["--armor", *keys, "--sign", "--encrypt"], payload)


def _kept(path: Path, data: bytes) -> None:
    """One file, replaced so that it outlasts a power cut."""
    beside = path.with_suffix(".tmp")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sent(smtp: smtplib.SMTP, *mails: bytes) -> None:
    for one in mails:
        smtp.sendmail("lea@hotline.example.org", ["nobody@example.org"], one)


def _imap(stage: BenchStage, mail: bytes, report: bytes) -> dict[str, float]:
    """FETCH and MOVE in batches, and APPEND; of a mailbox in which nobody else works."""
    stage.deliver("ntd", [mail] * BATCH)
    with stage.dovecot.login(BOXES["ntd"]) as client:
        if not client.folder_exists("Bench"):
            client.create_folder("Bench")
        client.select_folder("INBOX")
        uids = client.search("ALL")
        fetched = seconds(lambda: client.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])) / len(uids)
        moved = seconds(lambda: client.move(uids, "Bench")) / len(uids)
        appended = [seconds(lambda: client.append("Bench", report)) for _ in range(5)]
    return {"fetch": fetched, "move": moved, "append": statistics.median(appended)}
