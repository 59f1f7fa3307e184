"""Asking a registry who is in charge of an address or a name; what it says is proposed, never used by itself.

Which questions a case has follows from the record; each is asked once.  A registry is told an IP address,
or the name below its own suffix: never a URL.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.state import Case
from hotlined.domain.form.annex import Item
from hotlined.domain.hotline.directory import a_labels, host_of
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.letters.who import is_ours
from hotlined.domain.ntd.expected import expects_notice
from hotlined.domain.record.casework import ContactSought
from hotlined.domain.values.address import Address
from hotlined.domain.values.shown import items_argument
from hotlined.domain.values.urls import read_ip


class About(StrEnum):
    """What a question is about."""

    NETWORK = "network"  # `value` is an IP address
    REGISTRAR = "registrar"  # `value` is the name below the registry's suffix


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a case, about all items that share an address or a registered name.

    `keys` name it in the record, one for each item, and hold no content.
    """

    keys: tuple[str, ...]
    about: About
    value: str
    items: tuple[int, ...]


def questions(case: Case, site: Site) -> Iterator[Question]:
    """What a registry was not asked yet: who has an unknown or denied host, a silent one's registrar.

    Nothing where no notice of ours belongs to the case: nobody needs the answer, and a registry is told no
    reported address for nothing.
    """
    if not case.is_open or not expects_notice(case, site):
        return
    wanted: dict[tuple[About, str], dict[str, int]] = {}
    for key, about, value, item in _wanted(case, site):
        if key not in case.sought:
            wanted.setdefault((about, value), {})[key] = item
    for (about, value), keys in wanted.items():
        yield Question(tuple(keys), about, value, tuple(dict.fromkeys(keys.values())))


def _wanted(case: Case, site: Site) -> Iterator[tuple[str, About, str, int]]:
    """What is to be asked of each item, asked already or not: key, kind, value, number."""
    listed = dict(enumerate(case.listed, 1))
    for item in case.items:
        found = listed.get(item.number)
        if found is None or item.removed_by is not None:
            continue
        host = host_of(found.url)
        address = read_ip(found.ip or "") or read_ip(host)
        if address is not None and (item.disowned_by or not _is_known(item, found, site)):
            key = f"network:{item.number}:not-ours" if item.disowned_by else f"network:{item.number}"
            yield key, About.NETWORK, address, item.number
        silent = any(not one.origin and item.number in one.escalated_of for one in case.notices)
        if silent and host and read_ip(host) is None:
            yield f"registrar:{item.number}", About.REGISTRAR, site.registered(a_labels(host)), item.number


def _is_known(item: ItemState, listed: Item, site: Site) -> bool:
    """Whether somebody is known for where it is now: a row, or what was confirmed for that address."""
    host = item.provider
    if host is None or host.confirmed:
        return host is not None
    return host.by == "directory" and any(site.directory.hosting(listed.url, listed.ip))


def answered(context: Context, case: Case, question: Question, found: Sequence[Address]) -> Effect:
    """Recorded; the analysts are told what the registry proposes, if anything that a notice may go to."""
    contacts = tuple(str(one) for one in found if not is_ours(one, context.site))
    facts = tuple(ContactSought(key=key, contacts=contacts) for key in question.keys)
    if not contacts:
        return Effect(facts)
    item = ", ".join(str(number) for number in question.items)
    whose = "network" if question.about is About.NETWORK else "name's registrar"
    sentence = f"For item {item} the registry gives as abuse contact of the {whose}: {', '.join(contacts)}."
    named = f"{contacts[0]} {items_argument(question.items)}"  # other items may be somebody else's
    todo = (
        "It may be the customer's own, or a reseller's. Check it; "
        f"[PROVIDER:{named}] confirms it, and until then nothing goes there."
    )
    return Effect(facts, alarm(context, case, "contact-proposed", sentence, todo))
