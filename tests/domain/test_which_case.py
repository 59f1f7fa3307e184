"""One question about several cases: a mail of the LEA that names none, or stray ones, and its one answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.domain.cases.retention import plan
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import DueKind, due
from hotlined.domain.hotline.site import NEVER, ProofLevel
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Covered, Draft, Party, Security
from hotlined.domain.overview.pressing import NEEDS, notes
from hotlined.domain.record.holding import Paused
from hotlined.domain.steps.which import LISTED
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.reference import Reference, find_questions, is_question, question_of
from tests.support.mails_in import FORM, analyst_mail, police_mail
from tests.support.site import make_agreement
from tests.support.world import World, home_site, ready, reported

RIDDLE = "Xyzzy, we shall see about it."


def several(count: int = 3, world: World | None = None) -> World:
    """A world with so many reported cases of one unit, each about an item of its own."""
    world = world or World()
    for number in range(count):
        world = reported(world, form=FORM.replace("item1", f"item{len(world.streams)}{number}"))
    return world


def cases(world: World) -> list[Case]:
    return [case for case in world.streams.values() if case.opened is not None]


def names(world: World) -> list[str]:
    return [case.stream for case in cases(world)]


def unmatched(world: World, text: str = RIDDLE, **more: object) -> Decision:
    """A mail of the unit that names no case."""
    return world.take(police_mail(text, received_at=world.now, **more))


def question(world: World) -> Case:
    """The newest question about several cases."""
    return [case for name, case in world.streams.items() if is_question(name)][-1]


def asked(world: World, kind: str = "which-case") -> list[Draft]:
    """The letters of a kind to Ann."""
    return [draft for draft in world.letters(kind) if draft.to.id == "Ann"]


def say(world: World, text: str, **more: object) -> Decision:
    """Ann's signed words, in a new mail unless `more` says otherwise."""
    return world.take(analyst_mail(text, received_at=world.now, **more))


def waiting(world: World) -> list[str]:
    return [case.stream for case in cases(world) if case.pauses_open()]


# --- asking --------------------------------------------------------------------------------------


def test_G9_one_question_goes_out_about_all_the_cases_that_wait() -> None:
    world = several(3)

    decision = unmatched(world)

    assert waiting(world) == names(world)
    assert world.letters("question") == []
    (letter,) = asked(world)
    assert len(world.letters("which-case")) == len(world.site.analysts)
    assert letter.security is Security.ENCRYPT_IF_KEY
    assert [one["reference"] for one in letter.values["cases"]] == names(world)  # type: ignore[union-attr]
    assert (letter.values["count"], letter.values["text"]) == (3, RIDDLE)
    assert letter.stream == question(world).stream == decision.changes[-1].stream


def test_a_single_case_has_its_ordinary_question() -> None:
    world = several(1)

    unmatched(world)

    assert len(world.letters("question")) == 2
    assert world.letters("which-case") == []
    assert world.case.pauses[0].within is None


def test_a_mail_that_names_stray_cases_asks_once_and_they_stand_first() -> None:
    world = several(3)
    first, _, last = names(world)
    thread = world.letters("annex-i")[0].message_id

    world.take(police_mail(RIDDLE, subject=last, references=(thread,)))

    assert waiting(world) == [first, last]
    assert [len(asked(world, kind)) for kind in ("which-case", "question")] == [1, 0]


def test_the_letter_lists_the_first_cases_and_says_how_many_there_are() -> None:
    world = several(1)
    streams = [str(Reference("HL", 2026, number)) for number in range(100, 160)]
    world.streams |= {stream: replace(world.case, stream=stream) for stream in streams}

    unmatched(world)

    (letter,) = asked(world)
    assert letter.values["count"] == 61
    assert len(letter.values["cases"]) == LISTED  # type: ignore[arg-type]


def test_P4_an_analyst_without_a_key_is_asked_without_the_words_of_the_mail() -> None:
    world = several(2)
    ann, ben = world.site.analysts
    world.site = replace(world.site, analysts=(ann, replace(ben, fingerprints=())))

    unmatched(world)

    shown = {draft.to.id: draft.values["text"] for draft in world.letters("which-case")}
    assert shown == {"Ann": RIDDLE, "Ben": ""}


def test_P6_a_hold_of_no_case_is_placed_on_each_and_told_in_the_question_alone() -> None:
    world = several(3)

    unmatched(world, "Please wait until 2026-04-01.")

    assert all(case.holds_in_force() for case in cases(world))
    assert world.letters("hold-placed") == []
    assert [draft.to.party for draft in world.letters("hold-state")] == [Party.LEA]
    (letter,) = asked(world)
    assert letter.values["holds"] == 3
    assert letter.values["until"] is not None


def test_P2_the_same_mail_again_asks_nothing() -> None:
    world = several(2)
    mail = police_mail(RIDDLE)
    world.take(mail)

    assert world.take(mail).changes == ()


# --- answering -----------------------------------------------------------------------------------


def test_confirm_in_the_thread_says_that_it_is_about_none() -> None:
    world = several(3)
    unmatched(world)
    (letter,) = asked(world)

    decision = say(
        world, "[CONFIRM]", references=(letter.message_id,), subject=f"Re: [{letter.stream}] Which"
    )

    assert decision.folder == Folder.DONE
    assert waiting(world) == []
    assert question(world).closed is not None
    (done,) = asked(world, "which-answered")
    assert (done.values["lifted"], done.values["kept"]) == (3, ())


def test_confirm_with_the_name_needs_no_thread() -> None:
    world = several(2)
    unmatched(world)

    assert say(world, f"[CONFIRM:{question(world).stream.upper()}]").folder == Folder.DONE
    assert waiting(world) == []


@pytest.mark.parametrize("with_name", [True, False], ids=["named", "in the thread"])
def test_the_case_that_is_named_waits_on_with_its_own_question_and_the_others_go_on(with_name: bool) -> None:
    world = several(3)
    unmatched(world)
    (letter,) = asked(world)
    first, second, _ = names(world)
    world.wait(timedelta(hours=1))
    name = f"{letter.stream} " if with_name else ""
    thread = {} if with_name else {"references": (letter.message_id,), "subject": f"[{letter.stream}]"}

    decision = say(world, f"[CONFIRM:{name}{first}, {second}]", **thread)

    assert decision.folder == Folder.DONE
    assert waiting(world) == [first, second]
    assert [draft.stream for draft in asked(world, "question")] == [first, second]
    assert [draft.values["text"] for draft in asked(world, "question")] == [RIDDLE, RIDDLE]
    assert due_alarms(world, first) == [world.now + world.site.agreement.pause_alarm]
    say(world, "[CONFIRM]", references=(asked(world, "question")[0].message_id,), subject=f"[{first}]")
    assert waiting(world) == [second]


def due_alarms(world: World, stream: str) -> list[object]:
    steps = due(world.streams[stream], world.site)
    return [step.at for step in steps if step.kind in (DueKind.PAUSE_ALARM, DueKind.WHICH_CASE)]


def test_each_case_can_be_answered_for_itself_and_the_answer_to_all_works_on_the_rest() -> None:
    world = several(3)
    unmatched(world)
    first, second, third = names(world)
    say(world, f"[CONFIRM:Q1] [{first}]", subject=f"[{first}]")
    say(world, "[CLOSE]", subject=f"[{second}]")
    assert waiting(world) == [second, third]

    say(world, f"[CONFIRM:{question(world).stream}]")

    assert waiting(world) == [second]  # closed: it is not written to any more
    assert asked(world, "which-answered")[0].values["lifted"] == 1


def test_each_case_can_be_answered_for_itself_in_an_answer_to_the_question() -> None:
    world = several(2)
    unmatched(world)
    first, second = names(world)

    decision = say(
        world, f"[CONFIRM:Q1] [{first}]", subject=f"[{first}]", references=(asked(world)[0].message_id,)
    )

    assert decision.folder == Folder.DONE
    assert waiting(world) == [second]


def test_P6_holds_of_that_mail_stay_and_the_answer_says_so() -> None:
    world = several(3)
    unmatched(world, "Please wait.")
    first, *others = names(world)

    say(world, f"[CONFIRM:{question(world).stream} {first}]")

    assert waiting(world) == [first]
    assert all(case.holds_in_force() for case in cases(world))
    (done,) = asked(world, "which-answered")
    assert (done.values["held"], done.values["held_cases"]) == (2, tuple(others))


def test_a_case_in_which_only_the_question_was_open_is_closed_by_the_answer() -> None:
    world = several(2)
    first = names(world)[0]
    unmatched(world)
    say(world, "[REMOVED] [RECEIVED:by phone]", subject=f"[{first}]")
    assert world.streams[first].is_open

    say(world, f"[CONFIRM:{question(world).stream}]")

    assert [case.is_open for case in cases(world)] == [False, True]


# --- what is refused ---------------------------------------------------------------------------


def refused(world: World) -> str:
    return " ".join(asked(world, "refused")[-1].values["problems"])  # type: ignore[arg-type]


def unchanged(world: World, decision: Decision, folder: str = Folder.REFUSED) -> bool:
    return decision.folder == folder and waiting(world) == names(world) and question(world).closed is None


def test_P9_an_unproven_answer_does_nothing_and_says_so() -> None:
    world = several(2)
    unmatched(world)

    decision = say(world, f"[CONFIRM:{question(world).stream}]", signed=False)

    assert unchanged(world, decision, Folder.UNPROVEN)
    assert len(world.letters("unproven")) == 1


def test_P9_a_signature_that_names_no_question_answers_none() -> None:
    world = several(2)
    unmatched(world)

    decision = say(world, "[CONFIRM]", references=(asked(world)[0].message_id,))

    assert unchanged(world, decision)
    assert f"write [{question(world).stream}] into the first line" in refused(world)


def test_P9_a_signature_under_another_question_answers_neither() -> None:
    world = several(2)
    unmatched(world)
    one = question(world).stream
    world.wait(timedelta(minutes=1))
    unmatched(world, "Xyzzy once more.")
    other = asked(world)[1]

    decision = say(world, f"[CONFIRM]\n[{one}]", references=(other.message_id,))

    assert unchanged(world, decision)


def test_P9_a_protected_thread_names_the_question() -> None:
    world = several(2)
    unmatched(world)
    thread = (asked(world)[0].message_id,)

    decision = say(world, "[CONFIRM]", references=thread, covered=Covered(references=thread))

    assert decision.folder == Folder.DONE


def test_P9_a_subject_of_somebody_elses_answers_no_question() -> None:
    world = several(2)
    unmatched(world)

    decision = say(world, "", subject=f"Re: [CONFIRM:{question(world).stream}]")

    assert unchanged(world, decision)
    assert "stands behind Re: or Fwd:" in refused(world)


def test_P9_a_login_is_enough_where_the_agreement_says_so() -> None:
    site = home_site(agreement=make_agreement(analyst_proof=ProofLevel.AUTHENTICATED))
    world = several(2, World(site))
    unmatched(world)
    mail = {"signed": False, "authenticated": True, "date": world.now}

    assert say(world, f"[CONFIRM:{question(world).stream}]", **mail).folder == Folder.DONE
    assert waiting(world) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[CONFIRM:{which} {unknown}]", "does not wait for"),
        ("[CONFIRM:{which}] [NOTE]", "stands alone"),
        ("[CONFIRM:{which}] [{case}]", "may mean two things"),
        ("[CONFIRM:{which} none]", "expected [CONFIRM:{which}]"),
        ("[CONFIRM:which-2026-aaaaaaaa]", "there is no such question"),
        ("[CONFIRM:{which} which-2026-aaaaaaaa]", "the mail names several"),
        ("[CONFIRM:{which} {wrong}]", "expected [CONFIRM:{which}]"),
    ],
)
def test_P17_a_faulty_answer_is_refused_as_a_whole_and_says_what_to_do(text: str, sentence: str) -> None:
    world = several(2)
    unmatched(world)
    first = names(world)[0]
    wrong = first[:-1] + ("0" if first[-1] != "0" else "1")
    places = {"which": question(world).stream, "case": first, "wrong": wrong}
    places["unknown"] = str(Reference("HL", 2026, 999))

    decision = say(world, text.format(**places))

    assert unchanged(world, decision)
    assert sentence.format(**places) in refused(world)


@pytest.mark.parametrize(
    ("text", "subject", "sentence"),
    [
        ("[CONFIRM:{which}] [{wrong}]", "", "{wrong}: the check character"),
        ("[CONFIRM:{which}]\n[{wrong}]", "", "{wrong}: the check character"),
        ("[CONFIRM:{which}]", "Re: [{which}] {wrong}", "{wrong}: the check character"),
        ("[CONFIRM:{which}]\nIt is about {case}.", "", "may mean two things"),
        ("[CONFIRM:{which}]", "{case}", "may mean two things"),
    ],
)
def test_P7_a_case_outside_of_the_tag_is_not_passed_over(text: str, subject: str, sentence: str) -> None:
    world = several(2)
    unmatched(world)
    first = names(world)[0]
    wrong = first[:-1] + ("0" if first[-1] != "0" else "1")
    places = {"which": question(world).stream, "case": first, "wrong": wrong}

    decision = say(world, text.format(**places), subject=subject.format(**places))

    assert unchanged(world, decision)
    assert sentence.format(**places) in refused(world)


def test_a_case_in_what_is_quoted_is_none_that_the_answer_names() -> None:
    world = several(2)
    unmatched(world)
    name, first = question(world).stream, names(world)[0]
    own = f"[CONFIRM:{name}]"

    mail = analyst_mail(own, received_at=world.now)
    decision = world.take(replace(mail, body=f"{own}\n\n> {first}\n"))

    assert decision.folder == Folder.DONE
    assert waiting(world) == []


def test_P4_a_refusal_to_an_analyst_without_a_key_still_says_which_line_to_write() -> None:
    world = several(2)
    ann, ben = world.site.analysts
    agreed = replace(world.site.agreement, analyst_proof=ProofLevel.AUTHENTICATED)
    world.site = replace(world.site, analysts=(replace(ann, fingerprints=()), ben), agreement=agreed)
    unmatched(world)
    name, first = question(world).stream, names(world)[0]

    how = {"signed": False, "authenticated": True, "date": world.now}
    say(world, f"[CONFIRM:{name}] [{first}] [NOTE]", **how)

    assert f"[CONFIRM:{name} {first}]" in refused(world)


def test_P2_a_second_answer_has_no_second_effect() -> None:
    world = several(3)
    unmatched(world)
    name, first = question(world).stream, names(world)[0]
    say(world, f"[CONFIRM:{name} {first}]")
    letters = len(world.letters("question"))

    decision = say(world, f"[CONFIRM:{name}]\nonce more")

    assert decision.folder == Folder.REFUSED
    assert "this question was answered before" in refused(world)
    assert waiting(world) == [first]
    assert len(world.letters("question")) == letters


def test_a_case_that_was_answered_for_itself_cannot_be_named_any_more() -> None:
    world = several(3)
    unmatched(world)
    first = names(world)[0]
    say(world, f"[CONFIRM:Q1] [{first}]", subject=f"[{first}]")

    decision = say(world, f"[CONFIRM:{question(world).stream} {first}]")

    assert decision.folder == Folder.REFUSED
    assert f"[HOLD] [{first}]" in refused(world)
    assert len(waiting(world)) == 2


# --- time ----------------------------------------------------------------------------------------


def test_P7_one_alarm_speaks_for_all_the_cases_again_and_again_until_it_is_answered() -> None:
    world = several(3)
    world.site = replace(world.site, agreement=replace(world.site.agreement, ntd_delay=timedelta(days=6)))
    unmatched(world)
    say(world, f"[CONFIRM:Q1] [{names(world)[0]}]", subject=f"[{names(world)[0]}]")
    before = len(alarms(world))
    for hours in (4, 8):
        world.wait(timedelta(hours=4))
        world.sweep()
        assert len(alarms(world)) - before == hours // 4
    assert "the notices of 2 cases wait for it" in str(alarms(world)[-1].values["sentence"])

    say(world, f"[CONFIRM:{question(world).stream}]")
    world.wait(timedelta(hours=4))
    world.sweep()

    assert len(alarms(world)) - before == 2


def alarms(world: World) -> list[Draft]:
    return [one for one in asked(world, "alarm") if one.values["what"] == "question-waits"]


def test_a_question_for_which_no_case_waits_any_more_ends_without_a_word() -> None:
    world = several(2)
    unmatched(world)
    for name in names(world):
        say(world, f"[CONFIRM:Q1] [{name}]", subject=f"[{name}]")
    world.wait(timedelta(hours=4))
    world.sweep()

    assert alarms(world) == []
    assert question(world).closed is not None
    assert due(question(world), world.site) == ()


def test_P7_what_was_asked_within_a_question_has_its_own_alarm_once_its_case_is_open_again() -> None:
    world = several(2)
    unmatched(world)
    first, second = names(world)
    say(world, "[CLOSE]", subject=f"[{first}]")
    say(world, f"[CONFIRM:{question(world).stream}]")
    say(world, "[REOPEN]", subject=f"[{first}]")

    assert waiting(world) == [first]
    assert due_alarms(world, first)
    assert not due_alarms(world, second)


def test_P5_no_notice_goes_while_the_question_is_open_and_all_go_after_it() -> None:
    world = ready(ready(form=FORM.replace("item1", "item2")))
    unmatched(world)
    world.sweep(world.fence())
    assert world.letters("ntd") == []

    say(world, f"[CONFIRM:{question(world).stream}]")
    world.sweep(world.fence())

    assert len(world.letters("ntd")) == 2


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_P7_only_what_a_person_answered_goes_on_whatever_the_order(data: st.DataObject) -> None:
    """Two questions about the same cases, answered in some way and in any order."""
    world = several(3)
    for _ in range(2):
        unmatched(world)
        world.wait(timedelta(minutes=1))
    streams = names(world)
    open_: dict[str, set[str]] = {name: {"Q1", "Q2"} for name in streams}
    whiches = [name for name in world.streams if is_question(name)]
    done: set[str] = set()
    alone: set[tuple[str, str]] = set()
    for _ in range(data.draw(st.integers(1, 6))):
        index = data.draw(st.sampled_from((0, 1)))
        pause = f"Q{index + 1}"
        if data.draw(st.booleans()):
            meant = data.draw(st.sets(st.sampled_from(streams), max_size=2))
            say(world, f"[CONFIRM:{' '.join((whiches[index], *sorted(meant)))}]")
            waits = {one for one in streams if pause in open_[one] and (one, pause) not in alone}
            if whiches[index] not in done and waits and meant <= waits:
                done.add(whiches[index])
                alone |= {(one, pause) for one in meant}
                for one in waits - meant:
                    open_[one].discard(pause)
        else:
            one = data.draw(st.sampled_from(streams))
            say(world, f"[CONFIRM:{pause}] [{one}]", subject=f"[{one}]")
            open_[one].discard(pause)
    assert {case.stream: {one.id for one in case.pauses_open()} for case in cases(world)} == open_


def test_a_question_that_is_asked_again_is_open_again() -> None:
    world = several(2)
    unmatched(world)
    name = question(world).stream
    say(world, f"[CONFIRM:{name}]")
    (fact,) = [one for stream, one in world.log if stream == name and isinstance(one, Paused)]

    world.record(fact, stream=name)

    assert due(question(world), world.site)


def test_P9_one_name_for_two_mails_is_answered_in_each_case_alone() -> None:
    world = several(2)
    unmatched(world)
    name = question(world).stream
    (fact,) = [one for stream, one in world.log if stream == name and isinstance(one, Paused)]
    world.record(replace(fact, pause="Qother", mail="e" * 64), stream=name)

    decision = say(world, f"[CONFIRM:{name}]")

    assert unchanged(world, decision)
    assert "[CONFIRM:Q1]" in refused(world)


def test_P14_the_words_in_its_letter_go_after_the_agreed_time_once_it_is_answered() -> None:
    world = several(2)
    agreed = replace(world.site.agreement, purge_after=timedelta(days=10), anonymise_after=NEVER)
    world.site = replace(world.site, agreement=agreed)
    unmatched(world)
    world.deliver("which-case")
    assert plan(question(world), world.site) is None

    say(world, f"[CONFIRM:{question(world).stream}]")
    world.deliver("which-answered")

    found = plan(question(world), world.site)
    assert found is not None
    assert (found.at, found.waits) == (world.now + timedelta(days=10), "")


def test_the_digest_speaks_of_the_question_and_not_of_each_case() -> None:
    world = several(2)
    unmatched(world)
    found = [note for case in world.streams.values() for note in notes(case, world.site)]
    wanted = [(note.reference, note.what) for note in found if note.what in NEEDS]
    assert wanted == [(question(world).stream, "which-case")]

    say(world, f"[CONFIRM:{question(world).stream} {names(world)[0]}]")

    found = [note for case in world.streams.values() for note in notes(case, world.site)]
    wanted = [(note.reference, note.what) for note in found if note.what in NEEDS]
    assert wanted == [(names(world)[0], "question")]


# --- names -----------------------------------------------------------------------------------------


def test_the_name_of_a_question_is_read_in_any_case_and_is_no_reference() -> None:
    name = question_of(World().now, "a" * 64)

    assert name == question_of(World().now, "a" * 64) != question_of(World().now, "b" * 64)
    assert is_question(name)
    assert find_questions(f"Re: [{name.upper()}] Which case? x{name} {name}y {name}.") == (name,)
    assert not is_question("desk-2026-03-02")


def test_what_is_measured_does_not_grow_with_the_cases() -> None:
    """Letters: one to each analyst, however many cases wait."""
    counts = []
    for count in (2, 12):
        world = several(count)
        before = len(world.drafts)
        unmatched(world)
        counts.append(len(world.drafts) - before)
    assert counts[0] == counts[1] == 2
