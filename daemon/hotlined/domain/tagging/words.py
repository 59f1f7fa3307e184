"""The words of subject tags and what each means: the one table that [HELP] and the docs are made from."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hotlined.domain.mail.message import Party
from hotlined.domain.tagging.arguments import Grammar
from hotlined.domain.values.plain import visible


class Word(StrEnum):
    """Every word that may stand in a tag."""

    ILLEGAL = "ILLEGAL"
    UNSURE = "UNSURE"
    NOT_ILLEGAL = "NOT-ILLEGAL"
    URGENT = "URGENT"
    HOST = "HOST"
    ICCAM = "ICCAM"
    LEA = "LEA"
    NTD = "NTD"
    HOLD = "HOLD"
    RELEASE = "RELEASE"
    RECEIVED = "RECEIVED"
    REMOVED = "REMOVED"
    ONLINE = "ONLINE"
    UPDATE = "UPDATE"
    PROVIDER = "PROVIDER"
    NOTE = "NOTE"
    RESEND = "RESEND"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"
    CONFIRM = "CONFIRM"
    HELP = "HELP"
    FORM = "FORM"
    STATUS = "STATUS"
    LIST = "LIST"
    STATS = "STATS"
    MEETING = "MEETING"
    INTRODUCE = "INTRODUCE"
    NTD_SENT = "NTD-SENT"
    FEEDBACK = "FEEDBACK"
    NOT_OURS = "NOT-OURS"
    QUESTION = "QUESTION"


ASSESSMENTS: Final = (Word.ILLEGAL, Word.UNSURE, Word.NOT_ILLEGAL)


class Occasion(StrEnum):
    """In which mails a word may stand."""

    NEW = "new case"
    CASE = "on a case"
    ASKING = "asking"


class Argument(StrEnum):
    """Whether a word takes an argument."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Who may say a word, where, with which argument, and what happens then."""

    who: frozenset[Party]
    occasions: frozenset[Occasion]
    sentence: str  # what it does, for [HELP]
    argument: Argument = Argument.NONE
    grammar: Grammar | None = None
    example: str = ""  # an argument
    repeatable: bool = False  # several of them, with different arguments, make sense in one mail


_JOINTS: Final = re.compile(r"[\s_\u2010-\u2015\u2212\ufe63\uff0d-]+")
_STAFF: Final = frozenset({Party.ANALYST})
_POLICE: Final = frozenset({Party.LEA})
_HOST: Final = frozenset({Party.PROVIDER})
_NEW: Final = frozenset({Occasion.NEW})
_CASE: Final = frozenset({Occasion.CASE})
_ASKING: Final = frozenset({Occasion.ASKING})
_MAY, _MUST = Argument.OPTIONAL, Argument.REQUIRED

MEANINGS: Final[Mapping[Word, Meaning]] = {
    Word.ILLEGAL: Meaning(_STAFF, _NEW, "Opens a case: the content is illegal."),
    Word.UNSURE: Meaning(_STAFF, _NEW, "Opens a case: the content may be illegal, the LEA shall judge."),
    Word.NOT_ILLEGAL: Meaning(_STAFF, _NEW, "Registers the report as not illegal."),
    Word.URGENT: Meaning(
        _STAFF,
        _NEW | _CASE,
        "Marks the report urgent: first in line, contact person told, you are asked to phone.",
        _MUST,
        Grammar.TEXT,
        "reason",
    ),
    Word.HOST: Meaning(
        _STAFF, _NEW, "Says in which country the content is hosted.", _MUST, Grammar.COUNTRY, "EE"
    ),
    Word.ICCAM: Meaning(
        _STAFF, _NEW | _CASE, "Gives the report ID that ICCAM assigned.", _MUST, Grammar.ICCAM, "123456"
    ),
    Word.LEA: Meaning(
        _STAFF,
        _NEW,
        "Sends the report to this LEA unit instead of the one the rules choose.",
        _MUST,
        Grammar.TEXT,
        "unit",
        repeatable=True,
    ),
    Word.NTD: Meaning(
        _STAFF, _NEW | _CASE, "Says when the notice goes to the provider.", _MUST, Grammar.NTD_TIME, "+12h"
    ),
    Word.HOLD: Meaning(
        _STAFF | _POLICE,
        _CASE,
        "Keeps the notice back until then, or until it is released; all items, or only items 1,3.",
        _MAY,
        Grammar.HOLD,
        "2026-05-12",
    ),
    Word.RELEASE: Meaning(
        _STAFF | _POLICE,
        _CASE,
        "Lifts one's own hold; or only for these content items.",
        _MAY,
        Grammar.RELEASE,
        "items 2",
    ),
    Word.RECEIVED: Meaning(
        _STAFF | _POLICE,
        _CASE,
        "Confirms that the LEA has the report; an analyst says how it is known.",
        _MAY,
        Grammar.TEXT,
        "by phone",
    ),
    Word.REMOVED: Meaning(
        _STAFF | _POLICE | _HOST,
        _CASE,
        "Says that these content items, or all, are no longer online.",
        _MAY,
        Grammar.ITEMS_OR_TIME,
        "1,3",
        repeatable=True,
    ),
    Word.ONLINE: Meaning(
        _STAFF,
        _CASE,
        "Says that these content items, or all, are still or again online.",
        _MAY,
        Grammar.ITEMS,
        "2",
        repeatable=True,
    ),
    Word.UPDATE: Meaning(
        _STAFF,
        _CASE,
        "Changes the case by the form lines in the mail: a field, `Item: 2`, a new `URL:`; `-` empties "
        "a field. The LEA gets a supplement.",
    ),
    Word.PROVIDER: Meaning(
        _STAFF,
        _CASE,
        "Names the address to which the notice goes; item numbers behind it say for which.",
        _MUST,
        Grammar.ADDRESS,
        "abuse@example.net",
    ),
    Word.NOTE: Meaning(_STAFF, _CASE, "Writes the text of the mail into the case's history."),
    Word.RESEND: Meaning(
        _STAFF,
        _CASE,
        "Sends once more what the LEA has not confirmed; or all, or these parts. "
        "stop keeps back the parts that wait, go sends them.",
        _MAY,
        Grammar.RESEND,
        "all",
    ),
    Word.CLOSE: Meaning(_STAFF, _CASE, "Closes the case."),
    Word.REOPEN: Meaning(_STAFF, _CASE, "Opens a closed case again."),
    Word.CONFIRM: Meaning(
        _STAFF, _CASE, "Says yes to a question of the daemon.", _MAY, Grammar.TEXT, "which"
    ),
    Word.HELP: Meaning(_STAFF, _ASKING, "Sends this table."),
    Word.FORM: Meaning(_STAFF, _ASKING, "Sends an empty form."),
    Word.STATUS: Meaning(_STAFF, _ASKING | _CASE, "Sends what is known of the case named in the subject."),
    Word.LIST: Meaning(
        _STAFF,
        _ASKING,
        "Sends the list of open cases, what is next first: the first 50, or all, or only the urgent, held or "
        "overdue ones.",
        _MAY,
        Grammar.LIST,
        "urgent",
    ),
    Word.STATS: Meaning(_STAFF, _ASKING, "Sends the numbers of a period.", _MAY, Grammar.PERIOD, "2026-Q3"),
    Word.MEETING: Meaning(
        _STAFF,
        _ASKING,
        "Keeps what a meeting with the LEA agreed, from the lines Agreed: of the mail, and tells the LEA.",
        _MUST,
        Grammar.TIME,
        "2026-12-10",
    ),
    Word.INTRODUCE: Meaning(
        _STAFF,
        _ASKING,
        "Sends an LEA unit the introduction of the hotline.",
        _MUST,
        Grammar.TEXT,
        "unit",
    ),
    Word.NTD_SENT: Meaning(
        _POLICE,
        _CASE,
        "Says that the LEA has sent the notice: about which items, when, or both.",
        _MAY,
        Grammar.ITEMS_OR_TIME,
        "1,3 2026-05-12",
        repeatable=True,
    ),
    Word.FEEDBACK: Meaning(_POLICE, _CASE, "Passes the text of the mail on to the analysts."),
    Word.NOT_OURS: Meaning(
        _HOST,
        _CASE,
        "Says that these content items are hosted by someone else, and by whom.",
        _MAY,
        Grammar.ITEMS_AND_TEXT,
        "2 Example Net",
        repeatable=True,
    ),
    Word.QUESTION: Meaning(_HOST, _CASE, "Asks the hotline something."),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A known word with its argument as written, or None; `str` gives the printed form."""

    word: Word
    argument: str | None = None

    def __str__(self) -> str:
        if self.argument is None:
            return f"[{self.word}]"
        return f"[{self.word}:{one_line(self.argument).replace('[', '(').replace(']', ')')}]"


def one_line(text: str) -> str:
    """A text with every run of white space as one blank."""
    return " ".join(text.split())


def fold_word(text: str) -> str:
    """A tag word as it is compared: one case, one spelling, joined by plain hyphens, nothing invisible."""
    plain = unicodedata.normalize("NFKC", visible(text)).strip().casefold()
    return _JOINTS.sub("-", plain).strip("-")
