"""Two daemons that share the work, on one store and the same mailboxes, without a rim."""

from dataclasses import dataclass, field

from hotlined.app.others import Others
from hotlined.app.ports import Crew
from hotlined.app.shares import MailShare, Shares
from hotlined.domain.hotline.site import Site
from tests.support.fake_clock import FakeClock
from tests.support.fake_common import FakeCommon, Hub
from tests.support.fake_mailbox import FakeMailbox
from tests.support.rig import NAMES, PROVIDER, Rig
from tests.support.site import make_site


@dataclass
class Placed:
    """One of them: its parts, its side of what they have in common, and its share."""

    rig: Rig
    common: FakeCommon
    shares: Shares

    async def start(self) -> None:
        """The first does everything; the other has analysts' mails and the mails that wait."""
        if self.shares.leads:
            await self.rig.start()
            return
        await self.rig.docket.resume()
        await self.rig.also(self.rig.watches["intake"].run, self.rig.outbox.run)

    async def learn(self) -> None:
        """As at each notification."""
        self.shares._looked = None
        await self.shares.look()
        assert self.rig.docket.others is not None
        await self.rig.docket.others.catch_up()


@dataclass
class Crewed:
    """The two; they know of each other once both have learnt."""

    site: Site = field(default_factory=lambda: make_site(providers=(PROVIDER,)))
    hub: Hub = field(default_factory=Hub)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.boxes = {name: FakeMailbox(name, self.clock) for name in NAMES}
        self.first = self._placed("first", leads=True)
        self.beside = self._placed("beside", leads=False)

    def _placed(self, name: str, *, leads: bool) -> Placed:
        store, common = self.hub.daemon(name)
        boxes = self.boxes if leads else {name: box.beside() for name, box in self.boxes.items()}
        rig = Rig(self.site, self.clock, store, boxes=boxes)  # type: ignore[arg-type]
        if not leads:  # another machine's chance
            rig.chance._n = 1_000_000
        shares = Shares(common, self.clock, leads)
        rig.docket.others = Others(common, self.clock, rig.docket.learn)
        rig.outbox.share(shares)
        for name, watch in rig.watches.items():
            if name != "lea":
                watch.share = MailShare(shares, watch.mailbox, rig.docket.site)
        return Placed(rig, common, shares)

    async def know(self, *, first: str = "first", beside: frozenset[str] = frozenset({"beside"})) -> None:
        """Both learn who works."""
        self.hub.crew = Crew(first, beside)
        for one in (self.first, self.beside):
            await one.learn()

    async def start(self) -> "Crewed":
        """Both run."""
        await self.first.start()
        await self.beside.start()
        return self

    def deliver(self, raw: bytes, box: str = "intake") -> None:
        """A mail arrives, and both are told."""
        self.boxes[box].deliver(raw)
        for one in (self.first, self.beside):
            one.rig.boxes[box].wake()
