"""URLs and IP addresses as analysts write them: made harmless, in angle brackets, at the end of a sentence.

A URL is kept as it is written, but refanged; it is never fetched, decoded or normalised, since it is
evidence.  What two programs could read as two different hosts is refused, with the reason.
"""

import re
import unicodedata
from ipaddress import IPv4Address, ip_address
from itertools import pairwise
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

SCHEMES: Final = frozenset((
    "http", "https", "ftp", "ftps", "sftp", "rtsp", "rtmp", "ipfs", "ipns", "gemini", "gopher", "irc",
    "ircs",
))  # fmt: skip
DOTTED: Final = frozenset({"http", "https", "ftp", "ftps", "sftp", "rtsp", "rtmp", "gemini", "gopher"})
LONGEST: Final = 8_000  # characters of one URL
ROUNDS: Final = 5  # refanging what was refanged; what is not harmless then is refused

_DOTS: Final = str.maketrans("\u3002\uff0e\uff61", "...")  # IDNA reads them as dots, RFC 5895
_SCHEME: Final = (
    (
        re.compile(r"^h(?:xx|\*\*|__)p(s?)(?=\s*[:\[])", re.IGNORECASE),
        lambda found: f"http{found[1].lower()}",
    ),
    (re.compile(r"^f[x*]p(s?)(?=\s*[:\[])", re.IGNORECASE), lambda found: f"ftp{found[1].lower()}"),
    (re.compile(r"\s*(?:\[://\]|\[:\]//|:\[//\]|\[:\]\[//\]|\[:\]\[/\]\[/\])\s*"), "://"),
)
_EVERYWHERE: Final = (
    (re.compile(r"\[:\]"), ":"),
    (re.compile(r"\[/\]"), "/"),
    (re.compile(r"\s*\[\s*(?:\.|dot|punkt)\s*\]\s*", re.I), "."),
)
# Round and curly brackets, and a backslash before a dot, may stand in a path by right: they are undone
# there only where the host was written so as well.
_IF_IN_HOST: Final = (
    re.compile(r"\s*\(\s*(?:\.|dot|punkt)\s*\)\s*", re.IGNORECASE),
    re.compile(r"\s*\{\s*(?:\.|dot|punkt)\s*\}\s*", re.IGNORECASE),
    re.compile(r"\\\."),
)
_HOST: Final = re.compile(r"[^\s/?#@\[\]<>\"'\\^`{|}%\x00-\x20\x7f]+")
_ONION: Final = re.compile(r"(?:[a-z2-7]{56}|[a-z2-7]{16})", re.IGNORECASE)
_LINKED: Final = re.compile(r"[^\s<>]+<[^\s<>]+>")
_QUOTES: Final = "\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a"
_SENTENCE_END: Final = f".,;:!?\u00b7\u037e\u0387\u060c\u061b\u061f{_QUOTES}"  # in Greek and Arabic as well
_CUT: Final = ("...", "\u2026")
# Another URL behind this one; behind `/`, `=` and the like it is part of it, as in an archive's.
_SECOND: Final = re.compile(
    r"(?<=[\w.,;|!~()\[\]{}*'+$-])(?:h(?:tt|xx)ps?|f[tx]ps?)(?:(?::|\[:\])//|\[://\])", re.IGNORECASE
)
# Hosts of mail gateways that put a link of their own in place of each link; the real one stands inside.
_GATEWAYS: Final = re.compile(
    r"(?:.{0,240}\.)?(?:safelinks\.protection\.(?:outlook\.com|office365\.us)"
    r"|urldefense(?:\.proofpoint)?\.(?:com|us)|linkprotect\.cudasvc\.com|secure-web\.cisco\.com"
    r"|url\.avanan\.click|protect\.checkpoint\.com|protection\.sophos\.com|mimecastprotect\.com"
    r"|protect-[a-z]{2,3}\.mimecast\.com|protect\d?\.fireeye\.com|[\w-]{1,60}-ctp\.trendmicro\.com"
    r"|clicktime\.symantec\.com|[a-z]{2}\.m\.mailcontrol\.com|seclinks\.cloud-security\.net"
    r"|checkpoint\.url-protection\.com|linklock\.titanhq\.com|urlsand\.esvalabs\.com"
    r"|link\.edgepilot\.com|url\.emailprotection\.link)\.?(?::\d{1,5})?",
    re.IGNORECASE,
)
# Teams has one on a host with other things.
_GATEWAYS_PAGE: Final = re.compile(
    r"(?:https?)://statics\.teams\.cdn\.office\.net/evergreen-assets/safelinks/.*", re.IGNORECASE
)
_PAIRS: Final = {")": "(", "]": "["}
# The marks around a URL as the source of a page has them: what stands before the first is the URL.
_ESCAPED: Final = re.compile(r"^(?:&(?:lt|quot|#3[49]);)+|(?:&(?:gt|quot|#3[49]);)+[.,;:!?)]{0,9}$")


def refang(text: str) -> str:
    """A URL or address that was written harmless, as it works: `hxxp`, `[.]`, `(dot)`, `[:]//`, `<...>`."""
    plain = text.strip()
    if plain.startswith("<") and plain.endswith(">"):
        plain = plain[1:-1].strip()
    for _ in range(ROUNDS):
        before = plain
        for pattern, instead in (*_SCHEME, *_EVERYWHERE):
            plain = pattern.sub(instead, plain)
        for pattern in _IF_IN_HOST:
            if pattern.search(_authority(plain)):
                plain = pattern.sub(".", plain)
        if plain == before:
            break
    return plain


def _authority(url: str) -> str:
    """What stands between `://` and the path; of an address alone, all of it."""
    rest = url.partition("://")[2] or url
    return re.split(r"[/?#]", rest, maxsplit=1)[0]


def trimmed(text: str) -> str:
    """A bare URL without the quotes and the end of the sentence it stood in; `<...>` stays as it is.

    So do dots for a part that is left out (`url_doubt`).
    """
    plain = text.strip()
    if plain.startswith("<"):
        return plain
    plain = _ESCAPED.sub("", plain.lstrip(f"([{{{_QUOTES}"))
    while plain and not plain.endswith(_CUT):
        last = plain[-1]
        opening = _PAIRS.get(last)
        if last in _SENTENCE_END or (opening and plain.count(last) > plain.count(opening)):
            plain = plain[:-1]
        else:
            break
    return plain


def read_url(text: str) -> str | None:
    """A refanged URL with a known scheme and a host (RFC 3986); None when it is none."""
    url = _undotted(refang(text))
    return None if _fault(url) else url


def url_fault(text: str) -> str | None:
    """Why a text is no URL that can be reported, as what was expected; None when it is one."""
    return _fault(_undotted(refang(text)))


def url_doubt(text: str) -> str | None:
    """Why a bare text may not be the URL that was meant, as what was expected; None for one in `<...>`.

    But nobody means a mail gateway's link, also in `<...>`: the LEA, the provider and the cases that have the
    same URL would be missed.
    """
    if is_gateways(_undotted(refang(text))):
        return "the URL as it was reported; here a mail gateway has put a link of its own in its place"
    if text.strip().startswith("<"):
        return None
    second = _SECOND.search(text)
    if second is not None and "//" in text[: second.start()]:
        return (
            "one URL, and two seem to stand together; write each on a line of its own,"
            " or in <...> if it is one"
        )
    if text.endswith("...") or "\u2026" in text:
        return (
            "the whole URL; this one has dots where a part is left out."
            " If they belong to it, write it in <...>"
        )
    if "&amp;" in text:
        return (
            "& for &amp;, which the source of a page has in its place; or the URL in <...> if it is meant so"
        )
    return None


def is_gateways(url: str) -> bool:
    """Whether it is a link that a mail gateway has put in place of another."""
    host = _authority(url).rpartition("@")[2]
    return (_GATEWAYS.fullmatch(host) or _GATEWAYS_PAGE.match(url)) is not None


def carries(link: str, url: str) -> bool:
    """Whether a link is a mail gateway's that stands for exactly this URL; only what needs no guessing."""
    if not is_gateways(link):
        return False
    query = link.partition("#")[0].partition("?")[2]
    told = (
        unquote(value) for name, _, value in (one.partition("=") for one in query.split("&")) if name == "url"
    )
    return url in told or f"/v3/__{url}__;" in link


def apart(text: str) -> list[str]:
    """A word of somebody's text cut before each URL that begins in it behind another one."""
    starts = [0, *(match.start() for match in _SECOND.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


def _undotted(url: str) -> str:
    """The wide full stops in a host are dots."""
    host = _authority(url) if "://" in url else ""
    return url.replace(host, host.translate(_DOTS), 1) if host else url


def _fault(url: str) -> str | None:
    if hidden := next((c for c in url if not c.isprintable()), None):
        return f"a URL without characters that cannot be seen (here U+{ord(hidden):04X}); type it anew"
    if not url or any(c.isspace() for c in url):
        return "a URL without blanks in it; several go on one line each"
    if _LINKED.fullmatch(url):
        return "one URL; the link that a mail program has put behind it in <...> is another one, so write one"
    if any(c in "<>" for c in url):
        return "a URL without < and >; one that has them is written with %3C and %3E"
    if refang(url) != url or len(url) > LONGEST:
        return "a URL that can be told from what surrounds it; write it plainly"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "a URL with a host, and a port up to 65535, e.g. https://example.org:8080/item1"
    if "://" not in url or parts.scheme not in SCHEMES:
        known = "http, https, ftp or another that names a server"
        return f"a whole URL that begins with {known}, e.g. https://example.org/item1"
    if not host:
        return "a whole URL with a host, e.g. https://example.org/item1"
    return _authority_fault(parts, host)


def _authority_fault(parts: SplitResult, host: str) -> str | None:
    if parts.netloc.count("@") > 1 or "\\" in parts.netloc:
        return "a URL with one host only; browsers and other programs would read this one differently"
    literal = parts.netloc.rpartition("@")[2].startswith("[")
    if literal:
        return None if read_ip(host) else "an IPv6 address in the brackets, e.g. https://[2001:db8::1]/"
    if not _HOST.fullmatch(host):
        return "a whole URL; its host has a character that no host has"
    return _host_fault(host, parts.scheme)


def _host_fault(host: str, scheme: str) -> str | None:
    labels = host.removesuffix(".").split(".")
    if any(not label or label[0] == "-" or label[-1] == "-" for label in labels):
        return "a host without empty parts, and without hyphens at their ends"
    if len(host) > 253 or any(_encoded(label) > 63 for label in labels):
        return "a host as the DNS has it: parts of at most 63 letters"
    if labels[-1].isdecimal():
        return None if _is_ipv4(host) else "an IPv4 address of four numbers, e.g. https://192.0.2.1/"
    if labels[-1].lower() == "onion":
        fits = len(labels) > 1 and _ONION.fullmatch(labels[-2])
        return None if fits else "an .onion name of 56 letters and digits; this one is mistyped"
    if scheme in DOTTED and len(labels) < 2:
        return "a whole URL with a host that has a dot, e.g. https://example.org/item1"
    return None


def _encoded(label: str) -> int:
    """How long a label is as the DNS has it; nothing is decoded."""
    if label.isascii():
        return len(label)
    return len(unicodedata.normalize("NFKC", label).encode("punycode")) + 4


def _is_ipv4(host: str) -> bool:
    try:
        IPv4Address(host.removesuffix("."))
    except ValueError:
        return False
    return True


def read_ip(text: str) -> str | None:
    """One IPv4 or IPv6 address in canonical text, defanged or not; None when it is none."""
    plain = refang(text)
    if plain.startswith("[") and plain.endswith("]"):
        plain = plain[1:-1]
    try:
        return str(ip_address(plain)) if "%" not in plain else None
    except ValueError:
        return None


def written_url(url: str) -> str:
    """A URL as a form shows it, to be read back whole: in `<...>` if its end could be a sentence's."""
    return url if trimmed(url) == url and url_doubt(url) is None else f"<{url}>"
