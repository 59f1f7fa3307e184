"""The steps of the walk: each types what the guide says and looks at what a person would see."""

import json
import re
import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.machine.built import tree
from tests.machine.container import PLACE, SERVERS, Failed, Machine
from tests.machine.guide import block, blocks

HERE = Path(__file__).parent
CHECKOUT = f"{PLACE}/hotlined"
PERSON = f"{PLACE}/person.py"
CONFIG = "/etc/hotlined/mailboxes.yaml"
BOXES = ("intake", "lea", "ntd")
ANALYST, POLICE, PROVIDER = "ann@hotline.example.org", "reports@police.example.com", "abuse@example.net"
HOMES = {ANALYST: f"{PLACE}/ann", POLICE: f"{PLACE}/police", PROVIDER: "-"}
ANSWERS = {
    "hotline.name": "Example Hotline",
    "hotline.description": "The reporting point of the Example Association",
    "hotline.address": "Example Street 1, 10111 Example",
    "hotline.email": "desk@hotline.example.org",
    "hotline.phone": "+372 555 0100",
    "hotline.country": "EE",
    "hotline.timezone": "Europe/Tallinn",
    "mailboxes.ntd.address": "ntd@hotline.example.org",
    "mailboxes.intake.imap.host": "mail.hotline.example.org",
    "people.analysts.name": "Ann",
    "people.analysts.address": ANALYST,
    "people.lea_units.address": POLICE,
    "people.lea_units.contact.name": "Lee Example",
    "people.lea_units.contact.address": "lee@police.example.com",
    "people.lea_units.contact.phone": "+372 555 0199",
    "agreement.date": "2026-01-31",
    "agreement.legal_ground": "Section 1 of the Example Act",
}
REPORT = """[ILLEGAL] [HOST:EE] [NTD:now]
URL: hxxps://files[.]example[.]net/item-1
IP address: 192.0.2.10
Type of content: item 1
"""
_PATIENCE = 60.0  # seconds
Found = TypeVar("Found")


@dataclass
class Site:
    """The machine, and what the steps have learned: fingerprints by address, the case."""

    machine: Machine
    before: str | None
    keys: dict[str, str] = field(default_factory=dict)
    case: str = ""

    def inbox(self, address: str) -> list[dict[str, str]]:
        """What a person finds there, decrypted."""
        found = json.loads(self.machine.run("python3", PERSON, "read", HOMES[address], address))
        assert isinstance(found, list)
        return found

    def send(self, sender: str, to: str, text: str, thread: str = "-") -> None:
        """A mail of a person, signed if they have a key."""
        self.machine.run("python3", PERSON, "send", HOMES[sender], sender, to, thread, given=text)

    def comes(self, address: str, sign: str) -> dict[str, str]:
        """The first mail there whose subject or text has this sign in it; raises Failed if none comes."""
        return until(
            lambda: next((one for one in self.inbox(address) if sign in one["subject"] + one["text"]), None),
            f"no mail with {sign!r} came to {address}",
        )

    def hotlined(self, *words: str) -> str:
        """A command as the guide says to type it."""
        return self.machine.run("runuser", "-u", "hotlined", "--", "hotlined", *words)


def until(look: Callable[[], Found | None], otherwise: str) -> Found:
    """What a look finds, sooner or later; raises Failed after a minute."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if (found := look()) is not None:
            return found
        time.sleep(0.3)
    raise Failed(otherwise)


def mail_server(site: Site) -> str:
    """A mail server is there: Postfix and Dovecot."""
    site.machine.shell(
        "apt-get update -q && apt-get install -q -y --no-install-recommends python3 " + " ".join(SERVERS)
    )
    site.machine.shell((HERE / "mailhost.sh").read_text(encoding="utf-8"))
    (site.machine.root / PERSON.lstrip("/")).write_text((HERE / "person.py").read_text(encoding="utf-8"))
    return "Postfix, Dovecot " + site.machine.run("dovecot", "--version").split()[0]


def install(site: Site) -> str:
    """Installing, typed as it stands; the questions of `init` answered."""
    checkout(site, site.before or "HEAD")
    typed = blocks("Install")[0].replace("apt-get install", "apt-get install -y -q")
    told = site.machine.shell(answered(typed), folder=CHECKOUT)
    if site.before:  # before /etc/hotlined was setgid
        site.machine.shell("chgrp -R hotlined /etc/hotlined/mailboxes.yaml /etc/hotlined/rules")
    return f"`init` says {len(re.findall(r'^[0-9]+[.] ', told, re.MULTILINE))} things that come next"


def answered(lines: str) -> str:
    """The lines with the questions of `hotlined init` answered beforehand."""
    given = " ".join(shlex.quote(f"--set={key}={value}") for key, value in ANSWERS.items())
    typed = re.sub(r"^hotlined init$", f"hotlined init --no-ask {given}", lines, flags=re.MULTILINE)
    assert typed != lines, "the guide does not say `hotlined init`"
    return typed


def passwords(site: Site) -> str:
    """The passwords, handed over by systemd."""
    made = block("Install", "secrets/lea").splitlines()[0]
    for box in BOXES:
        site.machine.shell(f"{made.replace('lea', box)}\necho secret-{box} > /etc/hotlined/secrets/{box}")
    unit = block("Install", "LoadCredential", kind="ini")
    site.machine.edit("hotlined.service", unit)
    return site.machine.shell("stat -c %A-%U /etc/hotlined/secrets/lea").strip()


def own_key(site: Site) -> str:
    """The hotline's key, with all of its addresses."""
    first, second = re.split(r"^(?=for box)", block("The hotline's key", "quick-gen-key"), flags=re.MULTILINE)
    told = site.machine.shell(first)
    fingerprint = re.sub(r"\s", "", re.search(r"^ +([0-9A-F ]{49,51})$", told, re.MULTILINE)[1])  # type: ignore[index]
    site.machine.shell(second.replace("FINGERPRINT", fingerprint))
    zeros = "0000 " * 9 + "0000"
    site.machine.shell(f"grep -q '{zeros}' {CONFIG}; sed -i 's/{zeros}/{fingerprint}/' {CONFIG}")
    site.machine.shell(block("The hotline's key", "hotline.asc"))
    return "three addresses on it"


def other_keys(site: Site) -> str:
    """The keys of the LEA and of an analyst."""
    typed = blocks("The LEA's keys")[0]
    assert "national.asc" in typed
    for address, name, mark in ((ANALYST, "Ann", "1111"), (POLICE, "Police", "FFFF")):
        key = site.machine.run("python3", PERSON, "key", HOMES[address], name, address).strip()
        own = f"gpg --homedir {HOMES[address]} --batch"
        site.machine.shell(f"{own} --import hotline.asc; {own} --armor --export {address} > /tmp/{name}.asc")
        line = typed.replace("national.asc", f"/tmp/{name}.asc")
        site.machine.shell(re.sub(r'"AAAA[^"]*"', f'"{key}"', line))
        placeholder = " ".join([mark] * 10)
        site.machine.shell(f"grep -q '{placeholder}' {CONFIG}; sed -i 's/{placeholder}/{key}/' {CONFIG}")
        site.keys[address] = key
    return f"{len(site.keys)} imported and pinned"


def check(site: Site) -> str:
    """`hotlined check --connect`, started by systemd, calls everything fine."""
    typed = block("Check, start, reload", "systemd-run").replace("--pty", "--pipe --wait --quiet")
    told = site.machine.shell(typed)
    rows = [line for line in told.splitlines() if re.search(r" (fine|wrong|soon|look) ", line)]
    assert rows, told
    assert all(" fine " in row for row in rows), told
    return f"{len(rows)} rows, all fine"


def start(site: Site) -> str:
    """`systemctl enable --now hotlined`."""
    site.machine.shell(block("Check, start, reload", "enable --now").splitlines()[0])
    exposure = re.search(
        r"([0-9.]+) \w+", site.machine.run("systemd-analyze", "security", "hotlined").splitlines()[-1]
    )
    assert exposure is not None
    status = site.machine.run(
        "systemctl", "show", "hotlined", "-p", "ActiveState,StatusText", "--value"
    ).split("\n")
    assert status[0] == "active" or "active" in status, status
    return f"active; exposure {exposure[1]}"


def report(site: Site) -> str:
    """An analyst's tagged, signed mail becomes an encrypted report; the reply of the police is a receipt."""
    began = time.monotonic()
    site.send(ANALYST, "intake@hotline.example.org", REPORT)
    came = site.comes(POLICE, "RC-")
    took = time.monotonic() - began
    site.case = re.search(r"HL-\d{4}-\d{6}-\w", came["text"])[0]  # type: ignore[index]
    site.send(POLICE, _reply(came), f"Received, thank you. {site.case}\n", came["message_id"])
    until(lambda: True if "received" in site.hotlined("cases") else None, "no receipt in the case")
    return f"{took:.1f} s; receipt by signature"


def upgrade(site: Site) -> str:
    """Upgrading: the open case is there afterwards."""
    if site.before is None:
        return "not asked for"
    seen = site.hotlined("cases")
    checkout(site, "HEAD")
    told = site.machine.shell(blocks("Upgrade")[0], folder=CHECKOUT)
    assert CONFIG in told, told  # and not the example that lies in the checkout
    assert site.hotlined("cases").split() == seen.split(), site.hotlined("cases")
    return f"from {site.before[:12]}; {seen.split()[-1]}"


def hold(site: Site) -> str:
    """The police ask to wait: no notice, though the analyst names the provider and wants it now."""
    came = site.comes(POLICE, "RC-")
    site.send(POLICE, _reply(came), "Please wait.\n", came["message_id"])
    site.comes(POLICE, "no notice goes to the provider")
    site.send(ANALYST, "intake@hotline.example.org", f"[{site.case}] [PROVIDER:{PROVIDER}]\n")
    until(lambda: True if PROVIDER in site.hotlined("due") else None, "the notice is not planned")
    assert not site.inbox(PROVIDER)
    return site.hotlined("due").splitlines()[1]


def release(site: Site) -> str:
    """They release it, signed: the notice leaves, once."""
    came = site.comes(POLICE, "RC-")
    site.send(POLICE, _reply(came), f"[RELEASE]\n{site.case}\n", came["message_id"])
    notice = site.comes(PROVIDER, site.case)
    assert len(site.inbox(PROVIDER)) == 1
    return notice["subject"]


def reload_refused(site: Site) -> str:
    """A reload with a fault in the files fails and changes nothing, and the log says what is wrong."""
    pid = site.machine.run("systemctl", "show", "hotlined", "-p", "MainPID")
    site.machine.shell(f"cp -p {CONFIG} right.yaml; echo 'nonsense: 1' >> {CONFIG}")
    site.machine.run("systemctl", "reload", "hotlined", fails=True)
    told = until(lambda: _told(site, "nonsense"), "the log says nothing")
    assert active(site)
    assert site.machine.run("systemctl", "show", "hotlined", "-p", "MainPID") == pid
    site.machine.shell(f"cp -p {CONFIG} wrong.yaml; cp -p right.yaml {CONFIG}; systemctl reload hotlined")
    until(lambda: _told(site, "was read again"), "the right files were not read")
    site.machine.shell(f"cp -p wrong.yaml {CONFIG}")
    return told.partition(";")[0]


def start_refused(site: Site) -> str:
    """A start with it ends with 2, is not tried again, and is well once the file is."""
    site.machine.run("systemctl", "restart", "hotlined", fails=True)
    time.sleep(12)  # longer than RestartSec
    state = site.machine.run("systemctl", "show", "hotlined", "-p", "ExecMainStatus,NRestarts,ActiveState")
    assert {"ExecMainStatus=2", "NRestarts=0", "ActiveState=failed"} == set(state.split()), state
    site.machine.shell(f"cp -p right.yaml {CONFIG}; systemctl start hotlined")
    return "exit code 2, no restart"


def killed(site: Site) -> str:
    """Killed with SIGKILL, it is started again by systemd."""
    site.machine.shell("kill -KILL $(systemctl show -p MainPID --value hotlined)")
    began = time.monotonic()
    until(lambda: True if _restarts(site) == 1 and active(site) else None, "it was not started again")
    return f"{time.monotonic() - began:.0f} s"


def watchdog(site: Site) -> str:
    """Frozen, it is ended by the watchdog (set to 10 s here) and started again."""
    site.machine.edit("hotlined.service", "[Service]\nWatchdogSec=10\n", "quick")
    site.machine.shell("systemctl restart hotlined")
    site.machine.shell("kill -STOP $(systemctl show -p MainPID --value hotlined)")
    began = time.monotonic()
    until(lambda: True if _restarts(site) == 1 and active(site) else None, "the watchdog did nothing")
    took = time.monotonic() - began
    assert "Watchdog timeout" in site.machine.run("journalctl", "-u", "hotlined", "-o", "cat")
    assert not list((site.machine.root / "var/lib/hotlined").rglob("core*"))
    return f"{took:.0f} s, no core dump"


def lmtp(site: Site) -> str:
    """LMTP: Postfix hands the LEA's mail over to a socket that systemd opened."""
    site.machine.shell(f"sed -i '/^mailboxes:/i lmtp: {{listen: systemd}}' {CONFIG}")
    unit = blocks("Mail handed over by LMTP", kind="ini")[0]
    site.machine.edit("hotlined-lmtp.socket", unit)
    site.machine.shell(block("Mail handed over by LMTP", "enable hotlined-lmtp").splitlines()[-1])
    table = "inline:{lea@hotline.example.org=lmtp:unix:private/hotlined}"
    site.machine.shell(f"postconf -e 'transport_maps={table}'; systemctl reload postfix")
    came = site.comes(POLICE, "RC-")
    site.send(POLICE, _reply(came), f"[FEEDBACK]\n{site.case}\nThank you.\n", came["message_id"])
    until(lambda: True if "eedback" in site.hotlined("show", site.case) else None, "no feedback in the case")
    return "feedback came in by it"


def backup(site: Site) -> str:
    """A backup, by its unit; the owner of its key reads it to the end."""
    site.machine.shell("mkdir -m 700 keeper")
    made, exported, imported = block("Backup", "backup-key.asc").splitlines()
    own = "gpg --homedir keeper --batch --passphrase ''"
    site.machine.shell("\n".join(line.partition("#")[0].replace("gpg", own, 1) for line in (made, exported)))
    listed = site.machine.shell(f"{own} --with-colons --list-keys")
    key = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))
    site.machine.shell("cp backup-key.asc /tmp/")
    site.machine.shell(re.sub(r'"AAAA[^"]*"', key, imported).replace("backup-key.asc", "/tmp/backup-key.asc"))
    site.machine.shell(
        f"sed -i 's/^# backup: .*/backup: {{fingerprint: {key}}}/' {CONFIG}; systemctl reload hotlined"
    )
    site.machine.shell(block("Backup", "backup.timer") + "\nsystemctl start hotlined-backup.service")
    (written,) = (site.machine.root / "var/backups/hotlined").iterdir()
    plain = f"{own} --decrypt /var/backups/hotlined/{written.name} | tar -t | grep -c {site.case}"
    assert int(site.machine.shell(plain).splitlines()[-1]) >= 1
    return f"{written.stat().st_size // 1024} kB"


def nothing_in_the_journal(site: Site) -> str:
    """In the journal of all services stands neither a URL nor a password."""
    journal = site.machine.run("journalctl", "-o", "cat", "-u", "hotlined", "-u", "hotlined-backup")
    for mark in ("item-1", "192.0.2.10", "secret-"):
        assert mark not in journal, mark
    return f"{len(journal.splitlines())} lines"


def after_reboot(site: Site) -> str:
    """The machine was started again."""
    until(lambda: True if active(site) else None, "the service is not there")
    assert site.case in site.hotlined("cases")
    return site.hotlined("verify").splitlines()[-1]


def _reply(mail: dict[str, str]) -> str:
    found = re.search(r"[^<\s]+@[^>\s]+", mail["reply_to"])
    assert found is not None
    return found[0]


def active(site: Site) -> bool:
    """Whether the service runs."""
    return (
        site.machine.run("systemctl", "show", "hotlined", "-p", "ActiveState", "--value").strip() == "active"
    )


def _restarts(site: Site) -> int:
    return int(site.machine.run("systemctl", "show", "hotlined", "-p", "NRestarts", "--value"))


def _told(site: Site, word: str) -> str | None:
    lines = site.machine.run("journalctl", "-u", "hotlined", "-n", "5", "-o", "cat").splitlines()
    return next((line for line in lines if word in line), None)


def checkout(site: Site, commit: str) -> None:
    """The repository as an administrator has it, at this commit."""
    site.machine.shell(f"rm -rf {CHECKOUT}")
    tree(commit, site.machine.root / CHECKOUT.lstrip("/"))
