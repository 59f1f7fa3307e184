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
from hotlined.domain.programs.refusals import is_conditional
from hotlined.domain.programs.voice import Mark, marks_in, sentences
from hotlined.domain.programs.voice_words import bare, begins
from hotlined.domain.values.plain import plain

# Our mail, or a part of it.
_MAIL: Final = begins(
    "message | mail | email | e mail | attachment | file | nachricht | anhang | anlage | datei",
    "courriel",
    "pièce jointe | fichier | mensaje | correo | adjunto | archivo | messaggio | allegato",
    "bericht",
    "bijlage | mensagem | anexo | wiadomoś | załącznik | zpráv | příloh | správ | príloh",
    "sporočil",
    "priponk | poruk | privitak | üzenet | levél | levelé | mellékl | mesaj | atașament | съобщени",
    "прикачен | μηνυμα | συνημμεν | meddelelse | besked | vedhæft | melding | vedlegg | meddelande",
    "bifog | bilag | bilaga | viesti | liite | sõnum | kiri | manus | ziņojum | pielikum",
    "pranešim | laišk | pried",
    "повідомлен | сообщени | письмо | ileti",
)
# What was done with it.
_TAKEN: Final = begins(
    "not reach | not reached | not arrive | classified as spam | classified as junk",
    "marked as spam",
    "nicht erreicht | nicht angekommen | als spam | est pas parvenu | pas arrivé | comme spam",
    "indésirable",
    "no ha llegado | no llegó | no deseado | como spam | non è arrivat | non è pervenut",
    "come spam",
    "niet aangekomen | niet bereikt | als spam | não chegou | nie dotarł | jako spam | nedorazil",
    "som spam",
    "quarantin | on hold | held | blocked | stripped | removed | discarded | dropped | rejected",
    "refused",
    "intercepted | not deliver | not be deliver | not been deliver | decryption fail | not decrypt",
    "could not be decrypt | could not decrypt | cannot decrypt | cannot be decrypt",
    "unable to decrypt",
    "failed to decrypt | exceed | too large | awaiting approval | awaiting moderation",
    "pending approval",
    "sent to the moderator | sent to moderator | forwarded to the moderator",
    "forwarded to the editor",
    "forwarded to the list owner | waiting for approval | waiting for moderation",
    "quarantäne | zurückgehalten | angehalten | blockiert | gesperrt | entfernt | gelöscht",
    "verworfen",
    "abgelehnt | abgewiesen | zurückgewiesen | nicht zugestellt | nicht ausgeliefert",
    "nicht entschlüsselt",
    "überschreitet | zu groß | freigabe | moderator",
    "quarantaine | retenu | bloqué | supprimé | rejeté | refusé | intercepté | pas été remis",
    "pas été distribué",
    "pas été délivré | pas été livré | pas pu être | n a pu être | impossible de déchiffrer",
    "dépasse",
    "trop volumineu | modérateur",
    "cuarentena | retenid | bloquead | eliminad | rechazad | no se ha entregado",
    "no ha sido entregad",
    "no se ha podido | no se pudo | no ha podido | excede | supera el | demasiado grande",
    "moderador",
    "trattenut | bloccat | rimoss | eliminat | rifiutat | respint | non è stato consegnat",
    "non è stato recapitat",
    "non è stato possibile | supera la | troppo grande | moderatore",
    "in quarantaine | vastgehouden | tegengehouden | geblokkeerd | verwijderd | geweigerd",
    "niet afgeleverd",
    "niet bezorgd | niet worden | overschrijdt | te groot",
    "retid | removid | rejeitad | recusad | não foi entregue | não pôde ser",
    "kwarantann | wstrzyman | zablokowan | usunięt | odrzucon | nie została dostarczon",
    "nie dostarczon",
    "nie można było | nie udało się | przekracza | zbyt duż | moderator",
    "karantén | zadržen | pozdržan | zablokován | odstraněn | odmítnut | nebyla doručen",
    "nebyl doručen",
    "zadržan | zablokovan | odstránen | odmietnut | nebola doručen | karanten | blokiran",
    "odstranjen",
    "uklonjen | zavrnjen | odbijen | ni bilo dostavlj | nije isporučen | nije dostavljen",
    "visszatart | letiltott | letiltva | eltávolít | elutasít | nem kézbesít",
    "carantină | blocat | eliminat | respins | nu a fost livrat | nu a putut",
    "карантин | задържан | блокиран | премахнат | отхвърл | не е доставен",
    "καραντινα | αποκλεισ | αφαιρεθηκ | απορριφθηκ | δεν παραδοθηκ",
    "karantæne | tilbageholdt | blokeret | fjernet | afvist | ikke leveret | karantene",
    "tilbakeholdt",
    "blokkert | avvist | ikke levert | karantän | kvarhåll | blockera | borttag | tagits bort",
    "avvisa",
    "inte levererat | kunde inte levereras | överskrider",
    "karanteeni | pidätet | estett | poistett | hylätt | ei toimitett | karanteeni | kinni peet",
    "blokeerit",
    "eemaldat | tagasi lükat | ei toimetatud",
    "karantīn | aiztur | bloķēt | noņemt | noraidīt | nav piegādāt",
    "karantin | sulaikyt | užblokuot | pašalint | atmest | nepristatyt",
)
# Where mail arrives, and that it does so no more.
_BOX: Final = begins(
    "mailbox | inbox | account | address | postfach | adresse | konto | boîte | compte | buzón",
    "cuenta",
    "dirección | casella | indirizzo | postbus | postvak | mailadres | caixa | endereço",
    "skrzynk | adres",
    "schránk | poštni predal | sandučić | postafiók | cutia | căsuța | кути | γραμματοκιβωτι",
    "διευθυνση",
    "postkasse | brevlåd | postilaatik | sähköposti | postkast | pastkast | pašto dėžut | dėžut",
)
_SHUT: Final = begins(
    "closed | shut down | deactivated | disabled | geschlossen | deaktiviert | abgeschaltet",
    "stillgelegt",
    "fermé | clôturé | désactivé | cerrad | dado de baja | dada de baja | desactivad",
    "deshabilitad | chius",
    "disattivat | dismess | gesloten | opgeheven | gedeactiveerd | encerrad | desativad",
    "zamknięt | wyłączon",
    "zlikwidowan | zrušen | uzavřen | deaktivován | zatvoren | ukinjen | ugašen | megszűnt",
    "megszünt",
    "bezárt | închis | dezactivat | закрит | деактивир | κλεισ | απενεργοποι | καταργ | lukket",
    "nedlagt",
    "stängd | avslutad | suljettu | poistettu käytöst | suletud | slēgt | uždaryt | panaikint",
)
# What is not so yet, or not of this mail.
_MAY: Final = re.compile(
    r" (?:may|might|can|will|shall|would|should|konnen|kann|peut|peuvent|sera|seront|puede|pueden"
    r"|puo|possono|verra|kan|kunnen|zal|zullen|moze|moga|pode|podem|kommer att|vil|voi|voib|gali) "
)
# Such a word with a no is a fact: "cannot be delivered".
_FACT: Final = re.compile(
    r" (?:can not|kann nicht|peut pas|no puede|non puo|kan niet|kan ikke|kan inte|nie moze|nao pode) "
)


def is_intercepted(text: str) -> bool:
    """Whether a machine's mail says that ours did not arrive as it was sent."""
    text = text[:MAX_TEXT]
    if speaks_of_absence(plain(text)):
        return False
    spoken = plain(text)
    if any(phrase in spoken for phrase in bounce_words.TEXT if phrase not in bounce_words.NEUTRAL):
        return True
    return any(_tells(bare(one)) for one in sentences(text))


def is_given_up(text: str) -> bool:
    """Whether it says that nobody is at the address any more, or that the mailbox is no more."""
    if Mark.GONE in marks_in(text):
        return True
    told = (bare(one) for one in sentences(text[:MAX_TEXT]))
    return any(_names(one, _BOX) and _names(one, _SHUT) and not is_conditional(one) for one in told)


def _names(said: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in said for phrase in phrases)


def _tells(said: str) -> bool:
    if is_conditional(said) or (_MAY.search(said) and not _FACT.search(said)):
        return False
    return _names(said, _MAIL) and _names(said, _TAKEN)
