"""Inside the worker: warm up, give up all rights, then answer one request after another.

After `_confined` the process can open no file and no socket, write no file, start no program and leave no
core; it has one socket, no environment, and no secret ever reached it.  It ends when that socket does, and
its own timers end it when nobody is left to do so.
"""

import json
import os
import resource
import signal
import socket
import sys
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Final
from zoneinfo import ZoneInfo

from hotlined.adapters.mail_worker import wire
from hotlined.adapters.mail_worker.limits import LARGE, RETIRED_AFTER, Cost
from hotlined.app.ports import Inner, Outer, Own, Parser, TooOdd

# Python loads some of its parts when they are first needed; afterwards that is no longer possible.
_SAMPLE: Final = (
    b"From: =?utf-8?q?a?= <a@example.com>\r\nSubject: =?iso-8859-1?b?YQ==?=\r\nMIME-Version: 1.0\r\n"
    b"Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>a&amp;</p>\r\n"
    b"--b\r\nContent-Type: text/plain; name*=utf-8''a\r\nContent-Disposition: attachment\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <a@example.com>\r\nSubject: a\r\n\r\na\r\n"
    b"--b--\r\n"
)
_BOUNCE: Final = (
    b"From: MAILER-DAEMON@example.com\r\nSubject: Undelivered Mail Returned to Sender\r\n\r\n"
    b"<a@example.com>: user unknown\r\n"
)


def serve(parser: Parser, zone: str, cost: Cost) -> None:
    """Answer requests on standard input, a socket, until it is closed."""
    sock = socket.socket(fileno=os.dup(0))
    _warm(parser, zone)
    _confined(cost)
    wire.send(sock, wire.READY)
    own = b""
    for count in range(1, RETIRED_AFTER + 1):
        try:
            verb, told, raw, wanted, *_ = wire.receive(sock)
        except wire.Broken:
            return
        own = told or own  # nothing told: the same as at the request before
        last = count == RETIRED_AFTER or len(raw) > LARGE
        signal.setitimer(signal.ITIMER_PROF, cost.cpu_for(len(raw)))
        signal.setitimer(signal.ITIMER_REAL, 2 * cost.wall_for(len(raw)))
        answer = _answer(parser, verb, own, raw, wanted, last=last)
        wire.send(sock, *answer)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if answer[0].startswith(wire.LAST):
            return


def _answer(parser: Parser, verb: bytes, own: bytes, raw: bytes, wanted: bytes, *, last: bool) -> list[bytes]:
    mark = wire.LAST if last else b""
    try:
        if verb == b"octets":
            found = parser.octets(raw, json.loads(wanted), _own(own))
            return [mark + wire.VALUE, *wire.octets_to_strings(found)]
        return [mark + wire.VALUE, *wire.value_to_strings(_value(parser, verb, _own(own), raw))]
    except TooOdd as odd:
        return [mark + wire.ODD, str(odd).encode()]
    except MemoryError:
        return [wire.LAST + wire.ODD, b"reading it takes too much memory"]
    except RecursionError:
        return [mark + wire.ODD, b"nested too deeply"]
    except Exception as error:  # a bug: its type and place, never its text
        return [mark + wire.BUG, f"{type(error).__name__} in {_place(error)}".encode()]


def _value(parser: Parser, verb: bytes, own: Own, raw: bytes) -> Outer | Inner:
    match verb:
        case b"outer":
            return parser.outer(raw, own)
        case b"plaintext":
            return parser.plaintext(raw, own)
        case b"inner":
            return parser.inner(raw, own)
        case _:
            return parser.inner_text(raw, own)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "nowhere"
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"


@lru_cache(maxsize=4)
def _own(data: bytes) -> Own:
    found = json.loads(data)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in found.items()
    }
    values["zone"] = ZoneInfo(found["zone"])
    return Own(**values)


def _warm(parser: Parser, zone: str) -> None:
    """Load everything that is loaded late: codecs, the zone, what a first mail needs."""
    for module in iter_modules(import_module("encodings").__path__):
        if module.name not in ("mbcs", "oem"):  # of another system
            import_module(f"encodings.{module.name}")
    own = Own((), (), (), (), 0, ZoneInfo(zone))
    for raw in (_SAMPLE, _BOUNCE):
        wire.value_to_strings(parser.outer(raw, own))
        wire.value_to_strings(parser.plaintext(raw, own))
        wire.value_to_strings(parser.inner(raw, own))


def _confined(cost: Cost) -> None:
    """Take away what parsing does not need; the signals that end us are the timers' and SIGKILL."""
    sys.setrecursionlimit(cost.depth)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the daemon ends us, by closing the socket
    limits = {
        resource.RLIMIT_AS: cost.memory,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: int(RETIRED_AFTER * cost.cpu_for(LARGE)) + 60,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 0,
    }
    for what, limit in limits.items():
        hard = resource.getrlimit(what)[1]
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(what, (limit, limit))
