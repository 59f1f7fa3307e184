"""An item whose URL names an IP address, and whose form line names another one: a slip in one of them.

The provider is looked up by the form's address, so that the notice would go to whoever has that, about
content that is elsewhere; and the LEA would be told the wrong one.
"""

from collections.abc import Collection, Iterator
from ipaddress import ip_address

from hotlined.domain.form.annex import Answer, Form, Item
from hotlined.domain.hotline.directory import host_of, unmapped
from hotlined.domain.values.urls import read_ip


def other_addresses(form: Form, known: Collection[Item] = ()) -> Iterator[str]:
    """What is wrong with each such item; `known` are the items before: what they have beside is no news.

    Where a CDN stands in front by the form, the URL has the CDN's address, the line perhaps the origin's.
    """
    if form.cloudflare is Answer.YES:
        return
    before = {(item.url, item.ip) for item in known}
    for number, item in enumerate(form.items, 1):
        new = item.ip is not None and (item.url, item.ip) not in before
        own = read_ip(host_of(item.url)) if new else None
        if own is not None and item.ip is not None and _parsed(own) != _parsed(item.ip):
            yield (
                f"Item {number}: its IP address is another one than stands in its URL; expected the same, "
                'or "Cloudflare: yes" where a CDN stands in front and it is the origin\'s'
            )


def _parsed(text: str) -> object:
    return unmapped(ip_address(text))
