"""Raw bytes -> `Inbound`: measure, classify, decrypt, verify, read - in this order.

A notification of a machine is recognised before anything is decrypted (threats F16).  Text comes only
from the bytes that gpg vouches for; what stands beside them is never read.  An exception never leaves:
what cannot be read becomes an `Inbound` of class UNREADABLE, so that it ends in the drawer and not in a
loop; only `Temporary` passes, since then the mail stays where it is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hotlined.app.ports import (
    Checked,
    Classifier,
    Content,
    Fetched,
    Headers,
    MailReader,
    OpenPGP,
    Structure,
    TooOdd,
    Undecryptable,
)
from hotlined.domain.address import Address, parse_address, parse_mailbox_list
from hotlined.domain.authresults import vouched
from hotlined.domain.identity import mail_digest
from hotlined.domain.message import FOREIGN, INLINE, WRAPPED, Classified, Covered, Inbound, MailClass
from hotlined.domain.newtext import new_text
from hotlined.domain.site import Site

_ADDR_SPEC = re.compile(r"[^\s<>,;:\"()\[\]]{1,64}@[^\s<>,;:\"()\[\]]{1,255}")
ROUTES = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")


@dataclass(frozen=True, slots=True)
class Reader:
    """The parts that reading needs; `site` is asked for at each mail, since it may be reloaded."""

    mime: MailReader
    openpgp: OpenPGP
    classify: Classifier
    site: Callable[[], Site]
    ours: Callable[[], Sequence[str]] = tuple  # what our own mails say, to be known again in a quote

    def read(self, mailbox: str, fetched: Fetched) -> Inbound:
        """One mail; raises Temporary when gpg does not answer, nothing else."""
        raw = fetched.raw
        blank = Inbound(
            digest=mail_digest(raw),
            mailbox=mailbox,
            folder=fetched.found.folder,
            received_at=fetched.received_at,
            classified=Classified(MailClass.UNREADABLE, "not read"),
            size=fetched.found.size,
        )
        try:
            return self._read(blank, raw)
        except TooOdd as odd:
            return unreadable(blank, str(odd))

    def _read(self, blank: Inbound, raw: bytes) -> Inbound:
        site = self.site()
        structure = self.mime.read_structure(raw)
        domains = sorted({address.domain for address in site.identities.values()})
        mail = _addressed(blank, structure.headers)
        sender = mail.sender
        fields = structure.headers.fields()
        mail = replace(
            mail,
            classified=self.classify(raw, domains),
            authenticated=sender is not None
            and vouched(fields, sender, site.authserv_ids, site.own_domains, below=site.authserv_below),
        )
        if mail.classified.kind is MailClass.DSN:
            return mail
        try:
            content, checked, encrypted = self._opened(structure, raw, site)
        except Undecryptable as error:
            return unreadable(mail, str(error))
        trusted = encrypted or checked.signature is not None
        protected = content.protected if trusted else None
        covered = _covered(content.headers) if protected is not None and checked.signature else None
        own = [str(address) for address in site.identities.values()]
        holds = [phrase.text for phrase in site.phrases if phrase.meaning == "hold"]
        fresh = new_text(content.text, ours=self.ours(), own_addresses=own, watch=holds)
        return replace(
            mail,
            protected_subject=protected.get("subject") if protected is not None else None,
            covered=covered,
            date=(content.headers.date() if covered is not None else None) or mail.date,
            body=content.text,
            new_text=fresh.for_holds,
            certain_text=fresh.for_receipts,
            signature=checked.signature,
            signature_problem=checked.problem,
            encrypted=encrypted,
            attachments=content.attachments,
            original=content.original,
        )

    def _opened(self, structure: Structure, raw: bytes, site: Site) -> tuple[Content, Checked, bool]:
        """The content, who signed it, whether it was encrypted."""
        zone = site.hotline.timezone
        match structure.crypto:
            case "encrypted":
                opened = self.openpgp.open(structure.ciphertext)
                return *self._inside(opened.plaintext, opened.checked, site), True
            case "signed":
                checked = self.openpgp.verify(structure.signed, structure.signature)
                return self.mime.read_content(structure.signed, zone=zone), checked, False
            case "inline" if structure.ciphertext:
                opened = self.openpgp.open(structure.ciphertext)
                problem = opened.checked.problem or INLINE
                return self.mime.read_text(opened.plaintext, zone=zone), Checked(None, problem), True
            case "inline":
                return self.mime.read_content(raw, zone=zone), Checked(None, INLINE), False
            case _:
                # What only looks protected (S/MIME, a list's footer around a signed part) is unsigned.
                return self.mime.read_content(raw, zone=zone), _unsigned(structure), False

    def _inside(self, plaintext: bytes, checked: Checked, site: Site) -> tuple[Content, Checked]:
        """The plaintext; when it is multipart/signed itself (RFC 3156 section 6.1), that signature counts."""
        zone = site.hotline.timezone
        inner = self.mime.read_structure(plaintext)
        if inner.crypto == "signed" and checked.signature is None and checked.problem is None:
            verified = self.openpgp.verify(inner.signed, inner.signature)
            return self.mime.read_content(inner.signed, zone=zone), verified
        if checked == Checked(None, None):
            checked = _unsigned(inner)
        return self.mime.read_content(plaintext, zone=zone), checked


def _unsigned(structure: Structure) -> Checked:
    """What is to be said of an entity without a signature that counts."""
    foreign = structure.problem is not None and "OpenPGP" in structure.problem
    return Checked(None, FOREIGN if foreign else WRAPPED if structure.problem else None)


def unreadable(mail: Inbound, why: str) -> Inbound:
    """The same mail as one that a person has to look at."""
    return replace(mail, classified=Classified(MailClass.UNREADABLE, why), unreadable=why)


def _addressed(mail: Inbound, headers: Headers) -> Inbound:
    """With what the header block says; From is parsed strictly, before anything in it is decoded."""
    authors, problem = _authors(headers)
    return replace(
        mail,
        from_=authors,
        from_problem=problem,
        date=headers.date(),
        message_id=headers.message_id(),
        references=headers.references(),
        recipients=tuple(_recipients(headers)),
        subject=headers.first("subject"),
    )


def _authors(headers: Headers) -> tuple[tuple[Address, ...], str | None]:
    """Every address that can be read in From, and why they are not to be believed as they stand."""
    fields = headers.raw("from")
    lists = [parse_mailbox_list(value) for value in fields]
    found = tuple(address for one in lists for address in one or ())
    if len(fields) > 1:
        return found, "several From fields"
    return found, None


def _covered(headers: Headers) -> Covered:
    """What the signed part says of author, addressees and thread, where it says so."""
    authors, problem = _authors(headers)
    lists = [parse_mailbox_list(value) for name in ("to", "cc") for value in headers.raw(name)]
    readable = [address for one in lists for address in one or ()]
    return Covered(
        authors=(() if problem else authors) if headers.raw("from") else None,
        addressees=() if None in lists else tuple(readable),
        references=headers.references(),
    )


def _recipients(headers: Headers) -> list[Address]:
    found = []
    for name in ROUTES:
        for value in headers.raw(name)[:10]:
            found += [
                address
                for text in _ADDR_SPEC.findall(value)[:50]
                if (address := parse_address(text)) is not None
            ]
    return list(dict.fromkeys(found))
