"""The URLs of a case, as they are compared across cases."""

from collections.abc import Collection, Mapping

from hotlined.domain.cases.state import Case, Hold
from hotlined.domain.hotline.url_key import url_key

NOWHERE: frozenset[str] = frozenset()


def urls_of(case: Case) -> frozenset[str]:
    """The URLs of a case that is open, or has a hold that outlasts it, as they are compared."""
    if not case.is_open and not case.outlasting():
        return NOWHERE
    return frozenset(url_key(item.url) for item in case.listed)


def kept_back(case: Case, hold: Hold, urls: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The other cases with a URL that the hold is on, in order; `urls`: as compared -> open cases with it."""
    items = enumerate(case.listed, 1)
    mine = {url_key(item.url) for number, item in items if not hold.items or number in hold.items}
    return tuple(sorted({one for url in mine for one in urls.get(url, ()) if one != case.stream}))
