"""Getting mails out of a mailbox: whole, or only the header of one that is too large to be read."""

from collections.abc import Iterator, Sequence

from hotlined.app.ports import Clock, Fetched, Found, Mailbox
from hotlined.app.reading import unreadable
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Inbound, MailClass

BATCH = 20  # mails that are fetched together; and no more bytes of them, but for one that is larger, than
TOGETHER = 16 * 2**20
TOPS = 500  # mails whose header fields are fetched together
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


def portions(found: Sequence[Found]) -> Iterator[Sequence[Found]]:
    """The mails in order, as many at a time as may be in memory together; twenty of the largest may not."""
    begin = size = 0
    for at, one in enumerate(found):
        if at > begin and (at - begin == BATCH or size + _weight(one) > TOGETHER):
            yield found[begin:at]
            begin, size = at, 0
        size += _weight(one)
    if begin < len(found):
        yield found[begin:]


def _weight(one: Found) -> int:
    """The bytes that are fetched of a mail, at most; also where the server keeps the size to itself."""
    return min(one.size or LARGEST, LARGEST)


def is_light(found: Sequence[Found]) -> bool:
    """Whether there is room for these mails beside others."""
    return sum(map(_weight, found)) <= LIGHT


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
            for some in portions(group):
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
