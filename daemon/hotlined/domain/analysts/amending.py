"""A case's form with what an [UPDATE] gives: fields of the whole report, of known items, and new items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hotlined.domain.cases.state import Case
from hotlined.domain.form import Block, Form, FormReading, Item, same_url
from hotlined.domain.form.labels import LABELS_EN
from hotlined.domain.form.write import DESCRIBING
from hotlined.domain.tagging.arguments import MAX_ITEM


@dataclass(slots=True)
class Draft:
    """The form of a case as it becomes, and what is wrong with that."""

    case: Case
    form: Form
    items: list[Item] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    # Of each item what the mail gives: the value, and whether that block has the item's number.
    given: dict[int, dict[str, tuple[Any, bool]]] = field(default_factory=dict)


def amend(draft: Draft, reading: FormReading) -> None:
    """The form with what the reading gives; problems are noted."""
    if "content_type" in reading.cleared:
        draft.problems.append("Type of content: cannot be empty; every report needs it")
    given = {name: getattr(reading.form, name) for name in Form.__dataclass_fields__ if name != "items"}
    told: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    told.update(dict.fromkeys(reading.cleared))
    draft.items = list(draft.form.items)
    draft.form = replace(draft.form, **told)
    for block in reading.blocks:
        for at in _places(draft, block):
            values = {**block.values, **dict.fromkeys(block.cleared)}
            draft.problems += _said_otherwise(draft, at, block, values)
            draft.items[at] = replace(draft.items[at], **values)
            _check_country(draft, block)
    draft.problems += _described_below(draft, reading)
    if len(draft.items) > MAX_ITEM:
        draft.problems.append(f"a case has at most {MAX_ITEM} items")


def _said_otherwise(draft: Draft, at: int, block: Block, values: Mapping[str, Any]) -> Iterator[str]:
    """What another block of the mail says otherwise of the same item: none of them is to win unasked.

    Of two blocks by its URL it is said where they are read.
    """
    above = draft.given.setdefault(at, {})
    for name, value in values.items():
        before, numbered = above.setdefault(name, (value, block.number is not None))
        if before != value and (numbered or block.number is not None):
            yield f"item {at + 1}: {LABELS_EN[name]} stands twice and is not the same; expected once"


def _described_below(draft: Draft, reading: FormReading) -> Iterator[str]:
    """What describes all of the content and would change below one of several items: of which is it meant?

    Below a new item its type alone: that a victim is identifiable there is so of the whole report, too.
    """
    before = draft.case.form
    if before is None or len(draft.items) < 2:
        return
    known = {same_url(item.url) for item in before.items}
    for name in DESCRIBING:
        below = [block for block in reading.blocks if name in block.below]
        if name != "content_type":
            below = [one for one in below if one.number or any(same_url(url) in known for url in one.urls)]
        if below and getattr(before, name) != getattr(draft.form, name):
            yield (
                f"{LABELS_EN[name]}: it is of the whole report, and stands below an item; expected above the"
                " items, if all have it"
            )


def _places(draft: Draft, block: Block) -> Iterator[int]:
    """Where the items of a block stand; new ones are put at the end."""
    known = {same_url(item.url): at for at, item in enumerate(draft.items)}
    if block.number is not None:
        if not 1 <= block.number <= len(draft.case.items):
            draft.problems.append(
                f"item {block.number} is not in {draft.case.stream}; a new one has no number"
            )
        elif any(known.get(same_url(url)) != block.number - 1 for url in block.urls):
            draft.problems.append(
                f"item {block.number} keeps its URL; another URL is a new item, without a number"
            )
        else:
            yield block.number - 1
        return
    for url in block.urls:
        at = known.get(same_url(url))
        if at is None:
            at = len(draft.items)
            draft.items.append(Item(url))
        yield at


def _check_country(draft: Draft, block: Block) -> None:
    country = block.values.get("host_country")
    opened = draft.case.opened
    if country is not None and opened is not None and country != opened.country:
        draft.problems.append(
            f"{draft.case.stream} is about content hosted in {opened.country}; "
            f"send a new mail for what is hosted in {country}"
        )
