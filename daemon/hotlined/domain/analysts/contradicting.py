"""An analyst finds not illegal what an open case was reported for: that case is asked about, and waits (P7).

Two analysts may differ, or one corrects a mistake.  Which finding holds only a person can say; until then no
notice tells a provider that the content is illegal.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from hotlined.domain.analysts.transcribe import Page
from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.url_key import url_key
from hotlined.domain.letters.decision import Change
from hotlined.domain.mail.message import Draft
from hotlined.domain.ntd.expected import notices_to_come
from hotlined.domain.ntd.notices import NOT_ILLEGAL
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.steps.asking import Doubt, ask
from hotlined.domain.steps.filing import on_case, seen
from hotlined.domain.values.folders import Folder

REFUSED: Final = (
    "an analyst's mail finds the content not illegal, and was refused; if that is so, send [CLOSE], or"
    " [NTD:none] with [CONFIRM]"
)


def with_questions(changes: tuple[Change, ...], page: Page) -> tuple[Change, ...]:
    """The change that opens a case, and a question to each open one that calls its content illegal."""
    opening, *_ = changes
    opened = next((one for one in opening.events if isinstance(one, CaseOpened)), None)
    if opened is None or opened.assessment != NOT_ILLEGAL or opened.form is None:
        return changes
    keys = {url_key(item.url) for item in opened.form.items}
    asked = [case for case in page.facts.alike if _differs(case, keys, page)]
    more = [_question(case, opening.stream, page) for case in asked]
    told = replace(opening, drafts=tuple(_remarked(draft, asked) for draft in opening.drafts))
    return (told, *changes[1:], *more)


def _differs(case: Case, keys: Collection[str], page: Page) -> bool:
    """Whether a notice of it about one of these URLs may still go, or a reminder of one."""
    gone = case.all_gone()
    same = (number for number, item in enumerate(case.listed, 1) if url_key(item.url) in keys)
    return case.is_open and notices_to_come(case, page.site) and any(one not in gone for one in same)


def _question(case: Case, stream: str, page: Page) -> Change:
    """It has no word of the mail: it goes to every analyst, to those without a key in clear (P4)."""
    why = (
        f"{stream} finds content of this case not illegal; if that is so, send [CLOSE], or [NTD:none] with"
        " [CONFIRM]"
    )
    question = ask(page.context, case, Doubt(page.who, why, page.mail.digest), urls=page.facts.urls)
    return on_case(case, seen(page.mail, page.who, Folder.DONE, why), question, page.context)


def _remarked(draft: Draft, cases: Collection[Case]) -> Draft:
    transcript = draft.values.get("transcript")
    if not isinstance(transcript, Transcript) or not cases:
        return draft
    remarks = (*transcript.remarks, *_remarks(cases))
    return replace(draft, values={**draft.values, "transcript": replace(transcript, remarks=remarks)})


def _remarks(cases: Collection[Case]) -> Iterator[str]:
    for case in cases:
        yield (
            f"{case.stream} has reported the same URL: its notices wait until question"
            f" Q{len(case.pauses) + 1} there is answered"
        )
