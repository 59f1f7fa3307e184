"""The hash chain finds any change, loss or reordering, and outlives a purge (P13, P14)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.record import chain
from hotlined.domain.record.chain import Finding, Head, Link, Salted

STREAM = "HL-2026-000001-A"
FROZEN = "6fbdb89c7a2ebb1bd6744bf0e7407773b53b3c705a19d7d29b0256ad80955dd3"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def chained(count: int, stream: str = STREAM) -> tuple[list[Link], dict[int, dict[str, Salted]]]:
    """A stream of `count` entries, each with one piece of content."""
    prev, links, content = chain.genesis(stream), [], {}
    for seq in range(count):
        piece = Salted(f"salt {seq}", f"item {seq}")
        content[seq] = {"text": piece}
        at, data = f"2026-01-01T00:00:{seq:02d}+00:00", {"by": "anna", "n": seq}
        digests = {"text": chain.salted_digest(piece.salt, piece.value)}
        digest = chain.link(prev, seq, at=at, kind="noted", data=data, digests=digests)
        links.append(Link(seq, at, "noted", data, digests, prev, digest))
        prev = digest
    return links, content


def test_a_stream_as_written_has_no_findings() -> None:
    links, content = chained(5)
    assert chain.verify(STREAM, links, content=content, head=Head(5, links[-1].hash)) == ()


def test_an_empty_stream_has_no_findings() -> None:
    assert chain.verify(STREAM, [], content={}) == ()


def test_the_hash_of_an_entry_stays_what_it_was_when_the_format_was_made() -> None:
    links, _ = chained(2)
    assert links[1].hash == FROZEN


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-01-01T00:00:59+00:00"},
        {"kind": "case-closed"},
        {"data": {"by": "berta", "n": 2}},
        {"data": {"by": "anna"}},
        {"digests": {}},
        {"digests": {"text": "0" * 64}},
        {"seq": 7},
        {"prev": "0" * 64},
        {"hash": "0" * 64},
    ],
)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_any_changed_field_is_found(change: dict[str, object], place: int) -> None:
    links, content = chained(5)
    links[place] = replace(links[place], **change)  # type: ignore[arg-type]
    assert any(
        finding.seq in (links[place].seq, place) for finding in chain.verify(STREAM, links, content=content)
    )


def test_an_entry_changed_with_its_hash_made_anew_breaks_at_the_next() -> None:
    links, content = chained(3)
    forged = {"by": "berta", "n": 0}
    digest = chain.link(links[0].prev, 0, at=links[0].at, kind="noted", data=forged, digests=links[0].digests)
    links[0] = replace(links[0], data=forged, hash=digest)
    assert chain.verify(STREAM, links, content=content) == (
        Finding(STREAM, 1, "does not follow the entry before it"),
    )


@given(st.integers(0, 4))
def test_a_lost_entry_is_found_wherever_it_was(place: int) -> None:
    links, content = chained(5)
    head = Head(5, links[-1].hash)
    del links[place], content[place]
    assert chain.verify(STREAM, links, content=content, head=head)


@given(st.integers(0, 4))
def test_a_lost_entry_before_the_end_is_found_without_a_head(place: int) -> None:
    links, content = chained(6)
    del links[place], content[place]
    assert chain.verify(STREAM, links, content=content)


def test_a_cut_off_end_is_found_by_the_head_only() -> None:
    links, content = chained(5)
    head = Head(5, links[-1].hash)
    del links[3:], content[3], content[4]
    assert chain.verify(STREAM, links, content=content) == ()
    assert len(chain.verify(STREAM, links, content=content, head=head)) == 1


def test_a_stream_ahead_of_its_head_is_fine() -> None:
    links, content = chained(5)
    assert chain.verify(STREAM, links, content=content, head=Head(3, links[2].hash)) == ()


def test_a_whole_chain_made_anew_is_found_by_the_head() -> None:
    links, content = chained(5)
    other, _ = chained(5, "HL-2026-000002-B")
    assert chain.verify(STREAM, links, content=content, head=Head(5, other[-1].hash))


@given(st.permutations(range(5)))
def test_reordering_is_found(order: list[int]) -> None:
    links, content = chained(5)
    findings = chain.verify(STREAM, [links[place] for place in order], content=content)
    assert bool(findings) == (order != list(range(5)))


def test_entries_of_another_stream_do_not_fit() -> None:
    links, content = chained(3, "HL-2026-000002-B")
    assert chain.verify(STREAM, links, content=content)


def test_purged_content_leaves_the_chain_whole() -> None:
    links, content = chained(3)
    begun = chain.link(links[2].hash, 3, at="", kind=chain.PURGE_BEGUN, data={}, digests={})
    links.append(Link(3, "", chain.PURGE_BEGUN, {}, {}, links[2].hash, begun))
    del content[1]
    content[2] = {}
    assert chain.verify(STREAM, links, content=content) == ()


def test_P13_content_that_is_gone_without_a_purge_is_found() -> None:
    links, content = chained(3)
    del content[1]
    content[2] = {}
    assert chain.verify(STREAM, links, content=content) == tuple(
        Finding(STREAM, seq, "has lost its content 'text', and no purge has begun") for seq in (1, 2)
    )


@pytest.mark.parametrize("piece", [Salted("salt 1", "item 9"), Salted("other", "item 1")])
def test_changed_content_is_found(piece: Salted) -> None:
    links, content = chained(3)
    content[1] = {"text": piece}
    assert chain.verify(STREAM, links, content=content) == (
        Finding(STREAM, 1, "has content 'text' that was changed after it was written"),
    )


def test_content_that_was_put_in_is_found() -> None:
    links, content = chained(2)
    content[1] = {**content[1], "more": Salted("s", "item 1")}
    content[5] = {"text": Salted("s", "item 1")}
    assert [finding.seq for finding in chain.verify(STREAM, links, content=content)] == [1, 5]


def test_the_salt_decides_the_digest() -> None:
    assert chain.salted_digest("a", "item 1") != chain.salted_digest("b", "item 1")


@given(st.text(), json_values, st.text(), json_values)
def test_salt_and_value_cannot_run_into_each_other(
    salt: str, value: object, other: str, more: object
) -> None:
    same = chain.canonical([salt, value]) == chain.canonical([other, more])
    assert (chain.salted_digest(salt, value) == chain.salted_digest(other, more)) == same


@given(json_values)
def test_canonical_json_does_not_depend_on_the_order_of_keys(value: object) -> None:
    first = chain.canonical({"a": value, "b": 1})
    assert first == chain.canonical({"b": 1, "a": value})
    assert first.isascii()


def test_not_a_number_has_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="JSON"):
        chain.canonical(float("nan"))
