"""decide(mail, facts, context) -> Decision: what one mail comes to.  Pure: nothing has happened yet.

Start reading here.  The order of the questions is the order of the safety rules: seen before? - a
notification of a machine? - readable? - from whom? - on which case? - what does it say?  Each branch
ends in one IMAP folder with a reason (P11).
"""

from collections.abc import Iterator
from dataclasses import replace

from hotlined.domain import desk, lea, provider
from hotlined.domain.decision import Change, Context, Decision, Facts
from hotlined.domain.delivery import bounced
from hotlined.domain.drafts import Effect
from hotlined.domain.events import ReportRegistered
from hotlined.domain.filing import on_case, read_tags, seen
from hotlined.domain.folders import Folder
from hotlined.domain.holds import ask
from hotlined.domain.message import Inbound, MailClass, Party
from hotlined.domain.receipts import understand
from hotlined.domain.state import Case
from hotlined.domain.who import Who, identify, in_thread

AUTOMATA = (MailClass.MDN, MailClass.FEEDBACK, MailClass.AUTOMATIC, MailClass.ROBOT)


def decide(mail: Inbound, facts: Facts, context: Context) -> Decision:
    """The changes that a mail makes, and the folder it ends in."""
    if facts.seen:
        return Decision((), Folder.DUPLICATES, "this mail has had its effect already")
    who = identify(mail, context.site)
    if any(address.base in context.site.identities.values() for address in mail.from_):
        return _filed(mail, who, Folder.OWN, "our own mail", context)
    kind = mail.classified.kind
    if kind is MailClass.DSN:
        return _delivery(mail, facts, context)
    if kind in AUTOMATA:
        return _automatic(mail, who, facts, context)
    case = _one_case(facts)
    if case is not None:
        who = in_thread(who, case, facts.match.answered)
    if kind is MailClass.UNREADABLE:
        return _unreadable(mail, who, facts, context)
    match who.party:
        case Party.ANALYST:
            return desk.analyst(mail, who, facts, context)
        case Party.LEA:
            return _lea(mail, who, facts, context)
        case _:
            return _outsider(mail, facts, context)


def _one_case(facts: Facts) -> Case | None:
    """The case where exactly one was matched."""
    streams = facts.match.streams
    return facts.cases.get(streams[0]) if len(streams) == 1 else None


def _filed(mail: Inbound, who: Who, folder: str, reason: str, context: Context) -> Decision:
    """Nothing to do but to file it, and to remember it on the desk."""
    stream = desk.stream(context)
    return Decision((Change(stream, (seen(mail, who, folder, reason),)),), folder, reason)


def _matched(facts: Facts) -> Iterator[Case]:
    for stream in facts.match.streams:
        if stream in facts.cases:
            yield facts.cases[stream]


def _delivery(mail: Inbound, facts: Facts, context: Context) -> Decision:
    """A bounce belongs to the case of the mail that bounced, by returned Message-ID or envelope token."""
    who = Who(Party.STRANGER)
    cases = tuple(_matched(facts)) if facts.match.how in ("message-id", "token") else ()
    if not cases:
        return _filed(mail, who, Folder.BOUNCES, "a bounce of no case", context)
    reason = "a delivery notification"
    changes = tuple(
        on_case(
            mail,
            who,
            case,
            bounced(context, case, mail, facts.match.answered),
            Folder.BOUNCES,
            reason,
            context,
        )
        for case in cases
    )
    return Decision(changes, Folder.BOUNCES, reason, (f"matched by {facts.match.how}",))


def _automatic(mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """Out of office, read receipts, robots: filed, never answered, never a receipt (P8, P12)."""
    case = _one_case(facts)
    reason = f"{mail.classified.kind}: {mail.classified.why}"
    if case is None:
        # A web form or ICCAM reports by automatic mail; in the intake box a report must not be overlooked.
        if mail.mailbox == "intake" and who.party is Party.STRANGER and mail.classified.kind != MailClass.MDN:
            return _report(mail, context)
        return _filed(mail, who, Folder.AUTOMATIC, reason, context)
    who = in_thread(who, case, facts.match.answered)
    effect = _robot_of_lea(mail, who, case, context) if who.party is Party.LEA else Effect()
    change = on_case(mail, who, case, effect, Folder.AUTOMATIC, reason, context)
    return Decision((change,), Folder.AUTOMATIC, reason, (f"matched by {facts.match.how}",))


def _robot_of_lea(mail: Inbound, who: Who, case: Case, context: Context) -> Effect:
    """An acknowledgement is noted; words of a hold in an automatic mail could be a person's (P7)."""
    effect = lea.acknowledgement(case, who, mail)
    tags, _ = read_tags(mail, context.site)
    if understand(mail, tags, context.site, context.now).hold:
        why = "an automatic mail speaks of waiting"
        effect += ask(context, case, who, why=why, mail=mail.digest, text=mail.new_text.strip())
    return effect


def _unreadable(mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """Unreadable is not nothing: it could be a hold (threats G10), so what it may concern is paused."""
    why = f"a mail cannot be read: {mail.unreadable}"
    cases = tuple(_matched(facts)) or facts.unit_cases
    from_lea = who.party is Party.LEA or (mail.mailbox == "lea" and not mail.from_)
    if from_lea and cases:
        changes = tuple(
            on_case(
                mail,
                who,
                case,
                ask(context, case, who, why=why, mail=mail.digest, text=""),
                Folder.UNREADABLE,
                why,
                context,
            )
            for case in cases
        )
        return Decision(changes, Folder.UNREADABLE, why)
    return desk.quarantined(mail, who, Folder.UNREADABLE, why, context)


def _lea(mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """A person's mail from the LEA: on its case; without one, on all open ones of the unit (G9)."""
    tags, _ = read_tags(mail, context.site)
    meaning = understand(mail, tags, context.site, context.now)
    trace = (f"matched by {facts.match.how}", f"means {', '.join(meaning.words) or 'nothing'}")
    folder = Folder.QUARANTINE_TROUBLE if who.trouble else Folder.LEA
    matched = tuple(_matched(facts))
    stray = facts.match.others or (len(matched) > 1 and facts.match.how == "message-id")
    if matched and not stray and all(_is_unit_of(who, case) for case in matched):
        changes = tuple(
            on_case(
                mail,
                who,
                case,
                lea.reply(context, case, who, mail, meaning, facts.match.answered),
                folder,
                "a reply of the LEA",
                context,
            )
            for case in matched
        )
        return Decision(changes, folder, "a reply of the LEA", trace)
    concerned = {case.stream: case for case in (*matched, *facts.cases.values(), *facts.unit_cases)}
    why = "it names different cases" if stray else "no case of this unit could be matched"
    open_cases = tuple(case for case in concerned.values() if case.is_open and _is_unit_of(who, case))
    if not open_cases:
        return desk.shown(mail, who, folder, why, context)
    changes = tuple(
        on_case(
            mail,
            who,
            case,
            ask(context, case, who, why=why, mail=mail.digest, text=mail.new_text.strip()),
            folder,
            why,
            context,
        )
        for case in open_cases
    )
    return Decision(changes, folder, why, trace)


def _is_unit_of(who: Who, case: Case) -> bool:
    units = {fragment.unit for fragment in case.fragments} | set(case.opened.units if case.opened else ())
    return who.id in units


def _outsider(mail: Inbound, facts: Facts, context: Context) -> Decision:
    """Neither analyst nor LEA: a provider on its case, the public in the intake box, or a stranger."""
    for case in _matched(facts):
        contact = provider.contact_of(case, mail, facts.match.answered)
        if contact is not None:
            tags, rest = read_tags(mail, context.site, bare=True)
            text = replace(mail, new_text=rest, certain_text=rest)
            meaning = understand(text, tags, context.site, context.now)
            effect = provider.reply(context, case, contact, mail, tags, meaning)
            reason = "a reply of the provider"
            change = on_case(mail, contact, case, effect, Folder.PROVIDER, reason, context)
            return Decision((change,), Folder.PROVIDER, reason, (f"matched by {facts.match.how}",))
    if mail.mailbox == "intake":
        return _report(mail, context)
    return desk.quarantined(mail, Who(Party.STRANGER), Folder.STRANGERS, "from nobody we know", context)


def _report(mail: Inbound, context: Context) -> Decision:
    """A report from the public or a notice from ICCAM: registered with its time, answered to nobody."""
    reason = "a report"
    events = (
        ReportRegistered(mail=mail.digest, message_id=mail.message_id, received_at=mail.received_at),
        seen(mail, Who(Party.STRANGER), Folder.INTAKE, reason),
    )
    return Decision((Change(desk.stream(context), events),), Folder.INTAKE, reason)
