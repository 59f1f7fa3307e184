"""A private OpenSMTPD for the interop run, with the doors and words of `tests.support.postfix.Postfix`.

It and Postfix exclude each other in Debian, so it lives in a Debian of its own
(`tests.machine.container.made`) and is started there by chroot, as root.  It tries again after minutes, and
then hours; here somebody tells it to, each second, by `smtpctl schedule all`.
"""

import shutil
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.support.servers import PATIENCE, free_ports, until_it_greets

PACKAGES = ("opensmtpd", "ca-certificates", "swaks")  # without certificates it does not start
OPENSMTPD = "HOTLINED_OPENSMTPD"  # the environment names the root of a Debian with OpenSMTPD by it
_QUEUE = "var/spool/smtpd/queue"
_CONFIG = """\
queue ttl {lifetime}s
bounce warn-interval 1s
filter "asked" proc-exec "{base}/asked" user "nobody"
listen on 127.0.0.1 port {port} hostname gateway.example.org filter "asked"
action "local" relay host "lmtp://127.0.0.1:{lmtp}"
action "out" relay host "smtp://127.0.0.1:{next_hop}"
match from any for domain "{local}" action "local"
match from any for any action "out"
"""
# smtpd-filters(7): asked at each RCPT; what is to be answered stands in a file, a line for an address.
_ASKED = r"""#!/usr/bin/perl
$| = 1;
while (<STDIN>) { last if /^config\|ready/ }
print "register|filter|smtp-in|rcpt-to\nregister|ready\n";
while (<STDIN>) {
    chomp;
    my ($filter, $version, $time, $from, $phase, $session, $token, $address) = split /\|/, $_, 8;
    my $said = "proceed";
    if (open my $file, "<", "BASE/replies") {
        while (<$file>) {
            chomp;
            my ($for, $reply) = split / /, $_, 2;
            $said = "reject|$reply" if lc $for eq lc $address;
        }
    }
    print "filter-result|$session|$token|$said\n";
}
"""


class OpenSmtpd:
    """A running OpenSMTPD in the Debian below `root`; a context manager, once at a time for one root."""

    def __init__(self, root: Path, *, local: str, lmtp: int, next_hop: int, lifetime: int = 60) -> None:
        self._root = root
        self._outside = Path(tempfile.mkdtemp(prefix="hl-", dir=root / "tmp"))
        self._outside.chmod(0o755)
        self._base = f"/tmp/{self._outside.name}"
        (self.port,) = free_ports(1)
        self.lifetime = lifetime
        self._ports = {"local": local, "lmtp": lmtp, "next_hop": next_hop, "port": self.port}
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()
        self._replies: dict[str, str] = {}
        self.agree()

    def __enter__(self) -> Self:
        shutil.rmtree(self._root / _QUEUE, ignore_errors=True)
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.stop()
        shutil.rmtree(self._outside, ignore_errors=True)

    def start(self) -> Self:
        """Start and wait until it listens; raises RuntimeError with the log when it does not."""
        filled = {"base": self._base, "lifetime": self.lifetime, **self._ports}
        (self._outside / "smtpd.conf").write_text(_CONFIG.format(**filled))
        asked = self._outside / "asked"
        asked.write_text(_ASKED.replace("BASE", self._base))
        asked.chmod(0o755)
        with (self._outside / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["chroot", str(self._root), "/usr/sbin/smtpd", "-d", "-f", f"{self._base}/smtpd.conf"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until_it_greets("OpenSMTPD", self._process, (self.port,), self.log)
        self._ended.clear()
        threading.Thread(target=self._urge, args=(self._ended,), daemon=True).start()
        return self

    def stop(self) -> None:
        """End it; what is queued stays.  A changed `lifetime` counts from a start, for what comes then."""
        process, self._process = self._process, None
        self._ended.set()
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            process.kill()
            process.wait()

    def refuse(self, recipient: str, reply: str | None) -> None:
        """Answer RCPT for this address with `reply`, e.g. "451 4.7.1 later"; None ends that."""
        self._replies.pop(recipient.lower(), None)
        if reply is not None:
            self._replies[recipient.lower()] = reply
        self._write_replies()

    def agree(self) -> None:
        """Refuse nobody any more."""
        self._replies.clear()
        self._write_replies()

    def waiting(self) -> int:
        """How many mails lie in its queue."""
        return sum(1 for one in (self._root / _QUEUE).rglob("*") if one.is_file() and one.name != "message")

    def log(self) -> str:
        """What it has logged."""
        path = self._outside / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _write_replies(self) -> None:
        made = self._outside / "replies.new"
        made.write_text("".join(f"{address} {reply}\n" for address, reply in self._replies.items()))
        made.chmod(0o644)
        made.replace(self._outside / "replies")

    def _urge(self, ended: threading.Event) -> None:
        while not ended.wait(1.0):
            command = ["chroot", str(self._root), "/usr/sbin/smtpctl", "schedule", "all"]
            subprocess.run(command, check=False, capture_output=True)
