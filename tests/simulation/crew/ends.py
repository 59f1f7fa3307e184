"""The last word on a schedule of several daemons: everything works again, and time has passed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hotlined.domain.cases.retention import Plan, is_touched, kept_entries, plan
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.identity import mail_digest, plain_message_id
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.overview.board import Column, column_of
from hotlined.domain.overview.card_name import read_card_name
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.record.correspondence import MailSeen
from tests.simulation.crew.ledger import NOTICE, REPORT, STOPS, Ledger
from tests.support.fake_mailbox import FakeMailbox


def left(ledger: Ledger, kind: str) -> dict[str, set[str]]:
    """The mails of a kind that servers took, by case."""
    found: dict[str, set[str]] = defaultdict(set)
    for dot in ledger.dots:
        row = ledger.rows[dot.envelope.message_id]
        if row.kind == kind:
            found[row.stream].add(row.message_id)
    return found


@dataclass(frozen=True, slots=True)
class Ends:
    """Of one run; `site`: the rules that purges go by."""

    ledger: Ledger
    boxes: Mapping[str, FakeMailbox]
    site: Site
    doubled: Sequence[tuple[tuple[str, str], Sequence[str]]]  # mails of which two moves left two copies

    def is_settled(self) -> bool:
        """Whether nothing is to be waited for."""
        inboxes = any("INBOX" in box.folders() for box in self.boxes.values())
        waits = inboxes or self._waiting() or self._missing(NOTICE) or [*self._to_purge()]
        return not waits and not [*self._wrong_cards()]

    def verdict(self) -> None:
        """What is wrong all the same is told to the ledger."""
        ledger = self.ledger
        self._filed()
        for row in self._waiting():
            ledger.wrong(f"P3: {row.kind} of {row.stream} waits still: {row.state}")
        for kind in (REPORT, NOTICE):
            for stream in self._missing(kind):
                ledger.wrong(f"P3: {kind} of {stream} never left")
            for stream, ids in left(ledger, kind).items():
                if len(ids) > 1:
                    ledger.wrong(f"P2: {len(ids)} mails {kind} of {stream} left")
        for item, streams in ledger.cases.items():
            mails = {one.digest for one in ledger.mails if one.step.item == item and one.step.do == "report"}
            if len(streams) > len(mails):
                ledger.wrong(f"P2: {len(mails)} reports of item {item} have opened {streams}")
            for at, later in enumerate(streams):
                self._knows(later, streams[:at])
        for item in {one.step.item for one in ledger.mails if one.step.do == "report"}:
            if not ledger.cases.get(item):
                ledger.wrong(f"P1: the report of item {item} has no case")
        for stream, found in self._to_purge():
            ledger.wrong(f"P14: {stream} was to be purged at {found.at:%H:%M:%S}")
        for sentence in self._wrong_cards():
            ledger.wrong(f"B: {sentence}")
        for stream in self._purged():
            if not is_touched(ledger.case(stream)):  # what came later is for the next purge
                self._nothing_left(stream)

    # --- mails -----------------------------------------------------------------------------------------

    def _waiting(self) -> list[OutboxRow]:
        """The rows that wait; not notices that may have left before somebody asked to wait."""
        records = (self.ledger.hub.store.load(name) for name in self.ledger.hub.store.streams())
        rows = [row for record in records if record for row in record.rows if row.state.waits]
        return [row for row in rows if row.kind != NOTICE or not self._stopped(row.stream)]

    def _stopped(self, stream: str) -> bool:
        """Whether something stands in the record against the notices of a case, or of one about the same.

        A bounce among it, also where the notice was made just before.
        """
        cases = [self.ledger.case(one) for one in self.ledger.twins(stream)]
        bounced = any(mail.bounced for case in cases for mail in case.sent.values())
        return bounced or any([*case.holds_in_force(), *case.pauses_open()] for case in cases)

    def _missing(self, kind: str) -> list[str]:
        """Cases whose mail of a kind has not left, though nothing stands against it."""
        gone = left(self.ledger, kind)
        return [stream for stream in self._free() if not gone[stream]]

    def _free(self) -> list[str]:
        """Cases of an item about which nobody has ever asked for anything."""
        asked = {one.step.item for one in self.ledger.mails if one.step.do in ("stop", *STOPS)}
        riddles = any(one.step.do == "riddle" for one in self.ledger.mails)
        return [
            stream
            for item, streams in self.ledger.cases.items()
            if item not in asked and not riddles
            for stream in streams[:1]
        ]

    def _knows(self, later: str, before: Sequence[str]) -> None:
        """Whoever opened it was told which cases there were about the same."""
        for one in before:
            if one not in self.ledger.linked.get(later, ()):
                self.ledger.wrong(f"P2: {later} does not know {one}, which is about the same")

    def _filed(self) -> None:
        ledger = self.ledger
        came = Counter((one.box, one.digest) for one in ledger.mails)
        lies = self._lying()
        purged = {*self._purged()}
        # Who was struck between its last look at its locks and the MOVE can do one that another does, too.
        struck = {who for _, who in ledger.strikes}
        came.update(mail for mail, movers in self.doubled if struck & {*movers})
        for key, count in came.items():
            streams = ledger.hub.store.find("mail", key[1])
            if lies[key] != count and not (lies[key] == 0 and purged & {*streams}):
                ledger.wrong(f"P1: a mail that came {count} times at {key[0]} lies in {lies[key]} places")
            if not streams:
                ledger.wrong(f"P1: a mail at {key[0]} has had no effect")
        for name, box in self.boxes.items():
            if "INBOX" in box.folders():
                ledger.wrong(f"P1: {box.folders()['INBOX']} mails lie in the inbox of {name}")
        for streams in self._openings().values():
            if len(streams) > 1:
                ledger.wrong(f"P2: one mail has opened {sorted(streams)}")

    def _lying(self) -> Counter[tuple[str, str]]:
        """How often each mail lies in a folder that is no inbox."""
        return Counter(
            (name, mail_digest(raw))
            for name, box in self.boxes.items()
            for folder in box.folders()
            if folder != "INBOX"
            for raw in box.messages(folder)
        )

    def _openings(self) -> dict[str, set[str]]:
        """The cases that each mail has opened."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.ledger.hub.store.streams():
            record = self.ledger.hub.store.load(name)
            events = [entry.event for entry in record.entries] if record else []
            opened = next((at for at, one in enumerate(events) if isinstance(one, CaseOpened)), None)
            if opened is not None:
                seen = next((one for one in events if isinstance(one, MailSeen)), None)
                if seen is not None:
                    found[seen.mail].add(name)
        return found

    def _wrong_cards(self) -> Iterator[str]:
        """Each open case has one card on the board, in its column."""
        box = self.boxes["intake"]
        lies: dict[str, list[str]] = defaultdict(list)
        for column in Column:
            for raw in box.messages(f"Hotline/Board/{column}"):
                name = read_card_name(plain_message_id(raw))
                if name is not None:
                    lies[name.reference].append(column)
        for streams in self.ledger.cases.values():
            for stream in streams:
                case = self.ledger.case(stream)
                if case.is_open and lies[stream] != [column_of(case, self.site)]:
                    yield f"{stream} has cards in {lies[stream]}, and belongs in {column_of(case, self.site)}"

    # --- purges (P14) ----------------------------------------------------------------------------------

    def _to_purge(self) -> Iterator[tuple[str, Plan]]:
        """Streams that are to be purged, and that nothing stands against."""
        for stream in self.ledger.hub.store.open_streams():
            found = plan(self.ledger.case(stream), self.site)
            if found is not None and found.at is not None and not found.waits:
                yield stream, found

    def _purged(self) -> Iterator[str]:
        for stream in self.ledger.hub.store.streams():
            if self.ledger.case(stream).purge.done is not None:
                yield stream

    def _nothing_left(self, stream: str) -> None:
        """In the store, and of the mails of before the purge in no mailbox."""
        store = self.ledger.hub.store
        record, case = store.load(stream), self.ledger.case(stream)
        assert record is not None
        for one in store.remains(stream, kept_entries(str(case.purge.done), record.entries)):
            self.ledger.wrong(f"P14: {one} of {stream} is left after its purge")
        lies = {digest for _, digest in self._lying()}
        for entry in record.entries:
            if isinstance(entry.event, MailSeen) and entry.event.mail in lies:
                self.ledger.wrong(f"P14: a mail of {stream} lies in a mailbox after its purge")
