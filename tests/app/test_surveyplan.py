"""The LEA's statistics by the use cases wired together: asked on the day, late after a restart, once."""

from datetime import timedelta

from hotlined.app.surveyplan import LOOK, SurveyPlan
from hotlined.domain.mail.message import Envelope
from hotlined.domain.record.periodical import StatisticsAnswered, StatisticsAsked, StatisticsPlanned
from tests.support.fake_clock import START
from tests.support.rig import ANN, LEA, Rig
from tests.support.site import ANALYST_KEY, LEA_KEY

DAY = 86_400.0
FIRST = "stats-2026-Q1"  # the quarter of START, 2 March 2026


async def agreed(rig: Rig | None = None) -> Rig:
    """A running daemon that is to ask each quarter."""
    rig = rig or Rig()
    rig.agree(lea_statistics="quarter")
    await rig.start()
    await rig.also(SurveyPlan(rig.docket).run)
    return rig


def questions(rig: Rig) -> list[Envelope]:
    """What this daemon has sent to the unit about statistics."""
    own = {row.message_id for name in rig.store.open_streams() for row in rig.store.load(name).rows}  # type: ignore[union-attr]
    return [one for one in rig.courier.accepted(LEA) if one.message_id in own]


def asked(rig: Rig, stream: str = FIRST) -> list[tuple[str, int]]:
    return [(one.unit, one.n) for one in rig.events(stream, StatisticsAsked)]


async def works(rig: Rig, months: int) -> None:
    """So many times thirty days with a report in each."""
    for _ in range(months):
        await rig.clock.leap(30 * DAY)
        rig.boxes["intake"].deliver(rig.mail("someone@example.org", f"Report {rig.clock.now()}", "text"))
        await rig.clock.advance(60)


async def test_P15_the_quarter_is_planned_asked_about_on_the_day_reminded_once_and_then_told() -> None:
    rig = await agreed()
    assert len(rig.events(FIRST, StatisticsPlanned)) == 1
    assert asked(rig) == []

    await rig.clock.leap(31 * DAY)
    assert asked(rig) == [("national", 1)]

    await rig.clock.leap(14 * DAY)
    assert asked(rig) == [("national", 1), ("national", 2)]
    await rig.clock.leap(14 * DAY)
    await rig.clock.leap(40 * DAY)
    assert asked(rig) == [("national", 1), ("national", 2)]
    assert rig.alarms("no-statistics") == 1
    assert len(rig.events("stats-2026-Q2", StatisticsPlanned)) == 1
    assert FIRST not in rig.store.open_streams()
    assert rig.alive()
    await rig.kill()


async def test_P15_a_daemon_that_was_down_over_two_quarters_asks_about_both_once() -> None:
    rig = await agreed()
    await rig.kill()
    await rig.clock.leap(160 * DAY)  # until 9 August

    again = await agreed(rig.restarted())
    await again.clock.leap(LOOK * 2)
    await again.kill()
    last = await agreed(again.restarted())
    await last.clock.leap(DAY)

    for stream in (FIRST, "stats-2026-Q2"):
        assert asked(last, stream) == [("national", 1)]
    assert asked(last, "stats-2026-Q3") == []
    assert START + timedelta(days=160) < last.clock.now()
    await last.kill()


async def test_quarters_in_which_nothing_was_agreed_are_not_asked_about_when_it_is_agreed_again() -> None:
    """The LEA got four questions at once, about quarters that it had given by half-years, or not at all."""
    rig = await agreed()
    rig.agree(lea_statistics="half-year")
    await works(rig, 10)  # until 27 December
    rig.agree(lea_statistics="none")
    await works(rig, 6)  # until 25 June 2027
    rig.agree(lea_statistics="quarter")
    await rig.clock.leap(DAY)
    planned = [name for name in rig.store.streams() if rig.events(name, StatisticsPlanned)]
    assert sorted(planned) == ["stats-2026-H1", "stats-2026-H2", FIRST, "stats-2027-Q2"]
    await rig.kill()


async def test_P1_an_answer_is_read_once_and_what_it_says_survives_a_restart() -> None:
    rig = await agreed()
    await rig.clock.leap(31 * DAY)
    (question,) = questions(rig)
    reply = rig.reply("Reports received: 1 204\nUseful reports: 3", answers=question)

    rig.boxes["lea"].deliver(reply)
    rig.boxes["lea"].deliver(reply)
    await rig.settled()
    await rig.kill()
    again = await agreed(rig.restarted())

    (fact,) = again.events(FIRST, StatisticsAnswered)
    assert dict(fact.numbers) == {"reports": 1204, "useful": 3}
    assert fact.confirmed
    assert asked(again) == [("national", 1)]
    await again.kill()


async def test_P8_an_unsigned_answer_counts_when_an_analyst_confirms_it_in_a_new_mail() -> None:
    rig = await agreed()
    await rig.clock.leap(31 * DAY)
    (question,) = questions(rig)

    rig.boxes["lea"].deliver(rig.reply("Reports received: 7", signed=False, answers=question))
    await rig.settled()
    (fact,) = rig.events(FIRST, StatisticsAnswered)
    assert not fact.confirmed
    rig.boxes["intake"].deliver(rig.mail(ANN, "statistics", "[CONFIRM:2026-Q1 national]", key=ANALYST_KEY))
    await rig.settled()

    survey = (await rig.case(FIRST)).survey
    assert survey is not None
    assert survey.units["national"].numbers() == {"reports": 7}
    await rig.kill()


async def test_P4_a_key_that_cannot_be_used_is_told_and_the_reminder_tries_again() -> None:
    rig = Rig()
    rig.openpgp.broken[LEA_KEY] = "the key has expired"
    await agreed(rig)

    await rig.clock.leap(31 * DAY)
    assert questions(rig) == []
    assert rig.alarms("blocked") >= 1
    del rig.openpgp.broken[LEA_KEY]
    await rig.clock.leap(14 * DAY)

    assert len(questions(rig)) == 1
    await rig.kill()


async def test_nothing_is_planned_where_nothing_is_agreed() -> None:
    rig = await Rig().start()
    await rig.also(SurveyPlan(rig.docket).run)
    await rig.clock.leap(40 * DAY)

    assert rig.store.find("statistics", "planned") == ()
    await rig.kill()


async def test_P15_a_period_that_does_not_read_is_told_to_analysts_once_and_planned_when_it_reads() -> None:
    """Who waits for the LEA's figures sees nothing of it; the log alone is read by nobody."""
    rig = Rig()
    rig.agree(lea_statistics="quarter")
    await rig.start()
    rig.spoil(FIRST)
    await rig.also(SurveyPlan(rig.docket).run)
    await rig.clock.advance(3 * LOOK)
    assert rig.alarms("unread") == 1
    rig.mend()
    await rig.clock.advance(LOOK)
    assert len(rig.events(FIRST, StatisticsPlanned)) == 1
    await rig.kill()
