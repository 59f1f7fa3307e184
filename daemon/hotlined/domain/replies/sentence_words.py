"""Words that tell how the others of a sentence belong together, in the languages of the EU."""

from collections.abc import Iterable
from typing import Final

from hotlined.domain.replies.folding import by_language, folded, stems

# Words before a thing, and words for a mail, folded: what stands there may be what was received.
BEFORE_A_THING: Final = folded(
    "a an the your this that our some ein eine einen einem das die der den dem ihr ihre ihren ihrem "
    "eure euer teie sinu selle ühe ένα μια μία το τη την τον σας jūsų šį šią vieną en ett er ert din "
    "ditt un una el la su une le votre uno il het een uw twój państwa państwo"
)
A_MAIL: Final = folded(
    "report reports mail mails email emails message messages letter file files referral notification "
    "submission communication correspondence document documents meldung meldungen nachricht bericht "
    "schreiben datei hinweis anzeige mitteilung kiri kirja kirjad teate teade raport raporti faili laišką "
    "laiškas pranešimą pranešimas ataskaita ataskaitą failą mejl mejlet rapport rapporten skrivelse "
    "anmälan meddelande fil filen μήνυμα μήνυμά αναφορά αρχείο signalement courriel envoi comunicación "
    "notificación reporte informe correo mensaje segnalazione comunicazione rapporto messaggio melding "
    "bericht zgłoszenie zgłoszenia wiadomość wiadomości comunicação mensagem relatório denúncia anmeldelse "
    "anmeldelsen besked mailen ilmoitus ilmoituksen ilmoituksenne raportti raportin viesti viestin oznámení "
    "hlášení zprávu zpráva oznámenie hlásenie správa správu prijavo prijava sporočilo prijavu poruka poruku "
    "bejelentést bejelentés bejelentését levelet levelét üzenet üzenetet sesizarea mesajul raportul сигнал "
    "сигнала съобщението съобщение писмо доклад ziņojums ziņojumu vēstule vēstuli"
)
# Of a mail that was opened, read, decrypted, folded: how that went is told by the words beside it.
OPENED: Final = stems(
    "open legib read decrypt öffn geöffnet geoeffnet lesbar lesen gelesen entschlüssel ava loe dekrüpt ανοι "
    "διαβα αποκρυπτ atida atsida perskai skait iššifr öppn läs dekrypt"
)
# What somebody else may have to say of a notice, in the languages of the EU: it is no mail of ours.
OBJECTION: Final = stems(
    "objecti oppositio einwand einwänd einwend einspruch einsprüch widerspruch bedenken objection objeci",
    "obiezion objeç oposi opposiz bezwar bezwaar sprzeciw zastrzeż vastuväi vastuväid αντίρρησ αντιρρήσ",
    "ένστασ prieštarav iebild invändning indvending indsigelse vastustus vastalaus námit námietk kifogás",
    "obiecți ugovor prigovor възражен oġġezzjon agóid",
)
# Beside these it went well.
COULD: Final = folded(
    "could konnte konnten sain saime õnnestus μπόρεσα μπορέσαμε galėjau galėjome pavyko kunde lyckades"
)
ASIDE: Final = folded(  # "by fax", "for questions"
    "by per via for any with under bei für mit unter vid med för under no keine inga par sans pour avec por "
    "sin con para senza bez dla przez pod voor door met zonder onder uden for com sem od pro pre za"
)
# What is another, or is no more what it was.
OTHER: Final = folded(
    "other another different else elsewhere changed wrong",
    "mistake over andere anderen anderer anderem anderes",
    "geändert anders irrtum vorbei autre autres changé erreur",
    "otro otra otros otras cambiado outro outra mudou",
    "altro altra altri cambiato ander veranderd inna inny",
    "inne innej innego zmieniło άλλη άλλο άλλα άλλης άλλαξε",
    "teise teine teist teisele muutunud annan annat andra ändrats anden andet ændret toinen toista toisen",
    "muuttunut jiný jiná jiné jinou změnilo iný iná iné inú",
    "zmenilo másik megváltozott alt altă alta schimbat",
    "kita kitai kitą pasikeitė cita citai citu mainījies drugo druga drugi spremenilo promijenilo друг друга",
    "друго променило ieħor oħra eile",
)
# Names with a capital, at the begin of a line and elsewhere: "Anders, KHK", "Inspector Andra".
NAMES_TOO: Final = (folded("anders"), folded("anders andra else"))
WITH: Final = folded(
    "with without mit ohne avec sans con sin senza met zonder z bez ilma με χωρίς su be med utan"
)
BEFORE_A_NAME: Final = folded("herr herrn frau kollege kollegen kollegin mr mrs ms")
# What parts a sentence as a comma does, folded: "in" does so in Slovene only.
AND: Final = by_language(
    bg="и", cs="a i", da="og", de="und sowie", el="και", en="and", es="y e",
    et="ja ning", fi="ja seka", fr="et", ga="agus", hr="i", hu="es", it="e ed",
    lt="ir", lv="un", mt="u", nl="en", pl="i oraz", pt="e", ro="si", sk="a i",
    sl="in ter", sv="och",
)  # fmt: skip
# Where content is gone, these say nothing more, and stand inside of any phrase.
ALREADY: Final = by_language(
    en="already since now meanwhile",
    de="bereits schon inzwischen nun jetzt mittlerweile übrigens",
    fr="déjà désormais",
    es="ya",
    it="già ormai",
    nl="al reeds inmiddels",
    pl="już",
    pt="já",
    el="ήδη πλέον",
    et="juba nüüd",
    sv="redan nu",
    da="allerede nu",
    fi="jo nyt",
    cs="již už",
    sk="už",
    hu="már",
    ro="deja",
    lt="jau",
    lv="jau",
)
ANY_ALREADY: Final = frozenset().union(*ALREADY.values())


def joints_of(languages: Iterable[str]) -> frozenset[str]:
    """The words of these languages that part a sentence as a comma does."""
    return frozenset().union(*(AND.get(one, frozenset()) for one in languages))
