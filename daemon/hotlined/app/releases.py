"""Releases from the quarantine: asked for by a slip in the store, carried out once by the daemon (P2).

The command line cannot write to the store while the daemon runs, and has no password of a mailbox: so it
leaves a slip.  The watch that finds the mail judges it again under the locks of every mail, and moves it.
The record says by its id which slip was carried out, so that a slip that outlives a crash only moves the
mail.  A mail that is nowhere keeps its slip waiting.
"""

import asyncio
from dataclasses import dataclass, field, replace

from hotlined.app import audit
from hotlined.app.crash_points import crash_point
from hotlined.app.fetching import find, sized
from hotlined.app.intake import Intake
from hotlined.app.judged import latest, seen_elsewhere
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Conflict, Fetched, Found, Mailbox, Permanent, Slips, Store, Temporary
from hotlined.app.reading import Reader, unreadable
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Classified, Inbound, MailClass
from hotlined.domain.record.correspondence import MailReleased
from hotlined.domain.release import How, Past, Release, is_releasable, judge, unchanged
from hotlined.domain.values.folders import keywords

STUMBLED = "it made hotlined stumble again"


@dataclass(slots=True)
class Releases:
    """The slips of one mailbox."""

    slips: Slips
    mailbox: Mailbox
    folders: Folders
    reader: Reader
    intake: Intake
    _others: dict[str, set[Found]] = field(default_factory=dict)  # by slip: looked at, and not the mail

    async def carry_out(self) -> None:
        """Every slip whose mail lies here; a fault of the mailbox goes up, and the slips wait."""
        waiting = await asyncio.to_thread(self.slips.waiting)
        self._others = {one.id: self._others.get(one.id, set()) for one in waiting}
        for release in waiting:
            if release.mailbox == self.mailbox.name:
                try:
                    await self._one(release)
                except (Temporary, Permanent):
                    raise
                except Exception as error:  # this slip waits; mails that come in do not
                    audit.bug("release", error, release.mail[:16])

    async def _one(self, release: Release) -> None:
        fetched = await self._find(release)
        try:
            if fetched is None:
                if await self._is_over(release):
                    await asyncio.to_thread(self.slips.done, release)
                return
            target, words = await self._judged(release, fetched)
        except (Temporary, Permanent, Conflict) as error:
            audit.stays(self.mailbox.name, error, release.mail[:16])
            return
        if target != fetched.found.folder:
            await self.mailbox.move(fetched.found, target, words)
            crash_point("released")
        try:
            await asyncio.to_thread(self.slips.done, release)
        except Temporary as error:  # no fault of the mailbox: the mails that come in do not wait for it
            audit.stays(self.mailbox.name, error, release.mail[:16])

    async def _find(self, release: Release) -> Fetched | None:
        """The mail, wherever in the quarantine it lies; each one there is looked at once."""
        places = self.folders.whole_quarantine(release.folder)
        skip = self._others[release.id]
        return await find(self.mailbox, release.mail, places, size=release.size, skip=skip)

    async def _done(self, release: Release) -> MailReleased | None:
        """The record of the release, if it was carried out."""
        return await asyncio.to_thread(record_of, self.intake.docket.store, release.id)

    async def _is_over(self, release: Release) -> bool:
        """Stopped between the move and taking the slip away; or another slip has moved the mail."""
        earlier = await asyncio.to_thread(latest, self.intake.docket.store, release.mail)
        moved = earlier is not None and not is_releasable(earlier.folder)
        return moved or await self._done(release) is not None

    async def _judged(self, release: Release, fetched: Fetched) -> tuple[str, tuple[str, ...]]:
        """Where the mail is to go, and its keywords; the decision is on disk then."""
        mail, stumbled = await self._read(fetched)

        docket = self.intake.docket

        async def weigh(mail: Inbound) -> Decision:
            past = await self._past(mail)
            done = await self._done(release)
            if done is not None:
                return Decision((), done.folder, past.earlier.reason if past.earlier else STUMBLED)
            context = docket.context()
            if stumbled and release.how is How.AGAIN:
                return unchanged(past, release, context, STUMBLED)
            facts = await self.intake.gathering.facts(mail, named=release.case)
            replayed = facts.replayed and await asyncio.to_thread(seen_elsewhere, docket.store, mail)
            return judge(mail, replace(facts, replayed=replayed), past, release, context)

        decision = await self.intake.take(
            mail, weigh, octets=lambda wanted: self.reader.octets(fetched.raw, wanted)
        )
        audit.released(release.mail[:16], release.how, decision.folder)
        streams = [change.stream for change in decision.changes]
        words = keywords(decision.folder, mail.classified.kind, decision.reason, streams)
        return self.folders.of(decision.folder), words

    async def _read(self, fetched: Fetched) -> tuple[Inbound, bool]:
        """The mail, and whether it makes us stumble: then only what the person says of it can count."""
        name, now = self.mailbox.name, self.intake.docket.clock.now()
        try:
            mail = await asyncio.to_thread(self.reader.read, name, fetched)
        except (Temporary, Permanent):
            raise
        except Exception as error:
            audit.bug("release", error, mail_digest(fetched.raw)[:16])
            blank = Inbound(
                digest=mail_digest(fetched.raw),
                mailbox=name,
                received_at=fetched.received_at,
                classified=Classified(MailClass.UNREADABLE, STUMBLED),
                size=fetched.found.size,
            )
            return unreadable(blank, STUMBLED), True
        return replace(sized(mail, fetched), released_at=now), False

    async def _past(self, mail: Inbound) -> Past:
        docket = self.intake.docket
        earlier = await asyncio.to_thread(latest, docket.store, mail.digest)
        streams = await asyncio.to_thread(docket.store.open_streams)
        cases = [await docket.case(stream) for stream in streams]
        return Past(earlier, tuple(case for case in cases if _asks(case, mail.digest)))


def record_of(store: Store, release: str) -> MailReleased | None:
    """What a release came to; None while it waits."""
    for stream in store.find("release", release):
        record = store.load(stream)
        for event in record.events if record else ():
            if isinstance(event, MailReleased) and event.release == release:
                return event
    return None


def _asks(case: Case, digest: str) -> bool:
    return any(pause.mail == digest for pause in case.pauses_open())
