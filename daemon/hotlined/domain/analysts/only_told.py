"""Sentences of an analyst that have words of waiting and ask nobody to wait: "provider not yet informed".

An LEA's words are read on the safe side, and "not" beside "inform" is a hold.  In an analyst's mail most such
words tell how it is, or are about somebody else, and a question for each would keep many notices waiting.
Whatever names the police, asks ("please") or says what is to be is left to be asked about.
"""

import re
from typing import Final

from hotlined.domain.replies.item_words import NOTICE
from hotlined.domain.replies.lexicon import Lexicon, tokens
from hotlined.domain.replies.sentence import Said
from hotlined.domain.values.plain import plain


def _folded(pattern: str) -> re.Pattern[str]:
    return re.compile(plain(pattern))  # it has no \W, which folding would turn round


# The French "reporter" asks to postpone; the English one has sent us the report.
REPORTER: Final = re.compile(
    r"\breporter(?!\s+(?:(?:l[ae]?|les|cette|cet|ce|cela|ça|votre|notre|tout|toute|jusqu|à|au|de)\b|l['\u2019]))",
    re.IGNORECASE,
)
# What became of an earlier notice, which denies nothing.
_UNANSWERED: Final = (
    r"without (?:an |any )?(?:answer|reply|reaction)|ohne (?:antwort|reaktion|rückmeldung)|sans réponse"
    r"|sin respuesta|χωρίς απάντηση|utan svar|be atsakymo"
)
# Of what was, or is: "has not been informed", "does not inform its customers".
_STATE: Final = _folded(
    r"(?<!\w)(?:informed|contacted|notified|sent|told|reported|checked|verified|reviewed|answered"
    r"|(?:does|did) not|is known"
    r"|informiert|kontaktiert|benachrichtigt|gemeldet|geschickt|gesendet|verschickt|geprüft|beantwortet"
    r"|teavitatud|teavitanud|saadetud|saatnud|kontrollitud|δεν έχ\w+|δεν είχ\w+"
    r"|neinformuot\w+|nepranešt\w+|neišsiųst\w+|neatsak\w+"
    r"|informerats?|informerad|kontaktats?|skickats?|skickad|meddelats?|meddelad|svarat"
    r"|informé|contacté|notifié|envoyé|répondu|informado|contactado|notificado|enviado|respondido"
    rf"|{_UNANSWERED})(?!\w)"
)
_WANTED: Final = _folded(
    r"(?<!\w)(?:please|pls|do not|must|should|shall|may|can|cannot|want\w*|wish\w*|ask\w*|to be|be|let|until"
    r"|bitte\w*|soll\w*|darf|dürfen|muss|müssen|möcht\w*|werden|bis"
    r"|palun|peab|tohi\w*|palub|kuni|παρακαλ\w*|πρέπει|να|θέλ\w*|μέχρι"
    r"|praš\w*|turi|negalima|kol|iki|ska|skall|får|måste|ber|bör|snälla|tills"
    r"|doi\w*|être|veuillez|merci|prière|demand\w*|jusqu|debe\w*|ser|favor|pid\w*|ruego|hasta)(?!\w)"
)
_FORBIDS: Final = _folded(
    r"(?<!\w)(?:must|should|shall|we do not want|darf|dürfen|soll|sollen|sollte|doit|doivent|debe|deben"
    r"|får|ska|skall|bör|tohi|peaks|turi|turėtų|negali|negalima|πρέπει)(?!\w)"
)
_NOT: Final = _folded(r"(?<!\w)(?:not|nicht|pas|no|inte|δεν|μην?|ei|nepranešt\w*|neinformuot\w*)(?!\w)")
# Who is not meant, beside who is: "to the host, not to the CDN".
_NOT_THEM: Final = _folded(
    r"(?:,|(?<!\w)(?:and|und|et|y|och)) (?:not|nicht|pas|no|inte) (?:to|the|an|den|dem|à|al|a|till)(?!\w)"
)
_POLICE: Final = _folded(
    r"(?<!\w)(?:lea|unit|units|officer\w*|police\w*|prosecutor\w*|sgt|inspector|court|investigat\w*"
    r"|polizei\w*|beamt\w*|dienststelle\w*|staatsanwalt\w*|ermittl\w*|gericht\w*|lka|bka"
    r"|politsei\w*|prokur\w*|uurij\w*|αστυν\w*|εισαγγελ\w*|policij\w*|tyrėj\w*"
    r"|polis\w*|åklagar\w*|procureur|parquet|enquêt\w*|policía|fiscal\w*)(?!\w)"
)
# Forms of words of waiting that tell of one, and do not ask.
_TELLING: Final = _folded(
    r"suspended|stopped|postponed|holds|waiting|waits|warte|wartet|väntar|ootan|ootame|laukiu|laukiame"
    r"|περιμένω|περιμένουμε"
)
# "not contacted", which is a phrase of a hold.
_DENIED: Final = re.compile(r"(?:not|nicht|inte|ei|no|ne|n) \w[\w ]*|ne\w+")
# What else people are asked not to do, or to wait for; a sentence that names notice or provider still counts.
_ELSE: Final = _folded(
    r"(?<!\w)(?:informants?|callers?|complainants?|helpline|users?|visitors?|press|customers?"
    r"|meetings?|lunch|reminders?|screenshots?|cop(?:y|ies)|lines?|phone|seconds?|minutes?|loads?|loaded"
    r"|registrar|account|case open|in clear|attachments?"
    r"|wait(?:ing)? for (?:your|an|the|their) (?:answer|reply|response|receipt|number)"
    r"|melder\w*|anrufer\w*|nutzer\w*|besucher\w*|presse|kunden?|sekunden?|minuten?|lädt|geladen|anhang|anhänge"
    r"|teavitaja\w*|helistaja\w*|kasutaja\w*|sekundit?|minutit?|laadi\w*|manus\w*"
    r"|δευτερόλεπτ\w*|λεπτά|καταγγέλλοντ\w*|χρήστ\w*|pranešėj\w*|naudotoj\w*|sekund\w*|minut\w*"
    r"|anmälare\w*|användar\w*|signalant\w*|utilisateurs?|secondes?"
    r"|denunciantes?|usuarios?|segundos?)(?!\w)"
    r"|(?<!\w)man \w{0,12} ?neskamb|neskamb\w* man(?!\w)"
)
# Of one who waits for the word that the report has arrived, the police's as well: it is how it stands.
_FOR_A_RECEIPT: Final = _folded(
    r"(?<!\w)(?:waiting|waits|(?:we|i) (?:still )?wait|wir warten|warten wir|ich warte|oota(?:me|n|b)"
    r"|περιμένω|περιμένουμε|περιμένει|laukiu|laukia|laukiame|väntar) "
    r"(?:[\w'’-]+ ){0,5}[\w'’-]*?"
    r"(?:receipt|acknowledgement|acknowledgment|empfangsbestätigung|eingangsbestätigung|kättesaamiskinnitus\w*"
    r"|kättesaamise kinnitus\w*|vastuvõtukinnitus\w*|απόδειξη\w* παραλαβής|επιβεβαίωση\w* (?:παραλαβής|λήψης)"
    r"|gavimo patvirtinim\w*|patvirtinim\w* apie gavimą|mottagningsbekräftelse\w*|mottagningsbevis\w*"
    r"|kvittens\w*|bekräftelse på mottagande)(?!\w)"
)


# How a question begins that wants to know how it stands; "Can you wait?" asks to.
_HOW_IT_STANDS: Final = _folded(
    r"(?:is|are|was|were|does|do|did|has|have|how|what|why|when|who|where|which|any|still"
    r"|ist|sind|hat|haben|gibt|wie|warum|wann|wer|was|wartet|warten|kas|kui|miks|millal|kes|mis|kuidas"
    r"|τι|ποιος|γιατί|πότε|πόσο|υπάρχει|έχει|ar|kiek|kodėl|kada|kas|är|har|hur|varför|när|vem|vad|finns"
    r"|est|y a|combien|pourquoi|quand|qui|hay|cuánto|por qué|cuándo|quién)(?!\w)"
)
_POSSIBLE: Final = _folded(
    r"possible|please|can |could|möglich|bitte|kann|võimalik|palun|δυνατό|παρακαλ|galima|praš"
    r"|möjligt|snälla|kan "
)


def asks_how_it_stands(words: str) -> bool:
    """Whether a sentence asks about a wait, and for none: "How long do we have to wait?"."""
    text = plain(words)
    wants = _POSSIBLE.search(text) is not None
    return text.endswith("?") and _HOW_IT_STANDS.match(text) is not None and not wants


def names_it(words: str, said: Said) -> bool:
    """Whether a sentence names the notice or the provider."""
    return "topic" in said.hints or any(one.word in NOTICE for one in tokens(words))


def forbids(words: str, said: Said) -> bool:
    """Whether it says that no notice may go: "der Provider darf nicht informiert werden"."""
    if said.hints.isdisjoint({"negation", "not-yet"}) or not names_it(words, said):
        return False
    if _NOT_THEM.search(plain(words)):
        return False
    clauses = re.split("[,;:]", plain(words))
    return any(_FORBIDS.search(one) and _NOT.search(one) and _STATE.search(one) for one in clauses)


def names_police(words: str) -> bool:
    """Whether a sentence names the LEA, or who decides there."""
    return _POLICE.search(plain(words)) is not None


def only_told(words: str, said: Said, known: Lexicon) -> bool:
    """Whether a sentence with words of waiting asks nobody to wait with the notice."""
    text = plain(words)
    wants = _WANTED.search(text) or said.hints & {"polite", "negation", "not-yet", "topic"}
    if _FOR_A_RECEIPT.search(text) and not wants:
        return True
    return not names_police(words) and tells_only(words, said, known)


def tells_only(words: str, said: Said, known: Lexicon) -> bool:
    """The same of a sentence in which the police are only those who are told, or answer."""
    text = plain(words)
    here = tokens(words)
    named = any(one.word in NOTICE for one in here)
    if not names_it(words, said) and _ELSE.search(text):
        return True
    hits = [hit for hit in known.hits(here, said.languages) if hit.meaning == "hold"]
    if not hits and _NOT_THEM.search(text):
        return True
    if _WANTED.search(text) or "polite" in said.hints:
        return False
    raw = [plain(" ".join(one.raw for one in here[hit.start : hit.end])) for hit in hits]
    told = [one for one in raw if _TELLING.fullmatch(one)]
    if raw and not named and len(told) == len(raw):
        return True
    denied = [one for one in raw if _DENIED.fullmatch(one)]
    return len(told) + len(denied) == len(raw) and bool(_STATE.search(text))
