"""The labels of the form in the shipped languages: as printed first, then what is understood as well.

Data only.  Labels are compared folded (`fold_label`): "Victim identifiable?" is "victim identifiable".
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from hotlined.domain.form.annex import Answer
from hotlined.domain.form.label_rows import germanic, others, romance
from hotlined.domain.values.plain import visible

_TABLE: Final = {**germanic.ROWS, **romance.ROWS, **others.ROWS}

# Section headings (comments in the written form): report, content, location, additional information.
HEADINGS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "en": ("REPORT", "CONTENT", "LOCATION & TRACKING", "ADDITIONAL INFORMATION"),
    "de": ("MELDUNG", "INHALT", "ORT & SPUREN", "WEITERE ANGABEN"),
    "et": ("TEADE", "SISU", "ASUKOHT JA JÄLJED", "LISATEAVE"),
    "el": ("ΑΝΑΦΟΡΑ", "ΠΕΡΙΕΧΟΜΕΝΟ", "ΤΟΠΟΘΕΣΙΑ & ΙΧΝΗ", "ΠΡΟΣΘΕΤΕΣ ΠΛΗΡΟΦΟΡΙΕΣ"),
    "lt": ("PRANEŠIMAS", "TURINYS", "VIETA IR PĖDSAKAI", "PAPILDOMA INFORMACIJA"),
    "nl": ("MELDING", "INHOUD", "LOCATIE EN SPOREN", "AANVULLENDE INFORMATIE"),
    "pl": ("ZGŁOSZENIE", "TREŚĆ", "LOKALIZACJA I ŚLADY", "INFORMACJE DODATKOWE"),
    "sv": ("RAPPORT", "INNEHÅLL", "PLATS & SPÅR", "YTTERLIGARE UPPGIFTER"),
    "fr": ("SIGNALEMENT", "CONTENU", "LOCALISATION ET TRAÇAGE", "INFORMATIONS COMPLÉMENTAIRES"),
    "es": ("INFORME", "CONTENIDO", "LOCALIZACIÓN Y RASTREO", "INFORMACIÓN ADICIONAL"),
    "it": ("SEGNALAZIONE", "CONTENUTO", "LOCALIZZAZIONE E TRACCIAMENTO", "ULTERIORI INFORMAZIONI"),
    "pt": ("DENÚNCIA", "CONTEÚDO", "LOCALIZAÇÃO E RASTREIO", "INFORMAÇÕES ADICIONAIS"),
}

# The last section of the printed form: what stands below it is about the hotline, and not the analyst's.
CONTACT: Final = (
    "CONTACT INFORMATION",
    "KONTAKT",
    "KONTAKTANGABEN",
    "KONTAKTANDMED",
    "ΣΤΟΙΧΕΙΑ ΕΠΙΚΟΙΝΩΝΙΑΣ",
    "KONTAKTINĖ INFORMACIJA",
    "CONTACTGEGEVENS",
    "DANE KONTAKTOWE",
    "KONTAKTUPPGIFTER",
    "COORDONNÉES",
    "DATOS DE CONTACTO",
    "RECAPITI",
    "CONTACTOS",
)

ANSWERS: Final[Mapping[str, Mapping[Answer, tuple[str, ...]]]] = {
    language: dict(zip(Answer, (tuple(words.split("|")) for words in line.split("/")), strict=True))
    for language, line in {
        "en": "Yes|Y/No|N/Not sure|?|Unsure|Unknown|Not known|Maybe|Not certain",
        "de": "Ja|J/Nein/Unsicher|Nicht sicher|Unbekannt|Unklar|Weiß nicht",
        "et": "Jah/Ei/Ei tea|Pole kindel|Ei ole kindel|Teadmata",
        "el": "Ναι/Όχι/Δεν ξέρω|Αβέβαιο|Άγνωστο|Δεν είμαι σίγουρος|Δεν είμαι σίγουρη",
        "lt": "Taip|T/Ne/Nežinau|Nežinoma|Neaišku|Nesu tikras|Nesu tikra",
        "nl": "Ja/Nee/Niet zeker|Onzeker|Onbekend|Weet niet",
        "pl": "Tak/Nie/Nie wiadomo|Nie wiem|Niepewne|Nieznane",
        "sv": "Ja/Nej/Vet inte|Osäker|Osäkert|Oklart|Vet ej",
        "es": "Sí|Si/No/No se sabe|No seguro|No estoy seguro|No estoy segura|Desconocido",
        "fr": "Oui/Non/Incertain|Pas sûr|Inconnu|Ne sait pas",
        "it": "Sì/No/Incerto|Non sicuro|Non so|Sconosciuto",
        "pt": "Sim/Não/Incerto|Não sei|Desconhecido",
    }.items()
}

# Understood as well, from analysts who think in these languages: yes/no/not sure.
_OTHER_ANSWERS: Final = (
    "Kyllä/Ei/En tiedä|Epävarma|Ei tiedossa",
    "Ja/Nej/Ved ikke|Usikker|Uvist",
    "Ano/Ne/Nevím|Nejisté|Neznámo",
    "Áno/Nie/Neviem|Neisté",
    "Da/Nu/Nu știu|Nesigur",
    "Jā/Nē/Nezinu|Nav zināms",
    "Igen/Nem/Nem tudom|Bizonytalan",
    "Da/Ne/Ne vem|Ne znam",
    "Да/Не/Не знам",
    "Iva/Le/Mhux ċert",
)


def fold_label(text: str) -> str:
    """A label as it is compared: one case, no accents, hyphens as blanks, no mark at its end, all seen."""
    plain = _without_accents(visible(text)).replace("\u2019", "'").replace("\u00b4", "'")
    plain = re.sub(r"[\s_*\u2022\u00b7\u2010-\u2015-]+", " ", plain)
    return plain.strip(" ?.:;\u037e")


def _without_accents(text: str) -> str:
    """Greek capitals are written without them, and so is much else at foreign keyboards."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    apart = unicodedata.normalize("NFKD", plain)
    return unicodedata.normalize("NFKC", "".join(c for c in apart if unicodedata.category(c) != "Mn"))


def _rows(table: str) -> dict[str, tuple[str, ...]]:
    joined = table.strip().replace("\n  |", " |")
    pairs = (line.split(":", 1) for line in joined.splitlines())
    return {name: tuple(label.strip() for label in labels.split("|")) for name, labels in pairs}


LABELS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    language: _rows(table) for language, table in _TABLE.items()
}
LABELS_EN: Final[Mapping[str, str]] = {name: labels[0] for name, labels in LABELS["en"].items()}


@cache
def default_labels() -> Mapping[str, str]:
    """Folded label to field name, for all shipped languages together."""
    return {
        fold_label(label): name
        for rows in LABELS.values()
        for name, labels in rows.items()
        for label in labels
    }


def read_answer(text: str) -> Answer | None:
    """Yes, no or not sure in any shipped language, or the one box that is ticked; None for anything else."""
    words, boxes = _BOXES.split(text), _BOXES.findall(text)
    if not boxes:
        return _ANSWER_WORDS.get(_fold_answer(text))
    told = [_ANSWER_WORDS.get(_fold_answer(word.strip(_AROUND))) for word in words]
    behind = not words[-1].strip(_AROUND) and words[0].strip(_AROUND) != ""
    if told[0] is not None and not behind:
        return None  # "Yes ☒ No" may be either of them
    theirs = told[:-1] if behind else told[1:]
    ticked = {answer for box, answer in zip(boxes, theirs, strict=True) if _TICKED.fullmatch(box)}
    return ticked.pop() if len(ticked) == 1 else None


def boxes_alone(text: str) -> list[str]:
    """The boxes of a text that has nothing else, ticked and empty."""
    return [] if _BOXES.sub("", text).strip(_AROUND) else _BOXES.findall(text)


def is_not_known(text: str) -> bool:
    """Whether a value says in any shipped language that nobody knows it; as good as an empty line."""
    return read_answer(text) is Answer.NOT_SURE or _fold_answer(text) in _NOT_KNOWN


def _fold_answer(text: str) -> str:
    plain = " ".join(_without_accents(text).split())
    return plain.strip("\"'\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb ").rstrip(".!")


# Beside "not sure" in all its languages: what is said of a thing, and of no question.
_UNKNOWN: Final = (
    "n/a|na|none|not available|not applicable|not found|tbd|nicht bekannt|nicht ermittelbar|keine|k.A.",
    "keine Angabe|pole teada|ei ole teada|tundmatu|puudub|άγνωστη|άγνωστος|δεν είναι γνωστή",
    "δεν είναι γνωστό|δεν υπάρχει|nežinomas|nežinoma|nėra|nėra žinoma|okänd|okänt|inte känd|ej känd|saknas",
)
_NOT_KNOWN: Final = frozenset(_fold_answer(word) for row in _UNKNOWN for word in row.split("|"))
_BOXES: Final = re.compile(r"[\u2610-\u2612\u2713\u2714\u2717\u2718]|\[\s?[xX]?\s?\]|\(\s?[xX]?\s?\)")
_TICKED: Final = re.compile(r"[^\u2610\[(]|[\[(]\s?[xX]\s?[\])]")
_AROUND: Final = " \t\u00a0,:;|/"  # between a box and the next word
_ANSWER_WORDS: Final = {
    _fold_answer(word): answer
    for answers in (
        *ANSWERS.values(),
        *(dict(zip(Answer, (w.split("|") for w in line.split("/")), strict=True)) for line in _OTHER_ANSWERS),
    )
    for answer, words in answers.items()
    for word in words
}
