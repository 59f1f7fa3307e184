"""One question about several cases: what came, that all of them wait for an analyst, one answer for all (P7).

A mail that names no case pauses each one that it may be about.  The pauses lie in the cases, as any other
does; they name this question, which has a stream of its own with the letter, the alarm and the answer.  It is
open until it is answered, or no case waits for it any more.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import Due
from hotlined.domain.letters.decision import Change, Context
from hotlined.domain.letters.drafts import Effect, Letter, alarm, to_analysts
from hotlined.domain.mail.message import Party
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import HoldPlaced, PauseAlarmed, Paused, PauseLifted
from hotlined.domain.steps.asking import Doubt, ask
from hotlined.domain.values.reference import question_of

KIND: Final = "which-case"
FEWEST: Final = 2  # cases: two letters that ask about one mail are one too many
LISTED: Final = 40  # cases named in the letter


def named(context: Context, mail: str, released_at: datetime | None = None) -> str:
    """The name of the question about a mail, and of its stream; out of quarantine again, a mail asks anew."""
    again = f" {released_at.isoformat()}" if released_at is not None else ""
    return question_of(context.now, mail + again)


def asked_in(
    context: Context, cases: Sequence[Case], mail: str, released_at: datetime | None = None
) -> str | None:
    """The question in which these cases are asked about; None where one asks for itself."""
    return named(context, mail, released_at) if len(cases) >= FEWEST else None


def pause(context: Context, cases: Sequence[Case], doubt: Doubt) -> list[Change]:
    """All these cases wait for an analyst: each with its own question, or several in one."""
    within = asked_in(context, cases, doubt.mail)
    changes = [ask(context, case, doubt, within=within).change(case.stream) for case in cases]
    return changes if within is None else [*changes, question(context, within, doubt, cases).change(within)]


def question(
    context: Context,
    stream: str,
    doubt: Doubt,
    cases: Sequence[Case],
    *,
    named: Collection[str] = (),
    held: Iterable[Effect] = (),
) -> Effect:
    """The question with its one letter to each analyst.

    `named` are the cases that the mail names; `held`: what the same mail has put on hold.
    """
    # One name for two mails can only be somebody's doing: then there are two, and no one answer for both.
    fact = Paused(
        pause=f"Q{doubt.mail[:12]}", party=doubt.who.party, who=doubt.who.id, why=doubt.why, mail=doubt.mail
    )
    holds = [event for effect in held for event in effect.events if isinstance(event, HoldPlaced)]
    values = {
        "who": doubt.who,
        "why": doubt.why,
        "count": len(cases),
        "cases": tuple(_row(case) for case in _likely(cases, named)[:LISTED]),
        "holds": len(holds),
        "until": holds[0].until if holds else None,
    }
    letters = tuple(_letters(context, Case(stream), values, doubt.text))
    return Effect((fact,), letters)


def _letters(context: Context, there: Case, values: dict[str, object], text: str) -> Iterator[Letter]:
    """The words of the mail go only to whom they can be encrypted (P4)."""
    for analyst in context.site.analysts:
        shown = {**values, "text": text if analyst.fingerprints else ""}
        yield from to_analysts(context, there, KIND, shown, only=analyst.name, content=True)


def _likely(cases: Sequence[Case], named: Collection[str]) -> list[Case]:
    """First those that the mail names, then the urgent; of each the newest: they lie on an officer's desk."""

    def order(case: Case) -> tuple[bool, bool, float]:
        return (
            case.stream not in named,
            not case.urgent,
            -(case.opened_at.timestamp() if case.opened_at else 0.0),
        )

    return sorted(cases, key=order)


def _row(case: Case) -> dict[str, object]:
    return {
        "reference": case.stream,
        "opened_at": case.opened_at,
        "urgent": case.urgent,
        "closed": case.closed is not None,
        "number": len(case.items),
        "hosts": tuple(dict.fromkeys(item.provider.name for item in case.items if item.provider is not None)),
    }


def news(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """Of the letters about a hold what the question does not say: the answer to the LEA, and what is late."""
    return tuple(
        one for one in letters if one.draft.to.party is not Party.ANALYST or one.draft.values.get("late")
    )


def remind(question: Case, due: Due, context: Context, waiting: Sequence[Case]) -> Effect:
    """One alarm for all the cases that wait; none where each was answered for itself, and all is over."""
    if not waiting:
        return Effect(over(question, "hotlined", ""))
    fact = PauseAlarmed(pause=due.key, n=due.n)
    name, count = question.stream, len(waiting)
    closed = sum(one.closed is not None for one in waiting)
    sentence = f"Question {name} has not been answered; the notices of {count} cases wait for it."
    if closed:
        sentence = (
            f"Question {name} has not been answered; {count} cases wait for it, {closed} of them closed: of"
            " these the notices about the same URLs in other cases."
        )
    todo = (
        f"Read it, and answer once for all of them: [CONFIRM:{name}] if it is about none, or with the case"
        " behind it in the tag."
    )
    return Effect((fact,), alarm(context, question, "question-waits", sentence, todo))


def over(question: Case, by: str, mail: str) -> tuple[Event, ...]:
    """The events that end a question."""
    lifted = (PauseLifted(pause=one.id, by=by, mail=mail) for one in question.pauses_open())
    return (*lifted, CaseClosed(by=by, why="no case waits for it any more"))
