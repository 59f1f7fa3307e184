"""Lines that the LEA fills in: notices and removals item by item, feedback in fields."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotlined.codec import decode
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import DueKind
from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.mail.message import Attachment, Gate, Security
from hotlined.domain.record.noticed import ItemsOnline, ItemsRemoved, NtdSentByLea
from hotlined.domain.record.reporting import FeedbackGiven
from hotlined.domain.replies.lea_lines import read_lines
from hotlined.domain.replies.lea_said import Feedback, Said
from hotlined.domain.steps import followup
from hotlined.domain.steps.filing import read_lea_tags
from tests.support.mails_in import FORM, STRANGER, T0, UNIT, analyst_mail, mail_in, police_mail
from tests.support.site import make_agreement, make_site
from tests.support.world import World, home_site, kinds_due, reported

SITE = make_site(tag_aliases={"meldung-versandt": "NTD-SENT", "entfernt": "REMOVED"})
THREE = FORM + "".join(f"URL: https://media.provider.example.net/item{n}\n" for n in (2, 3))
DAY = datetime(2026, 3, 1, 21, 59, 59, tzinfo=UTC)  # the end of 1 March in Tallinn


def lines(text: str, *, quoted: str = "") -> object:
    mail = police_mail(text, body=f"{text}\n{quoted}", received_at=T0)
    return read_lines(mail, read_lea_tags(mail, SITE), SITE, asked=bool(quoted))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NTD-SENT 1,3 2026-03-01", Said((1, 3), DAY)),
        ("NTD-SENT 1, 3: 1.3.2026", Said((1, 3), DAY)),
        ("ntd-sent 1-3: yes", Said((1, 2, 3))),
        ("NTD-SENT: 1,3", Said((1, 3))),
        ("NTD-SENT:2026-03-01", Said((), DAY)),
        ("NTD-SENT 2026-03-01 10:00", Said((), datetime(2026, 3, 1, 8, tzinfo=UTC))),
        ("NTD-SENT all 1.3.2026", Said((), DAY)),
        ("NTD-SENT alle", Said()),
        ("NTD-SENT wszystkie 1.3.2026", Said((), DAY)),
        ("NTD-SENT tous", Said()),
        ("NTD-SENT tutti", Said()),
        ("NTD-SENT todos", Said()),
        ("NTD SENT", None),
        ("NTD-SENT: ja", Said()),
        ("NTD-SENT 2: x", Said((2,))),
        ("NTD-SENT 1:2026-03-01", Said((1,), DAY)),
        ("Meldung-versandt 2: 1.3.2026", Said((2,), DAY)),
        ("[NTD-SENT:1,3 2026-03-01]", Said((1, 3), DAY)),
        ("[NTD-SENT:2]", Said((2,))),
        ("[NTD-SENT:2026-03-01]", Said((), DAY)),
        ("NTD-SENT 1: 2026-03-02", Said((1,), T0)),  # today: not later than the mail
        ("NTD-SENT 1:", None),
        ("NTD-SENT 1: 2027-03-01", None),
        ("NTD-SENT 1: tomorrow", None),
        ("NTD-SENT 1,3 DATE    the notice was sent", None),
        ("NTD-SENT 0", None),
    ],
)
def test_a_line_or_a_tag_says_which_items_and_when(text: str, said: Said | None) -> None:
    found = lines(text)

    assert found.sent == ((said,) if said else ())  # type: ignore[attr-defined]
    assert found.removed == ()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text", ["Removed 2 items yesterday.", "Removed.", "Entfernt wurde nichts", "REMOVED", "removed"]
)
def test_a_sentence_is_no_line(text: str) -> None:
    assert lines(text).removed == ()  # type: ignore[attr-defined]


def test_no_and_not_yet_are_understood_and_say_nothing() -> None:
    more = ("pas encore", "Todavía no", "aún no", "non ancora", "ainda não", "nog niet", "jeszcze nie")
    for word in ("no", "nein", "not sure", "noch nicht", "όχι ακόμη", *more):
        found = lines(f"REMOVED 1: {word}")
        assert (found.removed, found.wrong, len(found.taken)) == ((), (), 1)  # type: ignore[attr-defined]


def test_the_quotation_of_our_question_is_read_and_what_is_wrong_in_it_is_named() -> None:
    quoted = "> NTD-SENT 3 2026-03-01\n> NTD-SENT all\n> NTD-SENT 1: 2026-03-01\n> REMOVED 1:\n"

    found = lines("Please see below.", quoted=quoted + "> REMOVED 2: nearly\n>> NTD-SENT 2: yes\n")

    assert found.sent == (Said((1,), DAY),)  # type: ignore[attr-defined]
    assert found.removed == ()  # type: ignore[attr-defined]
    assert found.wrong == ("REMOVED 2: nearly",)  # type: ignore[attr-defined]


def test_only_the_quotation_of_that_question_is_read() -> None:
    mail = police_mail("Thanks.", body="Thanks.\n> NTD-SENT 1: 2026-03-01")

    assert read_lines(mail, read_lea_tags(mail, SITE), SITE, asked=False).sent == ()


@pytest.mark.parametrize(
    ("text", "feedback"),
    [
        ("Victim identified: yes", Feedback(victim="yes")),
        ("Opfer identifiziert: nein", Feedback(victim="no")),
        ("Kahtlustatav tuvastatud: jah", Feedback(offender="yes")),
        ("Έρευνα: σε εξέλιξη", Feedback(investigation="open")),
        ("ΕΡΕΥΝΑ: ΟΛΟΚΛΗΡΩΘΗΚΕ", Feedback(investigation="closed")),
        ("Tyrimas: nėra", Feedback(investigation="none")),
        ("Användbar: ja", Feedback(useful="yes")),
        ("Offender identified = not sure", Feedback(offender="not-sure")),
        ("Investigation: perhaps", Feedback()),
        ("Anything else: yes", Feedback()),
    ],
)
def test_feedback_is_read_from_its_lines_in_every_language(text: str, feedback: Feedback) -> None:
    assert lines(text).feedback == feedback  # type: ignore[attr-defined]


def test_feedback_that_contradicts_itself_counts_for_nothing_and_is_named() -> None:
    found = lines("Victim identified: yes\nUseful: yes\nVictim identified: no\nVictim identified: yes")

    assert found.feedback == Feedback(useful="yes")  # type: ignore[attr-defined]
    assert found.wrong == ("Victim identified: no", "Victim identified: yes")  # type: ignore[attr-defined]


# --- whole mails ---------------------------------------------------------------------------------


def by_the_lea() -> World:
    """A case of three items whose notice the LEA sends, a week after the report, when it was asked."""
    agreement = make_agreement(ntd_body=NtdBody.LEA, lea_followups=2)
    world = reported(World(home_site(agreement=agreement)), form=THREE)
    ask(world)
    return world


def ask(world: World) -> None:
    world.wait(timedelta(days=7, minutes=1))
    world.sweep()


def answer(world: World, text: str, *, quoted: str = "", **fields: object) -> None:
    thread = (world.letters("lea-followup")[-1].message_id,)
    body = f"{text}\n\n{quoted}"
    made = {"signed": True, "references": thread, "body": body, "received_at": world.now, **fields}
    world.take(police_mail(text, **made))


def asked_of(world: World) -> list[tuple[int, bool, bool]]:
    """What the last question asks about: item, notice known, removal known."""
    values = world.letters("lea-followup")[-1].values["items"]
    assert isinstance(values, tuple)
    return [(one["number"], one["sent"], one["removed"]) for one in values]


def test_P4_the_question_has_all_items_and_leaves_sealed_only() -> None:
    world = by_the_lea()

    (letter,) = world.letters("lea-followup")

    assert (letter.security, letter.gate) == (Security.SEALED, Gate.REPORT)
    assert asked_of(world) == [(1, False, False), (2, False, False), (3, False, False)]
    assert not world.letters("ntd")


def test_P14_after_the_form_is_purged_the_question_still_has_the_urls_that_are_kept() -> None:
    world = by_the_lea()

    def asked(case: Case) -> list[object]:
        (letter,) = followup.ask(case, 1, world.context).letters
        items = letter.draft.values["items"]
        assert isinstance(items, tuple)
        return [one["url"] for one in items]

    purged = replace(world.case, form=None, kept=world.case.listed)
    assert asked(purged) == asked(world.case)
    assert asked(replace(purged, kept=())) == ["", "", ""]


def test_what_is_known_is_not_asked_again_and_when_all_is_known_nothing_is() -> None:
    world = by_the_lea()

    answer(world, "", quoted="> NTD-SENT 1: 2026-03-03\n> NTD-SENT 2: yes\n> NTD-SENT 3:\n> REMOVED 1:\n")
    ask(world)
    assert asked_of(world) == [(1, True, False), (2, True, False), (3, False, False)]

    answer(world, "NTD-SENT 3 2026-03-12\nREMOVED 2: 2026-03-12")
    ask(world)
    assert asked_of(world) == [(1, True, False), (3, True, False)]

    answer(world, "[REMOVED:1,3]")

    assert DueKind.LEA_FOLLOWUP not in kinds_due(world)
    sent = {item.number: item.lea_sent_at and item.lea_sent_at.day for item in world.case.items}
    assert sent == {1: 3, 2: None, 3: 12}
    removed_at = world.case.items[1].removed_at
    assert removed_at is not None
    assert removed_at.day == 12
    assert not world.case.pauses


def test_an_answer_given_twice_is_recorded_and_shown_once() -> None:
    world = by_the_lea()

    answer(world, "NTD-SENT 1,2")
    shown = len(world.letters("lea-words"))
    answer(world, "NTD-SENT 1,2")

    assert len([one for _, one in world.log if isinstance(one, NtdSentByLea)]) == 1
    assert len(world.letters("lea-words")) == shown


def test_P9_an_unproven_answer_is_asked_about_and_changes_nothing() -> None:
    world = by_the_lea()

    answer(world, "NTD-SENT 1: 2026-03-03", signed=False)

    assert not any(item.lea_sent for item in world.case.items)
    assert len(world.case.pauses_open()) == 1


@pytest.mark.parametrize("text", ["NTD-SENT 7", "REMOVED 7", "NTD-SENT 1,7: yes"])
def test_items_that_the_case_does_not_have_are_asked_about(text: str) -> None:
    world = by_the_lea()

    answer(world, text)

    assert not any(item.lea_sent or item.removed_by for item in world.case.items)
    assert len(world.case.pauses_open()) == 1


def test_a_wrong_line_in_the_quotation_is_shown_to_the_analysts() -> None:
    world = by_the_lea()

    answer(world, "", quoted="> NTD-SENT 1: yes\n> REMOVED 1: the day before\n")

    assert world.case.items[0].lea_sent
    assert not world.case.items[0].removed_by
    assert len(world.letters("question")) == 2


def test_plain_words_still_mean_all_items() -> None:
    world = by_the_lea()

    answer(world, "[NTD-SENT]")

    assert all(item.lea_sent for item in world.case.items)


def test_one_line_can_say_that_all_is_gone() -> None:
    world = by_the_lea()

    answer(world, "REMOVED all: 2026-03-03")

    assert [item.removed_at.day for item in world.case.items if item.removed_at] == [3, 3, 3]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("REMOVED 2: 2026-03-01\n\nThe content has been removed.", [2]),
        ("REMOVED 1: 2026-03-01\nREMOVED 2: not yet\n\nThe content has been removed.", [1]),
        ("REMOVED 2: no\n\nThe content has been removed.", []),
        ("REMOVED 2: noch nicht\n\n[REMOVED]", []),
        ("REMOVED: no\n\nThe content has been removed.", []),
        ("REMOVED all: 2026-03-01\nREMOVED 2: not yet", []),
        ("REMOVED 1: 2026-03-01\nREMOVED 1: no\nREMOVED 3: 2026-03-01", [3]),
    ],
)
def test_P9_what_lines_say_of_items_is_widened_by_no_sentence(text: str, items: list[int]) -> None:
    world = by_the_lea()

    answer(world, text)

    assert [one.number for one in world.case.items if one.removed_by] == items
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "REMOVED 1,2: 2026-03-01\nREMOVED 3: 2026-03-02\n\nThe content has been removed.",
        "REMOVED all: 2026-03-01\n\nThe content has been removed.",
        "REMOVED all: 2026-03-01\nREMOVED 2: 2026-03-02",
    ],
)
def test_lines_about_all_items_beside_a_sentence_about_all_are_clear(text: str) -> None:
    world = by_the_lea()

    answer(world, text)

    assert all(one.removed_by for one in world.case.items)
    assert not world.case.pauses


def test_analysts_are_told_when_the_lea_stays_silent_and_the_questions_go_on() -> None:
    world = by_the_lea()

    def alarms() -> int:
        return sum(one.values["what"] == "lea-silent" for one in world.letters("alarm"))

    ask(world)
    assert alarms() == 0
    ask(world)
    assert alarms() == 2, "both analysts, after two questions without an answer"
    answer(world, "NTD-SENT 1")
    ask(world)
    ask(world)
    assert alarms() == 2
    ask(world)
    assert alarms() == 4
    assert len(world.letters("lea-followup")) == 6


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Not yet.", ""),
        ("Noch nicht.\n\nKind regards", ""),
        ("NTD-SENT 1,2,3: not yet", ""),
        ("NTD-SENT 1,2,3 : pas encore", ""),
        ("", "> NTD-SENT 1: not yet\n> REMOVED 1: no\n> NTD-SENT 2:\n"),
    ],
)
def test_who_answers_not_yet_is_not_silent_asks_nobody_and_holds_nothing(text: str, quoted: str) -> None:
    world = by_the_lea()
    for _ in range(4):
        answer(world, text, quoted=quoted)
        ask(world)

    assert not [one for one in world.letters("alarm") if one.values["what"] == "lea-silent"]
    assert not world.case.pauses
    assert not world.case.holds
    assert len(world.letters("lea-words")) == 8, "each of the four answers, to both analysts"
    assert len(world.letters("lea-followup")) == 5


def test_who_says_once_more_what_is_known_is_not_silent_either() -> None:
    world = by_the_lea()
    for _ in range(4):
        answer(world, "NTD-SENT 1,2,3: 2026-03-03")
        ask(world)

    assert not [one for one in world.letters("alarm") if one.values["what"] == "lea-silent"]


@pytest.mark.parametrize("text", ["Not yet.", "NTD-SENT 1: not yet"])
def test_P7_not_yet_is_asked_about_in_answer_to_anything_else(text: str) -> None:
    world = by_the_lea()
    report = world.letters("annex-i")[0].message_id

    world.take(police_mail(text, signed=True, references=(report,), received_at=world.now))

    assert world.case.holds_in_force() or world.case.pauses_open()


def test_P7_a_file_beside_not_yet_is_looked_at_by_an_analyst() -> None:
    world = by_the_lea()
    letter = Attachment("letter.pdf", "application/pdf", 100, "0" * 64)
    question = world.letters("lea-followup")[-1].message_id
    mail = police_mail("Not yet.", signed=True, references=(question,), received_at=world.now)

    world.take(replace(mail, attachments=(letter,)))

    assert [one.why for one in world.case.pauses_open()] == ["it has an attachment that nobody has read"]


def test_an_item_that_is_online_again_is_asked_about_anew() -> None:
    world = by_the_lea()
    answer(world, "NTD-SENT all: yes\nREMOVED 1,2")

    world.record(ItemsOnline(items=(1,), by="Ann", mail=""))
    ask(world)

    assert asked_of(world) == [(1, False, False), (3, True, False)]


@pytest.mark.parametrize("text", ["Please see below.", "See below", "Siehe unten!", "Δείτε παρακάτω."])
def test_who_points_to_the_table_below_is_understood(text: str) -> None:
    world = by_the_lea()

    answer(world, text, quoted="> NTD-SENT 1: 2026-03-03\n")

    assert world.case.items[0].lea_sent
    assert not world.case.pauses


def test_the_day_of_a_notice_stays_when_it_is_told_once_more_without_one() -> None:
    world = reported(form=THREE)

    world.record(NtdSentByLea(unit="national", mail="", when=DAY, items=(1,)))
    world.record(NtdSentByLea(unit="other", mail=""))

    assert world.case.items[0].lea_sent_at == DAY


def test_an_old_answer_quoted_again_does_not_remove_what_is_online_again() -> None:
    world = by_the_lea()
    answer(world, "NTD-SENT all: yes\nREMOVED 1: 2026-03-03\nREMOVED 2")
    world.record(ItemsOnline(items=(1,), by="Ann", mail=""))
    ask(world)
    head = "From: Hotline <lea@hotline.example.org>\nSent: Monday\nTo: a@police.example.com\nSubject: a\n"

    answer(world, "NTD-SENT 1", quoted=f"{head}\nNTD-SENT 1:\nREMOVED 1:\n\n{head}\nREMOVED 1: yes\n")
    answer(world, "REMOVED 1: 2026-03-03")

    assert world.case.items[0].removed_by is None
    assert world.case.items[0].lea_sent


def test_feedback_is_kept_in_fields_and_words_and_shown() -> None:
    world = reported()
    text = "[FEEDBACK]\nVictim identified: yes\nInvestigation: open\nThe family is safe."

    world.take(police_mail(text, references=(world.letters("annex-i")[0].message_id,)))

    (fact,) = (one for _, one in world.log if isinstance(one, FeedbackGiven))
    assert (fact.victim, fact.offender, fact.investigation, fact.useful) == ("yes", None, "open", None)
    assert fact.proof == "claimed"
    assert "The family is safe." in (fact.text or "")
    assert len(world.letters("lea-feedback")) == 2
    assert not world.letters("lea-feedback")[0].values["proven"]
    assert not world.case.pauses


def test_feedback_lines_count_without_the_tag_and_hide_no_hold() -> None:
    world = reported()
    thread = (world.letters("annex-i")[0].message_id,)

    world.take(police_mail("Useful: yes\nPlease wait with the notice.", references=thread))

    assert len(world.case.holds_in_force()) == 1
    assert len(world.letters("lea-feedback")) == 2
    assert not world.case.pauses


def test_P13_the_words_of_feedback_are_content_and_its_fields_are_none() -> None:
    kinds = {
        name: one.metadata.get("content", False) for name, one in FeedbackGiven.__dataclass_fields__.items()
    }

    assert [name for name, content in kinds.items() if content] == ["text"]


def test_an_older_record_of_a_notice_by_the_lea_means_all_items() -> None:
    world = reported(form=THREE)

    world.record(NtdSentByLea(unit="national", mail=""))

    assert all(item.lea_sent for item in world.case.items)


def test_what_an_older_version_wrote_is_read() -> None:
    sent = decode("ntd-sent-by-lea", {"unit": "national", "mail": "m", "when": None}, {})
    said = decode("feedback-given", {"unit": "national", "mail": "m"}, {"text": "words"})

    assert sent == NtdSentByLea(unit="national", mail="m")
    assert said == FeedbackGiven(unit="national", mail="m", text="words")


def test_a_stranger_with_such_lines_changes_nothing() -> None:
    world = by_the_lea()

    world.take(mail_in("NTD-SENT 1: yes", mailbox="lea", from_=(STRANGER,)))
    world.take(analyst_mail("NTD-SENT 1: yes", from_=(UNIT,)))

    assert not any(item.lea_sent for item in world.case.items)
    assert not any(isinstance(one, ItemsRemoved) for _, one in world.log)
