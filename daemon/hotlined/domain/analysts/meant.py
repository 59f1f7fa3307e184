"""A word in brackets that is no tag of ours and asks to wait: "[STOP]", "[PAUSE]", "[HALTEN]".

It orders nothing, and its mail is refused as any with an unknown word.  But what it wanted is [HOLD],
whatever known word is written most like it, and the case is asked about, as beside a mistyped one (P7).
"""

from dataclasses import replace

from hotlined.domain.analysts.assessing import ASSESSMENTS
from hotlined.domain.tagging.brackets import UnknownTag
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Word
from hotlined.domain.text.waiting import asks_to_wait


def as_meant(tags: TagReading) -> TagReading:
    """The tags with [HOLD] as what is meant by unknown ones that ask to wait; not where a case is opened."""
    if not tags.unknown or any(tag.word in ASSESSMENTS for tag in tags.tags):
        return tags
    return replace(tags, unknown=tuple(map(_as_meant, tags.unknown)))


def _as_meant(unknown: UnknownTag) -> UnknownTag:
    """The word with what is meant by it; "[RELEASE-HOLD]" means the known one that it is most like."""
    words = unknown.raw.partition(":")[0].replace("-", " ")
    if unknown.nearest is Word.RELEASE or not asks_to_wait(words):
        return unknown
    return replace(unknown, nearest=Word.HOLD)
