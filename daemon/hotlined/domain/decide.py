"""decide(mail, facts, context) -> Decision: what one mail comes to.  Pure: nothing has happened yet.

Start reading here.  The order of the questions is the order of the safety rules: seen before? - a
notification of a machine? - readable? - from whom? - on which case? - what does it say?  Each branch
ends in one IMAP folder with a reason (P11).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hotlined.domain.analysts import desk, plain_wait, put_aside
from hotlined.domain.analysts.refused_hold import asked_about
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Change, Context, Decision, Facts
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.matching import answered
from hotlined.domain.letters.who import ALIKE, STRANGER, Who, as_of_case, identify, in_thread
from hotlined.domain.mail.message import AUTOMATA, Disposition, Inbound, MailClass, Party
from hotlined.domain.officers import came_back, lea_mail, lea_reply, machines, pausing, survey_reply
from hotlined.domain.officers.unlisted import WHY, unlisted
from hotlined.domain.programs.automatic import BY_HOTLINED, BY_LIST
from hotlined.domain.programs.from_server import from_server
from hotlined.domain.providers import closed_mail, provider
from hotlined.domain.providers.by_machine import ForPeople, for_people
from hotlined.domain.record.casework import ReportRegistered
from hotlined.domain.steps.alike import with_others
from hotlined.domain.steps.delivery import bounced
from hotlined.domain.steps.filing import filed, inherited, on_case, read_tags, seen, shown_to_analysts
from hotlined.domain.values.folders import Folder

NO_SENDER = "From is not readable"
NO_CASE = "it names no case, and answers no mail of ours"
UNPROVEN = "a delivery notification that names a case, and no mail of ours"


def decide(mail: Inbound, facts: Facts, context: Context) -> Decision:
    """The changes that a mail makes, and the folder it ends in."""
    if facts.seen or _is_copy(facts):
        return _again(mail, facts, context)
    who = identify(mail, context.site)
    # All of From: where somebody else stands beside us, it could be the LEA's hold.
    own = context.site.own_addresses
    kind = mail.classified.kind
    if mail.from_ and all(address.base in own for address in mail.from_):
        # The form of the hotline's own website may send as the address that it sends to.
        if mail.mailbox == "intake" and mail.classified.why != BY_HOTLINED and kind is not MailClass.MDN:
            return _report(mail, context)
        return filed(mail, who, Folder.OWN, "our own mail", context)
    if kind is MailClass.DSN:
        return _delivery(mail, who, facts, context)
    if kind in AUTOMATA and not _commands_by_list(mail, who, facts, context):
        return _automatic(mail, who, facts, context)
    case = _one_case(facts)
    if case is not None:
        who = _in_case(mail, who, case, facts)
    if facts.survey is not None:
        who = in_thread(who, facts.survey, survey_reply.surveyed(facts.survey, mail))
    if kind is MailClass.UNREADABLE:
        return _unreadable(mail, who, facts, context)
    match who.party:
        case Party.ANALYST:
            return _analyst(mail, who, facts, context)
        case Party.LEA if facts.survey is not None:
            return survey_reply.reply(mail, who, facts.survey, facts, context)
        case Party.LEA:
            return with_others(lea_mail.reply(mail, who, facts, context), mail, facts, context)
        case Party.STRANGER if lea_mail.may_be(mail, who):
            return pausing.paused(mail, who, facts, context, folder=Folder.QUARANTINE_TROUBLE, why=NO_SENDER)
        case Party.STRANGER if (unit := unlisted(mail, who, case, context.site)) is not None:
            return _unlisted(mail, unit, facts, context)
        case _:
            return _outsider(mail, who, facts, context)


def _analyst(mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """What the desk makes of it; what asks to wait is asked about, also where nothing else was done."""
    decision = asked_about(desk.analyst(mail, who, facts, context), mail, who, facts, context)
    decision = plain_wait.where_nothing_was_done(decision, mail, who, facts, context)
    return with_others(decision, mail, facts, context)


def _commands_by_list(mail: Inbound, who: Who, facts: Facts, context: Context) -> bool:
    """Whether an analyst has signed tags that came by a mailing list, which an intake address may be one of.

    What is signed without tags may be of a list's discussion, and so may tags that an answer took over with
    its subject; what bears no signature may be anybody's, and what has come itself before is the list's copy
    for the others."""
    listed = mail.classified.why == BY_LIST and who.party is Party.ANALYST and not facts.replayed
    if not listed or not who.signs:
        return False
    foreign = () if facts.answers_us else inherited(mail, context.site)
    return any(tag not in foreign for tag in read_tags(mail, context.site)[0].tags)


def _unlisted(mail: Inbound, unit: Who, facts: Facts, context: Context) -> Decision:
    """A person's who may be the LEA's; of other offices below its domain most writes about other matters."""
    told = facts.match
    if told.streams or told.others or told.unknown or told.miswritten or machines.may_matter(mail, context):
        return pausing.paused(mail, unit, facts, context, folder=Folder.STRANGERS, why=WHY)
    return shown_to_analysts(mail, unit, Folder.STRANGERS, WHY, context)


def _again(mail: Inbound, facts: Facts, context: Context) -> Decision:
    """A mail that was seen before has no second effect; where it was purged, the copy will be (P14).

    One in another envelope is on record, since nothing but that ties it to its case.
    """
    folder, reason = facts.filed or Folder.DUPLICATES, "this mail has had its effect already"
    streams = facts.purged if facts.seen else facts.copied
    who = identify(mail, context.site) if streams else STRANGER
    # Without its Message-ID: it may be a reporter's, and its digest finds it.
    mark = replace(seen(mail, who, folder, reason), message_id=None, signature=None)
    return Decision(tuple(Change(stream, (mark,)) for stream in streams), folder, reason)


def _is_copy(facts: Facts) -> bool:
    """Whether it is an analyst's mail that has had its effect in another envelope, a list's or a relay's.

    Not where this one says another case: somebody has put it into that thread."""
    return bool(facts.copied) and {*facts.match.streams, *facts.match.others} <= {*facts.copied}


def _one_case(facts: Facts) -> Case | None:
    """The case where exactly one was matched."""
    streams = facts.match.streams
    return facts.cases.get(streams[0]) if len(streams) == 1 else None


def _in_case(mail: Inbound, who: Who, case: Case, facts: Facts) -> Who:
    """A stranger who has what only a correspondent of the case can have is taken for that one's side."""
    return lea_reply.by_code(in_thread(who, case, answered(case, mail, facts.match)), case, mail)


def _delivery(mail: Inbound, sender: Who, facts: Facts, context: Context) -> Decision:
    """A bounce belongs to the case of the mail that bounced, by returned Message-ID or envelope token.

    One that tells neither may be about the LEA's mail all the same (`officers.came_back`).
    """
    who = STRANGER
    cases = facts.matched() if facts.match.how in ("message-id", "token") else ()
    beside = facts.survey or facts.elsewhere
    if not cases and beside is not None:
        return _undelivered(mail, who, beside, context)
    lost = came_back.of_no_case(mail, sender, facts, context) if not cases else None
    if lost is not None:
        return lost
    told = {one.disposition for one in mail.classified.bounced}
    failed = not told or Disposition.FAILED in told  # with no recipient that could be read, too
    answering = provider.answering(mail, facts) if failed and not cases else ()
    if answering:
        return _told(mail, answering, closed_mail.undelivered, Folder.BOUNCES, UNPROVEN, context)
    if not cases and mail.mailbox == "intake" and sender.party is Party.STRANGER and not from_server(mail):
        return _report(mail, context)
    if not cases:
        return filed(mail, who, Folder.BOUNCES, "a bounce of no case", context)
    reason = "a delivery notification"
    mark = seen(mail, who, Folder.BOUNCES, reason)
    changes = (
        on_case(case, mark, bounced(context, case, mail, answered(case, mail, facts.match)), context)
        for case in cases
    )
    return Decision(tuple(changes), Folder.BOUNCES, reason, (f"matched by {facts.match.how}",))


def _undelivered(mail: Inbound, who: Who, beside: Case, context: Context) -> Decision:
    """What is of no case has come back: the question for statistics, a digest, an invitation, a protocol."""
    reason = "a delivery notification"
    effect = bounced(context, beside, mail, survey_reply.surveyed(beside, mail))
    mark = seen(mail, who, Folder.BOUNCES, reason)
    return Decision((effect.change(beside.stream, mark),), Folder.BOUNCES, reason)


def _automatic(mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """Out of office, read receipts, robots: filed, never answered, never a receipt (P8, P12)."""
    case = _one_case(facts)
    reason = f"{mail.classified.kind}: {mail.classified.why}"
    if case is None:
        who = unlisted(mail, who, None, context.site) or who
        may_matter = who.party is Party.LEA or mail.mailbox == "lea"
        why = machines.doubt_of_robot(mail, context) if may_matter else None
        told = facts.match
        if who.party is Party.LEA and why == machines.AGENT and not (told.streams or told.others):
            # Of what its desk has beside ours; a question would stop the notices of all the unit's cases.
            return shown_to_analysts(mail, who, Folder.AUTOMATIC, why, context)
        if who.party is Party.LEA and why is not None:
            return pausing.paused(mail, who, facts, context, folder=Folder.AUTOMATIC, why=why)
        if who.party is Party.LEA and machines.brings_a_key(mail):
            return shown_to_analysts(mail, who, Folder.AUTOMATIC, machines.NEW_KEY, context)
        answering = provider.answering(mail, facts) if who.party is Party.STRANGER else ()
        if answering and for_people(mail) is ForPeople.ANSWER:
            return _of_provider(mail, answering, facts, context)
        # A web form or ICCAM reports by automatic mail; in the intake box a report must not be overlooked.
        if mail.mailbox == "intake" and who.party is Party.STRANGER and mail.classified.kind != MailClass.MDN:
            return _report(mail, context)
        folder = Folder.STRANGERS if why is not None and who.party is Party.STRANGER else Folder.AUTOMATIC
        return filed(mail, who, folder, why or reason, context)
    who = as_of_case(_in_case(mail, who, case, facts), mail, case, context.site)
    who = unlisted(mail, who, case, context.site) or who
    if who.party is Party.STRANGER:
        who = provider.contact_of(case, mail, answered(case, mail, facts.match)) or who
    effect = Effect()
    if who.party is Party.LEA:
        effect = machines.robot(mail, who, case, facts, context)
    elif who.party is Party.PROVIDER:
        said = for_people(mail)
        if said is ForPeople.ANSWER:
            return _of_provider(mail, provider.answering(mail, facts) or ((case, who),), facts, context)
        effect = provider.ticketed(case, who, mail, context.site.hotline.prefix)
        if said is ForPeople.TO_READ:
            effect += provider.shown(context, case, who, mail)
    change = on_case(case, seen(mail, who, Folder.AUTOMATIC, reason), effect, context)
    return Decision((change,), Folder.AUTOMATIC, reason, (f"matched by {facts.match.how}",))


def _unreadable(mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """Unreadable is not nothing: it could be a hold (threats G10), so what it may concern is paused."""
    why = put_aside.cannot_be_read(mail)
    if who.party is Party.LEA or lea_mail.may_be(mail, who):
        return pausing.paused(mail, who, facts, context, folder=Folder.UNREADABLE, why=why)
    if who.party is Party.ANALYST:
        return put_aside.unread(mail, who, why, facts, context)
    if answering := provider.answering(mail, facts):
        return _told(mail, answering, closed_mail.unread, Folder.UNREADABLE, why, context)
    return filed(mail, who, Folder.UNREADABLE, why, context)


def _outsider(mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """Neither analyst nor LEA: a provider on its case, the public in the intake box, or a stranger."""
    answering = provider.answering(mail, facts)
    if answering:
        return _of_provider(mail, answering, facts, context)
    # In the intake box it may as well be a provider's report of what it has found.
    known = provider.listed(mail, context.site) if who.trouble is None and mail.mailbox != "intake" else None
    if known is not None:
        return shown_to_analysts(mail, known, Folder.PROVIDER, NO_CASE, context)
    # Reporters' mail programs write odd From fields; only one made to look like another's is put aside.
    if mail.mailbox == "intake" and who.trouble != ALIKE:
        return _report(mail, context)
    if who.trouble is not None:
        return filed(mail, who, Folder.QUARANTINE_TROUBLE, who.trouble, context)
    return filed(mail, STRANGER, Folder.STRANGERS, "from nobody we know", context)


def _of_provider(
    mail: Inbound, answering: Sequence[tuple[Case, Who]], facts: Facts, context: Context
) -> Decision:
    """What a provider says of its notices, whoever or whatever wrote it down: an analyst reads it."""
    reason = "a reply of the provider"
    changes = []
    for case, contact in answering:
        effect = provider.reply(context, case, contact, mail, several=len(answering) > 1)
        mark = seen(mail, contact, Folder.PROVIDER, reason)
        changes.append(on_case(case, mark, effect, context))
    return Decision(tuple(changes), Folder.PROVIDER, reason, (f"matched by {facts.match.how}",))


def _told(
    mail: Inbound,
    answering: Sequence[tuple[Case, Who]],
    telling: Callable[[Context, Case, str], Effect],
    folder: Folder,
    reason: str,
    context: Context,
) -> Decision:
    """Analysts are told on each case of what may be a provider's, and nothing else comes of it."""
    changes = (
        on_case(case, seen(mail, contact, folder, reason), telling(context, case, contact.id), context)
        for case, contact in answering
    )
    return Decision(tuple(changes), folder, reason)


def _report(mail: Inbound, context: Context) -> Decision:
    """A report from the public or a notice from ICCAM: registered with its time, answered to nobody."""
    fact = ReportRegistered(mail=mail.digest, message_id=mail.message_id, received_at=mail.received_at)
    return filed(mail, STRANGER, Folder.INTAKE, "a report", context, fact)
