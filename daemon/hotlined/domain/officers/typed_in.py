"""What an officer may have typed between the lines of our report, as people do in HTML mails (P7).

What is no text of ours there is either a value of the case or his own, and then it has to be understood.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.mail.message import Inbound
from hotlined.domain.replies.our_sentence import is_a_value, is_ours
from hotlined.domain.text.amid import typed_amid
from hotlined.domain.text.own_words import begins_as

BEGIN: Final = 20  # letters in a row that nobody begins with by chance


def with_typed_in(mail: Inbound, cases: Sequence[Case], ours: tuple[str, ...]) -> Inbound:
    """The mail with such lines among those that have to be understood; of a purged case no value is known.

    `ours`: our texts, with other values than a line of them has."""
    if not mail.amid_text:
        return mail
    values = [one for case in cases for one in _texts((case.opened, case.form, case.supplements))]
    lines = typed_amid(mail.amid_text, values).split("\n")
    found = "\n".join("" if _is_of_our_mail(line, ours) else line for line in lines)
    return replace(mail, typed_text=f"{mail.typed_text}\n\n{found}") if found.strip() else mail


def _is_of_our_mail(line: str, ours: tuple[str, ...]) -> bool:
    """Whether it is a value alone, or ours with values in it; its end only some of our mails may have."""
    return is_a_value(line) or is_ours(line, ours) or begins_as(line, ours, BEGIN)


def _texts(value: object) -> Iterator[str]:
    """All texts in a value, whatever holds them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
