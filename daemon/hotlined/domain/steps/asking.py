"""Asking analysts when something is not understood; what is asked keeps notices back (P7).

Anybody can write in the LEA's name.  Where many such mails are asked about, the next question takes the
place of the newest, with the words of both, so that few have to be answered; nothing is let go.
"""

from typing import Final

from hotlined.domain.cases.case_urls import UNKNOWN, Urls, ending_of, kept_back
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Pause
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, to_analysts
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Party
from hotlined.domain.ntd.expected import notices_to_come
from hotlined.domain.record.holding import Paused, PauseLifted
from hotlined.domain.replies.vouching import Offered
from hotlined.domain.steps.holds import notices_of, withdrawn
from hotlined.domain.values.shown import few

INSTEAD: Final = "this question takes the place of {question}, since there are many that nothing proves"
OURSELVES: Final = "hotlined"
MOST_LOOSE: Final = 8  # open questions of one side about mails that nothing proves
LONGEST: Final = 20_000  # characters of what is asked about at once, where the newest mail has no more
LONGEST_OF_SEVERAL: Final = 4_000  # the same of several cases, of which each keeps it
BETWEEN: Final = "-----"


def ask(
    context: Context,
    case: Case,
    who: Who,
    *,
    why: str,
    mail: str,
    text: str,
    offered: tuple[Offered, ...] = (),
    within: str | None = None,
    urls: Urls = UNKNOWN,
    by_machine: bool = False,
) -> Effect:
    """A pause with its question to the analysts; queued notices are taken back (P7).

    `offered`: the sentences that were not understood, which an analyst may vouch for.  `within`: the question
    about several cases in which this one is asked about, so that it has no letter of its own.  `urls`: to say
    which other cases it keeps back, where this one is closed.  `by_machine`: a server that vouches for what a
    gateway writes each day proves nothing of it; only a signature does.
    """
    name = f"Q{len(case.pauses) + 1}"
    loose = _is_loose(who, by_machine=by_machine)
    before = crowded(case, who, several=within is not None, by_machine=by_machine)
    if before is not None:
        why, text, offered = (*instead(before, why, text), ())
    pause = Paused(
        pause=name,
        party=who.party,
        who=who.id,
        why=why,
        mail=mail,
        text=text,
        within=within,
        loose=loose,
        listed=len(offered),
        server=who.server,
    )
    queued, _ = notices_of(case, ())
    letters = () if within is not None else _question(context, case, pause, who, offered, urls)
    # Another name, so that an answer to the older one, which is on its way, does not count for this mail.
    over = (PauseLifted(pause=before.id, by=OURSELVES, mail=mail),) if before is not None else ()
    return Effect((pause, *over), letters, withdrawn(case, queued))


def crowded(case: Case, who: Who, *, several: bool, by_machine: bool) -> Pause | None:
    """The newest of the many open questions of this side that nothing proves; None while they are few.

    `several`: of those that are asked about several cases at once.  A mail server's words and a person's are
    never asked about together: what the question offers fits one of them.
    """
    if not _is_loose(who, by_machine=by_machine):
        return None
    loose = [
        one
        for one in case.pauses_now()
        if one.loose
        and (one.within is not None) == several
        and (one.party, one.who, one.server) == (who.party, who.id, who.server)
    ]
    return loose[-1] if len(loose) >= MOST_LOOSE else None


def instead(before: Pause, why: str, text: str) -> tuple[str, str]:
    """Why, and about which words, is asked in place of an older question."""
    most = LONGEST if before.within is None else LONGEST_OF_SEVERAL
    name = before.within or before.id
    return f"{why}; {INSTEAD.format(question=name)}", _both(text, before.text or "", most)


def _is_loose(who: Who, *, by_machine: bool) -> bool:
    return not who.proven(ProofLevel.AUTHENTICATED) or (by_machine and not who.signs)


def _both(text: str, before: str, longest: int) -> str:
    """The words of a mail above those asked about before; what is cut off was sent with its question."""
    if text in before.split(f"\n\n{BETWEEN}\n\n"):
        return before  # a machine says the same again
    both = f"{text}\n\n{BETWEEN}\n\n{before}"
    most = max(longest, len(text))  # of the newest all: nobody has seen it yet
    return both if len(both) <= most else f"{both[:most]} [...]"


def ask_alone(context: Context, case: Case, pause: Pause, urls: Urls) -> Effect:
    """What was asked within a question about several cases is asked for itself; the pause goes on."""
    who = Who(Party(pause.party), pause.who, server=pause.server)
    alone = Paused(
        pause=pause.id,
        party=pause.party,
        who=pause.who,
        why=pause.why,
        mail=pause.mail,
        text=pause.text,
        loose=pause.loose,
        listed=0,
        server=pause.server,
    )
    return Effect((alone,), _question(context, case, alone, who, (), urls))


def _question(
    context: Context, case: Case, pause: Paused, who: Who, offered: tuple[Offered, ...], urls: Urls
) -> tuple[Letter, ...]:
    text = pause.text or ""
    # Where nobody can vouch for any of them, the tag would be refused, and the notices would wait on.
    taught = offered if any(not one.why for one in offered) else ()
    values = {"pause": pause, "why": pause.why, "text": text, "who": who, "offered": taught}
    values |= ending_of(case)
    values |= {"kept_back": few(kept_back(case, (), urls)) if case.closed is not None else ""}
    values |= {"awaited": bool(case.unconfirmed()), "quiet": not notices_to_come(case, context.site)}
    return to_analysts(context, case, "question", values, content=True)
