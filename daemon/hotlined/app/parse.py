"""The parser itself (`ports.Parser`): bytes that others wrote -> values, without a key.

The daemon runs it in a process of its own (`hotlined.worker`); fast tests run it in theirs.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from hotlined.app.ports import (
    Classifier,
    Content,
    Headers,
    Inner,
    MailReader,
    Outer,
    Own,
    Structure,
    TooOdd,
)
from hotlined.domain.mail.authresults import refuted, vouched
from hotlined.domain.mail.identity import from_its_head
from hotlined.domain.mail.message import Classified, Covered, MailClass
from hotlined.domain.text.beside import in_rows, said_otherwise, waiting_beside
from hotlined.domain.text.newtext import new_text
from hotlined.domain.values.address import Address, parse_address, parse_mailbox_list

INSIDE: Final = Classified(MailClass.HUMAN, "as the mail around it")
ROUTES: Final = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
_ADDR_SPEC: Final = re.compile(r"[^\s<>,;:\"()\[\]]{1,64}@[^\s<>,;:\"()\[\]]{1,255}")


@dataclass(frozen=True, slots=True)
class InProcess:
    """`ports.Parser` where it is called; limits of bytes and parts only, none of time or memory."""

    mime: MailReader
    classify: Classifier

    def outer(self, raw: bytes, own: Own) -> Outer:
        """A whole mail; a notification is told before anything in it is read (threats F16)."""
        whole = from_its_head(raw)
        structure = self.mime.read_structure(whole)
        outer = _addressed(structure.headers, self.classify(whole, own.domains), own)
        # Above a blank line a server has written nothing: what is below may be the sender's alone (P9).
        outer = outer if whole is raw else replace(outer, authenticated=False, refuted=False)
        return outer if outer.classified.kind is MailClass.DSN else self._read(outer, structure, own)

    def plaintext(self, entity: bytes, own: Own) -> Outer:
        """What a mail holds encrypted; nobody asks once more who wrote it: that takes longest of all."""
        structure = self.mime.read_structure(from_its_head(entity))
        return self._read(Outer(INSIDE, subject=structure.headers.first("subject")), structure, own)

    def _read(self, outer: Outer, structure: Structure, own: Own) -> Outer:
        outer = replace(outer, crypto=str(structure.crypto), problem=structure.problem)
        if structure.crypto in ("encrypted", "signed") or structure.ciphertext:
            return replace(
                outer,
                ciphertext=structure.ciphertext,
                signed=structure.signed,
                signature=structure.signature,
            )
        return self._open(outer, structure, own)

    def _open(self, outer: Outer, structure: Structure, own: Own) -> Outer:
        try:
            content = self.mime.content_of(structure, zone=own.zone, lea=own.lea)
        except TooOdd as odd:
            return replace(outer, odd=str(odd))
        return replace(outer, inner=_inner(content, own))

    def inner(self, entity: bytes, own: Own) -> Inner:
        """The bytes that a signature covers, or a plaintext."""
        return _inner(self.mime.read_content(entity, zone=own.zone, lea=own.lea), own)

    def inner_text(self, plaintext: bytes, own: Own) -> Inner:
        """A plaintext that is no MIME entity."""
        return _inner(self.mime.read_text(plaintext, zone=own.zone), own)

    def octets(self, entity: bytes, wanted: Collection[str], own: Own) -> dict[str, bytes]:
        """The decoded bytes of those attachments of an entity whose SHA-256 is wanted, unopened."""
        content = self.mime.read_content(entity, zone=own.zone)
        return {one.sha256: content.octets(one) for one in content.attachments if one.sha256 in wanted}


def _inner(content: Content, own: Own) -> Inner:
    fresh = new_text(content.text, ours=own.texts, own_addresses=own.addresses, watch=own.holds)
    waiting = waiting_beside(content.text, content.beside, ours=own.texts, own_addresses=own.addresses)
    protected = content.protected
    return Inner(
        body=content.text,
        new_text="\n".join(part for part in (fresh.for_holds, waiting) if part),
        certain_text=fresh.certain,
        typed_text=fresh.typed,
        amid_text=fresh.amid,
        again=said_otherwise(fresh.certain, content.again, ours=own.texts, own_addresses=own.addresses),
        in_rows=in_rows(fresh.certain, content.again, ours=own.texts, own_addresses=own.addresses),
        attachments=content.attachments,
        originals=content.originals,
        attached_form=content.attached_form,
        links=content.links,
        mislinked=content.mislinked,
        protected_subject=protected.get("subject") if protected is not None else None,
        subjects=content.headers.all("subject"),
        covered=_covered(content.headers) if protected is not None else None,
        date=content.headers.date(),
    )


def _addressed(headers: Headers, classified: Classified, own: Own) -> Outer:
    """What the header block says; From is parsed strictly, before anything in it is decoded."""
    authors, problem = _authors(headers)
    return Outer(
        classified=classified,
        from_=authors,
        from_problem=problem,
        date=headers.date(),
        message_id=headers.message_id(),
        references=headers.references(),
        recipients=tuple(_recipients(headers)),
        subject=headers.first("subject"),
        authenticated=len(authors) == 1
        and vouched(headers.fields(), authors[0], own.authserv_ids, own.people, below=own.authserv_below),
        refuted=len(authors) == 1
        and refuted(headers.fields(), authors[0], own.authserv_ids, below=own.authserv_below),
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
