"""Customs of Exchange Online and Gmail that no standard tells: folders, refusals, how a mail is destroyed.

Exchange Online marks no folder (RFC 6154) and names those that it makes itself in the mailbox's language, as
Outlook does, also on other servers, where its own filter moves mails.  So folders are known by
these names too, whatever the server marks; one too many costs a look.
A mail that it cannot write as MIME, such as a broken appointment, it replaces by a sentence of its own.
Gmail's folders are labels: to expunge a mail is to take a label off, and it stays in All Mail.
"""

import imaplib
import re
from collections.abc import Sequence
from typing import Any, Final

from hotlined.app.ports import Permanent, Temporary

_JUNK: Final = (
    "junk | junk email | junk e-mail | junk mail | spam | bulk mail | junk-e-mail | courrier indésirable"
    " | pourriel | ongewenste e-mail | correo no deseado | correo electrónico no deseado | posta indesiderata"
    " | correio eletrónico não solicitado | lixo eletrónico | lixo eletrônico | skräppost"
    " | uønsket mail | uønsket e-mail | uønsket e-post | søppelpost | ruslpóstur | roskaposti"
    " | wiadomości-śmieci | nevyžádaná pošta | nevyžiadaná pošta | levélszemét | ανεπιθύμητη αλληλογραφία"
    " | rämpspost | nepageidaujamas el. paštas | pašto šiukšlės"
    " | mēstules | surogātpasts | neželena e-pošta | neželena pošta | neželjena pošta | neželjena e-pošta"
    " | bezvrijedna pošta | bezvrijedna e-pošta | mesaje nedorite | e-mail nedorit | poștă nedorită"
    " | poştă nedorită | нежелана поща | нежелана електронна поща"
)
_SENT: Final = (
    "sent items | sent mail | sent messages | sent | gesendete elemente | gesendete objekte | gesendet"
    " | éléments envoyés | messages envoyés | verzonden items | elementos enviados | posta inviata"
    " | itens enviados | skickat | skickade objekt | sendt post | sendte elementer | sendt | lähetetyt"
    " | elementy wysłane | wysłane | odeslaná pošta | odoslaná pošta | odeslané | elküldött elemek"
    " | απεσταλμένα | απεσταλμένα στοιχεία | saadetud üksused | saadetud kirjad | saadetud"
    " | išsiųsti elementai | išsiųsti laiškai | išsiųsta | nosūtītie vienumi | nosūtītie | poslano"
    " | poslane stavke | poslani elementi | elemente trimise | mesaje trimise | изпратени"
    " | изпратени елементи"
)
NAMES: Final = {
    b"\\junk": frozenset(_JUNK.split(" | ")),
    b"\\sent": frozenset(_SENT.split(" | ")),
}
# Said by words and not by a code of RFC 5530: Gmail's limit of connections, and Exchange's of work.
_CROWDED: Final = re.compile(r"too many simultaneous connections|is throttled", re.IGNORECASE)
# What Exchange says in place of a mail that it cannot write as one; what came by SMTP has a trace of its way.
_INSTEAD: Final = re.compile(rb"^Subject:\s*Retrieval using the IMAP4\s+protocol\s+failed\b", re.I | re.M)
_TRACE: Final = re.compile(rb"^(?:Received|Return-Path):", re.I | re.M)
_OPENS_NONE: Final = "User is authenticated but not connected"


def is_crowded(error: Exception) -> bool:
    """Whether a refused login says "not now", in words."""
    return _CROWDED.search(str(error)) is not None


def opens_none(error: Exception) -> bool:
    """Whether Exchange took the login, but not for this mailbox; it says so at the commands after it."""
    return _OPENS_NONE in str(error)


def is_withheld(raw: bytes) -> bool:
    """Whether these bytes only say that the server cannot give the mail."""
    head = raw.partition(b"\r\n\r\n")[0]
    return _INSTEAD.search(head) is not None and _TRACE.search(head) is None


def has_labels(client: Any) -> bool:
    """Whether folders are labels, as at Gmail."""
    return bool(client.has_capability("X-GM-EXT-1"))


def into_trash(client: Any, uids: Sequence[int], trash: str) -> None:
    """Destroy messages of the selected folder at Gmail: only out of the Trash they leave All Mail.

    Stopped in between, they lie in the Trash.  Leaves the Trash selected.
    """
    said = client._imap.untagged_responses
    said.pop("COPYUID", None)
    client.move(uids, trash)
    moved = [told for told in said.pop("COPYUID", []) if told]
    if not moved:
        return  # all of them were gone already
    validity = client.select_folder(trash).get(b"UIDVALIDITY")
    for told in moved:
        there = told.split()[2].decode("ascii")
        if told.split()[0] != str(validity).encode():
            raise Temporary("the Trash was replaced (UIDVALIDITY)")
        client.add_flags(there, [b"\\Deleted"], silent=True)
        client.uid_expunge(there)


def trash_of(marked: Sequence[str]) -> str:
    """Gmail's Trash; raises Permanent where IMAP does not show it."""
    if not marked:
        raise Permanent(
            "Gmail shows no Trash by IMAP, and a mail is destroyed there only: in the settings of the"
            " mailbox, under Labels, let the Trash (Bin) show in IMAP"
        )
    return marked[0]


def refusal(name: str, error: imaplib.IMAP4.error, code: str) -> Temporary:
    """What a refused command comes to."""
    if opens_none(error):
        return Temporary(
            f"{name}: the server took the login and opens no mailbox for it: at Exchange Online, give the"
            " application access to this mailbox (New-ServicePrincipal, Add-MailboxPermission), or wait"
            " if it had it before"
        )
    if code == "OVERQUOTA":  # RFC 5530 section 3
        return Temporary(f"{name}: the mailbox is full (OVERQUOTA), and nothing can be filed: make space")
    return Temporary(f"{name}: the server refused a command {code}".rstrip())
