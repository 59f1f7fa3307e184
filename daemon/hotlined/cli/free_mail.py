"""Domains where anybody gets a mail address: whoever has one there would be an officer of the unit (P9)."""

from typing import Final

from hotlined.suffixes import is_suffix, registrable

# Offered below many suffixes: hotmail.fr, yahoo.co.uk.
_EVERYWHERE: Final = frozenset({
    "aol", "gmail", "gmx", "googlemail", "hotmail", "icloud", "live", "outlook", "proton", "protonmail",
    "tuta", "tutanota", "yahoo", "yandex", "ymail",
})  # fmt: skip
_HERE: Final = frozenset({
    "abv.bg", "centrum.cz", "email.cz", "email.de", "fastmail.com", "free.fr", "freemail.hu", "freenet.de",
    "hot.ee", "hushmail.com", "inbox.lt", "inbox.lv", "interia.pl", "laposte.net", "libero.it", "mail.bg",
    "mail.com", "mail.ee", "mail.ru", "me.com", "msn.com", "o2.pl", "onet.pl", "online.de", "orange.fr",
    "pm.me", "post.cz", "sapo.pt", "seznam.cz", "sfr.fr", "t-online.de", "telenet.be", "tiscali.it",
    "virgilio.it", "wanadoo.fr", "web.de", "wp.pl", "zoho.com", "zoznam.sk",
})  # fmt: skip
# Below these a state registers names for its own: police.uk, gov.ie, gouv.fr, riik.ee, pol.tr, dep.no.
_STATES: Final = frozenset({
    "dep", "gc", "gob", "gouv", "gov", "govt", "gub", "gv", "mil", "pol", "police", "riik", "stat",
})  # fmt: skip


def open_to_all(domain: str) -> str:
    """Why nobody can be told by an address at this domain; "" where nothing is known against it."""
    first, _, rest = domain.partition(".")
    if not _STATES.isdisjoint((first, rest.partition(".")[0])):
        return ""
    if is_suffix(domain):
        return "is a suffix below which anybody registers names"
    if domain in _HERE or (registrable(domain) == domain and first in _EVERYWHERE):
        return "gives a mail address to anybody"
    return ""
