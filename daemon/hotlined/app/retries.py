"""When a mail that was not taken is tried again, and when a mail server of ours that does not let us in.

Such a server is asked with one mail, however many wait: servers lock accounts for a thousand logins an hour.
Where it has let us in and closes before the mail is in question (421), it may be for that mail all the same:
by turns it is asked with another one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FIRST_RETRY: Final = timedelta(seconds=15)
LONGEST_RETRY: Final = timedelta(minutes=15)  # between two attempts
FOR_A_NEW_ONE: Final = timedelta(minutes=1)  # between two logins, where a mail has come since the last one


def pause_after(attempts: int) -> timedelta:
    """How long a row waits after so many attempts."""
    return min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LONGEST_RETRY) if attempts else FIRST_RETRY


@dataclass(frozen=True, slots=True)
class Away:
    """A server that was not reached, or not available to us: `times` in a row, in aware UTC."""

    since: datetime  # when the first of them was
    asked: datetime  # when the last one began, which may take minutes
    last: datetime
    times: int = 1

    def once_more(self, asked: datetime, now: datetime) -> "Away":
        """After one more attempt in vain."""
        if now - self.last > 2 * LONGEST_RETRY:  # nothing has waited since, and nobody knows how it was
            return Away(now, asked, now)
        return Away(min(self.since, now), asked, now, self.times + 1)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """When it may be asked again: with a mail that has come since the last one, and with any."""
        pause = pause_after(self.times)
        return self.last + min(pause, FOR_A_NEW_ONE), self.last + pause

    @property
    def by_turns(self) -> bool:
        """Whether the next to be asked with is the one that was not for longest, and not the most urgent."""
        return self.times % 2 == 1

    def may_be_asked(self, came: datetime | None, now: datetime) -> bool:
        """Whether it may be, with a mail that came then and was never tried, or with any: None."""
        if now < self.last:  # a time that is ahead is of a clock that was set back since
            return True
        for_a_new_one, for_any = self.moments
        return now >= for_any or (came is not None and came > self.asked and now >= for_a_new_one)
