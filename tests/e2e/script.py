"""A scenario's `script.txt`, line by line: what people do, and what is then found in somebody's mailbox.

    public sends 01-report                          in/01-report.eml, to the address in its To
    ann forwards 01-report with 02-illegal, signed, encrypted
    lea gets annex-i, sealed: [{reference}] Report  and expect/annex-i.eml, if there is one, word for word
    lea answers annex-i with 03-receipt, signed, encrypted
    24 hours pass
    provider gets nothing
    the case shows: hold H1 by national, open-ended
    02-illegal is filed in intake Hotline/Done
    the card lies in Waiting for LEA: {reference}: no receipt from national; next *
    ann moves the card from Waiting for LEA to On hold
    ann sets $Illegal on 01-report
    ann sees in opened the buttons: [HOLD] [NTD:...] [NOTE] [STATUS] [HELP]
    ann presses [STATUS] in opened, signed, by SMTP
    ann has in one thread: opened, placed, lifted

The end of `sends`, `answers` and `forwards` says how: `signed`, `signed 3 days ago`, `encrypted`,
`encrypted to KEY`, `file NAME`, `into Junk`, `under another Message-ID as NAME`, `again` (a second later),
`with OLD altered to NEW`, `by SMTP`.
What comes `by SMTP` the daemon hears of by IDLE, as it does everywhere; of the rest it is told at once.
What comes is waited for; what must not come is looked for when the daemon has nothing left to do.  Only the
daemon's clock is stepped: signatures and the times at which mails are received stay in real time.
"""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotlined.demo.people import Opened
from hotlined.domain.values.reference import next_reference
from tests.e2e.findings import board, cases, whole
from tests.e2e.pages import buttons, thread
from tests.e2e.patterns import filled, fits
from tests.e2e.world import BOXES, PEOPLE, Scene
from tests.support.ours import BOARD
from tests.support.sink import Transaction

_ALTERED = re.compile(r"with (.+) altered to (.+)")
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Got:
    """A mail that somebody got, as it lies there, as its reader sees it, and how it came."""

    raw: bytes
    opened: Opened
    way: Transaction


class Script:
    """A scenario on its scene; `play` carries out one line after the other."""

    def __init__(self, folder: Path, scene: Scene) -> None:
        self.folder = folder
        self.scene = scene
        year = datetime.now(UTC).year
        # What the places in texts stand for; at first a well-formed number of no case, for whoever wants one.
        self.known: dict[str, str] = {"nobodys": str(next_reference("HL", year, 998))}
        self.sent: dict[str, bytes] = {}  # by name, as sent
        self.got: dict[str, Got] = {}
        self._claimed: dict[str, set[str]] = {who: set() for who in PEOPLE}
        self._read: dict[tuple[str, bytes], Opened] = {}  # what people have opened

    def play(self) -> None:
        """All lines; an AssertionError names the line that was not so."""
        lines = (self.folder / "script.txt").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            text = line.strip()
            if text and not text.startswith("#"):
                try:
                    self._direct(text)
                except (AssertionError, TimeoutError, KeyError) as error:
                    where = f"{self.folder.name}/script.txt:{number}"
                    raise AssertionError(f"{where}: {text}\n{error}") from error

    def _direct(self, line: str) -> None:
        for pattern, act in _DIRECTIONS:
            if found := re.fullmatch(pattern, line):
                act(self, **found.groupdict())
                return
        raise AssertionError("not a direction")

    # --- what people do ------------------------------------------------------------------------

    def sends(self, who: str, mail: str, how: str = "", to: str = "", old: str = "") -> None:
        """Somebody writes a mail, as answer to one they got or with one attached."""
        ways = [way.strip() for way in how.split(",") if way.strip()]
        again = next((way for way in ways if way.startswith(("again", "under another"))), None)
        raw = self.sent[mail] if again else self._written(who, mail, ways, to, old)
        name = mail
        for way in ways:
            if found := re.fullmatch(_ALTERED, way):
                assert found[1].encode() in raw, f"there is no {found[1]} to alter"
                raw = raw.replace(found[1].encode(), found[2].encode())
            elif found := re.fullmatch(r"under another Message-ID as (\S+)", way):
                name = found[1]
                raw = _MESSAGE_ID.sub(f"Message-ID: {_message_id(name)}".encode(), raw, count=1)
        self.sent[name] = raw
        self._hand_over(who, raw, junk="into Junk" in ways, smtp="by SMTP" in ways, later="again" in ways)

    def presses(self, who: str, tag: str, mail: str, how: str = "") -> None:
        """Somebody presses a button, signs what is shown, and sends it; also on `the card`."""
        found, tag = buttons(self._opened(mail)), filled(tag, self.known)
        assert tag in found, f"there are {' '.join(found)}"
        made, ways = found[tag], [way.strip() for way in how.split(",") if way.strip()]
        body = made.body
        for old, new in (one.groups() for way in ways if (one := re.fullmatch(_ALTERED, way))):
            assert old in body, f"there is no {old} to fill in"
            body = body.replace(old, new)
        headers = {"From": PEOPLE[who], "To": made.to, "Subject": made.subject, "Date": _date()}
        headers |= {"Message-ID": _message_id(f"pressed-{len(self.sent)}"), "In-Reply-To": made.in_reply_to}
        person, keys = self.scene.world.people[who], tuple(self._readers(ways))
        raw = person.compose(tuple(headers.items()), body, sign="signed" in ways, encrypt_to=keys)
        self.sent[f"{tag} in {mail}"] = raw
        self._hand_over(who, raw, junk=False, smtp="by SMTP" in ways)

    def _opened(self, mail: str) -> Opened:
        if mail != "the card":
            return self.got[mail].opened
        ((raw,),) = board(self.scene).values()
        return self.scene.world.people["ann"].open(raw)

    def _written(self, who: str, mail: str, ways: list[str], to: str, old: str) -> bytes:
        text = (self.folder / "in" / f"{mail}.eml").read_text(encoding="utf-8")
        if to:
            self.known["quote"] = "".join(f"> {line}\n" for line in self.got[to].opened.text.splitlines())
        head, _, body = filled(text, self.known).partition("\n\n")
        headers = [tuple(re.split(r":\s*", line, maxsplit=1)) for line in re.split(r"\n(?!\s)", head)]
        names = {name.lower() for name, _ in headers}
        known = {"Date": _date(), "Message-ID": _message_id(mail)}
        if to:
            known |= {"To": self.known[f"{to}.reply-to"], "In-Reply-To": self.known[f"{to}.message-id"]}
        headers += [(name, value) for name, value in known.items() if name.lower() not in names]
        if "mime-version" in names:  # written whole: a machine's mail
            lines = [*(f"{name}: {value}" for name, value in headers), "", body]
            return re.sub(r"\r?\n", "\r\n", "\n".join(lines)).encode()
        signed = next((way for way in ways if way.startswith("signed")), None)
        return self.scene.world.people[who].compose(
            tuple((name, value) for name, value in headers), body, self.sent[old] if old else None,
            sign=signed is not None, encrypt_to=tuple(self._readers(ways)), at=_moment(signed),
            files={name: (self.folder / "in" / name).read_bytes() for name in _files(ways)},
        )  # fmt: skip

    def _readers(self, ways: list[str]) -> Iterator[str]:
        for way in ways:
            if found := re.fullmatch(r"encrypted(?: to (\S+))?", way):
                yield self.scene.world.keys[found[1] or "hotline"]

    def _hand_over(self, who: str, raw: bytes, *, junk: bool, smtp: bool, later: bool = False) -> None:
        found = re.search(rb"^To:.*?([^\s<>]+@[^\s<>]+)", raw, re.MULTILINE)
        assert found is not None, "the mail has no To"
        to, dovecot = found[1].decode(), self.scene.world.dovecot
        box = re.sub(r"\+[^@]*", "", to)
        if junk:
            with dovecot.login(box) as client:
                client.append(dovecot.junk, raw)
        elif smtp:
            self.scene.world.people[who].submit(to, raw)
        else:
            if later:  # INTERNALDATE has whole seconds: by LMTP it could be that of the first copy
                with dovecot.login(box) as client:
                    client.append("INBOX", raw, msg_time=self.scene.daemon.clock.now() + timedelta(seconds=1))
            else:
                dovecot.deliver(to, raw, sender=PEOPLE.get(who, ""))
            self.scene.daemon.knock(box)

    # --- what is found -------------------------------------------------------------------------

    def gets(self, who: str, name: str, sealed: str | None, subject: str) -> None:
        """A mail that nobody spoke of before is in somebody's mailbox; it gets a name."""
        if self.scene.daemon.deaf:
            self.scene.daemon.settle()  # else its patience with the dead inbox would pass in real time
        got = self.scene.wait(
            lambda: self._fitting(who, subject, sealed=sealed is not None),
            f"no such mail came; what else {who} got: {self.unclaimed(who)}\n" + self._log(),
        )
        self.got[name] = got
        message_id = _id_of(got.raw)
        for raw in self.scene.world.turned_away:
            assert _id_of(raw) != message_id or raw == got.way.raw, "not the bytes that were turned away"
        self._claimed[who].add(message_id)
        self.known |= fits(subject, got.opened.subject, self.known) or {}
        reply_to = re.search(rb"^Reply-To: (.*?)\r?$", got.raw, re.MULTILINE)
        self.known |= {f"{name}.message-id": message_id, f"{name}.sender": got.way.sender}
        self.known |= {f"{name}.reply-to": reply_to[1].decode()} if reply_to else {}
        if "reference" in self.known:
            reference = self.known["reference"]
            self.known["mistyped"] = reference[:-1] + ("A" if reference[-1] != "A" else "B")
        self.known |= whole(self.folder, name, got.raw, got.opened, self.known)

    def may_have(self, who: str, subject: str) -> None:
        """Mails that come at some hours of telling and not at others: what came in has the machine's time."""
        self.scene.daemon.settle()
        for got in list(self._unclaimed(who)):
            if fits(subject, got.opened.subject, self.known) is not None:
                self._claimed[who].add(_id_of(got.raw))

    def finds(self, who: str, name: str, files: str) -> None:
        """What lies beside the text of a mail: `NAME`, or `NAME as in/MINE` with the same bytes; no more."""
        wanted = [one.partition(" as ") for one in files.split(", ")]
        found = self.got[name].opened.attachments
        assert sorted(one[0] for one in wanted) == sorted(found), f"{who} finds {sorted(found)}"
        for theirs, _, mine in wanted:
            if mine:
                assert found[theirs] == (self.folder / "in" / mine).read_bytes(), f"{theirs} is another file"

    def sees(self, who: str, mail: str, tags: str) -> None:
        """The buttons of a mail, all of them, in order."""
        found = list(buttons(self._opened(mail)))
        assert " ".join(found) == tags, f"{who} sees {' '.join(found)}"

    def threaded(self, who: str, mails: str) -> None:
        """Mails that lie in one thread of a mail program: the same root, and each follows some before it."""
        first, *others = (thread(self.got[name].raw) for name in mails.split(", "))
        before = {first[-1]}
        for one in others:
            assert one[0] == first[0], f"{who} has another thread beside: {one}"
            assert before & set(one[:-1]), f"{one[-1]} follows none of those before it"
            before.add(one[-1])

    def _fitting(self, who: str, subject: str, *, sealed: bool) -> Got | None:
        for got in self._unclaimed(who):
            if got.opened.encrypted is sealed and fits(subject, got.opened.subject, self.known) is not None:
                if sealed:
                    assert got.opened.signer_fingerprint == self.scene.world.keys["hotline"], "whose key?"
                return got
        return None

    def _unclaimed(self, who: str) -> Iterator[Got]:
        sent = {_id_of(way.raw): way for way in self.scene.taken if PEOPLE[who] in way.recipients}
        ways = {message_id: way for message_id, way in sent.items() if message_id not in self._claimed[who]}
        for raw in self.scene.world.dovecot.messages(PEOPLE[who]) if ways else ():
            if (message_id := _id_of(raw)) in ways:
                if (who, raw) not in self._read:  # it is looked at again and again until another one comes
                    self._read[who, raw] = self.scene.world.people[who].open(raw)
                yield Got(raw, self._read[who, raw], ways[message_id])

    @staticmethod
    def message_id(raw: bytes) -> str:
        """The Message-ID of a mail."""
        return _id_of(raw)

    def unclaimed(self, who: str) -> list[str]:
        """The subjects of what somebody got and the script has not spoken of."""
        found = [one.opened for one in self._unclaimed(who)]
        return [one.subject + (", sealed" if one.encrypted else "") for one in found]

    def nothing(self, who: str) -> None:
        """Somebody got nothing beside what the script has spoken of, when all is done."""
        self.scene.daemon.settle()
        found = self.unclaimed(who)
        assert not found, f"{who} got {found}"

    def shows(self, words: str) -> None:
        """A line of the state of some case, when all is done."""
        self.scene.daemon.settle()
        lines = [line for case in cases(self.scene.store) for line in case]
        assert any(fits(words, line, self.known) is not None for line in lines), "\n".join(lines)

    def lies(self, column: str, subject: str) -> None:
        """The one card of the board lies there, with this subject, once the board has come to rest."""
        found: dict[str, list[str]] = {}

        def so() -> bool:
            found.clear()
            found.update({name: [_subject(raw) for raw in raws] for name, raws in board(self.scene).items()})
            only = [one for cards in found.values() for one in cards]
            return len(only) == 1 and fits(subject, found.get(column, [""])[0], self.known) is not None

        try:
            # Each look is a session of IMAP; what an analyst has moved the daemon sees after a minute.
            self.scene.daemon.pass_until(so, by=timedelta(seconds=5), look=0.1)
        except TimeoutError:
            raise AssertionError(f"the board shows {found}\n{self._log()}") from None

    def moves(self, source: str, target: str) -> None:
        """An analyst drags the card into another folder, in a mail client."""
        with self.scene.world.dovecot.login(BOXES["intake"]) as client:
            client.select_folder(f"{BOARD}{source}")
            client.move(client.search("ALL"), f"{BOARD}{target}")

    def marks(self, word: str, mail: str) -> None:
        """An analyst sets a keyword on a report that lies in Intake, in a mail client."""
        if not self.scene.world.dovecot.keeps_keywords:
            pytest.skip("this server keeps no keywords of people")
        with self.scene.world.dovecot.login(BOXES["intake"]) as client:
            client.select_folder("Hotline/Intake")
            found = client.search(["HEADER", "Message-ID", _message_id(mail)])
            assert len(found) == 1, f"{mail} does not lie in Hotline/Intake"
            client.add_flags(found, [word.encode()])

    def filed(self, mail: str, box: str, folder: str) -> None:
        """A mail has left the inbox for a folder."""
        wanted, dovecot = _id_of(self.sent[mail]), self.scene.world.dovecot

        def there() -> bool | None:
            return wanted in map(_id_of, dovecot.messages(BOXES[box], folder)) or None

        self.scene.wait(there, f"it is not there\n{self._log()}", look=0.05)

    # --- what happens --------------------------------------------------------------------------

    def passes(self, number: str, unit: str) -> None:
        """Time passes, once all that was to do before is done."""
        self.scene.daemon.settle()
        self.scene.daemon.step(timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(number)}))

    def dawns(self) -> None:
        """Time passes until a few minutes past nine of the next day, over there."""
        self.scene.daemon.settle()
        here = self.scene.daemon.clock.now().astimezone(ZoneInfo("Europe/Tallinn"))
        nine = (here + timedelta(days=1)).replace(hour=9, minute=5, second=0, microsecond=0)
        self.scene.daemon.step(nine - here)

    def turns(self) -> None:
        """The running quarter is planned; time passes until noon of the next one's first day, over there."""
        planned = "kind=StatisticsPlanned"
        self.scene.wait(lambda: any(planned in line for line in self.scene.log) or None, "nothing is planned")
        self.scene.daemon.settle()
        here = self.scene.daemon.clock.now().astimezone(ZoneInfo("Europe/Tallinn"))
        year, month = divmod(here.year * 12 + (here.month + 2) // 3 * 3, 12)
        self.scene.daemon.step(datetime(year, month + 1, 1, 12, tzinfo=here.tzinfo) - here)

    def breaks(self) -> None:
        """The LEA inbox cannot be reached any more."""
        self.scene.daemon.settle()
        self.scene.daemon.deaf.add("lea")
        self.scene.world.lea_inbox.refuse()
        self.scene.world.lea_inbox.cut()

    def works_again(self) -> None:
        """The LEA inbox can be reached; so much time passes until the daemon has tried again and read it."""
        self.scene.daemon.settle()
        before = self._lea_reads()
        self.scene.world.lea_inbox.heal()
        self.scene.daemon.pass_until(lambda: self._lea_reads() > before)
        self.scene.daemon.deaf.discard("lea")

    def _lea_reads(self) -> int:
        return sum("synced mailbox=lea" in line and "whole=True" in line for line in self.scene.log)

    def fills_up(self, who: str) -> None:
        """Somebody's mail server reads each mail, and then has no room for it."""
        self.scene.world.full.add(PEOPLE[who])

    def turned_away(self, count: str) -> None:
        """So many mails were read to their end and not taken, at least."""
        away = self.scene.world.turned_away
        self.scene.wait(lambda: len(away) >= int(count) or None, f"only {len(away)} mails were turned away")

    def has_room(self, who: str) -> None:
        """That server takes mail again."""
        self.scene.world.full.discard(PEOPLE[who])

    def stops(self) -> None:
        """The daemon ends, by the administrator's hand."""
        self.scene.daemon.settle()
        self.scene.daemon.stop()

    def time_off(self, number: str, unit: str) -> None:
        """Time passes while the daemon does not run."""
        self.scene.daemon.step(timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(number)}))

    def starts(self) -> None:
        """The daemon is started again on the same store."""
        self.scene.daemon.start()

    def extends(self) -> None:
        """The LEA extends its expired key; the administrator imports what it sends."""
        ring = self.scene.world.rings["lea"]
        ring.extend(self.scene.world.keys["lea-expired"])
        self.scene.world.acquaint("lea")

    def _log(self) -> str:
        return "the daemon's log:\n  " + "\n  ".join(self.scene.log[-15:])


_HOW = r"(?P<how>(?:,? .+)?)"
_TIME = r"(?P<number>\d+) (?P<unit>seconds?|minutes?|hours?|days?)"
_DIRECTIONS: tuple[tuple[str, Callable[..., None]], ...] = (
    (rf"(?P<who>\w+) sends (?P<mail>[\w-]+){_HOW}", Script.sends),
    (rf"(?P<who>\w+) answers (?P<to>[\w-]+) with (?P<mail>[\w-]+){_HOW}", Script.sends),
    (rf"(?P<who>\w+) presses (?P<tag>\[[^]]+\]) in (?P<mail>the card|[\w-]+){_HOW}", Script.presses),
    (r"(?P<who>\w+) sees in (?P<mail>the card|[\w-]+) the buttons: (?P<tags>.+)", Script.sees),
    (r"(?P<who>\w+) has in one thread: (?P<mails>.+)", Script.threaded),
    (rf"(?P<who>\w+) forwards (?P<old>[\w-]+) with (?P<mail>[\w-]+){_HOW}", Script.sends),
    (r"(?P<who>\w+) gets nothing", Script.nothing),
    (r"(?P<who>\w+) may have got (?P<subject>.+)", Script.may_have),
    (r"(?P<who>\w+) gets (?P<name>[\w-]+)(?P<sealed>, sealed)?: (?P<subject>.+)", Script.gets),
    (r"(?P<who>\w+) finds beside (?P<name>[\w-]+): (?P<files>.+)", Script.finds),
    (r"the case shows: (?P<words>.+)", Script.shows),
    (r"the card lies in (?P<column>[\w ]+): (?P<subject>.+)", Script.lies),
    (r"ann moves the card from (?P<source>[\w ]+) to (?P<target>[\w ]+)", Script.moves),
    (r"ann sets (?P<word>\S+) on (?P<mail>[\w-]+)", Script.marks),
    (r"(?P<mail>[\w-]+) is filed in (?P<box>\w+) (?P<folder>\S+)", Script.filed),
    (rf"{_TIME} pass(?:es)? while it is off", Script.time_off),
    (rf"{_TIME} pass(?:es)?", Script.passes),
    (r"the next morning comes", Script.dawns),
    (r"the quarter turns", Script.turns),
    (r"the LEA inbox breaks", Script.breaks),
    (r"the LEA inbox works again", Script.works_again),
    (r"the mailbox of (?P<who>\w+) is full", Script.fills_up),
    (r"(?P<count>\d+) mails? (?:was|were) turned away", Script.turned_away),
    (r"the mailbox of (?P<who>\w+) has room", Script.has_room),
    (r"the daemon stops", Script.stops),
    (r"the daemon starts", Script.starts),
    (r"lea extends its key, and the administrator imports it", Script.extends),
)


def _files(ways: list[str]) -> Iterator[str]:
    return (way.removeprefix("file ") for way in ways if way.startswith("file "))


def _date() -> str:
    return format_datetime(datetime.now(UTC))


def _message_id(name: str) -> str:
    return f"<{name}@people.example>"


def _id_of(raw: bytes) -> str:
    found = _MESSAGE_ID.search(raw)
    return found[1].decode() if found else ""


def _subject(raw: bytes) -> str:
    """The subject of a mail as its reader sees it."""
    return str(email.message_from_bytes(raw, policy=email.policy.default)["Subject"])


def _moment(signed: str | None) -> datetime | None:
    """When a signature is made: now, or so many days ago."""
    found = re.fullmatch(r"signed (\d+) days ago", signed or "")
    return datetime.now(UTC) - timedelta(days=int(found[1])) if found else None
