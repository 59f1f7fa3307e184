"""The analyst's mail: proven or not, a new case, a command on a case, or a question.

Proof comes first: a command that is not proven is put aside (`put_aside`).  A proven mail is always answered:
with what was done, or with every problem and the form as far as it was understood (P17); only one without
any tag, which may be a robot's, not again and again (P12).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hotlined.domain.analysts import (
    assessing,
    deeds,
    opening,
    plain_wait,
    protocol,
    survey_confirm,
    which_case,
)
from hotlined.domain.analysts.answers import claims_again, for_whom, opened, refusal, with_note
from hotlined.domain.analysts.commands import carry_out
from hotlined.domain.analysts.confirming import no_deed
from hotlined.domain.analysts.form_source import form_text, not_read, unread_file
from hotlined.domain.analysts.mislinked import mislinked
from hotlined.domain.analysts.negated import negated
from hotlined.domain.analysts.order import NO_MORE, Order, in_order
from hotlined.domain.analysts.put_aside import doubt, unproven
from hotlined.domain.analysts.taken_over import ASKING, NONE_LEFT, counted, mixed, taken_over
from hotlined.domain.analysts.transcribe import Page, accepted
from hotlined.domain.analysts.unasked import no_tag, unasked
from hotlined.domain.analysts.updating import files_passed
from hotlined.domain.analysts.whole_case import not_of_some
from hotlined.domain.cases.signed import covers_case
from hotlined.domain.cases.state import Case
from hotlined.domain.due.listing import list_values
from hotlined.domain.form import Form, write_form
from hotlined.domain.hotline.periods import QUARTER, holding
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Change, Context, Decision, Facts
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import Who, language_of
from hotlined.domain.mail.message import Inbound
from hotlined.domain.record.periodical import FiguresAsked
from hotlined.domain.steps.filing import heard, on_case, outer_hold, read_tags, seen, stream, takes_over
from hotlined.domain.steps.holds import state_after
from hotlined.domain.tagging.taghelp import help_values
from hotlined.domain.tagging.tags import TagReading, read_subject
from hotlined.domain.tagging.words import MEANINGS, Tag, Word
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.period import read_period


def analyst(mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """An analyst's mail, or one that claims to be."""
    tags, rest = read_tags(mail, context.site)
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
    problems = tuple(_reference_problems(mail, tags, facts, context, covered=covered))
    problems += tuple(negated(mail, tags, context.site))
    if not facts.answers_us and (on_a_case or case is None):
        problems += tuple(taken_over(mail, context) if on_a_case else mixed(mail, context))
    text, unclear = form_text(
        mail, rest, context.site, answers_form=facts.answers_form, answers_us=facts.answers_us
    )
    fills = Word.UPDATE in words if on_a_case else not asks
    source = text if fills and text is not rest else None
    page = Page(mail, rest, context.site, context.now, form=fills, source=source)
    if facts.survey is not None and words == {Word.CONFIRM} and not problems:
        return _confirmed(page, who, facts.survey, tags, facts, context)
    choice = which_case.read(tags, facts)
    if choice is not None:
        return which_case.answer(page, who, choice, tags, facts, context)
    if asks:
        problems += tuple(assessing.tag_problems(tags, {*MEANINGS}))
    elif case is None:
        problems += tuple(_nameless(tags, facts, context))
    if fills and unclear is not None:
        problems += (unclear,)
    if fills and source is None:
        problems += tuple(not_read(mail, rest, context.site))
    if problems:
        return refusal(page, who, problems, tags, facts, context)
    if asks:
        return _asked(page, who, tags, facts, context)
    if case is not None and on_a_case:
        return _command(page, who, case, tags, facts, context)
    if case is not None:
        return refusal(page, who, (_taken(case, facts),), tags, facts, context)
    return _new_case(page, who, tags, theirs, facts, context)


def _new_case(
    page: Page, who: Who, tags: TagReading, theirs: Sequence[Tag], facts: Facts, context: Context
) -> Decision:
    """A case is opened, or every reason why not is told; `theirs` are tags of a forwarded mail's subject."""
    mail = page.mail
    if theirs and not tags.tags:
        return refusal(page, who, (NONE_LEFT,), replace(tags, loose=tuple(theirs)), facts, context)
    reading = assessing.read(tags, page.form_text, facts, context.site)
    reading = assessing.with_files(reading, mail, context.site, answers_us=facts.answers_us)
    wrong = (*reading.problems, *assessing.untimely(reading.ntd, mail))
    wrong += tuple(assessing.to_come(reading.form, context.now))
    if reading.ntd is not None and not takes_over(mail.signed_subject, context.site):
        wrong += tuple(filter(None, (not_of_some(Word.NTD, reading.form.items, tags.rest),)))
    wrong += tuple(mislinked(mail.mislinked, reading.form.items))
    if wrong:
        problems = (*_outer_tags(mail, tags, context), *wrong, *unread_file(mail, reading.form, context.site))
        return refusal(page, who, problems, tags, facts, context)
    mark = seen(mail, who, Folder.DONE, "a new case")
    change = opening.open_case(mail, mark, reading, facts, context, opened(page, who, reading, theirs, facts))
    change = plain_wait.with_question(change, page, who, tags, facts, context)
    return Decision((change,), Folder.DONE, f"opened {change.stream}", reading.rules)


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


def _reference_problems(
    mail: Inbound, tags: TagReading, facts: Facts, context: Context, *, covered: bool
) -> Iterator[str]:
    """What is wrong with the case references: mistyped, of no case, several, or outside of the signature.

    `covered`: whether the signature has to say which case it is.
    """
    match = facts.match
    for text in match.miswritten:
        yield f"{text}: the check character does not fit; the number is mistyped"
    for reference in match.unknown:
        yield f"{reference}: there is no such case"
    if len(match.streams) > 1 or match.others:
        named = ", ".join((*match.streams, *match.others))
        yield f"the mail names several cases ({named}); send one mail per case"
    if mail.signature is None or not match.streams or not tags.tags or not covered:
        return
    stream = match.streams[0]
    if not covers_case(mail, facts.cases[stream], context.site):
        yield f"the signed part does not name {stream}; write [{stream}] into the first line"


def _nameless(tags: TagReading, facts: Facts, context: Context) -> Iterator[str]:
    """Commands on a case where no case is named, as in an answer to a list or to the morning's digest."""
    named = facts.match.unknown or facts.match.miswritten  # which is said already
    if tags.tags and not named and all(tag.word not in assessing.OPENING for tag in tags.tags):
        prefix = context.site.hotline.prefix
        yield f"[{tags.tags[0].word}]: name the case that it is about, such as [{prefix}-2026-000123-K]"
        yield from assessing.tag_problems(tags, {*MEANINGS})


def _taken(case: Case, facts: Facts) -> str:
    """Why the mail opens no case: what it is about, and what to do to open one."""
    if facts.match.how in ("message-id", "token", "code"):
        return f"this thread belongs to {case.stream}; write a new mail to open another case"
    return f"the mail names {case.stream}, and so is about that case; leave its number out to open another"


def _outer_tags(mail: Inbound, tags: TagReading, context: Context) -> Iterator[str]:
    """Tags in a subject that the signature does not cover count for nothing; say so."""
    if tags.tags or mail.signature is None or mail.protected_subject is not None:
        return
    outer = read_subject(mail.subject, prefix=context.site.hotline.prefix, aliases=context.site.tag_aliases)
    if outer.tags:
        yield (
            "your signature does not cover the subject, so its tags do not count; repeat them as the first "
            "lines of the text, or switch on subject protection in your mail client"
        )


def _command(page: Page, who: Who, case: Case, tags: TagReading, facts: Facts, context: Context) -> Decision:
    """All commands of the mail on one case, or none."""
    mail = page.mail
    problems = list(assessing.tag_problems(tags, {*MEANINGS}))
    if not tags.tags:
        problems += [*_outer_tags(mail, tags, context)]
        problems = problems or [no_tag(page.rest, context.site.labels)]
    words = {tag.word for tag in tags.tags}
    problems += unasked(words, mail.body, page.rest, context.site.labels)
    mark = seen(mail, who, Folder.DONE, "carried out")
    before = heard(case, mark, context)
    now = before
    effect = Effect()
    outcomes: dict[Tag, str] = {}
    failed: Tag | None = None
    for tag in () if problems else in_order(tags.tags):
        order = Order(tag, who, mail, now, context, page.form_text, tags, facts.answers_us)
        result = carry_out(order)
        if not isinstance(result, Effect):
            problems += [result] if isinstance(result, str) else result
            failed = tag
            break
        effect += result
        outcomes[tag] = deeds.done(result, now, context.site) or no_deed(order)
        now = state_after(context, now, result)
    if problems:
        return refusal(page, who, tuple(problems), tags, facts, context, case, failed)
    if tags.get(Word.STATUS) is not None:
        outcomes[tags.tags[[one.word for one in tags.tags].index(Word.STATUS)]] = "see below"
    waiting = plain_wait.asked(page, who, now, tags, facts, context)
    effect += waiting
    now = state_after(context, now, waiting)
    deeds_done = [one for one in dict.fromkeys(outcomes.values()) if one != NO_MORE]
    deeds_done = deeds_done or [NO_MORE]
    headline = f"Done: {'; '.join(deeds_done)}."
    transcript = accepted(page, headline, outcomes, deeds.coming(now, context.site, facts.urls, facts.twins))
    if tags.get(Word.UPDATE) is not None:
        transcript = with_note(
            transcript, files_passed(case, mail, context.site, answers_us=facts.answers_us).note
        )
    if tags.get(Word.NOTE) is not None:  # the text beside the tags was not passed over
        transcript = replace(transcript, ignored=replace(transcript.ignored, other=0))
    if waiting.events:
        transcript = plain_wait.remarked(transcript)
    told = " ".join(dict.fromkeys(tag.word for tag in tags.tags))
    values = {"words": told, "case": now, "transcript": for_whom(who, transcript, context.site)}
    quiet = claims_again(before, who, facts, context)
    letters = (
        () if quiet else to_analysts(context, before, "done", values, only=who.id, content=True, answer=True)
    )
    reason = " ".join(tag.word for tag in tags.tags)
    effect += Effect(letters=letters)
    change = on_case(mail, who, case, effect, Folder.DONE, reason, context)
    return Decision((change,), Folder.DONE, reason, (f"case {case.stream}",))


def _asked(page: Page, who: Who, tags: TagReading, facts: Facts, context: Context) -> Decision:
    """HELP, FORM, STATUS: answered; nothing changes."""
    word = next(tag.word for tag in tags.tags if tag.word in ASKING)
    case = facts.cases.get(facts.match.streams[0]) if facts.match.streams else None
    zone, language = context.site.hotline.timezone, language_of(who, context.site)
    values: dict[str, object]
    match word:
        case Word.HELP:
            kind, values = "help", help_values(context.site.tag_words.get(language, {}))
        case Word.FORM:
            more = context.site.routed_by
            kind, values = "form", {"form": write_form(Form(), language=language, zone=zone, more=more)}
        case Word.LIST:
            kind, values = "list", list_values(facts.listed, _argument(tags, word), context.now)
        case Word.STATUS if case is not None:
            told = deeds.coming(case, context.site, facts.urls, facts.twins)
            kind, values = "status", {"case": case, "coming": told}
        case Word.STATUS:
            problem = f"[STATUS]: name a case, such as [STATUS] [{context.site.hotline.prefix}-2026-000123-K]"
            return refusal(page, who, (problem,), tags, facts, context)
        case Word.MEETING | Word.INTRODUCE:
            argument = _argument(tags, word)
            if word is Word.MEETING:
                result = protocol.recorded(page.mail, who, argument, facts.invited, context)
            else:
                result = protocol.introduced(page.mail, who, argument, context)
            return refusal(page, who, (result,), tags, facts, context) if isinstance(result, str) else result
        case _:
            return _counted(page.mail, who, _argument(tags, word), context)
    mark = seen(page.mail, who, Folder.DONE, f"answered [{word}]")
    where = heard(case or Case(stream(context)), mark, context)
    letters = to_analysts(context, where, kind, values, only=who.id, answer=True)
    change = Effect(letters=letters).change(where.stream, mark)
    return Decision((change,), Folder.DONE, f"answered [{word}]")


def _counted(mail: Inbound, who: Who, argument: str, context: Context) -> Decision:
    """[STATS]: the question is recorded; counting takes its time, and nothing waits for it."""
    today = context.site.at(context.now).date()
    period = read_period(argument) or holding(QUARTER, today)
    mark = seen(mail, who, Folder.DONE, "statistics are counted")
    asked = FiguresAsked(period=period.name, analyst=who.id, mail=mail.digest)
    return Decision((Change(stream(context), (mark, asked)),), Folder.DONE, "statistics are counted")


def _confirmed(
    page: Page, who: Who, survey: Case, tags: TagReading, facts: Facts, context: Context
) -> Decision:
    """Statistics of an LEA that nobody has proven are the unit's, by an analyst's word."""
    found = survey_confirm.named(_argument(tags, Word.CONFIRM))
    result = survey_confirm.confirmed(page.mail, who, survey, found[1] if found else "", context)
    if isinstance(result, str):
        return refusal(page, who, (result,), tags, facts, context)
    return result


def _argument(tags: TagReading, word: Word) -> str:
    tag = tags.get(word)
    return (tag.argument if tag else None) or ""
