"""The words by which a sentence names its case: "for HL-2026-000123-K", "im Vorgang HL-2026-000123-K".

A release has to name the case where it is signed, so an officer writes the number into the sentence.  The
number goes before a sentence is read; what leads up to it has to go with it: "you may send the notice for
HL-... now" asks for nothing "for now", and "in case HL-..." is no condition.
"""

import re
from typing import Final

from hotlined.domain.values.reference import reference_spans

MOST_BEFORE: Final = 60  # characters in front of a number that are looked at
# By language: what leads up to it, and behind it maybe a word for a case or a number.
_LEADS: Final = (
    # Not "of the report": its release is another than that of the notice.
    r"of(?: (?:the|this|your|our))?(?: (?:case|matter|number|no\.?|ref\.?|reference))?",
    r"(?:for|on|about|under|regarding|concerning|re:?|with regard to|in respect of)"
    r"(?: (?:the|this|your|our))?(?: (?:case|file|matter|report|number|no\.?|ref\.?|reference))?",
    r"in (?:(?:the|this|your|our) )?(?:file|matter|(?:the|this|your|our) case)(?: (?:number|no\.?))?",
    r"(?:zu|zum|zur|in|im|für|wegen|unter|betreffend|betreffs|bezüglich|bzgl\.?|in sachen)"
    r"(?: (?:dem|den|der|das|die|ihre[mnr]|unsere[mnr]))?"
    r"(?: (?:fall|vorgang|sache|akte|az\.?|aktenzeichen|verfahren|meldung|bericht|nummer|nr\.?))?",
    r"(?:juhtumis|juhtumi|asjas|toimikus|teates|juhtumile|seoses juhtumiga)(?: (?:nr\.?|number))?",
    r"(?:για|στην|στη|σχετικά με|αναφορικά με|όσον αφορά)(?: (?:την|τη|το))?"
    r"(?: (?:υπόθεση|αναφορά|αριθμό|φάκελο))?",
    r"(?:dėl|byloje|bylai|bylos|atveju)(?: (?:bylos|pranešimo|nr\.?))?",
    r"(?:par|lietā|lietai|saistībā ar|attiecībā uz)(?: (?:lietu|ziņojumu|nr\.?))?",
    r"(?:i|för|gällande|angående|avseende)(?: (?:ärende|ärendet|fallet|rapport|rapporten|nr\.?|nummer))",
    r"(?:för|gällande|angående|avseende)",
    r"(?:pour|concernant|au sujet de|relatif à|dans)"
    r"(?: (?:le|la|l'affaire|l’affaire|votre|notre))?(?: (?:dossier|affaire|signalement|n°|numéro))?",
    r"(?:para|sobre|en|relativo a|respecto a)(?: (?:el|la|su|o|a))?"
    r"(?: (?:caso|expediente|asunto|informe|processo|n\.?º))?",
    r"(?:per|riguardo a|relativo a|in merito a)(?: (?:il|la|il caso|la pratica))?(?: (?:n\.?))?",
    r"(?:voor|over|inzake|betreffende|in)(?: (?:de|uw))?(?: (?:zaak|dossier|melding|nr\.?))?",
    r"(?:w sprawie|dla|dotyczące|odnośnie do)(?: (?:sprawy|numeru|nr\.?))?",
    r"(?:no caso|no processo)(?: n\.?º)?",
    r"(?:i|for|vedrørende|angående)(?: (?:sag|sagen|sagsnr\.?|nr\.?))",
    r"(?:asiassa|tapauksessa|koskien)(?: (?:nro\.?))?",
    r"(?:ve věci|pro|k|ohledně)(?: (?:věci|případu|č\.?))?",
)
_LEAD: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_LEADS)}):? ?$", re.IGNORECASE)
# "in case HL-...": a condition where a verb follows, so only in front of an end.
_IN_CASE: Final = re.compile(r"(?<!\w)(?:in|nel) (?:case|caso)(?: (?:number|no\.?|n\.?))? ?$", re.IGNORECASE)
_ENDS: Final = re.compile(r"\s*(?:[.,;:!)]|$)")
_BEHIND: Final = re.compile(r" (?:kohta|osas|puhul|osalta)(?!\w)", re.IGNORECASE)


def without_case(text: str, prefix: str) -> str:
    """A sentence without case numbers, brackets around them, and the words that lead up to one."""
    for start, end in reversed(reference_spans(text, prefix)):
        first, last = start, end
        if text[first - 1 : first] + text[last : last + 1] in ("[]", "()", "<>"):
            first, last = first - 1, last + 1
        before = text[max(0, first - MOST_BEFORE) : first]
        lead = _LEAD.search(before) or (_IN_CASE.search(before) if _ENDS.match(text, last) else None)
        first -= len(lead.group()) if lead is not None else 0
        behind = _BEHIND.match(text, last)
        text = f"{text[:first]} {text[behind.end() if behind is not None else last :]}"
    return text
