"""`check --connect`: each mailbox as the daemon will use it (login, folders, IDLE, MOVE), each SMTP server.

No mail is read, moved or sent.  The folders that the daemon files into are made, as it would make them.
"""

import smtplib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Final

from hotlined.accounts import imap_account, smtp_account
from hotlined.adapters.config.settings import Account
from hotlined.adapters.imap.session import Session
from hotlined.adapters.imap.wire import Wire, rim
from hotlined.adapters.smtp.wire import Connection, Garbled, Refused
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Cause, Permanent, Temporary, Verdict
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import Folder

NEARLY: Final = 0.9
SHOWN: Final = 5  # folders
PATIENCE: Final = 15.0  # seconds for each answer of a server

Told = tuple[str, str, str]  # what was tried, "fine", "soon" or "wrong", and what to know or do


def imap(account: Account, *, keywords: bool = False) -> Iterator[Told]:
    """Log in, make the folders, wait for mail for no time; each step that works is told.

    `keywords`: people shall set some on what lies in Intake.
    """
    name = f"{account.name} IMAP"
    where = f"{account.imap.host}:{account.imap.port}, tls: {account.imap.tls}"
    known = replace(imap_account(account), connect_timeout=PATIENCE, read_timeout=PATIENCE)
    try:
        with closing(Wire(account.name, known)) as wire, rim(account.name):
            yield from _mailbox(name, where, account, wire, keywords=keywords)
    except (Permanent, Temporary) as error:
        yield name, "wrong", f"{error} ({where}): check mailboxes.{account.name}"


def _mailbox(name: str, where: str, account: Account, wire: Wire, *, keywords: bool) -> Iterator[Told]:
    session = Session(wire)
    folders = account.folders
    filed = [folders.of(folder) for folder in Folder]
    session.open(filed)
    yield f"{name} login", "fine", where
    yield f"{name} folders", "fine", f"{len(filed)} below {folders.root}"
    idle, move = (wire.client.has_capability(word) for word in ("IDLE", "MOVE"))
    yield f"{name} IDLE", "fine", "offered" if idle else "not offered: new mail is noticed up to 30 s later"
    yield f"{name} MOVE", "fine", "offered" if move else "not offered: mail is copied, then removed"
    found = session.list(folders.inbox, needed=True)
    session.wait(folders.inbox, 0.0)
    yield f"{name} inbox", "fine", f"{len(found)} mails in {folders.inbox}"
    if folders.junk:
        if account.name == "lea":
            yield f"{name} junk", *_junk(folders, folders.junk, session)
        else:
            yield f"{name} junk", *_unread(folders.junk, session)
    if (taken := session.fullness()) is not None:
        yield f"{name} space", *_space(taken)
    yield from ((f"{name} others", *told) for told in _elsewhere(folders, session))
    for what, state, told in _cannot(folders.of(Folder.INTAKE), session, keywords=keywords):
        yield f"{name} {what}", state, told
    session.logout()


def _cannot(folder: str, session: Session, *, keywords: bool) -> Iterator[Told]:
    """What this server does not do, or does otherwise, and what comes of it."""
    kept = session.keeps_keywords(folder)
    if keywords and kept:
        yield "keywords", "fine", f"can be set on reports in {folder}"
    elif keywords:
        # The agreement waits for what cannot come.
        told = f"the server lets nobody set keywords of their own in {folder} (no \\* in PERMANENTFLAGS)"
        yield "keywords", "wrong", f"{told}: report_keywords in rules/agreement.yaml can bring no form"
    elif not kept:
        told = "the server keeps none: in mail programs a mail does not show why it lies where it does"
        yield "keywords", "fine", told
    if not session.filing.destroys():
        told = "not offered: no mail can be destroyed alone, so the purge waits, and no board is kept"
        yield "UIDPLUS", "soon", told
    try:
        if trash := session.filing.trash():
            told = f"folders are labels, what is deleted stays in All Mail: hotlined destroys it in {trash}"
            yield "labels", "fine", told
    except Permanent as error:
        yield "labels", "wrong", str(error)
    told = "none is marked so: if the service keeps copies of what is sent, the purge does not find them"
    if sent := session.sent():
        told = f"the purge looks into {' and '.join(sent)} too, if copies are kept there"
    yield "sent mail", "fine", told


def _junk(folders: Folders, configured: str, session: Session) -> tuple[str, str]:
    """A hold could lie among the junk: which folders are read for it."""
    there, known = session.has(configured), session.junk()
    read = tuple(dict.fromkeys((*((configured,) if there else ()), *known)))
    told = f"{' and '.join(read)} {'is' if len(read) == 1 else 'are'} read too" if read else ""
    if not there and configured != Folders().junk:  # somebody knows of one, and has written its name
        found = [one for one, _ in _unread_by_us(folders, session)]
        beside = f" (the server also has {' and '.join(found[:SHOWN])})" if found else ""
        todo = f"set mailboxes.lea.folders.junk to the one where junk lies{beside}"
        what = f"there is no {configured}, and {told or 'no junk is read'}; a hold could lie elsewhere"
        return "soon", f"{what}: {todo}"
    if read:
        others = set(known) - {configured}
        by_name = ": the server marks no folder as junk" if others and not session.marks_junk() else ""
        return "fine", f"{told}{by_name}"
    return (
        "soon",
        f"there is no {configured}, and the server marks no folder as junk:"
        " set mailboxes.lea.folders.junk if it calls it otherwise",
    )


def _unread(configured: str, session: Session) -> tuple[str, str]:
    """What a filter puts aside here nobody is told of: how much lies there, and what to do."""
    counted = [(one, session.status(one)) for one in dict.fromkeys((configured, *session.junk()))]
    there = [(name, status.messages) for name, status in counted if status is not None]
    if not any(count for _, count in there):
        return "fine", "none lies there; hotlined does not read it"
    told = " and ".join(f"{count} mails in {name}" for name, count in there if count)
    return "soon", f"{told}: nobody is told of them; look through them, and let no filter put mail there"


def _space(taken: float) -> tuple[str, str]:
    """A mailbox that is full takes no mail, and nothing in it can be filed, so that no notice goes."""
    told = f"{taken:.0%} of its space is taken"
    if taken < NEARLY:
        return "fine", told
    return (
        "wrong" if taken >= 1 else "soon",
        f"{told}: once it is full nothing can be filed, and no notice goes",
    )


def _elsewhere(folders: Folders, session: Session) -> Iterator[tuple[str, str]]:
    """Unread mail in folders that nothing is looked for in: a filter of the server's puts it there."""
    found = [(one, count) for one, count in _unread_by_us(folders, session) if count]
    if found:
        told = " and ".join(f"{count} unread mails in {one}" for one, count in found[:SHOWN])
        todo = "let no filter put mail there, and move into the inbox what is meant for hotlined"
        yield "soon", f"{told}: hotlined does not look there, and a hold would be none; {todo}"


def _unread_by_us(folders: Folders, session: Session) -> list[tuple[str, int]]:
    """The folders that nothing is looked for in, and how many unread mails lie in each."""
    read = {folders.inbox, folders.junk, *session.junk(), folders.root}
    found = session.unread()
    return [
        (one, count) for one, count in found if one not in read and not one.startswith(f"{folders.root}/")
    ]


def smtp(account: Account, *, verp: bool) -> Iterator[Told]:
    """Greeting, EHLO, TLS and login, as far as they are configured; and plus addresses, without a mail."""
    name = f"{account.name} SMTP"
    end = account.smtp
    where = f"{end.host}:{end.port}, tls: {end.tls}"
    todo = f"check mailboxes.{account.name}.smtp"
    connection = Connection(replace(smtp_account(account), timeout=PATIENCE))
    try:
        connection.connect()
    except Refused as refused:
        yield name, "wrong", f"{_refusal(refused.outcome.reply)} ({where}): {todo}"
    except (Garbled, smtplib.SMTPException):
        yield name, "wrong", f"the server does not answer as SMTP does ({where}): {todo}"
    except TimeoutError:
        yield name, "wrong", f"the server does not answer ({where}): {todo}"
    except OSError as error:
        yield name, "wrong", f"{error.strerror or type(error).__name__} ({where}): {todo}"
    except Permanent as error:
        yield name, "wrong", str(error)
    else:
        yield name, "fine", f"{where}, {'login as ' + end.user if end.user else 'no login'}"
        try:
            yield f"{name} plus", *_plus(connection, account.address, verp=verp)
        except (Garbled, smtplib.SMTPException, OSError):
            yield f"{name} plus", "soon", "the server left before it was asked: try them by hand"
    finally:
        connection.close()


def _plus(connection: Connection, plain: Address, *, verp: bool) -> tuple[str, str]:
    """Whether a mail may leave as hotlined sends it, and its answer may come: asked, and never sent."""
    token = plain.with_token("check")
    sender = token if verp else plain
    refused = connection.refusal(str(sender), str(token))
    if refused is None:
        return "fine", f"{token} is taken; whether it arrives in {plain}, a mail of your own to it shows"
    if refused.cause is Cause.ACCOUNT:
        return "wrong", f"{_refusal(refused.reply)}, so no mail leaves: it wants a login"
    # What else it refuses tells what the refusal is about.
    as_plain = connection.refusal(str(plain), str(token)) if verp else refused
    to_itself = connection.refusal(str(plain), str(plain)) if as_plain is not None else None
    if any(one is not None and one.verdict is Verdict.TEMPORARY for one in (refused, as_plain, to_itself)):
        return "soon", f"the server does not say now whether it takes {token} ({refused.reply}): try again"
    if as_plain is None:
        what, todo = f"{sender} as the sender", "allow this account to send as that, or set verp: no"
        return (
            "wrong",
            f"the server refuses {what} ({refused.reply}), so no mail leaves: {todo} in mailboxes.yaml",
        )
    if to_itself is not None:
        what = f"a mail from {plain} to itself as well ({to_itself.reply})"
        return "wrong", f"the server refuses {what}; what it does with plus addresses cannot be asked"
    todo = "switch plus addresses on there (docs/administrator.md, Mailboxes)"
    return "wrong", f"the server refuses mail to {token} ({refused.reply}), so no answer would come: {todo}"


def _refusal(reply: str) -> str:
    """The courier's words for a refusal, as a sentence."""
    match reply.removeprefix("auth "):
        case str(words) if words.startswith("certificate: "):
            return f"the server's certificate is not valid: {words.removeprefix('certificate: ')}"
        case "no STARTTLS":
            return "the server offers no STARTTLS"
        case "no TLS":
            return "a login without TLS is allowed to this machine only"
        case "TLS":
            return "no TLS connection comes about"
        case "no common method":
            return "the server offers no way to log in that hotlined knows"
        case code:
            what = " the login" if code[:3] in ("534", "535", "538") else ""
            return f"the server refuses{what}, {code}"
