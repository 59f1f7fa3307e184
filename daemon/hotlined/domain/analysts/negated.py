"""A tag with a word like "not" right in front of it, or a question mark right behind it: it is asked about,
since the opposite may be meant, or whether to."""

import re
from collections.abc import Iterator
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Inbound
from hotlined.domain.replies.hearing import tags_in
from hotlined.domain.tagging.prefixes import NARROW
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.plain import plain, rows

# A hold is one in any words, and to answer these changes nothing: "why not [HELP]?".
_HARMLESS: Final = frozenset({Word.HOLD, Word.HELP, Word.FORM, Word.STATUS, Word.LIST})
# Who is not sure says so with these; a note orders nothing.
_MAY_ASK: Final = frozenset({Word.UNSURE, Word.NOTE})
_BRACKETS: Final = re.compile(r"\[[^\[\]]{1,400}\]")
_BEFORE: Final = re.compile(r"([^\W\d_]+)\s*\Z")
_ASKS: Final = re.compile("\\s?[?\uff1f]")
_REACH: Final = 30  # characters in front of the bracket
_NOT: Final = frozenset(rows(
    "not | nicht | kein | keine | ei | pole | όχι | δεν | ne | nėra | inte | ej | ikke",
    "pas | non | não | niet | geen | nie",
))  # fmt: skip


def negated(mail: Inbound, tags: TagReading, site: Site) -> Iterator[str]:
    """What is wrong with such tags in the subject that counts."""
    text = mail.signed_subject.translate(NARROW)
    for found in _BRACKETS.finditer(text):
        before = _BEFORE.search(text[max(0, found.start() - _REACH) : found.start()])
        denied = before is not None and plain(before[1]) in _NOT
        asked = _ASKS.match(text, found.end()) is not None
        for tag in tags_in(found.group(), site) if denied or asked else ():
            if tag not in tags.tags or tag.word in _HARMLESS:
                continue
            if denied:
                yield f'[{tag.word}] has a word like "not" in front of it; leave out that word, or the tag'
            elif tag.word not in _MAY_ASK:
                yield f"[{tag.word}] has a question mark behind it; leave out that mark, or the tag"
