"""Sentences that the program makes, in the analyst's language: `templates/words/<language>.po`.

The record keeps them in English, so that an old event reads like a new one and a mail in another language
needs nothing of it.  They are turned into another language where they are shown, after the patterns of a
catalogue (gettext's PO, so that translators have their tools): `msgid "hold {hold} of {by}"`.  What stands at
a `{name}` is a value, and stays as it is unless it is a sentence of the catalogue itself.  A sentence that
is not there stays English; `en.po` lists them all.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from hotlined.domain.form.annex import Answer
from hotlined.domain.form.labels import ANSWERS, LABELS, LABELS_EN
from hotlined.domain.form.lea_labels import STATISTICS, printed

LONGEST: Final = 1_500  # characters of a sentence that is looked for
CATALOGUES: Final = 32  # that are kept: of twelve languages, and a site's own
DEEPEST: Final = 4  # sentences within a sentence
JOINTS: Final = tuple(
    map(re.compile, (r"(\n)", r"(?<=[.:])( )(?=[^\W\d_a-z]|\[)", "(; )", "(, )"))
)  # in a row

_ENTRY: Final = re.compile(r'^msgid (".*")\nmsgstr (".*")$', re.MULTILINE)
_SIDE: Final = re.compile(r"^msg(?:id|str) ", re.MULTILINE)
_HOLE: Final = re.compile(r"\{([a-z_]+)\}")
# Sentences as they stand in a source: in holes of these names, sentences of the catalogue are looked for.
WITHIN: Final = frozenset((
    "why", "expected", "done", "label", "labels", "kinds", "contexts", "party", "part", "proof", "todo",
    "owner", "problem",
))  # fmt: skip

# Holes that may hold several sentences in a row; no other value goes beyond its own.
LONG: Final = frozenset(("why", "expected", "done", "kinds", "todo", "reply", "problem"))

# A piece of a sentence: the text, and whether it is a value.
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence of a catalogue."""

    pattern: re.Pattern[str]
    template: str
    start: str  # of ours, in front of the first value
    longest: str  # piece of ours: where it is not, the pattern need not be tried


@dataclass(frozen=True)
class Sayings:
    """The catalogue of one language."""

    language: str
    entries: Mapping[str, str]  # msgid -> msgstr, an empty one means the same

    @cached_property
    def _plain(self) -> Mapping[str, str]:
        labels = LABELS.get(self.language, LABELS["en"])
        named = {text: labels[name][0] for name, text in LABELS_EN.items() if name in labels}
        answers = ANSWERS.get(self.language, ANSWERS["en"])
        named |= {ANSWERS["en"][one][0]: answers[one][0] for one in Answer}
        named |= {printed(name, "en"): printed(name, self.language) for name in STATISTICS["en"]}
        return named | {one: other or one for one, other in self.entries.items() if not _HOLE.search(one)}

    @cached_property
    def _patterns(self) -> tuple[Saying, ...]:
        """Those with holes, the most literal first."""
        holed = [one for one in self.entries if _HOLE.search(one)]
        holed.sort(key=lambda one: -len(_HOLE.sub("", one)))
        return tuple(self._saying(one) for one in holed)

    def _saying(self, msgid: str) -> Saying:
        ours = _HOLE.split(msgid)[::2]
        return Saying(_pattern(msgid), self.entries[msgid] or msgid, ours[0], max(ours, key=len))

    @cached_property
    def _by_start(self) -> Mapping[str, tuple[Saying, ...]]:
        """The patterns, in their order, that a sentence can match by its first character; "": any other."""
        every = self._patterns
        starts = {"", *(one.start[:1] for one in every)}
        return {first: tuple(one for one in every if one.start[:1] in ("", first)) for first in starts}

    def said(self, sentence: str, *, whole: bool = False) -> Pieces:
        """A sentence in the language, as pieces of ours and values; an unknown one is one value.

        `whole`: only a sentence without values is looked for, where it could be somebody's own words.
        """
        if whole:
            return [(self._plain.get(sentence, sentence), sentence not in self._plain)]
        return self._found(sentence, 0) or [(sentence, True)]

    def _found(self, sentence: str, depth: int) -> Pieces | None:
        if not sentence or len(sentence) > LONGEST or depth > DEEPEST:
            return None
        plain = self._plain.get(sentence)
        if plain is None and f"{sentence}." in self._plain:  # the same at the end of another sentence
            plain = self._plain[f"{sentence}."].removesuffix(".")
        if plain is not None:
            return [(plain, False)]
        for one in self._by_start.get(sentence[0], self._by_start[""]):
            match = one.pattern.fullmatch(sentence) if one.longest in sentence else None
            if match is not None:
                return list(self._filled(one.template, match, depth))
        return self._in_a_row(sentence, depth)

    def _filled(self, template: str, match: re.Match[str], depth: int) -> Iterator[tuple[str, bool]]:
        at = 0
        for hole in _HOLE.finditer(template):
            yield template[at : hole.start()], False
            value = match[hole[1]]
            within = self._found(value, depth + 1) if hole[1] in WITHIN else None
            yield from within or [(value, True)]
            at = hole.end()
        yield template[at:], False

    def _in_a_row(self, sentence: str, depth: int) -> Pieces | None:
        """Several sentences: all known, or, where they are more than a list of words, some."""
        for joint in JOINTS:
            parts = joint.split(sentence)
            if len(parts) == 1:
                continue  # the sentence itself, which has been looked for
            found = [self._found(part, depth + 1) for part in parts[::2]]
            if all(found) or (joint is not JOINTS[-1] and any(found)):
                row: Pieces = []
                for at, part in enumerate(parts):
                    mark = (self.entries.get(part) or part, False)  # in Greek ";" would ask
                    row += [mark] if at % 2 else (found[at // 2] or [(part, True)])
                return row
        return None


def _pattern(msgid: str) -> re.Pattern[str]:
    parts = _HOLE.split(msgid)
    seen: set[str] = set()
    text = ""
    for at, part in enumerate(parts):
        if not at % 2:
            text += re.escape(part)
        elif part in seen:
            text += f"(?P={part})"
        else:
            seen.add(part)
            text += f"(?P<{part}>.*?)" if part in LONG else f"(?P<{part}>(?:(?!; )[^\\n])*?)"
    return re.compile(text, re.DOTALL)


@lru_cache(maxsize=CATALOGUES)
def read_catalogue(text: str) -> Mapping[str, str]:
    """The entries of a PO file, one line each side; ValueError on one that is not written so.

    Kept: each load of the configuration and each check asks for all of them again.
    """
    found: dict[str, str] = {}
    for match in _ENTRY.finditer(text):
        msgid, msgstr = (json.loads(side) for side in match.groups())
        if msgid:
            holes = set(_HOLE.findall(msgid))
            if msgstr and set(_HOLE.findall(msgstr)) - holes:
                raise ValueError(f"{msgid[:60]}: its translation has a name in braces that it has not")
            found[msgid] = msgstr
    if len(_SIDE.findall(text)) != 2 * len(_ENTRY.findall(text)):
        raise ValueError("an entry is not msgid and msgstr of one line each")
    return found


Show = Callable[[str], str]  # how a value is shown


def joined(pieces: Pieces, show: Show = str) -> str:
    """The pieces as one text."""
    return "".join(show(text) if value else text for text, value in pieces)
