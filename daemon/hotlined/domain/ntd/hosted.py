"""Which items of a case an analyst's [PROVIDER:...] is about: one provider's, never by mistake another's."""

from collections.abc import Iterable

from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.directory import host_of
from hotlined.domain.mail.message import Inbound
from hotlined.domain.ntd.sent_notices import failed, open_items


def hosted(case: Case, mail: Inbound, contact: str, named: tuple[int, ...]) -> tuple[int, ...] | str:
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
    own = tuple(item.number for item in pool if _contact(item) == contact)
    # It has items that want nothing: a second analyst who confirms it must not move another's items to it.
    meant = there if not own and any(_contact(item) == contact for item in there) else pool
    hosts = dict.fromkeys(_contact(item) or "nobody known" for item in meant)
    if own or (len(hosts) < 2 and _one_place(case, pool)):
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


def _contact(item: ItemState) -> str:
    return item.provider.contact if item.provider is not None else ""


def together(case: Case, numbers: Iterable[int]) -> tuple[int, ...]:
    """Those of the items that one provider has with the first of them, as far as anybody knows.

    They are offered in one [PROVIDER:...]; the others are offered once these have a contact.
    """
    urls = {number: item.url for number, item in enumerate(case.listed, 1)}
    places = {
        item.number: (_contact(item), host_of(urls.get(item.number, "")) if _is_hidden(item) else "")
        for item in case.items
    }
    wanted = tuple(numbers)
    return tuple(one for one in wanted if places.get(one) == places.get(wanted[0]))


def _is_hidden(item: ItemState) -> bool:
    """Whether nobody knows who hosts it."""
    return item.provider is None or item.provider.cdn or _disowned(item)


def _one_place(case: Case, items: Iterable[ItemState]) -> bool:
    """Whether those whose host is not known have one host name, or one IP address.

    Who has one of several may not have the others: its notice would name their URLs to a stranger to them.
    """
    hidden = {item.number for item in items if _is_hidden(item)}
    listed = [item for number, item in enumerate(case.listed, 1) if number in hidden]
    names = {host_of(item.url) for item in listed}
    addresses = {item.ip for item in listed}
    return len(names) < 2 or (len(addresses) == 1 and None not in addresses)


def _wants_contact(case: Case, item: ItemState) -> bool:
    """Whether it waits for a contact that an analyst names or confirms."""
    host = item.provider
    if host is None or not host.confirmed or host.cdn or host.channel != "mail":
        return True
    return _disowned(item) or failed(case, item)


def _disowned(item: ItemState) -> bool:
    return bool(item.disowned_by) and item.disowned_by == _contact(item)


def _silent(case: Case, mail: Inbound) -> tuple[int, ...]:
    """The items of the notice whose escalation the mail answers."""
    told = next((case.sent[one] for one in mail.references if one in case.sent), None)
    if told is None or told.kind != "escalation":
        return ()
    meant = ((notice, then) for notice in case.notices for then in notice.escalations if then.at == told.at)
    still = ({*then.items}.intersection(open_items(case, notice)) for notice, then in meant)
    return tuple(sorted(frozenset[int]().union(*still)))
