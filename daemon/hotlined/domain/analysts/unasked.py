"""Form lines of an analyst's mail on a case that has no [UPDATE]: nothing would read them, so it is asked.

A `[HOLD]` is carried out all the same, and a `[NOTE]` keeps the text.  Which item is meant, in `Item:` or
`URL:`, is `beside`'s; and a remark is no field.  "Country: Estonia" below "Kind regards" is of a signature.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from hotlined.domain.form import has_fields
from hotlined.domain.form.annex import KINDS, Kind
from hotlined.domain.form.closings import closes
from hotlined.domain.form.lines import cut
from hotlined.domain.tagging.words import Word

_KEPT: Final = frozenset({Word.UPDATE, Word.NOTE, Word.HOLD})
_NO_CHANGE: Final = (Kind.FILLED_BY_US, Kind.URGENT, Kind.NUMBER, Kind.URL)
_SIGNED: Final = frozenset(
    {"host_country", "content_language", "region"}
)  # what a signature may have as well
_TOLD: Final = (
    "this form line changes the case only with [UPDATE]; expected that tag beside the others, or this line"
    " left out"
)


def no_tag(text: str, labels: Mapping[str, str]) -> str:
    """The sentence for a mail without any tag: which one would read its form lines, where it has some."""
    if has_fields(text, labels):
        return "no tag was found; the form lines change the case only with [UPDATE]"
    return "no tag was found; send [HELP] for the list"


def unasked(words: Collection[Word], body: str, text: str, labels: Mapping[str, str]) -> Iterator[str]:
    """Each form line of `text` with its number in the mail, where no tag asks for it."""
    if not words or not _KEPT.isdisjoint(words):
        return
    closing = next((at for at, one in enumerate(text.split("\n"), 1) if closes(one)), None)
    filled = [
        one
        for one in cut(text, labels).entries
        if one.filled and one.name != "comments" and KINDS.get(one.name) not in _NO_CHANGE
        if one.name not in _SIGNED or closing is None or one.line < closing
    ]
    places: dict[str, list[int]] = {}
    for number, line in enumerate(body.splitlines(), 1):
        places.setdefault(line.strip(), []).append(number)
    below = 0
    for one in filled:
        where = places.get(one.raw, [])
        at = bisect_right(where, below)
        below = where[at] if at < len(where) else below or one.line
        yield f"line {below}: {_TOLD}"
