"""Words by which programs give themselves away, per language: data, compared after `plain`.

The languages are the 24 of the EU and a few neighbours.  The lists are not meant to be complete: a machine
that no row knows is told by its headers, and what is unclear stays human.
"""

import re
from typing import Final

from hotlined.domain.values.plain import rows

# "Automatic" (inflected) or a word of absence (as it is: an autopsy is none), and "answer" or "notice",
# in either order or as one word, begin a machine's subject.
AUTOMATIC: Final = rows(
    "automat | automaat | otomat | awtomat | avtomat | samodejn | uathoibr | sjálfvirk | автомат | αυτόματ",
    "自动 | 自動 | 자동 | אוטומט | تلقائي",
)
AUTO: Final = rows(
    "auto | autom. | uath | авто | vacation | out of office | out-of-office | ooo | away",
    "abwesenheit | absence | d'absence | absence du bureau | afwezigheid | ausencia | de ausencia",
    "assenza | di assenza | ausência | de ausência",
    "o nieobecności | o nepřítomnosti | o neprítomnosti | o odsotnosti | o odsutnosti | távolléti",
    "de absență | απουσίας | fravær | frånvaro | poissaolo | eemaloleku | puhkuse | prombūtnes | nebuvimo",
    "házon kívül | ikke til stede",
)  # fmt: skip
ANSWER: Final = rows(
    "acknowledgement | acknowledgment | confirmation | receipt | accusé de réception | accusé | quittung",
    "acuse de recibo | acuse | conferma | confirmação | ontvangstbevestiging | bevestiging | potwierdzeni",
    "potvrzení | potvrdenie | potrdilo | potvrda | visszaigazolás | confirmare | потвърждение | επιβεβαίωση",
    "kvittering | bekræftelse | bekreftelse | bekräftelse | kvittens | vahvistus | kuittaus | kinnitus",
    "apstiprinājum | patvirtinim | ricevuta",
    "responder poczty | reply | response | respon | message | notification | notice | answer | generated",
    "antwort | rückantwort | rueckantwort | nachricht | notiz | meldung | mitteilung | benachrichtigung",
    "assistent | eingangsbestätigung | empfangsbestätigung | agent | bestätigung",
    "réponse | notification | avis | antwoord | bericht | reactie | melding | beantwoording",
    "respuesta | contestación | rrespuesta | mensaje | aviso | risposta | risponditore | messaggio | avviso",
    "resposta | mensagem | resposta | odpowied | powiadomieni | wiadomoś | odpově | oznámení | zpráva",
    "odpoveď | oznámenie | správa | odgovor | obvestilo | sporočil | poruka | obavijest | válasz | üzenet",
    "értesítés",
    "răspuns | mesaj | notificare | отговор | съобщение | ответ | відповідь | απάντηση | μήνυμα",
    "ειδοποίηση | svar | besked | meddelelse | svarbesked | beskjed | meddelande | vastaus | ilmoitus",
    "viesti | vastus | teade | atbilde | paziņojum | ziņojum | atsakym | pranešim | laiškas | tweġiba",
    "risposta | messaġġ | freagra | fhreagra | teachtaireacht | yanıt | ileti | mesaj | повідомлен",
    "応答 | 返信 | 答复 | 回复 | 答覆 | 回覆 | 응답 | 회신 | 답장 | תשובה | מענה | رد | الرد",
)  # fmt: skip

# Absence as a subject, beside `ABSENCE`: a person may write so, and the text has to speak of it too.
ABSENCE_SUBJECT: Final = rows(
    "ooo | away from office | vacation | absence | absent | annual leave | away | out of town | leave notice",
    "abwesenheit | außer haus | urlaub | absence du bureau | absence bureau | congé | congés",
    "afwezigheid | vakantie | verlof | ausencia | vacaciones | assenza | ferie",
    "ausência | férias | nieobecność | urlop | nepřítomnost | dovolená | neprítomnosť | dovolenka",
    "odsotnost | dopust | odsutnost | godišnji odmor | távollét | szabadság | absență | concediu",
    "отсъствие | отпуск | απουσία | άδεια | fravær | ferie | frånvaro | semester | poissaolo | vuosiloma",
    "loma | puhkus | eemal | prombūtne | atvaļinājums | atostogos | assenza | saoire | fjarvera | sumarfrí",
    "ofis dışında | iş yerinde değil | yıllık izin | відсутність | відпустка | відрядження",
)  # fmt: skip

# Somebody says of himself that he is away.
ABSENCE: Final = rows(
    "ooo till | ooo until | i'm ooo | am ooo | ooo from | ooo bis",
    "out of the office | out of office | away from the office | away from my desk | i am away | i'm away",
    "i will be away | i'll be away | on vacation | on annual leave | on leave | on holiday",
    "on parental leave | maternity leave | not in the office | limited access to e-mail | not at work",
    "limited access to email | intermittent access to email | i am currently away | i am traveling",
    "i am travelling | i will be traveling | i am not available until | i will be out | currently absent",
    "no access to my e-mail | currently unavailable | back in the office | i will return",
    "nicht im büro | nicht im buero | im urlaub | abwesend | außer haus | nicht erreichbar | nicht da bin",
    "nicht im haus | nicht im dienst | in elternzeit | derzeit nicht am arbeitsplatz | auf dienstreise",
    "wieder im büro | wieder erreichbar | wieder im dienst | wieder im haus | nicht am platz",
    "je suis absent | je suis actuellement | je suis en congé | en congés | absent du bureau",
    "absente du bureau | je serai absent | je serai de retour | suis absente | en déplacement",
    "hors du bureau | absent jusqu | absente jusqu | absent du | retour au bureau | mon absence",
    "afwezig | niet aanwezig | met vakantie | op vakantie | niet op kantoor | met verlof | buiten kantoor",
    "terug op kantoor | niet bereikbaar",
    "fuera de la oficina | fuera de oficina | de vacaciones | estaré ausente | me encuentro ausente",
    "de baja | ausente | mi ausencia",
    "fuori ufficio | sono assente | sarò assente | in ferie | fuori sede | assente | mia assenza",
    "fora do escritório | de férias | estarei ausente | ausente do escritório | encontro-me ausente",
    "poza biurem | na urlopie | jestem nieobecn | nieobecn | nie ma mnie w | będę nieobecn",
    "mimo kancelář | na dovolené | nepřítom | nejsem v kancelář | čerpám dovolenou | mám dovolenou",
    "mám dovolenku | mimo kanceláriu",
    "mimo kancelárie | na dovolenke | neprítomn | nie som v kancelárii | čerpám dovolenku",
    "odsoten | odsotna | na dopustu | nisem v pisarni | izven pisarne",
    "odsutan | odsutna | izvan ureda | godišnjem | nisam u uredu",
    "szabadságon | nem vagyok az irodában | nem vagyok elérhető | házon kívül | távol leszek | távol vagyok",
    "irodán kívül",
    "în afara biroului | în concediu | nu sunt la birou | voi lipsi | sunt plecat | lipsesc",
    "извън офиса | в отпуск | отсъствам | няма да бъда в | не съм в офиса | ще отсъствам",
    "εκτός γραφείου | σε άδεια | απουσιάζω | θα απουσιάζω | λείπω | με άδεια | θα λείπω",
    "på ferie | ikke på kontoret | ude af kontoret | holder ferie | har ferie | ikke til stede",
    "fraværende | tilbage på kontoret | har fri",
    "på semester | inte på kontoret | ej på kontoret | frånvarande | har semester | är ledig",
    "föräldraledig | tjänstledig | åter på kontoret | åter den | är borta | åter på jobbet",
    "lomalla | poissa | vuosilomalla | en ole tavoitettavissa | palaan töihin | en ole toimistolla",
    "puhkusel | kontorist eemal | kontorist väljas | ei viibi kontoris | ei ole kontoris | viibin eemal",
    "olen eemal | viibin eemal | eemal töölt | eemal kuni | eemal viibi",
    "olen ära | tööl ei viibi | lähetuses | tagasi tööl",
    "atvaļinājum | neesmu birojā | prombūtnē | neatrodos birojā | komandējumā | ārpus biroja",
    "atostogose | atostogauju | nesu biure | komandiruotėje | nebūsiu biure | nesu darbe | ne biure",
    "barra mill-uffiċċju | bil-leave | as oifig | ar saoire",
    "в отпуске | не в офисе | у відпустці | поза офісом | у відрядженні | на лікарняному | ofis dışında",
    "izindeyim | ofiste değilim | eğitimdeyim | tatildeyim | frá vinnu",
    "í fríi | í sumarfríi | í leyfi | fjarverandi | ekki á skrifstofunni",
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
    "данное сообщение создано автоматически | це автоматичн | bu otomatik | bu ileti otomatik",
    "bu mesaj otomatik | þetta er sjálfvirk | ця відповідь створена автоматично",
)  # fmt: skip


# Whatever else a mail says: with one of these in its new text its words do not make it automatic.
WAIT: Final = rows(
    "hold | wait | do not send | don't send | postpone | not yet | stop | halt | pause | suspend",
    "warten | noch nicht | nicht versenden | zurückhalten | zurückstellen | stoppen | anhalten | abwarten",
    "attendre | attendez | ne pas envoyer | suspendre | patienter | wachten | nog niet | wacht met",
    "esperar | espere | no enviar | suspender | aspettare | attendere | non inviare | sospendere | aguardar",
    "wstrzymać | proszę czekać | nie wysyłać | počkejte | počkat | nezasílat | počkajte",
    "počakajte | pričekajte",
    "várjanak | ne küldje | așteptați | nu trimiteți | изчакайте | περιμένετε | μην στείλετε | αναμονή",
    "vente | afvente | vent med | vänta | avvakta | skicka inte | odottakaa | älkää lähettäkö | odota",
    "oodake | ärge saatke | ootama | pagaidiet | nesūtiet | palaukite | nesiųskite | подождите | зачекайте",
)  # fmt: skip

# Short words stand alone ("hold", not the Danish "holder ferie"); longer ones may be inflected.
_WAIT: Final = re.compile(
    r"\b(?:" + "|".join(re.escape(w) + (r"\b" if len(w) < 6 else "") for w in WAIT) + ")"
)

_CANNOT: Final = re.compile(
    r"\b(?:can(?:'t| ?not) wait|nicht warten kann|ne peut (?:pas )?attendre|kan niet wachten)\b"
)


def waits(text: str) -> bool:
    """Whether a word of waiting stands in this folded text: then words alone never call it a machine's."""
    return _WAIT.search(_CANNOT.sub(" ", text)) is not None


# A gate says that it holds the mail back,
HELD: Final = rows(
    "waitlisted | waiting for verification | is being held | has been held | held until | message waits",
    "requires that you verify | so i can receive your",
    "release your message | to have your message delivered | to deliver your message | protecting myself",
    "message was held | redirected to | awaiting your confirmation | is waiting | ensure delivery of your",
    "nachricht wurde noch nicht | nachricht zuzustellen | e-mail zuzustellen | damit ihre e-mail zugestellt",
    "nachricht wartet | nachricht wird zurückgehalten",
    "para que sua mensagem seja | para que a sua mensagem seja | para que su mensaje sea",
    "affinché il suo messaggio | aby twoja wiadomość | so that your message can be delivered",
    "message est en attente | pour que votre message soit | mensaje está retenido | messaggio è in attesa",
    "mensagem está retida | bericht wacht | bericht wordt vastgehouden | wiadomość oczekuje | zpráva čeká",
    "wird zurückgestellt | nachricht wird erst | in der warteschlange | mis en attente | en quarantaine",
    "ha sido retenido | está en espera | è in attesa | è stato trattenuto | trattenuta | foi retida",
    "em espera",
    "is vastgehouden | tegengehouden | została wstrzymana | wstrzymana | została zatrzymana",
    "byla pozastavena",
    "byla zadržena | čeká na | bola pozastavená | bola zadržaná | je zadržano | zadržana | na čekanju",
    "visszatartottuk | függőben | a fost reținut | este în așteptare | е задържано | изчаква | κρατήθηκε",
    "σε αναμονή | tilbageholdt | afventer | holdes tilbake | hålls kvar | väntar på | on pidätetty | odottaa",
    "on kinni peetud | ootel | ir aizturēta | gaida | sulaikytas | laukiama | was not delivered yet",
    "on hold",
    "has not been delivered yet | is pending | not yet been delivered | put in quarantine",
    "meddelande väntar | besked venter | viestisi odottaa | teie kiri ootab | laiškas laukia",
    "will be delivered once | will be delivered after | will be delivered when | wurde zurückgehalten",
    "wird zugestellt, sobald | sera remis dès | sera délivré dès | wordt afgeleverd zodra",
    "blev tilbageholdt",
    "est retenu | a été retenu | est bloqué | est conservé | wird festgehalten | is tegengehouden",
)  # fmt: skip
MY_MAIL: Final = rows(
    "your message | your e-mail | your email | your mail | this email address | junk mail",
    "ihre nachricht | ihre e-mail | votre message | votre e-mail | su mensaje | il suo messaggio",
    "uw bericht | a sua mensagem | twoja wiadomość | vaše zpráva | vaša správa | ditt meddelande",
    "il messaggio che | messaggio che hai | el mensaje que | a mensagem que | le message que",
    "die nachricht, die",
    "vaše sporočilo | vaša poruka | вашето съобщение | o seu e-mail | su correo | a sua e-mail | twój e-mail",
    "din besked | viestisi | teie kiri | jūsų laiškas | jūsu ziņojums | üzenete | mesajul | το μήνυμά σας",
)  # fmt: skip
# or has not delivered it: no gate's word alone, since absence notices say that it has not been passed on;
UNDELIVERED: Final = rows(
    "e-mail wurde noch nicht | mail wurde noch nicht | pas encore été remis | pas encore été délivré",
    "pas encore été distribué | pas encore été transmis | aún no ha sido entregad",
    "todavía no ha sido entregad",
    "aún no se ha entregado | non è stato ancora consegnat | non è ancora stato consegnat",
    "nog niet afgeleverd | nog niet bezorgd | ainda não foi entregue | nie została jeszcze dostarczona",
    "jeszcze nie została dostarczona",
    "inte levererats | endnu ikke leveret | ikke levert ennå | ei ole vielä",
    "zatím nebyla doručena | dosud nebyla doručena | zatiaľ nebola doručená | δεν έχει παραδοθεί",
    "dar nepristatyt | vēl nav piegādāt | veel kohale toimetatud | még nem kézbesít | nu a fost încă livrat",
)
# that the sender has to prove himself,
PROOF: Final = rows(
    "verify your address | verify your e-mail | verify your email | verify that you | verification process",
    "confirm that you are | prove that you are | prove you are | real person | sender verification",
    "sender confirmation | anti-spam verification | has not been verified | authenticate yourself",
    "just this once | so i can receive | won't have to do this again | challenge-response",
    "complete this verification | confirm your message",
    "absender bestätigen | absenderadresse | bestätigen sie ihre absender | vous authentifier",
    "confirmar su dirección | verificar su dirección | confermare il suo indirizzo",
    "verifica del mittente | confirmar o seu endereço | uw adres te bevestigen",
    "potwierdzić adres nadawcy | potvrďte svou adresu | potvrdit svou adresu | bekräfta din adress",
    "you are a human | human sender | not a robot | confirm your identity | verify your identity",
    "confirm you are",
    "dass sie ein mensch | kein roboter | als absender | mensch sind | que vous êtes humain | pas un robot",
    "personne réelle | que es humano | persona real | no es un robot | che sei umano | di essere umano",
    "non sei un robot | persona reale | per consegnar | que é humano | não é um robô | dat u een mens",
    "geen robot | że jesteś człowiekiem | nie jesteś robotem | jestem człowiekiem | że jste člověk",
    "nejste robot",
    "že ste človek | nie ste robot | da ste človek | niste robot | da ste čovjek | hogy ön ember | nem robot",
    "că sunteți om | nu sunteți robot | че сте човек | не сте робот | ότι είστε άνθρωπος",
    "at du er et menneske",
    "ikke en robot | att du är en människa | inte en robot | olet ihminen | et ole robotti",
    "et olete inimene",
    "ka esat cilvēks | kad esate žmogus | aby ją dostarczyć | aby ji doručit | pour la délivrer",
    "pour l'authentifier | l'authentifier, | non essere un robot | inte är en robot | ikke er en robot",
    "δεν είστε ρομπότ",
    "nesate robotas | neesat robots | ei ole robot | te pole robot",
    "unknown senders | unbekannte absender | expéditeurs inconnus | remitentes desconocidos",
    "mittenti sconosciuti | remetentes desconhecidos | onbekende afzenders | nieznani nadawcy",
    "neznámí odesílatelé | okända avsändare | ukendte afsendere | tuntemattomat lähettäjät",
    "bekræft din adresse | vahvista osoitteesi | kinnitage oma aadress | patvirtinkite savo adres",
)  # fmt: skip
# or that he is on no list.
GATE: Final = rows(
    "guest list | allowed list | allow list | allowlist | whitelist | approved senders | you are human",
    "approved sender list | list of allowed senders | protected by spam | senders i have approved",
    "only from senders | approved sender | permitted senders | lista de autorizados | expéditeurs autorisés",
    "remitentes autorizados | mittenti autorizzati | zugelassenen absender",
)  # fmt: skip
CLICK: Final = rows(
    "click | clicking | follow the link | following link | link below | visit the link | reply to this",
    "rispondi a | responda a | répondez à | antworten sie auf | odpowiedz na | odpovězte na",
    "svara på | svar på",
    "send an empty message | klick | folgenden link | cliqu | haga clic | pulse | clicca | kliknij | klikn",
    "klik | http:// | https://",
)  # fmt: skip
