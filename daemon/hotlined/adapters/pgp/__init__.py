"""OpenPGP by GnuPG (`app.ports.OpenPGP`), on python-gnupg.

`gpg` seals, signs, opens and verifies mails, `streams` backups; `process` runs one gpg.  `keys` names public
keys by fingerprint, `own_key` is what needs the hotline's secret one.
"""

from hotlined.adapters.pgp.gpg import EXTEND, GnuPG

__all__ = ["EXTEND", "GnuPG"]
