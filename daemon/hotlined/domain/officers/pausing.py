"""Each case that an unclear mail of the LEA may concern waits for an analyst, all in one question (P7)."""

from collections.abc import Sequence
from dataclasses import replace

from hotlined.domain.cases.signed import covers_case
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.letters.decision import Context, Decision, Facts
from hotlined.domain.letters.drafts import Effect, Letter
from hotlined.domain.letters.who import Who, as_of_case, units_of
from hotlined.domain.mail.message import AUTOMATA, Inbound, Party
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.steps import which
from hotlined.domain.steps.asking import Doubt, ask, crowded, instead
from hotlined.domain.steps.filing import filed, heard, on_case, seen, shown_to_analysts
from hotlined.domain.steps.holds import place
from hotlined.domain.steps.wish import Wish
from hotlined.domain.text.file_number import file_number
from hotlined.domain.values.folders import Folder


def paused(
    mail: Inbound,
    who: Who,
    facts: Facts,
    context: Context,
    *,
    folder: Folder,
    why: str,
    held_too: bool = True,
    waits: Meaning | None = None,
) -> Decision:
    """Every case that the mail may concern waits for an analyst; of none: the analysts get its words.

    That is each open one, and a closed one that the mail itself is about: its URLs may be in others (P7).
    Several cases are asked about in one question, which is answered once (`steps.which`).  Not `held_too`:
    cases with a hold in force need no question besides.  `waits`: what a mail says that asks to wait; then
    each of these cases of its unit is put on hold as well, whatever the analysts answer (P6).
    """
    cases = _concerned(facts, held_too=held_too)
    if not cases:
        show = shown_to_analysts if who.party is Party.LEA and mail.unreadable is None else filed
        return show(mail, who, folder, why, context)
    mark = seen(mail, who, folder, why)
    there = [heard(case, mark, context) for case in cases]
    within = which.asked_in(context, cases, mail.digest, mail.released_at)
    held = _held(mail, who, there, waits, context) if waits is not None else {}
    machine = mail.classified.kind in AUTOMATA
    doubt = Doubt(who, why, mail.digest, mail.new_text.strip(), by_machine=machine)
    changes = []
    for case, now in zip(cases, there, strict=True):
        effect = held.get(case.stream, Effect())
        if within is not None:
            effect = replace(effect, letters=which.news(effect.letters))
        effect += ask(context, now, doubt, within=within, urls=facts.urls)
        changes.append(on_case(case, mark, effect, context))
    if within is not None:
        older = (crowded(case, doubt, several=True) for case in there)
        told = next((instead(one, doubt) for one in older if one is not None), doubt)
        named = (*facts.match.streams, *facts.match.others)
        question = which.question(context, within, told, there, named=named, held=held.values())
        changes.append(question.change(within, mark))
    return Decision(tuple(changes), folder, why, (f"matched by {facts.match.how}",))


def _concerned(facts: Facts, *, held_too: bool) -> tuple[Case, ...]:
    """The open cases that a mail may be about, and those that it is about itself."""
    concerned = {case.stream: case for case in (*facts.matched(), *facts.cases.values(), *facts.unit_cases)}
    return tuple(
        case
        for case in concerned.values()
        if (case.is_open or case.stream in facts.cases) and (held_too or not case.holds_now())
    )


def of_case(who: Who, mail: Inbound, case: Case, site: Site) -> Who:
    """The officer as one of the case's unit; a signature not covering the case proves no more than From."""
    one = as_of_case(who, mail, case, site)
    if one.proof is not ProofLevel.SIGNED or covers_case(mail, case, site):
        return one
    return replace(one, covers=False)


def _held(
    mail: Inbound, who: Who, cases: Sequence[Case], waits: Meaning, context: Context
) -> dict[str, Effect]:
    """A hold on each of the unit's own cases; one answer names all, each that was too late has its own."""
    people = {case.stream: of_case(who, mail, case, context.site) for case in cases}
    own = [case for case in cases if people[case.stream].id in units_of(case)]
    effects: dict[str, Effect] = {}
    told = False
    number = file_number(mail, context.site.hotline.prefix)
    wish = Wish(
        waits.until,
        mail.digest,
        (),
        number,
        mail.received_at,
        shortens=False,
        counted=waits.until_counted,
        extends=waits.extends,
    )
    for case in own:
        effect = place(context, case, people[case.stream], wish)
        answers = [letter for letter in effect.letters if letter.draft.kind == "hold-state"]
        others = tuple(other.stream for other in own if other is not case)
        if answers and not told and others:
            named = tuple(letter.telling(others=others) for letter in answers)
            effect = replace(effect, letters=(*_without(effect.letters, answers), *named))
        elif told:
            spare = [letter for letter in answers if not letter.draft.values["late"]]
            effect = replace(effect, letters=_without(effect.letters, spare))
        told = told or bool(answers)
        effects[case.stream] = effect
    return effects


def _without(letters: Sequence[Letter], spare: Sequence[Letter]) -> tuple[Letter, ...]:
    return tuple(one for one in letters if one not in spare)
