"""What a row remembers of the attempts that came to no yes: what they were about, and since when.

Only a server's words about a mail can be its recipient's no.  What never came so far, since a password has
ended say, says nothing of it, however long that lasts.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from hotlined.app.ports import Cause, Outcome
from hotlined.app.retries import LONGEST_RETRY
from hotlined.domain.mail.outgoing import OutboxRow

OURS: Final = frozenset({Cause.AWAY, Cause.ACCOUNT, Cause.BROKEN_OFF})
STOPS: Final = 5  # one counts as that part of the time until a mail is given up, at most: of five days a day
# In `OutboxRow.about`.
_CAUSE: Final = "cause"
_OURS_SINCE: Final = "ours-since"
_ANSWERED_SINCE: Final = "answered-since"
_LAST: Final = "last-tried"
_ANSWERS: Final = "answers"
_MARKS: Final = (_CAUSE, _OURS_SINCE, _ANSWERED_SINCE, _LAST, _ANSWERS)


@dataclass(frozen=True, slots=True)
class Trials:
    """`cause` of the last attempt, None where an older version made it; times in aware UTC.

    `ours_since`: no attempt came to a word about the mail from then on.  `answers` of a server about the
    mail, the first of them at `answered_since`, which is later by what our own side took in between, and by
    most of what nobody asked in: nothing ran, say.  `last`: when the last attempt came to this.
    """

    cause: Cause | None = None
    ours_since: datetime | None = None
    answered_since: datetime | None = None
    answers: int = 0
    last: datetime | None = None

    @classmethod
    def of(cls, row: OutboxRow) -> Self:
        """Those of a row."""
        about = row.about
        cause = about.get(_CAUSE)
        return cls(
            cause=Cause(cause) if cause in set(Cause) else None,
            ours_since=_moment(about.get(_OURS_SINCE)),
            answered_since=_moment(about.get(_ANSWERED_SINCE)),
            answers=int(about.get(_ANSWERS, 0)),
            last=_moment(about.get(_LAST)) or row.next_at,  # an older version has not noted it
        )

    @property
    def failing_since(self) -> datetime | None:
        """Since when attempts get as far as a server, or to none, in vain; None: the last one did not."""
        known = (one for one in (self.ours_since, self.answered_since) if one is not None)
        return None if self.cause is Cause.NOT_NOW else min(known, default=None)

    def with_one(self, outcome: Outcome, now: datetime, give_up_after: timedelta) -> "Trials":
        """After one more attempt, which came to no yes."""
        # A time that is ahead is of a clock that was set back since.
        ours, is_ours = min(self.ours_since or now, now), outcome.cause in OURS
        lost = self._unasked(now, give_up_after)
        if self.ours_since is not None:  # from then on all is lost, which is counted in the end
            lost = timedelta(0) if is_ours else now - ours
        since = self.answered_since and min(self.answered_since + lost, now)
        ours_since = ours if is_ours else None
        more = replace(self, cause=outcome.cause, ours_since=ours_since, answered_since=since, last=now)
        if is_ours or outcome.cause is Cause.NOT_NOW:
            return more
        return replace(more, answered_since=since or now, answers=self.answers + 1)

    def _unasked(self, now: datetime, give_up_after: timedelta) -> timedelta:
        """What does not count of a pause in which nobody has asked: all but a share.

        So no stop alone is the end of a mail; but one that a daemon of an hour a day asks about has an end.
        """
        pause = now - self.last if self.last is not None else timedelta(0)
        return max(pause - max(give_up_after / STOPS, 2 * LONGEST_RETRY), timedelta(0))

    def noted(self, row: OutboxRow) -> OutboxRow:
        """The row with them."""
        about = {name: value for name, value in row.about.items() if name not in _MARKS}
        if self.cause is not None:
            about[_CAUSE] = self.cause.value
        for name, moment in (
            (_OURS_SINCE, self.ours_since),
            (_ANSWERED_SINCE, self.answered_since),
            (_LAST, self.last),
        ):
            if moment is not None:
                about[name] = moment.isoformat()
        if self.answers:
            about[_ANSWERS] = self.answers
        return replace(row, about=about)


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
