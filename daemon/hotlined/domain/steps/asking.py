"""Asking analysts when something is not understood; what is asked keeps notices back (P7)."""

from hotlined.domain.cases.case_urls import UNKNOWN, Urls, ending_of, kept_back
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Pause
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, to_analysts
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Party
from hotlined.domain.ntd.expected import notices_to_come
from hotlined.domain.record.holding import Paused
from hotlined.domain.replies.vouching import Offered
from hotlined.domain.steps.holds import notices_of, withdrawn
from hotlined.domain.values.shown import few


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
) -> Effect:
    """A pause with its question to the analysts; queued notices are taken back (P7).

    `offered`: the sentences that were not understood, which an analyst may vouch for.  `within`: the question
    about several cases in which this one is asked about, so that it has no letter of its own.  `urls`: to say
    which other cases it keeps back, where this one is closed.
    """
    name = f"Q{len(case.pauses) + 1}"
    pause = Paused(pause=name, party=who.party, who=who.id, why=why, mail=mail, text=text, within=within)
    queued, _ = notices_of(case, ())
    letters = () if within is not None else _question(context, case, pause, who, offered, urls)
    return Effect((pause,), letters, withdrawn(case, queued))


def ask_alone(context: Context, case: Case, pause: Pause, urls: Urls = UNKNOWN) -> Effect:
    """What was asked within a question about several cases is asked for itself; the pause goes on."""
    who = Who(Party(pause.party), pause.who)
    alone = Paused(
        pause=pause.id, party=pause.party, who=pause.who, why=pause.why, mail=pause.mail, text=pause.text
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
    return tuple(to_analysts(context, case, "question", values, content=True))
