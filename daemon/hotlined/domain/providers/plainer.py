"""An answer in plainer words: without what says nothing of the removal, and with "the content" for its page.

"We would like to inform you that the page has been permanently removed by our abuse team" says of a notice
about one URL that its content has been removed.  What is left out is a closed list; what says no stays,
and times and places do.
"""

import re
from typing import Final

# Where the notice names one URL, what is said of its page, or file: not of a link, which may lead there.
_PAGES: Final = tuple(
    (re.compile(rf"\b(?:{said})\b", re.IGNORECASE), meant)
    for said, meant in (
        (
            "(?:the|this) (?:reported )?(?:(?:web ?)?page|(?:web ?)?site|url|file|image|picture|photo|video"
            "|item)",
            "the content",
        ),
        ("(?:die|diese) (?:gemeldete )?(?:(?:web|internet)?seite|website|url|datei)", "der Inhalt"),
        ("(?:das|dieses) (?:gemeldete )?(?:bild|video)|dieser (?:gemeldete )?inhalt", "der Inhalt"),
        ("(?:la|cette) (?:page|photo|vidéo)(?: signalée)?|l'image(?: signalée)?", "le contenu"),
        ("(?:le|ce) fichier(?: signalé)?|ce contenu(?: signalé)?", "le contenu"),
        ("(?:la|esta) (?:página|imagen|foto)(?: denunciada| reportada)?", "el contenido"),
        ("(?:el|este) (?:archivo|fichero|vídeo|video)(?: denunciado| reportado)?", "el contenido"),
        ("este contenido(?: denunciado| reportado)?", "el contenido"),
        ("(?:la|questa) (?:pagina|foto)(?: segnalata)?|l'immagine(?: segnalata)?", "il contenuto"),
        ("(?:il|questo) (?:file|video)(?: segnalato)?|questo contenuto(?: segnalato)?", "il contenuto"),
        ("(?:de|deze) (?:gemelde )?(?:webpagina|pagina|afbeelding|foto|video)", "de inhoud"),
        ("(?:het|dit) (?:gemelde )?bestand", "de inhoud"),
        ("(?:ten )?plik|(?:ta )?strona", "treść"),
        ("(?:den anmälda |den rapporterade )?(?:(?:web)?sidan|webbplatsen|filen|bilden)", "innehållet"),
        ("(?:veebi)?leht|lehekülg|fail|pilt", "sisu"),
        ("puslapis|svetainė|failas", "turinys"),
        ("η σελίδα|ο ιστότοπος|το αρχείο|η εικόνα", "το περιεχόμενο"),
    )
)
# In languages in which that alone is never replaced.
_MORE_PAGES: Final = (
    r"a página|o ficheiro|o arquivo|a imagem|a foto|o vídeo|siden|billedet|sivu|tiedosto|kuva|video"
)
_BEGINS: Final = re.compile(
    rf"\W*(?:{'|'.join(said.pattern for said, _ in _PAGES)}|{_MORE_PAGES})\b", re.IGNORECASE
)
_TELLS: Final = re.compile(
    r"\b(?:this (?:e-?mail |message )?is to (?:confirm|inform you)"
    r"|(?:we )?would like to (?:inform you|confirm)"
    r"|please be (?:informed|advised)|we (?:wish|want) to (?:inform you|confirm)|we inform you)(?= that\b)",
    re.IGNORECASE,
)
_ACTED: Final = re.compile(
    r"\bwe(?: have|'ve)? (?:taken action|taken immediate action|investigated|acted"
    r"|reviewed (?:it|this))(?= and )"
    r" and",
    re.IGNORECASE,
)
_REVIEWED: Final = re.compile(  # "after internal review we have ..."
    r"^( *)(?:after|following|upon) (?:(?:an|our|a) )?(?:internal |thorough |careful |further )?"
    r"(?:review|investigation),? (?=we\b|the\b|all\b|it\b)",
    re.IGNORECASE | re.MULTILINE,
)
_BY_TEAM: Final = re.compile(r" by our (?:abuse )?(?:team|staff|department|desk)\b", re.IGNORECASE)
_GREEK_ASKS: Final = re.compile(r"(?<=[\u0370-\u03ff\u1f00-\u1fff]);(?=\s|$)")  # it looks like a semicolon
_SENTENCE: Final = re.compile(r"(?<=[.!?\n])")
_ADVERBS: Final = re.compile(
    r"\b(?:permanently|successfully|immediately|promptly|completely|dauerhaft|umgehend|sofort|unverzüglich"
    r"|endgültig|heute|gestern|soeben|mittlerweile|inzwischen"
    r"|immédiatement|définitivement|bien|inmediatamente|definitivamente|immediatamente) "
    r"(?=(?:removed|deleted|taken|gelöscht|entfernt|été|supprimé|retiré|eliminad|retirad|rimoss|eliminat))",
    re.IGNORECASE,
)


# That what we ask them to preserve is preserved: of data about the content, never of the content.
_DATA: Final = (
    r"(?:(?:the|all|any|our|relevant|related|available|account|customer|user|subscriber|access|server) )*"
    r"(?:data|logs?|log ?files?|records|evidence)"
)
_DATEN: Final = r"(?:die )?(?:logs?|logdateien|(?:kunden|bestands|verbindungs|protokoll)?daten)"
_PRESERVED: Final = (
    rf"we (?:have )?(?:also )?(?:preserved|retained|secured) {_DATA}(?: and {_DATA})?"
    rf"|{_DATA}(?: and {_DATA})? (?:(?:has been|have been|is|are|was|were) )?(?:preserved|retained|secured)"
    rf"|{_DATEN}(?: und {_DATEN})? (?:(?:wurden|sind) )?(?:gesichert|aufbewahrt)"
    r"|les (?:données|journaux|logs) (?:ont été|sont) (?:conservé|préservé|sauvegardé)e?s"
    r"|los (?:datos|registros) (?:se han|han sido) (?:conservado|preservado)s?"
    r"|de (?:gegevens|logs|logbestanden) (?:zijn|werden) (?:bewaard|veiliggesteld)"
)
_FOR_LONG: Final = r"(?: for \d{1,3} (?:days|months)| as requested)?"
_REACH: Final = (
    r"(?:let us know|contact us|reply to this (?:e-?mail|message)"
    r"|(?:feel free|do not hesitate|don['\u2019]t hesitate) to contact us)"
)
_QUESTIONS: Final = r"you have (?:any )?(?:further |other |more )?(?:questions|queries)(?: or concerns)?"
_OFFERED: Final = rf"(?:if|should) {_QUESTIONS},? (?:please )?{_REACH}|(?:please )?{_REACH} if {_QUESTIONS}"
_ASIDE: Final = re.compile(
    rf"(?:^|(?<=[.!?])) *(?:(?:{_PRESERVED}){_FOR_LONG}|{_OFFERED}) *(?:[.!]|$)", re.IGNORECASE | re.MULTILINE
)
_AND_ASIDE: Final = re.compile(
    rf",? (?:and|und|et|y|en) (?:{_PRESERVED}){_FOR_LONG}(?= *(?:[.!]|$))", re.IGNORECASE | re.MULTILINE
)
# In front of it stands a statement: in "item 1 is removed, item 2 and the logs are preserved" item 2 is not.
_CLAUSE: Final = re.compile(r"[.,;:!?\n]|\b(?:and|und|et|y|en)\b", re.IGNORECASE)
_STATES: Final = re.compile(
    r"\b(?:has|have|was|were|is|are|ist|sind|wurden?|ont|est|sont|été|ha|han|fue|fueron|zijn|werd|werden|removed"
    r"|deleted|disabled|entfernt|gelöscht|supprimé|retiré|eliminad|verwijderd)",
    re.IGNORECASE,
)
_NEAR: Final = 200  # characters in front of it
_GREETS: Final = re.compile(
    r"^ *(hi|hello|dear) (?:team|all|there|colleagues|sir or madam|sir/madam)(?= ?,)",
    re.IGNORECASE | re.MULTILINE,
)
# "Disabled access to the content": the law's other word for it (Regulation (EU) 2022/2065, Article 6).
_THING: Final = (
    r"(?:the|this|all) (?:reported )?(?:contents?|materials?|url|(?:web ?)?page|file|image|video|item)"
)
_ACCESS: Final = re.compile(
    rf"\baccess to (?={_THING} (?:is|was|has been|has now been) disabled\b)", re.IGNORECASE
)
_DISABLED: Final = re.compile(rf"\bdisabled access to (?={_THING}\b)", re.IGNORECASE)


def plainer(text: str) -> str:
    """A text without what says of a removal only that it is told, that one acted, and who did.

    And without what stands beside it and takes nothing back: the data are preserved, questions welcome."""
    text = _GREEK_ASKS.sub("?", text)
    text = _AND_ASIDE.sub(_beside, _ASIDE.sub("", _GREETS.sub(r"\1", text)))
    text = _DISABLED.sub("removed ", _ACCESS.sub("", _REVIEWED.sub(r"\1", text)))
    text = _ADVERBS.sub("", _TELLS.sub("we can confirm", text))
    return _BY_TEAM.sub(" by us", _ACTED.sub("we have", text))


def _beside(aside: re.Match[str]) -> str:
    """Nothing in its place, or all of it where something else in front of it is preserved as well."""
    before = aside.string[max(0, aside.start() - _NEAR) : aside.start()]
    return "" if _STATES.search(_CLAUSE.split(before)[-1]) else aside.group()


def one_page(text: str) -> str:
    """The text of an answer about a single URL: "the page" is what stands there, "the content"."""
    return "".join(map(_as_content, _SENTENCE.split(text)))


def of_one_page(text: str) -> str | None:
    """The sentence of an answer that is about "the page", or "the file"; where several are, one of them."""
    return next((said.strip() for said in _SENTENCE.split(text) if _BEGINS.match(said)), None)


def _as_content(sentence: str) -> str:
    """A sentence that names the page or the file once; "the image on the page" may be one of several."""
    found = [(said, meant) for said, meant in _PAGES for _ in said.finditer(sentence)]
    return found[0][0].sub(found[0][1], sentence) if len(found) == 1 else sentence
