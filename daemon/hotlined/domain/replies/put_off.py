"""Which sentence beside a tag puts it off: "we will send it tomorrow", "as soon as item 2 is gone".

A tag is carried out at once.  So what its writer announces is none yet, and is asked about.  A statement
("sent", "removed") is put off by a word of a time to come in front of its verb, or by nothing but such a
time; an order ("close", "release") by a condition, too.
"""

import re
from typing import Final

from hotlined.domain.replies import item_words
from hotlined.domain.replies.ends import names_a_weekday
from hotlined.domain.replies.folding import fold, folded
from hotlined.domain.replies.picked import is_a_time_to_come
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.plain import WORDS

LONGEST: Final = 14  # words of such a sentence
NEAR: Final = 6  # words from the one that says "will" to the verb
ORDERS: Final = frozenset({Word.CLOSE, Word.RELEASE, Word.NTD})
# In front of a verb: it is yet to come.
WILL: Final = folded(
    "will shall going gonna ll planned scheduled intend plan wird werden werde werdet geplant sera",
    "seront serons allons va vont vais será serán vamos irá sarà saranno stiamo zal zullen wordt",
    "worden zostanie będzie będą będziemy ska skall kommer vil skal tulee tullaan hakkab hakkame saab",
    "θα būs tiks bude budou budeme ще će ćemo bomo",
)
SOON: Final = folded(
    "tomorrow tmr tmrw tonight soon shortly morgen übermorgen bald demnächst homme ülehomme varsti αύριο",
    "μεθαύριο σύντομα rytoj poryt netrukus rīt drīz imorgon snart demain bientôt mañana pronto amanhã",
    "breve domani presto binnenkort straks jutro wkrótce zítra brzy zajtra čoskoro holnap hamarosan",
    "mâine curând утре скоро sutra uskoro jutri kmalu huomenna pian",
)
_NAMES: Final = frozenset({"Will", "Shall"})  # with a capital, not at the begin
_MORNING: Final = folded("heute gestern vandaag gisteren this")  # "heute Morgen" has been
_IF: Final = folded(
    "if when once unless sobald wenn falls sofern lorsque quand cuando quando zodra wanneer gdy jeśli",
    "kiedy när kui όταν μόλις αν kai jei kad pokud amikor dacă când когато ако kada kdo če ko ako",
)
_AT_ONCE: Final = ["at", "once"]
_AS_SOON: Final = (
    "as soon as",
    "as long as",
    "provided that",
    "subject to",
    "en cuanto",
    "jak tylko",
    "niin pian",
)
# Beside a time to come, and saying nothing else: "it is going out this afternoon".
SMALL: Final = folded(
    "it is this that we they i them to be out in the on at from by us please then only but not before",
    "next es das sie wir erst dann am im ab von bitte ce c est nous le la det den vi se me see seda",
)
# "Bis morgen!" takes leave on a line of its own; without the mark, and as all that is said, it may be a date.
# "Bis Freitag! Dann schließen." is one in any case.
_LEAVE: Final = re.compile(
    r"^[ \t]*(?:Bis|Iki) [^\W\d_]+[ \t]*(!|[.,]?)[ \t]*\r?$(?!\s*(?:Dann|Danach|Erst|Tada|Tuomet|Po to)\b)",
    re.MULTILINE,
)
# Too early a notice warns: beside these no day is taken for a leave.
_GOES_OUT: Final = frozenset({Word.RELEASE, Word.NTD})
PIECES: Final = re.compile(r"[!?;,\n]|\.(?!\s*[0-9])")  # "no. 12" is no end of a sentence
SENTENCES: Final = re.compile(r"[!?;\n]|\.(?!\s*[0-9])")


def put_off(tag: Tag, text: str, stems: tuple[str, ...]) -> str:
    """The first sentence of a text that puts the tag off, or ""; `stems`: beginnings of what the tag says."""
    of_items = any(map(str.isdigit, tag.argument or ""))
    said = text if tag.word in _GOES_OUT else _LEAVE.sub(_unless_a_date, text)
    for piece in PIECES.split(said):
        words = [fold(one) for one in WORDS.findall(piece)]
        if not 0 < len(words) <= LONGEST or (of_items and _is_of_others(piece, words)):
            continue
        if _is_announced(words, stems) or (_is_time_alone(piece, words, order=tag.word in ORDERS)):
            return piece.strip()
    if tag.word in ORDERS and not of_items:
        return next((one.strip() for one in SENTENCES.split(text) if _is_condition(one, stems)), "")
    return ""


def is_announced(text: str) -> bool:
    """Whether a few words tell of a time to come: "they will call tomorrow"; Officer Will is no time."""
    said = WORDS.findall(text)
    words = [fold(one) for at, one in enumerate(said) if not (at and one in _NAMES)]
    return not WILL.isdisjoint(words) or _is_soon(words) or is_a_time_to_come(text)


def begins_with_a_condition(text: str) -> bool:
    """Whether it goes on with a condition: "(removed,) as soon as we can"."""
    words = [fold(one) for one in WORDS.findall(text)[:3]]
    return not _IF.isdisjoint(words[:1]) or f"{' '.join(words)} ".startswith(_AS_SOON)


def _unless_a_date(found: re.Match[str]) -> str:
    """Nothing, for a farewell; what may be a date stays."""
    return "" if found[1] == "!" or found.string[: found.start()].strip() else found[0]


def _is_of_others(piece: str, words: list[str]) -> bool:
    """Whether it is about other items than the tag: "the rest will be removed tomorrow"."""
    return bool(re.search("[0-9]", piece)) or not item_words.PART.isdisjoint(words)


def _is_announced(words: list[str], stems: tuple[str, ...]) -> bool:
    verbs = [at for at, one in enumerate(words) if one.startswith(stems)]
    will = [at for at, one in enumerate(words) if one in WILL]
    if any(0 < verb - at <= NEAR for at in will for verb in verbs):
        return True
    return bool(verbs) and _is_soon(words)


def _is_soon(words: list[str]) -> bool:
    return any(
        one in SOON and (one != "morgen" or at == 0 or words[at - 1] not in _MORNING)
        for at, one in enumerate(words)
    )


def _is_time_alone(piece: str, words: list[str], *, order: bool) -> bool:
    """Whether it is a time to come and nothing else; a day of the week may have been, but for an order."""
    if is_a_time_to_come(piece):
        return True
    times = SOON | WILL | item_words.TO_COME
    if all(one in times | SMALL for one in words) and any(one in times for one in words):
        return any(one in SOON or one in WILL for one in words)
    named = names_a_weekday(piece) and item_words.YOU.isdisjoint(words)  # not "see you Monday"
    return named and (order or any(one in WILL for one in words)) and len(words) <= 4


def _is_condition(sentence: str, stems: tuple[str, ...]) -> bool:
    """Whether an order hangs on a condition: it begins with one, or has one behind the order's verb."""
    words = [fold(one) for one in WORDS.findall(sentence)]
    if not 0 < len(words) <= LONGEST or "," in sentence:
        return False
    begins = conditions(words)
    if not begins:
        return False
    at = min(begins)
    return all(one in SMALL for one in words[:at]) or any(one.startswith(stems) for one in words[:at])


def has_a_condition(words: list[str]) -> bool:
    """Whether folded words have one that begins a condition."""
    return bool(conditions(words))


def conditions(words: list[str]) -> list[int]:
    """Where in folded words conditions begin; "at once" is none."""
    text = f" {' '.join(words)} "
    begins = [at for at, one in enumerate(words) if one in _IF and words[max(0, at - 1) : at + 1] != _AT_ONCE]
    return begins + [text.partition(f" {one} ")[0].count(" ") for one in _AS_SOON if f" {one} " in text]
