"""Units that share a mail domain: an officer speaks for the one whom he answers (P6, P8)."""

from dataclasses import replace

import pytest

from hotlined.domain.mail.message import Inbound
from hotlined.domain.values.address import Address
from tests.support.mails_in import analyst_mail, mail_in, signature
from tests.support.site import make_unit
from tests.support.world import World, home_site

FORM = "URL: https://provider.example.net/item1\nDescription of the type of the content: item 1\n"
DOMAIN = "police.example.com"
KIM, LISTED = Address("kim", DOMAIN), Address("lou", DOMAIN)
ALPHA_KEY, BETA_KEY = "C" * 40, "D" * 40


def reported(*, key: str = BETA_KEY) -> World:
    """A case that is with two units of one mail domain; an officer of alpha's is listed."""
    alpha = make_unit(
        "alpha", address=Address("alpha", DOMAIN), fingerprints=(ALPHA_KEY,), officers=(LISTED,), contact=None
    )
    beta = make_unit("beta", address=Address("beta", DOMAIN), fingerprints=(key,), contact=None)
    world = World(home_site(units=(alpha, beta)))
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [LEA:alpha] [LEA:beta]"))
    world.deliver()
    return world


def writes(
    world: World, text: str, *, answers: str | None, sender: Address = KIM, key: str | None = None
) -> Inbound:
    """An officer's mail, an answer to the newest mail to that unit where one is named."""
    theirs = [one for one in world.drafts.values() if one.to.id == answers]
    mail = mail_in(
        f"{text}\n\n{world.case.stream}\n",
        mailbox="lea",
        from_=(sender,),
        subject=f"[{world.case.stream}]",
        references=(theirs[-1].message_id,) if theirs else (),
        received_at=world.now,
    )
    return replace(mail, signature=signature(key, made_at=world.now)) if key else mail


@pytest.mark.parametrize("unit", ["alpha", "beta"])
def test_P6_a_hold_is_of_the_unit_whose_report_is_answered(unit: str) -> None:
    world = reported()

    world.take(writes(world, "[HOLD]", answers=unit))

    assert [one.by for one in world.case.holds_in_force()] == [unit]
    assert [one.to.id for one in world.letters("hold-state")] == [unit]


def test_P6_the_unit_that_was_told_of_the_hold_can_lift_it() -> None:
    world = reported()
    world.take(writes(world, "[HOLD]", answers="beta"))

    world.take(writes(world, "[RELEASE]", answers="beta", sender=Address("beta", DOMAIN), key=BETA_KEY))

    assert not world.case.holds_in_force()
    assert not world.case.pauses_open()


def test_P8_a_receipt_without_proof_is_shown_as_of_the_unit_whose_report_is_answered() -> None:
    world = reported()

    world.take(writes(world, "Received.", answers="beta"))

    assert {one.values["unit"] for one in world.letters("receipt-hint")} == {"beta"}


def test_whose_very_address_it_is_speaks_for_his_own_unit_whatever_he_answers() -> None:
    world = reported()

    world.take(writes(world, "[HOLD]", answers="beta", sender=LISTED))

    assert [one.by for one in world.case.holds_in_force()] == ["alpha"]


def test_P9_a_signature_stays_with_its_own_unit_whatever_is_answered() -> None:
    world = reported()

    world.take(writes(world, "[RECEIVED] [HOLD]", answers="beta", key=ALPHA_KEY))

    assert [one.by for one in world.case.holds_in_force()] == ["alpha"]
    assert len(world.case.unconfirmed()) == 2


def test_with_one_key_for_both_units_a_signed_receipt_is_of_the_report_that_is_answered() -> None:
    world = reported(key=ALPHA_KEY)

    world.take(writes(world, "[RECEIVED]", answers="beta", key=ALPHA_KEY))

    assert [one.is_confirmed for one in world.case.fragments] == [False, True]


def test_P5_a_hold_that_answers_nothing_is_a_hold_all_the_same() -> None:
    world = reported()

    world.take(writes(world, "[HOLD]", answers=None))

    assert len(world.case.holds_in_force()) == 1
