"""An analyst's [HOLD] in a mail that is refused: the mail is not half carried out, and no notice leaves.

Refused is the mail as a whole (P17), be it for another tag, a date that is none, or a word that is nearly
[HOLD].  What it wanted is clear enough for the safe direction: the case is asked about, and waits (P7).
"""

from dataclasses import replace

from hotlined.domain.analysts.meant import as_meant
from hotlined.domain.cases.case_urls import kept_back
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Change, Context, Decision, Facts
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.steps.asking import Doubt, ask
from hotlined.domain.steps.filing import heard, on_case, outer_tags, read_tags, seen
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.folders import Folder

WHY = "a [HOLD] was refused together with its mail"


def asked_about(decision: Decision, mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """The decision, and a question to each case on which a refused mail meant to place a hold."""
    if decision.folder != Folder.REFUSED or not means_hold(mail, context.site):
        return decision
    changes, mark = decision.changes, seen(mail, who, Folder.REFUSED, decision.reason)
    # Where the thread is of one case and the subject names another, it may be meant for both.
    for name in dict.fromkeys((*facts.match.streams, *facts.match.others)):
        case = facts.cases.get(name)
        if case is not None and may_keep_back(case, facts) and not _waits(case, who):
            doubt = Doubt(who, WHY, mail.digest)
            question = ask(context, heard(case, mark, context), doubt, urls=facts.urls)
            changes = with_question_on(changes, case, question, mark, context)
    return replace(decision, changes=changes)


def may_keep_back(case: Case, facts: Facts) -> bool:
    """Whether a hold on it would keep a notice: it is open, or its URLs are in others that are (P7)."""
    return case.is_open or bool(kept_back(case, (), facts.urls))


def means_hold(mail: Inbound, site: Site) -> bool:
    """Whether there is a [HOLD], or nearly one, also in a subject that the signature does not cover."""
    found = (read_tags(mail, site)[0], outer_tags(mail, site))
    readings = (as_meant(tags) for tags in found if tags is not None)
    return any(
        any(one.word is Word.HOLD for one in (*tags.tags, *tags.loose))
        or any(one.nearest is Word.HOLD for one in tags.unknown)
        for tags in readings
    )


def asked_before(case: Case, who: Who, why: str) -> bool:
    """Whether the same is asked already about what this person wrote: once is enough (P12)."""
    return any((one.who, one.why) == (who.id, why) for one in case.pauses_now())


def _waits(case: Case, who: Who) -> bool:
    """Whether it waits already for this person, without an end."""
    own = (one for one in case.holds_now() if (one.party, one.by) == (Party.ANALYST, who.id))
    return asked_before(case, who, WHY) or any(not one.items and one.until is None for one in own)


def with_question_on(
    changes: tuple[Change, ...], case: Case, question: Effect, mark: MailSeen, context: Context
) -> tuple[Change, ...]:
    """The changes with the question; one stream has one change.

    The question goes to every analyst, to those without a key in clear: it has no word of the mail (P4).
    """
    if all(one.stream != case.stream for one in changes):
        return (*changes, on_case(case, mark, question, context))
    more = question.change(case.stream)
    return tuple(one + more if one.stream == case.stream else one for one in changes)
