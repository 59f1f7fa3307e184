"""What people and machines write in a simulated town, and what of it is true.

`truth` says what a mail obliges the daemon to, by what the town knows of its author; it reads no line of
what the daemon makes of the mail.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from hotlined.domain.hotline.site import Phrase
from hotlined.domain.mail.message import Disposition, Inbound, MailClass
from hotlined.domain.values.address import Address
from tests.simulation.schedule import HOUR, Step
from tests.support.mails_in import analyst_mail, automatic, dsn, mail_in, police_mail, signature
from tests.support.site import LEA_KEY, PHRASES

REGIONAL_KEY = "D" * 40
FORGED_KEY = "E" * 40
UNITS = {"A": ("national", "regional"), "B": ("national",)}
FROM = {
    "national": Address("reports", "police.example.com"),
    "officer": Address("officer", "police.example.com"),
    "forger": Address("reports", "police.example.com"),
    "regional": Address("reports", "regional.example"),
    "stranger": Address("someone", "example.com"),
}
UNIT_OF = {"national": "national", "officer": "national", "forger": "national", "regional": "regional"}
KEYS = {"national": LEA_KEY, "officer": LEA_KEY, "regional": REGIONAL_KEY, "forger": FORGED_KEY}
TEXTS = {
    "en": "Please wait.",
    "de": "Bitte warten.",
    "et": "Palun oodake.",
    "el": "Παρακαλώ περιμένετε.",
    "lt": "Prašome palaukite.",
    "lv": "Lūdzu, uzgaidiet.",
    "sv": "Var god vänta.",
    "tag": "[HOLD]",
    "until": "[HOLD:{n}h]",
    "with-receipt": "Received, thank you. Please wait.",
    "item-tag": "[HOLD] item {item}",
    "item-until": "[HOLD:{n}h] item {item}",
    "item-en": "Please wait with item {item}.",
    "item-de": "Bitte mit Eintrag {item} warten.",
    "item-lt": "Prašome palaukite dėl įrašo {item}.",
    "item-more": "Please wait with item {item} and what belongs to it.",
    "item-below": "[HOLD]\nitem {item}",
    "item-free": "[RELEASE] item {item}",
    "item-freed": "[RELEASE:{item}]",
    "release": "[RELEASE]",
    "you-may": "You may send the notice.",
    "received": "Received, thank you.",
    "code": "{code}",
    "riddle": "Xyzzy.",
    "nothing": "",
    "question": "Have you sent it?",
    "do-not": "Do not wait.",
    "other-language": "Bitte noch nichts unternehmen!",
}
SOME = ("item-tag", "item-until", "item-en", "item-de", "item-lt", "item-below")
HOLDS = ("item-more", "en", "de", "et", "el", "lt", "lv", "sv", "tag", "until", "with-receipt", *SOME)
FREES = ("item-free", "item-freed")
ITEMS = {"A": (1, 2, 3), "B": (1,)}
SHARED = 1  # the item of both cases that is about one URL
RIDDLES = ("riddle", "nothing", "question", "do-not", "other-language")
SITE_PHRASES = (
    *PHRASES,
    *(Phrase("polite", text) for text in ("please", "bitte", "prašome")),
    *(Phrase("hold", text) for text in ("warten", "oodake", "περιμένετε", "palaukite", "uzgaidiet", "vänta")),
    *(
        Phrase("harmless", text)
        for text in ("bitte", "palun", "παρακαλώ", "prašome", "lūdzu", "var god", "please")
    ),
)


@dataclass(frozen=True, slots=True)
class Truth:
    """What a mail is: "hold", "riddle", "release", "receipt", "bounce", "confirm", "due", "chatter" ..."""

    kind: str
    unit: str = ""
    cases: tuple[str, ...] = ()
    ends: int | None = None  # ms of true time
    items: tuple[int, ...] = ()
    due: int | None = None  # ms after acceptance
    received: bool = False  # besides what else it is, it is a genuine receipt
    proven: bool = False  # a hold that replaces what the unit asked for before
    asked: bool = False  # and a question besides, on all of the case, until an analyst answers it


def truth(step: Step) -> Truth:
    """What the town knows of a mail."""
    cases = tuple(step.on)
    if step.who == "analyst":
        return _of_analyst(step, cases)
    if step.who in ("dsn", "robot-waits"):
        return Truth("bounce" if step.who == "dsn" else "riddle", "national", cases)
    unit = UNIT_OF.get(step.who, "")
    if step.says == "code" and len(cases) == 1:  # whoever quotes it has decrypted the report
        believed = step.who != "forger" or not step.signed
        known = not unit or unit in UNITS[step.on]
        return Truth("receipt" if believed and known else "riddle", unit or "national", cases, received=True)
    if not unit or step.who not in FROM:
        return Truth("chatter", cases=cases if step.who == "stranger" else ())
    named = cases or tuple(case for case in UNITS if unit in UNITS[case])
    if step.says in RIDDLES or not cases:
        return Truth("riddle", unit, named)
    if not all(unit in UNITS[case] for case in cases):
        return Truth("riddle", unit, named)
    genuine = step.signed and step.who != "forger"
    match step.says:
        case hold if hold in HOLDS:
            ends = step.at + step.n * HOUR if hold in ("until", "item-until") else None
            received = genuine and hold == "with-receipt"
            asked = step.who == "forger" and step.signed  # a bad signature
            items = _items_of(step, cases) if hold in SOME else ()
            return Truth(
                "hold", unit, named, ends, items or (), received=received, proven=genuine, asked=asked
            )
        case free if free in FREES and (len(cases) > 1 or _items_of(step, cases) is None):
            return Truth("riddle", unit, named)
        case free if free in FREES and genuine:
            return Truth("release", unit, cases, items=_items_of(step, cases) or ())
        case "release" | "you-may" if genuine and cases:
            return Truth("release", unit, cases)
        case "received" if genuine and cases:
            return Truth("receipt", unit, cases, received=True)
        case _ if step.who == "forger" and step.signed:
            return Truth("riddle", unit, cases)
    return Truth("chatter", unit, cases)


def _items_of(step: Step, cases: tuple[str, ...]) -> tuple[int, ...] | None:
    """The items that a mail means; () for all of the case; None where that cannot be known."""
    items = ITEMS[cases[0]] if len(cases) == 1 else ()
    if step.item not in items:
        return None
    return (step.item,) if len(items) > 1 else ()


def _of_analyst(step: Step, cases: tuple[str, ...]) -> Truth:
    if not step.signed:
        return Truth("chatter", cases=cases)
    due = {"now": 0, "+12h": 12 * HOUR}.get(step.says)
    kinds = {
        "confirm": "confirm",
        "gone": "gone",
        "provider": "provider",
        "hold": "desk-hold",
        "close": "close",
    }
    return Truth("due" if due is not None else kinds.get(step.says, "chatter"), cases=cases, due=due)


@dataclass(frozen=True, slots=True)
class Names:
    """How one case can be named by one unit: its reference, our Message-ID, our token, the receipt code."""

    reference: str
    message_id: str
    token: str
    code: str


ORDERS = {
    "now": "[NTD:now]",
    "+12h": "[NTD:+12h]",
    "confirm": "[CONFIRM]",
    "hold": "[HOLD]",
    "release": "[RELEASE]",
    "gone": "[REMOVED:1]",
    "close": "[CLOSE]",
    "provider": "[PROVIDER:other@provider.example.net 1]",
}


def text_of(step: Step, code: str) -> str:
    """The words of a mail."""
    values = {"{n}": str(step.n), "{code}": code, "{item}": str(step.item)}
    return re.sub(r"\{\w+\}", lambda one: values[one[0]], TEXTS[step.says])


def inbound(step: Step, names: dict[str, Names], at: datetime) -> Inbound:
    """The mail of a step as the reader would give it; `names`: by case, for the unit that writes."""
    here = [names[case] for case in step.on if case in names] or []
    refs = " ".join(name.reference for name in here)
    if step.who == "analyst":
        mail = analyst_mail(f"{ORDERS[step.says]}\n{refs}", subject=refs, received_at=at, signed=step.signed)
        return replace(mail, mailbox="intake")
    first = here[0] if here else None
    if step.who in ("dsn", "delayed"):
        what = Disposition.FAILED if step.who == "dsn" else Disposition.DELAYED
        return dsn(first.message_id if first else "", what, mailbox="lea", received_at=at)
    if step.who in ("absent", "robot", "robot-waits"):
        text = "Please wait." if step.who == "robot-waits" else "Received, thank you."
        kind = MailClass.ROBOT if step.who == "robot" else MailClass.AUTOMATIC
        mail = police_mail(text, references=(first.message_id,) if first else (), received_at=at)
        return automatic(mail, kind)
    if step.who == "provider":
        text = "[REMOVED]" if step.says == "removed" else "Which one?"
        sender = Address("abuse", "provider.example.net")
        return mail_in(text, mailbox="ntd", from_=(sender,), subject=refs, received_at=at)
    return _of_police(step, here, refs, at)


def _of_police(step: Step, here: list[Names], refs: str, at: datetime) -> Inbound:
    text = text_of(step, here[0].code if here else "")
    named: dict[str, object] = {}
    # What is signed has to name the case itself, to release anything.
    if refs and (step.how == "text" or step.says in ("release", "you-may", *FREES)):
        text = f"{text}\n{refs}"
    if refs and step.how == "text":
        named = {}
    elif step.how == "thread" and len(here) == 1:
        named = {"references": (here[0].message_id,)}
    elif step.how == "token" and len(here) == 1:
        named = {"recipients": (Address("lea", "hotline.example.org").with_token(here[0].token),)}
    elif refs:
        named = {"subject": refs}
    mail = police_mail(text, from_=(FROM[step.who],), received_at=at, **named)
    return replace(mail, signature=signature(KEYS[step.who], made_at=at)) if _signs(step) else mail


def _signs(step: Step) -> bool:
    return step.signed and step.who in KEYS
