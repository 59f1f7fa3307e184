"""A machine says that a person's message waits somewhere else: behind a link, in a portal, in a file.

Gateways that encrypt (Purview, Cisco, Zix, totemo, SEPPmail) and offices with a portal send a notice in the
officer's name, with the headers of automatic mail.  What the officer wrote may ask to wait, and nobody here
has read it (P7).  Asked of machines' mails only: a person speaks of *our* encrypted message.
"""

import re
from collections.abc import Sequence
from typing import Final

from hotlined.domain.programs.personal import MAX_TEXT
from hotlined.domain.programs.phrases import bare, begins, has
from hotlined.domain.programs.refusals import is_conditional
from hotlined.domain.programs.voice import keeps_a_message
from hotlined.domain.programs.voice_marks import sentences
from hotlined.domain.values.plain import rows

BEHIND: Final = 2  # words in front of which "your" makes it ours

_CLOSED: Final = rows(
    "secure | encrypt | protected | verschlüssel | geschützt | gesichert | sécuris | chiffr",
    "protég | cifrad",
    "segur | protegid | cifrat | crittografat | sicuro | protetto | versleuteld | beveilig | encriptad",
    "zaszyfrowan | szyfrowan | zabezpieczon | šifrovan | zašifrovan | zabezpečen | šifriran | zaštićen",
    "titkosít | védett | criptat | securizat | protejat | шифрован | криптиран | защитен | κρυπτογραφημεν",
    "ασφαλ | προστατευμεν | krypter | sikker | beskytte | skydda | säker | salatt | salatu | suojat",
    "turvali | krüptee | kaitstud | šifrēt | aizsargāt | šifruot | apsaugot | захищен | şifreli",
)
_NEW: Final = frozenset(rows(
    "new | neue | neuen | neues | nouveau | nuevo | nuovo | nova | novo | nowa | nową | nová | novou | novú",
    "novu | nieuw | új | nou | ново | нове | νεο | ny | nyt | nytt | uusi | uuden | uus | uue",
    "jauns | jaunu",
    "nauja | naują | yeni",
))  # fmt: skip
_MESSAGE: Final = rows(
    "message | nachricht | mitteilung | bericht | mensaje | messaggi | mensage | wiadomoś | zpráv | správ",
    "sporočil | poruk | üzenet | mesaj | съобщен | μηνυμα | meddelelse | besked | melding | meddelande",
    "viesti | sõnum | ziņojum | pranešim | повідомлен | ileti",
)
_OTHER: Final = rows(  # the same in other words, beside which "waits" may be somebody's
    "document | dokument | documento | antwort | réponse | respuesta | correspond | korrespond",
    "korespond | courrier",
)
_MAIL: Final = rows(
    "mail | email | mails | emails | courriel | correo | kiri | kirja | laiškas | laišką | mejl"
)
_POST: Final = ("mail", "post")  # behind "e", which alone is "and", or "is"
_WAITS: Final = frozenset(rows(
    "waits | waiting | awaits | wartet | bereit | hinterlegt | attend | déposé | espera | attende | aguarda",
    "klaar | wacht | czeka | čeká | čaká | čaka | várja | așteaptă | очаква | чека | περιμενει | venter",
    "väntar | odottaa | ootab | gaida | laukia | posted | available | bereitgestellt",
    "disponible | disponibile | disponível",
))  # fmt: skip
_YOUR: Final = frozenset(rows(
    "your | ihre | ihrer | deine | votre | vos | ton | su | sus | tu | vuestro | vostro | vostra",
    "tuo | sua | uw",
    "je | jouw | seu | twoja | twoją | pana | pani | państwa | vaše | vaši | váš | vašu | vašo | vaš",
    "ön | dvs | вашето | ваше | din | ditt | dit | jeres | deres | teie | sinu | jūsu | jūsų | our | unsere",
    "onze | notre | nos | nuestro | nostro",
))  # fmt: skip
# "Sent by our secure mail system".
_TOOLS: Final = rows(
    "system | gateway | server | service | software | solution | security | key | address",
    "dienst | channel | kanal",
)
# What somebody is to do with a message that is not there yet.
_TO_WRITE: Final = re.compile(
    r"\b(?:send|sends|sending|submit|use|write|create|senden sie|schicken sie|schreiben sie|verwenden|nutzen"
    r"|envoyez|envoyer|utilise[rz]|envie|enviar|utilice|inviare|invii|utilizzare|stuur|sturen|gebruik"
    r"|wyslac|prosimy o|odeslat|pouzijte|skicka|anvand|send os|brug|saatke|saata|kasuta|siusti|naudoki"
    r"|accepts?|akzeptieren|acceptons|accepter|lahetetaan"
    r"|(?:can|may|could) be (?:sent|added|made)|peut etre|peuvent etre|puede enviar\w*|(?:is|are) possible"
    r"|(?:ist|sind) moglich|moglichkeit)\b"
)
# What somebody will get one day: "you will receive a new message when it has been dealt with".
_TO_COME: Final = re.compile(
    r"\b(?:(?:will|ll) (?:\w+ )?(?:receive|get|be sent|send)"
    r"|(?:werden|wird|wirst) .{0,80}(?:erhalten|bekommen)"
    r"|recevr(?:ez|a|as)|recibira|le enviaremos|ricevera|recebera|zult .{0,40}ontvangen"
    r"|otrzyma(?:ja)? panstwo|obdrzite|kommer (?:du |ni )?att fa|vil (?:du |i )?(?:modtage|fa|motta)"
    r"|gausite|sanemsi\w*|veti primi)\b"
)
# A word in front of "encrypted message" with which it is none that is there: "for encrypted e-mail see ...".
_NOT_THERE: Final = re.compile(
    r"(?:^|\s)(?:for|fur|pour|para|per|voor|for|dla|pro|not|not an?|no|kein|keine|keinen|pas un|pas de|non un"
    r"|no es un|geen|ikke|inte)\s$"
)
_BY: Final = frozenset(
    rows("by | durch | par | por | dal | dalla | da | door | przez | av | af | under | vom")
)
# Several are what an office does with messages, and no message: "new messages are read on working days".
_SEVERAL: Final = frozenset(rows(
    "messages | mails | emails | documents | nachrichten | mitteilungen | dokumente | antworten | berichten",
    "courriels | réponses | mensajes | correos | documentos | respuestas | messaggi | documenti | risposte",
    "mensagens | respostas | wiadomości | zprávy | zpráv | správy | sporočila | poruke | üzenetek | mesaje",
    "съобщения | μηνυματα | meddelelser | beskeder | meldinger | meddelanden | viestit | sõnumid | kirjad",
    "ziņojumi | ziņojumus | vēstules | pranešimai | pranešimus | laiškai | laiškus | sõnumeid | kirju",
    "mesajele | üzeneteket | съобщенията | beskederne | meldingene | meddelandena | viestejä",
))  # fmt: skip
# Whom a message is for, or has come to: us.
_OURS: Final = begins(
    "for you | you have | you ve | you received | you got | sent you | with you | to you | awaits you",
    "für sie | sie haben | haben sie | ihnen | du hast | pour vous | vous avez | vous attend",
    "para usted | para ti | tiene | ha recibido | ha ricevuto | per lei | per te | hai | u heeft | u hebt",
    "heeft u | voor u | para si | para você | recebeu | tem uma | na państwa | dla państwa",
    "na pana | na panią",
    "čeká na vás | pro vás | obdrželi jste | máte | pre vás | čaká na vás | imate | za vas | önnek | aveți",
    "pentru dvs | pentru dumneavoastră | имате | за вас | εχετε | για εσας | σας περιμενει",
    "til dig | du har",
    "till dig | för dig | til deg | sinulle | teile | teid | sulle | jums | tev",
)
_FROM_US: Final = re.compile(r" (?:von ihnen|from you|that you (?:have )?sent(?: to)? us)(?= )")
_PLACES: Final = begins(
    "portal | portail | platform | plattform | plateforme | piattaforma | plataforma | webmail",
    "link | postfach",
    "mailbox | inbox | platvorm | πυλη | портал",
)
# What is said of *our* message, encrypted as it is: "the encrypted message was received and decrypted".
_TAKEN_IN: Final = begins(
    "received | registered | recorded | decrypted by | has been decrypted | eingegangen",
    "empfangen | erhalten",
    "registriert | erfasst | entschlüsselt | reçu | enregistré | déchiffré | recibid | registrad | descifrad",
    "ricevut | registrat | protocollat | decifrat | ontvangen | geregistreerd | recebid | otrzyma",
    "zarejestr",
    "wpłynę | přijat | obdrž | zaevidov | prijat | zaregistr | prejet | primljen | megérkezett | primit",
    "înregistrat | получен | регистриран | εληφθη | ληφθει | πρωτοκολλ | modtaget | mottatt",
    "mottagit | emot",
    "registrer | vastaanot | kätte saadud | kätte saanud | registreerit | saņemt | reģistrēt",
    "gautas | gauta",
    "užregistruot",
)


def message_elsewhere(text: str) -> bool:
    """Whether a machine's mail says that a message waits for us somewhere else."""
    text = text[:MAX_TEXT]
    return keeps_a_message(text) or any(_tells(bare(one)) for one in sentences(text))


def _tells(said: str) -> bool:
    if is_conditional(said) or _TO_WRITE.search(said):
        return False
    words = said.split()
    ours = has(_FROM_US.sub(" ", said), _OURS)
    if _TO_COME.search(said) and not ours:  # not: "you have a secure message, and will receive a code"
        return False
    taken_in = has(said, _TAKEN_IN) and not ours and _NEW.isdisjoint(words)
    theirs = [at for at in range(len(words)) if not _YOUR.intersection(words[max(0, at - BEHIND) : at])]
    if not taken_in and any(_is_told(words, at, several=ours) for at in theirs):
        return True
    waits = not _WAITS.isdisjoint(words) and (ours or has(said, _PLACES))
    return waits and any(words[at].startswith(_MESSAGE) for at in theirs)


def _is_told(words: Sequence[str], at: int, *, several: bool) -> bool:
    """Whether a message that is there is named at this word; `several`: of more than one, too."""
    two, behind = words[at : at + 2], words[at + 2 : at + 3]
    if (
        len(two) < 2
        or not _is_kept(two[0], two[1], behind)
        or any(word.startswith(_TOOLS) for word in behind)
    ):
        return False
    if not several and not _SEVERAL.isdisjoint((*two, *(behind if two[1] == "e" else ()))):
        return False
    if not _BY.isdisjoint(behind) and two[1].startswith(_CLOSED) and not several:
        return False  # "protected by law"
    return _NOT_THERE.search(" ".join(words[max(0, at - BEHIND) : at]) + " ") is None


def _is_kept(one: str, two: str, behind: Sequence[str]) -> bool:
    """Whether two words are "secure message", "message sécurisé", or "new message"."""
    first, second = (word.startswith((*_MESSAGE, *_OTHER)) or word in _MAIL for word in (one, two))
    second = second or (two == "e" and any(word.startswith(_POST) for word in behind))  # "encrypted e-mail"
    kept = (first and two.startswith(_CLOSED)) or (second and one.startswith(_CLOSED))
    new = one in _NEW and two.startswith((*_MESSAGE, *_OTHER))
    return kept or new or (two in _NEW and one.startswith((*_MESSAGE, *_OTHER)))
