"""Whether a notice by the hotline belongs to a case at all: by what was found, where, and who sends it."""

from collections.abc import Collection

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import NtdBody, Site
from hotlined.domain.ntd.notices import NOT_ILLEGAL


def no_notice(assessment: str, country: str | None, body: str, site: Site) -> str | None:
    """Why an [NTD:…] has nothing to set the time of in such a case; None: a notice is to go."""
    if assessment == NOT_ILLEGAL:
        return "[NTD:…]: what is not illegal brings no notice; leave this tag out"
    if body != NtdBody.HOTLINE:
        return "[NTD:…]: the LEA sends the notices, as agreed, and none goes from here; leave this tag out"
    if country != site.hotline.country:
        return "[NTD:…]: hosted abroad, so that no notice goes from here; leave this tag out"
    return None


def expects_notice(case: Case, site: Site) -> bool:
    """Whether a notice by the hotline belongs to the case at all."""
    opened = case.opened
    if opened is None or case.without_notice:
        return False
    return no_notice(opened.assessment, opened.country, opened.ntd_body, site) is None


def notices_to_come(case: Case, site: Site) -> bool:
    """Whether a notice, or a reminder of one, may still go about an item of the case."""
    return expects_notice(case, site) and any(item.removed_by is None for item in case.items)


def purged_of(case: Case, items: Collection[int]) -> tuple[int, ...]:
    """Those of the items whose URLs a purge has destroyed, so that no notice can be written about them."""
    known = len(case.listed)
    return tuple(one.number for one in case.states(items) if one.number > known)


def is_abroad(case: Case, site: Site) -> bool:
    """Whether it was found illegal (or unsure) and is hosted in another country."""
    opened = case.opened
    home = site.hotline.country
    return opened is not None and opened.assessment in ("illegal", "unsure") and opened.country != home


def wants_entry(case: Case, site: Site) -> bool:
    """Whether it is hosted abroad, and nobody has told its ICCAM number."""
    return is_abroad(case, site) and case.iccam is None
