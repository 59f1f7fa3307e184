"""Words of an analyst beside or inside of a tag that say something else than it: they are asked about."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote

from hotlined.domain.analysts.report_urls import urls_in
from hotlined.domain.form.annex import Item
from hotlined.domain.form.item_urls import same_url
from hotlined.domain.hotline.site import Phrase
from hotlined.domain.replies.denied import denial, noes
from hotlined.domain.replies.folding import folded
from hotlined.domain.replies.item_words import ALL, PART
from hotlined.domain.replies.lexicon import lexicon, tokens
from hotlined.domain.replies.put_off import is_announced
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.item_list import A_PART, NAMED
from hotlined.domain.values.plain import beginnings, plain, rows
from hotlined.domain.values.urls import trimmed

MOST_WORDS: Final = 100  # that may be ends of URLs: "p/2 is gone"
SHORTEST_END: Final = 4
FEW: Final = 6  # words that can be nothing but which items are meant
WHICH: Final = PART - ALL - folded("one ones some another both either beiden mõlema mõlemat abi abiejų")
_WORD: Final = re.compile(r"\S+")
_NUMBERED: Final = (
    re.compile(  # a text that begins with a number: "2 of 3", ": 2"; no "+372", no ticket's "[#123]"
        r"(?!\W*\[#)[^\w+]*[0-9]"
    )
)
# A call that reached nobody: whole words, since "Wartenberg" is a name, and how others begin.
_NOBODY: Final = (
    beginnings(rows(
        "nobody | no one | no answer | no reply | no response | did not answer | not answered",
        "didn't answer | left a message | tried | attempted | in vain | unsuccessful | without success",
        "busy | rang out | waiting for | unknown | niemand | niemanden | niemandem | keiner | besetzt",
        "unbekannt | warte | warten | wartet | versucht | versuchte | versuchten | oli kinni | teadmata",
        "keegi ei | κανεις | κανενας | niekas | bandžiau | bandėme | bandė | neviens | ingen svar",
        "inget svar | svarade inte | svarar inte | nådde inte | försökt | kukaan ei | yritin | yritetty",
        "ikke svar | forsøgt | gick inte att nå | upptaget | occupé | occupée | laissé un message",
        "pas de réponse | sans réponse | injoignable | essayé | nadie | sin respuesta | intentado",
        "intenté | nessuno | occupato | occupata | provato a | ocupado | ocupada | nessuna risposta",
        "tentato | ninguém | sem resposta | tentei | tentado | in gesprek | ingesproken | zajęte",
        "engaged tone | off the hook | they hung up | he hung up | she hung up | unreachable | dead line",
        "line dead | rings out | nicht erreichbar | wurde aufgelegt | nicht rangegangen",
        "užimta | geen antwoord | geprobeerd | nikt | brak odpowiedzi | bez odpowiedzi",
    ), r"(?!\w)"),
    # Where it ends so: "engaged in the case", "unavailable next week" tell of whom one has reached.
    beginnings(rows("engaged | unavailable | not available | disconnected"), r"\W*$"),
    beginnings(rows(
        "not reach | couldn't reach | voicemail | voice mail | answering machine | keine antwort",
        "nicht erreicht | nicht abgehoben | anrufbeantworter | mailbox bespr | vergeblich | erfolglos",
        "ei vasta | kõnepost | automaatvastaja | proovisi | δεν απαντ | τηλεφωνητ | προσπαθησ",
        "neatsiliep | neatsak | balso pašt | atsakikl | bandyt | neatbild | balss past | mēģināj",
        "telefonsvarar | röstbrevlåd | puhelinvastaaj | vastaajaan | telefonsvarer | personne n'",
        "personne ne | répondeur | messagerie vocale | contestador | buzón de voz | segreteria telef",
        "atendedor | antwoordapparaat | poczta głos | próbował",
    )),
)  # fmt: skip


def names_some(word: Word, items: Sequence[Item], *own: str) -> str | None:
    """The sentence that asks which items, where a tag without numbers stands beside words about some.

    `items` are those of the case, `own` what the analyst wrote beside the tag.
    """
    count = len(items)
    if not tells_some(items, *own):
        return None
    return (
        f"[{word}] alone is about all items, and your text names some; expected the numbers of those meant "
        f"behind the word, as in :1,3 (all of them are :1-{count})"
    )


def tells_some(items: Sequence[Item], *own: str) -> bool:
    """Whether words are about some of these items: by number, by URL, or "only the second"."""
    return len(items) > 1 and any(
        has_urls_of_some(items, text) or _tells_some(without_urls(text)) for text in own
    )


def without_urls(text: str) -> str:
    """The text without them: "https://example.org/item1" is no item 1."""
    return _WORD.sub(lambda found: "" if "//" in found[0] else found[0], text)


def _tells_some(words: str) -> bool:
    """By number, or in few words: "only the second"; not "checked one more time"."""
    named = NAMED.search(words) or _NUMBERED.match(words)
    return bool(named) or any(not WHICH.isdisjoint(piece) for piece in short_pieces(words))


def has_urls_of_some(items: Sequence[Item], text: str) -> bool:
    """Whether URLs of some of these items are in a text, or their ends; not of all."""
    known = {same_url(item.url) for item in items}
    named = known & {same_url(url) for url in urls_in(text)}
    ends = {f"/{trimmed(word).lstrip('/')}" for word in _WORD.findall(text)[:MOST_WORDS] if "/" in word}
    # "https://tool.example.org/?check=https://example.net/item1" has one as its own end.
    wholes = tuple(unquote(end) for end in ends if "://" in unquote(end))
    ends = {end for end in ends if len(end) >= SHORTEST_END}
    named |= {one for one in known if one.endswith(tuple(ends)) or any(end.endswith(one) for end in wholes)}
    return bool(named) and named != known


def short_pieces(text: str) -> Iterator[list[str]]:
    """The words, folded, of each piece of a text that has so few that they can be nothing but which items."""
    for piece in re.split(r"[.!?;,\n]", text):
        words = [one.word for one in tokens(piece)]
        if len(words) <= FEW:
            yield words


def names_parts(count: int, *own: str) -> str | None:
    """The sentence that asks which parts, where a bare [RESEND] stands beside words about some of `count`."""
    pointed = (one.word for text in own for one in tokens(text))
    named = any(A_PART.search(text) or _NUMBERED.match(text) for text in own)
    if count < 2 or not (named or any(word in PART for word in pointed)):
        return None
    return (
        "[RESEND] alone is all that the LEA has not confirmed, and your text names parts; expected their "
        f"numbers behind the word, as in [RESEND:1] (it has 1-{count})"
    )


def denies(text: str, phrases: tuple[Phrase, ...]) -> bool:
    """Whether a few words without a number are a no: "not yet"; "by phone, no. 12" is none.

    So are words that announce or suppose it: "they will call tomorrow", "maybe"; and "nobody answered".
    """
    words = re.findall(r"[^\W\d_]+", plain(text))
    supposed = any(hit.meaning == "unsure" for hit in lexicon(phrases).hits(tokens(text)))
    if supposed or is_announced(text) or any(one.search(plain(text)) for one in _NOBODY):
        return True
    return len(words) <= 3 and not noes(phrases).isdisjoint(words) and not re.search("[0-9]", text)


def denied_beside(tag: Tag, *own: str, phrases: tuple[Phrase, ...]) -> str | None:
    """The sentence that asks, where what the analyst wrote beside the tag says "not yet", or not to do it."""
    if not any(denial(tag, text, phrases) for text in own):
        return None
    return (
        f"[{tag.word}]: your text says not to, or not yet; expected the tag alone, or a mail without it "
        "([NOTE] keeps your words)"
    )
