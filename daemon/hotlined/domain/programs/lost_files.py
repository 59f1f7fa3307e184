"""A ticket system that has a mail, and says that it could not take an attachment of it.

Neither an acknowledgement nor a refusal: an encrypted report is an attachment to whoever cannot read it,
so that the ticket may be there without the report (P8).  In these languages only.
"""

import re
from typing import Final

# Folded as `plain` folds: no accents.  "~": some words; what is so in general has not happened.
_FILE: Final = (
    r"\b(?:attachments?|attached (?:files?|documents?)|enclosures?|files? [\"']?[\w-]{1,40}\.\w{1,5}[\"']?)"
)
_ANHANG: Final = (
    r"\b(?:anhang|anhange|anlagen?|dateianhang\w{0,2}|(?:angehangten?|beigefugten?) datei(?:en)?)\b"
)
_GELESEN: Final = (
    r"(?:gelesen|geoffnet|verarbeitet|entschlusselt|gespeichert|ubernommen|erfasst|registriert|angenommen"
    r"|hinzugefugt|importiert|lesen|offnen|verarbeiten|entschlusseln|speichern|ubernehmen)"
)
_SAID: Final = (
    _FILE + r" ~(?:(?:could not|couldn't) be|(?:was|were|has been|have been|has not been"
    r"|have not been) not|(?:was|were|has|have) not(?: been)?|wasn't|weren't)"
    r" (?:\w{1,20} )?(?:read|open|process|decrypt|add|sav|stor|regist|import|accept|scan|display|attach)",
    _FILE + r" ~(?:was|were|has been|have been)"
    r" (?:\w{1,20} )?(?:removed|blocked|deleted|stripped|quarantined|rejected|discarded|dropped|refused)",
    r"\b(?:the|your|this|that) attachments? (?:cannot|can't|can not) be"
    r" (?:read|opened|processed|decrypted|imported|displayed)",
    r"\b(?:could not|couldn't|(?:was|were) unable to|failed to)"
    r" (?:read|open|process|decrypt|add|save|store|import|accept|attach) ~attachments?\b",
    _ANHANG + r" ~(?:konnten?|wurden?) ~nicht ~" + _GELESEN,
    r"\b(?:konnten?|wurden?) ~" + _ANHANG + r" ~nicht " + _GELESEN,
    _ANHANG + r" ~(?:wurden?|ist|sind) ~(?:entfernt|geloscht|blockiert|abgelehnt|verworfen)",
    r"\b(?:pieces? jointes?|fichiers? joints?) ~n'(?:a|ont) (?:pas |pu |ete ){1,2}(?:etre )?"
    r"(?:lu|ouvert|traite|dechiffre|enregistre|accepte|ajoute)",
    r"\b(?:archivos? adjuntos?|ficheros? adjuntos?|adjuntos?) ~no (?:se )?"
    r"(?:ha|han|pudo|pudieron|fue|fueron) (?:podido |sido |ser )?"
    r"(?:le|abr|abiert|proces|descifr|registr|acept|guard)",
    r"\b(?:allegat[oi]) ~non (?:e|sono|ha|hanno) (?:stat[oi] |potuto ){0,2}(?:essere )?"
    r"(?:possibile )?(?:lett|legg|apert|apri|elabor|decifr|registr|accett|salvat)",
    r"\b(?:bijlagen?) ~(?:kon|konden|is|zijn|werd|werden) niet (?:worden )?"
    r"(?:gelezen|geopend|verwerkt|ontsleuteld|geregistreerd|opgeslagen|toegevoegd)",
)
_IS_SAID: Final = re.compile("|".join(_SAID).replace("~", r"(?:[^\s,]{1,40} ){0,8}?"))
_CONDITION: Final = re.compile(r"\b(?:if|unless|when|wenn|falls|sofern|si|lorsque|quando|als|indien)\b")
_SENTENCE: Final = re.compile(r"(?<=[.!?:;])\s")


def without(text: str) -> tuple[str, bool]:
    """A (folded) text without what says that an attachment was not taken; and whether anything says so."""
    kept = [_cut(sentence) for sentence in _SENTENCE.split(text)]
    return " ".join(one for one, _ in kept), any(lost for _, lost in kept)


def _cut(sentence: str) -> tuple[str, bool]:
    if _CONDITION.search(sentence):
        return sentence, False
    left, number = _IS_SAID.subn("", sentence)
    return left, number > 0
