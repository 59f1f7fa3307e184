"""A release that is put together: "you may | now | inform | the provider", "no objection | to | the notice".

Phrases of rules/replies.yaml are what somebody once wrote; of these parts a sentence of any officer may be
made.  Nothing but such parts may stand in one, so a "not", an "if" or a "may have" takes it apart; what
stands around it is read as around a phrase: strictly, since a release ends a hold.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Final, Protocol

from hotlined.domain.replies.folding import fold
from hotlined.domain.replies.go_ahead_words import LANGUAGES, Parts

LONGEST: Final = 16  # parts of one
_NONE: Final = frozenset({"small", "aside"})
# Of each of these a release has one: "you can tell the provider to inform the host" is none of the notice.
_ONCE: Final = {
    **dict.fromkeys(("tell", "send", "ask", "told", "may_tell", "may_send"), "deed"),
    **dict.fromkeys(("may", "first", "may_be"), "leave"),
    **dict.fromkeys(("notice", "loose", "removal"), "thing"),
    "host": "host",
    "free": "free",
}
_NOTICES: Final = frozenset({"notice", "loose"})
_GENITIVE_FIRST: Final = frozenset({"et", "fi", "hu", "lt"})
_Rows = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]  # phrases by first word, with what they are


class Token(Protocol):
    """A word, folded, and the part of the sentence that it stands in: a `lexicon.Token` is one."""

    @property
    def word(self) -> str: ...
    @property
    def clause(self) -> int: ...


def _rows(parts: Parts) -> _Rows:
    """The phrases of a language, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in (each.name for each in fields(Parts)):
        for phrase in getattr(parts, name).split("|"):
            if words := tuple(map(fold, phrase.split())):
                found.setdefault(words[0], []).append((words, name))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in found.items()}


_ROWS: Final = {language: _rows(parts) for language, parts in LANGUAGES.items()}


def go_aheads(said: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
    """The releases in a sentence: language, first word, first word behind."""
    words = [one.word for one in said]
    for language, rows in _ROWS.items():
        if rows.keys().isdisjoint(words):  # of most languages no word is in it
            continue
        at = 0
        while at < len(said):
            end = _end(said, at, rows) if words[at] in rows else at
            if end > at:
                yield language, at, end
            at = max(end, at + 1)


def _end(said: Sequence[Token], start: int, rows: _Rows) -> int:
    """Where a release ends that begins here; `start`: there is none."""
    at, end, found = start, start, list[str]()
    while at < len(said) and len(found) < LONGEST:
        words, names = _part(said, at, rows)
        if not words or not (_goes_on(said, at, found) or "free" in names):
            break
        if not found and names <= {"small"}:
            return start
        name = _meant(names, found)
        if name == "first" and start and said[start - 1].clause == said[start].clause:
            break
        if name in _ONCE and _ONCE[name] in {_ONCE.get(one) for one in found}:
            break
        found.append(name)
        at += words
        end = at if name != "small" and _is_whole(found) else end
    return end


def _part(said: Sequence[Token], at: int, rows: _Rows) -> tuple[int, frozenset[str]]:
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
    things = said & {"notice", "loose", "removal"}
    tells = bool(said & {"tell", "may_tell"}) and "host" in said
    sends = bool(said & {"send", "may_send"}) and bool(said & {"notice", "removal", "host"})
    if told[0] == "free":
        return bool(things) or ("host" in said and bool(said & {"tell", "told"}))
    if told[0] in ("may", "first", "may_tell", "may_send"):
        return tells or sends or {"ask", "removal"} <= said
    if told[0] in ("notice", "loose", "removal", "host"):
        return {"may_be", "told"} <= said or ("free" in said and bool(things))
    return False


def takes_back(said: Sequence[Token]) -> bool:
    """Whether it is the notice that is removed: "no objection to the removal of your notice"."""
    words = {one.word for one in said}
    return any(
        _takes_back(said, language, rows)
        for language, rows in _ROWS.items()
        if not words.isdisjoint(rows)  # of most languages no word is in it
    )


def _takes_back(said: Sequence[Token], language: str, rows: _Rows) -> bool:
    at, last, between, clause = 0, frozenset[str](), 0, 0
    while at < len(said):
        words, names = _part(said, at, rows)
        close = bool(words) and bool(last) and said[at].clause == clause
        if close and "removal" in last and names & _NOTICES and (between or language != "en"):
            return True  # "the removal notice" is one
        if close and last & _NOTICES and "removal" in names and language in _GENITIVE_FIRST:
            return True
        if not words or names - _NONE:
            last, between, clause = (names, 0, said[at].clause)
        else:
            between += 1
        at += max(words, 1)
    return False
