"""Words by which people name days: of the week, the ends of months and years, and what stands beside a day.

All folded; in English, German, Estonian, Greek, Lithuanian and Swedish, days of the week in more.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from hotlined.domain.replies.folding import fold, folded, runs, stems

# How days of the week begin, from Monday on: "pirmadienis", "pirmadienį"; the Portuguese ones in one word, as
# `written` has them.
_WEEKDAYS: Final = tuple(
    tuple(map(fold, names.split()))
    for names in (
        "monday montag esmaspäev δευτέρα pirmadien måndag lundi lunes lunedì maandag poniedział"
        " segundafeira maanantai hétfő",
        "tuesday dienstag teisipäev τρίτη antradien tisdag"
        " mardi martes martedì dinsdag wtorek wtork terçafeira tiistai kedd",
        "wednesday mittwoch kolmapäev τετάρτη trečiadien onsdag"
        " mercredi miércoles mercoledì woensdag środ quartafeira keskiviik szerd",
        "thursday donnerstag neljapäev πέμπτη ketvirtadien torsdag"
        " jeudi jueves giovedì donderdag czwartek czwartk quintafeira torstai csütörtök",
        "friday freitag reede παρασκευή penktadien fredag"
        " vendredi viernes venerdì vrijdag piątek piątk sextafeira perjantai péntek",
        "saturday samstag sonnabend laupäev σάββατο šeštadien lördag samedi sábado sabato"
        " zaterdag sobot lauantai szombat",
        "sunday sonntag pühapäev κυριακή sekmadien söndag dimanche domingo domenica zondag"
        " niedziel sunnuntai vasárnap",
    )
)
# The same without the "-feira": ordinals, and days of the week beside a date, or where nothing follows.
ORDINALS: Final[Mapping[str, int]] = {
    fold(word): number for number, word in enumerate(("segunda", "terça", "quarta", "quinta", "sexta"))
}
# "Have a nice weekend" names no Saturday; nor does a town, or who is called after one.
_NO_DAY: Final = stems("σαββατοκύριακο szombathely szerdahely csütörtökhely")
# Between a day of the week and its number, or between "until" and its day.
LINKS: Final = folded(
    "the on of this dem den der die zum am das d o i la το τη την τις στις τον και dia giorno dnia"
)
# In front of a day's number, and part of it: "até ao dia 4 de dezembro", "do dnia 4 grudnia".
DAY: Final = folded("dia giorno dnia")
# In front of a day of the week whose number is given, or of a length of time: "next Thursday (3.12.)".
NEXT: Final = folded(
    "next this coming following nächsten nächster nächste kommenden diesen järgmise järgmisel selle",
    "järgmised επόμενη επόμενες ερχόμενη kitą kito ateinantį ateinančio artimiausias šį šio nästa nu",
    "närmaste kommande",
)
# Behind a day's number, "gruodžio 16 dienos"; in Estonian where the number is all that is named of a day.
OF_A_DAY: Final = frozenset(["d", "diena", "dienos", "dienai"])
KUUPAEV: Final = fold("kuupäev")
_LAST_DAYS: Final = runs(
    "end of the month | end of month | end of this month | month s end | months end | the month is out",
    "monatsende | ende des monats | ende dieses monats | ende des laufenden monats | ende diesen monats",
    "kuu lõpuni | kuu lõppu | selle kuu lõpuni | käesoleva kuu lõpuni",
    "τέλος του μήνα | τέλος μήνα | τέλος του μηνός | τέλος αυτού του μήνα | τέλος του τρέχοντος μήνα",
    "mėnesio pabaigos | šio mėnesio pabaigos | mėnesio galo",
    "slutet av månaden | slutet på månaden | månadens slut | månadens utgång | månadsskiftet",
)
_LAST_OF_YEAR: Final = runs(
    "end of the year | end of year | end of this year | year s end | years end",
    "jahresende | ende des jahres | ende dieses jahres",
    "aasta lõpuni | selle aasta lõpuni | käesoleva aasta lõpuni",
    "τέλος του έτους | τέλος του χρόνου | τέλος έτους",
    "metų pabaigos | šių metų pabaigos",
    "slutet av året | slutet på året | årets slut | årets utgång | årsskiftet",
)
# The same where nothing follows: "fin du mois de janvier", "fine mese prossimo" are other months.
_MONTH_ALONE: Final = runs(
    "udgangen af måneden | slutningen af måneden | final do mês | fim do mês | fin du mois | final de mes",
    "fin de mes | fine mese | einde van de maand | eind van de maand | końca miesiąca | kuun loppuun",
    "konce měsíce | konca mesiaca | mēneša beigām | sfârșitul lunii",
)
_YEAR_ALONE: Final = runs(
    "udgangen af året | slutningen af året | final do ano | fim do ano | fin de l année | final de año",
    "fin de año | einde van het jaar | końca roku | konce roku | konca roka | vuoden loppuun | gada beigām",
)
ALONE: Final = frozenset(_MONTH_ALONE + _YEAR_ALONE)
END_OF: Final[Mapping[tuple[str, ...], str]] = {
    **dict.fromkeys(_LAST_DAYS + _MONTH_ALONE, "month"),
    **dict.fromkeys(_LAST_OF_YEAR + _YEAR_ALONE, "year"),
}
# The same by their first words: of nearly all sentences no word is one.
_END_FROM: Final[Mapping[str, Sequence[tuple[str, ...]]]] = {
    first: tuple(row for row in END_OF if row[0] == first) for first in {row[0] for row in END_OF}
}
# In front of a month's name, and behind it: "Ende November", "lapkričio pabaigos".
END_BEFORE: Final = runs("end of | ende | slutet av | slutet på | τέλος | τέλος του")
END_BEHIND: Final = folded("lõpuni lõppu pabaigos")
# The parts of a day, which say until when on it.
OF_DAY: Final = folded(
    "morning afternoon evening night noon midnight midday end close business cob eod abend morgen mittag ende"
)
# Names of a week with its number, and what says that it is over then.
WEEK: Final = frozenset(["kw", "kalenderwoche", "woche", "vecka", "v", "week", "wk"])
WHOLE: Final = frozenset(["einschliesslich", "med", "m", "inklusive", "through"])
# What may stand behind a day that is nothing but a number: "vor dem 3. nichts", "not before the 8th please".
BEHIND: Final = folded(
    "please pls thanks bitte danke nicht nichts kein keine keinen palun mitte tack inte inget prašome nieko",
    "warten por obrigado obrigada",
)
# What a length of time may count from, anywhere in its sentence: "nach der Durchsuchung noch 48 Stunden".
BEGINS: Final = folded(
    "after following once upon starting beginning commencing when nach seit sobald beginnend pärast peale",
    "alates alustades μετά αφού μόλις όταν po kai pradedant efter när après lorsque después tras",
    "dopo depois após",
)
# Behind such a word: it counts from now, or what is told is what comes then, "after which you may write".
SINCE_NOW: Final = folded(
    "today now that which this heute jetzt sofort denen täna tänasest praegusest seda mida",
    "σήμερα τώρα αυτό šiandien dabar to idag i nu det detta vilket",
)
# Behind a length of time: only some of its days count, "quinze jours ouvrables".
WORKING: Final = folded(
    "ouvrables ouvrés hábiles laborables lavorativi úteis roboczych pracovních pracovných",
    "ouv háb lab lav rob prac",  # "5 dni rob."
    "working business mon mo werktage werktags arbeitstage tööpäeva darbo εργάσιμες arbetsdagar",
)


def weekday_of(word: str) -> int | None:
    """The day of the week that a word names, Monday is 0."""
    folded = fold(word)
    if folded.startswith(_NO_DAY):
        return None
    return next((number for number, names in enumerate(_WEEKDAYS) if folded.startswith(names)), None)


def ends_named(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Where the end of this month, or of the year, is named in folded words: first, last, and which."""
    for first, word in enumerate(words):
        for row in _END_FROM.get(word, ()):
            if tuple(words[first : first + len(row)]) == row:
                yield first, first + len(row) - 1, END_OF[row]
