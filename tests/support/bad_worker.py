"""A worker whose parser does whatever the subject says: hang, wait, eat memory, break, look around."""

import json
import os
import signal
import socket
import sys
from pathlib import Path

from hotlined.adapters.mail_worker.child import serve
from hotlined.adapters.mail_worker.limits import Cost
from hotlined.app.parse import InProcess
from hotlined.app.ports import Outer, Own
from hotlined.worker import PARSER


def escapes() -> list[str]:
    """What this process could do beside parsing, and may not."""
    tries = {
        "read": lambda: Path("/etc/hostname").read_bytes(),
        "write": lambda: os.open("/tmp/hl-never", os.O_CREAT | os.O_WRONLY),
        "connect": lambda: socket.socket(socket.AF_INET),
        "environment": lambda: {}["none"] if set(os.environ) <= {"PYTHONPATH", "LC_CTYPE"} else None,
    }
    done = []
    for name, attempt in tries.items():
        try:
            attempt()
        except (OSError, KeyError):
            continue
        done.append(name)
    return done


def deeper(outer: Outer) -> Outer:
    """Never comes back."""
    return deeper(outer)


class Bad(InProcess):
    """The real parser, until a mail says something else."""

    __slots__ = ()

    def outer(self, raw: bytes, own: Own) -> Outer:
        """Do what the mail says, then read it."""
        outer = super().outer(raw, own)
        match outer.subject:
            case "hang":
                while True:
                    pass
            case "wait":
                signal.pause()
            case "eat":
                return Outer(outer.classified, subject=str(len(b"x" * 2**30)))
            case "break":
                os.kill(os.getpid(), signal.SIGKILL)
            case "bug":
                raise KeyError("item 1")
            case "recurse":
                return deeper(outer)
            case "escape":
                return Outer(outer.classified, subject=" ".join(escapes()))
            case "lie":
                return Outer(outer.classified, subject=7)  # type: ignore[arg-type]
        return outer


if __name__ == "__main__":
    serve(Bad(PARSER.mime, PARSER.classify), sys.argv[1], Cost(**json.loads(sys.argv[2])))
