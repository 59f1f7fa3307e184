"""A tag beside words that put it off is asked about: what is to come is not done, an order is for now."""

import pytest

from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.record.noticed import NtdSentByLea
from hotlined.domain.record.reporting import ReceiptGiven
from hotlined.domain.replies.denied import denial
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.folders import Folder
from tests.domain.test_denied import PHRASES
from tests.support.mails_in import analyst_mail, police_mail
from tests.support.site import make_agreement
from tests.support.world import World, home_site, reported


def lea_sends(text: str) -> World:
    """The world after a signed mail of the unit that sends the notices itself."""
    site = home_site(phrases=PHRASES, agreement=make_agreement(ntd_body=NtdBody.LEA))
    world = reported(World(site))
    (report,) = world.letters("annex-i")
    text = f"{text}\n\n{report.stream}"
    mail = police_mail(text, signed=True, references=(report.message_id,), received_at=world.now)
    world.take(mail)
    return world


def is_sent(world: World) -> bool:
    return any(isinstance(event, NtdSentByLea) for _, event in world.log)


@pytest.mark.parametrize(
    "words",
    [
        "We will send it tomorrow.",
        "we will send it tomorrow",
        "It will be sent soon.",
        "It is going out this afternoon.",
        "Planned for Monday.",
        "Tomorrow.",
        "Wir werden sie morgen versenden.",
        "Wird morgen verschickt.",
        "Sie wird noch heute verschickt.",
        "Nous l'enverrons demain.",
        "Zostanie wysłane jutro.",
        "Skickas imorgon.",
        "Verzenden we morgen, binnenkort.",
        "We shall send it on 5 December.",
    ],
)
def test_P5_a_notice_that_the_LEA_will_send_is_not_sent(words: str) -> None:
    for text in (f"[NTD-SENT]\n\n{words}", f"[NTD-SENT]\n{words}"):
        world = lea_sends(text)

        assert not is_sent(world)
        assert world.case.pauses_open()


@pytest.mark.parametrize(
    "words",
    [
        "",
        "It was sent yesterday.",
        "Sent this morning.",
        "Sie wurde heute Morgen versandt.",
        "Wurde gestern verschickt, Details werden folgen.",
        "The report will follow.",
    ],
)
def test_a_notice_that_was_sent_is_sent_whatever_else_is_to_come(words: str) -> None:
    assert is_sent(lea_sends(f"[NTD-SENT]\n\n{words}"))


@pytest.mark.parametrize(
    ("word", "argument", "text"),
    [
        (Word.REMOVED, None, "The provider will take it down tomorrow."),
        (Word.REMOVED, None, "Wird morgen gelöscht."),
        (Word.REMOVED, "1", "It will be removed tomorrow."),
        (Word.CLOSE, None, "as soon as item 2 is gone"),
        (Word.CLOSE, None, "tomorrow"),
        (Word.CLOSE, None, "on Monday"),
        (Word.CLOSE, None, "but only when item 2 is gone"),
        (Word.CLOSE, None, "bis morgen"),
        (Word.CLOSE, None, "Bis Montag"),
        (Word.REMOVED, None, "Bis morgen, sagt der Anbieter."),
        (Word.CLOSE, None, "Bis Freitag! Dann schließen."),
        (Word.CLOSE, None, "Bis Freitag!\nDanach schließen."),
        (Word.RELEASE, None, "Bitte nicht sofort.\n\nBis Freitag."),
        (Word.RELEASE, None, "Bis Montag!"),
        (Word.CLOSE, None, "Please close it once the police have confirmed"),
        (Word.CLOSE, None, "sobald Eintrag 2 weg ist"),
        (Word.RELEASE, None, "if the prosecutor agrees"),
    ],
)
def test_what_puts_a_tag_off_is_found(word: Word, argument: str | None, text: str) -> None:
    assert denial(Tag(word, argument), text, PHRASES)


@pytest.mark.parametrize(
    ("word", "argument", "text"),
    [
        (Word.REMOVED, None, "It was removed last week."),
        (Word.REMOVED, None, "The page was gone when we looked."),
        (Word.REMOVED, None, "Vom Anbieter gelöscht."),
        (Word.REMOVED, "1", "The rest will be removed tomorrow."),
        (Word.REMOVED, "1", "item 2 will be removed tomorrow"),
        (Word.CLOSE, None, "all done, thanks"),
        (Word.CLOSE, None, "If you need more, call us."),
        (Word.CLOSE, None, "The police have confirmed that it is gone."),
        (Word.NTD_SENT, None, "Thanks, see you on Monday."),
        (Word.CLOSE, None, "Have a good weekend, see you Monday."),
        (Word.RELEASE, None, "Talk to you on Monday."),
        (Word.CLOSE, None, "Bis morgen!\nAnna"),
        (Word.CLOSE, None, "Alles erledigt.\n\nBis Montag\nAnna"),
        (Word.CLOSE, None, "Viskas padaryta.\nIki rytojaus,\nAnna"),
        (Word.NTD_SENT, None, "Vielen Dank.\r\nBis bald!\r\nAnna"),
        (Word.NOTE, None, "tomorrow"),
    ],
)
def test_what_does_not_put_a_tag_off_is_let_pass(word: Word, argument: str | None, text: str) -> None:
    assert not denial(Tag(word, argument), text, PHRASES)


@pytest.mark.parametrize("text", ["as soon as item 2 is gone", "tomorrow", "on Monday"])
def test_an_analyst_who_closes_for_later_is_asked(text: str) -> None:
    for subject, body in (("[CLOSE]", text), (f"[CLOSE] {text}", "")):
        world = reported(World(home_site(phrases=PHRASES)))
        mail = analyst_mail(subject=f"[{world.case.stream}] {subject}", text=body)

        assert world.take(mail).folder != Folder.DONE
        assert world.case.closed is None


@pytest.mark.parametrize("how", ["they will call tomorrow", "Will be confirmed", "maybe", "soon", "morgen"])
def test_P8_a_receipt_that_is_only_expected_is_none(how: str) -> None:
    world = reported(World(home_site(phrases=PHRASES)))
    world.take(analyst_mail(subject=f"[{world.case.stream}] [RECEIVED:{how}]"))

    assert not any(isinstance(event, ReceiptGiven) for _, event in world.log)


@pytest.mark.parametrize(
    "how",
    [
        *("telefonisch heute Morgen", "by phone this morning", "per Telefon, gestern"),
        *("by phone, Officer Will", "Mr Shall on the phone"),
    ],
)
def test_a_receipt_of_this_morning_is_one(how: str) -> None:
    world = reported(World(home_site(phrases=PHRASES)))
    world.take(analyst_mail(subject=f"[{world.case.stream}] [RECEIVED:{how}]"))

    assert any(isinstance(event, ReceiptGiven) for _, event in world.log)


@pytest.mark.parametrize("day", ["yesterday", "today", "gestern", "Heute", "igår"])
def test_a_tag_with_a_day_in_words_that_has_been_is_as_good_as_one_without(day: str) -> None:
    world = lea_sends(f"[NTD-SENT:{day}]")
    assert is_sent(world)
    assert not world.case.pauses_open()

    world = lea_sends(f"[REMOVED: {day}]")
    assert world.case.gone(1)
    assert not world.case.pauses_open()


@pytest.mark.parametrize(
    "tag", ["[NTD-SENT:2026-03-09]", "[NTD-SENT:1 2026-03-09]", "[NTD-SENT:1 partly]", "[NTD-SENT:the first]"]
)
def test_P5_a_tag_whose_day_is_to_come_or_that_cannot_be_read_says_nothing_is_sent(tag: str) -> None:
    world = lea_sends(tag)

    assert not is_sent(world)
    assert world.case.pauses_open()


@pytest.mark.parametrize("tag", ["[REMOVED:2026-03-09]", "[REMOVED:1 partly]", "[REMOVED:half of it]"])
def test_P9_nor_that_content_is_gone(tag: str) -> None:
    world = lea_sends(tag)

    assert not world.case.gone(1)
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "tag", ["[REMOVED:2026-03-01]", "[REMOVED:1 2026-03-01]", "[REMOVED:1]", "[REMOVED]"]
)
def test_what_was_gone_by_a_day_that_has_been_is_gone(tag: str) -> None:
    assert lea_sends(tag).case.gone(1)
