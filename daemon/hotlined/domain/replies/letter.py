"""The parts of a letter: its sentences, the signature, and the small print that gateways and firms put below.

In a signature only a hold counts, and what is no signature at all: a postscript, a question, a plea.  In
the small print ("if you are not the intended recipient, do not copy ...") a hold counts if it names
provider or notice, or if it is a word of waiting.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby
from textwrap import wrap
from typing import Final

from hotlined.domain.replies.groups import CUES
from hotlined.domain.replies.lexicon import tokens
from hotlined.domain.replies.picked import is_a_time_to_come
from hotlined.domain.replies.sentence import Said
from hotlined.domain.replies.veiled import STOP, STRANGER
from hotlined.domain.replies.wait import Wait
from hotlined.domain.replies.writer import WRITER

# A full stop behind a number is one only before a capital: not in "12. Mai", "2026. gada 12. maijs" - and a
# month's name in German is a capital too, so behind one or two digits never.
_CAPITAL: Final = r"(?=[^\W\d_a-zß-öø-ÿά-ώа-я])"
_SENTENCE: Final = re.compile(
    rf"(?<=[!?;·…])\s+|(?<=[^\W\d]{{5}}[.])\s+|(?<=[^\W\d]{{2}}[.])\s+{_CAPITAL}|(?<=\d{{3}}[.])\s+{_CAPITAL}|(?<=[)\]\"'*][.])\s+{_CAPITAL}"
    rf"|(?<=[.!])\s+(?=/\s?\w+\s*$)"  # "... hos mig. /Anna"
)
# A rank or a number that is written short in front of a name: "Insp. Lee".
_SHORT: Final = re.compile(
    r"\b(?:std|stdn|det|insp|sgt|supt|capt|col|lt|cpl|dr|nr|no|dept|nat|khk|podkom|nadkom|kom|asp|szt|sierż|st|mł"
    r"|kpt|por|npor|mjr|pplk|plk|prap|alez|szds|hdgy|isp|sov|dott|cne|cdt|adj|vyr|kk"
    r"|bc|mgr|ing|αστυν|υπαστ|subinsp|agte|sgto)\.$",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"\s*(?:--\s*|[-_=*~]{5,}\s*)$")
_POSTSCRIPT: Final = re.compile(r"\W*(?:p\.?\s?p?\.?s\b(?!\W*\d)|nb\b|n\.b\.|υ\.?γ\.)", re.IGNORECASE)
LONGEST: Final = 600  # characters of a sentence; what is longer is read in pieces
_WHITE: Final = dict.fromkeys(map(ord, "\t\n\x0b\x0c\r "), " ")  # as `textwrap` knows it
LONG_LINE: Final = 35  # characters of a line that may go on in the next
# A line of a form behind quote marks, as of our own report: "> Urgent (imminent danger):  No".
_QUOTED_LABEL: Final = re.compile(r"\s{0,3}(?:[>|]\s{0,9})+([^\W\d_])[^:?\n]{1,60}[:?](?:\s|$)")
_TAGS: Final = re.compile(r"(?:\W*\[[^\[\]]{0,200}\])+\W*")
PROSE: Final = 5  # words in lower case that make a line below a signature a sentence
_CONTACT: Final = re.compile(r"\d[\d /()-]{5,20}\d|@|\bwww\.")  # a line with a phone number or an address
NOTE: Final = 6  # words of a line below a signature that may be a note: "operation ongoing"
PASSED_OVER: Final = "passed over"  # a hint: it stands where nothing that it says counts
PLEA: Final = frozenset({"hold", "not-yet", "polite", "question", STOP})  # makes it one in any case
MOST_SHORT: Final = 2
SMALL_PRINT: Final = 4  # words of small print that make a paragraph above the signature one
INITIALS: Final = 2  # letters; of three a word may be
ABBREVIATED: Final = 3  # letters of an abbreviation before its full stop; "Park." is a word
_INITIAL: Final = re.compile(r"\b[^\W\d_]\.$")  # "Kim E."


class Zone(Enum):
    """Where in a letter a sentence stands."""

    BODY = "body"
    SIGNATURE = "signature"
    SMALL = "small print"
    BANNER = "banner"  # small print above any signature: what gateways put on top


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the paragraph and the line of it that it stands in."""

    text: str
    paragraph: int
    line: int


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences, wrapped lines joined; the line "--" above a signature is one of them."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
        for at, line in enumerate(_joined(paragraph)):
            for sentence in _whole(_SENTENCE.split(line)):
                for piece in _pieces(sentence):
                    yield Sentence(piece, number, at)


def _pieces(sentence: str) -> Sequence[str]:
    """A sentence in pieces that are not too long, with blanks for other white space, and none at the ends."""
    text = sentence.expandtabs().translate(_WHITE)
    if text and len(text) <= LONGEST and text == text.strip():
        return (text,)  # as `wrap` would have it, which takes as long as to read it
    return wrap(sentence, LONGEST, break_on_hyphens=False)


def _whole(pieces: Iterable[str]) -> Iterator[str]:
    """The sentences; one that ends in a short rank goes on in the next piece."""
    begun: list[str] = []
    for piece in pieces:
        begun.append(piece)
        if not _SHORT.search(piece):  # its end alone: a row of ranks must not take for ever
            yield " ".join(begun)
            begun = []
    if begun:
        yield " ".join(begun)


def _joined(paragraph: str) -> Iterator[str]:
    """The lines, those that go on in the next one together with it.

    Behind quote marks a sentence goes on before a capital, too.  Not so from one line of a form to the next:
    the "no" of a question is none to what the line above names.
    """
    whole = ""
    last = ""
    for line in paragraph.split("\n"):
        goes_on = len(last) >= LONG_LINE and not last.rstrip().endswith((".", "!", "?", ":", ";"))
        if whole and goes_on and line.strip() and not _begins(line, whole):
            whole = f"{whole} {line.strip()}"
        else:
            if whole:
                yield whole
            whole = line
        last = line
    if whole:
        yield whole


def _begins(line: str, above: str) -> bool:
    """Whether a line begins a sentence, and does not go on with the one above."""
    if line.strip()[0].isupper() or _RULE.match(line):
        return True
    return all((label := _QUOTED_LABEL.match(one)) and label[1].isupper() for one in (line, above))


def parts(text: str, read: Callable[[str], Said]) -> Iterator[tuple[Sentence, Said, Zone]]:
    """Each sentence with what it says and where it stands."""
    zone, begun, told = Zone.BODY, False, False
    for _, paragraph in groupby(sentences(text), key=lambda one: one.paragraph):
        found = [(one, read(one.text)) for one in paragraph]
        printed = sum(said.small for _, said in found) >= SMALL_PRINT
        last = max((at for at, (_, said) in enumerate(found) if "disclaimer" in said.hints), default=0)
        small = False
        for at, (sentence, said) in enumerate(found):
            if _RULE.match(sentence.text):
                zone = Zone.SIGNATURE
                continue
            # "Please keep this confidential. We ..." above a signature is somebody's own words.
            small = small or ("disclaimer" in said.hints and (printed or zone is Zone.SIGNATURE))
            # A gateway's banner ends with its line; below it, without a blank line, the officer may write,
            # and in the same line where a program has put the two together.
            goes_on = sentence.line <= found[last][0].line and (at <= last or not _is_heard(said))
            if small and (zone is Zone.SIGNATURE or goes_on):
                yield sentence, said, Zone.SMALL if zone is Zone.SIGNATURE else Zone.BANNER
                continue
            if not said.clear and is_abbreviation(sentence.text, said):
                continue
            if not said.clear and is_name(sentence.text, said):
                if STRANGER in said.hints and not told:  # nothing but one word below a tag
                    yield sentence, said, zone
                    continue
                if not begun:  # a desk's name on top, or nothing but a name below a tag
                    continue
                zone = Zone.SIGNATURE
            yield sentence, said, zone
            begun, told = True, told or not _TAGS.fullmatch(sentence.text)
            if said.closing:
                zone = Zone.SIGNATURE


def _is_heard(said: Said) -> bool:
    """Whether a sentence says, or may say, something of the report or the notice."""
    return bool(said.meanings or said.hints & CUES)


def is_abbreviation(text: str, said: Said) -> bool:
    """Whether it is somebody's initials, or what a full stop behind an abbreviation leaves: "asp. szt."."""
    words = tokens(text)
    short = all(len(one.word) <= ABBREVIATED for one in words) and text.endswith(".")
    short = short and text.count(".") >= len(words)  # "sit by." is none
    initials = len(words) == 1 and len(words[0].word) <= INITIALS
    return (short or initials) and len(words) <= MOST_SHORT and not said.hints


def is_name(text: str, said: Said) -> bool:
    """Whether a line is a name, a rank or an office, and nothing else."""
    alone = len(text.split()) == 1 and not {"rank", "course"} & said.hints
    ended = text.endswith(".") and not any(map(str.isdigit, text)) and (len(text.split()) > 1 or alone)
    ended = ended and not _INITIAL.search(text)
    named = said.title and not ended and not text.endswith(("!", "?", ","))
    return named and not is_a_time_to_come(text)


def counted(said: Said, text: str, zone: Zone) -> Said:
    """What of a sentence counts in its zone; the rest of it is harmless there."""
    waits = "hold" in said.meanings
    if zone is Zone.BODY:
        return said
    if zone is not Zone.SIGNATURE:
        loose = said.wait is Wait.LOOSELY or (zone is Zone.SMALL and "disclaimer" in said.hints)
        # "Passing it on is not allowed until further notice."
        loose = loose or not said.hints & (PLEA | {"action"})
        counts = waits and (not loose or "topic" in said.hints)
        return said if counts else _passed_over(said)
    lower = sum(not one.is_named and not one.is_number for one in tokens(text))
    # "Operation ongoing" is no office, and "Operations Department" is one.
    short = "telling" in said.hints and not said.hints & {"rank", "thing", "disclaimer"} and bool(lower)
    short = short and ":" not in text  # a line of a form
    sentence = text.endswith((".", "!")) or lower >= PROSE or (short and len(tokens(text)) <= NOTE)
    told = (sentence and said.hints & CUES) or (lower >= PROSE and not _CONTACT.search(text))
    postscript = _POSTSCRIPT.match(text) and WRITER not in said.hints
    prose = postscript or text.endswith("?") or said.hints & PLEA or told
    if not waits and not prose:
        return _passed_over(said)
    return said


def _passed_over(said: Said) -> Said:
    return replace(said, meanings=frozenset(), clear=True, hints=said.hints | {PASSED_OVER})
