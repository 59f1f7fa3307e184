"""The board's cards in the intake mailbox, kept as `domain.overview.board` says that they should be.

A view, and never more: which cards lie where is found by a look at the headers of six folders, what they
should say by the record.  What differs is written anew, first the new one, then the old one goes; so a crash
between the two leaves one too many, which the next look removes.  It has a connection of its own, works in
small batches, and what the mailbox refuses is tried again later: no mail waits for a card.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from hotlined.app import audit
from hotlined.app.card_mail import CardMail, CardWriter, card_writer
from hotlined.app.card_queue import CALM, CardQueue
from hotlined.app.desk_alarm import try_alarm
from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.app.pinboard import Lying, Pinboard
from hotlined.app.ports import Permanent, Temporary
from hotlined.app.waiting import Pauses, event_or_time
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.overview.board import Column, done_at
from hotlined.domain.overview.board_moves import moved
from hotlined.domain.overview.card_name import CardName
from hotlined.domain.overview.rest import AtRest

LOOK: Final = 60.0  # seconds between two looks for what somebody moved or deleted
WHOLE: Final = 6 * 3600.0  # seconds between two looks at every card
PAUSE: Final = 0.5  # seconds between two batches, so that intake and notices have the machine
FIRST_RETRY: Final = 30.0
LONGEST_RETRY: Final = 3600.0
PATIENCE: Final = 3600.0  # seconds of failures until the analysts are told, once


@dataclass(slots=True)
class Cards:
    """The board in a mailbox; `run` never returns."""

    docket: Docket
    board: Pinboard
    pauses: Pauses = field(default_factory=lambda: Pauses(FIRST_RETRY, LONGEST_RETRY))
    _cases: set[str] = field(default_factory=set)  # open ones
    _queue: CardQueue = field(default_factory=CardQueue)
    _names: dict[str, CardName] = field(default_factory=dict)  # as they should lie, when last made
    _notes: dict[str, str] = field(default_factory=dict)  # words on cards that were moved in vain
    _done: dict[str, datetime] = field(default_factory=dict)  # under Done, since when
    _site: Site | None = None
    _writer: CardWriter | None = None
    _whole_at: float | None = None
    _behind: float | None = None  # since when nothing works
    _told: bool = False
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.docket.listeners.add(self.changed, self.rests)

    def changed(self, folded: Folded) -> None:
        """A stream has changed."""
        case = folded.case
        self._queue.stir(self.docket.clock.monotonic())
        if case.opened is None:
            return
        (self._cases.add if case.lives else self._cases.discard)(case.stream)
        self._names.pop(case.stream, None)
        self._notes.pop(case.stream, None)
        self._queue.put(case.stream)
        self._wake.set()

    def rests(self, rest: AtRest) -> None:
        """A case that is at rest, at a start: its card may never have been written, also one under Done."""
        self._cases.add(rest.stream)
        if self._whole_at is None:
            self._queue.put_resting(rest.stream)

    async def settled(self) -> None:
        """Until each card that is being written lies there; later ones know of all that came before (P14)."""
        async with self._writing:
            pass

    @property
    def waiting(self) -> bool:
        """Whether a card may have to be written."""
        return bool(self._queue)

    async def run(self) -> None:
        """Keep the cards, for ever; with growing pauses after a fault."""
        try:
            while True:
                self._wake.clear()
                try:
                    await self.turn()
                except (Temporary, Permanent) as error:
                    await self._failed(error)
                except Exception as error:
                    audit.bug("board", error, self.board.mailbox.name)
                    await self._failed(error)
                else:
                    self.pauses.went_well()
                    self._behind, self._told = None, False
                    await self._rest()
        finally:
            await self.board.shut()

    async def _rest(self) -> None:
        """Until something changes, or it is time to look."""
        if self.waiting:
            await self.docket.clock.sleep(PAUSE)
        elif await event_or_time(self._wake, self.docket.clock, LOOK):
            await self.docket.clock.sleep(CALM)

    async def turn(self) -> None:
        """Look, obey what may be obeyed, write what differs; raises Temporary, Permanent."""
        site = self.docket.site()
        fresh = site is not self._site
        if site.agreement.board == "no":
            if fresh:
                await self._clear(site)
            self._queue.clear()
            self._site = site
            return
        if fresh or not self.board.connected or self._whole_due():
            self._writer = await asyncio.to_thread(card_writer, self.docket.composer, site)
            if fresh:
                self._names.clear()
            await self._look_at_all(site)
            self._site = site
        else:
            self._note(await self.board.look(site.hotline.prefix))
        await self._obey()
        self._expire(site)
        await self._write(site)

    # --- looking -----------------------------------------------------------------------------------

    def _whole_due(self) -> bool:
        return self._whole_at is None or self.docket.clock.monotonic() - self._whole_at >= WHOLE

    async def _look_at_all(self, site: Site) -> None:
        await self.board.look_at_all(site.hotline.prefix)
        if self._whole_at is None:  # all open cases, as told at start: what changes meanwhile goes first
            self._queue.put_back()
        self._queue.look_at((*self._cases, *self.board.lying))
        self._whole_at = self.docket.clock.monotonic()

    def _note(self, touched: set[str]) -> None:
        """What somebody has touched and is not as it should be has to be written."""
        for reference in touched:
            if not self._is_right(reference):
                self._queue.note(reference)

    def _is_right(self, reference: str) -> bool:
        """Whether the one card of a case lies where it should, and says what it should."""
        name, cards = self._names.get(reference), self.board.lying.get(reference, [])
        return name is not None and len(cards) == 1 and cards[0].fits(name)

    # --- moved by hand -----------------------------------------------------------------------------

    async def _obey(self) -> None:
        """Deal with the cards that somebody has moved."""
        for reference in self._queue:
            for card in self.board.strays(reference):
                await self._moved(reference, card)

    async def _moved(self, reference: str, card: Lying) -> None:
        async with self.docket.locked([reference]):
            case = await self._case(reference)
            if case is None:
                return
            made = self._writer.made(case) if self._writer is not None else None
            if made is None or made.name.mark != card.name.mark:
                return  # of no case of ours: it goes
            context = self.docket.context()
            current = made.name.shows(card.name)
            message_id = card.name.message_id(context.site.identities["intake"].domain)
            result = moved(case, card.column, context, card=message_id, current=current)
            if isinstance(result, str):
                self._notes[reference] = result
                audit.card_moved(reference, card.column, "nothing")
            elif result != Effect():
                await self.docket.commit([result.change(reference)])
                audit.card_moved(reference, card.column, "obeyed")

    # --- writing -----------------------------------------------------------------------------------

    def _expire(self, site: Site) -> None:
        """Cards have their time under Done."""
        now = self.docket.clock.now()
        for reference, since in self._done.items():
            if now - since >= site.agreement.board_done_for:
                self._queue.note(reference)
                self._names.pop(reference, None)

    async def _write(self, site: Site) -> None:
        """Write in batches, for one look's time at most: then it is looked again."""
        began = self.docket.clock.monotonic()
        while self.waiting:
            async with self._writing:
                old: list[Lying] = []
                for reference in self._queue.next(self.docket.clock.monotonic()):
                    old += await self._brought(reference, site, changed=self._queue.take(reference))
                await self.board.destroy(old)
            self._note(await self.board.look_again(site.hotline.prefix))
            if not self.waiting or self.docket.clock.monotonic() - began >= LOOK:
                return
            await self.docket.clock.sleep(PAUSE)

    async def _brought(self, reference: str, site: Site, *, changed: bool) -> list[Lying]:
        """Write the card of a case, if it is not there; the others, which are to go."""
        if self._is_right(reference):
            return []
        case = await self._case(reference)
        if case is None:
            return []
        lying = self.board.lying.get(reference, [])
        try:
            made = await self._wanted(case, site, is_new=changed or bool(lying))
        except (Temporary, Permanent):
            raise
        except Exception as error:  # one case that makes us stumble stops no other card
            audit.bug("card", error, reference)
            return []
        if self._queue.has_changed(reference):  # while it was made: it is made again
            return []
        if made is None:
            self._names.pop(reference, None)
            self.board.keep(reference, [])
            return lying
        self._names[reference] = made.name
        good = next((one for one in lying if one.fits(made.name)), None) or await self._put(made)
        self.board.keep(reference, [good] if good is not None else [])
        return [one for one in lying if one is not good]

    async def _case(self, reference: str) -> Case | None:
        """The case; None where its file does not read: its card stays as it lies, and the others go on."""
        try:
            return await self.docket.case(reference)
        except Permanent as error:
            audit.unread(reference, error)
            return None

    async def _wanted(self, case: Case, site: Site, *, is_new: bool) -> CardMail | None:
        """The card, unless its time under Done is over, or somebody has deleted it there."""
        if self._writer is None:
            return None
        made = await asyncio.to_thread(self._writer.made, case, self._notes.get(case.stream, ""))
        since = done_at(case, made.name.column) if made is not None else None
        self._done.pop(case.stream, None)
        if since is None:
            return made
        if not is_new or self.docket.clock.now() - since >= site.agreement.board_done_for:
            return None
        self._done[case.stream] = since
        return made

    async def _put(self, made: CardMail) -> Lying | None:
        if self._writer is None:
            return None
        raw = await asyncio.to_thread(self._writer.written, made)
        # Unread is what waits for somebody, so that a mail client counts it.
        seen = made.name.column is not Column.NEEDS_YOU
        audit.card(made.name.reference, made.name.column)
        return await self.board.put(made.name, raw, seen=seen, flagged=made.card.urgent)

    # --- without a board, or without a mailbox -------------------------------------------------------

    async def _clear(self, site: Site) -> None:
        """No board is wanted: take away the cards of an earlier one; create nothing."""
        await self.board.look_at_all(site.hotline.prefix, create=False)
        await self.board.destroy([card for cards in self.board.lying.values() for card in cards])
        await self.board.shut()

    async def _failed(self, error: Exception) -> None:
        """Later again; the analysts are told once if it lasts."""
        await self.board.shut()
        audit.lost(self.board.mailbox.name, error, self.pauses.pause)
        now = self.docket.clock.monotonic()
        self._behind = now if self._behind is None else self._behind
        if now - self._behind >= PATIENCE and not self._told and self.docket.site().agreement.board != "no":
            await self._tell(error)
        await self.docket.clock.sleep(self.pauses.next())

    async def _tell(self, error: Exception) -> None:
        why = f" ({error})" if isinstance(error, Permanent | Temporary) else ""
        sentence = f"The board in the intake mailbox could not be written for an hour{why}."
        todo = "Nothing else waits for it. See to the mailbox's room and rights, or set board: no."
        name = self.board.mailbox.name
        self._told = await try_alarm(self.docket, "board", sentence, todo, place="board", key=name)
