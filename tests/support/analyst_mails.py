"""Every mail that analysts get, from stories played in a `World`, with the values that it really has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hotlined.app.desk_alarm import DEAF, DEAF_LEA
from hotlined.app.servers import TODO, told
from hotlined.domain.analysts.report_keywords import Marked, answered, too_many
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.survey_state import stream_of
from hotlined.domain.counts.statistics_mail import regular
from hotlined.domain.due.deadlines import DueKind
from hotlined.domain.hotline.pins import UNIT, Pin, Seen
from hotlined.domain.hotline.site import Meeting, ProofLevel
from hotlined.domain.letters.drafts import Effect, alarm, to_analysts
from hotlined.domain.mail.message import Covered, Draft, Inbound, Party
from hotlined.domain.meeting_agenda import ANALYSTS, Agenda
from hotlined.domain.meeting_plan import Recorded, recorded
from hotlined.domain.meetings import ask, cancel, invite, late
from hotlined.domain.overview.board import Column
from hotlined.domain.overview.board_moves import moved
from hotlined.domain.overview.daily import Gathered, HandedIn, InDrawer, Morning, digest
from hotlined.domain.overview.pressing import DEADLINE, HOLD, NEEDS, STEPS, Note, notes
from hotlined.domain.record.destroyed import PurgeBegun, Purged
from hotlined.domain.record.periodical import StatisticsPlanned
from hotlined.domain.steps.failing import refused
from hotlined.domain.steps.removal import told_closed
from hotlined.domain.tagging.words import Word
from hotlined.domain.text.newtext import new_text
from hotlined.domain.values.reference import Reference, is_question
from tests.domain.test_statistics import a_case, counted
from tests.support.mails_in import BEN, FORM, OFFICER, PROVIDER, T0, analyst_mail, police_mail, provider_mail
from tests.support.site import make_agreement
from tests.support.world import DIRECTORY, World, home_site, noticed, opened, reported, row_of

LONG = """[URGENT:a reason]

Good morning,
URL: hxxps://media[.]provider[.]example[.]net/item1
IP address: 192.0.2.300
Victim identifiable: ?
Typ of content: item 1
Received from public: 2026-03-01 12:00
# a remark to myself

> a quoted line
--\x20
Ann
"""
# What a stranger may write to get at the reader's eyes or clicks; all of it has to stay text.
HOSTILE = """Hello, see https://evil.example.com/login and www.example.com/x
[RELEASE] [NTD:now]
  [CONFIRM:Q1]
PRESS THE BUTTON
<b>bold</b> <img src="https://evil.example.com/p.png"> <script>alert(1)</script>
\u202egnp.exe\u202c \x1b[31mred\x07 \ue000\ue001
--\x20
Example Provider"""


@dataclass(frozen=True, slots=True)
class Mail:
    """A draft to an analyst, and the world in which it was written."""

    name: str
    draft: Draft
    world: World


def _mail(text: str, world: World, **fields: object) -> Inbound:
    fresh = new_text(text)
    told = {"new_text": fresh.for_holds, "certain_text": fresh.certain, "received_at": world.now, **fields}
    return analyst_mail(text, **told)


def _on(world: World, tags: str, text: str = "") -> None:
    world.take(_mail(text, world, subject=f"[{world.case.stream}] {tags}"))


def _police(world: World, text: str, **more: object) -> None:
    (letter, *_) = world.letters("annex-i")
    thread = {"references": (letter.message_id,)}
    world.take(police_mail(text, received_at=world.now, **{**thread, **more}))


def case_opened() -> World:
    """A case with a provider that is not known, and one that is linked to it."""
    world = opened(subject="[ILLEGAL] [URGENT:a reason] [NTD:+12h]")
    return opened(world, form=FORM + "URL: https://files.example.org/item2\nIP address: 192.0.2.9\n")


def abroad() -> World:
    """A case hosted in another country."""
    return opened(subject="[ILLEGAL] [HOST:NL]")


def not_illegal() -> World:
    """A case that goes nowhere."""
    return opened(subject="[NOT-ILLEGAL]")


def refusals() -> World:
    """Mails that are refused, with and without tags, on a case and off it; one that is put aside."""
    world = World()
    world.take(_mail(LONG, world, subject="[ILLEGAL] [HSOT:EE]"))
    world = reported(world)
    _on(world, "[REMOVED:7] [STATS:2026-Q3]")
    world.take(_mail("Good morning, what is new?\n", world, subject="Hello"))
    world.take(_mail("", world, subject="[HOLD]", signed=False))
    return world


def keyless() -> World:
    """The same to somebody without a key: no word of the mail."""
    site = home_site(agreement=make_agreement(analyst_proof=ProofLevel.AUTHENTICATED))
    world = World(site=site)
    world.take(_mail(LONG, world, subject="[ILLEGAL]", signed=False, from_=(BEN,), authenticated=True))
    return world


def asked() -> World:
    """Help, form, status, list."""
    world = reported(reported(), subject="[ILLEGAL] [URGENT:a reason]")
    name = next(iter(one for one, case in world.streams.items() if case.opened))
    for tags in ("[HELP]", "[FORM]", "[LIST]", "[LIST:held]", f"[{name}] [STATUS]"):
        world.take(_mail("", world, subject=tags))
    return world


def commands() -> World:
    """Commands on a case."""
    world = reported()
    _on(world, "[HOLD:2026-05-12]")
    _on(world, "[NOTE]", "I spoke with them.\n")
    _on(world, "[UPDATE] [STATUS]", "IP address: 192.0.2.7\n")
    _on(world, "[RELEASE] [NTD:+20h]")
    return world


def police_writes() -> World:
    """A hold, a question, a receipt without proof, feedback, other words, a release."""
    world = reported()
    _police(world, "Received, thank you. item 1\n")
    _police(world, "Received, thank you.\n", signed=True, covered=Covered())
    _police(world, "Could you ring us about this? We are not sure what to do.\n")
    _police(world, "[HOLD:2026-05-12]\n", signed=True)
    _police(world, "[FEEDBACK]\nVictim identified: yes\nIt helped us.\n", signed=True)
    _police(world, "[RELEASE]\n", from_=(OFFICER,))
    _police(world, "[RELEASE]\n", signed=True)
    _police(world, "[RELEASE]\n", signed=True)
    return world


def provider_writes() -> World:
    """A notice that left, the provider's words, hostile ones among them, removal, closing."""
    world = noticed()
    (notice,) = world.letters("ntd")
    thread = {"references": (notice.message_id,)}
    world.take(provider_mail(HOSTILE, received_at=world.now, **thread))
    world.take(provider_mail("REMOVED 1\n", received_at=world.now, **thread))
    _police(world, "[HOLD]\n", signed=True)
    _police(world, "[RELEASE]\n", signed=True)
    _police(world, "[REMOVED:1]\n", signed=True)
    _on(world, "[RECEIVED:by phone] [REMOVED:1]")
    return world


def waits() -> World:
    """What time brings: reminders, holds that end, escalation, alarms."""
    world = noticed()
    _on(world, "[HOLD:2026-03-06]")
    _police(world, "[HOLD:2026-03-08]\n", signed=True)
    _police(world, "Could you ring us about this? We are not sure what to do.\n")
    for _ in range(24):
        world.wait(timedelta(hours=12))
        world.sweep(world.fence())
    return world


def open_ended() -> World:
    """A hold without an end is asked about."""
    world = reported()
    _police(world, "[HOLD]\n", signed=True)
    for _ in range(4):
        world.wait(timedelta(days=7))
        world.sweep(world.fence())
    return world


def tested() -> World:
    """A notice in test mode."""
    world = World(site=home_site(providers_to=BEN))
    return noticed(world)


def closed_on_hold() -> World:
    """Two cases with one URL; the one in which the LEA has a hold is closed, and the hold goes on."""
    world = reported(reported())
    second = list(world.streams)[-1]
    letter = next(one for one in world.letters("annex-i") if one.stream == second)

    def officer(words: str) -> None:
        world.take(police_mail(words, received_at=world.now, references=(letter.message_id,), signed=True))

    officer("[HOLD:2026-03-05]\n")
    for tags in (f"[{second}] [CLOSE]", f"[{second}] [STATUS]", "[LIST:held]", "[LIST]"):
        world.take(_mail("", world, subject=tags))
    letters = told_closed(world.context, world.streams[second], "all items removed, all receipts there")
    world.drafts.update({one.draft.message_id: one.draft for one in letters})
    for _ in range(4):
        world.wait(timedelta(days=1))
        world.sweep(world.fence())
    officer("[HOLD]\n")
    world.take(_mail("", world, subject=f"[{second}] [STATUS]"))
    officer("Could you ring us about this? We are not sure what to do.\n")
    for _ in range(4):
        world.wait(timedelta(days=5))
        world.sweep(world.fence())
    officer("[RELEASE]\n")
    return world


def asked_afterwards() -> World:
    """The LEA writes to a closed case what is not understood: with and without others that wait; purged."""
    world = reported(reported())
    first, second = world.streams

    def close(stream: str) -> None:
        world.take(_mail("", world, subject=f"[{stream}] [CLOSE]"))

    def officer(stream: str, words: str) -> None:
        letter = next(one for one in world.letters("annex-i") if one.stream == stream)
        world.take(police_mail(words, received_at=world.now, references=(letter.message_id,), signed=True))

    def look(stream: str) -> None:
        for tags in (f"[{stream}] [STATUS]", "[LIST]"):
            world.take(_mail("", world, subject=tags))
        world.wait(timedelta(hours=5))
        world.sweep(world.fence())

    close(second)
    officer(second, "Could you ring us about this? We are not sure what to do.\n")
    look(second)
    officer(second, f"Could you ring us about {first}? We are not sure what to do.\n")
    look(second)
    (question,) = (name for name in world.streams if is_question(name))
    world.take(_mail(f"[CONFIRM:{question} {second}]\n", world))
    close(first)
    look(second)
    world.record(PurgeBegun(stage="urls", why="asked"), Purged(stage="urls", mails=0), stream=second)
    officer(second, "Could you ring us about that? We are not sure about it.\n")
    look(second)
    return world


def by_hand() -> World:
    """What the app writes: the storm brake, the purge, a mailbox that cannot be reached."""
    world = reported()
    desk = Case("desk-2026-03-02")
    kinds = (("alarm", 12), ("question", 3))
    storm = {"most": 200, "scope": "overall", "since": T0, "total": 15, "kinds": kinds}
    cases = tuple({"reference": f"HL-2026-00000{n}-X", "at": T0} for n in (1, 2))
    sentence = "The lea mailbox could not be read in full for 12 minutes."
    row = row_of(world.letters("annex-i")[0])
    letters = (
        *to_analysts(world.context, desk, "storm", storm),
        *to_analysts(world.context, desk, "purge-warning", {"cases": cases}),
        *alarm(world.context, desk, "deaf", sentence, DEAF_LEA),
        *alarm(world.context, desk, "deaf", sentence.replace("lea", "ntd"), DEAF),
        *alarm(world.context, desk, "mail-server", told("ntd", (replace(row, kind="removal"),)), TODO),
        *alarm(world.context, desk, "mail-server", told("lea", (row,)), TODO),
        *refused(row, "cut", desk, world.context, known=False).letters,
    )
    world.drafts.update({one.draft.message_id: one.draft for one in letters})
    return world


def keywords() -> World:
    """The form for reports on which keywords were set: one assessment, several, urgent; one without a key."""
    world = World()
    many = ("example.org/item-60", *(f"https://files{n}.example.net/item-{n}" for n in range(59)))
    several = {Word.URGENT, Word.UNSURE, Word.NOT_ILLEGAL}
    cases = (
        (Marked("a" * 64, "1/1", "", T0, urls=("https://files.example.net/item-1",)), {Word.ILLEGAL}),
        (Marked("b" * 64, "1/2", "", T0, urls=many, attached=2), several),
        (Marked("c" * 64, "1/3", "", T0, unreadable=True), {Word.NOT_ILLEGAL, Word.URGENT}),
    )
    letters = [
        one
        for report, words in cases
        for one in answered(world.context, "desk-2026-03-02", report, words, words).letters
    ]
    letters += too_many(world.context, Case("desk-2026-03-02"), 480).letters
    world.drafts.update({one.draft.message_id: one.draft for one in letters})
    return world


def morning() -> World:
    """The digest of a morning: one with everything in it, one in which all is well."""
    world = noticed()
    _police(world, "Could you ring us about this? We are not sure what to do.\n")
    at = world.now
    needs = tuple(Note(world.case.stream, what, at, "national", urgent=what == "blocked") for what in NEEDS)
    steps = tuple(Note(world.case.stream, what, at + timedelta(hours=hours), "H1, national")
                  for hours, what in enumerate((DEADLINE, HOLD, *sorted(STEPS)), -3) if hours)  # fmt: skip
    why = "hold H1 of HL-2026-000002-A is about the same URL"
    steps += (Note(world.case.stream, DueKind.NOTICE, at - timedelta(hours=2), str(PROVIDER), why=why),)
    put = (InDrawer("5e594d1d740f", at, "lea", "Quarantine/stranger", "from nobody we know"),)
    handed = (HandedIn(world.case.stream, at, None),)
    pin = Pin("national", UNIT, "C" * 40)
    key = Seen(pin, there=True, usable=True, why="", ends_at=at + timedelta(days=9))
    full = Gathered(at, (*needs, *notes(world.case, world.site), *steps), 21, 2, 3, put, 7, handed, (key,))
    for standing in (full, Gathered(at)):
        effect = digest("desk-2026-03-02", Morning(at.date(), at), standing, world.context)
        world.drafts.update({one.draft.message_id: one.draft for one in effect.letters})
    return world


def figures() -> World:
    """The statistics of a quarter."""
    world = World()
    effect = regular("desk-2026-10-01", "analysts", counted(a_case(), a_case(country="DE")), world.context)
    world.drafts.update({one.draft.message_id: one.draft for one in effect.letters})
    return world


def moved_by_hand() -> World:
    """A card that somebody moved to On hold, then to Done, where the agreement allows it."""
    world = World(site=home_site(agreement=make_agreement(board_moves=frozenset({"hold", "done"}))))
    world = reported(world)
    for column in (Column.ON_HOLD, Column.DONE):
        world.wait(timedelta(hours=1))
        card = f"<card.{column}@hotline.example.org>"
        effect = moved(world.case, column, world.context, card=card, current=True)
        assert isinstance(effect, Effect), effect
        world.carry(effect.change(world.case.stream))
        if column is Column.ON_HOLD:
            _on(world, "[STATUS]")
    return world


def unproven() -> World:
    """Mails in an analyst's name without a signature: a new case, and a hold."""
    world = reported()
    world.take(_mail(FORM, world, subject="[ILLEGAL]", signed=False))
    world.wait(timedelta(days=1))
    world.take(_mail("", world, subject=f"[{world.case.stream}] [HOLD]", signed=False))
    return world


def silence() -> World:
    """A provider that says "not ours", and is asked again; then nothing, until the escalation."""
    world = noticed()
    (notice,) = world.letters("ntd")
    world.take(
        provider_mail(
            "NOT-OURS 1 abuse@host.example\n", received_at=world.now, references=(notice.message_id,)
        )
    )
    world = noticed(world, form=FORM.replace("item1", "item2"))
    for _ in range(9):
        world.wait(timedelta(days=1))
        world.sweep(world.fence())
        world.gate(fence=world.fence())
    return world


def behind_a_cdn() -> World:
    """Content behind a CDN, which is asked for the host, where that is agreed."""
    site = home_site(providers=(replace(DIRECTORY[0], cdn=True),))
    site = replace(site, agreement=replace(site.agreement, cdn_origin_request=True))
    world = reported(World(site))
    for _ in range(6):
        world.wait(timedelta(days=1))
        world.sweep(world.fence())
        world.gate(fence=world.fence())
    return world


def meetings() -> World:
    """A meeting with the LEA: invited to, moved, over, written down, cancelled; a unit introduced."""
    world = reported()
    desk = "desk-2026-03-02"
    plan = Agenda((world.case.stream,), (), (world.case.stream,), ("Item one", "Item two"), "2025-12-10")
    spring = Meeting("Spring meeting", T0 + timedelta(days=3), timedelta(hours=2), "Example Street 1")
    plans = {"national": plan, ANALYSTS: plan}
    effects = [invite(desk, spring, Recorded(), plans, world.context)]
    found = recorded(effects[0].events)
    effects += [
        invite(desk, replace(spring, start=spring.start + timedelta(days=1)), found, {}, world.context),
        ask(desk, spring, Recorded(), world.context),
        late(desk, spring, Recorded(), world.context),
        late(desk, replace(spring, kind="training"), Recorded(), world.context),
        cancel(desk, found.known["Spring meeting"], world.context),
    ]
    for effect in effects:
        world.carry(effect.change(desk))
    world.wait(timedelta(days=4))
    world.take(
        _mail("Present: Kim, Ann\nAgreed:\n- Item one\n- Item two\n", world, subject="[MEETING:2026-03-05]")
    )
    world.take(_mail("", world, subject="[INTRODUCE:national]"))
    return world


def lea_figures() -> World:
    """The statistics of a unit: unproven, confirmed, proven."""
    site = home_site(agreement=make_agreement(lea_statistics="quarter"))
    world = World(site, now=datetime(2027, 1, 4, 7, tzinfo=UTC))
    world.record(StatisticsPlanned(period="2026-Q4"), stream=stream_of("2026-Q4"))
    world.sweep()
    thread = {"references": (world.letters("lea-statistics")[-1].message_id,), "received_at": world.now}
    text = "Reports received: 12\nUseful reports: 3\nReports recieved: 1\n\nIn words.\n"
    world.take(police_mail(text, **thread))
    world.take(_mail("", world, subject="[CONFIRM:2026-Q4 national]"))
    world.take(police_mail("Reports received: 14\n", signed=True, **thread))
    return world


def which_case() -> World:
    """Mails of the LEA that name no case: words, a hold; the alarm, the answers, refusals."""
    world = reported(subject="[ILLEGAL] [URGENT:a reason]")
    for number in (2, 3):
        world = reported(world, form=FORM.replace("item1", f"item{number}"))
    first, second, third = (case for case in world.streams.values() if case.opened)
    world.drafts.clear()
    more = [str(Reference("HL", 2026, number)) for number in range(100, 145)]
    world.streams |= {name: replace(third, stream=name) for name in more}
    world.take(police_mail("Could you ring us about this? We are not sure what to do.\n"))
    for name in more:
        world.streams.pop(name)
    world.take(police_mail("Please wait.\n", received_at=world.now))
    questions = [name for name in world.streams if is_question(name)]
    world.wait(timedelta(hours=4))
    world.sweep()
    world.take(_mail(f"[CONFIRM:{questions[0]} 7] [NOTE] [{second.stream}]\n", world))
    world.take(_mail(f"[CONFIRM:{questions[0]} {first.stream}]\n", world))
    world.take(_mail(f"[CONFIRM:{questions[0]}]\n", world))
    world.take(_mail(f"[CONFIRM:{questions[1]}]\n", world))
    return world


STORIES: tuple[Callable[[], World], ...] = (
    case_opened, abroad, not_illegal, refusals, keyless, asked, commands, police_writes, provider_writes,
    waits, open_ended, tested, by_hand, keywords, morning, figures, moved_by_hand, unproven, silence,
    behind_a_cdn, meetings, lea_figures, which_case, closed_on_hold, asked_afterwards,
)  # fmt: skip


def analyst_mails() -> Iterator[Mail]:
    """All of them; where several analysts get the same, one of it."""
    for story in STORIES:
        world = story()
        seen: set[tuple[str, str]] = set()
        for draft in world.drafts.values():
            same = (draft.kind, repr(sorted((k, str(v)) for k, v in draft.values.items() if k != "to")))
            if draft.to.party is Party.ANALYST and same not in seen:
                seen.add(same)
                name = f"{story.__name__.replace('_', '-')}-{len(seen):02d}-{draft.kind}"
                yield Mail(name, replace(draft), world)
