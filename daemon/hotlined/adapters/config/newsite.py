"""A new site out of answers: the shipped, commented files with the site's own values in their places.

What a question takes is read by the `Reads` of the file itself, or by a stricter one: what is accepted here
is not refused later.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import StringIO
from typing import Any, Final

from pydantic_core import PydanticCustomError
from ruamel.yaml import YAML

from hotlined.adapters.config.agreement import AgreementFile
from hotlined.adapters.config.mailboxes import MailboxesFile
from hotlined.adapters.config.ruleset import shipped, shipped_mailboxes
from hotlined.adapters.config.sentences import Block, Reads, reads_at
from hotlined.adapters.config.shapes import matching, paragraph, word_of
from hotlined.adapters.config.zones import zones_of
from hotlined.domain.values.shown import grouped

Answers = Mapping[str, str]

# No key has these: `hotlined check` calls them wrong, and no report leaves, until the real ones are there.
OWN_PLACEHOLDER: Final = "0" * 40
ANALYST_PLACEHOLDER: Final = "1" * 40
UNIT_PLACEHOLDER: Final = "F" * 40
SYSTEMD: Final = "systemd"
FILES: Final = "files"
_COPIED: Final = ("routing", "providers", "calendar")
_EMPTY_SECRET: Final = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One value of a site: its key (as for `init --set`), the words it is asked in, and its default.

    The default may follow from earlier answers; None means that there is none, "" that it may stay empty.
    """

    key: str
    asked: str
    reads: Reads
    default: Callable[[Answers], str | None]

    def wrong(self, answer: str) -> str | None:
        """What is wrong with an answer, in words, or None."""
        if not answer and self.default({}) == "":
            return None
        between = _MANY.get(self.key)
        many = list(_parts(self.key, answer)) if between else [answer]
        try:
            if all(part and self.reads.parse(part) is not None for part in many):
                return None
        except PydanticCustomError as refused:  # with a sentence of its own
            return refused.message()
        return f"expected {self.reads.what}{f' (several: with {between[0]} between)' if between else ''}"


# What may stand between several values; the name of a party may have a comma in it.
_MANY: Final = {"hotline.languages": ",; ", "agreement.parties": ";"}


# More than the files ask: who adds a language of their own does so when the site is there.
_LANGUAGES: Final = sorted(path.name.split(".")[0] for path in shipped("templates").glob("words/*.po"))
_LANGUAGE: Final = Reads(
    word_of(*_LANGUAGES).parse,
    f"a language of the shipped templates: {', '.join(_LANGUAGES)}; others come later (docs/languages.md)",
)
_PHONE: Final = Reads(
    matching(r"\+[0-9].*"), "a phone number with + and the country's code, like +372 555 0100"
)

# In braces it would stand in every report with its braces: an answer is no YAML.
_TEXT: Final = Reads(
    lambda text: None if text.startswith("{") else paragraph(text),
    "one text; one for each language is written into the file later (docs/languages.md)",
)


def _zone(known: Answers) -> str | None:
    """The zone of the hotline's country, where it has only one."""
    zones = zones_of(known.get("hotline.country", ""))
    return zones[0] if len(zones) == 1 else None


def _is(value: str | None) -> Callable[[Answers], str | None]:
    return lambda _: value


_must, _may = _is(None), _is("")


def _at_home(name: str) -> Callable[[Answers], str | None]:
    """An address in the domain of the hotline's own."""
    return lambda known: (
        f"{name}@{known['hotline.email'].partition('@')[2]}" if known.get("hotline.email") else None
    )


def _parties(known: Answers) -> str | None:
    return known.get("hotline.name", "") and f"{known['hotline.name']}; Police"


def _key(model: type[Block], key: str, asked: str, default: Callable[[Answers], str | None]) -> Question:
    """A question for a key of a file, read as the file reads it."""
    prefix = "agreement." if model is AgreementFile else ""
    return Question(prefix + key, asked, reads_at(model, key), default)


_boxes, _agreed = partial(_key, MailboxesFile), partial(_key, AgreementFile)


QUESTIONS: Final[tuple[Question, ...]] = (
    _boxes("hotline.name", "Name of the hotline", _must),
    Question("hotline.description", "What it is, in one sentence (stands in every report)", _TEXT, _must),
    _boxes("hotline.address", "Its physical address, in one line", _must),
    _boxes("hotline.email", "Its mail address for people", _must),
    Question("hotline.phone", "Its phone number, with +", _PHONE, _must),
    _boxes("hotline.country", "Its country (ISO 3166-1, like EE)", _must),
    _boxes("hotline.timezone", "Its time zone (like Europe/Tallinn)", _zone),
    Question("hotline.languages", "Languages of its mails, the default first", _LANGUAGE, _is("en")),
    _boxes("hotline.prefix", "Prefix of case references (HL-2026-000123-K)", _is("HL")),
    _boxes("hotline.fingerprint", "Fingerprint of its OpenPGP key, empty if there is none yet", _may),
    _boxes("mailboxes.intake.address", "Mailbox for reports and analysts' commands", _at_home("intake")),
    _boxes("mailboxes.lea.address", "Mailbox for the LEA", _at_home("lea")),
    Question("mailboxes.ntd.address", "Mailbox for notices to providers, empty to use the first",
             reads_at(MailboxesFile, "mailboxes.intake.address"), _may),
    _boxes("mailboxes.intake.imap.host", "IMAP server (TLS, port 993)", _must),
    _boxes("mailboxes.intake.smtp.host", "SMTP server (STARTTLS, port 587)",
           lambda known: known.get("mailboxes.intake.imap.host")),
    Question("passwords", "Where the mailboxes' passwords are", word_of(SYSTEMD, FILES), _is(SYSTEMD)),
    _boxes("store", "Folder for cases, outgoing mail and keys", _is("/var/lib/hotlined")),
    _boxes("people.analysts.name", "Name of the first analyst", _must),
    _boxes("people.analysts.address", "Their mail address", _must),
    Question("people.analysts.fingerprints", "Fingerprint of their OpenPGP key, empty if there is none yet",
             reads_at(MailboxesFile, "hotline.fingerprint"), _may),
    _boxes("people.lea_units.name", "Short name of the LEA unit, used in tags", _is("national")),
    _boxes("people.lea_units.address", "The agreed address of the LEA unit", _must),
    Question("people.lea_units.fingerprints", "Fingerprint of its OpenPGP key (by phone), empty if not yet",
             reads_at(MailboxesFile, "hotline.fingerprint"), _may),
    _boxes("people.lea_units.contact.name", "Its contact person", _must),
    _boxes("people.lea_units.contact.address", "Mail address of the contact person", _must),
    Question("people.lea_units.contact.phone", "Phone number of the contact person, with +", _PHONE, _must),
    _agreed("version", "Version of the agreement with the LEA", _is("1")),
    _agreed("date", "Its date (like 2026-01-31)", _must),
    _agreed("parties", "Its parties", _parties),
    Question("agreement.legal_ground", "The law that notices to providers name", _TEXT, _must),
    _agreed("ntd_body", "Who sends the notices to providers: hotline or lea", _is("hotline")),
    _agreed("ntd_delay", "How long after the report to the LEA the notice goes", _is("24h")),
)  # fmt: skip


def site_files(answers: Answers) -> dict[str, str]:
    """The files of the site, by their path in its folder; every question has an answer that is not wrong."""
    rules = {
        f"rules/{name}.yaml": (shipped("rules") / f"{name}.yaml").read_text(encoding="utf-8")
        for name in _COPIED
    }
    files = {"mailboxes.yaml": _mailboxes(answers), "rules/agreement.yaml": _agreement(answers), **rules}
    if answers["passwords"] == FILES:
        files |= {f"secrets/{name}": _EMPTY_SECRET for name in accounts(answers)}
    return files


def accounts(answers: Answers) -> list[str]:
    """The mailboxes of the site, by name."""
    return ["intake", "lea", *(["ntd"] if answers["mailboxes.ntd.address"] else [])]


def _mailboxes(answers: Answers) -> str:
    yaml, data = _round_trip(shipped_mailboxes().read_text(encoding="utf-8"))
    hotline = data["hotline"]
    for name in ("name", "description", "address", "email", "phone", "country", "timezone", "prefix"):
        hotline[name] = answers[f"hotline.{name}"]
    hotline["languages"][:] = list(_parts("hotline.languages", answers["hotline.languages"]))
    hotline["fingerprint"] = _spaced(answers["hotline.fingerprint"] or OWN_PLACEHOLDER)
    boxes = data["mailboxes"]
    for name in ("intake", "lea", "ntd"):
        if name not in accounts(answers):
            del boxes[name]
            continue
        box, address = boxes[name], answers[f"mailboxes.{name}.address"]
        box["address"] = address
        for kind in ("imap", "smtp"):
            box[kind]["host"] = answers[f"mailboxes.intake.{kind}.host"]
            box[kind]["user"] = address
        if answers["passwords"] == FILES:
            box["password"].clear()
            box["password"]["file"] = f"secrets/{name}"
    _people(data["people"], answers)
    data["store"] = answers["store"]
    data["gnupg"]["home"] = f"{answers['store'].rstrip('/')}/gnupg"
    return _written(yaml, data)


def _people(people: Any, answers: Answers) -> None:
    analyst, unit = people["analysts"][0], people["lea_units"][0]
    for name in ("name", "address"):
        analyst[name] = answers[f"people.analysts.{name}"]
        unit[name] = answers[f"people.lea_units.{name}"]
    analyst["fingerprints"][:] = [_spaced(answers["people.analysts.fingerprints"] or ANALYST_PLACEHOLDER)]
    unit["fingerprints"][:] = [_spaced(answers["people.lea_units.fingerprints"] or UNIT_PLACEHOLDER)]
    for name in ("name", "address", "phone"):
        unit["contact"][name] = answers[f"people.lea_units.contact.{name}"]


def _agreement(answers: Answers) -> str:
    yaml, data = _round_trip((shipped("rules") / "agreement.yaml").read_text(encoding="utf-8"))
    for name in ("version", "date", "legal_ground", "ntd_body", "ntd_delay"):
        data[name] = answers[f"agreement.{name}"]
    data["parties"][:] = list(_parts("agreement.parties", answers["agreement.parties"]))
    return _written(yaml, data)


def _parts(key: str, text: str) -> Iterator[str]:
    """The values of one answer; an empty one between two separators is told, blanks around one are not."""
    marks = re.escape(_MANY[key].strip())
    between = rf"\s*[{marks}]\s*" if " " not in _MANY[key] else rf"\s*[{marks}]\s*|\s+"
    return iter(re.split(between, text.strip()))


def _spaced(fingerprint: str) -> str:
    return grouped("".join(fingerprint.split()).upper())


def _round_trip(text: str) -> tuple[YAML, Any]:
    """The data of a file with its comments."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096  # no value is folded over lines
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml, yaml.load(text)


def _written(yaml: YAML, data: Any) -> str:
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue()
