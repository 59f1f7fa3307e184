"""Has a mail server given up, or does it go on trying?  What it says of further attempts, and of their end.

Servers put it in many ways; what all say is that there will be no more attempts, in either order.  Data,
compared after `plain`.
"""

import re
from typing import Final

from hotlined.domain.values.plain import rows

# Said only by a server that tries no more, whatever it says of the delay before.
_GIVEN_UP: Final = rows(
    "no further delivery attempt | no more delivery attempts",
    "abandoned | been deleted from the queue | been deleted from queue",
    "keine weiteren zustellversuche | aucune nouvelle tentative",
    "ulteriori tentativi non | enää yritetä | rohkem ei proovi",
    "enam ei proovi | vairs netiks mēģināts | daugiau nebus bandoma | daugiau nebandys",
    "nem próbálja meg újra | nu se va mai încerca",
    "nu vom mai încerca | няма да опитва повече | попытки прекращены",
)
_ATTEMPT: Final = rows(
    "attempt | versuch | zustellversuch | tentativ | intento | poging | prób | pokus | poskus | pokušaj",
    "kísérlet | încercăr | опит | προσπαθ | forsøg | forsøk | försök | yrity | kats | mēģināj",
    "bandym | попыт",
    "спроб",
)
_MORE: Final = rows(
    "further | more | other | additional | weiter | neue | erneut | autre | nouve | supplémentaire | más",
    "mai | nuev | otr | altr | ulterior | verder | nieuw | mais | outr | nov | dals | kolejn",
    "więcej | další",
    "ďalš | nadaljn | več | dodatn | daljnj | további | újabb | több | alte | noi | повече | нови",
    "други | нових",
    "больше | новы | дальнейш | більше | подальш | άλλ | περαιτέρω | flere | fler | nye | nya | ytterlig",
    "uusi | lisä | enem | rohkem | enam | edas | vairāk | citi | turpmāk | jaun | daugiau | kit",
    "toles | nauj",
)
_NO: Final = rows(
    "no | not | none | nicht | kein | keine | keinen | keinerlei | aucun | aucune | pas | ningún",
    "ninguna | non",
    "nessun | nessuno | geen | niet | não | nenhuma | nie | żadne | žádné | žiadne | nebudou",
    "nebudú | neproběhnou",
    "ne | nebo | nebodo | neće | nem | nincs | nu | не | нет | няма | немає | δεν | καμία | ikke",
    "ingen | inga",
    "inte | ei | eikä | nav | nebūs | netiks | nebus",
)
_N, _M, _A = ("|".join(map(re.escape, words)) for words in (_NO, _MORE, _ATTEMPT))
_NO_MORE: Final = re.compile(
    rf"\b(?:{_N}) (?:\w{{1,20}} ){{0,2}}(?:{_M})\w{{0,8}} (?:\w{{1,20}} ){{0,2}}(?:{_A})"
    rf"|\b(?:(?:{_M})\w{{0,8}} (?:\w{{1,20}} ){{0,2}}(?:{_A})\w{{0,8}}|(?:{_A})\w{{0,8}} (?:{_M})\w{{0,8}})"
    rf" (?:\w{{1,20}} ){{0,2}}(?:{_N})\b"
)
# Beside it: it has not come to that; and in front of it: it comes after that long.
_NOT_SO_FAR: Final = rows(
    "if | unless | falls | wenn | sofern | sollte | si | indien | als | caso | jesli | jezeli | om | hvis",
    "jos | kui | jei | pokud | ak | daca | ako | ако | αν | εαν | если | якщо | not been | will have been",
    "will be abandoned | will be deleted",
)
# Right beside the attempts: somebody need not make any.
_NEED: Final = rows(
    "need | nötig | notwendig | erforderlich | müssen | besoin | neces | nodig | hoeft",
    "occorre | musisz | trzeba | třeba | behöver | behøver | trebuie | tarvitse | vaja | reikia | nepiecieš",
)
_AFTER: Final = rows(
    "after | until | once | nach | apres | dopo | despues | depois | na | po | efter | etter | parast | pec",
    "utan | dupa | след | μετα | после | через | після",
)
_NEEDLESS: Final = re.compile(rf"\b(?:{'|'.join(map(re.escape, _NEED))})")
_BESIDE: Final = re.compile(r"\w*(?: \w{1,20}){0,2}")
_SENTENCE: Final = re.compile(r"[.!?;](?=\s)|\n\s*\n")
_SO_FAR_NOT: Final = re.compile(rf"\b(?:{'|'.join(_NOT_SO_FAR)})\b")
_WHEN: Final = re.compile(rf"\b(?:{'|'.join(_AFTER)})\b")


def has_given_up(folded: str) -> bool:
    """Whether a sentence says so, and not what comes "after 5 days", or "if it cannot be delivered"."""
    return any(map(_gives_up, _SENTENCE.split(folded)))


def _gives_up(sentence: str) -> bool:
    found = _NO_MORE.search(sentence)
    at = max((sentence.find(word) for word in _GIVEN_UP), default=-1)
    at = found.start() if at < 0 and found else at
    if found and _NEEDLESS.search(_around(found)):
        return False
    return at >= 0 and not (_WHEN.search(sentence[:at]) or _SO_FAR_NOT.search(sentence))


def _around(found: re.Match[str]) -> str:
    """What was found, with two words on either side."""
    behind = _BESIDE.match(found.string, found.end())
    before = found.string[max(0, found.start() - 40) : found.start()].split()[-2:]
    return " ".join((*before, found.string[found.start() : behind.end() if behind else found.end()]))
