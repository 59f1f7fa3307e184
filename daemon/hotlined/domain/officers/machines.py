"""What machines write in the LEA's name: never a receipt (P8), and asked about where it may matter (P7).

That is: words of a hold, a message that waits somewhere else, and that nobody may have the report.
"""

from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context, Facts
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.matching import answered
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound, MailClass
from hotlined.domain.officers import lea
from hotlined.domain.officers.lea_told import shown_words
from hotlined.domain.officers.unread import CLOSED_PART, is_closed, is_page
from hotlined.domain.programs.elsewhere import message_elsewhere
from hotlined.domain.programs.intercepted import is_given_up, is_intercepted
from hotlined.domain.programs.new_key import tells_of_a_key
from hotlined.domain.programs.robots import CHALLENGES, FILE_LOST, REFUSED, asks_for_marks
from hotlined.domain.programs.voice import GUESSED
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.asking import ask
from hotlined.domain.steps.filing import behind_prefix, read_police_tags, subjects_words
from hotlined.domain.values.plain import plain

ROBOT_WAITS = "an automatic mail speaks of waiting"
ONLY_READS_SO = "it reads like an automatic answer, and nothing in its header says so"
GATED = "a gateway wants to be answered before it delivers the report, and the LEA may not have it"
NOTHING_TAKEN = "a ticket system says that it took nothing, and the LEA may not have the report"
FILE_NOT_TAKEN = "a ticket system says that it could not take an attachment, and the LEA may lack the report"
GIVEN_UP = "an automatic mail says that nobody is at the address any more, and the LEA may lack the report"
ELSEWHERE = "a message of the LEA waits behind a link or in a file, and nobody here has read it"
NEW_KEY = "an automatic mail tells of a key: compare its fingerprint by phone before it is used"
INTERCEPTED = (
    "an automatic mail says that ours was held back, changed or thrown away, and the LEA may lack the report"
)
# Reasons that ask for nothing once the LEA has confirmed the report.
OF_ARRIVAL: Final = frozenset({GATED, NOTHING_TAKEN, FILE_NOT_TAKEN, GIVEN_UP, INTERCEPTED})
WRITTEN: Final = (MailClass.AUTOMATIC, MailClass.ROBOT)  # of the machines, those whose words tell something
BY_LISTS = ("mailing list", "Precedence")  # marks that a list puts on what people write, too


def speaks_of_waiting(mail: Inbound, context: Context) -> bool:
    """Whether words of a hold stand in a mail: in an automatic one they could be a person's (P7)."""
    tags = read_police_tags(mail, context.site)
    # What is in front of "Re:" may be "Automatic reply: [HL-...] On hold".
    listed = mail.classified.why in BY_LISTS or behind_prefix(mail, context.site)
    subject = subjects_words(mail, context.site) if listed else ""
    return understand(mail, tags, context.site, context.now, subject=subject).hold


def robot(mail: Inbound, who: Who, case: Case, facts: Facts, context: Context) -> Effect:
    """An acknowledgement is noted; words of a hold pause, and so does that nobody may have the report."""
    why = doubt_of_robot(mail, context)
    none = mail.classified.why in (*CHALLENGES, REFUSED, FILE_LOST) or why in (ELSEWHERE, INTERCEPTED)
    none = none or asks_for_marks(plain(f"{mail.subject}\n{mail.new_text}"))
    effect = Effect() if none else lea.acknowledgement(case, who, mail, answered(case, mail, facts.match))
    if why is None and is_given_up(mail.certain_text):
        why = GIVEN_UP
    if why is None:
        effect += _of_key(context, case, who, mail)
    if why is not None and (why not in OF_ARRIVAL or case.unconfirmed()):
        text = mail.new_text.strip()
        effect += ask(
            context, case, who, why=why, mail=mail.digest, text=text, urls=facts.urls, by_machine=True
        )
    return effect


def brings_a_key(mail: Inbound) -> bool:
    """Whether what a machine wrote tells of a new key: somebody should hear of it."""
    types = {one.content_type for one in mail.attachments}
    return mail.classified.kind in WRITTEN and tells_of_a_key(f"{mail.subject}\n{mail.new_text}", types)


def _of_key(context: Context, case: Case, who: Who, mail: Inbound) -> Effect:
    """Shown to the analysts, once in a case: an absence notice may have it at its foot each time."""
    told = f"new-key:{who.id}"
    if told in case.alarms or not brings_a_key(mail):
        return Effect()
    letters = tuple(shown_words(context, case, who, mail.new_text, NEW_KEY))
    return Effect((AlarmRaised(what=told),), letters)


def doubt_of_robot(mail: Inbound, context: Context) -> str | None:
    """Why an automatic mail of the LEA pauses all the same (P7)."""
    if speaks_of_waiting(mail, context):
        return ROBOT_WAITS
    if mail.classified.why in CHALLENGES:
        return GATED
    if mail.classified.why == REFUSED:
        return NOTHING_TAKEN
    if mail.classified.why == FILE_LOST:
        return FILE_NOT_TAKEN
    if mail.classified.kind in WRITTEN:
        return _of_what_it_tells(mail)
    return None


def _of_what_it_tells(mail: Inbound) -> str | None:
    """Whether a person's words are in it that nobody can read, or it tells that ours were not delivered."""
    if any(map(is_closed, mail.attachments)):
        return CLOSED_PART
    if any(map(is_page, mail.attachments)) or message_elsewhere(mail.certain_text):
        return ELSEWHERE
    if is_intercepted(mail.certain_text):
        return INTERCEPTED
    return ONLY_READS_SO if mail.classified.why in GUESSED else None
