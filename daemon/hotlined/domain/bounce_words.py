"""Words of mail servers about mail that did not arrive: data, compared after `robot_words.plain`."""

from typing import Final

from hotlined.domain.robot_words import rows

# A subject that begins with one of these announces a mail that was not (or not yet) delivered.
SUBJECT: Final = rows(
    "undeliver | non-deliver | nondeliver | non deliver | not deliver | delivery status notification",
    "delivery notification | delivery failure | delivery failed | delivery failed | failed delivery",
    "delivery report | delivery error | delivery problem | delivery delay | delivery has",
    "failure delivery",
    "mail delivery | mail could not be delivered | mail delivery failed | mail system error",
    "mail failure",
    "returned mail | returned to sender | return to sender | failure notice | failed mail | mail failed",
    "email delivery | e-mail delivery | message delivery | message undeliver | message delayed",
    "message status - undeliver | message you sent | delayed mail | mail not delivered | mail delayed",
    "warning: message | warning: could not send | warning--could not | warning: mail",
    "email bounce | bounce",
    "postmaster notify | notice: mail delivery | there was an error sending your mail | mail error",
    "sorry, your message could not be delivered | your message could not be delivered",
    "could not deliver",
    "message could not be delivered | unable to deliver | user unknown | unknown user | mail rejected",
    "processing error | error sending | blocked mail | message blocked | message rejected",
    "rejected mail",
    "returned message | unzustellbar | nicht zustellbar | zustellung fehlgeschlagen",
    "fehler bei der zustellung",
    "unzustellbare | zustellungsfehler | benachrichtigung zum übermittlungsstatus",
    "zustellbenachrichtigung",
    "e-mail nicht zugestellt | non remis | non délivré | message non distribu | échec de la remise",
    "échec de remise | notification d'état de remise | onbestelbaar | niet bezorgd | niet afgeleverd",
    "bezorging mislukt | no se puede entregar | no entregado | error de entrega",
    "notificación de estado de la",
    "correo devuelto | non recapitabile | mancato recapito | notifica sullo stato del recapito",
    "mancata consegna | não é possível entregar | não entregue | falha na entrega | niedostarczalne",
    "nie można dostarczyć | niedostarczono | powiadomienie o stanie dostarczenia | zwrot | nedoručiteľné",
    "nedoručitelné | nelze doručit | nedoručeno | nedoručené | ni mogoče dostaviti",
    "nedostavljeno | isporuka",
    "kézbesíthetetlen | nem kézbesíthető | nu se poate livra | nelivrabil | livrare eșuată",
    "не може да бъде",
    "недоставен | μη παραδοτέο | αδυναμία παράδοσης | αποτυχία παράδοσης | kan ikke leveres",
    "ikke leveret",
    "uleverbar | leveringsfejl | kan inte levereras | olevererbart | går inte att leverera | leveransfel",
    "ei voi toimittaa | toimitus epäonnistui | toimitusvirhe | ei saa edastada | kohaletoimetamine",
    "kättetoimetamine | kirja ei õnnestunud | nav piegādājam | nevar piegādāt",
    "piegāde neizdevās | neįteikt",
    "nepristatyt | nepavyko pristatyti | недоставленное | ваше сообщение не доставлено",
    "невозможно доставить",
    "не доставлено | ошибка доставки | teslim edilemedi",
)  # fmt: skip

# What a server says in the text; one of these, or a reply code, makes a suspected bounce one.
TEXT: Final = rows(
    "could not be delivered | cannot be delivered | can not be delivered | was not delivered",
    "not delivered",
    "couldn't be delivered | not be delivered | unable to deliver | not able to deliver | unable to send",
    "undeliverable | undelivered | delivery failed | delivery has failed | delivery to the following",
    "failed to deliver | error delivering | error occurred while trying to deliver | delivery error",
    "did not reach the following | could not be reached | delivery problems",
    "delivery errors | user unknown",
    "unknown user | no such user | user not found | unknown recipient | no mailbox here",
    "mailbox unavailable",
    "mailbox full | mailbox is full | over quota | overquota | exceeding their quota",
    "exceeded the quota",
    "exceeds allowed size | permanent error | permanent fatal errors | permanently | giving up on",
    "recipient address rejected | address rejected | recipient rejected | relaying denied",
    "relay access denied",
    "host unknown | host not found | domain does not exist | does not like recipient | remote host said",
    "smtp error from remote | following address(es) failed | following addresses failed",
    "failed recipient",
    "returned to you | has been returned | was rejected | were rejected | has been rejected",
    "been delayed",
    "delayed | undelivered | will be retried | still being retried | mail delivery software",
    "dns lookup failure",
    "was undeliverable | delivery attempts | couldn't deliver | could not deliver | delivery status",
    "not listed in domino | invalid mailbox | does not have a | account has been disabled",
    "returned mail",
    "this user doesn't have | account is not | address couldn't be found | address not found",
    "was not accepted",
    "wasn't able to deliver | encountered an error | no valid recipients | error was detected",
    "konnte nicht zugestellt | konnten nicht zugestellt | nicht zugestellt werden | nicht ausgeliefert",
    "unzustellbar | n'a pas pu être | n'a pas été remis | non remis | n'a pu être délivré",
    "ne peut être remis",
    "kon niet worden | niet worden bezorgd | no se pudo entregar | no se ha podido entregar",
    "no pudo ser",
    "non è stato possibile | impossibile recapitare | não pôde ser | não foi possível entregar",
    "nie mogła zostać | nie została dostarczona | nie można dostarczyć | nie udało się",
    "nebylo možné doručit",
    "nelze doručit | nebolo možné | ni bilo mogoče | nije moguće | nem sikerült | nem lehet kézbesíteni",
    "nu a putut fi | не може да бъде доставено | δεν ήταν δυνατή η παράδοση | δεν παραδόθηκε",
    "kunne ikke leveres",
    "kunde inte levereras | gick inte att leverera | ei voitu toimittaa | ei saanud",
    "ei õnnestunud | nevarēja",
    "nepavyko | не может быть доставлено | не удалось доставить | не доставлено | не найден",
)  # fmt: skip

# The server goes on trying.
DELAY: Final = rows(
    "has been delayed | been delayed | delayed mail | delivery delayed | delivery is delayed",
    "is delayed",
    "message delayed | still being retried | will be retried | will retry | will continue to",
    "will keep trying",
    "continue trying | not yet been delivered | not yet delivered | not been delivered yet",
    "not been able to deliver | no action is required | need not resend | do not need to resend",
    "don't need to resend | this is a warning message only | warning message only",
    "delivery attempts will",
    "attempts will continue | remains undelivered | delivery status notification (delay) | retry for",
    "still trying to deliver | will try again | could not send mail for past | delayed by",
    "on the mail queue",
    "temporarily delayed | has not yet been | further attempts | delayed for | status: delayed",
    "verzögert | wird weiter versucht | noch nicht zugestellt | weitere zustellversuche",
    "retardé | différé",
    "n'a pas encore été | nouvelles tentatives | vertraagd | nog niet bezorgd | retrasad | aún no se ha",
    "ritardat | ritardo nella consegna | non è stato ancora | atrasad | ainda não foi",
    "opóźnion | zpožděn",
    "oneskoren | zakasn | késik | késleltet | întârziat | забавен | καθυστέρησ | καθυστερε | forsinket",
    "försena | fördröj | viivästy | myöhässä | hilin | viibib | aizkav | kavējas | vėluoj | uždels",
    "задержан | отложен",
)  # fmt: skip

# Said only by a server that goes on trying, whatever it says of later failure ("fails permanently").
SURELY_DELAY: Final = rows(
    "will retry for | warning only | warning message only | need not resend | do not need to resend",
    "don't need to resend | delivery status notification (delay) | still being retried",
    "has been delayed",
)

# The address itself is refused: no warning then.
REJECTED: Final = rows(
    "user unknown | unknown user | no such user | does not exist | user not found | address rejected",
    "unknown recipient | no mailbox here | not a valid user",
)

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
    "will be deleted from queue | removed from the queue | message was not delivered",
    "hop count exceeded",
    "unable to deliver message after multiple retries | i've given up",
)  # fmt: skip

# Letters before the at sign, or names, under which mail servers write.
DAEMONS: Final = frozenset(rows(
    "mailer-daemon | mailerdaemon | mailer_daemon | mail-daemon | maildaemon",
    "mail.delivery.system | mdaemon",
    "mailer.daemon | maildelivery | mail-delivery | mail.daemon | bounce-handler",
))  # fmt: skip
MASTERS: Final = frozenset(rows(
    "postmaster | post_master | poostmaster | ndr | bounce | bounces | bounced | sysadmin",
    "administrator",
    "mailsystem | mail-system | system | mailgateway | antispam",
))  # fmt: skip
NAMES: Final = rows(
    "mail delivery system | mail delivery subsystem | mail deliver system | mail delivery service",
    "internet mail delivery | mail administrator | delivery subsystem | content-filter",
    "system administrator",
    "mailer daemon | mailer-daemon | mail system",
)  # fmt: skip

# Mail clients of people, as they call themselves in X-Mailer or User-Agent.
CLIENTS: Final = rows(
    "outlook | thunderbird | apple mail | iphone | ipad | evolution | mutt | zimbra | k-9",
    "roundcube | airmail",
    "spark | windows mail | yahoo | lotus | notes | kmail | gmail | the bat | mozilla",
    "android | claws | sogo",
    "open-xchange | squirrelmail | horde | eudora | pegasus | em client | mailspring",
    "fairemail | exchange",
)  # fmt: skip
