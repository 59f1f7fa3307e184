"""Country codes, ISO 3166-1 alpha-2, with XK as the EU uses it; and countries by name."""

import unicodedata
from typing import Final

from hotlined.domain.values.country_names import NAMES

COUNTRIES: Final = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
    ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
    HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
    LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
    NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
    SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
    UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """.split()  # noqa: SIM905 - a table to read
)
_OTHER_COUNTRIES: Final = {"UK": "GB", "EL": "GR"}  # as the EU writes them


def read_country(text: str) -> str | None:
    """An ISO 3166-1 alpha-2 code, or a country's name in a shipped language, as the code in upper case.

    UK and EL are read as GB and GR.  Nobody is sure of "Estonia?".
    """
    if "?" in text:
        return None
    code = text.strip().strip(".").upper()
    code = _OTHER_COUNTRIES.get(code, code)
    return code if code in COUNTRIES else _NAMED.get(_folded(text))


def _folded(name: str) -> str:
    """A name as it is compared: without accents, case, blanks and marks."""
    apart = unicodedata.normalize("NFKD", name.replace("&", "and")).casefold()
    return "".join(c for c in apart if c.isalnum())


_NAMED: Final = {
    _folded(name): row.strip()[:2]
    for table in NAMES.values()
    for row in table.split(";")
    for name in row.strip()[3:].split("=")
}
