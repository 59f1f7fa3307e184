"""`due`: what is due when, over all open cases; and the notices that wait, with the reason."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hotlined.cli.say import Row, left_out, listing
from hotlined.cli.where import ConfigOption, JsonOption, cases, looking_at, settings_of, with_clock
from hotlined.domain.cases.clock import really
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import OF_HOLDS, STOPS, DueKind, foreseen
from hotlined.domain.hotline.site import Site
from hotlined.domain.ntd.expected import is_abroad
from hotlined.domain.ntd.notice_time import is_untold
from hotlined.domain.ntd.notices import UNTAKEN, UNTOLD, standing
from hotlined.domain.ntd.planning import Plan, plans
from hotlined.domain.overview.pressing import why_of
from hotlined.machine import SystemClock

LAST = datetime.max.replace(tzinfo=UTC)  # where what has no time yet is sorted to

GOES_ON = "the case is closed, the LEA's hold goes on"
UNDONE = "hotlined has not come to it: `journalctl -u hotlined` says why, if it runs"
A_WHILE = timedelta(minutes=1)  # until then it is about to be done
ASKS = "the case is closed, the question keeps back its URLs in other cases"


def due(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List what is due in the open cases, earliest first, and what keeps notices waiting."""
    settings = settings_of(config)
    store = looking_at(settings)
    now = SystemClock().now()
    streams = cases(store, store.open_streams(), surveys=True)
    site = with_clock(settings.site, store, now)
    found = [row for case in streams for row in due_rows(case, site, now)]
    found.sort(key=lambda row: (row["at"] or LAST, row["case"]))
    columns = ("at", "late", "case", "what", "about", "waits")
    zone = site.hotline.timezone
    nothing = "nothing is due, and nothing waits"
    if left_out:
        nothing += ", in the cases that read"
    listing(columns, found, zone, as_json=as_json, nothing=nothing)


def due_rows(case: Case, site: Site, now: datetime) -> Iterator[Row]:
    """Each due step of the case, and each planned notice that only another event can free."""
    waiting = tuple(_waiting(case, site))
    once = {(plan.contact, at) for plan, at, _ in waiting}
    for step in foreseen(case, site):
        if step.kind is DueKind.NOTICE and (step.key, step.at) in once:
            continue  # what is due is to tell analysts of what it waits for
        about = step.key if not step.n else f"{step.key} no. {step.n}".strip()
        waits = why_of(case, step.kind, step.key, step.at)
        if case.closed is not None and step.kind in STOPS:
            waits = GOES_ON if step.kind in OF_HOLDS else ASKS
        undone = UNDONE if step.at + A_WHILE <= now else ""
        yield _row(case, str(step.kind), about, step.at, waits or undone, now)
    for plan, at, why in waiting:
        yield _row(case, "notice", plan.contact, at, why, now)


def _waiting(case: Case, site: Site) -> Iterator[tuple[Plan, datetime | None, str]]:
    """The planned notices that something stands against, when they would go, and what that is."""
    if is_abroad(case, site):
        return  # no report goes that a notice could follow
    for plan in plans(case, site):
        reasons = [*standing(case, plan.contact, plan.items, plan.origin)]
        if plan.due_at is None:
            reasons.append(UNTOLD if is_untold(case, plan.items, site) else UNTAKEN)
        if reasons:
            at = really(plan.due_at, case, site.agreement, site.clock) if plan.due_at is not None else None
            yield plan, at, "; ".join(reasons)


def _row(case: Case, what: str, about: str, at: datetime | None, waits: str, now: datetime) -> Row:
    late = at is not None and at <= now
    return {
        "at": at,
        "late": late,
        "case": case.stream,
        "what": what,
        "about": about,
        "waits": waits,
    }
