"""The introduction to an LEA unit names whole keys: they are compared by phone (P4)."""

from dataclasses import replace

from hotlined.domain.letters.introduction import values
from tests.support.site import make_site, make_unit


def test_P4_the_introduction_names_every_digit_of_the_keys_in_groups_of_four() -> None:
    ours, theirs = "0123456789ABCDEF0123456789ABCDEF01234567", "89ABCDEF0123456789ABCDEF0123456789ABCDEF"
    site = make_site()
    site = replace(site, hotline=replace(site.hotline, fingerprint=ours))

    found = values(site, make_unit(fingerprints=(theirs,)))

    assert found["key"] == "0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567"
    assert found["unit_keys"] == ("89AB CDEF 0123 4567 89AB CDEF 0123 4567 89AB CDEF",)
