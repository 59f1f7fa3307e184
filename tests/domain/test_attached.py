"""What of an analyst's files goes along with a report, to whom, and what is said of the rest."""

import hashlib
from dataclasses import replace

import pytest

from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.attached import (
    IN_CLEAR,
    MAYBE_THE_REPORTERS,
    SAVED_MAIL,
    for_unit,
    kept,
    listed,
    passing,
)
from hotlined.domain.mail.message import Attachment, Inbound, Original
from tests.support.mails_in import T0, analyst_mail
from tests.support.site import make_agreement, make_site, make_unit

ALLOWS = make_unit(attachments=True)
SITE = make_site(units=(ALLOWS, make_unit("county")))
HOME = ("national",)


def attached(name: str = "item 1.png", kind: str = "image/png", size: int = 34_000) -> Attachment:
    """A file; files of different names are different."""
    return Attachment(name, kind, size, hashlib.sha256(name.encode()).hexdigest())


def mail(*files: Attachment, **fields: object) -> Inbound:
    return replace(analyst_mail(encrypted=True, attachments=files), **fields)  # type: ignore[arg-type]


def limited(**terms: object) -> Site:
    return replace(SITE, agreement=make_agreement(**terms))


def test_files_go_to_the_units_that_agreed_to_them_and_the_analyst_is_told_who_gets_them() -> None:
    found = passing(mail(attached()), ("national", "county"), SITE)
    assert found.files == (attached(),)
    assert found.note == (
        "Passed on to national, encrypted, as attachment-1.png. "
        "Not passed on to county: the agreement does not allow it."
    )
    assert found.problems == ()


@pytest.mark.parametrize(
    ("units", "note"),
    [
        (("county",), "Not passed on to county: the agreement does not allow it."),
        ((), "Not passed on: no report goes to the LEA by this mail."),
        (("unknown",), "Not passed on: no report goes to the LEA by this mail."),
    ],
)
def test_without_a_unit_that_agreed_nothing_is_kept(units: tuple[str, ...], note: str) -> None:
    found = passing(mail(*[attached(f"item {n}") for n in range(99)]), units, SITE)
    assert (found.files, found.note, found.problems) == ((), note, ())


def test_a_unit_may_take_pictures_only_or_less_than_the_agreement() -> None:
    pictures = make_unit("pictures", attachments=True, images_only=True)
    small = make_unit("small", attachments=True, attachments_limit=50_000)
    site = make_site(units=(ALLOWS, pictures, small))
    files = (attached("a.pdf", "application/pdf"), attached("b.png"), attached("c.svg", "image/svg+xml"))
    found = passing(mail(*files), ("national", "pictures", "small"), site, first=3)
    assert found.files == files
    assert found.note == (
        "Passed on to national, encrypted, as attachment-3.pdf, attachment-4.png, attachment-5.bin. "
        "Passed on to pictures, encrypted, as attachment-4.png. "
        "Not all passed on to pictures: it takes pictures only. "
        "Not passed on to small: the files have 102 kB, it takes at most 50 kB."
    )
    assert for_unit(found.files, pictures) == files[1:2]
    assert for_unit(found.files, small) == ()
    assert for_unit(files[:1], small) == files[:1]
    alone = passing(mail(*files), ("pictures",), site)
    assert alone.files == files[1:2]
    none = passing(mail(files[0]), ("pictures", "small"), replace(site, units=(pictures,)))
    assert (none.files, none.note) == ((), "Not all passed on to pictures: it takes pictures only.")


def test_the_agreements_limits_count_what_goes_along_only() -> None:
    site = make_site(
        units=(make_unit(attachments=True, images_only=True),), agreement=make_agreement(attachments_count=1)
    )
    files = (attached("a.pdf", "application/pdf"), attached("b.png"))
    assert passing(mail(*files), HOME, site).problems == ()


def test_a_mail_without_files_is_told_nothing() -> None:
    assert passing(mail(), HOME, SITE) == passing(mail(attached(size=0)), HOME, SITE)
    assert passing(mail(), HOME, SITE).note == ""


@pytest.mark.parametrize(
    "kind",
    ["message/rfc822", "message/global", "application/pgp-keys", "application/pgp-signature",
     "application/pkcs7-signature", "application/x-pkcs7-signature", "text/rfc822-headers"],
)  # fmt: skip
def test_P10_what_is_forwarded_is_never_passed_on_nor_what_mail_programs_add(kind: str) -> None:
    originals = (Original("<report@example.com>", T0),) if kind == "message/rfc822" else ()
    one = mail(attached(), attached("message.eml", kind), originals=originals)
    assert passing(one, HOME, SITE).files == (attached(),)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("report.eml", "application/octet-stream"),
        ("Fwd item 1.MSG", "application/octet-stream"),
        ("unnamed", "application/vnd.ms-outlook"),
        ("winmail.dat", "application/ms-tnef"),
        ("report.emlx", "text/plain"),
        ("report.mbox", "application/mbox"),
    ],
)
def test_P10_a_mail_that_was_saved_as_a_file_is_not_passed_on(name: str, kind: str) -> None:
    alone = passing(mail(attached(name, kind)), HOME, SITE)
    assert (alone.files, alone.note) == ((), SAVED_MAIL)
    beside = passing(mail(attached(), attached(name, kind)), HOME, SITE)
    assert beside.files == (attached(),)
    assert beside.note == f"Passed on to national, encrypted, as attachment-1.png. {SAVED_MAIL}"
    nowhere = passing(mail(attached(), attached(name, kind)), ("county",), SITE)
    assert nowhere.note == f"Not passed on to county: the agreement does not allow it. {SAVED_MAIL}"


@pytest.mark.parametrize(
    "fields",
    [
        {"originals": (Original(None, T0),)},
        {"body": "URL: x\n\n-------- Forwarded Message --------\nhello"},
        {"body": "URL: x\n\nBegin forwarded message:\nhello"},
        {"body": "URL: x\n\nFrom: visitor@example.com\nhello"},
        {"body": "URL: x\n\nVon: Visitor <visitor@example.com>\nhello"},
        {"body": "URL: x\n\nOn Monday, visitor wrote:\nhello"},
        {"body": "URL: x\n\nOn Monday, visitor wrote:\n> hello"},
        {"body": "URL: x\n\n> hello"},
        {"body": "URL: x\n\n2026-03-02 9:00 GMT+02:00 Visitor <visitor@example.com>:\nhello"},
        {"body": "URL: x\n\nAfsender: Visitor\nDato: 2. marts 2026\nEmne: hello\n\nhello"},
    ],
)
def test_P10_files_beside_a_report_forwarded_in_the_text_could_be_the_reporters(
    fields: dict[str, object],
) -> None:
    found = passing(mail(attached(), **fields), HOME, SITE)
    assert (found.files, found.note) == ((), MAYBE_THE_REPORTERS)


def test_files_beside_the_quotation_of_our_own_mail_are_the_analysts() -> None:
    one = mail(attached(), body="URL: x\n\nOn Monday, Example Hotline wrote:\n> hello")
    assert passing(one, HOME, SITE, answers_us=True).files == (attached(),)


def test_files_that_were_sent_in_clear_are_passed_on_and_the_analyst_is_told() -> None:
    found = passing(mail(attached(), encrypted=False), HOME, SITE)
    assert found.files
    assert found.note.endswith(IN_CLEAR)


def test_P17_too_large_or_too_many_the_mail_is_refused_with_what_was_expected() -> None:
    site = limited(attachments_limit=1_200_000, attachments_count=2)
    whole = passing(mail(attached("1", size=600_000), attached("2", size=600_000)), HOME, site)
    assert whole.problems == ()
    large = passing(mail(attached("1", size=600_000), attached("2", size=900_000)), HOME, site)
    assert large.problems == ("the attached files have 1.5 MB; expected at most 1.2 MB with one report",)
    three = passing(mail(*[attached(str(n), size=1) for n in range(3)]), HOME, site)
    assert three.problems == ("3 files are attached; expected at most 2 with one report",)


def test_P17_files_that_cannot_be_encrypted_to_our_own_key_refuse_the_mail() -> None:
    found = passing(mail(attached(), attachments_problem="the key is expired"), HOME, SITE)
    (problem,) = found.problems
    assert "cannot be kept: the key is expired; send the mail without them" in problem


def test_names_are_ours_and_only_types_that_nothing_starts_stay() -> None:
    files = [
        attached("visitor@example.com.png", "IMAGE/PNG"),
        attached("../../etc/passwd", "text/html"),
        attached("item 3", "application/x-msdownload"),
        attached("item 4", "application/pdf"),
    ]
    events = list(kept(files, "0" * 64, "Ann"))
    assert [(one.file, one.content_type) for one in events] == [
        ("attachment-1.png", "image/png"),
        ("attachment-2.bin", "application/octet-stream"),
        ("attachment-3.bin", "application/octet-stream"),
        ("attachment-4.pdf", "application/pdf"),
    ]


def test_the_same_file_twice_in_a_mail_goes_once() -> None:
    assert len(passing(mail(attached(), attached()), HOME, SITE).files) == 1


def test_the_form_lists_files_with_their_sizes() -> None:
    assert listed([]) == ""
    assert listed([("attachment-1.png", 1)]) == "attachment-1.png (1 B)"
    two = [("attachment-1.png", 34_400), ("attachment-2.pdf", 1_250_000)]
    assert listed(two) == "attachment-1.png (34 kB), attachment-2.pdf (1.2 MB)"


def test_the_form_itself_is_read_and_not_passed_on_as_a_file() -> None:
    form = replace(attached("form.txt", "text/plain"), is_form=True)
    read = mail(attached(), form, attached_form="URL: https://files.example.net/item-1\n")
    assert passing(read, HOME, SITE).files == (attached(),)
    notes = mail(attached(), form, attached_form="notes")
    assert len(passing(notes, HOME, SITE).files) == 2
