"""The URLs of a case, as they are compared across cases."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.url_key import url_key

Urls = Mapping[str, Collection[str]]  # as compared -> open cases with it

NOWHERE: frozenset[str] = frozenset()
UNKNOWN: Final[Urls] = MappingProxyType({})


def urls_of(case: Case) -> frozenset[str]:
    """The URLs of a case that is open, or goes on though it is closed, as they are compared."""
    if not case.lives:
        return NOWHERE
    return frozenset(url_key(item.url) for item in case.listed)


def ending_of(case: Case) -> dict[str, bool]:
    """What a letter about a hold or question has to know: closed, a case keeps back only those of others with
    its URLs; and once these are purged, none.
    """
    closed = case.closed is not None
    return {"closed": closed, "purged": closed and not case.listed}


def stops(case: Case, key: str) -> tuple[int, ...] | None:
    """The items that a hold or question, by its name, is about, () for all; None where there is no such."""
    found = (one.items for one in case.holds if one.id == key)
    return next(found, () if any(one.id == key for one in case.pauses) else None)


def kept_back(case: Case, items: tuple[int, ...], urls: Urls) -> tuple[str, ...]:
    """The other cases with a URL of these items, () for all, in order."""
    mine = {url_key(item.url) for number, item in enumerate(case.listed, 1) if not items or number in items}
    return tuple(sorted({one for url in mine for one in urls.get(url, ()) if one != case.stream}))
