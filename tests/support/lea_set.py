"""The labelled replies of LEA officers, tests/corpus/lea, as mails; what they came to; whether that is right.

A file holds records: "=== name", label lines, a blank line, header lines, a blank line, the body.  Labels:
`meaning` (received, hold, release, ntd-sent, removed, feedback, question, automatic, none, unclear), `until`
(a day, "+14d", "+48h", "open", "unclear"), `when` (a day), `human` (no: a machine wrote it), `asks` (has an
analyst to be asked: yes, no, either), `state` (held: a hold is in force), `signed`, `trap`.
{ref}, {code}, {quote} (our report behind ">") and {quoted-plain} stand for what all have.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime, formataddr
from functools import cached_property
from pathlib import Path

from hotlined.adapters.config import values
from hotlined.adapters.config.ruleset import read_rules, shipped
from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.spoken import spoken_day
from hotlined.app.ports import Fetched, Found
from hotlined.app.reading import Reader
from hotlined.domain.mail.message import Draft, MailClass
from hotlined.domain.record.noticed import ItemsRemoved, NtdSentByLea
from hotlined.domain.record.reporting import ReceiptGiven
from hotlined.domain.values.folders import Folder
from hotlined.worker import PARSER
from tests.support.fake_openpgp import FakeOpenPGP, signature_of
from tests.support.mails_in import T0, police_mail
from tests.support.signed_mail import write_signed
from tests.support.site import HOTLINE_KEY, LEA_KEY, make_agreement
from tests.support.world import World, home_site, reported

CORPUS = Path(__file__).parents[1] / "corpus" / "lea"
TEMPLATES = Path(__file__).parents[2] / "templates"
MACHINES = {MailClass.AUTOMATIC, MailClass.ROBOT, MailClass.MDN, MailClass.DSN, MailClass.FEEDBACK}
OUR_SERVER = "mx.hotline.example.org"
DAY = timedelta(hours=24, minutes=1)


@dataclass(frozen=True, slots=True)
class Reply:
    """One labelled reply."""

    name: str
    half: str  # "own", "blind", "blind2" or "blind3"
    labels: dict[str, str]
    headers: tuple[str, ...]
    body: str

    @property
    def means(self) -> frozenset[str]:
        """The meanings that a careful person finds."""
        return frozenset(word.strip() for word in self.labels["meaning"].split(",")) - {"none"}

    @property
    def automatic(self) -> bool:
        """Whether a machine wrote it."""
        return self.labels.get("human") == "no" or "automatic" in self.means

    @property
    def asks(self) -> str:
        """Whether an analyst has to be asked: yes, no, either."""
        return self.labels.get("asks", "either")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one reply came to."""

    kind: MailClass
    folder: str
    holds: int  # placed by it
    in_force: bool
    until: datetime | None
    paused: bool
    asked: bool  # paused, or told to the analysts as something to do
    received: bool  # by a person's word
    released: bool
    removed: bool
    ntd_sent: bool
    when: datetime | None
    sent: bool  # the notice, a day later
    why: str


def replies(pattern: str = "*.txt", folder: Path = CORPUS) -> Iterator[Reply]:
    """All records of the files that match, in order."""
    for path in sorted(folder.glob(pattern)):
        half = path.name.partition("-")[0]
        for block in ("\n" + path.read_text("utf-8")).split("\n=== ")[1:]:
            yield _record(block, half)


def _record(block: str, half: str) -> Reply:
    name, _, rest = block.partition("\n")
    labels, _, rest = rest.partition("\n\n")
    headers, _, body = rest.partition("\n\n")
    pairs = (line.partition(":") for line in labels.splitlines() if line.strip())
    said = {key.strip(): value.strip() for key, _, value in pairs}
    if half != "own" and "release" in said["meaning"] and said["asks"] == "no":
        said |= {"state": "held", "signed": "yes"}  # what is not signed lifts nothing, whatever it says (P9)
    name = name.strip() if half == "own" else f"{half}-{name.strip()}"
    return Reply(name, half, said, tuple(headers.splitlines()), body)


LATER = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LATER5 = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
# The day that the labels count from.
NOW = {
    "own": T0,
    "blind": LATER,
    "blind2": LATER,
    "blind3": LATER,
    "blind4": LATER,
    "blind5": LATER5,
    "blind6": LATER5,
    "blind7": T0,
    "blind8": T0,
}


def _encoded(name: str, value: str) -> tuple[str, str]:
    """A header field as it is sent: RFC 2047 where it is not ASCII."""
    if name.lower() == "from" and "<" in value:
        shown, _, address = value.rpartition("<")
        return name, formataddr((shown.strip(' "'), address.strip("> ")), "utf-8")
    if value.isascii():
        return name, value
    return name, Header(value, "utf-8", maxlinelen=900).encode()


class Desk:
    """A hotline with the shipped rules that has reported one case; each reply meets a fresh copy of it."""

    def __init__(self) -> None:
        rules, problems = read_rules(shipped("rules"), shipped("rules"))
        assert problems == ()
        proofs = frozenset({"signature", "code", "authenticated", "claimed"})
        self.site = home_site(
            phrases=values.phrases(rules),
            spoken_day=spoken_day,
            authserv_ids=(OUR_SERVER,),
            gateway_marks=("[EXTERN]", "[EXTERNAL]"),
            tag_aliases=values.tag_aliases(rules),
            reply_prefixes=rules.tags.reply_prefixes,
            agreement=make_agreement(receipt_proof=proofs),
        )
        self._templates = JinjaTemplates(None, TEMPLATES, zone=self.site.hotline.timezone)
        ours, subjects = self._templates.boilerplate(), self._templates.subjects()
        self.site = replace(self.site, ours=tuple(ours), our_subjects=subjects)
        self.openpgp = FakeOpenPGP(HOTLINE_KEY)
        self.reader = Reader(PARSER, self.openpgp, lambda: self.site)

    # Only where replies are answered: many ask for nothing but the site, while tests are collected.

    @cached_property
    def worlds(self) -> dict[str, World]:
        """A reported case for each set."""
        return {half: reported(World(site=self.site, now=now)) for half, now in NOW.items()}

    @cached_property
    def report(self) -> Draft:
        """The report that is answered."""
        (report,) = self.worlds["own"].letters("annex-i")
        return report

    @cached_property
    def text(self) -> str:
        """Its text."""
        return self._templates.render("annex-i", "en", self.report.values).text

    def mail(self, reply: Reply) -> bytes:
        """The reply as it comes over the wire."""
        words = {
            "{ref}": self.report.stream,
            "{code}": str(self.report.values["code"]),
            "{quote}": "\n".join(f"> {line}" for line in self.text.splitlines()),
            "{quoted-plain}": self.text,
        }

        def filled(text: str) -> str:
            for word, meant in words.items():
                text = text.replace(word, meant)
            return text

        given = [_encoded(*filled(line).split(": ", 1)) for line in reply.headers if ": " in line]
        named = {name.lower() for name, _ in given}
        usual = (
            ("From", "Officer <officer@police.example.com>"),
            ("To", "Hotline <lea@hotline.example.org>"),
            ("Subject", f"Re: [{self.report.stream}] Report"),
            ("Date", format_datetime(NOW[reply.half])),
            ("Message-ID", f"<{reply.name}@police.example.com>"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Authentication-Results", f"{OUR_SERVER}; dkim=pass header.d=police.example.com"),
            ("In-Reply-To", self.report.message_id),
        )
        machine = reply.automatic and "in-reply-to" not in named
        headers = [
            *((n, v) for n, v in usual if n.lower() not in named and not (machine and n == "In-Reply-To")),
            *given,
        ]
        text = filled(reply.body)
        if reply.labels.get("signed") == "yes":
            plain = [(n, v) for n, v in headers if n not in ("Content-Type", "MIME-Version")]
            return write_signed(
                headers=plain,
                text=text,
                sign=lambda payload: (signature_of(payload, LEA_KEY, NOW[reply.half]), "pgp-sha256"),
                boundary="officer-0001",
            )
        head = "\n".join(f"{name}: {value}" for name, value in headers)
        return f"{head}\n\n{text}".replace("\n", "\r\n").encode()

    def answer(self, reply: Reply, *, vouched: Mapping[str, str] | None = None) -> Outcome:
        """What the reply comes to, and whether the notice leaves a day later.

        `vouched`: sentences that an analyst has vouched for, by digest.
        """
        world = self.worlds[reply.half].copied()
        if reply.labels.get("state") == "held":
            world.take(police_mail("hold", references=(self.report.message_id,), received_at=world.now))
        before = {hold.id for hold in world.case.holds}
        seen = len(world.log)
        raw = self.mail(reply)
        mail = self.reader.read("lea", Fetched(Found("INBOX", 1, 7, len(raw)), raw, world.now))
        decision = world.take(mail, vouched=vouched or {})
        case = world.case
        events = [event for _, event in world.log[seen:]]
        placed = [hold for hold in case.holds if hold.id not in before]
        told = next((one for one in events if isinstance(one, NtdSentByLea)), None)
        gone = next((one for one in events if isinstance(one, ItemsRemoved)), None)
        paused = bool(case.pauses_open())
        alarmed = bool(world.letters("receipt-hint")) or any(
            letter.values.get("what") == "release-unproven" for letter in world.letters("alarm")
        )
        given = [one for one in events if isinstance(one, ReceiptGiven) and one.how != "machine"]
        released = any(hold.id in before and hold not in case.holds_in_force() for hold in case.holds)
        in_force = bool(case.holds_in_force())
        aside = decision.folder.startswith("Quarantine") or decision.folder == Folder.UNREADABLE
        world.wait(DAY)
        world.sweep(world.fence())
        world.gate(fence=world.fence())
        return Outcome(
            kind=mail.classified.kind,
            folder=decision.folder,
            holds=len(placed),
            in_force=in_force,
            until=placed[-1].until if placed else None,
            paused=paused,
            asked=paused or alarmed or aside,
            received=bool(given),
            released=released,
            removed=gone is not None,
            ntd_sent=told is not None,
            when=told.when if told else gone.when if gone else None,
            sent=bool(world.sent),
            why="; ".join((decision.reason, *decision.trace)),
        )

    def end(self, reply: Reply) -> str:
        """The labelled end of a hold: a day in the hotline's zone, "open", "unclear", or "" (no label)."""
        said = reply.labels.get("until", "")
        if said.startswith("+"):
            number = int(said[1:-1])
            length = timedelta(hours=number) if said.endswith("h") else timedelta(days=number)
            return (NOW[reply.half] + length).astimezone(self.site.hotline.timezone).date().isoformat()
        return said

    def judge(self, reply: Reply, found: Outcome) -> Iterator[tuple[str, bool]]:
        """Each measure that this reply is one case of, and whether it went right."""
        local = found.until.astimezone(self.site.hotline.timezone).date().isoformat() if found.until else ""
        holds, end = "hold" in reply.means, self.end(reply)
        if holds:
            yield "hold honoured or asked about", found.in_force or found.paused
            yield "hold placed", found.in_force
            asked_open = found.in_force and not found.until and found.paused
            if end in ("", "open"):
                yield "end of the hold right, or open and asked", found.in_force and not found.until
            else:
                yield "end of the hold right, or open and asked", local == end or asked_open
            wrong = bool(local) and local != end and end not in ("", "unclear")
            yield "no wrong end of a hold", not wrong and not (local and end == "unclear")
            if end not in ("", "open", "unclear"):
                yield "end of the hold read", local == end
        else:
            yield "no false hold", not found.holds
        must_wait = holds or reply.asks == "yes" or reply.labels.get("state") == "held"
        if must_wait and not ("release" in reply.means and reply.asks == "no"):
            yield "no notice that should have waited", not found.sent
        if reply.automatic:
            yield "automatic never a receipt", not found.received
        else:
            yield "a person's mail is a person's", found.kind not in MACHINES
        if "received" in reply.means:
            yield "receipt counted", found.received
            if reply.asks == "no" and not holds:
                yield "receipt understood without asking", found.received and not found.asked
        else:
            yield "no false receipt", not found.received
        if reply.asks == "yes":
            yield "asked where it must", found.asked
        elif reply.asks == "no" and not reply.automatic:
            yield "not asked without need", not found.asked
        yield (
            "release only where proven",
            not found.released or ("release" in reply.means and reply.asks == "no"),
        )
        if "release" in reply.means and reply.asks == "no":
            yield "release carried out", found.released
        if "when" in reply.labels:
            day = found.when.astimezone(self.site.hotline.timezone).date().isoformat() if found.when else ""
            yield "when right", day == reply.labels["when"]
        if "ntd-sent" in reply.means:
            yield "ntd-sent understood", found.ntd_sent
        if "removed" in reply.means and reply.asks == "no":
            yield "removed understood", found.removed
