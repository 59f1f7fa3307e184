"""How learning from the analyst's answer pays: an officer's mails in order, each question answered once.

Officers of the blind sets mostly write once.  So each mail comes a second and a third time, with other
numbers and days and in another case: what an officer's next mail shares with the last one (letterhead,
signature, turns of phrase) is at most this, so the second figure is an upper bound.  `shared` plays the mails
of a language as those of one unit, in their order: what the unit shares, a lower bound.  `months` puts five
officers of a language into one unit, each of whom writes his own mail again and again.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hotlined.app.ports import Fetched, Found
from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.hearing import bare
from hotlined.domain.replies.vouching import HARMLESS, RECEIVED, digest
from hotlined.domain.steps.offering import offered
from tests.support.lea_set import Desk, Reply

UNIT = "national"
OFFICERS = 5
A_MONTH = 4  # mails of each


@dataclass
class Tally:
    """Of how many mails an analyst was asked."""

    mails: int = 0
    asked: int = 0

    def add(self, asked: bool) -> None:
        """One more."""
        self.mails += 1
        self.asked += asked

    def __str__(self) -> str:
        return f"{self.asked} of {self.mails}"


def receipts(replies: Iterable[Reply]) -> list[Reply]:
    """The genuine receipts that nobody has to be asked about."""
    wanted = (one for one in replies if "received" in one.means and "hold" not in one.means)
    return [one for one in wanted if one.asks == "no"]


def again(desk: Desk, replies: Iterable[Reply], times: int = 3) -> list[Tally]:
    """Of the first, second, ... mail of the same officer, each with an analyst of its own."""
    tallies = [Tally() for _ in range(times)]
    for one in receipts(replies):
        known: dict[str, str] = {}
        for at, tally in enumerate(tallies):
            tally.add(_played(desk, _later(one, at), known))
    return tallies


def shared(desk: Desk, replies: Iterable[Reply]) -> list[Tally]:
    """Of the mails of a language, in order, as those of one unit: the first third, the second, the last."""
    units: dict[str, list[Reply]] = defaultdict(list)
    for one in receipts(replies):
        units[one.name.split("-")[-2]].append(one)
    tallies = [Tally(), Tally(), Tally()]
    for mails in units.values():
        known: dict[str, str] = {}
        for at, one in enumerate(mails):
            tallies[min(2, 3 * at // len(mails))].add(_played(desk, one, known))
    return tallies


def months(desk: Desk, replies: Iterable[Reply], count: int = 3) -> list[Tally]:
    """Of the mails of each month, over all units of five officers that the replies of a language make."""
    languages: dict[str, list[Reply]] = defaultdict(list)
    for one in receipts(replies):
        languages[one.name.split("-")[-2]].append(one)
    tallies = [Tally() for _ in range(count)]
    for mails in languages.values():
        for start in range(0, len(mails) - OFFICERS + 1, OFFICERS):
            known: dict[str, str] = {}
            for month, tally in enumerate(tallies):
                for at in range(A_MONTH):
                    for one in mails[start : start + OFFICERS]:
                        tally.add(_played(desk, _later(one, month * A_MONTH + at), known))
    return tallies


def _later(one: Reply, at: int) -> Reply:
    """The same mail with other numbers."""
    body = re.sub(r"(?<![\w{])\d{3,}(?!\w)", lambda number: str(int(number[0]) + at), one.body)
    return replace(one, name=f"{one.name}-{at}", body=body)


def _played(desk: Desk, one: Reply, known: dict[str, str]) -> bool:
    """Whether an analyst is asked; the answer teaches all that may be taught, and what confirms a receipt."""
    found = desk.answer(one, vouched=known)
    if not found.asked:
        return False
    context = desk.worlds[one.half].context
    calendar = Calendar(context.now, desk.site.hotline.timezone, desk.site.spoken_day)
    raw = desk.mail(one)
    mail = desk.reader.read("lea", Fetched(Found("INBOX", 1, 7, len(raw)), raw, context.now))
    some = [each.text for each in offered(mail.new_text.strip(), context, "") if not each.why]
    keys = [digest(UNIT, bare(text, desk.site), desk.site, calendar) for text in some]
    known.update(dict.fromkeys(keys, HARMLESS))
    if keys and not found.received:  # an analyst says which sentence it was; here the first that may be
        known[keys[0]] = RECEIVED
    return True
