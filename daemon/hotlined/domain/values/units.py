"""Units of time, and small numbers, as words in the languages of the EU; a month counts as its longest."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from hotlined.domain.values.plain import plain

_MINUTE, _HOUR, _DAY, _WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
_FORTNIGHT: Final = timedelta(weeks=2)
_MONTH: Final = timedelta(days=31)
_UNIT_WORDS: Final = {
    _MINUTE: "m min mins minute minutes minuten minut minutit minuter λεπτά minutė minutės minučių",
    _HOUR: "h hr hrs hour hours stunde stunden std stdn tund tundi tunniks ώρα ώρες ωρών valanda"
    " valandos valandų valandas val timmars tim timme timmar heure heures hora horas ora ore uur"
    " timer godzina godziny godzin hodina hodiny hodin hodín óra órát órával ura ur sat sata sati tunti"
    " tuntia stunda stundas stundām час часа",
    _DAY: "d day days tag tage tagen päev päeva päevaks ημέρα ημέρες ημερών μέρα μέρες μερών dygn"
    " dienai dienoms diena dienos dienų dienas dieną dag dagar dagars jour jours día dias giorno"
    " giorni dagen dzień dni dny dnů dní dan dana nap napot nappal napig zi zile dage päivä päivää"
    " päiväksi dienām ден дни jum jiem",
    _WEEK: "w wk week weeks woche wochen nädal nädalat nädalaks nädala εβδομάδα εβδομάδες εβδομάδων"
    " βδομάδα βδομάδες savaitė savaitės savaičių savaites savaitę savaitei savaitėms vecka veckor"
    " veckors semaine semaines semana semanas settimana settimane weken tydzień tygodnie tygodni"
    " týden týdny týdnů týždeň týždne týždňov teden tedna tedne tjedan tjedna hetet hettel hétig"
    " săptămână săptămâni uge uger viikko viikkoa viikoksi nedēļa nedēļas nedēļu nedēļām седмица"
    " седмици ġimgħa ġimgħat seachtain seachtaine",
    _FORTNIGHT: "fortnight fortnights",
    _MONTH: "month months monat monate monaten kuu kuud kuuks μήνα μήνας μήνες μηνών mėnuo mėnesio"
    " mėnesių mėnesiui mėnesiams mėnesį mėnesius månad månader mois mes meses mese mesi maand"
    " maanden miesiąc miesiące měsíc měsíce mesiac mesiace mesec mjesec hónap hónapot hónapig lună luni måned"
    " måneder kuukausi kuukautta mēnesis mēnesi mēnešus месец месеца",
}
_UNITS: Final[Mapping[str, timedelta]] = {
    plain(word): unit for unit, words in _UNIT_WORDS.items() for word in words.split()
}
_NUMBER_WORDS: Final = {
    1: "a one another ein eine einen einer üks ühe üheks ühte en ένα έναν μία μια μιας vieną vienos"
    " vienai viena ett une una uno uma een één jeden jedną jednu jedan egy yksi yhden vienu една един",
    2: "two zwei dois duas kaks kahe kaheks kahte δύο δυο du dvi dviem dviejų dvejų två deux dos due"
    " twee dwa dwie dva dvě dve dvije két kettő două kaksi kahden divas divām две два",
    3: "three drei kolm kolme kolmeks τρεις τρία τριών trijų tris trys trims tre trois tres três drie"
    " trzy tři tri három trei trīs три",
    4: "four vier neli nelja neljaks τέσσερις τέσσερα τεσσάρων keturių keturioms keturias keturis"
    " keturi fyra quatre cuatro quatro quattro cztery čtyři štyri négy patru fire neljä četras четири",
    5: "five fünf viis viie viieks πέντε penkių penkioms penkias penkis fem cinq cinco cinque vijf"
    " pięć pět päť pet öt cinci viisi piecas пет",
    6: "six sechs kuus kuue kuueks έξι šešių šešioms šešias šešis sex seis sei zes sześć šest hat"
    " șase seks kuusi sešas шест",
    7: "seven sieben seitse seitsme seitsmeks επτά septynių εφτά septynias septynis sju sept siete"
    " sette zeven siedem sedm sedem șapte syv seitsemän septiņas седем",
    8: "eight acht kaheksa οκτώ οχτώ aštuonias aštuonis åtta huit ocho otto osiem osm osem nyolc opt"
    " otte осем",
    9: "nine neun üheksa εννέα devynias nio neuf nueve nove negen dziewięć devět",
    10: "ten zehn kümme kümne kümneks δέκα dešimt dešimties dešimčiai tio dix diez dieci tien"
    " dziesięć deset desať tíz zece kymmenen desmit десет",
    12: "twelve zwölf kaksteist δώδεκα dvylika dvylikos tolv",
    14: "fourteen vierzehn neliteist neljateist δεκατέσσερις keturiolika keturiolikos fjorton"
    " quatorze catorce quattordici veertien",
    15: "fifteen fünfzehn viisteist δεκαπέντε penkiolika penkiolikos femton quinze quince quindici vijftien",
    30: "dertig",
}
_TEN_WORDS: Final = {  # "forty-eight hours" is not eight
    20: "twenty zwanzig kakskümmend είκοσι dvidešimt tjugo vingt veinte venti vinte twintig"
    " dwadzieścia dvacet dvadsať douăzeci двадесет divdesmit tyve",
    30: "thirty dreißig kolmkümmend τριάντα trisdešimt trettio trente treinta trenta trinta"
    " trzydzieści třicet tridsať treizeci тридесет trīsdesmit",
    40: "forty fourty vierzig nelikümmend σαράντα keturiasdešimt fyrtio quarante cuarenta quaranta"
    " quarenta czterdzieści čtyřicet štyridsať patruzeci четиридесет četrdesmit",
    50: "fifty fünfzig viiskümmend πενήντα penkiasdešimt femtio cinquante cincuenta",
    60: "sixty sechzig kuuskümmend εξήντα šešiasdešimt sextio sesenta sessanta",
    70: "seventy siebzig seitsekümmend εβδομήντα septyniasdešimt sjuttio setenta settanta"
    " siedemdziesiąt sedmdesát sedemdesiat șaptezeci седемдесет septiņdesmit",
    80: "eighty achtzig kaheksakümmend ογδόντα aštuoniasdešimt åttio ochenta ottanta",
    90: "ninety neunzig üheksakümmend ενενήντα devyniasdešimt nittio noventa novanta",
}
_TENS: Final[Mapping[str, int]] = {
    plain(word): number for number, words in _TEN_WORDS.items() for word in words.split()
}
_NUMBERS: Final[Mapping[str, int]] = {
    **{plain(word): number for number, words in _NUMBER_WORDS.items() for word in words.split()},
    **_TENS,
}


def read_unit(word: str) -> timedelta | None:
    """The length that a word stands for."""
    return _UNITS.get(plain(word))


def read_number(word: str) -> int | None:
    """A number of at most four digits, or a word for a small one; a word means one only beside a unit."""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 4 else _NUMBERS.get(plain(word))


def read_tens(word: str) -> int | None:
    """The tens that a word in front of another number stands for: the forty of "forty-eight"."""
    return _TENS.get(plain(word))
