"""A private Postfix for the tests: loopback, a free high port, own configuration, queue and master process.

It is the mail server of the hotline and the way to everybody else: mail to `local` goes by LMTP into a
mailbox server, all other mail to one next hop.  All waiting is short, so that what takes days elsewhere - a
delay told, a queue lifetime over - takes seconds; the system's own Postfix is neither used nor touched.

Postfix starts as root only, so these tests run as root (in a container, say), and fail elsewhere.
"""

import grp
import os
import pwd
import shutil
import socketserver
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.support.servers import PATIENCE, free_ports, until_it_greets

DAEMONS = Path("/usr/lib/postfix/sbin")
QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "saved", "trace")
WAITING = ("incoming", "active", "deferred", "maildrop", "hold")

_MAIN = """\
compatibility_level = 3.10
queue_directory = {base}/queue
data_directory = {base}/data
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {base}/log
maillog_file_prefixes = {base}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtpd_peername_lookup = no
myhostname = gateway.example.org
myorigin = $myhostname
mydestination =
alias_maps =
local_recipient_maps =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{next_hop}
transport_maps = inline:{{ {local}=lmtp:{lmtp} }}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{policy}, permit_mynetworks, reject
notify_classes =
in_flow_delay = 0
delay_warning_time = 1s
maximal_queue_lifetime = {lifetime}s
bounce_queue_lifetime = {lifetime}s
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
smtp_destination_concurrency_failed_cohort_limit = 1000
smtp_connection_cache_on_demand = no
smtp_data_done_timeout = 5s
"""

_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - {chroot} - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
tlsmgr unix - - n 1000? 1 tlsmgr
"""


class Postfix:
    """A running Postfix; a context manager.  `port` speaks SMTP without TLS.

    `local` is the domain whose mail goes to the LMTP server on port `lmtp`, or on a socket of that name in
    its own `private` folder, and sees no other folder then, as Debian's does; `next_hop` is the port of the
    SMTP server for all other mail.  A sender is told after a second that a mail is late, and gets it back
    after `lifetime` seconds.  Raises RuntimeError where it is not installed or does not start.
    """

    def __init__(self, *, local: str, lmtp: int | str, next_hop: int, lifetime: int = 60) -> None:
        if not (DAEMONS / "master").exists():
            raise RuntimeError("Postfix is not installed (Debian: apt-get install postfix).")
        if os.getuid() != 0:
            raise RuntimeError("Postfix starts as root only: run these tests as root, in a container say.")
        self.base = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
        (self.port,) = free_ports(1)
        self.policy = _Policy()
        self._process: subprocess.Popen[bytes] | None = None
        self.lifetime = lifetime
        self._values: dict[str, object] = {
            "base": self.base, "daemons": DAEMONS, "local": local, "next_hop": next_hop,
            "lmtp": f"inet:[127.0.0.1]:{lmtp}" if isinstance(lmtp, int) else f"unix:private/{lmtp}",
            "chroot": "n" if isinstance(lmtp, int) else "y",
            "policy": self.policy.port, "port": self.port,
        }  # fmt: skip
        self._make_folders()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.close()

    def start(self) -> Self:
        """Start and wait until it listens; raises RuntimeError with the log when it does not."""
        self._configure()
        command = [str(DAEMONS / "master"), "-c", str(self.base / "etc")]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until_it_greets("Postfix", self._process, (self.port,), self.log)
        return self

    def stop(self) -> None:
        """End it with all its processes; what is queued stays.  A changed `lifetime` counts from a start."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            with suppress(ProcessLookupError):  # its children are in its session's group
                os.killpg(process.pid, 9)
            process.wait()

    def close(self) -> None:
        """Stop and remove everything."""
        self.stop()
        self.policy.close()
        shutil.rmtree(self.base, ignore_errors=True)

    def refuse(self, recipient: str, reply: str | None) -> None:
        """Answer RCPT for this address with `reply`, e.g. "451 4.7.1 later"; None ends that."""
        self.policy.replies.pop(recipient.lower(), None)
        if reply is not None:
            self.policy.replies[recipient.lower()] = reply

    def agree(self) -> None:
        """Refuse nobody any more."""
        self.policy.replies.clear()

    def waiting(self) -> int:
        """How many mails lie in its queue."""
        found = (path for name in WAITING for path in (self.base / "queue" / name).rglob("*"))
        return sum(path.is_file() for path in found)

    @property
    def private(self) -> Path:
        """The folder of sockets that it alone may enter."""
        return self.base / "queue" / "private"

    def log(self) -> str:
        """What it has logged."""
        path = self.base / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _make_folders(self) -> None:
        owner, drop = pwd.getpwnam("postfix"), grp.getgrnam("postdrop")
        self.base.chmod(0o755)
        for name in ("etc", "queue", "queue/pid"):
            (self.base / name).mkdir()
            (self.base / name).chmod(0o755)  # whatever the umask
        for name in ("data", *(f"queue/{one}" for one in (*QUEUES, "private"))):
            (self.base / name).mkdir(mode=0o700)
            os.chown(self.base / name, owner.pw_uid, -1)
        for name, mode in (("maildrop", 0o1730), ("public", 0o2710)):
            path = self.base / "queue" / name
            path.mkdir()
            os.chown(path, owner.pw_uid, drop.gr_gid)
            path.chmod(mode)

    def _configure(self) -> None:
        values = {**self._values, "lifetime": self.lifetime}
        for name, text in (("main.cf", _MAIN), ("master.cf", _MASTER)):
            path = self.base / "etc" / name
            path.write_text(text.format(**values))
            os.utime(
                path, (1_700_000_000, 1_700_000_000)
            )  # it waits for a file that has just changed to settle


class _Policy(socketserver.ThreadingTCPServer):
    """Postfix asks it at each RCPT (SMTPD_POLICY_README), so that a change of mind counts at once."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.port: int = self.server_address[1]
        self.replies: dict[str, str] = {}
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Asked(socketserver.StreamRequestHandler):
    server: _Policy

    def handle(self) -> None:
        asked: dict[str, str] = {}
        for line in self.rfile:
            name, _, value = line.decode(errors="replace").strip().partition("=")
            if name:
                asked[name] = value
                continue
            action = self.server.replies.get(asked.get("recipient", "").lower(), "DUNNO")
            self.wfile.write(f"action={action}\n\n".encode())
            asked = {}
