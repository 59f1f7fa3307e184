"""NOT-OURS: a provider says that somebody else hosts items; analysts get proposals whom to notify."""

import re
from collections.abc import Iterator

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import is_ours
from hotlined.domain.record.noticed import ItemsDisowned
from hotlined.domain.steps.notifying import upstream
from hotlined.domain.steps.withdrawing import taken_back
from hotlined.domain.values.address import Address, parse_address

_WORD = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")


def not_ours(
    context: Context, case: Case, contact: str, *, items: tuple[int, ...], named: str, mail: str
) -> Effect:
    """The items leave the provider's reminders; analysts get who else it may be, ready to be confirmed.

    Nothing goes to anybody whom only a provider has named: an analyst says [PROVIDER:...] (P5).
    """
    mine = tuple(
        one.number
        for one in case.items
        if one.number in items and one.provider and one.provider.contact == contact
        if one.removed_by is None and one.disowned_by != contact
    )
    if not mine:
        return Effect()
    fact = ItemsDisowned(items=mine, contact=contact, mail=mail, who=named or None)
    values = {
        "provider": contact,
        "items": mine,
        "named": named,
        "closed": case.closed is not None,
        "proposals": tuple(dict.fromkeys(_proposals(context, case, contact, mine, named))),
    }
    letters = to_analysts(context, case, "not-ours", values, content=True)
    return Effect((fact,), letters, taken_back(case, mine))


def _proposals(
    context: Context, case: Case, contact: str, items: tuple[int, ...], named: str
) -> Iterator[tuple[str, str]]:
    """Addresses, and where each comes from: the provider, its name or the items in the directory.

    No CDN's: whoever takes its address from the list says that it is the host, and it gets the notice.
    """
    for address in _written(named, context.site):
        row = context.site.directory.row_of(str(address))
        if row is None or not row.cdn:
            yield str(address), "named by the provider"
    folded = named.casefold()
    for provider in context.site.providers:
        meant = folded and provider.name.casefold() in folded and not provider.cdn
        if meant and str(provider.contact) != contact:
            yield str(provider.contact), f"{provider.name} in the directory"
    for provider in upstream(case, contact, items, context):
        yield str(provider.contact), f"{provider.name} in the directory, for the same address or name"


def _written(named: str, site: Site) -> Iterator[Address]:
    for word in _WORD.findall(named):
        address = parse_address(word.strip(".'"))
        if address is not None and not is_ours(address, site):
            yield address
