"""Of many mails that wait, the urgent ones first: found by a look at all headers, and into analysts' mails.

`[URGENT]` often stands inside the encryption only.  So the header fields of all are fetched, in few
calls, and what bears an analyst's address is opened before anything else is dealt with.  What was opened
and is not urgent is kept until its turn comes, as far as there is room.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from hotlined.app import audit
from hotlined.app.fetching import LARGEST, TOPS, portions
from hotlined.app.ports import Fetched, Found, Mailbox, Permanent, Temporary
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Inbound
from hotlined.domain.precedence import Glance, first_to_open, glance, is_urgent
from hotlined.domain.values.batches import batched

ROOM = 16 * 2**20  # bytes of mails, as they came, that are kept opened
PATIENCE = 3  # failures in a row until mails are read in the order of their arrival

Parsed = tuple[Fetched, Inbound | Exception]


@dataclass(slots=True)
class UrgentFirst:
    """The look ahead for one mailbox."""

    mailbox: Mailbox
    site: Callable[[], Site]
    parse: Callable[[Fetched], Awaitable[Inbound | Exception]]
    fetch: Callable[[Sequence[Found]], Awaitable[list[Fetched]]]
    _opened: dict[Found, Parsed] = field(default_factory=dict)
    _reports: dict[str, Found] = field(default_factory=dict)  # by Message-ID
    _looked: set[Found] = field(default_factory=set)
    _failed: int = 0

    def opened(self, found: Found) -> Parsed | None:
        """The mail, if it was opened by a look ahead; once."""
        return self._opened.pop(found, None)

    def forget(self) -> None:
        """What was looked at: all of it has had its turn."""
        self._opened.clear()
        self._reports.clear()
        self._looked.clear()

    def renew(self) -> None:
        """Look ahead again: what the server broke off at comes last now, and is looked at no more."""
        self._failed = 0

    async def ahead(self, found: Sequence[Found]) -> AsyncIterator[Parsed]:
        """The urgent ones of these mails that were not looked at yet, each after the report that it forwards.

        Raises as the mailbox does.
        """
        glances = await self._glances(
            [one for one in found if one.size <= LARGEST and one not in self._looked]
        )
        self._looked |= {*glances}
        self._reports |= {one.message_id: at for at, one in glances.items() if one.message_id}
        seen = [*glances]
        wanted = [seen[at] for at in first_to_open([*glances.values()])]
        given: set[Found] = set()
        for some in portions(wanted):
            for one, mail in await self._read(some):
                if one.found in given:
                    continue
                if not isinstance(mail, Inbound) or not self._urgent(mail):
                    self._keep(one, mail)
                    continue
                names = [original.message_id for original in mail.originals if original.message_id]
                forwarded = [self._reports[name] for name in dict.fromkeys(names) if name in self._reports]
                for reports in portions([one for one in forwarded if one not in given]):
                    for report in await self._read(reports):
                        given.add(report[0].found)
                        yield report
                given.add(one.found)
                yield one, mail

    async def _glances(self, found: Sequence[Found]) -> dict[Found, Glance]:
        """What the headers say; nothing where the server does not give them, again and again."""
        if not found or self._failed >= PATIENCE:
            return {}
        site = self.site()
        seen: dict[Found, Glance] = {}
        try:
            for some in batched(found, TOPS):
                seen |= {one: glance(top, site) for one, top in await self.mailbox.fetch_tops(some)}
        except (Temporary, Permanent):
            self._failed += 1
            raise
        self._failed = 0
        return seen

    async def _read(self, found: Sequence[Found]) -> list[Parsed]:
        before = [one for one in found if one in self._opened]
        fetched = await self.fetch([one for one in found if one not in before])
        mails = await asyncio.gather(*(self.parse(one) for one in fetched))
        return [*(self._opened.pop(one) for one in before), *zip(fetched, mails, strict=True)]

    def _keep(self, one: Fetched, mail: Inbound | Exception) -> None:
        if sum(len(kept.raw) for kept, _ in self._opened.values()) + len(one.raw) <= ROOM:
            self._opened[one.found] = (one, mail)

    def _urgent(self, mail: Inbound) -> bool:
        try:
            return is_urgent(mail, self.site())
        except Exception as error:  # it makes us stumble, and will again in its turn
            audit.bug("order", error, self.mailbox.name)
            return False
