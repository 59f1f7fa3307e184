"""What stands behind NOT-OURS: items and a name; else, as in "2 it is ours after all", a person reads it."""

import re
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.providers.done_words import DONE, any_of
from hotlined.domain.replies.lexicon import lexicon, tokens
from hotlined.domain.replies.receipts import NOES
from hotlined.domain.tagging.arguments import read_items_and_text
from hotlined.domain.values.item_list import LONE
from hotlined.domain.values.plain import plain, rows

# Whoever writes these speaks of themselves, and not of who else it is.
OURS: Final = frozenset(
    rows(
        "we | us | our | ours | i | my | mine | here | sorry | wir | uns | unser | unsere | unseres",
        "hier | nous | notre | nos | nôtre | ici | wij | ons | onze | nosotros | nuestro | nuestra | aquí",
        "noi | nostro | nostra | qui | nasz | nasza | nasze | nas | nosso | nossa | meie | meil | εμείς",
        "μας | δικό | mūsų | mes | mūsu | vi | vår | vårt | våra | vores | meidän | náš | naše | našem",
        "miénk | nálunk | nostru",
    )
)
_DOUBTS: Final = frozenset({"negation", "not-yet", "unsure", "vague", "question", "hold", "until"})
_DONE: Final = re.compile(rf"\b(?:{any_of(DONE)})\b")
_NUMBER: Final = re.compile(r"(?<![\w.:/-])#?[0-9]{1,4}(?![\w.:/-])")


def read_disowned(argument: str, site: Site) -> tuple[tuple[int, ...], str] | None:
    """The items, () for all that the notice names, and who hosts them; None: it may say something else."""
    items, named = read_items_and_text(argument) or ((), argument.strip())
    if not items and (_NUMBER.search(named) or LONE.search(named)):
        return None
    return None if _says_more(named, site) else (items, named)


def _says_more(named: str, site: Site) -> bool:
    """Whether it is no name alone: it asks, denies, doubts, or speaks of those who write."""
    said = tokens(named)
    words = {*re.findall(r"[^\W\d_]+", plain(named))}
    doubts = any(hit.meaning in _DOUBTS for hit in lexicon(site.phrases).hits(said))
    return (
        named.endswith("?") or doubts or not words.isdisjoint(OURS | NOES) or bool(_DONE.search(plain(named)))
    )
