"""A tagged mail of an analyst becomes a case, whole or not at all (P17).

`read` checks tags and form and lists every problem at once; `open_case` carries out a reading without
problems: the case, its providers, the report to each LEA unit that the routing chose, the transcript.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from hotlined.domain import form as annex
from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.analysts.url_address import other_addresses
from hotlined.domain.cases.case import apply
from hotlined.domain.cases.state import Case
from hotlined.domain.form import Block, Form
from hotlined.domain.form.labels import LABELS_EN, read_answer
from hotlined.domain.hotline.rules import Bearing, route, unknown_region
from hotlined.domain.hotline.site import Site
from hotlined.domain.hotline.url_key import url_key
from hotlined.domain.letters.attached import Passing, kept, passing
from hotlined.domain.letters.decision import Change, Context, Facts
from hotlined.domain.letters.digest import listed, wanted
from hotlined.domain.letters.drafts import Effect, Letter, to_analysts, to_contact
from hotlined.domain.letters.reports import parts, report, start
from hotlined.domain.mail.identity import id_digest
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.ntd.expected import is_abroad, no_notice
from hotlined.domain.ntd.hosted import together
from hotlined.domain.ntd.hosting import providers
from hotlined.domain.ntd.notice_time import LONGEST_DELAY
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.noticed import NtdSet
from hotlined.domain.steps.abroad import entry, informed
from hotlined.domain.tagging.arguments import NtdTime, read_delay
from hotlined.domain.tagging.tagrules import conflicts
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.country import read_country
from hotlined.domain.values.reference import next_reference
from hotlined.domain.values.shown import items_argument

ASSESSMENTS = {Word.ILLEGAL: "illegal", Word.UNSURE: "unsure", Word.NOT_ILLEGAL: "not_illegal"}
MOST_LINKED = 20  # of them are named
OPENING = {*ASSESSMENTS, Word.URGENT, Word.HOST, Word.ICCAM, Word.LEA, Word.NTD}


@dataclass(frozen=True, slots=True)
class Reading:
    """An analyst's mail as a case to be opened; with problems it is refused as a whole."""

    assessment: str
    form: Form
    country: str | None
    units: tuple[str, ...]
    rules: tuple[str, ...]
    urgent_reason: str | None
    iccam: str | None
    ntd: NtdTime | None
    problems: tuple[str, ...]
    passing: Passing = field(default_factory=Passing)


def read(tags: TagReading, text: str, facts: Facts, site: Site) -> Reading:
    """Tags and form lines as a case; every problem is a sentence that says what was expected."""
    told = {tag.word: tag.argument for tag in tags.tags}
    formed = annex.read_form(text, labels=site.labels, zone=site.hotline.timezone)
    form = formed.form
    if form.received_from_public is None and facts.report_at is not None:
        form = replace(form, received_from_public=facts.report_at)
    assessment = next((name for word, name in ASSESSMENTS.items() if word in told), "")
    countries = _countries(told.get(Word.HOST), form, site)
    country = countries[0]
    urgent = Word.URGENT in told
    routed = route(site, Bearing(assessment, country, urgent, form.region, form.content_language))
    asked = tuple(tag.argument for tag in tags.tags if tag.word is Word.LEA and tag.argument)
    units = asked if asked and all(site.unit(name) for name in asked) else routed.units
    ntd_text = told.get(Word.NTD)
    ntd = read_delay(ntd_text, site.hotline.timezone) if ntd_text else None
    problems = (
        *tag_problems(tags, OPENING),
        *_problems(assessment, units, asked, site),
        *_country_problems(countries),
        *filter(None, (_ntd_problem(told, assessment, country, site),)),
        *filter(None, (unknown_region(form.region, site),)),
        *map(str, formed.problems),
        *_block_problems(formed.blocks),
        *other_addresses(form),
        *(f"{LABELS_EN[name]}: is missing; every report needs it" for name in annex.missing(form)),
        *(map(str, annex.unlabelled(text, site.labels)) if not form.items else ()),
    )
    return Reading(
        assessment,
        form,
        country,
        units,
        (*routed.hits, *(f"tag:LEA:{name}" for name in asked)),
        told.get(Word.URGENT),
        told.get(Word.ICCAM) or form.iccam_id,
        ntd,
        problems,
    )


def with_files(reading: Reading, mail: Inbound, site: Site, *, answers_us: bool) -> Reading:
    """The reading with what becomes of the mail's files."""
    reported = _reported(reading.assessment, reading.country, site)
    found = passing(mail, reading.units if reported else (), site, answers_us=answers_us)
    return replace(reading, passing=found, problems=(*reading.problems, *found.problems))


def to_come(form: Form, now: datetime) -> Iterator[str]:
    """Times of reports that nobody can have received yet, such as of the wrong year; a day is forgiven."""
    for name in ("received_from_public", "received_from_iccam"):
        told = getattr(form, name)
        if told is not None and told > now + timedelta(days=1):
            label, day = LABELS_EN[name], told.date()
            yield f"{label}: {day} has not come yet; expected when the report was received"


def untimely(ntd: NtdTime | None, mail: Inbound) -> Iterator[str]:
    """A time of the notice that had passed when the mail was written, or is too far: a slip, as of the year.

    The notice would go at once, or be forgotten.  A time that has passed since the mail was written is kept.
    """
    if ntd is None:
        return
    written = mail.date or mail.received_at
    if ntd.at is not None and ntd.at <= written:
        yield "[NTD:…]: that moment has passed; expected one to come, or [NTD:now]"
    delay = ntd.at - written if ntd.at is not None else ntd.delay
    if delay is not None and delay > LONGEST_DELAY:
        yield (
            "[NTD:…]: more than 6 days ahead; expected at most that, or [HOLD:…] where it has to wait longer"
        )


def tag_problems(tags: TagReading, allowed: set[Word]) -> Iterator[str]:
    """What is wrong with the tags as such: unknown, out of place, contradicting, without an argument."""
    for unknown in tags.unknown:
        hint = f"; did you mean [{unknown.meant}]?" if unknown.nearest else "; send [HELP] for the list"
        yield f"[{unknown.raw}] is not a tag I know{hint}"
    for word in dict.fromkeys(tag.word for tag in tags.loose if tag not in tags.tags):
        yield (
            f"[{word}] stands where it does not count; expected it with both brackets, in the subject or"
            " above all other text, and nothing else on its line"
        )
    for tag in tags.tags:
        if tag.word not in allowed:
            yield f"[{tag.word}] does not belong here"
    yield from conflicts(tags.tags, party=Party.ANALYST)
    urgent = tags.get(Word.URGENT)
    if urgent is not None and _is_no(urgent.argument or ""):
        yield f"{urgent}: expected the reason after the colon, as in [URGENT:reason]."


def _is_no(reason: str) -> bool:
    """Whether somebody has filled in a pattern, "[URGENT:no]": nobody is to telephone the police for it."""
    return read_answer(reason) is annex.Answer.NO or reason.strip() == "-"


def _problems(assessment: str, units: tuple[str, ...], asked: tuple[str, ...], site: Site) -> Iterator[str]:
    names = ", ".join(unit.name for unit in site.units)
    if not assessment:
        yield "an assessment is missing: [ILLEGAL], [UNSURE] or [NOT-ILLEGAL]"
    unknown = [name for name in asked if site.unit(name) is None]
    if unknown:
        yield f"[LEA:{unknown[0]}] is not a unit I know; expected one of: {names}"
    elif assessment in ("illegal", "unsure") and not units:
        yield f"no row of rules/routing.yaml chooses an LEA unit; name one with [LEA:…]: {names}"


def _block_problems(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Blocks that only an update of a case can have."""
    for block in blocks:
        if not block.urls and block.number is not None:
            yield f"Item {block.number}: expected the URL of the item on the line below"


def _countries(told: str | None, form: Form, site: Site) -> tuple[str, ...]:
    """Where the items are hosted: as the tag says, else as each item says, else at home."""
    named = read_country(told or "")
    if named is not None:
        return (named,)
    found = (item.host_country or site.hotline.country for item in form.items)
    return tuple(dict.fromkeys(found)) or (site.hotline.country,)


def overruled(reading: Reading) -> Iterator[str]:
    """What the form says otherwise than a tag that counts in its place; no content."""
    form, country = reading.form, reading.country
    others = {item.host_country for item in form.items} - {None, country}
    if others:
        names = ", ".join(sorted(map(str, others)))
        yield f"[HOST:{country}] counts for all of it, and the form has another hosting country: {names}"
    if form.iccam_id is not None and form.iccam_id != reading.iccam:
        yield "[ICCAM:…] counts, and the form has another ICCAM report ID"


def _ntd_problem(told: Mapping[Word, str | None], assessment: str, country: str, site: Site) -> str | None:
    # With [NOT-ILLEGAL] it contradicts, which is said already.
    asked = Word.NTD in told and assessment in ("illegal", "unsure")
    return no_notice(assessment, country, site.agreement.ntd_body, site) if asked else None


def _country_problems(countries: tuple[str, ...]) -> Iterator[str]:
    if len(countries) > 1:
        names = ", ".join(countries)
        yield f"the items are hosted in different countries ({names}); send one mail for each, or [HOST:…]"


def open_case(
    mail: Inbound, mark: MailSeen, reading: Reading, facts: Facts, context: Context, transcript: Transcript
) -> Change:
    """The change that opens the case and sends what follows from it at once; `mark` records the mail."""
    analyst = mark.who
    site = context.site
    reference = next_reference(site.hotline.prefix, site.at(context.now).year, facts.serial - 1)
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
    opened = replace(opened, deadline=_deadline(opened, site))
    files = kept(reading.passing.files, mail.digest, analyst)
    items = tuple(enumerate(reading.form.items, 1))
    behind = reading.form.cloudflare is annex.Answer.YES
    events: list[Event] = [opened, mark, *providers(items, site, behind=behind), *files]
    if reading.ntd is not None:
        events.append(ntd_set(reading.ntd, analyst))
    case = Case(str(reference))
    for seq, event in enumerate(events):
        case = apply(case, Entry(seq, context.now, event))
    effect = Effect(tuple(events))
    if reaches_lea(opened, site):
        effect += _reports(context, case)
        if opened.urgent:
            effect += Effect(letters=tuple(urgent_letters(context, case)))
    elif is_abroad(case, context.site):
        told = informed(context, case) if case.iccam else entry(context, case, analyst)
        effect += Effect(letters=tuple(told))
    values = {**_transcript(case, reading, site), "transcript": transcript, "linked": _linked(case, facts)}
    answer = tuple(to_analysts(context, case, "opened", values, only=analyst, content=True, answer=True))
    return (effect + Effect(letters=answer)).change(case.stream)


def _originals(mail: Inbound, facts: Facts) -> tuple[str, ...]:
    """The reports that the case is about: forwarded, or those of the form that is answered."""
    forwarded = (id_digest(one.message_id) for one in mail.originals if one.message_id)
    return tuple(dict.fromkeys(filter(None, (*forwarded, facts.answers_report))))


def reaches_lea(opened: CaseOpened, site: Site) -> bool:
    """Whether the case is reported to the LEA now: found illegal (or unsure), hosted at home.

    What is not illegal is reported only where the agreement says "each".
    """
    return _reported(opened.assessment, opened.country, site)


def _reported(assessment: str, country: str | None, site: Site) -> bool:
    each = ("not_illegal",) if site.agreement.not_illegal == "each" else ()
    return assessment in ("illegal", "unsure", *each) and country == site.hotline.country


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
    known = [unit for name in units if (unit := site.unit(name)) is not None]
    agreed = site.agreement.ntd_delay
    longest = max((agreed if one.ntd_delay is None else one.ntd_delay for one in known), default=agreed)
    return int(longest.total_seconds())


def _reports(context: Context, case: Case) -> Effect:
    agreement = context.site.agreement
    opened = case.opened
    effect = Effect()
    for unit in opened.units if opened else ():
        for part in parts(case.numbers(), agreement.fragment_size):
            begin = start(part, context.now, agreement.pace(urgent=opened is not None and opened.urgent))
            for written, queued in report(context, case, unit, part, begin):
                effect += Effect((queued,), (written,))
    return effect


def urgent_letters(context: Context, case: Case) -> Iterator[Letter]:
    """Beside an urgent report: the short mail to the contact person, "call now" to the analysts."""
    names = case.opened.units if case.opened else ()
    for unit in names:
        yield from to_contact(context, case, unit, "urgent-contact", {"blocked": ()}, urgent=True)
    found = (context.site.unit(name) for name in names)
    contacts = tuple(unit.contact for unit in found if unit and unit.contact)
    values = {"contacts": contacts, "units": names, "blocked": ()}
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


def _transcript(case: Case, reading: Reading, site: Site) -> dict[str, object]:
    opened = case.opened
    unknown = tuple(item.number for item in case.items if item.provider is None)
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
        "offered": items_argument(together(case, unknown)),
        "unconfirmed": tuple(
            dict.fromkeys(
                item.provider.contact for item in case.items if item.provider and not item.provider.confirmed
            )
        ),
        "ntd": reading.ntd,
        "ntd_after": timedelta(seconds=opened.ntd_delay if opened else 0),
        "case_contacts": tuple(dict.fromkeys(item.provider.contact for item in case.items if item.provider)),
    }
