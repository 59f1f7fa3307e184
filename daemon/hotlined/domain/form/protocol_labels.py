"""The labels of a meeting's protocol in the languages of analysts: as the form has them first.

Data only.  Labels are compared folded (`labels.fold_label`), those of all languages together, since who
writes a protocol may have an older form, or a colleague's.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hotlined.domain.form.labels import fold_label

PRESENT, AGREED, FOLLOW_UP = "present", "agreed", "follow_up"
ENGLISH: Final = "en"

ROWS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "en": {PRESENT: ("Present",), AGREED: ("Agreed",), FOLLOW_UP: ("Next meeting", "Next")},
        "de": {
            PRESENT: ("Anwesend", "Anwesende", "Teilnehmende", "Teilnehmer"),
            AGREED: ("Vereinbart", "Beschlossen"),
            FOLLOW_UP: ("Nächstes Treffen", "Nächster Termin"),
        },
        "el": {
            PRESENT: ("Παρόντες", "Συμμετέχοντες"),
            AGREED: ("Συμφωνήθηκαν", "Συμφωνήθηκε"),
            FOLLOW_UP: ("Επόμενη συνάντηση",),
        },
        "et": {
            PRESENT: ("Kohal", "Osalejad"),
            AGREED: ("Kokku lepitud", "Kokkulepped"),
            FOLLOW_UP: ("Järgmine kohtumine",),
        },
        "lt": {
            PRESENT: ("Dalyvavo", "Dalyviai"),
            AGREED: ("Sutarta", "Susitarta"),
            FOLLOW_UP: ("Kitas susitikimas",),
        },
        "sv": {
            PRESENT: ("Närvarande", "Deltagare"),
            AGREED: ("Avtalat", "Överenskommet"),
            FOLLOW_UP: ("Nästa möte",),
        },
    }
)
FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {fold_label(label): field for rows in ROWS.values() for field, labels in rows.items() for label in labels}
)


def lines(language: str) -> str:
    """The lines of the form, to be filled in; English where a language has none."""
    rows = ROWS.get(language, ROWS[ENGLISH])
    return "\n".join(f"{labels[0]}:" for labels in rows.values())
