"""One command of an analyst, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Tag, Word

NO_MORE: Final = "done"  # of a tag: nothing beyond what the others say
Result = Effect | str | tuple[str, ...]  # what it does, or the sentences why it cannot be done


@dataclass(frozen=True, slots=True)
class Command:
    """One command to carry out: the tag, whose, by which mail, on which case."""

    tag: Tag
    who: Who
    mail: Inbound
    case: Case
    context: Context
    text: str = ""  # the mail's text below the tags, or its form
    tags: TagReading = field(default_factory=TagReading)
    answers_us: bool = False  # the mail answers one of ours to this analyst
    twins: tuple[Case, ...] = ()  # about a URL of the case, and something waits in them

    @property
    def argument(self) -> str:
        """The tag's argument, or ""."""
        return self.tag.argument or ""


def in_order(tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """The commands of a mail in the order in which they are carried out, whichever stands first.

    What opens a case again comes before all others, and what closes it after them.
    """
    turn = {Word.REOPEN: 0, Word.CLOSE: 2}
    return tuple(sorted(tags, key=lambda tag: turn.get(tag.word, 1)))
