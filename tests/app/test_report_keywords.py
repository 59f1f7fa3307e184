"""Keywords that people set on reports in the mailbox: seen, answered once, and never in a flood (P2, P12)."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from hotlined.app.ports import Permanent, Temporary
from hotlined.app.report_keywords import FIRST_RETRY, LOOK, ReportKeywords
from hotlined.domain.analysts.report_keywords import MOST_AN_HOUR, SETTING
from hotlined.domain.mail.identity import id_digest
from hotlined.domain.mail.message import Envelope
from hotlined.domain.record.casework import CaseOpened, ReportMarked
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.values.reference import desk_of
from tests.support.fake_mailbox import FakeMailbox
from tests.support.rig import ANN, BEN, PUBLIC, Rig
from tests.support.site import ANALYST_KEY

INTAKE = "Hotline/Intake"
TEXT = "Please look at https://files.example.net/item-1\n"
ALL = frozenset(SETTING)
HOUR = 3600.0


async def desk(
    count: int = 1, *, names: frozenset[str] = ALL, rig: Rig | None = None
) -> tuple[Rig, FakeMailbox]:
    """The daemon, with so many reports in Hotline/Intake."""
    rig = rig or Rig()
    rig.agree(report_keywords=names)
    for n in range(count):
        rig.boxes["intake"].deliver(rig.mail(PUBLIC, f"report {n}", TEXT))
    await rig.start()
    return rig, await watched(rig)


async def watched(rig: Rig) -> FakeMailbox:
    """What looks for keywords, running on its own connection."""
    box = rig.boxes["intake"].beside()
    await rig.also(ReportKeywords(rig.docket, box, rig.reader, INTAKE).run)
    return box


async def look(rig: Rig) -> None:
    """Until it has looked once more."""
    await rig.clock.advance(LOOK + 5)


def sent(rig: Rig, to: str = BEN) -> list[Envelope]:
    """The forms that an analyst was sent, each once; Ben's are not encrypted."""
    forms = {one.message_id: one for one in rig.courier.attempts(to) if b"ALARM" not in one.data}
    return list(forms.values())


def opened(rig: Rig, envelope: Envelope) -> EmailMessage:
    """An encrypted mail as Ann sees it."""
    armour = re.search(rb"-----BEGIN PGP MESSAGE.*?END PGP MESSAGE-----\r\n", envelope.data, re.DOTALL)
    assert armour is not None
    plain = message_from_bytes(rig.openpgp.open(armour[0]).plaintext, policy=policy.default)
    assert isinstance(plain, EmailMessage)
    return plain


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def marks(rig: Rig) -> list[ReportMarked]:
    return rig.events(desk_of(rig.clock.now()), ReportMarked)


async def test_off_by_default_nothing_is_looked_for() -> None:
    rig, box = await desk(names=frozenset())
    assert Rig().site.agreement.report_keywords == frozenset()
    box.mark(INTAKE, "$Illegal")
    await rig.clock.advance(HOUR)
    assert (box.calls, sent(rig), marks(rig)) == ([], [], [])
    await rig.kill()


async def test_a_keyword_brings_each_analyst_the_form_with_the_tag_ready() -> None:
    rig, box = await desk()
    box.mark(INTAKE, "$Illegal")
    await look(rig)
    (ann,), (ben,) = sent(rig, ANN), sent(rig, BEN)
    mail = opened(rig, ann)
    assert str(mail["Subject"]).startswith("[ILLEGAL] The form for a report of ")
    assert "URL: https://files.example.net/item-1\n" in text(mail)
    assert b"item-1" not in ben.data
    assert len(marks(rig)) == 1
    await rig.kill()


async def test_a_link_behind_the_words_of_a_report_in_html_stands_in_the_form() -> None:
    rig, box = await desk(0)
    report = rig.mail(PUBLIC, "report", '<p>Look at <a href="https://files.example.net/item-1">this</a>.</p>')
    rig.boxes["intake"].deliver(report.replace(b"text/plain", b"text/html"))
    await look(rig)
    box.mark(INTAKE, "$Illegal")
    await look(rig)
    assert "URL: https://files.example.net/item-1\n" in text(opened(rig, sent(rig, ANN)[0]))
    await rig.kill()


async def form_for(report: bytes, rig: Rig) -> str:
    """What Ann is sent for a report that somebody has marked."""
    box = rig.boxes["intake"].beside()
    rig.boxes["intake"].deliver(report)
    await look(rig)
    box.mark(INTAKE, "$Illegal")
    await look(rig)
    return text(opened(rig, sent(rig, ANN)[-1]))


async def test_a_url_that_is_only_the_subject_of_a_report_stands_in_the_form() -> None:
    rig, _ = await desk(0)
    form = await form_for(rig.mail(PUBLIC, "report: https://files.example.net/item-1", "see there\n"), rig)
    assert "URL: https://files.example.net/item-1\n" in form
    await rig.kill()


async def test_a_url_that_only_the_html_of_a_report_has_stands_in_the_form() -> None:
    rig, _ = await desk(0)
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = PUBLIC, "report", "<1@people.example>"
    mail.set_content("Please see the HTML version.\n")
    mail.add_alternative("<p>https://files.example.net/item-1</p>", subtype="html")
    form = await form_for(mail.as_bytes(policy=policy.SMTP), rig)
    assert "URL: https://files.example.net/item-1\n" in form
    await rig.kill()


async def test_P17_the_form_says_that_nobody_has_looked_for_urls_in_what_is_attached() -> None:
    rig, _ = await desk(0)
    files = [("list.csv", "text/csv", b"https://files.example.net/item-1"), ("1.png", "image/png", b"item 1")]
    form = await form_for(rig.mail(PUBLIC, "report", TEXT, files=files), rig)
    assert "Attached          2, not opened here" in form
    await rig.kill()
    rig, _ = await desk(0)
    assert "Attached" not in await form_for(rig.mail(PUBLIC, "report", TEXT), rig)
    await rig.kill()


async def test_P17_the_form_says_what_a_url_without_its_scheme_needs_before_it_is_taken() -> None:
    rig, _ = await desk(0)
    form = await form_for(rig.mail(PUBLIC, "report", "Look at files.example.net/item-1\n"), rig)
    assert "URL: files.example.net/item-1\n" in form
    assert "Complete each URL that begins with neither http nor https" in form
    await rig.kill()
    rig, _ = await desk(0)
    assert "Complete each URL" not in await form_for(rig.mail(PUBLIC, "report", TEXT), rig)
    await rig.kill()


async def test_the_front_page_that_the_web_form_names_below_each_report_is_no_url_of_it() -> None:
    """Left in the form it would be an item: the hotline's own page, reported and noticed."""
    foot = "-- \nSent from a form on Example Hotline (https://www.hotline.example.org)\n"
    rig, _ = await desk(0)
    form = await form_for(rig.mail(PUBLIC, "report", f"{TEXT}https://hotline.example.org/a\n\n{foot}"), rig)
    assert [line for line in form.split("\n") if line.startswith("URL:")] == [
        "URL: https://files.example.net/item-1",
        "URL: https://hotline.example.org/a",
    ]
    assert "URLs in it        2\n" in form
    await rig.kill()
    rig, _ = await desk(0)
    alone = await form_for(rig.mail(PUBLIC, "report", "https://www.hotline.example.org is it\n"), rig)
    assert "URL: https://www.hotline.example.org\n" in alone
    await rig.kill()


async def test_P9_a_keyword_alone_opens_no_case_and_sends_nothing_outside() -> None:
    rig, box = await desk()
    box.mark(INTAKE, "$Illegal", "$Urgent")
    await rig.clock.advance(HOUR * 30)
    assert [one for one in rig.store.open_streams() if one.startswith("HL-")] == []
    assert (rig.reports(), rig.notices(), rig.courier.attempts(PUBLIC)) == ([], [], [])
    await rig.kill()


async def test_P2_a_report_and_a_keyword_are_answered_once_also_after_a_restart() -> None:
    rig, box = await desk()
    box.mark(INTAKE, "$Illegal")
    await rig.clock.advance(HOUR)
    await rig.kill()
    rig = rig.restarted()
    await rig.start()
    box = await watched(rig)
    await rig.clock.advance(HOUR)
    assert (sent(rig), len(marks(rig)), box.wholes) == ([], 1, [])
    box.mark(INTAKE)  # taken off, and set once more
    await look(rig)
    box.mark(INTAKE, "$Illegal")
    await look(rig)
    assert (sent(rig), len(marks(rig))) == ([], 1)
    await rig.kill()


async def test_another_keyword_is_answered_too_and_the_mail_says_all_of_them() -> None:
    rig, box = await desk()
    box.mark(INTAKE, "$Illegal")
    await look(rig)
    box.mark(INTAKE, "$Urgent")
    await look(rig)
    assert [one.words for one in marks(rig)] == [("ILLEGAL",), ("URGENT",)]
    assert "[ILLEGAL], [URGENT]: set in a mail program" in text(opened(rig, sent(rig, ANN)[-1]))
    await rig.kill()


async def test_P2_new_uids_make_no_report_a_new_one() -> None:
    rig, box = await desk(3)
    for nth in range(3):
        box.mark(INTAKE, "$Illegal", nth=nth)
    await look(rig)
    assert len(sent(rig)) == 3
    box.renumber(INTAKE)
    await rig.clock.advance(HOUR)
    assert len(sent(rig)) == 3
    assert [len(one.letters) for one in marks(rig)] == [2, 2, 2, 0, 0, 0]
    box.calls.clear()
    await rig.kill()
    rig = rig.restarted()
    await rig.start()
    box = await watched(rig)
    await rig.clock.advance(HOUR)
    assert (sent(rig), box.wholes) == ([], [])
    await rig.kill()


async def test_P12_a_hundred_keywords_bring_so_many_forms_an_hour_and_one_alarm() -> None:
    rig, box = await desk(100)
    for nth in range(100):
        box.mark(INTAKE, "$Illegal", nth=nth)
    await rig.clock.advance(HOUR - 120)
    assert len(sent(rig)) == MOST_AN_HOUR
    assert rig.alarms("report-keywords") == 1
    assert len(box.wholes) <= MOST_AN_HOUR * 2  # what waits is not read again and again
    for nth in range(MOST_AN_HOUR, 100):  # somebody takes them off: a mistake
        box.mark(INTAKE, nth=nth)
    await rig.clock.advance(HOUR * 3)
    assert len(sent(rig)) == MOST_AN_HOUR
    assert len(rig.events(desk_of(rig.clock.now()), AlarmRaised)) == 1
    await rig.kill()


async def test_what_waits_is_answered_later_the_urgent_one_first() -> None:
    rig, box = await desk(MOST_AN_HOUR + 5)
    for nth in range(MOST_AN_HOUR + 5):
        box.mark(INTAKE, *(("$Unsure", "$Urgent") if nth == MOST_AN_HOUR + 4 else ("$Illegal",)), nth=nth)
    await look(rig)
    assert len(marks(rig)) == MOST_AN_HOUR
    assert marks(rig)[0].words == ("UNSURE", "URGENT")
    await rig.clock.advance(HOUR)
    assert len(marks(rig)) == MOST_AN_HOUR + 5
    await rig.kill()


async def test_P14_the_answer_opens_a_case_that_knows_its_report() -> None:
    rig, box = await desk()
    box.mark(INTAKE, "$Illegal")
    await look(rig)
    (form,) = sent(rig, ANN)
    filled = text(opened(rig, form)).replace("Type of content:", "Type of content: item 1")
    quoted = "".join(f"> {line}\n" for line in filled.splitlines())
    answer = rig.mail(ANN, "Re: [ILLEGAL] The form", f"[ILLEGAL]\n\n{quoted}", key=ANALYST_KEY, answers=form)
    rig.boxes["intake"].deliver(answer)
    await rig.settled()
    (reference,) = [one for one in rig.store.open_streams() if one.startswith("HL-")]
    (case,) = rig.events(reference, CaseOpened)
    report = message_from_bytes(rig.boxes["intake"].messages(INTAKE)[0])["Message-ID"]
    assert case.originals == (id_digest(report),)
    assert len(rig.reports()) == 1
    await rig.kill()


async def test_P1_a_mailbox_that_fails_is_asked_again_and_nothing_is_lost() -> None:
    rig, box = await desk()
    box.faults = {
        "with_keywords": [None, Temporary("gone"), Permanent("BAD")],
        "fetch": [Temporary("gone")],
    }
    box.mark(INTAKE, "$Illegal")
    await rig.clock.advance(FIRST_RETRY * 10)
    assert len(sent(rig)) == 1
    assert rig.alive()
    await rig.kill()


async def test_one_report_that_makes_us_stumble_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    rig, box = await desk(2)
    reads, calls = ReportKeywords._received_at, iter([True])

    def stumbles(self: ReportKeywords, mail: object) -> object:
        if next(calls, False):
            raise RuntimeError("a bug")
        return reads(self, mail)  # type: ignore[arg-type]

    monkeypatch.setattr(ReportKeywords, "_received_at", stumbles)
    box.mark(INTAKE, "$Illegal", nth=0)
    box.mark(INTAKE, "$Illegal", nth=1)
    await rig.clock.advance(HOUR)
    assert len(sent(rig)) == 1
    await rig.kill()


async def test_a_report_that_cannot_be_read_brings_the_form_and_says_so() -> None:
    rig, box = await desk(0)
    rig.boxes["intake"].deliver(rig.garbled(PUBLIC), INTAKE)
    box.mark(INTAKE, "$Illegal")
    await look(rig)
    assert "cannot be read here" in text(opened(rig, sent(rig, ANN)[0]))
    await rig.kill()


async def test_a_reload_that_ends_it_closes_the_connection() -> None:
    rig, box = await desk()
    rig.agree(report_keywords=frozenset())
    box.mark(INTAKE, "$Illegal")
    await rig.clock.advance(HOUR)
    assert (sent(rig), box.calls[-1]) == ([], "close")
    rig.agree(report_keywords=ALL)
    await rig.clock.advance(LOOK * 2)
    assert len(sent(rig)) == 1
    await rig.kill()
