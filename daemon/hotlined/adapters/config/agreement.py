"""The shape of rules/agreement.yaml, and its values as the domain knows them.

Field by field the same as `domain.hotline.site.Agreement`; a test compares them, so that a new field there
cannot be forgotten here.
"""

from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from hotlined.adapters.config.durations import parse_duration
from hotlined.adapters.config.sentences import Block, Reads
from hotlined.adapters.config.shapes import (
    AttachmentsLimit,
    Line,
    NtdDelay,
    YesNo,
    choice,
    counted,
    day,
    lasting,
    matching,
    word_of,
)
from hotlined.adapters.config.texts import OwnText
from hotlined.domain.analysts.report_keywords import SETTING
from hotlined.domain.hotline.site import NEVER, Agreement, NtdBody, ProofLevel, TrustedFlagger

TEST_WORD: Final = "yes-this-is-a-test"
SHORTEST_DELAY: Final = timedelta(hours=1)
TOO_SHORT: Final = (
    "under an hour leaves the LEA no time to ask for a hold; expected 1h to 6d,"
    f' or "short_delays: {TEST_WORD}" in agreement.yaml'
)

_DEFAULT: Final = Agreement(version="", date="", parties=())
_LONG: Final = lasting("1s", "90d")
_SELDOM: Final = lasting("1h", "90d")  # between questions to LEA and providers: "1m" may be meant as a month
_RECEIPT_PROOF: Final = word_of("signature", "code", "authenticated", "claimed")

Duration = Annotated[timedelta, _LONG]
Seldom = Annotated[timedelta, _SELDOM]


def _kept_for(least: str, *, at_once: bool = False) -> Reads:
    """An annotation for how long something is kept: a duration of at least that, or "never" destroyed.

    `at_once`: "0s" as well, for no time at all.
    """
    limits = lasting(least, "3650d")
    what = f'"never", "0s" or {limits.what} (m is a minute)' if at_once else f'"never" or {limits.what}'

    def read(text: str) -> object:
        if text.casefold() == "never":
            return NEVER
        found = parse_duration(text) if at_once else None
        return found if found == timedelta(0) else limits.parse(text)

    return Reads(read, what)


def _iso_date(text: str) -> str | None:
    found = day(text)
    return found.isoformat() if found else None


def _analyst_proof(text: str) -> ProofLevel | None:
    # "claimed" is a proof level too, but commands need more (P9).
    return {"signed": ProofLevel.SIGNED, "authenticated": ProofLevel.AUTHENTICATED}.get(text)


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

    FILE = "rules/agreement.yaml"

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
    hold_review: Seldom = _DEFAULT.hold_review
    hold_warning: Duration = _DEFAULT.hold_warning
    pause_alarm: Duration = _DEFAULT.pause_alarm
    lea_attachments: Annotated[str, word_of("ask", "pass")] = _DEFAULT.lea_attachments
    plain_statements: Annotated[str, word_of("pass", "ask")] = _DEFAULT.plain_statements
    lea_inbox_fresh: Annotated[timedelta, lasting("1s", "10m")] = _DEFAULT.lea_inbox_fresh
    lea_followup: Seldom = _DEFAULT.lea_followup
    lea_followups: Annotated[int, counted(1, 20)] = _DEFAULT.lea_followups
    lea_statistics: Annotated[str, word_of("quarter", "half-year", "none")] = _DEFAULT.lea_statistics
    lea_statistics_reminder: Seldom = _DEFAULT.lea_statistics_reminder
    ntd_reminder: Seldom = _DEFAULT.ntd_reminder
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
    attachments_limit: AttachmentsLimit = _DEFAULT.attachments_limit
    attachments_count: Annotated[int, counted(1, 100)] = _DEFAULT.attachments_count
    deaf_after: Duration = _DEFAULT.deaf_after
    blocked_retry: Duration = _DEFAULT.blocked_retry
    not_illegal: Annotated[str, word_of("none", "each", "digest")] = _DEFAULT.not_illegal
    not_illegal_digest: Annotated[str, word_of("weekly", "monthly")] = _DEFAULT.not_illegal_digest
    urgent_mark_outside: YesNo = _DEFAULT.urgent_mark_outside
    outbox_alarm_after: Duration = _DEFAULT.outbox_alarm_after
    outbox_give_up_after: Duration = _DEFAULT.outbox_give_up_after
    purge_after: Annotated[timedelta, _kept_for("1h", at_once=True)] = _DEFAULT.purge_after
    purge_urls_after: Annotated[timedelta, _kept_for("1h", at_once=True)] = _DEFAULT.purge_urls_after
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
