"""A machine says that a person's message waits somewhere else: behind a link, in a portal, in a file.

Gateways that encrypt (Purview, Cisco, Zix, totemo, SEPPmail) and offices with a portal send a notice in the
officer's name, with the headers of automatic mail.  What the officer wrote may ask to wait, and nobody here
has read it (P7).  Asked of machines' mails only: a person speaks of *our* encrypted message.
"""

import re
from collections.abc import Sequence
from typing import Final

from hotlined.domain.programs.personal import MAX_TEXT
from hotlined.domain.programs.refusals import is_conditional
from hotlined.domain.programs.voice import keeps_a_message, sentences
from hotlined.domain.programs.voice_words import bare
from hotlined.domain.values.plain import rows

BEHIND: Final = 2  # words in front of which "your" makes it ours

_CLOSED: Final = rows(
    "secure | encrypt | protected | verschlüssel | geschützt | gesichert | sécuris | chiffr",
    "protég | cifrad",
    "segur | protegid | cifrat | crittografat | sicuro | protetto | versleuteld | beveilig",
    "encriptad",
    "zaszyfrowan | szyfrowan | zabezpieczon | šifrovan | zašifrovan | zabezpečen | šifriran",
    "zaštićen",
    "titkosít | védett | criptat | securizat | protejat | шифрован | криптиран | защитен",
    "κρυπτογραφημεν",
    "ασφαλ | προστατευμεν | krypter | sikker | beskytte | skydda | säker | salatt | salatu",
    "suojat",
    "turvali | krüptee | kaitstud | šifrēt | aizsargāt | šifruot | apsaugot | захищен | şifreli",
)
_NEW: Final = rows(
    "new | neue | neuen | neues | nouveau | nuevo | nuovo | nova | novo | nowa | nową | nová",
    "novou | novú",
    "novu | nieuw | új | nou | ново | нове | νεο | ny | nyt | nytt | uusi | uuden | uus | uue",
    "jauns | jaunu",
    "nauja | naują | yeni",
)
_MESSAGE: Final = rows(
    "message | nachricht | mitteilung | bericht | mensaje | messaggi | mensage | wiadomoś",
    "zpráv | správ",
    "sporočil | poruk | üzenet | mesaj | съобщен | μηνυμα | meddelelse | besked | melding",
    "meddelande",
    "viesti | sõnum | ziņojum | pranešim | повідомлен | ileti",
)
_OTHER: Final = rows(  # the same in other words, beside which "waits" may be somebody's
    "document | dokument | documento | antwort | réponse | respuesta | correspond | korrespond",
    "korespond | courrier",
)
_MAIL: Final = rows(
    "mail | email | mails | emails | e | courriel | correo | kiri | kirja | laiškas | laišką | mejl"
)
_WAITS: Final = frozenset(rows(
    "waits | waiting | awaits | wartet | bereit | hinterlegt | attend | déposé | espera",
    "attende | aguarda",
    "klaar | wacht | czeka | čeká | čaká | čaka | várja | așteaptă | очаква | чека | περιμενει",
    "venter",
    "väntar | odottaa | ootab | gaida | laukia | posted | available | bereitgestellt",
    "disponible | disponibile | disponível",
))  # fmt: skip
_YOUR: Final = frozenset(rows(
    "your | ihre | ihrer | deine | votre | vos | ton | su | sus | tu | vuestro | vostro | vostra",
    "tuo | sua | uw",
    "je | jouw | seu | twoja | twoją | pana | pani | państwa | vaše | vaši | váš | vašu | vašo",
    "vaš",
    "ön | dvs | вашето | ваше | din | ditt | dit | jeres | deres | teie | sinu | jūsu | jūsų",
    "our | unsere",
    "onze | notre | nos | nuestro | nostro",
))  # fmt: skip
# "Sent by our secure mail system".
_TOOLS: Final = rows(
    "system | gateway | server | service | software | solution | security | key | address | dienst"
)
# What somebody is to do with a message that is not there yet.
_TO_WRITE: Final = re.compile(
    r"\b(?:send|sends|sending|submit|use|write|create|senden sie|schicken sie|schreiben sie|verwenden|nutzen"
    r"|envoyez|envoyer|utilise[rz]|envie|enviar|utilice|inviare|invii|utilizzare|stuur|sturen|gebruik"
    r"|wyslac|prosimy o|odeslat|pouzijte|skicka|anvand|send os|brug|saatke|kasuta|siusti|naudoki)\b"
)


def message_elsewhere(text: str) -> bool:
    """Whether a machine's mail says that a message waits for us somewhere else."""
    text = text[:MAX_TEXT]
    return keeps_a_message(text) or any(_tells(bare(one)) for one in sentences(text))


def _tells(said: str) -> bool:
    if is_conditional(said) or _TO_WRITE.search(said):
        return False
    words = said.split()
    theirs = [at for at in range(len(words)) if not _YOUR.intersection(words[max(0, at - BEHIND) : at])]
    pairs = ((words[at : at + 2], words[at + 2 : at + 3]) for at in theirs)
    told = any(len(two) > 1 and _is_kept(*two) and not _is_tool(behind) for two, behind in pairs)
    waits = not _WAITS.isdisjoint(words)
    return told or (waits and any(words[at].startswith(_MESSAGE) for at in theirs))


def _is_tool(behind: Sequence[str]) -> bool:
    return any(word.startswith(_TOOLS) for word in behind)


def _is_kept(one: str, two: str) -> bool:
    """Whether two words are "secure message", "message sécurisé", or "new message"."""
    first, second = (word.startswith((*_MESSAGE, *_OTHER)) or word in _MAIL for word in (one, two))
    kept = (first and two.startswith(_CLOSED)) or (second and one.startswith(_CLOSED))
    return kept or (one in _NEW and two.startswith((*_MESSAGE, *_OTHER)))
