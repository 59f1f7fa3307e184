"""Lines of a text that may be somebody else's: a web form pasted below the last field, a signature.

A text goes on over blank lines, and comments of several paragraphs are the analyst's.  So below a blank
line each paragraph with a mail address, a telephone number or a line "Name:" is asked about: it would reach
the LEA (P10).  What is needed to find an item reaches the provider as well: there only a word alone, a URL or
a step of a list ("2. choose item 1") goes on below a blank line, and "Name:" is asked about anywhere.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from hotlined.domain.form.annex import KINDS, Kind
from hotlined.domain.form.entries import Entry
from hotlined.domain.form.loose_urls import SEE
from hotlined.domain.form.no_colon import is_indented
from hotlined.domain.values.plain import beginnings, plain, rows

ASKED: Final = (
    "two blanks in front of each line of this paragraph if the LEA is to read it; it could be of the"
    " reporter's mail or of a signature. If it is, leave it out"
)
SHOWN: Final = (
    "two blanks in front of each line of this paragraph if it belongs to the value above, which the provider"
    " gets to read. If it does not, leave it out"
)
LONGEST: Final = 400  # characters of a line that are looked at
_LABEL: Final = re.compile(r"\s?[*\u2022\u00b7-]?\s?([^:=\t\n]{2,40}?)\s?(?:[:=\uff1a]|\t)")
_ADDRESS: Final = re.compile(
    r"(?<![\w.+@/:-])[\w.+-]{1,64}(?:@|\s?[\[(](?:at|ät)[\])]\s?)[\w-]{1,63}(?:\.|\s?[\[(])[\w-]"
)
_PHONE: Final = re.compile(r"(?<![\w=&?/+])\+[1-9](?:[ ()./-]{0,3}[0-9]){6,14}(?![\w/])")
_ASIDE: Final = ".,!?;/*|-"  # around a name
_STEP: Final = re.compile(r"\s?[0-9]{1,2}[.)]\s+\S")
_WHOSE: Final = rows(
    "your | my | the | contact | reporter | reporter's | sender | sender's | visitor | visitor's | ihr",
    "ihre | mein | meine | kontakt | teie | minu | jūsų | mano | din | ditt | votre | su | mi | uw | twój",
)
_LABELS: Final = rows(
    "name | full name | first name | last name | family name | surname | given name | e-mail | email",
    "mail | e-mail address | email address | mail address | phone | phone number | telephone | tel",
    "telephone number | mobile | mobile number | mobile phone | cell | cell phone | postal address | street",
    "message | vorname | nachname | familienname | e-mail-adresse | emailadresse | mailadresse | telefon",
    "handy | telefonnummer | handynummer | mobil | mobilnummer | rufnummer | anschrift | straße | nachricht",
    "nimi | eesnimi | perekonnanimi | e-post | e-posti aadress | meil | mobiil | telefoninumber | sõnum",
    "όνομα | ονοματεπώνυμο | επώνυμο | ηλεκτρονικό ταχυδρομείο | τηλέφωνο | κινητό | μήνυμα",
    "vardas | pavardė | vardas ir pavardė | el. paštas | el. pašto adresas | telefonas | žinutė",
    "namn | förnamn | efternamn | e-postadress | telefonnummer | mobilnummer | meddelande | nom | prénom",
    "nom et prénom | courriel | adresse e-mail | adresse électronique | téléphone | portable | nombre",
    "apellidos | correo | correo electrónico | teléfono | móvil | mensaje | nome | cognome | telefono",
    "nome e cognome | cellulare | messaggio | indirizzo e-mail | apelido | telefone | telemóvel | mensagem",
    "naam | voornaam | achternaam | e-mailadres | telefoon | telefoonnummer | mobiel | bericht | imię",
    "nazwisko | imię i nazwisko | adres e-mail | numer telefonu | wiadomość | navn | besked | melding",
    "sähköposti | sähköpostiosoite | puhelin | puhelinnumero | viesti | jméno | příjmení | zpráva | meno",
    "priezvisko | správa | név | üzenet | ime | priimek | sporočilo | poruka | nume | mesaj | vārds",
    "uzvārds | ziņa | име | имейл | телефон | съобщение",
)
_POSSESSIVE: Final = beginnings(_WHOSE, " ")
_PERSONAL: Final = frozenset(_LABELS)


def strangers(entries: Sequence[Entry]) -> Iterator[tuple[int, str, str]]:
    """Paragraphs of texts that may be somebody else's: first line, their lines, and what is asked."""
    for entry in entries:
        if KINDS.get(entry.name) is not Kind.TEXT:
            continue
        shown = entry.name == "access"  # to the provider
        for begun, parted, lines in _paragraphs(entry):
            texts = [text[:LONGEST] for _, text in lines]
            if shown and begun and parted:
                doubtful = not all(map(_goes_on, texts))
            elif parted:
                doubtful = any(map(_is_personal, texts))
            else:
                doubtful = shown and any(map(is_labelled, texts))
            if doubtful:
                yield lines[0][0], "\n".join(text for _, text in lines), SHOWN if shown else ASKED


def _paragraphs(entry: Entry) -> Iterator[tuple[bool, bool, list[tuple[int, str]]]]:
    """The lines at the margin that stand together, without the label's own: whether the value has begun above
    them, whether a blank line does part them from the label.
    """
    flush = {*entry.flush}
    begun = filled = parted = False
    lines: list[tuple[int, str]] = []
    for line, text in (*entry.values, (0, "")):
        if text.strip():
            filled = True
            if line in flush and not is_indented(text):
                lines.append((line, text))
        elif line != entry.line:
            if lines:
                yield begun, parted, lines
            begun, parted, lines = filled, True, []


def _goes_on(text: str) -> bool:
    """Whether a line is of what is needed to find an item: a word, but no name, a URL, a step of a list."""
    if _is_personal(text):
        return False
    words = text.split()
    bare = words[0].strip(_ASIDE)
    if plain(bare) in SEE:
        return all("://" in one for one in words[1:])
    return _STEP.match(text) is not None or (len(words) == 1 and not (bare.isalpha() and bare[0].isupper()))


def _is_personal(text: str) -> bool:
    return is_labelled(text) or _ADDRESS.search(text) is not None or _PHONE.search(text) is not None


def is_labelled(text: str) -> bool:
    """Whether a line has the label of a web form's field for a person, "Your name:"; "File name:" is none."""
    label = _LABEL.match(text)
    folded = plain(label[1]).strip(" .?*_") if label else ""
    whose = _POSSESSIVE.match(folded)
    return (folded[whose.end() :] if whose else folded) in _PERSONAL
