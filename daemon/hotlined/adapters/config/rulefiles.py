"""The shapes of the files in rules/, and their values as the domain knows them.

Field by field the same as `domain.hotline.site.Agreement`, `Route` and `Provider`; a test compares them, so
that a new field there cannot be forgotten here.
"""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Final

from pydantic import Field

from hotlined.adapters.config.sentences import Block, Reads
from hotlined.adapters.config.shapes import (
    Asn,
    Country,
    Day,
    Fingerprint,
    HostedDomain,
    Hours,
    Language,
    Level,
    Line,
    MailAddress,
    Network,
    NtdDelay,
    Tongue,
    UnitName,
    YesNo,
    Zone,
    choice,
    counted,
    lasting,
    matching,
    secure_url,
    weighing,
    word_of,
)
from hotlined.adapters.config.texts import OwnText
from hotlined.domain.analysts.report_keywords import SETTING
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.hotline.site import NEVER, Agreement, NtdBody, ProofLevel, TrustedFlagger
from hotlined.domain.values.country import COUNTRIES

TEST_WORD: Final = "yes-this-is-a-test"
SHORTEST_DELAY: Final = timedelta(hours=1)
TOO_SHORT: Final = (
    "under an hour leaves the LEA no time to ask for a hold; expected 1h to 6d,"
    f' or "short_delays: {TEST_WORD}" in agreement.yaml'
)

_DEFAULT: Final = Agreement(version="", date="", parties=())
_LONG: Final = lasting("1s", "90d")
_RECEIPT_PROOF: Final = word_of("signature", "code", "authenticated", "claimed")
_ASSESSMENT: Final = word_of("illegal", "unsure", "not_illegal")

Duration = Annotated[timedelta, _LONG]


def _kept_for(least: str) -> Reads:
    """An annotation for how long something is kept: a duration of at least that, or "never" destroyed."""
    limits = lasting(least, "3650d")

    def read(text: str) -> object:
        return NEVER if text.casefold() == "never" else limits.parse(text)

    return Reads(read, f'"never" or {limits.what}')


def _iso_date(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else None
    except ValueError:
        return None


def _analyst_proof(text: str) -> ProofLevel | None:
    # "claimed" is a proof level too, but commands need more (P9).
    return {"signed": ProofLevel.SIGNED, "authenticated": ProofLevel.AUTHENTICATED}.get(text)


def _place(text: str) -> str | None:
    return text if text in ("home", "abroad") or text in COUNTRIES else None


def _prefix(text: str) -> str | None:
    text = text.removesuffix(":").rstrip()
    return text if 0 < len(text) <= 20 and text.isprintable() and ":" not in text else None


class TrustedFlaggerBlock(Block):
    """`trusted_flagger:`; not there: the hotline has no such status."""

    coordinator: Line
    id: Line = ""
    field: Line = ""

    def flagger(self) -> TrustedFlagger:
        """The status as the domain knows it."""
        return TrustedFlagger(**dict(self))


class AgreementFile(Block):
    """rules/agreement.yaml"""

    version: Line
    date: Annotated[str, Reads(_iso_date, "the date of the agreement like 2026-01-31")]
    parties: Annotated[tuple[Line, ...], Field(min_length=1)]
    short_delays: Annotated[str, Reads(matching(TEST_WORD), f'"{TEST_WORD}", or no such key')] | None = None
    ntd_body: Annotated[NtdBody, choice(NtdBody)] = _DEFAULT.ntd_body
    ntd_delay: NtdDelay = _DEFAULT.ntd_delay
    ntd_needs_receipt: YesNo = _DEFAULT.ntd_needs_receipt
    ntd_calendar: YesNo = _DEFAULT.ntd_calendar
    receipt_proof: Annotated[tuple[Annotated[str, _RECEIPT_PROOF], ...], Field(min_length=1)] = tuple(
        sorted(_DEFAULT.receipt_proof)
    )
    machine_ack_stops_reminders: YesNo = _DEFAULT.machine_ack_stops_reminders
    receipt_reminder: Duration = _DEFAULT.receipt_reminder
    receipt_reminder_urgent: Duration = _DEFAULT.receipt_reminder_urgent
    hold_review: Duration = _DEFAULT.hold_review
    hold_warning: Duration = _DEFAULT.hold_warning
    pause_alarm: Duration = _DEFAULT.pause_alarm
    lea_attachments: Annotated[str, word_of("ask", "pass")] = _DEFAULT.lea_attachments
    plain_statements: Annotated[str, word_of("pass", "ask")] = _DEFAULT.plain_statements
    lea_inbox_fresh: Annotated[timedelta, lasting("1s", "10m")] = _DEFAULT.lea_inbox_fresh
    lea_followup: Duration = _DEFAULT.lea_followup
    lea_followups: Annotated[int, counted(1, 20)] = _DEFAULT.lea_followups
    lea_statistics: Annotated[str, word_of("quarter", "half-year", "none")] = _DEFAULT.lea_statistics
    lea_statistics_reminder: Duration = _DEFAULT.lea_statistics_reminder
    ntd_reminder: Duration = _DEFAULT.ntd_reminder
    ntd_reminders: Annotated[int, counted(0, 20)] = _DEFAULT.ntd_reminders
    ntd_alarm: Duration = _DEFAULT.ntd_alarm
    ntd_jurisdiction: Annotated[str, Reads(matching("[a-z]{2,20}"), 'a word like "eu"')] = (
        _DEFAULT.ntd_jurisdiction
    )
    legal_ground: OwnText | None = None
    trusted_flagger: TrustedFlaggerBlock | None = None
    url_style: Annotated[str, word_of("raw", "hxxp")] = _DEFAULT.url_style
    xarf_classification: Annotated[str, word_of("none", "baseline")] = _DEFAULT.xarf_classification
    cdn_origin_request: YesNo = _DEFAULT.cdn_origin_request
    command_fresh: Annotated[timedelta, lasting("1s", "7d")] = _DEFAULT.command_fresh
    clock_skew: Annotated[timedelta, lasting("0s", "1h")] = _DEFAULT.clock_skew
    analyst_proof: Annotated[ProofLevel, Reads(_analyst_proof, '"signed" or "authenticated"')] = (
        _DEFAULT.analyst_proof
    )
    answer_interval: Duration = _DEFAULT.answer_interval
    storm_brake: Annotated[int, counted(1, 100_000)] = _DEFAULT.storm_brake
    storm_brake_recipient: Annotated[int, counted(1, 100_000)] = _DEFAULT.storm_brake_recipient
    storm_brake_notices: Annotated[int, counted(1, 100_000)] = _DEFAULT.storm_brake_notices
    deadline_warning: Duration = _DEFAULT.deadline_warning
    fragment_size: Annotated[int, counted(1, 1000)] = _DEFAULT.fragment_size
    fragment_interval: Annotated[timedelta, lasting("0s", "7d")] = _DEFAULT.fragment_interval
    attachments_limit: Annotated[int, weighing("100 kB", "25 MB")] = _DEFAULT.attachments_limit
    attachments_count: Annotated[int, counted(1, 100)] = _DEFAULT.attachments_count
    deaf_after: Duration = _DEFAULT.deaf_after
    blocked_retry: Duration = _DEFAULT.blocked_retry
    not_illegal: Annotated[str, word_of("none", "each", "digest")] = _DEFAULT.not_illegal
    not_illegal_digest: Annotated[str, word_of("weekly", "monthly")] = _DEFAULT.not_illegal_digest
    urgent_mark_outside: YesNo = _DEFAULT.urgent_mark_outside
    outbox_alarm_after: Duration = _DEFAULT.outbox_alarm_after
    outbox_give_up_after: Duration = _DEFAULT.outbox_give_up_after
    purge_after: Annotated[timedelta, _kept_for("0s")] = _DEFAULT.purge_after
    purge_urls_after: Annotated[timedelta, _kept_for("0s")] = _DEFAULT.purge_urls_after
    purge_warning: Annotated[timedelta, lasting("0s", "90d")] = _DEFAULT.purge_warning
    statistics: tuple[Annotated[str, word_of("week", "month", "quarter", "year")], ...] = _DEFAULT.statistics
    joint_statistics: Annotated[str, word_of("quarter", "half-year", "year", "none")] = (
        _DEFAULT.joint_statistics
    )
    review: Annotated[str, Reads(_iso_date, "a date like 2027-01-31")] = _DEFAULT.review
    meet_every: Annotated[str, word_of("quarter", "half-year", "none")] = _DEFAULT.meet_every
    contact_check: Annotated[str, word_of("half-year", "year", "none")] = _DEFAULT.contact_check
    daily_digest: YesNo = _DEFAULT.daily_digest
    close_idle_after: Annotated[timedelta, _kept_for("1d")] = _DEFAULT.close_idle_after
    anonymise_after: Annotated[timedelta, _kept_for("1d")] = _DEFAULT.anonymise_after
    board: Annotated[str, word_of("no", "numbers", "fields", "sealed")] = _DEFAULT.board
    board_moves: tuple[Annotated[str, word_of("hold", "done")], ...] = tuple(sorted(_DEFAULT.board_moves))
    board_done_for: Annotated[timedelta, lasting("1h", "3650d")] = _DEFAULT.board_done_for
    report_keywords: tuple[Annotated[str, word_of(*SETTING)], ...] = tuple(sorted(_DEFAULT.report_keywords))

    def agreement(self, language: str) -> Agreement:
        """The agreement as the domain knows it; `language`: the hotline's default."""
        fields = dict(self)
        del fields["short_delays"]
        fields["receipt_proof"] = frozenset(self.receipt_proof)
        fields["board_moves"] = frozenset(self.board_moves)
        fields["report_keywords"] = frozenset(self.report_keywords)
        ground = self.legal_ground or _DEFAULT.legal_ground
        fields["legal_ground"] = ground.preferring(language).each(lambda text: " ".join(text.split()))
        fields["trusted_flagger"] = self.trusted_flagger.flagger() if self.trusted_flagger else None
        return Agreement(**fields)


class RouteBlock(Block):
    """One row of `routes:`."""

    name: Line
    units: tuple[UnitName, ...] = ()
    levels: tuple[Level, ...] = ()
    assessment: tuple[Annotated[str, _ASSESSMENT], ...] = ()
    country: tuple[Annotated[str, Reads(_place, '"home", "abroad" or a country code')], ...] = ()
    urgent: YesNo | None = None
    region: tuple[Line, ...] = ()
    language: tuple[Tongue, ...] = ()


class RoutingFile(Block):
    """rules/routing.yaml"""

    routes: Annotated[tuple[RouteBlock, ...], Field(min_length=1)]


class ProviderBlock(Block):
    """One row of `providers:`."""

    name: Line
    contact: MailAddress
    language: Language = "en"
    confirmed: YesNo = False
    networks: tuple[Network, ...] = ()
    domains: tuple[HostedDomain, ...] = ()
    asns: tuple[Asn, ...] = ()
    cdn: YesNo = False
    channel: Annotated[str, word_of("mail", "form")] = "mail"
    fingerprints: tuple[Fingerprint, ...] = ()
    xarf: Annotated[str, word_of("auto", "v4", "v3", "none")] = "auto"

    def provider(self) -> Provider:
        """The provider as the domain knows one."""
        return Provider(**dict(self))


def _base_url(text: str) -> str | None:
    parts = secure_url(text)
    return text if parts and not parts.query else None


_BASE = Annotated[str, Reads(_base_url, 'the base URL of a registry, like "https://rdap.example.org/"')]


class RdapBlock(Block):
    """`rdap:`; not there: no registry is asked."""

    networks: _BASE | None = None
    domains: dict[str, _BASE] = Field(default_factory=dict)


class ProvidersFile(Block):
    """rules/providers.yaml"""

    rdap: RdapBlock | None = None
    providers: tuple[ProviderBlock, ...] = ()


class TagsFile(Block):
    """rules/tags.yaml"""

    aliases: dict[Language, dict[str, tuple[Line, ...]]] = Field(default_factory=dict)
    labels: dict[Language, dict[str, tuple[Line, ...]]] = Field(default_factory=dict)
    reply_prefixes: tuple[Annotated[str, Reads(_prefix, 'a word like "Re"')], ...] = ()


class MeaningsBlock(Block):
    """The phrases of one language."""

    received: tuple[Line, ...] = ()
    hold: tuple[Line, ...] = ()
    not_yet: tuple[Line, ...] = Field(default=(), alias="not-yet")
    open: tuple[Line, ...] = ()
    action: tuple[Line, ...] = ()
    needless: tuple[Line, ...] = ()
    release: tuple[Line, ...] = ()
    removed: tuple[Line, ...] = ()
    ntd_sent: tuple[Line, ...] = Field(default=(), alias="ntd-sent")
    sent: tuple[Line, ...] = ()
    question: tuple[Line, ...] = ()
    harmless: tuple[Line, ...] = ()
    closing: tuple[Line, ...] = ()
    polite: tuple[Line, ...] = ()
    filler: tuple[Line, ...] = ()
    rank: tuple[Line, ...] = ()
    course: tuple[Line, ...] = ()
    thing: tuple[Line, ...] = ()
    unsure: tuple[Line, ...] = ()
    topic: tuple[Line, ...] = ()
    until: tuple[Line, ...] = ()
    vague: tuple[Line, ...] = ()
    from_: tuple[Line, ...] = Field(default=(), alias="from")
    asking: tuple[Line, ...] = ()
    lasting: tuple[Line, ...] = ()
    longer: tuple[Line, ...] = ()
    telling: tuple[Line, ...] = ()
    disclaimer: tuple[Line, ...] = ()
    automatic: tuple[Line, ...] = ()


class RepliesFile(Block):
    """rules/replies.yaml"""

    phrases: dict[Language, MeaningsBlock] = Field(default_factory=dict)
    negations: dict[Language, tuple[Line, ...]] = Field(default_factory=dict)


class WeekBlock(Block):
    """`working_hours:`; a day that is not named is free."""

    mon: Hours | None = None
    tue: Hours | None = None
    wed: Hours | None = None
    thu: Hours | None = None
    fri: Hours | None = None
    sat: Hours | None = None
    sun: Hours | None = None

    def days(self) -> tuple[tuple[time, time] | None, ...]:
        """Seven entries, Monday first; None is a free day."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)


class HolidaysBlock(Block):
    """`holidays:`: of a country and its part, plus and minus single days."""

    country: Country | None = None
    subdivision: Annotated[str, Reads(matching("[A-Z0-9]{1,6}"), 'a code of ISO 3166-2 like "BY"')] | None = (
        None
    )
    days: tuple[Day, ...] = ()
    working: tuple[Day, ...] = ()


def _local(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if len(text) == 16 else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is None else None


class MeetingBlock(Block):
    """One of `meetings:`; `start` is meant in the zone of the calendar."""

    name: Line
    start: Annotated[datetime, Reads(_local, 'a time like "2026-12-10 10:00"')]
    duration: Annotated[timedelta, lasting("15m", "5d")] = timedelta(hours=2)
    place: Line = ""
    kind: Annotated[str, word_of("meeting", "study-visit", "training")] = "meeting"
    units: tuple[UnitName, ...] = ()
    invite: Annotated[timedelta, lasting("1h", "90d")] = timedelta(days=14)


class CalendarFile(Block):
    """rules/calendar.yaml"""

    timezone: Zone | None = None
    working_hours: WeekBlock = WeekBlock()
    holidays: HolidaysBlock = HolidaysBlock()
    meetings: tuple[MeetingBlock, ...] = ()
