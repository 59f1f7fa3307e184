"""Who hosts the items of a case, as the provider directory knows it: when it is opened, and now."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.sent import Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.form.annex import Answer, Form, Item
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.notices import CDN, FORM, UNCONFIRMED
from hotlined.domain.ntd.sent_notices import concerns, failed, notices_about
from hotlined.domain.record.casework import ProviderSet
from hotlined.domain.values.same import Same

CHANGED = "the provider directory says otherwise by now"
_WAITING = (RowState.QUEUED, RowState.CANCELLED)


def providers(
    items: tuple[tuple[int, Item], ...], site: Site, *, behind: bool = False
) -> Iterator[ProviderSet]:
    """Who hosts these numbered items, as far as the directory knows.

    `behind`: the form says that a CDN stands in front.  Then a row that only fits the name is not known to
    be the origin; one that fits the IP address is.
    """
    grouped: dict[tuple[Same[Provider], bool], list[int]] = {}  # a row may have thousands of networks
    for number, item in items:
        hit = next(site.directory.hosting(item.url, item.ip), None)
        if hit is not None:
            hidden = hit.provider.cdn or (behind and not hit.by_address)
            grouped.setdefault((Same(hit.provider), hidden), []).append(number)
    for (row, hidden), numbers in grouped.items():
        provider = row.value
        yield ProviderSet(
            items=tuple(numbers),
            name=provider.name,
            contact=str(provider.contact),
            confirmed=provider.confirmed,
            language=provider.language,
            cdn=hidden,
            channel=provider.channel,
        )


def rehosted(case: Case, site: Site, numbers: tuple[int, ...]) -> Iterator[ProviderSet]:
    """What the directory says of these items by now, where it is not what the case has.

    Only of items whose notice has not left, and not where an analyst chose the contact.  A row that is gone
    leaves its contact unconfirmed.  After a notice that came back only another contact is news.
    """
    listed = dict(enumerate(case.listed, 1))
    open_ones = {one.number: one for one in case.items if one.number in numbers and _waits(case, one)}
    items = tuple((number, listed[number]) for number in open_ones if number in listed)
    found = _found(case, open_ones, items, site)
    for number, _ in items:
        old, new = open_ones[number].provider, found.get(number)
        if new is None and old is not None and old.confirmed:
            new = replace(old, confirmed=False)
        if old and new and old.contact == new.contact and failed(case, open_ones[number]):
            continue  # as a new choice of the same contact it would get the notice again, and come back
        if new is not None and (old is None or _terms(old) != _terms(new)):
            yield replace(new, items=(number,))


def _found(
    case: Case, states: Mapping[int, ItemState], items: tuple[tuple[int, Item], ...], site: Site
) -> Mapping[int, ProviderSet]:
    """What the directory says of each of these items, by its number.

    Of a purged form it is not known any more whether a CDN stands in front.  Where that makes a difference
    the directory opens no way that the case did not have, and one to somebody else an analyst confirms.
    """

    def by_number(*, behind: bool) -> dict[int, ProviderSet]:
        return {one: host for host in providers(items, site, behind=behind) for one in host.items}

    if case.form is not None:
        return by_number(behind=case.form.cloudflare is Answer.YES)
    found, hidden = by_number(behind=False), by_number(behind=True)
    return {
        number: host if host.cdn == hidden[number].cdn else _narrowed(host, states[number].provider)
        for number, host in found.items()
    }


def _narrowed(host: ProviderSet, old: ProviderSet | None) -> ProviderSet:
    if old is None or old.contact != host.contact:
        return replace(host, confirmed=False)
    return replace(host, confirmed=host.confirmed and old.confirmed, cdn=old.cdn)


def moved(
    case: Case, form: Form, numbers: tuple[int, ...], site: Site, *, now: datetime
) -> Iterator[ProviderSet]:
    """Who hosts these items, which an update brought or changed, by the directory.

    An analyst's own choice stays, unless the item's address is another, and this very mail does not make it.
    """
    before = dict(enumerate(case.form.items if case.form is not None else (), 1))
    elsewhere = {one for one, item in before.items() if item.ip != form.items[one - 1].ip}
    states = {item.number: item for item in case.states(numbers)}
    for number, item in states.items():
        if number in before and not (_is_chosen(item) and item.provider_at == now):
            found = _anew(item, before[number], form.items[number - 1], site)
            yield from () if found is None else (found,)
    theirs = [one for one in numbers if one not in states or not _is_chosen(states[one])]
    items = tuple((number, form.items[number - 1]) for number in theirs)
    for host in providers(items, site, behind=form.cloudflare is Answer.YES):
        news = tuple(
            number
            for number in host.items
            if (state := states.get(number)) is None
            or _is_another(host, state)
            or (number in elsewhere and _is_back(host, case, state))
        )
        if news:
            yield replace(host, items=news)


def _is_chosen(item: ItemState) -> bool:
    return item.provider is not None and item.provider.by != "directory"


def _is_another(found: ProviderSet, item: ItemState) -> bool:
    old = item.provider
    return old is None or (old.contact, old.cdn) != (found.contact, found.cdn)


def _is_back(found: ProviderSet, case: Case, item: ItemState) -> bool:
    """Whether it was at another address in between, which left its contact to be confirmed."""
    unsure = item.provider is not None and not item.provider.confirmed and found.confirmed
    return unsure and not item.disowned_by and not failed(case, item)


def _anew(item: ItemState, old: Item, new: Item, site: Site) -> ProviderSet | None:
    """What becomes of the contact of an item whose IP address is another by now; None: it stays.

    It was the host at the address that was: where the directory does not know who has the new one, an analyst
    confirms it, or names another.  What an analyst chose gives way to a row that has the new address, and
    stays where both addresses are of one provider, and where there was none and nobody, or a CDN, has it.
    That a provider denies the item stays, too: as a contact to be confirmed it would be proposed.
    """
    host = item.provider
    if host is None or old.ip == new.ip:
        return None
    before, after = _at_address(old, site), _at_address(new, site)
    if host.by == "directory":
        known = any(site.directory.hosting(new.url, new.ip))
    elif after is not None:
        known = _is_same(after, before, host) or (after.cdn and not old.ip)
        return None if known else next(providers(((item.number, new),), site), None)
    else:
        known = not old.ip
    unsure = replace(host, items=(item.number,), confirmed=False, cdn=False, channel="mail")
    return None if known or item.disowned_by or _terms(unsure) == _terms(host) else unsure


def _is_same(after: Provider, before: Provider | None, host: ProviderSet) -> bool:
    """Whether an analyst's choice holds for this row; not what an address in between left unconfirmed."""
    if str(after.contact) == host.contact:
        return host.confirmed or not after.confirmed
    return before is not None and after.contact == before.contact


def _at_address(item: Item, site: Site) -> Provider | None:
    hit = next(site.directory.hosting(item.url, item.ip), None)
    return hit.provider if hit is not None and hit.by_address else None


def unfit_now(case: Case, contact: str, items: tuple[int, ...], site: Site) -> Iterator[str]:
    """Why a contact's row lets nobody write to it any more; nothing where an analyst chose it.

    One whose row is gone, or has another contact by now, may have been a mistake: nobody answers for it.
    """
    hosts = [one.provider for one in case.states(items) if one.provider is not None]
    row = site.directory.row_of(contact)
    if not hosts or any(host.by != "directory" for host in hosts):
        return
    if row is None:
        yield UNCONFIRMED
        return
    if row.cdn:
        yield CDN
    if row.channel == "form":
        yield FORM
    if not row.confirmed:
        yield UNCONFIRMED


def _waits(case: Case, item: ItemState) -> bool:
    """Whether no analyst chose its provider, and no notice about it has left, or may have.

    What came back or was refused has not: whoever corrects the address in the directory means the next one.
    """
    if item.removed_by is not None or item.disowned_by or (item.provider and item.provider.by != "directory"):
        return False
    mails = (case.sent.get(one.message_id) for one in notices_about(case, item.number) if concerns(one, item))
    return all(mail is None or mail.state in _WAITING or _came_back(mail) for mail in mails)


def _came_back(mail: Sent) -> bool:
    return mail.bounced or (mail.state is RowState.REFUSED and not mail.uncertain)


def _terms(host: ProviderSet) -> tuple[object, ...]:
    return host.contact, host.confirmed, host.cdn, host.channel
