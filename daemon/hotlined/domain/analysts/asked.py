"""An analyst's questions: [HELP], [FORM], [STATUS], [LIST], [STATS], and what concerns no case besides."""

from hotlined.domain.analysts import protocol
from hotlined.domain.analysts.answers import refusal
from hotlined.domain.analysts.coming import coming
from hotlined.domain.analysts.taken_over import ASKING
from hotlined.domain.analysts.transcribe import Page
from hotlined.domain.cases.state import Case
from hotlined.domain.due.listing import list_values
from hotlined.domain.form import Form, write_form
from hotlined.domain.hotline.periods import QUARTER, holding
from hotlined.domain.letters.decision import Change, Decision
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import language_of
from hotlined.domain.record.periodical import FiguresAsked
from hotlined.domain.steps.filing import heard, seen, stream
from hotlined.domain.tagging.taghelp import help_values
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.period import read_period


def asked(page: Page) -> Decision:
    """HELP, FORM, STATUS: answered; nothing changes."""
    who, tags, facts, context = page.who, page.tags, page.facts, page.context
    word = next(tag.word for tag in tags.tags if tag.word in ASKING)
    case = facts.cases.get(facts.match.streams[0]) if facts.match.streams else None
    language = language_of(who, context.site)
    values: dict[str, object]
    match word:
        case Word.HELP:
            kind, values = "help", help_values(context.site.tag_words.get(language, {}))
        case Word.FORM:
            more = context.site.routed_by
            kind, values = "form", {"form": write_form(Form(), language=language, zone=page.zone, more=more)}
        case Word.LIST:
            kind, values = "list", list_values(facts.listed, tags.argument(word), context.now)
        case Word.STATUS if case is not None:
            told = coming(case, context.site, facts.urls, facts.twins, now=context.now)
            kind, values = "status", {"case": case, "coming": told}
        case Word.STATUS:
            problem = f"[STATUS]: name a case, such as [STATUS] [{context.site.hotline.prefix}-2026-000123-K]"
            return refusal(page, (problem,))
        case Word.MEETING | Word.INTRODUCE:
            met = word is Word.MEETING
            result = protocol.recorded(page) if met else protocol.introduced(page)
            return refusal(page, (result,)) if isinstance(result, str) else result
        case _:
            return _counted(page)
    mark = seen(page.mail, who, Folder.DONE, f"answered [{word}]")
    where = heard(case or Case(stream(context)), mark, context)
    letters = to_analysts(context, where, kind, values, only=who.id, answer=True)
    change = Effect(letters=letters).change(where.stream, mark)
    return Decision((change,), Folder.DONE, f"answered [{word}]")


def _counted(page: Page) -> Decision:
    """[STATS]: the question is recorded; counting takes its time, and nothing waits for it."""
    mail, who, context = page.mail, page.who, page.context
    today = context.site.at(context.now).date()
    period = read_period(page.tags.argument(Word.STATS)) or holding(QUARTER, today)
    mark = seen(mail, who, Folder.DONE, "statistics are counted")
    question = FiguresAsked(period=period.name, analyst=who.id, mail=mail.digest)
    return Decision((Change(stream(context), (mark, question)),), Folder.DONE, "statistics are counted")
