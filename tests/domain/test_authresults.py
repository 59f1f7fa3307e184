"""Authentication-Results: only our own server's word counts, and only where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.address import Address
from hotlined.domain.authresults import vouched

ANN = Address("ann", "hotline.example.org")
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
    assert vouched([("Received", "by mx"), (AR, value)], ANN, OURS)


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
        "; auth=pass smtp.auth=ann",
        "",
    ],
)
def test_anything_else_proves_nothing(value: str) -> None:
    assert not vouched([(AR, value)], ANN, OURS)


def test_a_field_that_came_with_the_mail_does_not_count() -> None:
    good = "mx.hotline.example.org; auth=pass smtp.auth=ann"

    assert not vouched([("Received", "by mx"), ("Received", "by other"), (AR, good)], ANN, OURS)


def test_the_topmost_field_of_our_server_decides() -> None:
    bad = "mx.hotline.example.org; auth=fail smtp.auth=ann"
    good = "mx.hotline.example.org; auth=pass smtp.auth=ann"

    assert not vouched([(AR, bad), (AR, good)], ANN, OURS)


def test_of_our_own_domain_only_a_login_counts() -> None:
    signed = "mx.hotline.example.org; dkim=pass header.d=hotline.example.org"
    login = "mx.hotline.example.org; auth=pass smtp.auth=ann"

    assert not vouched([(AR, signed)], ANN, OURS, ["hotline.example.org"])
    assert vouched([(AR, login)], ANN, OURS, ["hotline.example.org"])


@given(st.lists(st.tuples(st.sampled_from([AR, "Received", "X"]), st.text(max_size=300)), max_size=6))
def test_it_never_fails(fields: list[tuple[str, str]]) -> None:
    assert vouched(fields, ANN, ()) is False
