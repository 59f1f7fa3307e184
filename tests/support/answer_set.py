"""The labelled answers of tests/corpus/answers as mails, and what each comes to.

{ref} in a header field stands for the case; how a record is written says the README beside them.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.header import Header
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from hotlined.app.ports import Fetched, Found
from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Inbound
from hotlined.domain.record.casework import CaseClosed, Noted
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import HoldLifted, HoldPlaced
from hotlined.domain.record.noticed import (
    ItemsDisowned,
    ItemsRemoved,
    NtdSentByLea,
    ProviderAnswered,
    RemovalClaimed,
)
from hotlined.domain.record.reporting import ReceiptGiven, ReportQueued
from hotlined.domain.values.folders import Folder
from tests.support.fake_openpgp import signature_of
from tests.support.lea_set import MACHINES, Desk
from tests.support.mails_in import police_mail
from tests.support.rig import templates_in
from tests.support.signed_mail import write_signed
from tests.support.site import ANALYST_KEY, LEA_KEY
from tests.support.world import World, noticed, reported

CORPUS = Path(__file__).parents[1] / "corpus" / "answers"
ABOUT = "Description of the type of the content: item\n"
URL = "URL: https://media.provider.example.net/item{}\n"
PEOPLE = {  # mailbox, letter that is answered, From
    "provider": ("ntd", "ntd", "Abuse <abuse@provider.example.net>"),
    "lea": ("lea", "annex-i", "Officer <officer@police.example.com>"),
    "analyst": ("intake", "annex-i", "Ann <ann@hotline.example.org>"),
}
PROVEN = ("[NTD-SENT", "[REMOVED", "[RELEASE")  # an LEA's word that needs a signature
MARKED = {  # what stands above a quotation that is marked
    "gmail": "On Mon, 2 Mar 2026 at 10:00, {me} wrote:\n",
    "gmailde": "Am Mo., 2. März 2026 um 10:00 Uhr schrieb {me}:\n",
    "gmailfr": "Le lun. 2 mars 2026 à 10:00, {me} a écrit :\n",
    "apple": "Sent from my iPhone\n\n> On 2 Mar 2026, at 10:00, {me} wrote:\n> ",
    "applefr": "Envoyé de mon iPhone\n\n> Le 2 mars 2026 à 10:00, {me} a écrit :\n> ",
}
PLAIN = {  # and above one without a mark
    "outlook": f"{'_' * 32}\nFrom: {{me}}\nSent: Monday, March 2, 2026 10:00\nTo: abuse\nSubject: Notice\n\n",
    "outlookde": "Von: {me}\nGesendet: Montag, 2. März 2026 10:00\nAn: abuse\nBetreff: Notice\n\n",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One labelled mail."""

    name: str
    who: str
    label: str
    options: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    body: str


def answers() -> Iterator[Answer]:
    """All records, in order."""
    for path in sorted(CORPUS.glob("*.txt")):
        for block in ("\n" + path.read_text("utf-8")).split("\n=== ")[1:]:
            head, _, rest = block.partition("\n")
            name, who, label, *options = head.split(" | ")
            lines = rest.split("\n")
            given = [line.removeprefix("H: ") for line in lines if line.startswith("H: ")]
            fields = tuple((one.partition(": ")[0], one.partition(": ")[2]) for one in given)
            body = "\n".join(line for line in lines if not line.startswith("H: ")).rstrip("\n")
            yield Answer(name, who, label, tuple(options), fields, body)


@cache
def _desk() -> Desk:
    return Desk()


@cache
def _world(who: str, items: int, by_lea: bool) -> World:
    site = _desk().site
    body = NtdBody.LEA if by_lea else site.agreement.ntd_body
    world = World(replace(site, agreement=replace(site.agreement, ntd_body=body)))
    form = "".join(URL.format(number) for number in range(1, items + 1)) + ABOUT
    return noticed(world, form=form) if who == "provider" else reported(world, form=form)


def _shaped(shape: str, body: str, quoted: str, me: str) -> str:
    marked = "\n".join(f"> {line}" for line in quoted.splitlines())
    if shape in MARKED:
        return f"{body}\n\n{MARKED[shape].format(me=me)}\n{marked}\n"
    if shape in PLAIN:
        return f"{body}\n\n{PLAIN[shape].format(me=me)}{quoted}\n"
    return f"{MARKED['gmail'].format(me=me)}\n{marked}\n\n{body}\n" if shape == "bottom" else body


def _raw(answer: Answer, world: World, message_id: str, quoted: str) -> bytes:
    box, _, author = PEOPLE[answer.who]
    me = f"Hotline <{box}@hotline.example.org>"
    text = _shaped(next(iter(answer.options), ""), answer.body, quoted, me)
    domain = author.strip(">").partition("@")[2]
    fields = {
        "From": author,
        "To": me,
        "Subject": f"Re: [{world.case.stream}] notice",
        "Date": format_datetime(world.now),
        "Message-ID": f"<{answer.name}@{domain}>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Authentication-Results": f"mx.hotline.example.org; dkim=pass header.d={domain}",
        **({} if answer.who == "analyst" else {"In-Reply-To": message_id}),
    }
    fields |= {name: value.replace("{ref}", world.case.stream) for name, value in answer.fields}
    if "html" in answer.options:
        fields["Content-Type"] = "text/html; charset=utf-8"
        text = f"<html><body><div>{html.escape(text)}</div></body></html>"
    proven = any(tag in answer.body for tag in PROVEN)
    if answer.who == "analyst" or (answer.who == "lea" and proven):
        key = ANALYST_KEY if answer.who == "analyst" else LEA_KEY
        return write_signed(
            headers=[one for one in fields.items() if one[0] not in ("MIME-Version", "Content-Type")],
            text=text,
            sign=lambda payload: (signature_of(payload, key, world.now), "pgp-sha256"),
            boundary="officer-0001",
        )
    head = (
        f"{n}: {v if v.isascii() else Header(v, 'utf-8', maxlinelen=900).encode()}" for n, v in fields.items()
    )
    return "\n".join((*head, "", text)).replace("\n", "\r\n").encode()


def come_to(answer: Answer) -> tuple[set[str], str]:
    """What was done, and whether it was asked about: "ask", "refused", "auto", or "nothing"."""
    sent_by_lea = answer.who == "lea" and "[NTD-SENT" in answer.body
    items = 1 if "one" in answer.options or (answer.who == "lea" and not sent_by_lea) else 3
    world = _world(answer.who, items, sent_by_lea).copied()
    box, kind, _ = PEOPLE[answer.who]
    letter = world.letters(kind)[-1]
    if "held" in answer.options:
        world.take(police_mail("Please wait.", references=(letter.message_id,), received_at=world.now))
    templates = templates_in(world.site.hotline.timezone)
    quoted = templates.render(kind, "en", {**letter.values, "now": world.now}).text
    raw = _raw(answer, world, letter.message_id, quoted)
    seen = len(world.log)
    mail = _desk().reader.read(box, Fetched(Found("INBOX", 1, 7, len(raw)), raw, world.now))
    decision = world.take(mail)
    events = [event for _, event in world.log[seen:]]
    done = {one for event in events if (one := _deed(event, answer.who))}
    return done, _state(answer, mail, decision, events, world)


def _state(answer: Answer, mail: Inbound, decision: Decision, events: list[Event], world: World) -> str:
    if answer.who == "analyst" and decision.folder != Folder.DONE:
        return "refused"
    if mail.classified.kind in MACHINES:
        return "auto"
    asks = any(isinstance(one, ProviderAnswered) and one.asks for one in events)
    asks = asks or bool(world.case.pauses_open() or world.letters("receipt-hint"))
    return "ask" if asks or decision.folder.startswith("Quarantine") else "nothing"


def _deed(event: Event, who: str) -> str:
    match event:
        case ItemsRemoved(items=items):
            return f"{'gone' if who == 'provider' else 'removed'} {','.join(map(str, items))}"
        case ItemsDisowned(items=items):
            return f"disowned {','.join(map(str, items))}"
        case HoldPlaced():
            return "hold"
        case ReceiptGiven(how=how) if how != "machine":
            return "received"
        case ReportQueued(supplement=supplement):  # a supplement is no report sent again
            return "" if supplement else "resend"
        case _:
            return _PLAIN.get(type(event), "")


_PLAIN = {
    HoldLifted: "released",
    NtdSentByLea: "ntd-sent",
    CaseClosed: "close",
    Noted: "note",
    RemovalClaimed: "claimed",
}


def is_right(answer: Answer, done: set[str], state: str) -> bool:
    """Whether it is one of the alternatives of the label."""
    return any(_is(one.strip(), done, state) for one in answer.label.split("|"))


def _is(label: str, done: set[str], state: str) -> bool:
    if label in ("ask", "auto", "refused", "hold-or-refused"):
        asked = {"ask": ("ask", "auto"), "auto": ("auto", "ask")}.get(label, ("refused",))
        return not done and state in asked
    if label == "gone":
        return any(one.startswith("gone") for one in done)
    wanted = {one.strip() for one in label.split(";")}
    return {re.sub(r"^resend.*", "resend", one) for one in wanted} == done
