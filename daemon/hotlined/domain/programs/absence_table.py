"""The parts of absence notices in the 24 languages of the EU: data for `absence_parts`."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts in one language: beginnings of folded words, whole words where "=" stands behind them."""

    not_: str
    himself: str  # I, we
    at_work: str  # at work, to be had
    back: str
    day: str
    read: str
    mail: str
    no_more: str  # beginnings of runs of words
    colleague: str


_DAYS: Final = "januar | februar | märz | april | juni | juli | august | septem | oktob | novem | dezem"

LANGUAGES: Final = {
    "en": Parts(
        "not= | no= | t= | won=",
        "i= | we= | m=",
        "office= | desk= | work= | duty= | available= | reachable= | contactable= | in=",
        "back= | return | reopen | resum",
        "monday | tuesday | wednesday | thursday | friday | week | january | february | march | april | june"
        " | july | august | september | october | november | december",
        "monitor | read= | reading= | checking= | forwarded=",
        "mail | mailbox | email | emails | e= | message | inbox | address | account=",
        "no longer | not any more | any longer",
        "colleague | deputy= | switchboard",
    ),
    "de": Parts(
        "nicht= | kein | nie=",
        "ich= | bin= | wir= | sind=",
        "büro | arbeitsplatz | dienst | haus= | erreichbar | verfügbar | anwesend | besetzt | amt= | platz=",
        "wieder= | zurück",
        f"montag | dienstag | mittwoch | donnerstag | freitag | woche | {_DAYS}",
        "gelesen | lese= | lesen= | bearbeitet | weitergeleitet | abgerufen",
        "mail | e= | nachricht | postfach | adresse | mailadresse | zuschrift",
        "nicht mehr | nicht länger",
        "kolleg | vertretung | sekretariat | geschäftszimmer",
    ),
    "fr": Parts(
        "pas= | ne= | n= | aucun",
        "je= | j= | suis= | serai= | nous=",
        "bureau | service | joignable | disponible | poste= | présent | travaille",
        "retour | rentr | reprend | rouvr | reviens",
        "lundi | mardi | mercredi | jeudi | vendredi | semaine | janvier | février | mars= | avril | mai="
        " | juin | juillet | août | septembre | octobre | novembre | décembre",
        "lu= | lus= | lue= | lis= | lisons= | lirai= | consult | transf | relev",
        "mail | e= | message | messagerie | courriel | boîte | adresse",
        "n est plus | ne sont plus | ne sera plus | ne suis plus",
        "collègue | secrétariat | standard=",
    ),
    "nl": Parts(
        "niet= | geen=",
        "ik= | ben= | wij= | we=",
        "kantoor | werk= | dienst= | bereikbaar | aanwezig | beschikbaar | er=",
        "terug | weer= | hervat",
        "maandag | dinsdag | woensdag | donderdag | vrijdag | week | januari | februari | maart | april"
        " | mei= | juni | juli | augustus | september | oktober | november | december",
        "gelezen | lees= | lezen= | doorgestuurd | bekeken",
        "mail | e= | bericht | mailbox | adres | postvak",
        "niet meer | niet langer",
        "collega | secretariaat | meldkamer",
    ),
    "es": Parts(
        "no=",
        "estoy= | estaré= | estaremos= | estamos= | me=",
        "oficina | trabajo | trabajaré | puesto= | disponible | localizable | despacho",
        "vuelv | volver | regres | reincorpor | reabr | vuelta",
        "lunes | martes | miércoles | jueves | viernes | semana | enero | febrero | marzo | abril | mayo"
        " | junio | julio | agosto | septiembre | octubre | noviembre | diciembre",
        "leo= | leeré= | lee= | leen= | leído | consult | revis | reenvi",
        "correo | mensaje | buzón | dirección | e= | email",
        "ya no",
        "compañer | colega | secretaría",
    ),
    "it": Parts(
        "non=",
        "sono= | sarò= | siamo= | saremo=",
        "ufficio | servizio | lavoro= | sede= | reperibile | disponibil | raggiungibil | presente",
        "rientr | torn | riapr | ritorn",
        "lunedì | martedì | mercoledì | giovedì | venerdì | settimana | gennaio | febbraio | marzo | aprile"
        " | maggio | giugno | luglio | agosto | settembre | ottobre | novembre | dicembre",
        "leggo | legger | lett | inoltr | presidi | consult",
        "mail | e= | posta= | messagg | casella | indirizzo | email",
        "non è più | non sono più | non sarà più",
        "collega= | colleghi= | segreteria | centralino",
    ),
    "pt": Parts(
        "não=",
        "estou= | estarei= | estaremos= | me=",
        "escritório | serviço | trabalho | disponíve | contactáve | gabinete",
        "volt | regress | torn | reabr | retom",
        "segunda | terça | quarta | quinta | sexta | semana | janeiro | fevereiro | março | abril | maio"
        " | junho | julho | agosto | setembro | outubro | novembro | dezembro",
        "leio= | lerei= | lid | consult | reencaminh",
        "mail | e= | email | mensag | caixa= | endereço | correio",
        "já não | não é mais | deixou de",
        "colega | secretaria= | secretariado",
    ),
    "pl": Parts(
        "nie= | brak=",
        "jestem= | będę= | jesteśmy= | mnie=",
        "biurz | biura | pracy= | pracuj | służb | dostępn | obecn | osiągaln",
        "wrac | wróc | powr",
        "poniedział | wtor | środ | czwart | piąt | styczni | luteg | marc | kwietni | maj | czerwc | lipc"
        " | sierpni | wrześni | październik | listopad | grudni",
        "czyt | przekaz | odczyt | sprawdza",
        "mail | e= | poczt | wiadomoś | skrzynk | adres",
        "już nie | nie jest już",
        "koleg | koleż | sekretariat | zastępc",
    ),
    "cs": Parts(
        "ne= | není= | nejsem | nebud | nemám | nečt",
        "jsem= | nejsem= | budu= | nebudu= | mě= | mne=",
        "kancelář | práci= | práce= | přítom | zastižen | dosažiteln | dostupn | dispozic"
        " | službě= | pracovišt",
        "zpět= | vrac | vrát | návrat | ozvu",
        "pondělí | úter | střed | čtvrt | pátek | pátk | týd | ledn | únor | březn | dubn | květn | červn"
        " | červenc | srpn | září | říjn | listopad | prosinc",
        "čtu= | čten | přepos | sledov | sleduj",
        "mail | e= | email | zpráv | schránk | pošt | adres",
        "již není | již ne | už není | už ne",
        "koleg | sekretariát | zástupc | zastupuj",
    ),
    "sk": Parts(
        "nie= | nebud | nemám= | nečít",
        "som= | budem= | nebudem= | ma= | mňa=",
        "kancelári | práci= | práce= | prítom | zastihnut | dosiahnuteľn | dostupn | dispozíc"
        " | službe= | pn=",
        "späť= | vrac | vrát | návrat | ozvem",
        "pondelok | pondel | utor | stred | štvrt | piat | týžd | január | február | marc | apríl | máj | jún"
        " | júl | august | septemb | októb | novemb | decemb",
        "čítam | čítan | prepos | sledov",
        "mail | e= | email | správ | schránk | pošt | adres",
        "už nie je | už ne",
        "koleg | sekretariát | zástupc | zastupuj",
    ),
    "sl": Parts(
        "ni= | nisem= | ne= | nimam= | nismo=",
        "sem= | nisem= | me= | bom=",
        "pisarn | delu= | službi= | dosegljiv | voljo= | prisot | delovnem",
        "nazaj= | vrn | vrač",
        "ponedelj | tor | sred | četrt | petek | petk | januar | februar | marc | april | maj | junij | julij"
        " | avgust | septemb | oktob | novemb | decemb",
        "berem | bral | prebran | posredov | nadzor",
        "mail | e= | sporočil | pošt | predal | naslov",
        "ni več | ne več | se ne uporablja",
        "sodelav | kolegic | kolega= | tajništv",
    ),
    "hr": Parts(
        "nije= | nisam= | neću= | ne= | nemam=",
        "sam= | nisam= | neću= | me=",
        "ured | poslu= | službi= | dostup | raspolaganju= | prisut | radnom",
        "natrag= | vraća | vratit | vratim | povrat",
        "ponedjelj | utor | srijed | četvrt | petak | petk | siječnj | veljač | ožujk | travnj | svibnj"
        " | lipnj | srpnj | kolovoz | rujn | listopad | studen | prosin",
        "čitam | čita= | proslij | nadzir",
        "mail | e= | poruk | poruc | pošt | sandučić | adres",
        "više nije | više ne",
        "kolega= | kolegic | kolegi= | tajništv",
    ),
    "hu": Parts(
        "nem= | nincs",
        "vagyok= | leszek= | vagyunk= | dolgozom=",
        "irod | dolgoz | munkahely | elérhető | szolgálat | bent= | bármikor",
        "vissza | újra=",
        "hétfő | kedd | szerd | csütört | péntek | hét= | január | február | március | április | május"
        " | június | július | augusztus | szeptember | október | november | december",
        "olvas | továbbít",
        "level | üzenet | e= | mail | email | postafiók | cím",
        "már nem",
        "kollég | munkatárs | titkárság | ügyelet",
    ),
    "ro": Parts(
        "nu=",
        "sunt= | voi= | mă= | suntem=",
        "birou | serviciu | lucru= | disponibil | contacta",
        "revin | întorc | întoarce | revenir | înapoi",
        "luni= | marți= | miercuri | joi= | vineri | săptămân | ianuarie | februarie | martie | aprilie"
        " | mai= | iunie | iulie | august | septembrie | octombrie | noiembrie | decembrie",
        "citit | citesc | citi= | redirec | transmis",
        "mail | e= | email | mesaj | căsuț | adres",
        "nu mai",
        "coleg | secretariat",
    ),
    "bg": Parts(
        "не= | няма= | нямам=",
        "съм= | бъда= | аз= | сме=",
        "офис | работа= | служба | достъп | разположение= | работно",
        "връщ | върна | обратно= | завръщ",
        "понедел | вторник | сряда | четвърт | петък | януари | февруари | март | април | май= | юни= | юли="
        " | август | септември | октомври | ноември | декември",
        "чета= | прочет | препра | следи",
        "поща | имейл | e= | съобщени | адрес | кутия",
        "вече не",
        "колег | секретар",
    ),
    "el": Parts(
        "δεν= | μη=",
        "ειμαι= | θα= | βρισκομαι=",
        "γραφει | υπηρεσια | διαθεσιμ | εργασια | δουλεια",
        "επιστρ | ξανα | επανερχ",
        "δευτερα | τριτη | τεταρτη | πεμπτη | παρασκευη | εβδομαδα | ιανουαρ | φεβρουαρ | μαρτ | απριλ | μαι"
        " | ιουν | ιουλ | αυγουστ | σεπτεμβρ | οκτωβρ | νοεμβρ | δεκεμβρ",
        "διαβαζ | διαβασ | προωθ | παρακολουθ",
        "μηνυμα | μηνυματα | mail | e= | email | διευθυνση | ταχυδρομ",
        "δεν ειναι πλεον | δεν ειναι πια | δεν χρησιμοποιειται",
        "συναδελφ | γραμματεια",
    ),
    "da": Parts(
        "ikke= | ingen= | ej=",
        "jeg= | er= | vi=",
        "kontor | arbejde= | arbejder= | træffe | tjeneste | tilgængelig | stede= | plads= | tjenst | jobb=",
        "tilbage= | igen= | tilbake= | igjen=",
        f"mandag | tirsdag | onsdag | torsdag | fredag | uge= | uke= | marts | maj= | mars= | mai= | {_DAYS}"
        " | desem | decem",
        "læst | læser= | læses= | leses= | lese= | videresend",
        "mail | mails | e= | besked | post= | postkasse | adresse | melding | henvend",
        "ikke længere | ikke mere | ikke lenger",
        "kolleg | sekretariat | vagten= | omstilling",
    ),
    "sv": Parts(
        "inte= | ej= | ingen= | inget=",
        "jag= | är=",
        "kontor | arbetet= | jobbet= | tjänst= | tjänsten= | anträffbar | nåbar | tillgänglig | plats=",
        "åter= | tillbaka= | igen= | återkommer=",
        "måndag | tisdag | onsdag | torsdag | fredag | vecka | januari | februari | mars= | april | maj="
        " | juni | juli | augusti | septem | oktob | novem | decem",
        "läst= | läser= | läses= | vidarebefordr | bevak",
        "mejl | mail | e= | meddelande | post= | brevlåd | adress",
        "inte längre | inte mer",
        "kolleg | växel | vikari",
    ),
    "fi": Parts(
        "en= | ei= | emme= | eivät=",
        "en= | olen= | minut= | emme=",
        "toimisto | töissä= | työssä= | tavoitettav | käytettävi | paikalla= | työpaikal",
        "takaisin= | palaa | jälleen=",
        "maanantai | tiistai | keskiviik | torstai | perjantai | viik | tammik | helmik | maalisk | huhtik"
        " | toukok | kesäk | heinäk | elok | syysk | lokak | marrask | jouluk",
        "lue= | lueta= | luet | välit | seurat",
        "viest | sähköpost | osoit | posti",
        "ei enää | ei ole enää | en enää",
        "kolleg | työtoveri | päivyst",
    ),
    "et": Parts(
        "ei= | mitte= | pole=",
        "ma= | olen= | mina= | viibin=",
        "tööl= | kontoris= | kättesaadav | kohal= | töökohal",
        "tagasi= | naas",
        "esmaspäev | teisipäev | kolmapäev | neljapäev | reede | nädal | jaanuar | veebruar | märts | aprill"
        " | mai= | juuni | juuli | august | septemb | oktoob | novemb | detsemb",
        "loe= | loeta= | edasta= | edastata= | jälgita",
        "kiri= | kirja | kirju= | sõnum | e= | postkast | aadress | meil",
        "enam ei | ei ole enam",
        "kolleeg | asenda | ülesandeid=",
    ),
    "lv": Parts(
        "nav= | neesmu= | nebūšu= | nelas | ne=",
        "es= | esmu= | neesmu= | nebūšu= | atrodos=",
        "biroj | darbā= | darba= | pieejam | sasniedzam",
        "atgriez | atpakaļ",
        "pirmdien | otrdien | trešdien | ceturtdien | piektdien | janvār | februār | mart | april | maij"
        " | jūnij | jūlij | august | septemb | oktob | novemb | decemb",
        "lasu= | nelasu= | lasīt | pārsūt",
        "vēstul | ziņ | past= | pastu= | e= | adrese | pastkast",
        "vairs nav | vairs ne",
        "kolēģ | aizvieto",
    ),
    "lt": Parts(
        "ne= | nėra= | nesu= | nebūsiu= | neskait | negal | neturi",
        "aš= | esu= | nesu= | nebūsiu= | manęs=",
        "biure= | darbe= | darbo= | pasiekiam | prieinam",
        "grįš | grįž | sugrįž",
        "pirmadien | antradien | trečiadien | ketvirtadien | penktadien | saus | vasar | kov | baland | geguž"
        " | biržel | liep | rugpjū | rugsėj | spal | lapkri | gruod",
        "skaitau= | neskaitau= | skaitom | persiun",
        "laišk | pašt | e= | žinut | adres | dėžut",
        "nebe | jau ne",
        "koleg | pavaduo",
    ),
    "ga": Parts(
        "níl= | ní=",
        "mé= | tá= | táim=",
        "oifig | obair",
        "ais= | filleadh",
        "luan | máirt | céadaoin | déardaoin | aoine",
        "léamh",
        "ríomhphost | teachtaireacht",
        "a thuilleadh",
        "comhghleacaí",
    ),
    "mt": Parts(
        "mhux= | mhix= | mhinix= | m=",
        "jien= | ninsab= | mhinix=",
        "uffiċċju | xogħol | disponibbli",
        "lura= | nerġa",
        "tnejn | tlieta | erbgħa | ħamis | ġimgħa",
        "naqra | jinqara",
        "email | e= | messaġġ | indirizz",
        "m għadu",
        "kollega",
    ),
    "is": Parts(
        "ekki= | engan=",
        "ég= | við= | er=",
        "skrifstof | vinnu | vinnustað | tiltæk | vakt= | við=",
        "aftur= | baka=",
        "mánudag | þriðjudag | miðvikudag | fimmtudag | föstudag | vik | janúar | febrúar | mars= | apríl"
        " | maí= | júní | júlí | ágúst | september | október | nóvember | desember",
        "lesa= | les= | lesinn= | áframsen | vaktað",
        "póst | tölvupóst | skilaboð | bréf | netfang | e=",
        "ekki lengur",
        "samstarfs | vinnufélag | skiptiborð",
    ),
    "tr": Parts(
        "değil | yok= | olmayaca",
        "ben= | biz= | değilim= | değiliz= | olmayacağım= | olmayacağız=",
        "ofiste= | ofisde= | görev | ulaşılabilir | müsait | yerinde= | işte=",
        "dön",
        "pazartesi | salı= | çarşamba | perşembe | cuma= | hafta | ocak | şubat | mart= | nisan | mayıs"
        " | haziran | temmuz | ağustos | eylül | ekim= | kasım | aralık",
        "oku | kontrol | ilet",
        "e= | posta | mesaj | ileti= | iletiniz | adres",
        "artık",
        "arkadaş | meslektaş | nöbetçi | santral",
    ),
    "uk": Parts(
        "не= | немає= | нема=",
        "я= | ми= | мене= | нас=",
        "офіс | роботі= | робочому | служб | доступ | кабінет | зв язку",
        "поверн",
        "понеділ | вівтор | серед | четвер | п ятниц | тиж | січн | лютого | берез | квітн | травн"
        " | червн | липн | серпн | верес | жовтн | листопад | грудн",
        "читаю= | читає | перегляда | пересила | перевіря",
        "лист= | листа= | листи= | листів= | пошт | повідомлен | скриньк | адрес",
        "більше не | вже не",
        "колег | чергов | заступник | секретар",
    ),
}  # fmt: skip
