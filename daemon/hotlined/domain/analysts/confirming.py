"""`[RECEIVED]` and `[CONFIRM]`: receipts that an analyst vouches for, and answers to questions (P7, P8)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hotlined.domain.analysts import teaching
from hotlined.domain.analysts.beside import denies
from hotlined.domain.analysts.command import NO_MORE, Command, Result
from hotlined.domain.cases.hinted import hinted, left_by
from hotlined.domain.cases.sent import Fragment, Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Pause
from hotlined.domain.letters import reports
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.holding import PauseLifted
from hotlined.domain.steps.asking import INSTEAD
from hotlined.domain.tagging.words import Word

_WORD: Final = re.compile(r"[\w-]+")  # as a unit's name is one, so that "state" is not named in "state-north"


def received(command: Command) -> Result:
    """By phone or otherwise: where several units have yet to confirm, the tag says which one did."""
    if denies(command.argument, command.context.site.phrases):
        return "[RECEIVED:…]: the words say that they do not have it; expected how it is known that they do"
    units = tuple(dict.fromkeys(one.unit for one in awaited(command.case)))
    words = set(_WORD.findall(command.argument.casefold()))
    named = tuple(unit for unit in units if unit.casefold() in words)
    beside = tuple(unit for unit in _units(command) if unit.casefold() in words) if not named else ()
    if beside and units:  # what one unit has says nothing of another
        return _of_another(command.case, beside[0], units)
    if len(units) > 1 and not named:
        return _which_unit(units)
    return _given(command, (one for one in awaited(command.case) if one.unit in (named or units)))


def _units(command: Command) -> tuple[str, ...]:
    """The units of the case, and those of today: of the latter there may be others by now."""
    return (*command.case.units_reported(), *(unit.name for unit in command.context.site.units))


def _of_another(case: Case, unit: str, units: Sequence[str]) -> str:
    expected = f"expected one of: {', '.join(units)}"
    if unit not in case.units_reported():
        return f"[RECEIVED:…]: no report of the case has gone to {unit}; {expected}"
    if unit in {one.unit for one in case.unconfirmed()}:
        return f"[RECEIVED:…]: the report to {unit} has not left yet; {expected}"
    return f"[RECEIVED:…]: {unit} has confirmed all of it before; {expected}"


def _which_unit(units: Sequence[str]) -> str:
    return f"[RECEIVED:…]: say which unit has it; expected one of: {', '.join(units)}"


def awaited(case: Case) -> Iterator[Fragment]:
    """The parts of the report that are out, or were refused, and that nobody has confirmed."""
    never = (RowState.QUEUED, RowState.CANCELLED)
    for fragment in case.unconfirmed():
        if any(case.sent[one].state not in never for one in fragment.copies if one in case.sent):
            yield fragment


def _given(command: Command, parts: Iterable[Fragment]) -> Result:
    given = reports.received(parts, "analyst", command.who.id, command.mail.digest)
    return Effect(given) if given else _none_awaited(command.case)


def _none_awaited(case: Case) -> str:
    unit = next((one.unit for one in case.unconfirmed()), None)
    if unit is None:
        return "no receipt is awaited in this case"
    return (
        f"[RECEIVED:…]: the report to {unit} has not left yet, and nobody can have received it;"
        " [STATUS] shows how it stands"
    )


def confirm(command: Command) -> Result:
    """Yes to one question; one that the analyst may not have read yet stays open (P7)."""
    taught = teaching.lesson(command.argument) if command.argument else None
    if taught is not None:
        return _learn(command, taught)
    return _answer(command, command.argument)


def no_deed(command: Command) -> str:
    """What is said of a command that had nothing left to do beside the others of its mail."""
    if command.tag.word is not Word.CONFIRM:
        return NO_MORE
    asked, before = command.argument.upper(), _named(command.case, command.argument)
    newer = _in_its_place(command.case, before) if before is not None else None
    if newer is not None:
        return f"question {asked} is not answered: {newer.id} has taken its place, read that one"
    return f"question {asked} was answered before"


def _learn(command: Command, asked: teaching.Lesson) -> Result:
    """Yes to a question, and to the same sentences in later mails of that unit; or no more (P7, P9)."""
    if not asked.always:
        forgotten = teaching.forget(command.case, command.who, asked.pause)
        return forgotten if isinstance(forgotten, str) else Effect(tuple(forgotten))
    answer = _answer(command, asked.pause)
    if not isinstance(answer, Effect):
        return answer
    lifted = [one.pause for one in answer.events if isinstance(one, PauseLifted)]
    pause = next((one for one in command.case.pauses if lifted == [one.id]), None)
    if not lifted:
        return f"[CONFIRM:{asked.pause}]: this question was answered before"
    if pause is None:
        return f"[CONFIRM:{command.argument}]: name one question; expected {teaching.EXPECTED}"
    fact = teaching.vouch(command.context, command.who, command.mail.digest, pause, asked)
    if isinstance(fact, str):
        return fact
    asked_about = (
        one for one in awaited(command.case) if one.unit == pause.who and left_by(command.case, one, pause.at)
    )
    given = _given(command, asked_about) if fact.received else Effect()
    return answer + Effect((fact,)) + (given if isinstance(given, Effect) else Effect())


def _named(case: Case, argument: str) -> Pause | None:
    return next((one for one in case.pauses if one.id.casefold() == argument.strip().casefold()), None)


def _asked_in(case: Case, mail: Sent | None) -> Pause | None:
    """The question of the mail that is answered, open or not."""
    if mail is None or mail.kind != "question":
        return None
    return next((one for one in case.pauses if one.at == mail.at), None)


def _in_its_place(case: Case, before: Pause) -> Pause | None:
    """The open question that asks about the same words by now, where there were too many (P7)."""
    at, found = before, None
    for one in case.pauses:  # in the order in which they were asked
        if INSTEAD.format(question=at.id) in one.why:
            at, found = one, one
    return found if found is not None and not found.lifted else None


def _answer(command: Command, argument: str) -> Result:
    case = command.case
    answered = next((case.sent[one] for one in command.mail.references if one in case.sent), None)
    seeming = tuple(hinted(case, until=command.mail.here_by))
    pauses = case.pauses_open()
    if argument:
        pauses = tuple(one for one in pauses if one.id.casefold() == argument.strip().casefold())
    elif answered is not None and answered.kind == "receipt-hint":
        return _given(command, hinted(case, at=answered.at))
    elif answered is not None and answered.kind == "question":
        pauses = tuple(one for one in pauses if one.at == answered.at)
    elif not pauses and seeming:
        units = tuple(dict.fromkeys(one.unit for one in seeming))
        return _given(command, seeming) if len(units) == 1 else _which_unit(units)
    elif len(pauses) > 1 or seeming:
        pauses = ()
    else:  # a question that was asked after the answer was written is not answered by it
        pauses = tuple(one for one in pauses if one.at <= command.mail.received_at)
    if pauses:
        return Effect(
            tuple(PauseLifted(pause=one.id, by=command.who.id, mail=command.mail.digest) for one in pauses)
        )
    before = _named(case, argument) if argument else _asked_in(case, answered)
    if before is not None:  # somebody was quicker: no reason to refuse what stands beside it
        alone = all(tag.word is Word.CONFIRM for tag in command.tags.tags)
        return _not_open(case, before) if alone else Effect()
    ids = ", ".join(one.id for one in case.pauses_open())
    if ids:
        return f"[CONFIRM]: answer the mail with the question, or name it as in [CONFIRM:Q1]; open are: {ids}"
    return "no question of mine is open in this case"


def _not_open(case: Case, before: Pause) -> str:
    """Why a question cannot be answered any more."""
    newer = _in_its_place(case, before)
    if newer is None:
        return f"[CONFIRM:{before.id}]: this question was answered before"
    return (
        f"[CONFIRM:{before.id}]: question {newer.id} has taken its place, with the words of a mail that"
        " came since; read that one"
    )
