"""Words that may stand beside the items that a reply names, in the folded form of `lexicon.fold`.

A hold on some items is narrower than one on the whole case, so these are allow-lists: what is not in them
makes the hold one on the whole case.  They are in six of the languages in which hotlined writes to an LEA;
what may stand beside a hold on items is in all twelve, of the other six without words like "one" or "this":
with these a release that is meant of one item could be read as one of all.
"""

from typing import Final

from hotlined.domain.replies.folding import folded, phrases

# Beside an item's number in a sentence that asks to wait: words that cannot make it mean more.
BESIDE: Final = folded(
    "with for of on to about the a an regarding concerning as re content is are be should must shall "
    "we i you us ask asked request would like want sending out yet mit für von vom zu zum zur bei "
    "beim der die das den dem des bezüglich hinsichtlich betreffend wegen wir ich sie ihnen euch um "
    "ist sind sei soll sollen muss müssen werden noch veel ακόμα ακόμη dar än osas kohta on me meie "
    "palume soovime peaks με το τα τον την του των τη για στο στα στον στην ο η οι σας παρακαλούμε su "
    "dėl yra mes jūsų turi med för av på om den det de i vi ni er ska skall är vara gällande avseende "
    "angående beträffande "
    "avec pour du d l le les au aux concernant concerne relatif relative relatifs relatives quant sur est "
    "sont soit soient doit doivent vous demandons demande souhaitons con por del al el los las lo sobre "
    "respecto respeto referente relativo relativa relativos relativas se son sea sean debe deben ustedes "
    "solicitamos queremos per di della dello dei degli delle dell dal dalla dall allo alla all ai agli "
    "alle il gli nel nella nell sul sulla sull su riguardo relativi circa è sono siano deve devono vi "
    "chiediamo com para do da o os as em na ao à aos às pelo quanto relativamente respeito é são seja "
    "sejam devem pedimos ainda met voor van het over op aan bij betreffende inzake omtrent zijn wordt "
    "worden moet moeten dient dienen wij we ik u jullie vragen te z ze w dla przy odnośnie dotyczące "
    "dotyczącej dotyczącego dotyczących dotyczący dotyczącym dotyczy względem kwestii zakresie się jest "
    "są ma mają my państwo państwa merci la"
)
# The same in a question that asks to wait: "could you wait with item 2?", and in no other sentence: "please
# wait, we will do item 2".  Of what was done they make a question.
ASKED: Final = folded(
    "could can will könnten können könntet könnt würden kas saaksite saate võiksite μπορείτε μπορούσατε θα "
    "ar galėtumėte galite kan skulle kunna pourriez pouvez pourrait podrían pueden podría puede potreste "
    "potete potrebbe può poderiam podem poderia pode kunt kunnen zou zouden czy mogliby"
)
# The notice by its own name; a sentence that names the provider may ask to keep it from hearing anything.
NOTICE: Final = folded(
    "notice notices takedown ntd notification löschaufforderung löschaufforderungen löschanregung "
    "löschersuchen meldung eemaldamisteade eemaldamisteadet eemaldamisteadete teade teadet teavitus "
    "teavitust ειδοποίηση ειδοποίησης ειδοποιήσεις pranešimas pranešimo pranešimą pranešimu "
    "underrättelse underrättelsen notifications notificación notificaciones notifica notificazione richiesta "
    "rimozione notificação pedido remoção verwijderverzoek verwijderverzoeken powiadomienie powiadomienia "
    "powiadomieniem powiadomieniu zawiadomienie zawiadomienia zawiadomieniem"
)
# Narrow by themselves, unless the sentence has a negation: "not only".
ONLY: Final = folded(
    "only just solely nur lediglich ainult üksnes μόνο μονάχα tik vien bara endast seulement uniquement solo "
    "solamente únicamente soltanto unicamente só somente apenas alleen enkel slechts tylko wyłącznie jedynie"
)
ALL: Final = folded(
    "all every each both everything whole alle allen aller sämtliche beide kõik kõiki kõigi kõigile "
    "kõikide mõlemad όλα όλες όλων όλους visi visų visus visos visiems alla samtliga båda hela"
)
# Which of several, without a number: a sentence with one of these may be about some items only.
PART: Final = folded(
    "one ones other others another both either first second third fourth fifth last latter former half "
    "some rest remaining erste ersten erster erstes zweite zweiten zweiter zweites dritte dritten dritter "
    "drittes letzte letzten letzter letztes andere anderen anderer anderes beide beiden hälfte einige "
    "einigen übrigen restlichen esimene esimese esimest teine teise teist teisele teised teiste teisi "
    "kolmas kolmanda kolmandat viimane viimase viimast mõlemad mõlema mõlemat ülejäänud ülejäänute pool "
    "üks ühe πρώτο πρώτη πρώτος πρώτου πρώτης δεύτερο δεύτερη δεύτερος δεύτερου δεύτερης τρίτο τρίτου "
    "τελευταίο τελευταία άλλο άλλη άλλα άλλες άλλων υπόλοιπο υπόλοιπα υπόλοιπων μισό μερικά pirmas pirma "
    "pirmą pirmo pirmam antras antra antrą antro antram trečias trečia trečią trečio paskutinis paskutinį "
    "paskutinio kitas kita kitą kito kiti kitų kitus abu abi abiejų vienas vieną vieno likusių likusius "
    "likę första andra tredje sista övriga båda hälften annan annat resten ena"
)
# Beside the word that content is gone: by these it is less than the sentence names, or is there again.
LESS: Final = phrases(
    "some | several | a few | from here | part | parts | partly | partially | half | mostly | most of",
    "almost | nearly | except | excepting | apart | excluding | besides | exception | all but | back",
    "again | teil | teile | teils | teilweise | hälfte | großteil | größtenteils | fast | beinahe",
    "nahezu | außer | ausgenommen | ausnahme | bis auf | abgesehen | wieder | osa | osaliselt | pool",
    "peaaegu | enamasti | välja arvatud | tagasi | uuesti | μέρος | μερικώς | εν μέρει | μισό | μισά",
    "σχεδόν | εκτός | πλην | εξαίρεση | πάλι | ξανά | dalis | dalį | dalies | dalinai | pusė | pusę",
    "beveik | išskyrus | išimtimi | vėl | en del | delvis | delar | hälften | nästan | utom | förutom",
    "undantag | åter | igen",
)
# Beside a receipt that is not all: it is to be done once more, "send it again".
AGAIN: Final = folded(
    "again anew resend erneut erneute nochmals nochmal nochmalige nochmaligen einmal wieder uuesti taas "
    "kordus πάλι ξανά νέου vėl kartą kartoti naujo pakartotinai åter igen nytt ånyo"
)
# Who can be out of reach as a page can: those who write, and the provider; words that may stand behind, and
# words of such a phrase. "We are no longer reachable today" says nothing of the content.
WHO: Final = folded(
    "he she officer colleague kollege kollegin "
    "we i provider host hoster isp company wir ich anbieter diensteanbieter me ma oleme teenusepakkuja "
    "εμείς πάροχος mes teikėjas tiekėjas vi jag leverantören"
)
# The reader of a mail, and what belongs to the reader: "your mail was deleted" says nothing of the content.
YOU: Final = folded("you teie εσείς jūs ni du vous usted ustedes u jullie państwo")
YOUR: Final = folded("your ihre ihren deine teie jūsų ert ditt votre vos vuestro vostro uw jullie twój twoje")
# What an LEA may have deleted of its own, where nobody else is named: "we have deleted the files".
COPIES: Final = folded("file files link links material materials datei dateien")
HOSTS: Final = folded("provider host hoster hosting isp company they it anbieter diensteanbieter")
BEING: Final = folded(
    "am is are was were m re s no now today currently bin ist sind war waren nicht heute jetzt derzeit "
    "zurzeit already bereits schon "
    "on oli oleme ei pole täna praegu είναι ήταν δεν yra buvo esame jau šiandien är var inte idag"
)
OUT_OF_REACH: Final = folded(
    "offline online down gone reachable available accessible erreichbar verfügbar abrufbar kättesaadav "
    "tööta suletud διαθέσιμο προσβάσιμο nebepasiekiama nebepasiekiamas nebeprieinamas nebeprieinama "
    "nebeveikia tillgängligt tillgänglig tillgängliga"
)
# A time to come without a number, and what may stand beside it: "tonight", "ab nächster Woche".
TO_COME: Final = folded(
    "tomorrow tonight evening afternoon noon midnight week weeks weekend month months christmas easter "
    "holidays later soon morgen übermorgen abend nachmittag mittag mitternacht woche wochen wochenende "
    "monat monats weihnachten ostern feiertagen später bald homme homsest ülehomme õhtul õhtust nädal "
    "nädala nädalal nädalast nädalavahetust kuu kuul kuust jõule hiljem varsti αύριο μεθαύριο απόψε βράδυ "
    "απόγευμα εβδομάδα μήνα σαββατοκύριακο χριστούγεννα αργότερα σύντομα rytoj rytojaus poryt vakarą "
    "vakaro vakare savaitę savaitės savaitgalio mėnesį mėnesio kalėdų vėliau netrukus imorgon morgon "
    "övermorgon ikväll kväll kvällen eftermiddag vecka veckan helgen månad jul julen senare snart"
)
WHEN: Final = folded(
    "from as of at in on by the this next coming following after until till not before starting beginning "
    "end only then first but over ab an am im bis vom zum nach nächste nächsten nächster kommende "
    "kommenden kommender erst heute frühestens ende anfang der die das den dem alates pärast peale "
    "järgmine järgmise järgmisel järgmisest täna alles mitte enne από μετά ως το τη την τον τα σήμερα "
    "επόμενη επόμενο όχι πριν nuo po iki kitą kito kitos šį šiandien tik ne från och med i efter nästa "
    "idag först på inte före"
)
# Another case than that of the thread: one of these before one of `CASE`.
OTHER: Final = folded(
    "other another previous former earlier andere anderen anderer anderem anderes vorige vorigen "
    "vorherigen früheren teine teise teises teisele eelmine eelmise eelmises άλλη άλλης άλλο άλλου "
    "προηγούμενη προηγούμενης kita kitos kitoje kitą kitai ankstesnė ankstesnės ankstesnėje andra annat "
    "annan förra förut tidigare"
)
CASE: Final = folded(
    "case cases matter report reports referral investigation file fall falles falls fällen sache vorgang "
    "verfahren meldung bericht akte asi asja asjas asjale juhtum juhtumi juhtumis menetlus menetluse "
    "menetluses teade teate υπόθεση υπόθεσης αναφορά αναφοράς byla bylos byloje bylai bylą pranešimas "
    "pranešimo ärende ärendet ärenden fallet anmälan rapport rapporten"
)
# Beside a release: words that cannot make it one of some items only.
RELEASING: Final = folded(
    "usual usually normal way course manner procedure standard üblich üblichen üblichem weise wege "
    "verfahren tavapärases tavapäraselt korras įprasta tvarka sedvanligt vanligt sätt ordning συνήθη "
    "συνήθης τρόπο today therefore then so thus hereby from side per agreement agreed discussed in "
    "our your case report request matter may can kann können hinweis heute also somit daher hiermit "
    "wie besprochen vereinbart unser unsere unserer unserem ihr ihre ihrer fall täna siis seega meie "
    "teie σήμερα λοιπόν μας šiandien todėl mūsų idag därför vår vårt er ert"
)
# An item by its name, where it is clear anyway which is meant.
ONE_OF: Final = folded(
    "item items link links url urls page pages eintrag eintrags einträge inhalt link seite kirje "
    "kirjed kirjete στοιχείο στοιχεία σύνδεσμος įrašas įrašo įrašai nuoroda post poster länk länken "
    "this that these those diese dieser dieses diesen selle selles see šį šio šis denna detta dessa "
    "αυτό αυτή"
)
OR: Final = folded("or oder või ή arba eller")
# By whom, and where from, content is removed.
BY: Final = folded(
    "provider host hoster hosting company isp site website server servers platform online offline "
    "here webseite seite website server plattform anbieter anbieters teenusepakkuja poolt lehelt leht "
    "server serverist πάροχο πάροχος ιστότοπο ιστοσελίδα διακομιστή teikėjas teikėjo tiekėjas "
    "svetainė svetainės serverio leverantören leverantör sidan webbplatsen servern plattformen file "
    "files picture pictures image images datei dateien bild bilder fail failid αρχείο αρχεία failas "
    "failai fil filer video videos"
)
# What else could be let go, and to whom: a release with these is none of the notice; and whether an LEA has
# told the provider, or us.
REPORT: Final = folded("report reports bericht berichts raport αναφορά ataskaita ataskaitą rapport rapporten")
TO_US: Final = phrases(
    "to us | to me | for our file | for our files | to you | by you | an uns | an mich | an euch",
    "durch sie | von ihnen | meile | teile | teie poolt | till oss | till mig | till er | av er | σε μας",
    "σε εμάς | σε σας | από εσάς | mums | jums",
)
# Beside items in a part of a sentence without a verb: "the content of item 1 and of item 3 was removed".
OF: Final = folded(
    "the content contents of in at from for under der die das den dem des inhalt inhalte von vom zu zum "
    "für unter bei sisu kohta το τα του των στο στα από για περιεχόμενο turinys turinio dėl innehållet i "
    "på av för från by yesterday today meantime durch gestern heute zwischenzeitlich eile täna χθες σήμερα "
    "vakar šiandien igår idag"
)
# Beside the word that content is gone: with nothing else in its sentence it is all of it that is gone.
WHOLE: Final = (ALL - folded("both beide mõlemad båda")) | folded(
    "the content contents material materials it they has have had been was were is are now already also "
    "meanwhile since completely entirely we can confirm that and on at der die das den dem inhalt inhalte "
    "inhalten material materialien es sie ist sind wurde wurden worden inzwischen bereits nun jetzt "
    "schon übrigens "
    "vollständig wir können bestätigen dass und am um sisu materjal see on olid oli nüüd juba täielikult "
    "kinnitame et ja το τα περιεχόμενο υλικό έχει έχουν είναι πλέον ήδη πλήρως και ότι στις turinys turinio "
    "medžiaga yra buvo jau dabar visiškai ir kad innehållet materialet det har är nu redan helt och att vi "
    "kan bekräfta den"
)
# What a provider says beside it, and takes nothing away: "you reported", "permanently", "from our servers",
# "please note".  Several files are those of the notice; a single one, or a number, may be some of it; what is
# removed from a cache, a country or a search is not gone.
HOSTED: Final = folded(
    "you reported requested as permanently successfully immediately promptly accordingly from by us our "
    "this is please note hereby in "
    "question illegal website site service hosting network of gone items files urls pages",
    "server servers systems platform gemeldete gemeldeten gemeldet ihnen von uns unserem unseren servern "
    "systemen endgültig dauerhaft umgehend erfolgreich wie gewünscht hiermit bestätigen teilen mit dateien "
    "seiten sofort unverzüglich urls möchten informieren bitte beachten plattform netz rechtswidrigen haben",
    "teatatud teie poolt meie serverist serveritest lõplikult teatame failid lehed oleme koheselt",
    "αναφερόμενο αναφερθέν από τους διακομιστές μας οριστικά σας ενημερώνουμε επιβεβαιώνουμε τα αρχεία άμεσα",
    "pranešta praneštą praneštas jūsų mūsų serverių serverio iš galutinai mes turinį informuojame "
    "patvirtiname failai puslapiai nedelsiant",
    "anmälda anmält rapporterade rapporterat ni från våra vår servrar server permanent omedelbart bekräftar "
    "informerar filerna sidorna",
    "le la les l contenu contenus fichiers pages a ont été est sont bien immédiatement définitivement nous "
    "avons vous informons confirmons que signalé signalés signalée signalées de nos notre serveurs serveur "
    "site et par",
    "el los las contenido contenidos archivos páginas ha han sido fue fueron ya hemos informamos confirmamos "
    "denunciado denunciados reportado reportados inmediatamente definitivamente nuestro nuestros servidor "
    "servidores por nosotros y",
    "il i contenuto contenuti pagine è stato stata stati state sono abbiamo confermiamo che informiamo "
    "segnalato segnalati immediatamente già dal dai nostro nostri sito da noi e",
    "de het inhoud bestanden zijn werd hebben wij we bevestigen dat gemelde onmiddellijk definitief reeds al "
    "van onze servers door ons en",
    "treści treść pliki strony został została zostały zostało informujemy potwierdzamy że zgłoszone "
    "zgłoszona z naszych naszego serwerów serwera przez nas natychmiast",
    "o os conteúdo conteúdos ficheiros arquivos foi foram já imediatamente dos do nosso nossos por nós",
    "indhold indholdet er blevet bekræfter at filerne siderne straks anmeldte fra vores",
)
