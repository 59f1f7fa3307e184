"""The Message-ID of a card: which case it shows, in which column, and whether it is still the right one.

So a look at the headers of the board's folders is enough to know it again after a restart.  The digest is
salted and the mark drawn from a token of the case, so that neither tells content, nor can be made by whoever
does not have a mail of that case.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from hotlined.domain.overview.board import Column
from hotlined.domain.values.reference import parse_reference

_CODES: Final = {column: column.name.lower().replace("_", "-") for column in Column}
_COLUMNS: Final = {code: column for column, code in _CODES.items()}
_NAME: Final = re.compile(
    r"<card\.([A-Z0-9-]{1,40})\.([a-z-]{1,20})\.([nc])([m]?)\.([0-9a-f]{16})\.([0-9a-f]{16})@[^<>@]{1,255}>"
)


@dataclass(frozen=True, slots=True)
class CardName:
    """One version of a card; `noted`: with the word that somebody moved it, which changes no digest."""

    reference: str
    column: Column
    content: bool
    digest: str
    mark: str
    noted: bool = False

    def message_id(self, domain: str) -> str:
        """As a Message-ID."""
        how = ("c" if self.content else "n") + ("m" if self.noted else "")
        return f"<card.{self.reference}.{_CODES[self.column]}.{how}.{self.digest}.{self.mark}@{domain}>"

    def shows(self, other: "CardName") -> bool:
        """Whether it is the same version, noted or not."""
        mine = (self.reference, self.column, self.content, self.digest, self.mark)
        return mine == (other.reference, other.column, other.content, other.digest, other.mark)


def read_card_name(message_id: str) -> CardName | None:
    """The name in a Message-ID; None where it is not a card's."""
    found = _NAME.fullmatch(message_id)
    column = _COLUMNS.get(found[2]) if found is not None else None
    if found is None or column is None or parse_reference(found[1]) is None:
        return None
    return CardName(found[1], column, found[3] == "c", found[5], found[6], noted=bool(found[4]))


def mark_of(reference: str, token: str) -> str:
    """The mark of a case's cards; `token` is the first one that the case has drawn."""
    return _short("mark", reference, token)


def digest_of_card(reference: str, token: str, *parts: str) -> str:
    """The digest of what a card says."""
    return _short("card", reference, token, *parts)


def _short(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
