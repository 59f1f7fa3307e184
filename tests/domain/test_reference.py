"""Case references, receipt codes and tokens: printed, mistyped, found again."""

import time
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hotlined.domain.values import reference as refs
from hotlined.domain.values.reference import Reference

REFERENCES = st.builds(
    Reference,
    st.from_regex("[A-Z][A-Z0-9]{1,5}", fullmatch=True),
    st.integers(2000, date.max.year),
    st.integers(1, 10**9),
)
ISSUED = st.builds(refs.next_reference, st.just("HL"), st.integers(2020, 2099), st.integers(0, 2_000_000))


def test_the_check_character_is_iso_7064_mod_37_36() -> None:
    assert refs.check_character("A12425GABC1234002") == "M"
    assert refs.check_character("A1242-5GABC-1234002") == "M"


@given(REFERENCES)
def test_a_printed_reference_is_read_back(reference: Reference) -> None:
    assert refs.parse_reference(str(reference)) == reference
    assert refs.find_references(f"about [{reference}].", reference.prefix) == (reference,)


@given(REFERENCES, st.sampled_from(["\u2013", "\u2011", "\u2212", " - ", "-\u00a0", "\uff0d"]))
def test_dashes_case_and_blanks_do_not_matter(reference: Reference, dash: str) -> None:
    written = str(reference).lower().replace("-", dash)
    assert refs.parse_reference(f"  {written}\n") == reference
    assert refs.find_references(f"Re: {written}, thanks", reference.prefix) == (reference,)


@given(REFERENCES, st.data())
def test_one_mistyped_character_is_never_another_valid_reference(
    reference: Reference, data: st.DataObject
) -> None:
    text = str(reference)
    at = data.draw(st.integers(0, len(text) - 1).filter(lambda n: text[n] != "-"))
    other = data.draw(st.sampled_from(refs.CHECK_ALPHABET).filter(lambda c: c != text[at]))
    assert refs.parse_reference(text[:at] + other + text[at + 1 :]) is None


@given(ISSUED, st.data())
def test_two_swapped_characters_of_an_issued_serial_are_never_another_reference(
    reference: Reference, data: st.DataObject
) -> None:
    text = str(reference).replace("-", "")
    at = data.draw(st.integers(6, len(text) - 2))
    assume(text[at] != text[at + 1])
    mixed = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    assert refs.parse_reference(f"{mixed[:2]}-{mixed[2:6]}-{mixed[6:-1]}-{mixed[-1]}") is None


@pytest.mark.parametrize("year", range(2020, 2100))
def test_in_every_year_there_is_a_next_reference_close_by(year: int) -> None:
    for prefix in ("HL", "EE", "X1", "INH"):
        assert refs.next_reference(prefix, year, 0).serial <= 20
        assert refs.next_reference(prefix, year, 99_990).serial <= 110_000


def test_a_serial_with_a_swapped_twin_is_passed_over() -> None:
    assert Reference("HL", 2024, 670).has_twin
    assert refs.next_reference("HL", 2024, 669).serial > 670


def test_references_are_found_in_order_and_once() -> None:
    first, second = Reference("HL", 2026, 7), Reference("HL", 2026, 3)
    text = f"{first} {second} {str(first).lower()} XX{first} {Reference('ZZ', 2026, 1)}"
    assert refs.find_references(text, "HL") == (first, second)


@pytest.mark.parametrize(
    "text",
    [
        *("HL-2026-000123-A", "HL-2026-000123", "HL-2026-00123-T", "HL-2O26-000123-T", "HL2026000123T"),
        *("HL-2026-1-C", "HL-2026-123-T"),  # without the zeros
    ],
)
def test_what_looks_like_a_reference_and_fails_is_told(text: str) -> None:
    assert refs.find_references(text, "HL") == ()
    assert refs.find_miswritten(f"see {text}!", "HL") == (text,)


@pytest.mark.parametrize(
    "text",
    [
        *("HL-2026-1-C", "HL-2026-000123", "HL-2026-00123-T", "HL-2O26-000123-T", "HL2026000123T"),
        *("HL-2026-0000123-T", "HL/2026/000123-T"),
    ],
)
def test_what_has_not_the_form_of_a_reference_is_told_what_form_one_has(text: str) -> None:
    assert refs.mistyped(text, "HL") == (
        f"{text}: this is no case number; expected one like HL-2026-000123-K"
    )
    wrong = "HL-2026-000123-A"
    assert refs.mistyped(wrong, "HL") == (
        f"{wrong}: the check character does not fit; the number is mistyped"
    )


@given(st.lists(REFERENCES.map(lambda r: Reference("HL", r.year, r.serial)), max_size=5))
def test_a_valid_reference_is_not_called_miswritten(many: list[Reference]) -> None:
    assert refs.find_miswritten(" ".join(map(str, many)), "HL") == ()


@given(st.binary(min_size=10, max_size=10))
def test_a_receipt_code_is_found_however_it_was_copied(raw: bytes) -> None:
    code = refs.receipt_code(raw)
    assert refs.find_receipt_codes(f"code {code}.") == (code,)
    spoken = code.lower().replace("0", "o").replace("1", "l")
    spellings = [spoken, spoken.replace("-", ""), spoken.replace("-", " "), spoken.replace("-", "\u2013")]
    assert refs.find_receipt_codes(" ; ".join(spellings)) == (code,)


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_different_bytes_give_different_codes(one: bytes, other: bytes) -> None:
    assert (refs.receipt_code(one) == refs.receipt_code(other)) is (one == other)


@given(st.binary(min_size=16, max_size=16))
def test_a_token_is_26_lower_case_characters(raw: bytes) -> None:
    token = refs.token_text(raw)
    assert len(token) == 26
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyz234567")


@pytest.mark.parametrize("make", [refs.receipt_code, refs.token_text])
def test_the_wrong_number_of_random_bytes_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match="bytes"):
        make(b"short")


@given(st.text(max_size=2000))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    refs.parse_reference(text)
    refs.find_references(text, "HL")
    refs.find_miswritten(text, "HL")
    refs.find_receipt_codes(text)


@pytest.mark.parametrize("piece", ["HL-2026-", "RC ", "HL-0", "0", "RC-AAAA-", " -"])
def test_a_hostile_text_is_searched_in_linear_time(piece: str) -> None:
    start = time.process_time()
    refs.find_references(piece * 20_000, "HL")
    refs.find_miswritten(piece * 20_000, "HL")
    refs.find_receipt_codes(piece * 20_000)
    assert time.process_time() - start < 2


def test_a_number_that_ends_in_a_letter_of_another_keyboard_is_not_mistyped() -> None:
    written = "HL-2026-000002-\u0391"
    assert refs.find_references(written, "HL") == (Reference("HL", 2026, 2),)
    assert refs.find_miswritten(written, "HL") == ()


def test_P9_a_number_in_letters_of_another_keyboard_stands_beside_others() -> None:
    named = refs.find_references(
        f"{Reference('HL', 2026, 1)} \u0397L-2026-000002-A, \u03bfHL-2026-000008-X", "HL"
    )
    assert named == (Reference("HL", 2026, 1), Reference("HL", 2026, 2), Reference("HL", 2026, 8))
