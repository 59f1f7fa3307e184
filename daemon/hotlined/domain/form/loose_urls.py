"""URLs in the texts of a form that are no items of it: said, or asked about where one could be meant as one.

Half of a list that is pasted below a text would be in the report's words, and no notice would be about it.
So a line that is a URL and nothing else, or has a label of two words with "URL" in it, is asked about.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from hotlined.domain.form.annex import KINDS, Kind
from hotlined.domain.form.entries import Entry
from hotlined.domain.form.item_urls import same_url, url_words
from hotlined.domain.form.labels import fold_label
from hotlined.domain.values.plain import WORDS
from hotlined.domain.values.urls import LONGEST, read_url

SAID: Final = "a URL in the text of a field, and no item of the report"
ASKED: Final = (
    'the label "URL:" alone in front of it if it is an item; if it belongs to the text above, "see" in front'
)
LABEL: Final = 30  # characters in front of a URL that may be a label
_LABEL: Final = re.compile(rf"((?:\S{{1,3}}\t)?[^:=\t]{{1,{LABEL}}})[:=\t]\s*(?=\S)")
SEEMS: Final = re.compile(r"<?(?:\w{2,6}://|www\d?\.)\S", re.IGNORECASE)
_URL: Final = frozenset({"url", "urls"})
SEE: Final = frozenset(
    {"see", "siehe", "vgl", "βλ", "vt", "vaata", "zr", "se", "jfr", "voir", "cf", "vea", "ver", "vedi", "zie"}
)


def loose_urls(entries: Sequence[Entry], items: Collection[str]) -> Iterator[tuple[int, str, bool]]:
    """Lines of texts with a URL that is none of the items: line, text, and whether to ask.

    A referral beside a password is none.  A text that begins with a URL has it as its value.
    """
    known = {same_url(url) for url in items}
    for entry in entries:
        if KINDS.get(entry.name) is not Kind.TEXT or not entry.filled:
            continue
        first = _is_alone(entry.filled[0][1])
        for line, text in entry.filled:
            if ":" not in text and "www" not in text.lower():  # each line is looked at, and most have none
                continue
            urls = _urls(text)
            if urls and all(same_url(url) in known for url in urls):
                continue
            asked = line in entry.flush and (_is_labelled(text) or (not first and _is_alone(text)))
            if asked or (urls and entry.name != "access"):
                yield line, text, asked


def _urls(text: str) -> list[str]:
    return [url for word in url_words(text[:LONGEST]) if (url := read_url(word)) is not None]


def _is_alone(text: str) -> bool:
    """Whether a line is nothing but URLs, or what seems to be one."""
    words = url_words(text[:LONGEST])
    return bool(words) and all(read_url(word) or SEEMS.match(word) for word in words)


def _is_labelled(text: str) -> bool:
    """Whether URLs stand behind a label that could be theirs: "Second URL:", "URL (2):", "[ ] URL ="."""
    label = _LABEL.match(text)
    if label is None or not _is_alone(text[label.end() :]):
        return False
    words = WORDS.findall(fold_label(label[1]))
    return 0 < len(words) <= 2 and words[0] not in SEE and not _URL.isdisjoint(words)
