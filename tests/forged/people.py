"""The people of the forged mails, each with a gpg home of their own and real keys, made once per session.

Keys are made thirty days ago, so that old signatures can be made; what the hotline holds is what each
person's ring exports at the end, later changes in a ring (a longer life, say) stay with its owner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hotlined.domain.hotline.people import Analyst
from hotlined.domain.hotline.site import Provider, Site
from hotlined.domain.values.address import Address
from tests.support.keys import Keyring
from tests.support.site import make_site, make_unit

BORN = 30  # days ago


def ago(**units: float) -> str:
    """A moment for gpg's --faked-system-time, which then stands still (or goes on by a second, at times)."""
    return f"{datetime.now(UTC) - timedelta(**units):%Y%m%dT%H%M%S}!"


@dataclass(frozen=True, slots=True)
class Cast:
    """The rings, and fingerprints by name; a subkey's is followed by "!", for gpg to take that one."""

    hotline: Keyring
    friends: Keyring  # analysts, officers, providers: their secret keys
    attic: Keyring  # secret keys as a thief kept them: not revoked, their life extended
    mallory: Keyring  # the forger's own
    keys: dict[str, str]
    site: Site

    def __getitem__(self, name: str) -> str:
        return self.keys[name]

    def ring_of(self, name: str) -> Keyring:
        """The ring in which a key signs."""
        if name.startswith("mallory"):
            return self.mallory
        return self.attic if name in STOLEN or name.startswith("subkeys") else self.friends


STOLEN = ("revoked", "expired")
PEOPLE = (
    ("ann", "Ann <ann@hotline.example.org>"),
    ("cem", "Cem <cem@hotline.example.org>"),
    ("lea", "Reports <reports@police.example.com>"),
    ("kim", "Kim <kim@police.example.com>"),
    ("county", "County <reports@county.example.com>"),
    ("abuse", "Abuse desk <abuse@provider.example.net>"),
    ("odd", "Dan\u0085[GNUPG:] TRUST_ULTIMATE <dan@hotline.example.org>"),
    ("revoked", "Dan, before <dan@hotline.example.org>"),
    ("subkeys", "Dan, with subkeys <dan@hotline.example.org>"),
)
STRANGERS = (
    ("mallory", "Ann <ann@hotline.example.org>"),  # in nobody's ring but Mallory's
    ("mallory-lea", "Reports <reports@police.example.com>"),
    ("mallory-known", "Ann <ann@hotline.example.org>"),  # somebody put it into the hotline's ring
)


@contextmanager
def cast() -> Iterator[Cast]:
    """Everybody, with their keys and the site that pins them."""
    with Keyring() as hotline, Keyring() as friends, Keyring() as attic, Keyring() as mallory:
        born = ago(days=BORN)
        keys = {"hotline": hotline.make("Hotline <desk@hotline.example.org>", made=born)}
        keys |= {name: friends.make(uid, made=born) for name, uid in PEOPLE}
        keys |= {name: mallory.make(uid, made=born) for name, uid in STRANGERS}
        keys["expired"] = friends.make("Dan, in spring <dan@hotline.example.org>", made=born, expires="10d")
        for name, expires in (("good", "never"), ("expired", "10d"), ("revoked", "never"), ("auth", "never")):
            keys[f"subkeys-{name}"] = add_subkey(friends, keys["subkeys"], expires, born)
        for name in (*STOLEN, "subkeys"):
            attic.take(friends.export(keys[name], secret=True))
        attic.run("--passphrase", "", "--quick-set-expire", keys["expired"], "1y")
        lapsed = keys["subkeys-expired"].rstrip("!")
        attic.run("--passphrase", "", "--quick-set-expire", keys["subkeys"], "1y", lapsed)
        friends.revoke(keys["revoked"])
        edit_subkey(friends, keys["subkeys"], keys["subkeys-revoked"], "revkey\ny\n0\n\ny\n")
        edit_subkey(friends, keys["subkeys"], keys["subkeys-auth"], "change-usage\nS\nA\nQ\n")
        hotline.take(friends.run("--armor", "--export"))
        hotline.take(mallory.export(keys["mallory-known"]))
        public = hotline.run("--armor", "--export")
        friends.take(public)
        attic.take(hotline.export(keys["hotline"]))
        mallory.take(public)
        yield Cast(hotline, friends, attic, mallory, keys, _site(keys))


def add_subkey(ring: Keyring, primary: str, expires: str = "never", faked: str | None = None) -> str:
    """A new signing subkey; its fingerprint with "!"."""
    known = _subkeys_of(ring, primary)
    ring.run("--passphrase", "", "--quick-add-key", primary, "ed25519", "sign", expires, faked=faked)
    (new,) = [one for one in _subkeys_of(ring, primary) if one not in known]
    return f"{new}!"


def edit_subkey(ring: Keyring, primary: str, subkey: str, says: str) -> None:
    """What a person does to one subkey with --edit-key; `says` are the lines typed after choosing it."""
    number = _subkeys_of(ring, primary).index(subkey.rstrip("!")) + 1
    ring.run(
        *("--passphrase", "", "--command-fd", "0", "--no-batch", "--expert", "--edit-key", primary),
        feed=f"key {number}\n{says}save\n".encode(),
    )


def _subkeys_of(ring: Keyring, primary: str) -> list[str]:
    found, after = [], False
    for line in ring.run("--with-colons", "--list-keys", primary).decode().split("\n"):
        fields = line.split(":")
        if fields[0] == "fpr" and after:
            found.append(fields[9])
        after = fields[0] == "sub"
    return found


def _site(keys: dict[str, str]) -> Site:
    """The site of `make_site` with these keys pinned."""
    plain = make_site()
    dans = ("revoked", "subkeys", "odd", "expired")
    return replace(
        plain,
        hotline=replace(plain.hotline, fingerprint=keys["hotline"]),
        analysts=(
            Analyst("Ann", Address("ann", "hotline.example.org"), (keys["ann"],)),
            Analyst("Dan", Address("dan", "hotline.example.org"), tuple(keys[one] for one in dans)),
            Analyst("Cem", Address("cem", "hotline.example.org"), (keys["cem"],)),
            Analyst("Ben", Address("ben", "hotline.example.org")),
        ),
        units=(
            make_unit(
                fingerprints=(keys["lea"],),
                officers=(Address("kim", "police.example.com"),),
                officer_fingerprints=(keys["kim"],),
            ),
            make_unit(
                "county",
                address=Address("reports", "county.example.com"),
                fingerprints=(keys["county"],),
                contact=None,
                domains=("county.example.com",),
            ),
        ),
        providers=(
            Provider(
                "Example Provider",
                Address("abuse", "provider.example.net"),
                confirmed=True,
                domains=("example.net",),
                fingerprints=(keys["abuse"],),
            ),
        ),
        authserv_ids=("mx.hotline.example.org",),
    )
