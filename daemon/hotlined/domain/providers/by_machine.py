"""What comes from a provider in a machine's mail: has a person to read it all the same?

Ticket systems put the marks of automatic mail on what their agents write, too: "we have removed it" from a
help desk looks like its acknowledgement.  And a machine's own words may say that nobody reads the notice: the
address is given up, only a form counts, the mail is held back until somebody clicks.  So kept silent are bare
acknowledgements and absence, and nothing else.  Nothing here is for the LEA's mails, where a machine's word
is never a person's (P8).
"""

import re
from enum import Enum
from typing import Final

from hotlined.domain.mail.message import Inbound, MailClass
from hotlined.domain.mail.outline import SEARCHED
from hotlined.domain.programs.automatic import speaks_of_absence
from hotlined.domain.programs.bounce_text import ADDRESS
from hotlined.domain.programs.phrases import begins, has
from hotlined.domain.programs.robots import (
    CHALLENGES,
    FILE_LOST,
    HEADERS_ALONE,
    REFUSED,
    acknowledges,
)
from hotlined.domain.programs.ticket_words import AROUND
from hotlined.domain.programs.voice import unknown
from hotlined.domain.programs.voice_marks import Mark, marks_in
from hotlined.domain.providers.done_words import DONE, any_of
from hotlined.domain.values.plain import plain, rows

# What a mail that acknowledges, or tells of absence, may say besides: of the content, or of our request.
_SETTLED: Final = rows(
    "not-ours | suspended | disabled | terminated | resolved | solved | closed | rejected | declined",
    "gesperrt | deaktiviert | gelöst | geschlossen | abgelehnt | suspendu | désactivé | résolu | clôturé",
    "refusé | suspendido | suspendida | dado de baja | dada de baja | resuelto | cerrado | rechazado",
    "sospeso | risolto | chiuso | respinto | suspenso | resolvido | fechado | rejeitado | opgeschort",
    "opgelost | gesloten | afgewezen | zawieszone | rozwiązane | zamknięte | odrzucone | avstängd | löst",
    "avslutat | avslaget | peatatud | lahendatud | suletud | sustabdyta | išspręsta | uždaryta | ανεστάλη",
    "επιλύθηκε | έκλεισε | απορρίφθηκε",
)
_TOLD: Final = re.compile(rf"(?<!\w)(?:{any_of((*DONE, *_SETTLED))})(?!\w)")
_NOBODY_READS: Final = frozenset({Mark.UNREAD, Mark.GONE})
_AROUND: Final = begins(*AROUND)
# What is the ticket, "[desk #47]", and not a remark in brackets: "(it stays, see policy #4)".
_TICKET: Final = re.compile(r"[\[(](?:[\w.@-]+[ :]{0,2}){0,3}#[\w.-]{1,40}[\])]")
# "We got your request, but we act on an order of a court only": what follows is a sentence of its own.
_BUT: Final = re.compile(
    r"[,;] (?:but|however|yet|aber|jedoch|mais|cependant|pero|ma|però|maar|echter|ale|jednak|men|aga|kuid"
    r"|bet|tačiau|mas|porém|mutta|αλλά|όμως) ",
    re.IGNORECASE,
)
# Whole sentences (`phrases.bare`) of Request Tracker, Jira, Kayako and other desks.  What goes on is a
# person's, or tells of more: "we got your request and need the password".
_NO_MORE: Final = re.compile(
    r" (?:(?:powered by jira service management )?(?:sent|created|opened|received) on (?:[^\W\d_]+ )?"
    r"\d+(?:st|nd|rd|th)? (?:[^\W\d_]+ )?(?:at )?(?:\d+ )*(?:[ap]m )?(?:[a-z]{2,5} )?"
    r"|(?:this message )?(?:has been |was )?automatically generated in response to the creation of a "
    r"(?:trouble )?ticket regarding (?:.{1,200} )?"
    r"|a summary of which appears below |this is shared with (?:\w+ ){1,3}"
    r"|(?:please )?include the string "
    r"|in the subject line of all future correspondence (?:about this issue )?"
    r"|(?:just confirming that )?we got your request |we re on it "
    r"|this is an automated response confirming the receipt of your (?:ticket|request|message|e ?mail) "
    r"|(?:for your records )?(?:the )?details of (?:the|your) ticket (?:are|is) (?:\w+ )?below "
    r"|(?:nous avons bien reçu votre|hemos recibido su) (?:\w+ ){1,3}|bedankt voor uw bericht )"
)


class ForPeople(Enum):
    """What a mail of a provider's machine is for the analysts."""

    NOTHING = "nothing"  # that ours came, or that somebody is away
    TO_READ = "to read"  # that nobody there reads ours, or something besides: it puts no reminder off
    ANSWER = "answer"  # what the provider says


def for_people(mail: Inbound) -> ForPeople:
    """Whether analysts get the words of a provider's machine, and whether they are an answer."""
    text, kind, why = mail.certain_text[:SEARCHED], mail.classified.kind, mail.classified.why
    if kind is MailClass.MDN or not any(map(str.isalpha, text)):
        return ForPeople.NOTHING
    folded = plain(text)
    if why in (*CHALLENGES, REFUSED, FILE_LOST) or marks_in(text) & _NOBODY_READS:
        return ForPeople.TO_READ
    if _TOLD.search(folded):
        return ForPeople.ANSWER
    if speaks_of_absence(folded):
        return ForPeople.NOTHING
    told = unknown(_BUT.sub("\n\n", ADDRESS.sub(" ", _TICKET.sub(" ", text))))
    left = any(not (_NO_MORE.fullmatch(one) or has(one, _AROUND)) for one in told)
    if acknowledges(folded) or (kind is MailClass.ROBOT and why not in HEADERS_ALONE):
        return ForPeople.TO_READ if left else ForPeople.NOTHING
    return ForPeople.ANSWER if left else ForPeople.NOTHING
