"""Where in an analyst's mail the form stands: in the new text, attached, or in the quoted form of ours.

Or in the tables of the HTML, of which the plain text beside it has each cell on a line of its own.

Only what the analyst wrote or we did is ever read: a quotation counts only where the mail answers a form
that we sent to that analyst, and nothing of a forwarded mail below it does (P10).
"""

from collections.abc import Iterator
from typing import Final

from hotlined.domain.form import Form, has_fields, missing, read_form
from hotlined.domain.form.left_out import left_out
from hotlined.domain.form.quoted import quoted
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.attached import holds_another, own_files, quotes_another
from hotlined.domain.mail.message import Inbound

BOTH: Final = "the form stands in the mail and in the attachment; send one of them"
THEIRS: Final = (
    "the attached form could be the reporter's, whose report is forwarded in the text of the mail; write its"
    " lines into your own text, above the report, or forward the report as an attachment"
)
NOT_READ: Final = (
    "the form line below it is not read, since another mail could begin here; leave this line out if"
    " all of it is yours"
)
NOT_A_FORM: Final = (
    "an attached file is read as the form only if it is plain text and named form.txt; send it so, or write"
    " its lines into the mail"
)
_WRITTEN: Final = (".txt", ".doc", ".docx", ".odt", ".rtf", ".pdf", ".csv", ".xls", ".xlsx", ".ods", ".html")
OURS: Final = ("form", "refused", "untagged", "marked")  # the mails of ours that carry a form to be filled in


def form_text(
    mail: Inbound, rest: str, site: Site, *, answers_form: bool, answers_us: bool
) -> tuple[str, str | None]:
    """The text that the form is read from, and what is wrong with it as such.

    `rest` is the new text below the tags; `answers_form`: the mail answers a form that we sent; `answers_us`:
    it answers any mail of ours, so that the mail in its text is that one, and no report of somebody else.
    """
    here = has_fields(rest, site.labels)
    attached = has_fields(mail.attached_form, site.labels)
    if attached and not answers_us and (holds_another(mail) or quotes_another(mail)):
        return rest, None if here else THEIRS
    if attached:
        return mail.attached_form, BOTH if here else None
    if mail.in_rows and _has_items(mail.in_rows, site) and not _has_items(rest, site):
        return mail.in_rows, None
    if not here and answers_form:
        return quoted(mail.body), None
    return rest, None


def _has_items(text: str, site: Site) -> bool:
    return bool(read_form(text, labels=site.labels, zone=site.hotline.timezone).form.items)


def unread_file(mail: Inbound, form: Form, site: Site) -> Iterator[str]:
    """What to do where a mail has neither a URL nor a type, but a file that may be the form."""
    named = any(one.name.lower().endswith(_WRITTEN) for one in own_files(mail, site))
    if len(missing(form)) == 2 and named and not has_fields(mail.attached_form, site.labels):
        yield NOT_A_FORM


def not_read(mail: Inbound, text: str, site: Site) -> Iterator[str]:
    """Lines that hide lines of the analyst's own form, as it seems: each with what to do."""
    for line in left_out(mail.body, text, site.labels, site.own_domains):
        yield f"line {line}: {NOT_READ}"
