"""The transcript of an analyst's mail: each tag and line, what it was taken for, what came of it (P17).

Values only; `transcribe` builds them, for accepted and refused mails alike, and templates print them.
Whoever wrote the mail reads its words back, so it goes encrypted; to an analyst without a pinned key it goes
`content_free`: words of tags, line numbers and what was expected, but nothing that was written (P4).
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from hotlined.domain.tagging.words import MEANINGS
from hotlined.domain.values.reference import QUESTION

# The one place that says what becomes of an analyst's attachments.
ATTACHMENTS: Final = "Attachments are not passed on: nothing of them reaches the LEA or a provider."
FORM_READ: Final = "The form was read from the attached text, and its lines are counted there."
FORM_ATTACHED: Final = (
    f"{FORM_READ} Other attachments are not passed on: nothing of them reaches the LEA or a provider."
)

_BRACKETS: Final = re.compile(r"\[([^\[\]]*)\]")
_CASE: Final = r"[A-Z]{1,8}-[0-9]{4}-[0-9]{6}-[0-9A-Z]"
_OURS: Final = re.compile(rf"CONFIRM:Q[0-9]+|(?:CONFIRM:)?{QUESTION}(?: {_CASE})*|{_CASE}")
_EXAMPLES: Final = frozenset(f"[{word}:{one.example}]" for word, one in MEANINGS.items() if one.example)


@dataclass(frozen=True, slots=True)
class TagLine:
    """One tag: as written, what it means in full words, what came of it."""

    written: str
    meaning: str
    outcome: str
    argument: str = ""  # as it was understood


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One form line that was understood: its line in the mail, the field, the value as it is typed."""

    line: int
    label: str
    value: str
    is_url: bool = False


@dataclass(frozen=True, slots=True)
class Misread:
    """One line that was not understood: as written, and what was expected in its place."""

    line: int
    text: str
    expected: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """How many lines were passed over, and why."""

    quoted: int = 0  # of another mail
    signature: int = 0
    comments: int = 0
    other: int = 0  # the writer's own words around the form


@dataclass(frozen=True, slots=True)
class Transcript:
    """All of it; `whole` is False once the words of the mail were taken out."""

    done: bool
    headline: str
    tags: tuple[TagLine, ...] = ()
    fields: tuple[FieldLine, ...] = ()
    misread: tuple[Misread, ...] = ()
    problems: tuple[str, ...] = ()  # beside those of single lines
    remarks: tuple[str, ...] = ()  # what was understood, and might surprise; no content
    ignored: Ignored = Ignored()
    attachments: tuple[tuple[str, int], ...] = ()  # name, bytes
    attachments_note: str = ATTACHMENTS
    original: str = ""
    coming: tuple[str, ...] = ()
    whole: bool = True

    def content_free(self) -> "Transcript":
        """The same without any word of the mail, for somebody to whom nothing can be encrypted."""
        return replace(
            self,
            tags=tuple(
                replace(one, written=masked(one.written), outcome=masked(one.outcome), argument="")
                for one in self.tags
            ),
            fields=tuple(replace(one, value="", is_url=False) for one in self.fields),
            misread=tuple(replace(one, text="") for one in self.misread),
            problems=tuple(masked(one) for one in self.problems),
            attachments=tuple(("", size) for _, size in self.attachments),
            whole=False,
        )


def masked(sentence: str) -> str:
    """A sentence of ours without what it quotes of the mail: of tags only the words that we know stay."""
    plain = _BRACKETS.sub(_word_only, sentence)
    return "not understood" if "://" in plain or "hxxp" in plain.lower() else plain


def _word_only(found: re.Match[str]) -> str:
    word, colon, _ = found[1].partition(":")
    if found[0] in _EXAMPLES or _OURS.fullmatch(found[1]) or (word in MEANINGS and not colon):
        return found[0]
    return f"[{word}:…]" if word in MEANINGS else "[…]"
