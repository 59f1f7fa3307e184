"""Labels as people write them by hand: numbered, lettered, marked, in bold, below a heading for each item.

A number in front of any label, and one behind that of a URL, says nothing but where the next item begins.
Behind another label it would say which item is meant: that is asked about, and not guessed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from hotlined.domain.form.annex import ITEM_FIELDS, Answer
from hotlined.domain.form.labels import boxes_alone, fold_label, read_answer

LONGEST: Final = 40  # characters of a heading
FEW: Final = 3  # words that can say which item is meant
COLUMNS: Final = tuple(Answer)  # of the printed form's table of questions, from the left

_LISTED: Final = re.compile(
    r"\s?(?:[(\[]?#?(?:[0-9]{1,3}|[a-z])[.)\]]|#[0-9]{1,3}:?|[^\w\s>#<\"'([{*_~=:.,;/-]{1,2}(?=\s))\s*",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(r"(?<=\w)\s*(?:no|nr|n|#)?\.?\s?#?[0-9]{1,3}$", re.IGNORECASE)
_HEADED: Final = re.compile(
    r"\s?(\w[\w ]{0,20}?)(?:\s?[:#.]?\s?#?[0-9]{1,3}|(?:\s|:\s?)[a-z])(?!\w)\s?[.):\u2013-]*", re.IGNORECASE
)


def unlisted(line: str) -> str | None:
    """The line without a number, a letter or a mark in front, as in a list; None where there is none."""
    match = _LISTED.match(line)
    return line[match.end() :] if match and match.end() < len(line) else None


def uncounted(label: str) -> str:
    """A folded label without the number behind it: "url 2" is "url"."""
    return _COUNTED.sub("", label)


def heading(line: str, labels: Mapping[str, str]) -> str | None:
    """What stands behind "Item 2" or "Item B:" at the begin of a line, "" for nothing; None without that."""
    match = _HEADED.match(line[:60])
    if match is None or labels.get(fold_label(match[1])) != "item":
        return None
    return line[match.end() :].strip()


def heads_item(line: str, below: Sequence[str], labels: Mapping[str, str]) -> bool:
    """Whether a line is nothing but the heading of an item: the next line with text has a URL's label."""
    if len(line) > LONGEST or heading(line, labels) != "":
        return False
    label = _label_below(below)
    return "url" in (labels.get(label), labels.get(uncounted(label))) or is_url_mistyped(label)


def is_url_mistyped(label: str) -> bool:
    """Whether a folded label has the letters of "url" in another order, and perhaps a number."""
    return sorted(uncounted(label)) == ["l", "r", "u"]


def item_beside(line: str, labels: Mapping[str, str]) -> str:
    """The number of the item in front of a field, in its line: "2" of "Item 2: IP: ..."; else ""."""
    rest = heading(line, labels)
    number = re.search("[0-9]{1,4}", line[: len(line.rstrip()) - len(rest)]) if rest else None
    return number[0] if number else ""


def item_headed(line: str, labels: Mapping[str, str]) -> str:
    """The number in a line that is nothing but an item's heading, "2" of "Item 2:" or "# Item 2"; else ""."""
    plain = line.strip("#* ")
    if len(line) > LONGEST or heading(plain, labels) != "":
        return ""
    number = re.search("[0-9]{1,4}", plain)
    return number[0] if number else ""


def item_above(line: str, below: Sequence[str], labels: Mapping[str, str]) -> str:
    """The number in an item's heading above one of its fields; else ""."""
    return item_headed(line, labels) if is_above_field(below, labels) else ""


def item_worded(line: str, below: Sequence[str], labels: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Folded label, label, and value of "Item: two" above a field of an item: which one, no number says."""
    written, *rest = re.split("[:\uff1a]", line[: 2 * LONGEST], maxsplit=1)
    label, value = fold_label(written), "".join(rest).strip()
    few = 0 < len(value.split()) <= FEW and not re.search("[0-9]", value)
    if not few or labels.get(label) != "item" or not is_above_field(below, labels):
        return None
    return label, written.strip(), value


def is_above_field(below: Sequence[str], labels: Mapping[str, str]) -> bool:
    """Whether the next line with text has the label of an item's field."""
    return labels.get(_label_below(below)) in ITEM_FIELDS


def _label_below(below: Sequence[str]) -> str:
    """What the next line with text has in front of a colon or a tab, folded."""
    following = next((one for one in below[:3] if one.strip()), "")
    return fold_label(re.split("[:\uff1a\t]", following, maxsplit=1)[0])


def heads_columns(value: str) -> bool:
    """Whether it is the rest of the row above the boxes: "Yes", "No", "Not sure" in cells of their own."""
    cells = [read_answer(one) for one in re.split(r"\t+|\s{2,}", value.strip())]
    return len(cells) == len(COLUMNS) and tuple(cells) == COLUMNS


def in_columns(value: str) -> str:
    """A row of boxes below that heading, each with its word; any other value as it is."""
    boxes = boxes_alone(value)
    if len(boxes) != len(COLUMNS):
        return value
    return " ".join(f"{box} {word.replace('-', ' ')}" for box, word in zip(boxes, COLUMNS, strict=True))
