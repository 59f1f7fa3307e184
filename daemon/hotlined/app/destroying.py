"""Destroying what the store has of a case (P14); `purging` says when, and what else is destroyed with it."""

import asyncio

from hotlined.app.docket import Docket
from hotlined.domain.cases.retention import kept_entries
from hotlined.domain.record.casework import AttachmentKept
from hotlined.domain.record.destroyed import AttachmentsPurged


async def destroy_files(docket: Docket, stream: str) -> int:
    """Destroy the attachments of a case; how many.  The caller holds its lock.

    First it is recorded, so that nothing is composed with them any more.  After a crash in the middle:
    again, since it goes by what was ever kept.
    """
    record = await asyncio.to_thread(docket.store.load, stream)
    events = record.events if record else ()
    kept = [one.sealed for one in events if isinstance(one, AttachmentKept)]
    if (await docket.case(stream)).attachments:
        await docket.record(stream, (AttachmentsPurged(count=len(kept)),), ())
    await asyncio.to_thread(docket.store.forget, kept)
    return len(kept)


async def destroy(docket: Docket, stream: str, stage: str) -> tuple[str, ...]:
    """Destroy what this stage destroys in the store; what is left all the same, looked for anew.

    The caller holds its lock, and has recorded that the purge has begun.
    """
    await destroy_files(docket, stream)
    record = await asyncio.to_thread(docket.store.load, stream)
    keep = kept_entries(stage, record.entries) if record else frozenset[int]()
    with docket.rewritten(stream):
        await asyncio.to_thread(docket.store.purge, stream, keep)
    return await asyncio.to_thread(docket.store.remains, stream, keep)
