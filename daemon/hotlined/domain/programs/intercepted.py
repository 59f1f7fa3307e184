"""A gateway says in words what became of our mail: in quarantine, without its attachment, thrown away.

Or that the mailbox is no more.  Such a mail has neither the sender nor the fields of a bounce, and our report
stands in no inbox all the same.  One sentence has to name the mail, or what was in it, and what was done with
it; not under a condition, and not what may or will be done.  Asked of machines' mails only.
"""

import re
from typing import Final

from hotlined.domain.programs import bounce_words
from hotlined.domain.programs.automatic import speaks_of_absence
from hotlined.domain.programs.personal import MAX_TEXT
from hotlined.domain.programs.phrases import bare, begins, has
from hotlined.domain.programs.refusals import is_conditional
from hotlined.domain.programs.voice_marks import Mark, marks_in, sentences
from hotlined.domain.values.plain import plain, rows

# Our mail, or a part of it.
_MAIL: Final = begins(
    "message | mail | email | e mail | attachment | file | nachricht | anhang | anlage | datei | courriel",
    "pièce jointe | fichier | mensaje | correo | adjunto | archivo | messaggio | allegato | bericht",
    "bijlage | mensagem | anexo | wiadomoś | załącznik | zpráv | příloh | správ | príloh | sporočil",
    "priponk | poruk | privitak | üzenet | levél | levelé | mellékl | mesaj | atașament | съобщени",
    "прикачен | μηνυμα | συνημμεν | meddelelse | besked | vedhæft | melding | vedlegg | meddelande",
    "bifog | bilag | bilaga | viesti | liite | sõnum | kiri | kirja | manus | ziņojum | pielikum",
    "pranešim | laišk | pried",
    "повідомлен | сообщени | письмо | ileti | mejl | e post | e past | e pošt | имейл | писмо | sähköposti",
)
# What was done with it.
_TAKEN: Final = begins(
    "not reach | not reached | not arrive | classified as spam | classified as junk | marked as spam",
    "nicht erreicht | nicht angekommen | als spam | est pas parvenu | pas arrivé | comme spam | indésirable",
    "no ha llegado | no llegó | no deseado | como spam | non è arrivat | non è pervenut | come spam",
    "niet aangekomen | niet bereikt | als spam | não chegou | nie dotarł | jako spam | nedorazil | som spam",
    "quarantin | on hold | held | blocked | stripped | removed | discarded | dropped | rejected | refused",
    "intercepted | not deliver | not be deliver | not been deliver | decryption fail | not decrypt",
    "could not be decrypt | could not decrypt | cannot decrypt | cannot be decrypt | unable to decrypt",
    "failed to decrypt | exceed | too large | awaiting approval | awaiting moderation | pending approval",
    "sent to the moderator | sent to moderator | forwarded to the moderator | forwarded to the editor",
    "forwarded to the list owner | waiting for approval | waiting for moderation",
    "quarantäne | zurückgehalten | angehalten | blockiert | gesperrt | entfernt | gelöscht | verworfen",
    "abgelehnt | abgewiesen | zurückgewiesen | nicht zugestellt | nicht ausgeliefert | nicht entschlüsselt",
    "überschreitet | zu groß | freigabe | moderator",
    "quarantaine | retenu | bloqué | supprimé | rejeté | refusé | intercepté | pas été remis",
    "pas été distribué",
    "pas été délivré | pas été livré | pas pu être | n a pu être | impossible de déchiffrer | dépasse",
    "trop volumineu | modérateur",
    "cuarentena | retenid | bloquead | eliminad | rechazad | no se ha entregado | no ha sido entregad",
    "no se ha podido | no se pudo | no ha podido | excede | supera el | demasiado grande | moderador",
    "trattenut | bloccat | rimoss | eliminat | rifiutat | respint | non è stato consegnat",
    "non è stato recapitat",
    "non è stato possibile | supera la | troppo grande | moderatore",
    "in quarantaine | vastgehouden | tegengehouden | geblokkeerd | verwijderd | geweigerd | niet afgeleverd",
    "niet bezorgd | niet worden | overschrijdt | te groot",
    "retid | removid | rejeitad | recusad | não foi entregue | não pôde ser",
    "kwarantann | wstrzyman | zablokowan | usunięt | odrzucon | nie została dostarczon | nie dostarczon",
    "nie można było | nie udało się | przekracza | zbyt duż | moderator",
    "karantén | zadržen | pozdržan | zablokován | odstraněn | odmítnut | nebyla doručen | nebyl doručen",
    "zadržan | zablokovan | odstránen | odmietnut | nebola doručen | karanten | blokiran | odstranjen",
    "uklonjen | zavrnjen | odbijen | ni bilo dostavlj | nije isporučen | nije dostavljen",
    "visszatart | letiltott | letiltva | eltávolít | elutasít | nem kézbesít",
    "carantină | blocat | eliminat | respins | nu a fost livrat | nu a putut",
    "карантин | задържан | блокиран | премахнат | отхвърл | не е доставен",
    "καραντινα | αποκλεισ | αφαιρεθηκ | απορριφθηκ | δεν παραδοθηκ",
    "karantæne | tilbageholdt | blokeret | fjernet | afvist | ikke leveret | karantene | tilbakeholdt",
    "blokkert | avvist | ikke levert | karantän | kvarhåll | blockera | borttag | tagits bort | avvisa",
    "inte levererat | kunde inte levereras | överskrider",
    "karanteeni | pidätet | estett | poistett | hylätt | ei toimitett | karanteeni | kinni peet | blokeerit",
    "eemaldat | tagasi lükat | ei toimetatud",
    "quarantena | karantiin | karantīn | aiztur | bloķēt | noņemt | noraidīt | nav piegādāt",
    "karantin | sulaikyt | užblokuot | pašalint | atmest | nepristatyt | quarentena | destruíd",
    # Thrown away; and who did it in front: "our filter has removed the attachment".
    "was deleted | were deleted | been deleted | deleted by | apagad | smazán | vymazán | raderat",
    "raderade | raderats",
    "slettet | poistanut | poisti | kustuta | kustutas | eemaldas | izdzēs | dzēst | noņēma",
    "ištryn | ištrint",
    "pašalino | töröl | șters | изтрит | удален | διαγραφ | διαγραψ | αφαιρεσ | izbrisa | obrisa | pobrisa",
    "uklonio | uklonil | odstranil | odstránil | usunął | usunęł | fjernede | tog bort",
)
# Where mail arrives; a house has an address, too, and a guest an account.  And that it does so no more.
_MAILBOX: Final = begins(
    "mailbox | inbox | postfach | boîte | buzón | casella | postbus | postvak | mailadres | caixa | skrzynk",
    "schránk | poštni predal | sandučić | postafiók | cutia | căsuța | кути | γραμματοκιβωτι | postkasse",
    "predal | brevlåd | postilaatik | sähköposti | postkast | pastkast | pašto dėžut | dėžut",
)
_ADDRESS: Final = begins(
    "address | adresse | account | konto | compte | cuenta | dirección | indirizzo | endereço",
    "adres | διευθυνση",
)
_BOX: Final = _MAILBOX + _ADDRESS
_SHUT: Final = begins(
    "closed | shut down | deactivated | disabled | geschlossen | deaktiviert | abgeschaltet | stillgelegt",
    "fermé | clôturé | désactivé | cerrad | dado de baja | dada de baja | desactivad | deshabilitad | chius",
    "disattivat | dismess | gesloten | opgeheven | gedeactiveerd | encerrad | desativad",
    "zamknięt | wyłączon",
    "zlikwidowan | zrušen | uzavřen | deaktivován | zatvoren | ukinjen | ugašen | megszűnt | megszünt",
    "bezárt | închis | dezactivat | закрит | деактивир | κλεισ | απενεργοποι | καταργ | lukket | nedlagt",
    "εκλεισ | zaprt | stängd | avslutad | suljettu | poistettu käytöst | suletud | slēgt",
    "uždaryt | panaikint",
)
# What is not so yet, or not of this mail.
_MAY: Final = re.compile(
    r" (?:may|might|can|will|shall|would|should|konnen|kann|peut|peuvent|sera|seront|puede|pueden"
    r"|puo|possono|verra|kan|kunnen|zal|zullen|moze|moga|pode|podem|kommer att|vil|voi|voib|gali) "
)
_REASON: Final = re.compile(
    r" (?:because|weil|parce qu|car|porque|perche|poiche|omdat|poniewaz|protoze|fordi|eftersom|koska|sest) ?"
)
# Such a word with a no is a fact: "cannot be delivered".
_FACT: Final = re.compile(
    r" (?:can not|kann nicht|peut pas|no puede|non puo|kan niet|kan ikke|kan inte|nie moze|nao pode) "
)


# A no in front of what was done: "not blocked", "no files were removed"; not "message no 12".
_DENIED: Final = re.compile(
    r" (?:not|never|nicht|pas|no|non|niet|nie|inte|ikke|ei|nao|ne|nu)(?: \w+)? $"
    r"|(?: no| keine?n?r?| aucune?| ningun[ao]?| nessun[ao]?| geen| inga| ingen"
    r"| zadn[eay])(?! [0-9])(?: \w+){0,3} $"
)
_CLAUSES: Final = re.compile(r" (?:and|und|et|y|en|og|och|oraz|but|aber|mais|because|weil)(?= )")
# What an office does with mails of a kind, and has not done with ours: "attachments with macros are removed".
_HABIT: Final = re.compile(
    r" (?:are|werden|sont|son|se \w+an|vengono|sono|worden|sao|sa \w+ane|blockeras|avvisas|raderas|blokeres"
    r"|afvises)(?= )"
)
_KINDS: Final = re.compile(  # "messages that exceed 20 MB"; "spam is held"
    r" (?:that are|which are|that exceed|which exceed|larger than|uber [0-9]|groter dan|spam is|junk is"
    r"|(?:over|above|nad|virs|peste|над|powyzej|ule|yli"
    r"|iznad|superieurs? a|de mas de|superiori a) [0-9]+ m[bot]"
    r"|[0-9]+ mb feletti)(?= )"
)
_HAPPENED: Final = re.compile(
    r" (?:was|were|has been|have been|wurden?|a ete|ont ete|fue|ha sido|han sido|e stat[oa]"
    r"|sono stat[ie]|werd"
    r"|zostal\w*|foi|foram|har|bylo?|byla|byly|blev) "
)
_THIS: Final = begins(
    "your | this message | this mail | this e mail | this email | the following | following | ihre | ihrer",
    "dieser nachricht | diese nachricht | diese e mail | diese mail | folgende | votre | vos",
    "ce message | suivant",
    "su mensaje | su correo | este mensaje | siguiente | suo | sua | questo messaggio | seguent",
    "uw | dit bericht",
    "seu | seguinte | państwa | pana | pani | vaše | vaša | vaši | vašu | ditt | din | dit | jeres | deres",
    "teie | jūsu | jūsų",
)
# Neither our mail nor what is in it: pictures that a program does not show; what we had reported; a queue.
_OTHERS: Final = begins(
    "image | picture | bilder | grafiken | imágenes | immagini | afbeelding | obraz | reported file",
    "reported content | gemeldete datei | gemeldeten datei | fichiers signalés | archivos denunciados",
    "from the queue",
)
# What servers say of a mail, beside a word for it, or for whom it is for; not what is said of other things.
_WEAK: Final = frozenset(rows(
    "permanently | delayed | verzögert | will be retried | does not have a | account is not | dolu | tais",
    "bloque | ei saanud | nicht bekannt | been suspended",
))  # fmt: skip
_SERVERS: Final = tuple(one for one in bounce_words.TEXT if one not in (*bounce_words.NEUTRAL, *_WEAK))
_OF_SERVERS: Final = begins(*_SERVERS)
_UNSPACED: Final = tuple(one for one in _SERVERS if one[0] > "\u2fff")  # scripts without blanks
_WHOM: Final = begins(
    "recipient | user | deliver | undeliver | deliveries | smtp | host | domain | empfänger",
    "benutzer | zustell",
    "destinataire | utilisateur | destinatari | usuario | utente | ontvanger | gebruiker",
    "utilizador | odbiorc",
    "użytkownik | příjemc | uživatel | príjemc | primatelj | prejemnik | címzett | destinatar | получател",
    "παραληπτ | χρηστη | modtager | bruger | mottaker | mottagare | användare | vastaanottaj",
    "saaja | kasutaja",
    "adresāt | adresat | gavėj | vartotoj | bounced",
)
_AT_MAIL: Final = begins(
    "e mail | email | mailadres | mail address | this address | this account | diese adresse | dieses konto",
    "cette adresse | ce compte | esta dirección | esta cuenta | questo indirizzo | dit adres | ten adres",
    "este endereço | old address | former address | previous address | alte adresse | bisherige adresse",
    "ancienne adresse | αυτη η διευθυνση | denna adress | denne adresse",
)
_HEADLINE: Final = 3  # words of "Account disabled", which is about no house
# Closed for some hours, or as a rule; and "after 30 days".
_HOURS: Final = re.compile(
    r" (?:weekends?|wochenende|week end|saturdays?|sundays?|overnight|feiertagen?|holidays"
    r"|fin de semana|weekend"
    r"|fine settimana|after (?:\w+ ){1,2}(?:days?|weeks?|months?|years?)"
    r"|nach (?:\w+ ){1,2}(?:tagen?|wochen?|monaten?|jahre?n?)) "
)


def is_intercepted(text: str) -> bool:
    """Whether a machine's mail says that ours did not arrive as it was sent."""
    text = text[:MAX_TEXT]
    spoken = plain(text)
    if speaks_of_absence(spoken):
        return False
    return has(spoken, _UNSPACED) or any(_tells(bare(one)) for one in sentences(text))


def is_given_up(text: str) -> bool:
    """Whether it says that nobody is at the address any more, or that the mailbox is no more."""
    return Mark.GONE in marks_in(text) or any(_is_shut(one) for one in sentences(text[:MAX_TEXT]))


def _is_shut(sentence: str) -> bool:
    said = bare(sentence)
    if not (has(said, _BOX) and has(said, _SHUT)) or is_conditional(said) or _HOURS.search(said):
        return False
    return has(said, _MAILBOX) or "@" in sentence or has(said, _AT_MAIL) or len(said.split()) <= _HEADLINE


def _tells(said: str) -> bool:
    # "It is held because it may contain ...": what was done stands in front of the reason.
    done = _REASON.split(said, maxsplit=1)[0]
    if is_conditional(said) or (_MAY.search(done) and not _FACT.search(done)):
        return False
    if _is_rule(said) or has(said, _OTHERS):
        return False
    if has(said, (*_MAIL, *_BOX, *_WHOM)) and _said(said, _OF_SERVERS):
        return True
    return has(said, _MAIL) and _said(said, _TAKEN)


def _is_rule(said: str) -> bool:
    """Whether it is what becomes of mails of a kind, and not what became of ours."""
    of_kind = _HABIT.search(said) or _KINDS.search(said)
    return of_kind is not None and not has(said, _THIS) and _HAPPENED.search(said) is None


def _said(said: str, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases stands there without a no in its clause."""
    places = (said.find(phrase) for phrase in phrases)
    return any(at >= 0 and not _DENIED.search(_CLAUSES.split(said[: at + 1])[-1]) for at in places)
