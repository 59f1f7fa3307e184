"""Machines that are not the LEA's own, and addresses that nobody has listed, in the LEA's box (P7)."""

from dataclasses import replace

import pytest

from hotlined.domain.mail.message import Bounced, Classified, Disposition, Inbound, MailClass
from hotlined.domain.officers import unlisted
from hotlined.domain.officers.machines import GIVEN_UP, INTERCEPTED, NOT_OPENED, OF_OTHERS
from hotlined.domain.programs.client_forms import NOT_READ
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import STRANGER, Address, mail_in, police_mail
from tests.support.site import make_site
from tests.support.world import World, home_site, reported

FILTER = Address("notify", "filter.example.net")
GATEWAY = Address("gateway", "mx1.police.example.com")
UNKNOWN = "Nuntius tuus apud nos manet."  # in words of no list
ADDRESS = "reports@police.example.com"


def by_machine(
    world: World, text: str, sender: Address, why: str = "Auto-Submitted", **fields: object
) -> Inbound:
    """An automatic mail in the thread of the report."""
    thread = (world.letters("annex-i")[0].message_id,)
    found = Classified(MailClass.AUTOMATIC, why)
    told = {"references": thread, "received_at": world.now, "classified": found, "mailbox": "lea"}
    return mail_in(text, **{"from_": (sender,), **told, **fields})


def whys(world: World) -> list[str]:
    """Why the case is paused."""
    return [pause.why for pause in world.case.pauses_open()]


@pytest.mark.parametrize("sender", [FILTER, GATEWAY])
def test_P7_what_a_machine_from_another_address_says_of_the_report_in_unknown_words_is_asked_about(
    sender: Address,
) -> None:
    world = reported()

    world.take(by_machine(world, UNKNOWN, sender))

    assert whys(world) == [OF_OTHERS]


def test_P7_a_thank_you_alone_is_no_acknowledgement() -> None:
    world = reported()

    world.take(by_machine(world, "Merci de vous authentifier pour que votre message parte.", FILTER))

    assert whys(world) == [OF_OTHERS]


@pytest.mark.parametrize(
    "text",
    [
        "Nous vous remercions de votre message.",
        "Bedankt voor uw bericht.",
        "Dziękujemy za wiadomość.",
        "Täname kirja eest.",
        "Dėkojame už laišką.",
        "Ευχαριστούμε για το μήνυμά σας.",
        "Hvala za vaše sporočilo.",
        "Vă mulțumim pentru mesaj.",
        "Thank you for your mail.",
    ],
)
def test_thanks_for_a_mail_and_nothing_else_are_those_of_a_desk(text: str) -> None:
    world = reported()

    world.take(by_machine(world, f"{text}\n\nPolice Example", FILTER))

    assert whys(world) == []


@pytest.mark.parametrize(
    "text",
    [
        "Merci de confirmer votre message.",
        "Merci d'ouvrir le message.",
        "Thank you for confirming your mail.",
        "Bedankt voor uw bericht. Nuntius tuus apud nos manet.",
    ],
)
def test_P7_thanks_for_something_to_be_done_or_with_more_beside_them_are_asked_about(text: str) -> None:
    world = reported()

    world.take(by_machine(world, text, FILTER))

    assert whys(world) == [OF_OTHERS]


def test_an_officers_program_an_absence_and_a_desk_keep_no_notice_waiting() -> None:
    world = reported()

    world.take(by_machine(world, UNKNOWN, Address("eve", "police.example.com")))
    world.take(by_machine(world, "I am out of the office until Monday.", GATEWAY))
    world.take(by_machine(world, "Your message has been received.", GATEWAY))
    world.take(by_machine(world, "Thank you for your message. We will reply as soon as possible.", GATEWAY))
    world.take(by_machine(world, UNKNOWN, GATEWAY, "subject of an automatic reply"))

    assert whys(world) == []


def test_what_such_a_machine_says_after_the_receipt_asks_nobody() -> None:
    world = reported()
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail("[RECEIVED]", signed=True, references=thread, received_at=world.now))

    world.take(by_machine(world, UNKNOWN, FILTER))

    assert whys(world) == []


def test_P7_a_read_receipt_of_a_report_that_nobody_has_read_is_asked_about() -> None:
    world = reported()

    world.take(by_machine(world, "", FILTER, classified=Classified(MailClass.MDN, NOT_READ)))

    assert whys(world) == [NOT_OPENED]
    assert world.case.unconfirmed()


def test_P7_a_stranger_in_the_LEAs_box_who_names_the_case_and_the_units_address_is_asked_about() -> None:
    world = reported()
    text = f"Quarantined: a mail to {ADDRESS} with the title {world.case.stream}."

    decision = world.take(mail_in(text, from_=(FILTER,), mailbox="lea", received_at=world.now))

    assert decision.folder == Folder.STRANGERS
    assert whys(world) == [unlisted.WHY]
    assert not world.case.holds


def test_P7_the_same_of_a_machine_is_asked_about() -> None:
    world = reported()
    text = f"Your mail to {ADDRESS} with the title {world.case.stream} has been quarantined."
    found = Classified(MailClass.AUTOMATIC, "Auto-Submitted")

    world.take(mail_in(text, from_=(FILTER,), mailbox="lea", received_at=world.now, classified=found))

    assert whys(world) == [INTERCEPTED]


@pytest.mark.parametrize(
    "text",
    [
        "Your e-mail was deleted by our spam filter.",
        "O seu e-mail foi colocado em quarentena.",
        "Váš e-mail byl smazán naším filtrem.",
        "Váš e-mail bol vymazaný naším filtrom.",
        "Ditt mejl har raderats av vårt spamfilter.",
        "Din mail er slettet af vores spamfilter.",
        "Roskapostisuodatin on poistanut viestisi.",
        "Meie rämpspostifilter kustutas teie kirja.",
        "Jūsu e-pastu izdzēsa mūsu filtrs.",
        "Jūsu e-pasta pielikumu noņēma mūsu drošības sistēma.",
        "Jūsų laišką ištrynė mūsų filtras.",
        "Jūsų laiško priedą pašalino mūsų saugos sistema.",
        "E-mailjét a spamszűrőnk törölte.",
        "Mesajul dumneavoastră a fost șters de filtru.",
        "Вашият имейл беше изтрит от нашия филтър.",
        "Το μήνυμά σας διαγράφηκε από το φίλτρο.",
        "Privitak vaše poruke uklonio je naš sustav.",
        "Vaše sporočilo je izbrisal naš filter.",
    ],
)
def test_P7_a_gateway_that_has_thrown_the_report_away_is_asked_about_in_each_language(text: str) -> None:
    world = reported()

    world.take(by_machine(world, text, FILTER))

    assert whys(world) == [INTERCEPTED]


@pytest.mark.parametrize("text", ["Το γραμματοκιβώτιο έκλεισε.", "Predal desk@police.example.com je zaprt."])
def test_P7_a_mailbox_that_is_no_more_is_asked_about_in_Greek_and_Slovene(text: str) -> None:
    world = reported()

    world.take(by_machine(world, text, Address("reports", "police.example.com")))

    assert whys(world) == [GIVEN_UP]


@pytest.mark.parametrize(
    "text",
    [
        "Your message was received. Please delete this e-mail if you are not the intended recipient.",
        "Your e-mail was received. E-mails in this mailbox are deleted after 30 days.",
        "Din mail er modtaget. Mails slettes efter 30 dage.",
        "Teie kiri on registreeritud. Kui kiri ei olnud teile mõeldud, palun kustutage see.",
    ],
)
def test_what_becomes_of_mails_of_a_kind_is_not_what_became_of_ours(text: str) -> None:
    world = reported()

    world.take(by_machine(world, text, Address("reports", "police.example.com")))

    assert whys(world) == []


@pytest.mark.parametrize("text", ["Please wait with the notice.", "Please wait with the notice of {case}."])
def test_P7_a_mail_from_below_the_LEAs_mail_domain_pauses_and_is_no_hold(text: str) -> None:
    world = reported()
    sender = Address("eve", "north.police.example.com")

    said = text.format(case=world.case.stream)
    world.take(mail_in(said, from_=(sender,), mailbox="lea", received_at=world.now))

    assert whys(world) == [unlisted.WHY]
    assert not world.case.holds


@pytest.mark.parametrize("text", ["The car park closes on Friday.", "An invitation to a training."])
def test_what_other_offices_below_the_LEAs_domain_write_of_no_case_is_shown_and_pauses_nothing(
    text: str,
) -> None:
    world = reported()
    sender = Address("eve", "north.police.example.com")

    decision = world.take(mail_in(text, from_=(sender,), mailbox="lea", received_at=world.now))

    assert decision.folder == Folder.STRANGERS
    assert whys(world) == []
    assert [one.values["why"] for one in world.letters("lea-words")] == [unlisted.WHY] * 2


@pytest.mark.parametrize("text", ["It is not a matter of ours: {case}.", "Your mail has been quarantined."])
def test_P7_what_they_write_of_a_case_or_of_a_mail_held_back_is_asked_about(text: str) -> None:
    world = reported()
    sender = Address("eve", "north.police.example.com")

    said = text.format(case=world.case.stream)
    world.take(mail_in(said, from_=(sender,), mailbox="lea", received_at=world.now))

    assert whys(world) == [unlisted.WHY]


def test_a_hotline_below_the_LEAs_mail_domain_does_not_take_its_own_for_the_LEAs() -> None:
    (unit,) = make_site().units
    world = reported(World(site=home_site(units=(replace(unit, domains=("example.org",)),))))
    own = Address("colleague", "hotline.example.org")
    gone = (Bounced("colleague@hotline.example.org", Disposition.FAILED),)
    bounce = Classified(MailClass.DSN, "from a mail server", gone)

    world.take(mail_in("A mail.", from_=(own,), mailbox="lea", received_at=world.now))
    world.take(mail_in("", from_=(own,), mailbox="lea", received_at=world.now, classified=bounce))

    assert whys(world) == []


@pytest.mark.parametrize(
    ("sender", "text", "mailbox"),
    [
        (STRANGER, "A mail about {case}.", "lea"),
        (STRANGER, f"A mail to {ADDRESS}.", "lea"),
        (Address("eve", "notpolice.example.com"), "A mail.", "lea"),
        (FILTER, f"A mail to {ADDRESS} about {{case}}.", "intake"),
    ],
)
def test_who_knows_less_of_the_report_pauses_nothing(sender: Address, text: str, mailbox: str) -> None:
    world = reported()

    said = text.format(case=world.case.stream)
    world.take(mail_in(said, from_=(sender,), mailbox=mailbox, received_at=world.now))

    assert whys(world) == []


def test_P11_a_strangers_machine_that_tells_of_a_mail_held_back_lies_where_a_person_looks() -> None:
    world = reported()
    found = Classified(MailClass.AUTOMATIC, "Auto-Submitted")

    held = mail_in("Your message has been quarantined.", from_=(FILTER,), mailbox="lea", classified=found)

    assert world.take(held).folder == Folder.STRANGERS
    assert whys(world) == []
