"""A machine's mail tells of a key: "our PGP key has changed", a key attached or in the text.

Whoever does not hear of it finds out by a report that is blocked, or that nobody there can read.  Nothing is
pinned by it: anybody can write so in somebody's name, and people compare the fingerprint by phone.
"""

import re
from collections.abc import Collection
from typing import Final

from hotlined.domain.mail.outline import SEARCHED
from hotlined.domain.values.plain import beginnings, plain, rows

KEY_FILE: Final = "application/pgp-keys"
_BLOCK: Final = "-----begin pgp public key block-----"
_END: Final = re.compile(r"[.!?;\n](?:\s|$)")
# Beginnings of words for a key of this kind, as far as they are not somebody's "key person".
_KEY: Final = rows(
    "pgp key | pgp-key | gpg key | gpg-key | openpgp key | openpgp-key | public key | encryption key",
    "pgp-schlüssel | pgp schlüssel | öffentlicher schlüssel | öffentlichen schlüssel | öffentliche schlüssel",
    "clé pgp | clé publique | clé de chiffrement | clave pgp | clave pública | chiave pgp | chiave pubblica",
    "chave pgp | chave pública | pgp-sleutel | publieke sleutel | klucz pgp | klucz publiczny | klucza pgp",
    "pgp-nyckel | publika nyckel | offentliga nyckel | pgp-nøgle | offentlige nøgle | pgp-nøkkel",
    "pgp-võti | pgp võti | avalik võti | pgp raktas | viešasis raktas | viešąjį raktą | pgp atslēga",
    "publiskā atslēga | pgp-avain | julkinen avain | pgp klíč | veřejný klíč | pgp kľúč | verejný kľúč",
    "pgp ključ | javni ključ | pgp-kulcs | nyilvános kulcs | cheia pgp | cheia publică | κλειδί pgp",
    "δημόσιο κλειδί | pgp ключ | публичен ключ | публичния ключ",
)
# What makes it news, beginnings of words.  Not that it is attached: many a foot says so each time, and a file
# that is a key counts by itself.
_NEWS: Final = rows(
    "new | changed | has been replaced | renew | updated | expire | revoked | rolled over",
    "neu | geändert | gewechselt | erneuert | abgelaufen",
    "läuft ab | läuft am | widerrufen | ersetzt",
    "nouve | changé | renouvel | expir | révoqu | remplac",
    "nuev | cambiad | renovad | caduc | revocad",
    "nuov | cambiat | rinnovat | scad | revocat",
    "nov | mudou | alterad | renovad",
    "nieuw | gewijzigd | vernieuwd | verloopt | verlopen | ingetrokken | zmieni | wygas | odnowi",
    "ny | ändra | byt | går ut | ændre | udløb | endre | utløp",
    "uus | uue | muut | aegu | nauj | pasikeit | baig | jaun | mainī | beidz",
    "uusi | vaihtu | vanhen | změni | vyprš",
    "zmeni | spremeni | potek | promijen",
    "új | megváltoz | lejár | schimbat | expir | νέο | άλλαξε | λήγει | έληξε | промен | изтич",
)


_IS_KEY, _IS_NEWS = beginnings(_KEY), beginnings(_NEWS)


def tells_of_a_key(text: str, types: Collection[str]) -> bool:
    """Whether a text tells of a new key, or has one; `types` are those of the mail's files."""
    told = [plain(one) for one in _END.split(text[:SEARCHED])]
    named = [one for one in told if _IS_KEY.search(one)]
    if _BLOCK in text[:SEARCHED].casefold() or (named and KEY_FILE in types):
        return True
    return any(_IS_NEWS.search(_IS_KEY.sub(" ", one)) for one in named)
