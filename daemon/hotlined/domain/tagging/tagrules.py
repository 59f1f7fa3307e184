"""Tags that cannot stand as they are: each fault is one sentence for the answer to the writer (P17)."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Final

from hotlined.domain.mail.message import Party
from hotlined.domain.tagging.arguments import EXPECTED, NtdKind, read_delay, read_items, well_formed
from hotlined.domain.tagging.words import ASSESSMENTS, MEANINGS, Argument, Tag, Word

_EXCLUDING: Final = (
    (Word.HOLD, Word.RELEASE),
    (Word.CLOSE, Word.REOPEN),
    (Word.CLOSE, Word.ONLINE),  # of what is online again the LEA would hear that a notice goes
    (Word.CLOSE, Word.PROVIDER),  # who gets the notice, and none goes
    (Word.NOT_ILLEGAL, Word.URGENT),
    (Word.NOT_ILLEGAL, Word.NTD),
)


def conflicts(tags: Sequence[Tag]) -> tuple[str, ...]:
    """What is wrong with an analyst's tags together, which tag and what was expected; () when nothing is."""
    faults = [fault for tag in tags if (fault := _not_theirs(tag) or _argument_fault(tag))]
    faults += _repeated(tags)
    words = tuple(dict.fromkeys(tag.word for tag in tags))
    assessments = [word for word in words if word in ASSESSMENTS]
    if len(assessments) > 1:
        faults.append(f"{_joined(assessments)} together: expected one assessment only.")
    faults += [
        f"{_joined(pair)} together: expected only one of them."
        for pair in _EXCLUDING
        if all(word in words for word in pair)
    ]
    faults += _for_no_notice(tags)
    if _same_items(tags):
        faults.append("[REMOVED] and [ONLINE] for the same item: expected different content items.")
    if words and not frozenset.intersection(*(MEANINGS[word].occasions for word in words)):
        faults.append(f"{_joined(words)} together: expected tags of one kind of mail. {_kinds(words)}")
    return tuple(dict.fromkeys(faults))


def _argument_fault(tag: Tag) -> str | None:
    meaning = MEANINGS[tag.word]
    if tag.argument is None:
        if meaning.argument is not Argument.REQUIRED or meaning.grammar is None:
            return None
        return f"[{tag.word}]: expected {_expected(tag.word)} after a colon, as in {_example(tag.word)}."
    if meaning.grammar is None:
        return f"{tag}: expected nothing after the word, only [{tag.word}]."
    if well_formed(meaning.grammar, tag.argument):
        return None
    return f"{tag}: expected {_expected(tag.word)} after the colon, as in {_example(tag.word)}."


def _not_theirs(tag: Tag) -> str | None:
    """What an analyst cannot say, or not like this."""
    if Party.ANALYST not in MEANINGS[tag.word].who:
        allowed = ", ".join(sorted(MEANINGS[tag.word].who))
        return f"[{tag.word}]: expected only from: {allowed}."
    if tag.word is Word.RECEIVED and not any(map(str.isalnum, tag.argument or "")):
        return f"[{tag.word}]: expected how it is known, as in {_example(tag.word)}."
    if tag.word is Word.REMOVED and tag.argument is not None:
        expected = "numbers of content items, e.g. 1,3-5"
        return None if read_items(tag.argument) else f"{tag}: expected {expected}."
    return None


def _repeated(tags: Sequence[Tag]) -> list[str]:
    """Words that stand twice with different arguments where that makes no sense."""
    words = [tag.word for tag in dict.fromkeys(tags) if not MEANINGS[tag.word].repeatable]
    return [
        f"[{word}] given {words.count(word)} times with different arguments: expected once."
        for word in dict.fromkeys(words)
        if words.count(word) > 1
    ]


def _for_no_notice(tags: Sequence[Tag]) -> Iterator[str]:
    """Tags of the whole case beside which none goes, where [NTD:...] says when it does.

    A hold with an end, or of some items, leaves room for it: then it goes at once.
    """
    times = ((tag, read_delay(tag.argument or "", UTC)) for tag in tags if tag.word is Word.NTD)
    for tag, time in times:
        if time is None or time.kind is NtdKind.NONE:
            continue
        none = (Word.CLOSE, Word.REMOVED, *((Word.HOLD,) if time.kind is NtdKind.NOW else ()))
        for one in tags:
            if one.word in none and one.argument is None:
                yield f"{one}, {tag} together: expected only one of them."


def _same_items(tags: Sequence[Tag]) -> bool:
    """Whether some item is called removed and online at once; a tag without numbers means all items."""
    gone = [_items(tag) for tag in tags if tag.word is Word.REMOVED]
    there = [_items(tag) for tag in tags if tag.word is Word.ONLINE]
    return any(a is None or b is None or a & b for a in gone for b in there)


def _items(tag: Tag) -> frozenset[int] | None:
    numbers = read_items(tag.argument) if tag.argument else None
    return frozenset(numbers) if numbers else None


def _expected(word: Word) -> str:
    if word is Word.URGENT:
        return "the reason"
    grammar = MEANINGS[word].grammar
    return EXPECTED[grammar] if grammar else "nothing"


def _example(word: Word) -> str:
    return f"[{word}:{MEANINGS[word].example}]"


def _joined(words: Sequence[Word]) -> str:
    return ", ".join(f"[{word}]" for word in words)


def _kinds(words: Sequence[Word]) -> str:
    parts = (f"[{word}] belongs to: {', '.join(sorted(MEANINGS[word].occasions))}" for word in words)
    return "; ".join(parts) + "."
