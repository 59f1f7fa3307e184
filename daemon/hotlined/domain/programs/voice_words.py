"""What receiving desks say, and what only people say, per language: data for `voice`.

Each phrase is the beginning of a word or of a run of words, compared after `phrases.bare`; the languages
are the 24 of the EU and a few neighbours.  No phrase here proves anything by itself.
One that another of its list finds already is left out.
"""

from typing import Final

from hotlined.domain.programs.phrases import begins

THANKS: Final = begins(
    "thank | vielen dank | danke | besten dank | merci | nous vous remercions | je vous remercie",
    "gracias | grazie | ringrazi | obrigad | agradec | bedankt | dank | dziękuj | děkuj | ďakuj | hvala",
    "zahvaljuj | köszön | mulțum | благодар | ευχαριστ | tak for | mange tak | tack | kiitos | kiitämme",
    "takk | tänan | täname | aitäh | paldies | pateicamies | ačiū | dėkoj | go raibh maith | grazzi",
    "спасибо | дякую | дякуємо | teşekkür",
)

# What a notice to a provider is about: that this is gone tells of no mailbox.
CONTENT: Final = begins(
    "content | material | inhalt | contenu | contenid | contenut | conteúd | inhoud | innehåll",
    "indhold | innhold | sisu | sisältö | περιεχόμεν | turinys | turinio | turinį | saturs | treści",
    "treść | obsah | tartal",
    "conținut | sadržaj | vsebin | съдържан | контент | materiál | materiał | matérial | urls",
    "files | dateien | fichiers | archivos | bestanden | pliki | soubory | filerna | tiedosto | failai",
)

# Of what is said of people, units and mailboxes that are gone, what is said of content as well.
TAKEN_AWAY: Final = begins(
    "gelöscht | abgeschaltet | sind nicht mehr erreichbar | inhalt ist nicht mehr erreichbar",
    "nicht mehr aktiv | no longer active | discontinued | supprimé | eliminad | usunięt | poistettu",
    "panaikint | desativad",
)

# Where people work: "the content unit has been discontinued" is of the unit.
OFFICE: Final = begins(
    "unit | department | desk | division | section | squad | bureau | abteilung | dezernat | referat",
    "stelle | dienststelle | kommissariat | sachgebiet | unité | cellule | brigade | département",
    "unidad | brigada | departamento | sección | unidade | secção | wydział | komórk | sekcj | yksik",
    "osasto | skyri | poskyri",
)

# What thanks are for when a notice gives them, beside the nouns for a mail.
TOUCH: Final = begins(
    "contact | emailing | e mailing | getting in touch | writing | reaching | kontakt",
    "contattar | anfrage | anliegen | request | enquiry | inquiry | demande | richiest | consult",
    "solicit | verzoek | vraag | zgłoszeni | zapytani | dotaz | žiados | vprašanj | upit | megkeres",
    "érdeklőd | запитван | обръщ | επικοινων | henvend | förfråg | yhteydenot | pöördu | kreip",
    "iesniegum | escrib | scriver | submission | tip | inzending | hinweis | señalamiento",
)

# The desk says what will happen to a mail, in the passive or with a term.
PROMISE: Final = begins(
    "notified when a response is made | notified when a reply is made",
    "will be answered | will be processed | will be handled | will be dealt | will be reviewed | be attended",
    "will be replied | working days | business days | answer you within | reply within | respond within",
    "get back to you as soon | respond as soon | answered as soon | processed as soon | shall be dealt",
    "wird bearbeitet | werden bearbeitet | schnellstmöglich | so schnell wie möglich | werktage",
    "wird beantwortet | arbeitstag | umgehend bearbeit | zeitnah",
    "sera traité | seront traité | sera apportée | meilleurs délais | jours ouvr | sera adressée",
    "dès que possible",
    "in behandeling | zo spoedig mogelijk | werkdagen | wordt behandeld | wordt beantwoord",
    "zo snel mogelijk",
    "será atendid | será respondid | será contestad | será tratad | días hábiles | mayor brevedad",
    "será process",
    "será gestionad | sarà evas | verrà evas | verrà trattat | sarà trattat | verrà elabor",
    "giorni lavorativi",
    "prima possibile | sarà gestit | verrà gestit | dias úteis | brevidade | será analis",
    "zostanie rozpatrzon | będzie rozpatrzon | zostanie przetworz | dni roboczych | najszybciej | odpowiemy",
    "bude vyřízen | bude zodpovězen | bude zpracován | pracovních dn | budeme se vám věnovat | odpovíme",
    "bude vybaven | bude spracovan | odpovieme | bo obravnavan | bomo odgovorili | najkrajšem možnem",
    "bit će obrađen | bit će odgovoren | najkraćem | napon belül | lehető leghamarabb | munkanapon",
    "válaszolunk | va fi soluționat | va fi procesat | vom răspunde | zile lucrătoare | cel mai scurt",
    "ще бъде обработен | ще бъде разгледан | работни дни | ще получите | будет рассмотрен | θα απαντηθει",
    "εργασιμ | θα εξεταστει | συντομοτερο | besvares | hverdage | behandles | hurtigst muligt",
    "snarest mulig",
    "virkedager | arbejdsdage | besvaras | arbetsdagar | handläggs | så snart som möjligt | så fort vi kan",
    "käsitellään | vastataan | arkipäiv | työpäiv | mahdollisimman pian | vastame | tööpäev | töödeldakse",
    "esimesel võimalusel | vaadatakse läbi | tiks izskatīt | tiks atbildēt | darba dien | atbildēsim",
    "bus atsakyta | bus išnagrinėt | darbo dien | atsakysime",
    "aim to respond | aim to reply | aim to answer | all correspondence | look at it shortly | a member of",
    "be looked at | dealt with on | next working day | be forwarded to the",
    "zuständige stelle | rückfragen | bearbeiten | traités à",
    "usually replies | usually reply | typically repl | within 24 | within 48 | under 24 hours",
    "within one | within two",
    "within three | within five | within 5 | innerhalb von | binnen 24 | sous 24 | sous 48",
    "entro 24 | entro 48 | entro 5",
    "entro cinque | w ciągu | hodin | órán belül | în termen | în 24 | в срок | в рамките",
    "inden for | innen 24",
    "inom 24 | inom fem | inom 48 | kuluessa | jooksul | laikā | per 24 | em até | en un plazo",
    "en breve | em breve",
    "reply to each | reply individually | respond to each | reply to every | jede einzelne | nicht einzeln",
    "chaque message | individuellement | individualmente | singolarmente | na każd | każdą wiadomość",
    "každou zprávu",
    "ieder bericht | elk bericht | minden egyes | fiecare mesaj | på hver enkelt | på varje",
    "jokaiseen | igale kirjale",
    # Where a mail will go, and that somebody will ask if need be.
    "will be passed to | be passed on to | will be forwarded to | contact you if | contact you should",
    "be contacted if | wird weitergeleitet | wird an die | sera transmis | contactera si | contacterons si",
    "será remitid | será trasladad | sarà inoltrat | verrà inoltrat | sarà trasmess | se necessario",
    "wordt doorgestuurd | indien nodig | w razie potrzeby | zostanie przekazan | bude předán",
    "bude postúpen | bo posredovan | bit će proslijeđen | va fi transmis | ще бъде препратен",
    "skickas vidare | videresendes | hvis vi har brug | om vi behöver | edastatakse",
    "tiks nodot | bus perduot | ohjataan",
)

# A term, or that all mails alike get one: with thanks enough for a desk.
TERM: Final = begins(
    "working days | business days | within | as soon as possible | all correspondence | all messages",
    "all emails",
    "individually | to each | werktag | arbeitstag | innerhalb | binnen | schnellstmöglich",
    "so schnell wie möglich",
    "jours ouvr | sous | meilleurs délais | dès que possible | giorni lavorativi | entro | prima possibile",
    "días hábiles | plazo | brevedad | antes posible | dias úteis | prazo | brevidade | werkdagen",
    "zo spoedig mogelijk | zo snel mogelijk | dni roboczych | w ciągu | najszybciej | pracovních",
    "pracovných",
    "co nejdříve | čo najskôr | delovn | najkrajš | radnih | najkrać | napon belül | munkanap | leghamarabb",
    "zile lucrătoare | termen | cel mai scurt | работни дни | срок | εργασιμ | εντος | συντομοτερο",
    "hverdage",
    "arbejdsdage | virkedager | hurtigst | snarest | arbetsdagar | inom | så snart | så fort",
    "arkipäiv | työpäiv",
    "mahdollisimman | tööpäev | esimesel | jooksul | darba dien | darbo dien | laikā",
)

# Nobody is to answer: beside an acknowledgement or thanks, a machine's; in a disclaimer, a condition follows.
NO_ANSWER: Final = begins(
    "do not reply | don t reply | do not respond | not reply to this | cannot be replied | do not answer",
    "bitte nicht antworten | antworten sie nicht | nicht auf diese | nicht geantwortet | nicht beantwortet",
    "ne pas répondre | ne pas y répondre | ne répondez pas | n y répondez pas | niet antwoorden",
    "niet beantwoorden | niet op reageren | niet reageren | niet op antwoorden | no responda | no conteste",
    "no responder | no contestar | non rispond | não responda | não responder",
    "nie odpowiad | neodpovídejte | neodpovedajte | ne odgovarjajte",
    "ne odgovarajte | ne válaszolj | nu răspundeți | не отговаряйте",
    "не отвечайте | μην απαντ | ikke besvares | svar ikke | ikke svare på | ikke svares",
    "inte att svara på | inte går att svara | går inte att svara",
    "svara inte | inte besvaras | kan inte svara | älä vastaa | älkää vastatko | ei voi vastata",
    "ärge vastake",
    "mitte vastata | neatbildiet | neatbildēt | neatsakykite | neatsakinėkite | ná freagair | twieġeb",
)

# What only somebody says who has dealt with the mail, or who writes before he goes: no notice then.
PERSONAL: Final = begins(
    "received | got it | got your | confirm | have read | take over | taken over | have forwarded",
    "tomorrow | have it now | have it here | have them now",
    "have passed | the case | your case | the report | your report | the attachment | the suspect",
    "please hold",
    "erhalten | angekommen | liegt vor | bestätige | eingegangen | übernehm | übernommen | den bericht",
    "give me | give us | geben sie mir | geben sie uns | gebt mir | donnez moi | laissez moi | laissez nous",
    "denme | deme | dennos | mi dia | ci dia | dateci | deem nos | geef me | geef ons | dejte mi",
    "dejte nám | dajte mi | dajte nám | ge mig | ge oss | giv mig | giv os | antakaa | andke | duokite",
    "habe ihre | ihre letzte | noch selbst | noch bearbeitet",
    "der bericht | ihren bericht | ihr bericht | morgen | weitergegeben | zur kenntnis",
    "vertrete sie | vertrete ihn",
    "reçu | ai lu | ai transmis | avons transmis | prends en charge | demain | le rapport",
    "votre rapport | ontvangen | bevestig | heb gelezen | neem het over | neem ik over | doorgegeven",
    "het rapport | uw rapport | recibí | me encargo | he leído | mañana",
    "el informe | su informe | ricevut | confermo | confermiamo | ho letto | me ne occupo | domani",
    "il rapporto | procedere | recebi | ocupo me | o relatório | seu relatório | amanhã",
    "otrzyma | potwierdz | odebra | przejmuj | przeczyta | jutro | raport | přijat | obdrže | potvrz",
    "dostal | přečet | převzal | převezm | zítra | zajtra",
    "prejel | prejet | potrju | prevzem | jutri | zaprim | primio | primili | primljen | potvrđ | preuzim",
    "sutra | megkapt | megérkez | visszaigazol | átvesz | elolvast | holnap | jelentést | primit",
    "preiau | am citit | mâine | получих | получен | потвърж | поемам | утре | доклада",
    "ελαβα | ληφθηκε | ελαβε | επιβεβαιων | παρελαβ | παρεληφθη | αναλαμβ | αυριο | modtaget",
    "mottatt | bekræft",
    "bekreft | overtager | overtar | i morgen | rapporten | mottag | mottog | bekräft | har fått | imorgon",
    "har läst | vastaanot | saanut | sain | saimme | vahvist | huomenna | saanud | saime | kätte",
    "kinnita | võtan üle | homme | saņem | apstiprin | pārņem | rīt | ziņojumu",
    "gavau | gavome | gauta | patvirtin | perim | rytoj | pranešimą | fuair | irċiv | rċev",
    "получил | подтвержд | завтра | отримал | підтвердж",
    "the notice | your notice | the provider | item | items | known to us | investigat | ermittl",
    "verfahren | bekannt | anbieter | enquête | connu | fournisseur | indagin | gestore | investigación",
    "conocid | investigação",
    "onderzoek | bekend | śledztw | postępowani | znan | vyšetř | znám | preisk | istrag | poznat",
    "nyomoz | ismer",
    "anchet | cunoscut | разслед | известн | ερευν | efterforsk | etterforsk | utredning",
    "förundersökning | tutki",
    "uurimi | izmeklē | tyrim | deal with it | deals with it | looked at it | looking at it | we are working",
    "next week | from monday | nächste woche | nächster woche | semaine prochaine | próxima semana",
    "prossima settimana",
    "volgende week | przyszłym tygodniu | příští týden | jövő héten | next month | as agreed",
    "wie besprochen",
    "website | web site | web page | the site | the page | the url | the link | the server",
    "webseite | die seite",
    "das objekt | le site | la page | le lien | dossier | il sito | la pagina | el sitio | o site | de site",
    "de pagina | strona | strony | stránk | spletn | oldal | site ul | pagina | сайт | страниц",
    "ιστοσελ | σελιδα",
    "hjemmeside | nettsid | webbplats | sidan | siden er | sivusto | sivu on | sivu ei | veebile | leht on",
    "vietne | svetain | the file | die links | der link",
    "die datei | der server | les liens | les pages | les fichiers | i link | le pagine | i siti",
    "i file | los enlaces | las páginas | los archivos | os links | as páginas | os ficheiros",
    "de links | de bestanden | linki | pliki | odkazy | soubory | súbory | povezave | poveznice",
    "datotek | fájlok | linkuri | fișierele | връзките | файловете | συνδεσμοι | αρχεια | linkene",
    "filerne | filene | siderne | sidene | länkarna | filerna | sidorna | tiedostot | lingid",
    "failid | saites | nuorodos",
    "bild ist | inhalt ist | contenido ya | imagen ya | conteúdo já | imagem já | treść nie | zdjęcie nie",
    "conținutul nu mai | imaginea nu mai | съдържанието вече | съдържанието не | снимката | indholdet er",
    "billedet er | innholdet er | bildet er | innehållet är | bilden är | sisältö ei | kuva ei",
    "send me | before that | until then | bis dahin | d ici là | rufe an | rufe zurück",
    "vous rappelle | call you",
    "il caso | l affaire | el caso está | o caso | der fall | den fall | de zaak | ta sprawa | tę spraw",
    "případ je | primer je",
    "slučaj je | ügyet | случаят | υποθεση | sagen | saken | ärendet er | tapaus | juhtum | lieta",
    # Somebody puts off a talk, or leaves something to us.
    "let s talk | let us talk | let s speak | let us speak | let s discuss | let us discuss | talk to you",
    "talk then | speak then | leave it with me | leave this with me | go ahead | do anything",
    "lassen sie uns | lass uns | sprechen wir | reden wir | wir sprechen | wir reden | nichts unternehmen",
    "on en parle | en parlerons | parlons en | ne faites rien | hablamos | hablemos | lo miro",
    "no hagan nada | no haga nada | parliamo | ci sentiamo | sentiamoci | non fate nulla | falamos | falemos",
    "laten we | bellen we | spreken we | overleggen we | porozmawiamy | probereme | promluvíme | preberieme",
    "porozprávame | porazgovaramo | razgovaramo | čujemo se | slišimo se | pogovorimo | beszéljünk",
    "vorbim | ще говорим | μιλαμε | θα μιλησουμε | τα λεμε | vi hörs | hörs vi | vi talas vid | vi tales ved",
    "vi snakkes | snakkes vi | lad os | la oss | låt oss | jutellaan | puhutaan | räägime | parunāsim",
    "pasikalbėsime | pakalbėsime",
)

# A line with which a person or a signature closes.
CLOSING: Final = begins(
    "regards | kind regards | best regards | yours | sincerely | many thanks | best wishes | cheers",
    "mit freundlichen grüßen | mit freundlichem gruß | freundliche grüße | viele grüße | beste grüße | mfg",
    "im auftrag | hochachtungsvoll | herzliche grüße | cordialement | bien cordialement | salutations",
    "bien à vous | respectueusement | sincères salutations | met vriendelijke groet | vriendelijke groeten",
    "hoogachtend | groeten | un saludo | saludos | atentamente | cordiali saluti | distinti saluti | saluti",
    "cumprimentos | com os melhores cumprimentos | melhores cumprimentos | atenciosamente | pozdrawiam",
    "z poważaniem | z wyrazami szacunku | s pozdravem | s úctou | s pozdravom | lep pozdrav",
    "s spoštovanjem | s poštovanjem | srdačan pozdrav | lijep pozdrav | üdvözlettel | tisztelettel",
    "cu stimă | cu respect | cu deosebită | поздрави | с уважение | με εκτιμηση | φιλικα | med venlig hilsen",
    "venlig hilsen | mvh | vennlig hilsen | med vennlig hilsen | hälsningar | med vänlig hälsning",
    "med vänliga hälsningar | vänliga hälsningar | terveisin | ystävällisin terveisin | lugupidamisega",
    "tervitades | parimat | ar cieņu | pagarbiai | su pagarba | le meas | tislijiet | с уважением",
    "з повагою",
)

# In a sentence of disclaimers: what it says holds for somebody else.
CONDITION: Final = begins(
    "if | unless | wenn | falls | sofern | si | indien | als u | se non | qualora | caso | jeśli | jeżeli",
    "pokud | pokiaľ | če | ako | ha ön | amennyiben | dacă | ако | εαν | αν | hvis | om du | jos",
    "kui | ja jūs",
    "jei | automatisch erzeugte mails | automatic mails | intended recipient",
)

# "This", "is", and what made it: together with a word for automatic they say that nobody wrote the mail.
THIS: Final = begins(
    "this | dies | diese | dieses | das | ce | ceci | cet | cette | la présente | dit | deze | este",
    "esta | esto",
    "questo | questa | il presente | la presente | acesta | acest | această | to | ta | ten | tato",
    "toto | táto",
    "ova | ovo | ez | ezt | ezen | това | този | тази | αυτο | αυτη | το παρον | το μηνυμα | η απαντηση",
    "dette | denne | detta | det här | det | tämä | see | käesolev | šis | šī | tai | tas | is | dan",
    "din | это | bu | þetta | þessi | ця",
    "данное | це | message | nachricht | messaggio | mensagem | mensaje | wiadomość | meddelelsen | note",
)
MADE: Final = begins(
    "oluşturul | gönderil | búið til | створен | надіслан | згенерован",
    "created | sent | produced | issued | generiert | erstellt | erzeugt | versandt | gesendet",
    "verschickt | versendet | généré | envoyé | émis | créé | gegenereerd | verzonden | verstuurd",
    "aangemaakt | generado | emitido | inviato | inviata | gerad | enviad | wygenerowan | wysłan",
    "vygenerován | odeslán | vytvořen | odoslan | ustvarjen | poslan | generiran | kreiran",
    "generál | küldt | készült | generat | trimis | генериран | изпратен | създаден | сгенерирован",
    "отправлен | δημιουργηθηκε | σταλθηκε | αποσταλ | παραχθηκε | sendt | dannet",
    "skickat | skapat | luotu | lähetetty | loodud | saadetud | izveidots | nosūtīt",
    "sugeneruot | išsiųst | sukurt | autogenere",
)

# A gateway says "you have", or "sent you", and below what: behind its words are a person's, unread.
TO_YOU: Final = begins(
    "sent you | you have received | you received | you have a | you ve received | you ve got",
    "sie haben eine | hat ihnen | vous avez reçu | vous avez un | vous a envoyé | vous a adressé",
    "ha recibido | tiene un",
    "le ha enviado | ha ricevuto | hai ricevuto | le ha inviato | ti ha inviato | u heeft | u hebt | heeft u",
    "recebeu | tem uma | enviou lhe | otrzymali państwo | otrzymał | wysłał | obdržel | zaslal | dostali ste",
    "prejeli ste | primili ste | érkezett | kapott | ați primit | v a trimis | получихте | ви отримали",
    "εχετε λαβει | λαβατε | du har modtaget | du har fået | har sendt dig | du har mottatt | har sendt deg",
    "du har fått | har skickat dig | olet saanut | sinulle | olete saanud | teile | jūs saņēmāt | jums",
    "jūs gavote | size | aldınız",
)
PROTECTED: Final = begins(
    "secure message | protected message | encrypted message | confidential message",
    "verschlüsselte nachricht | geschützte nachricht | sichere nachricht",
    "vertrauliche nachricht | message confidentiel | mensaje confidencial | messaggio riservato",
    "vertrouwelijk bericht | verschlüsselte e",
    "message sécurisé | message chiffré | message protégé | mensaje cifrado",
    "mensaje seguro | mensaje protegido | messaggio cifrato | messaggio crittografato | messaggio sicuro",
    "messaggio protetto | versleuteld bericht | beveiligd bericht | mensagem encriptada | mensagem cifrada",
    "mensagem segura | mensagem protegida | zaszyfrowaną wiadomość | zabezpieczoną wiadomość",
    "zašifrovanou zprávu | zabezpečenou zprávu | šifrovanú správu | zabezpečenú správu",
    "šifrirano sporočilo | šifriranu poruku | zaštićenu poruku | titkosított üzenet | mesaj criptat",
    "mesaj securizat | mesaj protejat | шифровано съобщение | защитено съобщение | κρυπτογραφημενο μηνυμα",
    "ασφαλες μηνυμα | krypteret besked | sikker besked | kryptert melding | sikker melding",
    "krypterat meddelande | säkert meddelande | salattu viesti | salatun viestin | suojattu viesti",
    "suojatun viestin | krüpteeritud kir | turvaline sõnum | šifrētu ziņojumu | šifruotą pranešimą",
    "захищене повідомлення | şifreli ileti | şifreli mesaj",
)

# Whom the notice is for: an officer may ask to spare them in a sentence that sounds like an absence notice.
HOSTS: Final = begins(
    "the host | the hoster | hosting | hoster | hostingodaw | provider | proveedor | alojamiento",
    "fornecedor | alojamento | hébergeur | fornitore | aanbieder | dostawc | usługodawc | poskytovat",
    "szolgáltató | tárhely | furnizorul | leverantören | værten | udbyderen | palveluntarj | teenusepakkuj",
    "παροχο | teikėj | tiekėj | sniedzēj | ponudnik | pružatelj | доставчик | хостинг",
)
NOTS: Final = begins(
    "not | don t | no | não | pas | non | nicht | niet | geen | nie | ne | μην | inte | ikke | älkää | ärge",
    "nekontakt | neinform | nu | nesusisiek",
)

# Beside a "not" what only a person says of a mail that a program made: "it could not be opened".
OPENED: Final = begins(
    "opened | open it | decrypt | entschlüssel | geöffnet | öffnen | ouvrir | déchiffr | aprire | decifr",
    "decritt | abrir | descifr | openen | geopend | ontsleutel | öppna | dekrypter | åbne | avata | avada",
    "dekrüpt | atvērt | atšifr | atidaryt | iššifr | otevřít | dešifr | rozšifr | otvoriť | otworzyć",
    "odszyfr | megnyit | visszafejt | deschid | decript | отвори | декрипт | ανοίξ | ανοίγ | αποκρυπτ",
    "otvoriti | odpreti",
)
