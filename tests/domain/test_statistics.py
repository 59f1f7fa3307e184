"""The hotline's statistics: what is counted, of which period, and that a purge changes no figure (P14)."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.cases.case import fold
from hotlined.domain.cases.retention import Stage
from hotlined.domain.counts.figures import (
    CaseFigures,
    Feedback,
    HoldFigures,
    ItemFigures,
    NoticeFigures,
    concerned,
    figures_of,
    reports_in,
)
from hotlined.domain.counts.statistics import Share, Statistics, count
from hotlined.domain.counts.statistics_charts import charts
from hotlined.domain.counts.statistics_labels import LABELS
from hotlined.domain.counts.statistics_mail import values
from hotlined.domain.counts.statistics_table import csv_of, dsa_csv, rounded, sections
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.hotline.periods import due_at, holding, over
from hotlined.domain.mail.message import Party
from hotlined.domain.record.casework import ReportRegistered
from hotlined.domain.record.destroyed import PurgeBegun, Purged
from hotlined.domain.record.events import Entry, Event, without_content
from hotlined.domain.values.address import Address
from hotlined.domain.values.period import read_period
from hotlined.domain.values.reference import next_reference
from hotlined.domain.values.spread import spread
from tests.support.mails_in import FORM, analyst_mail, hours, police_mail
from tests.support.site import make_site
from tests.support.world import DIRECTORY, World, answered, home_site, noticed, reported

ZONE = ZoneInfo("Europe/Tallinn")
FOUND = datetime(2026, 8, 3, 9, tzinfo=UTC)
NOW = datetime(2026, 10, 5, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Q3 = read_period("2026-Q3")
assert Q3 is not None


def a_case(**more: object) -> CaseFigures:
    """Found at FOUND, at the LEA an hour later, noticed a day after that, gone two days after the notice."""
    item = ItemFigures("Example Net", FOUND + 25 * HOUR, FOUND + 73 * HOUR)
    notice = NoticeFigures("Example Net", FOUND + 25 * HOUR, 1, 1, 0, answered=True, took=(48 * HOUR,))
    made = CaseFigures(
        stream="HL-2026-000001-C",
        assessment="illegal",
        found_at=FOUND,
        public_at=FOUND - 3 * HOUR,
        country="EE",
        urgent=False,
        iccam=False,
        deadline=FOUND + 5 * HOUR,
        units=("national",),
        reported_at=FOUND + HOUR,
        received_at=FOUND + 11 * HOUR,
        reminders=0,
        holds=(),
        questions=(),
        items=(item,),
        notices=(notice,),
    )
    return replace(made, **more)  # type: ignore[arg-type]  # the test names the fields


def counted(*cases: CaseFigures, reports: int = 0, now: datetime = NOW) -> Statistics:
    assert Q3 is not None
    return count(Q3, cases, reports, now, ZONE, "EE")


def test_each_time_has_number_median_ninth_decile_and_distribution() -> None:
    found = counted(a_case(), a_case(public_at=None, received_at=None))
    assert {name: (one.n, one.median) for name, one in found.times.items()} == {
        "public_lea": (1, 4 * HOUR),
        "found_lea": (2, HOUR),
        "lea_receipt": (1, 10 * HOUR),
        "lea_notice": (2, 24 * HOUR),
        "notice_removed": (2, 48 * HOUR),
        "public_removed": (1, 76 * HOUR),
    }
    assert found.times["lea_notice"].classes == (0, 0, 2, 0, 0, 0, 0), "24 h is up to a day"


def test_a_hold_is_a_long_one_once_it_is_in_force_for_more_than_30_days_lifted_or_not() -> None:
    lengths = (HoldFigures(FOUND, FOUND + 29 * DAY), HoldFigures(FOUND, FOUND + 31 * DAY))
    in_force = (HoldFigures(NOW - 29 * DAY, None), HoldFigures(NOW - 31 * DAY, None))

    found = counted(a_case(holds=(*lengths, *in_force)))

    assert (found.holds, found.long_holds) == (4, 2)


@given(st.lists(st.integers(0, 10_000_000)))
def test_a_spread_counts_each_length_once_and_its_ninth_decile_is_one_of_them(seconds: list[int]) -> None:
    found = spread(timedelta(seconds=one) for one in seconds)
    assert found.n == sum(found.classes) == len(seconds)
    if seconds:
        assert found.p90 is not None
        assert found.median is not None
        assert int(found.p90.total_seconds()) in seconds
        assert sum(one <= found.p90.total_seconds() for one in seconds) >= 0.9 * len(seconds)
        assert found.median <= found.p90 or found.n == 1


def test_a_case_belongs_to_the_period_in_which_it_was_assessed_in_the_hotlines_zone() -> None:
    last_minute = datetime(2026, 9, 30, 20, 59, tzinfo=UTC)  # 23:59 in Tallinn
    inside, outside = a_case(found_at=last_minute), a_case(found_at=last_minute + timedelta(minutes=1))
    assert counted(inside, outside).cases == 1


def test_the_share_of_the_same_working_day_is_of_those_whose_day_is_over() -> None:
    late = a_case(reported_at=FOUND + 6 * HOUR)
    never = a_case(reported_at=None)
    running = a_case(deadline=NOW + HOUR, reported_at=None)
    assert counted(a_case(), late, never, running).same_day == Share(1, 3)


def test_removal_within_days_is_of_what_has_had_so_many_days() -> None:
    online = a_case(items=(ItemFigures("Example Net", FOUND + 25 * HOUR, None),))
    claimed = a_case(items=(ItemFigures("Example Net", FOUND + 25 * HOUR, None, claimed=True),))
    fresh = a_case(found_at=NOW - 2 * DAY, items=(ItemFigures("Example Net", None, None),))
    fresh = replace(fresh, found_at=datetime(2026, 9, 30, 12, tzinfo=UTC))
    found = counted(a_case(), online, claimed, fresh, now=datetime(2026, 10, 2, 12, tzinfo=UTC))
    assert (found.removed, found.claimed) == (Share(1, 4), 1)
    assert found.removed_within == {1: Share(0, 4), 3: Share(0, 3), 7: Share(1, 3)}
    assert found.noticed_within == {1: Share(0, 3), 3: Share(1, 3), 7: Share(1, 3)}


def test_what_is_hosted_abroad_or_not_illegal_counts_for_no_removal_here() -> None:
    abroad = a_case(country="DE", iccam=True)
    found = counted(abroad, a_case(assessment="not_illegal"), a_case(country=None))
    assert (found.abroad, found.iccam, found.removed) == (2, 1, Share(0, 0))
    assert found.countries == {"?": 1, "DE": 1}
    assert found.assessed == {"illegal": 2, "unsure": 0, "not_illegal": 1}


def test_the_yearly_figures_of_a_trusted_flagger_name_provider_kind_and_action() -> None:
    """DSA, Article 22(3): by identity of the provider, type of content, action taken."""
    silent = NoticeFigures("Other Host", FOUND + DAY, 3, 1, 1, answered=False, took=(DAY,))
    before = replace(silent, at=datetime(2026, 6, 30, 12, tzinfo=UTC))
    earlier_case = a_case(found_at=datetime(2026, 6, 30, 10, tzinfo=UTC), assessment="unsure")
    found = counted(a_case(), a_case(notices=(silent, before)), earlier_case)
    rows = [(one.provider, one.kind, one.notices, one.items, one.removed, one.no_action) for one in found.dsa]
    assert rows == [
        ("Example Net", "illegal", 1, 1, 1, 0),
        ("Example Net", "unsure", 1, 1, 1, 0),
        ("Other Host", "illegal", 1, 3, 1, 1),
    ]
    assert found.cases == 2, "the notice of an earlier case is counted, the case itself is not"


def test_feedback_counts_by_when_it_came_and_the_last_word_of_a_case_counts() -> None:
    said = (
        Feedback(FOUND, "signed", (("victim", "no"), ("investigation", "open")), "one"),
        Feedback(FOUND + DAY, "claimed", (("victim", "yes"),), "two"),
        Feedback(NOW, "signed", (("victim", "no"),), "three"),
    )
    told = counted(a_case(feedback=said, found_at=datetime(2026, 5, 1, tzinfo=UTC))).feedback
    assert (told.mails, told.cases, told.unproven) == (2, 1, 1)
    assert told.said["victim"] == {"yes": 1}
    assert told.said["investigation"] == {"open": 1}


# --- from the record -----------------------------------------------------------------------------


def story() -> tuple[str, list[Entry]]:
    """A case from the report to the removal, as entries."""
    world = noticed(World())
    world.take(police_mail("Received.", subject=world.case.stream))
    world.wait(hours(5))
    removed = f"[{world.case.stream}] [REMOVED]"
    world.take(analyst_mail(subject=removed, received_at=world.now))
    stream = world.case.stream
    events = [event for name, event in world.log if name == stream]
    return stream, entries_of(events)


def entries_of(events: list[Event]) -> list[Entry]:
    """Each an hour after the one before."""
    return [Entry(seq, FOUND + seq * HOUR, event) for seq, event in enumerate(events)]


def test_P14_a_purge_changes_no_figure() -> None:
    stream, entries = story()
    before = figures_of(stream, entries)
    assert before is not None
    assert before.items[0].removed_at is not None
    assert before.reported_at is not None
    assert before.notices[0].provider == "Example Net"
    bare = [replace(one, event=without_content(one.event)) for one in entries]
    purge: list[Event] = [PurgeBegun(stage=Stage.URLS, why="age"), Purged(stage=Stage.URLS, mails=3)]
    bare += [Entry(len(bare) + at, NOW, one) for at, one in enumerate(purge)]
    assert fold(stream, bare).form is None
    assert figures_of(stream, bare) == before


def test_a_provider_s_word_alone_is_no_removal() -> None:
    stream, entries = story()
    changed = [
        replace(one, event=replace(one.event, party=Party.PROVIDER, verified=False))  # type: ignore[call-arg]
        if type(one.event).__name__ == "ItemsRemoved"
        else one
        for one in entries
    ]
    found = figures_of(stream, changed)
    assert found is not None
    assert (found.items[0].removed_at, found.items[0].claimed) == (None, True)


def test_reports_count_by_when_they_came_in_whenever_they_were_read() -> None:
    assert Q3 is not None
    last = datetime(2026, 9, 30, 12, tzinfo=UTC)
    events: list[Event] = [
        ReportRegistered(mail=str(at), message_id=None, received_at=at) for at in (last, last + DAY)
    ]
    assert reports_in(entries_of(events), Q3, ZONE) == 1
    days = ("desk-2026-06-30", "desk-2026-10-20", "desk-2027-01-20")
    cases = [str(next_reference("HL", year, 0)) for year in (2024, 2025, 2026, 2027)]
    assert concerned([*days, *cases, "stats-2026-Q3"], Q3) == (tuple(cases[1:3]), days[:2])


def figures(world: World) -> CaseFigures:
    """Of the one case of a world, each event an hour after the one before."""
    found = figures_of(world.case.stream, entries_of([one for _, one in world.log]))
    assert found is not None
    return found


def say(world: World, tags: str, text: str = "") -> None:
    world.wait(hours(1))
    mail = analyst_mail(text, subject=f"[{world.case.stream}] {tags}", received_at=world.now)
    assert world.take(mail).folder == "Done"


def hold(world: World, text: str) -> None:
    report = world.letters("annex-i")[0]
    world.take(police_mail(text, signed=True, references=(report.message_id,), received_at=world.now))


def test_a_notice_to_a_provider_that_hosts_it_no_more_counts_as_that_provider_s() -> None:
    other = Provider("Example Host", Address("abuse", "host.example.org"), confirmed=True)
    world = noticed(World(site=home_site(providers=(*DIRECTORY, other))))
    answered(world, "[NOT-OURS:1 Example Host]")
    say(world, "[PROVIDER:abuse@host.example.org 1]")
    world.wait(hours(1))
    world.sweep(world.fence())
    world.gate(fence=world.fence())
    say(world, "[REMOVED]")

    found = figures(world).notices

    assert [(one.provider, one.items, one.removed, len(one.took)) for one in found] == [
        ("Example Net", 1, 0, 0),
        ("Example Host", 1, 1, 1),
    ]


def test_a_hold_that_is_prolonged_is_in_force_since_it_began() -> None:
    world = reported()
    for _ in range(3):
        hold(world, "[HOLD:20d]")
        world.wait(timedelta(days=15))
    assert [one.lifted_at is None for one in world.case.holds] == [False, False, True]

    found = figures(world).holds

    assert len(found) == 3
    assert len({one.placed_at for one in found}) == 1
    assert [one.lifted_at is None for one in found] == [False, False, True]


def test_a_hold_that_is_prolonged_is_one_long_hold_however_often_and_also_what_is_left_of_it() -> None:
    world = reported(form=f"{FORM}URL: https://media.provider.example.net/item2\n")
    times = [world.now] * len(world.log)
    for text in ("[HOLD:50d]", "[HOLD:50d]", "[RELEASE:items 2]"):
        hold(world, text)
        times += [world.now] * (len(world.log) - len(times))
        world.wait(40 * DAY)
    made = figures_of(
        world.case.stream,
        [Entry(seq, at, event) for seq, (at, (_, event)) in enumerate(zip(times, world.log, strict=True))],
    )

    assert made is not None
    assert [one.length(world.now) for one in made.holds] == [40 * DAY, 120 * DAY]
    found = counted(replace(made, found_at=FOUND), now=world.now)
    assert (found.holds, found.long_holds) == (2, 1)


def test_another_hold_beside_one_has_its_own_beginning() -> None:
    world = reported(form=f"{FORM}URL: https://media.provider.example.net/item2\n")
    hold(world, "[HOLD:20d items 1]")
    hold(world, "[HOLD:20d items 2]")

    assert len({one.placed_at for one in figures(world).holds}) == 2


def test_the_receipt_of_a_report_stays_where_a_supplement_has_none_yet() -> None:
    world = reported()
    hold(world, "Received.")
    before = figures(world).received_at
    say(world, "[UPDATE]", "URL: https://media.provider.example.net/item2\n")

    assert before is not None
    assert figures(world).received_at == before


def test_reminders_of_a_receipt_count_after_the_report_was_sent_again_too() -> None:
    world = reported()
    world.wait(timedelta(days=4))
    world.sweep(world.fence())
    assert figures(world).reminders == 1

    say(world, "[RESEND]")

    assert figures(world).reminders == 1


def test_a_mail_about_several_cases_is_one_mail() -> None:
    """One that named no case was asked about in each open one, and counted so often."""
    world = World()
    for number in range(3):
        world = reported(world, form=FORM.replace("item1", f"item{number}"))
    names = [name for name, case in world.streams.items() if case.opened is not None]
    world.take(police_mail("Xyzzy, we shall see about it.", received_at=world.now))
    told = f"[FEEDBACK]\n{' '.join(names)}\nUseful: yes\n"
    world.take(police_mail(told, signed=True, received_at=world.now))
    logs = {name: entries_of([event for one, event in world.log if one == name]) for name in names}
    made = [one for name, log in logs.items() if (one := figures_of(name, log)) is not None]
    period = holding("year", world.now.date())

    found = count(period, [replace(one, found_at=world.now) for one in made], 0, world.now, ZONE, "EE")

    assert [len(one.feedback) for one in made] == [1, 1, 1]
    assert (found.questions, found.feedback.mails, found.feedback.cases) == (1, 1, 3)


def test_only_what_reminded_the_LEA_counts_as_a_reminder() -> None:
    """Analysts are told each day of what nobody confirms: the LEA read of thirty reminders, and had two."""
    world = reported()
    for _ in range(30):
        world.wait(DAY)
        world.sweep(world.fence())
    kinds = ("receipt-reminder", "receipt-reminder-contact")
    reminded = [one.to.party for kind in kinds for one in world.letters(kind)]

    assert reminded == [Party.LEA, Party.LEA_CONTACT]
    assert figures(world).reminders == 2


# --- periods -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("week", "2026-W53"),
        ("month", "2027-01"),
        ("quarter", "2027-Q1"),
        ("half-year", "2027-H1"),
        ("year", "2027"),
    ],
)
def test_the_period_of_a_day(kind: str, name: str) -> None:
    assert holding(kind, datetime(2027, 1, 3, tzinfo=UTC).date()).name == name


@pytest.mark.parametrize(
    ("zone", "at", "whole"),
    [
        ("Europe/Tallinn", datetime(2026, 9, 30, 20, 59, tzinfo=UTC), False),
        ("Europe/Tallinn", datetime(2026, 9, 30, 21, 0, tzinfo=UTC), True),
        ("America/New_York", datetime(2026, 10, 1, 3, 59, tzinfo=UTC), False),
        ("America/New_York", datetime(2026, 10, 1, 4, 0, tzinfo=UTC), True),
    ],
)
def test_a_period_is_over_when_its_last_day_is_in_the_hotlines_zone(
    zone: str, at: datetime, *, whole: bool
) -> None:
    assert values(counted(now=at), "en", ZoneInfo(zone), names=True)["whole"] is whole


def test_a_period_is_told_of_on_the_first_working_day_after_it() -> None:
    site = make_site()
    assert over("month", datetime(2026, 10, 1, 5, 59, tzinfo=UTC), site).name == "2026-08"
    assert over("month", datetime(2026, 10, 1, 6, 0, tzinfo=UTC), site).name == "2026-09"
    assert due_at(holding("year", NOW.date()), site).isoformat() == "2027-01-01T09:00:00+02:00"


# --- the table -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LABELS)
def test_every_language_has_every_label_and_shows_the_same_figures(language: str) -> None:
    assert LABELS[language].keys() == LABELS["en"].keys()
    found = counted(a_case(), a_case(country="DE"), reports=7)
    made, english = sections(found, language), sections(found, "en")
    assert [(s.key, [(r.key, r.n, r.of) for r in s.rows]) for s in made] == [
        (s.key, [(r.key, r.n, r.of) for r in s.rows]) for s in english
    ]


def test_the_LEA_s_table_names_no_provider() -> None:
    found = counted(a_case())
    told = f"{sections(found, 'en', names=False)}{csv_of(found, 'en', names=False).decode()}"
    told += "".join(chart.alt for chart in charts(found, "en"))
    assert "Example Net" not in told
    assert "Example Net" in csv_of(found, "en").decode()


def test_no_name_becomes_a_formula_in_a_spreadsheet() -> None:
    bad = '=HYPERLINK("http://example.com";"x")'
    item = ItemFigures(bad, None, None)
    found = counted(a_case(items=(item,), notices=(replace(a_case().notices[0], provider=bad),)))
    for data in (csv_of(found, "en"), dsa_csv(found)):
        rows = list(csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";"))
        cells = [cell for row in rows for cell in row]
        assert f"'{bad}" in cells
        assert not any(cell.startswith("=") for cell in cells)


def test_the_spreadsheet_names_each_country_and_provider_and_the_mail_the_first_ones() -> None:
    many = [
        a_case(country=one, items=(ItemFigures(f"Provider {one}", None, None),))
        for one in ("EE", "DE", "FI", "SE", "LT", "LV", "PL", "NL", "FR", "ES", "IT", "GR")
    ]
    found = counted(*many, *(a_case(items=(ItemFigures(f"Provider {n}", None, None),)) for n in range(12)))
    shown = {section.key: len(section.rows) for section in sections(found, "en")}
    assert (shown["t_countries"], shown["t_providers"]) == (11, 11), "ten, and the others together"
    rows = list(csv.reader(csv_of(found, "en").decode("utf-8-sig").splitlines(), delimiter=";"))
    listed = {
        key: {row[1]: int(row[3]) for row in rows if row[0] == key} for key in ("countries", "providers")
    }
    assert listed == {"countries": found.countries, "providers": found.providers}


def test_the_figures_of_a_provider_add_up_to_its_items() -> None:
    notice = replace(a_case().notices[0], items=4, removed=1, claimed=2, took=())
    (row,) = (one for each in sections(counted(a_case(notices=(notice,))), "en") if each.key == "t_dsa"
              for one in each.rows)  # fmt: skip
    assert row.text == (
        "Notices 1, Content items (URLs) 4, Content items removed 1, Removed by the provider's word only 2,"
        " No action known 1"
    )


def test_what_stands_below_the_removed_items_is_of_these() -> None:
    """Below what only providers say, the shares within some days were read as of that."""
    (removal,) = (one for one in sections(counted(a_case()), "en") if one.key == "t_removal")
    marked = [row.label.startswith("- ") for row in removal.rows]
    assert marked == [False, *[True] * 6, False]
    assert removal.rows[-1].key == "claimed"


def test_a_period_without_anything_is_a_table_of_noughts_and_no_chart() -> None:
    found = counted()
    assert all(row.n == 0 for section in sections(found, "en") for row in section.rows)
    assert charts(found, "en") == ()


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (None, "-"),
        (timedelta(minutes=25), "25 min"),
        (30 * HOUR, "30 h"),
        (9 * DAY, "9 days"),
        (72 * HOUR, "3 days"),
    ],
)
def test_a_length_of_time_is_rounded(length: timedelta | None, shown: str) -> None:
    assert rounded(length, LABELS["en"]) == shown


def test_what_is_gone_at_once_counts_for_a_week_no_sooner_than_what_is_not() -> None:
    """Else the last week of a period is of those alone that are gone, and each figure of it too good."""
    at = datetime(2026, 9, 30, 12, tzinfo=UTC)
    gone = a_case(found_at=at, items=(ItemFigures("Example Net", at, at + HOUR),))
    online = a_case(found_at=at, items=(ItemFigures("Example Net", at, None),))
    fresh = counted(gone, online, now=at + 2 * DAY)
    assert fresh.removed_within == {1: Share(1, 2), 3: Share(0, 0), 7: Share(0, 0)}
    assert fresh.noticed_within == fresh.removed_within


def test_what_was_gone_before_the_notice_is_no_success_of_it() -> None:
    early = a_case(items=(ItemFigures("Example Net", FOUND + 3 * DAY, FOUND + DAY),))
    night = a_case(items=(ItemFigures("Example Net", FOUND + 3 * DAY, FOUND + 3 * DAY - 9 * HOUR),))
    found = counted(early, night, a_case())
    assert found.noticed_within[7] == Share(1, 1)
    assert (found.times["notice_removed"].n, found.removed) == (1, Share(3, 3))


def test_an_item_that_was_added_later_counts_from_then() -> None:
    world = noticed(World())
    world.wait(timedelta(days=20))
    say(world, "[UPDATE]", "URL: https://media.provider.example.net/item2\n")
    opened, added = figures(world).items
    assert opened.added_at is None
    assert added.added_at is not None
    assert added.added_at > figures(world).found_at
    late = replace(added, added_at=FOUND + 20 * DAY, removed_at=FOUND + 20 * DAY + HOUR)
    counts = counted(a_case(items=(late,)))
    assert counts.removed_within[1] == Share(1, 1)
    assert (counts.times["public_removed"].n, counts.times["lea_notice"].n) == (0, 0)
