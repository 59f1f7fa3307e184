"""The analyst's answer to a question about several cases: which of them the mail is about, if any.

`[CONFIRM:which-2026-7k3qx2ma]`: none of them, or nothing in it asks to wait; all the pauses that the mail has
placed are lifted.  With cases named behind it: it is about these; they wait on, and each is asked for itself
now, while the others go on.  Holds that the mail has placed stay: only the LEA, or their own end, lifts them
(P6).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hotlined.domain.analysts import assessing
from hotlined.domain.analysts.answers import refusal
from hotlined.domain.analysts.taken_over import taken_over
from hotlined.domain.analysts.transcribe import Page
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context, Decision, Facts
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.record.holding import PauseLifted
from hotlined.domain.steps import which
from hotlined.domain.steps.asking import ask_alone
from hotlined.domain.steps.filing import heard, seen
from hotlined.domain.steps.removal import closing
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import MEANINGS, Word
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.reference import (
    find_miswritten,
    find_questions,
    find_references,
    mistyped,
    parse_reference,
)

ANSWERED: Final = "which-answered"
BESIDE: Final = 5  # cases outside of the tag that a refusal names
_BETWEEN: Final = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the mail answers: the question as its tags name it, () for the thread's; the cases meant."""

    questions: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()  # what stands in the tags besides


def read(tags: TagReading, facts: Facts) -> Choice | None:
    """The answer; None where the mail answers something else, such as the own question of one case."""
    given = [tag.argument or "" for tag in tags.tags if tag.word is Word.CONFIRM]
    words = [word for argument in given for word in _BETWEEN.split(argument) if word]
    cases = {word: parse_reference(word) for word in words}
    questions = tuple(dict.fromkeys(one for word in words for one in find_questions(word)))
    unclear = tuple(word for word, case in cases.items() if case is None and not find_questions(word))
    if not given or not (questions or facts.which) or (unclear and not questions and facts.match.streams):
        return None
    return Choice(questions, tuple(dict.fromkeys(str(case) for case in cases.values() if case)), unclear)


def answer(page: Page, choice: Choice) -> Decision:
    """All of it, or none (P17)."""
    who, facts, context = page.who, page.facts, page.context
    problems = tuple(_problems(page, choice))
    if facts.which is None or problems:
        return refusal(replace(page, form=False), problems)
    question, cases = facts.which.question, facts.which.cases
    there = heard(question, seen(page.mail, who, Folder.DONE, ANSWERED), context)
    meant = tuple(case for case in cases if case.stream in choice.cases)
    others = tuple(case for case in cases if case.stream not in choice.cases)
    digest = page.mail.digest
    changes = [_asked(case, question.stream, facts, context).change(case.stream) for case in meant]
    changes += [_lifted(case, question.stream, who, digest, context).change(case.stream) for case in others]
    values = {
        "lifted": len(others),
        "kept": tuple(
            {"reference": case.stream, "pause": pause.id}
            for case in meant
            for pause in case.pauses_within(question.stream)
        ),
        **_on_hold(others),
    }
    letters = to_analysts(context, there, ANSWERED, values, only=who.id, answer=True)
    effect = Effect(which.over(question, who.id, digest), letters)
    reason = "CONFIRM"
    mark = seen(page.mail, who, Folder.DONE, reason)
    return Decision((*changes, effect.change(question.stream, mark)), Folder.DONE, reason)


def _problems(page: Page, choice: Choice) -> Iterator[str]:
    mail, tags, facts = page.mail, page.tags, page.facts
    yield from assessing.tag_problems(tags, {*MEANINGS})
    if not facts.answers_us:
        yield from taken_over(mail, page.context)
    named = (*choice.questions, *((facts.which.question.stream,) if facts.which else ()))
    name = named[0]
    if len(set(named)) > 1 or facts.which is None:
        yield f"{name}: there is no such question, or the mail names several"
        return
    question, waiting = facts.which.question, {case.stream for case in facts.which.cases}
    if len({pause.mail for pause in question.pauses_open()}) > 1:
        yield f"{name} is the name of two questions; answer in each case: [CONFIRM:Q1] with the case's number"
    if any(tag.word is not Word.CONFIRM for tag in tags.tags):
        yield f"[CONFIRM:{name}] stands alone; send what else there is to do in a mail of its own"
    yield from _beside(page, choice, name)
    for word in choice.unclear:
        yield (
            f"[CONFIRM:{word}]: expected [CONFIRM:{name}] if the mail is about none of the cases, or with the"
            " cases behind it that it is about"
        )
    if mail.signature is not None and not _covers(mail, question):
        yield f"the signed part does not name {name}; write [{name}] into the first line"
    if question.closed is not None or not waiting:
        yield f"[CONFIRM:{name}]: this question was answered before"
        return
    for reference in choice.cases:
        if reference not in waiting:
            yield (
                f"{reference} does not wait for {name}: look at it with [STATUS] [{reference}]; [HOLD]"
                f" [{reference}] has its notices wait"
            )


def _beside(page: Page, choice: Choice, name: str) -> Iterator[str]:
    """Cases named outside of the tag: who means one, or mistypes it, would let the notices of all go (P7)."""
    mail, prefix = page.mail, page.site.hotline.prefix
    own = "\n".join((mail.subject, mail.signed_subject, mail.certain_text))
    for text in find_miswritten(own, prefix)[:BESIDE]:
        yield mistyped(text, prefix)
    named = dict.fromkeys(map(str, (*page.tags.references, *find_references(own, prefix))))
    for case in [one for one in named if one not in choice.cases][:BESIDE]:
        yield (
            f"[CONFIRM] beside [{case}] may mean two things: write [CONFIRM:{name} {case}] if the mail is"
            f" about that case, [CONFIRM:{name}] alone if it is about none of them"
        )


def _covers(mail: Inbound, question: Case) -> bool:
    """Whether what is signed names the question, so that it cannot be put under another one (P9)."""
    own = find_questions(f"{mail.signed_subject}\n{mail.certain_text}")
    thread = mail.covered.references if mail.covered else ()
    return (
        question.stream in own
        or find_questions(mail.body) == (question.stream,)
        or any(one in question.sent for one in thread)
    )


def _asked(case: Case, question: str, facts: Facts, context: Context) -> Effect:
    effect = Effect()
    for pause in case.pauses_within(question):
        effect += ask_alone(context, case, pause, facts.urls)
    return effect


def _lifted(case: Case, question: str, who: Who, mail: str, context: Context) -> Effect:
    lifts = tuple(PauseLifted(pause=one.id, by=who.id, mail=mail) for one in case.pauses_within(question))
    return Effect(lifts) + closing(context, case, lifts)


def _on_hold(cases: Sequence[Case]) -> dict[str, object]:
    """Those of the cases that wait for the LEA all the same: no analyst lifts its hold (P6)."""
    stay = [case.stream for case in cases if any(hold.party == Party.LEA for hold in case.holds_in_force())]
    return {"held": len(stay), "held_cases": tuple(stay[: which.LISTED])}
