"""`hotlined quarantine`: what lies in the quarantine, shown and released."""

import shutil
from hashlib import sha256

import pytest

from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.slips import releases_in
from hotlined.app.ports import Commit
from hotlined.domain.record.casework import IccamRecorded
from hotlined.domain.record.reporting import ReportQueued
from hotlined.domain.release import How, Release
from tests.cli.place import CASE, MARKER, THEN, Done, Place, mail, put_aside


def slips(place: Place) -> tuple[Release, ...]:
    return releases_in(place.store).waiting()


@pytest.mark.parametrize("command", [("quarantine",), ("quarantine", "list")])
def test_quarantine_lists_the_quarantine_with_its_reasons(command: tuple[str, ...], filled: Place) -> None:
    (row,) = filled(command[0], *command[1:], "--days", "20000", "--json").data

    assert row["folder"] == "Quarantine/unproven"
    assert (row["id"], row["mail"]) == ("f" * 12, "f" * 64)
    assert (row["from"], row["state"], row["size"]) == ("analyst Ann", "waits", None)
    assert "commands must be signed" in filled("quarantine", "--days", "20000").out


def test_options_that_stand_before_the_word_list_count_as_behind_it(filled: Place) -> None:
    (row,) = filled("quarantine", "--json", "--days", "20000", "list").data
    assert row["id"] == "f" * 12
    assert filled("quarantine", "--json", "--days", "20000", "list", "--days", "1").data == []


def test_what_was_judged_again_is_no_more_among_what_waits(filled: Place) -> None:
    put_aside(filled)
    put_aside(filled, folder="Intake", party="stranger")

    assert [row["id"] for row in filled("quarantine", "--days", "20000", "--json").data] == ["f" * 12]
    rows = filled("quarantine", "--days", "20000", "--all", "--json").data
    assert [row["folder"] for row in rows] == ["Quarantine/unproven", "Intake"]


def test_show_prints_a_mail_and_nothing_in_it_can_command_the_terminal(filled: Place) -> None:
    digest = put_aside(filled)

    done = filled("quarantine", "show", digest[:8])

    assert done.code == 0, done.err
    assert all(char.isprintable() or char == "\n" for char in done.out)
    seen = ("from nobody we know", "who@example.net", "\\u202e", "reads: a\\u001b[2Jb\\u202ec", "x.pdf")
    for told in (*seen, "item \\u001b]0;x\\u0007 1"):
        assert told in done.out, told
    assert "planted-bytes" not in done.out
    assert sha256(b"planted-bytes").hexdigest() in done.out


def test_show_of_a_mail_with_blank_lines_above_prints_its_words_alone(filled: Place) -> None:
    raw = b"\r\n\r\nFrom: a@example.net\r\nDate: Mon, 5 Jan 2026 08:00:00 +0000\r\n\r\nwords\r\n"
    done = filled("quarantine", "show", put_aside(filled, raw)[:12])
    assert done.code == 0, done.err
    assert [one for one in done.out.splitlines() if one.startswith("  | ")] == ["  | words"]


def test_show_opens_what_is_encrypted_only_when_asked(filled: Place) -> None:
    inner = f"Content-Type: text/plain\r\n\r\n{MARKER}\r\n".encode()
    sealed = filled.people.stranger.encrypt(inner, [filled.people.own])
    raw = mail(
        "x@example.net", "...", "", MIME_Version="1.0",
        Content_Type='multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
    ) + (
        b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\n"
        b"Content-Type: application/octet-stream\r\n\r\n" + sealed.replace(b"\n", b"\r\n") + b"\r\n--b--\r\n"
    )  # fmt: skip
    digest = put_aside(filled, raw)

    closed = filled("quarantine", "show", digest)
    assert MARKER not in closed.out
    assert "--decrypt" in closed.out
    assert MARKER in filled("quarantine", "show", digest, "--decrypt").out


def test_release_leaves_a_slip_for_the_daemon_and_changes_nothing_itself(filled: Place) -> None:
    digest = put_aside(filled)
    before = filled.files()

    done = filled("quarantine", "release", digest[:8], "--as", "lea", "--case", CASE, "--reason", "by phone")

    assert done.code == 0, done.err
    assert "does it when it starts" in done.out
    (slip,) = slips(filled)
    assert (slip.mail, slip.how, slip.case, slip.why) == (digest, How.LEA, CASE, "by phone")
    assert slip.by
    assert {name: data for name, data in filled.files().items() if "/release/" not in name} == before
    assert filled("quarantine", "--days", "20000", "--json").data[-1]["state"] == "release asked: lea"
    again = filled("quarantine", "release", digest[:8])
    assert (again.code, "asked for already" in again.err) == (1, True)
    assert filled("quarantine", "release", digest[:8], "--withdraw").code == 0
    assert slips(filled) == ()
    assert filled("quarantine", "release", digest[:8], "--withdraw").code == 1


def test_a_mail_of_the_lea_on_a_case_with_two_units_is_released_for_the_one_that_is_named(
    filled: Place,
) -> None:
    second = ReportQueued(unit="state", fragment=1, of=1, items=(1,), message_id="<second@x>", code="c")
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit(CASE, 6, THEN, (second,))])
    digest = put_aside(filled)
    command = ("quarantine", "release", digest, "--as", "lea", "--case", CASE)

    for wrong in ((), ("--unit", "county")):
        refused = filled(*command, *wrong)
        assert (refused.code, "is with national, state; say whose" in refused.err) == (1, True)
    assert slips(filled) == ()
    assert filled(*command, "--unit", "state").code == 0
    assert [one.unit for one in slips(filled)] == ["state"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["abcdef"], "no mail abcdef is in the quarantine"),
        (["f"], "no mail f"),
        (["MAIL", "--as", "analyst"], "never makes a command proven"),
        (["MAIL", "--as", "nothing"], "expected one of again, report, note, lea, provider, harmless"),
        (["MAIL", "--as", "lea"], "needs --case REF"),
        (["MAIL", "--as", "note", "--case", "HL-2026-000099-A"], "check character"),
        (["MAIL", "--as", "lea", "--case", "desk-2026-01-05"], "there is no case desk-2026-01-05"),
        (["MAIL", "--case", CASE], "does not go with"),
        (["MAIL", "--unit", "national"], "--unit does not go with --as again"),
        (["MAIL", "--reason", "sch\udcf6n"], "--reason is no UTF-8"),
        (["MAIL", "--as", "harmless"], "asks for something by itself"),
        (["ffff", "--as", "lea", "--case", CASE], "bears the name of an analyst"),
    ],
)
def test_a_release_that_cannot_be_is_told_in_one_sentence(args: list[str], told: str, filled: Place) -> None:
    digest = put_aside(filled, mailbox="ntd")

    done = filled("quarantine", "release", *(digest if one == "MAIL" else one for one in args))

    assert done.code in (1, 2)
    assert told in done.err
    assert done.err.count("\n") == 1
    assert slips(filled) == ()


def test_more_days_than_there_were_are_refused(filled: Place) -> None:
    assert filled("quarantine", "--days", "800000").code == 2


def test_harmless_needs_a_reason(filled: Place) -> None:
    digest = put_aside(filled, party="lea", who="national", folder="Quarantine/unreadable")

    assert "say why with --reason" in filled("quarantine", "release", digest, "--as", "harmless").err
    assert filled("quarantine", "release", digest, "--as", "harmless", "--reason", "a newsletter").code == 0


def test_a_slip_that_was_cut_or_forged_is_left_out(filled: Place) -> None:
    digest = put_aside(filled)
    filled("quarantine", "release", digest)
    (slip,) = slips(filled)
    folder = filled.store / "release"
    (folder / "cut.json").write_bytes((folder / f"{slip.id}.json").read_bytes()[:40])
    (folder / f"{'a' * 32}.json").write_bytes((folder / f"{slip.id}.json").read_bytes())
    (folder / f"{'b' * 32}.json").symlink_to(folder / f"{slip.id}.json")

    assert slips(filled) == (slip,)
    assert filled("verify").code == 0


def test_show_of_a_mail_that_somebody_took_away_says_so(filled: Place) -> None:
    digest = put_aside(filled)
    shutil.rmtree(filled.store / "spool")

    done = filled("quarantine", "show", digest)

    assert done.code == 1
    assert done.err.startswith("the mail cannot be read now: lea:")  # no mail server is there in this test


def test_verify_counts_what_holds(filled: Place) -> None:
    done = filled("verify")

    assert done == Done(0, "2 streams, 7 entries: all chains hold\n", "")


def test_verify_finds_a_changed_byte_and_exits_1(filled: Place) -> None:
    (path,) = (filled.store / "open").glob("HL-*.json")
    path.write_bytes(path.read_bytes().replace(b'"EE"', b'"FI"'))

    done = filled("verify")

    assert done.code == 1
    assert CASE in done.out
    assert filled("verify", "--json").data["findings"]


def test_one_stream_that_does_not_read_does_not_hide_the_others(filled: Place) -> None:
    (path,) = (filled.store / "open").glob("HL-*.json")
    path.write_bytes(b"{")

    done = filled("quarantine", "--days", "20000")

    assert "Quarantine/unproven" in done.out
    assert CASE in done.err
    assert "Traceback" not in done.err


def test_words_of_others_are_neither_markup_nor_terminal_commands(filled: Place) -> None:
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        odd = IccamRecorded(report_id="[red]x\x1b[31m\u202e", by="Ann", mail="a" * 64)
        store.commit([Commit(CASE, 6, THEN, (odd,))])

    done = filled("show", CASE)

    assert "[red]x·[31m·" in done.out
    assert "\x1b" not in done.out
