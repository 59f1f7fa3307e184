"""`[UPDATE]`: form lines change an open case, whole or not at all; the LEA gets a supplement that says what.

A field that is given replaces the old value, an empty one changes nothing (the form is printed with empty
fields), a lone `-` empties it.  `Item: 2`, or the URL of an item, changes that item; another URL is a new
item, with a notice of its own time.  A notice that has left is not changed; one that waits is planned anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hotlined.domain.analysts.amending import Draft, amend
from hotlined.domain.analysts.assessing import to_come
from hotlined.domain.analysts.command import Command
from hotlined.domain.analysts.mislinked import mislinked, unread_items
from hotlined.domain.analysts.opening import reaches_lea, urgent_letters
from hotlined.domain.analysts.replanning import planned_anew
from hotlined.domain.analysts.url_address import other_addresses
from hotlined.domain.cases.case import with_events
from hotlined.domain.cases.state import Case
from hotlined.domain.form import Form, read_form
from hotlined.domain.form.amendment import Amendment, amendments
from hotlined.domain.hotline.rules import unknown_region
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.attached import Passing, kept, passing
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.reports import in_parts
from hotlined.domain.mail.message import Inbound
from hotlined.domain.ntd.expected import is_abroad
from hotlined.domain.ntd.hosting import moved
from hotlined.domain.ntd.notices import NOT_ILLEGAL
from hotlined.domain.record.casework import FormUpdated, UrgencyRaised
from hotlined.domain.record.events import Event
from hotlined.domain.steps.abroad import entry, informed
from hotlined.domain.steps.replanned import Planned
from hotlined.domain.steps.resending import hurry, renewed
from hotlined.domain.steps.withdrawing import taken_back
from hotlined.domain.tagging.arguments import NtdTime, read_delay
from hotlined.domain.tagging.words import Word

NOTHING = "[UPDATE]: expected form lines below the tags, such as `Victim identifiable: yes`, or a new `URL:`"
NO_FILES = Passing()
UNTOLD = (
    "[NTD:…]: the form of this case is purged, so that the LEA cannot be told of this time; open a new case"
)
PURGED = "the form of this case is purged; open a new case"
SAID = "[URGENT:…]: the case is urgent already, for this reason; nothing is to be sent"
HARMLESS = "[URGENT:…]: the case was found not illegal; open a new case with [ILLEGAL] or [UNSURE]"


def update(command: Command) -> Effect | tuple[str, ...]:
    """What the form lines change, with what [URGENT:...] and [NTD:...] beside them say; or every problem."""
    case, site = command.case, command.context.site
    tag = command.tags.get(Word.URGENT)
    urgent = tag.argument if tag is not None else None
    passed = files_passed(case, command.mail, site, answers_us=command.answers_us)
    reading = read_form(command.text, labels=site.labels, zone=site.hotline.timezone, names=site.signers)
    if case.form is None:
        return (PURGED,)
    if urgent is not None and is_harmless(case):
        return (HARMLESS,)
    said = urgent is not None and _is_said(case, urgent)
    urgent = None if said else urgent
    draft = Draft(case, case.form)
    amend(draft, reading)
    region = unknown_region(reading.form.region, site)
    problems = (*map(str, reading.problems), *draft.problems, *passed.problems)
    problems += tuple(to_come(reading.form, command.context.now))
    problems += tuple(other_addresses(replace(draft.form, items=tuple(draft.items)), case.form.items))
    problems += (region,) if region is not None else ()
    problems += tuple(mislinked(command.mail.mislinked, draft.items))
    problems += tuple(unread_items(command.mail, draft.items, site))
    told = case.units if _tells(case, site) or case.iccam is not None else ()
    problems += tuple(nobody_to_tell(command, told))
    if problems:
        return problems
    form = replace(draft.form, items=tuple(draft.items))
    changes = tuple(amendments(case.form, form, site.hotline.timezone))
    if not changes and urgent is None and not passed.files:
        given = reading.form != Form() or reading.blocks or reading.cleared
        why = "[UPDATE]: the case has all of it already; nothing is to be sent" if given else NOTHING
        return tuple(filter(None, (why, passed.note)))
    planned = planned_anew(command, _ntd_beside(command))
    return _changed(command, form, changes, urgent, planned, passed)


def _tells(case: Case, site: Site) -> bool:
    """Whether the LEA hears of an update of the case."""
    return case.opened is not None and reaches_lea(case.opened, site)


def nobody_to_tell(command: Command, units: Sequence[str]) -> Iterator[str]:
    """Of units that a command has to be told to those that a reload does not know any more.

    Who has the report would not hear of a new item, or of another time, and the notice must not go so (P5).
    """
    for unit in units:
        if command.context.site.unit(unit) is None:
            yield (
                f"[{command.tag.word}]: the LEA unit {unit}, which knows of the case, is not configured any"
                " more and cannot be told; ask the administrator to give it its name back, or open a new case"
                " with what is new"
            )


def _untold(command: Command, ntd: NtdTime | None, planned: Planned) -> tuple[str, ...]:
    """Why the time of the notice cannot be changed; none where no notice is to go: that is always safe."""
    never = ntd is None or ntd.kind == "none"
    return () if never else tuple(nobody_to_tell(command, planned.units))


def _ntd_beside(command: Command) -> NtdTime | None:
    """What an [NTD:...] in the same mail says; not beside [REOPEN], which has told of it."""
    tag = command.tags.get(Word.NTD) if command.tags.get(Word.REOPEN) is None else None
    return read_delay(tag.argument or "", command.context.site.hotline.timezone) if tag is not None else None


def _is_said(case: Case, reason: str) -> bool:
    """Whether the LEA was told of this urgency before, as by another analyst."""
    return case.opened is not None and case.opened.urgent and case.opened.urgent_reason == reason


def is_harmless(case: Case) -> bool:
    """Whether it was found not illegal, so that there is no unit to phone about it."""
    return case.opened is not None and case.opened.assessment == NOT_ILLEGAL


def files_passed(case: Case, mail: Inbound, site: Site, *, answers_us: bool) -> Passing:
    """What becomes of the files of a mail that updates a case."""
    opened = case.opened
    told = opened is not None and case.form is not None and reaches_lea(opened, site)
    units = opened.units if opened is not None and told else ()
    return passing(mail, units, site, first=len(case.attachments) + 1, answers_us=answers_us)


def raise_urgency(command: Command) -> Effect | str | tuple[str, ...]:
    """`[URGENT:reason]` on an open case: LEA and contact person are told, analysts are asked to phone."""
    case, reason = command.case, command.argument
    if command.tags.get(Word.UPDATE) is not None:
        return Effect()  # the update carries it
    if case.form is None:
        return PURGED
    if is_harmless(case):
        return HARMLESS
    if _is_said(case, reason):
        return SAID
    ntd = _ntd_beside(command)
    planned = planned_anew(command, ntd)
    return _untold(command, ntd, planned) or _changed(command, case.form, (), reason, planned)


def set_notice_time(command: Command, ntd: NtdTime) -> Effect | tuple[str, ...]:
    """`[NTD:...]` on an open case: planned anew; units whose report said something else are told.

    Where nothing can tell them any more, no notice goes earlier than they count on (P5).
    """
    planned, form = planned_anew(command, ntd), command.case.form
    if wrong := _untold(command, ntd, planned):
        return wrong
    if form is None and planned.sooner:
        return (UNTOLD,)
    if form is None or not planned.changes:
        return Effect(planned.facts, (), planned.cancel)
    return _changed(command, form, (), None, planned)


def _changed(
    command: Command,
    form: Form,
    changes: tuple[Amendment, ...],
    urgent: str | None,
    planned: Planned,
    passed: Passing = NO_FILES,
) -> Effect:
    """The events of an update, and what follows: supplement, notices planned anew, calls."""
    context, case, who, mail = command.context, command.case, command.who, command.mail.digest
    opened = case.opened
    if opened is None:
        return Effect()
    told = reaches_lea(opened, context.site) and bool(opened.units)
    said = (Amendment(0, "urgent", None, "Yes"),) if urgent is not None else ()
    changes = (*said, *planned.changes, *changes)
    touched = tuple(sorted({one.item for one in changes if one.item}))
    replanned = _replanned(form, changes, touched)
    number = max((one.supplement for one in case.supplements), default=0) + 1
    fact = FormUpdated(
        by=who.id,
        mail=mail,
        items=len(form.items),
        supplement=number if told else 0,
        touched=touched,
        form=form,
        changes=changes,
    )
    raised = (UrgencyRaised(by=who.id, mail=mail, reason=urgent),) if urgent is not None else ()
    first = len(case.attachments) + 1
    files = kept(passed.files, mail, who.id, first=first, supplement=number)
    events: list[Event] = [
        *raised,
        fact,
        *moved(case, form, replanned, context.site, now=context.now),
        *files,
        *planned.facts,
    ]
    after = with_events(case, events, context.now)
    gone = taken_back(case, replanned) if replanned else ()
    effect = Effect(tuple(events), (), (*gone, *planned.cancel))
    if told:
        alone = changes == planned.changes and not passed.files
        units = planned.units if alone and planned.units else after.units
        return effect + _supplement(context, after, fact, units, hurries=bool(raised))
    if is_abroad(after, context.site):
        letters = (*entry(context, after, who.id),)
        if raised and case.iccam is not None:  # of what it knows; what is new, with the next [ICCAM:...]
            letters += (*informed(context, replace(after, form=case.form)),)
        return effect + Effect(letters=letters)
    return effect


def _replanned(form: Form, changes: Sequence[Amendment], touched: tuple[int, ...]) -> tuple[int, ...]:
    """The items whose notices are planned anew: all, where it changes whether a CDN stands in front."""
    elsewhere = any(one.field == "cloudflare" for one in changes)
    return tuple(range(1, len(form.items) + 1)) if elsewhere else touched


def _supplement(
    context: Context, case: Case, fact: FormUpdated, units: tuple[str, ...], *, hurries: bool
) -> Effect:
    """What these units are told of the update; `hurries`: it made the case urgent."""
    effect = in_parts(context, case, fact.touched, supplement=fact.supplement, units=units)
    if hurries:
        return effect + hurry(context, case) + Effect(letters=tuple(urgent_letters(context, case)))
    return effect + renewed(context, case)
