"""An analyst's files, such as screenshots: what of a mail goes along with the report, and to whom.

By agreement only, inside the encryption only, and never anything of the mail that is forwarded: where it
stands in the text itself, nobody can tell its files from the analyst's own (P10).  Nothing is opened; the
names are ours, since a name can say who sent a file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hotlined.domain.events import AttachmentKept
from hotlined.domain.form import has_fields
from hotlined.domain.form_lines import is_head
from hotlined.domain.message import Attachment, Inbound
from hotlined.domain.shown import size
from hotlined.domain.site import Agreement, Site

# What a mail program shows or saves, and never runs; anything else goes as bytes.
EXTENSIONS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "application/pdf": "pdf",
    "text/plain": "txt",
}
OCTETS: Final = "application/octet-stream"
# Parts that mail programs add by themselves.
OURS_ALONE: Final = ("message/", "application/pgp-", "application/pkcs7-", "application/x-pkcs7-")
MAYBE_THE_REPORTERS: Final = (
    "Not passed on: your mail holds another one in its text, and the files could be the reporter's. "
    "Forward a report as attachment, and attach your own files beside it."
)
IN_CLEAR: Final = (
    "Your mail was not encrypted: the files were readable on their way, and are in the mailbox. "
    "Encrypt the next one."
)


@dataclass(frozen=True, slots=True)
class Passing:
    """What becomes of a mail's files; with problems the mail is refused as a whole (P17)."""

    files: tuple[Attachment, ...] = ()  # these are kept, and go along
    note: str = ""  # for the analyst; "" where the mail has no files
    problems: tuple[str, ...] = ()


def passing(mail: Inbound, units: Sequence[str], site: Site) -> Passing:
    """What becomes of the files of a mail that is reported to these LEA units."""
    files = tuple(own_files(mail, site))
    if not files:
        return Passing()
    known = [unit for name in units if (unit := site.unit(name)) is not None]
    allowed = tuple(unit.name for unit in known if unit.attachments)
    refused = tuple(unit.name for unit in known if not unit.attachments)
    no = f"Not passed on to {', '.join(refused)}: the agreement does not allow it." if refused else ""
    if not allowed:
        return Passing(note=no or "Not passed on: no report goes to the LEA by this mail.")
    if holds_another(mail):
        return Passing(note=MAYBE_THE_REPORTERS)
    problems = tuple(_problems(mail, files, site.agreement))
    yes = f"Passed on to {', '.join(allowed)}, encrypted, as {', '.join(_names(files))}."
    note = " ".join(one for one in (yes, no, "" if mail.encrypted else IN_CLEAR) if one)
    return Passing(files, note, problems)


def own_files(mail: Inbound, site: Site) -> Iterator[Attachment]:
    """The analyst's own files, each once; not what is forwarded, nor keys, signatures and the form itself."""
    form = has_fields(mail.attached_form, site.labels)
    seen = set()
    for one in mail.attachments:
        if one.is_form and form:
            continue
        if one.size and one.sha256 not in seen and not one.content_type.lower().startswith(OURS_ALONE):
            seen.add(one.sha256)
            yield one


def holds_another(mail: Inbound) -> bool:
    """Whether another mail is forwarded in the text, not as an attachment of its own."""
    attached = any(one.content_type.startswith("message/") for one in mail.attachments)
    return (bool(mail.originals) and not attached) or any(map(is_head, mail.body.splitlines()))


def _problems(mail: Inbound, files: Sequence[Attachment], agreement: Agreement) -> Iterator[str]:
    together = sum(one.size for one in files)
    if mail.attachments_problem is not None:
        yield f"the attached files cannot be kept: {mail.attachments_problem}; send the mail without them"
    if together > agreement.attachments_limit:
        most = size(agreement.attachments_limit)
        yield f"the attached files have {size(together)}; expected at most {most} with one report"
    if len(files) > agreement.attachments_count:
        most = str(agreement.attachments_count)
        yield f"{len(files)} files are attached; expected at most {most} with one report"


def kept(files: Sequence[Attachment], mail: str, by: str) -> Iterator[AttachmentKept]:
    """The events that record them; a file that is not encrypted yet has no name in the store."""
    for name, one in zip(_names(files), files, strict=True):
        yield AttachmentKept(
            by=by,
            mail=mail,
            file=name,
            content_type=_type(one),
            size=one.size,
            sealed=one.sealed,
            name=one.name,
            sha256=one.sha256,
        )


def listed(files: Sequence[tuple[str, int]]) -> str:
    """Names and sizes as the form says them, in any language: "attachment-1.png (34 kB), ..."; or ""."""
    return ", ".join(f"{name} ({size(count)})" for name, count in files)


def _names(files: Sequence[Attachment]) -> list[str]:
    return [f"attachment-{number}.{EXTENSIONS.get(_type(one), 'bin')}" for number, one in enumerate(files, 1)]


def _type(one: Attachment) -> str:
    kind = one.content_type.lower()
    return kind if kind in EXTENSIONS else OCTETS
