"""Answers to an analyst's proven mail: the transcript, whole or free of content, and the refusal."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hotlined.domain.analysts import assessing, transcribe
from hotlined.domain.analysts.advice import SIGNING
from hotlined.domain.analysts.taken_over import remarks
from hotlined.domain.analysts.transcribe import Page
from hotlined.domain.analysts.transcript import FORM_ATTACHED, FORM_READ, Transcript
from hotlined.domain.cases.state import Case
from hotlined.domain.form import Form, read_form, write_back
from hotlined.domain.letters.decision import Change, Decision, Facts
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import language_of
from hotlined.domain.mail.identity import words_digest
from hotlined.domain.mail.message import Inbound
from hotlined.domain.steps.filing import halves, heard, seen, stream
from hotlined.domain.tagging.brackets import names_of
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import MEANINGS, Occasion, Tag, Word, fold_word
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.plain import WORDS
from hotlined.domain.values.shown import duration

UNTAGGED = 2  # answers within `answer_interval` to mails of one analyst that have no tag


def opened(page: Page, reading: assessing.Reading, theirs: Sequence[Tag]) -> Transcript:
    """The transcript of a mail that opens a case; `theirs` are tags of the forwarded mail's subject."""
    time = transcribe.original(page.mail, page.facts.report_at, reading.form, page.zone)
    alone = tuple(_unheard(page, reading))
    outcomes = {Tag(Word.URGENT, reading.urgent_reason): alone[0]} if alone else {}
    told = transcribe.accepted(page, "", outcomes)
    beside = (*alone, *_urgency(page, reading), *remarks(theirs), *assessing.overruled(reading))
    told = replace(told, original=time, remarks=(*beside, *told.remarks))
    return for_whom(page, with_note(told, reading.passing.note))


def _urgency(page: Page, reading: assessing.Reading) -> Iterator[str]:
    """That the analyst's own words in the subject speak of urgency, and no tag does: "[ILLEGAL] URGENT!"."""
    if reading.urgent_reason is not None or reading.assessment not in ("illegal", "unsure"):
        return
    own, _ = halves(page.mail, page.site)
    known = names_of(page.site.tag_aliases)
    if any(known.get(fold_word(one)) is Word.URGENT for one in WORDS.findall(own)):
        yield (
            "the subject speaks of urgency, and the case is not urgent; if it is, answer this mail with"
            " [URGENT:reason]"
        )


def _unheard(page: Page, reading: assessing.Reading) -> Iterator[str]:
    """That no contact person hears of what is urgent, and whom to phone: it is not reported from here."""
    if reading.urgent_reason is None or assessing.is_reported(reading.assessment, reading.country, page.site):
        return
    persons = [unit.contact for unit in page.site.units_there(reading.units) if unit.contact]
    call = " / ".join(f"{one.phone} ({one.name})" for one in persons) or "the LEA"
    yield (
        "hosted abroad, so no contact person of the LEA is told that it is urgent; where a person is in "
        f"danger, phone {call}"
    )


def with_note(told: Transcript, note: str) -> Transcript:
    """The transcript with what became of the mail's files; as it is where there were none."""
    read = f"{FORM_READ} " if told.attachments_note == FORM_ATTACHED else ""
    return replace(told, attachments_note=read + note) if note else told


def for_whom(page: Page, transcript: Transcript) -> Transcript:
    """The transcript as this analyst may get it: whole only where it can be encrypted (P4)."""
    analyst = page.site.analyst(page.who.id)
    return transcript if analyst and analyst.fingerprints else transcript.content_free()


def refusal(
    page: Page, problems: tuple[str, ...], case: Case | None = None, failed: Tag | None = None
) -> Decision:
    """Nothing was done: every problem, and the form filled with what was understood (P17).

    A mail without any tag asked for nothing, and may be a robot's: it is answered on the desk, so that the
    answers can be counted (P12): gateways sign what robots write, and these put tickets in brackets.
    """
    mail, who, tags = page.mail, page.who, page.tags
    facts, context = page.facts, page.context
    asked = bool(tags.tags or tags.loose) or any(one.nearest for one in tags.unknown)
    words = None if asked else words_digest(who.id, mail.new_text)
    if not asked and _enough(mail, facts):
        why = f"refused; not answered again within {duration(context.site.agreement.answer_interval)}"
        change = Change(stream(context), (seen(mail, who, Folder.REFUSED, why, words=words),))
        return Decision((change,), Folder.REFUSED, why)
    mark = seen(mail, who, Folder.REFUSED, "refused", words=words)
    where = heard(case if case and asked else Case(stream(context)), mark, context)
    if claims_again(page, where):
        return Decision((Change(where.stream, (mark,)),), Folder.REFUSED, "; ".join(problems))
    transcript = for_whom(page, transcribe.refused(page, problems, failed))
    reading = read_form(
        page.form_text, labels=context.site.labels, zone=page.zone, names=context.site.signers
    )
    shown = page.form and transcript.whole and not _needs_no_form(tags, reading.form)
    language, more = language_of(who, context.site), context.site.routed_by
    filled = _with_time(reading.form, facts) if case is None else reading.form
    form = write_back(reading, filled, language=language, zone=page.zone, more=more) if shown else ""
    values = {
        "reference": case.stream if case else "",
        "transcript": transcript,
        "problems": transcript.problems,
        "form": form,
        # What answers it is known to correct it (`Facts.corrects`).  Not in a case's thread, where the answer
        # would be taken for that case; nor where a second mail without tags gets no answer (P12).
        "by_answer": case is not None or (asked and not facts.match.streams),
        "clients": SIGNING if any("signature" in one for one in problems) else (),
    }
    kind = "refused" if asked else "untagged"
    letters = to_analysts(context, where, kind, values, only=who.id, content=True, answer=True)
    change = Effect(letters=letters).change(where.stream, mark)
    return Decision((change,), Folder.REFUSED, "; ".join(problems))


def claims_again(page: Page, where: Case) -> bool:
    """Whether somebody whom nothing but From names has had an answer of late, on the case or the desk (P12).

    Else whoever forges a [HOLD] again and again writes to the analyst as often; what it does is told besides.
    """
    agreement = page.site.agreement
    if page.who.proven(agreement.analyst_proof):
        return False
    since = page.context.now - agreement.answer_interval
    mine = (one for one in where.sent.values() if one.to_id == page.who.id and one.at > since)
    return page.facts.refused_lately or any(one.kind in ("done", "refused") for one in mine)


def _needs_no_form(tags: TagReading, form: Form) -> bool:
    """Whether only tags on a case are to be corrected: an empty form below would hide how little that is."""
    words = {tag.word for tag in tags.tags}
    on_a_case = all(MEANINGS[word].occasions == {Occasion.CASE} for word in words)
    return bool(words) and on_a_case and Word.UPDATE not in words and form == Form()


def _with_time(form: Form, facts: Facts) -> Form:
    """The form with the time of the report that the mail forwards: the mail that corrects it has none."""
    return replace(form, received_from_public=form.received_from_public or facts.report_at)


def _enough(mail: Inbound, facts: Facts) -> bool:
    """Whether it has had its answer: these words, this thread, or `UNTAGGED` other mails of the sender."""
    return (
        facts.said_lately
        or len(facts.untagged) >= UNTAGGED
        or not set(facts.untagged).isdisjoint(mail.references)
    )
