"""Holds on single items: what is kept back, what goes on; every doubt makes it the whole case (P5, P6)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotlined.domain.cases.state import Case
from hotlined.domain.counts.figures import figures_of
from hotlined.domain.hotline.site import Provider
from hotlined.domain.hotline.url_key import url_key
from hotlined.domain.mail.message import Inbound
from hotlined.domain.ntd import notices
from hotlined.domain.ntd.planning import plans
from hotlined.domain.overview.pressing import HOLD, notes
from hotlined.domain.record.correspondence import MailCancelled
from hotlined.domain.record.events import Entry
from hotlined.domain.record.holding import HoldLifted, HoldPlaced
from hotlined.domain.steps.holds import MOST_CLAIMED
from hotlined.domain.values.address import Address
from tests.support.lea_set import Desk
from tests.support.mails_in import PROVIDER, analyst_mail, police_mail, signature
from tests.support.site import LEA_KEY
from tests.support.world import World, home_site

HOST = Address("abuse", "host.example.org")
FORM = (
    "URL: https://provider.example.net/item1\nURL: https://host.example.org/item2\n"
    "URL: https://provider.example.net/item3\nDescription of the type of the content: item 1\n"
)
DIRECTORY = (
    Provider("Example Net", PROVIDER, confirmed=True, domains=("provider.example.net",)),
    Provider("Example Host", HOST, confirmed=True, domains=("host.example.org",)),
)
DAY = timedelta(hours=24, minutes=1)
WORDS = Desk().site  # with the shipped phrases


def reported(**more: object) -> World:
    """Items 1 and 3 at one provider, 2 at another; the LEA's server has the report."""
    world = World(
        site=home_site(
            providers=DIRECTORY,
            phrases=WORDS.phrases,
            spoken_day=WORDS.spoken_day,
            tag_aliases=WORDS.tag_aliases,
            **more,
        )
    )
    world.take(analyst_mail(FORM, subject="[ILLEGAL]"))
    world.deliver()
    return world


def written(world: World, text: str, *, signed: bool = False, answers: int = 0) -> Inbound:
    """A reply of the unit to the report (or to one part of it)."""
    report = world.letters("annex-i")[answers]
    mail = police_mail(f"{text}\n", references=(report.message_id,), received_at=world.now)
    if not signed:
        return mail
    text = f"{text}\n{world.case.stream}\n"
    mail = police_mail(text, references=(report.message_id,), received_at=world.now)
    return replace(mail, signature=signature(LEA_KEY, made_at=world.now))


def held(case: Case) -> set[int]:
    """The items that a hold is on."""
    return {number for number in case.numbers() if case.holds_in_force((number,))}


def due(world: World) -> None:
    """A day goes by; what is due is queued, and goes past the gate."""
    world.wait(DAY)
    world.sweep(world.fence())
    world.gate(fence=world.fence())


def noticed(world: World) -> set[int]:
    """The items in notices that have left."""
    left = {message_id for message_id, _ in world.sent}
    return {number for one in world.case.notices if one.message_id in left for number in one.items}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("[HOLD] item 2", {2}),
        ("[HOLD:item 2]", {2}),
        ("[HOLD]\nitem 2", {2}),
        ("[HOLD:until 2026-12-01] 2", {2}),
        ("[HOLD:2026-12-01 items 1,3]", {1, 3}),
        ("[HOLD] 1, 3", {1, 3}),
        ("please wait with items 1 and 3", {1, 3}),
        ("Please hold items 1-2 until 1 December.", {1, 2}),
        ("Received, thank you. Please wait with item 2 for 14 days.", {2}),
        ("Item 2: please wait.", {2}),
        ("Hold only item 2.", {2}),
        ("Do not send the notice for item 2 yet.", {2}),
        ("Bitte Eintrag 2 bis 1.12.2026 zurückhalten.", {2}),
        ("Palun oodake kirjetega 1 ja 3.", {1, 3}),
        ("Παρακαλώ περιμένετε με το στοιχείο 2.", {2}),
        ("Prašome palaukti dėl įrašo 2.", {2}),
        ("Vänligen vänta med post 2.", {2}),
        ("Merci de suspendre l’élément 2.", {2}),
        ("Merci de suspendre la notification pour les éléments 1 et 3.", {1, 3}),
        ("Veuillez ne pas notifier le point 2.", {2}),
        ("Merci de suspendre seulement l'élément n° 2.", {2}),
        ("Por favor, esperen con el elemento 2.", {2}),
        ("Por favor, suspendan la notificación de los elementos 1 y 3.", {1, 3}),
        ("Rogamos suspender el punto 2 hasta el 5/12/2026.", {2}),
        ("Por favor, esperen con el enlace nº 2.", {2}),
        ("Vi preghiamo di attendere con l'elemento 2.", {2}),
        ("Si prega di sospendere la richiesta di rimozione per gli elementi 1 e 3.", {1, 3}),
        ("Vi preghiamo di non inviare la notifica per l'elemento n. 2.", {2}),
        ("Por favor aguardem com o elemento 2.", {2}),
        ("Por favor, aguardem com o pedido de remoção relativo aos elementos 1 e 3.", {1, 3}),
        ("Por favor não enviem o pedido para o ponto 2.", {2}),
        ("Gelieve te wachten met item 2.", {2}),
        ("Wij verzoeken u te wachten met onderdelen 1 en 3.", {1, 3}),
        ("Gelieve het verwijderverzoek voor item 2 niet te versturen.", {2}),
        ("Proszę wstrzymać pozycję 2.", {2}),
        ("Prosimy o wstrzymanie powiadomienia dotyczącego pozycji 1 i 3.", {1, 3}),
        ("Proszę wstrzymać tylko poz. 2.", {2}),
        ("Please hold item no. 2.", {2}),
        ("[ATTENDRE:jusqu'au 2026-12-05 élément 2]", {2}),
        ("[SUSPENDER] elementos 1 y 3", {1, 3}),
        ("[ATTENDERE:elemento 2]", {2}),
        ("[AGUARDAR:elemento 2]", {2}),
        ("[WACHTEN:tot 2026-12-05 item 2]", {2}),
        ("[WSTRZYMAĆ:do 2026-12-05 pozycje 1 i 3]", {1, 3}),
        ("Could you please wait with item 2?", {2}),
        ("Can you hold items 1 and 3 until 1 December?", {1, 3}),
        ("Könnten Sie bitte mit Eintrag 2 warten?", {2}),
        ("Kas saaksite palun kirjega 2 oodata?", {2}),
        ("Skulle ni kunna vänta med post 2?", {2}),
        ("Pourriez-vous suspendre l’élément 2 ?", {2}),
        ("Kunt u wachten met item 2?", {2}),
        ("Θα μπορούσατε να περιμένετε με το στοιχείο 2;", {2}),
    ],
)
def test_P5_a_hold_on_some_items_keeps_only_these_back(text: str, items: set[int]) -> None:
    world = reported()
    world.take(written(world, text))

    assert held(world.case) == items
    assert world.case.pauses_open() == ()
    due(world)
    assert noticed(world) == {1, 2, 3} - items


@pytest.mark.parametrize(
    "text",
    [
        "[HOLD] item 4",
        "[HOLD:2]",
        "[HOLD] 2",
        "[HOLD] item 2 of 3",
        "[HOLD]\n\nItem 2 is the one that matters.",
        "Please hold items 1 and 7.",
        "Please hold items 1-9.",
        "Please hold items 3-1.",
        "Please wait with part 2/3.",
        "Please wait with item 2+.",
        "Please wait with items 1, 2 ...",
        "[HOLD] item 2+",
        "Please wait with item 2.12.",
        "Please hold item 2 days.",
        "Please hold everything except item 2.",
        "Please hold not only item 2.",
        "Please hold items 1 and 2, and the others too.",
        "Please hold item 2 and all that belongs to it.",
        "Please hold item 2 and inform nobody.",
        "Please hold. Item 2 is the one that matters.",
        "Please hold. Please wait with item 2.",
        "Do not tell the provider of item 2, please wait.",
        "Hold until item 2.",
        "Please wait until we have dealt with item 2.",
        "Bitte warten Sie, Eintrag 2 ist besonders wichtig.",
        "Please wait with the second item.",
        "Could you please wait with item 2 and the rest?",
        "Please wait, we will do item 2.",
        "Please wait as item 2 will be ours.",
        "Wait: we can do item 2.",
        "Could you wait with item 2; we look into all of them.",
        "Please wait, can we ask about item 2?",
        "Vänta, vi kan ha post 2.",
        "Could you please wait with everything but item 2?",
        "Merci de suspendre l'élément 2 et tout ce qui s'y rapporte.",
        "Merci de tout suspendre sauf l'élément 2.",
        "Merci de suspendre conformément au point 2 de l'accord.",
        "Veuillez attendre jusqu'à l'élément 2.",
        "Merci de suspendre l'élément 2 et 3 jours.",
        "Por favor, esperen con el elemento 2 y no informen al proveedor.",
        "Por favor, esperen con todo excepto el elemento 2.",
        "Por favor, esperen con el artículo 2.",  # of a law
        "Vi preghiamo di attendere con l'elemento 2 e il resto.",
        "Vi preghiamo di attendere con l'elemento 2 o 3.",
        "Por favor aguardem até ao elemento 2 ser removido.",
        "Gelieve te wachten met item 2 en al het andere.",
        "Gelieve te wachten voor item 2 weg is.",
        "Gelieve te wachten tot item 2 weg is.",
        "Proszę wstrzymać wszystko oprócz pozycji 2.",
        "Proszę wstrzymać zgodnie z pkt 2.",
        "Proszę wstrzymać pozycję 2 i nikogo nie informować.",
    ],
)
def test_P5_where_it_is_not_clear_which_items_are_meant_all_are_on_hold(text: str) -> None:
    world = reported()
    world.take(written(world, text))

    assert held(world.case) == {1, 2, 3}, text
    due(world)
    assert noticed(world) == set()


def test_P5_a_queued_notice_with_a_held_item_is_taken_back_and_planned_anew_without_it() -> None:
    world = reported()
    world.wait(DAY)
    world.sweep(world.fence())
    assert {one.items for one in world.case.notices} == {(1, 3), (2,)}

    world.take(written(world, "[HOLD] item 3"))

    cancelled = [event.message_id for _, event in world.log if isinstance(event, MailCancelled)]
    assert cancelled == [one.message_id for one in world.case.notices if one.items == (1, 3)]
    world.sweep(world.fence())
    world.gate(fence=world.fence())
    assert noticed(world) == {1, 2}
    waits = [plan.items for plan in plans(world.case, world.site, now=world.now)]
    assert waits == [(3,)]  # and stays planned


@pytest.mark.parametrize(
    "text",
    [
        "Hold until 12 May.",
        "Please hold until 25 October 2026.",
        "Bitte bis 12. Mai warten.",
        "Veuillez suspendre jusqu'au 3 juin.",
        "Please wait two weeks.",
    ],
)
def test_of_a_hold_until_a_day_it_is_not_said_that_it_names_items(text: str) -> None:
    world = reported()
    world.take(written(world, text))

    assert held(world.case) == {1, 2, 3}
    assert world.letters("hold-state")[-1].values["wider"] == ""


@pytest.mark.parametrize("text", ["Hold 2 until 12 May.", "Hold the second one until 12 May 2026, and 3."])
def test_P5_a_number_beside_the_day_is_doubted_as_before(text: str) -> None:
    world = reported()
    world.take(written(world, text))

    assert held(world.case) == {1, 2, 3}
    assert world.letters("hold-state")[-1].values["wider"] != ""


def test_P6_the_answer_names_the_items_on_hold_and_the_notices_that_go_on() -> None:
    world = reported()
    world.take(written(world, "[HOLD] item 3"))

    for kind in ("hold-state", "hold-placed"):
        told = world.letters(kind)[-1].values
        assert (told["on_hold"], told["whole"], told["wider"]) == ("3", False, "")
        assert [one["numbers"] for one in told["goes_on"]] == ["1", "2"]
    world.take(written(world, "[HOLD] item 9"))
    told = world.letters("hold-placed")[-1].values
    assert (told["whole"], told["goes_on"]) == (True, ())
    assert "does not have" in told["wider"]


def test_P6_what_a_release_of_some_items_leaves_of_a_hold_keeps_all_that_was_known_of_it() -> None:
    world = reported()
    end = world.now + timedelta(days=9)
    placed = HoldPlaced(
        hold="H1", party="lea", by="national", proof="signed", until=end, mail="h", reference="AZ 17/26"
    )
    world.record(placed)
    before = world.case.holds[0]
    world.wait(timedelta(hours=1))

    world.take(written(world, "[RELEASE:2]", signed=True))

    (left,) = world.case.holds_in_force()
    assert (left.items, left.onward) == ((1, 3), True)
    assert (left.placed_at, left.until, left.reference) == (before.placed_at, end, "AZ 17/26")


def test_P6_a_release_older_than_a_hold_does_not_lift_what_a_later_release_left_of_it() -> None:
    world = reported()
    older = written(world, "[RELEASE]", signed=True)
    world.wait(timedelta(minutes=1))
    world.take(written(world, "[HOLD]"))
    world.wait(timedelta(minutes=1))
    world.take(written(world, "[RELEASE:2]", signed=True))
    assert held(world.case) == {1, 3}

    world.take(older)

    assert held(world.case) == {1, 3}


@pytest.mark.parametrize(
    ("text", "left", "asks"),
    [
        ("[RELEASE:items 2]\n[RELEASE]", {1, 3}, True),
        ("[RELEASE]\n[RELEASE:items 2]", {1, 3}, True),
        ("[RELEASE:items 2]\n[RELEASE:3]", {1}, False),
        ("[RELEASE:soon]\n[RELEASE:items 2]", {1, 2, 3}, True),
        ("[RELEASE:soon]\n[RELEASE]", {1, 2, 3}, True),
    ],
)
def test_P6_of_several_releases_in_a_mail_none_makes_another_wider(
    text: str, left: set[int], asks: bool
) -> None:
    world = reported()
    world.take(written(world, "[HOLD]", signed=True))

    world.take(written(world, text, signed=True))

    assert held(world.case) == left
    assert bool(world.case.pauses_open()) is asks


@pytest.mark.parametrize(
    "text",
    [
        "[RELEASE] item 2",
        "[RELEASE:2]",
        "You may send the notice for item 2.",
        "[LEVER LA SUSPENSION:élément 2]",
        "[LEVANTAR-A-SUSPENSÃO] elemento 2",
        "[COFNĄĆ WSTRZYMANIE:pozycja 2]",
    ],
)
def test_P6_a_release_of_some_items_leaves_the_others_on_hold(text: str) -> None:
    world = reported()
    world.take(written(world, "[HOLD:2026-12-01]"))
    world.take(written(world, text, signed=True))

    assert held(world.case) == {1, 3}
    (left,) = world.case.holds_in_force()
    assert left.until == datetime(2026, 12, 1, 21, 59, 59, tzinfo=UTC)
    due(world)
    assert noticed(world) == {2}
    told = world.letters("hold-lifted")[-1].values
    assert (told["items"], told["on_hold"]) == ("2", "1, 3")


@pytest.mark.parametrize(
    "text",
    [
        "[RELEASE] item 7",
        "You may send the notice for the second item.",
        "[RELEASE:soon]",
        "[RELEASE]\n\nitem 2",
        "[RELEASE]\nThank you.\nItem 2",
        "[RELEASE]\n\nReceived items 1 and 2.",
        "Item 2: received. You may send the notice.",
        "You may send the notice.\n\nItem 2, item 3",
        "Vous pouvez nous envoyer la notification.",
        "Levantamos la suspensión de los dos.",
        "Revochiamo la sospensione per il primo.",
        "Levantamos a suspensão quanto ao primeiro.",
        "Mogą Państwo wysłać nam powiadomienie.",
        "Nous levons la suspension.\n\nÉlément 2",
        "Cofamy wstrzymanie.\n\nPozycja 2, pozycja 3",
    ],
)
def test_P7_a_release_of_items_that_is_not_clear_lifts_nothing_and_asks(text: str) -> None:
    world = reported()
    world.take(written(world, "[HOLD]"))
    world.take(written(world, text, signed=True))

    assert held(world.case) == {1, 2, 3}
    assert len(world.case.pauses_open()) == 1


def test_P9_a_release_of_items_needs_its_proof_too() -> None:
    world = reported()
    world.take(written(world, "[HOLD] items 1,3"))
    world.take(written(world, "[RELEASE] item 1"))

    assert held(world.case) == {1, 3}


def test_P6_each_hold_on_items_ends_is_warned_of_and_reviewed_by_itself() -> None:
    world = reported()
    world.take(written(world, "[HOLD:4d] item 1"))
    world.take(written(world, "[HOLD] item 2"))
    world.wait(timedelta(days=5))
    for _ in range(3):
        world.sweep(world.fence())
    world.wait(timedelta(days=3))
    for _ in range(2):
        world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert held(world.case) == {2}
    assert noticed(world) == {1, 3}
    assert {one.values["items"] for one in world.letters("hold-warning")} == {"1"}
    assert {one.values["items"] for one in world.letters("hold-ended")} == {"1"}
    world.wait(timedelta(days=30))
    world.sweep(world.fence())
    assert {one.values["items"] for one in world.letters("hold-review")} == {"2"}


def test_P6_what_is_left_of_a_hold_is_warned_of_when_all_of_it_would_have_been() -> None:
    world = reported()
    world.take(written(world, "[HOLD:6h] items 1,2"))
    world.wait(timedelta(hours=2, minutes=55))
    world.take(written(world, "[RELEASE] item 1", signed=True))
    world.wait(timedelta(minutes=6))
    world.sweep(world.fence())

    assert held(world.case) == {2}
    assert {one.values["items"] for one in world.letters("hold-warning")} == {"2"}


def test_P6_a_hold_that_was_warned_of_ends_when_it_was_said_whatever_is_released_of_it() -> None:
    world = reported()
    world.take(written(world, "[HOLD:6h] items 1,2"))
    world.wait(timedelta(hours=3, minutes=1))
    world.sweep(world.fence())
    warned = len(world.letters("hold-warning"))
    world.wait(timedelta(hours=2, minutes=30))
    world.take(written(world, "[RELEASE] item 1", signed=True))
    world.sweep(world.fence())
    world.wait(timedelta(minutes=31))
    world.sweep(world.fence())

    assert warned
    assert len(world.letters("hold-warning")) == warned
    assert held(world.case) == set()


def test_P6_what_is_left_of_an_open_ended_hold_is_asked_about_when_all_of_it_would_have_been() -> None:
    world = reported()
    review = world.site.agreement.hold_review
    world.take(written(world, "[HOLD] items 1,2"))
    world.wait(review + timedelta(minutes=1))
    world.sweep(world.fence())
    asked = len(world.letters("hold-review"))
    world.wait(timedelta(days=1))
    world.take(written(world, "[RELEASE] item 1", signed=True))
    world.sweep(world.fence())

    assert held(world.case) == {2}
    assert len(world.letters("hold-review")) == asked > 0
    world.wait(review - timedelta(days=1))
    world.sweep(world.fence())
    assert len(world.letters("hold-review")) == 2 * asked
    assert [one.reviews for one in world.case.holds_in_force()] == [2]


def test_P6_a_hold_on_an_item_whose_notice_has_left_is_told_so_and_the_others_wait() -> None:
    world = reported()
    world.take(written(world, "[HOLD] item 2"))
    due(world)
    world.take(written(world, "[HOLD] items 1,2"))

    told = world.letters("hold-state")[-1].values
    assert [one["numbers"] for one in told["late"]] == [(1, 3)]
    assert told["on_hold"] == "1, 2"


def test_P5_numbers_of_a_part_of_the_report_count_only_where_they_stand_in_it() -> None:
    world = reported(agreement=replace(home_site().agreement, fragment_size=2))
    first, second = (one.items for one in world.case.fragments)
    assert (first, second) == ((1, 2), (3,))

    world.take(written(world, "[HOLD] item 3", answers=1))
    assert held(world.case) == {3}
    world.take(written(world, "[HOLD] item 1", answers=1))  # the first of the second part?
    assert held(world.case) == {1, 2, 3}


def test_P5_what_names_two_cases_holds_all_items_of_both() -> None:
    world = reported()
    first = world.case.stream
    world.take(analyst_mail(FORM.replace("/item", "/other"), subject="[ILLEGAL]", received_at=world.now))
    (second,) = (one for one, case in world.streams.items() if case.opened and one != first)
    world.deliver()
    world.take(police_mail(f"[HOLD] item 2\n{first} {second}\n", received_at=world.now))

    for name in (first, second):
        assert held(world.streams[name]) == {1, 2, 3}


def test_P5_a_url_that_is_held_in_another_case_keeps_back_only_itself() -> None:
    world = reported()
    first = world.case.stream
    world.take(written(world, "[HOLD] item 3"))
    same = "URL: https://provider.example.net/item3\nURL: https://provider.example.net/item4\n"
    form = f"{same}Description of the type of the content: item 1\n"
    world.take(analyst_mail(form, subject="[ILLEGAL]", received_at=world.now))
    (second,) = (one for one, case in world.streams.items() if case.opened and one != first)
    world.deliver()
    world.wait(DAY)
    world.sweep(world.fence())

    assert [one.items for one in world.streams[second].notices] == [(2,)]


def test_P5_a_url_that_is_held_in_another_case_keeps_no_other_back_where_each_has_its_own_notice() -> None:
    world = reported()
    first = world.case.stream
    world.take(written(world, "[HOLD] item 3"))
    world.site = replace(world.site, providers=(replace(DIRECTORY[0], xarf="v4"), DIRECTORY[1]))
    urls = "".join(f"URL: https://provider.example.net/item{n}\n" for n in (3, 4, 5))
    form = f"{urls}Description of the type of the content: item 1\n"
    world.take(analyst_mail(form, subject="[ILLEGAL]", received_at=world.now))
    (second,) = (one for one, case in world.streams.items() if case.opened and one != first)
    world.deliver()
    world.wait(DAY)
    for _ in range(4):
        world.sweep(world.fence())

    case = world.streams[second]
    assert [one.items for one in case.notices] == [(2,), (3,)]
    assert case.whys() == {str(PROVIDER): f"hold H1 of {first} is about the same URL"}


def add_item(world: World) -> None:
    """An analyst adds an item to the case; the LEA's server has the supplement."""
    form = "URL: https://provider.example.net/item4\n"
    subject = f"[UPDATE] [{world.case.stream}]"
    decision = world.take(analyst_mail(form, subject=subject, received_at=world.now))
    assert decision.folder == "Done", decision.reason
    world.deliver("supplement")
    assert world.case.numbers() == (1, 2, 3, 4)


def test_P5_what_is_left_of_a_hold_on_the_whole_case_keeps_back_what_is_added_later() -> None:
    world = reported()
    world.take(written(world, "[HOLD]"))
    world.take(written(world, "[RELEASE] item 2", signed=True))
    world.take(written(world, "[RELEASE] item 1", signed=True))

    add_item(world)

    assert held(world.case) == {3, 4}
    due(world)
    assert noticed(world) == {1, 2}
    world.take(written(world, "[RELEASE] item 3", signed=True))
    assert held(world.case) == {4}
    world.take(written(world, "[RELEASE]", signed=True))
    assert held(world.case) == set()


def test_P5_a_hold_on_the_items_that_are_left_does_not_replace_what_is_on_those_to_come() -> None:
    world = reported()
    world.take(written(world, "[HOLD]"))
    world.take(written(world, "[RELEASE] item 1", signed=True))
    world.take(written(world, "[HOLD] items 2,3", signed=True))

    add_item(world)

    assert held(world.case) == {2, 3, 4}


def test_a_hold_on_single_items_is_on_none_that_is_added_later() -> None:
    world = reported()
    world.take(written(world, "[HOLD] items 2,3"))
    world.take(written(world, "[RELEASE] item 2", signed=True))

    add_item(world)

    assert held(world.case) == {3}


def test_P9_an_analyst_holds_and_releases_items_by_tag() -> None:
    world = reported()
    ref = world.case.stream
    world.take(analyst_mail("", subject=f"[HOLD:items 1,2] [{ref}]", received_at=world.now))
    assert held(world.case) == {1, 2}
    world.take(analyst_mail("", subject=f"[RELEASE:items 2] [{ref}]", received_at=world.now))
    assert held(world.case) == {1}
    world.take(analyst_mail("", subject=f"[HOLD:items 8] [{ref}]", received_at=world.now))
    assert held(world.case) == {1}
    assert "item 8 is not in" in str(world.letters("refused")[-1].values)


def test_P6_of_two_holds_that_one_release_narrows_each_goes_on_under_a_name_of_its_own() -> None:
    world = reported()
    world.take(written(world, "[HOLD:items 1,2]"))
    world.wait(timedelta(minutes=1))
    world.take(written(world, "[HOLD:items 2,3]"))
    assert len(world.case.holds_in_force()) == 2
    world.wait(timedelta(minutes=1))

    world.take(written(world, "[RELEASE:items 2]", signed=True))

    left = world.case.holds_in_force()
    assert sorted(one.items for one in left) == [(1,), (3,)]
    assert len({one.id for one in world.case.holds}) == len(world.case.holds) == 4


def test_P5_a_hold_on_one_item_of_another_case_keeps_back_its_url_and_no_other() -> None:
    world = reported()
    first = world.case.stream
    world.take(analyst_mail(FORM, subject="[ILLEGAL]", received_at=world.now))
    (second,) = (one for one, case in world.streams.items() if case.opened and one != first)
    world.record(
        HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m", items=(3,)),
        stream=second,
    )

    due(world)

    left = {message_id for message_id, _ in world.sent}
    told = (one.items for one in world.streams[first].notices if one.message_id in left)
    assert {number for items in told for number in items} == {1, 2}


def test_P6_a_later_hold_on_fewer_items_replaces_no_wider_one() -> None:
    world = reported()
    world.take(written(world, "[HOLD]"))
    world.take(written(world, "[HOLD] item 2", signed=True))

    assert held(world.case) == {1, 2, 3}
    assert not any(isinstance(event, HoldLifted) for _, event in world.log)
    assert [event.items for _, event in world.log if isinstance(event, HoldPlaced)] == [(), (2,)]


def test_P6_an_older_release_of_another_item_asks_nobody_about_a_later_hold() -> None:
    world = reported()
    earlier = replace(written(world, "[RELEASE:3]", signed=True), received_at=world.now)
    world.wait(timedelta(hours=1))
    world.take(written(world, "[HOLD] item 2"))
    world.take(earlier)  # it lay in Junk

    assert held(world.case) == {2}
    assert not world.case.pauses_open()


def test_an_earlier_time_of_the_notice_does_not_make_the_numbers_of_a_hold_doubtful() -> None:
    world = reported()
    world.take(analyst_mail("", subject=f"[NTD:+12h] [{world.case.stream}]", received_at=world.now))
    assert len(world.letters("annex-i")) == 2, "the unit is told of the new time by a supplement"

    world.take(police_mail("[HOLD] item 2", subject=world.case.stream, received_at=world.now))

    assert held(world.case) == {2}


def test_a_hold_of_which_some_items_were_released_counts_once_and_whole() -> None:
    world = reported()
    world.take(written(world, "[HOLD:6d] items 1,2"))
    world.take(written(world, "[RELEASE] item 1", signed=True))
    at = world.now + timedelta(hours=5)
    rest = world.case.holds_in_force()[0]
    events = [event for name, event in world.log if name == world.case.stream]
    entries = [Entry(seq, at if seq == 0 else world.now, event) for seq, event in enumerate(events)]
    entries.append(Entry(len(entries), at, HoldLifted(hold=rest.id, by="national", why="released")))

    found = figures_of(world.case.stream, entries)

    assert found is not None
    assert [(one.placed_at, one.lifted_at) for one in found.holds] == [(rest.placed_at, at)]


@pytest.mark.parametrize("signed", [True, False])
def test_a_release_of_an_item_that_is_not_on_hold_says_nowhere_that_one_was_lifted(signed: bool) -> None:
    world = reported()
    world.take(written(world, "[HOLD] item 2"))
    world.wait(timedelta(hours=1))

    world.take(written(world, "[RELEASE] item 1", signed=signed))

    assert world.letters("hold-lifted") == []
    assert world.letters("release-unproven") == []
    assert len(world.letters("lea-words")) == 2, "the analysts read what it says"
    assert held(world.case) == {2}
    assert world.case.pauses_open() == ()


def test_a_hold_on_an_item_of_hundreds_compares_each_url_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each change of the case it is asked of each item whether it is held."""
    urls = "".join(f"URL: https://provider.example.net/many{n}\n" for n in range(300))
    world = World(site=home_site(providers=DIRECTORY))
    world.take(analyst_mail(FORM + urls, subject="[ILLEGAL]"))
    world.deliver()
    world.take(written(world, "[HOLD] item 3"))
    compared: list[str] = []

    def counted(url: str) -> str:
        compared.append(url)
        return url_key(url)

    monkeypatch.setattr(notices, "url_key", counted)

    found = plans(world.case, world.site)

    assert [len(one.items) for one in found] == [301, 1, 1]
    assert len(compared) <= len(world.case.items)


def test_a_meeting_speaks_of_a_hold_that_is_prolonged_as_of_one() -> None:
    world = reported()
    began = world.now
    for _ in range(3):
        world.take(written(world, "[HOLD:20d]", signed=True))
        world.wait(timedelta(days=15))
    world.take(written(world, "[HOLD] item 2"))

    found = {note.key: note.since for note in notes(world.case, world.site) if note.what == HOLD}

    assert found == {"H3, national": began, "H4, national": world.now}


# --- many that nothing proves -------------------------------------------------------------------------


def test_P6_holds_that_nothing_proves_are_bounded_and_wait_for_all_that_any_of_them_asked() -> None:
    world = reported()
    for days in range(60, 10, -1):  # each shorter than the last, so that none replaces another
        world.take(written(world, f"[HOLD:{days}d items {1 + days % 2}]"))
        world.wait(timedelta(minutes=1))

    holds = world.case.holds_in_force()
    assert len(holds) <= MOST_CLAIMED + 1
    assert max(one.until for one in holds if one.until) >= world.now + timedelta(days=59)
    assert {number for one in holds for number in one.items} == {1, 2}
    assert 3 in [number for plan in plans(world.case, world.site) for number in plan.items]


def test_P6_a_hold_without_end_among_many_that_nothing_proves_stays_without_one() -> None:
    world = reported()
    world.take(written(world, "[HOLD] [HOLD:items 1]"))
    for days in range(60, 10, -1):
        world.wait(timedelta(minutes=1))
        world.take(written(world, f"[HOLD:{days}d]"))

    holds = world.case.holds_in_force()
    assert len(holds) <= MOST_CLAIMED + 1
    assert any(one.until is None for one in holds)


def test_holds_that_a_signature_proves_stay_as_they_are_asked() -> None:
    world = reported()
    for days in range(30, 10, -1):
        world.take(written(world, f"[HOLD:{days}d items 1]", signed=True))
        world.wait(timedelta(minutes=1))

    (hold,) = world.case.holds_in_force()
    assert hold.items == (1,)
    assert hold.until is not None
    assert hold.until < world.now + timedelta(days=11)


def again_and_again(world: World, *texts: str, signed: bool = False) -> list[int]:
    """How many mails of a hold the analysts, and the unit, have got after each of these replies."""
    told = []
    for text in texts:
        world.take(written(world, text, signed=signed or text == "[RELEASE]"))
        told += [len(world.letters("hold-placed")), len(world.letters("hold-state"))]
        world.wait(timedelta(minutes=5))
    return told


def test_P6_a_hold_after_a_release_is_told_of_however_often_it_was_asked_for_before() -> None:
    world = reported()

    told = again_and_again(world, "[HOLD]", "[HOLD]", "[HOLD]", "[RELEASE]", "[HOLD]")

    assert told[8] > told[6], "the analysts were told that the notice goes"
    assert told[9] > told[7], "and so was the unit"


def test_P6_a_signed_hold_after_two_releases_within_the_hour_is_told_of() -> None:
    world = reported()

    told = again_and_again(world, "[HOLD]", "[RELEASE]", "[HOLD]", "[RELEASE]", "[HOLD]", signed=True)

    assert told[8] > told[6]
    assert told[9] > told[7]


def test_P12_the_same_hold_without_a_release_between_is_not_told_of_again_and_again() -> None:
    world = reported()

    told = again_and_again(world, *("[HOLD]",) * 5)

    assert told[4:6] == told[8:10]
