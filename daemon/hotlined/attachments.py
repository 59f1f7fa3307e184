"""The files that go along with a mail: a report as printed form and data; tables, charts, invitations."""

from collections.abc import Callable, Iterator, Mapping

from hotlined.adapters.charts import png_of
from hotlined.adapters.invitation import ics_of
from hotlined.adapters.render import JinjaTemplates
from hotlined.app.compose import Attachments
from hotlined.domain import meetings
from hotlined.domain.counts.statistics import Statistics
from hotlined.domain.counts.statistics_charts import charts
from hotlined.domain.counts.statistics_mail import KIND
from hotlined.domain.counts.statistics_table import csv_of, dsa_csv, text_of
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.annex_json import annex_json_file
from hotlined.domain.mail.message import Draft, Recipient
from hotlined.domain.mail.outgoing import REPORT
from hotlined.domain.meeting_agenda import Agenda
from hotlined.domain.officers.survey_read import FILE
from hotlined.domain.steps.failing import CANCELLED, INVITATION, JOINT
from hotlined.domain.steps.survey import csv_file


def attachments(made: JinjaTemplates) -> Attachments:
    """What goes along: with a report the printed form and the data, with a table to fill in its CSV."""
    _printer()  # what does not import is noticed at the start, not at the first report

    def of(draft: Draft, site: Site) -> tuple[tuple[str, str, bytes], ...]:
        if draft.kind in (KIND, JOINT):
            return tuple(_statistics_files(draft))
        if draft.kind in (INVITATION, CANCELLED):
            return tuple(_meeting_files(draft))
        if draft.kind == "lea-statistics":
            return ((FILE, "text/csv", csv_file(draft.values)),)
        if draft.kind != REPORT:
            return ()
        return (
            ("annex-i.pdf", "application/pdf", report_pdf(made, site, draft.to, draft.values)),
            ("annex-i.json", "application/json", report_data(made, draft.to, draft.values)),
        )

    return of


def _meeting_files(draft: Draft) -> Iterator[tuple[str, str, bytes]]:
    """The invitation for a calendar, and the figures that the agenda speaks of."""
    invitation, plan = draft.values["invitation"], draft.values.get("plan")
    if isinstance(invitation, meetings.Invitation):
        kind = f"text/calendar; charset=utf-8; method={invitation.method}"
        yield "invite.ics", kind, ics_of(invitation)
    if isinstance(plan, Agenda) and plan.figures is not None:
        language = draft.to.language
        yield f"statistics-{plan.figures.period}.txt", "text/plain", text_of(plan.figures, language)


def _statistics_files(draft: Draft) -> Iterator[tuple[str, str, bytes]]:
    """The table as CSV, what the DSA asks for, and the charts."""
    found, language = draft.values["statistics"], draft.to.language
    if not isinstance(found, Statistics):
        return
    names = draft.kind == KIND
    yield f"statistics-{found.period}.csv", "text/csv", csv_of(found, language, names=names)
    if not names:
        yield f"statistics-{found.period}.txt", "text/plain", text_of(found, language)
    if names and found.dsa:
        yield f"dsa-notices-{found.period}.csv", "text/csv", dsa_csv(found)
    for chart in charts(found, language):
        yield f"{chart.name}-{found.period}.png", "image/png", png_of(chart)


def _printer() -> Callable[..., bytes]:
    """`annex_pdf`, imported late: fpdf2 is a quarter of all that is loaded, and few commands print."""
    from hotlined.adapters.pdf import annex_pdf

    return annex_pdf


def report_pdf(made: JinjaTemplates, site: Site, to: Recipient, values: Mapping[str, object]) -> bytes:
    """The printed form of a report, as its recipient gets it."""
    return _printer()(values, made.words(to.language), zone=site.hotline.timezone)


def report_data(made: JinjaTemplates, to: Recipient, values: Mapping[str, object]) -> bytes:
    """The data of a report, as its recipient gets them."""
    return annex_json_file(values, made.spoken(REPORT, to.language))
