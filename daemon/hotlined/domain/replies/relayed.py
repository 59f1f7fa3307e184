"""What is only spoken of: "thanks for letting us know that you may", "please confirm it has been removed".

The words of a release stand in it, and nobody gives one.  Behind "that" it takes a word that gives it, and
no thanks; in doubt somebody is asked (P7).
"""

from collections.abc import Iterable, Sequence, Set
from itertools import pairwise
from typing import Final

from hotlined.domain.replies.folding import by_language, folded, stems
from hotlined.domain.replies.lexicon import Hit, Token

_THAT: Final = by_language(
    en="that", de="dass damit", fr="que qu", es="que", pt="que", it="che",
    nl="dat zodat", pl="że żeby aby", el="ότι πως που", et="et", sv="att", da="at så",
    fi="että jotta", cs="že aby", sk="že aby", hu="hogy", ro="că să", lt="kad",
    lv="ka lai", sl="da", hr="da", bg="че да", mt="li", ga="go",
)  # fmt: skip
# Right in front of it, without a "that": what somebody knows, hears, or is glad of.
_OF_IT: Final = folded(
    "so know knowing see noted understand understood hear heard read confirming telling saying glad good",
    "great hope hoping wish whether",
)
_HEARSAY: Final = folded("noted see understand understood hear heard hope wish whether")
_CONFIRMS: Final = folded("confirm verify check ensure confirme confirmen confirmar")
_PLEASE: Final = folded("please pls plz kindly rogamos ruego")
GIVES: Final = stems(
    "confirm inform advis agree decid bestätig teilen teile entschied conferm comunic bevestig meedel",
    "potwierdz επιβεβαι ενημερων kinnita teata teavita anname annan bekräft meddel bekræft oplys vahvist",
    "ilmoita potvr sděluj oznam oznám megerősít tájékoztat értesít anunț patvirtin praneš apstiprin",
    "paziņo obvešč javlj потвърж съобщ nikkonferm deimhn",
)
_THANKS: Final = stems(
    "thank thanks danke dank vielen merci remerci gracias agradec obrigad grazie ringrazi bedankt",
    "dziękuj ευχαριστ aitäh tänan täname tack tak takker kiitos kiitän děkuj ďakuj köszön mulțum ačiū",
    "dėkoj paldies hvala благодар grazzi",
)
# With a comma behind, these say yes to what was asked: "Noted, you may inform the provider".
_YES: Final = folded("noted understood great good")
# Whoever is to say it first, or is asked whether it is so, has not said it.
_FIRST: Final = (("have", "to"), ("has", "to"), ("need", "to"), ("are", "to"), ("am", "to"), ("do", "they"))
_TO_COME: Final = folded("will ll shall")


def is_relayed(said: Sequence[Token], hits: Iterable[Hit]) -> bool:
    """Whether a release in a sentence is only spoken of, or stands behind "in that case"."""
    found = min((hit for hit in hits if hit.meaning == "release"), key=lambda hit: hit.start, default=None)
    if found is None or not found.start:
        return False
    before = [one.word for one in said[: found.start]]
    if _is_to_be_said(before) or before[-2:] == ["that", "case"]:
        return True
    if _hears(before):
        return not (_says_yes(said, found) or _sees_none(said, found))
    if before[-1] not in _THAT.get(found.language, frozenset()):
        return False
    if tuple(before[-3:]) == ("you", "know", "that") and "let" in before:
        return not _TO_COME.isdisjoint(before)
    return any(one.startswith(_THANKS) for one in before) or not any(one.startswith(GIVES) for one in before)


def _is_to_be_said(before: Sequence[str]) -> bool:
    """Whether somebody has yet to say it: "please confirm that", "I have to confirm that"."""
    says = [at for at, word in enumerate(before) if word.startswith(GIVES)]
    if not says:
        return False
    front = before[: says[-1]]
    asked = before[says[-1]] in _CONFIRMS and not _PLEASE.isdisjoint(front)
    return asked or "shall" in front or any(pair in _FIRST for pair in pairwise(front))


def _says_yes(said: Sequence[Token], found: Hit) -> bool:
    last = said[found.start - 1]
    return last.word in _YES and last.clause != said[found.start].clause


def _sees_none(said: Sequence[Token], found: Hit) -> bool:
    """Whether it is "I see no objection"."""
    return (said[found.start - 1].word, said[found.start].word) == ("see", "no")


def is_asked_for(said: Sequence[Token], hits: Iterable[Hit]) -> bool:
    """Whether a receipt, or that content is gone, is to be confirmed, or was heard: nobody says it then."""
    for hit in hits:
        if hit.meaning not in ("removed", "received"):
            continue
        before = [one.word for one in said[: hit.start] if one.clause == said[hit.start].clause]
        asks = next((at for at, word in enumerate(before) if word in _PLEASE), len(before))
        heard = any(_hears(before[: at + 1], _HEARSAY) for at in range(len(before)))
        heard = heard and hit.meaning == "removed"
        if heard or any(word in _CONFIRMS for word in before[asks:]):
            return True
    return False


def _hears(before: Sequence[str], words: Set[str] = _OF_IT) -> bool:
    """Whether the last of these words tells of what was heard; "to let you know" gives it."""
    last = tuple(before[-2:])
    return last[-1] in words - {"know"} or (last[-1] == "know" and last[0] != "you")
