"""The six folders of the board, and which cards lie in them, as far as a look at their headers tells."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hotlined.app.ports import BoardMailbox, FolderStatus, Found
from hotlined.domain.overview.board import Column
from hotlined.domain.overview.card_name import CardName, read_card_name
from hotlined.domain.values.reference import parse_reference


@dataclass(frozen=True, slots=True)
class Lying:
    """A card as found in the mailbox; `column` is where it lies, whatever its name says."""

    found: Found
    name: CardName
    column: Column

    @property
    def strayed(self) -> bool:
        """Whether somebody put it there: hotlined writes a card into the folder that its name says."""
        return self.name.column is not self.column

    def fits(self, name: CardName) -> bool:
        """Whether it is this version in its place; that it says too that it was moved does not matter."""
        return not self.strayed and self.name.shows(name) and (self.name.noted or not name.noted)


@dataclass(slots=True)
class Pinboard:
    """The cards by reference; every method raises Temporary and Permanent as the mailbox does.

    After any exception what is known here is to be forgotten (`shut`), since nobody knows what has happened.
    """

    mailbox: BoardMailbox
    root: str  # of our folders: "Hotline"
    connected: bool = False
    lying: dict[str, list[Lying]] = field(default_factory=dict)
    _statuses: dict[Column, FolderStatus | None] = field(default_factory=dict)
    _unsure: set[Column] = field(default_factory=set)  # folders that have to be listed anew

    def folder(self, column: Column) -> str:
        """The folder of a column."""
        return f"{self.root}/Board/{column}"

    async def look_at_all(self, prefix: str, *, create: bool = True) -> None:
        """Connect if need be, and read every folder's headers; `prefix` is that of our references."""
        if not self.connected:
            await self.mailbox.open([self.folder(column) for column in Column] if create else ())
            self.connected = True
        self._forget()
        for column in Column:
            await self._list(column, prefix)

    async def look(self, prefix: str) -> set[str]:
        """Read the folders that have changed by somebody else's hand; the references that are concerned."""
        touched: set[str] = set()
        for column in Column:
            status = await self.mailbox.status(self.folder(column))
            if column in self._unsure or status != self._statuses.get(column):
                touched |= await self._list(column, prefix)
        return touched

    async def look_again(self, prefix: str) -> set[str]:
        """Read the folders of which the server did not say what has become of a card."""
        touched: set[str] = set()
        for column in tuple(self._unsure):
            touched |= await self._list(column, prefix)
        return touched

    async def _list(self, column: Column, prefix: str) -> set[str]:
        # Counted first: what comes in between is seen by the next look.
        self._statuses[column] = await self.mailbox.status(self.folder(column))
        listed = await self.mailbox.identified(self.folder(column))
        touched = {one for one, cards in self.lying.items() if any(card.column is column for card in cards)}
        for reference in touched:
            self.keep(reference, [one for one in self.lying[reference] if one.column is not column])
        for found, message_id in listed:
            name = read_card_name(message_id)
            known = parse_reference(name.reference) if name is not None else None
            if name is not None and known is not None and known.prefix == prefix:
                self.lying.setdefault(name.reference, []).append(Lying(found, name, column))
                touched.add(name.reference)
        self._unsure.discard(column)
        return touched

    def strays(self, reference: str) -> list[Lying]:
        """The cards of a case that somebody has moved."""
        return [one for one in self.lying.get(reference, []) if one.strayed]

    def keep(self, reference: str, cards: list[Lying]) -> None:
        """These, and no others, are a case's cards."""
        if cards:
            self.lying[reference] = cards
        else:
            self.lying.pop(reference, None)

    async def put(self, name: CardName, raw: bytes, *, seen: bool, flagged: bool) -> Lying | None:
        """Write a card; None where only the next look can tell where it lies."""
        found = await self.mailbox.put(self.folder(name.column), raw, seen=seen, flagged=flagged)
        status = self._statuses.get(name.column)
        if found is None or status is None:
            self._unsure.add(name.column)
            return None
        self._statuses[name.column] = FolderStatus(found.uidvalidity, found.uid + 1, status.messages + 1)
        return Lying(found, name, name.column)

    async def destroy(self, cards: Iterable[Lying]) -> None:
        """Expunge these cards."""
        by_column: dict[Column, list[Found]] = {}
        for one in cards:
            by_column.setdefault(one.column, []).append(one.found)
        for column, found in by_column.items():
            await self.mailbox.destroy(found)
            status = self._statuses.get(column)
            if status is not None:
                left = status.messages - len(found)
                self._statuses[column] = FolderStatus(status.uidvalidity, status.next_uid, left)

    async def shut(self) -> None:
        """Close the connection and forget; never raises."""
        self.connected = False
        self._forget()
        await self.mailbox.close()

    def _forget(self) -> None:
        self.lying.clear()
        self._statuses.clear()
        self._unsure.clear()
