"""Keys that end are spoken of in time, once, and to whom it concerns (threats F3)."""

import quopri
from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.app.keywatch import KeyWatch
from hotlined.app.ports import KeyState, Permanent, Temporary
from hotlined.domain.hotline.pins import WARNED_AHEAD
from hotlined.domain.record.running import KeyWarned
from tests.support.fake_clock import START
from tests.support.fake_openpgp import MISSING
from tests.support.rig import ANN, CONTACT, Rig
from tests.support.site import ANALYST_KEY, HOTLINE_KEY, LEA_KEY

DAY = 86_400.0


async def watched(rig: Rig, *, days: float = 0.0) -> Rig:
    """The look at the keys, for so many days; after them the outbox sends what was written."""
    await rig.also(KeyWatch(rig.docket, rig.openpgp).run)
    await rig.clock.advance(days * DAY)
    await rig.start(without=["watch", "agenda"])
    return rig


def told(rig: Rig) -> list[str]:
    """What was warned of so far, in order."""
    days = (START + timedelta(days=day) for day in range(100))
    return [event.what for day in days for event in rig.events(f"desk-{day:%Y-%m-%d}", KeyWarned)]


def ending(days: float, key: str = LEA_KEY) -> Rig:
    """A daemon with a key that ends in so many days."""
    rig = Rig()
    rig.openpgp.ends[key] = rig.clock.now() + timedelta(days=days)
    return rig


async def test_a_key_that_ends_is_warned_of_60_30_14_7_and_1_days_ahead_once_each() -> None:
    rig = await watched(ending(90), days=89.8)

    assert [what.partition("/")[2] for what in told(rig)] == [str(days) for days in reversed(WARNED_AHEAD)]
    assert rig.alarms("key") == 5
    assert len(rig.courier.accepted(CONTACT)) == 5  # the LEA's own contact person is asked for a new one


async def test_P4_keys_that_a_reload_pins_are_looked_at_with_it() -> None:
    rig = Rig()
    keywatch = KeyWatch(rig.docket, rig.openpgp)
    await rig.also(keywatch.run)
    await rig.clock.advance(60.0)
    rig.openpgp.ends[LEA_KEY] = rig.clock.now() + timedelta(days=5)  # as another key would
    await rig.clock.advance(60.0)
    assert told(rig) == []

    keywatch.wake()
    await rig.clock.advance(1.0)

    assert len(told(rig)) == 1


async def test_nothing_is_said_of_a_key_that_is_good_for_long() -> None:
    rig = await watched(ending(61))

    assert told(rig) == []
    assert rig.courier.attempts(CONTACT) == []


async def test_a_restart_does_not_repeat_a_warning() -> None:
    rig = await watched(ending(20))
    await rig.kill()
    again = await watched(rig.restarted())

    assert len(told(again)) == 1
    assert again.alarms("key") == 0  # the new courier was given nothing


async def test_an_extended_key_is_warned_of_anew_when_its_new_end_comes() -> None:
    rig = ending(5)
    await rig.also(KeyWatch(rig.docket, rig.openpgp).run)
    rig.openpgp.ends[LEA_KEY] += timedelta(days=40)
    await rig.clock.advance(39.5 * DAY)

    steps = [what.partition("/")[2] for what in told(rig)]
    assert steps == ["7", "60", "30", "14", "7"]


@pytest.mark.parametrize(("key", "times"), [(LEA_KEY, 3), (HOTLINE_KEY, 3), (ANALYST_KEY, 1)])
async def test_P4_a_key_that_cannot_be_used_alarms_every_day_while_it_stops_reports(
    key: str, times: int
) -> None:
    rig = Rig()
    rig.openpgp.broken[key] = "The key has been revoked."
    await watched(rig, days=2)

    assert rig.alarms("key") == times
    assert bool(rig.courier.accepted(CONTACT)) is (key == LEA_KEY)


async def test_that_gpg_does_not_show_the_keys_is_no_fault_of_the_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Analysts were sent to `hotlined verify`, which finds nothing wrong there."""
    rig = Rig()

    def refused(fingerprint: str) -> KeyState:
        raise Permanent("the GnuPG home belongs to another user")

    monkeypatch.setattr(rig.openpgp, "key_state", refused)
    await watched(rig, days=1)

    (mail,) = rig.courier.accepted(ANN)
    said = b" ".join(quopri.decodestring(mail.data).split()).decode()
    assert "ALARM: key" in said
    assert "the GnuPG home belongs to another user" in said
    assert "hotlined check" in said
    assert "hotlined verify" not in said


NEXT_KEY = "E1" * 20


def with_keys(rig: Rig, *keys: str, officers: tuple[str, ...] = ()) -> Rig:
    """The unit's keys, and those of its officers."""
    (unit,) = rig.site.units
    fresh = replace(unit, fingerprints=keys, officer_fingerprints=officers)
    rig.site = replace(rig.site, units=(fresh,))
    return rig


@pytest.mark.parametrize("why", ["The key has expired.", "The key has been revoked."])
async def test_a_unit_that_has_changed_its_key_is_not_asked_for_it_day_after_day(why: str) -> None:
    """The old one may stay pinned beside the new one, as the guide says: reports go on."""
    rig = with_keys(Rig(), LEA_KEY, NEXT_KEY)
    rig.openpgp.broken[LEA_KEY] = why
    keywatch = KeyWatch(rig.docket, rig.openpgp)
    await watched(rig, days=9)

    assert rig.courier.attempts(CONTACT) == []
    assert rig.alarms("key") == 1
    assert not any(one.replaced for one in await keywatch.seen() if one.pin.fingerprint == NEXT_KEY)

    rig.openpgp.broken[NEXT_KEY] = "The key has expired."
    await rig.clock.advance(2 * DAY)
    assert rig.alarms("key") == 1 + 3
    assert len(rig.courier.accepted(CONTACT)) == 6  # both keys, on three days


async def test_who_has_a_newer_key_already_is_not_told_that_no_report_can_be_sent() -> None:
    rig = with_keys(ending(20), LEA_KEY, NEXT_KEY)
    rig.openpgp.ends[NEXT_KEY] = rig.clock.now() + timedelta(days=700)
    await watched(rig, days=19.5)

    assert rig.courier.attempts(CONTACT) == []
    assert rig.alarms("key") == 4  # somebody may read with the old one still


@pytest.mark.parametrize("officers", [(), (NEXT_KEY,)])
async def test_a_key_that_we_lack_is_our_own_affair_and_no_officer_is_told_to_make_another(
    officers: tuple[str, ...],
) -> None:
    rig = with_keys(Rig(), LEA_KEY, officers=officers)
    rig.openpgp.broken[officers[0] if officers else LEA_KEY] = MISSING
    await watched(rig)

    assert rig.alarms("key") == 1
    assert rig.courier.attempts(CONTACT) == []


async def test_of_a_key_that_only_signs_no_report_depends() -> None:
    rig = with_keys(ending(5, NEXT_KEY), LEA_KEY, officers=(NEXT_KEY,))
    await watched(rig)
    (mail,) = rig.courier.accepted(CONTACT)

    told = b" ".join(quopri.decodestring(mail.data).split())
    assert b"no report can be sent" not in told
    assert b"After that, a mail that is signed with it proves nothing. Fingerprint" in told


async def test_our_own_key_is_extended_and_no_owner_is_asked_for_it() -> None:
    rig = ending(5, HOTLINE_KEY)
    rig.openpgp.ends[LEA_KEY] = rig.clock.now() + timedelta(days=5)
    await watched(rig)
    own, theirs = (mail.data for mail in rig.courier.accepted(ANN) if b"ALARM: key" in mail.data)

    assert b"extends the hotline's own key" in own.replace(b"\r\n", b" ")
    assert b"Ask the owner" in theirs.replace(b"\r\n", b" ")
    assert b"LEA unit" not in own


async def test_the_warning_to_the_lea_names_the_key_and_no_case() -> None:
    rig = await watched(ending(5))
    (mail,) = rig.courier.accepted(CONTACT)

    assert LEA_KEY.encode() in mail.data
    assert b"desk-" not in mail.data
    assert b"ends soon" in mail.data


async def test_a_gpg_that_does_not_answer_is_asked_again_later() -> None:
    rig = ending(5)
    answer = rig.openpgp.key_state
    rig.openpgp.key_state = _no_answer  # type: ignore[method-assign]
    await rig.also(KeyWatch(rig.docket, rig.openpgp).run)
    assert told(rig) == []

    rig.openpgp.key_state = answer  # type: ignore[method-assign]
    await rig.clock.advance(DAY / 4)
    assert len(told(rig)) == 1
    assert rig.alive()


def _no_answer(fingerprint: str) -> KeyState:
    raise Temporary("gpg did not answer")


async def test_P15_a_clock_that_was_ahead_for_a_while_takes_no_warning_of_a_key_away() -> None:
    rig = ending(90)
    watch = KeyWatch(rig.docket, rig.openpgp)
    rig.clock.jump(timedelta(days=77))
    await watch.look()
    rig.clock.jump(timedelta(days=-77))
    await watched(rig, days=89.8)
    steps = [what.partition("/")[2] for what in told(rig)]
    assert steps == ["60", "30", "14", "14", "7", "1"]
    await rig.kill()
