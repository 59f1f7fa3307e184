"""Words of ticket systems and desks that acknowledge a mail, per language: data, compared after `plain`."""

from typing import Final

from hotlined.domain.values.plain import rows

# "Your ... has been received": whose ; what ; what was done with it.  One row or two for each language.
ACKNOWLEDGED_ROWS: Final = (
    "your; request | ticket | enquiry | inquiry | e-mail | email | mail | message | report | query | case"
    " | submission | incident; received | arrived | reached | registered | logged | created | opened"
    " | recorded | assigned | got your",
    "ihre | ihrer | deine | deiner | ihr; anfrage | nachricht | e-mail | mail | meldung | mitteilung"
    " | anliegen | ticket | eingabe; eingegangen | erhalten | empfangen | erfasst | registriert"
    " | angelegt | eröffnet | eingang",
    "votre; demande | message | e-mail | courriel | ticket | signalement; reçu | enregistr | créé | ouvert"
    " | accusons réception",
    "uw | je; bericht | e-mail | aanvraag | verzoek | vraag | melding | ticket; ontvangen | geregistreerd"
    " | aangemaakt",
    "su; solicitud | mensaje | correo | consulta | petición; recibid | registrad | cread",
    "la sua | la tua | il suo; richiesta | messaggio | e-mail | segnalazione; ricevut | registrat | pres",
    "a sua | o seu | a tua; mensagem | pedido | e-mail; recebid | registad | recebemos | criad | foi",
    "państwa | twoje | twoja; zgłoszeni | wiadomoś | zapytani; otrzymał | otrzymaliśmy"
    " | zarejestrowan | przyjęt",
    "váš | vaše | vaši; požadav | zpráv | dotaz | e-mail; přijat | zaregistrován | obdržel | zaevidov",
    "vaša | váš | vašu; požiadav | správ | e-mail; prijat | zaregistrovan | dostali | zaevidov",
    "vaše | vaša | vaš; sporočilo | zahtevek | poruk | upit | zahtjev; prejel | prejet | zaprim | registrir"
    " | evidentira",
    "üzenetét | megkeresését | kérelmét | bejelentését | levelét; ; megkapt | regisztrál | rögzít | megérkez",
    "solicitarea | mesajul | cererea; ; primit | înregistrat",
    "вашето | вашата | ваше | ваша; съобщение | запитване | заявка | сообщение | обращение | звернення;"
    " получен | регистриран | зарегистрирован | принят | зареєстрован",
    "το | σας; μήνυμα | αίτημα; ελήφθη | λάβαμε | καταχωρ",
    "din | deres | jeres; henvendelse | mail | besked | sag | e-post; modtaget | registreret | oprettet"
    " | mottatt | registrert",
    "ditt | din; ärende | meddelande | mejl | e-post | förfrågan | begäran; mottagit | mottaget"
    " | registrer | tagit emot | skapat",
    "viestisi | viestinne | pyyntösi | yhteydenottosi | tukipyyntösi; ; vastaanot | kirjattu | saapunut",
    "teie; kiri | pöördumi | teade | avaldus; saanud | saadud | registreeri",
    "jūsu; ziņojum | vēstul | pieteikum | iesniegum; saņem | reģistrēt",
    "jūsų; laišk | žinut | užklaus | pranešim; gaut | gavome | užregistruot",
    "il-messaġġ | it-talba; tiegħek; rċiev | irreġistra",
    "ihr | ihre | ihrem | dein; vorgang | auftrag | fall | schreiben | hinweis | störung"
    " | serviceanfrage | antrag;"
    " erfasst | registriert | angelegt | eröffnet | aufgenommen | erstellt | eingegangen | zugeordnet",
    "votre | vos; requête | courriel | message | demande | courrier | plainte | mail | incident"
    " | dossier; reçu | enregistr | créé | ouvert | pris en compte | prise en compte | attribué",
    "su | tu; incidencia | denuncia | ticket | caso | reclamación | e-mail; recibid | registrad | cread"
    " | abiert | asignad",
    "la sua | la tua | il suo | il tuo; istanza | ticket | comunicazione | pratica | mail; ricevut"
    " | registrat | apert | creat | acquisit",
    "documento | istanza | comunicazione; ; protocollat",
    "a sua | o seu | sua | seu; solicitação | chamado | ticket | denúncia | processo | pedido; registrad"
    " | abert | recebid | criad",
    "uw | je; zaak | klacht | incident | mail | ticket; geregistreerd | binnengekomen | geopend | aangemaakt"
    " | ontvangen",
    "państwa | twoje | twoja | twój; sprawa | ticket | mail | e-mail | pismo; utworzon | zarejestrowan"
    " | wpłyn | przyjęt | nadano",
    "váš | vaše | vaši; tiket | hlášení | podání | e-mail | žádost; založen | vytvořen | evidován | přijat"
    " | zaevidov | doručen",
    "váš | vaša | vaše; tiket | hlásenie | podanie | žiadosť | e-mail; založen | vytvoren | evidovan | prijat"
    " | zaevidov | doručen",
    "vaš | vaša | vaše; zahtevek | prijava | vloga | sporočilo | zahtjev | upit | predmet | prijav; zabelež"
    " | zabiljež | evidentir | sprejet | ustvarjen | odprt | otvoren | kreiran | zaprim | dodijeljen",
    "hibajegy | megkeresés | bejelentés | panasz; ; létrehoz | nyilvántartás | iktat | rögzít | regisztrál",
    "tichetul | sesizarea | solicitarea | cererea; ; deschis | creat | atribuit | înregistrat",
    "вашият | вашата | вашето; тикет | сигнал | жалба | имейл; създаден | приет | заведен"
    " | регистриран | получен",
    "η | το; αναφορά | καταγγελία | μήνυμα | αίτημα; καταχωρ | ελήφθη | παραλήφθηκε | δημιουργήθηκε",
    "henvendelsen | saken | meldingen | sagen | e-posten; din | deres | jeres; mottatt | registrert"
    " | opprettet | oprettet | tildelt",
    "din | deres; sag | anmeldelse | mail; oprettet | tildelt | registreret | modtaget",
    "ditt | din; ärende | anmälan | mail; skapats | registrerats | diarieförts | inkommit | mottagits",
    "asiasi | hakemuksesi | ilmoituksesi | tikettisi | sähköpostisi; ; kirjat | avattu | luotu | rekisteröi"
    " | vastaanot",
    "teie; taotlus | pilet | avaldus | pöördumine | kiri; registreer | loodud | vastu võetud | saadud",
    "jūsu; iesniegums | pieteikums | vēstule | e-pasts; reģistrēt | saņemt | izveidot",
    "jūsų; kreipimasis | užklausa | bilietas | laiškas; užregistruot | gaut | sukurt",
    "ihre | ihr | deine; anfrage | nachricht | e-mail | mail | meldung | anliegen; eingetroffen | angekommen",
    "votre; message | mail | courriel | e-mail | demande; parvenu | arrivé",
    "il suo | la sua; messaggio | e-mail | mail | segnalazione; pervenut | arrivat",
    "su; mensaje | correo | solicitud; llegado | llegó",
    "a sua | o seu; mensagem | e-mail | pedido; chegou | chegado",
    "uw; bericht | e-mail | mail; aangekomen | binnengekomen",
    "państwa | twoja; wiadomość | zgłoszenie | mail; dotarł",
    "vaše | váš | vaša; zpráva | správa | e-mail; dorazil | došla",
    "ditt | din; mejl | meddelande | ärende | mail; kommit",
    "din; mail | besked | henvendelse | e-post; kommet | nået frem | ankommet",
    "viestisi | sähköpostisi; ; perille | saapu",
    "teie; kiri | teade; kohale | jõudnud",
)

ACKNOWLEDGED: Final = rows(
    "a ticket has been | a new ticket | a support ticket | ticket created | case created | we got your",
    "a request for support has been created | request has been opened | has been assigned the",
    "has been logged",
    "has been registered with | we received your | wurde ein ticket | eingangsbestätigung",
    "accusé de réception | ontvangstbevestiging | acuse de recibo | conferma di ricezione",
    "potwierdzenie przyjęcia | potvrzení o přijetí | mottagningsbekräftelse | kvittering for modtagelse",
    "olemme vastaanottaneet | esam saņēmuši | oleme teie kirja kätte saanud | am primit mesajul",
    "un ticket a été | ein ticket wurde | es wurde ein ticket | se ha creado un | se ha abierto un",
    "è stato aperto un ticket | è stato creato un ticket | foi criado um | foi aberto um | er is een ticket",
    "utworzono zgłoszenie | założono zgłoszenie | byl založen | bol vytvorený | a fost creat un",
    "je bil ustvarjen | hemos abierto un ticket | hemos creado un ticket | abbiamo aperto un ticket",
    "nous avons ouvert un ticket | nous avons créé un ticket | abrimos um ticket | criámos um ticket",
    "otvoren je zahtjev | hibajegy készült | създаден е | δημιουργήθηκε αίτημα | er oprettet en sag",
    "det er opprettet en sak | ett ärende har | on luotu tukipyyntö | on loodud | ir izveidots | buvo sukurt",
)  # fmt: skip

# Thanks for a mail: machines begin so, and people; counts beside a no-reply sender only.
THANKS: Final = rows(
    "thank you for contacting | thank you for your e-mail | thank you for your email",
    "thank you for your message | thank you for writing | thank you for your request",
    "vielen dank für ihre nachricht | vielen dank für ihre anfrage | vielen dank für ihre e-mail",
    "merci pour votre message | gracias por contactar | gracias por su mensaje",
    "grazie per averci | obrigado pelo seu contacto | děkujeme za vaši zprávu",
    "köszönjük megkeresését | tak for din henvendelse | tack för ditt meddelande",
    "tack för ditt mejl | kiitos yhteydenotostasi | kiitos viestistäsi | dėkojame už jūsų",
)  # fmt: skip

# A ticket system asks how satisfied we are, as a rule once its ticket is closed: that acknowledges nothing.
SURVEY: Final = rows(
    "satisfaction survey | customer satisfaction | how did we do | how are we doing | how was our service",
    "how would you rate | please rate | rate our service | rate our support",
    "rate your experience | how satisfied | how happy are you",
    "take our survey | take this survey | short survey",
    "brief survey | complete the survey | customer survey",
    "zufriedenheitsumfrage | kundenzufriedenheit | zufriedenheitsbefragung | wie zufrieden | kurze umfrage",
    "bitte bewerten | bewerten sie uns | bewerten sie den | bewerten sie die | bewertung ist uns wichtig",
    "bewerten sie ihre | bewerte uns | bewerten sie unser",
    "enquête de satisfaction | êtes-vous satisfait | évaluez | notez notre | donnez-nous votre avis",
    "encuesta de satisfacción | valore nuestr | califique | cómo de satisfech | qué tan satisfech",
    "sondaggio | questionario di soddisfazione | valuta il nostro | valuti il | quanto è soddisfatt",
    "tevredenheidsonderzoek | hoe tevreden | beoordeel onze | beoordeel ons | klanttevredenheid",
    "ankieta satysfakcji | ankietę | badanie satysfakcji | oceń nasz | proszę ocenić",
    "inquérito de satisfação | avalie o | avalie a | pesquisa de satisfação | quão satisfeit",
    "έρευνα ικανοποίησης | αξιολογήστε | πόσο ικανοποιημέν",
    "rahulolu-uuring | rahuloluküsitlus | kui rahul | hinnake meie",
    "pasitenkinimo apklausa | įvertinkite | kaip vertinate",
    "apmierinātības aptauj | novērtējiet | cik apmierināt",
    "nöjdhetsundersökning | kundnöjdhet | hur nöjd | betygsätt | kundundersökning",
    "tilfredshedsundersøgelse | hvor tilfreds | bedøm vores | kundeundersøkelse | hvor fornøyd",
    "asiakastyytyväisyys | tyytyväisyyskysely | kuinka tyytyväi | arvioi palvelu",
    "průzkum spokojenosti | dotazník spokojenosti | jak jste spokojen | ohodnoťte",
    "prieskum spokojnosti | dotazník spokojnosti | ako ste spokojn | ohodnoťte",
    "elégedettségi | mennyire elégedett | értékelje",
    "sondaj de satisfacție | chestionar de satisfacție | cât de mulțumit | evaluați servici",
    "anketa o zadovoljstvu | ocenite naš | kako ste zadovoljni | ocijenite naš",
    "анкета за удовлетвореност | колко сте доволни | оценете",
)  # fmt: skip

# What a ticket's number follows; they may be inflected or joined with "number".
TICKET_NOUNS: Final = rows(
    "ticket | request | incident | enquiry | inquiry | case | anfrage | vorgang | demande | dossier",
    "meldung | hinweis | eingabe | signalement | segnalazione | denuncia | denúncia | ilmoitu",
    "anmälan | anmeldelse",
    "vorgangsnummer | fallnummer | aktenzeichen | protocoll | prot. | protokol | sprawa | spraw",
    "tiket | hibajegy",
    "tichet | chamado | incidencia | pratica | заявка | случай | обращение | podnet | predmet",
    "prijava | številk",
    "solicitud | richiesta | pedido | zgłoszeni | požadav | požiadav | zahtevek | zahtjev | kérelem",
    "cerere | αίτημα | sag | ärende | tukipyynt | pöördumi | pieteikum | užklaus | support | melding | zaak",
)  # fmt: skip

# "Number", between such a noun and the digits.
NUMBER: Final = rows(
    "číslom | číslem | številko | brojem | számon | numerem | numeriu | numuru | numbriga | numerolla",
    "id | nr | no | n | number | nummer | č | číslo | čís | br | broj | st | številka | szám | száma | numer",
    "número | numéro | numero | numărul | număr | номер | αριθμός | αρ | numeris | numurs | num",
)  # fmt: skip
# A number is being given.
GIVEN: Final = rows(
    "your ticket | ticket number | has been created | has been assigned | has been registered",
    "reference number | case number is | ticket id | has been logged | being reviewed | assigned #",
    "ticketnummer | vorgangsnummer lautet | wurde ein ticket | wurde unter | unter der nummer",
    "numéro de | sous le numéro | número de | con el número | numero di | con il numero",
    "status: open | status: offen | estado: abierto | estado: aberto | stato: aperto | statut : ouvert",
    "reference no | reference is | being processed | currently being | en cours de traitement",
    "wurde angelegt",
    "wurde eröffnet | wurde erfasst | aktenzeichen | pris en charge par | prise en charge par",
    "ha sido asignad | con numero | protocollat con | è in lavorazione | con o número | sob o número",
    "registratienummer | in behandeling genomen | geregistreerd onder | otrzymało numer",
    "otrzymała numer | nadano numer | o numerze",
    "evidenčn",
    "číslo jednac | dodijeljen | dodeljen | z oznako | iktatószám | azonosító | numărul | номер",
    "diarienummer",
    "saksnummer | journalnummer | diaarinumero | tunnus | registrācijas numur | registracijos numer",
    "nummer is | onder nummer | zaaknummer | meldingsnummer",
    "numer zgłoszenia | pod numerem | pod číslem | číslo požadavk | pod číslom | pod številko | pod brojem",
    "sagsnummer | med nummer | ärendenummer | asianumero | numerolla | numbriga | ar numuru | numeriu",
    "pieteikuma numurs | számon | cu numărul | под номер | με αριθμό | αριθμός αιτήματος",
)  # fmt: skip

# What ticket systems put around their mails, and desks beside an acknowledgement: it tells of no matter.
AROUND: Final = rows(
    "reply to this | replying to this | add additional comments | above this line | view request | turn off",
    "notifications | is a service from | in the subject | subject line | ticket number | case number",
    "request number | reference number | ticket id | your ticket | patience | no need to reply",
    "will investigate | look into | been notified | case has been opened | our support",
    "antworten sie auf diese | im betreff | ticketnummer | vorgangsnummer | ihr ticket | geduld",
    "kümmern uns | melden uns | dans l objet | numéro de | patience | va la traiter | répondez à ce",
    "en el asunto | número de | paciencia | nell oggetto | numero di | pazienza | in het onderwerp | geduld",
    "w temacie | numer zgłoszenia | i ämnesraden | ärendenummer | teema real | temos eilutėje | στο θέμα",
)
