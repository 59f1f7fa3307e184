"""Removal and release in plain words: of the items that they name, of all only where all are meant (P5)."""

from dataclasses import replace
from functools import cache

import pytest

from hotlined.domain.mail.message import Inbound
from tests.support.lea_set import Desk
from tests.support.mails_in import police_mail, signature
from tests.support.over import over
from tests.support.site import LEA_KEY
from tests.support.world import World, answered, gone, home_site, noticed, reported

WORDS = Desk().site  # with the shipped phrases
ONE = "URL: https://media.provider.example.net/item1\nDescription of the type of the content: item 1\n"
THREE = (
    "".join(f"URL: https://media.provider.example.net/item{number}\n" for number in (1, 2, 3))
    + "Description of the type of the content: items\n"
)


@cache
def _reported(form: str) -> World:
    return reported(World(home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day)), form=form)


@cache
def _noticed() -> World:
    return noticed(World(home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day)), form=THREE)


def case_of(form: str = THREE) -> World:
    """A case that was reported, in a world of its own."""
    return _reported(form).copied()


def on_hold(form: str = THREE) -> World:
    """A case whose unit has asked to wait."""
    world = case_of(form)
    report = world.letters("annex-i")[-1]
    world.take(police_mail("Please wait.", references=(report.message_id,), received_at=world.now))
    return world


def written(world: World, text: str, subject: str = "") -> Inbound:
    """A signed reply to the report."""
    report = world.letters("annex-i")[-1]
    text = f"{text}\n\n{report.stream}\n"
    mail = police_mail(text, subject=subject, references=(report.message_id,), received_at=world.now)
    return replace(mail, signature=signature(LEA_KEY, made_at=world.now), protected_subject=subject or None)


def unit_writes(text: str, subject: str = "", *, form: str = THREE, held: bool = False) -> World:
    """The world after a signed reply to the report; `held`: the unit had asked to wait before."""
    world = on_hold(form) if held else case_of(form)
    world.take(written(world, text, subject))
    return world


def provider_writes(text: str) -> World:
    """The world after an answer to the notice of three items."""
    return answered(_noticed().copied(), text)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Items 1 and 3 have been removed.", [1, 3]),
        ("Item 2 has been removed.", [2]),
        ("Items 1-2 have been removed.", [1, 2]),
        ("The content of item 1 was removed on 1 March 2026.", [1]),
        ("Item 1 has been removed.\nItem 3 was removed on 1 March 2026.", [1, 3]),
        ("Die Inhalte 1 und 3 wurden entfernt.", [1, 3]),
        ("Objekt 1 har tagits bort.", [1]),
        ("Item 1 and item 3 have been removed.", [1, 3]),
        ("Item 1, item 2 and item 3 have been removed.", [1, 2, 3]),
        ("The content of item 1 and of item 3 was removed.", [1, 3]),
        ("Item 1 has been removed and item 3 has been deleted.", [1, 3]),
        ("We can confirm that item 2 has been removed.", [2]),
        ("Item 2: has been removed.", [2]),
        ("Item 2 was removed by the provider yesterday.", [2]),
        ("Kirje 2 on eemaldatud.", [2]),
        ("REMOVED 2\nItem 3 has been removed.", [2, 3]),
        ("[REMOVED:2]\n\nItem 3 has been removed.", [2, 3]),
        ("[REMOVED:2]\n\nThe content has been removed.", [2]),
        ("The content has been removed.", [1, 2, 3]),
        ("The content was removed on 1 March 2026.", [1, 2, 3]),
        ("All items have been removed.", [1, 2, 3]),
        ("Everything has been removed.", [1, 2, 3]),
        ("Der Inhalt wurde entfernt.", [1, 2, 3]),
    ],
)
def test_P5_what_is_said_to_be_gone_is_gone_and_nothing_else(text: str, items: list[int]) -> None:
    world = unit_writes(text)

    assert gone(world) == items


@pytest.mark.parametrize(
    "text",
    [
        "The second link has been removed.",
        "One of the items has been removed.",
        "Both have been removed.",
        "The others have been removed.",
        "Some of the content has been removed.",
        "Most of it has been removed.",
        "Half of it has been removed.",
        "1 and 3 have been removed.",
        "This page has been removed.",
        "https://media.provider.example.net/item2 has been removed.",
        "Item 1 has been removed.\nThe content has been removed.",
        "Item 2\n\nThe content has been removed.",
        "[REMOVED]\n\nItem 2",
        "[REMOVED]\n\nItem 2 has been removed.",
        "[REMOVED]\n\nOnly the second one.",
        "Apart from item 2 the content has been removed.",
        "With the exception of item 2, the content has been removed.",
        "Besides item 2 all content has been removed.",
        "Kõik peale kirje 2 on eemaldatud.",
        "Items 1 and 3 have been removed, item 2 works.",
        "Item 1 has been removed, item 2 can be seen.",
        "Item 1 has been removed, item 2 is.",
        "Item 1 has been removed and item 2 is.",
        "Inhalt 1 wurde entfernt, Inhalt 2 ist abrufbar.",
        "Part of item 2 has been removed.",
        "Most of the content of item 2 has been removed.",
        "Item 2 was removed and is back.",
        "Item 2 has been removed, up again since yesterday.",
    ],
)
def test_P7_where_it_is_not_clear_what_is_gone_nothing_is_and_an_analyst_is_asked(text: str) -> None:
    world = unit_writes(text)

    assert gone(world) == []
    assert world.case.pauses_open()


def test_of_a_single_item_it_is_clear_what_is_gone() -> None:
    world = unit_writes("This page has been removed.", form=ONE)

    assert gone(world) == [1]
    assert not world.case.pauses_open()


@pytest.mark.parametrize(
    "sentence",
    ["Half of it has been removed.", "Part of item 3 has been removed.", "Item 3 was removed and is back."],
)
def test_a_filled_line_about_one_item_stands_beside_a_sentence_about_nobody_knows_which(
    sentence: str,
) -> None:
    world = unit_writes(f"REMOVED 2: 2026-03-01\n\n{sentence}")

    assert gone(world) == [2]
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text", ["Item 2\n\nYou may send the notice.", "Items 1 and 3:\n\nYou may send the notice."]
)
def test_P6_items_named_above_a_release_make_it_none_of_all(text: str) -> None:
    world = case_of()
    world.take(police_mail("Please wait.", references=(world.letters("annex-i")[-1].message_id,)))

    world.take(written(world, text))

    assert world.case.holds_in_force((1,))
    assert world.case.pauses_open()


def test_a_provider_who_names_an_item_in_words_is_believed_to_mean_that_one() -> None:
    world = provider_writes("Item 2 has been removed.")

    assert gone(world) == [2]


PARTLY = [
    ("You may send the notice for the second one.", ""),
    ("You may send the notice for one of them.", ""),
    ("You may send the notice for the other.", ""),
    ("You may send the notice for the others.", ""),
    ("Please send the notice for both.", ""),
    ("You may send the notice for https://media.provider.example.net/item2", ""),
    ("You may send the notice for item 2.\nGo ahead.", ""),
    ("[RELEASE]\n\n2", ""),
    ("[RELEASE]\n\nThe second one.", ""),
    ("[RELEASE]\n\nOnly the second one.", ""),
    ("[RELEASE]\n\nDas zweite.", ""),
    ("[RELEASE]\nthe second link only", ""),
    ("[RELEASE]\n\nonly https://media.provider.example.net/item2", ""),
    ("You may send the notice.", "Item 2"),
    ("[RELEASE]", "Item 2"),
    ("", "Item 2 [RELEASE]"),
    ("[RELEASE]", "You may send the notice for item 2"),
]


@pytest.mark.parametrize(("text", "subject"), PARTLY)
def test_P6_a_release_that_may_be_of_some_items_lifts_nothing_and_is_asked_about(
    text: str, subject: str
) -> None:
    world = unit_writes(text, subject, held=True)

    assert all(world.case.holds_in_force((number,)) for number in (1, 2, 3))
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("You may send the notice.", ""),
        ("You may send the notice.", "Report part 2 of 3"),
        ("You may now send the notice to the provider.", ""),
        ("You may send the notice for all items.", ""),
        ("You may send the notice as agreed.", ""),
        ("You can proceed as per the agreement from our side.", ""),
        ("The hold is lifted.", ""),
        ("We release the hold as of today.", ""),
        ("Please proceed with the takedown.", ""),
        ("Go ahead.", ""),
        ("Release", ""),
        ("Got both. You may send the notice.", ""),
        ("Go ahead.\n\nKind regards\nKim\nSecond Unit\nhttps://police.example.com", ""),
        ("Sie können die Meldung nun versenden.", ""),
        ("Võite teate nüüd saata.", ""),
        ("Galite siųsti pranešimą.", ""),
        ("Ni kan skicka underrättelsen idag.", ""),
    ],
)
def test_a_release_of_the_case_lifts_the_hold_on_all_its_items(text: str, subject: str) -> None:
    world = unit_writes(text, subject, held=True)

    assert not world.case.holds_in_force()
    assert not world.case.pauses_open()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("You may send the notice for the other.", ""),
        ("You may send the notice.", "Item 1"),
        ("[RELEASE]\n\n1", ""),
    ],
)
def test_of_a_single_item_it_is_clear_what_is_released(text: str, subject: str) -> None:
    world = unit_writes(text, subject, form=ONE, held=True)

    assert not world.case.holds_in_force()
    assert not world.case.pauses_open()


@pytest.mark.parametrize("text", ["The content has been removed.", "[REMOVED]"])
def test_P7_a_subject_with_items_makes_it_unclear_what_is_gone(text: str) -> None:
    world = unit_writes(text, "Item 2")

    assert gone(world) == []
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("We have sent the notice.", "Item 2"),
        ("The second one.\n\nWe have sent the notice.", ""),
        ("We have sent the notice for item 1.\nThe provider has been informed.", ""),
        ("We have sent the notice for item 1, item 2 follows.", ""),
    ],
)
def test_P7_a_notice_sent_by_the_lea_for_nobody_knows_which_items_counts_for_none(
    text: str, subject: str
) -> None:
    world = unit_writes(text, subject)

    assert not any(item.lea_sent for item in world.case.items)
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("We have sent the notice for item 2.", [2]),
        ("We have sent the notice for items 1 and 3 on 1 March 2026.", [1, 3]),
        ("For item 2, we have sent the notice to the provider.", [2]),
        ("We have sent the notice for item 1 and for item 3.", [1, 3]),
    ],
)
def test_a_notice_sent_by_the_lea_counts_for_the_items_that_are_named(text: str, items: list[int]) -> None:
    world = unit_writes(text)

    assert [item.number for item in world.case.items if item.lea_sent] == items


@pytest.mark.parametrize(
    "text",
    [
        "Part of item 1 has been removed.",
        "Half of it has been removed.",
        "The content has been removed, except the last page.",
        "Item 1 has been removed and is back.",
        "[REMOVED]\n\nHalf of it has been removed.",
        "Der Inhalt wurde teilweise entfernt.",
        "Sisu on osaliselt eemaldatud.",
        "Το περιεχόμενο αφαιρέθηκε εν μέρει.",
        "Innehållet har delvis tagits bort.",
        "En del av innehållet har tagits bort.",
        "Dalis turinio pašalinta.",
    ],
)
def test_P7_a_part_of_a_single_item_does_not_close_its_case(text: str) -> None:
    world = unit_writes(text, form=ONE)

    assert gone(world) == []
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "Apart from item 2 the content has been removed.",
        "Everything except item 2 has been removed.",
        "Part of item 1 has been removed.",
        "Item 1 has been removed, it is back again.",
        "You have been removed from our mailing list.",
        "Your account has been deleted.",
        "Your mail was deleted.",
        "Ihre Nachricht wurde gelöscht.",
    ],
)
def test_P9_what_a_provider_says_with_an_exception_is_read_by_an_analyst(text: str) -> None:
    world = provider_writes(text)

    assert gone(world) == []
    assert not any(item.claimed_at for item in world.case.items)
    assert world.case.notices[-1].asks


@pytest.mark.parametrize(
    "text",
    [
        "NTD-SENT 2: not yet\n\nWe have sent the notice.",
        "NTD-SENT: not yet\n\nWe have sent the notice.",
        "NTD-SENT 2: no\n\nWe have sent the notice for items 1 and 2.",
        "NTD-SENT 1: yes\nNTD-SENT 1: no",
        "NTD-SENT: yes\nNTD-SENT 3: not yet",
    ],
)
def test_P7_a_notice_that_a_line_denies_and_a_sentence_tells_of_counts_for_nothing(text: str) -> None:
    world = unit_writes(text)

    assert not any(item.lea_sent for item in world.case.items)
    assert world.case.pauses_open()


def test_a_line_that_denies_one_item_leaves_what_another_says_of_the_others() -> None:
    world = unit_writes("NTD-SENT 1,3: yes\nNTD-SENT 2: not yet")

    assert [item.number for item in world.case.items if item.lea_sent] == [1, 3]


@over(
    ("text", "subject"),
    [
        ("You may send the notice on 5 December 2026.", ""),
        ("You may send the notice from Monday.", ""),
        ("You may send the notice in two days.", ""),
        ("Monday: you may send the notice.", ""),
        ("Go ahead. From Monday.", ""),
        ("Go ahead.", "From Monday"),
        ("[RELEASE]\n\nYou may send the notice on 5 December 2026.", ""),
        ("[RELEASE]\n\nFrom Monday.", ""),
        ("Tonight.\nYou may send the notice.", ""),
        ("From next month:\nyou may send the notice.", ""),
        ("You may send the notice.\nFrom tomorrow.", ""),
        ("You may send the notice.", "Tonight"),
        ("Heute Abend.\nSie können den Anbieter informieren.", ""),
        ("Nach Weihnachten.\nSie können den Anbieter informieren.", ""),
        ("Täna õhtul.\nVõite teenusepakkujat teavitada.", ""),
        ("Απόψε.\nΜπορείτε να ενημερώσετε τον πάροχο.", ""),
        ("Nuo rytojaus.\nGalite informuoti teikėją.", ""),
        ("Ikväll.\nNi kan informera leverantören.", ""),
        ("Die Meldung kann versandt werden, ab Montag.", ""),
        ("Võite teate esmaspäevast saata.", ""),
        ("Galite siųsti pranešimą 2026-12-05.", ""),
        ("Galite siųsti pranešimą pirmadienį.", ""),
        ("Ni kan skicka underrättelsen på måndag.", ""),
        ("Μπορείτε να στείλετε την ειδοποίηση τη Δευτέρα.", ""),
    ],
)
@over("form", [ONE, THREE])
def test_P5_a_release_of_a_day_to_come_lifts_nothing_and_is_asked_about(
    text: str, subject: str, form: str
) -> None:
    world = unit_writes(text, subject, form=form, held=True)

    assert all(world.case.holds_in_force((number,)) for number in world.case.numbers())
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "You may send the notice today.",
        "You may send the notice on 2 March 2026.",
        "Go ahead.\n\nKind regards\nKim\nMonday to Friday 8-16",
        "Good evening,\n\nYou may send the notice.",
        "Μπορείτε να στείλετε.\nΚαλό σαββατοκύριακο",
        "Go ahead.\nHave a nice Friday.",
        "Freigabe erteilt.\nSchönen Freitag noch!",
        "Die Meldung kann versandt werden.\nSchönes Wochenende!",
    ],
)
def test_a_release_of_today_lifts_the_hold(text: str) -> None:
    world = unit_writes(text, held=True)

    assert not world.case.holds_in_force()


@over(
    "text",
    [
        "You may send the report.",
        "Please send the notice to us.",
        "You may send the notice to me.",
        "Please proceed with care.",
        "You may send the notice in December.",
        "Der Bericht kann versendet werden.",
        "Ni kan skicka rapporten.",
        "Galite siųsti ataskaitą.",
        "You may send the notice in the other case.",
        "For the other report:\nyou may send the notice.",
        "Im anderen Fall:\nSie können den Anbieter informieren.",
        "Teises asjas:\nvõite teenusepakkujat teavitada.",
        "Kitoje byloje:\ngalite informuoti teikėją.",
        "I det andra ärendet:\nni kan informera leverantören.",
        "Wir können die Löschung veranlassen.",
        "Wir können die Meldung nun versenden.",
        "You may proceed with the report.",
        "Please send the notice for our file.",
        "Please call me first. You may proceed.",
        "No. You may send the notice.",
        "You may send the notice. Blorfing first.",
        "Freigegeben. Nein.",
        "The hold is lifted. Nope.",
        "You may send the notice.\n\nBest regards\nLee\n\nPS: The arrest has not been made.",
        "Regards. You may send the notice.\nThe suspect still has to be arrested.\nRegards",
    ],
)
@over("form", [ONE, THREE])
def test_P6_what_may_let_something_else_go_than_the_notice_lifts_no_hold(text: str, form: str) -> None:
    world = unit_writes(text, form=form, held=True)

    assert world.case.holds_in_force()
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "You can send the notice to the hosting provider.",
        "You can now notify the provider.",
        "You may now go ahead with the notice and takedown.",
        "You may contact the provider now.",
        "Der Hinweis an den Provider kann versendet werden.",
        "Sie können den Provider jetzt benachrichtigen.",
        "Die Löschung kann veranlasst werden.",
        "Sie können die Löschung nun veranlassen.",
        "Μπορείτε να στείλετε την ειδοποίηση.",
        "Nun können Sie die Löschung veranlassen.",
        "Võite teenusepakkujat teavitada.",
        "Ni kan nu kontakta leverantören.",
        "Μπορείτε να στείλετε την ειδοποίηση στον πάροχο.",
        "Galite informuoti paslaugų teikėją.",
    ],
)
def test_a_release_in_the_words_that_officers_use_asks_nobody(text: str) -> None:
    world = unit_writes(text, held=True)

    assert not world.case.holds_in_force()
    assert not world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "The report was deleted.",
        "Your mail was deleted.",
        "The content was removed from our server.",
        "The case has been removed from our list.",
        "An attachment has been removed from this message.",
        "Der Anhang wurde entfernt.",
        "Manus on eemaldatud.",
        "Bilagan har tagits bort.",
        "Have they removed the content",
        "Has the content been removed",
        "Fail enam ei avane.",
        "Failas nebeatsidaro.",
        "We have deleted the files.",
        "We deleted the material.",
        "Datei gelöscht.",
        "Links entfernt.",
        "Wir sind heute nicht mehr erreichbar.",
        "We are no longer available today.",
        "The provider is no longer reachable.",
        "Der Anbieter ist nicht mehr erreichbar.",
        "Me ei ole enam kättesaadav.",
        "Teikėjas nebepasiekiamas.",
        "Vi är inte längre tillgängliga.",
        "The notice was deleted.",
        "Some pictures have been removed.",
        "The content is no longer accessible from here.",
        "The content has been removed. A mirror is online.",
        "The content has been removed. It is online again.",
    ],
)
def test_P9_something_else_that_is_gone_does_not_close_a_case(text: str) -> None:
    world = unit_writes(text, form=ONE)

    assert gone(world) == []
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "The content has been removed by the provider.",
        "The content was removed by the provider yesterday.",
        "The page is offline.",
        "It is gone.",
        "Die Seite ist nicht mehr erreichbar.",
        "We can confirm that it is no longer available.",
        "The provider removed the files.",
        "We can confirm that the material has been removed.",
        "Sisu on eemaldatud.",
        "Innehållet är borttaget.",
        "Turinys pašalintas.",
        "Το περιεχόμενο έχει αφαιρεθεί.",
    ],
)
def test_the_content_of_a_single_item_is_gone_in_the_words_that_officers_use(text: str) -> None:
    world = unit_writes(text, form=ONE)

    assert gone(world) == [1]
    assert not world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "We sent the notice to our colleagues.",
        "We have sent the notice to the prosecutor.",
        "The notice has been sent back.",
        "The provider has been informed of the investigation.",
        "The notice has been sent to you.",
        "The notice was sent in another case.",
        "The provider has been informed by you.",
    ],
)
@pytest.mark.parametrize("form", [ONE, THREE])
def test_P7_a_notice_sent_to_somebody_else_counts_for_nothing(text: str, form: str) -> None:
    world = unit_writes(text, form=form)

    assert not any(item.lea_sent for item in world.case.items)
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "We have removed the content.",
        "We have taken down the content.",
        "We have deleted the files.",
        "Dateien gelöscht.",
        "Thank you for your notice. The content has been removed from our servers.",
        "Wir haben den Inhalt gelöscht.",
        "Eemaldasime sisu.",
        "Pašalinome turinį.",
        "Vi har tagit bort innehållet.",
        "Αφαιρέσαμε το περιεχόμενο.",
    ],
)
def test_a_provider_who_has_removed_the_content_has_it_verified_by_an_analyst(text: str) -> None:
    world = provider_writes(text)

    assert gone(world) == [1, 2, 3]
    assert not any(item.verified for item in world.case.items)


@pytest.mark.parametrize(
    "text",
    [
        "We have not removed the content.",
        "Have you removed the content?",
        "Wir sind heute nicht mehr erreichbar.",
    ],
)
def test_P9_a_provider_who_has_not_removed_it_is_read_by_an_analyst(text: str) -> None:
    world = provider_writes(text)

    assert gone(world) == []
    assert world.case.notices[-1].asks


def test_P5_a_hold_in_swedish_is_heard_with_a_word_that_is_a_negation_in_spanish() -> None:
    world = unit_writes("Ni får inte informera leverantören.")

    assert world.case.holds_in_force()


@pytest.mark.parametrize(
    "text",
    [
        "Hold until 10 March 2026 at the earliest.",
        "Hold 10 days from receipt.",
        "Bitte bis frühestens 10. März warten.",
        "Bitte 10 Tage ab Eingang warten.",
        "Vänta tidigast till den 10 mars.",
    ],
)
def test_P5_an_end_that_is_the_earliest_one_or_counts_from_something_else_ends_no_hold(text: str) -> None:
    world = case_of()

    world.take(written(world, text))

    assert [hold.until for hold in world.case.holds_in_force()] == [None]
    assert world.case.pauses_open()
    assert world.case.unconfirmed()


@pytest.mark.parametrize(
    "text",
    [
        "You may send the notice.\n\nInsp. Lee\n\nThis e-mail is confidential. If you are not the intended"
        " recipient, please delete it.",
        "Received. We have no more questions. The hold is lifted.",
        "Received, thanks. No questions. You may send the notice.",
        "The hold is lifted.\n\nSent from my iPhone",
        "You may send the notice.\n\nAnna",
    ],
)
def test_small_print_and_courtesies_beside_a_release_keep_nothing_back(text: str) -> None:
    world = unit_writes(text, form=ONE, held=True)

    assert not world.case.holds_in_force()
    assert not world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "Received. The content has been removed. It is back.",
        "The content has been removed.\n\nBest regards\nLee\n\nPS: It is back.",
        "Mottaget. Nej. Innehållet har tagits bort.",
        "Nein. Die Inhalte wurden gelöscht.",
    ],
)
def test_P9_a_no_or_a_back_again_beside_a_removal_closes_no_case(text: str) -> None:
    world = unit_writes(text, form=ONE)

    assert world.case.is_open
    assert not gone(world)
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "Item 1 has been removed, item 2 and the logs have been preserved.",
        "Item 1 has been removed and item 2 and the logs have been preserved.",
        "Items 1 and the logs have been preserved. Item 2 is removed.",
        "The content was removed from item 1, item 3 and the account data were preserved.",
    ],
)
def test_P8_an_item_that_is_preserved_with_the_logs_is_none_that_was_removed(text: str) -> None:
    assert all(one.removed_by is None for one in provider_writes(text).case.items)
