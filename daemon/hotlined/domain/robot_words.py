"""Words by which programs give themselves away, per language: data, compared after `plain`.

`plain` folds case, blanks and marks above and below letters, so that "Réponse", "reponse" and a
decomposed form are one word; the rows below are brought into that folded form by `rows`.  The
languages are the 24 of the EU and a few neighbours.  The lists are not meant to be complete: a machine
that no row knows is told by its headers, and what is unclear stays human.
"""

import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    dict(zip("łøđıς’‘`´“”„«»‐‑–—\xa0", 'lodiσ\'\'\'\'"""""---- ', strict=True))  # one letter for one
    | {"æ": "ae", "œ": "oe", "ß": "ss"}
)


def plain(text: str) -> str:
    """The text for comparing: case, accents, typographic quotes and runs of blanks folded; linear."""
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return " ".join("".join(c for c in spread if not unicodedata.combining(c)).split())


def rows(*lines: str) -> tuple[str, ...]:
    """Phrases written as "a | b | c" lines, each brought into the folded form."""
    return tuple(plain(phrase) for line in lines for phrase in line.split("|"))


# Prefixes that a mail client puts before the subject of an answer or a forwarded mail.
REPLY_PREFIXES: Final = frozenset(rows(
    "re | aw | sv | vs | antw | odp | ynt | rv | res | rif | r | ref | απ | σχετ | vl | vb | tr",
    "fw | fwd | wg | i | enc | pd | doorst | továbbítás | fs | trs | πρθ | prp | přep | nt | ats | atb",
    "отг | отв | ha | re-antw | reply | antwort | vá | ret | odg | преп | пер | ilt",
))  # fmt: skip

# A subject that begins with one of these, and then ends or goes on after a mark, is a machine's.
AUTO_SUBJECT: Final = rows(
    "automatic reply | automatic response | automated reply | automated response | autoreply",
    "auto reply",
    "auto-reply | auto response | auto-response | autoresponse | autoresponder | auto responder",
    "auto-responder | autorespons | out of office autoreply | out of office reply | out-of-office reply",
    "out of office auto-reply | out of office automatic reply | vacation reply | vacation response",
    "automatic message | away message | ooo reply | automatic out of office reply",
    "out of office message",  # en
    "out-of-office message | out of office notification | automatic out-of-office reply",
    "vacation message",
    "automatische antwort | automatische rückantwort | automatische rueckantwort | autoantwort",
    "abwesenheitsnotiz | abwesenheitsnachricht | abwesenheitsmeldung | abwesenheitsmitteilung",
    "automatische abwesenheitsnotiz | automatische nachricht | abwesenheitsassistent",
    "automatische eingangsbestätigung | automatische empfangsbestätigung",
    "abwesenheitsbenachrichtigung",  # de
    "réponse automatique | message d'absence | notification d'absence | message automatique",
    "notification automatique d'absence | avis d'absence | réponse d'absence",  # fr
    "automatisch antwoord | afwezigheidsbericht | afwezigheidsmelding | automatische reactie",
    "automatisch bericht | automatische afwezigheidsmelding | automatische beantwoording",  # nl
    "respuesta automática | autorrespuesta | mensaje automático | aviso de ausencia",  # es
    "risposta automatica | messaggio automatico | avviso di assenza | risponditore automatico",  # it
    "resposta automática | mensagem automática | aviso de ausência",  # pt, ca
    "automatyczna odpowiedź | odpowiedź automatyczna | autoodpowiedź | autoresponder poczty",
    "powiadomienie o nieobecności | wiadomość automatyczna",  # pl
    "automatická odpověď | automaticky odpovězeno | oznámení o nepřítomnosti | automatická zpráva",  # cs
    "automatická odpoveď | oznámenie o neprítomnosti | automatická správa",  # sk
    "samodejni odgovor | avtomatski odgovor | obvestilo o odsotnosti",  # sl
    "automatski odgovor | automatska poruka | obavijest o odsutnosti",  # hr
    "automatikus válasz | házon kívül üzenet | automatikus üzenet | távolléti értesítés",  # hu
    "răspuns automat | mesaj automat | notificare de absență",  # ro
    "автоматичен отговор | автоматично съобщение",  # bg
    "αυτόματη απάντηση | μήνυμα απουσίας | αυτόματο μήνυμα | ειδοποίηση απουσίας",  # el
    "automatisk svar | autosvar | automatisk besked | automatisk svarbesked | fraværsbesked",  # da
    "fraværsmeddelelse | ikke til stede-besked | fraværsmelding | automatisk beskjed",  # da, no
    "automatiskt svar | frånvaromeddelande | frånvarobesked | automatiskt meddelande",  # sv
    "automaattinen vastaus | automaattivastaus | poissaoloilmoitus | poissaoloviesti",
    "autom. vastaus",  # fi
    "automaatvastus | automaatne vastus | automaatne teade | eemaloleku teade | puhkuseteade",  # et
    "automātiskā atbilde | automātiska atbilde | automātisks paziņojums | prombūtnes paziņojums",
    "prombūtnes ziņojums | autoatbilde",  # lv
    "automatinis atsakymas | automatinis pranešimas | automatinis laiškas | nebuvimo pranešimas",  # lt
    "tweġiba awtomatika | risposta awtomatika | messaġġ awtomatiku",  # mt
    "freagra uathoibríoch | uathfhreagra | teachtaireacht uathoibríoch",  # ga
    "автоматический ответ | автоответ | автоматична відповідь | автовідповідь | otomatik yanıt",
    "sjálfvirkt svar",  # ru, uk, tr, is
)  # fmt: skip

# Absence as a subject: a person may write the same, so the text has to speak of absence too.
ABSENCE_SUBJECT: Final = rows(
    "out of office | out of the office | ooo | away from office | away from the office | on vacation",
    "vacation | absence | on leave | annual leave | not in the office | i am away | away | on holiday",
    "abwesenheit | abwesend | nicht im büro | außer haus | im urlaub | urlaub | nicht im haus",
    "absence du bureau | absent du bureau | absente du bureau | en congé | en congés | absence bureau",
    "afwezig | afwezigheid | niet aanwezig | met vakantie | niet op kantoor | buiten kantoor",
    "fuera de la oficina | fuera de oficina | ausencia | de vacaciones | ausente",
    "fuori ufficio | fuori sede | assenza | in ferie | assente",
    "fora do escritório | ausência | ausência temporária | de férias",
    "poza biurem | nieobecność | urlop | nieobecność w biurze | na urlopie",
    "mimo kancelář | nepřítomnost | dovolená | mimo kancelárie | neprítomnosť | dovolenka",
    "odsotnost | odsoten | na dopustu | odsutnost | izvan ureda | godišnji odmor",
    "házon kívül | távollét | szabadság | în afara biroului | absență | concediu",
    "извън офиса | отсъствие | в отпуск | εκτός γραφείου | απουσία | σε άδεια",
    "ikke til stede | ikke på kontoret | fravær | ude af kontoret | på ferie | ferie",
    "frånvaro | frånvarande | ej på kontoret | inte på kontoret | semester | på semester",
    "poissa | poissa toimistosta | poissaolo | lomalla | vuosiloma",
    "kontorist väljas | puhkusel | eemal | puhkus | ei viibi kontoris",
    "prombūtne | ārpus biroja | atvaļinājums | atvaļinājumā | ne biure | atostogos",
    "atostogose | nesu biure",
    "вне офиса | отпуск | поза офісом | barra mill-uffiċċju | as oifig",
)  # fmt: skip

# Somebody says of himself that he is away.
ABSENCE: Final = rows(
    "out of the office | out of office | away from the office | away from my desk | i am away | i'm away",
    "i will be away | i'll be away | on vacation | on annual leave | on leave | on holiday",
    "on parental leave",
    "maternity leave | not in the office | limited access to e-mail",
    "limited access to email | not at work",
    "intermittent access to email | i am currently away | i am traveling | i am travelling",
    "i will be traveling | i am not available until | i will be out | no access to my e-mail",
    "nicht im büro | nicht im buero | im urlaub | abwesend | außer haus | nicht erreichbar",
    "nicht im haus | nicht im dienst | in elternzeit | derzeit nicht am arbeitsplatz | auf dienstreise",
    "je suis absent | je suis actuellement absent | je suis en congé | en congés | absent du bureau",
    "absente du bureau | je serai absent | je serai de retour | suis absente",
    "en déplacement | hors du bureau",
    "afwezig | niet aanwezig | met vakantie | op vakantie | niet op kantoor | met verlof",
    "buiten kantoor",
    "fuera de la oficina | estoy de vacaciones | estaré ausente | me encuentro ausente",
    "de baja | ausente",
    "fuori ufficio | sono assente | sarò assente | in ferie | fuori sede | assente dall'ufficio",
    "fora do escritório | estou de férias | estarei ausente | ausente do escritório",
    "encontro-me ausente",
    "poza biurem | na urlopie | jestem nieobecny | jestem nieobecna | nieobecn | nie ma mnie w biurze",
    "mimo kancelář | na dovolené | nepřítomen | nepřítomna | mimo kanceláriu | na dovolenke | neprítomn",
    "odsoten | odsotna | na dopustu | nisem v pisarni | odsutan | odsutna | izvan ureda | na godišnjem",
    "szabadságon | nem vagyok az irodában | nem vagyok elérhető | házon kívül | távol leszek",
    "irodán kívül",
    "în afara biroului | în concediu | nu sunt la birou | voi lipsi | sunt plecat",
    "извън офиса | в отпуск | отсъствам | няма да бъда в офиса",
    "εκτός γραφείου | σε άδεια | απουσιάζω | θα απουσιάζω | λείπω | με άδεια",
    "på ferie | ikke på kontoret | ude af kontoret | holder ferie | har ferie",
    "ikke til stede | fraværende",
    "på semester | inte på kontoret | ej på kontoret | frånvarande | har semester | är ledig",
    "föräldraledig | tjänstledig | åter på kontoret | åter den | är borta",
    "lomalla | poissa toimistosta | vuosilomalla | olen poissa | en ole tavoitettavissa | palaan töihin",
    "puhkusel | kontorist eemal | kontorist väljas | ei viibi kontoris | ei ole kontoris",
    "viibin eemal | eemal",
    "olen ära | tööl ei viibi | lähetuses",
    "atvaļinājumā | neesmu birojā | prombūtnē | neatrodos birojā | komandējumā | ārpus biroja",
    "atostogose | atostogauju | nesu biure | komandiruotėje | nebūsiu biure | nesu darbe",
    "barra mill-uffiċċju | bil-leave | as oifig | ar saoire",
    "в отпуске | не в офисе | у відпустці | поза офісом | ofis dışında | izindeyim",
)  # fmt: skip

# A machine says of its own mail that no person wrote it; counts at the start of a line only.
SELF_SAID: Final = rows(
    "this is an automatic | this is an automated | this is an autoreply | this is an auto-reply",
    "this is an auto reply | this is an auto response | this is an auto-response | automated response",
    "this message was sent automatically | this message was generated automatically | automatic reply",
    "this message is automatically generated | this e-mail was generated automatically",
    "this email was generated automatically | this email is automatically generated | this is a no-reply",
    "this mail was generated automatically | this message has been automatically generated",
    "note: this is an auto",
    "this reply is automatic | this reply was generated automatically | this is a system generated",
    "this is a system-generated | automatic message | automatically generated",
    "dies ist eine automatisch | diese e-mail wurde automatisch | diese nachricht wurde automatisch",
    "diese antwort wurde automatisch | automatisch generierte | diese mail wurde automatisch",
    "ceci est une réponse automatique | ceci est un message automatique | ce message est automatique",
    "ce message a été généré automatiquement | ceci est un e-mail automatique | cet e-mail est généré",
    "dit is een automatisch | deze e-mail is automatisch | dit bericht is automatisch",
    "este es un mensaje automático | esta es una respuesta automática | este mensaje se ha generado",
    "questo è un messaggio automatico | questa è una risposta automatica",
    "messaggio generato automaticamente",
    "esta é uma mensagem automática | esta é uma resposta automática | mensagem gerada automaticamente",
    "to jest automatyczna | to jest wiadomość automatyczna | wiadomość wygenerowana automatycznie",
    "ta wiadomość została wygenerowana automatycznie | wiadomość została wygenerowana automatycznie",
    "toto je automatick | tato zpráva byla vygenerována | táto správa bola vygenerovaná",
    "to je samodejno | to je samodejni | to je avtomatsk | ovo je automatsk | ova poruka je automatski",
    "ez egy automatikus | ezt az üzenetet automatikusan | acesta este un mesaj automat",
    "acest mesaj este generat",
    "това е автоматично | това съобщение е генерирано | αυτό είναι ένα αυτόματο | αυτό είναι αυτόματο",
    "το παρόν μήνυμα είναι αυτόματο | αυτή είναι μια αυτόματη | το μήνυμα αυτό δημιουργήθηκε αυτόματα",
    "dette er en automatisk | dette er et automatisk | denne besked er automatisk | dette er et autosvar",
    "detta är ett automatiskt | detta är ett autosvar | det här är ett automatiskt",
    "detta meddelande är automatiskt | tämä on automaattinen | tämä viesti on automaattinen",
    "tämä on automaattivastaus | see on automaat | see kiri on automaat | see teade on automaat",
    "tegemist on automaat | šis ir automātisk | šī ir automātisk | tai automatinis | tai yra automatinis",
    "šis laiškas sugeneruotas | šis pranešimas sugeneruotas | dan huwa messaġġ awtomatiku",
    "is freagra uathoibríoch é seo | это автоматическ",
    "данное сообщение создано автоматически | це автоматичн",
)  # fmt: skip

# "We have your mail, it will be dealt with": the voice of an acknowledging machine.
ACKNOWLEDGED: Final = rows(
    "your e-mail has been received | your email has been received | your message has been received",
    "your request has been received | your enquiry has been received | your inquiry has been received",
    "we have received your request | we have received your e-mail | we have received your email",
    "we have received your message | we have received your enquiry",
    "your ticket has been | a ticket has been | a new ticket | a support ticket",
    "your mail has been received",
    "request has been opened | ticket created | case created | your report has been registered",
    "has been assigned the | has been logged | has been created",
    "has been registered with",
    "ihre nachricht wurde empfangen | ihre e-mail ist eingegangen | ihre anfrage ist eingegangen",
    "ihre nachricht ist eingegangen | ihre mail ist eingegangen",
    "wir haben ihre anfrage erhalten | wir haben ihre nachricht erhalten",
    "wir haben ihre e-mail erhalten | wurde ein ticket",
    "eingangsbestätigung",
    "nous accusons réception | nous avons bien reçu votre | votre demande a été enregistrée",
    "votre message a bien été reçu | votre demande a bien été",
    "accusé de réception",
    "wij hebben uw bericht ontvangen | uw bericht is ontvangen | uw aanvraag is ontvangen",
    "ontvangstbevestiging",
    "hemos recibido su | su solicitud ha sido",
    "abbiamo ricevuto la sua | la sua richiesta è stata | la tua richiesta è stata",
    "recebemos a sua | o seu pedido foi | acusamos a receção",
    "otrzymaliśmy | państwa zgłoszenie | twoje zgłoszenie | wiadomość została przyjęta",
    "zgłoszenie zostało",
    "váš požadavek byl | vaše zpráva byla přijata | vaša požiadavka bola",
    "vaše sporočilo smo prejeli | vaša poruka je zaprimljena | zaprimili smo",
    "megkaptuk | üzenetét megkaptuk | am primit mesajul",
    "solicitarea dumneavoastră",
    "получихме вашето | вашето съобщение е получено | το μήνυμά σας ελήφθη | λάβαμε το μήνυμά σας",
    "το αίτημά σας | vi har modtaget din | din henvendelse er modtaget",
    "vi har mottagit | ditt ärende har",
    "vi har tatt imot",
    "viestisi on vastaanotettu | olemme vastaanottaneet",
    "teie kiri on kätte saadud | teie pöördumine on registreeritud | oleme teie kirja kätte saanud",
    "teie pöördumine on | jūsu ziņojums ir saņemts | jūsu vēstule ir saņemta | esam saņēmuši",
    "jūsų laiškas gautas | jūsų žinutė gauta | gavome jūsų | jūsų užklausa",
    "ваше сообщение получено | ваше обращение | ваша заявка | ваше звернення",
)  # fmt: skip

# Thanks for a mail: machines begin so, and people; counts beside a no-reply sender only.
THANKS: Final = rows(
    "thank you for contacting | thank you for your e-mail | thank you for your email",
    "thank you for your message | thank you for writing | thank you for your request",
    "vielen dank für ihre nachricht | vielen dank für ihre anfrage | vielen dank für ihre e-mail",
    "merci pour votre message | gracias por contactar | gracias por su mensaje",
    "grazie per averci | obrigado pelo seu contacto | děkujeme za vaši zprávu",
    "köszönjük megkeresését | tak for din henvendelse | tack för ditt meddelande",
    "tack för ditt mejl | kiitos yhteydenotostasi | kiitos viestistäsi",
    "dėkojame už jūsų",
)  # fmt: skip

# Whatever else a mail says: with one of these in its new text its words do not make it automatic.
WAIT: Final = rows(
    "hold | wait | do not send | don't send | postpone | not yet | stop | halt | pause | suspend",
    "warten | noch nicht | nicht versenden | zurückhalten | zurückstellen | stoppen",
    "anhalten | abwarten",
    "attendre | attendez | ne pas envoyer | suspendre | patienter | wachten | nog niet | wacht met",
    "esperar | espere | no enviar | suspender | aspettare | attendere | non inviare",
    "sospendere | aguardar",
    "wstrzymać | proszę czekać | nie wysyłać | počkejte | počkat | nezasílat | počkajte",
    "počakajte | pričekajte",
    "várjanak | ne küldje | așteptați | nu trimiteți | изчакайте | περιμένετε | μην στείλετε | αναμονή",
    "vente | afvente | vent med | vänta | avvakta | skicka inte | odottakaa | älkää lähettäkö | odota",
    "oodake | ärge saatke | ootama | pagaidiet | nesūtiet | palaukite | nesiųskite",
    "подождите | зачекайте",
)  # fmt: skip

# A gate that wants the sender to prove himself before it delivers.
CHALLENGE: Final = rows(
    "guest list | allowed list | allow list | allowlist | whitelist | approved senders",
    "approved sender list",
    "verify your address | verify your e-mail | verify your email | verify that you",
    "confirm that you are",
    "prove that you are human | prove you are human | you are human | real person | sender verification",
    "sender confirmation | confirm your message | waitlisted | waiting for verification",
    "anti-spam verification",
    "release your message | to have your message delivered | ensure delivery of your",
    "challenge-response",
    "to deliver your message | held until you | awaiting your confirmation | protected by spam",
    "absender bestätigen | absenderadresse bestätigen | bestätigen sie ihre absender",
    "ihre e-mail zuzustellen",
    "damit ihre e-mail zugestellt | vous authentifier | pour que votre message soit",
    "votre message est en attente",
    "confirmar su dirección | verificar su dirección | confermare il suo indirizzo",
    "verifica del mittente",
    "uw adres te bevestigen | potwierdzić adres nadawcy | potvrďte svou adresu | bekräfta din adress",
)  # fmt: skip
CLICK: Final = rows(
    "click | clicking | follow the link | following link | link below | visit the link | reply to this",
    "klick | folgenden link | cliqu | haga clic | pulse | clicca | kliknij | klikn | klik | http://",
    "https://",
)  # fmt: skip
