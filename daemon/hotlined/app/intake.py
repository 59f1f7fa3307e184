"""One mail in: read, gather, decide, commit, and only then file (P1).

Before the commit nothing has happened; after it everything will.  The mail's identity is in the record,
so that the same mail again, after a crash or a redelivery, has no second effect (P2).
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hotlined.app.board import Board
from hotlined.app.compose import NO_FILES, Files
from hotlined.app.crash_points import crash_point
from hotlined.app.docket import Docket
from hotlined.app.gathering import Gathering
from hotlined.app.ports import Conflict, Temporary, Unsealable
from hotlined.domain.decide import decide
from hotlined.domain.hotline.site import Site
from hotlined.domain.hotline.url_key import url_key
from hotlined.domain.letters.attached import attachments_of
from hotlined.domain.letters.decision import Decision, Facts
from hotlined.domain.mail.message import Inbound
from hotlined.domain.record.casework import AttachmentKept, CaseOpened, FormUpdated, ReportRegistered

Weigh = Callable[[Inbound], Awaitable[Decision]]
Octets = Callable[[Collection[str]], Mapping[str, bytes]]

TRIES = 12  # a case may be changed, or opened, by others between gathering and locking


@dataclass(slots=True)
class Intake:
    """The use case of one mail."""

    docket: Docket
    board: Board | None = None  # None: nobody keeps the list of open cases
    gathering: Gathering = field(init=False)

    def __post_init__(self) -> None:
        self.gathering = Gathering(self.docket, self.board)

    async def take(
        self, mail: Inbound, weigh: Weigh | None = None, *, octets: Octets | None = None
    ) -> Decision:
        """Carry out what the mail comes to, durably; raises Temporary for what may be better later.

        `weigh` decides instead of `weighing`; it is asked again under the locks where anything was written
        since.  `octets` gives the bytes of attachments by digest; it is asked only for those that are kept.
        """
        for _ in range(TRIES):
            decision = await self._try(mail, weigh or self.weighing(), octets or (lambda wanted: {}))
            if decision is not None:
                return decision
        # Nothing is wrong with the mail: as one to stumble over, a hold of all cases would be put aside (P6).
        raise Temporary("the cases a mail concerns kept changing")

    async def _try(self, mail: Inbound, weigh: Weigh, octets: Octets) -> Decision | None:
        """Decide, lock, and commit; None when the streams to lock turned out to be others."""
        edition = self.docket.edition
        foreseen = await weigh(mail)
        files: Files = NO_FILES
        if wanted := {one.sha256 for one in _kept(foreseen) if one.sha256}:
            mail, files = await asyncio.to_thread(self._sealed, mail, wanted, octets)
            edition = self.docket.edition
            foreseen = await weigh(mail)
        names = self._to_lock(mail, foreseen)
        async with self.docket.locked(names):
            decision = foreseen if self.docket.edition == edition else await weigh(mail)
            crash_point("weighed")
            if not self._to_lock(mail, decision) <= names:
                return None
            if not {one.sealed for one in _kept(decision)} <= files.keys():
                return None
            if await self._opens_twice(decision):
                return None
            try:
                await self.docket.commit(decision.changes, files=files)
            except Conflict:  # what was kept in memory was not what is on disk; it is read anew
                return None
            return decision

    async def _opens_twice(self, decision: Decision) -> bool:
        """Whether it would open a case under the number of another one, that came meanwhile."""
        opening = [
            change.stream
            for change in decision.changes
            if any(isinstance(event, CaseOpened) for event in change.events)
        ]
        return any([await self.docket.folded(stream) is not None for stream in opening])

    def _to_lock(self, mail: Inbound, decision: Decision) -> set[str]:
        """The streams that it changes; beside other daemons what it is about, too.

        So no two of them decide on the same mail, signature, report or URL, each without the other's.
        """
        streams = {change.stream for change in decision.changes}
        return streams if self.docket.others is None else streams | set(_about(mail, decision))

    def _sealed(self, mail: Inbound, wanted: Collection[str], octets: Octets) -> tuple[Inbound, Files]:
        """These attachments encrypted to our own key alone, and the mail saying under which names."""
        found = octets(wanted)
        own = self.docket.site().hotline.fingerprint
        names, files = {}, {}
        try:
            for digest in sorted(wanted):
                sealed = self.docket.composer.openpgp.seal(found[digest], [own])
                names[digest] = hashlib.sha256(sealed).hexdigest()
                files[names[digest]] = sealed
        except Unsealable as error:
            return replace(mail, attachments_problem=error.why.rstrip(".")), NO_FILES
        attachments = (replace(one, sealed=names.get(one.sha256, "")) for one in mail.attachments)
        return replace(mail, attachments=tuple(attachments)), files

    def weighing(self) -> Weigh:
        """Says what one mail would come to; decides again only where the facts around it are others."""
        last: tuple[Inbound, Facts, Site, Decision] | None = None

        async def weigh(mail: Inbound) -> Decision:
            nonlocal last
            facts, context = await self.gathering.facts(mail), self.docket.context()
            if last is None or last[:3] != (mail, facts, context.site):
                last = (mail, facts, context.site, decide(mail, facts, context))
            return last[3]

        return weigh


def _about(mail: Inbound, decision: Decision) -> Iterator[str]:
    yield f"mail {mail.digest}"
    if mail.signature is not None:
        yield f"signature {mail.signature.digest}"
    for original in mail.originals:
        if original.message_id:
            yield f"report {original.message_id}"
    for change in decision.changes:
        for event in change.events:
            if isinstance(event, ReportRegistered) and event.message_id:
                yield f"report {event.message_id}"
            elif isinstance(event, CaseOpened | FormUpdated) and event.form is not None:
                yield from (f"url {url_key(item.url)}" for item in event.form.items)


def _kept(decision: Decision) -> tuple[AttachmentKept, ...]:
    return tuple(one for change in decision.changes for one in attachments_of(change))
