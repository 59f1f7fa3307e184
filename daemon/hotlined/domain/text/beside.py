"""What the HTML of a mail says that its plain text does not: looked at for words of waiting alone.

The two are to say the same (RFC 2046 section 5.1.4), and the plain one is read.  But a gateway may cut it off
or put a note in its place, and a hold is not to be lost for that.
"""

from collections.abc import Collection, Sequence

from hotlined.domain.text.newtext import new_text
from hotlined.domain.text.sealed_words import sealed_words
from hotlined.domain.text.waiting import asks_to_wait
from hotlined.domain.values.plain import plain


def waiting_beside(
    text: str, beside: str, *, ours: Collection[str] = (), own_addresses: Sequence[str] = ()
) -> str:
    """The new lines of the HTML that may ask to wait or are sealed, and not in the plain text; linear."""
    if not beside:
        return ""
    known = _letters(text)
    fresh = new_text(beside, ours=ours, own_addresses=own_addresses).for_holds
    asking = (line for line in fresh.splitlines() if asks_to_wait(line) or sealed_words(line))
    lines = [line for line in asking if _letters(line) not in known]
    return "\n".join(lines)


def _letters(text: str) -> str:
    """Letters and digits alone, folded: the two are wrapped and marked differently."""
    return "".join(letter for letter in plain(text) if letter.isalnum())
