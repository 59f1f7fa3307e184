"""A hold on a case whose URLs are purged keeps nothing back, and every letter about it says so (P6)."""

from datetime import timedelta

from tests.app.test_hold_words import last, lines
from tests.app.test_purging import Office, office
from tests.support.rig import ANN, LEA
from tests.support.site import ANALYST_KEY, LEA_KEY

DAY = timedelta(days=1)
NOTHING = "The case is closed, and its URLs are purged: no notice waits for this hold."
KEYS = {ANN: ANALYST_KEY, LEA: LEA_KEY}


async def purged(made: Office) -> str:
    """A case that was closed, and has no URLs any more."""
    reference = await made.received()
    await made.closed(reference)
    await made.after(timedelta(minutes=5))
    assert made.rig.notices() == []
    assert (await made.rig.case(reference)).listed == ()
    return reference


async def says(made: Office, text: str) -> None:
    made.rig.boxes["lea"].deliver(made.rig.reply(text, answers=made.rig.reports()[0]))
    await made.rig.settled()


def claims(made: Office) -> list[str]:
    """The mails to LEA and analysts that say that a notice of another case waits, or goes then."""
    told = [lines(one, key) for to, key in KEYS.items() for one in made.rig.courier.accepted(to)]
    return [one for one in told if "same URLs in other" in " ".join(one.split())]


async def test_P6_the_LEA_and_analysts_are_told_that_a_hold_of_a_purged_case_keeps_nothing_back() -> None:
    """Both were told that notices about the same URLs in other cases wait; they left."""
    async with office() as made:
        await purged(made)
        await says(made, "[HOLD]")
        assert f"{NOTHING} Phone the LEA" in last(made.rig, ANN, "On hold")
        assert f"{NOTHING} Please phone us" in last(made.rig, LEA, "")

        await made.opened()
        await made.after(2 * DAY)
        assert len(made.rig.notices()) == 1
        assert claims(made) == []


async def test_P6_so_are_they_when_it_is_asked_about_ends_or_is_lifted() -> None:
    async with office(hold_review=7 * DAY, hold_warning=DAY) as made:
        await purged(made)
        await says(made, "[HOLD]")
        await made.after(8 * DAY)
        assert NOTHING in last(made.rig, ANN, "hold still needed")
        assert f"{NOTHING} Please phone us" in last(made.rig, LEA, "")

        await says(made, "[HOLD:2d]")
        await made.after(1.5 * DAY)
        assert NOTHING in last(made.rig, ANN, "Hold ends")
        assert "To keep the notice back" not in last(made.rig, ANN, "Hold ends")
        await made.after(DAY)
        assert "No notice goes to a provider from here." in last(made.rig, ANN, "has ended")
        await says(made, "[HOLD]")
        await says(made, "[RELEASE]")
        assert "No notice goes to a provider from here." in last(made.rig, LEA, "")
        assert claims(made) == []


async def test_P6_so_is_whoever_closes_it_again() -> None:
    async with office() as made:
        reference = await purged(made)
        await says(made, "[HOLD]")
        for tag in ("[REOPEN]", "[CLOSE]"):
            made.rig.boxes["intake"].deliver(made.rig.command(tag, reference))
            await made.rig.settled()
        answer = last(made.rig, ANN, "")
        assert "hold H1 goes on though the case is closed; its URLs are purged, and no notice waits" in answer
        assert claims(made) == []
