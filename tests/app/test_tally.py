"""Statistics by mail: in their turn once (P15), to who asks, with charts; to the LEA sealed (P4)."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.app.tally import Tally
from hotlined.attachments import attachments
from hotlined.domain.record.periodical import FiguresSent
from hotlined.domain.record.reporting import FeedbackGiven
from hotlined.domain.values.address import Address
from hotlined.domain.values.period import read_period
from tests.support.fake_courier import LATER
from tests.support.rig import ANN, BEN, FORM, LEA, TEMPLATES, Rig
from tests.support.site import ANALYST_KEY, LEA_KEY, make_unit

ZONE = ZoneInfo("Europe/Tallinn")
FILES = [f"{name}-2026-Q1.{kind}" for name, kind in (
    ("countries", "png"), ("removal", "png"), ("statistics", "csv"), ("times", "png"))]  # fmt: skip
TALLIES: dict[int, Tally] = {}  # of each rig


async def running(rig: Rig) -> Rig:
    """The outbox runs; the plan of the statistics has begun; mails have their files."""
    templates = JinjaTemplates(None, TEMPLATES, zone=ZONE)
    object.__setattr__(rig.composer, "attachments", attachments(templates))
    TALLIES[id(rig)] = Tally(rig.docket)
    await rig.start(without=["watch", "agenda"])
    await TALLIES[id(rig)].look()
    await rig.settled()
    return rig


async def until(rig: Rig, day: str, hour: int = 9) -> None:
    at = datetime.combine(date.fromisoformat(day), time(hour), ZONE)
    rig.clock.skip(at.astimezone(UTC) - rig.clock.now())
    await TALLIES[id(rig)].look()
    await rig.settled()


async def read(rig: Rig, mail: bytes) -> None:
    rig.boxes["intake"].deliver(mail)
    await rig.boxes["intake"].open([])
    await rig.watches["intake"].full_read()
    await TALLIES[id(rig)].look()
    await rig.settled()


def mails(rig: Rig, to: str = ANN) -> list[EmailMessage]:
    """The statistics that somebody got in clear."""
    found = (one.data for one in rig.courier.accepted(to))
    made = (email.message_from_bytes(one, policy=email.policy.default) for one in found)
    return [one for one in made if one["Subject"].startswith("Statistics ")]


def subjects(rig: Rig, to: str = ANN) -> list[str]:
    return [str(one["Subject"]) for one in mails(rig, to)]


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


async def test_each_month_quarter_and_year_that_is_over_is_told_of_on_its_first_working_day() -> None:
    rig = await running(Rig())
    assert subjects(rig) == []
    await until(rig, "2026-04-01", 8)
    assert subjects(rig) == []
    await until(rig, "2026-04-01")
    await until(rig, "2026-04-02")
    assert subjects(rig) == ["Statistics 2026-03", "Statistics 2026-Q1"]
    assert subjects(rig, BEN) == subjects(rig)
    await rig.kill()


async def test_P15_what_was_missed_is_made_up_for_after_a_restart_and_nothing_comes_twice() -> None:
    rig = Rig()
    rig.agree(statistics=("week", "year"))
    rig = await running(rig)
    await until(rig, "2026-03-09")
    await rig.kill()
    rig.clock.skip(timedelta(days=15))
    again = await running(rig.restarted())
    assert subjects(again) == ["Statistics 2026-W11", "Statistics 2026-W12"]
    await again.kill()
    once_more = await running(again.restarted())
    assert subjects(once_more) == []
    sent = [one for day in rig.store.find("figures-plan", "analysts") for one in rig.events(day, FiguresSent)]
    assert [one.period for one in sent if one.mails] == ["2026-W10", "2026-W11", "2026-W12"]
    await once_more.kill()


async def test_STATS_is_answered_with_a_table_a_CSV_file_and_pictures() -> None:
    rig = await running(Rig())
    await read(rig, rig.assessment())
    rig.clock.skip(timedelta(hours=2))
    await read(rig, rig.mail(ANN, "[STATS:2026-Q1]", "[STATS:2026-Q1]\n", key=ANALYST_KEY))
    (mail,) = mails(rig)
    assert subjects(rig, BEN) == []
    assert mail["Auto-Submitted"] == "auto-replied"
    assert "Cases assessed 1" in text(mail)
    assert "(not over yet)" in text(mail)
    assert "From the assessment to the police median 0 min, 90 % within 0 min (n = 1)" in text(mail)
    pictures = [one for one in mail.walk() if one.get_content_type() == "image/png"]
    names = [str(one["Content-ID"]) for one in pictures]
    shown = ["<countries-2026-Q1.png@hotlined>", "<times-2026-Q1.png@hotlined>"]
    assert sorted(names) == shown, "nothing is a day old"
    page = mail.get_body(("html",))
    assert page is not None
    assert all(f'src="cid:{name[1:-1]}"' in page.get_content() for name in names)
    (file,) = [one for one in mail.walk() if one.get_filename() == "statistics-2026-Q1.csv"]
    table = file.get_payload(decode=True)
    assert isinstance(table, bytes)
    assert b";cases;Cases assessed;1;" in table
    for word in ("item-1", "item 1", "files.example.net"):
        assert word not in mail.as_string(), word
    await rig.kill()


async def test_STATS_without_a_period_is_of_the_quarter_we_are_in_and_a_wrong_one_is_refused() -> None:
    rig = await running(Rig())
    await read(rig, rig.mail(ANN, "[STATS]", "[STATS]\n", key=ANALYST_KEY))
    await read(rig, rig.mail(ANN, "[STATS:2026-Q7]", "[STATS:2026-Q7]\n", key=ANALYST_KEY))
    assert subjects(rig) == ["Statistics 2026-Q1"]
    await rig.kill()


async def test_a_question_is_answered_after_a_restart_once() -> None:
    rig = await running(Rig())
    rig.boxes["intake"].deliver(rig.mail(ANN, "[STATS:2026]", "[STATS:2026]\n", key=ANALYST_KEY))
    await rig.boxes["intake"].open([])
    await rig.watches["intake"].full_read()
    await rig.kill()
    again = await running(rig.restarted())
    assert subjects(again) == ["Statistics 2026"]
    await again.kill()
    once_more = await running(again.restarted())
    assert subjects(once_more) == []
    await once_more.kill()


async def test_P15_an_answer_to_an_analyst_of_any_name_takes_no_statistics_away() -> None:
    """An account that several share may well be called "analysts", as the plan is in the record."""
    rig = Rig()
    rig.agree(statistics=("quarter",))
    shared = replace(rig.site.analysts[0], name="analysts")
    rig.site = replace(rig.site, analysts=(shared, *rig.site.analysts[1:]))
    rig = await running(rig)  # the day on which the plan begins
    await read(rig, rig.mail(ANN, "[STATS:2026-Q1]", "[STATS:2026-Q1]\n", key=ANALYST_KEY))
    assert subjects(rig) == ["Statistics 2026-Q1"]
    await until(rig, "2026-04-01")
    assert subjects(rig, BEN) == ["Statistics 2026-Q1"]
    await rig.kill()


async def test_P9_nobody_else_is_told_figures() -> None:
    rig = await running(Rig())
    for sender, key in ((ANN, None), (LEA, None), ("nobody@stranger.example.com", None)):
        await read(rig, rig.mail(sender, "[STATS:2026]", "[STATS:2026]\n", key=key))
    assert subjects(rig) == []
    assert rig.courier.accepted("nobody@stranger.example.com") == []
    await rig.kill()


async def test_P4_the_joint_statistics_reach_the_LEA_sealed_and_name_nobody() -> None:
    rig = Rig()
    rig.agree(joint_statistics="quarter", statistics=())
    rig = await running(rig)
    await read(rig, rig.assessment(form=FORM))
    await until(rig, "2026-04-01")
    assert subjects(rig) == []
    *_, mail = rig.reports()
    assert b"\r\nSubject: ...\r\n" in mail.data
    begin, end = b"-----BEGIN PGP MESSAGE-----", b"-----END PGP MESSAGE-----"
    sealed = mail.data[mail.data.index(begin) : mail.data.index(end) + len(end)]
    inner = email.message_from_bytes(rig.openpgp.open(sealed).plaintext, policy=email.policy.default)
    assert isinstance(inner, EmailMessage)
    assert inner["Subject"] == "Joint statistics 2026-Q1"
    assert inner["Reply-To"] == "desk@hotline.example.org", "an answer is about no case, and would pause all"
    assert "Example Provider" not in inner.as_string()
    names = sorted(str(one.get_filename()) for one in inner.iter_attachments())
    assert names == sorted([*FILES, "statistics-2026-Q1.txt"])
    table = next(one for one in inner.iter_attachments() if one.get_filename() == "statistics-2026-Q1.txt")
    assert "Cases reported to the police: 1" in table.get_content()
    await rig.kill()


@pytest.mark.parametrize("terms", [{"statistics": ()}])
async def test_without_the_agreement_none_are_sent(terms: dict[str, object]) -> None:
    rig = Rig()
    rig.agree(**terms)
    rig = await running(rig)
    await until(rig, "2027-01-04")
    assert subjects(rig) == []
    await rig.kill()


def spoilt(rig: Rig) -> str:
    """The one case, whose file does not read from now on."""
    (bad,) = [one for one in rig.store.open_streams() if one.startswith("HL-")]
    rig.spoil(bad)
    return bad


def alarms(rig: Rig) -> list[str]:
    """The texts of the alarms that an analyst got."""
    found = (
        email.message_from_bytes(one.data, policy=email.policy.default) for one in rig.courier.accepted(ANN)
    )
    return [text(one) for one in found if "unread" in str(one["Subject"])]


async def test_P11_statistics_go_without_a_case_that_does_not_read_and_say_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = await running(Rig())
    await read(rig, rig.assessment())
    bad = spoilt(rig)
    for _ in range(2):
        await read(rig, rig.mail(ANN, "[STATS]", "[STATS]\n", key=ANALYST_KEY))
    await until(rig, "2026-04-01")

    assert subjects(rig) == ["Statistics 2026-Q1"] * 2 + ["Statistics 2026-03", "Statistics 2026-Q1"]
    for mail in mails(rig):
        assert f"Not counted, since its file cannot be read: {bad}." in text(mail)
    (told,) = alarms(rig)
    assert f"{bad}: the file cannot be read, and is missing from the statistics." in told
    assert f"unread stream={bad} error=Permanent" in caplog.text

    rig.mend()
    await read(rig, rig.mail(ANN, "[STATS:2026-Q1]", "[STATS:2026-Q1]\n", key=ANALYST_KEY))
    assert "Not counted" not in text(mails(rig)[-1])
    await rig.kill()


async def test_a_day_of_the_record_that_stops_the_statistics_is_told_to_analysts_once() -> None:
    rig = await running(Rig())
    await until(rig, "2026-04-01")
    rig.clock.skip(timedelta(days=30))
    rig.spoil("desk-2026-04-01")
    await rig.also(TALLIES[id(rig)].run)
    await rig.clock.advance(3_600)
    assert rig.alarms("unread") == 1
    await rig.kill()


async def test_P4_joint_statistics_that_no_key_can_seal_go_once_there_is_one() -> None:
    """They are owed once a quarter; a key that had ended at New Year cost the LEA those of the year."""
    rig = Rig()
    rig.agree(joint_statistics="quarter", statistics=())
    rig = await running(rig)
    before = len(rig.reports())
    rig.openpgp.broken[LEA_KEY] = "The key has expired."
    await until(rig, "2026-04-01")
    for hour in (10, 11, 12, 17):
        await until(rig, "2026-04-01", hour)
    assert (len(rig.reports()), rig.alarms("blocked")) == (before, 1)
    del rig.openpgp.broken[LEA_KEY]
    await until(rig, "2026-04-02")
    await until(rig, "2026-04-03")
    assert len(rig.reports()) == before + 1
    await rig.kill()


async def test_the_joint_statistics_wait_for_a_case_that_does_not_read_and_analysts_are_told_once() -> None:
    rig = Rig()
    rig.agree(joint_statistics="quarter", statistics=())
    rig = await running(rig)
    await read(rig, rig.assessment(form=FORM))
    before = len(rig.reports())
    bad = spoilt(rig)
    await until(rig, "2026-04-01")
    await until(rig, "2026-04-02")

    assert len(rig.reports()) == before
    (told,) = alarms(rig)
    assert f"{bad}: the file cannot be read; the statistics for the LEA wait for it." in told

    rig.mend()
    await until(rig, "2026-04-03")
    assert len(rig.reports()) == before + 1
    await rig.kill()


async def test_P15_a_clock_that_was_ahead_for_a_while_takes_no_statistics_away() -> None:
    rig = Rig()
    rig.agree(statistics=("month",))
    rig = await running(rig)
    rig.clock.jump(timedelta(days=430))
    await TALLIES[id(rig)].look()
    await rig.settled()
    rig.clock.jump(timedelta(days=-430))
    before = len(subjects(rig))
    for day in ("2026-03-09", "2026-04-01", "2026-05-01", "2026-05-02"):
        await until(rig, day)
    assert subjects(rig)[before:] == ["Statistics 2026-03", "Statistics 2026-04"]
    await rig.kill()


async def test_feedback_on_a_case_of_years_ago_is_in_the_statistics_of_when_it_came() -> None:
    rig = await running(Rig())
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.boxes["intake"].open([])
    await rig.watches["intake"].full_read()
    (case,) = [one for one in rig.store.streams() if one.startswith("HL-")]
    rig.clock.skip(timedelta(days=3 * 365))
    said = FeedbackGiven(unit="national", mail="1", victim="yes", proof="signed")
    async with rig.docket.locked([case]):
        await rig.docket.record(case, (said,), ())
    period = read_period(str(rig.clock.now().year))
    assert period is not None
    found = await TALLIES[id(rig)].counted(period)
    assert (found.feedback.mails, found.cases) == (1, 0)
    await rig.kill()


async def test_P4_a_unit_whose_key_cannot_be_used_gets_the_joint_statistics_once_it_can() -> None:
    """The other unit had them on the day; this one never, though its key was in order the next day."""
    county = make_unit(
        "county",
        address=Address("reports", "county.example.com"),
        fingerprints=("D" * 40,),
        contact=None,
        domains=("county.example.com",),
    )
    rig = Rig()
    rig.agree(joint_statistics="quarter", statistics=())
    rig.site = replace(rig.site, units=(*rig.site.units, county))
    rig = await running(rig)
    rig.openpgp.broken["D" * 40] = "The key has expired."
    for hour in (9, 10, 17):
        await until(rig, "2026-04-01", hour)

    def got(of: Rig) -> list[int]:
        return [len(of.courier.accepted(str(unit.address))) for unit in of.site.units]

    assert (rig.alarms("blocked"), got(rig)) == (1, [1, 0])
    await rig.kill()
    again = await running(rig.restarted())
    del again.openpgp.broken["D" * 40]
    for day in ("2026-04-02", "2026-04-03"):
        await until(again, day)
    assert got(again) == [0, 1]
    (mail,) = again.courier.accepted("reports@county.example.com")
    assert b"-----BEGIN PGP MESSAGE-----" in mail.data
    await again.kill()


async def test_P4_joint_statistics_that_wait_while_the_key_is_changed_are_sealed_for_the_new_one() -> None:
    """They were taken back with an alarm, and the unit never got them."""
    rig = Rig()
    rig.agree(joint_statistics="quarter", statistics=())
    rig = await running(rig)
    rig.courier.answers = {LEA: [LATER]}
    await until(rig, "2026-04-01")
    assert rig.reports() == []
    rig.site = replace(rig.site, units=(replace(rig.site.units[0], fingerprints=("E" * 40,)),))
    rig.courier.answers = {}
    await rig.clock.advance(600.0)
    for day in ("2026-04-01", "2026-04-02", "2026-04-03"):
        await until(rig, day, 12)
    assert (len(rig.reports()), rig.alarms("blocked")) == (1, 0)
    await rig.kill()


async def test_P4_joint_statistics_whose_key_ends_while_they_wait_go_once_there_is_one() -> None:
    rig = Rig()
    rig.agree(joint_statistics="quarter", statistics=())
    rig = await running(rig)
    rig.courier.answers = {LEA: [LATER]}
    await until(rig, "2026-04-01")
    rig.openpgp.broken[LEA_KEY] = "The key has expired."
    rig.courier.answers = {}
    await rig.clock.advance(600.0)
    assert (len(rig.reports()), rig.alarms("blocked")) == (0, 1)
    await rig.kill()
    again = await running(rig.restarted())
    del again.openpgp.broken[LEA_KEY]
    for day in ("2026-04-02", "2026-04-03"):
        await until(again, day)
    assert len(again.reports()) == 1
    await again.kill()
