"""Robots that want something or give a number: gates against spam, and ticket systems (threats G5).

Agents write through ticket systems too, with the same headers; so a mark counts only beside a machine's
voice, and what an agent wrote stays a person's.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from hotlined.domain.mail.outline import SEARCHED, Outline
from hotlined.domain.programs import lost_files, ticket_words
from hotlined.domain.programs import robot_words as words
from hotlined.domain.programs.bounce_gate import answered, by_client, no_reply
from hotlined.domain.programs.phrases import has
from hotlined.domain.programs.refusals import denied, took_nothing
from hotlined.domain.text.quote_words import ABOVE
from hotlined.domain.values.plain import plain, rows

BY_HEADER: Final = "challenge header"
BY_WORDS: Final = "words of a challenge"
MARKED: Final = "ticket mark, Auto-Submitted"
SAYS_SO: Final = "ticket system says it is automatic"
REFUSED: Final = "ticket system says that it took nothing"
FILE_LOST: Final = "ticket system says that it could not take an attachment"
HEADERS_ALONE: Final = frozenset({MARKED, SAYS_SO})  # some put them on what their agents write, too
CHALLENGES: Final = frozenset({BY_HEADER, BY_WORDS})  # whoever sends it has not let our mail through yet
TOP: Final = 200  # of them, in which a ticket system's line stands above its own mail

_CHALLENGE: Final = (
    "x-boxbe", "x-bluebottle", "x-trusted-delivery", "x-tmda", "x-challenge", "x-spamarrest",
    "x-choicemail", "x-mailinblack", "x-qurb", "x-asksender", "x-verify-sender", "x-sender-verification",
    "x-boxtrapper",
)  # fmt: skip
_TICKET: Final = (
    "x-otrs", "x-znuny", "x-kix", "x-rt-", "rt-ticket", "rt-originator", "x-zammad", "x-zendesk",
    "x-freshdesk", "x-osticket", "x-jira", "x-helpscout", "x-glpi", "x-kayako", "x-ticket",
    "x-redmine", "x-mantis", "x-itop",
    "x-servicenow", "x-freescout", "x-whmcs", "x-deskpro", "x-case-id", "x-abuse-ticket",
    "x-gitlab-", "x-github-", "x-helpdesk", "x-roundup-", "x-sugarcrm", "x-sfdc-",
)  # fmt: skip
_SYSTEMS: Final = ("otrs", "znuny", "zammad", "osticket", "freescout", "request tracker", "jira", "kayako")
_ABOVE: Final = re.compile(r"^\W{0,8}##-.{5,80}-##\s*$", re.MULTILINE)  # Zendesk: "reply above this line"
_MARK: Final = (
    r"[\[(][^\])\n]{0,40}(?:#|\bid\b|\bnr\.?|\bno\.?)\s?:?\s?[\w./-]{2,40}[^\])\n]{0,20}[\])]"
    r"|\b(?:inc|req|ritm|cs)\d{5,12}\b|##\s?\w{2,20}\s?##|\bref:_?[\w.]{5,40}:ref\b"
)
_NOUNS: Final = "|".join(re.escape(noun) for noun in ticket_words.TICKET_NOUNS)
_SAYS: Final = "|".join(re.escape(word) for word in ticket_words.NUMBER)
_NAMED: Final = "|".join(re.escape(word) for word in ticket_words.NUMBER if len(word) > 4)
_UNDER: Final = r"(?:\W{1,3}(?:con|unter|sous|com o|pod|under)\b)?"
_IS: Final = r"(?:\s(?:is|lautet|est|es|je|jest|er|är|on|ir|yra))?"
_DIGITS: Final = r"(?:\w{0,4}[ -]?\d{3,20}|[a-z]{2,10}-\d{1,8}\b)"
_TICKET_ID: Final = re.compile(
    rf"{_MARK}|\b(?:{_NOUNS})\w{{0,12}}{_UNDER}(?:\W{{1,3}}(?:{_SAYS})\b)?{_IS}\W{{0,4}}{_DIGITS}"
    rf"|\b(?:{_NAMED})\W{{0,4}}#?\d{{4,20}}"
    rf"|\b(?:{_NOUNS})(?:\w{{0,12}}\W{{1,3}})?(?:id|{_NAMED})\W{{1,4}}\d{{1,2}}\b"  # of a small desk
)
_NUMBER: Final = re.compile(r"[\[(]?#?\d{3,20}[\])]?")
_LONG: Final = re.compile(r"\d{4,20}")
_OUR_REFERENCE: Final = re.compile(r"\b[a-z]{1,8}-\d{4}-\d{6}-[0-9a-z]\b")
# By language the words in "your request was received": whose, what, and what was done with it.
_Row = tuple[tuple[str, ...], ...]
_ROWS: Final = tuple(tuple(map(rows, row.split(";"))) for row in ticket_words.ACKNOWLEDGED_ROWS)


def _pattern(row: _Row) -> str:
    """Whose and what, and what was done with it, near each other in either order."""
    yours, nouns, verbs = ("|".join(map(re.escape, part)) for part in row)
    noun = rf"\b(?:{yours}) (?:[\w-]{{1,20}} ){{0,2}}(?:{nouns})"
    return rf"{noun}.{{0,60}}?(?:{verbs})|(?:{verbs}).{{0,8}}{noun}"


@lru_cache(maxsize=64)
def _any_of(some: tuple[_Row, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, some)))


def _acknowledgements(bare: str) -> Iterator[re.Match[str]]:
    """Each place that says so, by the rows that can: to try all of them took half the time of a mail."""
    some = tuple([row for row in _ROWS if has(bare, row[0]) and has(bare, row[1]) and has(bare, row[2])])
    return _any_of(some).finditer(bare) if some else iter(())


def submitted(outline: Outline) -> bool:
    """Whether Auto-Submitted says that a machine sends (RFC 3834 section 5)."""
    value = plain(outline.get("auto-submitted")).partition(";")[0].partition("(")[0].strip()
    return value not in ("", "no")


def acknowledges(text: str) -> bool:
    """Whether this (folded) text says that a mail arrived or became a ticket; people say so too."""
    return _acknowledged(text)[0]


def refuses(text: str) -> bool:
    """Whether this (folded) text says that a mail did not arrive, or became no ticket."""
    taken, denied_of_ours = _acknowledged(text)
    return denied_of_ours or took_nothing(text[:SEARCHED], taken=taken)


@lru_cache(maxsize=4)  # a mail's text is asked about three times, and its subject
def _acknowledged(text: str) -> tuple[bool, bool]:
    """Whether it says so anywhere; and whether it says anywhere that it is not so."""
    bare = " ".join(_NUMBER.sub("", text[:SEARCHED]).split())
    said = [denied(bare, one.start(), one.end()) for one in _acknowledgements(bare)]
    return has(bare, ticket_words.ACKNOWLEDGED) or False in said, True in said


def asks_for_marks(text: str) -> bool:
    """Whether this (folded) text is a ticket system's survey, or has one below: how satisfied are we?"""
    return has(text[:SEARCHED], ticket_words.SURVEY)


def challenge_reason(outline: Outline) -> str | None:
    """Why this wants us to prove that we are people; None when it does not."""
    if outline.has(*_CHALLENGE):
        return BY_HEADER
    text = plain(outline.beginning)
    if not has(text, words.CLICK):
        return None
    lists = (words.HELD, words.PROOF, words.GATE, words.MY_MAIL)
    held, proof, gate, mine = (has(text, each) for each in lists)
    machine = (
        submitted(outline) or outline.report_type or no_reply(outline) or outline.get("return-path") == "<>"
    )
    if machine and (held or proof or gate):
        return BY_WORDS
    held = held or has(text, words.UNDELIVERED)
    return BY_WORDS if held and mine and (proof or gate) and len(text) < 4_000 else None


def has_ticket_mark(outline: Outline) -> bool:
    """Whether a header is a ticket system's, or what it calls itself in X-Mailer and its like."""
    names = plain(f"{outline.get('x-mailer')} {outline.get('x-powered-by')} {outline.get('user-agent')}")
    return outline.has(*_TICKET) or has(names, _SYSTEMS) or bool(_ABOVE.search(outline.text[:2_000]))


def gives_number(text: str) -> bool:
    """Whether a ticket's number stands near the top of this (folded) text."""
    return _TICKET_ID.search(_OUR_REFERENCE.sub("", text[:2_000])) is not None


def ticket_reason(outline: Outline, *, subject: str, text: str, waiting: bool) -> str | None:
    """Why this is a ticket system's own acknowledgement, and not what a person wrote through one.

    `subject` and `text` (the new text) are folded; with a word of waiting only headers decide."""
    rest, lost = lost_files.without(text)
    spoken = refuses(text) or refuses(subject)
    reason = _ticket_reason(outline, subject, text, waiting=waiting, refused=spoken)
    if reason is None or not (spoken or lost):
        return reason
    return REFUSED if not lost or refuses(rest) or refuses(subject) else FILE_LOST


def _ticket_reason(outline: Outline, subject: str, text: str, *, waiting: bool, refused: bool) -> str | None:
    marked = has_ticket_mark(outline) or has(text[:TOP], ABOVE)
    bare_subject = _OUR_REFERENCE.sub("", subject)
    numbered = _TICKET_ID.search(bare_subject) is not None
    if (marked or numbered) and (submitted(outline) or plain(outline.get("x-otrs-loop")) == "yes"):
        return MARKED
    if any("auto" in plain(v) for n, v in outline.headers if n.startswith(_TICKET) and n.endswith(_EVENT)):
        return SAYS_SO
    if waiting:
        return None
    acknowledged = refused or acknowledges(text) or acknowledges(subject)
    if marked and acknowledged:
        return "ticket mark, words of an acknowledgement"
    thanked = acknowledged or has(text, ticket_words.THANKS)
    if no_reply(outline) and thanked:
        return "no-reply sender, words of an acknowledgement"
    answer = answered(outline) or outline.has("in-reply-to", "references")
    in_text = gives_number(text)
    repeated = numbered and any(number in text for number in _LONG.findall(bare_subject)[:5])
    number = (numbered and acknowledged) or (in_text and thanked and not answer) or (repeated and thanked)
    given = has(text, ticket_words.GIVEN) or (repeated and acknowledged and not answer)
    return "a ticket number is given" if number and given and not by_client(outline) else None


_EVENT: Final = ("event", "type", "template", "notification")
