"""One address and one key belong to one person; who could be taken for two is refused (P9, threats I15)."""

from collections.abc import Iterator
from dataclasses import dataclass

from hotlined.adapters.config.mailboxes import MailboxesFile
from hotlined.adapters.config.problems import Problem
from hotlined.adapters.config.ruleset import Ruleset
from hotlined.adapters.config.yamlfile import Where, YamlFile
from hotlined.domain.values.address import Address


@dataclass(frozen=True, slots=True)
class Claim:
    """An address or a fingerprint, whose it is, and where that is written."""

    file: YamlFile
    where: Where
    owner: str
    thing: str

    def problem(self, sentence: str) -> Problem:
        """A problem at this place."""
        return self.file.wrong(self.where, sentence)


def claim_problems(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Problem]:
    """Every address or key that is claimed twice."""
    yield from _twice(file, boxes)
    yield from _at_the_lea(boxes, ruleset)
    yield from _conflicts((claim for claim, _ in addresses(file, boxes, ruleset)), "address")
    yield from _conflicts(_keys(file, boxes, ruleset), "key")


def _twice(file: YamlFile, boxes: MailboxesFile) -> Iterator[Problem]:
    """An address of two mailboxes: answers of the LEA would arrive where no hold is looked for (P5)."""
    first: dict[Address, str] = {}
    for name, box in boxes.mailboxes.there().items():
        known = first.setdefault(box.address.base, name)
        if known != name:
            sentence = f"that is the address of mailboxes.{known}; expected its own,"
            told = f"{sentence} because what is answered to it is looked for in one mailbox only"
            yield file.wrong(("mailboxes", name, "address"), told)


def _at_the_lea(boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Problem]:
    """Providers at a mail domain of an LEA unit: what they answer would be the LEA's word."""
    whose = {domain: unit.name for unit in boxes.people.lea_units for domain in unit.domains}
    for number, provider in enumerate(ruleset.providers.providers):
        domain = provider.contact.domain
        if domain in whose:
            sentence = f'"{domain}" is a mail domain of LEA unit "{whose[domain]}"'
            told = f"{sentence}; its answers would count as the LEA's"
            yield ruleset.files["providers"].wrong(("providers", number, "contact"), told)


def addresses(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[tuple[Claim, Address]]:
    """Every address of the configuration, and whose it is said to be."""
    # A token after "+" does not make another mailbox.
    ours: dict[Where, Address] = {
        ("mailboxes", name, "address"): box.address.base for name, box in boxes.mailboxes.there().items()
    }
    ours["hotline", "email"] = boxes.hotline.email.base
    for name, box in boxes.mailboxes.there().items():
        for number, former in enumerate(box.formerly):
            ours["mailboxes", name, "formerly", number] = former.base
    for place, address in ours.items():
        yield Claim(file, place, "the hotline itself", str(address)), address
    own = {str(address) for address in ours.values()}

    def claim(source: YamlFile, where: Where, owner: str, address: Address) -> tuple[Claim, Address]:
        base = str(address.base)
        return Claim(source, where, owner, base if base in own else str(address)), address

    for number, analyst in enumerate(boxes.people.analysts):
        where: Where = ("people", "analysts", number, "address")
        yield claim(file, where, f'analyst "{analyst.name}"', analyst.address)
    analysts = {analyst.address for analyst in boxes.people.analysts}
    for number, address in enumerate(boxes.people.duty):
        if address not in analysts:  # who stands in both lists gets one mail
            yield claim(file, ("people", "duty", number), "the duty list", address)
    for number, unit in enumerate(boxes.people.lea_units):
        where = ("people", "lea_units", number)
        owner = f'LEA unit "{unit.name}"'
        yield claim(file, (*where, "address"), owner, unit.address)
        if unit.contact:
            yield claim(file, (*where, "contact", "address"), owner, unit.contact.address)
        for at, officer in enumerate(unit.officers):
            yield claim(file, (*where, "officers", at, "address"), owner, officer.address)
    if boxes.test_mode is not None:
        where = ("test_mode", "providers_to")
        yield claim(file, where, "the test mode", boxes.test_mode.providers_to)
    for number, provider in enumerate(ruleset.providers.providers):
        yield claim(
            ruleset.files["providers"], ("providers", number, "contact"), "a provider", provider.contact
        )


def _keys(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Claim]:
    yield Claim(file, ("hotline", "fingerprint"), "the hotline itself", boxes.hotline.fingerprint)
    if boxes.backup is not None:
        yield Claim(file, ("backup", "fingerprint"), "the backups", boxes.backup.fingerprint)
    for number, analyst in enumerate(boxes.people.analysts):
        for at, key in enumerate(analyst.fingerprints):
            where: Where = ("people", "analysts", number, "fingerprints", at)
            yield Claim(file, where, f'analyst "{analyst.name}"', key)
    for number, unit in enumerate(boxes.people.lea_units):
        owner = f'LEA unit "{unit.name}"'
        for at, key in enumerate(unit.fingerprints):
            yield Claim(file, ("people", "lea_units", number, "fingerprints", at), owner, key)
        for of, officer in enumerate(unit.officers):
            for at, key in enumerate(officer.fingerprints):
                where = ("people", "lea_units", number, "officers", of, "fingerprints", at)
                yield Claim(file, where, owner, key)
    for number, provider in enumerate(ruleset.providers.providers):
        for at, key in enumerate(provider.fingerprints):
            where = ("providers", number, "fingerprints", at)
            yield Claim(ruleset.files["providers"], where, "a provider", key)


def _conflicts(claims: Iterator[Claim], kind: str) -> Iterator[Problem]:
    first: dict[str, Claim] = {}
    for claim in claims:
        known = first.setdefault(claim.thing, claim)
        if known.owner != claim.owner:
            line = known.file.problem(known.where, "").line
            place = f"line {line}" if known.file is claim.file else f"line {line} of {known.file.shown}"
            yield claim.problem(
                f"this {kind} already belongs to {known.owner} ({place}); expected one of its own"
            )
