"""All commands of an analyst's mail on one case, carried out one after the other, or none of them (P17)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hotlined.domain.analysts import assessing, deeds, overriding, plain_wait
from hotlined.domain.analysts.answers import claims_again, for_whom, refusal, with_note
from hotlined.domain.analysts.case_named import outer_tags
from hotlined.domain.analysts.coming import coming
from hotlined.domain.analysts.command import NO_MORE, Command, in_order
from hotlined.domain.analysts.commands import carry_out
from hotlined.domain.analysts.confirming import no_deed
from hotlined.domain.analysts.transcribe import Page, accepted
from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.analysts.unasked import no_tag, unasked
from hotlined.domain.analysts.updating import files_passed
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Decision
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.steps.filing import heard, on_case, seen
from hotlined.domain.steps.holds import state_after
from hotlined.domain.tagging.words import MEANINGS, Tag, Word
from hotlined.domain.values.folders import Folder


@dataclass(frozen=True, slots=True)
class _Course:
    """How far the commands were carried out: the case as it is `now`, and what is said of each tag."""

    now: Case
    effect: Effect = field(default_factory=Effect)
    outcomes: Mapping[Tag, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()  # of the one that failed; then nothing is done
    failed: Tag | None = None


def commanded(page: Page, case: Case) -> Decision:
    """All commands of the mail on one case, or none."""
    who, tags, context = page.who, page.tags, page.context
    if problems := _problems(page):
        return refusal(page, problems, case)
    before = heard(case, seen(page.mail, who, Folder.DONE, "carried out"), context)
    course = _carried_out(page, before)
    if course.problems:
        return refusal(page, course.problems, case, course.failed)
    waiting = plain_wait.asked(page, course.now)
    now = state_after(context, course.now, waiting)
    transcript = _transcript(page, case, now, course.outcomes)
    if waiting.events:
        transcript = plain_wait.remarked(transcript)
    told = " ".join(dict.fromkeys(tag.word for tag in tags.tags))
    values = {"words": told, "case": now, "transcript": for_whom(page, transcript)}
    quiet = claims_again(page, before)
    letters = (
        () if quiet else to_analysts(context, before, "done", values, only=who.id, content=True, answer=True)
    )
    reason = " ".join(tag.word for tag in tags.tags)
    letters += overriding.told(course.effect, before, who, told, context)
    effect = course.effect + waiting + Effect(letters=letters)
    change = on_case(case, seen(page.mail, who, Folder.DONE, reason), effect, context)
    return Decision((change,), Folder.DONE, reason, (f"case {case.stream}",))


def _problems(page: Page) -> tuple[str, ...]:
    """What is wrong with the tags, before any is carried out."""
    tags, labels = page.tags, page.site.labels
    problems = [*assessing.tag_problems(tags, {*MEANINGS})]
    if not tags.tags:
        problems += [*outer_tags(page.mail, tags, page.context)]
        problems = problems or [no_tag(page.rest, labels)]
    words = {tag.word for tag in tags.tags}
    return (*problems, *unasked(words, page.mail.body, page.rest, labels))


def _carried_out(page: Page, before: Case) -> _Course:
    """One command after the other, each on the case as those before leave it, until one fails."""
    tags, context = page.tags, page.context
    now, effect, outcomes = before, Effect(), dict[Tag, str]()
    for tag in in_order(tags.tags):
        answers_us, twins = page.facts.answers_us, page.facts.twins
        command = Command(tag, page.who, page.mail, now, context, page.form_text, tags, answers_us, twins)
        result = carry_out(command)
        if not isinstance(result, Effect):
            return _Course(
                before, problems=(result,) if isinstance(result, str) else tuple(result), failed=tag
            )
        effect += result
        outcomes[tag] = deeds.done(result, now, context.site) or no_deed(command)
        now = state_after(context, now, result)
    if (status := tags.get(Word.STATUS)) is not None:
        outcomes[status] = "see below"
    return _Course(now, effect, outcomes)


def _transcript(page: Page, case: Case, now: Case, outcomes: Mapping[Tag, str]) -> Transcript:
    """What was read and done, and what comes next."""
    tags, facts = page.tags, page.facts
    deeds_done = [one for one in dict.fromkeys(outcomes.values()) if one != NO_MORE] or [NO_MORE]
    headline = f"Done: {'; '.join(deeds_done)}."
    steps = coming(now, page.site, facts.urls, facts.twins, now=page.context.now)
    transcript = accepted(page, headline, outcomes, steps)
    if tags.get(Word.UPDATE) is not None:
        passed = files_passed(case, page.mail, page.site, answers_us=facts.answers_us)
        transcript = with_note(transcript, passed.note)
    if tags.get(Word.NOTE) is not None:  # the text beside the tags was not passed over
        transcript = replace(transcript, ignored=replace(transcript.ignored, other=0))
    return transcript
