"""What an analyst's tags do on an existing case: one function per tag, whole or not at all (P17).

By then the mail is proven; `domain.hotline.proof` is the table of what each command needs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from hotlined.domain.analysts import teaching
from hotlined.domain.analysts.beside import denied_beside, denies, names_parts, names_some
from hotlined.domain.analysts.opening import no_notice, untimely
from hotlined.domain.analysts.updating import files_passed, raise_urgency, set_notice_time, update
from hotlined.domain.cases.hinted import hinted, left_by
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.who import Who, is_ours
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.hosted import hosted
from hotlined.domain.ntd.reminders import reminders_of
from hotlined.domain.record.casework import CaseClosed, CaseReopened, IccamRecorded, Noted, ProviderSet
from hotlined.domain.record.holding import PauseLifted
from hotlined.domain.record.reporting import ReceiptGiven
from hotlined.domain.steps.abroad import informed, is_abroad
from hotlined.domain.steps.filing import takes_over
from hotlined.domain.steps.holds import lift, notices_of, place
from hotlined.domain.steps.removal import online, removed
from hotlined.domain.steps.resending import resend
from hotlined.domain.tagging.arguments import (
    read_address_and_items,
    read_delay,
    read_hold,
    read_items,
    read_listed,
)
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.shown import spans

ON_CLOSED = frozenset({Word.REOPEN, Word.NOTE, Word.STATUS, Word.CONFIRM})
_WORD: Final = re.compile(r"[\w-]+")  # as a unit's name is one, so that "state" is not named in "state-north"


@dataclass(frozen=True, slots=True)
class Order:
    """One command to carry out: the tag, whose, by which mail, on which case."""

    tag: Tag
    who: Who
    mail: Inbound
    case: Case
    context: Context
    text: str = ""  # the mail's text below the tags, or its form
    tags: TagReading = field(default_factory=TagReading)
    answers_us: bool = False  # the mail answers one of ours to this analyst

    @property
    def argument(self) -> str:
        """The tag's argument, or ""."""
        return self.tag.argument or ""


NO_MORE: Final = "done"  # of a tag: nothing beyond what the others say
Result = Effect | str | tuple[str, ...]  # what it does, or the sentences why it cannot be done


def carry_out(order: Order) -> Result:
    """Carry out one command; a str is the reason why not, and what was expected."""
    word = order.tag.word
    if order.case.closed is not None and word not in ON_CLOSED:
        return f"{order.case.stream} is closed; send [REOPEN] first"
    action = ACTIONS.get(word)
    denied = denied_beside(order.tag, *_own_words(order), phrases=order.context.site.phrases)
    if denied is not None:
        return denied
    return f"[{word}] does not belong on a case" if action is None else action(order)


def _hold(order: Order) -> Result:
    terms = ((), None) if not order.argument else _terms(order)
    if terms is None:
        return (
            f"[HOLD:{order.argument}]: expected a date (2026-05-12), a time, or a length (3d, 48h), and "
            "behind it the items, if not all (items 1,3)"
        )
    items, until = terms
    if until is not None and until <= order.context.now:
        return f"[HOLD:{order.argument}]: that moment has passed"
    if (problem := _no_such_item(order, items)) is not None:
        return problem
    return place(order.context, order.case, order.who, until=until, mail=order.mail.digest, items=items)


def _terms(order: Order) -> tuple[tuple[int, ...], datetime | None] | None:
    return read_hold(order.argument, order.context.now, order.context.site.hotline.timezone)


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
        return lift(order.context, order.case, order.who, own, items=items, mail=order.mail.digest)
    if holds:
        return f"hold {holds[0].id} is {holds[0].by}'s: only the LEA, or the hold's own end, lifts it"
    return f"no hold is in force on item {spans(items)}" if items else "no hold is in force"


def _own_subject(order: Order) -> str:
    """The writer's own words in the subject."""
    return "" if takes_over(order.mail.signed_subject, order.context.site) else order.tags.rest


def _own_words(order: Order) -> tuple[str, str]:
    """The writer's own words in the subject, and below the tags."""
    form = order.tags.get(Word.UPDATE) is not None  # then the text has form lines
    return _own_subject(order), "" if form else order.text


def _names_some(order: Order) -> str | None:
    return names_some(order.tag.word, len(order.case.numbers()), *_own_words(order))


def _no_such_item(order: Order, items: tuple[int, ...]) -> str | None:
    unknown = [number for number in items if number not in order.case.numbers()]
    count = len(order.case.numbers())
    return f"item {unknown[0]} is not in {order.case.stream}; it has {count}" if unknown else None


def _received(order: Order) -> Result:
    """By phone or otherwise: where several units have yet to confirm, the tag says which one did."""
    if denies(order.argument, order.context.site.phrases):
        return "[RECEIVED:…]: the words say that they do not have it; expected how it is known that they do"
    units = tuple(dict.fromkeys(one.unit for one in _awaited(order.case)))
    words = set(_WORD.findall(order.argument.casefold()))
    named = tuple(unit for unit in units if unit.casefold() in words)
    if len(units) > 1 and not named:
        return _which_unit(units)
    return _given(order, (one for one in _awaited(order.case) if one.unit in (named or units)))


def _which_unit(units: Sequence[str]) -> str:
    return f"[RECEIVED:…]: say which unit has it; expected one of: {', '.join(units)}"


def _awaited(case: Case) -> Iterator[Fragment]:
    """The parts of the report that are out, or were refused, and that nobody has confirmed."""
    never = (RowState.QUEUED, RowState.CANCELLED)
    for fragment in case.unconfirmed():
        if any(case.sent[one].state not in never for one in fragment.copies if one in case.sent):
            yield fragment


def _given(order: Order, parts: Iterable[Fragment]) -> Result:
    waiting: dict[str, list[int]] = {}
    for fragment in parts:
        waiting.setdefault(fragment.unit, []).append(fragment.number)
    if not waiting:
        return "no receipt is awaited in this case"
    return Effect(
        tuple(
            ReceiptGiven(
                unit=unit, fragments=tuple(numbers), how="analyst", by=order.who.id, mail=order.mail.digest
            )
            for unit, numbers in waiting.items()
        )
    )


def _removed(order: Order) -> Result:
    items = _items(order)
    if isinstance(items, str):
        return items
    return removed(order.context, order.case, order.who, items=items, mail=order.mail.digest)


def _online(order: Order) -> Result:
    items = _items(order)
    if isinstance(items, str):
        return items
    return online(order.context, order.case, order.who, items=items, mail=order.mail.digest)


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
    items = hosted(order.case, order.mail, str(address), named)
    if isinstance(items, str):
        return items
    queued, _ = notices_of(order.case, items)
    known = order.context.site.directory.contacts.get(address)
    chosen = ProviderSet(
        items=items,
        name=known.name if known else address.domain,
        contact=str(address),
        confirmed=True,
        language=known.language if known else "en",
        by=order.who.id,
    )
    return Effect(
        (chosen,), (), (*(notice.message_id for notice in queued), *reminders_of(order.case, items))
    )


def _iccam(order: Order) -> Result:
    if not order.argument.strip():
        return "[ICCAM:…]: expected the report ID that ICCAM gave"
    fact = IccamRecorded(report_id=order.argument.strip(), by=order.who.id, mail=order.mail.digest)
    case = replace(order.case, iccam=fact.report_id)
    told = informed(order.context, case) if is_abroad(case, order.context.site) else ()
    return Effect((fact,), tuple(told))


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
    queued, _ = notices_of(order.case, ())
    return Effect(
        (CaseClosed(by=order.who.id, why="closed by an analyst"),),
        (),
        (*(notice.message_id for notice in queued), *reminders_of(order.case)),
    )


def _reopen(order: Order) -> Result:
    if order.case.closed is None:
        return f"{order.case.stream} is open"
    return Effect((CaseReopened(by=order.who.id, why="reopened by an analyst"),))


def _confirm(order: Order) -> Result:
    """Yes to one question; one that the analyst may not have read yet stays open (P7)."""
    taught = teaching.lesson(order.argument) if order.argument else None
    if taught is not None:
        return _learn(order, taught)
    return _answer(order, order.argument)


def no_deed(order: Order) -> str:
    """What is said of a command that had nothing left to do beside the others of its mail."""
    if order.tag.word is Word.CONFIRM:
        return f"question {order.argument.upper()} was answered before"
    return NO_MORE


def _learn(order: Order, asked: teaching.Lesson) -> Result:
    """Yes to a question, and to the same sentences in later mails of that unit; or no more (P7, P9)."""
    if not asked.always:
        forgotten = teaching.forget(order.case, order.who, asked.pause)
        return forgotten if isinstance(forgotten, str) else Effect(tuple(forgotten))
    answer = _answer(order, asked.pause)
    if not isinstance(answer, Effect):
        return answer
    lifted = [one.pause for one in answer.events if isinstance(one, PauseLifted)]
    pause = next((one for one in order.case.pauses if lifted == [one.id]), None)
    if not lifted:
        return f"[CONFIRM:{asked.pause}]: this question was answered before"
    if pause is None:
        return f"[CONFIRM:{order.argument}]: name one question; expected {teaching.EXPECTED}"
    fact = teaching.vouch(order.context, order.who, order.mail.digest, pause, asked)
    if isinstance(fact, str):
        return fact
    asked_about = (
        one for one in _awaited(order.case) if one.unit == pause.who and left_by(order.case, one, pause.at)
    )
    given = _given(order, asked_about) if fact.received else Effect()
    return answer + Effect((fact,)) + (given if isinstance(given, Effect) else Effect())


def _answer(order: Order, argument: str) -> Result:
    case = order.case
    answered = next((case.sent[one] for one in order.mail.references if one in case.sent), None)
    seeming = tuple(hinted(case, until=order.mail.here_by))
    pauses = case.pauses_open()
    if argument:
        pauses = tuple(one for one in pauses if one.id.casefold() == argument.strip().casefold())
    elif answered is not None and answered.kind == "receipt-hint":
        return _given(order, hinted(case, at=answered.at))
    elif answered is not None and answered.kind == "question":
        pauses = tuple(one for one in pauses if one.at == answered.at)
    elif not pauses and seeming:
        units = tuple(dict.fromkeys(one.unit for one in seeming))
        return _given(order, seeming) if len(units) == 1 else _which_unit(units)
    elif len(pauses) > 1 or seeming:
        pauses = ()
    else:  # a question that was asked after the answer was written is not answered by it
        pauses = tuple(one for one in pauses if one.at <= order.mail.received_at)
    if pauses:
        return Effect(
            tuple(PauseLifted(pause=one.id, by=order.who.id, mail=order.mail.digest) for one in pauses)
        )
    before = next((one for one in case.pauses if one.id.casefold() == argument.strip().casefold()), None)
    if before is not None:  # somebody was quicker: no reason to refuse what stands beside it
        alone = all(tag.word is Word.CONFIRM for tag in order.tags.tags)
        return f"[CONFIRM:{before.id}]: this question was answered before" if alone else Effect()
    ids = ", ".join(one.id for one in case.pauses_open())
    if ids:
        return f"[CONFIRM]: answer the mail with the question, or name it as in [CONFIRM:Q1]; open are: {ids}"
    return "no question of mine is open in this case"


def _ntd(order: Order) -> Result:
    ntd = read_delay(order.argument, order.context.site.hotline.timezone)
    if ntd is None:
        return f"[NTD:{order.argument}]: expected +12h, now, none, or a time such as 2026-05-12T14:00"
    opened = order.case.opened
    if opened is not None:
        why = no_notice(opened.assessment, opened.country, opened.ntd_body, order.context.site)
        if why is not None:
            return why
    wrong = next(untimely(ntd, order.mail), None)
    if wrong is not None:
        return wrong
    return set_notice_time(order.context, order.case, order.who, order.mail.digest, ntd)


def _update(order: Order) -> Result:
    urgent = order.tags.get(Word.URGENT)
    reason = urgent.argument if urgent else None
    passed = files_passed(order.case, order.mail, order.context.site, answers_us=order.answers_us)
    digest = order.mail.digest
    return update(order.context, order.case, order.who, digest, order.text, urgent=reason, passed=passed)


def _urgent(order: Order) -> Result:
    if order.tags.get(Word.UPDATE) is not None:
        return Effect()  # the update carries it
    return raise_urgency(order.context, order.case, order.who, order.mail.digest, order.argument)


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
    Word.RECEIVED: _received,
    Word.REMOVED: _removed,
    Word.ONLINE: _online,
    Word.PROVIDER: _provider,
    Word.ICCAM: _iccam,
    Word.NOTE: _note,
    Word.CLOSE: _close,
    Word.REOPEN: _reopen,
    Word.CONFIRM: _confirm,
    Word.NTD: _ntd,
    Word.UPDATE: _update,
    Word.URGENT: _urgent,
    Word.RESEND: _resend,
    Word.STATUS: _status,
}
