"""Raw bytes -> `Inbound`: measure, classify, decrypt, verify, read - in this order.

A notification of a machine is recognised before anything is decrypted (threats F16).  Text comes only
from the bytes that gpg vouches for; what stands beside them is never read.  Parsing is `ports.Parser`'s,
which sees bytes and no key; gpg is asked here.  What cannot be read becomes an `Inbound` of class
UNREADABLE, so that it ends in the quarantine and not in a loop; only `Temporary` passes, since then the mail
stays where it is.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hotlined.app.ports import Checked, Fetched, Inner, OpenPGP, Outer, Own, Parser, TooOdd, Undecryptable
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.who import lea_senders
from hotlined.domain.mail.identity import from_its_head, mail_digest
from hotlined.domain.mail.message import (
    AUTOMATA,
    CLOSED,
    FOREIGN,
    INLINE,
    WRAPPED,
    Classified,
    Inbound,
    MailClass,
)
from hotlined.domain.replies.lexicon import watched_in_quotes
from hotlined.domain.steps.filing import takes_over

_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Reader:
    """The parts that reading needs; `site` is asked for at each mail, since it may be reloaded."""

    parser: Parser
    openpgp: OpenPGP
    site: Callable[[], Site]

    def read(self, mailbox: str, fetched: Fetched) -> Inbound:
        """One mail; raises Temporary when gpg or the parser cannot work now, nothing else."""
        raw = fetched.raw
        blank = Inbound(
            digest=mail_digest(raw),
            mailbox=mailbox,
            received_at=fetched.received_at,
            classified=Classified(MailClass.UNREADABLE, "not read"),
            size=fetched.found.size,
        )
        own = _own(self.site())
        try:
            outer = self.parser.outer(raw, own)
        except TooOdd as odd:
            return unreadable(self._headed(blank, raw, own), str(odd))
        mail = _addressed(blank, outer)
        if outer.classified.kind is MailClass.DSN:
            return mail
        try:
            inner, checked, encrypted = self._opened(outer, own)
        except (TooOdd, Undecryptable) as error:
            return unreadable(mail, str(error))
        return self._with(mail, inner, checked, encrypted=encrypted)

    def _with(self, mail: Inbound, inner: Inner, checked: Checked, *, encrypted: bool) -> Inbound:
        """The mail with what stands inside, of which only a signature covers anything."""
        trusted = encrypted or checked.signature is not None
        subject = inner.protected_subject if trusted else None
        # RFC 9788 has one ignored that no header protects; who writes "hold" into it is heard all the same.
        known = (mail.subject, subject)
        loose = [one for one in dict.fromkeys(inner.subjects) if one.strip() and one not in known]
        covered = inner.covered if checked.signature is not None else None
        return replace(
            mail,
            protected_subject=subject,
            covered=covered,
            date=(inner.date if covered is not None else None) or mail.date,
            body=inner.body,
            inner_subject="\n".join(loose),
            new_text="\n\n".join((*filter(self._asks, loose), inner.new_text)),
            certain_text=inner.certain_text,
            typed_text=inner.typed_text,
            amid_text=inner.amid_text,
            again=inner.again,
            in_rows=inner.in_rows,
            signature=checked.signature,
            signature_problem=checked.problem,
            encrypted=encrypted,
            attachments=inner.attachments,
            originals=inner.originals,
            attached_form=inner.attached_form,
            links=inner.links,
            mislinked=inner.mislinked,
        )

    def octets(self, raw: bytes, wanted: Collection[str]) -> Mapping[str, bytes]:
        """The bytes of attachments that `read` found in this mail, by SHA-256; raises Temporary."""
        own = _own(self.site())
        outer = self.parser.outer(raw, own)
        match outer.crypto:
            case "encrypted":
                entity = self.openpgp.open(outer.ciphertext).plaintext
            case "signed":
                entity = outer.signed
            case _:
                entity = from_its_head(raw)
        return self.parser.octets(entity, wanted, own)

    def _headed(self, blank: Inbound, raw: bytes, own: Own) -> Inbound:
        """What the header block alone says, so that an unreadable mail still has its sender and its case."""
        end = _END_OF_HEAD.search(raw, len(raw) - len(from_its_head(raw)))
        try:
            return _addressed(blank, self.parser.outer(raw[: end.end()] if end else raw, own))
        except TooOdd:
            return blank

    def _asks(self, subject: str) -> bool:
        """Whether a subject inside is somebody's own words, which may ask to wait (P7)."""
        return not takes_over(subject, self.site())

    def _opened(self, outer: Outer, own: Own) -> tuple[Inner, Checked, bool]:
        """The content, who signed it, whether it was encrypted."""
        match outer.crypto:
            case "encrypted":
                opened = self.openpgp.open(outer.ciphertext)
                return *self._inside(opened.plaintext, opened.checked, own), True
            case "signed":
                checked = self.openpgp.verify(outer.signed, outer.signature)
                return self.parser.inner(outer.signed, own), checked, False
            case "inline" if outer.ciphertext:
                opened = self.openpgp.open(outer.ciphertext)
                problem = opened.checked.problem or INLINE
                return self.parser.inner_text(opened.plaintext, own), Checked(None, problem), True
            case "inline":
                return _read(outer), Checked(None, INLINE), False
            case _:
                # What only looks protected (S/MIME, a list's footer around a signed part) is unsigned.
                return _read(outer), _unsigned(outer), False

    def _inside(self, plaintext: bytes, checked: Checked, own: Own) -> tuple[Inner, Checked]:
        """The plaintext; when it is multipart/signed itself (RFC 3156 section 6.1), that signature counts."""
        within = self.parser.plaintext(plaintext, own)
        if within.crypto == "signed" and checked.signature is None and checked.problem is None:
            verified = self.openpgp.verify(within.signed, within.signature)
            inner = self.parser.inner(within.signed, own)
            return replace(inner, subjects=(*inner.subjects, within.subject)), verified
        if checked == Checked(None, None):
            checked = _unsigned(within)
        if within.inner is None and within.odd is None:  # protected once more
            return self.parser.inner(plaintext, own), checked
        return _read(within), checked


def _unsigned(outer: Outer) -> Checked:
    """What is to be said of an entity without a signature that counts."""
    if outer.problem is not None and "S/MIME" in outer.problem:
        return Checked(None, CLOSED)
    foreign = outer.problem is not None and "OpenPGP" in outer.problem
    return Checked(None, FOREIGN if foreign else WRAPPED if outer.problem else None)


def unreadable(mail: Inbound, why: str) -> Inbound:
    """The same mail as one that a person has to look at."""
    program = mail.classified.kind in AUTOMATA
    return replace(mail, classified=Classified(MailClass.UNREADABLE, why), unreadable=why, by_program=program)


def _own(site: Site) -> Own:
    addresses = site.own_addresses
    return Own(
        addresses=tuple(str(address) for address in addresses),
        domains=tuple(sorted({address.domain for address in addresses})),
        people=tuple(sorted(site.own_domains)),
        authserv_ids=tuple(site.authserv_ids),
        authserv_below=site.authserv_below,
        zone=site.hotline.timezone,
        texts=site.ours,
        holds=watched_in_quotes(site.phrases),
        lea=lea_senders(site),
    )


def _read(outer: Outer) -> Inner:
    if outer.inner is None:
        raise TooOdd(outer.odd or "not read")
    return outer.inner


def _addressed(mail: Inbound, outer: Outer) -> Inbound:
    return replace(
        mail,
        classified=outer.classified,
        from_=outer.from_,
        from_problem=outer.from_problem,
        date=outer.date,
        message_id=outer.message_id,
        references=outer.references,
        recipients=outer.recipients,
        subject=outer.subject,
        authenticated=outer.authenticated,
        refuted=outer.refuted,
    )
