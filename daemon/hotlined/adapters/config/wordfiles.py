"""The shapes of rules/tags.yaml and rules/replies.yaml: words that are looked for in mails.

One that can stand in no mail is refused: whoever wrote it relies on it.
"""

from typing import Annotated, Final

from pydantic import Field

from hotlined.adapters.config.sentences import Block, Reads
from hotlined.adapters.config.shapes import Language, Line, line
from hotlined.domain.replies.lexicon import can_be_found

_NO_TAG: Final = frozenset("[]:")


def _prefix(text: str) -> str | None:
    text = text.removesuffix(":").rstrip()
    return text if 0 < len(text) <= 20 and text.isprintable() and ":" not in text else None


def _tag_word(text: str) -> str | None:
    return line(text) if _NO_TAG.isdisjoint(text) and any(map(str.isalpha, text)) else None


def _words(text: str) -> str | None:
    return line(text) if can_be_found(text) else None


TagWord = Annotated[str, Reads(_tag_word, 'the word of a tag like "WARTEN", without brackets and colon')]
Words = Annotated[
    str, Reads(_words, 'words to look for; "*" only at the end of one, behind three letters or more')
]


class TagsFile(Block):
    """rules/tags.yaml"""

    FILE = "rules/tags.yaml"

    aliases: dict[Language, dict[str, tuple[TagWord, ...]]] = Field(default_factory=dict)
    labels: dict[Language, dict[str, tuple[Line, ...]]] = Field(default_factory=dict)
    reply_prefixes: tuple[Annotated[str, Reads(_prefix, 'a word like "Re"')], ...] = ()


class MeaningsBlock(Block):
    """The phrases of one language."""

    received: tuple[Words, ...] = ()
    hold: tuple[Words, ...] = ()
    not_yet: tuple[Words, ...] = Field(default=(), alias="not-yet")
    open: tuple[Words, ...] = ()
    action: tuple[Words, ...] = ()
    needless: tuple[Words, ...] = ()
    release: tuple[Words, ...] = ()
    removed: tuple[Words, ...] = ()
    ntd_sent: tuple[Words, ...] = Field(default=(), alias="ntd-sent")
    sent: tuple[Words, ...] = ()
    question: tuple[Words, ...] = ()
    harmless: tuple[Words, ...] = ()
    closing: tuple[Words, ...] = ()
    polite: tuple[Words, ...] = ()
    filler: tuple[Words, ...] = ()
    rank: tuple[Words, ...] = ()
    course: tuple[Words, ...] = ()
    thing: tuple[Words, ...] = ()
    unsure: tuple[Words, ...] = ()
    topic: tuple[Words, ...] = ()
    until: tuple[Words, ...] = ()
    vague: tuple[Words, ...] = ()
    from_: tuple[Words, ...] = Field(default=(), alias="from")
    asking: tuple[Words, ...] = ()
    lasting: tuple[Words, ...] = ()
    longer: tuple[Words, ...] = ()
    telling: tuple[Words, ...] = ()
    disclaimer: tuple[Words, ...] = ()
    automatic: tuple[Words, ...] = ()


class RepliesFile(Block):
    """rules/replies.yaml"""

    FILE = "rules/replies.yaml"

    phrases: dict[Language, MeaningsBlock] = Field(default_factory=dict)
    negations: dict[Language, tuple[Words, ...]] = Field(default_factory=dict)
