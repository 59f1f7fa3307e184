"""A tagged mail of an analyst becomes a case, whole or not at all (P17).

What was read without problems is carried out: the case, its providers, the report to each LEA unit that the
routing chose, the transcript.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from hotlined.domain import form as annex
from hotlined.domain.analysts.assessing import Reading, is_reported
from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.cases.case import with_events
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.hotline.url_key import url_key
from hotlined.domain.letters.attached import kept
from hotlined.domain.letters.decision import Change, Context, Facts
from hotlined.domain.letters.digest import listed, wanted
from hotlined.domain.letters.drafts import Effect, Letter, to_analysts, to_contact
from hotlined.domain.letters.reports import in_parts, parts
from hotlined.domain.mail.identity import id_digest
from hotlined.domain.mail.message import Inbound
from hotlined.domain.mail.outgoing import URGENT_CONTACT
from hotlined.domain.ntd.expected import is_abroad
from hotlined.domain.ntd.hosted import together
from hotlined.domain.ntd.hosting import providers
from hotlined.domain.ntd.planning import may_be_asked
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.record.events import Event
from hotlined.domain.record.noticed import NtdSet
from hotlined.domain.steps.abroad import entry, informed
from hotlined.domain.tagging.arguments import NtdKind, NtdTime
from hotlined.domain.values.reference import next_reference
from hotlined.domain.values.shown import items_argument

MOST_LINKED = 20  # of them are named
MOST_HELD = 3


def open_case(
    mail: Inbound, mark: MailSeen, reading: Reading, facts: Facts, context: Context, transcript: Transcript
) -> Change:
    """The change that opens the case and sends what follows from it at once; `mark` records the mail."""
    analyst = mark.who
    site = context.site
    reference = next_reference(site.hotline.prefix, site.at(context.now).year, facts.serial - 1)
    opened = _opened(mail, analyst, reading, facts, site)
    files = kept(reading.passing.files, mail.digest, analyst)
    items = tuple(enumerate(reading.form.items, 1))
    behind = reading.form.cloudflare is annex.Answer.YES
    events: list[Event] = [opened, mark, *providers(items, site, behind=behind), *files]
    if reading.ntd is not None:
        events.append(ntd_set(reading.ntd, analyst))
    case = with_events(Case(str(reference)), events, context.now)
    effect = Effect(tuple(events))
    if reaches_lea(opened, site):
        effect += in_parts(context, case, case.numbers())
        if opened.urgent:
            effect += Effect(letters=tuple(urgent_letters(context, case)))
    elif is_abroad(case, context.site):
        told = informed(context, case) if case.iccam else entry(context, case, analyst)
        effect += Effect(letters=tuple(told))
    beside = {"linked": _linked(case, facts), "held_in": _held_in(case, facts)}
    values = {**_transcript(case, reading, site), "transcript": transcript, **beside}
    answer = to_analysts(context, case, "opened", values, only=analyst, content=True, answer=True)
    return (effect + Effect(letters=answer)).change(case.stream)


def _opened(mail: Inbound, analyst: str, reading: Reading, facts: Facts, site: Site) -> CaseOpened:
    opened = CaseOpened(
        assessment=reading.assessment,
        analyst=analyst,
        mail=mail.digest,
        thread=mail.message_id,
        found_at=mail.received_at,
        received_from_public=reading.form.received_from_public,
        country=reading.country,
        urgent=reading.urgent_reason is not None,
        units=reading.units,
        ntd_body=site.agreement.ntd_body,
        ntd_delay=_delay(reading.units, site),
        rules=reading.rules,
        items=len(reading.form.items),
        iccam=reading.iccam,
        form=reading.form,
        urgent_reason=reading.urgent_reason,
        originals=_originals(mail, facts),
        corrects=facts.corrects,
    )
    return replace(opened, deadline=_deadline(opened, site))


def _originals(mail: Inbound, facts: Facts) -> tuple[str, ...]:
    """The reports that the case is about: forwarded, or those of the form that is answered."""
    forwarded = (id_digest(one.message_id) for one in mail.originals if one.message_id)
    return tuple(dict.fromkeys(filter(None, (*forwarded, facts.answers_report))))


def reaches_lea(opened: CaseOpened, site: Site) -> bool:
    """Whether the case is reported to the LEA now: found illegal (or unsure), hosted at home.

    What is not illegal is reported only where the agreement says "each".
    """
    return is_reported(opened.assessment, opened.country, site)


def _deadline(opened: CaseOpened, site: Site) -> datetime | None:
    """Until when the LEA is to have the report: the end of the working day (guidelines: "Reporting")."""
    if site.worktime is None or not reaches_lea(opened, site):
        return None
    return site.worktime.day_end(opened.found_at)


def ntd_set(ntd: NtdTime, by: str) -> NtdSet:
    """The event for an analyst's [NTD:…]."""
    return NtdSet(
        kind=ntd.kind,
        by=by,
        seconds=int(ntd.delay.total_seconds()) if ntd.delay is not None else None,
        at=ntd.at,
    )


def _delay(units: tuple[str, ...], site: Site) -> int:
    """The longest delay agreed with any of the units, in seconds."""
    known = site.units_there(units)
    agreed = site.agreement.ntd_delay
    longest = max((agreed if one.ntd_delay is None else one.ntd_delay for one in known), default=agreed)
    return int(longest.total_seconds())


def urgent_letters(context: Context, case: Case) -> Iterator[Letter]:
    """Beside an urgent report: the short mail to the contact person, "call now" to the analysts."""
    for unit in case.units:
        yield from to_contact(context, case, unit, URGENT_CONTACT, {"blocked": ()}, urgent=True)
    contacts = tuple(unit.contact for unit in context.site.units_there(case.units) if unit.contact)
    values = {"contacts": contacts, "units": case.units, "blocked": ()}
    yield from to_analysts(context, case, "call-now", values, urgent=True)


def _linked(case: Case, facts: Facts) -> tuple[tuple[int, str], ...]:
    """The items that other cases have as well, open or on hold: number, and which case; the first few."""
    found = (
        (number, stream)
        for number, item in enumerate(case.listed, 1)
        for key in (url_key(item.url),)
        for stream in dict.fromkeys((*facts.urls.get(key, ()), *facts.stopping.get(key, ())))
        if stream != case.stream
    )
    return tuple(islice(found, MOST_LINKED))


def _held_in(case: Case, facts: Facts) -> tuple[str, ...]:
    """The cases in which a hold or a question on the same URLs may keep the notices back; the first few."""
    keys = (url_key(item.url) for item in case.listed)
    found = (stream for key in keys for stream in facts.stopping.get(key, ()) if stream != case.stream)
    return tuple(islice(dict.fromkeys(found), MOST_HELD))


def _transcript(case: Case, reading: Reading, site: Site) -> dict[str, object]:
    opened = case.opened
    hosts = tuple(item.provider for item in case.items if item.provider is not None)
    # Who wants no notice has nobody to name for it, and no CDN is asked for the host.
    told = () if reading.ntd is not None and reading.ntd.kind is NtdKind.NONE else case.items
    unknown = tuple(item.number for item in told if item.provider is None)
    behind = tuple(item.number for item in told if item.provider and item.provider.cdn)
    noticed = tuple(item.provider for item in told if item.provider is not None)
    mailed = tuple(one for one in noticed if one.channel != "form")
    by_hand = tuple(one.contact for one in noticed if one.channel == "form" and not one.cdn)
    return {
        "case": case,
        "opened": opened,
        "blocked": (),  # filled in by `steps.failing`
        "parts": len(parts(case.numbers(), site.agreement.fragment_size)),
        "in_digest": opened is not None and wanted(site) and listed(opened, site),
        "to_lea": opened is not None and reaches_lea(opened, site),
        "abroad": reading.country != site.hotline.country,
        "form": reading.form,
        "without_provider": unknown,
        "offered": items_argument(together(case, unknown, site)),
        # Who confirms a CDN's address says that it is the host: there the host is asked for.
        "unconfirmed": tuple(
            dict.fromkeys(one.contact for one in mailed if not one.confirmed and not one.cdn)
        ),
        "by_hand": tuple(dict.fromkeys(by_hand)),
        "asked": False,  # of the writer's own words that ask to wait: `plain_wait`
        "behind_cdn": behind,
        "none_yet": len(behind) + len(unknown) + len(by_hand) == len(case.items),
        "cdn_offered": items_argument(together(case, behind, site)),
        "cdn_asked": any(one.cdn and may_be_asked(one.contact, site) for one in noticed),
        "needs_receipt": site.agreement.ntd_needs_receipt,
        "ntd": reading.ntd,
        "ntd_after": timedelta(seconds=opened.ntd_delay if opened else 0),
        "case_contacts": tuple(dict.fromkeys(one.contact for one in hosts)),
    }
