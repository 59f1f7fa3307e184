"""P6, P9: what an officer signs has to name the case; a sentence says the same with its number as without."""

import pytest

from hotlined.domain.mail.message import Inbound
from hotlined.domain.replies.case_named import without_case
from hotlined.domain.values.reference import next_reference
from tests.domain.test_plain_statements import said
from tests.domain.test_receipts import SITE
from tests.support.mails_in import police_mail
from tests.support.world import World, home_site, reported

CASE = str(next_reference("HL", 2026, 0))

RELEASES = [
    "You may send the notice for {} now.",
    "You may send the notice in case {}.",
    "You may send the notice for [{}] now.",
    "The notice on {} may be sent.",
    "We lift the hold on {}.",
    "The hold on {} is lifted.",
    "Please release {}.",
    "Sie können die Meldung zu {} jetzt versenden.",
    "Die Meldung zum Vorgang {} kann raus.",
    "Die Sperre zu {} ist aufgehoben.",
    "Võite teate saata juhtumis {}.",
    "Varat nosūtīt paziņojumu par {}.",
    "Galite siųsti pranešimą dėl {}.",
    "Μπορείτε να στείλετε την ειδοποίηση για την υπόθεση {}.",
    "Release {}",
    "RELEASE - {}",
    "{}: release",
    "Freigabe zu {}",
    "[RELEASE] {}",
    "{}\n[RELEASE]",
]


@pytest.mark.parametrize("text", RELEASES)
def test_P9_a_release_may_name_its_case_in_the_sentence(text: str) -> None:
    meaning = said(f"{text.format(CASE)}\n\nLee Example\n")

    assert meaning.words == ("release",)


@pytest.mark.parametrize(
    "text",
    [
        "You may not send the notice for {} yet.",
        "You may send the notice, but not for {}.",
        "You may send the notice in case {} is confirmed.",
        "You may send the notice for all but {}.",
        "You may send the notice instead of {}.",
        "No notice for {} may be sent.",
        "Sie dürfen die Meldung zu {} nicht versenden.",
        "Release {} if the court agrees.",
        "Do not release {}.",
        "Please release me from {}.",
        "Please release the report on {}.",
        "Release https://media.provider.example.net/item1",
        "Release www.example.com/item2",
        "Please release https://media.provider.example.net/item1",
        "Release officer@police.example.com",
        "Release +49 30 1234567",
        "[RELEASE] not {}",
        "[RELEASE] {} on Friday",
    ],
)
def test_P6_what_is_no_release_without_the_number_is_none_with_it(text: str) -> None:
    meaning = said(f"{text.format(CASE)}\n\nLee Example\n")

    assert not meaning.release
    assert meaning.hold or meaning.unclear or meaning.question


def test_P6_the_release_of_a_report_is_not_that_of_the_notice() -> None:
    assert not said(f"Release of the report {CASE}.\n\nLee Example\n").release


@pytest.mark.parametrize(
    "text",
    [
        "Please hold the notice for {} until further notice.",
        "Bitte zu {} noch nichts versenden.",
        "Please wait with {}.",
        "Hold {}",
        "[HOLD] {}",
        "Not yet for {}",
    ],
)
def test_P7_a_plea_to_wait_may_name_its_case(text: str) -> None:
    assert said(f"{text.format(CASE)}\n\nLee Example\n").hold


def test_a_receipt_code_beside_the_tag_takes_nothing_of_it_back() -> None:
    meaning = said("[RECEIVED] RC-ABCD-EFGH-JKMN-PQRS")

    assert meaning.words == ("received",)


def test_only_what_leads_up_to_the_number_goes_with_it() -> None:
    assert without_case(f"not for {CASE}", "HL").split() == ["not"]
    assert without_case(f"no {CASE}", "HL").split() == ["no"]
    assert without_case(f"wait until {CASE}", "HL").split() == ["wait", "until"]
    assert without_case("for XY-2026-000001-C", "HL") == "for XY-2026-000001-C"


# --- a hold that is said to be over ---------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Hold lifted.",
        "We hereby lift our hold.",
        "The hold on this case is lifted.",
        "Zurückstellung aufgehoben.",
        "Hold on item 2 lifted.",
        "We cancel the hold request.",
    ],
)
def test_P7_a_hold_that_is_said_to_be_over_is_read_by_somebody_and_is_no_new_one(text: str) -> None:
    meaning = said(text)

    assert not meaning.hold
    assert meaning.unclear or meaning.release


@pytest.mark.parametrize(
    "text",
    [
        "Hold until the seal is lifted.",
        "Please hold the notice, the ban was lifted too early.",
        "Hold over the weekend.",
        "Bitte zurückstellen, bis die Sperre aufgehoben ist.",
        "Hold it and cancel the notice.",
        "Stop and cancel the notice.",
        "Hold the notice as our release is withdrawn.",
        "Put on hold because the court cancelled the order",
        "Meldung zurückhalten weil die Freigabe zurückgezogen wurde.",
        "Attendez la levée du secret de l'instruction.",
        "Suspendez l'envoi car nous levons notre accord.",
        "Esperen a que el secreto sea levantado.",
        "Wacht met de melding want de toestemming is ingetrokken.",
        "Περιμένετε την άρση του απορρήτου.",
        "Oodake sest luba on tühistatud.",
        "Palaukite nes leidimas atšauktas.",
        "Pagaidiet jo atļauja ir atcelta.",
        "Vänta eftersom tillståndet är återkallad.",
        "Wstrzymać bo zgoda została cofnięta.",
    ],
)
def test_P7_a_hold_beside_something_else_that_is_over_is_one(text: str) -> None:
    assert said(text).hold


# --- thanks, and small words -----------------------------------------------------------------------


def at_work() -> World:
    return reported(World(site=home_site(phrases=SITE.phrases)))


def about(world: World) -> dict[str, object]:
    return {"references": (world.letters("annex-i")[-1].message_id,), "received_at": world.now}


def code(world: World) -> str:
    return str(world.letters("annex-i")[-1].values["code"])


def mail(world: World, text: str) -> Inbound:
    return police_mail(text, **about(world))


def test_thanks_after_the_receipt_ask_nobody() -> None:
    world = at_work()
    world.take(mail(world, f"Received. {code(world)}"))

    world.take(mail(world, "Thank you very much.\n\nKind regards\nLee"))

    assert world.case.pauses_open() == ()


def test_P8_thanks_before_the_receipt_are_read_by_somebody() -> None:
    world = at_work()

    world.take(mail(world, "Thank you very much.\n\nKind regards\nLee"))

    assert [pause.why for pause in world.case.pauses_open()] == ["nothing in it is understood"]
    assert world.case.unconfirmed()


def test_P6_small_words_of_a_unit_that_has_a_hold_are_shown_and_lift_nothing() -> None:
    world = at_work()
    world.take(mail(world, "Please hold the notice."))

    world.take(mail(world, f"Received {code(world)}. OK from our side."))

    assert len(world.case.holds_in_force()) == 1
    assert world.letters("lea-words")


def test_small_words_beside_a_receipt_are_shown_to_nobody_where_nothing_is_held() -> None:
    world = at_work()

    world.take(mail(world, f"Received {code(world)}. OK from our side."))

    assert world.letters("lea-words") == []


@pytest.mark.parametrize("text", ["Release {}", "[RELEASE] {}", "You may send the notice for {}."])
def test_P9_a_release_that_names_a_number_of_no_case_lifts_nothing_in_the_thread_where_it_stands(
    text: str,
) -> None:
    world = at_work()
    world.take(mail(world, "Please hold the notice."))
    other = next_reference("HL", 2026, 40)

    world.take(police_mail(text.format(other), signed=True, **about(world)))

    assert len(world.case.holds_in_force()) == 1
    assert [pause.why for pause in world.case.pauses_open()] == ["it names different cases"]
