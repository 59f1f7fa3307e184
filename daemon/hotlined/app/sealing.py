"""Drafts become finished mails, before anything is written.

A change with a draft that cannot be sealed is replaced, by `domain.steps.failing`, with one that says so.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hotlined.app import audit
from hotlined.app.compose import Composer, Files, Unsealed
from hotlined.app.folded import Folded
from hotlined.app.ports import Commit
from hotlined.app.waiting import cores
from hotlined.domain.cases.retention import stripped
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.attached import attachments_of
from hotlined.domain.letters.decision import Change, Context
from hotlined.domain.mail.message import Draft, Envelope
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.steps.failing import unsealed

Sealed = tuple[OutboxRow, Envelope]


@dataclass(frozen=True, slots=True)
class Sealing:
    """How changes are made ready to be written; `files`: the encrypted attachments that they keep."""

    composer: Composer
    context: Context
    files: Files

    async def prepared(self, change: Change, folded: Folded) -> Commit:
        """What is to be added to a stream by a change of it, its drafts sealed."""
        case = folded.case
        change, made = await self._sealed(change, case)
        rows = [made[one.message_id][0] for one in change.drafts]
        cancelled = [
            replace(folded.rows[one], state=RowState.CANCELLED)
            for one in change.cancel
            if one in folded.rows and folded.rows[one].state is RowState.QUEUED
        ]
        return Commit(
            change.stream,
            case.version,
            self.context.now,
            tuple(stripped(case, event) for event in change.events),
            (*rows, *cancelled),
            tuple(made[one.message_id][1] for one in change.drafts),
            {one.sealed: self.files[one.sealed] for one in attachments_of(change)},
        )

    async def _sealed(self, change: Change, case: Case) -> tuple[Change, Mapping[str, Sealed]]:
        """What is done in place of the change, or itself; and the mails of its drafts by Message-ID."""
        made: dict[str, Sealed] = {}
        written: dict[str, Draft] = {}  # what `made` says; another draft of the same mail says something else
        at_once = asyncio.Semaphore(cores())
        while fresh := [one for one in change.drafts if written.get(one.message_id) is not one]:
            found = await asyncio.gather(*(self._composed(draft, at_once) for draft in fresh))
            for draft, mail in zip(fresh, found, strict=True):
                if isinstance(mail, Unsealed):
                    audit.blocked(change.stream, draft.message_id, draft.kind)
                    change = unsealed(change, draft, mail.why, case, self.context)
                else:
                    made[draft.message_id] = mail
                    written[draft.message_id] = draft
        return change, made

    async def _composed(self, draft: Draft, at_once: asyncio.Semaphore) -> Sealed | Unsealed:
        """The finished mail, or why there is none; as many at once as gpg has cores to work on."""
        site, now = self.context.site, self.context.now
        async with at_once:
            try:
                return await asyncio.to_thread(self.composer.compose, draft, site, now, self.files)
            except Unsealed as error:
                return error
