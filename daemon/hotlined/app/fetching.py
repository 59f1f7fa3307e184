"""Getting mails out of a mailbox: whole, or only the header of one that is too large to be read."""

from collections.abc import Sequence

from hotlined.app.ports import Clock, Fetched, Found, Mailbox
from hotlined.app.reading import unreadable
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Inbound, MailClass
from hotlined.domain.values.batches import batched

BATCH = 20  # mails that are fetched together
MOMENTS = 6  # a burst is waited for so often at most
LIGHT = 8 * 2**20  # bytes of mails that are fetched while others are still dealt with
LARGEST = 40 * 2**20  # bytes; a larger mail goes to the quarantine with its header only


async def fetch(mailbox: Mailbox, found: Sequence[Found]) -> list[Fetched]:
    """These mails, without those that have vanished; of what is too large the header as if it were all."""
    small = [one for one in found if one.size <= LARGEST]
    fetched = list(await mailbox.fetch(small))
    for one in found:
        if one.size > LARGEST:
            fetched.append(await mailbox.fetch_header(one))
    return fetched


def is_light(found: Sequence[Found]) -> bool:
    """Whether there is room for these mails beside others."""
    return sum(one.size for one in found) <= LIGHT


async def gathered(mailbox: Mailbox, clock: Clock, folder: str, moment: float) -> None:
    """Let a burst of mails arrive, so that the urgent one of them comes first though it came last.

    It is over when `moment` seconds bring no more; 0: nothing is waited for.  One mail alone is no burst:
    by the time it is dealt with the next would have come.
    """
    count = 1
    for _ in range(MOMENTS if moment else 0):
        before, count = count, len(await mailbox.list(folder))
        if count in (0, before):
            return
        await clock.sleep(moment)


async def find(
    mailbox: Mailbox, digest: str, folders: Sequence[str], *, size: int, skip: set[Found]
) -> Fetched | None:
    """The mail with this digest; None when it is in none of the folders.

    Those of the same size are fetched first; what was looked at in vain is added to `skip`.
    """
    for folder in folders:
        found = [one for one in await mailbox.list(folder) if one not in skip]
        likely = [one for one in found if one.size == size]
        for group in (likely, [one for one in reversed(found) if one.size != size]):
            for some in batched(group, BATCH):
                for one in await fetch(mailbox, some):
                    if mail_digest(one.raw) == digest:
                        return one
                    skip.add(one.found)
    return None


def sized(mail: Inbound, fetched: Fetched) -> Inbound:
    """The mail as read; one that is too large, of which only the header was read, as unreadable."""
    if fetched.found.size > LARGEST and mail.classified.kind is not MailClass.UNREADABLE:
        return unreadable(mail, "larger than hotlined reads")
    return mail
