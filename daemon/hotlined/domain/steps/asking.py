"""Asking analysts when something is not understood; what is asked keeps notices back (P7).

Anybody can write in the LEA's name.  Where many such mails are asked about, the next question takes the
place of the newest, with the words of both, so that few have to be answered; nothing is let go.
"""

from dataclasses import dataclass, replace
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
from hotlined.domain.steps.withdrawing import notices_of, withdrawn
from hotlined.domain.values.shown import few

INSTEAD: Final = "this question takes the place of {question}, since there are many that nothing proves"
OURSELVES: Final = "hotlined"
MOST_LOOSE: Final = 8  # open questions of one side about mails that nothing proves
LONGEST: Final = 20_000  # characters of what is asked about at once, where the newest mail has no more
LONGEST_OF_SEVERAL: Final = 4_000  # the same of several cases, of which each keeps it
BETWEEN: Final = "-----"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A mail that is not understood, or not believed: whose it is, why, its digest and its words.

    `offered`: the sentences of it that an analyst may vouch for.
    """

    who: Who
    why: str
    mail: str
    text: str = ""
    offered: tuple[Offered, ...] = ()
    by_machine: bool = False

    @property
    def loose(self) -> bool:
        """Whether nothing proves it: for what a gateway writes each day, a server's word is no proof."""
        who = self.who
        return not who.proven(ProofLevel.AUTHENTICATED) or (self.by_machine and not who.signs)


def ask(
    context: Context, case: Case, doubt: Doubt, *, within: str | None = None, urls: Urls = UNKNOWN
) -> Effect:
    """A pause with its question to the analysts; queued notices are taken back (P7).

    `within`: the question about several cases in which this one is asked about, so that it has no letter of
    its own.  `urls`: to say which other cases it keeps back, where this one is closed.
    """
    before = crowded(case, doubt, several=within is not None)
    if before is not None:
        doubt = instead(before, doubt)
    pause = Paused(
        pause=f"Q{len(case.pauses) + 1}",
        party=doubt.who.party,
        who=doubt.who.id,
        why=doubt.why,
        mail=doubt.mail,
        text=doubt.text,
        within=within,
        loose=doubt.loose,
        listed=len(doubt.offered),
        server=doubt.who.server,
    )
    queued, _ = notices_of(case, ())
    letters = () if within is not None else _question(context, case, pause, doubt, urls)
    # Another name, so that an answer to the older one, which is on its way, does not count for this mail.
    over = (PauseLifted(pause=before.id, by=OURSELVES, mail=doubt.mail),) if before is not None else ()
    return Effect((pause, *over), letters, withdrawn(case, queued))


def crowded(case: Case, doubt: Doubt, *, several: bool) -> Pause | None:
    """The newest of the many open questions of this side that nothing proves; None while they are few.

    `several`: of those that are asked about several cases at once.  A mail server's words and a person's are
    never asked about together: what the question offers fits one of them.
    """
    if not doubt.loose:
        return None
    who = doubt.who
    loose = [
        one
        for one in case.pauses_now()
        if one.loose
        and (one.within is not None) == several
        and (one.party, one.who, one.server) == (who.party, who.id, who.server)
    ]
    return loose[-1] if len(loose) >= MOST_LOOSE else None


def instead(before: Pause, doubt: Doubt) -> Doubt:
    """What is asked in place of an older question: about the words of both."""
    most = LONGEST if before.within is None else LONGEST_OF_SEVERAL
    name = before.within or before.id
    why = f"{doubt.why}; {INSTEAD.format(question=name)}"
    return replace(doubt, why=why, text=_both(doubt.text, before.text or "", most), offered=())


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
    doubt = Doubt(who, pause.why, pause.mail, pause.text or "")
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
    return Effect((alone,), _question(context, case, alone, doubt, urls))


def _question(context: Context, case: Case, pause: Paused, doubt: Doubt, urls: Urls) -> tuple[Letter, ...]:
    # Where nobody can vouch for any of them, the tag would be refused, and the notices would wait on.
    taught = doubt.offered if any(not one.why for one in doubt.offered) else ()
    values = {"pause": pause, "why": doubt.why, "text": doubt.text, "who": doubt.who, "offered": taught}
    values |= ending_of(case)
    values |= {"kept_back": few(kept_back(case, (), urls)) if case.closed is not None else ""}
    values |= {"awaited": bool(case.unconfirmed()), "quiet": not notices_to_come(case, context.site)}
    return to_analysts(context, case, "question", values, content=True)
