"""The registries' suffixes of publicsuffix.org, as the library brings them: nothing is fetched.

The list's private part, names such as that of a blog host or of a service for changing addresses, is left
out but where strangers below one name are to be told apart: whose they are is what a directory is for.
"""

from functools import cache

from publicsuffixlist import PublicSuffixList


def is_suffix(domain: str) -> bool:
    """Whether a domain is one below which anybody registers names."""
    return _listed().publicsuffix(domain, accept_unknown=False) == domain


def registered(host: str) -> str | None:
    """The name below the registry's suffix that a host belongs to, whose registrar can be asked."""
    return _listed().privatesuffix(host)


def registrable(host: str) -> str:
    """The same of any host; an odd name, or an address, stays itself."""
    if host.rpartition(".")[2].isdigit():  # the list takes the last two parts of 192.0.2.1 for a name
        return host
    return registered(host) or host


def held_by_one(host: str) -> str:
    """The name below which all is one holder's: that of a user, where anybody gets a name below another."""
    if host.rpartition(".")[2].isdigit():
        return host
    return _whole().privatesuffix(host) or host


@cache
def _whole() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _listed() -> PublicSuffixList:
    """Read once: a twentieth of a second."""
    return PublicSuffixList(only_icann=True)
