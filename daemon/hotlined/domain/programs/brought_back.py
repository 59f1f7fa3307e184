"""Whether what a bounce brings back is surely no mail of ours: a forged sender's spam, a colleague's lunch.

What we write says so in a field of its own, and has the case's number in its subject, whatever a relay makes
of its Message-ID.
"""

import re
from typing import Final

from hotlined.domain.mail.outline import Outline
from hotlined.domain.programs.automatic import LOOP_HEADER
from hotlined.domain.programs.bounce_text import MAX_LINE, MAX_LINES
from hotlined.domain.values.reference import names_reference

_FIELD: Final = re.compile(r"([a-z][\w-]{0,60}):\s{0,8}(\S?)", re.IGNORECASE)
# A mail's own fields: where these are given, and ours is not among them, it was not left out with the rest.
_OF_A_MAIL: Final = frozenset({"from", "subject", "message-id"})


def is_anothers(outline: Outline) -> bool:
    """Whether it returns the header of a mail, and that one is none of ours by mark and by subject."""
    returned = outline.returned if outline.returned.strip() else outline.text
    lines = [line[:MAX_LINE].lstrip("> \t") for line in returned.splitlines()[:MAX_LINES]]
    fields = {found[1].lower() for line in lines if (found := _FIELD.match(line)) and found[2]}
    if not fields >= _OF_A_MAIL or LOOP_HEADER in fields:
        return False
    return not names_reference(f"{outline.get('subject')}\n{outline.text}\n{outline.returned}")
