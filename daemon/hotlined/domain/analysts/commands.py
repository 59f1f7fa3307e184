"""What an analyst's tags do on an existing case: one function per tag, whole or not at all (P17).

By then the mail is proven; `domain.hotline.proof` is the table of what each command needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from hotlined.domain.analysts.assessing import untimely
from hotlined.domain.analysts.beside import denied_beside, names_parts, names_some, tells_some
from hotlined.domain.analysts.command import Command, Result
from hotlined.domain.analysts.confirming import confirm, received
from hotlined.domain.analysts.letting_go import waits_beside
from hotlined.domain.analysts.opening import ntd_set
from hotlined.domain.analysts.updating import nobody_to_tell, raise_urgency, set_notice_time, update
from hotlined.domain.analysts.whole_case import not_of_some
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect, Letter
from hotlined.domain.letters.who import is_ours
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.expected import is_abroad, no_notice, notices_to_come, purged_of
from hotlined.domain.ntd.hosted import hosted
from hotlined.domain.record.casework import CaseReopened, IccamRecorded, Noted, ProviderSet
from hotlined.domain.steps.abroad import informed
from hotlined.domain.steps.filing import takes_over
from hotlined.domain.steps.holds import lift, place
from hotlined.domain.steps.removal import online, removed
from hotlined.domain.steps.replanned import closed, reopened
from hotlined.domain.steps.resending import resend
from hotlined.domain.steps.wish import Wish
from hotlined.domain.steps.withdrawing import taken_back
from hotlined.domain.tagging.arguments import (
    read_address_and_items,
    read_delay,
    read_hold,
    read_items,
    read_listed,
)
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.shown import spans

ON_CLOSED = frozenset({Word.REOPEN, Word.NOTE, Word.STATUS, Word.CONFIRM})


def carry_out(command: Command) -> Result:
    """Carry out one command; a str is the reason why not, and what was expected."""
    word = command.tag.word
    if command.case.closed is not None and word not in ON_CLOSED:
        if word is Word.CLOSE:
            return f"{command.case.stream} is closed already"
        return f"{command.case.stream} is closed; send [REOPEN] first"
    action = ACTIONS.get(word)
    denied = denied_beside(command.tag, *_own_words(command), phrases=command.context.site.phrases)
    denied = denied or waits_beside(command, *_own_words(command))
    if denied is not None:
        return denied
    return f"[{word}] does not belong on a case" if action is None else action(command)


def _hold(command: Command) -> Result:
    zone = command.context.site.hotline.timezone
    terms = read_hold(command.argument, command.context.now, zone) if command.argument else ((), None)
    if terms is None:
        return (
            f"[HOLD:{command.argument}]: expected a date (2026-05-12), a time, or a length (3d, 48h), and "
            "behind it the items, if not all (items 1,3)"
        )
    items, until = terms
    if until is not None and until <= command.context.now:
        return (
            f"[HOLD:{command.argument}]: that moment has passed; expected one to come, or [HOLD] without an"
            " end"
        )
    if (problem := _no_such_item(command, items)) is not None:
        return problem
    return place(command.context, command.case, command.who, Wish(until, command.mail.digest, items))


def _release(command: Command) -> Result:
    items = read_listed(command.argument) if command.argument else ()
    if items is None:
        return f"[RELEASE:{command.argument}]: expected the items, such as items 1,3, or nothing for all"
    problem = _no_such_item(command, items) if items else _names_some(command)
    if problem is not None:
        return problem
    holds = command.case.holds_in_force(items)
    own = tuple(hold for hold in holds if hold.party == Party.ANALYST)
    if own:
        mail, twins = command.mail.digest, command.twins
        return lift(command.context, command.case, command.who, own, items=items, mail=mail, twins=twins)
    if holds:
        return f"hold {holds[0].id} is {holds[0].by}'s: only the LEA, or the hold's own end, lifts it"
    if items:
        return f"no hold is in force on item {spans(items)}"
    pause = next(iter(command.case.pauses_now()), None)
    if pause is not None and notices_to_come(command.case, command.context.site):
        return (
            f"no hold is in force; the notices wait for your answer to question {pause.id}:"
            f" [CONFIRM:{pause.id}]"
        )
    return "no hold is in force"


def _own_subject(command: Command) -> str:
    """The writer's own words in the subject."""
    return "" if takes_over(command.mail.signed_subject, command.context.site) else command.tags.rest


def _own_words(command: Command) -> tuple[str, str]:
    """The writer's own words in the subject, and below the tags."""
    form = command.tags.get(Word.UPDATE) is not None  # then the text has form lines
    return _own_subject(command), "" if form else command.text


def _names_some(command: Command) -> str | None:
    return names_some(command.tag.word, command.case.listed, *_own_words(command))


def _no_such_item(command: Command, items: tuple[int, ...]) -> str | None:
    unknown = [number for number in items if number not in command.case.numbers()]
    count = len(command.case.numbers())
    return f"item {unknown[0]} is not in {command.case.stream}; it has {count}" if unknown else None


def _of_items(deed: Callable[..., Effect], command: Command) -> Result:
    """What is so of the items of the argument: that they are removed, or online."""
    items = _items(command)
    if isinstance(items, str):
        return items
    return deed(command.context, command.case, command.who, items=items, mail=command.mail.digest)


def _online(command: Command) -> Result:
    """Of what the LEA believes to be removed a notice is planned anew, and each of its units hears of it."""
    items = _items(command)
    believed = not isinstance(items, str) and any(Party.LEA in one.told for one in command.case.states(items))
    untold = tuple(nobody_to_tell(command, command.case.units_informed())) if believed else ()
    return untold or _of_items(online, command)


def _items(command: Command) -> tuple[int, ...] | str:
    """The item numbers of the argument, all when there is none; or what is wrong with it."""
    numbers = command.case.numbers()
    if not command.argument:
        return _names_some(command) or numbers
    items = read_items(command.argument)
    if items is None or not items:
        return f"[{command.tag.word}:{command.argument}]: expected item numbers, such as 1,3"
    return _no_such_item(command, items) or items


def _provider(command: Command) -> Result:
    read = read_address_and_items(command.argument)
    if read is None:
        return f"[PROVIDER:{command.argument}]: expected one mail address, such as abuse@example.net"
    address, named = read
    if is_ours(address, command.context.site):
        return (
            f"[PROVIDER:{address}]: that is an address of the LEA, of an analyst or of our own; "
            "expected the provider's"
        )
    if not named and tells_some(command.case.listed, *_own_words(command)):
        return (
            f"[PROVIDER:{address}]: your text names some items; expected the numbers of those meant behind"
            f" the address, as in [PROVIDER:{address} 1,3]"
        )
    items = hosted(command.case, command.mail, str(address), named, command.context.site)
    if isinstance(items, str):
        return items
    known = command.context.site.directory.contacts.get(address)
    chosen = ProviderSet(
        items=items,
        name=known.name if known else address.domain,
        contact=str(address),
        confirmed=True,
        language=known.language if known else "en",
        by=command.who.id,
    )
    return Effect((chosen,), (), taken_back(command.case, items))


def _iccam(command: Command) -> Result:
    if not command.argument.strip():
        return "[ICCAM:…]: expected the report ID that ICCAM gave"
    fact = IccamRecorded(report_id=command.argument.strip(), by=command.who.id, mail=command.mail.digest)
    case, known = replace(command.case, iccam=fact.report_id), command.case.iccam
    before = known if known is not None and known != fact.report_id else ""
    abroad = is_abroad(case, command.context.site)
    told = tuple(informed(command.context, case, before=before)) if abroad else ()
    if known == fact.report_id:  # by another analyst, say: no unit reads it twice
        told = tuple(one for one in told if not _has(command.case, one))
    return Effect((fact,), told)


def _has(case: Case, letter: Letter) -> bool:
    """Whether the same was sent to the recipient before, with all items of now, and did not come back."""
    to, kind = letter.draft.to, letter.draft.kind
    same = [one for one in case.sent.values() if (one.kind, one.party, one.to_id) == (kind, to.party, to.id)]
    if not same or same[-1].bounced or same[-1].state is RowState.REFUSED:
        return False
    return all(item.seen_at is None or item.seen_at < same[-1].at for item in case.items)


def _note(command: Command) -> Result:
    if command.case.purge.begun or command.case.purge.done:
        return "[NOTE]: the material of this case is purged, and the words of a mail are not kept any more"
    whole, below = command.mail.certain_text.strip(), command.text.strip()
    subject = _own_subject(command)
    alone = all(tag.word is Word.NOTE for tag in command.tags.tags)
    if alone and not below and not subject:
        return "[NOTE]: expected text below the tags, or in the subject; it is kept in the history"
    text = whole if below else "\n\n".join(filter(None, (subject, whole)))
    return Effect((Noted(by=command.who.id, mail=command.mail.digest, text=text),))


def _close(command: Command) -> Result:
    subject = _own_subject(command)  # the text may tell why
    if asked := not_of_some(command.tag.word, command.case.listed, subject):
        return asked
    return closed(command.context, command.case, command.who.id, command.mail.digest)


def _reopen(command: Command) -> Result:
    if command.case.closed is None:
        return f"{command.case.stream} is open"
    fact = CaseReopened(by=command.who.id, why="reopened by an analyst")
    tag = command.tags.get(Word.NTD)  # the LEA reads one time
    ntd = read_delay(tag.argument or "", command.context.site.hotline.timezone) if tag is not None else None
    said = ntd_set(ntd, command.who.id) if ntd is not None else None
    return reopened(command.context, command.case, fact, command.mail.digest, said)


def _ntd(command: Command) -> Result:
    ntd = read_delay(command.argument, command.context.site.hotline.timezone)
    if ntd is None:
        return f"[NTD:{command.argument}]: expected +12h, now, none, or a time such as 2026-05-12T14:00"
    opened = command.case.opened
    if opened is not None:
        why = no_notice(opened.assessment, opened.country, opened.ntd_body, command.context.site)
        if why is not None:
            return why
    if ntd.kind != "none" and len(purged_of(command.case, command.case.numbers())) == len(command.case.items):
        return "[NTD:…]: the URLs of this case are purged, and no notice goes; open a new case"
    wrong = not_of_some(command.tag.word, command.case.listed, *_own_words(command))
    wrong = wrong or next(untimely(ntd, command.mail), None)
    if wrong is not None:
        return wrong
    if any(command.tags.get(word) is not None for word in (Word.UPDATE, Word.URGENT)):
        return Effect()  # the supplement of these carries it: the LEA reads one
    if command.tags.get(Word.REOPEN) is not None:
        return Effect()  # so does that of the opening
    return set_notice_time(command, ntd)


def _resend(command: Command) -> Result:
    count = len({one.number for one in command.case.fragments})
    asked = None if command.argument else names_parts(count, *_own_words(command))
    if asked is not None:
        return asked
    return resend(command.context, command.case, command.argument)


def _status(command: Command) -> Result:
    return Effect()  # the answer to every command shows the case


ACTIONS: Mapping[Word, Callable[[Command], Result]] = {
    Word.HOLD: _hold,
    Word.RELEASE: _release,
    Word.RECEIVED: received,
    Word.REMOVED: partial(_of_items, removed),
    Word.ONLINE: _online,
    Word.PROVIDER: _provider,
    Word.ICCAM: _iccam,
    Word.NOTE: _note,
    Word.CLOSE: _close,
    Word.REOPEN: _reopen,
    Word.CONFIRM: confirm,
    Word.NTD: _ntd,
    Word.UPDATE: update,
    Word.URGENT: raise_urgency,
    Word.RESEND: _resend,
    Word.STATUS: _status,
}
