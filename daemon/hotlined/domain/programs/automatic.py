"""Did a program write this mail?  Automatic answers, list mail, challenges, ticket acknowledgements.

Headers first (RFC 3834, and what vendors put in its place), then the subject, then the voice of the
text.  Each rule errs towards HUMAN: a hold that a person wrote must not be filed in silence.  So a subject
with a reply prefix proves nothing, words of absence alone prove nothing, and `X-Auto-Response-Suppress`
proves nothing at all: Outlook puts it on what people write.
"""

import re
from typing import Final

from hotlined.domain.mail.message import MailClass
from hotlined.domain.mail.outline import Outline
from hotlined.domain.programs import robot_words as words
from hotlined.domain.programs.bounce_gate import answered, by_client, no_reply, program
from hotlined.domain.programs.client_forms import answers_invitation
from hotlined.domain.programs.personal import personal
from hotlined.domain.programs.phrases import has
from hotlined.domain.programs.robot_words import waits
from hotlined.domain.programs.robots import (
    acknowledges,
    challenge_reason,
    gives_number,
    has_ticket_mark,
    submitted,
    ticket_reason,
)
from hotlined.domain.programs.voice import (
    DESK,
    GUESSED,
    SELF,
    keeps_a_message,
    tells_of_absence,
    voice_reason,
)
from hotlined.domain.tagging.prefixes import is_prefix
from hotlined.domain.text.newtext import new_text
from hotlined.domain.text.waiting import asks_to_wait
from hotlined.domain.values.plain import plain, rows

MAX_HOPS: Final = 50  # Received fields; Postfix bounces a mail at so many (hopcount_limit)
LOOP_HEADER: Final = "x-hotlined-loop"  # on every mail that a hotlined writes
BY_HOTLINED: Final = "written by a hotlined"
BY_LIST: Final = "mailing list"

# Names of headers that programs write which answer for a person.
_ROBOT_ANSWER: Final = re.compile(
    r"x-(?:[\w-]{0,30}-)?(?:auto-?(?:repl|respon|generated|answer|notif)|vacation|away$|out-of-office)"
)
_SUPPRESS: Final = "x-auto-response-suppress"  # Outlook's, on people's mail too
_LIST: Final = (
    "list-id", "list-post", "list-unsubscribe", "x-mailman-version", "x-beenthere", "mailing-list",
)  # fmt: skip
_TAG: Final = re.compile(r"[\[({<*\s!-]{0,6}")
_AFTER_PHRASE: Final = (":", "]", ")", "-", ";", "!", "}", ">", "*", "|", "[", "(", '"', ",", ".", "/")
_GATEWAY: Final = re.compile(r"(?:\[[^\]\n]{1,24}\]\s?){1,3}")
_LABEL: Final = re.compile(r"[*\-_=>#( \"'\[~]{0,20}(?:[^\W\d_]{2,14} ?: ?)?")  # "** Note: ..."
# "I am ..." before a word of absence, and "until" behind it.
_I_AM: Final = re.compile(
    r"(?:(?:i am|i'm|ich bin|bin|je suis|ik ben|jag ar|jeg er|sono|estoy|estou|jestem|jsem|som|sem|sam|sunt"
    r"|esu|esmu|olen|ειμαι|az) )?"
)
_UNTIL: Final = rows(
    "until | till | from | re: | bis | ab | vom | jusqu | du | tot | van | hasta | fino | dal | até | do",
    "od | t/m",
    "til | fra | till | från | asti | kuni | līdz | iki | până | до | έως | van",
)
_AWAY: Final = tuple(sorted({*words.ABSENCE_SUBJECT, *words.ABSENCE}, key=len, reverse=True))
_LINK: Final = r"s?[ .-]{0,2}"
_ADJECTIVE, _ABSENCE, _ANSWER = (
    "(?:" + "|".join(map(re.escape, each)) + ")" for each in (words.AUTOMATIC, words.AUTO, words.ANSWER)
)
_AUTO_SUBJECT: Final = re.compile(
    rf"(?:(?:(?:{_ADJECTIVE}\w{{0,10}}|{_ABSENCE}){_LINK}){{1,2}}{_ANSWER}\w{{0,12}}"
    rf"|{_ANSWER}\w{{0,12}} (?:{_ABSENCE} )?(?:{_ADJECTIVE}\w{{0,10}}|{_ABSENCE})(?: {_ABSENCE})?)"
)
# RFC 5322 section 3.3: the last two digits of a zone are minutes, 00 to 59.
_IMPOSSIBLE_ZONE: Final = re.compile(r"[+-]\d\d[6-9]\d(?:\s|$)")
_FROM_BARE_IP: Final = re.compile(
    r"from (\d{1,3}(?:\.\d{1,3}){3}) \([^)]{0,200}\[(\d{1,3}(?:\.\d{1,3}){3})\]"
)
_BY: Final = re.compile(r"\bby ([\w.-]{3,250})")
_NOT_YET: Final = re.compile(r"\b(?:noch nicht|not yet|nog niet)\b")  # "has not been read yet"
# What absence notices say that sounds like waiting.
_NO_WAIT: Final = re.compile(
    r"\b(?:attending|will attend|holder (?:ferie|fri)|delays? in (?:my|our)|(?:can't|can ?not) wait"
    r"|wachtdienst"
    # "Until then I can send nothing"; "please send nothing confidential".
    r"|(?:kann|werde|kan|(?<!you )can|voi) (?:(?!bitte|graag|please)\w{1,20} ){0,4}?"
    r"(?:nichts|niets|nothing|inget|intet|ingenting|mitään)\b ?\w*"
    r"|(?:send nothing|skicka inget|send intet|envoyez rien de|rien envoyer de) "
    r"(?:sensitive|confidential|urgent|personal|känsligt|viktigt|følsomt|fortroligt|confidentiel|sensible"
    r"|important))\b",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(r"\((\w{1,3})\)")  # "Absent(e) du bureau"


def program_reason(outline: Outline) -> tuple[MailClass, str] | None:
    """AUTOMATIC or ROBOT with the rule's name when a program wrote this mail; None for a person's.

    Not for notifications about delivery, which come first (threats G3)."""
    fresh = new_text(outline.beginning).certain
    text = plain(fresh)
    subject = plain(outline.get("subject"))
    challenge = challenge_reason(outline)
    if challenge:
        return MailClass.ROBOT, challenge
    if "text/calendar" in outline.types and answers_invitation(outline.beginning):
        return MailClass.AUTOMATIC, "answer to an invitation"
    away = _away_subject(outline, subject, fresh, text) or (
        "Auto-Submitted, words of absence" if submitted(outline) and speaks_of_absence(text) else None
    )
    absent = away and speaks_of_absence(text)
    ticket = None if absent else ticket_reason(outline, subject=subject, text=text, waiting=waits(text))
    if ticket:
        return MailClass.ROBOT, ticket
    reason = _header_reason(outline, text) or away or _voice_reason(outline, fresh, text)
    if reason == DESK and gives_number(text):
        return MailClass.ROBOT, reason
    return (MailClass.AUTOMATIC, reason) if reason else None


def speaks_of_absence(text: str) -> bool:
    """Whether somebody says in this (folded) text that he is away: on its own no proof of a machine."""
    return has(text, words.ABSENCE)


def _passed_on(outline: Outline, text: str) -> bool:
    """Whether a person's answer came by a discussion list or a gateway, which add headers of bulk mail.

    It stands in a thread, and a mail client or a reply prefix is left; absence notices have the first too,
    so words of a machine decide against it."""
    if not outline.has("in-reply-to", "references") or speaks_of_absence(text):
        return False
    _, bracket, rest = plain(outline.get("subject")).partition("]")
    prefix, colon, _ = (rest if bracket else "").partition(":")
    prefixed = answered(outline) or (bool(colon) and is_prefix(prefix))
    discussed = outline.has("list-post", "x-beenthere") and prefixed
    return (by_client(outline) or discussed) and voice_reason(outline.beginning) is None


def _header_reason(outline: Outline, text: str) -> str | None:
    if outline.has(LOOP_HEADER):
        return BY_HOTLINED
    if submitted(outline):
        return "Auto-Submitted"
    if len(outline.every("received")) > MAX_HOPS:
        return "too many hops"
    if any(_says_auto(name, value) for name, value in outline.headers):
        return "auto-reply header"
    precedence = plain(outline.get("precedence"))
    if precedence in ("auto_reply", "auto-reply"):
        return "Precedence"
    if not _passed_on(outline, text):
        if outline.has(*_LIST):
            return BY_LIST
        if precedence in ("bulk", "junk", "list") and not has_ticket_mark(outline):
            return "Precedence"
    if outline.get("return-path").strip() == "<>":
        return "null return path"
    if outline.has("x-ricevuta"):
        return "receipt of certified mail"
    if outline.has("x-ms-exchange-generated-message-source", "x-ms-exchange-calendar-series-instance-id"):
        source = plain(outline.get("x-ms-exchange-generated-message-source"))
        # A rule that forwards leaves the same field on what a person wrote (P5).
        agent = ("mailbox rules" in source or "agent" in source) and not waits(text)
        return "generated by Exchange" if agent else None
    return None


def _says_auto(name: str, value: str) -> bool:
    hit = name != _SUPPRESS and _ROBOT_ANSWER.match(name) is not None
    return hit and plain(value) not in ("no", "false", "0", "none")


def _away_subject(outline: Outline, subject: str, fresh: str, text: str) -> str | None:
    """Why a subject is an absence notice's; the words may follow a gateway's mark, never a reply prefix.

    `fresh` is the new text, `text` the same folded.  Below a subject that people write too the text
    may have nothing of a person who has dealt with our mail."""
    gateway = _GATEWAY.match(subject)
    rest = subject[gateway.end() :] if gateway else subject
    for candidate in dict.fromkeys((subject, rest)):
        bare = _TAG.sub("", candidate, count=1)
        named = _AUTO_SUBJECT.match(bare)
        if named and by_client(outline) and waits(text) and not speaks_of_absence(text):
            return None  # a person has taken the thread up, and left the subject
        if named and _marked(bare[named.end() :]):
            return "subject of an automatic reply"
        if named and (_voiced(text) or speaks_of_absence(text)) and not personal(fresh):
            return "subject and words of an automatic reply"
        # RFC 5230 section 4.5: Sieve's own subject, where a mail client would have written "Re:".
        auto = bare.startswith("auto:")
        if auto and outline.has("in-reply-to", "references"):
            return "subject of Sieve's vacation"
        weak = auto or _speaks_of_leaving(_BRACKETED.sub(r"\1", bare))
        if not weak or waits(text) or _may_wait(fresh) or personal(fresh):
            continue
        if speaks_of_absence(text) or tells_of_absence(fresh) or (auto and speaks_of_absence(bare)):
            return "subject and words of absence"
    return None


def _may_wait(fresh: str) -> bool:
    """Whether a line may ask to wait, in any language: a guess by words alone is not made beside it."""
    return any(asks_to_wait(line) for line in _NO_WAIT.sub(" ", fresh).splitlines())


def _marked(rest: str) -> bool:
    """Whether what follows the words of a machine in a subject is nothing, or a mark and our subject."""
    return not rest.strip() or rest.lstrip().startswith(_AFTER_PHRASE)


def _speaks_of_leaving(bare: str) -> bool:
    """Whether a subject is "I am away", "away until ...", "away from the office: ..."."""
    said = _I_AM.sub("", bare, count=1)
    phrase = next((each for each in _AWAY if said.startswith(each)), None)
    rest = said[len(phrase) :] if phrase else ""
    marked = _marked(rest) or rest.lstrip().startswith(_UNTIL) or ":" in rest[:30]
    return phrase is not None and marked


def _voiced(text: str) -> bool:
    return has(text, words.SELF_SAID) or acknowledges(text)


def _voice_reason(outline: Outline, fresh: str, text: str) -> str | None:
    """What the text says of itself, or says in a mail that no mail client can have made."""
    if keeps_a_message(fresh):
        return None
    voice = None if by_client(outline) else voice_reason(fresh)
    if waits(_NOT_YET.sub(" ", text) if voice == SELF else text):
        return None
    if voice in GUESSED and _may_wait(fresh):
        voice = None
    if no_reply(outline):
        return "no-reply sender"
    if program(outline) and not by_client(outline):
        return "sent in a program's name"
    lines = [_LABEL.sub("", plain(line), count=1) for line in fresh.splitlines() if line.strip()]
    if any(line.startswith(words.SELF_SAID) for line in lines):
        return "says that it is automatic"
    if voice:
        return voice
    if _written_by_no_client(outline):
        return "headers that no mail client writes"
    bare = not outline.has("mime-version", "message-id", "date", "user-agent", "x-mailer")
    if bare and (speaks_of_absence(text) or acknowledges(text)):
        return "made by no mail client, words of a machine"
    rule = outline.has("x-ms-exchange-inbox-rules-loop")
    if rule and (speaks_of_absence(text) or acknowledges(text)):
        return "Exchange inbox rule, words of a machine"
    return None


def _written_by_no_client(outline: Outline) -> bool:
    """Whether two marks of bulk software meet that no mail client leaves: see the reasons beside them.

    One alone happens to people, and an answer to our mail is never bulk."""
    arrived = outline.get("received")
    helo, by = _FROM_BARE_IP.match(arrived), _BY.search(arrived)
    stamped = outline.get("message-id").rpartition("@")[2].strip("<> ").lower()
    marks = (
        _IMPOSSIBLE_ZONE.search(outline.get("date")) is not None,
        by is not None and stamped == by.group(1).lower(),  # had none: our server gave it one
        helo is not None and helo.group(1) != helo.group(2),  # HELO with somebody else's address
    )
    return sum(marks) > 1 and not outline.has("in-reply-to", "references")
