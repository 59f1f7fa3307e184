"""URLs of which the HTML shows one and links to another: which is meant, only the analyst knows.

A text was edited and its link was not, or a page has shown a link shortened.  A plain text that has both,
`u<v>`, is asked about; so is the HTML.  And so is HTML with an item that the plain text beside it lacks: who
wrote it has seen the HTML, and only the text is read.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote

from hotlined.domain.analysts.report_urls import urls_in
from hotlined.domain.form.annex import Item
from hotlined.domain.form.item_urls import same_url
from hotlined.domain.form.read import read_form
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Inbound
from hotlined.domain.values.urls import is_gateways, read_url, trimmed

_NEXT: Final = frozenset(
    {"url", "u", "q", "redirecturl", "redirect_url", "target"}
)  # whither a page passes on

_UNREAD: Final = (
    "the HTML of your mail has a URL that its plain text does not have; expected the same in both, or plain"
    " text alone"
)


def unread_items(mail: Inbound, items: Sequence[Item], site: Site) -> Iterator[str]:
    """The sentence for a mail whose HTML has an item that is neither among these nor in its plain text."""
    if not mail.again or not items:
        return
    told = {*(_bare(item.url) for item in items), *(_bare(url) for url in urls_in(mail.body))}
    page = read_form(mail.again, labels=site.labels, zone=site.hotline.timezone, names=site.signers).form
    in_punycode = any("xn--" in url for url in told)
    if any(_bare(one.url) not in told and (one.url.isascii() or not in_punycode) for one in page.items):
        yield _UNREAD


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
