"""An analyst's files, such as screenshots: what of a mail goes along with the report, and to whom.

By agreement only, inside the encryption only, and never anything of the mail that is forwarded: where it
stands in the text itself, nobody can tell its files from the analyst's own (P10).  Nothing is opened; the
names are ours, since a name can say who sent a file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from hotlined.domain.form import has_fields
from hotlined.domain.form.form_end import head_begins, is_attribution, is_head
from hotlined.domain.hotline.people import Unit
from hotlined.domain.hotline.site import Agreement, Site
from hotlined.domain.letters.decision import Change
from hotlined.domain.mail.message import Attachment, Enclosed, Inbound
from hotlined.domain.record.casework import AttachmentKept
from hotlined.domain.text.quoting import Trust, bare, introduction
from hotlined.domain.values.shown import size

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
# A mail that somebody saved as a file, by its type or, as most programs send it, by its name alone.
MAILS: Final = (
    *("application/vnd.ms-outlook", "application/ms-tnef", "application/vnd.ms-tnef"),
    "application/mbox",
)
MAIL_NAMES: Final = (
    *(".eml", ".emlx", ".emltpl", ".msg", ".oft", ".mbox", ".mbx", ".mbs", ".pst", ".ost", ".olm", ".dbx"),
    *("winmail.dat", ".tnef", ".p7m"),
)
# What mail programs make: a forwarded mail, keys, signatures.
BY_PROGRAMS: Final = (
    *("message/", "text/rfc822", "application/pgp-", "application/pkcs7-", "application/x-pkcs7-"),
)
MAYBE_THE_REPORTERS: Final = (
    "Not passed on: your mail holds another one in its text, and the files could be the reporter's. "
    "Forward a report as attachment, and attach your own files beside it."
)
SAVED_MAIL: Final = "A mail that was saved as a file is not passed on: it could be the reporter's."
IN_CLEAR: Final = (
    "Your mail was not encrypted: the files were readable on their way, and are in the mailbox. "
    "Encrypt the next one."
)

_File = TypeVar("_File", Attachment, Enclosed)


@dataclass(frozen=True, slots=True)
class Passing:
    """What becomes of a mail's files; with problems the mail is refused as a whole (P17)."""

    files: tuple[Attachment, ...] = ()  # these are kept, and go along
    note: str = ""  # for the analyst; "" where the mail has no files
    problems: tuple[str, ...] = ()


def passing(
    mail: Inbound, units: Sequence[str], site: Site, *, first: int = 1, answers_us: bool = False
) -> Passing:
    """What becomes of the files of a mail that is reported to these units; numbered from `first`.

    `answers_us`: it answers a mail of ours, so that what it quotes is that one.
    """
    found = tuple(own_files(mail, site))
    files = tuple(one for one in found if not is_a_mail(one))
    saved = () if files == found else (SAVED_MAIL,)
    if not files:
        return Passing(note=" ".join(saved))
    known = site.units_there(units)
    each = {unit.name: for_unit(files, unit) for unit in known}
    passed = tuple(one for one in files if any(one in theirs for theirs in each.values()))
    refused = tuple(_refusals(files, known))
    if not passed:
        why = refused or ("Not passed on: no report goes to the LEA by this mail.",)
        return Passing(note=" ".join((*why, *saved)))
    if holds_another(mail) or (quotes_another(mail) and not answers_us):
        return Passing(note=MAYBE_THE_REPORTERS)
    names = dict(zip(passed, _names(passed, first), strict=True))
    told: dict[str, list[str]] = {}
    for name, theirs in each.items():
        if theirs:
            told.setdefault(", ".join(names[one] for one in theirs), []).append(name)
    yes = (f"Passed on to {', '.join(who)}, encrypted, as {what}." for what, who in told.items())
    note = " ".join((*yes, *refused, *saved, *(() if mail.encrypted else (IN_CLEAR,))))
    return Passing(passed, note, tuple(_problems(mail, passed, site.agreement)))


def for_unit(files: Sequence[_File], unit: Unit) -> tuple[_File, ...]:
    """Those of the files that this unit has agreed to; none where all together are too much for it."""
    if not unit.attachments:
        return ()
    mine = tuple(one for one in files if not unit.images_only or _is_image(one.content_type))
    too_much = unit.attachments_limit is not None and sum(one.size for one in mine) > unit.attachments_limit
    return () if too_much else mine


def _refusals(files: Sequence[Attachment], units: Sequence[Unit]) -> Iterator[str]:
    """Why units do not get all of the files, one sentence for each reason."""
    never = ", ".join(unit.name for unit in units if not unit.attachments)
    if never:
        yield f"Not passed on to {never}: the agreement does not allow it."
    others = [one for one in files if not _is_image(one.content_type)]
    pictures = ", ".join(unit.name for unit in units if unit.attachments and unit.images_only and others)
    if pictures:
        yield f"Not all passed on to {pictures}: it takes pictures only."
    for unit in units:
        limit = unit.attachments_limit
        if unit.attachments and limit is not None and not for_unit(files, unit):
            full = for_unit(files, replace(unit, attachments_limit=None))
            if full:
                sizes = (
                    f"the files have {size(sum(one.size for one in full))}, it takes at most {size(limit)}"
                )
                yield f"Not passed on to {unit.name}: {sizes}."


def own_files(mail: Inbound, site: Site) -> Iterator[Attachment]:
    """The analyst's own files, each once; not what is forwarded, nor keys, signatures and the form itself."""
    form = has_fields(mail.attached_form, site.labels)
    seen = set()
    for one in mail.attachments:
        if one.is_form and form:
            continue
        if one.size and one.sha256 not in seen and not one.content_type.lower().startswith(BY_PROGRAMS):
            seen.add(one.sha256)
            yield one


def is_a_mail(one: Attachment) -> bool:
    """Whether a file seems to be a mail that was saved, as of a report taken out of the mailbox (P10)."""
    return one.content_type.lower() in MAILS or one.name.lower().endswith(MAIL_NAMES)


def holds_another(mail: Inbound) -> bool:
    """Whether another mail is forwarded in the text, not as an attachment of its own."""
    attached = any(one.content_type.startswith("message/") for one in mail.attachments)
    return (bool(mail.originals) and not attached) or any(map(is_head, mail.body.splitlines()))


def quotes_another(mail: Inbound) -> bool:
    """Whether another mail stands in the text as an answer quotes one; some programs forward like that."""
    lines = mail.body.splitlines()
    pairs = [bare(line) for line in lines]
    depths, texts = [depth for depth, _ in pairs], [text for _, text in pairs]
    return (
        any(depths)
        or any(map(is_attribution, lines))
        or any(head_begins(lines, at) for at in range(len(lines)))
        or any(_introduced(texts, depths, at) for at in range(len(lines)))
    )


def _introduced(texts: Sequence[str], depths: Sequence[int], at: int) -> bool:
    found = introduction(texts, depths, at, ())
    return found is not None and found.trust is not Trust.MAYBE


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


def kept(
    files: Sequence[Attachment], mail: str, by: str, *, first: int = 1, supplement: int = 0
) -> Iterator[AttachmentKept]:
    """The events that record them; a file that is not encrypted yet has no name in the store."""
    for name, one in zip(_names(files, first), files, strict=True):
        yield AttachmentKept(
            by=by,
            mail=mail,
            file=name,
            content_type=_type(one),
            size=one.size,
            sealed=one.sealed,
            name=one.name,
            sha256=one.sha256,
            supplement=supplement,
        )


def listed(files: Sequence[tuple[str, int]]) -> str:
    """Names and sizes as the form says them, in any language: "attachment-1.png (34 kB), ..."; or ""."""
    return ", ".join(f"{name} ({size(count)})" for name, count in files)


def _names(files: Sequence[Attachment], first: int) -> list[str]:
    return [
        f"attachment-{number}.{EXTENSIONS.get(_type(one), 'bin')}" for number, one in enumerate(files, first)
    ]


def _is_image(content_type: str) -> bool:
    kind = content_type.lower()
    return kind in EXTENSIONS and kind.startswith("image/")


def _type(one: Attachment) -> str:
    kind = one.content_type.lower()
    return kind if kind in EXTENSIONS else OCTETS


def attachments_of(change: Change) -> tuple[AttachmentKept, ...]:
    """The attachments that a change keeps."""
    return tuple(one for one in change.events if isinstance(one, AttachmentKept))
