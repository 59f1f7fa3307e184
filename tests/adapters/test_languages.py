"""What goes out to police and providers is there in every language, says the same, and is known again."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from hotlined.adapters.config import values
from hotlined.adapters.config.ruleset import read_rules, shipped
from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.counts import statistics_mail
from hotlined.domain.form import labels
from hotlined.domain.form.amendment import Amendment
from hotlined.domain.form.annex import Answer, Form, Item
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.hotline.site import NtdBody, ProofLevel, TrustedFlagger
from hotlined.domain.letters import introduction
from hotlined.domain.letters.digest import Line
from hotlined.domain.mail.message import Party, Recipient
from hotlined.domain.meeting_agenda import Agenda
from hotlined.domain.ntd.foretold import Foretold
from hotlined.domain.ntd.notice_text import NoticeItem
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.record.partnership import MeetingHeld
from hotlined.domain.replies.added_subject import added
from hotlined.domain.replies.lexicon import watched_in_quotes, watchwords
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_lea_tags
from hotlined.domain.steps.removal import ANOTHER
from hotlined.domain.tagging.tags import read_subject
from hotlined.domain.tagging.words import Word
from hotlined.domain.text.newtext import NewText, new_text
from hotlined.domain.text.own_words import MAX_KNOWN
from hotlined.domain.values.address import Address
from hotlined.domain.values.shown import local_time
from tests.domain.test_statistics import a_case, counted
from tests.support.annex import OPENED, annex_values, full_form, plans
from tests.support.languages import LETTERS
from tests.support.mails_in import T0, UNIT, police_mail
from tests.support.over import over
from tests.support.site import make_agreement, make_site
from tests.support.world import World, home_site, opened

FOLDER = Path(__file__).parents[2] / "templates"
RULES, _ = read_rules(shipped("rules"), shipped("rules"))
SITE = make_site(
    phrases=values.phrases(RULES),
    tag_aliases=values.tag_aliases(RULES),
    reply_prefixes=RULES.tags.reply_prefixes,
)
TEMPLATES = JinjaTemplates(None, FOLDER, zone=SITE.hotline.timezone)
OURS = TEMPLATES.boilerplate()
SUBJECTS = TEMPLATES.subjects()
SITE = replace(SITE, ours=OURS)

TO_UNIT = (
    "annex-i", "receipt-reminder", "hold-state", "hold-warning", "hold-ended", "hold-lifted", "hold-review",
    "release-unproven", "ntd-sent", "removal", "online-again", "origin-asked", "escalation", "lea-followup",
    "iccam-informed", "digest", "lea-statistics", "lea-statistics-read", "joint-statistics",
    "meeting-invitation", "meeting-cancelled", "meeting-protocol", "introduction",
)  # fmt: skip
TO_CONTACT = ("please-call", "urgent-contact", "key-ends", "receipt-reminder-contact", "contact-check")
TO_PROVIDER = ("ntd", "ntd-reminder", "origin-request")
KINDS = (*TO_UNIT, *TO_CONTACT, *TO_PROVIDER)
EACH = [(kind, language) for kind in KINDS for language in LETTERS]
OTHERS = [language for language in LETTERS if language != "en"]

CASE = "HL-2026-000123-K"
NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
UPSTREAM = Provider("Example Net", Address("abuse", "upstream.example"))
URL = "https://media.provider.example.net/item1"
DAY = re.compile(r"\b(DATE|DATUM|KUUPÄEV|ΗΜΕΡΟΜΗΝΙΑ|ΗΜΕΡΑ|DATA|DATY|FECHA)\b")


def some_values(kind: str) -> Iterator[dict[str, object]]:
    """Example values for a kind, so that each branch of its templates is taken once."""
    unit = Recipient(Party.LEA, "national", UNIT, ())
    base = {"hotline": SITE.hotline, "to": unit, "reference": CASE, "now": NOW, "unit": "national"}
    match kind:
        case "annex-i":
            for case in reports():
                yield {**base, **case}
        case "receipt-reminder" | "receipt-reminder-contact":
            base |= {"fragment": 1, "name": "Lee", "n": 1}
            for of, supplement in ((1, 0), (3, 0), (1, 2), (3, 2)):
                yield {**base, "of": of, "supplement": supplement, "signed": of == 3}
        case "key-ends":
            for wrong, only_signs in ((False, False), (True, False), (False, True)):
                told = {"wrong": wrong, "only_signs": only_signs}
                yield {**base, **told, "ends_at": NOW, "fingerprint": "C" * 40}
        case "hold-state":
            late = {"number": 1, "at": NOW, "sure": True, "numbers": (2,), "origin": False}
            state = {"wider": "", "on_hold": "1-3", "whole": True, "goes_on": ()}
            both = ({"hold": "H1", "until": NOW}, {"hold": "H2", "until": None})
            base |= {**state, "closed": False, "purged": False, "still": both[:1]}
            for until in (None, NOW):
                for found in ((), (late,), (late, {**late, "sure": False}), ({**late, "origin": True},)):
                    placed = HoldPlaced(
                        hold="H1",
                        party=Party.LEA,
                        by="national",
                        proof=ProofLevel.SIGNED,
                        until=until,
                        mail="",
                        items=(),
                        reference=None,
                    )
                    still = ({"hold": "H1", "until": until},)
                    yield {**base, "hold": placed, "late": found, "others": (), "still": still}
            yield {**base, "hold": placed, "late": (), "others": (), "still": both}
            placed = replace(placed, reference="K-33/2026")
            yield {**base, "hold": placed, "late": (), "others": ("HL-2026-000008-X", "HL-2026-000009-V")}
            goes_on = ({"numbers": "1, 3", "at": NOW, "contact": ""},)
            some = {"whole": False, "on_hold": "2", "goes_on": goes_on}
            for found in ((), (late,)):
                yield {**base, **some, "hold": placed, "late": found, "others": ()}
            yield {**base, "wider": "it is not clear which", "hold": placed, "late": (), "others": ()}
            for purged in (False, True):
                ended = {"closed": True, "purged": purged}
                yield {**base, **ended, "hold": placed, "late": (), "others": ()}
        case "hold-warning" | "hold-ended" | "hold-review" | "hold-lifted":
            hold = Hold("H1", Party.LEA, "national", ProofLevel.SIGNED, NOW, NOW, (), None)
            base |= {"hold": hold, "holds": (hold, hold), "by": "national"}
            goes_on = ({"numbers": "2", "at": NOW, "contact": ""},)
            base |= {
                "closed": False,
                "purged": False,
                "kept_back": "",
                "reminded": False,
                "beside": "",
                "asked": True,
            }
            base["notice"] = Foretold("at", at=NOW)
            yield {**base, "items": "", "on_hold": "", "goes_on": ()}
            own = replace(hold, party=Party.ANALYST, by="Ann")
            ann = Recipient(Party.ANALYST, "Ann", UNIT, ())
            yield {**base, "to": ann, "hold": own, "items": "", "on_hold": "", "goes_on": ()}
            for told in ("lea", "sent", "none", "held"):
                for to in (unit, Recipient(Party.ANALYST, "Ann", UNIT, ())):
                    notice = Foretold(told, at=NOW)
                    on_hold = "1-3" if told == "held" and kind != "hold-lifted" else ""
                    yield {
                        **base, "to": to, "notice": notice, "items": "", "on_hold": on_hold, "goes_on": ()
                    }  # fmt: skip
            theirs = {"notice": Foretold("held"), "beside": "4"}
            yield {**base, **theirs, "items": "", "on_hold": "1-3", "goes_on": ()}
            left = {"notice": Foretold("sent", at=NOW), "reminded": True}
            yield {**base, **left, "items": "2", "on_hold": "", "goes_on": ()}
            yield {**base, "items": "2", "on_hold": "1, 3", "goes_on": goes_on}
            for others in ("", "HL-2026-000008-X, HL-2026-000009-V"):
                yield {
                    **base, "items": "", "on_hold": "", "goes_on": (), "closed": True, "kept_back": others
                }  # fmt: skip
            for to in (unit, ann):
                ended = {"closed": True, "purged": True}
                yield {**base, **ended, "to": to, "items": "", "on_hold": "", "goes_on": ()}
        case "removal":
            for by in (Party.ANALYST, Party.LEA, ANOTHER):
                for informed, reported in ((False, True), (True, True), (False, False)):
                    told = {"by": by, "informed": informed, "reported": reported}
                    yield {**base, "items": (1, 3), **told}
        case "escalation":
            for to in (Party.LEA, Party.ANALYST):
                for n in (1, 2):
                    recipient = Recipient(to, "x", UNIT, ())
                    more = {"upstream": (UPSTREAM,) * (n - 1), "hosts": ("a.provider.example.net",) * (n - 1)}
                    told = {"provider": "abuse@example.net", "items": (1, 3), "n": n}
                    for answered in (None, NOW):
                        yield {**base, "to": recipient, **told, **more, "answered": answered}
        case "digest":
            line = Line(CASE, NOW, NOW, "EE", 1)
            for lines in ((), (line, replace(line, received_from_public=None, country=None))):
                yield {**base, "first": "2026-05-01", "last": "2026-05-31", "lines": lines}
        case "ntd" | "origin-request":
            one, more = NoticeItem(1, URL), NoticeItem(3, URL, "192.0.2.1", "item 1")
            late = (replace(one, observed=NOW), replace(more, observed=NOW + timedelta(hours=1)))
            status = TrustedFlagger("Example Authority", "TF-1", "item 1")
            for style, ground, law in (("hxxp", "Section 1", "eu"), ("plain", "", "other")):
                for items, machine in (((one,), True), ((more,), False), ((one, more), False), (late, False)):
                    yield {
                        **base,
                        "notice": f"{CASE}-P1",
                        "items": items,
                        "observed": NOW,
                        "legal_ground": ground,
                        "jurisdiction": law,
                        "trusted_flagger": status if law == "eu" else None,
                        "url_style": style,
                        "certain": law == "eu",
                        "ticket": "[Ticket#2026112410000123]" if machine else "",
                        "machine": machine,
                    }
        case "meeting-invitation" | "meeting-cancelled" | "meeting-protocol":
            yield from meeting(base)
        case "introduction" | "contact-check":
            for body in NtdBody:
                site = replace(SITE, agreement=make_agreement(ntd_body=body))
                networks = ("192.0.2.0/28",) if body is NtdBody.HOTLINE else ()
                hotline = replace(SITE.hotline, networks=networks)
                yield {**base, "hotline": hotline, **introduction.values(site, site.units[0])}
        case "joint-statistics":
            for cases in ((), (a_case(),)):
                told = statistics_mail.values(counted(*cases), "en", SITE.hotline.timezone, names=False)
                yield {**base, **told}
        case "lea-statistics" | "lea-statistics-read":
            yield from figures(base)
        case "lea-followup":
            asked = {"number": 1, "url": URL, "sent": False, "removed": False}
            for one in (asked, {**asked, "url": "", "sent": True}, {**asked, "removed": True}):
                yield {**base, "n": 1, "items": (one,)}
        case "ntd-reminder":
            for answered in (None, NOW):
                told = {"notice": f"{CASE}-P1", "n": 1, "sent_at": NOW, "answered": answered}
                where = {"listed": (NoticeItem(1, URL, "192.0.2.1", "a word"), NoticeItem(3, URL))}
                where |= {"url_style": "hxxp" if answered else "raw"}
                yield {**base, **told, **where, "items": (1, 3), "ticket": "[Ticket#1]" if answered else ""}
        case "urgent-contact":
            for blocked in ((), ("national",)):
                yield {**base, "to": Recipient(Party.LEA_CONTACT, "national", UNIT, ()), "blocked": blocked}
        case "iccam-informed":
            for before in ("", "ICC-6"):
                yield {**base, "opened": OPENED, "iccam": "ICC-7", "items": (Item(URL),), "before": before}
        case _:
            yield {
                **base,
                "opened": OPENED,
                "iccam": "ICC-7",
                "items": (1, 3),
                "provider": "abuse@example.net",
                "at": NOW,
                "sent_at": NOW,
                "notice": f"{CASE}-P1",
                "ticket": "",
                "ntd": True,
                "holds": (),
                "n": 1,
            }


PLANS = plans(NOW)


def figures(base: dict[str, object]) -> Iterator[dict[str, object]]:
    frame = {"period": "2026-Q3", "first": "2026-07-01", "last": "2026-09-30"}
    row = {"field": "reports", "label": "R", "number": None}
    made = {**base, **frame, "period_label": "P", "remarks_label": "M", "rows": (row, {**row, "number": 12})}
    faults = ("number", "twice", "label", "period")
    wrong = tuple({"line": "R: 1", "why": why, "expected": "R"} for why in faults)
    for n, given, proven, some in (
        (1, True, True, ()),
        (2, True, False, wrong),
        (2, False, False, wrong[:1]),
    ):
        yield {**made, "n": n, "given": given, "proven": proven, "wrong": some}


def meeting(base: dict[str, object]) -> Iterator[dict[str, object]]:
    """An invitation with a full agenda, one with an empty one, a change, a training; a protocol."""
    cases = (CASE, "HL-2026-000009-V")
    full = Agenda(cases, cases * 2, cases, ("Item one", "Item two"), "2026-03-02", counted(a_case()))
    held = MeetingHeld(day="2026-05-04", by="Ann", mail="", agreed=("Item one", "Item two"))
    when = {"name": "Spring", "place": "Example Street 1", "start": NOW, "end": NOW, "most": 2}
    empty = Agenda()
    shapes = ((False, "meeting", full), (True, "training", empty), (True, "meeting", empty))
    for changed, kind_of, plan in shapes:
        told = replace(held, present="Kim", follow_up="2026-08-04") if changed else held
        yield {**base, **when, "changed": changed, "kind_of": kind_of, "plan": plan, "held": told, "told": ()}


NO_NOTICE = (Amendment(0, "ntd", None, None),)


def reports() -> Iterator[dict[str, object]]:
    more = {"supplement": 0, "changes": (), "again": False}
    yield {**annex_values(full_form(), iccam="ICC-7"), **more}
    yield {**annex_values(Form()), **more, "again": True, "signed": True}
    for how in ("unsure", "not_illegal"):
        opened: CaseOpened = replace(
            OPENED, assessment=how, urgent=True, urgent_reason="a reason", ntd_body="lea"
        )
        yield {**annex_values(opened=opened, fragment=2, of=3), **more}
        yield {**annex_values(opened=opened), **more, "supplement": 1}
    changes = (
        Amendment(0, "comments", None, "two\nlines"),
        Amendment(0, "victim_identified", "No", "Not sure"),
        Amendment(0, "region", None, "Põhja"),
        Amendment(0, "content_language", "et", "ru"),
        Amendment(2, "ip", "192.0.2.1", None),
        Amendment(0, "ntd", None, local_time(NOW, SITE.hotline.timezone)),
    )
    yield {**annex_values(), "supplement": 1, "changes": changes, "again": False}
    yield {**annex_values(), **more, "supplement": 1, "changes": NO_NOTICE}
    for plan in PLANS:
        yield {**annex_values(), **more, "notice": plan}
    yield {**annex_values(), **more, "supplement": 2, "items": ()}


@cache  # the same mails are looked at from six sides
def mails(kind: str, language: str) -> tuple[tuple[str, str], ...]:
    made = (TEMPLATES.render(kind, language, one) for one in some_values(kind))
    return tuple((one.subject, one.text) for one in made)


def test_every_kind_that_goes_to_police_or_providers_is_on_the_list() -> None:
    """So that a new mail to them cannot be forgotten here: a literal kind in a call that writes to them."""
    found = set()
    for path in (FOLDER.parent / "daemon" / "hotlined").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if isinstance(node, ast.Call) and name in {"to_unit", "to_contact", "letter"}:
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                found |= {text for text in texts if isinstance(text, str)}

    assert found <= set(KINDS)
    assert len(found) > 10


@pytest.mark.parametrize("language", LETTERS)
def test_every_kind_is_there_in_every_language(language: str) -> None:
    for kind in KINDS:
        for part in ("subject", "txt"):
            assert (FOLDER / kind / f"{language}.{part}.j2").is_file(), kind


@pytest.mark.parametrize("language", LETTERS)
def test_every_branch_is_written_in_lines_of_a_mail(language: str) -> None:
    for subject, text in (mail for kind in KINDS for mail in mails(kind, language)):
        assert subject
        assert len(subject) <= 100
        assert not re.search(r"\n{4}", text), text
        for line in text.splitlines():
            assert len(line) <= 78 or "http" in line or "hxxp" in line, line


@cache
def said_by(path: Path) -> set[str]:
    """The variables of a template with their attributes: `hold.until`."""
    tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    dotted = {
        f"{node.node.name}.{node.attr}"
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name)
    }
    # The field that a supplement changes has its name from the words of the language.
    return (names | dotted) - {"spoken", "one.field", "one.label"}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_uses_the_values_that_english_does(language: str) -> None:
    for kind in KINDS:
        for part in ("subject", "txt"):
            ours, theirs = (said_by(FOLDER / kind / f"{one}.{part}.j2") for one in (language, "en"))
            assert ours == theirs, (kind, part)


FACTS = re.compile(
    r"HL-2026-\d{6}-K(?:-P\d)?|\d{4}-\d\d-\d\d \d\d:\d\d|h(?:tt|xx)ps://\S+|[\w.]+@[\w.]+|\+372 555 \d+|C{40}"
    r"|\[[A-Z-]+\b|\bH\d\b|ICC-\d|K7QM-4TXD-92HF|192\.0\.2\.\d|\b(?:REMOVED|NOT-OURS|QUESTION)\b"
)


@pytest.mark.parametrize("language", LETTERS)
def test_P5_that_no_notice_goes_any_more_is_said_in_words(language: str) -> None:
    known = {**annex_values(), "again": False, "supplement": 1}
    told, empty = (
        TEMPLATES.render("annex-i", language, {**known, "changes": some}).text
        for some in (NO_NOTICE, (Amendment(0, "comments", "x", None),))
    )
    (line,) = (one for one in empty.splitlines() if one.endswith(")") and one.startswith("  - "))

    assert line.rpartition("(")[2] not in told


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_gives_the_same_facts(language: str) -> None:
    for kind in KINDS:
        for ours, english in zip(mails(kind, language), mails(kind, "en"), strict=True):
            for said, said_en in zip(ours, english, strict=True):
                assert sorted(set(FACTS.findall(said))) == sorted(set(FACTS.findall(said_en))), kind


@lru_cache(maxsize=1)  # a test looks at it, and then at what it means
def new_part(text: str) -> NewText:
    return new_text(text, ours=OURS, watch=watched_in_quotes(SITE.phrases))


def meant(text: str) -> Meaning:
    """What a reply means that somebody writes under our mails' rules, read as the daemon reads it."""
    fresh = new_part(text)
    mail = police_mail(text, new_text=fresh.for_holds, certain_text=fresh.certain)
    tags = read_lea_tags(mail, SITE)
    past = {tag.word for tag in tags.tags} & {Word.NTD_SENT, Word.REMOVED}  # of a day that has been
    return understand(mail, tags, SITE, T0 + timedelta(days=365) if past else T0, subject=tags.rest)


EXAMPLES = {
    "annex-i": ("received", "received", "hold", "hold", "until", "until", "release", "release"),
    "receipt-reminder": ("received", "received"),
    "hold-state": ("release", "release"),
    "hold-warning": ("until", "hold"),
    "hold-review": ("until", "hold", "release"),
    "lea-followup": ("ntd-sent", "ntd-sent", "removed"),
}


@over(("kind", "language"), [(kind, language) for kind in EXAMPLES for language in LETTERS])
def test_P8_what_a_mail_offers_as_an_answer_is_understood_as_what_it_says(kind: str, language: str) -> None:
    _, text = mails(kind, language)[0]
    offered = re.findall(r'"([^"\n]+)"|(\[[A-Z-]+(?::[^\]\n]+)?\])', text)
    understood = []
    for example in (DAY.sub("2026-04-01", one or tag) for one, tag in offered):
        meaning = meant(example + "\n")
        assert not meaning.until_unclear, example
        assert len(meaning.words) == 1, (example, meaning)
        understood.append("until" if meaning.until else meaning.words[0])

    assert tuple(understood) == EXAMPLES[kind]


def test_every_other_mail_offers_no_words_as_an_answer() -> None:
    for kind, language in EACH:
        if kind not in EXAMPLES:
            assert not any('"' in text for _, text in mails(kind, language)), (kind, language)


QUOTED = {
    "marks": lambda text: (
        "On 4 May 2026, 12:00, <lea@hotline.example.org> wrote:\n"
        + "".join(f"> {line}\n" for line in text.splitlines())
    ),
    "header block": lambda text: (
        "From: Example Hotline <lea@hotline.example.org>\nSent: Monday, 4 May 2026 12:00\n"
        "To: reports@police.example.com\nSubject: Report\n\n" + text
    ),
    "nothing": lambda text: text,
}


# In these an analyst's copy offers tags in place of plain words; no LEA has it, to quote it.
OF_TWO_READERS = ("hold-warning", "hold-review")


def copies(kind: str, language: str) -> tuple[str, ...]:
    """What police and providers can quote of a kind."""
    theirs = (one["to"] for one in some_values(kind))
    texts = (text for _, text in mails(kind, language))
    return tuple(
        text
        for to, text in zip(theirs, texts, strict=True)
        if not (kind in OF_TWO_READERS and isinstance(to, Recipient) and to.party is Party.ANALYST)
    )


def written(language: str, kinds: Iterable[str], *, all_branches: bool = True) -> Iterator[tuple[str, str]]:
    """What we write in a language, kind and text: each line of each branch is in one of them."""
    for kind in kinds:
        known: set[str] = set()
        for text in copies(kind, language)[: None if all_branches else 1]:
            lines = {*text.splitlines()}
            if not lines <= known:
                known |= lines
                yield kind, text


@pytest.mark.parametrize("shape", [shape for shape in QUOTED if shape != "nothing"])
@pytest.mark.parametrize("language", LETTERS)
def test_P8_our_own_mail_quoted_back_says_nothing(language: str, shape: str) -> None:
    # All branches in marks are read below, where nobody thanks.
    for kind, text in written(language, KINDS, all_branches=False):
        body = "Thanks.\n\n" + QUOTED[shape](text)
        assert new_part(body).certain == "Thanks.", kind
        assert meant(body).words == (), kind


@pytest.mark.parametrize("language", LETTERS)
def test_P8_our_own_mail_below_a_reply_without_any_mark_says_nothing(language: str) -> None:
    for kind, text in written(language, KINDS):
        meaning = meant("Thanks.\n\n" + QUOTED["nothing"](text))
        assert not {meaning.hold, meaning.release, meaning.ntd_sent} - {False}, text
        # "Received from public" in a copy of the report: who has that text has decrypted it.
        assert not meaning.received or kind == "annex-i", text
        assert meaning.removed is None, text


# How mail programs put what they quote, in a mail with no word of the person's own.
EMPTY = {
    "marks": QUOTED["marks"],
    "attribution": lambda text: (
        "On 4 May 2026, 12:00, Example Hotline <lea@hotline.example.org> wrote:\n\n" + text
    ),
    "nothing": QUOTED["nothing"],
}


@pytest.mark.parametrize("shape", EMPTY)
@pytest.mark.parametrize("language", LETTERS)
def test_P5_a_reply_that_only_quotes_our_mail_asks_for_nothing_and_lifts_nothing(
    language: str, shape: str
) -> None:
    """Each of its lines may be somebody's own (P7), but for those that are ours."""
    # The shapes differ by what stands around a letter.
    for kind, text in written(language, (*TO_UNIT, *TO_CONTACT), all_branches=shape == "marks"):
        meaning = meant(EMPTY[shape](text))

        assert not {meaning.hold, meaning.release, meaning.ntd_sent, meaning.needless} - {False}, text
        assert meaning.removed is None, text
        # "Received from public" in a copy of the report: who has that text has decrypted it.
        assert not meaning.received or (kind == "annex-i" and shape == "nothing"), text


@pytest.mark.parametrize("language", LETTERS)
def test_P5_a_hold_that_is_typed_into_the_quoted_form_is_one_in_each_line(language: str) -> None:
    """Also where a day in it makes the line look like one that introduces a quote."""
    _, text = mails("annex-i", language)[0]
    _, hold, until, *_ = re.findall(r'"([^"\n]+)"', text)
    lines = QUOTED["marks"](text).splitlines()
    labels = [at for at, line in enumerate(lines) if re.match(r"> {1,3}[^\W\d_][^:\n]{2,50} ?:(?: |$)", line)]

    assert len(labels) > 10
    for number, at in enumerate(labels):
        label, colon, _ = lines[at].partition(":")
        typed = DAY.sub("2026-04-01", until) if number % 2 else hold
        filled = (*lines[:at], f"{label}{colon} {typed}", *lines[at + 1 :])
        assert meant("\n".join(("Thanks.", "", *filled))).hold, (typed, lines[at])


NAMED = ("introduction", "meeting-invitation", "meeting-cancelled", "joint-statistics")  # with names


def subjects(language: str, kinds: Iterable[str]) -> set[str]:
    """What stands behind a reply prefix where somebody answers a letter of ours."""
    ours = {subject for kind in kinds if kind not in NAMED for subject, _ in mails(kind, language)}
    return {read_subject(f"Re: {one}", prefix="HL", reply_prefixes=("Re",)).rest for one in ours}


@pytest.mark.parametrize("language", LETTERS)
def test_no_words_of_our_own_subject_are_the_writers(language: str) -> None:
    for subject in subjects(language, KINDS):
        assert not added(subject, SUBJECTS).strip("[]#Ticket0123456789"), subject


@pytest.mark.parametrize("language", LETTERS)
def test_P5_what_is_added_to_our_subject_is_left(language: str) -> None:
    for subject in subjects(language, (*TO_UNIT, *TO_CONTACT)):
        for words in ("please wait", "- HOLD until 9 March", "(stop)", "5 more days"):
            assert added(f"{subject} {words}", SUBJECTS).endswith(words.strip("-. ")), subject


@pytest.mark.parametrize("own", ["", "Thanks."])
@pytest.mark.parametrize("language", LETTERS)
def test_P5_the_end_of_a_hold_below_an_unmarked_quote_is_asked_about(language: str, own: str) -> None:
    """It may be of an older answer, quoted with our report: by its end a later hold would end too early."""
    _, text = mails("annex-i", language)[0]
    _, _, until, *_ = re.findall(r'"([^"\n]+)"', text)
    meaning = meant(f"{own}\n\n{EMPTY['attribution'](text)}\n\n{DAY.sub('2026-04-01', until)}.\n")

    assert (meaning.hold, meaning.until, meaning.until_unclear) == (True, None, True)


def test_words_are_there_in_every_language_and_answers_are_those_of_the_form() -> None:
    english = TEMPLATES.words("en")
    for language in LETTERS:
        own = TEMPLATES.words(language)
        assert own["language"] == language
        assert set(own) == set(english)
        assert [own[one.name.lower()] for one in Answer] == [
            labels.ANSWERS[language][one][0] for one in Answer
        ]
        for name, word in english.items():
            assert sorted(re.findall(r"\{\w+\}", own[name])) == sorted(re.findall(r"\{\w+\}", word)), name


def test_the_words_name_every_field_that_a_supplement_can_change() -> None:
    english = TEMPLATES.words("en")

    assert {one.name for kind in (Form, Item) for one in fields(kind)} - {"items"} <= set(english)


@pytest.mark.parametrize("language", LETTERS)
def test_each_label_of_a_report_begins_a_line(language: str) -> None:
    """Jinja takes the line end behind a block away: the region stood behind "No"."""
    form = replace(full_form(), region="PLANTED-REGION", content_language="PLANTED-LANGUAGE")
    text = TEMPLATES.render("annex-i", language, {**annex_values(form), "notice": plans()[0]}).text
    lines = text.split("\n")
    region = next(number for number, line in enumerate(lines) if "PLANTED-REGION" in line)
    assert lines[region - 1].endswith(TEMPLATES.words(language)["no"])
    assert "PLANTED-LANGUAGE" in lines[region + 1]


@pytest.mark.parametrize("language", LETTERS)
def test_a_supplement_that_changes_no_field_says_the_same_of_an_urgent_case(language: str) -> None:
    """It has a file, or is a later part; where it makes the case urgent, that is a change."""
    told = [
        TEMPLATES.render(
            "annex-i", language, {**values, "supplement": 1, "changes": (), "notice": plans()[0]}
        )
        for values in (annex_values(), annex_values(opened=replace(OPENED, urgent=True)))
    ]
    rows = [[line for line in one.text.split("\n") if line.startswith("  - ")] for one in told]
    assert rows[0] == rows[1] != []


def test_all_that_we_write_is_compared_with_what_comes_back() -> None:
    """Also where a site has its own copy of each template, which stands in front."""
    assert 2 * sum(map(len, OURS)) < MAX_KNOWN


@over("language", LETTERS)
@pytest.mark.parametrize("plan", PLANS)
def test_the_fixed_words_of_the_notice_time_in_a_quoted_report_are_known_as_ours(
    language: str, plan: Foretold
) -> None:
    text = TEMPLATES.render("annex-i", language, {**annex_values(), "notice": plan}).text
    quoted = (f"> {line}".rstrip() for line in text.splitlines())
    reply = "\n".join(("OK.", "", "On an earlier day, <hotline@example.org> wrote:", *quoted))
    found = new_text(reply, ours=OURS, watch=watchwords(SITE.phrases))

    assert found.for_holds.strip() == "OK."


@pytest.mark.parametrize(
    ("agreed", "tags", "goes"),
    [
        ({}, "[ILLEGAL]", "24 h after the LEA's server has taken the report"),
        ({"not_illegal": "each"}, "[NOT-ILLEGAL]", "none, as it was not found illegal"),
        ({"ntd_body": NtdBody.LEA}, "[ILLEGAL]", "the LEA sends it, as agreed"),
    ],
)
def test_case_opened_promises_a_notice_only_where_one_goes(
    agreed: dict[str, object], tags: str, goes: str
) -> None:
    world = opened(World(home_site(agreement=make_agreement(**agreed))), subject=tags)
    (letter,) = world.letters("opened")
    text = TEMPLATES.render("opened", "en", {**letter.values, "hotline": SITE.hotline}).text

    assert f"  Notice            {goes}" in text
    assert ("[NTD:...]" in text) == ("24 h" in goes)
