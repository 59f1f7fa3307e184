"""`people:` of mailboxes.yaml: the analysts, who is on duty, and the units of the LEA with their officers."""

from typing import Annotated

from pydantic import Field

from hotlined.adapters.config.sentences import Block, Reads
from hotlined.adapters.config.shapes import (
    AttachmentsLimit,
    Domain,
    Fingerprint,
    Language,
    Level,
    Line,
    MailAddress,
    NtdDelay,
    TemplateSet,
    UnitName,
)
from hotlined.domain.hotline.people import Analyst, Contact, Unit


class AnalystBlock(Block):
    """One of `people.analysts`."""

    name: Line
    address: MailAddress
    fingerprints: tuple[Fingerprint, ...] = ()
    language: Language | None = None  # None: the default of whoever it belongs to

    def analyst(self, language: str) -> Analyst:
        """The analyst as the domain knows one, written to in `language` unless another is named."""
        return Analyst(**{**dict(self), "language": self.language or language})


class ContactBlock(Block):
    """The contact person of a unit."""

    name: Line
    address: MailAddress
    phone: Line
    language: Language | None = None  # None: the default of whoever it belongs to

    def person(self, language: str) -> Contact:
        """The contact person as the domain knows one, written to in the unit's `language` by default."""
        return Contact(**{**dict(self), "language": self.language or language})


class OfficerBlock(Block):
    """An officer with an address of their own, and perhaps a key."""

    address: MailAddress
    fingerprints: tuple[Fingerprint, ...] = ()


def _attachments(text: str) -> str | None:
    yes_no = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}
    return yes_no.get(text.lower(), text if text == "images" else None)


class UnitBlock(Block):
    """One of `people.lea_units`."""

    name: UnitName
    address: MailAddress
    fingerprints: tuple[Fingerprint, ...] = ()
    contact: ContactBlock | None = None
    language: Language | None = None  # None: the default of whoever it belongs to
    level: Level = "national"
    region: Line | None = None
    template: TemplateSet | None = None
    domains: tuple[Domain, ...] = ()
    officers: tuple[OfficerBlock, ...] = ()
    ntd_delay: NtdDelay | None = None
    attachments: Annotated[str, Reads(_attachments, 'yes, no or "images"')] = "no"
    attachments_limit: AttachmentsLimit | None = None

    def unit(self, language: str) -> Unit:
        """The unit as the domain knows one, written to in `language` unless another is named."""
        spoken = self.language or language
        return Unit(
            name=self.name,
            address=self.address,
            fingerprints=self.fingerprints,
            contact=self.contact.person(spoken) if self.contact else None,
            language=spoken,
            level=self.level,
            region=self.region,
            domains=self.domains,
            officers=tuple(officer.address for officer in self.officers),
            officer_fingerprints=tuple(key for officer in self.officers for key in officer.fingerprints),
            ntd_delay=self.ntd_delay,
            attachments=self.attachments != "no",
            images_only=self.attachments == "images",
            attachments_limit=self.attachments_limit,
            template=self.template or "",
        )


class PeopleBlock(Block):
    """`people:`"""

    analysts: Annotated[tuple[AnalystBlock, ...], Field(min_length=1)]
    duty: tuple[MailAddress, ...] = ()
    lea_units: Annotated[tuple[UnitBlock, ...], Field(min_length=1)]
