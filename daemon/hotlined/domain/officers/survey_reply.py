"""An LEA's answer to our question for statistics.

What does not count is named line by line in the answer to the unit; the rest counts.  Whatever could ask to
wait, or names a case, goes the way of any other mail of the LEA besides: it must not hide in a table (P7).
"""

from collections.abc import Mapping

from hotlined.domain.cases.state import Case
from hotlined.domain.cases.survey_state import Asked
from hotlined.domain.form.lea_labels import printed
from hotlined.domain.hotline.proof import needed_for_figures
from hotlined.domain.letters.decision import Context, Decision, Facts
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import Who, as_of_unit, may_speak_for
from hotlined.domain.mail.message import Inbound
from hotlined.domain.officers import lea_mail, pausing
from hotlined.domain.officers.survey_read import Figures, read_figures
from hotlined.domain.record.periodical import StatisticsAnswered
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import filed, heard, read_lea_tags, seen
from hotlined.domain.steps.hold_answers import may_answer
from hotlined.domain.steps.survey import (
    TABLE,
    after_events,
    analysts_table,
    asked_of,
    closing,
    fields_of,
    table,
    to_unit,
)
from hotlined.domain.text.waiting import asks_to_wait
from hotlined.domain.values.folders import Folder

ANSWERS = "an answer to our question for statistics"


def surveyed(survey: Case, mail: Inbound) -> str | None:
    """The Message-ID of our question that a mail answers, or is a notification of; by token where need be."""
    named = (*mail.references, *mail.classified.about)
    tokens = mail.tokens
    by_token = (one.message_id for one in survey.sent.values() if one.token in tokens)
    return next((one for one in named if one in survey.sent), None) or next(by_token, None)


def reply(mail: Inbound, who: Who, survey: Case, facts: Facts, context: Context) -> Decision:
    """A person's mail from the LEA in the thread of our question."""
    if facts.replayed and mail.signature is not None:
        return _replayed(mail, who, survey, facts, context)
    who = lea_mail.as_of_now(_of_unit(mail, who, survey, context), mail, context)
    asked = asked_of(survey.survey, who.id)
    if asked is None:
        why = "statistics of a unit that was not asked for them"
        return pausing.paused(mail, who, facts, context, folder=Folder.LEA, why=why)
    folder = Folder.QUARANTINE_TROUBLE if who.trouble else Folder.LEA
    figures = read_figures(mail, _period(survey), asked.fields)
    there = heard(survey, seen(mail, who, folder, ANSWERS), context)
    effect = _answered(there, asked, who, mail, figures, context)
    changes = [effect.change(survey.stream, seen(mail, who, folder, ANSWERS, _words(figures)))]
    trace = (f"statistics of {asked.unit}", f"{len(figures.numbers)} numbers, {len(figures.wrong)} wrong")
    if _says_more(figures.rest, facts, context):
        why = "an answer about statistics says something else as well"
        other = pausing.paused(figures.rest, who, facts, context, folder=folder, why=why)
        changes += other.changes
    return Decision(tuple(changes), folder, ANSWERS, trace)


def _replayed(mail: Inbound, who: Who, survey: Case, facts: Facts, context: Context) -> Decision:
    """A copy has no second effect (P2); only what could ask to wait pauses, where no hold is in force."""
    rest = read_figures(mail, _period(survey), fields_of(context.site)).rest
    if _says_more(rest, facts, context):
        folder, why = Folder.REPLAYED, lea_mail.REPLAYED
        return pausing.paused(mail, who, facts, context, folder=folder, why=why, held_too=False)
    return filed(mail, who, Folder.REPLAYED, lea_mail.REPLAYED, context)


def _period(survey: Case) -> str:
    return survey.survey.period if survey.survey is not None else ""


def _words(figures: Figures) -> tuple[str, ...]:
    return ("statistics",) if figures.numbers else ("unclear",)


def _of_unit(mail: Inbound, who: Who, survey: Case, context: Context) -> Who:
    """The officer as one of the unit that was asked, where several units share a key or a mail domain."""
    sent = survey.sent.get(surveyed(survey, mail) or "")
    unit = context.site.unit(sent.to_id) if sent is not None else None
    if unit is None or who.id == unit.name:
        return who
    return as_of_unit(who, mail, unit, context.site) if may_speak_for(who, mail, unit) else who


def _says_more(rest: Inbound, facts: Facts, context: Context) -> bool:
    """Whether it names a case, has a tag of ours, or could ask to wait."""
    tags = read_lea_tags(rest, context.site)
    if facts.match.streams or facts.match.others or tags.tags or tags.unknown:
        return True
    meaning = understand(rest, tags, context.site, context.now)
    return meaning.hold or any(asks_to_wait(line) for line in rest.new_text.splitlines())


def _answered(
    survey: Case, asked: Asked, who: Who, mail: Inbound, figures: Figures, context: Context
) -> Effect:
    """The numbers on record, the analysts shown them, the unit answered."""
    proven = who.proven(needed_for_figures())
    before = asked.numbers()
    new = {name: number for name, number in figures.numbers.items() if before.get(name) != number}
    effect = Effect()
    if figures.numbers and (new or asked.waiting() is not None or not asked.given):
        fact = StatisticsAnswered(
            unit=asked.unit,
            mail=mail.digest,
            proof=who.proof,
            numbers=tuple(figures.numbers.items()),
            confirmed=proven,
            sender=str(mail.sender or "") or None,
            remarks=figures.remarks or None,
        )
        effect += Effect((fact,))
    elif figures.numbers and not figures.wrong:
        # The same once more.
        known = {**before, **figures.numbers} if proven else figures.numbers
        return _to_unit(survey, asked, who, figures, context, proven=proven, numbers=known)
    shown = _known(survey, asked, effect, context, proven=proven)
    values = {
        "unit": asked.unit,
        "by": str(mail.sender or ""),
        "state": "proven" if proven else "unproven",
        "given": bool(figures.numbers),
        "wrong": tuple(one.line for one in figures.wrong),
        "text": figures.remarks,
        **analysts_table(survey, asked, shown, before),
    }
    letters = to_analysts(context, survey, TABLE, values, content=True)
    effect += Effect(letters=letters)
    effect += _to_unit(survey, asked, who, figures, context, proven=proven, numbers=shown)
    return effect + closing(survey, effect.events, context)


def _known(
    survey: Case, asked: Asked, effect: Effect, context: Context, *, proven: bool
) -> Mapping[str, int]:
    """The numbers that count, or that would once an analyst confirms the answer."""
    now = after_events(survey, asked, effect.events, context)
    if proven:
        return now.numbers()
    waiting = now.waiting() if effect.events else None
    return waiting.numbers if waiting is not None else {}


def _to_unit(
    survey: Case,
    asked: Asked,
    who: Who,
    figures: Figures,
    context: Context,
    *,
    proven: bool,
    numbers: Mapping[str, int],
) -> Effect:
    """What was read, and what was not and why, in the unit's language; not to whom cannot be believed."""
    unit = context.site.unit(asked.unit)
    if unit is None or who.trouble is not None or not may_answer(context, survey, who):
        return Effect()
    wrong = tuple(
        {
            "line": one.line,
            "why": one.why,
            "expected": one.expected if one.why == "period" else printed(one.expected, unit.language),
        }
        for one in figures.wrong
    )
    values = {
        "wrong": wrong,
        "proven": proven,
        "given": bool(figures.numbers),
        **table(survey, asked.fields, unit.language, numbers),
    }
    return Effect(letters=(to_unit(survey, unit, "lea-statistics-read", values, context, answer=True),))
