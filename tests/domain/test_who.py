"""Who wrote a mail: a person is a key first, an address second (P9)."""

from dataclasses import replace

import pytest

from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.who import Who, as_of_case, belongs_to, identify, in_thread
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.values.address import Address, parse_address
from tests.support.mails_in import ANN, BEN, OFFICER, PROVIDER, STRANGER, UNIT, mail_in, signature
from tests.support.site import ANALYST_KEY, LEA_KEY, make_site, make_unit
from tests.support.world import noticed, reported

SITE = make_site()


def who(*senders: Address, key: str | None = None, **fields: object) -> Who:
    """Who a mail is from."""
    return identify(mail_in(from_=senders, signature=signature(key) if key else None, **fields), SITE)


@pytest.mark.parametrize(
    ("senders", "key", "party", "name"),
    [
        ((ANN,), ANALYST_KEY, Party.ANALYST, "Ann"),
        ((UNIT,), LEA_KEY, Party.LEA, "national"),
        ((OFFICER,), LEA_KEY, Party.LEA, "national"),
    ],
)
def test_a_pinned_key_and_its_owner_in_From_are_proof(
    senders: tuple[Address, ...], key: str, party: Party, name: str
) -> None:
    assert who(*senders, key=key) == Who(party, name, ProofLevel.SIGNED)


@pytest.mark.parametrize(
    ("senders", "key"),
    [
        ((BEN,), ANALYST_KEY),
        ((STRANGER,), ANALYST_KEY),
        ((UNIT,), ANALYST_KEY),
        ((ANN,), LEA_KEY),
        ((STRANGER,), LEA_KEY),
        ((ANN,), "F" * 40),
        ((UNIT,), "F" * 40),
        ((ANN, BEN), ANALYST_KEY),
        ((ANN, ANN), ANALYST_KEY),
        ((UNIT, STRANGER), LEA_KEY),
        ((), ANALYST_KEY),
    ],
)
def test_P9_key_and_sender_that_do_not_fit_prove_nothing(senders: tuple[Address, ...], key: str) -> None:
    found = who(*senders, key=key)

    assert found.trouble
    assert not any(found.proven(level) for level in ProofLevel)


@pytest.mark.parametrize(
    ("senders", "key"),
    [
        ((UNIT,), ANALYST_KEY),
        ((STRANGER,), LEA_KEY),
        ((UNIT,), "F" * 40),
        ((ANN, UNIT), None),
        ((STRANGER, UNIT), ANALYST_KEY),
    ],
)
def test_P9_whatever_could_be_the_LEA_is_taken_for_it_where_safety_asks(
    senders: tuple[Address, ...], key: str | None
) -> None:
    assert who(*senders, key=key).party is Party.LEA


@pytest.mark.parametrize(
    ("fields", "proof"),
    [({}, ProofLevel.CLAIMED), ({"authenticated": True}, ProofLevel.AUTHENTICATED)],
)
def test_an_address_alone_is_a_claim_and_a_login_a_little_more(
    fields: dict[str, object], proof: ProofLevel
) -> None:
    assert who(ANN, **fields) == Who(Party.ANALYST, "Ann", proof)


@pytest.mark.parametrize("problem", ["bad", "expired key", "two signatures"])
def test_P9_a_bad_signature_is_worse_than_none(problem: str) -> None:
    found = who(ANN, signature_problem=problem, authenticated=True)

    assert found.trouble == f"signature: {problem}"
    assert not found.proven(ProofLevel.CLAIMED)


@pytest.mark.parametrize(
    "text",
    [
        "reports@police.example.com.evil.example",
        "reports@sub.police.example.com",
        "reports@police-example.com",
        "ann@hotline.example.org.example",
        "ann+x@hotline.example.org",
    ],
)
def test_an_address_that_only_looks_like_one_is_a_stranger(text: str) -> None:
    address = parse_address(text)
    assert address is not None

    assert who(address).party is Party.STRANGER


def test_a_listed_officer_and_the_contact_person_belong_to_the_unit() -> None:
    unit = replace(make_unit(domains=()), officers=(OFFICER,))

    assert belongs_to(OFFICER, unit)
    assert belongs_to(Address("lee", "police.example.com"), unit)
    assert not belongs_to(Address("other", "police.example.com"), unit)


def test_an_officers_own_key_signs_for_the_unit() -> None:
    site = make_site(units=(make_unit(officer_fingerprints=("E" * 40,)),))

    assert identify(mail_in(from_=(OFFICER,), signature=signature("E" * 40)), site).proven(ProofLevel.SIGNED)


@pytest.mark.parametrize(
    ("kind", "party", "name"),
    [
        ("annex-i", Party.LEA, "national"),
        ("ntd", Party.PROVIDER, str(PROVIDER)),
        ("opened", Party.STRANGER, ""),
    ],
)
def test_a_stranger_in_a_thread_is_its_recipients_side_merely_claimed(
    kind: str, party: Party, name: str
) -> None:
    world = noticed()
    stranger = Who(Party.STRANGER)

    found = in_thread(stranger, world.case, world.letters(kind)[0].message_id)

    assert (found.party, found.id) == (party, name)
    assert not found.proven(ProofLevel.AUTHENTICATED)


def test_in_a_thread_trouble_stays_trouble() -> None:
    world = reported()
    odd = Who(Party.STRANGER, trouble="From is not readable")

    assert in_thread(odd, world.case, world.letters("annex-i")[0].message_id).trouble


def test_P9_a_signature_is_not_lent_to_another_unit() -> None:
    state = replace(make_unit("state", fingerprints=("D" * 40,)), contact=None)
    site = make_site(units=(make_unit(), state))
    world = reported()
    case = replace(world.case, opened=replace(world.case.opened, units=("state",)), fragments=())  # type: ignore[type-var]  # it is opened
    mail: Inbound = mail_in(from_=(OFFICER,), signature=signature(LEA_KEY))

    assert as_of_case(identify(mail, site), mail, case, site).id == "national"
    unsigned = mail_in(from_=(OFFICER,))
    assert as_of_case(identify(unsigned, site), unsigned, case, site).id == "state"
