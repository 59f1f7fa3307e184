"""Words above a form that want no report to the LEA yet: "[ILLEGAL] do not report this yet".

A report cannot be taken back, so such a mail is refused, and the answer says so at once: nothing leaves, and
nobody counts on it.  What asks to wait with the notice lets the report go (`plain_wait`), and so does what
only tells how it is: "not reported to ICCAM yet".
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from hotlined.domain.analysts.letting_go import waiting
from hotlined.domain.analysts.not_now import HOST
from hotlined.domain.analysts.only_told import names_police, tells_only
from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.denied import noes
from hotlined.domain.replies.folding import fold, folded, stems
from hotlined.domain.replies.item_words import NOTICE, REPORT
from hotlined.domain.replies.lexicon import lexicon, tokens
from hotlined.domain.values.plain import WORDS

BEHIND: Final = 2  # words from a no to the verb: "μην το αναφέρετε"
IN_FRONT: Final = 4  # and from the verb to a no: "melden Sie das noch nicht"
_PIECES: Final = re.compile(r"[][.!?;,:()\n]")
# What one does with a report, in any form.
_REPORTING: Final = stems(
    "report send forward submit meld schick send weiterleit übermittel anzeig teata saat saada edasta αναφ",
    "στείλ στέλ διαβιβ pranešk praneš nepraneš siųsk siųst nesiųsk nesiųst rapport anmäl skick signal envoy",
    "transm denunc enví envi",
)
# A notice, or a report where the police are named: "mit der Meldung an das LKA".
_ALSO_A_REPORT: Final = folded(
    "meldung teade teadet teavitus teavitust pranešimas pranešimo pranešimą pranešimu anmälan"
)
# As an order, or what may be one.
_ORDERS: Final = folded(
    "report submit melden melde meldet teata teatage αναφέρετε αναφέρεις αναφέρουμε αναφερθεί",
    "praneškite pranešk rapportera anmäl anmäla signaler signalez denunciar denuncie reportar",
)
_NO_NOT: Final = folded("no")  # "no report yet" has a noun
# In front of the rest it tells of what has been.
_TOLD: Final = folded(
    "did could was were have has had konnte konnten habe haben hat hatte wurde wollte saanud kunde har hade"
)
_DONE: Final = folded("erfolgt anywhere elsewhere sonst anderswo")


def wants_no_report(text: str, site: Site, now: datetime) -> str | None:
    """The sentence that asks, where an analyst's own words want no report to the LEA yet."""
    if not any(True for _ in _wishes(text, site, now)):
        return None
    return (
        "your text asks to wait with the report; expected the mail without these words, once the LEA may"
        " have it"
    )


def _wishes(text: str, site: Site, now: datetime) -> Iterator[str]:
    known = lexicon(site.phrases)
    for words, said in waiting(text, site, now):
        here = {one.word for one in tokens(words)}
        if _is_of_the_report(here, words) and not (here & _DONE or tells_only(words, said, known)):
            yield words
    no = noes(site.phrases) - _NO_NOT
    yield from (one for one in _PIECES.split(text) if _forbids(one, no))


def _is_of_the_report(words: set[str], sentence: str) -> bool:
    """Whether it speaks of reporting, and not of the notice or the provider."""
    notice = words & (NOTICE | _ALSO_A_REPORT)
    if words & HOST or (notice and not (notice <= _ALSO_A_REPORT and names_police(sentence))):
        return False
    return bool(notice or words & REPORT) or any(one.startswith(_REPORTING) for one in words)


def _forbids(piece: str, no: frozenset[str]) -> bool:
    words = [fold(one) for one in WORDS.findall(piece.replace("n't", " not").replace("n\u2019t", " not"))]
    pairs = [
        min(verb, not_)
        for verb, one in enumerate(words)
        for not_, other in enumerate(words)
        if one in _ORDERS and other in no and -BEHIND <= not_ - verb <= IN_FRONT
    ]
    return any(_TOLD.isdisjoint(words[:first]) for first in pairs) and _is_of_the_report({*words}, piece)
