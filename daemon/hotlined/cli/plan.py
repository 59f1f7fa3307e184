"""What the daemon will do, in words: read off the same routing and agreement that decide."""

from collections.abc import Iterable, Iterator

from hotlined.domain.hotline.people import Unit
from hotlined.domain.hotline.rules import Bearing, route
from hotlined.domain.hotline.site import NEVER, Agreement, NtdBody, Site
from hotlined.domain.letters.digest import readers
from hotlined.domain.values.shown import duration

ASSESSED = (("illegal", "an illegal case"), ("unsure", "a case that may be illegal"))


def sentences(site: Site) -> Iterator[str]:
    """The plan, one sentence each."""
    if site.providers_to is not None:
        yield f"TEST MODE: no provider gets any mail; all goes to {site.providers_to}, marked as a test."
    home = site.hotline.country
    for assessment, case in ASSESSED:
        yield f"{case.capitalize()} hosted in {home} {_goes(site, assessment, urgent=False)}."
        urgent = _goes(site, assessment, urgent=True)
        if urgent != _goes(site, assessment, urgent=False):
            yield f"If it is urgent it {urgent}."
        yield from _elsewhere(site, assessment)
    for unit in site.units:
        if not any(unit.name in row.units or unit.level in row.levels for row in site.routes):
            yield f"{unit.name} gets a report only where an analyst names it: [LEA:{unit.name}]."
    agreement = site.agreement
    yield (
        f"A missing receipt is reminded of after {duration(agreement.receipt_reminder)}, "
        f"urgent ones after {duration(agreement.receipt_reminder_urgent)}: "
        "the unit first, then its contact person, then the analysts."
    )
    yield from _notices(site, agreement)
    yield (
        f"A case hosted outside {home} gets no report and no notice: the analyst enters it in ICCAM, "
        "and the LEA is then told so."
    )
    if agreement.not_illegal == "none":
        yield "A case that is not illegal is reported to nobody."
    elif agreement.not_illegal == "each":
        yield f"A case that is not illegal {_goes(site, 'not_illegal', urgent=False)}."
    else:
        names = ", ".join(unit.name for unit in readers(site))
        yield f"Cases that are not illegal are listed in a {agreement.not_illegal_digest} digest to {names}."
    if agreement.lea_statistics != "none":
        yield (
            f"Each LEA unit is asked for its statistics on the first working day after each "
            f"{agreement.lea_statistics}, and reminded after {duration(agreement.lea_statistics_reminder)}."
        )
    yield from _destroyed(agreement)
    yield f"Commands of analysts need the proof `{agreement.analyst_proof}`."


def _destroyed(agreement: Agreement) -> Iterator[str]:
    """What cannot be had back: a slip in a unit shows here, or never."""
    if agreement.purge_after == NEVER == agreement.anonymise_after:
        yield "Nothing of a case is destroyed."
    if agreement.purge_after != NEVER:
        urls = agreement.purge_urls_after
        then = "stay" if urls == NEVER else f"follow {duration(urls)} after it is closed"
        after = agreement.purge_after
        when = f"{duration(after)} after the last receipt" if after else "with the last receipt"
        yield f"A case loses attachments, descriptions and mails {when}; its URLs and IP addresses {then}."
    if agreement.anonymise_after != NEVER:
        when = f"{duration(agreement.anonymise_after)} after it is closed"
        yield f"A case loses all content {when}, with receipts or without."


def _elsewhere(site: Site, assessment: str) -> Iterator[str]:
    """Where region or language of the form lead to other units."""
    usual = _goes(site, assessment, urgent=False)
    for region in site.regions:
        if (goes := _goes(site, assessment, urgent=False, region=region)) != usual:
            yield f"With the region {region} it {goes}."
    for language in dict.fromkeys(one for row in site.routes for one in row.language):
        if (goes := _goes(site, assessment, urgent=False, language=language)) != usual:
            yield f"With content in the language {language} it {goes}."


def _goes(
    site: Site, assessment: str, *, urgent: bool, region: str | None = None, language: str | None = None
) -> str:
    routed = route(site, Bearing(assessment, site.hotline.country, urgent, region, language))
    units = site.units_there(routed.units)
    if not units:
        return "goes to no LEA unit: the analyst has to name one with [LEA:…]"
    rule = ", ".join(routed.hits).removeprefix("routing:")
    return f"goes encrypted to {_joined(units)} (rule: {rule})"


def _joined(units: Iterable[Unit]) -> str:
    return " and ".join(f"{unit.name} <{unit.address}>" for unit in units)


def _notices(site: Site, agreement: Agreement) -> Iterator[str]:
    if agreement.ntd_body is NtdBody.LEA:
        every = duration(agreement.lea_followup)
        yield f"The LEA sends the notices to providers; it is asked every {every} whether it has."
        yield f"After {agreement.lea_followups} questions without an answer the analysts are told."
        return
    since = (
        "the LEA has confirmed the report"
        if agreement.ntd_needs_receipt
        else "the LEA's server has accepted the report"
    )
    yield (
        f"The notice goes to the hosting provider {duration(agreement.ntd_delay)} after {since}, "
        "unless it is held, in question or removed, the contact is not confirmed, "
        "or the LEA inbox cannot be read."
    )
    if agreement.ntd_calendar:
        yield "Outside of working hours it goes when they begin, if the case is not urgent."
    for unit in site.units:
        if unit.ntd_delay is not None:
            yield f"For {unit.name} it is {duration(unit.ntd_delay)}; of several units the longest counts."
    yield (
        f"A provider who does not answer is reminded every {duration(agreement.ntd_reminder)}, "
        f"{agreement.ntd_reminders} times; then LEA and analysts are told."
    )
