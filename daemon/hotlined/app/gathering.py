"""The facts around a mail: what a decision on it may use of the record, of other cases and of the clock.

Look-ups whose cost does not grow with the number of cases, but for a mail of an LEA that names none.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotlined.app.board import Board
from hotlined.app.corrected import REFUSALS, corrected_in
from hotlined.app.docket import Docket
from hotlined.app.earlier import Earlier, earlier
from hotlined.app.leftovers import purged_with
from hotlined.app.ports import Permanent
from hotlined.app.vouched import vouched_in
from hotlined.domain.analysts import survey_confirm
from hotlined.domain.analysts.form_source import OURS
from hotlined.domain.analysts.report_keywords import original_of
from hotlined.domain.analysts.same_urls import alike
from hotlined.domain.cases.sent import Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.survey_state import period_of
from hotlined.domain.due.listing import Line, line_of
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Facts, Match, Which
from hotlined.domain.letters.matching import MOST, Clues, answered_by, clues, match, written_to
from hotlined.domain.letters.who import Who, identify, units_like
from hotlined.domain.mail.identity import words_digest
from hotlined.domain.mail.message import Inbound, MailClass, Party
from hotlined.domain.meeting_plan import invitations
from hotlined.domain.officers.survey_reply import surveyed
from hotlined.domain.record.partnership import MeetingInvited
from hotlined.domain.steps.filing import read_tags
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.reference import (
    desk_of,
    digest_of_code,
    find_questions,
    is_question,
    parse_reference,
)

ALIKE_FOR = (Party.ANALYST, Party.LEA)


@dataclass(frozen=True, slots=True)
class Lately:
    """The answers to one analyst, and whether these very words were said, within `answer_interval`."""

    answers: tuple[Sent, ...] = ()
    said: bool = False


@dataclass(slots=True)
class Gathering:
    """Gathers the facts around one mail after another; changes nothing."""

    docket: Docket
    board: Board | None = None  # None: nobody keeps the list of open cases

    async def facts(self, mail: Inbound, *, named: str | None = None) -> Facts:
        """The facts around a mail, by look-ups whose cost does not grow with the number of cases.

        They run in a thread: they are quick, but wait while the store writes.  `named` is a case that
        somebody says it belongs to.
        """
        site = self.docket.site()
        store = self.docket.store
        found = clues(mail, site)
        who = identify(mail, site)
        ordered = read_tags(mail, site)[0] if who.party is Party.ANALYST else None  # what commands
        existing = frozenset([one for one in found.references() if await self.docket.folded(one)])
        now = self.docket.clock.now()
        year = site.at(now).year

        def looked_up() -> tuple[Match, Earlier, int, Mapping[str, str]]:
            return (
                self._match(found, existing),
                earlier(store, mail, who),
                store.free_serial(year, self.docket.floors.get(year, 0)),
                vouched_in(store, mail, site, now),
            )

        matched, before, serial, vouched = await asyncio.to_thread(looked_up)
        wanted = (*matched.streams, *matched.others, *((named,) if named else ()))
        cases = {stream: await self.docket.case(stream) for stream in wanted}
        by_thread = matched.how in ("message-id", "token")
        survey = None if by_thread or matched.how == "code" else await self._survey(found, ordered)
        elsewhere = None if by_thread or survey is not None else await self._elsewhere(mail, found)
        which = await self._which(found, ordered)
        facts = Facts(
            match=matched,
            cases=cases,
            seen=before.seen,
            filed=before.filed,
            purged=await purged_with(self.docket, mail) if before.seen else (),
            replayed=before.replayed,
            copied=before.copied,
            unit_cases=() if matched.streams else await self._unit_cases(mail, site),
            listed=await self._listed(site, ordered),
            invited=await self._invited(ordered),
            urls=self.docket.twins.known(),
            stopping=self.docket.twins.stopped.cases,
            urls_edition=self.docket.twins.edition,
            twins=await self._twins(who, cases, matched),
            serial=serial,
            survey=survey,
            elsewhere=elsewhere,
            which=which,
            vouched=vouched,
        )
        facts = await self._with_ours(facts, mail, found, who)
        names = alike(mail, facts, ordered, self.docket.site()) if who.party in ALIKE_FOR else ()
        return replace(facts, alike=await self._readable(names))

    async def _readable(self, names: Iterable[str]) -> tuple[Case, ...]:
        """These cases; one that does not read sends nothing, and keeps no mail about another."""
        found = []
        for name in names:
            try:
                found.append(await self.docket.case(name))
            except Permanent:
                continue
        return tuple(found)

    async def _with_ours(self, facts: Facts, mail: Inbound, found: Clues, who: Who) -> Facts:
        """The facts with which mail of ours this one answers, and what its sender was answered lately."""
        lately = await self._lately(mail, self.docket.site(), who)
        sent, report = await self._answered(mail, found, who)
        kind = sent.kind if sent is not None and who.party is Party.ANALYST else ""
        refused = kind in REFUSALS
        return replace(
            facts,
            report_at=await self._report_at(mail, answers_us=sent is not None),
            answers_form=kind in OURS,
            answers_report=report if who.party is Party.ANALYST else "",
            corrects=await asyncio.to_thread(corrected_in, self.docket.store, mail, who) if refused else (),
            answers_us=sent is not None,
            answered_lately=any(one.kind == "unproven" for one in lately.answers),
            refused_lately=any(one.kind == "refused" for one in lately.answers),
            said_lately=lately.said,
            untagged=tuple(one.message_id for one in lately.answers if one.kind == "untagged"),
        )

    def _match(self, found: Clues, existing: frozenset[str]) -> Match:
        find = self.docket.store.find
        prefix = self.docket.site().hotline.prefix
        return match(
            found,
            by_message_id={one: _cases(find("message-id", one), prefix) for one in found.message_ids},
            by_token={one: _cases(find("token", one), prefix) for one in found.tokens},
            by_code={one: _cases(find("code", digest_of_code(one)), prefix) for one in found.codes},
            existing=existing,
        )

    async def _survey(self, found: Clues, ordered: TagReading | None) -> Case | None:
        """The statistics whose question the mail answers, or that an analyst's [CONFIRM] names."""
        streams = await self._in_thread(found)
        if ordered is not None:
            asked = ordered.get(Word.CONFIRM)
            named = survey_confirm.named(asked.argument or "") if asked is not None else None
            streams = [named[0]] if named is not None else streams if asked is not None else []
        name = next((stream for stream in streams if period_of(stream) is not None), None)
        folded = await self.docket.folded(name) if name is not None else None
        return folded.case if folded is not None else None

    async def _elsewhere(self, mail: Inbound, found: Clues) -> Case | None:
        """The desk day, or the question about several cases, that has the mail which comes back."""
        if mail.classified.kind is not MailClass.DSN:
            return None
        for stream in await self._in_thread(found):
            case = await self.docket.case(stream)
            if surveyed(case, mail) is not None:
                return case
        return None

    async def _in_thread(self, found: Clues) -> list[str]:
        """The streams with a mail that this one answers, by Message-ID or token."""
        keys = [("message-id", one) for one in found.message_ids] + [("token", one) for one in found.tokens]
        return [stream for key in keys for stream in await asyncio.to_thread(self.docket.store.find, *key)]

    async def _which(self, found: Clues, ordered: TagReading | None) -> Which | None:
        """The question about several cases that an analyst's [CONFIRM] names, or is in the thread of."""
        asked = ordered.get(Word.CONFIRM) if ordered is not None else None
        if asked is None:
            return None
        names = find_questions(asked.argument or "")
        names = names or tuple(filter(is_question, await self._in_thread(found)))
        folded = await self.docket.folded(names[0]) if names else None
        return Which(folded.case, await self.docket.within(names[0])) if folded is not None else None

    async def _unit_cases(self, mail: Inbound, site: Site) -> tuple[Case, ...]:
        """All open cases of the LEA units that this mail may be from, where none was matched."""
        units = units_like(mail, site)
        from_nobody = mail.mailbox == "lea" and not mail.from_
        if not units and not from_nobody:
            return ()
        streams = await asyncio.to_thread(self.docket.store.open_streams)
        cases = [await self.docket.case(stream) for stream in streams]
        return tuple(case for case in cases if case.is_open and (from_nobody or units & {*case.units}))

    async def _listed(self, site: Site, ordered: TagReading | None) -> tuple[Line, ...]:
        """The open cases, where an analyst's mail asks for them, and what others keep back of them."""
        if self.board is None or ordered is None or ordered.get(Word.LIST) is None:
            return ()
        kept = {line.reference: line for line in self.board.lines()}
        for name in self.docket.twins.kept_back():
            if name in kept:
                case = await self.docket.case(name)
                line = line_of(case, site, await self.docket.twins_of(case))
                kept[name] = line or kept[name]
        return tuple(kept.values())

    async def _twins(self, who: Who, cases: Mapping[str, Case], matched: Match) -> tuple[Case, ...]:
        """What may keep back notices of the case that an analyst, or the LEA, writes about."""
        if len(matched.streams) != 1 or who.party not in (Party.ANALYST, Party.LEA):
            return ()
        case = cases[matched.streams[0]]
        if who.party is Party.LEA:
            return await self.docket.twins_told(case)
        return await self.docket.twins_of(case)

    async def _invited(self, ordered: TagReading | None) -> tuple[MeetingInvited, ...]:
        """The meetings that units were invited to, where an analyst's mail brings a protocol."""
        if ordered is None or ordered.get(Word.MEETING) is None:
            return ()
        store = self.docket.store

        def looked_up() -> tuple[MeetingInvited, ...]:
            records = (store.load(name) for name in sorted(store.find("meetings", "all")))
            return invitations(event for record in records if record for event in record.events)

        return await asyncio.to_thread(looked_up)

    async def _report_at(self, mail: Inbound, *, answers_us: bool) -> datetime | None:
        """When the (first) report that this mail forwards was received from the public."""
        known: list[datetime] = []
        for name in [one.message_id for one in mail.originals if one.message_id]:
            for stream in await asyncio.to_thread(self.docket.store.find, "report", name):
                case = await self.docket.case(stream)
                if name in case.reports:
                    known.append(case.reports[name])
        # What its sender wrote counts where we did not see it come; never a time that has not been yet.
        # The mail quoted in an answer to ours is ours: it has no Message-ID there.
        theirs = (one for one in mail.originals if one.message_id or not answers_us)
        written = (one.date for one in theirs if one.date and one.date <= mail.received_at)
        return min(known, default=None) or min(written, default=None)

    async def _answered(self, mail: Inbound, found: Clues, who: Who) -> tuple[Sent | None, str]:
        """The mail of ours to this analyst, or to the LEA, that this one answers; by Message-ID or token.

        Both have a random part that nobody else has seen.  With the report that it speaks of, or "".
        """
        keys = [("message-id", name) for name in mail.references[:MOST]]
        keys += [("token", one) for one in found.tokens]
        for kind, key in keys if who.party in (Party.ANALYST, Party.LEA) else ():
            for stream in await asyncio.to_thread(self.docket.store.find, kind, key):
                case = await self.docket.case(stream)
                ours = answered_by(case, key)
                if ours is not None:
                    mine = written_to(ours, who)
                    return (ours, original_of(case, ours.message_id)) if mine else (None, "")
        return None, ""

    async def _lately(self, mail: Inbound, site: Site, who: Who) -> Lately:
        """What a robot in an analyst's name has had by way of answers within `answer_interval` (P12)."""
        if who.party is not Party.ANALYST:
            return Lately()
        now, interval = self.docket.clock.now(), site.agreement.answer_interval
        words = words_digest(who.id, mail.new_text)
        found = Lately()
        for days in range(interval.days + 2):
            case = await self.docket.case(desk_of(now - timedelta(days=days)))
            said = case.words.get(words)
            fresh = (one for one in case.sent.values() if one.to_id == who.id and now - one.at < interval)
            answers = tuple(one for one in fresh if one.kind in ("unproven", "untagged", "refused"))
            found = Lately(
                found.answers + answers, found.said or (said is not None and now - said < interval)
            )
        return found


def _cases(streams: Iterable[str], prefix: str) -> tuple[str, ...]:
    """Those of the streams that are cases, not desk days."""
    named = ((stream, parse_reference(stream)) for stream in streams)
    return tuple(stream for stream, found in named if found is not None and found.prefix == prefix)
