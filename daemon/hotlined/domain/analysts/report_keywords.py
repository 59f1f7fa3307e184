"""Keywords that somebody sets on a report, in a mail program: answered with the form, and nothing else.

Whoever can write in the mailbox can set one, and IMAP does not say who did.  So a keyword opens no case: it
brings the analysts the form, and the case is opened by the one of them who fills it in and signs it (P9).
Of the report the form has its time and its URLs; what they show is left empty, and without it no answer opens
a case.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.form.annex import Form, Item
from hotlined.domain.form.item_urls import same_url
from hotlined.domain.form.write import write_form, write_lines
from hotlined.domain.hotline.people import Analyst
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, alarm, to_analysts
from hotlined.domain.record.casework import ReportMarked
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.tagging.words import ASSESSMENTS, Word, fold_word

KIND: Final = "marked"
SETTING: Final[Mapping[str, Word]] = {  # values of `report_keywords`
    "illegal": Word.ILLEGAL,
    "unsure": Word.UNSURE,
    "not-illegal": Word.NOT_ILLEGAL,
    "urgent": Word.URGENT,
    "form": Word.FORM,
}
MOST_AN_HOUR: Final = 20  # reports; the others wait, and leave the alarms their share of the storm brake
MOST_URLS: Final = 50  # in the form
HOUR: Final = timedelta(hours=1)
WAITING: Final = "report-keywords"  # the alarm that more are set than are answered

_ESCAPED: Final = re.compile(rb"=([0-9a-f]{2})")  # as Thunderbird writes what an atom cannot hold
_WORDS: Final = {fold_word(word): word for word in SETTING.values()}


@dataclass(frozen=True, slots=True)
class Marked:
    """A report as it lies in the mailbox, and the URLs in it."""

    mail: str  # its digest
    place: str  # as in `casework.ReportMarked`
    original: str  # `identity.id_digest` of its Message-ID, or ""
    received_at: datetime
    urls: tuple[str, ...] = ()
    attached: int = 0  # files and mails, which nobody has opened
    unreadable: bool = False


def read_keyword(keyword: str, site: Site) -> Word | None:
    """The tag that a keyword stands for, where agreed: `$Illegal`, `illegal`, `not=20illegal`, `DRINGEND`."""
    plain = _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), keyword.encode())
    folded = fold_word(plain.decode("utf-8", "replace").removeprefix("$"))
    word = _WORDS.get(folded) or _WORDS.get(fold_word(site.tag_aliases.get(folded, "")))
    agreed = {SETTING[name] for name in site.agreement.report_keywords}
    return word if word in agreed else None


def room(desks: Iterable[Case], now: datetime) -> int:
    """How many more reports can be answered now; `desks` are those of today and yesterday."""
    lately = sum(now - HOUR < at <= now for desk in desks for at, _ in desk.marked)
    return max(MOST_AN_HOUR - lately, 0)


def answered(
    context: Context, stream: str, report: Marked, words: Collection[Word], new: set[Word]
) -> Effect:
    """The form for each analyst, once for a report and keyword; `words` are all that stand on it."""
    letters = [
        one for analyst in context.site.analysts for one in _letter(context, stream, report, words, analyst)
    ]
    marked = ReportMarked(
        mail=report.mail,
        words=tuple(sorted(new)),
        place=report.place,
        original=report.original,
        letters=tuple(one.draft.message_id for one in letters),
    )
    return Effect((marked,), tuple(letters))


def moved(report: Marked, words: Collection[Word]) -> Effect:
    """The note that a report that was answered lies at another place now."""
    return Effect((ReportMarked(mail=report.mail, words=tuple(sorted(words)), place=report.place),))


def too_many(context: Context, desk: Case, waiting: int) -> Effect:
    """Once a day: the analysts are told that keywords stand on more reports than are answered in an hour."""
    if WAITING in desk.alarms:
        return Effect()
    sentence = f"Keywords are set on {waiting} more reports than are answered within an hour."
    todo = (
        "Take them off the reports that were marked by mistake; the others are answered one after the other."
    )
    return Effect((AlarmRaised(what=WAITING),), alarm(context, Case(desk.stream), WAITING, sentence, todo))


def original_of(desk: Case, letter: str) -> str:
    """The report of which a mail of ours speaks, as `ReportMarked.original`; "" where it speaks of none."""
    return next((one.original for _, one in desk.marked if letter in one.letters), "")


def _letter(
    context: Context, stream: str, report: Marked, words: Collection[Word], analyst: Analyst
) -> Iterator[Letter]:
    """The form for one analyst; without URLs where it cannot be encrypted (P4)."""
    site = context.site
    found = _reported(report.urls, site) if analyst.fingerprints else ()
    items = tuple(Item(url) for url in found[:MOST_URLS])
    form = Form(received_from_public=report.received_at.replace(microsecond=0), items=items)
    zone, language = site.hotline.timezone, analyst.language
    named = [word for word in ASSESSMENTS if word in words]
    also = " [URGENT:]" if Word.URGENT in words else ""
    lines = write_lines(form, ("received_from_public", "content_type"), language=language, zone=zone)
    values = {
        "reference": "",
        "keywords": tuple(f"[{word}]" for word in sorted(words)),
        "tag": named[0] if len(named) == 1 else "",
        "offered": tuple(named if len(named) == 1 else ASSESSMENTS),
        "urgent": Word.URGENT in words,
        "report_at": report.received_at,
        "unreadable": report.unreadable,
        "keyed": bool(analyst.fingerprints),
        "urls": len(found),
        "left": max(len(found) - MOST_URLS, 0),
        "attached": report.attached,
        "bare": any("://" not in item.url for item in items),  # our form refuses them
        "form": write_form(form, language=language, zone=zone, more=site.routed_by, found=True),
        "below": f"{also}\n\n{lines}",
    }
    yield from to_analysts(context, Case(stream), KIND, values, only=analyst.name, content=True)


def _reported(urls: Sequence[str], site: Site) -> Sequence[str]:
    """Without the hotline's own front page, which the program of its web form names below each report."""
    domains = {site.hotline.email.domain, *(one.domain for one in site.identities.values())}
    pages = {
        f"{scheme}://{www}{one}/" for scheme in ("http", "https") for www in ("", "www.") for one in domains
    }
    return [url for url in urls if same_url(url) not in pages] or urls
