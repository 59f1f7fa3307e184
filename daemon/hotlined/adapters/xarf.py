"""The machine-readable part of a notice: XARF v4 `content/csam`, or v3 `ChildAbuse`, as JSON.

Of v4 the published schemas come with the library `xarf` (MIT); what does not fit them does not leave: the
notice then goes as text alone, which is complete by itself.  v3 is archived and has no packaged schema.
Never any evidence, and nothing that the text does not say (P10).
"""

import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from hotlined.app import audit
from hotlined.domain.hotline.directory import a_labels, host_of
from hotlined.domain.hotline.site import TEST_MARK, Site
from hotlined.domain.hotline.uri import as_uri
from hotlined.domain.mail.message import Draft
from hotlined.domain.ntd.notice_text import MachineNotice

if TYPE_CHECKING:
    from xarf.schema_validator import SchemaValidator

VERSION: Final = "4.2.0"
# The schema's pattern knows no punycode, no capitals and no addresses: the field is then left out.
_DOMAIN: Final = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}")


def xarf_part(draft: Draft, site: Site) -> bytes | None:
    """The JSON of a notice that is to have one; None where it is to have none, or where it would not fit."""
    machine = draft.values.get("machine")
    if not isinstance(machine, MachineNotice):
        return None
    data = _v3(machine, draft, site) if machine.version == "v3" else _v4(machine, draft, site)
    if machine.version == "v4" and problems_of(data):
        audit.unfit(draft.stream, draft.message_id)
        return None
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8")


def problems_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with a v4 report by the published schema; names of fields only, never a value."""
    return tuple(sorted({one.field for one in _validator().validate(dict(data))}))


@cache
def _validator() -> "SchemaValidator":
    # Half a second to import, once, and only where a hotline sends XARF at all.
    from xarf.schema_validator import SchemaValidator

    return SchemaValidator()


def _v4(machine: MachineNotice, draft: Draft, site: Site) -> dict[str, Any]:
    sender = site.identities[draft.mailbox]
    party = {"org": site.hotline.name[:200], "contact": str(sender), "domain": sender.domain}
    host = a_labels(host_of(machine.url))
    moment = _utc(machine)
    mark = f"{TEST_MARK} " if draft.test else ""
    flagger = f" {machine.flagger}." if machine.flagger else ""
    said = f"{mark}Notice {machine.notice}; the text of this mail says all of it.{flagger}"
    report: dict[str, Any] = {
        "xarf_version": VERSION,
        # The same mail has the same number, whenever it is composed.
        "report_id": str(uuid.UUID(bytes=hashlib.sha256(draft.message_id.encode()).digest()[:16], version=4)),
        "timestamp": moment,
        "reporter": party,
        "sender": party,
        "source_identifier": machine.ip or host,
        "category": "content",
        "type": "csam",
        "url": as_uri(machine.url),
        "classification": machine.classification,
        "detection_method": "manual_review",
        "verified_at": moment,
        "verification_method": "manual",
        "content_removed": False,
        "description": said[:1000],
    }
    return report | ({"domain": host} if _DOMAIN.fullmatch(host) else {})


def _v3(machine: MachineNotice, draft: Draft, site: Site) -> dict[str, Any]:
    sender = site.identities[draft.mailbox]
    more = {"SourceIp": machine.ip} if machine.ip else {}
    notes = " ".join(filter(None, (TEST_MARK if draft.test else "", machine.flagger)))
    more |= {"ReporterNotes": notes} if notes else {}
    report = {
        "ReportClass": "Content",
        "ReportType": "ChildAbuse",
        "Date": _utc(machine),
        "SourceUrl": as_uri(machine.url),
        "ReporterCaseID": machine.notice,
    }
    return {
        "Version": "3",
        "ReporterInfo": {
            "ReporterType": "Org",
            "ReporterOrg": site.hotline.name,
            "ReporterOrgDomain": sender.domain,
            "ReporterOrgEmail": str(sender),
            "ReporterContactPhone": site.hotline.phone,
        },
        "Disclosure": False,  # nothing in it is for the provider's customer
        "Report": report | more,
    }


def _utc(machine: MachineNotice) -> str:
    return f"{machine.observed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
