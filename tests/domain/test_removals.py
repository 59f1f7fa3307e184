"""Who hears first that content is gone tells the other side, per item, once, in whatever order it comes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.adapters.render import JinjaTemplates
from hotlined.codec import decode, encode
from hotlined.domain.cases.case import fold
from hotlined.domain.hotline.site import NtdBody, ProofLevel
from hotlined.domain.letters.who import Party, Who
from hotlined.domain.record.events import Entry
from hotlined.domain.steps.removal import removed
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import Folder
from tests.support.languages import ANALYSTS
from tests.support.lea_set import TEMPLATES
from tests.support.mails_in import FORM, analyst_mail, hours, police_mail, provider_mail
from tests.support.site import make_agreement, make_unit
from tests.support.world import World, gone, home_site, noticed, reported

ITEMS = 4
PEOPLE = {
    Party.LEA: Who(Party.LEA, "national", ProofLevel.SIGNED),
    Party.ANALYST: Who(Party.ANALYST, "Ann", ProofLevel.SIGNED),
    Party.PROVIDER: Who(Party.PROVIDER, "abuse@provider.example.net", ProofLevel.CLAIMED),
}
WORDS = st.tuples(
    st.sampled_from(sorted(PEOPLE)), st.lists(st.integers(1, ITEMS), max_size=3, unique=True).map(tuple)
)

POLICE = {
    "de": "der Polizei",
    "el": "στην αστυνομία",
    "en": "to the police",
    "et": "politseid",
    "lt": "policijai",
    "sv": "till polisen",
}


def a_world() -> World:
    urls = (f"URL: https://media.provider.example.net/item{number}\n" for number in range(2, ITEMS + 1))
    form = FORM + "".join(urls)
    return reported(form=form)


def says(world: World, party: Party, items: tuple[int, ...]) -> None:
    effect = removed(world.context, world.case, PEOPLE[party], items=items, mail="m")
    world.carry(effect.change(world.case.stream))


def restart(world: World) -> None:
    """The case out of its record as it is on the disk."""
    entries = []
    for number, event in enumerate(one for stream, one in world.log if stream == world.case.stream):
        written = encode(event)
        entries.append(Entry(number, world.now, decode(written.kind, written.data, written.content)))
    stream = world.case.stream
    world.streams[stream] = fold(stream, entries)


def told(world: World, kind: str, to: Party) -> list[int]:
    """The items that a mail of this kind told somebody of one side about."""
    name = {Party.LEA: "national", Party.ANALYST: "Ann"}[to]
    drafts = [one for one in world.letters(kind) if (one.to.party, one.to.id) == (to, name)]
    return [number for one in drafts for number in one.values["items"]]  # type: ignore[attr-defined]


@given(st.lists(st.one_of(WORDS, st.just(None)), max_size=12))
def test_each_other_side_is_told_once_per_item_in_any_order(
    words: list[tuple[str, tuple[int, ...]] | None],
) -> None:
    world = a_world()
    first: dict[int, str] = {}
    asked: set[int] = set()

    for word in words:
        if word is None:
            restart(world)
            continue
        party, items = Party(word[0]), word[1] or tuple(range(1, ITEMS + 1))
        says(world, party, items)
        for number in items:
            if party is not Party.PROVIDER:
                first.setdefault(number, party)
            elif number not in first:
                asked.add(number)

    by_lea = sorted(number for number, party in first.items() if party == Party.LEA)
    by_analyst = sorted(number for number, party in first.items() if party == Party.ANALYST)
    assert sorted(told(world, "removal", Party.ANALYST)) == by_lea
    assert sorted(told(world, "removal", Party.LEA)) == by_analyst
    assert sorted(told(world, "verify-removal", Party.ANALYST)) == sorted(asked)
    assert {item.number for item in world.case.items if item.verified} == set(first)


def test_what_one_unit_says_is_gone_the_other_units_of_the_case_are_told_once() -> None:
    """Whether it holds the notice or looks at the page itself: else it does so for nothing."""
    county = make_unit("county", address=Address("reports", "county.example"), fingerprints=("E" * 40,))
    world = reported(
        World(home_site(units=(make_unit(), county))), subject="[ILLEGAL] [LEA:national] [LEA:county]"
    )
    officers = [Who(Party.LEA, name, ProofLevel.SIGNED) for name in ("county", "national", "county")]

    for officer in officers:
        effect = removed(world.context, world.case, officer, items=(1,), mail="m")
        world.carry(effect.change(world.case.stream))

    letters = [one for one in world.letters("removal") if one.to.party is Party.LEA]
    assert [(one.to.id, one.values["items"], one.values["by"]) for one in letters] == [
        ("national", (1,), "unit")
    ]
    assert told(world, "removal", Party.ANALYST) == [1]


@pytest.mark.parametrize("party", [Party.LEA, Party.ANALYST])
def test_a_provider_s_word_asks_the_analyst_to_verify_and_tells_nobody(party: Party) -> None:
    world = noticed()

    says(world, Party.PROVIDER, (1,))

    assert told(world, "verify-removal", Party.ANALYST) == [1]
    assert told(world, "removal", party) == []
    assert not world.case.items[0].verified


def test_what_was_never_removed_and_is_found_online_is_still_noticed_by_the_lea() -> None:
    world = reported(World(home_site(agreement=make_agreement(ntd_body=NtdBody.LEA))))
    name = world.case.stream
    world.take(police_mail(f"[NTD-SENT]\n{name}", subject=name, signed=True, received_at=world.now))
    assert world.case.items[0].lea_sent

    decision = world.take(analyst_mail(subject=f"[{name}] [ONLINE:1]", received_at=world.now))

    assert decision.folder == Folder.DONE
    assert (world.case.items[0].lea_sent, world.case.items[0].seen_at) == (True, world.now)


@pytest.mark.parametrize("again", [True, False])
def test_a_word_that_content_is_gone_from_before_an_analyst_saw_it_online_says_nothing(again: bool) -> None:
    world = noticed()
    notice, report = world.letters("ntd")[0], world.letters("annex-i")[0]
    late = (
        police_mail("[REMOVED]", signed=True, references=(report.message_id,), received_at=world.now),
        provider_mail("REMOVED", references=(notice.message_id,), received_at=world.now),
    )
    world.wait(hours(1))
    for tag in ("[REMOVED:1]", "[ONLINE:1]") if again else ("[ONLINE:1]",):
        subject = f"[{world.case.stream}] {tag}"
        assert world.take(analyst_mail(subject=subject, received_at=world.now)).folder == Folder.DONE
        world.wait(timedelta(minutes=1))

    for mail in late:  # they lay in Junk
        world.take(mail)

    assert gone(world) == []
    assert world.case.is_open


@pytest.mark.parametrize("language", ANALYSTS)
def test_an_analyst_who_reads_that_content_is_gone_is_not_addressed_as_the_police(language: str) -> None:
    """It read *die wir Ihnen gemeldet haben* in five languages."""
    world = reported()
    (report,) = world.letters("annex-i")
    world.take(police_mail("[REMOVED]", signed=True, references=(report.message_id,), received_at=world.now))
    templates = JinjaTemplates(None, TEMPLATES, zone=world.site.hotline.timezone)

    told = [one for one in world.letters("removal") if one.to.party is Party.ANALYST]

    assert told
    values = {**told[0].values, "to": told[0].to, "now": world.now}
    first = templates.render("removal", language, values).text.splitlines()[0]
    assert POLICE[language] in first


@pytest.mark.parametrize("language", ANALYSTS)
@pytest.mark.parametrize(
    ("tags", "through_iccam"),
    [("[NOT-ILLEGAL]", False), ("[ILLEGAL] [HOST:DE]", False), ("[ILLEGAL] [HOST:DE] [ICCAM:123456]", True)],
)
def test_of_content_that_was_reported_to_nobody_no_analyst_reads_that_it_was_reported(
    tags: str, through_iccam: bool, language: str
) -> None:
    """It read *Content that was reported through ICCAM is removed* of what had no number there."""
    world = World(site=home_site())
    world.take(analyst_mail(FORM, subject=tags))
    world.take(police_mail(f"[REMOVED] [{world.case.stream}]", signed=True, received_at=world.now))
    templates = JinjaTemplates(None, TEMPLATES, zone=world.site.hotline.timezone)

    told = world.letters("removal")[0]

    values = {**told.values, "to": told.to, "now": world.now}
    first = templates.render("removal", language, values).text.splitlines()[0]
    assert ("ICCAM" in first) is through_iccam
    assert POLICE[language] not in first
