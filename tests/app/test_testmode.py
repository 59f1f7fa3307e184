"""Test mode: whatever would go to a provider goes to one address, marked; nobody is told otherwise."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from hotlined.app.compose import Unsealed
from hotlined.domain.due.deadlines import DueKind
from hotlined.domain.mail.message import Party
from hotlined.domain.record.casework import ProviderSet
from hotlined.domain.record.noticed import NtdSet
from hotlined.domain.steps.withdrawing import notices_of
from hotlined.domain.values.address import Address
from tests.support.mails_in import PROVIDER
from tests.support.rig import Rig
from tests.support.world import DIRECTORY, World, home_site, kinds_due, noticed, queued

TEST = Address("test", "hotline.example.org")
KEYED = (replace(DIRECTORY[0], fingerprints=("D" * 40,)),)


def in_test_mode() -> World:
    return World(home_site(providers=KEYED, providers_to=TEST))


def ended(world: World) -> World:
    """The test mode ends, and much time passes."""
    world.site = replace(world.site, providers_to=None)
    world.wait(timedelta(days=30))
    return world


def test_every_letter_to_a_provider_goes_to_the_test_address_and_needs_no_key_of_the_provider() -> None:
    world = queued(in_test_mode())

    (draft,) = world.letters("ntd")
    assert (draft.to.address, draft.to.fingerprints, draft.test) == (TEST, (), True)
    assert str(PROVIDER) not in str(draft.values)
    assert draft.to.id == str(PROVIDER)  # whose answer it would be
    assert world.case.notices[0].test
    others = [one for one in world.drafts.values() if one.to.party is not Party.PROVIDER]
    assert others
    assert not any(one.test or one.to.address == TEST for one in others)


def test_the_finished_mail_names_no_provider_and_says_first_that_it_is_a_test() -> None:
    rig = Rig()
    site = replace(rig.site, providers_to=TEST)
    (draft,) = queued(in_test_mode()).letters("ntd")

    row, envelope = rig.composer.compose(draft, site, rig.clock.now())

    assert (row.recipient, envelope.recipient) == (str(TEST), str(TEST))
    assert str(PROVIDER).encode() not in envelope.data
    mail = message_from_bytes(envelope.data, policy=policy.SMTP)
    assert mail["Subject"].startswith("[TEST] Notice HL-")
    assert mail.get_content().startswith("THIS IS A TEST. No provider has received this mail")


def test_a_mail_composed_before_the_test_mode_does_not_pass_the_gate() -> None:
    rig = Rig()
    (draft,) = queued(World(home_site())).letters("ntd")
    row, envelope = rig.composer.compose(draft, rig.site, rig.clock.now())
    assert rig.composer.gate(row, envelope.data, rig.site) is None

    testing_site = replace(rig.site, providers_to=TEST)

    assert "test mode" in (rig.composer.gate(row, envelope.data, testing_site) or "")
    with pytest.raises(Unsealed, match="test mode"):
        rig.composer.compose(draft, testing_site, rig.clock.now())


def test_LEA_and_analysts_are_told_of_a_test_and_never_of_a_notice() -> None:
    world = noticed(in_test_mode())

    assert world.letters("ntd-sent") == []
    told = world.letters("ntd-tested")
    assert {one.to.party for one in told} == {Party.LEA, Party.ANALYST}
    texts = {one.to.party: Rig().composer.templates.render(one.kind, "en", one.values) for one in told}
    assert all("did NOT go to the\nprovider" in one.text for one in texts.values())
    assert "[NTD:now]" in texts[Party.ANALYST].text
    assert "[NTD:now]" not in texts[Party.LEA].text


def test_after_the_test_mode_no_notice_and_no_reminder_follows_by_itself() -> None:
    world = ended(noticed(in_test_mode()))

    assert DueKind.NOTICE not in kinds_due(world)
    assert DueKind.NOTICE_REMINDER not in kinds_due(world)


def test_an_analyst_who_says_when_gets_the_real_notice_after_the_test_mode() -> None:
    world = noticed(in_test_mode())
    world.wait(timedelta(minutes=1))
    world.record(NtdSet(kind="now", by="Ann"))
    world = ended(world)

    world.sweep(world.fence())

    _, real = world.letters("ntd")
    assert (real.to.address, real.test) == (PROVIDER, False)
    assert [one.test for one in world.case.notices] == [True, False]


def test_a_time_that_was_set_before_the_test_does_not_count_as_said_after_it() -> None:
    world = in_test_mode()
    world = ended(noticed(world, subject="[ILLEGAL] [NTD:+12h]"))

    assert DueKind.NOTICE not in kinds_due(world)


def test_while_a_test_goes_on_no_provider_is_reminded_of_a_notice_that_it_did_get() -> None:
    world = noticed(World(home_site()))
    assert DueKind.NOTICE_REMINDER in kinds_due(world)

    world.site = replace(world.site, providers_to=TEST)

    assert DueKind.NOTICE_REMINDER not in kinds_due(world)


def test_a_hold_after_a_test_is_not_told_to_have_come_too_late() -> None:
    case = noticed(in_test_mode()).case

    assert notices_of(case, ()) == ((), ())
    assert notices_of(noticed(World(home_site())).case, ())[1]


def test_another_provider_that_an_analyst_names_later_gets_its_own_notice() -> None:
    world = noticed(in_test_mode())
    other = ProviderSet(items=(1,), name="Other", contact="abuse@other.example", confirmed=True, by="Ann")
    world.record(other)

    assert DueKind.NOTICE in kinds_due(ended(world))
