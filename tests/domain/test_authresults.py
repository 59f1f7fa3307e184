"""Authentication-Results: only our own server's word counts, and only where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.mail.authresults import refuted, vouched
from hotlined.domain.values.address import Address

ANN = Address("ann", "hotline.example.org")
OWN = ("hotline.example.org",)
OURS = ("mx.hotline.example.org",)
AR = "Authentication-Results"


@pytest.mark.parametrize(
    "value",
    [
        "mx.hotline.example.org; auth=pass (plain) smtp.auth=ann@hotline.example.org",
        "mx.hotline.example.org; auth=pass smtp.auth=ann",
        "mx.hotline.example.org 1; spf=fail smtp.mailfrom=x; dmarc=pass header.from=hotline.example.org",
        "MX.hotline.example.org; dkim=pass (2048-bit (rsa) key) header.d=hotline.example.org header.s=one",
    ],
)
def test_our_server_vouches_for_the_sender(value: str) -> None:
    assert vouched([(AR, value), ("Received", "by mx")], ANN, OURS, OWN if "auth=" in value else ())


@pytest.mark.parametrize(
    "value",
    [
        "mx.elsewhere.example; auth=pass smtp.auth=ann@hotline.example.org",
        "mx.hotline.example.org; auth=fail smtp.auth=ann@hotline.example.org",
        "mx.hotline.example.org; auth=pass smtp.auth=ben@hotline.example.org",
        "mx.hotline.example.org; dkim=pass header.d=example.org",
        'mx.hotline.example.org; dkim=fail reason="dmarc=pass header.from=hotline.example.org"',
        "mx.hotline.example.org; spf=pass smtp.mailfrom=ann@hotline.example.org",
        'mx.hotline.example.org; dkim=fail reason="x; dmarc=pass header.from=hotline.example.org"',
        "mx.hotline.example.org; none",
        "mx.hotline.example.org 2; auth=pass smtp.auth=ann@hotline.example.org",
        'mx.hotline.example.org; auth=pass smtp.auth=eve smtp.mailfrom="a smtp.auth=ann"@hotline.example.org',
        'mx.hotline.example.org; auth=pass smtp.auth=eve (helo=" smtp.auth=ann@hotline.example.org) smtp.x="',
        "mx.hotline.example.org; auth=pass smtp.auth=eve smtp.auth=ann@hotline.example.org",
        "mx.hotline.example.org; auth=pass (smtp.auth=ann@hotline.example.org) smtp.auth=eve",
        "mx.hotline.example.org; auth=pass policy.x=smtp.auth=ann@hotline.example.org",
        "mx.hotline.example.org.evil.example; auth=pass smtp.auth=ann@hotline.example.org",
        "mx.hotline.example.org; auth=pass smtp.auth=ann@hotline.example.org" + "x" * 9000,
        "; auth=pass smtp.auth=ann",
        "",
    ],
)
def test_anything_else_proves_nothing(value: str) -> None:
    assert not vouched([(AR, value)], ANN, OURS)
    assert not vouched([(AR, value)], ANN, OURS, OWN)


def test_a_field_that_came_with_the_mail_does_not_count() -> None:
    good = "mx.hotline.example.org; auth=pass smtp.auth=ann"

    assert vouched([(AR, good), ("Received", "by mx")], ANN, OURS, OWN)
    assert not vouched([("Received", "by mx"), (AR, good)], ANN, OURS, OWN)


def test_a_site_says_how_many_of_its_own_servers_write_above_the_field() -> None:
    good = "mx.hotline.example.org; auth=pass smtp.auth=ann"

    assert vouched([("Received", "by mx"), (AR, good)], ANN, OURS, OWN, below=1)
    assert not vouched([("Received", "by mx"), ("Received", "by other"), (AR, good)], ANN, OURS, OWN, below=1)


def test_the_topmost_field_of_our_server_decides() -> None:
    bad = "mx.hotline.example.org; auth=fail smtp.auth=ann"
    good = "mx.hotline.example.org; auth=pass smtp.auth=ann"

    assert not vouched([(AR, bad), (AR, good)], ANN, OURS)


def test_of_our_own_domain_only_a_login_counts() -> None:
    signed = "mx.hotline.example.org; dkim=pass header.d=hotline.example.org"
    login = "mx.hotline.example.org; auth=pass smtp.auth=ann"

    assert not vouched([(AR, signed)], ANN, OURS, ["hotline.example.org"])
    assert vouched([(AR, login)], ANN, OURS, ["hotline.example.org"])


def test_a_bare_login_name_is_one_of_our_own_people_and_of_nobody_else() -> None:
    officer = Address("ann", "police.example.com")

    assert not vouched([(AR, "mx.hotline.example.org; auth=pass smtp.auth=ann")], officer, OURS, OWN)


@given(st.lists(st.tuples(st.sampled_from([AR, "Received", "X"]), st.text(max_size=300)), max_size=6))
def test_it_never_fails(fields: list[tuple[str, str]]) -> None:
    assert vouched(fields, ANN, ()) is False


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ([(AR, "mx.hotline.example.org; spf=fail; dmarc=fail header.from=hotline.example.org")], True),
        ([(AR, "mx.hotline.example.org; dkim=fail header.d=hotline.example.org; spf=fail")], False),
        ([(AR, "mx.hotline.example.org; dmarc=fail header.from=else.example")], False),
        ([(AR, "mx.elsewhere.example; dmarc=fail header.from=hotline.example.org")], False),
        ([(AR, "mx.hotline.example.org; dmarc=none header.from=hotline.example.org")], False),
        ([("Received", "by mx"),
          (AR, "mx.hotline.example.org; dmarc=fail header.from=hotline.example.org")], False),
        ([(AR, "mx.hotline.example.org; dmarc=pass header.from=hotline.example.org"),
          (AR, "mx.hotline.example.org; dmarc=fail header.from=hotline.example.org")], False),
        ([], False),
    ],
)  # fmt: skip
def test_our_server_says_that_a_sender_may_be_forged(fields: list[tuple[str, str]], found: bool) -> None:
    assert refuted(fields, ANN, OURS) is found
