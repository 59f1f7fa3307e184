"""An analyst who changes what another had said of the notices is told so, and so is the other."""

from dataclasses import replace

import pytest

from hotlined.domain.analysts.transcript import Transcript
from tests.support.mails_in import ANN, BEN, analyst_mail, signature
from tests.support.world import World, home_site, reported

BENS_KEY = "D" * 40


def reported_to_two() -> World:
    """A case of a hotline whose two analysts both sign."""
    site = home_site()
    ann, ben = site.analysts
    return reported(World(replace(site, analysts=(ann, replace(ben, fingerprints=(BENS_KEY,))))))


def says(world: World, tags: str, *, ben: bool = False) -> str:
    """What the answer says that was done."""
    subject = f"{tags} [{world.case.stream}]"
    by = {"signature": signature(BENS_KEY, made_at=world.now)} if ben else {}
    world.take(analyst_mail(subject=subject, received_at=world.now, from_=(BEN if ben else ANN,), **by))
    transcript = world.letters("done")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    return transcript.headline


def overridden(world: World) -> list[str]:
    """Who was told that somebody has changed what they had said."""
    return [one.to.id for one in world.letters("alarm") if one.values["what"] == "overridden"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[NTD:none]", "[NTD:+6h]"),
        ("[NTD:+12h]", "[NTD:none]"),
        ("[PROVIDER:x@one.example.net]", "[PROVIDER:y@two.example.net]"),
    ],
)
def test_who_changes_what_another_analyst_had_said_is_told_and_so_is_the_other(
    first: str, second: str
) -> None:
    world = reported_to_two()
    says(world, first)

    assert "in place of what Ann had said" in says(world, second, ben=True)
    assert overridden(world) == ["Ann"]


def test_who_changes_their_own_words_or_says_the_same_is_told_nothing() -> None:
    world = reported_to_two()
    says(world, "[NTD:+12h]")

    assert "in place of" not in says(world, "[NTD:+12h]", ben=True)
    assert "in place of" not in says(world, "[NTD:none]", ben=True)
    assert overridden(world) == []
