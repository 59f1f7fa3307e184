"""A world of pure functions: streams in memory, mails decided, due steps carried out, notices past the gate.

It stands in for intake, agenda and outbox in one thread without any IO; what they do to the record is the
same.  `sent` is its own ledger: what went past the gate, and when.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

from hotlined.app.gathering import ALIKE_FOR
from hotlined.app.ports import Record
from hotlined.app.twins import Twins
from hotlined.app.vouched import vouched_in
from hotlined.domain.analysts.form_source import OURS
from hotlined.domain.analysts.report_keywords import original_of
from hotlined.domain.analysts.same_urls import alike
from hotlined.domain.analysts.survey_confirm import named
from hotlined.domain.cases.case import apply
from hotlined.domain.cases.case_urls import kept_back, stops
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.survey_state import period_of
from hotlined.domain.decide import decide
from hotlined.domain.due.deadlines import OF_HOLDS, STOPS, Due, DueKind, due
from hotlined.domain.due.listing import line_of
from hotlined.domain.hotline.site import Provider, Site
from hotlined.domain.letters.decision import Change, Context, Decision, Facts, Which
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.matching import answered_by, clues, match, written_to
from hotlined.domain.letters.who import identify, units_like
from hotlined.domain.mail.message import Draft, Inbound, Party
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.ntd.gate import against
from hotlined.domain.ntd.notices import Fence
from hotlined.domain.officers.survey_reply import surveyed
from hotlined.domain.record.correspondence import MailAccepted, MailSending
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.holding import HoldPlaced, SentencesForgotten, SentencesVouched
from hotlined.domain.record.index import keys
from hotlined.domain.steps.accepted import accepted
from hotlined.domain.steps.dues import carry_out
from hotlined.domain.steps.filing import read_tags
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.reference import digest_of_code, find_questions, is_question, parse_reference
from tests.support.chance import CountingChance
from tests.support.mails_in import FORM, PROVIDER, T0, analyst_mail, provider_mail
from tests.support.site import make_site

DIRECTORY = (Provider("Example Net", PROVIDER, confirmed=True, domains=("provider.example.net",)),)


def home_site(**overrides: object) -> Site:
    """`make_site` with a provider directory of one confirmed provider."""
    return make_site(**{"providers": DIRECTORY, **overrides})


@dataclass
class Log:
    """What has happened, as the store would have it: enough to look sentences up in."""

    log: list[tuple[str, Event]]
    now: datetime

    def find(self, kind: str, key: str) -> tuple[str, ...]:
        """The streams with this key."""
        kinds = (SentencesVouched, SentencesForgotten)
        told = ((name, one) for name, one in self.log if isinstance(one, kinds))
        return tuple(dict.fromkeys(name for name, one in told if (kind, key) in set(keys(one))))

    def load(self, stream: str) -> Record:
        """The entries of a stream; the order in the log is their time."""
        entries = (
            Entry(at, self.now + timedelta(microseconds=at), event)
            for at, (name, event) in enumerate(self.log)
            if name == stream
        )
        return Record(stream, tuple(entries), ())


@dataclass
class World:
    """Streams, drafts, the clock; every method changes the world and says what came of it."""

    site: Site = field(default_factory=home_site)
    now: datetime = T0
    streams: dict[str, Case] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    log: list[tuple[str, Event]] = field(default_factory=list)
    sent: list[tuple[str, datetime]] = field(default_factory=list)
    chance: CountingChance = field(default_factory=CountingChance)
    prompt: bool = True  # the servers take at once what tells of a notice or a hold's end, by itself

    @property
    def context(self) -> Context:
        """The arguments of a decision, now."""
        return Context(self.site, self.now, self.chance)

    @property
    def case(self) -> Case:
        """The one case there is."""
        (case,) = (case for case in self.streams.values() if case.opened is not None)
        return case

    def copied(self) -> Self:
        """The world as it is now; what happens in one of the two does not happen in the other."""
        return replace(
            self,
            streams=dict(self.streams), drafts=dict(self.drafts), log=list(self.log), sent=list(self.sent),
            chance=replace(self.chance),
        )  # fmt: skip

    def wait(self, time: timedelta) -> None:
        """Let time pass; nothing else happens."""
        self.now += time

    # --- mail in -------------------------------------------------------------------------------

    def take(self, mail: Inbound, **more: object) -> Decision:
        """Decide one mail and carry it out; `more` are facts besides."""
        decision = decide(mail, self.facts(mail, **more), self.context)
        for change in decision.changes:
            self.carry(change)
        return decision

    def facts(self, mail: Inbound, **more: object) -> Facts:
        """What intake would gather."""
        found = clues(mail, self.site)
        cases = {name: case for name, case in self.streams.items() if parse_reference(name)}
        matched = match(
            found,
            by_message_id={one: self._by(lambda c, one=one: one in c.sent) for one in found.message_ids},
            by_token={
                one: self._by(lambda c, one=one: any(s.token == one for s in c.sent.values()))
                for one in found.tokens
            },
            by_code={
                one: self._by(lambda c, one=one: any(digest_of_code(one) in f.codes for f in c.fragments))
                for one in found.codes
            },
            existing=frozenset(cases),
        )
        who = identify(mail, self.site)
        anyone = mail.mailbox == "lea" and not mail.from_
        like = units_like(mail, self.site)
        units = tuple(
            case
            for case in cases.values()
            if case.is_open and case.opened and (anyone or like & {*case.opened.units})
        )
        facts = Facts(
            match=matched,
            cases={name: cases[name] for name in (*matched.streams, *matched.others)},
            seen=any(mail.digest in case.seen for case in self.streams.values()),
            replayed=mail.signature is not None
            and any(mail.signature.digest in case.signatures for case in self.streams.values()),
            unit_cases=() if matched.streams else units,
            survey=None if matched.how in ("message-id", "token", "code") else self._survey(mail),
            which=self._which(mail),
            listed=tuple(
                line for one in cases.values() if (line := line_of(one, self.site, self.twins_of(one)))
            ),
            twins=tuple(self.twins_of(cases[matched.streams[0]])) if len(matched.streams) == 1 else (),
            urls=self.twins().known(),
            stopping=self.twins().stopped.cases,
            vouched=vouched_in(Log(self.log, self.now), mail, self.site, self.now),
            serial=len(cases) + 1,
            answers_form=any(
                case.sent[one].kind in OURS and case.sent[one].to_id == who.id
                for case in self.streams.values()
                for one in mail.references[:1]
                if one in case.sent
            ),
        )
        answered = [
            sent
            for case in self.streams.values()
            for key in (*mail.references, *found.tokens)
            if (sent := answered_by(case, key)) is not None
        ]
        mine = [sent for sent in answered if written_to(sent, who)]
        reports = [original_of(case, sent.message_id) for case in self.streams.values() for sent in mine]
        about = next(filter(None, reports), "")
        facts = replace(facts, answers_us=bool(mine), answers_report=about)
        ordered = read_tags(mail, self.site)[0] if who.party is Party.ANALYST else None
        names = alike(mail, facts, ordered, self.site) if who.party in ALIKE_FOR else ()
        facts = replace(facts, alike=tuple(self.streams[name] for name in names))
        return replace(facts, **more)  # type: ignore[arg-type]  # the test names the fields

    def twins(self) -> Twins:
        """Which open cases are about the same URL, as the docket knows."""
        twins = Twins()
        for case in self.streams.values():
            twins.learn(case)
        return twins

    def twins_of(self, case: Case) -> list[Case]:
        """The other open cases with a URL of this one in which something waits."""
        return [self.streams[one] for one in self.twins().stopping(case)]

    def _survey(self, mail: Inbound) -> Case | None:
        surveys = {name: case for name, case in self.streams.items() if period_of(name) is not None}
        if identify(mail, self.site).party is Party.ANALYST:
            asked = read_tags(mail, self.site)[0].get(Word.CONFIRM)
            found = named(asked.argument or "") if asked is not None else None
            if found is not None or asked is None:
                return surveys.get(found[0]) if found is not None else None
        return next((case for case in surveys.values() if surveyed(case, mail) is not None), None)

    def _which(self, mail: Inbound) -> Which | None:
        tags = read_tags(mail, self.site)[0] if identify(mail, self.site).party is Party.ANALYST else None
        asked = tags.get(Word.CONFIRM) if tags is not None else None
        if asked is None:
            return None
        keys = {*mail.references, *(one.token for one in mail.recipients if one.token)}
        answered = (
            name
            for name, case in self.streams.items()
            if is_question(name) and any(answered_by(case, key) for key in keys)
        )
        name = next(iter(find_questions(asked.argument or "")), None) or next(answered, None)
        found = self.streams.get(name or "")
        return Which(found, self.within(found.stream)) if found is not None else None

    def within(self, question: str) -> tuple[Case, ...]:
        """The cases that wait for a question about several."""
        return tuple(case for case in self.streams.values() if case.pauses_within(question))

    def _by(self, has: object) -> tuple[str, ...]:
        assert callable(has)
        return tuple(name for name, case in self.streams.items() if parse_reference(name) and has(case))

    def carry(self, change: Change) -> None:
        """Add a change to its stream."""
        case = self.streams.get(change.stream, Case(change.stream))
        for event in change.events:
            case = apply(case, Entry(case.version, self.now, event))
            self.log.append((change.stream, event))
        self.streams[change.stream] = case
        self.drafts.update({draft.message_id: draft for draft in change.drafts})
        for draft in change.drafts if self.prompt else ():
            if _tells(draft) and self.streams[draft.stream].sent[draft.message_id].state is RowState.QUEUED:
                self.record(MailAccepted(message_id=draft.message_id), stream=draft.stream)

    def record(self, *events: Event, stream: str | None = None) -> None:
        """Add events to a stream, by default to the one case's."""
        self.carry(Change(stream or self.case.stream, events))

    # --- mail out ------------------------------------------------------------------------------

    def letters(self, kind: str) -> list[Draft]:
        """The letters of a kind so far, oldest first."""
        return [draft for draft in self.drafts.values() if draft.kind == kind]

    def deliver(self, kind: str = "annex-i") -> None:
        """The recipients' servers take all queued letters of a kind."""
        for draft in self.letters(kind):
            mail = self.streams[draft.stream].sent[draft.message_id]
            if mail.state is RowState.QUEUED:
                self.carry(
                    accepted(row_of(draft), self.streams[draft.stream], self.context).change(draft.stream)
                )

    def gate(self, *, fence: Fence | None = None, outcome: str = "accepted") -> list[str]:
        """Each waiting notice before the gate: handed over when nothing stands against it; the obstacles."""
        found = []
        kinds = ("ntd", "origin-request", "ntd-reminder")
        for draft in [one for kind in kinds for one in self.letters(kind)]:
            case = self.streams[draft.stream]
            if not case.sent[draft.message_id].state.waits:
                continue
            row = replace(row_of(draft), created_at=case.sent[draft.message_id].at)
            others = self.twins_of(case)
            why = [*against(case, row, self.site, now=self.now, fence=fence, others=others)]
            found += why
            if not why:
                self.record(MailSending(message_id=draft.message_id), stream=draft.stream)
                self.sent.append((draft.message_id, self.now))
                case = self.streams[draft.stream]
                effect = accepted(row_of(draft), case, self.context) if outcome == "accepted" else Effect()
                self.carry(effect.change(draft.stream))
        return found

    # --- time ----------------------------------------------------------------------------------

    def dues(self) -> list[tuple[Case, Due]]:
        """What is due by now in all cases."""
        return [
            (case, step)
            for case in self.streams.values()
            for step in due(case, self.site)
            if step.at <= self.now
        ]

    def sweep(self, fence: Fence | None = None) -> int:
        """Carry out what is due now, each step once; gives how many steps had an effect.

        Without a `fence` the LEA inbox was read for all but notices.
        """
        done = 0
        for case, step in self.dues():
            here = self.streams[case.stream]
            read = fence or (None if step.kind is DueKind.NOTICE else self.fence())
            change = carry_out(here, step, read, self.context, self._others(here, step))
            if change is not None:
                done += 1
                self.carry(change)
        return done

    def _others(self, case: Case, step: Due) -> Sequence[Case]:
        """The other cases that a step looks at, as the agenda finds them."""
        if is_question(case.stream):
            return self.within(case.stream)
        if step.kind not in STOPS or (step.kind in OF_HOLDS and case.closed is None):
            return self.twins_of(case)
        items = stops(case, step.key)
        names = kept_back(case, items, self.twins().known()) if case.closed and items is not None else ()
        return [self.streams[one] for one in names]

    def fence(self) -> Fence:
        """A full read of the LEA inbox that began and finished just now, after all else that happened now."""
        moment = self.now + timedelta(microseconds=1)
        return Fence(moment, moment)


def _tells(draft: Draft) -> bool:
    """Whether a notice, or the end of a hold, waits for it: no report that brings an item."""
    changes = draft.values.get("changes") or ()
    timed = isinstance(changes, tuple) and any(one.field == "ntd" for one in changes)
    return draft.kind in ("online-again", "hold-warning") or (timed and not draft.values["items"])


def row_of(draft: Draft) -> OutboxRow:
    """The outbox row of a draft."""
    return OutboxRow(
        message_id=draft.message_id,
        stream=draft.stream,
        kind=draft.kind,
        gate=draft.gate,
        party=draft.to.party,
        to_id=draft.to.id,
        identity=draft.mailbox,
        sender="x@hotline.example.org",
        recipient=str(draft.to.address),
        digest="0" * 64,
        created_at=T0,
        about=draft.about,
    )


def opened(world: World | None = None, *, subject: str = "[ILLEGAL]", form: str = FORM) -> World:
    """A world with a case that an analyst has just opened."""
    world = world or World()
    decision = world.take(analyst_mail(form, subject=subject, received_at=world.now))
    assert decision.folder == "Done", decision.reason
    return world


def reported(world: World | None = None, *, subject: str = "[ILLEGAL]", form: str = FORM) -> World:
    """A world with a case whose report the LEA's server has taken."""
    world = opened(world, subject=subject, form=form)
    world.deliver()
    return world


def ready(world: World | None = None, **how: str) -> World:
    """A world a moment after the notice became due."""
    world = reported(world, **how)
    world.wait(timedelta(hours=24, minutes=1))
    return world


def queued(world: World | None = None, **how: str) -> World:
    """A world whose notice is in the outbox, before the gate."""
    world = ready(world, **how)
    world.sweep(world.fence())
    assert world.letters("ntd"), "the notice is queued"
    return world


def noticed(world: World | None = None, **how: str) -> World:
    """A world whose notice has left."""
    world = queued(world, **how)
    assert world.gate(fence=world.fence()) == []
    return world


def answered(world: World, text: str) -> World:
    """The world after the provider's answer to the last notice."""
    notice = world.letters("ntd")[-1]
    world.take(provider_mail(text, references=(notice.message_id,), received_at=world.now))
    return world


def held_elsewhere(world: World) -> str:
    """The stream of a second case with the URL of `FORM`, now opened, on which the LEA has placed a hold."""
    before = set(world.streams)
    world.take(analyst_mail(FORM, subject="[ILLEGAL]", received_at=world.now))
    (second,) = (name for name in world.streams if name.startswith("HL-") and name not in before)
    held = HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m")
    world.record(held, stream=second)
    return second


def gone(world: World) -> list[int]:
    """The numbers of the items that are told to be removed."""
    return [item.number for item in world.case.items if item.removed_by is not None]


def kinds_due(world: World) -> list[DueKind]:
    """The kinds of all steps that are or will be due in the one case."""
    return [step.kind for step in due(world.case, world.site)]
