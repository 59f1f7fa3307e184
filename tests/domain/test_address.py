"""Addresses: one strict reading, or none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.values.address import Address, parse_address, parse_mailbox_list, suspicious_domain

ATOMS = st.text("abcXYZ019!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=12)
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9]{0,8}[a-z0-9])?", fullmatch=True)
ADDR_SPECS = st.builds(
    lambda local, domain: f"{'.'.join(local)}@{'.'.join(domain)}",
    st.lists(ATOMS, min_size=1, max_size=3),
    st.lists(LABELS, min_size=1, max_size=4),
)
NAMES = st.sampled_from(
    ["", "Jane Doe ", '"lea@police.example" ', '"a \\" , <b@c>" ', "=?utf-8?q?Doe=2C_J?= ", "(c (d)) "]
)


@given(ADDR_SPECS)
def test_a_plain_addr_spec_is_read_and_printed_in_lower_case(text: str) -> None:
    assert str(parse_address(text)) == text.lower()


@given(st.lists(st.tuples(NAMES, ADDR_SPECS), min_size=1, max_size=4))
def test_a_mailbox_list_gives_the_angle_addresses_in_order(people: list[tuple[str, str]]) -> None:
    header = ", ".join(f"{name}<{address}>" for name, address in people)
    assert parse_mailbox_list(header) == tuple(parse_address(address) for _, address in people)


@given(st.text(max_size=2000))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    address = parse_address(text)
    assert address is None or parse_address(str(address)) == address
    parse_mailbox_list(text)


@given(st.text('()<>@,.;:\\" \t[]abc\r\n\x00é', max_size=60))
def test_every_address_of_a_list_is_a_valid_one(header: str) -> None:
    for address in parse_mailbox_list(header) or ():
        assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "header",
    [
        "lea@police.example <x@evil.example>",
        "lea@police.example, <x@evil.example> y@evil.example",
        "<lea@police.example> <x@evil.example>",
        "x@evil.example (c) <lea@police.example>",
        "police: lea@police.example;",
        "<@relay.example:lea@police.example>",
        "lea@police.example,",
        ",lea@police.example",
        "",
        "lea(comment)@police.example",
        "lea@police.example\r\nBcc: x@evil.example",
        '"lea@police.example',
        "(lea@police.example",
        "<lea@police.example",
        "lea@police.example>",
        "Jane\x00 <lea@police.example>",
        "Jane\u202e <lea@police.example>",
        "< lea@police.example >",
        "lea @police.example",
        "Doe; Jane <lea@police.example>",
    ],
)
def test_a_doubtful_from_is_nobody(header: str) -> None:
    assert parse_mailbox_list(header) is None


def test_a_quoted_address_in_the_display_name_is_only_a_name() -> None:
    assert parse_mailbox_list('"lea@police.example" <x@evil.example>') == (Address("x", "evil.example"),)


@pytest.mark.parametrize(
    "text",
    [
        "a@b@c.example",
        "a b@c.example",
        "a@c.example\n",
        "a@c..example",
        ".a@c.example",
        "a@[192.0.2.1]",
        "<a@c.example>",
        '"a"@c.example',
        "ä@c.example",
        "a@-c.example",
        "a@c_d.example",
        "@c.example",
        "a@",
        "a" * 65 + "@c.example",
        "a@" + ".".join(["b" * 60] * 5),
        "a@xn--zzzzzzzz.example",
        "a@c\u3002example",
    ],
)
def test_what_is_not_one_dot_atom_address_is_none(text: str) -> None:
    assert parse_address(text) is None


def test_case_makes_no_other_address() -> None:
    assert Address("Jane", "Example.ORG") == parse_address("jane@example.org")
    assert len({Address("Jane", "Example.ORG"), Address("jane", "example.org")}) == 1


def test_a_domain_in_another_script_becomes_its_a_label() -> None:
    assert str(parse_address("a@München.example")) == "a@xn--mnchen-3ya.example"
    assert parse_address("a@straße.example") != parse_address("a@strasse.example")


@pytest.mark.parametrize(
    ("text", "suspicious"),
    [
        ("a@police.example", False),
        ("a@münchen.example", False),
        ("a@δοκιμή.example", False),
        ("a@日本かな.example", False),
        ("a@pоlice.example", True),
        ("a@сосо.example", True),
    ],
)
def test_a_domain_that_mixes_scripts_or_only_looks_latin_is_suspicious(text: str, suspicious: bool) -> None:
    address = parse_address(text)
    assert address is not None
    assert suspicious_domain(address) is suspicious


@given(ADDR_SPECS.filter(lambda text: "+" not in text and text.index("@") < 30), LABELS)
def test_a_token_put_on_is_found_and_taken_off(text: str, token: str) -> None:
    address = parse_address(text)
    assert address is not None
    tagged = address.with_token(token)
    assert (tagged.token, tagged.base) == (token, address)
    assert tagged.with_token("other").base == address


@pytest.mark.parametrize("token", ["", "a b", "a\r\nb", "x" * 64, "a+b"])
def test_a_token_that_does_not_fit_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        Address("jane", "example.org").with_token(token)


@pytest.mark.parametrize("piece", ["(", '"', "<", "a,", "\\", "(()", "a@b.example,", '"\\', "xn--"])
def test_a_hostile_header_is_read_in_linear_time(piece: str) -> None:
    start = time.process_time()
    parse_mailbox_list(piece * 10_000)
    parse_address("a@" + piece * 10_000)
    assert time.process_time() - start < 1
