"""A private Cyrus IMAP 3.10 for the interop run: loopback, free ports, LMTP delivery.

Cyrus and Dovecot exclude each other in Debian, so it lives in one of its own (`tests.machine.container.made`)
and is started there by chroot, as root.
"""

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests.support.servers import PATIENCE, Mailboxes, free_ports, make_certificate, until_it_greets

PACKAGES = ("cyrus-imapd", "sasl2-bin", "libsasl2-modules")
CYRUS = "HOTLINED_CYRUS"  # the environment names the root of a Debian with Cyrus by it
_MADE = ("INBOX", "Junk", "Sent")  # Cyrus deletes none of them
_PROGRAMS = "/usr/lib/cyrus/bin"
# A default domain that nobody has: else Cyrus strips it from the user and asks for the password of another.
# STARTTLS is off in 3.10 by default; a mail delivered twice would be dropped, and the stories deliver such.
_IMAPD = """\
configdirectory: {base}/conf
partition-default: {base}/spool
defaultpartition: default
admins: cyrus
virtdomains: userid
defaultdomain: nobody.example
unixhierarchysep: {slash}
altnamespace: {alternative}
autocreate_quota: 0
autocreate_post: yes
autocreate_inbox_folders: Sent|Junk
xlist-sent: Sent
xlist-junk: Junk
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {base}/sasldb
sasl_mech_list: PLAIN
duplicatesuppression: no
allowplaintext: yes
allowstarttls: yes
lmtp_downcase_rcpt: yes
idlesocket: {base}/run/idle
lmtpsocket: {base}/run/lmtp
notifysocket: {base}/run/notify
tls_server_cert: {base}/cert.pem
tls_server_key: {base}/key.pem
"""
_MASTER = """\
START {{
  recover cmd="ctl_cyrusdb -C {base}/imapd.conf -r"
}}
SERVICES {{
  imap cmd="imapd -C {base}/imapd.conf" listen="127.0.0.1:{imap}" proto="tcp4" prefork=2 maxchild=100
  imaps cmd="imapd -s -C {base}/imapd.conf" listen="127.0.0.1:{imaps}" proto="tcp4" prefork=2 maxchild=100
  lmtp cmd="lmtpd -C {base}/imapd.conf -a" listen="127.0.0.1:{lmtp}" proto="tcp4" prefork=1
}}
EVENTS {{
}}
DAEMON {{
  idled cmd="idled -C {base}/imapd.conf"
}}
"""


class Cyrus(Mailboxes):
    """A running Cyrus in the Debian below `root`, with what is used of `tests.support.dovecot.Dovecot`.

    `classic`: folders as Cyrus has them by default, below INBOX and with dots between.
    """

    def __init__(self, users: Mapping[str, str], root: Path, *, classic: bool = False) -> None:
        self.users = dict(users)
        self._root = root
        self._outside = Path(tempfile.mkdtemp(prefix="hl-", dir=root / "tmp"))
        self._base = f"/tmp/{self._outside.name}"
        self.imap_port, self.imaps_port, self.lmtp_port = free_ports(3)
        self.base = self._outside
        self.cafile = str(self._outside / "cert.pem")
        self.keyfile = str(self._outside / "key.pem")
        self._process: subprocess.Popen[bytes] | None = None
        self._stack = contextlib.ExitStack()
        self._looks: dict[str, Any] = {}
        self._prepare(classic=classic)

    def __enter__(self) -> Self:
        command = [f"{_PROGRAMS}/master", "-C", f"{self._base}/imapd.conf", "-M", f"{self._base}/cyrus.conf"]
        with (self._outside / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*self._within(), *command, "-p", f"{self._base}/run/pid"],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until_it_greets("Cyrus", self._process, (self.imap_port, self.lmtp_port), self.log)
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE)
        shutil.rmtree(self._outside, ignore_errors=True)

    def log(self) -> str:
        """What its master said; the rest goes to syslog."""
        return (self._outside / "log").read_text(errors="replace")

    def waiting(self, user: str) -> int:
        """How many mails lie in the INBOX of a user."""
        if user not in self._looks:
            self._looks[user] = self._stack.enter_context(self.login(user))
        return int(self._looks[user].folder_status("INBOX", ["MESSAGES"])[b"MESSAGES"])

    def forget_mail(self) -> None:
        """All mail of all users is gone, and all folders that were not there from the beginning."""
        for user in self.users:
            with self.login(user) as client:
                for _, _, folder in reversed(client.list_folders()):
                    if folder not in _MADE:
                        client.delete_folder(folder)
                    elif client.select_folder(folder)[b"EXISTS"]:
                        client.delete_messages(client.search("ALL"))
                        client.expunge()

    def _within(self) -> list[str]:
        return ["chroot", str(self._root)]

    def _prepare(self, *, classic: bool) -> None:
        for name in ("conf", "conf/socket", "spool", "run"):
            (self._outside / name).mkdir()
        values = {"slash": "no" if classic else "yes", "alternative": "no" if classic else "yes"}
        ports = {"imap": self.imap_port, "imaps": self.imaps_port, "lmtp": self.lmtp_port}
        make_certificate(self.cafile, self.keyfile)
        (self._outside / "imapd.conf").write_text(_IMAPD.format(base=self._base, **values))
        (self._outside / "cyrus.conf").write_text(_MASTER.format(base=self._base, **ports))
        for address, password in self.users.items():
            name, _, realm = address.partition("@")
            command = ["saslpasswd2", "-p", "-c", "-f", f"{self._base}/sasldb", "-u", realm, name]
            subprocess.run([*self._within(), *command], input=password.encode(), check=True)
        subprocess.run([*self._within(), "chown", "-R", "cyrus:mail", self._base], check=True)
