"""Sites for tests: a complete good one as files (`write_site`), and one in memory (`make_site`)."""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from hotlined.domain.form.labels import default_labels
from hotlined.domain.hotline.people import Analyst, Contact, Hotline, Unit
from hotlined.domain.hotline.site import Agreement, Phrase, Route, Site
from hotlined.domain.hotline.texts import Texts
from hotlined.domain.values.address import Address

HOTLINE_KEY = "A" * 40
ANALYST_KEY = "B" * 40
LEA_KEY = "C" * 40
KEYS = {"hotline": HOTLINE_KEY, "analyst": ANALYST_KEY, "lea": LEA_KEY}
_SPOKEN: ContextVar[str] = ContextVar("_SPOKEN", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """The hotline of each site that `make_site` makes meanwhile, and its analysts, have this language."""
    before = _SPOKEN.set(language)
    yield
    _SPOKEN.reset(before)


AGREEMENT: Mapping[str, object] = {
    "version": "1",
    "date": "2026-01-31",
    "parties": ["Example Hotline", "Example Police"],
    "legal_ground": "Example Criminal Code, section 1",
}


def write_site(
    folder: Path,
    *,
    imap_port: int = 10143,
    smtp_port: int = 10025,
    host: str = "127.0.0.1",
    tls: str = "none",
    keys: Mapping[str, str] | None = None,
    users: Mapping[str, tuple[str, str]] | None = None,
    gnupg_home: Path | None = None,
    agreement: Mapping[str, object] | None = None,
    rules: Mapping[str, object] | None = None,
    **overrides: object,
) -> Path:
    """Write a complete good site into a folder and return the path of its mailboxes.yaml.

    `keys`: fingerprints of "hotline", "analyst", "lea" (others have made-up ones).  `users`: mailbox name
    to (login, password), without it intake/lea/ntd with "secret".  `agreement`: keys over the defaults.
    `rules`: name of another rules file to its data.  `overrides`: top-level keys of mailboxes.yaml.
    """
    known = {**KEYS, **(keys or {})}
    logins = {name: (name, "secret") for name in ("intake", "lea", "ntd")} | dict(users or {})
    home = gnupg_home or folder / "gnupg"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    data = {
        "hotline": _hotline_block(known["hotline"]),
        "mailboxes": {
            name: _mailbox_block(folder, name, logins[name], host, tls, imap_port, smtp_port)
            for name in ("intake", "lea", "ntd")
        },
        "people": _people_block(known),
        "store": "store",
        "gnupg": {"home": str(home.absolute()) if gnupg_home else "gnupg"},
        "rules": "rules",
        **overrides,
    }
    dump(folder / "mailboxes.yaml", data)
    dump(folder / "rules" / "agreement.yaml", {**AGREEMENT, **(agreement or {})})
    for name, content in (rules or {}).items():
        dump(folder / "rules" / f"{name}.yaml", content)
    return folder / "mailboxes.yaml"


def make_site(**overrides: object) -> Site:
    """A site in memory, the same people as `write_site`; `overrides` are fields of `Site`."""
    site = Site(
        hotline=Hotline(
            name="Example Hotline",
            description=Texts("Reporting point of the Example Association"),
            address="Example Street 1, 10111 Example",
            email=Address("desk", "hotline.example.org"),
            phone="+372 555 0100",
            country="EE",
            timezone=ZoneInfo("Europe/Tallinn"),
            languages=(_SPOKEN.get(),),
            prefix="HL",
            fingerprint=HOTLINE_KEY,
        ),
        agreement=make_agreement(),
        analysts=(
            Analyst("Ann", Address("ann", "hotline.example.org"), (ANALYST_KEY,), _SPOKEN.get()),
            Analyst("Ben", Address("ben", "hotline.example.org"), (), _SPOKEN.get()),
        ),
        units=(make_unit(),),
        identities={name: Address(name, "hotline.example.org") for name in ("intake", "lea", "ntd")},
        routes=(Route("everything", ("national",)),),
        phrases=PHRASES,
        labels=default_labels(),
    )
    return dataclasses.replace(site, **overrides)  # type: ignore[arg-type]  # the test names the fields


def make_agreement(**overrides: object) -> Agreement:
    """The agreement of `write_site`; `overrides` are fields of `Agreement`."""
    agreement = Agreement(
        version="1",
        date="2026-01-31",
        parties=("Example Hotline", "Example Police"),
        legal_ground=Texts("Example Criminal Code, section 1"),
    )
    return dataclasses.replace(agreement, **overrides)  # type: ignore[arg-type]  # the test names the fields


def make_unit(name: str = "national", **overrides: object) -> Unit:
    """The LEA unit of `write_site`; `overrides` are fields of `Unit`."""
    unit = Unit(
        name=name,
        address=Address("reports", "police.example.com"),
        fingerprints=(LEA_KEY,),
        contact=Contact("Lee", Address("lee", "police.example.com"), "+372 555 0199"),
        domains=("police.example.com",),
    )
    return dataclasses.replace(unit, **overrides)  # type: ignore[arg-type]  # the test names the fields


PHRASES = (
    Phrase("received", "received"),
    Phrase("received", "confirm receipt"),
    Phrase("hold", "wait"),
    Phrase("hold", "do not send"),
    Phrase("release", "you may send"),
    Phrase("removed", "has been removed"),
    Phrase("ntd-sent", "notice has been sent"),
    Phrase("question", "have you"),
    Phrase("harmless", "thank you"),
    Phrase("harmless", "kind regards"),
    Phrase("until", "until"),
    Phrase("needless", "no need to wait"),
    *(
        Phrase("filler", word)
        for word in ["the", "it", "we", "you", "a", "have", "now", "report", "content", "notice", "please"]
    ),
    *(Phrase("negation", word) for word in ("not", "no", "never", "cannot", "unable")),
)


def dump(path: Path, data: object) -> None:
    """Write plain data as YAML."""
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(data, file, Dumper=yaml.CSafeDumper, default_flow_style=False, allow_unicode=True)


def _hotline_block(fingerprint: str) -> dict[str, object]:
    return {
        "name": "Example Hotline",
        "description": "Reporting point of the Example Association",
        "address": "Example Street 1, 10111 Example",
        "email": "desk@hotline.example.org",
        "phone": "+372 555 0100",
        "country": "EE",
        "timezone": "Europe/Tallinn",
        "languages": ["en"],
        "prefix": "HL",
        "fingerprint": fingerprint,
    }


def _mailbox_block(
    folder: Path, name: str, login: tuple[str, str], host: str, tls: str, imap_port: int, smtp_port: int
) -> dict[str, object]:
    user, password = login
    secret = folder / f"{name}.password"
    secret.touch(mode=0o600)
    secret.write_text(password + "\n", encoding="utf-8")
    return {
        "address": f"{name}@hotline.example.org",
        "imap": {"host": host, "port": imap_port, "tls": tls, "user": user},
        "smtp": {"host": host, "port": smtp_port, "tls": tls},
        "password": {"file": secret.name},
    }


def _people_block(known: Mapping[str, str]) -> dict[str, object]:
    return {
        "analysts": [
            {
                "name": "Ann",
                "address": "ann@hotline.example.org",
                "fingerprints": [known["analyst"]],
            },
            {"name": "Ben", "address": "ben@hotline.example.org"},
        ],
        "lea_units": [
            {
                "name": "national",
                "address": "reports@police.example.com",
                "fingerprints": [known["lea"]],
                "domains": ["police.example.com"],
                "contact": {"name": "Lee", "address": "lee@police.example.com", "phone": "+372 555 0199"},
            }
        ],
    }
