"""The analyst's mail: proven or not, a new case, a command on a case, or a question.

Proof comes first: a command that is not proven is put aside (`put_aside`).  A proven mail is always answered:
with what was done, or with every problem and the form as far as it was understood (P17); only one without
any tag, which may be a robot's, not again and again (P12).
"""

from collections.abc import Sequence
from dataclasses import replace

from hotlined.domain.analysts import (
    assessing,
    opening,
    plain_wait,
    survey_confirm,
    which_case,
)
from hotlined.domain.analysts.answers import opened, refusal
from hotlined.domain.analysts.asked import asked
from hotlined.domain.analysts.case_named import nameless, outer_tags, reference_problems, taken
from hotlined.domain.analysts.commanded import commanded
from hotlined.domain.analysts.contradicting import with_questions
from hotlined.domain.analysts.form_source import form_text, not_read, unread_file
from hotlined.domain.analysts.meant import as_meant
from hotlined.domain.analysts.mislinked import mislinked, unread_items
from hotlined.domain.analysts.negated import negated
from hotlined.domain.analysts.no_report import wants_no_report
from hotlined.domain.analysts.put_aside import doubt, unproven
from hotlined.domain.analysts.taken_over import ASKING, NONE_LEFT, counted, mixed, taken_over
from hotlined.domain.analysts.transcribe import Page
from hotlined.domain.analysts.whole_case import not_of_some
from hotlined.domain.cases.signed import covers_case
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Context, Decision, Facts
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound
from hotlined.domain.steps.filing import outer_hold, read_tags, seen, takes_over
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import MEANINGS, Tag, Word
from hotlined.domain.values.folders import Folder


def analyst(mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """An analyst's mail, or one that claims to be."""
    tags, rest = read_tags(mail, context.site)
    tags = as_meant(tags)
    held = outer_hold(mail, context.site) if not tags.tags and not facts.replayed else None
    if held is not None:
        return _read(mail, _claiming(who), held, rest, facts, context, covered=False)
    if _holds_beyond_signature(mail, tags, facts, context):
        decision = _read(mail, _claiming(who), tags, rest, facts, context, covered=False)
        if decision.folder is not Folder.REFUSED:
            return decision
    return _read(mail, who, tags, rest, facts, context, covered=True)  # whoever signs is answered (P11)


def _read(
    mail: Inbound, who: Who, tags: TagReading, rest: str, facts: Facts, context: Context, *, covered: bool
) -> Decision:
    """What comes of the mail; `covered`: whether its signature, where it has one, has to name the case."""
    doubted = doubt(mail, who, tags, facts, context)
    if doubted is not None:
        folder, why = doubted
        return unproven(mail, who, folder, why, facts, context)
    mail, tags, theirs = counted(mail, tags, facts, context.site)
    words = {tag.word for tag in tags.tags}
    asks = bool(words) and words <= ASKING
    case = facts.cases.get(facts.match.streams[0]) if facts.match.streams else None
    on_a_case = case is not None and not words & set(assessing.ASSESSMENTS)
    problems = tuple(reference_problems(mail, tags, facts, context, covered=covered))
    problems += tuple(negated(mail, tags, context.site))
    if not facts.answers_us and (on_a_case or case is None):
        problems += tuple(taken_over(mail, context) if on_a_case else mixed(mail, context))
    text, unclear = form_text(
        mail, rest, context.site, answers_form=facts.answers_form, answers_us=facts.answers_us
    )
    fills = Word.UPDATE in words if on_a_case else not asks
    source = text if fills and text is not rest else None
    page = Page(mail, who, tags, rest, facts, context, form=fills, source=source)
    if facts.survey is not None and words == {Word.CONFIRM} and not problems:
        return _confirmed(page, facts.survey)
    choice = which_case.read(tags, facts)
    if choice is not None:
        return which_case.answer(page, choice)
    if asks:
        problems += tuple(assessing.tag_problems(tags, {*MEANINGS}))
    elif case is None:
        problems += tuple(nameless(tags, facts, context))
    if fills and unclear is not None:
        problems += (unclear,)
    if fills and source is None:
        problems += tuple(not_read(mail, rest, context.site))
    if problems:
        return refusal(page, problems)
    if asks:
        return asked(page)
    if case is not None and on_a_case:
        return commanded(page, case)
    if case is not None:
        return refusal(page, (taken(case, tags, facts),))
    return _new_case(page, theirs)


def _new_case(page: Page, theirs: Sequence[Tag]) -> Decision:
    """A case is opened, or every reason why not is told; `theirs` are tags of a forwarded mail's subject."""
    mail, tags, facts, context = page.mail, page.tags, page.facts, page.context
    if theirs and not tags.tags:
        return refusal(replace(page, tags=replace(tags, loose=tuple(theirs))), (NONE_LEFT,))
    reading = assessing.read(tags, page.form_text, facts, context.site)
    reading = assessing.with_files(reading, mail, context.site, answers_us=facts.answers_us)
    wrong = (*reading.problems, *assessing.untimely(reading.ntd, mail))
    wrong += tuple(assessing.to_come(reading.form, context.now))
    if reading.ntd is not None and not takes_over(mail.signed_subject, context.site):
        wrong += tuple(filter(None, (not_of_some(Word.NTD, reading.form.items, tags.rest),)))
    wrong += (
        *mislinked(mail.mislinked, reading.form.items),
        *unread_items(mail, reading.form.items, context.site),
    )
    if assessing.is_reported(reading.assessment, reading.country, context.site):
        own, _ = plain_wait.own_words(page)
        wrong += tuple(filter(None, (wants_no_report(own, context.site, context.now),)))
    if wrong:
        problems = (*outer_tags(mail, tags, context), *wrong, *unread_file(mail, reading.form, context.site))
        return refusal(page, problems)
    mark = seen(mail, page.who, Folder.DONE, "a new case")
    change = opening.open_case(mail, mark, reading, facts, context, opened(page, reading, theirs))
    changes = with_questions((plain_wait.with_question(change, page),), page)
    return Decision(changes, Folder.DONE, f"opened {change.stream}", reading.rules)


def _holds_beyond_signature(mail: Inbound, tags: TagReading, facts: Facts, context: Context) -> bool:
    """Whether it asks only to wait, and its signature does not say with which case: its thread, or subject.

    To wait needs no signature (P9): a signed mail must not count for less than an unsigned one.  The copy of
    one that was obeyed is no order (P2).
    """
    if mail.signature is None or facts.replayed or len(facts.match.streams) != 1 or tags.unknown:
        return False
    case = facts.cases.get(facts.match.streams[0])
    only = {tag.word for tag in tags.tags} == {Word.HOLD}
    return case is not None and only and not covers_case(mail, case, context.site)


def _claiming(who: Who) -> Who:
    """The same person, by the word of From alone."""
    return replace(who, proof=ProofLevel.CLAIMED)


def _confirmed(page: Page, survey: Case) -> Decision:
    """Statistics of an LEA that nobody has proven are the unit's, by an analyst's word."""
    found = survey_confirm.named(page.tags.argument(Word.CONFIRM))
    unit = found[1] if found else ""
    result = survey_confirm.confirmed(page.mail, page.who, survey, unit, page.context)
    if isinstance(result, str):
        return refusal(page, (result,))
    return result
