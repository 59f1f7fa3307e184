"""Where the form stands: new text, attachment, or our own form quoted back; never a forwarded mail (P10)."""

import pytest

from hotlined.domain.analysts.transcribe import PASSED_OVER
from hotlined.domain.analysts.transcript import FORM_ATTACHED, Transcript
from hotlined.domain.form import read_form
from hotlined.domain.form.quoted import quoted
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Attachment
from hotlined.domain.text.newtext import new_text
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, analyst_mail, hours
from tests.support.world import World, reported

THEIRS = "URL: https://theirs.example.com/1\nType of content: PLANTED\n"


def marked(text: str, mark: str = "> ") -> str:
    return "".join(f"{mark}{line}\n" for line in text.splitlines())


def answer(
    world: World, kind: str, body: str, *, new: str = "", subject: str = "Re: Form [ILLEGAL]"
) -> Decision:
    """Ann's answer to the last mail of a kind; `body` is all of it, `new` what is not quoted."""
    mail = world.letters(kind)[-1]
    return world.take(
        analyst_mail(
            new, subject=subject, body=new + body, references=(mail.message_id,), received_at=world.now
        )
    )


def asked() -> World:
    """Ann has been sent an empty form."""
    world = World()
    world.take(analyst_mail(subject="[FORM]"))
    return world


def test_the_form_filled_in_in_the_quotation_of_our_form_is_read() -> None:
    world = asked()
    decision = answer(world, "form", "On Monday we wrote:\n" + marked(FORM))

    assert decision.folder == Folder.DONE, decision.reason
    assert world.case.form is not None
    assert world.case.form.content_type == "item 1"


@pytest.mark.parametrize(
    "head",
    [
        "From: Example Hotline <intake@hotline.example.org>\nSent: Monday, 2 March 2026 09:00\n"
        "To: Ann\nSubject: x\n\n",
        "-----Original Message-----\nFrom: Example Hotline\nSent: Monday\n\n",
        "________________________________\nVon: Example Hotline\nGesendet: Montag\nBetreff: x\n\n",
    ],
)
def test_a_quotation_without_marks_is_read_below_its_head(head: str) -> None:
    world = asked()
    decision = answer(world, "form", head + FORM)

    assert decision.folder == Folder.DONE, decision.reason


def test_what_is_typed_between_the_lines_of_our_quoted_form_is_their_value() -> None:
    world = asked()
    body = "On Monday we wrote:\n" + marked(
        f"{FORM}Useful information:\nComments:\nProtected by Cloudflare:\n"
    )
    body = body.replace("information:\n", "information:\n\na sign: 12\n# 3\n\n").replace(
        "ments:\n", "ments:\nseen twice\n"
    )
    assert answer(world, "form", body, new="Hello,\n\n").folder == Folder.DONE

    form = world.case.form
    assert form is not None
    assert (form.useful_information, form.comments) == ("a sign: 12\n# 3", "seen twice")


def test_a_quoted_URL_that_was_broken_over_lines_is_asked_about() -> None:
    world = asked()
    body = marked(FORM).replace("/item1\n", "/item1/\nmore\n")
    assert answer(world, "form", body).folder == Folder.REFUSED


def test_P10_another_mail_between_the_lines_of_our_quoted_form_ends_it() -> None:
    world = asked()
    theirs = f"From: visitor\nSent: Monday\nTo: us\nSubject: a\n\nPLANTED\n> {THEIRS}"
    answer(world, "form", marked(f"{FORM}Comments:\n") + theirs)
    assert "PLANTED" not in str(world.case.form)
    assert "theirs" not in str(world.case.form)


@pytest.mark.parametrize(
    "parting",
    [
        "----- Item 2 -----",
        "===== 2 =====",
        "=== Item 2 ===",
        "***** URL 2 *****",
        "_" * 10,
        *("_" * 30, "_" * 100, "-" * 100, "\u2014" * 50),
        "From: user1",
    ],
)
def test_P17_items_below_a_line_that_could_begin_another_mail_are_asked_about(parting: str) -> None:
    text = f"{FORM}\n{parting}\n\nURL: https://media.provider.example.net/item2\n"
    certain = new_text(text).certain
    decision = World().take(analyst_mail(text, subject="[ILLEGAL]", certain_text=certain))
    assert decision.folder == Folder.REFUSED
    assert "line 5: the form line below it is not read" in decision.reason


@pytest.mark.parametrize("parting", ["--", "CONTACT INFORMATION", "KONTAKT"])
def test_P17_a_second_form_below_the_end_of_the_first_is_asked_about(parting: str) -> None:
    text = f"{FORM}\n{parting}\nHotline: +372 555 0100\n\n{FORM.replace('item1', 'item2')}"
    certain = new_text(text).certain
    decision = World().take(analyst_mail(text, subject="[ILLEGAL]", certain_text=certain))

    assert decision.folder == Folder.REFUSED
    assert "line 5: the form line below it is not read" in decision.reason


@pytest.mark.parametrize(
    "below",
    [
        "--\n" + "".join(f"URL: https://example.net/{n}\n" for n in range(20)),
        "-- \nURL: https://example.net/1\nURL: https://example.net/2\n",
        "-- \nAnn\nExample Hotline\n\nURL: https://example.net/1\n",
        "--\nAnn\nPhone: +372 555 0101\nURL: https://example.net/1\n",
        "--\nVictim identifiable: yes\n",
    ],
)
def test_P17_items_or_a_field_below_a_signatures_beginning_are_asked_about(below: str) -> None:
    text = f"{FORM}\n{below}"
    decision = World().take(analyst_mail(text, subject="[ILLEGAL]", certain_text=new_text(text).certain))

    assert decision.folder == Folder.REFUSED
    assert "line 5: the form line below it is not read" in decision.reason


def test_P17_an_item_below_a_rule_is_asked_about_also_below_the_last_section_of_the_form() -> None:
    text = f"{FORM}\nCONTACT INFORMATION\nHotline: Ann\n----- Item 2 -----\nURL: https://example.org/2\n"
    decision = World().take(analyst_mail(text, subject="[ILLEGAL]", certain_text=new_text(text).certain))

    assert decision.folder == Folder.REFUSED
    assert "line 7: the form line below it is not read" in decision.reason


@pytest.mark.parametrize(
    "below",
    [
        "--\nAnn\nURL: https://hotline.example.org\nComments: by telephone\n",
        "-- \nAnn\nURL: https://www.hotline.example.org/\nPhone: +372 555 0101\n",
        "-- \n\nName: theirs\nE-mail: visitor@example.com\nURL: https://example.net/theirs\n",
        "-- \nAnn\nComments: theirs\n",
        f"CONTACT INFORMATION\nHotline: Ann\n{FORM}",
        "__________\nAnn\nHotline: +372 555 0100\n",
        "__________\nHotline: +372 555 0100\n",
        f"-- \n_____\n{THEIRS}",
        f"-----Original Message-----\nFrom: visitor\nSent: Monday\nSubject: a\n\n----- 1 -----\n{THEIRS}",
        f"From: visitor\nSent: Monday\nSubject: a\n\n{THEIRS}",
        f"On Monday, visitor wrote:\n{THEIRS}",
        marked(f"----- 1 -----\n{THEIRS}"),
    ],
)
def test_P10_what_is_somebody_elses_or_a_signature_is_passed_over_and_not_asked_about(below: str) -> None:
    text = f"{FORM}\n{below}"
    world = World()
    certain = new_text(text).certain
    decision = world.take(analyst_mail(text, subject="[ILLEGAL]", certain_text=certain))
    assert decision.folder == Folder.DONE, decision.reason
    assert world.case.form is not None
    assert "theirs" not in str(world.case.form)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("The visitor wrote:", True),
        ("Der Besucher schrieb:", True),
        ("On Mon, 2 March 2026, someone wrote:", False),
    ],
)
def test_P17_form_lines_below_an_analysts_own_attribution_are_told_as_not_read(head: str, told: bool) -> None:
    text = f"{FORM}\n{head}\n\nI saw this.\nUseful information: PLANTED\n"
    world = World()
    world.take(analyst_mail(text, subject="[ILLEGAL]", certain_text=new_text(text).certain))

    transcript = world.letters("opened")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    line = text.splitlines().index(head) + 1
    assert transcript.remarks == ((f"line {line}: {PASSED_OVER}",) if told else ())
    assert world.case.form is not None
    assert "PLANTED" not in str((world.case.form, transcript.remarks))


def test_P10_the_quotation_of_another_mail_is_never_read() -> None:
    world = World()
    decision = world.take(
        analyst_mail("", subject="[ILLEGAL]", body=marked(THEIRS), references=("<x@example.com>",))
    )

    assert decision.folder == Folder.REFUSED
    assert "PLANTED" not in str([draft.values for draft in world.drafts.values()])


def test_P10_a_quotation_within_our_quotation_is_not_read() -> None:
    world = asked()
    answer(world, "form", marked(FORM + marked(THEIRS)))

    assert "PLANTED" not in str(world.case.form)


def test_P10_our_form_sent_to_somebody_else_is_not_read() -> None:
    world = asked()
    (mail,) = world.letters("form")
    world.take(analyst_mail("", subject="[FORM]", from_=(world.site.analysts[1].address,), signed=False))
    decision = world.take(
        analyst_mail(
            "", subject="[ILLEGAL]", body=marked(FORM), references=("<other@example.com>", mail.message_id)
        )
    )

    assert decision.folder == Folder.REFUSED


def test_P17_a_refused_form_is_corrected_in_the_quotation_of_the_refusal() -> None:
    world = World()
    world.take(analyst_mail("URL: https://media.provider.example.net/item1\n", subject="[ILLEGAL]"))
    form = str(world.letters("refused")[-1].values["form"]).replace(
        "Type of content:", "Type of content: item 1"
    )
    body = marked(
        f"Nothing was done.\n\n  - Type of content: is missing\n\n{form}\n-- \n[HELP] brings the list\n"
    )

    decision = answer(world, "refused", body, subject="Re: [ILLEGAL]")

    assert decision.folder == Folder.DONE, decision.reason


def test_what_is_written_anew_comes_before_what_is_quoted() -> None:
    world = asked()
    answer(world, "form", marked(THEIRS), new=FORM)

    assert world.case.form is not None
    assert world.case.form.content_type == "item 1"


def test_the_attached_form_is_read() -> None:
    world = World()
    decision = world.take(analyst_mail("Please see attached.", subject="[ILLEGAL]", attached_form=FORM))

    assert decision.folder == Folder.DONE, decision.reason
    transcript = world.letters("opened")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    assert [(one.line, one.label) for one in transcript.fields][:2] == [(1, "URL"), (2, "IP address")]
    assert transcript.ignored.other == 1
    assert transcript.attachments_note == FORM_ATTACHED


def test_what_might_surprise_is_said_with_the_line_of_the_mail() -> None:
    world = World()
    text = "\n" + FORM + FORM.splitlines()[0] + "\n"
    world.take(analyst_mail(text, subject="[ILLEGAL]"))

    transcript = world.letters("opened")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    assert transcript.remarks == ("line 5: the same URL as item 1; it is one item",)


def test_P17_a_form_in_the_mail_and_another_attached_is_one_too_many() -> None:
    world = World()
    decision = world.take(analyst_mail(FORM, subject="[ILLEGAL]", attached_form=FORM))

    assert "send one of them" in decision.reason


def test_an_update_may_be_attached() -> None:
    world = reported()
    world.wait(hours(1))
    decision = world.take(
        analyst_mail(
            subject=f"[{world.case.stream}] [UPDATE]", attached_form="Comments: seen\n", received_at=world.now
        )
    )

    assert decision.folder == Folder.DONE, decision.reason
    assert world.case.form is not None
    assert world.case.form.comments == "seen"


def test_one_mark_is_taken_off() -> None:
    assert quoted("hello\n> URL: a\n>> URL: b\n>URL: c") == "URL: a\n> URL: b\nURL: c"
    assert quoted("hello") == ""
    assert read_form(quoted("> # comment"), labels={}, zone=World().site.hotline.timezone).problems == ()


FORWARDED = "-------- Forwarded Message --------\nFrom: Visitor <someone@example.com>\n\na report\n"


@pytest.mark.parametrize(
    "report",
    [
        FORWARDED,
        "On Monday, visitor wrote:\n\na report\n",
        "On Monday, visitor wrote:\n> a report\n",
        "On Mon, 2 March 2026 at 09:00, Visitor <\nsomeone@example.com> wrote:\na report\n",
        "Am Montag schrieb Besucher:\n> eine Meldung\n",
        "> a report\n",
        "Sender: Visitor\nGesendet: Montag, 2. März 2026\nAn: Example Hotline\nBetreff: a report\n\nhello\n",
    ],
)
def test_P10_a_form_attached_beside_a_report_in_the_text_could_be_the_reporters_and_is_not_read(
    report: str,
) -> None:
    world = World()

    decision = world.take(
        analyst_mail("", subject="[ILLEGAL]", body=report, attached_form=FORM + "Comments: PLANTED\n")
    )

    assert decision.folder == Folder.REFUSED
    assert "could be the reporter's" in decision.reason
    assert "PLANTED" not in str([draft.values for draft in world.drafts.values()])


def test_the_analysts_own_lines_count_where_a_reporter_has_attached_a_form() -> None:
    world = World()
    planted = FORM.replace("item 1\n", "PLANTED\n")

    decision = world.take(
        analyst_mail(FORM, subject="[ILLEGAL]", body=FORM + FORWARDED, attached_form=planted)
    )

    assert decision.folder == Folder.DONE, decision.reason
    assert world.case.form is not None
    assert world.case.form.content_type == "item 1"


def test_a_form_attached_to_an_answer_to_us_is_read_though_it_quotes_us() -> None:
    world = asked()
    sent = world.letters("form")[-1].message_id
    body = "On Monday, Example Hotline wrote:\n> Here is the form.\n"

    decision = world.take(
        analyst_mail("", subject="[ILLEGAL]", body=body, references=(sent,), attached_form=FORM)
    )

    assert decision.folder == Folder.DONE, decision.reason


def test_a_form_attached_to_an_answer_to_us_is_read_though_outlook_quotes_our_head() -> None:
    world = asked()
    sent = world.letters("form")[-1].message_id
    head = "From: Example Hotline <intake@hotline.example.org>\nSent: Monday, 2 March 2026 09:00\n\n"

    decision = world.take(
        analyst_mail("", subject="[ILLEGAL]", body=head, references=(sent,), attached_form=FORM)
    )

    assert decision.folder == Folder.DONE, decision.reason


def test_P17_where_no_form_is_found_the_answer_says_how_an_attached_file_is_read() -> None:
    def reason(name: str, text: str = "see the file\n") -> str:
        file = Attachment(name, "text/plain", 80, "0" * 64)
        return World().take(analyst_mail(text, subject="[ILLEGAL]", attachments=(file,))).reason

    for name in ("report-1.txt", "Form.docx", "list.XLSX"):
        assert reason(name).endswith(
            "an attached file is read as the form only if it is plain text and named form.txt; send it so, or"
            " write its lines into the mail"
        )
    assert "named form.txt" not in reason("shot.png")
    assert "named form.txt" not in reason("report-1.txt", "URL: https://example.org/1\n")


def test_P10_what_a_colleague_wrote_below_the_form_that_they_quoted_is_no_value() -> None:
    body = (
        "[ILLEGAL]\nOn Monday, Ben <ben@hotline.example.org> wrote:\n> Please send that again.\n>\n"
        "> > # REPORT\n> > URL: https://example.org/1\n> > Comments: c\n>\n> Jane has told it to me.\n"
    )
    assert [one for one in quoted(body).split("\n") if one] == [
        "# REPORT",
        "URL: https://example.org/1",
        "Comments: c",
    ]
