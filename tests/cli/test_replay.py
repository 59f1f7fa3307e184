"""`hotlined replay`: what a mail would do, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from hotlined.adapters.casefiles import CaseFiles
from hotlined.app.ports import Commit
from hotlined.cli.explain import explained
from hotlined.domain.decide import decide
from hotlined.domain.letters.who import identify
from hotlined.domain.record.correspondence import MailAccepted, MailQueued
from hotlined.domain.record.noticed import NoticeQueued
from tests.cli.place import CASE, EVIL, MARKER, REPORT, THEN, Place, mail, put_aside, signed
from tests.support.mails_in import police_mail
from tests.support.world import reported

NOTICE = "<notice0000000000@hotline.example.org>"


def test_replay_of_an_order_prints_case_route_and_mails_and_does_nothing(filled: Place) -> None:
    before = filled.files()
    text = f"URL: hxxps://example[.]com/{MARKER}\r\nHosting country: EE\r\nType of content: image\r\n"
    path = filled.write_mail("order.eml", signed(filled, "[ILLEGAL]", text))

    done = filled("replay", path)

    assert done.code == 0, done.err
    for told in ("analyst Ann", "signed", "[ILLEGAL]", "Done"):
        assert told in done.out
    assert "would send annex-i to lea national (sealed) from lea" in done.out, done.out
    assert MARKER not in done.out
    assert filled.files() == before


def test_replay_tells_the_reporters_tags_from_the_analysts(filled: Place) -> None:
    text = (
        "URL: https://example.com/1\r\nType of content: image\r\n\r\n-----Original Message-----\r\n"
        "From: somebody\r\nSent: Monday, 2 March 2026 09:30\r\nTo: us\r\nSubject: [NTD:none] hello\r\n\r\n"
    )
    path = filled.write_mail("forwards.eml", signed(filled, "[ILLEGAL] Fwd: [NTD:none] hello", text))

    report = filled("replay", path, "--json").data

    assert (report["folder"], report["tags"]) == ("Done", ["[ILLEGAL]"])
    assert report["tags that are not the writer's"] == ["[NTD:none]"]


def test_replay_at_another_time_decides_as_of_then(filled: Place) -> None:
    path = filled.write_mail("order.eml", signed(filled, "[ILLEGAL]", "URL: https://example.com/1\r\n"))
    later = (datetime.now(UTC) + timedelta(days=3)).isoformat()

    done = filled("replay", path, "--at", later, "--json")

    assert done.data["folder"] == "Quarantine/stale"


def test_replay_shows_how_a_mail_of_the_lea_was_matched(filled: Place) -> None:
    text = "Please wait, do not send the notice yet.\r\n"
    path = filled.write_mail(
        "hold.eml", mail("reports@police.example.com", f"Re: [{CASE}]", text, In_Reply_To=REPORT)
    )

    report = filled("replay", path, "--mailbox", "lea", "--json").data

    assert (report["cases"], report["matched by"], report["folder"]) == ([CASE], "message-id", "LEA")
    assert (report["from"], report["proof"]) == ("lea national", "claimed")
    assert report["changes"][0]["events"]


def test_replay_says_what_was_wrong_with_a_signature_and_which_clues_there_were(filled: Place) -> None:
    text = signed(filled, f"[REMOVED] [{CASE}]", "item one").replace(b"item one", b"item two")
    path = filled.write_mail("bad.eml", text)

    report = filled("replay", path, "--json").data

    assert report["signature"].startswith("bad: it does not fit the text")
    assert (report["folder"], report["clues"]) == (
        "Quarantine/doubtful", [f"the outer subject names {CASE}"],
    )  # fmt: skip
    (letter,) = report["changes"][0]["mails"]
    assert (letter["kind"], letter["address"]) == ("unproven", "ann@hotline.example.org")
    assert "something changed the mail on its way" in filled("replay", path).out


def test_replay_tells_the_form_by_its_fields_and_the_rules_that_hit(filled: Place) -> None:
    text = f"URL: https://example.com/{MARKER}\r\nHosting country: EE\r\nType of content: {MARKER}\r\n"
    path = filled.write_mail("order.eml", signed(filled, "[ILLEGAL]", text))

    report = filled("replay", path, "--json").data

    assert report["form"][0].startswith("1 item with URL")
    assert "Type of content" in report["form"]
    assert any(rule.startswith("routing:") for rule in report["rules"])
    (letter,) = [one for one in report["changes"][0]["mails"] if one["kind"] == "annex-i"]
    assert (letter["security"], letter["keys"]) == ("sealed", [filled.people.unit])
    assert MARKER not in filled("replay", path, "--json").out


def test_replay_of_a_mail_that_was_dealt_with_says_how_and_judges_it_as_if_it_came_now(filled: Place) -> None:
    path = filled.write_mail("seen.eml", EVIL)
    put_aside(filled)

    report = filled("replay", path, "--mailbox", "lea", "--json").data

    assert report["seen before"]
    assert report["earlier"] == ["desk-2026-01-06: filed in Quarantine/stranger, from nobody we know"]
    assert (report["folder"], bool(report["changes"])) == ("Quarantine/doubtful", True)


def test_replay_looks_into_the_store_that_the_daemon_has_open(filled: Place) -> None:
    path = filled.write_mail("mail.eml", mail("x@example.com", f"about {CASE}", "item 1\r\n"))

    with CaseFiles.open(filled.store, salt=lambda: "salt"):
        done = filled("replay", path)

    assert (done.code, CASE in done.out) == (0, True)


def test_replay_of_a_file_with_bare_line_feeds_is_that_of_the_mail(filled: Place) -> None:
    data = signed(filled, "[ILLEGAL]", "URL: https://example.com/1\r\n")
    path = filled.write_mail("order.eml", data.replace(b"\r\n", b"\n"))

    assert filled("replay", path, "--json").data["proof"] == "signed"


@pytest.mark.parametrize("text", [b"one\n{% if %}\n", b"\xff\xfe\n"])
def test_replay_refuses_a_template_with_which_hotlined_would_not_start(filled: Place, text: bytes) -> None:
    faulty = filled.folder / "templates" / "alarm" / "en.txt.j2"
    faulty.parent.mkdir(parents=True)
    faulty.write_bytes(text)
    filled.write(templates="templates")
    path = filled.write_mail("order.eml", signed(filled, "[ILLEGAL]", "URL: https://example.com/1\r\n"))

    done = filled("replay", path)

    assert (done.code, done.out) == (2, "")
    assert "templates/alarm/en.txt.j2:" in done.err


def test_replay_needs_no_store(place: Place) -> None:
    path = place.write_mail("mail.eml", mail("somebody@example.com", "Hello", "a report\r\n"))

    done = place("replay", path)

    assert done.code == 0
    assert "Intake" in done.out
    assert "no store yet" in done.err
    assert not place.store.exists()


@pytest.mark.parametrize(
    "args",
    [
        ["absent.eml"],
        ["mail.eml", "--at", "tomorrow"],
        ["mail.eml", "--at", "0001-01-01T00:00"],
        ["mail.eml", "--at", "9999-12-31T23:59+00:00"],
    ],
)
def test_replay_says_what_it_cannot_read(args: list[str], place: Place) -> None:
    place.write_mail("mail.eml", b"Subject: x\r\n\r\n")

    done = place("replay", str(place.folder / args[0]), *args[1:])

    assert (done.code, done.err.count("\n")) == (2, 1)


def test_replay_reads_a_providers_lines_as_the_decision_does(filled: Place) -> None:
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        seen = len(store.load(CASE).entries)  # type: ignore[union-attr]
        notice = NoticeQueued(contact="abuse@example.com", number=1, items=(1,), message_id=NOTICE)
        queued = MailQueued(
            message_id=NOTICE, kind="ntd", party="provider", to_id="abuse@example.com", token="t" * 26
        )
        store.commit([Commit(CASE, seen, THEN, (notice, queued, MailAccepted(message_id=NOTICE)))])
    text = f"https://example.com/{MARKER} removed.\r\n"
    path = filled.write_mail("gone.eml", mail("abuse@example.com", "Re: ntd", text, In_Reply_To=NOTICE))

    report = filled("replay", path, "--mailbox", "ntd", "--json").data

    assert (report["from"], report["folder"]) == ("provider abuse@example.com", "Provider")
    assert "ItemsRemoved" in [one["kind"] for one in report["changes"][0]["events"]]
    assert (report["tags"], report["says"]) == (["[REMOVED:1]"], ["removed"])


def test_replay_lists_a_hold_of_the_lea_that_its_signature_does_not_cover() -> None:
    world = reported()
    hold = police_mail("Hello.", subject=f"[HOLD] [{world.case.stream}]", signed=True)
    facts, context = world.facts(hold), world.context

    decision = decide(hold, facts, context)
    told = explained(hold, identify(hold, world.site), decision, facts, (), context)

    assert "HoldPlaced" in [type(one).__name__ for change in decision.changes for one in change.events]
    assert told["tags"] == ("[HOLD]",)
