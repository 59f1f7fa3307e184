"""A private Dovecot (2.4 or 2.3) for the tests: loopback, free high ports, Maildir, own certificate, LMTP.

Runs as root (the mail then belongs to `nobody`) and as an ordinary user.  Its folder is short and under
/tmp, because the sockets in it may have names of 108 characters at most.
"""

import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Self

from tests.support.dovecot_words import WORDS_2_3, WORDS_2_4, Words
from tests.support.servers import PATIENCE, Mailboxes, free_ports, make_certificate, until_it_greets

SPECIAL: Mapping[str, str] = {"Sent": "\\Sent", "Junk": "\\Junk"}
MISSING: Final = "Dovecot is not installed (Debian: apt-get install dovecot-imapd dovecot-lmtpd)."

_MAILBOX = """\
  mailbox "{name}" {{
    {use}
    auto = create
  }}"""

ALL = "Virtual/All"  # with `all_mail`: a folder in which lies what lies in any other, but junk and trash

_SUBMITTING = """\
submission_relay_host = 127.0.0.1
submission_relay_port = 9
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {port}
  }}
  inet_listener submissions {{
    port = 0
  }}
}}
"""


def _program() -> str | None:
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")


@cache
def _words() -> Words:
    """As the Dovecot that is here has its configuration."""
    program = _program()
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout if program else ""
    return WORDS_2_3 if version.startswith("2.3.") else WORDS_2_4


class Dovecot(Mailboxes):
    """A running Dovecot; `users` maps addresses to passwords.  A context manager.

    `imap_port` speaks plain and STARTTLS, `imaps_port` TLS, `lmtp_port` LMTP; `cafile` is the certificate,
    valid for localhost and 127.0.0.1.  With `separator` "." folders are named as Courier or Cyrus do.
    `special`: folders that are there from the beginning, with their marks (RFC 6154).  With `introspection`,
    the URL of a server that knows access tokens, users log in by those too, and at `submission_port` by SMTP.
    `start` after `stop` finds all mail again, on the same ports.
    """

    def __init__(
        self,
        users: Mapping[str, str],
        *,
        separator: str = "/",
        prefix: str = "",
        introspection: str = "",
        special: Mapping[str, str] = SPECIAL,
        all_mail: bool = False,
    ) -> None:
        self.users = dict(users)
        self.base = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
        self.imap_port, self.imaps_port, self.lmtp_port, self.submission_port = free_ports(4)
        self._introspection = introspection
        self.cafile = str(self.base / "tls/cert.pem")
        self.keyfile = str(self.base / "tls/key.pem")
        self._separator = separator
        self._prefix = prefix
        self._special, self._all_mail = dict(special), all_mail
        self._process: subprocess.Popen[bytes] | None = None
        self._prepare()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:  # of what does not begin nobody hears the end
            self.close()
            raise

    def __exit__(self, *exc: object) -> None:
        self.close()

    def start(self) -> Self:
        """Start and wait until all ports answer; raises RuntimeError with the log when they do not."""
        program = _program()
        if program is None or not Path("/usr/lib/dovecot/lmtp").exists():
            raise RuntimeError(MISSING)
        self._process = subprocess.Popen(
            [program, "-F", "-c", str(self.base / "dovecot.conf")], start_new_session=True
        )
        until_it_greets("Dovecot", self._process, (self.imap_port, self.lmtp_port), self.log)
        return self

    def stop(self) -> None:
        """Stop; all connections end.  The mail stays."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def waiting(self, user: str) -> int:
        """How many mails lie in the INBOX of a user, seen on disk, so that looking often costs nothing."""
        home = self.base / "mail" / user / "Maildir"
        return sum(len(os.listdir(home / part)) for part in ("new", "cur") if (home / part).is_dir())

    def forget_mail(self) -> None:
        """All mail of all users is gone; nobody may be logged in."""
        for home in (self.base / "mail").iterdir():
            shutil.rmtree(home)

    def close(self) -> None:
        """Stop and remove everything."""
        self.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def log(self) -> str:
        """What Dovecot has logged."""
        path = self.base / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def forget_headers(self, user: str, folder: str) -> None:
        """What an administrator runs: drop what Dovecot remembers of the headers of expunged mails."""
        command = ["doveadm", "-c", str(self.base / "dovecot.conf"), "mailbox", "cache", "purge"]
        subprocess.run([*command, "-u", user, folder], check=True, capture_output=True)

    def _tokens(self) -> dict[str, str]:
        """The parts of the configuration that let access tokens in."""
        if not self._introspection:
            return {"submission": "", "bearer": "", "oauth2": "", "submitting": ""}
        return {
            "submission": "submission",
            "bearer": "oauthbearer xoauth2",
            "oauth2": _words().oauth2.format(url=self._introspection, base=self.base),
            "submitting": _SUBMITTING.format(port=self.submission_port),
        }

    def _prepare(self) -> None:
        account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self.base.chmod(0o711)  # `nobody` passes through
        for name in ("run", "state", "mail", "tls"):
            (self.base / name).mkdir()
        (self.base / "users").write_text("".join(f"{u}:{{PLAIN}}{p}::::::\n" for u, p in self.users.items()))
        for name in ("state", "mail", "users"):
            os.chown(self.base / name, account.pw_uid, account.pw_gid)
        values = {
            "base": self.base,
            "user": account.pw_name,
            "group": grp.getgrgid(account.pw_gid).gr_name,
            "uid": account.pw_uid,
            "gid": account.pw_gid,
            "first_uid": min(account.pw_uid, 500),
            "separator": self._separator,
            "prefix": self._prefix,
            "special": "\n".join(
                _MAILBOX.format(name=name, use=f"special_use = {use}" if use else "")
                for name, use in self._special.items()
            ),
            "all_mail": _words().all_mail.format(base=self.base) if self._all_mail else "",
            "imap_port": self.imap_port,
            "imaps_port": self.imaps_port,
            "lmtp_port": self.lmtp_port,
            **self._tokens(),
        }
        if self._all_mail:
            hidden = [name for name, use in self._special.items() if use in ("\\Junk", "\\Trash")]
            (self.base / "virtual/All").mkdir(parents=True)
            found = "\n".join(("*", *(f"-{name}" for name in hidden), "  all", ""))
            (self.base / "virtual/All/dovecot-virtual").write_text(found, encoding="utf-8")
        (self.base / "dovecot.conf").write_text(_words().config.format(**values))
        (self.base / "oauth2.conf").write_text(_words().oauth2_file.format(url=self._introspection))
        make_certificate(self.cafile, self.keyfile)
