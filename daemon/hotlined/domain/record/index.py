"""Which keys an event puts into the store's index, so that a mail finds its stream without a scan."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from hotlined.domain.mail.identity import id_digest
from hotlined.domain.record.casework import (
    AttachmentKept,
    CaseClosed,
    CaseOpened,
    ReportMarked,
    ReportRegistered,
)
from hotlined.domain.record.correspondence import MailQueued, MailReleased, MailSeen
from hotlined.domain.record.destroyed import LegalHoldSet, PurgeAsked
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import Paused, SentencesForgotten, SentencesVouched
from hotlined.domain.record.partnership import (
    ContactsAsked,
    MeetingCancelled,
    MeetingHeld,
    MeetingInvited,
    MeetingMissed,
    MeetingUninvited,
    ProtocolAsked,
    ReviewReminded,
)
from hotlined.domain.record.periodical import (
    DailySent,
    DigestSent,
    FiguresAsked,
    FiguresSent,
    StatisticsPlanned,
)
from hotlined.domain.record.reporting import FeedbackGiven, ReportQueued
from hotlined.domain.record.running import (
    ClockBelieved,
    ClockSet,
    KeyWarned,
    MailboxesCompared,
    RestoreSettled,
    StoreRestored,
)

Key = tuple[str, str]  # kind, value

# Kinds that came after the first stores: what was archived before is not found under them, and need not be.
LATER: Final = frozenset({"opened"})  # asked for by the first digest after an update, of the days before it


def keys(event: Event) -> Iterator[Key]:
    """The index keys of one event: Message-IDs and tokens of ours, digests of mails and signatures."""
    match event:
        case MailQueued(message_id=message_id, token=token):
            yield "message-id", message_id
            yield "token", token
        case MailSeen(mail=mail, message_id=message_id, signature=signature):
            yield "mail", mail
            if message_id:
                yield "seen-id", message_id
            if signature:
                yield "signature", signature
        case CaseOpened(originals=originals, corrects=corrects, assessment=assessment, found_at=found_at):
            yield "opened", f"{found_at.astimezone(UTC):%Y-%m-%d}"
            for original in originals:
                yield "original", original
            for mail in corrects:
                yield "corrected", mail
            if assessment == "not_illegal":
                yield "not-illegal", f"{found_at.astimezone(UTC):%Y-%m}"
        case CaseClosed(settled_at=settled_at) if settled_at is not None:
            yield "settled", hour_of(settled_at)
        case LegalHoldSet(order=order) | PurgeAsked(order=order):
            yield "order", order
        case MailReleased(release=release):
            yield "release", release
        case ReportQueued(code=code):
            yield "code", code
        case ReportRegistered(message_id=message_id) if message_id:
            yield "report", message_id
            yield "report-digest", id_digest(message_id)
        case ReportMarked(mail=mail, place=place, words=words):
            for word in words:
                yield "marked", f"{mail}/{word}"
                yield "marked-at", f"{place}/{word}"
        case AttachmentKept(sealed=sealed):
            yield "file", sealed
        case DigestSent(unit=unit):
            yield "digest", unit
        case DailySent():
            yield "daily", "sent"
        case FiguresAsked():
            yield "figures-asked", "asked"
        case FiguresSent(to=to, period=period, mail=""):
            yield "figures-plan", to
            yield "figures-sent", f"{to}/{period}"
        case MeetingInvited() | MeetingCancelled() | ProtocolAsked() | MeetingHeld() | ReviewReminded():
            yield "meetings", "all"
        case MeetingMissed() | MeetingUninvited():
            yield "meetings", "all"
        case ContactsAsked(period=period):
            yield "contacts-asked", "all"
            yield "contacts-asked", period
        case KeyWarned(key=key):
            yield "key-warning", key
        case StatisticsPlanned():
            yield "statistics", "planned"
        case ClockSet() | ClockBelieved():
            yield "clock", "seen"
        case StoreRestored() | MailboxesCompared() | RestoreSettled():
            yield "restore", "seen"
        case Paused(within=within) if within:
            yield "within", within
        case SentencesVouched(unit=unit, digests=digests):
            yield "vouching", unit
            yield from (("vouched", one) for one in digests)
        case SentencesForgotten(digests=digests):
            yield from (("vouched", one) for one in digests)
        case FeedbackGiven():
            yield "feedback", "given"
        case _:
            return


def hour_of(moment: datetime) -> str:
    """The hour, in UTC, under which cases that closed by themselves are found."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H}"
