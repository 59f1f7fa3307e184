"""Which items of a case an analyst's [PROVIDER:...] is about: one provider's, never by mistake another's."""

from collections.abc import Iterable

from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.state import Case
from hotlined.domain.form.annex import Item
from hotlined.domain.hotline.directory import a_labels, host_of
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Inbound
from hotlined.domain.ntd.sent_notices import failed, open_items


def hosted(
    case: Case, mail: Inbound, contact: str, named: tuple[int, ...], site: Site
) -> tuple[int, ...] | str:
    """The items that a [PROVIDER:...] is about; or the sentence that asks for them.

    Those that it names; else those of the silent notice whose escalation is answered; else those that want
    a contact, or all that are still there: of this very contact, or where one provider has them all.
    """
    if named:
        unknown = [number for number in named if number not in case.numbers()]
        return f"item {unknown[0]} is not in {case.stream}; it has {len(case.items)}" if unknown else named
    if silent := _silent(case, mail):
        return silent
    gone = case.all_gone()
    there = [item for item in case.items if item.number not in gone] or case.items
    pool = [item for item in there if _wants_contact(case, item)] or there
    own = tuple(item.number for item in pool if item.contact == contact)
    # It has items that want nothing: a second analyst who confirms it must not move another's items to it.
    meant = there if not own and any(item.contact == contact for item in there) else pool
    hosts = dict.fromkeys(item.contact or "nobody known" for item in meant)
    if own or (len(hosts) < 2 and _one_place(case, pool, site)):
        return own or tuple(item.number for item in pool)
    example = f"PROVIDER:{contact} {pool[0].number}"
    if len(hosts) < 2:
        return (
            f"[PROVIDER:{contact}]: the items of {case.stream} have different hosts, and whose these are is "
            f"not known; expected the numbers of those meant, as in [{example}]"
        )
    return (
        f"[PROVIDER:{contact}]: the items of {case.stream} are at several providers ({', '.join(hosts)}); "
        f"expected the numbers of those meant, as in [{example}]"
    )


def together(case: Case, numbers: Iterable[int], site: Site) -> tuple[int, ...]:
    """Those of the items that one provider has with the first of them, as far as anybody knows.

    They are offered in one [PROVIDER:...]; the others are offered once these have a contact.
    """
    wanted = tuple(numbers)
    items = {item.number: item for item in case.items}
    listed = dict(enumerate(case.listed, 1))
    first = items.get(wanted[0]) if wanted else None
    if first is None:
        return wanted[:1]
    known = not _is_hidden(first)
    return tuple(
        one
        for one in wanted
        if (other := items.get(one)) is not None
        if other.contact == first.contact and _is_hidden(other) is not known
        if known or _same_place(listed.get(first.number), listed.get(one), site)
    )


def _is_hidden(item: ItemState) -> bool:
    """Whether nobody knows who hosts it."""
    return item.provider is None or item.provider.cdn or item.is_disowned


def _same_place(one: Item | None, other: Item | None, site: Site) -> bool:
    """Whether two items have one host name; or names of one holder, and no two IP addresses."""
    if one is None or other is None:
        return one is other  # purged, as all of the case are
    here, there = host_of(one.url), host_of(other.url)
    return here == there or (one.ip == other.ip and _domain(here, site) == _domain(there, site))


def _domain(host: str, site: Site) -> str:
    return site.held_by_one(a_labels(host))


def _one_place(case: Case, items: Iterable[ItemState], site: Site) -> bool:
    """Whether those whose host is not known are in one place, or have one IP address.

    Who has one of several may not have the others: its notice would name their URLs to a stranger to them.
    """
    hidden = {item.number for item in items if _is_hidden(item)}
    listed = [item for number, item in enumerate(case.listed, 1) if number in hidden]
    addresses = {item.ip for item in listed}
    if len(addresses) == 1 and None not in addresses:
        return True
    return all(_same_place(listed[0], one, site) for one in listed)


def _wants_contact(case: Case, item: ItemState) -> bool:
    """Whether it waits for a contact that an analyst names or confirms."""
    host = item.provider
    if host is None or not host.confirmed or host.cdn or host.channel != "mail":
        return True
    return item.is_disowned or failed(case, item)


def _silent(case: Case, mail: Inbound) -> tuple[int, ...]:
    """The items of the notice whose escalation the mail answers."""
    told = next((case.sent[one] for one in mail.references if one in case.sent), None)
    if told is None or told.kind != "escalation":
        return ()
    meant = ((notice, then) for notice in case.notices for then in notice.escalations if then.at == told.at)
    still = ({*then.items}.intersection(open_items(case, notice)) for notice, then in meant)
    return tuple(sorted(frozenset[int]().union(*still)))
