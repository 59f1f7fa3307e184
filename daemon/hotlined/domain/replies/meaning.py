"""The meaning of a reply, as a value: what `receipts` understands, and officers' and providers' mails do."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reply says; several can be true at once."""

    received: bool = False
    codes: tuple[str, ...] = ()
    hold: bool = False
    until: datetime | None = None  # aware UTC; None with hold: open-ended
    until_counted: bool = False  # `until` is a length of time from now, and no day
    until_unclear: bool = False
    until_of_some: bool = False  # of several sentences that ask to wait, one names no end
    extends: bool = False  # it asks to wait longer than was asked for before
    hold_items: tuple[int, ...] = ()  # the only items that it asks to wait with; () means all
    hold_vague: bool = False  # it may mean some items only, and which is not clear: then all
    needless: bool = False  # says that the notice need not wait; that lifts nothing
    release: bool = False
    release_items: tuple[int, ...] = ()  # the only items that it releases; () means all
    release_loosely: tuple[str, ...] = ()  # sentences beside it with items: it may be about these only
    release_later: tuple[str, ...] = ()  # it may be one of a day to come by these: then it is none yet
    removed: tuple[int, ...] | None = None  # () means all items; None: not said
    removed_loosely: tuple[str, ...] = ()  # sentences that may be about some items only, not clear which
    removed_partly: bool = False  # it says so of a part only, or with an exception
    removed_unsure: bool = False  # it may say so of a part only, or of something else than the content
    removed_doubted: bool = False  # also of others than `removed`, and lines about items do not say so
    removed_at: datetime | None = None  # aware UTC, not in the future; None: not said
    ntd_sent: bool = False
    ntd_sent_items: tuple[int, ...] = ()  # () means all
    ntd_sent_loosely: tuple[str, ...] = ()  # as with a release
    ntd_sent_at: datetime | None = None  # the same
    feedback: bool = False
    question: bool = False
    vouched: bool = False  # nothing but sentences that an analyst has vouched for, and courtesies
    courteous: bool = False  # nothing but courtesies, and there is one
    aside: bool = False  # a sentence of small words alone, which may mean anything: "OK from our side"
    differs: bool = False  # its text ends something, and its HTML does not say so (`both`)
    unclear: tuple[str, ...] = ()  # sentences not understood
    not_theirs: tuple[str, ...] = ()  # words of tags that whoever writes cannot give

    @property
    def asks_which(self) -> bool:
        """Whether a sentence is not understood, or it is not clear of which items one is."""
        loosely = (self.release_loosely, self.removed_loosely, self.ntd_sent_loosely)
        return bool(self.unclear or self.removed_unsure or any(loosely))

    @property
    def words(self) -> tuple[str, ...]:
        """Names of what was understood, for the record."""
        said = {
            "received": self.received or bool(self.codes),
            "hold": self.hold,
            "needless": self.needless,
            "release": self.release,
            "removed": self.removed is not None,
            "ntd-sent": self.ntd_sent,
            "feedback": self.feedback,
            "question": self.question,
            "vouched": self.vouched,
            "unclear": bool(self.unclear or self.not_theirs or self.differs),
        }
        return tuple(name for name, true in said.items() if true)
