"""URLs of which the HTML shows one and links to another: which is meant, only the analyst knows.

A text was edited and its link was not, or a page has shown a link shortened.  A plain text that has both,
`u<v>`, is asked about; so is the HTML.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from hotlined.domain.form.annex import Item
from hotlined.domain.form.item_urls import same_url
from hotlined.domain.values.urls import is_gateways, read_url


def mislinked(links: Sequence[tuple[str, str]], items: Sequence[Item]) -> Iterator[str]:
    """The sentence for each item that a mail shows as a link to another URL; `links` are the mail's such."""
    shown = {same_url(url) for words, link in links if (url := read_url(words)) and _differs(url, link)}
    for number, item in enumerate(items, 1):
        if same_url(item.url) in shown:
            yield (
                f"Item {number}: its words are one URL, and the link behind them is another; expected the one"
                " that is meant, as plain text"
            )


def _differs(url: str, link: str) -> bool:
    """Whether a link is surely another URL: not one that a program or a gateway wrote in its own way."""
    target = read_url(link.strip())
    if target is None or is_gateways(target):
        return False
    return _bare(url) != _bare(target) and (url.isascii() or "xn--" not in target.lower())


def _bare(url: str) -> str:
    return unquote(same_url(url)).rstrip("/")
