"""An analyst's files: encrypted to our own key before anything is stored, inside the report or nowhere."""

import base64

import pytest

from hotlined.adapters import mime_read
from hotlined.app.destroying import destroy_files
from hotlined.app.ports import Temporary
from hotlined.domain.letters.attached import listed
from hotlined.domain.mail.message import Enclosed, Envelope
from hotlined.domain.record.casework import AttachmentKept, CaseOpened
from hotlined.domain.record.destroyed import AttachmentsPurged
from hotlined.domain.record.reporting import ReportBlocked
from tests.support.annex import annex_values
from tests.support.fake_openpgp import FakeOpenPGP
from tests.support.languages import LETTERS
from tests.support.rig import ANN, FORM, PROVIDER, Rig
from tests.support.site import ANALYST_KEY, HOTLINE_KEY, LEA_KEY, make_site, make_unit

MARK = b"planted-marker-of-a-file"
SHOT = ("item 1 of visitor@example.com.png", "image/png", b"\x89PNG\r\n" + bytes(range(256)) + MARK)
TEXT = ("notes.txt", "text/plain", b"From \r\n.\n" + MARK)
TAGS = "[ILLEGAL]\n[HOST:EE]"


def agreed(**terms: object) -> Rig:
    """A daemon whose LEA unit takes attachments."""
    rig = Rig(make_site(providers=(PROVIDER,), units=(make_unit(attachments=True),)))
    if terms:
        rig.agree(**terms)
    return rig


def shown(rig: Rig, *files: tuple[str, str, bytes], tags: str = TAGS, secret: bool = True) -> bytes:
    """An analyst's mail that opens a case, with files."""
    return rig.mail(ANN, "a report", f"{tags}\n\n{FORM}", key=ANALYST_KEY, files=files, secret=secret)


def read_by(key: str, envelope: Envelope) -> dict[str, bytes]:
    """The files inside of an encrypted mail, as the owner of a key gets them."""
    reader = FakeOpenPGP(key)
    plain = reader.open(mime_read.read_structure(envelope.data).ciphertext).plaintext
    content = mime_read.read_content(plain)
    return {one.name: content.octets(one) for one in content.attachments}


def said(rig: Rig) -> str:
    """What the analyst was told, in one line."""
    plain = FakeOpenPGP(ANALYST_KEY).open(
        mime_read.read_structure(rig.courier.attempts(ANN)[-1].data).ciphertext
    )
    return " ".join(mime_read.read_content(plain.plaintext).text.split())


def annexes(rig: Rig) -> list[Envelope]:
    """The reports that left, without the mails that ask for a call because none could."""
    return [one for one in rig.reports() if b"multipart/encrypted" in one.data]


async def opened(rig: Rig, *files: tuple[str, str, bytes], **how: object) -> str:
    """The case that such a mail opens."""
    await rig.start()
    rig.boxes["intake"].deliver(shown(rig, *files, **how))  # type: ignore[arg-type]
    await rig.settled()
    (reference,) = (one for one in rig.store.open_streams() if one.startswith("HL-"))
    return reference


def stored(rig: Rig) -> bytes:
    """Everything that the store was given, as it was given."""
    parts = [repr(commit).encode() for commit in rig.store.commits]
    return b"\n".join([*parts, *rig.store.envelopes.values(), *rig.store.files.values()])


def clear(data: bytes) -> list[bytes]:
    """The planted bytes as they stand, in the codings a mail or a record could have them in."""
    codings = [MARK, MARK.hex().encode(), *(base64.b64encode(b"x" * n + MARK)[4:-4] for n in range(3))]
    return [one for one in codings if one in data]


async def test_I11_files_reach_the_unit_inside_the_report_and_byte_for_byte() -> None:
    rig = agreed()
    reference = await opened(rig, SHOT, TEXT)
    files = read_by(LEA_KEY, annexes(rig)[0])
    assert files == {"attachment-1.png": SHOT[2], "attachment-2.txt": TEXT[2]}
    kept = rig.events(reference, AttachmentKept)
    assert [one.file for one in kept] == ["attachment-1.png", "attachment-2.txt"]
    await rig.kill()


async def test_I11_the_report_lists_its_files() -> None:
    rig = agreed()
    await opened(rig, SHOT)
    plain = FakeOpenPGP(LEA_KEY).open(mime_read.read_structure(rig.reports()[0].data).ciphertext).plaintext
    text = mime_read.read_content(plain).text
    assert "1 file attached: attachment-1.png (286 B)" in " ".join(text.split())
    assert "visitor@example.com" not in text
    await rig.kill()


@pytest.mark.parametrize("subject", ["item 1", "item 1 " * 40])
async def test_P10_a_report_that_an_analyst_saved_and_attached_does_not_reach_the_unit(subject: str) -> None:
    saved = f"From: visitor@example.com\r\nSubject: {subject}\r\n\r\nhello\r\n".encode()
    rig = agreed()
    await opened(rig, SHOT, (f"{subject}.eml", "application/octet-stream", saved))
    assert read_by(LEA_KEY, annexes(rig)[0]) == {"attachment-1.png": SHOT[2]}
    assert len(rig.store.files) == 1
    assert "A mail that was saved as a file is not passed on: it could be the reporter's." in said(rig)
    await rig.kill()


@pytest.mark.parametrize("secret", [True, False])
async def test_P4_a_file_is_nowhere_in_clear_once_it_is_in_the_store(secret: bool) -> None:
    rig = agreed()
    await opened(rig, SHOT, TEXT, secret=secret)
    assert rig.store.files
    assert clear(stored(rig)) == []
    assert clear(b"".join(one.envelope.data for one in rig.courier.log)) == []
    assert read_by(HOTLINE_KEY, rig.reports()[0])["attachment-1.png"] == SHOT[2]  # the test can see it
    await rig.kill()


async def test_P3_a_file_is_stored_in_the_same_commit_as_the_case_and_its_report() -> None:
    rig = agreed()
    await opened(rig, SHOT)
    (commit,) = (one for one in rig.store.commits if one.files)
    (kept,) = (event for event in commit.events if isinstance(event, AttachmentKept))
    assert set(commit.files) == {kept.sealed}
    assert any(isinstance(event, CaseOpened) for event in commit.events)
    assert "annex-i" in {row.kind for row in commit.rows}
    await rig.kill()


async def test_where_the_agreement_does_not_allow_it_no_file_is_kept_or_even_encrypted() -> None:
    rig = Rig()
    reference = await opened(rig, SHOT)
    assert (rig.store.files, rig.events(reference, AttachmentKept)) == ({}, [])
    assert read_by(LEA_KEY, annexes(rig)[0]) == {}
    assert "Not passed on to national: the agreement does not allow it." in said(rig)
    await rig.kill()


async def test_in_a_report_of_several_parts_the_first_carries_the_files() -> None:
    rig = agreed(fragment_size=1)
    await rig.start()
    form = "".join(f"URL: https://files.example.net/item-{n}\n" for n in (1, 2)) + FORM.split("\n", 1)[1]
    rig.boxes["intake"].deliver(
        rig.mail(ANN, "a", f"{TAGS}\n\n{form}", key=ANALYST_KEY, files=[SHOT], secret=True)
    )
    await rig.clock.advance(3 * 3600)
    assert [sorted(read_by(LEA_KEY, one)) for one in rig.reports()[:2]] == [["attachment-1.png"], []]
    await rig.kill()


async def test_P17_over_the_limit_nothing_is_done_and_the_analyst_is_told_what_was_expected() -> None:
    rig = agreed(attachments_limit=100)
    await rig.start()
    rig.boxes["intake"].deliver(shown(rig, SHOT))
    await rig.settled()
    assert [one for one in rig.store.open_streams() if one.startswith("HL-")] == []
    assert (rig.store.files, rig.reports()) == ({}, [])
    assert "the attached files have 286 B; expected at most 100 B" in said(rig)
    await rig.kill()


async def test_P17_when_our_own_key_cannot_encrypt_the_mail_is_refused_and_nothing_kept() -> None:
    rig = agreed()
    rig.openpgp.broken[HOTLINE_KEY] = "The key is expired."
    await rig.start()
    rig.boxes["intake"].deliver(shown(rig, SHOT))
    await rig.settled()
    assert (rig.store.files, rig.reports()) == ({}, [])
    assert rig.boxes["intake"].folders() == {"Hotline/Refused": 1}
    assert rig.courier.attempts(ANN)
    await rig.kill()


async def test_P1_while_gpg_does_not_answer_the_mail_stays_in_the_inbox_and_then_goes_whole() -> None:
    rig = agreed()
    await rig.start()
    raw = shown(rig, SHOT)
    rig.openpgp.hangs = True
    rig.boxes["intake"].deliver(raw)
    await rig.clock.advance(120)
    assert rig.boxes["intake"].folders() == {"INBOX": 1}
    rig.openpgp.hangs = False
    await rig.clock.advance(120)
    assert read_by(LEA_KEY, annexes(rig)[0]) == {"attachment-1.png": SHOT[2]}
    await rig.kill()


async def test_a_disk_that_refuses_keeps_neither_case_nor_file() -> None:
    rig = agreed()
    rig.store.refuse = "disk full"
    await rig.start()
    rig.boxes["intake"].deliver(shown(rig, SHOT))
    await rig.clock.advance(60)
    assert (rig.store.files, rig.store.commits) == ({}, [])
    rig.store.refuse = None
    await rig.clock.advance(120)
    assert len(rig.store.files) == 1
    assert read_by(LEA_KEY, annexes(rig)[0]) == {"attachment-1.png": SHOT[2]}
    await rig.kill()


async def test_a_report_that_was_blocked_goes_with_its_files_when_the_key_works_again() -> None:
    rig = agreed()
    rig.openpgp.broken[LEA_KEY] = "The key is expired."
    reference = await opened(rig, SHOT)
    assert rig.events(reference, ReportBlocked)
    rig.openpgp.broken.clear()
    await rig.clock.advance(3600)
    assert read_by(LEA_KEY, annexes(rig)[0]) == {"attachment-1.png": SHOT[2]}
    await rig.kill()


@pytest.mark.parametrize("fault", ["gone", "changed"])
async def test_a_file_that_is_not_what_was_kept_blocks_the_report_whole(
    fault: str,
) -> None:
    rig = agreed()
    rig.openpgp.broken[LEA_KEY] = "The key is expired."
    reference = await opened(rig, SHOT)
    (digest,) = rig.store.files
    if fault == "gone":
        del rig.store.files[digest]
    else:
        rig.store.files[digest] = rig.openpgp.seal(b"another", [HOTLINE_KEY])
    rig.openpgp.broken.clear()
    await rig.clock.advance(3600)
    assert annexes(rig) == []
    assert len(rig.events(reference, ReportBlocked)) > 1
    await rig.kill()


async def test_P14_purged_files_are_gone_and_nothing_is_composed_with_them() -> None:
    rig = agreed()
    reference = await opened(rig, SHOT, TEXT)
    async with rig.docket.locked([reference]):
        assert await destroy_files(rig.docket, reference) == 2
        assert await destroy_files(rig.docket, reference) == 2
    assert rig.store.files == {}
    assert rig.events(reference, AttachmentsPurged) == [AttachmentsPurged(count=2)]
    assert (await rig.case(reference)).attachments == ()
    await rig.kill()


async def test_P14_a_purge_that_was_cut_off_is_finished_by_the_next() -> None:
    rig = agreed()
    reference = await opened(rig, SHOT)
    forget = rig.store.forget

    def cut(digests: object) -> None:
        raise Temporary("cut")

    rig.store.forget = cut  # type: ignore[method-assign,assignment]
    async with rig.docket.locked([reference]):
        with pytest.raises(Temporary):
            await destroy_files(rig.docket, reference)
        rig.store.forget = forget  # type: ignore[method-assign]
        await destroy_files(rig.docket, reference)
    assert rig.store.files == {}
    await rig.kill()


async def test_P2_the_same_mail_again_keeps_no_second_copy() -> None:
    rig = agreed()
    await opened(rig, SHOT)
    rig.boxes["intake"].deliver(rig.boxes["intake"].messages("Hotline/Done")[0])
    await rig.settled()
    assert len(rig.store.files) == 1
    await rig.kill()


async def test_a_report_that_is_sent_again_has_its_files_and_a_supplement_has_none() -> None:
    rig = agreed()
    reference = await opened(rig, SHOT)
    rig.boxes["intake"].deliver(rig.command("[RESEND:all]", reference))
    await rig.settled()
    rig.boxes["intake"].deliver(rig.command("[UPDATE]", reference, "Comments: item 1\n"))
    await rig.settled()
    files = [sorted(read_by(LEA_KEY, one)) for one in annexes(rig)]
    assert files == [["attachment-1.png"], ["attachment-1.png"], []]
    await rig.kill()


@pytest.mark.parametrize("language", LETTERS)
def test_the_report_lists_its_files_in_each_language(language: str) -> None:
    files = tuple(Enclosed(f"attachment-{n}.png", "image/png", 34_400, "0" * 64, "0" * 64) for n in (1, 2))
    names = {"files": files, "attached": listed([(one.file, one.size) for one in files])}
    rig = agreed()
    templates = rig.composer.templates
    text = templates.render("annex-i", language, {**annex_values(), **names}).text
    without = templates.render("annex-i", language, annex_values()).text
    added = [line for line in text.splitlines() if line not in without.splitlines()]
    assert len(added) == 2
    assert "2" in added[0]
    assert added[1] == "  attachment-1.png (34 kB), attachment-2.png (34 kB)"


async def test_P4_P14_a_file_of_an_update_is_kept_and_purged_like_one_of_the_first_mail() -> None:
    rig = agreed()
    reference = await opened(rig, SHOT)
    update = rig.mail(
        ANN, f"[{reference}]", f"[UPDATE] [{reference}]\n\n", key=ANALYST_KEY, files=(TEXT,), secret=True
    )
    rig.boxes["intake"].deliver(update)
    await rig.settled()
    first, second = annexes(rig)
    assert read_by(LEA_KEY, first) == {"attachment-1.png": SHOT[2]}
    assert read_by(LEA_KEY, second) == {"attachment-2.txt": TEXT[2]}
    assert [one.supplement for one in rig.events(reference, AttachmentKept)] == [0, 1]
    assert clear(stored(rig)) == []
    assert "Passed on to national, encrypted, as attachment-2.txt." in said(rig)
    async with rig.docket.locked([reference]):
        assert await destroy_files(rig.docket, reference) == 2
    assert rig.store.files == {}
    await rig.kill()
