"""What a command did, as sentences for the answer to the analyst; numbers and names of fields, no content."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from hotlined.domain.cases.case_urls import UNKNOWN, Urls, kept_back
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold, Pause
from hotlined.domain.hotline.rules import CHOSEN, Bearing, route
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.foretold import unsent
from hotlined.domain.record.casework import CaseClosed, FormUpdated, UrgencyRaised
from hotlined.domain.record.reporting import ReceiptGiven, ReportQueued
from hotlined.domain.values.shown import few, local_time, spans


def told_of(effect: Effect, case: Case, site: Site) -> Iterator[str]:
    """The sentences on an effect that was carried out on a case (as it was before)."""
    for event in effect.events:
        match event:
            case FormUpdated():
                informed = any(one.draft.to.party == Party.LEA for one in effect.letters)
                yield from _updated(event, case, informed=informed)
            case UrgencyRaised():
                if case.fragments:
                    yield "the case is urgent now: phone the unit's contact person"
                else:
                    yield "the case is urgent now"
                yield from _passed_over(case, site)
            case ReportQueued():
                yield _queued(event, case)
            case CaseClosed():
                if dropped := spans(unsent(case, site)):
                    yield f"no notice goes any more about item {dropped}"
                yield from _unconfirmed(
                    case, {one.unit for one in effect.events if isinstance(one, ReceiptGiven)}
                )
                yield from (_goes_on(hold, site) for hold in case.outlasting())
                yield from _ends(case)
            case _:
                continue
    anew = {(one.unit, one.fragment) for one in effect.events if isinstance(one, ReportQueued)}
    for fragment in case.fragments:
        if fragment.message_id in effect.cancel and (fragment.unit, fragment.number) not in anew:
            yield f"{fragment.name or 'the report'} to {fragment.unit} is stopped; [RESEND:go] sends it"


def _passed_over(case: Case, site: Site) -> Iterator[str]:
    """Units that the rules send what is urgent to: which get a case is chosen once, when it is opened."""
    opened, form = case.opened, case.form
    if opened is None or form is None or opened.urgent or any(one.startswith(CHOSEN) for one in opened.rules):
        return
    usual = Bearing(opened.assessment, opened.country, False, form.region, form.content_language)
    known = {*opened.units, *route(site, usual).units}
    more = [one for one in route(site, replace(usual, urgent=True)).units if one not in known]
    if more and opened.units:
        yield (
            f"the rules send urgent cases to {', '.join(more)} too, and this one does not go there any more: "
            f"phone, or open a case for it with [LEA:{more[0]}]"
        )


def _unconfirmed(case: Case, given: Collection[str] = ()) -> Iterator[str]:
    """Closing a case ends the reminders, and the tries: silence must not be taken for a receipt."""
    missing: dict[str, list[Fragment]] = {}
    for one in case.unconfirmed():
        if one.unit not in given:
            missing.setdefault(one.unit, []).append(one)
    for unit, parts in missing.items():
        yield _how_it_stands(case, unit, parts)


def _how_it_stands(case: Case, unit: str, parts: Sequence[Fragment]) -> str:
    if any(one.blocked is not None or case.stopped(one) for one in parts):
        return f"the report to {unit} has NOT left, or not all of it, and is not tried any more"
    if any(map(case.lost, parts)):
        return (
            f"the report to {unit} has NOT arrived, or not all of it: it was refused or came back, and is not"
            " sent again"
        )
    if not all(map(case.reached, parts)):
        return (
            f"the report to {unit} has not left yet, or not all of it: it still goes, and nobody is reminded"
            " of it"
        )
    part = parts[0].name if len(parts) == 1 else ""
    if not part and all(one.supplement for one in parts):
        part = ", ".join(dict.fromkeys(f"supplement {one.supplement}" for one in parts))
    if part:  # the report itself may be confirmed
        return f"{unit} has not confirmed the report ({part}), and nobody is reminded of it any more"
    return f"{unit} has not confirmed the report, and nobody is reminded of it any more"


def _ends(case: Case) -> Iterator[str]:
    """What kept notices back, also those of other cases about the same URLs, until the case is open again."""
    for pause in case.pauses_now():
        yield f"question {pause.id} is not answered, and keeps nothing back any more"
    for hold in case.holds_in_force():
        if hold.party != Party.LEA:
            yield f"hold {hold.id} of {hold.by} keeps nothing back any more"


def goes_on(case: Case, site: Site) -> Iterator[str]:
    """What is open when a case closes, and each hold of the LEA that this does not end (P6)."""
    yield from _unconfirmed(case)
    for hold in case.outlasting():
        yield _goes_on(hold, site)
    yield from beyond(case)


def _goes_on(hold: Hold, site: Site) -> str:
    if hold.until is None:
        return f"hold {hold.id} of {hold.by} goes on without an end"
    return f"hold {hold.id} of {hold.by} goes on until {local_time(hold.until, site.hotline.timezone)}"


def beyond(case: Case, urls: Urls = UNKNOWN) -> Iterator[str]:
    """What goes on after the closing keeps back: in which cases now, and who lets them go.

    Of a case whose URLs are purged nothing is kept back, and nothing is said to be.
    """
    for pause in case.pauses_now() if case.closed is not None else ():
        yield _asks(case, pause, urls)
    for hold in case.outlasting():
        now = few(kept_back(case, hold.items, urls))
        if not case.listed:
            yield (
                f"hold {hold.id} goes on though the case is closed; its URLs are purged, and no notice waits"
                " for it"
            )
        elif now:
            yield (
                f"hold {hold.id} goes on though the case is closed: notices about the same URLs in other"
                f" cases wait for it, now in {now}"
            )
        else:
            yield (
                f"hold {hold.id} goes on though the case is closed: notices about the same URLs in other"
                " cases wait for it"
            )
        if hold.until is None:
            yield f"only {hold.by} lifts hold {hold.id}"
        else:
            yield f"only {hold.by} lifts hold {hold.id} before its end"


def _asks(case: Case, pause: Pause, urls: Urls) -> str:
    now = few(kept_back(case, (), urls))
    if not case.listed:
        return f"question {pause.id} waits for your answer: [CONFIRM:{pause.id}]"
    if now:
        return (
            f"notices about the same URLs in other cases wait for your answer to question {pause.id}:"
            f" [CONFIRM:{pause.id}]; now in {now}"
        )
    return (
        f"notices about the same URLs in other cases wait for your answer to question {pause.id}:"
        f" [CONFIRM:{pause.id}]"
    )


def _updated(event: FormUpdated, case: Case, *, informed: bool) -> Iterator[str]:
    known = len(case.items)
    changed: dict[int, list[str]] = {}
    for one in event.changes or ():
        changed.setdefault(one.item, []).append(one.label)
    for item, labels in changed.items():
        where = f"item {item}" if item else "the report"
        yield f"item {item} is new" if item > known else f"{where}: {', '.join(labels)}"
    if event.changes and not event.supplement and not informed:
        yield "no LEA is told of it: the case is not reported to one from here"


def _queued(event: ReportQueued, case: Case) -> str:
    before = case.fragment(event.unit, event.fragment)
    never = (RowState.QUEUED, RowState.CANCELLED)
    again = before is not None and any(mail.state not in never for mail in case.mails_of(before))
    what = f"supplement {event.supplement}" if event.supplement else "the report"
    part = f", part {event.fragment - event.before} of {event.of}" if event.of > 1 else ""
    return f"{what}{part} goes to {event.unit}{' once more' if again else ''}"
