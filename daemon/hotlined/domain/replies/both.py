"""A mail whose text and whose HTML say different things: what ends something counts if both say so (P8, P9).

The officer or the provider has seen the HTML, and hotlined reads the text, which a program has made of it, or
somebody who wants the two to differ.
"""

from collections.abc import Callable
from dataclasses import replace

from hotlined.domain.mail.message import Inbound
from hotlined.domain.replies.meaning import Meaning


def agreed(said: Meaning, mail: Inbound, read: Callable[[Inbound], Meaning]) -> Meaning:
    """What a mail's text says; what of it ends something only where its HTML, read alike, says so, too."""
    if not mail.again or not _ends_something(said):
        return said
    return _of_both(said, read(_in_html(mail)))


def _in_html(mail: Inbound) -> Inbound:
    """The mail as if its HTML were all of its text."""
    return replace(mail, body=mail.again, new_text=mail.again, certain_text=mail.again, again="")


def _ends_something(said: Meaning) -> bool:
    """Whether it says what nobody asks about again: received, go on, removed, the notice is sent."""
    return said.received or said.release or said.removed is not None or said.ntd_sent


def _of_both(said: Meaning, again: Meaning) -> Meaning:
    """What the text says, without what ends something and the HTML does not say."""
    removed = said.removed is None or (again.removed is not None and _covers(again.removed, said.removed))
    kept = replace(
        said,
        received=said.received and again.received,
        release=said.release and again.release and _covers(again.release_items, said.release_items),
        removed=said.removed if removed else None,
        ntd_sent=said.ntd_sent and again.ntd_sent and _covers(again.ntd_sent_items, said.ntd_sent_items),
    )
    return said if kept == said else replace(kept, differs=True)


def with_html(mail: Inbound) -> Inbound:
    """The mail with the words of both parts, for a person to compare."""
    return replace(mail, new_text=f"text/plain:\n{mail.new_text}\n\ntext/html:\n{mail.again}")


def _covers(wide: tuple[int, ...], narrow: tuple[int, ...]) -> bool:
    """Whether items are among others; () means all."""
    return not wide or (bool(narrow) and set(narrow) <= set(wide))
