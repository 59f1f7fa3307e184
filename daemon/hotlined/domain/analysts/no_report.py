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
from hotlined.domain.replies.item_words import NOTICE, ONLY, REPORT
from hotlined.domain.replies.letter import LONGEST
from hotlined.domain.replies.lexicon import lexicon, tokens
from hotlined.domain.values.plain import WORDS, plain

BEHIND: Final = 2  # words from a no to the verb: "μην το αναφέρετε"
IN_FRONT: Final = 4  # and from the verb to a no: "melden Sie das noch nicht"
_SENTENCES: Final = re.compile(r"[.!?;\n]")
_PIECES: Final = re.compile(r"[][,:()]")
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
# What one does with any mail, as footers say; with a report where the police are named, or beside "yet".
_PASSING_ON: Final = stems("forward weiterleit edasta")
_YET: Final = folded(
    "yet before until till noch bevor bis veel enne kuni ακόμα ακόμη πριν μέχρι dar kol iki än ännu"
)
# Who else may get it, and how often: the report to the LEA is another.
_ELSEWHERE: Final = folded("registrar registrars registrarile registratorius iccam inhope cdn")
_TWICE: Final = folded("twice double doppelt zweimal topelt διπλά dukart dvigubai dubbelt")
_WIDER: Final = folded("domain domäne startseite homepage domeeni avalehte domeną domän domänen startsidan")
_TO_ME: Final = re.compile(
    plain(
        r"(?<!\w)(?:send|schick\w*|senden sie|saat\w*|saada|siųsk\w*|skicka)"
        r" (?:me|us|mir|uns|mulle|meile|man|mig|oss)(?!\w)"
    )
)
_AT_ONCE: Final = folded(
    "immediately sofort umgehend kohe viivitamata αμέσως iškart nedelsiant direkt genast"
)
_DENIALS: Final = folded("not nicht nie ära ärge ei mitte μη μην δεν ne inte")
_NO_NOT: Final = folded("no")  # "no report yet" has a noun
# In front of the rest it tells of what has been.
_TOLD: Final = folded(
    "did could was were have has had konnte konnten habe haben hat hatte wurde wollte saanud kunde har hade",
    "έχει έχω έχουμε έχουν είχε",
)
_DONE: Final = folded("erfolgt anywhere elsewhere sonst anderswo annanstans mujal αλλού kitur")


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
    for sentence in _SENTENCES.split(text):
        beside = sentence if len(sentence) <= LONGEST else ""  # each part of it is read with the whole
        yield from (one for one in _PIECES.split(sentence) if _forbids(one, beside or one, no))


def _is_of_the_report(words: set[str], sentence: str) -> bool:
    """Whether it speaks of reporting, and not of the notice or the provider."""
    notice = words & (NOTICE | _ALSO_A_REPORT)
    if words & HOST or (notice and not (notice <= _ALSO_A_REPORT and names_police(sentence))):
        return False
    whole = {fold(one) for one in WORDS.findall(sentence)}
    yet = bool(whole & _YET)
    if not yet and (_is_narrower(words, whole, sentence) or _is_at_once(sentence)):
        return False
    if notice or words & REPORT:
        return True
    verbs = [one for one in words if one.startswith(_REPORTING)]
    passed_on = all(one.startswith(_PASSING_ON) for one in verbs)
    return bool(verbs) and (yet or not passed_on or names_police(sentence))


def _is_narrower(words: set[str], whole: set[str], sentence: str) -> bool:
    """Whether it denies another report: "not twice", "not to the registrar", "not all of the domain"."""
    if words & _TWICE or _TO_ME.search(plain(sentence)):
        return True
    return bool(words & _ELSEWHERE or (words & _WIDER and whole & ONLY)) and not names_police(sentence)


def _is_at_once(sentence: str) -> bool:
    """Whether a part of it wants the report now: "do not wait, send it immediately"."""
    parts = [{fold(one) for one in WORDS.findall(part)} for part in sentence.split(",")]
    return any(part & _AT_ONCE and part.isdisjoint(_DENIALS) for part in parts)


def _forbids(piece: str, sentence: str, no: frozenset[str]) -> bool:
    words = [fold(one) for one in WORDS.findall(piece.replace("n't", " not").replace("n\u2019t", " not"))]
    told = next((at for at, one in enumerate(words) if one in _TOLD), len(words))
    orders = any(
        one in _ORDERS and not no.isdisjoint(words[max(0, at - BEHIND) : at + IN_FRONT + 1])
        for at, one in enumerate(words[: told + 1])
    )
    return orders and _is_of_the_report({*words}, sentence)
