"""An analyst's plain words that ask to wait, where no [HOLD] does: the case is asked about, and waits (P7).

"[ILLEGAL] Please do not send the notice yet" opens the case and reports it, since words that are no tag order
nothing (P9).  But nobody who writes so expects that the notice goes by itself.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from hotlined.domain.analysts.contradicting import REFUSED
from hotlined.domain.analysts.letting_go import lets_go, puts_off, waiting
from hotlined.domain.analysts.no_notice import wants_none
from hotlined.domain.analysts.only_told import asks_how_it_stands, names_it, only_told
from hotlined.domain.analysts.refused_hold import asked_before, means_hold, with_question_on
from hotlined.domain.analysts.taken_over import ASKING
from hotlined.domain.analysts.transcribe import Page
from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.cases.case import with_events
from hotlined.domain.cases.state import Case
from hotlined.domain.form.annex import KINDS, Kind
from hotlined.domain.form.entries import Entry
from hotlined.domain.form.lines import cut
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Change, Context, Decision, Facts
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.who import Who, is_police
from hotlined.domain.mail.message import Draft, Inbound
from hotlined.domain.ntd.expected import notices_to_come
from hotlined.domain.replies.lexicon import lexicon
from hotlined.domain.steps.asking import Doubt, ask
from hotlined.domain.steps.filing import halves, heard, read_tags, seen
from hotlined.domain.tagging.brackets import BRACKETS, MAX_HEAD
from hotlined.domain.tagging.words import Word
from hotlined.domain.text.inline_head import written_below, written_in
from hotlined.domain.text.newtext import new_text
from hotlined.domain.text.waiting import asks_to_wait
from hotlined.domain.values.address import parse_address
from hotlined.domain.values.folders import Folder

# Beside these, words about waiting explain what the tag says, and somebody has it in hand.
SPEAKING: Final = frozenset({Word.HOLD, Word.RELEASE, Word.CONFIRM, Word.CLOSE, Word.NTD})
BRACKETED: Final = 2  # words; more are a sentence, or a ticket's state: "[Waiting for support]"
WHY: Final = "the analyst's text asks to wait, without a [HOLD]"
_ADDRESS: Final = re.compile(r"(?<![^\s<>()\[\]\",;:])[^\s<>()\[\]\",;:]+@[^\s<>()\[\]\",;:]+")
REMARK: Final = (
    "your text asks to wait, and no [HOLD] does: the notices wait until the question about it is answered"
)


def waits(page: Page) -> bool:
    """Whether the writer's own words ask to wait: in the subject, around the form, below a field's value.

    What stands in a field is about content, and counts only where it names the notice or the provider.
    """
    own, beside = own_words(page)
    site, now = page.site, page.context.now
    opens = page.tags.get(Word.NOTE) is None  # a note tells; on a case such an order is refused
    if opens and any(puts_off(tag, own, site) for tag in page.tags.tags):  # "[NTD:now] once the LEA agrees"
        return True
    if page.facts.match.streams and not page.tags.tags and _in_brackets(own):
        return True
    known = lexicon(site.phrases)
    below = (one for one in waiting(beside, site, now) if names_it(*one) or wants_none(one[0]))
    found = (*waiting(own, site, now), *below)
    asking = {tag.word for tag in page.tags.tags} <= ASKING  # or no tag at all
    return any(not only_told(*one, known) and not (asking and asks_how_it_stands(one[0])) for one in found)


def _in_brackets(own: str) -> bool:
    """Whether a word or two in brackets ask to wait, "[STOP!]", "[on hold]": as "[STOP]" does (`meant`)."""
    short = (one for one in BRACKETS.findall(own) if len(one) <= MAX_HEAD and len(one.split()) <= BRACKETED)
    return any(map(asks_to_wait, short))


def _passes_on(page: Page) -> bool:
    """Whether it passes on words of an officer that ask to wait, who wrote to the analyst alone (P5).

    On a case they may be an officer's as well where nothing says whose they are; in the mail that opens one
    they may be the reporter's.  What answers a mail of ours quotes it; what is attached is another."""
    site, now, facts = page.site, page.context.now, page.facts
    attached = [one for one in page.mail.originals if one.author and is_police(one.author, site)]
    if any(not one.wish for one in attached):  # sealed, or a picture: nobody has read it
        return True
    quoted = () if facts.answers_us else _quoted(page, site)
    found = (*quoted, *((True, one.wish) for one in attached))
    told = ((sure, one) for sure, text in found for one in waiting(text, site, now))
    return any(sure or (facts.match.streams and names_it(*one)) for sure, one in told)


def _quoted(page: Page, site: Site) -> Iterator[tuple[bool, str]]:
    """What officers wrote in mails that it quotes, without our report that these quote: it tells of a hold.

    Or somebody whose address is not there, as in "On Monday Kim Lee wrote:"; then it is not sure."""
    for sender, text in (*written_in(page.mail.body), *written_below(page.mail.body)):
        address = next(filter(None, map(parse_address, _ADDRESS.findall(sender))), None)
        if address is None or is_police(address, site):
            yield address is not None, new_text(text).for_holds


def own_words(page: Page) -> tuple[str, str]:
    """What the writer says in the subject and around the form, and what stands below a field's value."""
    front = replace(page.mail, protected_subject=halves(page.mail, page.site)[0], certain_text="")
    found = cut(page.rest, page.site.labels)
    around = "\n".join(line for _, line in found.plain)
    beside = "\n\n".join(text for entry in found.entries for text in _below(entry))
    return f"{read_tags(front, page.site)[0].rest}\n\n{around}", beside


def _below(entry: Entry) -> Iterator[str]:
    """The lines of a text at the margin below its label's, and all of a comment."""
    if KINDS.get(entry.name) is Kind.TEXT:
        whole = entry.name == "comments"
        yield "\n".join(text for line, text in entry.values if whole or line in entry.flush)


def asked(page: Page, case: Case) -> Effect:
    """The question to the analysts; none where no notice is to come, or the case waits already.

    It goes to every analyst, to those without a key in clear: it has no word of the mail (P4).
    """
    who, context = page.who, page.context
    speaking = (tag for tag in page.tags.tags if tag.word in SPEAKING)
    said = any(tag.word is not Word.NTD or not lets_go(tag, context.site) for tag in speaking)
    whole = any(not one.items and one.until is None for one in case.holds_now())
    harmless = page.tags.get(Word.NOT_ILLEGAL) is not None
    why = REFUSED if harmless else WHY
    idle = said or whole or not notices_to_come(case, context.site) or asked_before(case, who, why)
    if idle or not (harmless or waits(page) or _passes_on(page)):
        return Effect()
    return ask(context, case, Doubt(who, why, page.mail.digest), urls=page.facts.urls)


def where_nothing_was_done(
    decision: Decision, mail: Inbound, who: Who, facts: Facts, context: Context
) -> Decision:
    """The decision, and the question where a mail on a case was refused, or only asked how it stands.

    Without any tag, too: "Please hold the notice, the police rang" orders nothing, and nobody who has written
    it looks whether it was obeyed before the notice goes.
    """
    case = _one_case(mail, facts, context)
    if case is None:
        return decision
    tags, _ = read_tags(mail, context.site)
    only_asked = bool(tags.tags) and {tag.word for tag in tags.tags} <= ASKING
    if decision.folder != Folder.REFUSED and not (only_asked and decision.folder == Folder.DONE):
        return decision
    mark = seen(mail, who, decision.folder, decision.reason)
    question = _asked_on(heard(case, mark, context), mail, who, facts, context)
    changes = with_question_on(decision.changes, case, question, mark, context)
    return replace(decision, changes=changes) if question.events else decision


def is_asked_about(mail: Inbound, who: Who, facts: Facts, context: Context) -> bool:
    """Whether that was asked about a mail on a case of which nothing was done."""
    case = _one_case(mail, facts, context)
    return case is not None and bool(_asked_on(case, mail, who, facts, context).events)


def _one_case(mail: Inbound, facts: Facts, context: Context) -> Case | None:
    """The case that a mail is on; None where it is on none, or several, or has a [HOLD] (`refused_hold`)."""
    (name, *more) = facts.match.streams or ("",)
    case = facts.cases.get(name)
    return None if more or case is None or means_hold(mail, context.site) else case


def _asked_on(case: Case, mail: Inbound, who: Who, facts: Facts, context: Context) -> Effect:
    tags, rest = read_tags(mail, context.site)
    return asked(Page(mail, who, tags, rest, facts, context, form=False), case)


def with_question(change: Change, page: Page) -> Change:
    """The change that opens a case, with the question; the answer to the writer says that there is one."""
    case = with_events(Case(change.stream), change.events, page.context.now)
    more = asked(page, case).change(change.stream)
    if not more.events:
        return change
    return replace(change, drafts=tuple(map(_remarked, change.drafts))) + more


def remarked(transcript: Transcript) -> Transcript:
    """The transcript with the remark that the notices wait."""
    return replace(transcript, remarks=(REMARK, *transcript.remarks))


def _remarked(draft: Draft) -> Draft:
    told = draft.values.get("transcript")
    if not isinstance(told, Transcript):
        return draft
    return replace(draft, values={**draft.values, "transcript": remarked(told), "asked": True})
