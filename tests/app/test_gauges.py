"""The figures that monitoring sees, along the life of cases."""

from datetime import timedelta
from pathlib import Path

from hotlined.adapters.metrics import exposition
from hotlined.adapters.status_file import StatusFile
from hotlined.app.gauges import Gauges, Sums
from hotlined.app.health import Health, Pulse
from hotlined.domain.overview.board import Column
from tests.support.fake_courier import LATER
from tests.support.rig import ANN, FORM, Rig


async def counted(rig: Rig) -> Gauges:
    """A daemon under way, and what counts."""
    gauges = Gauges(rig.docket)
    await rig.start()
    return gauges


def columns(sums: Sums) -> dict[Column, int]:
    return {column: count for column, count in sums.cases.items() if count}


async def test_a_case_is_counted_where_it_stands_and_a_held_notice_as_held() -> None:
    rig = Rig()
    gauges = await counted(rig)
    assert columns(gauges.sums()) == {}

    reference = await rig.opened()
    assert columns(gauges.sums()) == {Column.WAITING: 1}
    assert gauges.sums().held == 0

    rig.boxes["lea"].deliver(rig.reply("[HOLD]"))
    await rig.settled()
    assert columns(gauges.sums()) == {Column.ON_HOLD: 1}
    assert gauges.sums().held == 1

    rig.boxes["intake"].deliver(rig.command("[CLOSE]", reference))
    await rig.settled()
    assert columns(gauges.sums()) == {}
    assert gauges.sums().held == 0


async def test_a_receipt_is_late_once_it_was_asked_for_again_and_no_more_when_it_comes() -> None:
    rig = Rig()
    rig.agree(receipt_reminder=timedelta(hours=4))
    gauges = await counted(rig)
    await rig.opened()
    assert gauges.sums().late == 0

    await rig.clock.advance(5 * 3_600)
    assert gauges.sums().late == 1

    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]"))
    await rig.settled()
    assert gauges.sums().late == 0


async def test_a_question_is_open_and_alarms_are_counted_since_the_start() -> None:
    rig = Rig()
    rig.agree(pause_alarm=timedelta(hours=1))
    gauges = await counted(rig)
    await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("the yellow one or the other"))
    await rig.settled()
    assert gauges.sums().questions == 1
    assert columns(gauges.sums()) == {Column.NEEDS_YOU: 1}
    before = gauges.sums().alarms

    await rig.clock.advance(3_700)
    assert gauges.sums().alarms > before

    again = rig.restarted()
    fresh = await counted(again)
    assert fresh.sums().alarms == 0
    assert fresh.sums().questions == 1
    await again.kill()


async def test_P16_no_word_of_a_case_its_people_or_its_mails_becomes_a_metric(tmp_path: Path) -> None:
    """A day with a hold, a mail that does not leave, and a brake on each recipient."""
    marker = "planted-marker"
    rig = Rig()
    rig.agree(storm_brake_recipient=5)
    gauges, shown = Gauges(rig.docket), StatusFile(tmp_path / "hotlined.prom", "metrics_file")
    said: list[str] = []

    def show(pulse: Pulse) -> None:
        said.append(exposition(pulse, gauges.sums(), "1.2.3"))
        shown.replace(said[-1])

    await rig.start()
    await rig.also(
        Health(rig.docket, rig.outbox, rig.agenda, tuple(rig.watches.values()), lambda: 0, show).run
    )
    await rig.opened(form=f"{FORM}Comments: {marker}\n")
    rig.boxes["lea"].deliver(rig.reply(f"[HOLD]\n{marker}"))
    rig.courier.answers[ANN] = [LATER]
    for _ in range(8):
        rig.boxes["intake"].deliver(rig.assessment(form=f"{FORM}Comments: {marker}\n"))
    await rig.clock.advance(3 * 3_600)

    assert "hotlined_notices_held 0.0" not in said[-1]
    assert "hotlined_mails_waiting 0.0" not in said[-1]
    assert [one for one in said if 'hotlined_storm_brakes{brake="recipient"} 0.0' not in one]
    for planted in (marker, "HL-2026", "example", "Ann", "national", "http", "item", "@"):
        assert planted not in "".join(said)
    assert (tmp_path / "hotlined.prom").read_text(encoding="utf-8") == said[-1]
