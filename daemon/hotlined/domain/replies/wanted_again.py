"""What sounds like "do not send", and says that the report cannot be opened, or should go elsewhere or again.

"We cannot open it, please send it again" has a negation beside a deed, as has "please do not inform": it is
heard as a wait, which keeps the notice back.  But somebody has to answer it as well (P7), and what stands
beside it is no receipt (P8).  A "which" or a "how long" has to be answered, too, whatever it asks to wait
for: "how long can you hold it?".
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise
from typing import Final

from hotlined.domain.replies import item_words
from hotlined.domain.replies.folding import folded, has, phrases, stems
from hotlined.domain.replies.lexicon import Hit, Token
from hotlined.domain.replies.sentence_words import A_MAIL

COMPLAINT: Final = "complaint"  # a hint: beside it nothing is a receipt
BESIDE: Final = "beside a wait"  # a hint: what is told there may take back a receipt, and nothing else
# Meanings of phrases in the part of a sentence that asks to wait, or says until when.
_OF_WAITING: Final = frozenset(
    {"hold", "open", "action", "topic", "until", "asking", "from", "received", "polite", "harmless"}
)
# How the words for an attachment, or for what is wrong, begin.
_ATTACHED: Final = stems(
    "attachment anhang anhänge pièce bijlage bilag liite manus pielikum pried",
    "příloh príloh załącznik melléklet csatolmány adjunto allegat anexo atașament",
    "прикачен приложени συνημμέν prilog priponk",
)
_WRONG: Final = folded(
    "wrong bad falsch falsche falscher falschen mauvais mauvaise errato sbagliato sbagliata equivocado "
    "verkeerd verkeerde vale väärä neteisingas nepareizs nepareiza zły błędny špatný chybný rossz greșit "
    "грешен λάθος"
)
# How a word begins that says that it is not whole; and that something is not there, which may be a warrant as
# well.  "Nepilnametis", "непълнолетен" are minors.
_INCOMPLETE: Final = stems(
    "incompl unvollständig onvolledig ofullständig ufuldstændig ebatäielik nepilnīg niekompl",
    "neúpln hiányos ελλιπ nepotpun nepopoln",
)
_LACKING: Final = stems(
    "missing fehlen fehlt manquant manque faltante falta mancant manca ontbrek ontbreek",
    "saknas saknad mangler manglende puuttu puudu trūkst brakuj chybí chyběj chýba",
    "hiányz lipse lipsă липсва λείπ nedostaj manjka",
)
# Words for a part; not "del", which is an article elsewhere, nor who does something, "por parte del juez".
_PARTS: Final = folded(
    "part parts teil teile partie parties parte partes deel delen delar dele osa osan osat "
    "osad dalis dalies dalį daļa daļas daļu część części část časť časti rész részt μέρος μέρη част части"
)
# Beside a word for what is missing they are parts as well.
_PIECES: Final = folded(
    "page pages half rest seite seiten hälfte sida sidor sidan halvan sider moitié mitad metà metade pagina "
    "pagine página páginas helft sivu sivua sivuja puolet lehekülg lehekülge leheküljed puslapis puslapiai "
    "puslapių lapa lapas połowa stron stránka stránky polovina oldal oldalak pagini страници σελίδα σελίδες"
)
_ON_BEHALF: Final = re.compile(
    r"\b(?:por parte|d[ea] parte (?:d\w*|nostra|vostra)|de la part|on (?:our|the|my|your|their) part)\b"
)
_STOPS: Final = frozenset({"negation", "not-yet", "hold"})
# How a word begins by which something is opened, read or decrypted; "the case is open" is none of these.
_OPENED: Final = stems(
    "nyithat abre opened decrypt legib illegib readab unreadab öffn geöffn geoeffn lesbar",
    "unlesbar entschlüssel ouvrir ouvre ouvrons déchiffr lisible illisible aprir",
    "apriamo leggib illeggib decifr decritt abrir abrimos ilegib descifr desencript",
    "openen geopend leesbaar onleesbaar ontsleutel ontcijfer öppna läsbar oläsbar",
    "oläslig dekrypter åbne læsbar ulæselig åpne avata avaamaan avautu avattu",
    "purkaa lukukelvo avada avane loetav loetamat dekrüpt atvērt atveram nolasīt",
    "izlasīt atšifr atidaryt atsidar perskait iššifr otevřít otevřen otevírá přečíst",
    "čiteln nečiteln dešifr rozšifr otvoriť otvára prečítať čitateľn nečitateľn",
    "otworzy otwiera odczyta czyteln nieczyteln odszyfr rozszyfr megnyit kinyit",
    "olvashat olvasni visszafejt deschid lizibil decript отвори отваря прочет",
    "нечетлив декрипт разшифр ανοίξ ανοίγ διαβά αποκρυπτ otvoriti otvara pročitati",
    "čitljiv nečitljiv odpreti odpremo odpira prebrati berljiv neberljiv",
)
# The same as whole words.
_OPEN: Final = folded("read lesen gelesen lire leggere leer lezen läsa läst læse lese lukea lugeda citit")
_THINGS: Final = frozenset({"it", "this", "that", "them", "the", "your", "any"})  # behind "open"
# "Once more", as whole words.
_AGAIN: Final = phrases(
    "again | anew | resend | resending | erneut | nochmals | nochmal | noch einmal | de nouveau",
    "à nouveau | renvoyer | renvoyez | di nuovo | nuovamente | de nuevo | nuevamente | otra vez",
    "reenviar | reenvíen | reenvíenlo | de novo | novamente | outra vez | reenviem | opnieuw | nogmaals",
    "igen | på nytt | på ny | uudelleen | uudestaan | uuesti | vēlreiz | atkārtoti | dar kartą",
    "pakartotinai | iš naujo | znovu | opětovně | opětovné | nové zaslání | opakovaně | znova",
    "opätovne | opätovné | ponownie | ponowne | újra | ismét | újból | din nou | retrimite",
    "retrimiteți | retrimiteti | отново | повторно | наново | ξανά | πάλι | εκ νέου | ponovno | ponovo",
    "opet | spet | arís",
)
# Where ours should not go, and whose it is not, beside a negation; as whole words, and as beginnings.
_HERE: Final = phrases(
    "to us | send us | this address | an uns | uns keine | diese adresse | à nous | nous envoyer",
    "cette adresse | a noi | questo indirizzo | a nosotros | nos lo envíen | esta dirección | para nós",
    "este endereço | naar ons | dit adres | till oss | hit | den här adressen | til os | denne adresse",
    "til oss | lähettäkö meille | tähän osoitteeseen | saatke meile | siia | sellele aadressile | šo adresi",
    "nesūtiet mums | mums nesūtiet | nesiųskite mums | mums nesiųskite | šiuo adresu | do nas | ten adres",
    "tuto adresu | túto adresu | hozzánk | erre a címre | această adresă | този адрес | ovu adresu",
    "ta naslov | εμάς | αυτή τη διεύθυνση",
)
_KEY: Final = phrases(
    "our key | your key | unser schlüssel | unseren schlüssel | ihr schlüssel | notre clé | votre clé",
    "nuestra clave | nostra chiave | onze sleutel | vår nyckel | vores nøgle | meie võti | mūsų raktas",
    "mūsu atslēga | náš klíč | náš kľúč | nasz klucz",
)
_COMPETENT: Final = stems(
    "competent compétent zuständig kompeten bevoegd behörig toimival pädev illeték",
    "příslušn príslušn właściw nadlež pristojn αρμόδι компетент",
)
# What begins a question that no yes answers; not here what elsewhere is an "if", a "with" or a "whether".
_ASKING: Final = folded(
    "which who whom whose what why how welche welcher welches welchen wer wen wem warum wieso wie quel "
    "quelle quels quelles combien pourquoi comment quale quali quanto quanta quanti chi cuánto cuánta "
    "cuántos cuál cuáles quién qual quais quantos quem welk welke waarom hoe hoelang hoeveel vilken "
    "vilket vilka vem vad varför hur hvilken hvilket hvilke hvem hvad hva hvorfor hvor mikä mitkä kuka "
    "miksi kuinka miten kauanko milline millised kes miks kuidas kaua kurš kura kuri kāpēc cik kuris "
    "kodėl kiek ποιο ποια ποιος ποιοι πόσο πόσες melyik mennyi meddig miért hogyan který která které "
    "kdo proč kolik jak dokdy ktorý ktorá ktoré prečo koľko dokedy który która które kto dlaczego ile "
    "kateri katera katero zakaj koliko kako tko zašto кой коя кое кои защо колко cine cât câtă"
)
_FRONT: Final = 2  # words of a part of a sentence: "and which ...", "for how long ..."


def complains(said: Sequence[Token], hits: Sequence[Hit], *, loosely: bool) -> bool:
    """Whether what is heard as a wait may say that the report cannot be read or is not theirs, or ask for it
    once more.

    `loosely`: it is heard by a negation beside a deed alone; a plain "wait" may well be "again"."""
    if any(at in _clauses(said, hits, _STOPS | {"until"}) for at in _opened(said)):
        return True
    refused = _clauses(said, hits, _STOPS)
    parts = ([one.word for one in said if one.clause == clause] for clause in refused)
    if any(has(part, _HERE) for part in parts):
        return True
    denied = _clauses(said, hits, _STOPS - {"hold"})
    if any(one.clause in denied and one.word.startswith(_COMPETENT) for one in said):
        return True
    words = [one.word for one in said]
    return (loosely and has(words, _AGAIN)) or (bool(denied) and has(words, _KEY))


def tells_of_more(said: Sequence[Token], hits: Sequence[Hit]) -> bool:
    """Whether beside what asks to wait something of the mail is told that may take a receipt back.

    "Please wait, the mail is empty", "... this belongs to another unit", "... until you have sent the missing
    part"; "the search is on" tells why."""
    waiting = _clauses(said, hits, _OF_WAITING)
    denied = _clauses(said, hits, frozenset({"negation", "not-yet", "thing"})) - waiting
    ours = (one for one in said if one.clause not in waiting)
    told = any(one.word in A_MAIL or one.word in _WRONG or one.word in item_words.OTHER for one in ours)
    return bool(denied) or told or _lacks(said, hits)


def _lacks(said: Sequence[Token], hits: Sequence[Hit]) -> bool:
    """Whether it speaks of an attachment, of what is not whole, of a part that it waits for or has not."""
    if any(one.word.startswith(_ATTACHED + _INCOMPLETE) for one in said):
        return True
    words = {*_ON_BEHALF.sub(" ", " ".join(one.word for one in said)).split()}
    if any(one.word.startswith(_LACKING) for one in said):
        return not (_PARTS | _PIECES).isdisjoint(words)
    until = _clauses(said, hits, frozenset({"until"}))
    return any(one.clause in until and one.word in _PARTS & words for one in said)


def speaks_of_opening(said: Sequence[Token]) -> bool:
    """Whether it has a word by which something is opened, read or decrypted."""
    return any(True for _ in _opened(said))


def _opened(said: Sequence[Token]) -> Iterator[int]:
    """The clauses of such words."""
    for one, two in pairwise((*said, None)):
        if one is None:
            continue
        thing = one.word == "open" and two is not None and two.word in _THINGS
        if thing or one.word in _OPEN or one.word.startswith(_OPENED):
            yield one.clause


def _clauses(said: Sequence[Token], hits: Iterable[Hit], meanings: Set[str]) -> frozenset[int]:
    return frozenset(said[hit.start].clause for hit in hits if hit.meaning in meanings)


def asks_what(parts: Iterable[Sequence[int]], said: Sequence[Token]) -> bool:
    """Whether a part of a question begins with a word that asks for more than yes or no."""
    return any(said[at].word in _ASKING for part in parts for at in part[:_FRONT])
