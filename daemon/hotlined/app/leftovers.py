"""Mails of purged streams that come again: such a copy has to be purged as well (P14).

A relay that tries again, or a mailbox that is put back as it was, brings a mail long after its effect, and
after its purge.  It has no second effect; but nobody would look for it any more.
"""

import asyncio
from collections.abc import Iterable

from hotlined.app.docket import Docket
from hotlined.app.ports import Store
from hotlined.domain.cases.retention import is_touched
from hotlined.domain.mail.identity import id_digest
from hotlined.domain.mail.message import Inbound


async def purged_with(docket: Docket, mail: Inbound) -> tuple[str, ...]:
    """The streams that the mail went with, and that no purge looks at again by themselves.

    Of each only the first copy since its purge began tells: the next purge takes all that lie there.
    """
    names = await asyncio.to_thread(_streams, docket.store, mail)
    cases = [await docket.case(name) for name in names]
    return tuple(one.stream for one in cases if (one.purge.begun or one.purge.done) and not is_touched(one))


def _streams(store: Store, mail: Inbound) -> Iterable[str]:
    """Those by which a purge knows the mail, as `searching` does."""
    forwarded = store.find("original", id_digest(mail.message_id)) if mail.message_id else ()
    return sorted({*store.find("mail", mail.digest), *store.find("corrected", mail.digest), *forwarded})
