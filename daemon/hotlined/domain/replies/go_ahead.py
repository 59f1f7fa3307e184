"""A release that is put together: "you may | now | inform | the provider", "no objection | to | the notice".

Phrases of rules/replies.yaml are what somebody once wrote; of these parts a sentence of any officer may be
made.  Nothing but such parts may stand in one, so a "not", an "if" or a "may have" takes it apart; what
stands around it is read as around a phrase: strictly, since a release ends a hold.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Final, NamedTuple

from hotlined.domain.replies.folding import fold
from hotlined.domain.replies.go_ahead_words import LANGUAGES, Parts

LONGEST: Final = 16  # parts of one
_NONE: Final = frozenset({"small", "aside"})


class Token(NamedTuple):
    """A word, folded, and the part of the sentence that it stands in."""

    word: str
    clause: int


def _rows(parts: Parts) -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The phrases by their first word, with what they are, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in (each.name for each in fields(Parts)):
        for phrase in getattr(parts, name).split("|"):
            if words := tuple(map(fold, phrase.split())):
                found.setdefault(words[0], []).append((words, name))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in found.items()}


_ROWS: Final = {language: _rows(parts) for language, parts in LANGUAGES.items()}


def go_aheads(said: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
    """The releases in a sentence: language, first word, first word behind."""
    for language, rows in _ROWS.items():
        at = 0
        while at < len(said):
            end = _end(said, at, rows)
            if end > at:
                yield language, at, end
            at = max(end, at + 1)


def _end(
    said: Sequence[Token], start: int, rows: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
) -> int:
    """Where a release ends that begins here; `start`: there is none."""
    at, end, found = start, start, list[str]()
    while at < len(said) and len(found) < LONGEST:
        words, names = _part(said, at, rows, found)
        if not words or not (_goes_on(said, at, found) or "free" in names):
            break
        if not found and names <= {"small"}:
            return start
        name = _meant(names, found)
        found.append(name)
        at += words
        end = at if name != "small" and _is_whole(found) else end
    return end


def _part(
    said: Sequence[Token],
    at: int,
    rows: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]],
    found: Sequence[str],
) -> tuple[int, frozenset[str]]:
    """The longest phrase that stands here, and all that it may be."""
    fitting = [
        (len(words), name)
        for words, name in rows.get(said[at].word, ())
        if tuple(one.word for one in said[at : at + len(words)]) == words
        and len({one.clause for one in said[at : at + len(words)]}) == 1
    ]
    most = max((length for length, _ in fitting), default=0)
    return most, frozenset(name for length, name in fitting if length == most)


def _goes_on(said: Sequence[Token], at: int, found: Sequence[str]) -> bool:
    """Whether no comma stands here, or nothing but "from our side, no objection" in front of it."""
    return not found or said[at].clause == said[at - 1].clause or set(found) <= {"aside", "free"}


def _meant(names: frozenset[str], found: Sequence[str]) -> str:
    """What a phrase is of all that it may be: "voi ilmoittaa" is told behind "may be", else to tell."""
    if "told" in names and "may_be" in found:
        return "told"
    return min(names - {"told"} or names)


def _is_whole(found: Sequence[str]) -> bool:
    """Whether these parts are a release."""
    told = [name for name in found if name not in _NONE]
    said = set(told)
    if not told:
        return False
    tells = bool(said & {"tell", "may_tell"}) and "host" in said
    sends = bool(said & {"send", "may_send"}) and bool(said & {"notice", "removal", "host"})
    if told[0] == "free":
        return bool(said & {"notice", "removal"}) or ("host" in said and bool(said & {"tell", "told"}))
    if told[0] in ("may", "may_tell", "may_send"):
        return tells or sends
    if told[0] in ("notice", "removal", "host"):
        return {"may_be", "told"} <= said or ("free" in said and bool(said & {"notice", "removal"}))
    return False
