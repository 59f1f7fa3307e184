"""The URLs of a case, as they are compared across cases."""

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.url_key import url_key

NOWHERE: frozenset[str] = frozenset()


def urls_of(case: Case) -> frozenset[str]:
    """The URLs of a case that is open, or has a hold that outlasts it, as they are compared."""
    if not case.is_open and not case.outlasting():
        return NOWHERE
    return frozenset(url_key(item.url) for item in case.listed)
