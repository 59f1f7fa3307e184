"""Words of mail servers about mail that did not arrive: data, compared after `plain`."""

from typing import Final

from hotlined.domain.mail.message import Disposition
from hotlined.domain.values.plain import rows

# A subject that begins with one of these announces a mail that was not (or not yet) delivered.
SUBJECT: Final = rows(
    "undeliver | non-deliver | nondeliver | non deliver | not deliver | delivery status notification",
    "delivery notification | delivery failure | delivery failed | delivery failed | failed delivery",
    "delivery report | delivery error | delivery problem | delivery delay | delivery has | failure delivery",
    "mail delivery | mail could not be delivered | mail delivery failed | mail system error | mail failure",
    "returned mail | returned to sender | return to sender | failure notice | failed mail | mail failed",
    "email delivery | e-mail delivery | message delivery | message undeliver | message delayed",
    "message status - undeliver | message you sent | delayed mail | mail not delivered | mail delayed",
    "warning: message | warning: could not send | warning--could not | warning: mail | email bounce | bounce",
    "postmaster notify | notice: mail delivery | there was an error sending your mail | mail error",
    "sorry, your message could not be delivered | your message could not be delivered | could not deliver",
    "message could not be delivered | unable to deliver | user unknown | unknown user | mail rejected",
    "processing error | error sending | blocked mail | message blocked | message rejected | rejected mail",
    "returned message | unzustellbar | nicht zustellbar | zustellung fehlgeschlagen",
    "fehler bei der zustellung",
    "unzustellbare | zustellungsfehler | benachrichtigung zum übermittlungsstatus | zustellbenachrichtigung",
    "e-mail nicht zugestellt | non remis | non délivré | message non distribu | échec de la remise",
    "échec de remise | notification d'état de remise | onbestelbaar | niet bezorgd | niet afgeleverd",
    "bezorging mislukt | no se puede entregar | no entregado | error de entrega",
    "notificación de estado de la",
    "correo devuelto | non recapitabile | mancato recapito | notifica sullo stato del recapito",
    "mancata consegna | não é possível entregar | não entregue | falha na entrega | niedostarczalne",
    "nie można dostarczyć | niedostarczono | powiadomienie o stanie dostarczenia | zwrot | nedoručiteľné",
    "nedoručitelné | nelze doručit | nedoručeno | nedoručené | ni mogoče dostaviti",
    "nedostavljeno | isporuka",
    "kézbesíthetetlen | nem kézbesíthető | nu se poate livra | nelivrabil | livrare eșuată | не може да бъде",
    "недоставен | μη παραδοτέο | αδυναμία παράδοσης | αποτυχία παράδοσης | kan ikke leveres | ikke leveret",
    "uleverbar | leveringsfejl | kan inte levereras | olevererbart | går inte att leverera | leveransfel",
    "ei voi toimittaa | toimitus epäonnistui | toimitusvirhe | ei saa edastada | kohaletoimetamine",
    "kättetoimetamine | kirja ei õnnestunud | nav piegādājam | nevar piegādāt | piegāde neizdevās | neįteikt",
    "nepristatyt | nepavyko pristatyti | недоставленное | ваше сообщение не доставлено",
    "невозможно доставить",
    "не доставлено | ошибка доставки | teslim edilemedi",
    "verzögert | zustellung verzögert | verspätete zustellung | retardé | remise retardée | vertraagd",
    "bezorging vertraagd | retrasado | entrega retrasada | ritardato | recapito ritardato | atrasado",
    "entrega atrasada | opóźnion | zpožděn | oneskoren | odgođen | forsinket | försenad | fördröjd",
    "viivästynyt | hilinenud | aizkavēt | vėluoj | késlelte | întârziat | забавен | καθυστέρησ",
    "levering mislykkedes | leveransen misslyckades | dostarczanie nie powiodło",
    "doručení selhalo | doručenie zlyhalo | dostava ni uspela | isporuka nije uspjela",
    "livrarea nu a reușit | неуспешна доставка",
    "mail returned | message returned | hard bounce | soft bounce | permanent failure | temporary failure",
    "mailbox full | mailbox is full | over quota | quota exceeded | postfach voll | boîte pleine",
    "buzón lleno | casella piena | postvak vol",
)  # fmt: skip

# The same where it is a warning only: delivery is late.
LATE: Final = rows(
    "opóźnienie w d | zpoždění doručení | retraso en la entrega",
    "ritardo nella consegna | ritardo di consegna",
    "retard de remise | remise différée | vertraging in de bezorging | vertraging bij de bezorging",
    "verzögerung bei der zustellung | verzögerung der zustellung | zustellverzögerung | atraso na entrega",
    "задержка доставки | задержка при доставке | забавяне на доставката | toimitus viivästy",
    "viestin toimitus viivästy",
)

# Said anywhere in a subject it announces the same; behind a reply prefix only in brackets.
SUBJECT_ANYWHERE: Final = rows(
    "could not be delivered | cannot be delivered | can not be delivered | was not delivered",
    "couldn't be delivered | not be delivered | unable to deliver | not able to deliver | unable to send",
    "undelivered mail | failed to deliver | error delivering | delivery failed | delivery has failed",
    "delivery failure | delivery status | not delivered | undeliverable mail | undeliverable message",
    "returned mail | returned to sender | returning message | non-delivery report",
    "message you sent blocked | blocked by our",
    "unzustellbar | nicht zustellbar | nicht zugestellt | fehler beim zustellen",
    "non remis | non distribué | échec de la remise | onbestelbaar | niet bezorgd | no entregado",
    "non recapitabile | mancato recapito | não entregue | niedostarczalne | niedostarczon",
    "nedoručitelné | nedoručiteľné | kézbesíthetetlen | nelivrabil | недоставен | недоставленн",
    "kan ikke leveres | olevererbart | toimitus epäonnistui | kättetoimetamine | nepristatyt",
    "nav piegādājam",
    "配信できません | 配信に失敗 | 配信不能 | 退信 | 被退回 | 投递失败",
)  # fmt: skip

# What a server says in the text; one of these, or a reply code, makes a suspected bounce one.  For each
# language: not delivered; who is unknown; whose box is full; refused; does not exist, was not found.
TEXT: Final = rows(
    "could not be delivered | cannot be delivered | can not be delivered | was not delivered",
    "not delivered | couldn't be delivered | not be delivered | unable to deliver | not able to deliver",
    "unable to send | undeliverable | undelivered | delivery failed | delivery has failed",
    "delivery to the following | failed to deliver | error delivering | failure reasons",
    "error occurred while trying to deliver | delivery error | did not reach | could not be reached",
    "delivery problems | delivery errors | user unknown | unknown user | no such user | user not found",
    "unknown recipient | no mailbox here | mailbox unavailable | mailbox full | mailbox is full",
    "over quota | overquota | quota exceeded | exceeding their quota | exceeded the quota | allocated quota",
    "exceeds allowed size | permanent error | permanent fatal errors | permanently | giving up on",
    "recipient address rejected | address rejected | recipient rejected | relaying denied",
    "relay access denied | host unknown | host not found | domain does not exist",
    "does not like recipient | remote host said | smtp error from remote | failed recipient",
    "following address(es) failed | following addresses failed | returned to you | has been returned",
    "was rejected | were rejected | has been rejected | been delayed | delayed | will be retried",
    "still being retried | mail delivery software | dns lookup failure | was undeliverable",
    "delivery attempts | couldn't deliver | could not deliver | delivery status | not listed in domino",
    "invalid mailbox | invalid recipient | does not have a | account has been disabled | returned mail",
    "this user doesn't have | account is not | address couldn't be found | address not found",
    "was not accepted | wasn't able to deliver | encountered an error | no valid recipients",
    "error was detected | rcpt to: | final-recipient:",
    "does not exist | no longer valid | was blocked | has been blocked | could not be sent",
    "nicht zugestellt | nicht zustellbar | nicht ausgeliefert | nicht übermittelt | unzustellbar",
    "fehler bei der nachrichtenzustellung | empfänger unbekannt | unbekannter empfänger | nicht bekannt",
    "benutzer unbekannt | unbekannter benutzer | postfach voll | postfach ist voll | überfüllt",
    "wurde abgelehnt | wurde abgewiesen | nicht angenommen | existiert nicht | nicht gefunden | verzögert",
    "n'a pas pu être | n'a pas été remis | n'a pas été distribué | non remis | n'a pu être",
    "ne peut être remis",
    "échec de la remise | destinataire inconnu | utilisateur inconnu | boîte aux lettres est pleine",
    "boîte pleine | a été rejeté | a été refusé | n'existe pas | introuvable",
    "kon niet worden | niet worden bezorgd | niet bezorgd | niet afgeleverd | is mislukt",
    "onbekende ontvanger | onbekende gebruiker | gebruiker onbekend | postvak is vol | mailbox vol",
    "is geweigerd | bestaat niet | niet worden gevonden",
    "no se pudo | no se ha podido | no pudo ser | no ha podido ser | no fue entregado",
    "destinatario desconocido | usuario desconocido | buzón lleno | buzón está lleno | fue rechazado",
    "ha sido rechazado | no existe | no se encontró",
    "non è stato possibile | non è stato recapitato | non è stato consegnato | impossibile recapitare",
    "recapito non riuscito | destinatario sconosciuto | utente sconosciuto | casella piena",
    "casella è piena | è stato rifiutato | è stato respinto | non esiste | impossibile trovare",
    "não pôde ser | não foi possível | não foi entregue | falha na entrega | destinatário desconhecido",
    "utilizador desconhecido | caixa de correio está cheia | foi rejeitad | não existe",
    "nie mogła zostać | nie została dostarczona | nie można dostarczyć | nie udało się | nie powiodło",
    "nieznany odbiorca | nieznany użytkownik | skrzynka jest pełna | została odrzucona | nie istnieje",
    "nie można znaleźć | nebyla doručena | nebylo možné | nelze doručit | doručení selhalo | nezdařilo",
    "neznámý příjemce | neznámý uživatel | schránka je plná | odmítnut | neexistuje | nebyla nalezena",
    "nebola doručená | nebolo možné | nepodarilo sa | neznámy príjemca | odmietnut | sa nenašla",
    "ni bilo mogoče | ni bilo dostavljeno | dostava ni uspela | neznan prejemnik | nabiralnik je poln",
    "zavrnjen | ne obstaja | nije isporučen | nije moguće | isporuka nije uspjela | nepoznat primatelj",
    "odbijen | ne postoji | nije pronađen",
    "nem sikerült | nem lehet | nem kézbesíthető | ismeretlen címzett | megtelt | elutasít | nem létezik",
    "nem található | nu a putut fi | nu a fost livrat | livrarea nu a reușit | destinatar necunoscut",
    "este plină | a fost respins | nu există | nu a fost găsit",
    "не може да бъде доставен | не беше доставен | неуспешна доставка | непознат получател | е пълна",
    "беше отхвърлен | не съществува | не е намерен",
    "δεν ήταν δυνατή | δεν παραδόθηκε | αποτυχία παράδοσης | άγνωστος παραλήπτης | άγνωστος χρήστης",
    "είναι πλήρες | απορρίφθηκε | δεν υπάρχει | δεν βρέθηκε",
    "kunne ikke leveres | ikke leveret | levering mislykkedes | ukendt modtager | ukendt bruger",
    "postkassen er fuld | blev afvist | findes ikke | blev ikke fundet | ikke levert | ukjent mottaker",
    "kunde inte levereras | inte levereras | leveransen misslyckades | okänd mottagare | okänd användare",
    "brevlådan är full | avvisades | finns inte | gick inte att",
    "ei voitu toimittaa | ei toimitettu | toimitus epäonnistui | tuntematon vastaanottaja | ei löytynyt",
    "postilaatikko on täynnä | hylättiin | ei ole olemassa",
    "ei õnnestunud | ei saanud | tundmatu saaja | tundmatu kasutaja | postkast on täis | tagasi lükatud",
    "ei leitud | nevarēja | netika piegādāt | neizdevās | nezināms adresāts | pastkaste ir pilna | noraidīt",
    "nav atrast | nepavyko | nepristatyt | nebuvo pristatyt | nežinomas gavėjas | dėžutė pilna | atmest",
    "nerast | ma setax | ma ġiex ikkonsenjat | níorbh fhéidir | nár seachadadh",
    "не может быть доставлено | не может быть отправлено | не удалось | не доставлено | не найден",
    "配信できません | 配信に失敗 | 配信不能 | 宛先不明 | 被退回 | 退信 | 无法投递 | 无法送达",
    "投递失败 | 不存在 | 拒收 | 반송 | 전송 실패 | 존재하지 않는",
    "non-delivery | non delivery | was not sent | not be sent | could not be established",
    "not been delivered",
    "not listed in public | unable-to-transfer | wurde nicht versendet | konnte nicht gesendet",
    "n'a pas été délivré | non délivré | est désactivé | n'est plus actif | deaktiviert | gesperrt",
    "blockiert",
    "been deactivated | been disabled | been suspended | is disabled | mailbox disabled | bounced | is full",
    "est pleine | disattivat | disabilitat | desactivad | deshabilitad | está llen | desativad | wyłączon",
    "zablokowan | przepełnion | deaktivován | zablokován | přeplněn | preplnen | zablokovan",
    "blokiran | pun je",
    "letiltott | betelt | dezactivat | blocat | деактивиран | блокиран | препълнен | απενεργοποι | deaktiver",
    "inaktiver | spärrad | suljettu | täynnä | suletud | täis | bloķēt | slēgta | pilna | užblokuot",
    "perpildyt",
    "переполнен | заблокирован | переповнен | не вдалося | dolu | teslim edilemedi | bulunamadı | bloqué",
    "was returned | were returned | hard bounced | are invalid | is not valid | nicht vorhanden | ungültig",
)  # fmt: skip

# The server goes on trying.
DELAY: Final = rows(
    "has been delayed | been delayed | delayed mail | delivery delayed | delivery is delayed | is delayed",
    "message delayed | still being retried | will be retried | will retry | will continue to",
    "will keep trying",
    "continue trying | not yet been delivered | not yet delivered | not been delivered yet",
    "not been able to deliver | no action is required | need not resend | do not need to resend",
    "don't need to resend | this is a warning message only | warning message only | delivery attempts will",
    "attempts will continue | remains undelivered | delivery status notification (delay) | retry for",
    "still trying to deliver | will try again | could not send mail for past | delayed by",
    "on the mail queue",
    "delivery delay | will be tried again | have not yet received | has not yet received",
    "temporarily delayed | has not yet been | further attempts | delayed for | status: delayed",
    "verzögert | wird weiter versucht | noch nicht zugestellt | weitere zustellversuche | retardé",
    "n'a pas encore été | nouvelles tentatives | vertraagd | nog niet bezorgd | retrasad | aún no se ha",
    "ritardat | ritardo nella consegna | non è stato ancora | atrasad | ainda não foi | opóźnion | zpožděn",
    "oneskoren | zakasn | késik | késleltet | întârziat | забавен | καθυστέρησ | καθυστερε | forsinket",
    "försena | fördröj | viivästy | myöhässä | hilin | viibib | aizkav | kavējas | vėluoj | uždels",
    "задержан | задержива | отложен | пока не доставлен",
    "still trying | keep trying | keeps trying | versuchen es weiter | versucht es weiter",
    "blijven het proberen",
    "blijft het proberen | seguirá intentando | seguiremos intentando | todavía no",
    "continuerà a tentare | è in ritardo",
    "nouvelle tentative | continuerons | continuará a tentar | będziemy próbować",
    "jeszcze dostarczona | jeszcze nie",
    "zatím ne | dosud ne | pokusy budou | zatiaľ ne | doteraz ne | ďalšie pokusy | še ni bil",
    "poskušal | još nije",
    "pokušat | még nem | újra megpróbál | încă nu | vom încerca | все още не | ще опита | ακόμη δεν",
    "endnu ikke",
    "forsøger igen | fortsat forsøge | ennå ikke | prøver igjen | ännu inte | försöker igen",
    "ei ole vielä | yritetään | nog niet worden | nog niet kunnen | se zpožďuje | se retrasó la entrega",
    "се забавя | пока не удалось | попытки доставки будут | 配送が遅れ | 引き続き配送",
    "ei ole veel | proovime | vēl nav | mēģinās | dar nepristatyt | dar nebuvo | bandysime | ещё не",
    "еще не | поки не",
    "まだ配信され | 配信遅延 | 再送信の必要はありません | 尚未送达 | 尚未送達 | 将继续尝试",
    "將繼續嘗試 | 아직 배달되지 | henüz teslim | yeniden denenecek",
)  # fmt: skip

# Said only by a server that goes on trying, whatever it says of later failure ("fails permanently").
SURELY_DELAY: Final = rows(
    "will retry for | warning only | warning message only | need not resend | do not need to resend",
    "don't need to resend | delivery status notification (delay) | still being retried",
    "will keep trying | will continue to try | will continue trying",
)

# By a server that goes on trying, unless it has given up in the same breath.
LIKELY_DELAY: Final = "has been delayed"

# The address itself is refused: no warning then.
REJECTED: Final = rows(
    "user unknown | unknown user | no such user | does not exist | user not found | address rejected",
    "unknown recipient | no mailbox here | not a valid user",
)

# The mail arrived, or went on to a server that tells no more: Postfix, Sendmail, Exim, Amazon; then Exchange.
DELIVERED: Final = rows(
    'successfully delivered | was successfully | successful delivery | "notificationtype":"delivery"',
    "has been delivered to the following | delivery to these recipients or groups is complete",
    "delivery to these recipients or distribution lists is complete | an die folgenden empfänger zugestellt",
    "an die folgenden empfänger übermittelt | an folgende empfänger übermittelt",
    "a été remis aux destinataires suivants | remise à ces destinataires ou groupes est terminée",
    "se ha entregado a los siguientes | se completó la entrega a estos destinatarios",
    "se entregó a los siguientes | è stato recapitato ai seguenti | is bezorgd bij de volgende",
    "foi entregue aos seguintes | została dostarczona do następujących",
    "har levererats till följande | er blevet leveret til følgende | er levert til følgende",
    "zpráva byla doručena následujícím | laiškas pristatytas šiems | ir piegādāts šādiem",
    "recapitato ai destinatari seguenti | is afgeleverd bij de volgende | gruppen ist abgeschlossen",
    "gruppen wurde abgeschlossen | on järgmistele adressaatidele kohale toimetatud",
    "was released from quarantine | been released from quarantine | aus der quarantäne freigegeben",
    "released by the administrator and delivered",
    "on kohale toimetatud järgmistele | σας παραδόθηκε στους | viesti on toimitettu seuraaville",
)

# So begins a subject of Exchange that tells the same.
ARRIVED: Final = rows(
    "delivered: | relayed: | zugestellt: | übermittelt: | weitergeleitet: | remis : | remis:",
    "relayé : | relayé:",
    "entregado: | retransmitido: | recapitato: | inoltrato: | afgeleverd: | bezorgd:",
    "doorgestuurd: | entregue:",
    "dostarczono: | przekazano: | doručeno: | předáno: | doručené: | isporučeno:",
    "dostavljeno: | kézbesítve:",
    "livrat: | доставено: | доставлено: | παραδόθηκε: | leveret: | levert: | levererat: | levererades:",
    "toimitettu: | välitetty: | kohale toimetatud: | edastatud: | piegādāts: | pristatyta:",
)

# Of `TEXT`, what a notice of success says as well.
NEUTRAL: Final = rows(
    "mail delivery software | delivery status | remote host said | rcpt to: | final-recipient:",
    "delivery attempts | delivery error | delivery errors",
)

# Titles of the parts of Sendmail's text (savemail.c, errbody).
PARTS: Final = {
    "addresses had permanent fatal errors": Disposition.FAILED,
    "addresses had transient non-fatal errors": Disposition.DELAYED,
    "addresses had successful delivery notifications": Disposition.DELIVERED,
}

# The server has given up, whatever it says about delays before.
FINAL: Final = rows(
    "giving up | given up | gave up | permanent error | permanent fatal | failed permanently",
    "will not be retried | not going to try again | no longer",
    "retry timeout exceeded | retry time not reached for any | could not be delivered for the last",
    "has been returned to you | is being returned | cannot send message for",
    "exceeded maximum delivery attempts",
    "delivery status notification (failure) | undelivered mail returned to sender",
    "returning message to sender",
    "delivery has failed | message expired | queue too long | endgültig | définitivement | definitiv",
    "will be deleted from queue | removed from the queue | message was not delivered | hop count exceeded",
    "unable to deliver message after multiple retries | i've given up",
    "message has expired | mail has expired | has now expired | nachricht ist abgelaufen | message a expiré",
    "mensaje ha caducado | mensaje ha expirado | messaggio è scaduto | bericht is verlopen",
    "mensagem expirou | wiadomość wygasła | i wygasła | zprávy vypršela | zpráva vypršela",
    "срок доставки истек | время доставки истекло",
)  # fmt: skip

# Letters before the at sign, or names, under which mail servers write.
DAEMONS: Final = frozenset(rows(
    "mailer-daemon | mailerdaemon | mailer_daemon | mail-daemon | maildaemon",
    "mail.delivery.system | mdaemon",
    "mailer.daemon | maildelivery | mail-delivery | mail.daemon | bounce-handler",
))  # fmt: skip
MASTERS: Final = frozenset(rows(
    "postmaster | post_master | poostmaster | ndr | bounce | bounces | bounced | sysadmin | administrator",
    "mailsystem | mail-system | system | mailgateway | mail-gateway | mailrouter | antispam | mailer",
    "smtp | mta | relay | router | gateway | mailadmin | mail-admin | mailhost | mailhub",
    "nospamproxy | seppmail | mailsecurity | mail-security | emailsecurity | email-security | securemail",
    "secure-mail | spamfilter | mailfilter | mailguard | mailserver | mail-server | smtp-gateway",
    "totemomail",
    "imss | interscan | contentfilter | content-filter | barracuda | ironport | fortimail | proofpoint",
    "mimecast | messagelabs | mailmarshal | hornetsecurity",
))  # fmt: skip
NAMES: Final = rows(
    "mail administrator | content-filter | system administrator | mailer daemon | mailer-daemon",
    "mail system | mail router | mail gateway | fax server | email security | secure messaging",
)  # fmt: skip
DAEMON_NAMES: Final = rows(
    "mail delivery system | mail delivery subsystem | mail deliver system | mail delivery service",
    "internet mail delivery | delivery subsystem",
)  # fmt: skip
# X-Ricevuta of Italian certified mail (PEC) where it was not accepted or not delivered.
CERTIFIED: Final = frozenset(rows(
    "errore-consegna | preavviso-errore-consegna | non-accettazione | rilevazione-virus",
))  # fmt: skip
# Of those some are people's too, in whose hand a doubtful mail stays a person's.
SHARED: Final = frozenset(rows("administrator | sysadmin | system | mailadmin | mail-admin"))

# Servers that write an X-Mailer like a client's.
SERVERS: Final = rows(
    "lotus domino release | internet agent | internet mail service | amazon workmail | microsoft cdo"
)

# Mail clients of people, as they call themselves in X-Mailer or User-Agent.
CLIENTS: Final = rows(
    "outlook | thunderbird | apple mail | iphone | ipad | evolution | mutt | zimbra | k-9",
    "roundcube | airmail",
    "spark | windows mail | yahoo | lotus | notes | kmail | gmail | the bat | mozilla",
    "android | claws | sogo",
    "open-xchange | squirrelmail | horde | eudora | pegasus | em client | mailspring | fairemail | exchange",
)  # fmt: skip
