"""The label that a line of a form begins with: known, nearly known, or none.

It stands before a colon, a tab (a cell of a table) or a question mark; in front of it may be a star, a number
of a list, or the heading of an item.
"""

import difflib
import re
from collections.abc import Mapping
from typing import Final

from hotlined.domain.form.annex import ITEM_FIELDS
from hotlined.domain.form.by_hand import heading, is_url_mistyped, uncounted, unlisted
from hotlined.domain.form.form_end import COLON
from hotlined.domain.form.labels import fold_label
from hotlined.domain.form.no_colon import is_indented
from hotlined.domain.values.item_list import BARE

MAX_LABEL: Final = 90
PRINTED: Final = 4  # words of a label that no line of a value is
WORD: Final = 4  # letters that a label may have too many or too few: "from the public"

_STARS: Final = re.compile(r"\*+(?=[^\s*])")  # "*URL:* ..."; the star of a list has a blank behind it
_TAB: Final = re.compile("[:\uff1a]?\t[:\uff1a]?")
_ASKED: Final = re.compile(r"[?\uff1f]:?(?=\s|$)")
_ASKED_IN_GREEK: Final = re.compile("[;\u037e]:?(?=\\s|$)")
_GREEK: Final = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_NUMBER: Final = re.compile(r"(?:#|no\.?|nr\.?)?\s*[0-9]{1,4}\.?", re.IGNORECASE)


def label_of(line: str, labels: Mapping[str, str]) -> tuple[str, str, str]:
    """The folded label of a line, the label as written, and the value behind it.

    Where none is known, the text before the first colon; "" where no label can be.
    """
    if is_indented(line):
        return "", "", ""
    first = _labelled(line, labels)
    if first[0] in labels or not first[1]:
        return first
    for one in (unlisted(line), heading(line, labels)):
        found = _labelled(one, labels) if one else first
        if found[0] in labels:
            return found
    return first


def _labelled(line: str, labels: Mapping[str, str]) -> tuple[str, str, str]:
    """The same of a line without what stands before its label."""
    plain = line.replace("\u00a0", " ").replace("\u202f", " ")
    first = ("", "", "")
    in_greek = _GREEK.search(line, 0, MAX_LABEL) is not None
    for mark in (COLON, _TAB, _ASKED, *((_ASKED_IN_GREEK,) if in_greek else ())):
        found = mark.search(plain, 0, MAX_LABEL + 20)
        if found is None:
            continue
        written, value = line[: found.start()].strip(), line[found.end() :].strip()
        label = fold_label(written)
        if labels.get(uncounted(label)) == "url":
            label = uncounted(label)
        if bold := _STARS.match(written):
            open_ = len(bold[0]) - len(written) + len(written.rstrip("*"))
            value = value.removeprefix("*" * max(0, open_)).strip()
        if label in labels and (labels[label] != "item" or _NUMBER.fullmatch(value)):
            return label, written, value
        one = label.removesuffix("s")
        if labels.get(one) == "item" and BARE.fullmatch(value):  # several numbers; asked about
            return one, written, value
        if mark is COLON and label not in labels:
            first = (label, written, value)
    whole = fold_label(line)
    if len(whole.split()) >= PRINTED and whole in labels:  # a row of the printed form, its cell empty
        return whole, line.strip(), ""
    return first


def nearest(label: str, labels: Mapping[str, str], *, enough: bool) -> str | None:
    """The known label that was probably meant; None when nothing is near, or `enough` was suggested."""
    if labels.get(uncounted(label)) in ITEM_FIELDS:
        return uncounted(label)
    if is_url_mistyped(label):
        return "url"
    if not 3 <= len(label) <= MAX_LABEL or enough:
        return None
    near = [
        known
        for known, name in labels.items()
        if known[:1] == label[:1] and abs(len(known) - len(label)) <= WORD and name != "item"
    ]
    close = difflib.get_close_matches(label, near, n=1, cutoff=0.86) if len(label) > 4 else []
    return close[0] if close else None


def counts(label: str, written: str, labels: Mapping[str, str]) -> bool:
    """Whether it is a plural, as "Items: 20" or "Posts: 250" in a text: how many, and perhaps not which."""
    return labels.get(label) == "item" and fold_label(written) not in labels
