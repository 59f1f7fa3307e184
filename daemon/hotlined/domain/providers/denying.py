"""A provider's whole sentence that it is not the host, and who is: "We are not the host, please contact ...".

It says what NOT-OURS says.  The grammar is closed, and for a notice about one URL: of several, it may be
about one of them.  "We no longer host it" is no such sentence, nor is one with a word more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hotlined.domain.providers.done_words import any_of
from hotlined.domain.values.plain import plain, rows

# All in the folded form of `values.plain`.
_EN: Final = (
    r"(?:(?:this|that|the)(?: reported)? (?:content|(?:web ?)?site|(?:web ?)?page|url|domain|material|file"
    r"|item)|it|this)"
)
_DE: Final = r"(?:diese[rns]?|der|die|das) (?:gemeldeten? )?(?:inhalte?|(?:web)?seite|website|domain)"
_FR: Final = r"(?:(?:ce|le) (?:contenu|site)|(?:cette|la) page|cette url|ce domaine)"
_ES: Final = r"(?:(?:este|el) (?:contenido|sitio(?: web)?|dominio)|(?:esta|la) (?:pagina|url|web))"
_IT: Final = r"(?:(?:questo|il) (?:contenuto|sito|dominio)|(?:questa|la) pagina)"
_NL: Final = r"(?:(?:deze|de) (?:website|webpagina|pagina|inhoud|site|url)|dit (?:materiaal|domein)|dit)"
_PT: Final = r"(?:(?:este|o) (?:conteudo|site|dominio)|(?:esta|a) pagina)"
_SV: Final = r"(?:innehallet|(?:webb)?sidan|webbplatsen|den har (?:webb)?sidan)"
_DENIED: Final = (
    r"we(?: are|'re) not the (?:web ?)?(?:host|hoster|hosting[- ](?:provider|company)|provider)"
    rf"(?: (?:of|for|behind) {_EN})?",
    rf"{_EN} (?:is not|isn't) (?:hosted )?(?:(?:with|by|at) us"
    r"|(?:on|in) our (?:servers?|network|platform|systems|infrastructure))",
    rf"we (?:do not|don't) host {_EN}",
    r"(?:this|the) ip(?: address)? (?:is not ours|(?:does not|doesn't) belong to us|is not in our network)",
    r"wir sind (?:hier )?nicht der (?:web)?(?:hoster|hosting-?(?:anbieter|provider)|provider|anbieter)"
    rf"(?: {_DE})?",
    rf"{_DE} (?:(?:wird|werden|liegt|liegen) nicht (?:bei uns|von uns|auf unseren servern)(?: gehostet)?)",
    rf"wir hosten {_DE} nicht|(?:diese|die) ip(?:-adresse)? gehort nicht (?:zu )?uns",
    rf"nous ne sommes pas l'hebergeur(?: de {_FR})?|nous n'hebergeons pas {_FR}",
    rf"{_FR} n'est pas hebergee? (?:chez nous|par nous|par nos soins|sur nos serveurs)",
    rf"no somos el (?:proveedor(?: de (?:hosting|alojamiento))?|host)(?: de {_ES})?|no alojamos {_ES}",
    rf"{_ES} no esta alojad[oa] (?:con nosotros|por nosotros|en nuestros servidores)",
    r"non siamo (?:l'|il )(?:hosting provider|hoster|provider|fornitore di hosting)",
    rf"non ospitiamo {_IT}|{_IT} non e ospitat[oa] (?:da noi|presso di noi|sui nostri server)",
    rf"(?:wij|we) zijn niet de (?:host|hoster|hosting ?provider|provider)(?: van {_NL})?",
    rf"(?:wij|we) hosten {_NL} niet",
    rf"{_NL} (?:wordt|staat) niet (?:(?:bij|door) ons|op onze servers?)(?: gehost)?",
    r"nao somos o (?:provedor|fornecedor)(?: de (?:alojamento|hospedagem))?",
    rf"nao (?:alojamos|hospedamos) {_PT}",
    rf"{_PT} nao esta (?:alojad|hospedad)[oa] (?:con?nosco|nos nossos servidores)",
    r"nie jestesmy (?:hostingodawca|dostawca hostingu)(?: tej strony| tej tresci)?",
    rf"vi ar inte (?:vardforetaget|webbhotellet|hostingleverantoren)|{_SV} (?:ligger|finns) inte hos oss",
    r"me ei ole selle (?:lehe|sisu) majutaja|me ei majuta seda (?:lehte|sisu)",
    r"see (?:leht|sisu) ei asu meie serveri(?:tes|s)",
)
_NOTE: Final = rows(
    "hello, | hi, | please note that | unfortunately, | unfortunately | sorry, | sorry, but",
    "we can confirm that | malheureusement, | lamentablemente,",
)
_WHO: Final = rows(
    "please contact | kindly contact | please write to | please report it to | please report this to",
    "please forward it to | please forward this to | please address this to | contact | it is hosted by",
    "it is hosted at | it is hosted with | it belongs to | the host is | the hosting provider is",
    "bitte wenden sie sich an | bitte kontaktieren sie | bitte schreiben sie an",
    "veuillez contacter | merci de contacter | veuillez vous adresser à | contacte con | contacte a",
    "contacte | póngase en contacto con | por favor contacte con | por favor contacte a",
    "si prega di contattare | contattate | neem contact op met | por favor contacte o",
    "prosimy o kontakt z | kontakta | vänligen kontakta",
)
_AND: Final = rows("and | but | so | und | et | y | e | en | och")
_SENTENCE: Final = re.compile(
    rf"(?:(?:{any_of(_NOTE)}) )?(?P<no>{'|'.join(f'(?:{one})' for one in _DENIED)})?"
    rf"(?:(?:^|(?<=\w)[,;:]? ?(?:- )?)(?:(?:{any_of(_AND)}) )?(?:{any_of(_WHO)}) (?P<who>\S.*?)"
    r"(?: instead| directly)?)?"
)
_ENDS: Final = re.compile(r"(?<=[.!;])\s+")
_MOST: Final = 300  # letters of one


@dataclass(frozen=True, slots=True)
class Denial:
    """That the writer is not the host: who is, as far as that is said, and what else the text says."""

    named: str
    rest: str


def denial_in(text: str) -> Denial | None:
    """What a text denies by whole sentences; None where none of them does."""
    named: list[str] = []
    left: list[str] = []
    denied = False
    for sentence in _sentences(text):
        folded = plain(sentence).rstrip(" .!;")
        found = _SENTENCE.fullmatch(folded) if 0 < len(folded) <= _MOST else None
        if found is None or not (found["no"] or (denied and found["who"])):
            left.append(sentence)
            continue
        denied = True
        if found["who"]:
            named.append(_as_written(sentence, found["who"]))
    return Denial(", ".join(named), "\n".join(left)) if denied else None


def _sentences(text: str) -> Iterator[str]:
    """Its sentences, also those that go over lines; a line that ends with a comma is a greeting."""
    begun: list[str] = []  # in earlier lines, none of which is looked at again
    for line in text.split("\n"):
        if begun and not line.strip():
            yield " ".join(begun)
            begun = []
        *ended, last = _ENDS.split(line.strip())
        for one in ended:
            yield " ".join((*begun, one))
            begun = []
        begun.append(last)
        if not last or last.endswith((".", "!", ";", ",", ":", "?")):
            yield " ".join(begun)
            begun = []
    yield " ".join(begun)


def _as_written(sentence: str, who: str) -> str:
    """The words of the sentence at which its folded form has these; a name is shown as it was written."""
    words = [(word, folded) for word in sentence.split() if (folded := plain(word))]
    count = len(who.split())
    at = next(
        (
            at
            for at in range(len(words))
            if " ".join(folded for _, folded in words[at : at + count]).startswith(who)
        ),
        len(words) - count,
    )
    return " ".join(word for word, _ in words[at : at + count]).rstrip(".,;!")
