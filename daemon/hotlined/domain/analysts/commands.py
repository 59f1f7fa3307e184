"""What an analyst's tags do on an existing case: one function per tag, whole or not at all (P17).

By then the mail is proven; `domain.hotline.proof` is the table of what each command needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from hotlined.domain.analysts.assessing import untimely
from hotlined.domain.analysts.beside import denied_beside, names_parts, names_some, tells_some
from hotlined.domain.analysts.confirming import confirm, received
from hotlined.domain.analysts.letting_go import waits_beside
from hotlined.domain.analysts.order import Order, Result
from hotlined.domain.analysts.updating import nobody_to_tell, raise_urgency, set_notice_time, update
from hotlined.domain.analysts.whole_case import not_of_some
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect, Letter
from hotlined.domain.letters.who import is_ours
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.expected import is_abroad, no_notice, notices_to_come, purged_of
from hotlined.domain.ntd.hosted import hosted
from hotlined.domain.record.casework import CaseClosed, CaseReopened, IccamRecorded, Noted, ProviderSet
from hotlined.domain.steps.abroad import informed
from hotlined.domain.steps.filing import takes_over
from hotlined.domain.steps.holds import Wish, lift, place
from hotlined.domain.steps.removal import online, removed
from hotlined.domain.steps.resending import resend
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


def carry_out(order: Order) -> Result:
    """Carry out one command; a str is the reason why not, and what was expected."""
    word = order.tag.word
    if order.case.closed is not None and word not in ON_CLOSED:
        if word is Word.CLOSE:
            return f"{order.case.stream} is closed already"
        return f"{order.case.stream} is closed; send [REOPEN] first"
    action = ACTIONS.get(word)
    denied = denied_beside(order.tag, *_own_words(order), phrases=order.context.site.phrases)
    denied = denied or waits_beside(order, *_own_words(order))
    if denied is not None:
        return denied
    return f"[{word}] does not belong on a case" if action is None else action(order)


def _hold(order: Order) -> Result:
    zone = order.context.site.hotline.timezone
    terms = read_hold(order.argument, order.context.now, zone) if order.argument else ((), None)
    if terms is None:
        return (
            f"[HOLD:{order.argument}]: expected a date (2026-05-12), a time, or a length (3d, 48h), and "
            "behind it the items, if not all (items 1,3)"
        )
    items, until = terms
    if until is not None and until <= order.context.now:
        return (
            f"[HOLD:{order.argument}]: that moment has passed; expected one to come, or [HOLD] without an end"
        )
    if (problem := _no_such_item(order, items)) is not None:
        return problem
    return place(order.context, order.case, order.who, Wish(until, order.mail.digest, items))


def _release(order: Order) -> Result:
    items = read_listed(order.argument) if order.argument else ()
    if items is None:
        return f"[RELEASE:{order.argument}]: expected the items, such as items 1,3, or nothing for all"
    problem = _no_such_item(order, items) if items else _names_some(order)
    if problem is not None:
        return problem
    holds = order.case.holds_in_force(items)
    own = tuple(hold for hold in holds if hold.party == Party.ANALYST)
    if own:
        mail, twins = order.mail.digest, order.twins
        return lift(order.context, order.case, order.who, own, items=items, mail=mail, twins=twins)
    if holds:
        return f"hold {holds[0].id} is {holds[0].by}'s: only the LEA, or the hold's own end, lifts it"
    if items:
        return f"no hold is in force on item {spans(items)}"
    pause = next(iter(order.case.pauses_now()), None)
    if pause is not None and notices_to_come(order.case, order.context.site):
        return (
            f"no hold is in force; the notices wait for your answer to question {pause.id}:"
            f" [CONFIRM:{pause.id}]"
        )
    return "no hold is in force"


def _own_subject(order: Order) -> str:
    """The writer's own words in the subject."""
    return "" if takes_over(order.mail.signed_subject, order.context.site) else order.tags.rest


def _own_words(order: Order) -> tuple[str, str]:
    """The writer's own words in the subject, and below the tags."""
    form = order.tags.get(Word.UPDATE) is not None  # then the text has form lines
    return _own_subject(order), "" if form else order.text


def _names_some(order: Order) -> str | None:
    return names_some(order.tag.word, order.case.listed, *_own_words(order))


def _no_such_item(order: Order, items: tuple[int, ...]) -> str | None:
    unknown = [number for number in items if number not in order.case.numbers()]
    count = len(order.case.numbers())
    return f"item {unknown[0]} is not in {order.case.stream}; it has {count}" if unknown else None


def _of_items(deed: Callable[..., Effect], order: Order) -> Result:
    """What is so of the items of the argument: that they are removed, or online."""
    items = _items(order)
    if isinstance(items, str):
        return items
    return deed(order.context, order.case, order.who, items=items, mail=order.mail.digest)


def _online(order: Order) -> Result:
    """Of what the LEA believes to be removed a notice is planned anew, and each of its units hears of it."""
    items = _items(order)
    believed = not isinstance(items, str) and any(Party.LEA in one.told for one in order.case.states(items))
    untold = tuple(nobody_to_tell(order, order.case.units_informed())) if believed else ()
    return untold or _of_items(online, order)


def _items(order: Order) -> tuple[int, ...] | str:
    """The item numbers of the argument, all when there is none; or what is wrong with it."""
    numbers = order.case.numbers()
    if not order.argument:
        return _names_some(order) or numbers
    items = read_items(order.argument)
    if items is None or not items:
        return f"[{order.tag.word}:{order.argument}]: expected item numbers, such as 1,3"
    return _no_such_item(order, items) or items


def _provider(order: Order) -> Result:
    read = read_address_and_items(order.argument)
    if read is None:
        return f"[PROVIDER:{order.argument}]: expected one mail address, such as abuse@example.net"
    address, named = read
    if is_ours(address, order.context.site):
        return (
            f"[PROVIDER:{address}]: that is an address of the LEA, of an analyst or of our own; "
            "expected the provider's"
        )
    if not named and tells_some(order.case.listed, *_own_words(order)):
        return (
            f"[PROVIDER:{address}]: your text names some items; expected the numbers of those meant behind"
            f" the address, as in [PROVIDER:{address} 1,3]"
        )
    items = hosted(order.case, order.mail, str(address), named, order.context.site)
    if isinstance(items, str):
        return items
    known = order.context.site.directory.contacts.get(address)
    chosen = ProviderSet(
        items=items,
        name=known.name if known else address.domain,
        contact=str(address),
        confirmed=True,
        language=known.language if known else "en",
        by=order.who.id,
    )
    return Effect((chosen,), (), taken_back(order.case, items))


def _iccam(order: Order) -> Result:
    if not order.argument.strip():
        return "[ICCAM:…]: expected the report ID that ICCAM gave"
    fact = IccamRecorded(report_id=order.argument.strip(), by=order.who.id, mail=order.mail.digest)
    case = replace(order.case, iccam=fact.report_id)
    told = tuple(informed(order.context, case)) if is_abroad(case, order.context.site) else ()
    if order.case.iccam == fact.report_id:  # by another analyst, say: no unit reads it twice
        told = tuple(one for one in told if not _has(order.case, one))
    return Effect((fact,), told)


def _has(case: Case, letter: Letter) -> bool:
    """Whether the same was sent to the recipient before, and did not come back."""
    to, kind = letter.draft.to, letter.draft.kind
    same = [one for one in case.sent.values() if (one.kind, one.party, one.to_id) == (kind, to.party, to.id)]
    return bool(same) and not same[-1].bounced and same[-1].state is not RowState.REFUSED


def _note(order: Order) -> Result:
    if order.case.purge.begun or order.case.purge.done:
        return "[NOTE]: the material of this case is purged, and the words of a mail are not kept any more"
    whole, below = order.mail.certain_text.strip(), order.text.strip()
    subject = _own_subject(order)
    alone = all(tag.word is Word.NOTE for tag in order.tags.tags)
    if alone and not below and not subject:
        return "[NOTE]: expected text below the tags, or in the subject; it is kept in the history"
    text = whole if below else "\n\n".join(filter(None, (subject, whole)))
    return Effect((Noted(by=order.who.id, mail=order.mail.digest, text=text),))


def _close(order: Order) -> Result:
    if asked := not_of_some(order.tag.word, order.case.listed, _own_subject(order)):  # the text may tell why
        return asked
    closed = CaseClosed(by=order.who.id, why="closed by an analyst")
    return Effect((closed,), (), taken_back(order.case))


def _reopen(order: Order) -> Result:
    if order.case.closed is None:
        return f"{order.case.stream} is open"
    return Effect((CaseReopened(by=order.who.id, why="reopened by an analyst"),))


def _ntd(order: Order) -> Result:
    ntd = read_delay(order.argument, order.context.site.hotline.timezone)
    if ntd is None:
        return f"[NTD:{order.argument}]: expected +12h, now, none, or a time such as 2026-05-12T14:00"
    opened = order.case.opened
    if opened is not None:
        why = no_notice(opened.assessment, opened.country, opened.ntd_body, order.context.site)
        if why is not None:
            return why
    if ntd.kind != "none" and len(purged_of(order.case, order.case.numbers())) == len(order.case.items):
        return "[NTD:…]: the URLs of this case are purged, and no notice goes; open a new case"
    wrong = not_of_some(order.tag.word, order.case.listed, *_own_words(order))
    wrong = wrong or next(untimely(ntd, order.mail), None)
    if wrong is not None:
        return wrong
    if any(order.tags.get(word) is not None for word in (Word.UPDATE, Word.URGENT)):
        return Effect()  # the supplement of these carries it: the LEA reads one
    return set_notice_time(order, ntd)


def _resend(order: Order) -> Result:
    count = len({one.number for one in order.case.fragments})
    asked = None if order.argument else names_parts(count, *_own_words(order))
    if asked is not None:
        return asked
    return resend(order.context, order.case, order.argument)


def _status(order: Order) -> Result:
    return Effect()  # the answer to every command shows the case


ACTIONS: Mapping[Word, Callable[[Order], Result]] = {
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
