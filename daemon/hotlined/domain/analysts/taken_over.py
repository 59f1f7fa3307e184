"""Tags that a mail may have taken over from somebody else's subject: they order nothing (P9)."""

from collections.abc import Iterator
from typing import Final

from hotlined.domain.letters.decision import Context
from hotlined.domain.mail.message import Inbound
from hotlined.domain.steps.filing import inherited
from hotlined.domain.tagging.words import Word

ASKING: Final = frozenset(
    {Word.HELP, Word.FORM, Word.STATUS, Word.LIST, Word.STATS, Word.MEETING, Word.INTRODUCE}
)
# Let nothing go, and end nothing.
_SAFE: Final = (ASKING - {Word.MEETING, Word.INTRODUCE}) | {Word.HOLD, Word.NOTE}


def taken_over(mail: Inbound, context: Context) -> Iterator[str]:
    """What is wrong with such tags."""
    for tag in inherited(mail, context.site):
        if tag.word not in _SAFE:
            yield (
                f"{tag} stands behind the prefix of an answer or a forwarded mail, and that mail was not"
                " hotlined's: the subject may be somebody else's; write the tag in front of the prefix,"
                " or as the first line of the text"
            )
