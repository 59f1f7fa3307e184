"""Words that speak of more, of later, or of doubt, by language.

One that ends with * stands for all that begin so.  They are looked for in sentences behind the one that
names the end of a hold.
"""

from collections.abc import Mapping
from typing import Final

# In any sentence that is not known to be harmless.
LATER: Final[Mapping[str, str]] = {
    "en": "more another second third longer later then afterwards thereafter again extend* extension "
    "perhaps maybe probably possibly presumably likely unlikely might could slip* slide* shift* "
    "postpone* prolong* continue* continued reassess* revisit* rethink* beyond until christmas "
    "easter",
    "de": "mehr länger später dann danach anschließend nochmal* vielleicht eventuell evtl "
    "möglicherweise wohl wahrscheinlich vermutlich voraussichtlich könnte könnten dürfte dürften "
    "zweite* dritte* verschieb* verläng* verzöger* hinaus ziehen zieht weihnacht* ostern ggf "
    "gegebenenfalls",
    "fr": "davantage ensuite puis plus peut être doute probablement éventuellement pourrait pourraient "
    "pourra deuxième seconde troisième prolong* repouss* report* décal* verra verrons noël pâques",
    "es": "más luego después quizá quizás acaso probablemente posiblemente puede podría podrían segunda "
    "tercera segundo tercero tercer prorrog* ampli* aplaz* retras* veremos navidad*",
    "pt": "mais depois talvez provavelmente possivelmente pode poderá podemos poderia segunda terceira "
    "segundo terceiro prorrog* prolong* adi* veremos logo natal",
    "it": "più poi dopo forse magari probabilmente eventualmente potrebbe potrebbero seconda terza "
    "secondo terzo prorog* prolung* slitt* rinvi* vedremo vediamo natale",
    "nl": "meer langer later dan daarna vervolgens misschien wellicht mogelijk waarschijnlijk "
    "vermoedelijk zou tweede derde verleng* uitlopen uitstel* verschui* zien kerst*",
    "sv": "mer längre senare sedan sen därefter kanske eventuellt möjligen troligen antagligen "
    "förmodligen andra tredje förläng* skjut* dra drar dröj* flytta* jul julen jularna",
    "da": "mere længere senere så derefter bagefter måske muligvis eventuelt sandsynligvis formentlig "
    "anden andet tredje forlæng* udskyd* trække trækker flytte* jul julen",
    "fi": "lisää enemmän kauemmin pidempään pitempään myöhemmin sitten ehkä kenties mahdollisesti "
    "luultavasti todennäköisesti saattaa saatamme voi voimme toinen toisen kolmas kolmaskin "
    "kolmannen jatk* venyä venyy siirty* lykkää* joulu*",
    "et": "rohkem kauem hiljem siis seejärel pärast olla ehk vist ilmselt arvatavasti tõenäoliselt võib "
    "võivad teine teise kolmas kolmanda piken* venib venida nihku* lükku* juurde jõulu*",
    "el": "περισσότερο περισσότερη περισσότερες άλλο ακόμη ακόμα αργότερα μετά έπειτα ύστερα ίσως "
    "πιθανόν πιθανώς μάλλον μπορεί ενδέχεται δεύτερη τρίτη παρατ* αργήσ* βλέπουμε δούμε "
    "χριστούγεννα",
    "lt": "daugiau ilgiau vėliau tada paskui galbūt gal tikriausiai turbūt greičiausiai gali galėtų "
    "antra antrą antrąją trečia trečią pratęs* užtruk* žiūrėsime matysime nusikel* keistis kalėd*",
    "lv": "vairāk ilgāk vēlāk tad varbūt iespējams laikam var varētu otrā otro trešā trešo pagarin* "
    "redzēsim",
    "pl": "więcej dłużej później potem następnie może możemy możliwe prawdopodobnie pewnie chyba drugi "
    "drugiego trzeci trzeciego przedłuż* przesun* zobaczymy święt*",
    "cs": "více víc déle později pak potom poté možná asi pravděpodobně snad může mohou mohlo druhý "
    "třetí prodlouž* posun* uvidí* protáh* vánoc*",
    "sk": "viac dlhšie neskôr potom možno asi pravdepodobne snáď môže druhý tretí predĺž* posun* uvidí*",
    "sl": "več dlje pozneje kasneje potem nato morda mogoče verjetno drugi tretji podaljš* premak* "
    "videl*",
    "hr": "više dulje duže kasnije zatim onda možda vjerojatno moglo može drugi treći produž* pomak* "
    "vidjet*",
    "hu": "több tovább később aztán utána majd talán esetleg valószínűleg lehet lehetséges második "
    "harmadik meghossz* elhúz* csús* meglát* karácsony*",
    "ro": "apoi ulterior după poate probabil posibil eventual putea doua treia prelung* amân* vedem "
    "vedea crăciun*",
    "bg": "повече после след може вероятно евентуално втора втората трета третата удълж* видим видя*",
    "ga": "níos ansin arís fhéidir",
    "mt": "aktar imbagħad forsi",
}  # fmt: skip
# In a sentence with words that nobody knows; elsewhere they say too much else.
LOOSELY_LATER: Final[Mapping[str, str]] = {
    "en": "further additional extra next may also too same similar sure certain certainly final fixed "
    "firm provisional* tentative* estimate* preliminary date deadline change* changes move* moves "
    "delay* drag* remain* review* reconsider* see decide* decision follow* if unless otherwise "
    "depend* open come back after once new suppose guess expect* hope* least minimum early enough "
    "soon year",
    "de": "auch weiter* kann können zusätzlich* erneut* termin datum frist fix fest endgültig "
    "vorläufig* ändern ändert änderung* schauen sehen prüfen entscheid* falls wenn sofern sonst "
    "folge* daraus hoffen hoffentlich rechnen mindestens erst zunächst reicht genug jahr",
    "fr": "aussi encore après autre autres suite date délai définitif définitive confirmer point "
    "provisoire changer évoluer durer reste si sinon selon suivre nouveau décider minimum suffi* "
    "année",
    "es": "también otra otro fecha plazo definitiv* provisional* cambiar cambio durar si según seguir "
    "nuevo decidir mínimo diremos año",
    "pt": "também outra outro data prazo definitiv* provisóri* mudar durar se conforme novo decidir "
    "mínimo diremos ano",
    "it": "anche altra altro altri data termine definitiv* provvisori* cambiare durare se secondo nuovo "
    "decidere minimo anno",
    "nl": "ook kan extra verder opnieuw datum termijn definitief voorlopig veranderen als indien anders "
    "minstens beslissen jaar",
    "sv": "också även ytterligare igen datum datumet tid tiden preliminär* slutgiltig* ändra* om annars "
    "kan minst beslut* får år",
    "da": "også yderligere igen dato datoen foreløbig* endelig* ændre* hvis ellers kan mindst beslut* "
    "må år",
    "fi": "myös jälkeen uudelleen taas päivä päivämäärä aika alustava muuttu* jos muuten vähintään "
    "päät* katsotaan vuosi",
    "et": "ka uuesti jälle kuupäev tähtaeg lõplik esialgne muutu* kui muidu vähemalt otsust* vaatame "
    "küsi* aasta",
    "el": "επίσης ξανά πάλι ημερομηνία προθεσμία οριστικ* προσωριν* αλλάξ* αν εάν τουλάχιστον αποφασ* "
    "έτος",
    "lt": "taip vėl data terminas galutin* preliminar* pasikei* jei jeigu kitaip mažiausiai bent spręs* "
    "metai",
    "lv": "arī atkal datums termiņš mainī* ja citādi vismaz",
    "pl": "też także znowu ponownie data termin ostateczn* wstępn* zmieni* jeśli jeżeli inaczej co "
    "najmniej zdecyd* rok",
    "cs": "také znovu opět datum termín lhůta konečn* předběžn* změni* pokud jinak alespoň rozhodn* rok",
    "sk": "tiež aj znova dátum termín lehota zmeni* ak inak aspoň",
    "sl": "tudi lahko spet datum rok sprememb* spremeni* če sicer vsaj",
    "hr": "također opet datum rok promijen* ako inače barem",
    "hu": "is újra ismét dátum határidő végleges előzetes változ* ha különben legalább dönt* év",
    "ro": "iarăși din nou data termenul definitiv* provizori* schimba* dacă altfel cel puțin decid* an",
    "bg": "също отново дата срок промен* ако иначе поне",
}  # fmt: skip
# Behind a negation these speak of nothing more: "bitte nichts mehr senden".
MORE: Final = (
    "more another again mehr mer mere meer plus davantage encore más mais più rohkem enam daugiau lisää enää"
    " więcej více víc viac več više több mult vairāk повече περισσότερο άλλο"
)
