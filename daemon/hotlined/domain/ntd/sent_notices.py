"""Notices that a case has sent: which items each is about, and whether it still counts."""

from collections.abc import Mapping
from functools import lru_cache

from hotlined.domain.cases.item_state import ItemState, Notice
from hotlined.domain.cases.state import Case
from hotlined.domain.values.same import Same


def concerns(notice: Notice, item: ItemState) -> bool:
    """Whether it is about the item where it is now: same provider, not put online again since.

    That a CDN was asked for the origin is no notice to one that turned out to be the host itself.
    """
    return (
        item.number in notice.items
        and item.provider is not None
        and item.provider.contact == notice.contact
        and item.provider.cdn == notice.origin
        and notice.place > item.online_place
    )


def notices_about(case: Case, number: int) -> tuple[Notice, ...]:
    """The notices that name an item, in order."""
    return _by_item(Same(case.notices)).get(number, ())


@lru_cache(maxsize=4)  # it is asked for each item of a case, of which there may be hundreds, as are notices
def _by_item(notices: Same[tuple[Notice, ...]]) -> Mapping[int, tuple[Notice, ...]]:
    found: dict[int, list[Notice]] = {}
    for notice in notices.value:
        for number in notice.items:
            found.setdefault(number, []).append(notice)
    return {number: tuple(some) for number, some in found.items()}


def open_items(case: Case, notice: Notice) -> tuple[int, ...]:
    """The items for which the provider still has to act on this notice; none that it says is not its own."""
    return tuple(
        item.number
        for item in case.states(notice.items)
        if concerns(notice, item) and item.removed_by is None and item.disowned_by != notice.contact
    )


def failed(case: Case, item: ItemState) -> bool:
    """Whether a notice about the item, or its reminder, failed since its provider was named.

    The next one would fare the same: it waits until an analyst names or confirms the address anew.
    """
    for notice in notices_about(case, item.number):
        if not concerns(notice, item):
            continue
        for name, place in ((notice.message_id, notice.place), (notice.reminder, notice.reminded_place)):
            mail = case.sent.get(name)
            if mail is not None and mail.turned_away and place >= item.provider_place:
                return True
    return False


def notice_alive(case: Case, notice: Notice) -> bool:
    """Whether the notice has left or still may: not cancelled, refused or bounced."""
    mail = case.sent.get(notice.message_id)
    return mail is not None and not mail.bounced and (mail.state.waits or mail.may_have_left)
