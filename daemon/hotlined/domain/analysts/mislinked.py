"""URLs of which the HTML shows one and links to another: which is meant, only the analyst knows.

A text was edited and its link was not, or a page has shown a link shortened.  A plain text that has both,
`u<v>`, is asked about; so is the HTML.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote

from hotlined.domain.form.annex import Item
from hotlined.domain.form.item_urls import same_url
from hotlined.domain.values.urls import is_gateways, read_url, trimmed

_NEXT: Final = frozenset(
    {"url", "u", "q", "redirecturl", "redirect_url", "target"}
)  # whither a page passes on


def mislinked(links: Sequence[tuple[str, str]], items: Sequence[Item]) -> Iterator[str]:
    """The sentence for each item that a mail shows as a link to another URL; `links` are the mail's such."""
    read = ((read_url(trimmed(words)), link) for words, link in links)  # "<https://...>", with a full stop
    shown = {same_url(url) for url, link in read if url is not None and _differs(url, link)}
    for number, item in enumerate(items, 1):
        if same_url(item.url) in shown:
            yield (
                f"Item {number}: its words are one URL, and the link behind them is another; expected the one"
                " that is meant, as plain text"
            )


def _differs(url: str, link: str) -> bool:
    """Whether a link is surely another URL: not one that a program or a gateway wrote in its own way."""
    target = read_url(link.strip())
    if target is None or is_gateways(target) or _leads_to(url, target):
        return False
    return _bare(url) != _bare(target) and (url.isascii() or "xn--" not in target.lower())


def _leads_to(url: str, link: str) -> bool:
    """Whether a link is of a page that passes on to exactly this URL, as Google's documents have it.

    A mail gateway that nobody has heard of does the same.
    """
    query = link.partition("#")[0].partition("?")[2]
    named = (one.partition("=") for one in query.split("&"))
    told = (read_url(unquote(value)) for name, _, value in named if name.lower() in _NEXT)
    return any(one is not None and _bare(one) == _bare(url) for one in told)


def _bare(url: str) -> str:
    return unquote(same_url(url)).rstrip("/")
