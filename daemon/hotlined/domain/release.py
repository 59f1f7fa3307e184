"""A mail put back out of the quarantine for a new judgement, after a person has looked at it (P11, P2).

A release never makes a command proven, never gives a receipt and never lifts a hold: the mail is judged by
the same rules, its signature by the age it has now.  What the person may say about it goes in the safe
direction only: that it is the LEA's (merely claimed: it may hold and ask), a provider's, a report, a note;
or that it asks for nothing, which answers the questions that this very mail has raised.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hotlined.domain.cases.state import Case
from hotlined.domain.decide import decide
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Change, Context, Decision, Facts, Match
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.letters.who import STRANGER, Who, identify, unit_answered, units_of
from hotlined.domain.mail.message import AUTOMATA, Inbound, MailClass, Party
from hotlined.domain.officers import lea_mail, pausing
from hotlined.domain.providers import provider
from hotlined.domain.record.casework import Noted, ReportRegistered
from hotlined.domain.record.correspondence import MailReleased, MailSeen
from hotlined.domain.record.holding import PauseLifted
from hotlined.domain.steps import which
from hotlined.domain.steps.filing import filed, on_case, seen, stream
from hotlined.domain.values.folders import Folder, is_quarantine
from hotlined.domain.values.reference import is_question
from hotlined.domain.values.shown import some

LISTED = 10  # cases named in one alarm
THEIRS = {
    Party.ANALYST: "an analyst",
    Party.LEA: "the LEA",
    Party.LEA_CONTACT: "the LEA",
    Party.PROVIDER: "a provider",
}
NOT_READ = (*AUTOMATA, MailClass.DSN, MailClass.UNREADABLE)


class How(StrEnum):
    """What the person who has looked says about the mail."""

    AGAIN = "again"  # nothing: judge it once more, as a key or a rule has changed
    REPORT = "report"
    NOTE = "note"
    LEA = "lea"
    PROVIDER = "provider"
    HARMLESS = "harmless"  # of the LEA: it asks for nothing


@dataclass(frozen=True, slots=True)
class Release:
    """A release as it was asked for; `id` is drawn once, so that it is carried out once."""

    id: str
    mail: str  # digest
    mailbox: str
    how: How
    by: str  # the operating system's user
    asked_at: datetime
    why: str = ""
    case: str | None = None
    contact: str | None = None  # which provider of the case
    unit: str | None = None  # which LEA unit of the case
    folder: str = ""  # where the record says it lies
    size: int = 0  # bytes, as recorded; 0 for unknown


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of the mail besides the facts: how it was judged, and which cases it has paused."""

    earlier: MailSeen | None = None  # None: it made hotlined stumble before it was judged
    asked: tuple[Case, ...] = ()


def judge(mail: Inbound, facts: Facts, past: Past, release: Release, context: Context) -> Decision:
    """What the release comes to; the record of it is in the same write as its effects (P2)."""
    refusal = next(_refusals(mail, facts, past, release), "")
    if refusal:
        return _recorded(_nothing(past, refusal), release, context, refusal)
    made = _judged(mail, replace(facts, seen=False, filed=None), release, context)
    if past.earlier is not None and (made.folder, made.reason) == (past.earlier.folder, past.earlier.reason):
        return _recorded(_nothing(past, made.reason), release, context)  # as before: no effect again
    lifts = past.asked if _answers(made, past, release) else ()
    return _recorded(_with_lifts(made, lifts, release, context), release, context)


def unchanged(past: Past, release: Release, context: Context, why: str) -> Decision:
    """The release is recorded, and nothing else."""
    return _recorded(_nothing(past, why), release, context, why)


def is_releasable(folder: str) -> bool:
    """Whether mails of a folder, as a record names it, can be put back; a machine's may be a person's."""
    return is_quarantine(folder) or folder == Folder.AUTOMATIC


def refusals(earlier: MailSeen | None, how: How) -> Iterator[str]:
    """Why a mail that was judged so cannot be released so; also told before anything is asked."""
    party = earlier.party if earlier else ""
    if earlier is not None and not is_releasable(earlier.folder):
        yield f"it is not in the quarantine any more, but in {earlier.folder}: it has had its effect"
    if how in (How.LEA, How.PROVIDER) and party not in ("", Party.STRANGER):
        yield f"it bears the name of {THEIRS[Party(party)]}, and is judged by that and its signature"
    if how is How.REPORT and party == Party.LEA:
        yield "it bears the name of the LEA, so it is no report from the public"
    if how is How.HARMLESS and party not in ("", Party.LEA) and not (earlier and earlier.mailbox == "lea"):
        yield "only a mail of the LEA asks for something by itself; this one waits for nobody"


def _refusals(mail: Inbound, facts: Facts, past: Past, release: Release) -> Iterator[str]:
    yield from refusals(past.earlier, release.how)
    if release.how not in (How.NOTE, How.LEA, How.PROVIDER):
        return
    case = facts.cases.get(release.case or "")
    if case is None or case.opened is None:
        yield f"there is no case {release.case}"
    elif release.how is How.LEA and not units_of(case):
        yield f"{release.case} has no LEA unit"
    elif release.how is How.LEA and _unit(mail, case, release) is None:
        units = ", ".join(sorted(units_of(case)))
        yield f"{release.case} is with {units}: release it once more, with --unit NAME, whose mail it is"
    elif release.how is How.PROVIDER and _contact(case, release) is None:
        yield f"{release.case} has no single notice to a provider of that name: give its address"


def _judged(mail: Inbound, facts: Facts, release: Release, context: Context) -> Decision:
    who = identify(mail, context.site) if mail.from_ else STRANGER
    match release.how:
        case How.AGAIN:
            return decide(mail, facts, context)
        case How.REPORT:
            registered = ReportRegistered(
                mail=mail.digest, message_id=mail.message_id, received_at=mail.received_at
            )
            return filed(mail, who, Folder.INTAKE, "a report, as the administrator says", context, registered)
        case How.HARMLESS:
            return filed(mail, who, Folder.LEA, "asks for nothing, as the administrator says", context)
        case _:
            return _on_case(mail, facts.cases[release.case or ""], facts, release, context)


def _on_case(mail: Inbound, case: Case, facts: Facts, release: Release, context: Context) -> Decision:
    match release.how:
        case How.LEA:
            return _from_lea(mail, case, _unit(mail, case, release) or "", facts, context)
        case How.PROVIDER:
            return _from_provider(mail, case, _contact(case, release) or "", context)
        case _:
            noted = Noted(by=_name(release), mail=mail.digest, text=mail.new_text.strip())
            reason = "a note, as the administrator says"
            mark = seen(mail, identify(mail, context.site), Folder.DONE, reason)
            return Decision((on_case(case, mark, Effect((noted,)), context),), Folder.DONE, reason)


def _from_lea(mail: Inbound, case: Case, unit: str, facts: Facts, context: Context) -> Decision:
    """As a mail of this unit of the case that merely claims to be: enough to hold and to ask (P9)."""
    who = Who(Party.LEA, unit, ProofLevel.CLAIMED)
    there = replace(
        facts,
        match=Match((case.stream,), "administrator", answered=facts.match.answered),
        cases={case.stream: case},
        unit_cases=(),
    )
    if mail.classified.kind in NOT_READ:
        why = f"the LEA's, as the administrator says, and {mail.classified.kind}"
        return pausing.paused(mail, who, there, context, folder=Folder.LEA, why=why)
    return lea_mail.reply(mail, who, there, context)


def _from_provider(mail: Inbound, case: Case, contact: str, context: Context) -> Decision:
    who = Who(Party.PROVIDER, contact, ProofLevel.CLAIMED)
    said = mail.classified.kind not in NOT_READ
    effect = provider.reply(context, case, who, mail) if said else Effect()
    reason = "a reply of the provider, as the administrator says"
    mark = seen(mail, who, Folder.PROVIDER, reason)
    return Decision((on_case(case, mark, effect, context),), Folder.PROVIDER, reason)


def _unit(mail: Inbound, case: Case, release: Release) -> str | None:
    """The unit that is meant: the one named, else whom the mail answers, or the only one of the case."""
    known = units_of(case)
    if release.unit is not None:
        return release.unit if release.unit in known else None
    asked = unit_answered(mail, case)
    if asked in known:
        return asked
    return next(iter(known)) if len(known) == 1 else None


def _contact(case: Case, release: Release) -> str | None:
    """The provider that is meant: the one named, or the only one that was written to."""
    contacts = {notice.contact for notice in case.notices}
    if release.contact is not None:
        return release.contact if release.contact in contacts else None
    return next(iter(contacts)) if len(contacts) == 1 else None


def _answers(made: Decision, past: Past, release: Release) -> bool:
    """Whether the questions that this mail has raised are answered by what it comes to now."""
    if release.how is How.HARMLESS:
        return True
    if release.how is not How.AGAIN:
        return False
    analyst = past.earlier is not None and past.earlier.party == Party.ANALYST
    return made.folder == Folder.DONE if analyst else True


def _with_lifts(made: Decision, cases: Sequence[Case], release: Release, context: Context) -> Decision:
    """Each question of the mail is answered; the analysts are told which, and by whom."""
    changes = {change.stream: change for change in made.changes}
    told = []
    for case in cases:
        before = changes.get(case.stream, Change(case.stream))
        if is_question(case.stream):
            over = which.over(case, _name(release), release.mail)
            changes[case.stream] = before + Change(case.stream, over)
            continue
        pauses = [pause.id for pause in case.pauses_open() if pause.mail == release.mail]
        lifts = tuple(PauseLifted(pause=one, by=_name(release), mail=release.mail) for one in pauses)
        changes[case.stream] = before + Change(case.stream, lifts)
        told.append(f"{case.stream} ({', '.join(pauses)})")
    if told:
        name, named = stream(context), some(told, LISTED)
        how = "says that it asks for nothing" if release.how is How.HARMLESS else "had it read once more"
        sentence = f"A mail had raised questions; the {_name(release)} {how}, so these are answered: {named}."
        todo = "Notices may go when they are due. If you know a reason to wait, send [HOLD] on the case."
        letters = Effect(letters=alarm(context, Case(name), "questions answered", sentence, todo))
        changes[name] = changes.get(name, Change(name)) + letters.change(name)
    return replace(made, changes=tuple(changes.values()))


def _recorded(made: Decision, release: Release, context: Context, refused: str = "") -> Decision:
    """With the release in front of every change that it makes."""
    fact = MailReleased(
        mail=release.mail,
        release=release.id,
        how=release.how,
        by=release.by,
        asked_at=release.asked_at,
        folder=made.folder,
        refused=refused,
        why=release.why or None,
    )
    changes = made.changes or (Change(stream(context)),)
    return replace(made, changes=tuple(replace(one, events=(fact, *one.events)) for one in changes))


def _nothing(past: Past, reason: str) -> Decision:
    return Decision((), past.earlier.folder if past.earlier else Folder.POISON, reason)


def _name(release: Release) -> str:
    return f"administrator {release.by}"
