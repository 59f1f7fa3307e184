"""Mails that a program fills in for a person: read notices, answers to invitations, abuse reports."""

import re
from typing import Final

from hotlined.domain.mail.outline import Outline
from hotlined.domain.programs.personal import personal
from hotlined.domain.programs.robot_words import waits
from hotlined.domain.values.plain import plain, rows

NOT_READ: Final = "read receipt, not read"
MAX_TITLE: Final = 30  # characters of "Your message"
_FIELD: Final = re.compile(r"\s{0,12}[^\W\d_][^:\n]{0,30}:\s")
_INDENTED: Final = re.compile(r"\s{1,12}[^\W\d_][^:\n]{0,30}:\s")


def read_notice(outline: Outline) -> bool:
    """Whether this is a "Read:" notice as Exchange writes it without the report of RFC 8098."""
    prefix = plain(outline.get("subject")).partition(":")[0].strip()
    lines = [line for line in outline.beginning.splitlines() if line.strip()][:6]
    listed = sum(_INDENTED.match(line) is not None for line in lines)
    # Where a gateway has taken the blanks away: "Your message", three fields, "was read on ...".
    fields = len(lines) == 5 and all(_FIELD.match(line) for line in lines[1:4])
    bare = fields and len(lines[0]) <= MAX_TITLE and not waits(plain(f"{lines[0]} {lines[4]}"))
    return prefix in _READ and (
        listed >= 2 or bare or (outline.has("x-ms-tnef-correlator") and len(lines) <= 1)
    )


def says_not_read(outline: Outline) -> bool:
    """Whether a read receipt says that nobody has read the mail: deleted, or not to be opened.

    By its Disposition (RFC 8098 section 3.2.6), or where it has none by the word in front of the subject.
    "Denied" (RFC 3798) is the reader's wish that we do not hear whether he has read it."""
    if outline.disposition:
        found = _DISPOSITION.search(outline.disposition)
        told = plain(found.group(1)) if found else ""
        return bool(_NOT_SHOWN.search(told)) or _TROUBLE.search(outline.disposition) is not None
    return plain(outline.get("subject")).partition(":")[0].strip() in _UNREAD


_DISPOSITION: Final = re.compile(
    r"^disposition:(?:[^;\n]{0,200};)?\s{0,20}([^\n]{1,200})", re.IGNORECASE | re.MULTILINE
)
_NOT_SHOWN: Final = re.compile(r"^(?:deleted|failed)\b|/.{0,80}\b(?:error|failure|failed)\b")
_TROUBLE: Final = re.compile(r"^(?:error|failure):\s{0,20}\S", re.IGNORECASE | re.MULTILINE)


def notes_receipt(outline: Outline) -> bool:
    """Whether this is a return receipt of Lotus Notes, sent in its user's name without a report of RFC 8098.

    It is a table, of which the left column alone is one sentence: "Your document: was received by: at:"."""
    lines = [line.strip() for line in outline.beginning.splitlines() if line.strip()]
    if len(lines) > _MAX_ROWS or waits(plain(" ".join(lines))):
        return False
    columns = [_COLUMN.split(line, maxsplit=1)[0] for line in lines]
    # The cells of an HTML table have a line each; the title may stand above.
    return any(
        _RETURN_RECEIPT.fullmatch(plain(" ".join(left))) for left in (columns, lines[::2], lines[1::2])
    )


_MAX_ROWS: Final = 16  # lines of such a table, long subjects wrapped
_COLUMN: Final = re.compile(r"(?<=:)(?=.)|\s{2,}|\t")
_RETURN_RECEIPT: Final = re.compile(  # in the form of `plain`, without accents
    r"(?:(?:return receipt|empfangsbestatigung|accuse de reception|acuse de recibo|ricevuta di ritorno"
    r"|ontvangstbevestiging|leesbevestiging) )?(?:your|ihr|votre|su|il|uw) (?:document[oe]?|dokument) ?: "
    r"(?:was received by|wurde empfangen von|a ete recu par|fue recibido por|e stato ricevuto da"
    r"|is ontvangen door) ?: (?:at|am|um|le|a|el|a las|il|alle|op|om) ?:"
)


# In front of the subject of a notice: of a mail that was deleted before anybody had read it; and all of them.
_UNREAD: Final = frozenset(rows(
    "not read | ungelesen | nicht gelesen | non lu | pas lu | niet gelezen | no leído | no leídos",
    "non letto | não lida | nie przeczytane | nie przeczytano | nepřečteno | nepřečtené | neprečítané",
    "neprebrano | nepročitano | olvasatlan | necitit | непрочетено | μη αναγνωσμένο | δεν διαβάστηκε",
    "δεν αναγνώστηκε | ulæst | ikke læst | oläst | inte läst | ej läst | ikke lest | ólesið | ei luettu",
    "nieprzeczytane | nieprzeczytana | nie odczytano | nieodczytane | nije pročitano",
    "ni prebrano | nem olvasta",
    "nav lasīts | nav izlasīts | neperskaityta | δεν αναγνώσθηκε",
    "lukematta | lugemata | nelasīts | neskaityta | не прочитано | okunmadı | okunmadan silindi",
))  # fmt: skip
_READ: Final = _UNREAD | frozenset(rows(
    "read | gelesen | lu | gelezen | leído | letto | lida | przeczytane | přečteno | prečítané | prebrano",
    "pročitano | elolvasva | citit | прочетено | αναγνώσθηκε | διαβάστηκε | læst | läst | lest | okundu",
    "przeczytano | przeczytana | odczyt | odczytano | odczytane",
    "αναγνώστηκε | lesið | luettu | loetud | izlasīts | lasīts | perskaityta | skaityta | прочитано",
))  # fmt: skip


def answers_invitation(text: str) -> bool:
    """Whether a calendar says yes or no (RFC 5546 section 3.2.3), and nobody wrote a word of his own."""
    note, _, calendar = text.partition("BEGIN:VCALENDAR")
    above, *below = _FOOT.split(note, maxsplit=1)
    added = [one for part in below for one in _BLANK.split(part)[2:] if not _GOOGLES.search(one)]
    note = _LINK.sub("", "\n\n".join((above, *added)))
    return _REPLIES.search(calendar) is not None and not waits(plain(note)) and not personal(note)


# Google Calendar's own words are below this line: a paragraph ("To stop receiving future updates ..."), and
# mostly one that ends with a link of its own.  What else is there somebody may have written.  Above it is a
# link to a map, whose question mark asks nothing.
_FOOT: Final = re.compile(r"^~~//~~\s{1,4}[^\n]{1,80}https://calendar\.google\.com/", re.MULTILINE)
_BLANK: Final = re.compile(r"\n[ \t\r]*\n")
_GOOGLES: Final = re.compile(r"https://(?:calendar|support)\.google\.com/")
_LINK: Final = re.compile(r"https?://\S{1,2000}")
_REPLIES: Final = re.compile(r"^METHOD:(?:REPLY|COUNTER|DECLINECOUNTER)\s*$", re.MULTILINE)


_COMPLAINT: Final = re.compile(  # Amazon SES by way of SNS
    r'\s{0,100}\{"(?:notificationType|eventType)":\s?"Complaint"'
)


def is_feedback(outline: Outline) -> bool:
    """Whether this is an abuse feedback report (RFC 5965), or a provider's complaint in its place."""
    if outline.report_type == "feedback-report" or "message/feedback-report" in outline.types:
        return True
    if "feedback-type:" in outline.beginning.lower() and "user-agent:" in outline.beginning.lower():
        return True
    if _COMPLAINT.match(outline.beginning):
        return True
    subject = plain(outline.get("subject"))
    complaint = subject.startswith(
        ("complaint about message from", "abuse report", "email feedback report", "feedback report")
    )
    return complaint and bool(outline.types & {"message/rfc822", "text/rfc822-headers"})
