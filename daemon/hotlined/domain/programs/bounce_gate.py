"""Is this mail a notification about delivery?  The gate before `dsn` and `bounce_text` read it.

It asks for a report first, then for the sender: MAILER-DAEMON is nobody's name, postmaster is some
people's, so there the mail has to have the marks of a bounce as well: a subject, words or a reply code, an
address that is listed, a mail of ours that comes back.  The last two need no language.  An answer to a
bounce, or one that is forwarded, is a person's, also where the server's report is a part of it.
"""

import re
from typing import Final

from hotlined.domain.mail.outline import Outline
from hotlined.domain.programs import bounce_words
from hotlined.domain.programs.bounce_text import REPLY, STATUS, addresses, end_of_report, lists_address
from hotlined.domain.programs.personal import personal
from hotlined.domain.programs.phrases import has
from hotlined.domain.programs.robot_words import waits
from hotlined.domain.tagging.prefixes import is_prefix
from hotlined.domain.values.plain import plain

STATUS_WITHIN: Final = "delivery-status fields in a part"  # of what somebody sends on, too
FROM_SERVER: Final = "from a mail server"
MARKED: Final = (  # reasons that no mail of a person has
    "delivery-status report",
    "X-Failed-Recipients",
    "notification of a mail service in JSON",
    "failure notice of certified mail",
    "null sender, subject of a bounce",
    "null sender, words of a bounce",
)

# Amazon SES by way of SNS; a complaint is feedback.
_JSON: Final = re.compile(
    r'\s{0,100}\{"(?:notificationType|eventType)":\s?"(?:Bounce|Delivery|DeliveryDelay)"'
)
_NO_REPLY: Final = re.compile(
    r"(?:do-?_?\.?)?not?-?_?\.?(?:reply|respond|contest)|non?[-_.]?rispond|nicht[-_.]?antwort"
    r"|ne[-_.]?pas[-_.]?repond|nao[-_.]?respond|geen[-_.]?antwoord|niet[-_.]?beantwoord"
    r"|svar[-_.]?(?:ikke|inte|ej)|ala[-_.]?vastaa|nie[-_.]?odpowiad|ne[-_.]?odpov|ne[-_.]?valasz"
)

_PROGRAM: Final = re.compile(
    r"[-+](?:owner|request|bounces?|confirm)$|^(?:owner|bounces?)-|^(?:listserv|majordomo|mailman|sympa|ezmlm)$"
    r"|^(?:virus[-_.]?(?:alert|scan\w*|warning)|anti[-_.]?virus|amavis\w*|mail[-_.]?scanner|fax[-_.]?(?:server|gateway)"
    r"|spam[-_.]?(?:filter|gateway)|quarantine|calendar[-_.]notification|notifications?|auto[-_.]?(?:reply|responder"
    r"|respond|answer|mailer|confirm))$"
)
# A form of sender and recipient; what people forward has From and To.
_LABELLED: Final = re.compile(
    r"^\W{0,4}(?:sender|absender|expéditeur|remitente|mittente|remetente|afzender|nadawca|odesílatel|avsändare|afsender)"
    r"\W{1,12}\S{1,200}@\S{1,200}\n(?:.{0,300}\n){0,2}\W{0,4}(?:recipients?|empfänger|destinat\w{2,6}|ontvanger|odbiorca"
    r"|příjemce|mottagare|modtager)\W{1,12}\S{1,200}@",
    re.IGNORECASE | re.MULTILINE,
)
_A_FIELD: Final = re.compile(
    r"^[^\w\n>]{0,12}(final-recipient|reporting-mta|action)\s?:", re.IGNORECASE | re.MULTILINE
)
# What two servers said to each other: "Received >>> 550 5.1.1 unknown user" is nobody's receipt.
_DIALOGUE: Final = re.compile(r"(?:>>>|<<<)\s?(?:[A-Z]{4}\b|\d{3}[ -])")
# Exchange's own sender (MicrosoftExchange and 32 hexadecimal digits) and that of some gateways.
SERVER: Final = re.compile(r"^microsoftexchange[0-9a-f]{32}$")


def is_daemon(outline: Outline) -> bool:
    """Whether only a mail server uses such a sender: MAILER-DAEMON, or an empty From."""
    sender, local = _sender(outline)
    if (
        local in bounce_words.DAEMONS
        or SERVER.match(local)
        or (outline.has("from") and sender.endswith("<>"))
    ):
        return True
    path = plain(outline.get("return-path")).strip("<> ")
    return path.startswith("mailer-daemon") or has(sender, bounce_words.DAEMON_NAMES)


def is_master(outline: Outline) -> bool:
    """Whether servers often use such a sender, and people sometimes: postmaster, no-reply."""
    sender, local = _sender(outline)
    named = has(sender, bounce_words.NAMES)
    return named or local in bounce_words.MASTERS or no_reply(outline) or program(outline)


def no_reply(outline: Outline) -> bool:
    """Whether the sender says by its address that nobody reads answers."""
    return _NO_REPLY.search(_sender(outline)[1]) is not None


def program(outline: Outline) -> bool:
    """Whether the sender's address is a program's: list software, a scanner, a fax gateway, a calendar."""
    return _PROGRAM.search(_sender(outline)[1]) is not None


def _sender(outline: Outline) -> tuple[str, str]:
    """From, and what stands before its at sign, both folded."""
    sender = plain(outline.get("from"))
    local = sender.rpartition("<")[2].partition("@")[0].strip("<> \"'\\")
    return sender, local or sender.strip("<> \"'")


def bounce_reason(outline: Outline, *, ours: bool = False) -> str | None:
    """Why this is a notification about delivery (a rule's name); None when it is not.

    `ours`: a mail of ours comes back in it, which says more than words do.  An answer to a bounce, or
    one that a person forwards, has a reply prefix and is none."""
    if outline.report_type == "delivery-status":
        return "delivery-status report"
    null = outline.get("return-path").strip() == "<>"
    if outline.status and (null or not _sent_on(outline)):
        return STATUS_WITHIN
    if outline.has("x-failed-recipients"):
        return "X-Failed-Recipients"
    if _JSON.match(outline.beginning):
        return "notification of a mail service in JSON"
    if plain(outline.get("x-ricevuta")) in bounce_words.CERTIFIED:
        return "failure notice of certified mail"
    if outline.has("x-ms-exchange-message-is-ndr") or is_daemon(outline):
        return FROM_SERVER
    subject = bounce_subject(outline.get("subject"))
    master = is_master(outline)
    sure = null or (master and not _shared(outline)) or (subject and no_reply(outline))
    if _has_fields(outline.text) and (
        sure or ((subject or master) and not _spoken(outline, whole=not master))
    ):
        return "delivery-status fields in the text"
    if null and subject:
        return "null sender, subject of a bounce"
    if by_client(outline) and not (master and _exchange(outline)):
        return None
    return _by_marks(outline, master=master, null=null, ours=ours)


def _by_marks(outline: Outline, *, master: bool, null: bool, ours: bool) -> str | None:
    """Why a mail without fields is one: by its subject, its words, the address it lists, what it returns.

    Automatic replies have a null sender too, and name a colleague's address; so there words have to tell."""
    doubtful = _shared(outline) or not (master or null)
    if doubtful and waits(plain(outline.beginning)):  # a hold is not to be lost among bounces
        return None
    subject = bounce_subject(outline.get("subject"), anywhere=master)
    evidence = _evidence(outline.beginning)
    listed = lists_address(outline.text, avoid=addresses(outline.get("from"), outline.get("reply-to")))
    answer = answered(outline) and not subject
    thread = outline.has("in-reply-to", "references")
    marks = min(evidence, 2) + subject + listed + 2 * ours + (_LABELLED.search(outline.beginning) is not None)
    if master and not answer and marks > 1 and (evidence or subject or ours):
        return "postmaster, marks of a bounce"
    if master and listed and not (answer or thread or _shared(outline)):
        return "postmaster lists an address"
    other = addresses(outline.beginning) - addresses(outline.get("from"), outline.get("to"))
    if master and other and (subject or evidence) and not (answer or thread or _shared(outline)):
        return "postmaster names an address, word of a bounce"
    if master and listed and evidence > 2:  # some gateways write "Re:" before our subject
        return "postmaster, many words of a bounce"
    if null and not answer and evidence > 1 and (listed or ours):
        return "null sender, words of a bounce"
    if subject and not thread and not _asks(outline.beginning):
        if listed and marks > 3:
            return "words of a bounce, address listed"
        if evidence > 3:  # one of the words is a code where people write none
            return "subject and many words of a bounce"
    return None


def _sent_on(outline: Outline) -> bool:
    """Whether it is a person's mail, and the server's report a part of what that person sends on.

    Mail clients take the parts of what is forwarded inline; the words above them may ask to wait (P7)."""
    if is_daemon(outline) or (is_master(outline) and not _shared(outline)) or no_reply(outline):
        return False
    if answered(outline) or by_client(outline) or _spoken(outline):
        return True
    by_machine = plain(outline.get("auto-submitted")).partition(";")[0].strip() not in ("", "no")
    return not (by_machine or _of_server(outline))


def _of_server(outline: Outline) -> bool:
    """Whether anything beside the report is a server's: subject, word, address, or no text at all."""
    text = outline.beginning
    said = any(map(str.isalpha, text))
    return not said or bounce_subject(outline.get("subject")) or _evidence(text) > 0 or bool(addresses(text))


def _spoken(outline: Outline, *, whole: bool = True) -> bool:
    """Whether somebody asks to wait, or speaks of our mails, beside what a server wrote (P7).

    `whole`: also below the head of what is returned, where a mail of ours speaks of waiting."""
    text = outline.beginning
    if not whole:
        lines = text.splitlines()
        text = "\n".join(lines[: end_of_report(lines)])
    return waits(plain(text)) or _asks(text)


def _asks(text: str) -> bool:
    """Whether somebody speaks of our mails, or asks something, above what is returned."""
    lines = text.splitlines()
    return personal("\n".join(line for line in lines[: end_of_report(lines)] if not _DIALOGUE.search(line)))


def _shared(outline: Outline) -> bool:
    """Whether people use such a sender as well as servers; of no-reply, other machines do."""
    return _sender(outline)[1] in bounce_words.SHARED or no_reply(outline)


def may_be_bounce(outline: Outline) -> bool:
    """Whether a server's sender and one word of a bounce meet: too little to tell, too much for a person."""
    if not is_master(outline) or _shared(outline):
        return False
    if answered(outline) or by_client(outline) or outline.has("in-reply-to", "references"):
        return False
    return bounce_subject(outline.get("subject")) or _evidence(outline.beginning) > 0


def machine_tells(outline: Outline) -> bool:
    """Whether a mail that a machine wrote for sure is about a failure: by its subject, a word, an address.

    Two words do without the address: a mailbox that refuses a mail writes in the name of its owner.
    Not with a word of waiting: a list hides people behind the headers of machines (P5)."""
    subject = bounce_subject(outline.get("subject")) and not answered(outline)
    if not subject or waits(plain(outline.beginning)):
        return False
    others = addresses(outline.get("from"), outline.get("to"), outline.get("reply-to"))
    evidence = _evidence(outline.beginning)
    return evidence > 1 or (evidence > 0 and bool(addresses(outline.beginning) - others))


def bounce_subject(subject: str, *, anywhere: bool = False) -> bool:
    """Whether a subject announces that a mail was not delivered; with a reply prefix only in brackets.

    With `anywhere` the words that otherwise have to begin it may stand in its middle."""
    folded = plain(subject).lstrip("*[({ !\"'")
    if is_prefix(folded.partition(":")[0]):
        return any(f"({phrase})" in folded for phrase in bounce_words.SUBJECT_ANYWHERE)
    tail = folded.partition("]")[2].strip() or folded
    heads = bounce_words.SUBJECT + bounce_words.LATE
    begins = folded.startswith(heads) or tail.startswith(heads)
    within = bounce_words.SUBJECT_ANYWHERE + (heads + bounce_words.DELAY if anywhere else ())
    return begins or has(folded, within)


def answered(outline: Outline) -> bool:
    """Whether the subject begins with a prefix that mail clients give answers and forwarded mail."""
    prefix, colon, _ = plain(outline.get("subject")).partition(":")
    return bool(colon) and is_prefix(prefix)


def by_client(outline: Outline) -> bool:
    """Whether a header names a mail client that people use; servers write X-Mailer too."""
    value = plain(outline.get("x-mailer") + " " + outline.get("user-agent"))
    if has(value, bounce_words.SERVERS):
        return False
    return outline.has("user-agent", "x-mimeole") or has(value, bounce_words.CLIENTS)


def _exchange(outline: Outline) -> bool:
    """Whether the only such header is Exchange's own, on people's mail and on what its server wrote."""
    named = outline.has("x-mailer", "user-agent")
    return not named and "exchange" in plain(outline.get("x-mimeole"))


def _evidence(text: str) -> int:
    """How many different words of mail servers stand in the text, quoted lines left out."""
    spoken = "\n".join(line for line in text.splitlines() if not line.startswith("> "))
    folded = plain(spoken)
    count = sum([phrase in folded for phrase in bounce_words.TEXT])
    return count + (REPLY.search(spoken) is not None) + (STATUS.search(folded) is not None)


def _has_fields(text: str) -> bool:
    """Whether a recipient and what became of it have a line each; a sentence names the fields, too."""
    return {"final-recipient"} < {name.lower() for name in _A_FIELD.findall(text[:50_000])}
