"""Lines that an LEA fills in about a case: `NTD-SENT 1,3: 2026-05-12`, `REMOVED 2`, `Investigation: open`.

They stand in the new text, as tags, or in the quotation of our own question, which many clients keep.  A
line is taken only where all of it is understood; any other stays in the text, and is read as a sentence.
In a quotation a filled line that is not understood is named, since nobody else would read it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Final

from hotlined.domain.form.annex import Answer
from hotlined.domain.form.form_end import ends
from hotlined.domain.form.labels import fold_label, read_answer
from hotlined.domain.form.lea_labels import FEEDBACK_NAMES, STATES
from hotlined.domain.form.quoted import quoted
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Inbound
from hotlined.domain.replies.lea_said import Feedback, Lines, Said
from hotlined.domain.replies.pointing import without_pointing
from hotlined.domain.tagging.arguments import read_items, read_items_or_time
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Word, fold_word
from hotlined.domain.values.past_words import PAST
from hotlined.domain.values.plain import plain
from hotlined.domain.values.written_times import read_time


def _labels(*lines: str) -> frozenset[str]:
    """Phrases written as "a | b | c" lines, as labels are compared."""
    return frozenset(fold_label(phrase) for line in lines for phrase in line.split("|"))


ALL: Final = _labels(
    "all | alle | alles | kõik | όλα | όλες | visi | visos | alla | wszystkie | *",
    "tous | toutes | tout | todos | todas | todo | tutti | tutte | tutto | tudo",
)
NOT_YET: Final = _labels(
    "not yet | noch nicht | veel mitte | όχι ακόμα | όχι ακόμη | dar ne | inte än | ännu inte | jeszcze nie",
    "pas encore | todavía no | aún no | non ancora | ancora no | ainda não | nog niet",
)
MOST: Final = 400  # lines looked at

_ITEMS: Final = r"[0-9]{1,4}(?:\s*[,;\u2013-]\s*[0-9]{1,4})*(?![0-9./-])"
_LINE: Final = re.compile(
    r"\s*(?P<word>[^\W\d_][^\s:\d\[\]]{2,30})(?P<first>\s*:)?(?:\s+|(?<=:))"
    rf"(?P<items>{_ITEMS}|[^\W\d_]+|\*)?(?P<colon>\s*:)?\s*(?P<value>.*?)\s*",
)
_LABELLED: Final = re.compile(r"\s*[-*\u2022]?\s*([^:=]{3,60})[:=]\s*(.{1,80}?)\s*")
_MARKS: Final = re.compile(r"^(?:\s?[>|]\s?)+")


@dataclass(frozen=True, slots=True)
class _Line:
    """A filled line; not `done`: it says that this has not been done, or not yet."""

    word: str
    what: Said
    done: bool = True


@lru_cache(maxsize=8)
def _names(aliases: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """The words by folded name; kept, since each mail of an LEA asks for them."""
    names = {fold_word(alias): word for alias, word in aliases}
    return names | {fold_word(word): str(word) for word in (Word.NTD_SENT, Word.REMOVED)}


def read_lines(mail: Inbound, tags: TagReading, site: Site, *, asked: bool) -> Lines:
    """What the lines of an LEA's mail say; `asked`: it answers our question about its notices."""
    names = _names(tuple(site.tag_aliases.items()))
    told: list[_Line] = []
    values: dict[str, str] = {}
    taken, wrong, not_yet = set(), [], False
    for line in mail.certain_text.splitlines()[:MOST]:
        if (said := _of_items(line, names, site, mail)) is not None:
            told.append(said)
        elif asked and fold_label(line.strip(" .!")) in NOT_YET:  # where the LEA sends the notices, no hold
            not_yet = True
        elif (value := _of_feedback(line)) is not None and values.get(value[0], value[1]) == value[1]:
            values.setdefault(*value)
        elif value is not None:  # "yes", and then "no": nobody knows which
            values[value[0]] = ""
            wrong.append(line.strip())
        else:
            continue
        taken.add(_bare(line))
    for line in _question(mail.body) if asked else ():
        if (said := _of_items(line, names, site, mail, form=True)) is not None:
            told.append(said)
            taken.add(_bare(line))
        elif _filled(line, names):
            wrong.append(line.strip())
    for tag in tags.tags:
        if tag.word not in (Word.NTD_SENT, Word.REMOVED) or tag.argument is None:
            continue
        what = _argument(tag.argument, site, mail)
        if what is not None:
            told.append(_Line(tag.word, what))
        elif tag.word is Word.NTD_SENT:
            wrong.append(str(tag))
    return Lines(
        _said(told, Word.NTD_SENT),
        _said(told, Word.REMOVED),
        _said(told, Word.REMOVED, done=False),
        _said(told, Word.NTD_SENT, done=False),
        Feedback(**{name: value for name, value in values.items() if value}),
        tuple(dict.fromkeys(wrong)),
        asked and (not_yet or not all(one.done for one in told)),
        frozenset(taken),
    )


def _said(told: Sequence[_Line], word: Word, *, done: bool = True) -> tuple[Said, ...]:
    """What was said to be done, or not to be, each once."""
    return tuple(dict.fromkeys(one.what for one in told if one.word == word and one.done is done))


def without(mail: Inbound, lines: Lines) -> Inbound:
    """The mail without the lines that are understood already."""
    if not lines.taken:
        return mail
    rest = mail.without_lines(lambda line: _bare(line) in lines.taken)
    return replace(
        rest,
        new_text=without_pointing(rest.new_text),
        certain_text=without_pointing(rest.certain_text),
    )


def _question(body: str) -> Iterator[str]:
    """The lines of the mail that is answered; not of an older one quoted in it, which may be out of date."""
    lines = quoted(body).splitlines()[:MOST]
    return takewhile(lambda line: not ends(line), lines)


def _bare(line: str) -> str:
    return _MARKS.sub("", line).strip()


def _of_items(
    line: str, names: Mapping[str, str], site: Site, mail: Inbound, *, form: bool = False
) -> _Line | None:
    """What a line says; None where it is no such line.  `form`: a line of ours, which a value fills."""
    match = _LINE.fullmatch(line[:300])
    word = names.get(fold_word(match["word"])) if match else None
    if match is None or word not in (Word.NTD_SENT, Word.REMOVED):
        return None
    items = _numbers(match["items"] or "")
    value = match["value"]
    if items is None:  # what stands there is no item: a word of the value
        items, value = (), f"{match['items'] or ''} {value}".strip()
        announced = match["first"] or match["colon"] or _time(value, site, mail)
        if form or not announced or not value:
            return None
    elif form and not match["colon"]:
        return None  # how to write it, as our own mail says
    elif not value and (match["colon"] or not match["items"]):
        return None  # a line of our form that nobody filled in
    if value and (fold_label(value) in NOT_YET or read_answer(value) in (Answer.NO, Answer.NOT_SURE)):
        return _Line(word, Said(items), done=False)
    return _valued(word, items, value, site, mail)


def _valued(word: str, items: tuple[int, ...], value: str, site: Site, mail: Inbound) -> _Line | None:
    if not value or read_answer(value) is Answer.YES or value.casefold() in ("x", "ok", "\u2713", "[x]"):
        return _Line(word, Said(items))
    when = _time(value, site, mail)
    return None if when is None else _Line(word, Said(items, when))


def _numbers(text: str) -> tuple[int, ...] | None:
    if not text or fold_label(text) in ALL:
        return ()
    return read_items(text)


def _time(text: str, site: Site, mail: Inbound) -> datetime | None:
    """A time that has been; a bare day means its end, today's the moment the mail came."""
    when = read_time(text.strip(" .,"), site.hotline.timezone)
    return None if when is None else _past(when, site, mail)


def _past(when: datetime, site: Site, mail: Inbound) -> datetime | None:
    if when <= mail.received_at:
        return when
    if when - mail.received_at > timedelta(days=1):
        return None
    return mail.received_at if site.at(when).date() == site.at(mail.received_at).date() else None


def _argument(text: str, site: Site, mail: Inbound) -> Said | None:
    """The argument of a tag: items, a time, or both; None where it is neither."""
    read = ((), None) if plain(text) in PAST else read_items_or_time(text, site.hotline.timezone)
    if read is None:
        return None
    items, when = read
    past = _past(when, site, mail) if when else None
    return None if when and past is None else Said(items, past)


def _filled(line: str, names: Mapping[str, str]) -> bool:
    """Whether it is a line of our form with something in it."""
    match = _LINE.fullmatch(line[:300])
    if match is None or not match["colon"] or not match["value"]:
        return False
    known = names.get(fold_word(match["word"])) in (Word.NTD_SENT, Word.REMOVED)
    return known and _numbers(match["items"] or "") not in (None, ())


def _of_feedback(line: str) -> tuple[str, str] | None:
    match = _LABELLED.fullmatch(line[:200])
    name = FEEDBACK_NAMES.get(fold_label(match[1])) if match else None
    if match is None or name is None:
        return None
    if name == "investigation":
        state = STATES.get(fold_label(match[2]))
        return (name, state) if state else None
    answer = read_answer(match[2])
    return (name, str(answer)) if answer else None
