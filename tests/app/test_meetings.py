"""Meetings with the LEA: invited once, moved, cancelled, written down; agreement and contacts (P4, P15)."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import icalendar
import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.app.daily import DailyDigest
from hotlined.app.keywatch import KeyWatch
from hotlined.app.meetings import Meetings
from hotlined.app.tally import Tally
from hotlined.attachments import attachments
from hotlined.domain.form.protocol_labels import lines
from hotlined.domain.hotline.site import Meeting
from hotlined.domain.meeting_plan import recorded
from hotlined.domain.record.partnership import MeetingHeld, UnitIntroduced
from hotlined.domain.values.address import Address
from tests.support.fake_courier import LATER
from tests.support.rig import ANN, BEN, CONTACT, LEA, TEMPLATES, Rig
from tests.support.site import ANALYST_KEY, LEA_KEY, make_unit

ZONE = ZoneInfo("Europe/Tallinn")
SPRING = Meeting(
    "Spring meeting", datetime(2026, 3, 20, 8, tzinfo=UTC), timedelta(hours=2), "Example Street 1"
)
FORM = "Present: Kim, Ann\nAgreed:\n- Item one\n- Item two\nNext meeting: 2026-06-19\n"
PARTS: dict[int, Meetings] = {}  # of each rig


async def running(rig: Rig) -> Rig:
    """The outbox runs, mails have their files, and the calendar was looked at."""
    templates = JinjaTemplates(None, TEMPLATES, zone=ZONE)
    object.__setattr__(rig.composer, "attachments", attachments(templates))
    digest = DailyDigest(rig.docket, KeyWatch(rig.docket, rig.openpgp).seen)
    PARTS[id(rig)] = Meetings(rig.docket, Tally(rig.docket), digest.notes)
    await rig.start(without=["watch", "agenda"])
    await look(rig)
    return rig


async def look(rig: Rig) -> None:
    await PARTS[id(rig)].look()
    await rig.settled()


async def until(rig: Rig, day: str, hour: int = 12) -> None:
    at = datetime.combine(date.fromisoformat(day), time(hour), ZONE)
    rig.clock.skip(at.astimezone(UTC) - rig.clock.now())
    await look(rig)


async def read(rig: Rig, box: str, mail: bytes) -> None:
    rig.boxes[box].deliver(mail)
    await rig.boxes[box].open([])
    await rig.watches[box].full_read()
    await rig.settled()


def planned(*meetings: Meeting) -> Rig:
    rig = Rig()
    rig.site = replace(rig.site, meetings=meetings)
    return rig


def mails(rig: Rig, to: str) -> list[EmailMessage]:
    """What somebody got, as they read it: decrypted."""
    begin, end = b"-----BEGIN PGP MESSAGE-----", b"-----END PGP MESSAGE-----"
    found = []
    for one in rig.courier.accepted(to):
        data = one.data
        if begin in data:
            data = rig.openpgp.open(data[data.index(begin) : data.index(end) + len(end)]).plaintext
        elif to == LEA:
            raise AssertionError("a mail to the LEA left in clear")
        made = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(made, EmailMessage)
        found.append(made)
    return found


def subjects(rig: Rig, to: str) -> list[str]:
    """Of the mails to somebody; without the day of a meeting that is invited to, changed or called off."""
    every = (str(one["Subject"]) for one in mails(rig, to))
    return [re.sub(r"^((?:Invitation|Changed|Cancelled): .*), \d{4}-\d\d-\d\d$", r"\1", one) for one in every]


def event(mail: EmailMessage) -> tuple[str, icalendar.Event]:
    """Method and event of the calendar file in a mail, read by the library."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    calendar = icalendar.Calendar.from_ical(data)
    assert part.get_param("method") == calendar["method"]
    (found,) = calendar.events
    return str(calendar["method"]), found


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


async def test_a_meeting_is_invited_to_once_two_weeks_before_sealed_to_the_LEA() -> None:
    rig = await running(planned(SPRING))
    assert subjects(rig, LEA) == []
    await until(rig, "2026-03-06", 9)
    assert subjects(rig, LEA) == []
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-07")
    assert [subjects(rig, to) for to in (LEA, ANN, BEN)] == [["Invitation: Spring meeting"]] * 3
    (mail,) = mails(rig, LEA)
    assert mail["Reply-To"] == "desk@hotline.example.org", "an answer is about no case, and would pause all"
    assert mails(rig, ANN)[-1]["Reply-To"] == "desk@hotline.example.org", "it says who comes, and has no tag"
    method, found = event(mail)
    assert (method, found.start, found.end) == ("REQUEST", SPRING.start, SPRING.end)
    assert (found["summary"], found["location"]) == ("Spring meeting (Example Hotline)", "Example Street 1")
    assert (found["sequence"], found["status"]) == (0, "CONFIRMED")
    assert found["organizer"] == "mailto:desk@hotline.example.org"
    assert found["attendee"].params["RSVP"] == "FALSE", "a calendar's own answer would pause all"
    await rig.kill()


async def test_the_agenda_names_cases_by_number_and_brings_the_figures() -> None:
    rig = await running(planned(SPRING))
    await read(rig, "intake", rig.assessment())
    await read(rig, "lea", rig.reply("The weather is fine on item 1.", signed=False))
    (reference,) = [one for one in rig.store.open_streams() if one.startswith("HL-")]
    await until(rig, "2026-03-06")
    mail = mails(rig, LEA)[-1]
    assert f"4. Difficult cases, by number only: 1 {reference}" in text(mail)
    assert "2. Reports without a confirmation of receipt: 0" in text(mail)
    names = [str(one.get_filename()) for one in mail.iter_attachments()]
    assert names == ["invite.ics", "statistics-2025-Q4.txt"]
    for one in (mail, mails(rig, BEN)[-1]):
        assert "item-1" not in one.as_string()
        assert "weather" not in one.as_string()
    await rig.kill()


async def test_P15_a_meeting_that_moves_or_goes_is_told_of_once_also_after_a_restart() -> None:
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-06")
    await rig.kill()
    again = rig.restarted()
    again.site = replace(again.site, meetings=(replace(SPRING, start=SPRING.start + timedelta(days=1)),))
    await running(again)
    await look(again)
    assert subjects(again, LEA) == ["Changed: Spring meeting"]
    method, found = event(mails(again, LEA)[0])
    assert (method, found["sequence"]) == ("REQUEST", 1)
    uid = found["uid"]
    again.site = replace(again.site, meetings=())
    await look(again)
    await look(again)
    assert subjects(again, LEA)[1:] == ["Cancelled: Spring meeting"]
    method, found = event(mails(again, LEA)[1])
    assert (method, found["uid"], found["sequence"], found["status"]) == ("CANCEL", uid, 2, "CANCELLED")
    await again.kill()


async def test_a_meeting_that_was_called_off_is_invited_to_again_under_a_higher_number() -> None:
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-06")
    rig.site = replace(rig.site, meetings=())
    await look(rig)
    rig.site = replace(rig.site, meetings=(SPRING,))
    await look(rig)
    await look(rig)
    assert subjects(rig, LEA)[1:] == ["Cancelled: Spring meeting", "Invitation: Spring meeting"]
    numbers = [event(mail)[1]["sequence"] for mail in mails(rig, LEA)]
    assert numbers == [0, 1, 2], "a calendar takes none that is as old as the cancellation (RFC 5546)"
    await rig.kill()


async def test_the_next_meeting_under_the_same_name_is_invited_to_when_it_is_its_time() -> None:
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-22")
    before = subjects(rig, LEA)
    rig.site = replace(rig.site, meetings=(replace(SPRING, start=SPRING.start + timedelta(days=91)),))
    await look(rig)
    await until(rig, "2026-06-01")
    assert subjects(rig, LEA) == before, "three months are no change of a meeting that is over"
    await until(rig, "2026-06-12")
    await look(rig)
    assert subjects(rig, LEA) == [*before, "Invitation: Spring meeting"]
    await rig.kill()


async def test_a_meeting_under_the_name_of_one_that_is_over_leaves_that_one_in_peoples_calendars() -> None:
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-22")
    summer = replace(SPRING, start=SPRING.start + timedelta(days=91))
    rig.site = replace(rig.site, meetings=(summer,))
    await until(rig, "2026-06-12")
    rig.site = replace(rig.site, meetings=(replace(summer, place="Example Street 2"),))
    await look(rig)
    rig.site = replace(rig.site, meetings=())
    await look(rig)

    first, *second = [event(mail)[1] for mail in mails(rig, LEA)]
    assert [one["sequence"] for one in (first, *second)] == [0, 0, 1, 2]
    assert {one["uid"] for one in second} == {second[0]["uid"]}
    assert second[0]["uid"] != first["uid"], "a UID is of one event (RFC 5545)"
    await rig.kill()


async def test_the_subject_names_the_day_of_the_meeting_and_after_a_change_the_new_one() -> None:
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-06")
    rig.site = replace(rig.site, meetings=(replace(SPRING, start=SPRING.start + timedelta(days=1)),))
    await look(rig)
    rig.site = replace(rig.site, meetings=())
    await look(rig)
    assert [str(one["Subject"]) for one in mails(rig, LEA)] == [
        "Invitation: Spring meeting, 2026-03-20",
        "Changed: Spring meeting, 2026-03-21",
        "Cancelled: Spring meeting, 2026-03-21",
    ]
    await rig.kill()


async def test_study_visits_and_trainings_are_entries_without_agenda_or_protocol() -> None:
    rig = await running(planned(replace(SPRING, name="Training", kind="training", units=("national",))))
    await until(rig, "2026-03-06")
    (mail,) = mails(rig, LEA)
    assert "AGENDA" not in text(mail)
    await until(rig, "2026-03-21")
    assert subjects(rig, ANN) == ["Invitation: Training"]
    await rig.kill()


@pytest.mark.parametrize("invite", [timedelta(days=14), timedelta(days=120)])
async def test_P15_the_protocol_is_asked_for_when_the_row_has_its_next_day_at_once(invite: timedelta) -> None:
    """At the meeting the next one is agreed, and its day written into the row before anybody looks."""
    rig = await running(planned(replace(SPRING, invite=invite)))
    await until(rig, "2026-03-10")
    june = replace(SPRING, start=datetime(2026, 6, 19, 8, tzinfo=UTC), invite=invite)
    rig.site = replace(rig.site, meetings=(june,))
    # Before that is read again, the meeting is over.
    await until(rig, "2026-03-20", 13)
    await look(rig)
    assert "Protocol wanted: Spring meeting, 2026-03-20" in subjects(rig, BEN)
    assert subjects(rig, BEN).count("Protocol wanted: Spring meeting, 2026-03-20") == 1
    await until(rig, "2026-06-06")
    await until(rig, "2026-06-19", 13)
    assert subjects(rig, BEN)[-1] == "Protocol wanted: Spring meeting, 2026-06-19"
    await rig.kill()


async def protocol(rig: Rig, body: str = FORM, day: str = "2026-03-20") -> None:
    tag = f"[MEETING:{day}]"
    await read(rig, "intake", rig.mail(ANN, tag, f"{tag}\n\n{body}", key=ANALYST_KEY))


async def test_after_it_the_protocol_is_asked_for_kept_sent_and_in_the_next_agenda() -> None:
    june = replace(SPRING, name="Summer meeting", start=datetime(2026, 6, 19, 8, tzinfo=UTC))
    rig = await running(planned(SPRING, june))
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-20", 13)
    await look(rig)
    assert subjects(rig, BEN) == ["Invitation: Spring meeting", "Protocol wanted: Spring meeting, 2026-03-20"]
    await protocol(rig)
    (held,) = [one for day in rig.store.find("meetings", "all") for one in rig.events(day, MeetingHeld)]
    assert (held.agreed, held.present, held.follow_up) == (("Item one", "Item two"), "Kim, Ann", "2026-06-19")
    assert subjects(rig, LEA)[-1] == "Protocol of the meeting of 2026-03-20"
    assert "- Item one - Item two" in text(mails(rig, LEA)[-1])
    await until(rig, "2026-06-06")
    last = text(mails(rig, LEA)[-1])
    assert "What was agreed on 2026-03-20, and what became of it: Item one Item two" in last
    await rig.kill()


async def test_the_form_may_be_filled_in_where_it_is_quoted() -> None:
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-21")
    quoted = "".join(f"> {line}\n" for line in FORM.splitlines())
    await protocol(rig, "On Friday, the hotline wrote:\n" + quoted)
    (held,) = [one for day in rig.store.find("meetings", "all") for one in rig.events(day, MeetingHeld)]
    assert held.agreed == ("Item one", "Item two")
    await rig.kill()


QUOTED = """The meeting "Spring meeting" of 2026-03-20 is over. Please answer with
these lines.

Present:
Agreed:
Next meeting:
"""


@pytest.mark.parametrize(
    "below",
    [
        "\nBest regards\nAnn Analyst\n",
        "\nViele Grüße\nAnn\n",
        "\nOn Fri, 20 Mar 2026 at 13:05, Hotline wrote:\n" + "".join(f"> {x}\n" for x in QUOTED.splitlines()),
        "\n-----Original Message-----\nFrom: Hotline <intake@hotline.example>\nSent: Friday\n"
        f"To: Ann\nSubject: Protocol wanted\n\n{QUOTED}",
    ],
)
async def test_who_signs_below_the_protocol_or_quotes_our_question_agreed_nothing_else(below: str) -> None:
    """What was agreed goes to the police as it was read, and stands in the next agenda."""
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-21")
    await protocol(rig, f"Present: Kim, Ann\nNext meeting: June\nAgreed:\n- Item one\n\n- Item two\n{below}")
    (held,) = [one for day in rig.store.find("meetings", "all") for one in rig.events(day, MeetingHeld)]
    assert (held.agreed, held.follow_up) == (("Item one", "Item two"), "June")
    await rig.kill()


@pytest.mark.parametrize("language", ["de", "el", "et", "lt", "sv"])
async def test_the_protocol_is_asked_for_and_read_in_the_analysts_language(language: str) -> None:
    rig = planned(SPRING)
    ann, *others = rig.site.analysts
    rig.site = replace(rig.site, analysts=(replace(ann, language=language), *others))
    rig = await running(rig)
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-21")
    present, agreed, following = form = lines(language).split("\n")
    for to, wanted in ((ANN, form), (BEN, ["Present:", "Agreed:", "Next meeting:"])):
        assert " ".join(wanted) in text(mails(rig, to)[-1])
    await protocol(rig, f"{present} Kim, Ann\n{agreed}\n- Item one\n- Item two\n{following} 2026-06-19\n")
    (held,) = [one for day in rig.store.find("meetings", "all") for one in rig.events(day, MeetingHeld)]
    assert (held.agreed, held.present, held.follow_up) == (("Item one", "Item two"), "Kim, Ann", "2026-06-19")
    await rig.kill()


async def test_a_line_that_a_mail_program_has_cut_is_one_that_was_agreed() -> None:
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-21")
    await protocol(
        rig,
        "Present: Kim,\nAnn\nAgreed:\n- Item one of the police is sent\n  by Friday\n"
        "\u00b7 Item two\nof Monday\n\nItem three\nItem four\nNext meeting: 2026-06-19\n",
    )
    (held,) = [one for day in rig.store.find("meetings", "all") for one in rig.events(day, MeetingHeld)]
    assert held.agreed == (
        "Item one of the police is sent by Friday", "Item two of Monday", "Item three", "Item four"
    )  # fmt: skip
    assert held.present == "Kim, Ann"
    await rig.kill()


async def test_P17_who_is_listed_with_bullets_stands_above_what_was_agreed_without() -> None:
    """What stands below a label belongs to no bullet above it; such a mail was put aside as a fault."""
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-21")
    await protocol(rig, "Present:\n- Kim\n- Ann\nAgreed:\nItem one\n- Item two\nNext meeting:\n2026-06-19\n")
    (held,) = [one for day in rig.store.find("meetings", "all") for one in rig.events(day, MeetingHeld)]
    assert (held.agreed, held.present, held.follow_up) == (("Item one", "Item two"), "Kim Ann", "2026-06-19")
    await rig.kill()


@pytest.mark.parametrize(
    ("day", "body", "expected"),
    [
        ("2026-03-20", "Present: Kim\n", "no line Agreed:"),
        ("2027-03-20", FORM, "expected the day of a meeting that was held"),
        ("2026-03-20", "Agreed:\n" + "- item\n" * 101, "too long"),
    ],
)
async def test_P17_a_protocol_that_cannot_be_kept_is_refused_as_a_whole(
    day: str, body: str, expected: str
) -> None:
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-21")
    await protocol(rig, body, day)
    assert recorded(PARTS[id(rig)].events()).held == {}
    assert subjects(rig, LEA) == []
    assert expected in text(mails(rig, ANN)[-1])
    await rig.kill()


async def test_P9_a_protocol_without_a_signature_is_not_kept() -> None:
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-21")
    await read(rig, "intake", rig.mail(ANN, "[MEETING:2026-03-20]", f"[MEETING:2026-03-20]\n\n{FORM}"))
    assert recorded(PARTS[id(rig)].events()).held == {}
    await rig.kill()


async def test_the_review_of_the_agreement_is_spoken_of_two_months_before_and_when_it_has_come() -> None:
    rig = Rig()
    rig.agree(review="2026-06-30")
    rig = await running(rig)
    await until(rig, "2026-04-30")
    assert rig.alarms("review") == 0
    for day in ("2026-05-01", "2026-05-02", "2026-06-30", "2026-07-10"):
        await until(rig, day)
    assert rig.alarms("review") == 2
    await rig.kill()


async def test_a_quarter_without_a_meeting_is_told_of_once_and_one_with_a_meeting_is_not() -> None:
    rig = planned(replace(SPRING, start=datetime(2026, 8, 20, 8, tzinfo=UTC)))
    rig.agree(meet_every="quarter")
    rig = await running(rig)
    looks = {"2026-04-01": 1, "2026-04-02": 1, "2026-07-01": 2, "2026-10-01": 2, "2027-01-04": 3}
    for day, alarms in looks.items():
        await until(rig, day)
        assert rig.alarms("meeting") == alarms, day
    await rig.kill()


@pytest.mark.parametrize("row", ["taken out", "the next one"])
async def test_a_meeting_that_is_over_counts_when_its_row_has_gone(row: str) -> None:
    rig = planned(SPRING)
    rig.agree(meet_every="quarter")
    rig = await running(rig)
    for day in ("2026-01-02", "2026-03-06", "2026-03-22"):
        await until(rig, day)
    before = rig.alarms("meeting")
    next_one = replace(SPRING, start=SPRING.start + timedelta(days=120))
    rig.site = replace(rig.site, meetings=() if row == "taken out" else (next_one,))
    await until(rig, "2026-04-02")
    assert rig.alarms("meeting") == before
    await rig.kill()


async def test_P15_each_half_year_the_contact_person_is_asked_once_whether_the_data_still_hold() -> None:
    rig = Rig()
    rig.agree(contact_check="half-year")
    rig = await running(rig)
    await until(rig, "2026-06-30")
    assert subjects(rig, CONTACT) == []
    await until(rig, "2026-07-01")
    await rig.kill()
    again = await running(rig.restarted())
    assert subjects(again, CONTACT) == []
    (mail,) = mails(rig, CONTACT)
    assert mail["Subject"] == "Do your contact data still hold?"
    assert mail["Reply-To"] == "desk@hotline.example.org"
    assert "Lee, lee@police.example.com" in text(mail)
    assert "CCCC CCCC" in text(mail)
    await again.kill()


async def test_a_unit_without_a_contact_person_is_asked_itself_sealed() -> None:
    rig = Rig()
    rig.site = replace(rig.site, units=(replace(rig.site.units[0], contact=None),))
    rig.agree(contact_check="half-year")
    rig = await running(rig)
    await until(rig, "2026-07-01")
    assert subjects(rig, LEA) == ["Do your contact data still hold?"]
    await rig.kill()


async def test_INTRODUCE_sends_the_introduction_sealed_and_tells_the_analyst() -> None:
    rig = Rig()
    rig.site = replace(rig.site, hotline=replace(rig.site.hotline, networks=("192.0.2.0/28",)))
    rig = await running(rig)
    for_unit = "[INTRODUCE:National]"
    await read(rig, "intake", rig.mail(ANN, for_unit, for_unit, key=ANALYST_KEY))
    (mail,) = mails(rig, LEA)
    assert mail["Subject"] == "Introduction: Example Hotline"
    for word in ("192.0.2.0/28", "AAAA AAAA", "lea@hotline.example.org", "+372 555 0100", "24 h"):
        assert word in text(mail), word
    assert subjects(rig, ANN) == ["Introduction: national"]
    days = [f"desk-{rig.clock.now():%Y-%m-%d}"]
    assert [one.unit for day in days for one in rig.events(day, UnitIntroduced)] == ["national"]
    await read(rig, "intake", rig.mail(ANN, "[INTRODUCE:county]", "[INTRODUCE:county]\n", key=ANALYST_KEY))
    assert len(mails(rig, LEA)) == 1
    assert "expected one of: national" in text(mails(rig, ANN)[-1])
    await rig.kill()


async def test_P17_an_introduction_that_no_key_can_seal_is_not_said_to_be_sent() -> None:
    rig = await running(Rig())
    rig.openpgp.broken[LEA_KEY] = "The key has expired."
    for_unit = "[INTRODUCE:national]"
    await read(rig, "intake", rig.mail(ANN, for_unit, for_unit, key=ANALYST_KEY))
    assert (subjects(rig, LEA), subjects(rig, ANN)) == ([], ["ALARM: blocked"])
    assert rig.events(f"desk-{rig.clock.now():%Y-%m-%d}", UnitIntroduced) == []
    await rig.kill()


COUNTY = "reports@county.example.com"
COUNTY_KEY = "D" * 40
AUTUMN = replace(SPRING, name="Autumn meeting", start=datetime(2026, 9, 18, 8, tzinfo=UTC))


def two_units(*meetings: Meeting) -> Rig:
    """A second unit, with cases and meetings of its own."""
    rig = planned(*meetings)
    county = make_unit(
        "county",
        address=Address("reports", "county.example.com"),
        fingerprints=(COUNTY_KEY,),
        contact=None,
        domains=("county.example.com",),
    )
    rig.site = replace(rig.site, units=(*rig.site.units, county))
    return rig


async def test_what_one_unit_agreed_stands_in_no_agenda_of_another() -> None:
    theirs = replace(AUTUMN, name="With the county", start=datetime(2026, 6, 19, 8, tzinfo=UTC))
    rig = await running(
        two_units(
            replace(SPRING, units=("national",)),
            replace(theirs, units=("county",)),
            replace(AUTUMN, units=("national",)),
        )
    )
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-21")
    await protocol(rig)
    assert [subjects(rig, to)[-1:] for to in (LEA, COUNTY)] == [["Protocol of the meeting of 2026-03-20"], []]
    await until(rig, "2026-06-06")
    assert subjects(rig, COUNTY) == ["Invitation: With the county"]
    for to in (COUNTY, ANN):
        assert "Item one" not in text(mails(rig, to)[-1])
    await until(rig, "2026-06-20")
    await protocol(rig, "Agreed:\n- Item three\n", "2026-06-19")
    await until(rig, "2026-09-05")
    for to in (LEA, ANN):
        told = text(mails(rig, to)[-1])
        assert "What was agreed on 2026-03-20, and what became of it: Item one Item two" in told
        assert "Item three" not in told
    await rig.kill()


async def test_an_agenda_names_only_the_units_own_cases() -> None:
    rig = await running(two_units(SPRING))
    await read(rig, "intake", rig.assessment())
    await read(rig, "intake", rig.assessment("[ILLEGAL]\n[HOST:EE]\n[LEA:county]"))
    national, county = sorted(one for one in rig.store.open_streams() if one.startswith("HL-"))
    for reference, sender in ((national, LEA), (county, COUNTY)):
        strange = rig.mail(sender, f"[{reference}]", "The weather is fine.", to="lea@hotline.example.org")
        await read(rig, "lea", strange)
    await until(rig, "2026-03-06")
    for to, own, other in ((LEA, national, county), (COUNTY, county, national)):
        told = text(mails(rig, to)[-1])
        assert own in told
        assert other not in told
    for reference in (national, county):
        assert reference in text(mails(rig, ANN)[-1])
    await rig.kill()


async def test_a_protocol_goes_to_the_units_that_were_invited_also_when_the_row_has_gone() -> None:
    meeting = replace(SPRING, units=("county",))
    rig = await running(two_units(meeting))
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-21")
    rig.site = replace(rig.site, meetings=(replace(meeting, start=AUTUMN.start),))
    await protocol(rig)
    assert subjects(rig, COUNTY)[-1] == "Protocol of the meeting of 2026-03-20"
    assert subjects(rig, LEA) == []
    (held,) = [one for day in rig.store.find("meetings", "all") for one in rig.events(day, MeetingHeld)]
    assert held.units == ("county",)
    await rig.kill()


async def test_of_two_meetings_on_one_day_each_has_its_own_protocol_for_its_own_units() -> None:
    """What was agreed with one unit went to the other, and the second protocol replaced the first."""
    theirs = replace(SPRING, name="With the county", start=SPRING.start + timedelta(hours=1))
    nationals = replace(SPRING, units=("national",))
    rig = await running(two_units(nationals, replace(theirs, units=("county",))))
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-21")
    wanted = [one for one in subjects(rig, ANN) if one.startswith("Protocol wanted")]
    assert wanted == [
        "Protocol wanted: Spring meeting, 2026-03-20 10:00",
        "Protocol wanted: With the county, 2026-03-20 11:00",
    ]
    await protocol(rig)
    assert [subjects(rig, to)[-1] for to in (LEA, COUNTY)] == [
        "Invitation: Spring meeting",
        "Invitation: With the county",
    ]
    assert "expected one of: 2026-03-20 10:00, 2026-03-20 11:00" in text(mails(rig, ANN)[-1])

    await protocol(rig, day="2026-03-20 10:00")
    await protocol(rig, "Agreed:\n- Item three\n", "2026-03-20 11:00")
    assert "Item one" in text(mails(rig, LEA)[-1])
    assert "Item three" not in text(mails(rig, LEA)[-1])
    assert "Item three" in text(mails(rig, COUNTY)[-1])
    assert "Item one" not in text(mails(rig, COUNTY)[-1])
    found = recorded(PARTS[id(rig)].events())
    assert found.agreed == (
        ("2026-03-20", "Item one"), ("2026-03-20", "Item two"), ("2026-03-20", "Item three")
    )  # fmt: skip
    await rig.kill()


async def test_a_protocol_goes_to_no_unit_that_had_another_meeting_on_the_day_of_one_whose_row_has_gone() -> (
    None
):
    theirs = replace(SPRING, name="With the county", start=SPRING.start + timedelta(hours=1))
    nationals = replace(SPRING, units=("national",))
    rig = await running(two_units(nationals, replace(theirs, units=("county",))))
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-21")
    rig.site = replace(rig.site, meetings=(replace(nationals, start=AUTUMN.start), rig.site.meetings[1]))
    await protocol(rig, day="2026-03-20 10:00")
    assert subjects(rig, LEA)[-1] == "Protocol of the meeting of 2026-03-20"
    assert subjects(rig, COUNTY)[-1] == "Invitation: With the county"
    await rig.kill()


@pytest.mark.parametrize(
    ("taken_out", "back", "told"),
    [
        (True, timedelta(0), "was told that it does not take place: Spring meeting."),
        (False, timedelta(hours=3), "was not told its new time: Spring meeting."),
    ],
)
async def test_P15_a_meeting_that_was_put_back_after_it_began_is_not_told_as_one_without_invitations(
    taken_out: bool, back: timedelta, told: str
) -> None:
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-10")
    assert "Invitation: Spring meeting" in subjects(rig, LEA)
    if taken_out:
        rig.site = replace(rig.site, meetings=())
        await look(rig)
    rig.site = replace(rig.site, meetings=(replace(SPRING, start=SPRING.start + back),))
    await until(rig, "2026-03-20", 15)

    (alarm,) = (mail for mail in mails(rig, ANN) if "ALARM: meeting" in str(mail["Subject"]))
    assert f"Who was invited to the meeting of 2026-03-20 {told}" in " ".join(text(alarm).split())
    assert "invited nobody" not in text(alarm)


async def test_P15_of_a_meeting_whose_time_to_invite_fell_into_a_stop_analysts_are_told_once() -> None:
    """They and the unit waited for an invitation, and the form for the protocol never came either."""
    meeting = replace(SPRING, invite=timedelta(hours=1))
    rig = await running(
        planned(meeting, replace(SPRING, name="An old one", start=datetime(2026, 1, 9, 8, tzinfo=UTC)))
    )
    await until(rig, "2026-03-19")
    assert subjects(rig, ANN) == []
    await until(rig, "2026-03-20")
    await look(rig)
    await until(rig, "2026-03-21")
    assert subjects(rig, ANN) == ["ALARM: meeting"]
    told = text(mails(rig, ANN)[0])
    assert "hotlined has invited nobody to the meeting of 2026-03-20: Spring meeting." in told
    assert "[MEETING:2026-03-20]" in told
    assert subjects(rig, LEA) == []
    await rig.kill()
    again = await running(rig.restarted())
    assert subjects(again, ANN) == []
    await protocol(again)
    assert subjects(again, LEA) == ["Protocol of the meeting of 2026-03-20"]
    await again.kill()


async def test_P17_a_protocol_of_a_day_without_a_meeting_goes_to_nobody_where_units_differ() -> None:
    rig = await running(two_units(replace(SPRING, units=("county",))))
    await until(rig, "2026-04-02")
    await protocol(rig, day="2026-04-01")
    assert [subjects(rig, to) for to in (LEA, COUNTY)] == [[], []]
    assert "not which units were there" in text(mails(rig, ANN)[-1])
    await rig.kill()


async def test_P4_what_was_agreed_leaves_sealed_to_analysts_as_well() -> None:
    rig = await running(planned(SPRING, AUTUMN))
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-21")
    await protocol(rig)
    await until(rig, "2026-09-05")
    assert subjects(rig, ANN)[-1] == "Invitation: Autumn meeting"
    clear = [one.data for one in rig.courier.accepted(ANN)]
    assert not [one for one in clear if b"Item one" in one]


async def test_P15_a_clock_that_was_ahead_for_a_while_takes_no_meeting_review_or_check_away() -> None:
    rig = planned(SPRING)
    rig.agree(review="2026-06-30", contact_check="half-year", meet_every="quarter")
    rig = await running(rig)
    rig.clock.jump(timedelta(days=500))
    await look(rig)
    rig.clock.jump(timedelta(days=-500))
    reviews, checks = rig.alarms("review"), len(mails(rig, CONTACT))
    for day in ("2026-03-10", "2026-03-21", "2026-05-02", "2026-07-02", "2026-07-03"):
        await until(rig, day)
    assert [one for one in subjects(rig, ANN) if "Spring meeting" in one] != []
    assert rig.alarms("review") - reviews == 2
    assert len(mails(rig, CONTACT)) - checks == 1
    await rig.kill()


async def test_a_day_of_the_record_that_does_not_read_is_told_to_analysts_once_each_time() -> None:
    """No invitation, no protocol and no review goes out then: who waits for mails sees nothing of it."""
    rig = await running(planned(SPRING))
    await until(rig, "2026-03-06")  # a day with an invitation
    rig.clock.skip(timedelta(days=1))
    rig.spoil("desk-2026-03-06")
    await rig.also(PARTS[id(rig)].run)
    await rig.clock.advance(7_200)
    assert rig.alarms("unread") == 1
    rig.mend()
    await rig.clock.advance(3_600)
    rig.spoil("desk-2026-03-06")
    await rig.clock.advance(3_600)
    assert rig.alarms("unread") == 2
    assert rig.alive()
    await rig.kill()


async def test_P4_an_invitation_that_no_key_can_seal_goes_once_there_is_one() -> None:
    """The unit's key had ended the day before; it was in order the next day, and nobody invited the unit."""
    rig = await running(planned(SPRING))
    rig.openpgp.broken[LEA_KEY] = "The key has expired."
    await until(rig, "2026-03-06")
    for hour in (13, 15, 17):
        await until(rig, "2026-03-06", hour)
    await rig.kill()
    again = await running(rig.restarted())
    assert subjects(rig, ANN) == ["Invitation: Spring meeting", "ALARM: blocked"]
    assert "it then goes by itself" in text(mails(rig, ANN)[-1])
    assert (subjects(again, ANN), subjects(again, LEA)) == ([], [])
    del again.openpgp.broken[LEA_KEY]
    await until(again, "2026-03-07")
    await until(again, "2026-03-08")
    assert (subjects(again, ANN), subjects(again, LEA)) == ([], ["Invitation: Spring meeting"])
    again.site = replace(again.site, meetings=())
    await look(again)
    numbers = [event(mail)[1]["sequence"] for mail in mails(again, LEA)]
    assert numbers == sorted(set(numbers))
    await again.kill()


async def test_P4_who_could_not_be_invited_is_not_told_of_a_meeting_that_is_called_off() -> None:
    rig = await running(two_units(SPRING))
    rig.openpgp.broken[COUNTY_KEY] = "The key has expired."
    await until(rig, "2026-03-06")
    del rig.openpgp.broken[COUNTY_KEY]
    rig.site = replace(rig.site, meetings=())
    await look(rig)
    assert subjects(rig, LEA) == ["Invitation: Spring meeting", "Cancelled: Spring meeting"]
    assert "Cancelled: Spring meeting" not in subjects(rig, COUNTY)
    await rig.kill()


async def test_a_unit_that_comes_to_a_meeting_is_invited_and_nobody_else_hears_of_a_change() -> None:
    rig = await running(two_units(replace(SPRING, units=("national",))))
    await until(rig, "2026-03-06")
    rig.site = replace(rig.site, meetings=(SPRING,))
    await look(rig)
    await look(rig)
    assert [subjects(rig, to) for to in (LEA, COUNTY, ANN)] == [["Invitation: Spring meeting"]] * 3
    rig.site = replace(rig.site, meetings=(replace(SPRING, place="Example Street 2"),))
    await look(rig)
    assert [subjects(rig, to)[1:] for to in (LEA, COUNTY, ANN)] == [["Changed: Spring meeting"]] * 3
    rig.site = replace(rig.site, meetings=(replace(SPRING, units=("county",), place="Example Street 2"),))
    await look(rig)
    assert [subjects(rig, to)[2:] for to in (LEA, COUNTY, ANN)] == [["Cancelled: Spring meeting"], [], []]
    await rig.kill()


async def test_P4_who_could_not_be_told_of_a_change_is_told_of_it_later_or_that_there_is_no_meeting() -> None:
    """The unit has the first invitation in its calendar: without a word it would come to the old place."""
    moved = replace(SPRING, place="Example Street 2")
    for meetings, told in (
        ((moved,), "Changed"),
        ((), "Cancelled"),
        ((replace(moved, units=("national",)),), "Cancelled"),
    ):
        rig = await running(two_units(SPRING))
        await until(rig, "2026-03-06")
        rig.openpgp.broken[COUNTY_KEY] = "The key has expired."
        rig.site = replace(rig.site, meetings=(moved,))
        await look(rig)
        del rig.openpgp.broken[COUNTY_KEY]
        rig.site = replace(rig.site, meetings=meetings)
        for day in ("2026-03-07", "2026-03-08"):
            await until(rig, day)
        assert subjects(rig, COUNTY) == ["Invitation: Spring meeting", f"{told}: Spring meeting"]
        assert subjects(rig, LEA)[1:] == [
            "Changed: Spring meeting",
            *(["Cancelled: Spring meeting"] * (not meetings)),
        ]
        await rig.kill()


async def test_who_is_invited_no_more_is_told_so_once_while_another_cannot_be_invited() -> None:
    rig = await running(two_units(replace(SPRING, units=("national",))))
    await until(rig, "2026-03-06")
    rig.openpgp.broken[COUNTY_KEY] = "The key has expired."
    rig.site = replace(rig.site, meetings=(replace(SPRING, units=("county",)),))
    for day in ("2026-03-07", "2026-03-08", "2026-03-09"):
        await until(rig, day)
    assert subjects(rig, LEA) == ["Invitation: Spring meeting", "Cancelled: Spring meeting"]
    del rig.openpgp.broken[COUNTY_KEY]
    await until(rig, "2026-03-10")
    assert subjects(rig, COUNTY) == ["Invitation: Spring meeting"]
    await rig.kill()


async def test_a_unit_that_is_new_to_us_is_invited_at_once_where_all_are() -> None:
    """It was invited six hours later, or not at all where the meeting had begun by then."""
    rig = two_units(SPRING)
    both, rig.site = rig.site, replace(rig.site, units=rig.site.units[:1])
    rig = await running(rig)
    await until(rig, "2026-03-06")
    rig.site = both
    await look(rig)
    assert subjects(rig, COUNTY) == ["Invitation: Spring meeting"]
    assert subjects(rig, LEA) == ["Invitation: Spring meeting"]
    await rig.kill()


def rekeyed(rig: Rig, unit: str = "national", key: str = "E" * 40) -> None:
    """The unit has another key in the configuration."""
    units = (replace(one, fingerprints=(key,)) if one.name == unit else one for one in rig.site.units)
    rig.site = replace(rig.site, units=tuple(units))


async def test_P4_an_invitation_that_waits_while_the_units_key_is_changed_is_sealed_for_the_new_one() -> None:
    """It was taken back with an alarm, and the unit never invited."""
    rig = await running(two_units(SPRING))
    rig.courier.answers = {LEA: [LATER]}
    await until(rig, "2026-03-06")
    assert (subjects(rig, LEA), subjects(rig, COUNTY)) == ([], ["Invitation: Spring meeting"])
    rekeyed(rig)
    rig.courier.answers = {}
    await rig.clock.advance(600.0)
    await look(rig)
    await look(rig)
    assert [subjects(rig, to) for to in (LEA, COUNTY, ANN)] == [["Invitation: Spring meeting"]] * 3
    (went,) = rig.courier.accepted(LEA)
    records = map(rig.store.load, rig.store.find("meetings", "all"))
    rows = [row for record in records if record for row in record.rows]
    assert [row.fingerprints for row in rows if row.message_id == went.message_id] == [("E" * 40,)]
    await rig.kill()


async def test_P4_news_of_a_meeting_taken_back_for_a_new_key_is_told_anew_also_after_a_restart() -> None:
    """The unit has the first invitation in its calendar: without a word it would come to the old place."""
    rig = await running(two_units(SPRING))
    await until(rig, "2026-03-06")
    rig.courier.answers = {LEA: [LATER]}
    rig.site = replace(rig.site, meetings=(replace(SPRING, place="Example Street 2"),))
    await look(rig)
    rekeyed(rig)
    await rig.clock.advance(600.0)
    await rig.kill()
    again = await running(rig.restarted())
    again.courier.answers = {}
    await again.clock.advance(600.0)
    await look(again)
    assert [subjects(again, to) for to in (LEA, COUNTY, ANN)] == [["Changed: Spring meeting"], [], []]
    assert event(mails(again, LEA)[-1])[1]["location"] == "Example Street 2"
    await again.kill()


async def test_P4_a_unit_whose_invitation_was_taken_back_is_not_told_that_the_meeting_is_called_off() -> None:
    rig = await running(two_units(SPRING))
    rig.courier.answers = {LEA: [LATER]}
    await until(rig, "2026-03-06")
    rekeyed(rig)
    await rig.clock.advance(600.0)
    rig.courier.answers = {}
    rig.site = replace(rig.site, meetings=())
    await look(rig)
    assert (subjects(rig, LEA), subjects(rig, COUNTY)[1:]) == ([], ["Cancelled: Spring meeting"])
    await rig.kill()


async def test_P4_an_invitation_whose_key_ends_while_it_waits_is_alarmed_and_goes_once_there_is_one() -> None:
    rig = await running(planned(SPRING))
    rig.courier.answers = {LEA: [LATER]}
    await until(rig, "2026-03-06")
    rig.openpgp.broken[LEA_KEY] = "The key has expired."
    rig.courier.answers = {}
    await rig.clock.advance(600.0)
    await look(rig)
    assert subjects(rig, ANN) == ["Invitation: Spring meeting", "ALARM: blocked"]
    assert "it then goes by itself, within six hours" in text(mails(rig, ANN)[-1])
    del rig.openpgp.broken[LEA_KEY]
    await until(rig, "2026-03-07")
    assert subjects(rig, LEA) == ["Invitation: Spring meeting"]
    await rig.kill()


async def test_an_analyst_who_is_new_is_invited_to_the_meetings_that_are_still_to_come() -> None:
    """Who came after the invitations were out learned of the meeting from nobody."""
    rig = planned(SPRING, replace(AUTUMN, invite=timedelta(hours=1)))
    everyone = rig.site.analysts
    rig.site = replace(rig.site, analysts=tuple(one for one in everyone if one.name != "Ben"))
    rig = await running(rig)
    await until(rig, "2026-03-06")
    rig.site = replace(rig.site, analysts=everyone)
    await look(rig)
    await look(rig)
    assert [subjects(rig, to) for to in (LEA, ANN, BEN)] == [["Invitation: Spring meeting"]] * 3
    await rig.kill()
    again = await running(rig.restarted())
    again.site = replace(again.site, meetings=(replace(SPRING, place="Example Street 2"),))
    await look(again)
    assert [subjects(again, to) for to in (LEA, ANN, BEN)] == [["Changed: Spring meeting"]] * 3
    await again.kill()


async def test_an_analyst_who_is_new_hears_of_no_meeting_that_has_begun() -> None:
    rig = planned(SPRING)
    everyone = rig.site.analysts
    rig.site = replace(rig.site, analysts=tuple(one for one in everyone if one.name != "Ben"))
    rig = await running(rig)
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-20")
    rig.site = replace(rig.site, analysts=everyone)
    await look(rig)
    assert subjects(rig, BEN) == []
    await rig.kill()


async def test_P4_an_analyst_whose_key_cannot_be_used_is_told_of_once_a_day_and_invited_once_it_can() -> None:
    """What was agreed stands in the invitation, which leaves sealed."""
    rig = await running(planned(SPRING, AUTUMN))
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-21")
    await protocol(rig)
    rig.openpgp.broken[ANALYST_KEY] = "The key has expired."
    for hour in (12, 13, 19):
        await until(rig, "2026-09-05", hour)
    assert (subjects(rig, LEA)[-1], rig.alarms("blocked")) == ("Invitation: Autumn meeting", 1)
    del rig.openpgp.broken[ANALYST_KEY]
    for day in ("2026-09-06", "2026-09-07"):
        await until(rig, day)
    assert subjects(rig, ANN).count("Invitation: Autumn meeting") == 1
    assert subjects(rig, LEA).count("Invitation: Autumn meeting") == 1
    await rig.kill()


@pytest.mark.parametrize(("kind", "asked"), [("meeting", 1), ("training", 0)])
async def test_the_protocol_is_asked_for_where_the_row_was_taken_out_once_the_meeting_had_begun(
    kind: str, asked: int
) -> None:
    rig = await running(planned(replace(SPRING, kind=kind)))
    await until(rig, "2026-03-06")
    await until(rig, "2026-03-20", 11)  # it is from 10 to 12
    rig.site = replace(rig.site, meetings=())
    await look(rig)
    assert subjects(rig, BEN) == ["Invitation: Spring meeting"]
    await until(rig, "2026-03-20", 13)
    await look(rig)
    assert subjects(rig, BEN)[1:] == ["Protocol wanted: Spring meeting, 2026-03-20"] * asked
    await rig.kill()
