"""The Annex I report as plain data: the one truth that `annex-i.json` carries and the PDF is printed from.

The shape is published as `docs/annex-i.schema.json`.  Every field of the form is there; one that nobody
filled in is null.  Times are ISO 8601 in UTC with whole seconds, answers are those of `annex.Answer`.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, TypedDict, TypeVar, cast

from hotlined.domain.form.annex import Answer, Form, Item
from hotlined.domain.hotline.people import Hotline
from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.mail.message import Enclosed
from hotlined.domain.ntd.foretold import Foretold
from hotlined.domain.record.casework import CaseOpened, ProviderSet

SCHEMA: Final = "urn:hotlined:annex-i"
VERSION: Final = 1  # raised with a change that a reader of the version before would stumble over

T = TypeVar("T")


class FragmentJson(TypedDict):
    """Part `number` of `of` of one report."""

    number: int
    of: int


class ChangeJson(TypedDict):
    """One field that a supplement changes; `item` is null for a field of the report as a whole."""

    item: int | None
    field: str
    before: str | None
    after: str | None


class SupplementJson(TypedDict):
    """Supplement `number` to the report, and what is new in it."""

    number: int
    changes: list[ChangeJson]


class ReportJson(TypedDict):
    """The section REPORT."""

    hotline: str
    received_from_public: str | None
    received_from_iccam: str | None
    iccam_report_id: str | None
    forwarded_to_lea: str
    found_illegal: str
    assessment: str
    urgent: bool
    urgent_reason: str | None
    region: str | None
    content_language: str | None


class ContentJson(TypedDict):
    """The section CONTENT."""

    offender_identifiable: str | None
    victim_identifiable: str | None
    victim_identified: str | None
    content_type: str | None
    self_generated: str | None
    content_data: str | None
    useful_information: str | None
    metadata: str | None


class ItemJson(TypedDict):
    """One block of the section LOCATION & TRACKING; `number` counts over all parts."""

    number: int
    url: str
    access: str | None
    ip: str | None
    provider: str | None
    hosting: str | None
    country: str | None


class NoticeJson(TypedDict):
    """Who sends the notice and takedown, and when (`foretold.Foretold`; None: that is not ours to say).

    `after_seconds` is given for "after" and, as 0, for "now"; `at` for "at" and "sent".  `needs_receipt`: it
    counts from the receipt; `working_hours`: outside of these it goes when they begin.
    """

    body: str
    when: str | None
    after_seconds: int | None
    at: str | None
    needs_receipt: bool
    working_hours: bool


class FileJson(TypedDict):
    """A file that lies beside the document in the same mail; `size` in bytes."""

    file: str
    content_type: str
    size: int
    sha256: str


class AdditionalJson(TypedDict):
    """The section ADDITIONAL INFORMATION."""

    screenshots: str | None
    files: list[FileJson]
    comments: str | None
    cloudflare: str | None
    notice_and_takedown: NoticeJson


class ContactJson(TypedDict):
    """The section CONTACT INFORMATION."""

    hotline: str
    description: str
    email: str
    phone: str
    address: str


class AnnexJson(TypedDict):
    """The whole document."""

    schema: str
    version: int
    reference: str
    fragment: FragmentJson
    supplement: SupplementJson | None
    receipt_code: str
    report: ReportJson
    content: ContentJson
    items: list[ItemJson]
    additional: AdditionalJson
    contact: ContactJson


def annex_json(values: Mapping[str, object], language: str) -> AnnexJson:
    """The document for the values of the template `annex-i` (`reports.report_values`, with the hotline).

    `language` is that of the report; only what the hotline says of itself goes by it.

    Raises KeyError or TypeError, naming the value but not what it is, when one is missing or is not what
    `report_values` makes.
    """
    form = _value(values, "form", Form)
    opened = _value(values, "opened", CaseOpened)
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "reference": _value(values, "reference", str),
        "fragment": {"number": _value(values, "fragment", int), "of": _value(values, "of", int)},
        "supplement": _supplement(values),
        "receipt_code": _value(values, "code", str),
        "report": _report(values, form, opened),
        "content": _content(form),
        "items": [_item(one, opened) for one in _value(values, "items", tuple)],
        "additional": {
            "screenshots": form.screenshots,
            "files": [_file(one) for one in _value(values, "files", tuple)],
            "comments": form.comments,
            "cloudflare": _answer(form.cloudflare),
            "notice_and_takedown": _notice(values),
        },
        "contact": _contact(_value(values, "hotline", Hotline), language),
    }


def annex_json_file(values: Mapping[str, object], language: str) -> bytes:
    """The same as the file `annex-i.json`: ASCII, so that no direction mark can disguise it in a viewer."""
    return json.dumps(annex_json(values, language), ensure_ascii=True, indent=2).encode("ascii") + b"\n"


def _supplement(values: Mapping[str, object]) -> SupplementJson | None:
    number = _value(values, "supplement", int)
    if not number:
        return None
    changes = [
        ChangeJson(item=one.item or None, field=one.field, before=one.before, after=one.after)
        for one in _value(values, "changes", tuple)
    ]
    return {"number": number, "changes": changes}


def _report(values: Mapping[str, object], form: Form, opened: CaseOpened) -> ReportJson:
    return {
        "hotline": _value(values, "hotline", Hotline).name,
        "received_from_public": _time(form.received_from_public),
        "received_from_iccam": _time(form.received_from_iccam),
        "iccam_report_id": _text(values, "iccam") or form.iccam_id,
        "forwarded_to_lea": _utc(_value(values, "forwarded_at", datetime)),
        "found_illegal": _utc(opened.found_at),
        "assessment": opened.assessment,
        "urgent": opened.urgent,
        "urgent_reason": _text(values, "urgent_reason") if opened.urgent else None,
        "region": form.region,
        "content_language": form.content_language,
    }


def _content(form: Form) -> ContentJson:
    return {
        "offender_identifiable": _answer(form.offender_identifiable),
        "victim_identifiable": _answer(form.victim_identifiable),
        "victim_identified": _answer(form.victim_identified),
        "content_type": form.content_type,
        "self_generated": _answer(form.self_generated),
        "content_data": form.content_data,
        "useful_information": form.useful_information,
        "metadata": form.metadata,
    }


def _item(one: object, opened: CaseOpened) -> ItemJson:
    if not isinstance(one, Mapping):
        raise TypeError("items: a Mapping is wanted")
    item = _value(one, "item", Item)
    found = cast("ProviderSet | None", one["provider"])
    return {
        "number": _value(one, "number", int),
        "url": item.url,
        "access": item.access,
        "ip": item.ip,
        "provider": item.provider or (found.name if found else None),
        "hosting": item.hosting,
        "country": item.host_country or opened.country,
    }


def _file(one: object) -> FileJson:
    if not isinstance(one, Enclosed):
        raise TypeError("files: an Enclosed is wanted")
    return {"file": one.file, "content_type": one.content_type, "size": one.size, "sha256": one.sha256}


def _notice(values: Mapping[str, object]) -> NoticeJson:
    plan = _value(values, "notice", Foretold)
    after = timedelta(0) if plan.kind == "now" else plan.after
    return {
        "body": str(NtdBody.LEA if plan.kind == NtdBody.LEA else NtdBody.HOTLINE),
        "when": None if plan.kind == NtdBody.LEA else plan.kind,
        "after_seconds": None if after is None else int(after.total_seconds()),
        "at": None if plan.at is None else _utc(plan.at),
        "needs_receipt": plan.receipt,
        "working_hours": plan.calendar,
    }


def _contact(hotline: Hotline, language: str) -> ContactJson:
    return {
        "hotline": hotline.name,
        "description": hotline.description.of(language),
        "email": str(hotline.email),
        "phone": hotline.phone,
        "address": hotline.address,
    }


def _value(values: Mapping[str, object], name: str, kind: type[T]) -> T:
    value = values[name]
    if not isinstance(value, kind):
        raise TypeError(f"{name}: a {kind.__name__} is wanted")
    return value


def _text(values: Mapping[str, object], name: str) -> str | None:
    return None if values[name] is None else _value(values, name, str)


def _answer(given: Answer | None) -> str | None:
    return None if given is None else given.value


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else _utc(moment)


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise TypeError("a time without zone")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
