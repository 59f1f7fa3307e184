"""What it costs to read mails in a process of their own, against the same parser in this one; medians.

A part of `make bench`.  Each mail is read both ways in turn, so that a busy machine weighs on both.
"""

import base64
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from zoneinfo import ZoneInfo

from hotlined.adapters.mail_worker.parent import WorkerParser
from hotlined.app.ports import Own
from hotlined.worker import PARSER

OWN = Own(
    addresses=("intake@hotline.example.org",),
    domains=("hotline.example.org",),
    people=("hotline.example.org",),
    authserv_ids=(),
    authserv_below=0,
    zone=ZoneInfo("UTC"),
    texts=("We ask you to confirm that you received this report. " * 200,),
)
HEAD = (
    b"From: a@example.com\r\nTo: intake@hotline.example.org\r\nSubject: a\r\nMessage-ID: <1@example.com>\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
)


def mail(text: int, attachment: int) -> bytes:
    """A mail with so many bytes of text and of attachment."""
    words = b"We found this item and would like to report it to you.\r\n"
    data = base64.encodebytes(bytes(attachment)).replace(b"\n", b"\r\n")
    part = b"--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return HEAD + words * (text // len(words)) + part + data + b"--b--\r\n"


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def rows() -> Iterator[tuple[str, float, float]]:
    """Size, seconds in this process, seconds in the other; medians."""
    worker = WorkerParser("hotlined.worker")
    worker.start()
    for size, raw, rounds in (
        ("6 kB", mail(5_500, 100), 300),
        ("100 kB", mail(20_000, 55_000), 100),
        ("1 MB", mail(20_000, 720_000), 20),
        ("25 MB", mail(20_000, 18_900_000), 3),
    ):
        pairs = [
            (seconds(partial(PARSER.outer, raw, OWN)), seconds(partial(worker.outer, raw, OWN)))
            for _ in range(rounds)
        ]
        here, there = (statistics.median(one) for one in zip(*pairs, strict=True))
        yield size, here, there
    worker.close()
