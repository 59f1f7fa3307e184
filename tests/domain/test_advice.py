"""An unproven mail is answered with what to do about it, in each client; never to the sender's address."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.domain.analysts.advice import advice
from hotlined.domain.hotline.site import ProofLevel
from tests.support.mails_in import ANN, BEN, FORM, T0, analyst_mail, signature
from tests.support.site import ANALYST_KEY
from tests.support.world import World, home_site

CLIENTS = ["Thunderbird", "neomutt", "Outlook"]
LOGIN = replace(home_site().agreement, analyst_proof=ProofLevel.AUTHENTICATED)


@pytest.mark.parametrize(
    ("how", "todo"),
    [
        ({"signed": False}, "carries no signature"),
        ({"signed": False, "signature_problem": "inline"}, "Send it as PGP/MIME"),
        ({"signed": False, "signature_problem": "expired key"}, "extend the key"),
        ({"signed": False, "signature_problem": "revoked key"}, "fingerprint of your new one"),
        ({"signed": False, "signature_problem": "unknown key"}, "that the hotline does not have"),
        ({"signature": signature("D" * 40)}, "not pinned for you"),
        ({"signature": signature(ANALYST_KEY), "from_": (BEN,)}, "does not belong to the key that signed it"),
        ({"from_": (ANN, BEN)}, "one address in From"),
        ({"received_at": T0 + timedelta(days=3), "signature": signature(ANALYST_KEY)}, "sign it now"),
    ],
)
def test_each_reason_has_its_advice_for_each_client(how: dict[str, object], todo: str) -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL]", **how))  # type: ignore[arg-type]
    (draft,) = world.letters("unproven")
    given = draft.values["advice"]
    assert isinstance(given, dict)
    assert todo in given["todo"]
    assert [client for client, _ in given["clients"]] == CLIENTS


def test_a_login_that_is_missing_is_asked_for_where_a_login_is_enough() -> None:
    world = World(site=replace(home_site(), agreement=LOGIN))
    world.take(analyst_mail(FORM, subject="[ILLEGAL]", signed=False))
    (draft,) = world.letters("unproven")
    assert "own mail server, with your login" in str(draft.values["advice"])


def test_a_broken_signature_is_explained_and_so_is_one_that_nobody_thought_of() -> None:
    assert "changed the mail on its way" in str(advice("signature: bad")["todo"])
    assert advice("something new")["clients"]


def test_the_warning_goes_to_the_configured_address_only() -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL]", signed=False, from_=(ANN, BEN)))
    assert {draft.to.address for draft in world.drafts.values()} == {ANN}


def test_F8_a_replay_is_not_answered_at_all() -> None:
    world = World()
    mail = analyst_mail(FORM, subject="[ILLEGAL]")
    world.take(mail)
    before = len(world.drafts)
    decision = world.take(analyst_mail(FORM, subject="[ILLEGAL]", signature=mail.signature))
    assert decision.folder == "Quarantine/replayed"
    assert len(world.drafts) == before


def test_an_analyst_without_a_key_is_not_told_that_signing_is_enough() -> None:
    world = World()
    mail = analyst_mail(subject="[ILLEGAL]", signed=False, from_=(BEN,))
    world.take(mail)

    (told,) = world.letters("unproven")
    assert told.to.id == "Ben"
    assert "pinned by the administrator" in str(told.values["advice"])


@pytest.mark.parametrize(
    ("why", "todo"),
    [
        ("the signature is not around the whole mail", "Send it directly"),
        ("S/MIME is not accepted for commands; sign with OpenPGP (PGP/MIME)", "sign with OpenPGP"),
        ("it is sealed with S/MIME, which cannot be read here; OpenPGP (PGP/MIME) is needed", "no word"),
        ("the signature is from the future", "Check the clock"),
        ("Date and signature are of different days", "Write a new mail"),
        ("what is signed is addressed to somebody else, not to hotline.example.org", "own address"),
        ("the signature covers another From than the mail shows", "Write from your own address"),
        ("several From fields", "more than one From"),
        ("signature: two signatures", "one key only"),
        ("signature: weak digest", "SHA-256"),
        ("signature: bad", "something changed the mail"),
    ],
)
def test_every_other_reason_has_its_own_advice(why: str, todo: str) -> None:
    assert todo in str(advice(why)["todo"])
