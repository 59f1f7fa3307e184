"""What mail programs put in front of the subject of an answer or of a forwarded mail.

In the languages of the EU and some near by, as Apple Mail, Gmail, Lotus Notes, Outlook, Thunderbird and
webmails write it; a site's own are in its configuration.
"""

from typing import Final

from hotlined.domain.values.plain import plain

REPLY_PREFIXES: Final = tuple(
    """
    Re Fwd Fw Aw Antw Antwort Wg Wtr Doorst Sv Vs Vb Vl Edasi R Rif I Inol Tr Réf Ref Rép Odp Pd Rv Res Enc
    ΑΠ ΣΧΕΤ ΠΡΘ Ats Persiųsta Atb Pārs Vá Válasz Továb Továbbítás Nahr Předáno Odg Prep Proslj Posr Fyl
    Videresendt Vidarebefordrat Răsp Redir Отг Отн Препр Freag İlt Ynt Fs Svar Rsp Přep Prp Prosl Prosljeđeno
    Vál Atsakymas Pārsūt Tw Mib Отв Пер Відп Trs Ret Reply Преп Videresend Vast Ang Ha Nt Re-Antw
    """.split()  # noqa: SIM905 - a table to read
)
# "Ang: ..." is "concerning ...", too: machines begin their subjects so, and it is no proof of a person (P8).
_FOLDED: Final = frozenset(map(plain, REPLY_PREFIXES)) - {"ang"}


def is_prefix(word: str) -> bool:
    """Whether a word in front of a colon, folded by `plain`, is one of these and tells of a person."""
    return word.strip(" .") in _FOLDED
