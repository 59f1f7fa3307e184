"""What in a case waits for an analyst, most pressing first: a sentence, few words for a subject, the tags.

The same facts that raise questions and alarms, read off the case once more, so that they stay in sight until
they are dealt with.  Numbers, names of units and contacts; no content.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hotlined.domain.analysts.confirming import awaited
from hotlined.domain.cases.hinted import hinted
from hotlined.domain.cases.item_state import Notice
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.due.outlook import unanswered, untaken, untold
from hotlined.domain.due.reported import missed
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd import notices, planning, sent_notices
from hotlined.domain.ntd.expected import expects_notice, wants_entry
from hotlined.domain.ntd.hosted import together
from hotlined.domain.ntd.lea_informed import lacking
from hotlined.domain.ntd.unsettled import What, stuck_reminders, unsettled
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.shown import items_argument

RECEIVED = Tag(Word.RECEIVED, "by phone")
SOMEBODY = "abuse@..."  # in a tag: to be replaced
CONTACTED: Final = 2  # reminders of a receipt, after which unit and contact person were both asked


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for an analyst."""

    short: str
    sentence: str
    tags: tuple[Tag, ...] = ()


def needs(case: Case, site: Site) -> tuple[Need, ...]:
    """All that waits for an analyst in a case; in a closed one what was asked afterwards."""
    if not case.is_open:
        return tuple(_questions(case))
    return (
        *_reports(case, site),
        *_questions(case),
        *_receipts(case),
        *_abroad(case, site),
        *_providers(case, site),
        *_claims(case, site),
        *_silence(case, site),
    )


def trouble(case: Case, fragment: Fragment) -> str:
    """Why a part of the report is not on its way: "blocked", "stopped", "undelivered"; "" where it is.

    That no notice goes is not sent again once the case is open again.
    """
    if fragment.ends and case.is_open:
        return ""
    if fragment.blocked is not None:
        return "blocked"
    if case.stopped(fragment):
        return "stopped"
    mail = case.settled(fragment)
    return "undelivered" if mail is not None and mail.turned_away and not fragment.is_confirmed else ""


def told_of_machine(fragment: Fragment) -> bool:
    """Whether it waits so long for a person's receipt that analysts were told, after a ticket system's."""
    return fragment.by_machine is not None and fragment.reminders >= CONTACTED


def is_silent(case: Case, notice: Notice) -> bool:
    """Whether a provider has its notice, and has left the reminders unanswered."""
    mail = case.sent.get(notice.message_id)
    alive = mail is not None and not mail.bounced and mail.state is RowState.ACCEPTED
    return alive and not notice.escalated_of.isdisjoint(sent_notices.open_items(case, notice))


def is_lea_silent(case: Case, site: Site) -> bool:
    """Whether the LEA, as NTD body, was asked so often without an answer that analysts were told."""
    if not unanswered(case):
        return False
    return case.lea_asked - case.lea_heard > site.agreement.lea_followups


def _reports(case: Case, site: Site) -> Iterator[Need]:
    wrong = [(trouble(case, one), one) for one in case.fragments]
    for unit in dict.fromkeys(one.unit for what, one in wrong if what == "blocked"):
        yield Need(
            "report BLOCKED",
            f"The report to {unit} could not be encrypted and has NOT left. Phone the LEA, tell the"
            " administrator.",
            received(case, unit),
        )
    # Whoever has to enter it in ICCAM first is told that, and cannot phone instead.
    if not wants_entry(case, site) and (late := missed(case, site)):
        yield Need(
            "deadline missed",
            f"The working day is over, and the report has not reached {', '.join(late)}: phone the LEA.",
            received(case, *late),
        )
    for one in (one for what, one in wrong if what == "undelivered"):
        yield Need(
            "report NOT delivered",
            f"{_part(one)} to {one.unit} was refused or came back: phone the LEA, check the address.",
            (*received(case, one.unit), Tag(Word.RESEND)),
        )
    if waiting := sorted({number for plan, _ in untaken(case, site) for number in plan.items}):
        sentence = f"No notice can go about item {items_argument(waiting)}: {notices.UNTAKEN}."
        again = () if case.form is None else (Tag(Word.RESEND, "all"),)  # purged, it cannot be sent once more
        yield Need("report NOT delivered", sentence, (*again, Tag(Word.NTD, "none")))
    unknown = {one.number for one in case.items if lacking(case, one)}
    plans = untold(case, site) if unknown else ()
    if going := sorted(unknown.intersection(number for plan in plans for number in plan.items)):
        items = items_argument(going)
        sentence = f"No notice can go about item {items}: {notices.UNTOLD}."
        yield Need("LEA not told", sentence, (Tag(Word.ONLINE, items), Tag(Word.NTD, "none")))
    if any(what == "stopped" for what, _ in wrong):
        yield Need("report stopped", "Parts of the report are kept back.", (Tag(Word.RESEND, "go"),))


def received(case: Case, *units: str) -> tuple[Tag, ...]:
    """The tag for a receipt by phone of the first of these units, or of all, that may have one; else none.

    What is blocked, or has not left yet, nobody can have.
    """
    there = tuple(dict.fromkeys(one.unit for one in awaited(case)))
    first = next((one for one in there if not units or one in units), None)
    if first is None:
        return ()
    return (RECEIVED if len(there) == 1 else Tag(Word.RECEIVED, f"{first}, by phone"),)


def _part(fragment: Fragment) -> str:
    return f"The report ({fragment.name})" if fragment.name else "The report"


def _questions(case: Case) -> Iterator[Need]:
    for pause in case.pauses_now():
        answer = Tag(Word.CONFIRM, pause.id)
        if case.is_open:
            yield Need(
                f"question {pause.id}",
                f"Question {pause.id} waits for your answer, and the notices wait for it: {pause.why}.",
                (answer, Tag(Word.HOLD)),
            )
        elif case.listed:
            yield Need(
                f"question {pause.id}",
                f"Question {pause.id} waits for your answer, and notices about the same URLs in other cases"
                f" wait for it: {pause.why}.",
                (answer,),
            )
        else:
            yield Need(
                f"question {pause.id}", f"Question {pause.id} waits for your answer: {pause.why}.", (answer,)
            )


def _receipts(case: Case) -> Iterator[Need]:
    seeming = {one.unit for one in hinted(case)}
    for unit in dict.fromkeys(one.unit for one in case.unconfirmed()):
        if unit in seeming:
            sentence = f"{unit} seems to have the report, without proof: confirm it if you know."
            yield Need("receipt to confirm", sentence, (Tag(Word.RECEIVED, f"{unit}, by phone"),))
        elif any(told_of_machine(one) for one in case.unconfirmed() if one.unit == unit):
            sentence = (
                f"Only the ticket system of {unit} has acknowledged the report: phone its contact person."
            )
            yield Need("no receipt", sentence, (Tag(Word.RECEIVED, f"{unit}, by phone"),))
        elif late := [one for one in case.unconfirmed() if one.unit == unit and one.reminders >= CONTACTED]:
            sentence = f"{unit} does not confirm the report: phone its contact person."
            if part := late[0].name:
                sentence = f"{unit} does not confirm the report ({part}): phone its contact person."
            yield Need("no receipt", sentence, (Tag(Word.RECEIVED, f"{unit}, by phone"),))


def _abroad(case: Case, site: Site) -> Iterator[Need]:
    if wants_entry(case, site):
        sentence = "It is hosted abroad: enter it in ICCAM, then give the report ID."
        yield Need("enter it in ICCAM", sentence, (Tag(Word.ICCAM, "number"),))


def _providers(case: Case, site: Site) -> Iterator[Need]:
    """Whoever has to be found, or confirmed, before a notice can go."""
    if not expects_notice(case, site):
        return
    unknown = [item.number for item in case.items if item.provider is None and item.removed_by is None]
    if unknown:
        sentence = f"Nobody knows who hosts item {items_argument(unknown)}: name the address for the notice."
        yield Need(
            "provider unknown",
            sentence,
            (Tag(Word.PROVIDER, f"{SOMEBODY} {items_argument(together(case, unknown, site))}"),),
        )
    for plan in planning.plans(case, site):
        why = case.why_waits(plan.contact)
        found = [one for one in _contact(case, plan) if one in notices.CONTACT_WANTED]
        found += [why] if why in notices.LOST else []
        if found:
            known = plan.contact if found[0] == notices.UNCONFIRMED and plan.contact else SOMEBODY
            sentence = f"No notice can go about item {items_argument(plan.items)}: {found[0]}"
            sentence += f" ({plan.contact})." if plan.contact else "."
            yield _contact_wanted(sentence, known, together(case, plan.items, site))
    for contact, items in stuck_reminders(case, site):
        why = case.waiting[contact].why
        known = contact if why == notices.UNCONFIRMED else SOMEBODY
        sentence = f"No reminder can go about item {items_argument(items)}: {why} ({contact})."
        yield _contact_wanted(sentence, known, items)


def _contact_wanted(sentence: str, known: str, items: tuple[int, ...]) -> Need:
    """`known`: the address that is only to be confirmed, or SOMEBODY."""
    what = "provider to confirm" if known != SOMEBODY else "provider wanted"
    return Need(what, sentence, (Tag(Word.PROVIDER, f"{known} {items_argument(items)}"),))


def _contact(case: Case, plan: planning.Plan) -> tuple[str, ...]:
    return tuple(notices.standing(case, plan.contact, plan.items, plan.origin))


def _claims(case: Case, site: Site) -> Iterator[Need]:
    """A provider's word on items that nobody has looked at."""
    for one in unsettled(case, site):
        items = items_argument(one.items)
        if one.what is What.REMOVED:
            sentence = f"Item {items} is said to be removed: look whether it is."
            yield Need("verify removal", sentence, (Tag(Word.REMOVED, items), Tag(Word.ONLINE, items)))
        elif one.what is What.NOT_OURS:
            sentence = f"The provider says that it does not host item {items}: find out who does."
            meant = items_argument(together(case, one.items, site))
            yield Need("provider denies", sentence, (Tag(Word.PROVIDER, f"{SOMEBODY} {meant}"),))


def _silence(case: Case, site: Site) -> Iterator[Need]:
    for notice in (one for one in case.notices if is_silent(case, one)):
        items = items_argument(sent_notices.open_items(case, notice))
        yield Need(
            "provider silent",
            f"{notice.contact} does not answer: look for the upstream or the registrar of item {items}.",
            (Tag(Word.PROVIDER, f"{SOMEBODY} {items}"), Tag(Word.REMOVED, items)),
        )
    if is_lea_silent(case, site):
        asked = case.lea_asked - case.lea_heard
        sentence = f"The LEA was asked {asked} times about its notice, and does not answer: phone it."
        tag = Tag(Word.REMOVED, items_argument(one.number for one in unanswered(case)))
        yield Need("LEA silent", sentence, (tag,))
