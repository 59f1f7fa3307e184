"""Accounts, folders and files that two things would have in common, or that are not there.

A mailbox that is read twice gives each mail to two; a folder that is read and filed into gives it back for
ever; a file that is written over is gone.
"""

import ssl
from collections.abc import Iterator
from os.path import exists, isdir, isfile  # unlike pathlib's they answer False where access is denied
from pathlib import Path

from hotlined.adapters.config.accounts import MailboxBlock
from hotlined.adapters.config.database import database_problems, is_database
from hotlined.adapters.config.mailboxes import MailboxesFile, folder_of
from hotlined.adapters.config.problems import Problem, absent
from hotlined.adapters.config.ruleset import Ruleset
from hotlined.adapters.config.yamlfile import Where, YamlFile
from hotlined.domain.overview.board import Column
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.host import is_this_machine


def place_problems(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset, base: Path) -> Iterator[Problem]:
    """Every problem of what mailboxes.yaml says about servers, folders and paths."""
    yield from _accounts(file, boxes, base)
    yield from _filed_and_read(file, boxes)
    yield from _paths(file, boxes, base)
    yield from _overwritten(file, boxes, ruleset, base)


def _accounts(file: YamlFile, boxes: MailboxesFile, base: Path) -> Iterator[Problem]:
    watched: dict[tuple[str, str, str], str] = {}
    for name, box in boxes.mailboxes.there().items():
        where: Where = ("mailboxes", name)
        first = watched.setdefault((*_account(box), _folder(box.folders.inbox)), name)
        if first != name:
            sentence = (
                f"mailboxes.{name}: reads the same folder as mailboxes.{first}; expected its own account"
            )
            yield file.problem((*where, "imap"), sentence)
        if told := _anothers(boxes, name):
            yield file.wrong((*where, "imap", "user"), told)
        yield from _tokens(file, name, box, base)
        if problem := box.password.secret(base).problem():
            yield file.wrong((*where, "password"), problem)
        for kind, server in (("imap", box.imap), ("smtp", box.smtp)):
            if server.tls == "none" and not is_this_machine(server.host):
                what = "the password" if server.user else "what is sent"
                sentence = f"without TLS {what} would cross the network in clear"
                yield file.wrong((*where, kind, "tls"), f'{sentence}; expected "tls" or "starttls"')
            if why := _no_certificates(base, server.cafile):
                yield file.wrong((*where, kind, "cafile"), why)


def _no_certificates(base: Path, cafile: str | None) -> str:
    """What is wrong with a file of certificates; "" where nothing is, or none is named."""
    if cafile is None:
        return ""
    if not isfile(base / cafile):
        return f"the file {cafile} does not exist"
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(base / cafile)
    except ssl.SSLError:
        return f"the file {cafile} holds no certificate; expected one or more in PEM form"
    except OSError as error:
        return f"the file {cafile} cannot be read: {error.strerror}"
    return ""


def _account(box: MailboxBlock) -> tuple[str, str]:
    """The account that a mailbox reads; servers tell no case of letters apart in a login."""
    return box.imap.host.lower().rstrip("."), box.imap.user.casefold()


def _anothers(boxes: MailboxesFile, name: str) -> str:
    """What is wrong with a login that is another mailbox's, which has none of its own: lines were exchanged.

    Each mail would be read as one to the other address, a report to `intake` as a stranger's, and the Junk
    that is read for holds would be the wrong one.
    """
    there = boxes.mailboxes.there()
    box = there[name]
    if _logs_in_as(box, box):
        return ""
    host, _ = _account(box)
    beside = {other: one for other, one in there.items() if _account(one)[0] == host}
    for other, mailbox in beside.items():  # on another server it is like that address by chance
        if _logs_in_as(box, mailbox) and not _logs_in_as(mailbox, mailbox):
            return f'"{box.imap.user}" is the login of mailboxes.{other}; expected that of {box.address}'
    return ""


def _logs_in_as(box: MailboxBlock, other: MailboxBlock) -> bool:
    """Whether a mailbox is read by a login that is the other's address, or the local part of it."""
    return box.imap.user.casefold() in (str(other.address).casefold(), other.address.local.casefold())


def _folder(name: str) -> str:
    """A folder as it is compared: servers part it by "/" or ".", and INBOX has no case (RFC 9051, 5.1)."""
    first, *below = name.replace(".", "/").split("/")
    return "/".join(("INBOX" if first.upper() == "INBOX" else first, *below))


def _filed_and_read(file: YamlFile, boxes: MailboxesFile) -> Iterator[Problem]:
    """Folders that mail is looked for in, and that hotlined files into: it would be read for ever."""
    ours = [*Folder, *(f"Board/{column}" for column in Column)]
    filed = {
        (*_account(box), _folder(f"{box.folders.root}/{one}"))
        for box in boxes.mailboxes.there().values()
        for one in ours
    }
    for name, box in boxes.mailboxes.there().items():
        for key, folder in (("inbox", box.folders.inbox), ("junk", box.folders.junk)):
            if (*_account(box), _folder(folder)) in filed:
                where: Where = ("mailboxes", name, "folders", key)
                sentence = f'"{folder}" is a folder that hotlined files into'
                yield file.wrong(where, f"{sentence}; expected one that mail arrives in, or another root")
        if _folder(box.folders.inbox) == _folder(box.folders.junk):
            sentence = f'"{box.folders.junk}" is the inbox; expected the folder of junk mail'
            yield file.wrong(("mailboxes", name, "folders", "junk"), sentence)


def _tokens(file: YamlFile, name: str, box: MailboxBlock, base: Path) -> Iterator[Problem]:
    where: Where = ("mailboxes", name)
    if (box.auth == "oauth2") != (box.oauth2 is not None):
        sentence = f'mailboxes.{name}: "auth: oauth2" and an "oauth2:" block go together'
        yield file.problem((*where, "auth"), sentence)
    if box.oauth2 is None:
        return
    if box.oauth2.client_secret and (problem := box.oauth2.client_secret.secret(base).problem()):
        yield file.problem((*where, "oauth2"), f"mailboxes.{name}.oauth2.client_secret: {problem}")
    if why := _no_certificates(base, box.oauth2.cafile):
        yield file.wrong((*where, "oauth2", "cafile"), why)


def _paths(file: YamlFile, boxes: MailboxesFile, base: Path) -> Iterator[Problem]:
    if not isdir(base / boxes.gnupg.home):
        home, todo = boxes.gnupg.home, "make it with mode 0700, for the user that hotlined runs as"
        yield file.wrong(("gnupg", "home"), f"the folder {home} {absent(base / home, todo)}")
    if boxes.templates and not isdir(base / boxes.templates):
        own = boxes.templates
        yield file.wrong(("templates",), f"the folder {own} {absent(base / own)}")
    folder = folder_of(boxes, base)
    if exists(folder) and not isdir(folder):
        if boxes.postgresql and is_database(boxes.store):
            yield file.wrong(("postgresql", "folder"), f"{boxes.postgresql.folder} is not a folder")
        else:
            yield file.wrong(("store",), f"{boxes.store} is not a folder")
    yield from database_problems(
        file,
        boxes.store,
        boxes.postgresql,
        base,
        door=boxes.lmtp is not None,
        backup=boxes.backup is not None,
    )


def _overwritten(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset, base: Path) -> Iterator[Problem]:
    """The files that hotlined writes as a whole: not over each other, and over nothing that it reads."""
    read = _read_files(file, boxes, ruleset, base)
    homes = [base / one for one in (boxes.gnupg.home, boxes.rules, boxes.templates) if one]
    for key, path in (("status_file", boxes.status_file), ("metrics_file", boxes.metrics_file)):
        if path is None:
            continue
        written = (base / path).resolve()
        if isdir(written):
            yield file.wrong((key,), f"{path} is a folder; expected a file in it")
        elif written in read:
            yield file.wrong((key,), f"{path} is {read[written]}, and would be written over")
        elif any(written.is_relative_to(home.resolve()) for home in homes):
            yield file.wrong((key,), f"{path} lies among what hotlined reads; expected another folder")
        read[written] = key


def _read_files(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset, base: Path) -> dict[Path, str]:
    """The files that the site is made of, and what each is."""
    found = {Path(file.shown).resolve(): "this file"}
    for name, box in boxes.mailboxes.there().items():
        if box.password.file:
            found[(base / box.password.file).resolve()] = f"the password of mailboxes.{name}"
    return found | {Path(one.shown).resolve(): "a file of rules" for one in ruleset.files.values()}
