"""Which sentence beside a tag denies it: "not yet", "not yet removed!", "please do not close it yet".

So does one that puts it off (`put_off`): "we will send it tomorrow".

Who writes both is asked.  A sentence does so if it is nothing but a no, or if a no stands shortly before what
the tag says.  With items in the tag only the former counts: "[REMOVED:1] The rest is not removed" is clear.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from hotlined.domain.hotline.site import Phrase
from hotlined.domain.replies.item_words import PART
from hotlined.domain.replies.put_off import PIECES, put_off
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.plain import WORDS, plain, rows
from hotlined.domain.values.same import Same

LONGEST: Final = 9  # words, of a sentence that denies one thing
NEAR: Final = 4  # words from the no to what it denies, at most: "not been told to close"
# Beginnings of words that say what the tag says, in the languages of plain sentences and those near by.
_STEMS: Final[Mapping[Word, tuple[str, ...]]] = {
    Word.REMOVED: rows(
        "remov | delet | taken | offline | gone | entfern | gelösch | eemalda | kustuta | αφαιρ | διαγρα",
        "dzēs | noņem | pašalin | ištrin | bort | rader | supprim | elimin | rimoss | verwijder | usuni",
    ),
    Word.CLOSE: rows(
        "clos | schliess | abschliess | geschlossen | abgeschlossen | sulge | κλει | slēg | aizver | uždar",
        "užver | stäng | avslut | ferme | clôtur | cerrar | chiud",
    ),
    Word.RELEASE: rows(
        "releas | lift | freig | vabasta | αποδεσμ | atbrīv | atlaid | atleis | frisläpp | släpp"
    ),
    Word.NTD: rows(
        "send | sent | notif | schick | sende | geschick | verschick | gesend | melde | saada | saatke",
        "teavita | στειλ | siųsk | skick",
    ),
    Word.NTD_SENT: rows(
        "sent | send | gesend | gesandt | geschick | verschick | versand | saade | saat | σταλ | εστειλ",
        "nosūt | išsių | skick | sänt",
    ),
}
# The same of what is only announced.
_ANNOUNCED: Final[Mapping[Word, tuple[str, ...]]] = {
    Word.REMOVED: rows(
        "take | losch | retir | borra | usuwa | verwijder | elimin | skasuj | tar bort | ta bort"
    ),
    Word.NTD_SENT: rows(
        "go | going | versend | sende | schick | envoy | enver | envi | invi | verstur | verstuur | verzend",
        "verzond | wysl | wysyl | posl | elkuld | trimit | lahet | sand",
    ),
}
# What [REMOVED] says besides, that somebody has looked: "the provider says so, I have not checked".
_LOOKED: Final = rows(
    "check | verif | gepruft | uberpruft | prufen | kontroll | ελεγ | patikrin | tikrin | parbaud"
)
_ON: Final = frozenset(rows("on | at | upon | bei | beim | vid | found | there | here | reachable | da"))
_NEEDED: Final = rows("need | notig | erforderlich | vaja | reikia | behov | χρεια")
_SMALL: Final = frozenset(rows(
    "please | but | just | still | yet | now | it | is | this | that | has | been | was | have | do | t",
    "bitte | aber | noch | jetzt | es | das | ist | wurde | palun | veel | on | see | är | har | det | den",
    "ännu | än | blivit | vēl | ir | dar | yra | παρακαλω | ακομα | ακομη | εχει",
))  # fmt: skip


def denial(tag: Tag, text: str, phrases: tuple[Phrase, ...]) -> str:
    """The first sentence of a text that denies the tag, or "".

    Of `[NTD:...]` that lets the notice go at once, which is given without its argument; others are plans.
    """
    stems, noes, small = _STEMS.get(tag.word), *_known(Same(phrases))
    if stems is None or (tag.word is Word.NTD and tag.argument is not None):
        return ""
    of_items = any(map(str.isdigit, tag.argument or ""))
    for piece in PIECES.split(text):
        words = WORDS.findall(plain(piece))
        if (
            len(words) > 1 and words[-1] == "nu"
        ):  # the Swedish "now"; the Romanian "no" has its verb behind it
            words.pop()
        if not 0 < len(words) <= LONGEST or re.search("[0-9]", piece):
            continue
        at = [n for n, one in enumerate(words) if one in noes]
        said = [n for n, one in enumerate(words) if one.startswith(stems)]
        alone = len(at) > 0 and all(n in said or one in noes or one in small for n, one in enumerate(words))
        near = any(0 < there - no <= NEAR for no in at for there in said)
        if alone or (near and not of_items) or (tag.word is Word.REMOVED and _is_unseen(words, at)):
            return piece.strip()
    return put_off(tag, text, (*stems, *_ANNOUNCED.get(tag.word, ())))


def _is_unseen(words: list[str], noes: list[int]) -> bool:
    """Whether nobody has looked, at what the tag names; "the rest is not checked" is of other items.

    "No need to check again", "no check needed" and "not found on re-check" are of who has.
    """
    looked = (at for at, one in enumerate(words) if one.startswith(_LOOKED))
    near = any(0 < at - no <= NEAR and _ON.isdisjoint(words[no:at]) for at in looked for no in noes)
    return near and PART.isdisjoint(words) and not any(one.startswith(_NEEDED) for one in words)


def noes(phrases: tuple[Phrase, ...]) -> frozenset[str]:
    """The folded words that are a no."""
    return _known(Same(phrases))[0]


@lru_cache(maxsize=4)
def _known(same: Same[tuple[Phrase, ...]]) -> tuple[frozenset[str], frozenset[str]]:
    """The words that are a no, and those that may stand beside one without saying more."""
    noes = frozenset(word for word in _texts(same.value, "negation") if " " not in word)
    later = frozenset(word for text in _texts(same.value, "not-yet") for word in text.split())
    return noes, (later | _SMALL) - noes


def _texts(phrases: Iterable[Phrase], meaning: str) -> Iterator[str]:
    return (plain(one.text) for one in phrases if one.meaning == meaning)
