"""The digest of each working morning: what needs a person, once, bounded, without content (P11, P15)."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from hotlined.app.daily import DailyDigest
from hotlined.app.folded import Folded
from hotlined.app.keywatch import KeyWatch
from hotlined.app.ports import Record
from hotlined.domain.mail.message import Party
from hotlined.domain.overview.daily import MOST, Morning, morning_of
from hotlined.domain.overview.pressing import DEADLINE, HOLD, NEEDS, STEPS
from hotlined.domain.record.noticed import ItemsRemoved
from hotlined.domain.record.periodical import DailySent
from hotlined.domain.record.reporting import ReceiptReminded
from hotlined.domain.release import How
from hotlined.domain.values.address import Address
from hotlined.domain.values.worktime import WorkTime
from tests.support.fake_clock import START
from tests.support.fake_courier import LATER
from tests.support.rig import ABUSE, ANN, BEN, FORM, LEA, PROVIDER, TEMPLATES, Rig
from tests.support.site import LEA_KEY, make_site

DUTY = "duty@hotline.example.org"
ZONE = ZoneInfo("Europe/Tallinn")
LOOKS: dict[int, DailyDigest] = {}  # of each rig
OFFICE = WorkTime(ZONE, ((time(9), time(17)),) * 5 + (None, None))


def rig_of(**more: object) -> Rig:
    return Rig(site=make_site(providers=(PROVIDER,), worktime=OFFICE, **more))


def daily(rig: Rig) -> DailyDigest:
    return DailyDigest(rig.docket, KeyWatch(rig.docket, rig.openpgp).seen)


async def running(rig: Rig) -> Rig:
    """The outbox runs; the plan of the digest has begun on the Monday of START."""
    LOOKS[id(rig)] = daily(rig)
    await rig.start(without=["watch", "agenda"])
    await LOOKS[id(rig)].look()
    rig.clock.skip(timedelta(seconds=1))
    await rig.settled()
    return rig


async def read(rig: Rig, box: str, mail: bytes) -> None:
    """A mail arrives and is dealt with."""
    rig.boxes[box].deliver(mail)
    await rig.boxes[box].open([])
    await rig.watches[box].full_read()
    await rig.settled()


async def opened(rig: Rig, **more: str) -> str:
    """A case whose report left, if the outbox runs; its reference."""
    known = set(rig.store.open_streams())
    await read(rig, "intake", rig.assessment(**more))
    (reference,) = {one for one in rig.store.open_streams() if one.startswith("HL-")} - known
    return reference


async def until(rig: Rig, day: int, hour: int = 9, minute: int = 2) -> None:
    """So many days after START's, at that time in the hotline's zone."""
    at = datetime.combine(START.date() + timedelta(days=day), time(hour, minute), ZONE)
    rig.clock.skip(at.astimezone(UTC) - rig.clock.now())
    await LOOKS[id(rig)].look()
    await rig.settled()


def digests(rig: Rig, to: str = ANN) -> list[str]:
    """The digests that somebody got, as they read."""
    mails = [one.data for one in rig.courier.accepted(to) if b"Subject: Today, " in one.data]
    made = (email.message_from_bytes(one, policy=email.policy.default) for one in mails)
    return [f"{one['Subject']}\n{_body(one)}".replace("\r\n", "\n") for one in made]


def _body(mail: EmailMessage) -> str:
    text = mail.get_body(("plain",))
    assert text is not None
    return str(text.get_content())


def sent(rig: Rig) -> list[DailySent]:
    streams = rig.store.find("daily", "sent")
    return [one for stream in sorted(streams) for one in rig.events(stream, DailySent)]


async def test_each_working_morning_brings_one_digest_to_every_analyst_and_the_duty_list() -> None:
    rig = await running(rig_of(duty=(Address("duty", "hotline.example.org"),)))
    await until(rig, 0, 23)
    assert digests(rig) == []
    await until(rig, 1, 8, 58)
    assert digests(rig) == []
    await until(rig, 1)
    assert [len(digests(rig, to)) for to in (ANN, BEN, DUTY)] == [1, 1, 1]
    await until(rig, 4)
    await until(rig, 5)  # Saturday
    await until(rig, 6)
    assert len(digests(rig)) == 2
    await until(rig, 7)
    assert len(digests(rig)) == 3
    await rig.kill()


async def test_all_is_well_is_said_too() -> None:
    rig = await running(rig_of())
    await until(rig, 1)
    (text,) = digests(rig)
    assert text.startswith("Today, 2026-03-03: all is well\n")
    assert "All is well: nothing waits for you." in text
    assert "Open cases  0" in text
    await rig.kill()


async def test_who_is_on_the_duty_list_and_an_analyst_gets_one_mail() -> None:
    rig = await running(rig_of(duty=(Address("ann", "hotline.example.org"),)))
    await until(rig, 1)
    assert len(digests(rig)) == 1
    await rig.kill()


async def test_P15_a_restart_repeats_nothing_and_what_was_missed_goes_once_when_we_are_back() -> None:
    rig = await running(rig_of())
    await until(rig, 1)
    await rig.kill()
    again = await running(rig.restarted())
    await until(again, 1, 12)
    assert digests(again) == []
    await again.kill()
    again.clock.skip(timedelta(days=2, hours=12))  # Friday, just after midnight
    late = await running(again.restarted())
    await late.settled()
    (text,) = digests(late)
    assert "This digest is late by" in text
    assert [one.day for one in sent(late) if one.mails] == ["2026-03-03", "2026-03-05"]
    await until(late, 4)
    assert [one.day for one in sent(late) if one.mails][2:] == ["2026-03-06"]
    await late.kill()


@pytest.mark.parametrize(("now", "day", "at"), [
    ("2026-03-27T07:00Z", "2026-03-27", "2026-03-27T07:00Z"),  # 9:00, winter time
    ("2026-03-30T05:59Z", "2026-03-27", "2026-03-27T07:00Z"),
    ("2026-03-30T06:00Z", "2026-03-30", "2026-03-30T06:00Z"),  # 9:00, summer time
    ("2026-10-26T06:59Z", "2026-10-23", "2026-10-23T06:00Z"),
])  # fmt: skip
def test_P15_the_morning_is_the_hotlines_own_across_changes_of_the_clock(now: str, day: str, at: str) -> None:
    morning = morning_of(datetime.fromisoformat(now), make_site(worktime=OFFICE))
    assert morning == Morning(date.fromisoformat(day), datetime.fromisoformat(at))


def test_where_no_day_is_worked_there_is_no_morning() -> None:
    assert morning_of(START, make_site(worktime=WorkTime(ZONE))) is None


async def test_a_question_a_hold_and_a_stranger_are_listed_without_any_word_of_theirs() -> None:
    rig = await running(rig_of())
    reference = await opened(rig)
    await read(rig, "lea", rig.reply("The weather is fine on item 1.", signed=False))
    held = await opened(rig, form=FORM.replace("item-1", "item-2"))
    await read(rig, "lea", rig.reply("[HOLD:2026-03-06]"))
    words = ("nobody@stranger.example.com", "secret words", "more words")
    stranger = rig.mail(*words, to="lea@hotline.example.org")
    await read(rig, "lea", stranger)
    await until(rig, 1)
    (text,) = digests(rig)
    assert text.startswith("Today, 2026-03-03: 1 for you, 1 in quarantine\n")
    assert text.index("NEEDS YOU FIRST") < text.index(reference) < text.index("question Q1 waits")
    assert "HOLDS THAT END WITHIN A WEEK" in text
    assert held in text
    assert "From strangers, who got no answer: 1." in text
    for word in ("weather", "secret", "more words", "stranger.example.com", "item-1", "example.net"):
        assert word not in text, word
    await until(rig, 2)
    assert "IN QUARANTINE" not in digests(rig)[-1]
    await rig.kill()


async def test_P11_what_was_decided_on_before_the_digest_and_written_after_it_is_in_the_next() -> None:
    """Another daemon's clock may be behind, too; and nothing is in two digests."""
    rig = await running(rig_of())
    await until(rig, 1)
    for behind in (-5, 5):
        rig.clock.jump(timedelta(seconds=behind))
        words = ("nobody@stranger.example.com", f"item {behind}", "words")
        await read(rig, "lea", rig.mail(*words, to="lea@hotline.example.org"))
        await read(rig, "intake", rig.mail(*words))
    for day, strangers in ((2, True), (3, False)):
        await until(rig, day)
        text = digests(rig)[-1]
        assert ("From strangers, who got no answer: 2." in text) is strangers
        assert ("Reports that came in  2\n" in text) is strangers
    await rig.kill()


@pytest.mark.parametrize("how", [How.LEA, How.HARMLESS, How.REPORT])
@pytest.mark.parametrize("later", [0, 1], ids=["the same day", "the next day"])
async def test_what_was_put_back_out_of_the_quarantine_is_not_said_to_lie_there(how: How, later: int) -> None:
    rig = await running(rig_of())
    await until(rig, 4)  # Friday
    await until(rig, 4, 12)
    reference = await opened(rig)
    left = rig.mail("nobody@stranger.example.com", "item 1", "one", to="lea@hotline.example.org")
    stays = rig.mail("nobody@stranger.example.com", "item 2", "two", to="lea@hotline.example.org")
    await read(rig, "lea", left)
    await read(rig, "lea", stays)
    await until(rig, 4 + later, 18)
    await rig.release(left, how, mailbox="lea", **({"case": reference} if how is How.LEA else {}))
    await rig.boxes["lea"].open([])
    await rig.watches["lea"].full_read()
    await rig.settled()
    await until(rig, 7)
    text = digests(rig)[-1]
    assert "From strangers, who got no answer: 1." in text
    await rig.kill()


async def test_a_report_in_time_and_one_that_was_late_are_told_the_next_morning() -> None:
    rig = await running(rig_of())
    await opened(rig)
    rig.courier.answers[LEA] = [LATER]
    late = await opened(rig)
    await until(rig, 1)
    (text,) = digests(rig)
    assert "Due at the LEA  2, in time 1\n  Late at the LEA  " + late in text
    await rig.kill()


async def test_of_what_is_said_to_be_removed_the_tags_name_these_items_and_no_others() -> None:
    rig = await running(rig_of())
    case = await opened(rig, form=f"{FORM}URL: https://files.example.net/item-2\n")
    said = ItemsRemoved(items=(2,), party=Party.PROVIDER, by=ABUSE, verified=False, mail="m")
    async with rig.docket.locked([case]):
        await rig.docket.record(case, (said,), ())

    await until(rig, 1)

    (digest,) = digests(rig)
    assert "item 2 is said to be removed" in digest
    assert f"[REMOVED:2] [{case}] or [ONLINE:2] [{case}]" in digest
    await rig.kill()


async def test_of_a_missing_receipt_the_tag_names_the_unit() -> None:
    rig = await running(rig_of())
    case = await opened(rig)
    reminded = ReceiptReminded(unit="national", fragment=1, n=2, told="contact")
    async with rig.docket.locked([case]):
        await rig.docket.record(case, (reminded,), ())

    await until(rig, 1)

    (digest,) = digests(rig)
    assert f"[RECEIVED:national, by phone] [{case}]" in digest
    await rig.kill()


async def test_keys_that_end_are_in_it() -> None:
    rig = rig_of()
    rig.openpgp.ends[LEA_KEY] = START + timedelta(days=21)
    rig = await running(rig)
    await until(rig, 1)
    assert "KEYS THAT END\n  national (LEA unit)  20 days left" in digests(rig)[0]
    await rig.kill()


async def test_of_very_many_cases_the_first_are_named_and_none_is_read() -> None:
    rig = rig_of()
    digest = daily(rig)
    case = await rig.docket.case(await opened(rig))
    await digest.look()
    for number in range(2_000):
        digest.changed(Folded(replace(case, stream=f"HL-2026-{number:06d}-X"), {}))
    rig.clock.skip(timedelta(days=1))
    loads, read = rig.store.load, []

    def counted(stream: str) -> Record | None:
        read.append(stream)
        return loads(stream)

    with pytest.MonkeyPatch.context() as at:
        at.setattr(rig.store, "load", counted)
        await digest.look()
    await rig.also(rig.outbox.run)
    (text,) = digests(rig)
    assert text.startswith("Today, 2026-03-03: 2001 for you\n")
    assert f"and {2_001 - MOST} more: [LIST:all]" in text
    assert len(text) < 6_000
    assert len(read) < 6
    await rig.kill()


async def test_without_the_agreement_there_is_none() -> None:
    rig = rig_of()
    rig.agree(daily_digest=False)
    rig = await running(rig)
    await until(rig, 3)
    assert digests(rig) == []
    await rig.kill()


def test_every_note_has_its_words_in_the_template() -> None:
    said = (TEMPLATES / "daily" / "en.txt.j2").read_text(encoding="utf-8")
    coming = (TEMPLATES / "daily" / "en.coming.part.j2").read_text(encoding="utf-8")
    for what in (*NEEDS, DEADLINE):
        assert f'note.what == "{what}"' in said, what
    for what in (*STEPS, DEADLINE, HOLD):
        assert f'note.what == "{what}"' in coming, what


async def test_P15_a_clock_that_was_a_year_ahead_for_a_while_takes_no_morning_away() -> None:
    rig = await running(rig_of())
    await until(rig, 1)
    rig.clock.jump(timedelta(days=365))
    await LOOKS[id(rig)].look()
    await rig.settled()
    rig.clock.jump(timedelta(days=-365))
    assert len(digests(rig)) == 2
    await until(rig, 2)
    await until(rig, 2, 10)
    assert [one.day for one in sent(rig) if one.mails] == ["2026-03-03", "2026-03-04", "2027-03-03"]
    await rig.kill()
    again = await running(rig.restarted())
    await until(again, 2, 11)
    assert digests(again) == []
    await until(again, 3)
    assert len(digests(again)) == 1
    await again.kill()
