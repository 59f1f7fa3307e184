"""What is said of a report that cannot be encrypted: nobody hears that it has left (P4, P11)."""

from tests.app.test_hold_words import words
from tests.support.rig import ANN, CONTACT, FORM, LEA, Rig
from tests.support.site import ANALYST_KEY, LEA_KEY

URGENT = "[ILLEGAL]\n[HOST:EE]\n[URGENT:no time to lose]"


async def urgent(rig: Rig) -> Rig:
    await rig.start()
    rig.boxes["intake"].deliver(rig.assessment(URGENT, FORM))
    await rig.settled()
    return rig


async def test_P4_of_an_urgent_report_that_cannot_be_encrypted_nobody_is_told_that_it_was_sent() -> None:
    rig = Rig()
    rig.openpgp.broken[LEA_KEY] = "expired"
    await urgent(rig)

    assert rig.courier.attempts(LEA)  # please call
    (called,) = map(words, rig.courier.accepted(CONTACT))
    assert "has just been sent" not in called
    assert "It has not been sent. Please call us: +372 555 0100." in called
    assert "Urgent report in your unit's mailbox" not in called
    told = [words(one, ANALYST_KEY) for one in rig.courier.accepted(ANN)]
    (call,) = (one for one in told if "call now" in one)
    assert "the report to national has NOT left" in call
    assert "Lee +372 555 0199" in call
    assert "[RECEIVED" not in call  # it would be refused: nobody has it
    (opened,) = (one for one in told if "Case opened" in one)
    assert "the report to national is BLOCKED and has not left" in opened
    assert "goes to national now" not in opened


async def test_an_urgent_report_that_leaves_is_told_of_as_before() -> None:
    rig = await urgent(Rig())

    (called,) = map(words, rig.courier.accepted(CONTACT))
    assert "has just been sent, encrypted, to the mailbox of national" in called
    told = [words(one, ANALYST_KEY) for one in rig.courier.accepted(ANN)]
    assert any("The report is on its way." in one and "[RECEIVED:by phone]" in one for one in told)
    assert any("the report goes to national now, encrypted" in one for one in told)


async def test_P4_the_contact_person_hears_once_that_an_urgent_report_has_left_after_all() -> None:
    items = "".join(f"URL: https://files.example.net/item-{one}\n" for one in range(2, 60))
    rig = Rig()
    rig.openpgp.broken[LEA_KEY] = "expired"
    await rig.start()
    rig.boxes["intake"].deliver(rig.assessment(URGENT, FORM + items))  # two parts
    await rig.clock.advance(3600)  # it is tried again every quarter of an hour
    assert len(rig.courier.accepted(CONTACT)) == 1

    rig.openpgp.broken.clear()
    await rig.clock.advance(1800)

    (told,) = map(words, rig.courier.accepted(CONTACT)[1:])
    assert "has just been sent" in told
    await rig.kill()
