"""An analyst's assessment read from tags and form: every problem is listed at once (P17)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hotlined.domain import form as annex
from hotlined.domain.analysts.url_address import other_addresses
from hotlined.domain.form import Block, Form
from hotlined.domain.form.labels import LABELS_EN, read_answer
from hotlined.domain.hotline.rules import CHOSEN, Bearing, route, unknown_region
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.attached import Passing, passing
from hotlined.domain.letters.decision import Facts
from hotlined.domain.mail.message import Inbound
from hotlined.domain.ntd.expected import no_notice
from hotlined.domain.ntd.notice_time import LONGEST_DELAY
from hotlined.domain.tagging.arguments import NtdTime, read_delay
from hotlined.domain.tagging.tagrules import conflicts
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.country import read_country

ASSESSMENTS = {Word.ILLEGAL: "illegal", Word.UNSURE: "unsure", Word.NOT_ILLEGAL: "not_illegal"}
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
    formed = annex.read_form(text, labels=site.labels, zone=site.hotline.timezone, names=site.signers)
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
        (*routed.hits, *(f"{CHOSEN}{name}" for name in asked)),
        told.get(Word.URGENT),
        told.get(Word.ICCAM) or form.iccam_id,
        ntd,
        problems,
    )


def with_files(reading: Reading, mail: Inbound, site: Site, *, answers_us: bool) -> Reading:
    """The reading with what becomes of the mail's files."""
    reported = is_reported(reading.assessment, reading.country, site)
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
        known = f"did you mean [{unknown.meant}]?"
        hint = f"; {known}" if unknown.nearest else "; leave it out, or send [HELP] for the list"
        yield f"[{unknown.raw}] is not a tag I know{hint}"
    for word in dict.fromkeys(tag.word for tag in tags.loose if tag not in tags.tags):
        yield (
            f"[{word}] stands where it does not count; expected it with both brackets, in the subject or"
            " above all other text, and nothing else on its line"
        )
    for tag in tags.tags:
        if tag.word not in allowed:
            yield f"[{tag.word}] does not belong here"
    yield from conflicts(tags.tags)
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


def is_reported(assessment: str, country: str | None, site: Site) -> bool:
    each = ("not_illegal",) if site.agreement.not_illegal == "each" else ()
    return assessment in ("illegal", "unsure", *each) and country == site.hotline.country
