"""One mail in: once, whole, and only under the locks of what it changes."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.app.ports import Commit, Fetched, Found, Record, Temporary
from hotlined.domain.decide import decide
from hotlined.domain.letters.decision import Context, Decision, Facts
from hotlined.domain.mail.message import Inbound, Original
from hotlined.domain.officers.machines import ONLY_READS_SO
from hotlined.domain.record.casework import CaseOpened, Noted
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.record.holding import HoldPlaced, Paused
from hotlined.domain.values.folders import Folder
from tests.support.fake_clock import run_to_rest
from tests.support.memory_store import MemoryStore
from tests.support.rig import ANN, FORM, LEA, PUBLIC, Rig
from tests.support.site import ANALYST_KEY

DESK = "desk-2026-03-02"


def read(rig: Rig, raw: bytes, mailbox: str = "intake", folder: str = "INBOX") -> Inbound:
    """The mail as the watch hands it over."""
    return rig.reader.read(mailbox, Fetched(Found(folder, 1, 1, len(raw)), raw, rig.clock.now()))


async def take(rig: Rig, raw: bytes, mailbox: str = "intake") -> Decision:
    return await rig.intake.take(read(rig, raw, mailbox))


async def test_P2_the_same_mail_again_has_no_second_effect() -> None:
    rig = Rig()
    raw = rig.assessment()
    first = await take(rig, raw)
    commits = len(rig.store.commits)
    await rig.clock.advance(1)
    again = await take(rig, raw)
    assert first.folder == Folder.DONE
    assert (again.folder, again.changes) == (Folder.DUPLICATES, ())
    assert len(rig.store.commits) == commits


async def test_P2_the_same_mail_with_other_trace_fields_is_the_same_mail() -> None:
    rig = Rig()
    raw = rig.assessment()
    await take(rig, raw)
    await rig.clock.advance(1)
    again = await take(rig, b"Received: from a by b; Mon, 2 Mar 2026 09:00:00 +0000\r\nX-Spam: no\r\n" + raw)
    assert again.folder == Folder.DUPLICATES


async def test_P2_the_same_mail_in_two_mailboxes_at_once_opens_one_case() -> None:
    rig = Rig()
    raw = rig.assessment()
    decisions = await asyncio.gather(*(take(rig, raw, name) for name in ("intake", "lea", "ntd")))
    assert sorted(len(one.changes) for one in decisions) == [0, 0, 1]
    assert len([one for one in rig.store.open_streams() if one.startswith("HL-")]) == 1


async def test_P2_after_a_restart_it_is_still_known() -> None:
    rig = Rig()
    raw = rig.assessment()
    mail = read(rig, raw)
    await rig.intake.take(mail)
    await rig.clock.advance(1)
    again = rig.restarted()
    assert (await take(again, raw)).folder == Folder.DUPLICATES
    # This very copy, though, goes where the record says that it was to go.
    assert (await again.intake.take(mail)).folder == Folder.DONE


async def test_B2_two_mails_with_the_same_message_id_are_two_mails() -> None:
    rig = Rig()
    one = rig.mail(PUBLIC, "a report", "item 1")
    other = one.replace(b"item 1", b"item 2")
    for raw in (one, other):
        assert (await take(rig, raw)).folder == Folder.INTAKE
    assert len(rig.events(DESK, MailSeen)) == 2


async def test_cases_opened_at_the_same_moment_get_numbers_of_their_own() -> None:
    rig = Rig()
    mails = [rig.assessment() for _ in range(3)]
    decisions = await asyncio.gather(*(take(rig, raw) for raw in mails))
    assert {one.folder for one in decisions} == {Folder.DONE}
    cases = [one for one in rig.store.open_streams() if one.startswith("HL-")]
    assert [one[:14] for one in cases] == ["HL-2026-000001", "HL-2026-000002", "HL-2026-000003"]
    assert all(len(rig.events(one, CaseOpened)) == 1 for one in cases)


async def test_P1_when_the_disk_refuses_nothing_has_happened_and_the_next_try_does_all() -> None:
    rig = Rig()
    raw = rig.assessment()
    rig.store.refuse = "disk full"
    with pytest.raises(Temporary):
        await take(rig, raw)
    assert rig.store.open_streams() == ()
    rig.store.refuse = None
    assert (await take(rig, raw)).folder == Folder.DONE


async def test_a_case_that_changes_between_gathering_and_locking_is_weighed_again() -> None:
    rig = await Rig().start(without=("watch",))
    await take(rig, rig.assessment())
    await rig.settled()
    (reference,) = rig.store.open_streams()
    rig.store.commits.clear()
    async with rig.docket.locked([reference]):
        taking = asyncio.create_task(take(rig, rig.command("[NOTE]", reference, "item 1"), "intake"))
        await run_to_rest()
        assert not taking.done()
        await rig.docket.record(reference, (Noted(by="hotlined", mail="x", text="meanwhile"),), ())
    assert (await taking).folder == Folder.DONE
    assert len(rig.events(reference, Noted)) == 2


@pytest.mark.parametrize("meanwhile", ["nothing", "another stream is written", "the site is another"])
async def test_a_mail_is_weighed_again_under_the_locks_where_anything_has_changed(meanwhile: str) -> None:
    rig = Rig()
    asked: list[str] = []

    async def weigh(mail: Inbound) -> Decision:
        decision = await rig.intake.weighing()(mail)
        asked.append(decision.changes[0].stream)
        if len(asked) == 1 and meanwhile == "another stream is written":
            await rig.docket.record("desk-2026-03-01", (Noted(by="hotlined", mail="x", text="y"),), ())
        if len(asked) == 1 and meanwhile == "the site is another":
            site = replace(rig.docket.site(), gateway_marks=("[EXTERNAL]",))
            rig.docket.configured = lambda: site
        return decision

    decision = await rig.intake.take(read(rig, rig.assessment()), weigh)
    assert decision.folder == Folder.DONE
    assert len(asked) == (1 if meanwhile == "nothing" else 2)
    assert len(rig.events(decision.changes[0].stream, CaseOpened)) == 1


@pytest.mark.parametrize(("another", "times"), [(True, 1), (False, 2)])
async def test_what_is_written_meanwhile_has_a_mail_decided_again_only_where_it_bears_on_it(
    monkeypatch: pytest.MonkeyPatch, another: bool, times: int
) -> None:
    rig = await Rig().start(without=("watch",))
    for _ in range(2):
        await take(rig, rig.assessment())
    await rig.settled()
    mine, other = rig.store.open_streams()
    decided: list[Facts] = []

    def counted(mail: Inbound, facts: Facts, context: Context) -> Decision:
        decided.append(facts)
        return decide(mail, facts, context)

    monkeypatch.setattr("hotlined.app.intake.decide", counted)
    async with rig.docket.locked([mine]):
        taking = asyncio.create_task(take(rig, rig.command("[HOLD]", mine), "intake"))
        await run_to_rest()
        noted = Noted(by="hotlined", mail="x", text="meanwhile")
        await rig.docket.record(other if another else mine, (noted,), ())
    assert (await taking).folder == Folder.DONE
    assert len(decided) == times
    assert len(rig.events(mine, HoldPlaced)) == 1


@pytest.mark.parametrize("kind", ["open", "stopped"])
async def test_a_url_that_gets_into_another_case_meanwhile_has_a_mail_decided_again(kind: str) -> None:
    """`stopped`: also of a closed case, which a hold is placed in or lifted meanwhile."""
    rig = Rig()
    weigh, mail, index = rig.intake.weighing(), read(rig, rig.assessment()), getattr(rig.docket.twins, kind)
    index.put("a", frozenset(("https://files.example.net/a",)))
    first = await weigh(mail)
    index.put("a", frozenset(("https://files.example.net/a",)))
    assert await weigh(mail) is first
    index.put("a", frozenset(("https://files.example.net/b",)))
    assert await weigh(mail) is not first


class Moving(MemoryStore):
    """A store to which somebody else writes between reading and writing, `times` times."""

    times = 0

    def commit(self, commits: Sequence[Commit]) -> None:
        if self.times:
            self.times -= 1
            one = commits[0]
            super().commit([Commit(one.stream, one.expected, one.at, (Noted(by="a", mail="m", text="t"),))])
        super().commit(commits)


async def test_a_conflict_is_decided_anew() -> None:
    rig = Rig()
    store = Moving()
    rig.docket.store = store
    store.times = 2
    assert (await take(rig, rig.mail(PUBLIC, "a report", "item 1"))).folder == Folder.INTAKE
    assert len([entry for entry in _entries(store, DESK) if isinstance(entry, MailSeen)]) == 1


def _entries(store: MemoryStore, stream: str) -> list[object]:
    record = store.load(stream)
    return [entry.event for entry in record.entries] if record else []


async def test_weighing_changes_nothing() -> None:
    rig = Rig()
    decision = await rig.intake.weighing()(read(rig, rig.assessment()))
    assert decision.folder == Folder.DONE
    assert rig.store.commits == []
    assert rig.outbox.waiting() == ()


class Counting(MemoryStore):
    """A store that counts how often a stream is loaded."""

    loads = 0

    def load(self, stream: str) -> Record | None:
        self.loads += 1
        return super().load(stream)


async def test_the_look_ups_for_a_mail_do_not_grow_with_the_number_of_cases() -> None:
    rig = Rig()
    store = Counting()
    rig.docket.store = rig.store = store
    for _ in range(10):
        await take(rig, rig.assessment())
    loads = []
    for _ in range(2):
        rig.docket._cache.cases.clear()
        store.loads = 0
        await rig.intake.weighing()(read(rig, rig.assessment()))
        loads.append(store.loads)
        for _ in range(30):
            await take(rig, rig.assessment())
    assert loads[0] == loads[1] <= 2


async def test_G9_a_mail_of_the_lea_that_fits_no_case_pauses_all_cases_of_the_unit() -> None:
    rig = await Rig().start(without=("watch",))
    for _ in range(2):
        await take(rig, rig.assessment())
    cases = rig.store.open_streams()
    lost = rig.mail(LEA, "one of yours", "Please wait.", to="lea@hotline.example.org")
    decision = await take(rig, lost, "lea")
    (which,) = {change.stream for change in decision.changes} - set(cases)
    assert all(len(rig.events(one, Paused)) == 1 for one in cases)
    assert {event.within for one in cases for event in rig.events(one, Paused)} == {which}


async def test_P7_P8_an_absence_notice_with_no_header_that_says_so_pauses_and_is_no_receipt() -> None:
    """Words prove nothing: it may as well be a hold in words that nobody has thought of."""
    rig = await Rig().start()
    reference = await rig.opened()
    decision = await take(
        rig, rig.reply("I am on leave until Monday. Please contact desk@police.example.com."), "lea"
    )
    case = await rig.case(reference)
    assert decision.folder == Folder.AUTOMATIC
    assert [pause.why for pause in case.pauses_open()] == [ONLY_READS_SO]
    assert all(fragment.received_at is None for fragment in case.fragments)


async def test_P7_an_acknowledgement_by_words_alone_pauses_since_a_hold_may_stand_in_it() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    words = "Thank you, we have received your report, number 4711."
    hold = "It will be passed to the investigators before anything is taken down."
    decision = await take(rig, rig.reply(f"{words} {hold}"), "lea")
    case = await rig.case(reference)
    assert decision.folder == Folder.AUTOMATIC
    assert [pause.why for pause in case.pauses_open()] == [ONLY_READS_SO]
    assert [fragment.received_how for fragment in case.fragments] == ["machine"]


async def test_a_hold_that_names_its_case_touches_no_other_case() -> None:
    rig = await Rig().start(without=("watch",))
    for _ in range(2):
        await take(rig, rig.assessment())
    await rig.settled()
    first, second = rig.store.open_streams()
    report = next(one for one in rig.reports() if first.encode() in one.data)
    await take(rig, rig.reply("Please wait.", answers=report), "lea")
    assert len(rig.events(first, HoldPlaced)) == 1
    assert rig.events(second, HoldPlaced) == []
    assert rig.events(second, Paused) == []


async def test_P12_the_same_doubtful_sender_is_answered_once_in_the_interval() -> None:
    rig = await Rig().start(without=("watch",))
    for _ in range(3):
        raw = rig.mail(ANN, "[ILLEGAL]", "URL: https://files.example.net/item-1\n")
        assert (await take(rig, raw)).folder == Folder.UNPROVEN
        await rig.clock.advance(60)
    assert len(rig.courier.accepted(ANN)) == 1
    await rig.clock.advance(3600)
    await take(rig, rig.mail(ANN, "[ILLEGAL]", "URL: https://files.example.net/item-1\n"))
    await rig.settled()
    assert len(rig.courier.accepted(ANN)) == 2


async def test_P9_a_signed_mail_sent_again_in_another_envelope_is_a_replay() -> None:
    rig = Rig()
    raw = rig.mail(ANN, "a report", "[HELP]\n", key=ANALYST_KEY)
    assert (await take(rig, raw)).folder == Folder.DONE
    again = raw.replace(b"Message-ID: <1@", b"Message-ID: <99@", 1)
    assert again != raw
    assert (await take(rig, again)).folder == Folder.REPLAYED


BY_LIST = b"List-Id: <intake.hotline.example.org>\r\nPrecedence: list\r\n"


async def test_P9_tags_signed_by_an_analyst_are_carried_out_once_when_they_come_through_a_list() -> None:
    rig = Rig()
    raw = rig.assessment()
    assert (await take(rig, BY_LIST + raw)).folder == Folder.DONE
    assert len([one for one in rig.store.open_streams() if one.startswith("HL-")]) == 1
    await rig.clock.advance(60)
    assert (await take(rig, raw)).folder == Folder.DUPLICATES


def in_another_envelope(raw: bytes) -> bytes:
    """As a relay makes it that packs the signed part anew: other bytes, the same author and Message-ID."""
    again = raw.replace(b"people-0", b"packed-0")
    assert again != raw
    return again


async def test_P2_a_command_that_a_list_brought_first_is_a_duplicate_in_its_own_envelope() -> None:
    rig = Rig()
    raw = rig.assessment()
    assert (await take(rig, BY_LIST + raw)).folder == Folder.DONE
    (case,) = (one for one in rig.store.open_streams() if one.startswith("HL-"))
    await rig.clock.advance(60)
    for number in (1, 2):
        copy = in_another_envelope(raw)
        taken = await take(rig, copy)
        assert (taken.folder, [one for change in taken.changes for one in change.drafts]) == (
            Folder.DUPLICATES,
            [],
        )
        assert [change.stream for change in taken.changes] == ([case] if number == 1 else [])  # for its purge
        await rig.clock.advance(60)


async def test_P2_a_command_whose_unsigned_subject_was_changed_on_its_way_is_a_duplicate() -> None:
    rig = Rig()
    raw = rig.assessment()
    await take(rig, raw)
    await rig.clock.advance(60)
    for subject in (b"[team] a report", b"[HOLD] another report"):  # it counts for nothing in either
        taken = await take(rig, raw.replace(b"Subject: a report", b"Subject: " + subject, 1))
        assert (taken.folder, [one for change in taken.changes for one in change.drafts]) == (
            Folder.DUPLICATES,
            [],
        )


async def test_P9_a_command_whose_unsigned_subject_names_another_case_is_a_replay() -> None:
    rig = Rig()
    await take(rig, rig.assessment())
    (case,) = (one for one in rig.store.open_streams() if one.startswith("HL-"))
    raw = rig.mail(ANN, "a question", "[HELP]\n", key=ANALYST_KEY)
    await take(rig, raw)
    moved = raw.replace(b"Subject: a question", b"Subject: [" + case.encode() + b"]", 1)
    assert (await take(rig, moved)).folder == Folder.REPLAYED


async def test_P9_a_command_in_another_envelope_that_names_another_thread_is_a_replay() -> None:
    rig = await Rig().start(without=("watch",))
    await take(rig, rig.assessment())
    await rig.settled()
    theirs = rig.courier.accepted(ANN)[0]
    raw = rig.mail(ANN, "a question", "[HELP]\n", key=ANALYST_KEY)
    assert (await take(rig, raw)).folder == Folder.DONE
    moved = f"In-Reply-To: {theirs.message_id}\r\n".encode() + in_another_envelope(raw)
    assert (await take(rig, moved)).folder == Folder.REPLAYED


async def test_P12_the_copy_of_a_command_for_the_others_of_a_list_is_answered_to_nobody() -> None:
    rig = Rig()
    raw = rig.assessment()
    assert (await take(rig, raw)).folder == Folder.DONE
    copy = BY_LIST + raw.replace(b"Subject: a report", b"Subject: [team] a report", 1)
    taken = await take(rig, copy)
    assert taken.folder == Folder.AUTOMATIC
    assert not [one for change in taken.changes for one in change.drafts]


async def test_P12_what_an_analyst_signs_without_a_tag_in_a_lists_discussion_is_answered_to_nobody() -> None:
    rig = Rig()
    raw = rig.assessment(tags="What do you think of item 1?", form="")
    answer = rig.mail(ANN, "Re: [HELP] item 1", "I do not know either.\n", key=ANALYST_KEY)
    assert (await take(rig, b"List-Id: <discussion.example.net>\r\n" + answer)).folder == Folder.AUTOMATIC
    taken = await take(rig, b"List-Id: <discussion.example.net>\r\n" + raw)
    assert taken.folder == Folder.AUTOMATIC
    assert not [one for change in taken.changes for one in change.drafts]


@pytest.mark.parametrize("subject", [b"Subject: a report", b"Subject: [team] a report"])
async def test_P11_a_command_that_came_by_a_machine_first_is_carried_out_when_it_comes_itself(
    subject: bytes,
) -> None:
    rig = Rig()
    raw = rig.assessment()
    by_list = b"Precedence: bulk\r\n" + raw
    assert (await take(rig, by_list.replace(b"Subject: a report", subject, 1))).folder == Folder.AUTOMATIC
    assert (await take(rig, raw)).folder == Folder.DONE
    assert len([one for one in rig.store.open_streams() if one.startswith("HL-")]) == 1
    await rig.clock.advance(60)
    for _ in range(2):
        assert (await take(rig, raw)).folder == Folder.DUPLICATES
        assert (await take(rig, by_list)).folder == Folder.DUPLICATES
    other = raw.replace(b"Message-ID: <1@", b"Message-ID: <99@", 1)
    assert (await take(rig, other)).folder == Folder.REPLAYED


async def test_P8_what_a_machine_of_the_lea_signed_is_no_receipt_without_the_marks_either() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    raw = rig.reply(f"{reference}: received.")
    assert (await take(rig, b"Auto-Submitted: auto-replied\r\n" + raw)).folder == Folder.AUTOMATIC
    assert (await take(rig, raw)).folder != Folder.LEA
    assert all(one.received_at is None for one in (await rig.case(reference)).fragments)
    await rig.kill()


async def test_the_time_of_the_report_comes_from_the_registered_original() -> None:
    rig = Rig()
    report = rig.mail(PUBLIC, "a report", "item 1")
    await take(rig, report)
    received = rig.clock.now()
    await rig.clock.advance(3600)
    message_id = f"<{rig._mails}@people.example>"
    mail = read(rig, rig.assessment())
    forwarded = _forwarding(mail, message_id)
    await rig.intake.take(forwarded)
    (reference,) = (one for one in rig.store.open_streams() if one.startswith("HL-"))
    case = await rig.case(reference)
    assert case.opened is not None
    assert case.opened.received_from_public == received
    assert case.opened.found_at == received + timedelta(hours=1)


async def test_our_own_form_above_which_Outlook_puts_its_head_is_no_report_of_the_public() -> None:
    rig = await Rig().start(without=["watch"])
    await take(rig, rig.mail(ANN, "a", "[FORM]\n", key=ANALYST_KEY))
    await rig.settled()
    (form,) = rig.courier.accepted(ANN)
    head = "From: Hotline\nSent: Monday, 2 March 2026 10:59\nTo: Ann\nSubject: The form\n\n"
    text = f"[ILLEGAL]\n\nRegards\nAnn\n\n{head}{FORM}"
    await take(rig, rig.mail(ANN, "Re: The form", text, key=ANALYST_KEY, answers=form))
    (reference,) = (one for one in rig.store.open_streams() if one.startswith("HL-"))
    opened = (await rig.case(reference)).opened
    assert opened is not None
    assert opened.received_from_public is None
    await rig.kill()


def _forwarding(mail: Inbound, message_id: str) -> Inbound:
    return replace(mail, originals=(Original(message_id, None),))
