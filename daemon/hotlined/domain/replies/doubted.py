"""Which sentences beside a receipt may take it back: then it is none (P8), since what is received is purged.

No list of faults has an end ("it cannot be opened", "only the signature came", "wrong key"), so a sentence is
asked for what these have in common.  Either it is not understood, or asks, and denies something, is a plea,
is short or speaks of what has come or of doing it again.  Or it denies something in harmless words alone.
"""

from collections.abc import Sequence
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.hearing import VOUCHED, bare
from hotlined.domain.replies.item_words import AGAIN
from hotlined.domain.replies.letter import PASSED_OVER
from hotlined.domain.replies.lexicon import Token, lexicon, tokens
from hotlined.domain.replies.sentence import Said
from hotlined.domain.replies.sentence_words import A_MAIL
from hotlined.domain.replies.wanted_again import BESIDE, COMPLAINT, speaks_of_opening

SHORT: Final = 5  # words, of a sentence that says one thing: "the key has expired", "password needed"
_CUES: Final = frozenset({"negation", "not-yet", "polite", "thing"})


def takes_back(sentence: str, said: Said, site: Site) -> bool:
    """Whether a sentence may say that what was received is missing, cannot be read, or is wanted again."""
    if said.hints & {COMPLAINT, BESIDE} and PASSED_OVER not in said.hints:
        return True
    words = tokens(bare(sentence, site))
    understood = said.clear and "question" not in said.meanings
    # Whatever is called a notice there: "Zawiadomienia nie da się otworzyć".
    if "hold" not in said.meanings and not understood and speaks_of_opening(words):
        return True
    if "hold" in said.meanings or said.hints & {"disclaimer", "topic"}:
        return False
    if understood:
        return said.meanings <= {"received"} and _is_denied(words, said, site)
    hints = said.hints | {hit.meaning for hit in lexicon(site.phrases).nested(words)}  # "can not open"
    if hints & _CUES:
        return True
    return len(words) <= SHORT or any(one.word in A_MAIL or one.word in AGAIN for one in words)


def _is_denied(words: Sequence[Token], said: Said, site: Site) -> bool:
    """Whether "there is no report" is said: not "no more questions", and not "case no. 12"."""
    if "negation" not in said.hints or said.hints & {"thing", "telling", VOUCHED, PASSED_OVER}:
        return False
    hits = lexicon(site.phrases).hits(words, said.languages)
    ends = (hit.end for hit in hits if hit.meaning == "negation")
    return any(at == len(words) or not words[at].is_number for at in ends)
