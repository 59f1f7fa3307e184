"""Draft -> envelope: render, write, seal, prove.  The envelope exists only if the gate would let it pass.

There is no road from a failed encryption to a sent mail: `seal` returns ciphertext or raises, the
finished bytes are read back (`last_look`) by what shares no code with what wrote them, and anything but a
proof becomes `Unsealed`.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from types import MappingProxyType
from typing import Final

from hotlined.app.last_look import URGENT, outer_subject, wrong_with
from hotlined.app.ports import (
    MailHeaders,
    MailWriter,
    OpenPGP,
    Permanent,
    Templates,
    Temporary,
    Undecryptable,
    Unsealable,
)
from hotlined.domain.hotline.site import TEST_MARK, Site
from hotlined.domain.mail.message import Draft, Envelope, Gate, Party, Security
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.tagging.buttons import Buttons
from hotlined.domain.values.address import Address
from hotlined.domain.values.reference import parse_reference

LOOP_HEADER = "X-Hotlined-Loop"
MACHINE_FILE = "xarf.json"
PICTURE: Final = "image/png"  # of ours: a chart; an analyst's files go sealed only
TEST_TEXT = (
    "THIS IS A TEST. No provider has received this mail: the hotline is in test mode,\n"
    "and it was sent to you in the provider's place. Please do not forward it."
)

# What goes with a sealed mail, inside the encryption: file name, type, bytes.
Attachment = tuple[str, str, bytes]
Attachments = Callable[[Draft, Site], Sequence[Attachment]]
MachinePart = Callable[[Draft, Site], bytes | None]  # of a notice, as JSON; None: it has none
Files = Mapping[str, bytes]  # ciphertext by its SHA-256
NO_FILES: Final[Files] = MappingProxyType({})


def no_file(digest: str) -> bytes:
    """Where no store is."""
    raise Permanent(f"the file {digest[:12]} is not in the store")


class Unsealed(Exception):
    """The draft cannot become a mail; `why` is a sentence without content, for the analyst."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Composer:
    """The parts that composing needs; synchronous, to be run in a thread."""

    templates: Templates
    writer: MailWriter
    openpgp: OpenPGP
    attachments: Attachments = lambda draft, site: ()
    files: Callable[[str], bytes] = no_file  # encrypted attachments in the store, by digest
    machine: MachinePart = lambda draft, site: None

    def compose(
        self, draft: Draft, site: Site, now: datetime, fresh: Files = NO_FILES
    ) -> tuple[OutboxRow, Envelope]:
        """The finished mail and its row; raises Unsealed.

        `fresh` are encrypted attachments that are about to be stored together with it.
        """
        sealed = draft.security is Security.SEALED or (
            draft.security is Security.ENCRYPT_IF_KEY and bool(draft.to.fingerprints)
        )
        keys: tuple[str, ...] | None = None
        try:
            if sealed:
                keys = self._usable(draft.to.fingerprints)
            enclosed = tuple(self._enclosed(draft, fresh))
            data = self._written(draft, site, now, enclosed, keys)
        except Unsealable as error:
            raise Unsealed(error.why) from None
        except Temporary:
            raise Unsealed("gpg did not answer, or not as it should") from None
        except Permanent as error:
            raise Unsealed(str(error)) from None
        identity = site.identities[draft.mailbox]
        sender = identity.with_token(draft.token) if site.verp else identity
        envelope = Envelope(
            draft.message_id, str(sender), str(draft.to.address), data, hashlib.sha256(data).hexdigest()
        )
        row = _row(draft, envelope, now, fingerprints=keys or ())
        why = self.gate(row, data, site)
        if why is not None:
            raise Unsealed(f"the finished mail did not pass the gate: {why}")
        return row, envelope

    def _enclosed(self, draft: Draft, fresh: Files) -> Iterator[Attachment]:
        """The analyst's files, decrypted in memory; raises Permanent when one is not what was kept."""
        for one in draft.enclosed:
            ciphertext = fresh.get(one.sealed) or self.files(one.sealed)
            try:
                data = self.openpgp.open(ciphertext).plaintext
            except Undecryptable:
                raise Permanent(f"{one.file} cannot be decrypted any more") from None
            if hashlib.sha256(data).hexdigest() != one.sha256:
                raise Permanent(f"{one.file} is not the file that was kept")
            yield one.file, one.content_type, data

    def _written(
        self,
        draft: Draft,
        site: Site,
        now: datetime,
        enclosed: Sequence[Attachment],
        keys: tuple[str, ...] | None,
    ) -> bytes:
        """The finished bytes, encrypted to the keys; None: in clear."""
        identity = site.identities[draft.mailbox]
        part = self.machine(draft, site) if keys is None else None
        values = {**draft.values, "now": now, "machine": part is not None}
        rendered = self.templates.render(draft.kind, draft.to.language, values, own=draft.to.template)
        subject, text = rendered.subject, rendered.text
        if draft.test:
            subject, text = f"{TEST_MARK} {subject}", f"{TEST_TEXT}\n\n{text}"
        # A mail program encrypts to an address that a user ID of our key names, and a plus-address is none:
        # the answer, with our report quoted in it, would be offered to leave in clear.
        back = identity if keys is not None and site.reply_plain else identity.with_token(draft.token)
        back = site.hotline.email if draft.to_people else back
        headers = _headers(draft, subject, identity, back, site, now)
        html = self._html(draft, values, subject, back, site)
        if keys is None:
            if draft.security is Security.SEALED or enclosed:
                raise Permanent("no key is configured for the recipient")
            if part is not None:
                return self.writer.write_report(headers=headers, text=text, data=part, name=MACHINE_FILE)
            files = self._files(draft, site, html)
            return self.writer.write_mail(headers=headers, text=text, html=html, **files)
        if not keys:
            raise Permanent("no key is configured for the recipient")
        return self.writer.write_sealed(
            headers=headers,
            outer_subject=outer_subject(
                draft.stream, urgent=draft.urgent and site.agreement.urgent_mark_outside
            ),
            text=text,
            attachments=(*self.attachments(draft, site), *enclosed),
            seal=lambda payload: self.openpgp.seal(payload, keys),
            boundary=f"hl-{draft.token}",
            html=html,
        )

    def _files(self, draft: Draft, site: Site, html: str | None) -> dict[str, Sequence[Attachment]]:
        """What goes with a mail in clear: charts as pictures of the HTML, the rest as files."""
        files = tuple(self.attachments(draft, site))
        shown = tuple(one for one in files if html is not None and one[1] == PICTURE)
        pictures = tuple((f"{name}@hotlined", kind, data) for name, kind, data in shown)
        return {"attachments": tuple(one for one in files if one not in shown), "pictures": pictures}

    def _html(
        self, draft: Draft, values: Mapping[str, object], subject: str, back: Address, site: Site
    ) -> str | None:
        """The text as HTML, for analysts and nobody else; None where it does not render.

        The text is complete by itself, so that a faulty HTML template of a site keeps no alarm back.
        """
        if draft.to.party is not Party.ANALYST:
            return None
        case = draft.stream if parse_reference(draft.stream) is not None else ""
        below = str(draft.values.get("below", ""))
        buttons = Buttons(str(back), draft.message_id, case, site.tag_aliases, below)
        try:
            return self.templates.page(draft.kind, draft.to.language, values, subject, buttons)
        except Permanent:
            return None

    def _usable(self, fingerprints: tuple[str, ...]) -> tuple[str, ...]:
        """The keys that can be encrypted to: a pinned one that has expired does not stop the others (P4).

        Where none can, all of them: sealing then says why.
        """
        good = tuple(one for one in fingerprints if self.openpgp.key_state(one).usable)
        return good or fingerprints

    def gate(self, row: OutboxRow, data: bytes, site: Site) -> str | None:
        """The last look at finished bytes, before they are stored and again before SMTP; None: pass."""
        return wrong_with(row, data, site, self.openpgp)


def _headers(
    draft: Draft, subject: str, identity: Address, back: Address, site: Site, now: datetime
) -> MailHeaders:
    headers = [
        ("From", f"{phrase(site.hotline.name)} <{identity}>"),
        ("To", str(draft.to.address)),
        ("Subject", subject),
        ("Date", format_datetime(now)),
        ("Message-ID", draft.message_id),
    ]
    if draft.in_reply_to:
        headers.append(("In-Reply-To", draft.in_reply_to))
        headers.append(("References", " ".join(draft.references or (draft.in_reply_to,))))
    headers += [
        ("Reply-To", str(back)),
        ("Auto-Submitted", "auto-replied" if draft.answer else "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        (LOOP_HEADER, site.hotline.prefix),
    ]
    if draft.urgent:
        headers += [("Importance", "high"), ("X-Priority", "1")]
    return headers


def phrase(name: str) -> str:
    """A display name as RFC 5322 quoted-string."""
    return '"' + name.replace("\\", " ").replace('"', "'") + '"'


def _row(draft: Draft, envelope: Envelope, now: datetime, *, fingerprints: tuple[str, ...]) -> OutboxRow:
    return OutboxRow(
        message_id=draft.message_id,
        stream=draft.stream,
        kind=draft.kind,
        gate=draft.gate,
        party=draft.to.party,
        to_id=draft.to.id,
        identity=draft.mailbox,
        sender=envelope.sender,
        recipient=envelope.recipient,
        digest=envelope.digest,
        created_at=now,
        priority=URGENT if draft.urgent else 2 if draft.gate is Gate.NOTICE else 1,
        not_before=draft.not_before,
        token=draft.token,
        fingerprints=fingerprints,
        about=draft.about,
    )
