"""The URLs in somebody's own words: a reporter's, a web form's, a table's; not those of a form of ours.

Nobody keeps to RFC 3986 there: a URL stands behind a label, in quotes, in a column, in the markup of a forum,
in a sentence without blanks.  So each is looked for where its scheme begins, and cut where what was opened
before it closes.  An analyst reads what is found before it counts.  What only seems to be one - without a
scheme, or with a character that nobody sees - is given as it stands: our form says what is wrong with it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import Final

from hotlined.domain.form.item_urls import same_url
from hotlined.domain.values.urls import LONGEST, apart, read_url, trimmed

MOST_FOUND: Final = 1_000

_SCHEME: Final = (
    r"(?:h(?:tt|xx|\*\*|__)ps?|f[tx*]ps?|(?<![a-z])(?:s?ftps?|rtsp|rtmp|ip[fn]s|gemini|gopher|ircs?))"
)
_BEGIN: Final = re.compile(rf"{_SCHEME}(?::(?://|\\/\\/|\[//\])|\[:\](?://|\[//\]|\[/\]\[/\])|\[://\])", re.I)
_NAME: Final = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}"
_BARE: Final = re.compile(  # "www.example.org", "example.org/item1" as telephones show it, "192.0.2.1/item1"
    rf"(?<![\w.@/-])(?:www\d?\.(?=[^\s/?#]{{0,250}}\.)|{_NAME}(?::\d{{1,5}})?/(?=[@+~%#?]?\w)"
    r"|(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5}/|/(?=[^\s/]{0,250}[^\W\d_]))"  # no network, as 192.0.2.0/24
    r"|(?:[\w-]{1,63}\.){0,4}[a-z2-7]{56}\.onion(?!\w))",
    re.IGNORECASE,
)
_DOT: Final = re.compile(r"(?<=\w)[\[({](?:\.|dot|punkt)[\])}](?=\w)", re.IGNORECASE)
_HARMLESS: Final = re.compile(rf"(?<![\w.@/-]){_NAME}(?!\w)")  # a host alone, if made harmless
_MAILED: Final = re.compile(r"[^/?#,;|]{0,250}(?:@|[\[({]at[\])}])", re.IGNORECASE)
_AT: Final = re.compile(r"(?:@|[\[({](?:at|@)[\])}]) ?\Z", re.IGNORECASE)  # of an address, spaced out or not
_HOSTED: Final = re.compile(r"[^/]{1,20}//[^/?#]{0,250}\w\.\w")
# RFC 3986 appendix C: a URL in angle brackets goes on in the next line, whoever quoted it.
_BROKEN: Final = re.compile(r"<((?:h(?:tt|xx)ps?|f[tx]ps?):[^\s<>]+(?:\n[> \t]*[^\s<>]+)+)>", re.IGNORECASE)
_NEXT_LINE: Final = re.compile(r"\n[> \t]*")
# A line that a mail program may have broken within a URL, and what looks like the rest of one.
WRAPPED: Final = 60  # characters of it, at least
_BROKEN_OFF: Final = re.compile(r"[(\"']?(\w{3,6}://[^\s<>]{10,2000})\Z")
_ENDS_OPEN: Final = tuple("/_=&?%+-")
_REST: Final = re.compile(r"(?![+-])(?=\S*[./=&?%_\d-]\w)[\w%&?=#~+./-]{4,2000}(?=[\s.,;!?)\"'>]|\Z)")
# In front of more words only what no word is: "item-1.html, and more", and not "e-mail" nor "Browser/5.0".
_NO_WORD: Final = re.compile(r"[=&?%]|\w\.[a-z][a-z\d]{2,4}\Z", re.IGNORECASE)
_IN_WORDS: Final = re.compile(r"[\d_=&?%#.]|-\w+-")  # alone in its line: not "self-generated", not "yes/no"
_NUMBERS: Final = re.compile(r"\d{1,4}(?:[.:/-]\d{1,4})+[./]?")  # a day, an hour, an IPv4 address
_FILE: Final = re.compile(  # else "item.example" is a host, and another URL
    r"\.(?:html?|php|aspx?|jsp|jpe?g|png|gif|webp|heic|bmp|mov|avi|mkv|webm|wmv|flv|zip|rar|pdf|txt)\Z",
    re.IGNORECASE,
)
_HOST_ALONE: Final = re.compile(_NAME)
_DEPTH: Final = re.compile(r"[> \t]*")
_SPACED: Final = (  # harmless and spaced out, as in `domain.form.read`; blanks are single ones here
    (re.compile(r" ?([\[({]) ?(\.|dot|punkt|:|://|/) ?([\])}]) ?", re.IGNORECASE), r"\1\2\3"),
    (re.compile(r"(?<=[a-z*]) ?: ?// ?", re.IGNORECASE), "://"),
)
_QUOTES: Final = '<>"`\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u300a-\u300f\u3010\u3011'
_PIECE: Final = re.compile(f"[^\\s{_QUOTES}\u3001\uff0c\uff1b]+")
_CLOSED: Final = re.compile(r"\]\(|\[/[a-z]{1,10}\]", re.IGNORECASE)
_FULL_STOP: Final = re.compile("[^/]*//[^/?#]*[/?#][^\u3002]*(\u3002)")  # in a host it is a dot (RFC 5895)
_WIDE_END: Final = "\uff01\uff1f\uff1a\uff0e"
_END: Final = 12  # characters at the end of a word
_CUT: Final = re.compile(r"(?:\.{3}|\u2026)[.,;:!?)\]}]{0,9}\Z")
_COLUMNS: Final = "|;*_~"  # what stands on both sides: a table's line, or bold and the like
_NEXT_CELL: Final = {"|": re.compile(r"\|"), ";": re.compile(r";(?!\w{1,40}=)")}  # no ";jsessionid=1"
_ESCAPE: Final = re.compile(r"&#?\w{1,8};\Z")  # "&lt;", as the source of a page has it
_CELL: Final = re.compile(r"([;,])(?:(?:\d{1,3}\.){3}\d{1,3}|\d{4}-\d\d-\d\d)(?=[;,T]|\Z)")  # of an export


def urls_in(text: str, links: Iterable[str] = ()) -> tuple[str, ...]:
    """The first MOST_FOUND URLs, refanged, each once, in order; without dots at their ends.

    `links` are those behind the words of HTML; they come last.  A word with dots at its end is none where a
    link goes on as it begins: a page or a program has shown that one shortened.
    """
    whole = _BROKEN.sub(lambda found: _NEXT_LINE.sub("", found.group()), text)
    behind = [url for link in links if (url := read_url(link.strip())) is not None]
    found = tuple(islice(_each_once(chain(_found(whole, sorted(behind)), behind)), MOST_FOUND))
    shown = {_as_shown(url) for url in found if _has_scheme(url)}  # "example.org/a <https://example.org/a>"
    return tuple(url for url in found if _has_scheme(url) or _as_shown(url) not in shown)


def _found(text: str, links: Sequence[str]) -> Iterator[str]:
    """Those in the words, word by word; a word that was read is not read again.  `links` are sorted."""
    known: set[tuple[str, bool]] = set()
    shown = {_as_shown(link) for link in links}
    for row in _rows(text):
        line = " ".join(row.split())
        for pattern, instead in _SPACED:
            line = pattern.sub(instead, line)
        for piece in _PIECE.finditer(line):
            around = line[max(piece.start() - 1, 0) : piece.start()] + line[piece.end() : piece.end() + 1]
            word = (piece.group(), around == "<>")
            begun = line[max(piece.start() - _END, 0) : piece.start()]
            if word not in known and ("//" in word[0] or not _AT.search(begun)):
                known.add(word)
                cut = not word[1] and _CUT.search(word[0][-_END:]) is not None
                for url in _in_piece(*word):
                    if not (cut and _begins_one(url, links)) and (
                        _has_scheme(url) or _as_shown(url) not in shown
                    ):
                        yield url


def _rows(text: str) -> Iterator[str]:
    """The lines; below one that may be broken off within a URL that URL as it may go on: both are given."""
    lines = text.split("\n")
    for row, below in pairwise([*lines, ""]):
        yield row
        whole = row.rstrip()
        if len(whole) >= WRAPPED and whole.endswith(_ENDS_OPEN) and (rest := _rest(row, below)):
            end = _BROKEN_OFF.match(whole[-2_020:].split()[-1])
            if end:
                yield end[1] + rest


def _rest(row: str, below: str) -> str:
    """What looks like the rest of a URL at the begin of a line, quoted as the one above; else ""."""
    if _marks(row) != _marks(below):
        return ""
    line = below.lstrip("> \t").rstrip()
    found = _REST.match(line)
    rest = found.group().rstrip(".?") if found else ""
    alone = found is not None and not line[found.end() :].strip(".,;!?)\"'>")
    seems = rest and (_IN_WORDS if alone else _NO_WORD).search(rest)
    hosted = _HOST_ALONE.fullmatch(rest) is not None and _FILE.search(rest) is None
    other = hosted or _BARE.match(rest) or _NUMBERS.fullmatch(rest)
    return rest if seems and not other else ""


def _marks(line: str) -> int:
    """How often a line is quoted."""
    match = _DEPTH.match(line)
    return match.group().count(">") if match else 0


def _has_scheme(url: str) -> bool:
    return url.partition("://")[0].isalnum()


def _as_shown(url: str) -> str:
    """A URL as programs show it: without its scheme; only its host is in any case."""
    host, mark, rest = (url.partition("://")[2] if _has_scheme(url) else url).rstrip("/").partition("/")
    return f"{host.lower()}{mark}{rest}"


def _begins_one(url: str, links: Sequence[str]) -> bool:
    """Whether a URL, without dots at its end and perhaps without its scheme, is the begin of a link."""
    begin = url.rstrip(".\u2026")
    return any(
        links[at] not in (scheme + begin, scheme + url) and links[at].startswith(scheme + begin)
        for scheme in ("", "http://", "https://")
        if (at := bisect_left(links, scheme + begin)) < len(links)
    )


def _in_piece(piece: str, exact: bool) -> Iterator[str]:
    """The URLs of one word; `exact`: it stood in angle brackets, and its end is its own."""
    begin = _BEGIN.search(piece)
    if begin is None:
        if (bare := _bare(piece)) is not None:
            plain, at = bare
            yield _ended(plain[at:], plain[:at])
        return
    before, rest = piece[: begin.start()], piece[begin.start() :]
    if "\\/\\/" in begin.group():  # as JSON may write it
        rest = rest.replace("\\/", "/")
    for one in (rest.partition("|")[0],) if exact else apart(rest):
        if len(one) > LONGEST:
            continue
        plain = one if exact else _ended(one, before)
        url = read_url(plain)
        if url is not None:
            yield url
            if not exact and (cell := _CELL.search(url)):  # a column, or the URL's own: both are given
                yield url.partition(cell[1])[0]
        elif _HOSTED.match(plain):  # an onion name with a letter too many, a character that nobody sees
            yield plain


def _bare(piece: str) -> tuple[str, int] | None:
    """A word without its harmless dots, and where a URL without a scheme begins; no mail address."""
    if len(piece) > LONGEST:
        return None
    plain = _DOT.sub(".", piece)
    for pattern in (_BARE, _HARMLESS) if plain != piece else (_BARE,):
        for found in pattern.finditer(plain):
            at = found.start()
            if not (_MAILED.match(plain, at) or _AT.search(plain[max(at - _END, 0) : at])):
                return plain, at
    return None


def _ended(url: str, before: str) -> str:
    """A URL without what belongs to the text around it; `before`: what the word has in front of it."""
    if before.endswith("=") and "[" in before:  # [url=https://example.org/a]words[/url]
        url = url.partition("]")[0]
    if before[-1:] in _COLUMNS and before and not _ESCAPE.search(before):
        end = _NEXT_CELL.get(before[-1])
        url = end.split(url, maxsplit=1)[0] if end else url.rstrip(before[-1])
    elif (cell := _CELL.search(url)) and (cell[1] == ";" or before.endswith(",")):
        url = url.partition(cell[1])[0]
    closed = _CLOSED.search(url)
    url = url[: closed.start()] if closed else url
    stop = _FULL_STOP.match(url)
    url = (url[: stop.start(1)] if stop else url).rstrip(_WIDE_END)
    if url.endswith("\uff09") and "\uff08" not in url:
        url = url[:-1]
    return trimmed(url.rstrip(".\u2026"))


def _each_once(urls: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for url in urls:
        key = same_url(url)
        if key not in seen:
            seen.add(key)
            yield url
