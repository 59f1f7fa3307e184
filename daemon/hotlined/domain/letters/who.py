"""Who wrote a mail, and how sure we are (P9).

A person is a key first, an address second.  A valid signature by a pinned key counts only when From
belongs to that key's owner; From alone is a claim.  Addresses are compared as single parsed addr-specs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hotlined.domain.cases.signed import contradiction
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.people import Analyst, Unit
from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.mail.message import UNSIGNED, Disposition, Inbound, MailClass, Party, Recipient
from hotlined.domain.values.address import Address, suspicious_domain
from hotlined.domain.values.reference import digest_of_code, find_receipt_codes


@dataclass(frozen=True, slots=True)
class Who:
    """A correspondent: party, name in the configuration, proof; `trouble` is why not to believe it."""

    party: Party
    id: str = ""
    proof: ProofLevel | None = None
    trouble: str | None = None
    covers: bool = True  # whether what is signed names the case in question (`domain.cases.signed`)
    server: bool = False  # a mail server wrote, of a mail to them

    def proven(self, needed: ProofLevel) -> bool:
        """Whether the proof is at least the needed one for the case in question, and nothing is odd."""
        proof = self.proof if self.covers or self.proof is None else ProofLevel.CLAIMED
        return self.trouble is None and proof is not None and proof.at_least(needed)

    @property
    def signs(self) -> bool:
        """Whether the mail bears a good signature of theirs, whatever it covers."""
        return self.trouble is None and self.proof is ProofLevel.SIGNED


STRANGER = Who(Party.STRANGER)
ALIKE = "the domain in From is spelt with letters that look like others"


def identify(mail: Inbound, site: Site) -> Who:
    """The analyst or LEA unit that this mail is from, as far as From and signature say."""
    owner = _owner_of_key(mail, site)
    claims = [who for address in mail.from_ for who in _owners_of_address(address, site)]
    if len(mail.from_) != 1 or mail.from_problem is not None:
        several = "several addresses in From" if mail.from_ else "From is not readable"
        trouble = mail.from_problem or several
        claimed = next((who for who in claims if who.party is Party.LEA), None) or next(iter(claims), None)
        who = claimed or owner or STRANGER
        return Who(who.party, who.id, ProofLevel.CLAIMED if claimed else None, trouble)
    if owner is not None:
        if any((who.party, who.id) == (owner.party, owner.id) for who in claims):
            against = contradiction(mail, site)
            level = ProofLevel.CLAIMED if against else ProofLevel.SIGNED
            return Who(owner.party, owner.id, level, against)
        # Whoever signs it, a mail in the name of the LEA can be its hold.
        police = next((who for who in claims if who.party is Party.LEA), owner)
        proof = ProofLevel.CLAIMED if police is not owner else None
        return Who(police.party, police.id, proof, "signed by a key that does not belong to From")
    if not claims:
        alike = suspicious_domain(mail.from_[0])
        return replace(STRANGER, trouble=ALIKE) if alike else STRANGER
    proof = ProofLevel.AUTHENTICATED if mail.authenticated else ProofLevel.CLAIMED
    if mail.signature is not None:
        return Who(claims[0].party, claims[0].id, ProofLevel.CLAIMED, "signed by a key that is not pinned")
    if mail.signature_problem not in (None, *UNSIGNED):
        return Who(claims[0].party, claims[0].id, ProofLevel.CLAIMED, f"signature: {mail.signature_problem}")
    return Who(claims[0].party, claims[0].id, proof)


def _owner_of_key(mail: Inbound, site: Site) -> Who | None:
    if mail.signature is None:
        return None
    fingerprint = mail.signature.fingerprint
    for analyst in site.analysts:
        if fingerprint in analyst.fingerprints:
            return Who(Party.ANALYST, analyst.name)
    for unit in site.units:
        if fingerprint in _keys(unit):
            return Who(Party.LEA, unit.name)
    return None


def _owners_of_address(address: Address, site: Site) -> Iterator[Who]:
    for analyst in site.analysts:
        if address == analyst.address:
            yield Who(Party.ANALYST, analyst.name)
    # Units may share a mail domain: whose very address it is comes first, then who lists it.
    for unit in sorted(site.units, key=lambda one: (address != one.address, address not in _named(one))):
        if belongs_to(address, unit):
            yield Who(Party.LEA, unit.name)


def is_ours(address: Address, site: Site) -> bool:
    """Whether it belongs to an LEA unit, an analyst or the hotline, so that no notice may go there."""
    own = {site.hotline.email.base, *(one.base for one in site.own_addresses)}
    return address.base in own or any(True for _ in _owners_of_address(address, site))


def units_of(case: Case) -> frozenset[str]:
    """The LEA units that the case was or will be reported to."""
    return frozenset((*case.units, *case.units_reported()))


def as_of_case(who: Who, mail: Inbound, case: Case, site: Site) -> Who:
    """The same officer as one of the case's unit, where several units share a key or a mail domain.

    Of several such units of the case it is the one whose very address he has, else the one whom he answers.
    """
    if who.party is not Party.LEA:
        return who
    own = [one for one in site.units if one.name in units_of(case) and may_speak_for(who, mail, one)]
    asked = unit_answered(mail, case)
    own.sort(key=lambda one: (mail.sender not in _named(one), one.name != asked, one.name != who.id))
    return as_of_unit(who, mail, own[0], site) if own and own[0].name != who.id else who


def unit_answered(mail: Inbound, case: Case) -> str | None:
    """The unit of the case that got the mail of ours which this one answers, or whose code it quotes."""
    thread = (case.sent[one] for one in (*mail.references, *mail.classified.about) if one in case.sent)
    tokens = mail.tokens
    theirs = (*thread, *(one for one in case.sent.values() if one.token in tokens))
    asked = next((one.to_id for one in theirs if one.party in (Party.LEA, Party.LEA_CONTACT)), None)
    codes = {digest_of_code(code) for code in find_receipt_codes(mail.certain_text)}
    return asked or next((one.unit for one in case.fragments if one.codes & codes), None)


def as_of_unit(who: Who, mail: Inbound, unit: Unit, site: Site) -> Who:
    """The same officer as one of this unit, for which he may speak.

    Where From is the very address of another unit, by its word alone: that the mail is from there proves that
    it is not this one's, though it may pass on what this one says (P9).
    """
    sure = who.proof is ProofLevel.SIGNED or mail.sender in _named(unit)
    elsewhere = any(mail.sender in _named(one) for one in site.units if one.name != unit.name)
    claimed = ProofLevel.CLAIMED if elsewhere and not sure and who.proof is not None else who.proof
    return replace(who, id=unit.name, proof=claimed)


def may_speak_for(who: Who, mail: Inbound, unit: Unit) -> bool:
    """Whether the officer may be one of this unit: by From and, where it is well signed, by the key too."""
    own_key = mail.signature is not None and mail.signature.fingerprint in _keys(unit)
    claimed = any(belongs_to(address, unit) for address in mail.from_)
    return claimed and (own_key or who.proof is not ProofLevel.SIGNED)


def units_like(mail: Inbound, site: Site) -> frozenset[str]:
    """The LEA units that a mail may be from or, of a bounce, may not have got one of ours."""
    return _units_from(mail, site) | units_below(mail, site) | undelivered_to(mail, site)


def units_below(mail: Inbound, site: Site) -> frozenset[str]:
    """The LEA units below whose mail domain the sender's is: a regional office's, a gateway's."""
    at = mail.sender.domain if mail.sender is not None else ""
    if _is_home(at, site):
        return frozenset()
    return frozenset(one.name for one in site.units if any(at.endswith(f".{each}") for each in one.domains))


def _is_home(domain: str, site: Site) -> bool:
    """Whether a mail domain is the hotline's own: it may lie below the LEA's, and the LEA's below it."""
    own = {site.hotline.email.domain, *(one.domain for one in site.own_addresses)}
    theirs = {each for unit in site.units for each in unit.domains}
    above = (one for one in own | theirs if f".{domain}".endswith(f".{one}"))
    return max(above, key=len, default="") in own


def undelivered_to(mail: Inbound, site: Site) -> frozenset[str]:
    """The LEA units at whose address, or in whose mail domain, a mail has not arrived, as a bounce says.

    Where it names no recipient that can be read, those whose own mail server wrote it.
    """
    if mail.classified.kind is not MailClass.DSN:
        return frozenset()
    told = mail.classified.bounced
    lost = [one for one in told if one.disposition is not Disposition.DELIVERED]
    gone = {one.recipient.lower() for one in lost} | {one.original for one in lost if one.original}
    gone |= {str(address).lower() for address in mail.from_ if not told}
    return frozenset(name for address in gone for name in _units_at(address, site))


def _units_at(address: str, site: Site) -> frozenset[str]:
    """The units whose very address it is, else those in or below whose mail domain it lies."""
    named = {one.name for one in site.units if address in {str(each).lower() for each in _named(one)}}
    at = address.rpartition("@")[2]
    if named or _is_home(at, site):
        return frozenset(named)
    return frozenset(
        one.name for one in site.units if any(f".{at}".endswith(f".{each}") for each in one.domains)
    )


def _units_from(mail: Inbound, site: Site) -> frozenset[str]:
    """By key, else by the very address, else all of its mail domain.

    An officer of a domain that units share may be of any of them; to wait is safe for each (P6, P7).
    """
    who = identify(mail, site)
    if who.party is not Party.LEA:
        return frozenset()
    if who.signs and mail.signature is not None:
        key = mail.signature.fingerprint
        return frozenset(one.name for one in site.units if key in _keys(one))
    named = {one.name for one in site.units if _named(one) & {*mail.from_}}
    near = {one.name for one in site.units if any(belongs_to(address, one) for address in mail.from_)}
    return frozenset({who.id, *(named or near)})


def _keys(unit: Unit) -> tuple[str, ...]:
    """The pinned keys that may sign for the unit."""
    return (*unit.fingerprints, *unit.officer_fingerprints)


def _named(unit: Unit) -> set[Address]:
    return {unit.address, *unit.officers} | ({unit.contact.address} if unit.contact else set())


def is_police(address: Address, site: Site) -> bool:
    """Whether it belongs to an LEA unit."""
    return any(belongs_to(address, unit) for unit in site.units)


def belongs_to(address: Address, unit: Unit) -> bool:
    """Whether this is the unit's address, its contact's, a listed officer's, or in the unit's mail domain."""
    return address in _named(unit) or address.domain in unit.domains


def lea_senders(site: Site) -> tuple[str, ...]:
    """All addresses and mail domains by which `is_police` knows one."""
    named = (str(address) for unit in site.units for address in _named(unit))
    return tuple(sorted({*named, *(domain for unit in site.units for domain in unit.domains)}))


def in_thread(who: Who, case: Case, answered: str | None) -> Who:
    """A stranger who answers a mail of ours is taken for its recipient's side, merely claimed.

    Only that recipient has seen the Message-ID with its random part, or the token: enough to pause and
    to ask, never to release or to confirm.
    """
    if who.party is not Party.STRANGER:
        return who
    sent = case.sent.get(answered or "")
    if sent is None or sent.party not in (Party.LEA, Party.LEA_CONTACT, Party.PROVIDER):
        return who
    party = Party.PROVIDER if sent.party == Party.PROVIDER else Party.LEA
    return Who(party, sent.to_id, ProofLevel.CLAIMED, who.trouble)


def language_of(who: Who, site: Site) -> str:
    """The language in which an analyst is written to."""
    analyst = site.analyst(who.id)
    return analyst.language if analyst is not None else "en"


def as_recipient(analyst: Analyst) -> Recipient:
    """The analyst as somebody to write to."""
    return Recipient(Party.ANALYST, analyst.name, analyst.address, analyst.fingerprints, analyst.language)


def unit_recipient(unit: Unit) -> Recipient:
    """The LEA unit as somebody to write to."""
    return Recipient(Party.LEA, unit.name, unit.address, unit.fingerprints, unit.language, unit.template)
