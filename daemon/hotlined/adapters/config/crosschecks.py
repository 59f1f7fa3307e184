"""What is wrong between the blocks of a configuration that is valid block by block (threats I15).

A delay under an hour needs a word; each case that has to be reported finds a unit; nothing is named that
does not exist.  `claims` looks at addresses and keys, `places` at accounts, folders
and files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from os import X_OK, access
from os.path import isfile  # unlike pathlib's it answers False where access is denied
from pathlib import Path

from hotlined.adapters.config.agreement import SHORTEST_DELAY, TOO_SHORT
from hotlined.adapters.config.claims import claim_problems
from hotlined.adapters.config.mailboxes import MailboxesFile
from hotlined.adapters.config.places import place_problems
from hotlined.adapters.config.problems import Problem
from hotlined.adapters.config.ruleset import Ruleset
from hotlined.adapters.config.sentences import did_you_mean
from hotlined.adapters.config.values import routes
from hotlined.adapters.config.yamlfile import Where, YamlFile
from hotlined.app.listening import listening_place
from hotlined.domain.hotline.people import Unit
from hotlined.domain.hotline.rules import Bearing, chosen, matches
from hotlined.domain.hotline.site import ProofLevel


@dataclass(frozen=True, slots=True)
class TemplatesThere:
    """Which languages the templates speak, and which sets of their own units can have."""

    languages: frozenset[str]
    sets: frozenset[str]


def cross_problems(
    file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset, *, base: Path, templates: TemplatesThere
) -> Iterator[Problem]:
    """Every problem between blocks; the parts that could not be read are left out."""
    yield from claim_problems(file, boxes, ruleset)
    yield from _people(file, boxes)
    yield from _domains(file, boxes)
    yield from place_problems(file, boxes, ruleset, base)
    yield from _second_road(file, boxes)
    yield from _delays(file, boxes, ruleset)
    yield from _proof(file, boxes, ruleset)
    yield from _routing(boxes, ruleset)
    yield from _languages(file, boxes, ruleset, templates.languages)
    yield from _own_templates(file, boxes, templates.sets)
    yield from _meetings(boxes, ruleset)


def _meetings(boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Problem]:
    known = [unit.name for unit in boxes.people.lea_units]
    for number, row in enumerate(ruleset.calendar.meetings):
        for at, name in enumerate(row.units):
            if name not in known:
                sentence = f'there is no LEA unit "{name}"; the units are {", ".join(known)}'
                yield ruleset.files["calendar"].wrong(("meetings", number, "units", at), sentence)


def _people(file: YamlFile, boxes: MailboxesFile) -> Iterator[Problem]:
    for kind in ("analysts", "lea_units"):
        seen: set[str] = set()
        for number, person in enumerate(getattr(boxes.people, kind)):
            if person.name.casefold() in seen:
                told = f'a second "{person.name}"; expected another name'
                yield file.wrong(("people", kind, number, "name"), told)
            seen.add(person.name.casefold())
    for number, unit in enumerate(boxes.people.lea_units):
        where: Where = ("people", "lea_units", number)
        if not unit.fingerprints:
            told = f'LEA unit "{unit.name}" has no key; expected fingerprints: [...],'
            yield file.wrong(where, f"{told} because a report leaves only encrypted")
        if unit.name.casefold() == "all":
            yield file.wrong((*where, "name"), '"all" means every unit; expected a name')


def _domains(file: YamlFile, boxes: MailboxesFile) -> Iterator[Problem]:
    there = boxes.mailboxes.there().values()
    own = {one.domain for box in there for one in (box.address, *box.formerly)}
    ours = own | {boxes.hotline.email.domain} | {analyst.address.domain for analyst in boxes.people.analysts}
    for number, unit in enumerate(boxes.people.lea_units):
        for at, domain in enumerate(unit.domains):
            if domain in ours:
                told = f'"{domain}" is the hotline\'s own; its people would count as officers'
                yield file.wrong(("people", "lea_units", number, "domains", at), told)


def _second_road(file: YamlFile, boxes: MailboxesFile) -> Iterator[Problem]:
    if not boxes.alarm_command:
        return
    program = Path(boxes.alarm_command[0])
    if not (program.is_absolute() and isfile(program) and access(program, X_OK)):
        sentence = "expected a program that can be run, by its whole path, e.g. [/usr/local/bin/page-duty]"
        yield file.problem(("alarm_command", 0), f'alarm_command: "{program}" is none; {sentence}')


def _delays(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Problem]:
    agreement = ruleset.agreement
    if agreement is None or agreement.short_delays:
        return
    for number, unit in enumerate(boxes.people.lea_units):
        if unit.ntd_delay is not None and unit.ntd_delay < SHORTEST_DELAY:
            yield file.wrong(("people", "lea_units", number, "ntd_delay"), TOO_SHORT)


def _proof(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Problem]:
    agreement = ruleset.agreement
    if agreement is None:
        return
    proofs = {"analyst_proof": (agreement.analyst_proof,), "receipt_proof": agreement.receipt_proof}
    believing = [key for key, proof in proofs.items() if ProofLevel.AUTHENTICATED in proof]
    for key in believing if not boxes.authserv_ids else ():
        told = '"authenticated" needs the name of your mail server; expected authserv_ids in mailboxes.yaml'
        yield ruleset.files["agreement"].wrong((key,), told)
    if believing and boxes.authserv_ids:
        yield from _roads(file, boxes)
    keys = any(analyst.fingerprints for analyst in boxes.people.analysts)
    if agreement.analyst_proof is ProofLevel.SIGNED and not keys:
        told = "nobody has a key, but the agreement asks for signed commands; expected fingerprints: [...]"
        yield file.wrong(("people", "analysts"), told)


def _roads(file: YamlFile, boxes: MailboxesFile) -> Iterator[Problem]:
    """A login is believed: then nobody but the mail server may write what lies on top of a mail."""
    believed = "but the agreement believes what the mail server says of a login"
    if boxes.lmtp is not None and isinstance(listening_place(boxes.lmtp.listen), tuple):
        sentence = (
            f'any program on this machine can hand in mail at "{boxes.lmtp.listen}", and write '
            f"Authentication-Results itself, {believed}; expected the path of a socket"
        )
        yield file.wrong(("lmtp", "listen"), sentence)
    for name, box in boxes.mailboxes.there().items():
        if box.imap.tls == "none":
            sentence = f"without TLS any program can answer in the server's place, {believed}"
            told = f'{sentence}; expected "tls" or "starttls"'
            yield file.wrong(("mailboxes", name, "imap", "tls"), told)


def _routing(boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Problem]:
    if ruleset.routing is None:
        return
    source = ruleset.files["routing"]
    known = [unit.name for unit in boxes.people.lea_units]
    for number, row in enumerate(ruleset.routing.routes):
        where: Where = ("routes", number)
        if not row.units and not row.levels:
            yield source.wrong(where, "chooses nobody; expected units or levels")
        for at, level in enumerate(row.levels):
            levels = {unit.level for unit in boxes.people.lea_units}
            if level not in levels:
                told = f'no LEA unit has the level "{level}"; the levels are {", ".join(sorted(levels))}'
                yield source.wrong((*where, "levels", at), told)
        for at, name in enumerate(row.units):
            if name not in known and name != "all":
                hint = did_you_mean(name, known, f"the units are {', '.join(known)}")
                yield source.wrong((*where, "units", at), f'there is no LEA unit "{name}"; {hint}')
    yield from _unrouted(boxes, ruleset)


def _unrouted(boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Problem]:
    """The kinds of cases that no row catches, whatever else is known of them."""
    units = tuple(unit.unit(boxes.hotline.languages[0]) for unit in boxes.people.lea_units)
    wanted = ["illegal", "unsure"]
    if ruleset.agreement is not None and ruleset.agreement.not_illegal != "none":
        wanted.append("not_illegal")
    for assessment in wanted:
        for place in ("home", "abroad") if assessment != "not_illegal" else ("home",):
            for urgent in (False, True):
                bearing = Bearing(assessment, boxes.hotline.country if place == "home" else None, urgent)
                if not _caught(bearing, boxes, ruleset, units):
                    kind = f"{assessment}, hosted {'at home' if place == 'home' else 'abroad'}"
                    kind += ", urgent" if urgent else ", not urgent"
                    sentence = f"no row chooses an LEA unit for a case that is {kind}"
                    told = f"{sentence}; expected a last row without conditions"
                    yield ruleset.files["routing"].wrong(("routes",), told)


def _caught(bearing: Bearing, boxes: MailboxesFile, ruleset: Ruleset, units: tuple[Unit, ...]) -> bool:
    """Whether a row takes every such case, of no known region or language too; of one country does not."""
    rows = routes(ruleset, tuple(unit.name for unit in units))
    return any(matches(row, bearing, boxes.hotline.country) and chosen(row, units, None) for row in rows)


def _own_templates(file: YamlFile, boxes: MailboxesFile, known: frozenset[str]) -> Iterator[Problem]:
    for number, unit in enumerate(boxes.people.lea_units):
        if unit.template is not None and unit.template not in known:
            wanted = f"such as templates/annex-i/{unit.template}.en.txt.j2"
            sentence = f'there is no template of the set "{unit.template}"'
            told = f"{sentence}; expected at least one file, {wanted}"
            yield file.wrong(("people", "lea_units", number, "template"), told)


def _languages(
    file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset, known: frozenset[str]
) -> Iterator[Problem]:
    for source, where, language in _spoken(file, boxes, ruleset):
        if language is not None and language not in known:
            sentence = f'there are no templates in "{language}"; found: {", ".join(sorted(known))}'
            yield source.wrong(where, sentence)


def _spoken(
    file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset
) -> Iterator[tuple[YamlFile, Where, str | None]]:
    for number, language in enumerate(boxes.hotline.languages):
        yield file, ("hotline", "languages", number), language
    for language in boxes.hotline.description.languages:
        yield file, ("hotline", "description", language), language
    if ruleset.agreement is not None and ruleset.agreement.legal_ground is not None:
        for language in ruleset.agreement.legal_ground.languages:
            yield ruleset.files["agreement"], ("legal_ground", language), language
    for number, analyst in enumerate(boxes.people.analysts):
        yield file, ("people", "analysts", number, "language"), analyst.language
    for number, unit in enumerate(boxes.people.lea_units):
        yield file, ("people", "lea_units", number, "language"), unit.language
        if unit.contact:
            yield file, ("people", "lea_units", number, "contact", "language"), unit.contact.language
    for number, provider in enumerate(ruleset.providers.providers):
        yield ruleset.files["providers"], ("providers", number, "language"), provider.language
