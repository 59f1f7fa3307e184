"""What happens to every administrator in the course of the years, and what the guide says to do about it."""

import re

from tests.machine import walk
from tests.machine.guide import block


def own_key_extended(site: walk.Site) -> str:
    """The hotline's key is given more time, while hotlined runs, and works as before."""
    before = _ends(site)
    fingerprint = before.splitlines()[0].partition(" ")[0]
    site.machine.shell(
        block("When the hotline's key ends", "quick-set-expire").replace("FINGERPRINT", fingerprint)
    )
    after = _ends(site)
    both = zip(before.splitlines(), after.splitlines(), strict=True)
    changed = [old != new for old, new in both]
    assert len(changed) >= 2, after  # the key itself, and its part to encrypt to
    assert all(changed), after
    told = site.hotlined("keys", "test")
    return f"{len(changed)} ends moved; {len(re.findall(' fine', told))} keys fine"


def password_changed(site: walk.Site) -> str:
    """A mailbox has another password: the log says so; the new one and a restart, and all is fine."""
    site.machine.shell("sed -i 's/secret-lea:/changed-lea:/' /etc/dovecot/users; systemctl restart dovecot")
    told = walk.until(lambda: _said(site, "mailbox=lea error=Permanent"), "the log does not say why")
    assert "the IMAP server refused the login" in told, told
    site.machine.shell("echo changed-lea > /etc/hotlined/secrets/lea; systemctl restart hotlined")
    return f"{told.partition('lost ')[2]}; then {walk.check(site)}"


def _ends(site: walk.Site) -> str:
    """A line for the hotline's key and each part of it: fingerprint or number, and when it ends."""
    home = "runuser -u hotlined -- gpg --homedir /var/lib/hotlined/gnupg"
    listed = site.machine.shell(f"{home} --with-colons --list-keys lea@hotline.example.org")
    rows = [line.split(":") for line in listed.splitlines()]
    fingerprint = next(row[9] for row in rows if row[0] == "fpr")
    parts = [row for row in rows if row[0] in ("pub", "sub")]
    return "\n".join(f"{fingerprint if row[0] == 'pub' else row[4]} {row[6]}" for row in parts)


def _said(site: walk.Site, word: str) -> str | None:
    lines = site.machine.run("journalctl", "-u", "hotlined", "-n", "30", "-o", "cat").splitlines()
    return next((line for line in lines if word in line), None)
