"""The head of a quoted memo as HCL Notes writes it above one: no "From:", no colons.

    "Hotline" <hotline@example.org>          or, in cells:     Hotline <hotline@example.org>
    04.11.2026 09:41                                           04.11.2026 09:41
                                                               An      officer@example.net
    An                                                         Thema   item 1
    officer@example.net
    Thema
    item 1

Found by its order: who, when, then a label for whom and one for the subject, alone in a line or in a cell.

And the one of Italian webmail, certified mail's among it: labels as elsewhere, a blank for the colon.

    Da "Hotline" hotline@example.org
    A "Desk" desk@example.net
    Data Tue, 3 Nov 2026 10:12:33 +0100
    Oggetto item 1
"""

import re
from collections.abc import Sequence
from typing import Final

from hotlined.domain.text.quote_words import FROM, SENT, SUBJECT, TO
from hotlined.domain.values.plain import plain

MOST: Final = 16  # lines of such a head
_WHO: Final = re.compile(r"\s{0,8}[^<>@]{0,80}<[^<>\s@]{1,64}@[^<>\s]{1,200}>\s{0,8}$")
_DAY: Final = re.compile(
    r"\s{0,8}(?:\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}).{0,24}$"
)
_CLOCK: Final = re.compile(r"\d{1,2}[:.]\d{2}")
_FROM_WHOM: Final = re.compile(
    r"\s{0,8}[^\W\d_]{2,12} [^<>@:]{0,80}<?[^<>\s@]{1,64}@[^<>\s]{1,200}>?\s{0,8}$"
)
_LABELS: Final = (("from", FROM), ("to", TO), ("subject", SUBJECT), ("sent", SENT))
BARE: Final = 6  # lines of a head without colons


def memo_head(texts: Sequence[str], depths: Sequence[int], number: int) -> int:
    """The line behind a memo's head that begins here; `number` itself where none does."""
    if _WHO.match(texts[number][:400]) is None:
        return number
    said = [
        at
        for at in range(number, min(number + MOST, len(texts)))
        if texts[at].strip() and depths[at] == depths[number]
    ]
    if len(said) < 4 or said[1] > number + 2:
        return number
    when = texts[said[1]][:80]
    if _DAY.match(when) is None or _CLOCK.search(when) is None:
        return number
    cells = [(at, *_cells(texts[at])) for at in said[2:]]
    if cells[0][1] not in TO:
        return number
    for place, (at, label, value) in enumerate(cells):
        if label in SUBJECT:
            last = at if value or place + 1 == len(cells) else cells[place + 1][0]
            return last + 1
    return number


def bare_head(texts: Sequence[str], depths: Sequence[int], number: int) -> int:
    """The line behind a head of four labels without colons that begins here; `number` where none does."""
    if _FROM_WHOM.match(texts[number][:400]) is None or _first_word(texts[number]) not in FROM:
        return number
    kinds: set[str] = set()
    end = number
    while end < min(number + BARE, len(texts)) and depths[end] == depths[number]:
        word = _first_word(texts[end])
        found = {kind for kind, labels in _LABELS if word in labels}
        if not found or ("sent" in found and not any(map(str.isdigit, texts[end][:400]))):
            break
        kinds |= found
        end += 1
    return end if len(kinds) == len(_LABELS) else number


def _first_word(text: str) -> str:
    return plain(text[:40].strip().partition(" ")[0])


def _cells(text: str) -> tuple[str, str]:
    """A line's label, folded, and what stands in the cell beside it."""
    label, _, value = text[:200].partition("\t")
    return plain(label), value.strip()
