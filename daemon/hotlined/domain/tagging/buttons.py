"""Ready-made answers: a `mailto:` address for each tag that a mail to an analyst offers (RFC 6068).

A button opens a new mail with the tags in it; the analyst signs and sends it.  The tags stand in the subject
and once more as the first line of the text, so that a signature covers them in every mail program; read
twice, they count once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from hotlined.domain.mail.message import Party
from hotlined.domain.tagging.words import ASSESSMENTS, MEANINGS, Occasion, Word, fold_word
from hotlined.domain.values.reference import find_questions

LONGEST: Final = 2_000  # characters of an address that every mail program takes

_KNOWN: Final = {fold_word(word): word for word in Word}
_WITH_LINES: Final = frozenset({*ASSESSMENTS, Word.MEETING})
_SURVEY: Final = re.compile(r"[0-9]{4}-(?:Q[1-4]|H[12]) ")  # a unit's figures of a period are no case's


@dataclass(frozen=True, slots=True)
class Buttons:
    """Where the answers to one mail go: our address, its Message-ID, its case or "" for none."""

    address: str
    message_id: str
    reference: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)  # folded alias -> word
    below: str = ""  # what stands behind and below a tag that comes with lines, in the text: the form's

    def link(self, word: str, argument: str, beside: str) -> str:
        """The address of the button for a tag; `beside`: the case that is named next to it.

        "" for what is no tag of analysts, for a tag on a case where none is known, and for what is too long.
        """
        folded = fold_word(word)
        known = _KNOWN.get(folded) or _KNOWN.get(fold_word(self.aliases.get(folded, "")))
        if known is None or Party.ANALYST not in MEANINGS[known].who:
            return ""
        occasions = MEANINGS[known].occasions
        case = (beside or self.reference) if Occasion.CASE in occasions else ""
        itself = known is Word.CONFIRM and (_SURVEY.match(argument) or find_questions(argument))
        if not case and occasions == {Occasion.CASE} and not itself:
            return ""
        tag = f"[{word}:{argument}]" if argument else f"[{word}]"
        named = f"[{case}]" if case else ""
        below = self.below if known in _WITH_LINES else ""
        fields = {
            "subject": f"{named} {tag}".strip(),
            "body": f"{tag} {named}".strip() + (below.replace("\n", "\r\n") or "\r\n"),
            "In-Reply-To": self.message_id,
        }
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
        link = f"mailto:{quote(self.address, safe='@')}?{query}"
        return link if len(link) <= LONGEST else ""
