"""Values of the template annex-i for tests, and hypothesis-made ones with odd texts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.state import Case
from hotlined.domain.form.annex import Answer, Form, Item, normal_text
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.reports import Part, report_values
from hotlined.domain.ntd.foretold import Foretold
from hotlined.domain.record.casework import CaseOpened, ProviderSet
from tests.support.chance import CountingChance
from tests.support.site import make_site

NOW = datetime(2026, 11, 24, 14, 5, 7, 890, tzinfo=UTC)
CODE = "K7QM-4TXD-92HF"
ITEM = Item("https://example.com/1")
OPENED = CaseOpened(
    assessment="illegal",
    analyst="Example Analyst",
    mail="m",
    thread=None,
    found_at=NOW - timedelta(hours=1),
    received_from_public=None,
    country="EE",
    urgent=False,
    units=("national",),
    ntd_body="hotline",
    ntd_delay=86_400,
    rules=(),
    items=1,
)


def plans(at: datetime = NOW) -> tuple[Foretold, ...]:
    """One of each kind of what a report can tell of the notice; that of the LEA comes last."""
    return (
        Foretold("after", timedelta(hours=6)),
        Foretold("after", timedelta(hours=6), receipt=True, calendar=True),
        Foretold("at", at=at),
        Foretold("at", at=at, receipt=True),
        Foretold("now"),
        Foretold("now", receipt=True),
        Foretold("held"),
        Foretold("sent", at=at),
        Foretold("none"),
        Foretold("lea"),
    )


def annex_values(
    form: Form | None = None,
    opened: CaseOpened = OPENED,
    *,
    fragment: int = 1,
    of: int = 1,
    iccam: str | None = None,
    provider: ProviderSet | None = None,
) -> dict[str, object]:
    """What the template gets for part `fragment`, which carries all items of the form."""
    form = form or Form(content_type="item 1", items=(ITEM,))
    numbers = tuple(range(1, len(form.items) + 1))
    case = Case(
        stream="HL-2026-000123-K",
        opened=opened,
        form=form,
        iccam=iccam,
        items=tuple(ItemState(number, provider) for number in numbers),
    )
    site = make_site()
    context = Context(site, NOW, CountingChance())
    made = report_values(context, case, Part(fragment, of, numbers), CODE, (), unit="national")
    return {"hotline": site.hotline, **made, "now": NOW}


def full_form(*items: Item) -> Form:
    """A form with a value in every field, in Greek, Lithuanian and Estonian."""
    return Form(
        received_from_public=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        received_from_iccam=datetime(2026, 7, 21, 10, 31, tzinfo=UTC),
        iccam_id="ICC-778899",
        region="Põhja",
        content_language="et",
        offender_identifiable=Answer.YES,
        victim_identifiable=Answer.NO,
        victim_identified=Answer.NOT_SURE,
        content_type="Περιγραφή του είδους, άλφα ΰ ΐ\nAprašymas: ąčęėįšųūž ĄČĘĖĮŠŲŪŽ",
        self_generated=Answer.NOT_SURE,
        content_data="Sisu: õäöüšž ÕÄÖÜŠŽ",
        useful_information="Χρήσιμες πληροφορίες",
        metadata="Metaduomenys\n\n  1",
        items=items
        or (
            Item(
                "https://example.com/1?a=ą",
                access="Parool: O0l1I",
                ip="2001:db8::1",
                provider="Example Hosting OÜ",
                hosting="Rack 5\nrow 7",
                host_country="LT",
            ),
        ),
        screenshots="2 ekraanipilti",
        comments="Pastabos",
        cloudflare=Answer.NO,
    )


_ODD = st.sampled_from(
    [
        "{nb}",
        "**bold** __x__ --y--",
        "CONTACT INFORMATION",
        "☒ Yes ☐ No",
        "\u202eevil\u202c",
        "soft\u00adhyphen",
        "漢字 שלום مرحبا",
        "Z\u0300\u0301\u0302",
        "nul \x00 esc \x1b[2J",
        "e\u0301",
        "(a\\(b)) Tj ET",
        "<b>&amp;",
        "x" * 200,
        "  two in",
        "{{ code }}",
        "Page 7 of 9",
    ]
)
_LINES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | _ODD, max_size=4)
_TEXTS = _LINES.map(lambda lines: normal_text("\n".join(lines)))
_ANSWERS = st.none() | st.sampled_from(list(Answer))
_TIMES = st.none() | st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
_ITEMS = st.builds(
    Item,
    url=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=200).map(
        "https://example.com/".__add__
    ),
    access=_TEXTS,
    ip=st.none() | st.ip_addresses().map(str),
    provider=_TEXTS,
    hosting=_TEXTS,
    host_country=st.none() | st.sampled_from(["EE", "GR", "LT"]),
)
_FORMS = st.builds(
    Form,
    received_from_public=_TIMES,
    received_from_iccam=_TIMES,
    iccam_id=_TEXTS,
    region=_TEXTS,
    content_language=st.none() | st.sampled_from(["de", "et"]),
    offender_identifiable=_ANSWERS,
    victim_identifiable=_ANSWERS,
    victim_identified=_ANSWERS,
    content_type=_TEXTS,
    self_generated=_ANSWERS,
    content_data=_TEXTS,
    useful_information=_TEXTS,
    metadata=_TEXTS,
    items=st.lists(_ITEMS, max_size=3).map(tuple),
    screenshots=_TEXTS,
    comments=_TEXTS,
    cloudflare=_ANSWERS,
)


@st.composite
def reports(draw: st.DrawFn) -> tuple[Form, CaseOpened, dict[str, object]]:
    """One part of a report, any field filled in or not, with odd texts: the form, the case, the values."""
    form = draw(_FORMS)
    opened = replace(
        OPENED,
        assessment=draw(st.sampled_from(["illegal", "unsure", "not_illegal"])),
        urgent=draw(st.booleans()),
        urgent_reason=draw(_TEXTS),
        country=draw(st.none() | st.just("EE")),
        ntd_body=draw(st.sampled_from(["hotline", "lea"])),
        ntd_delay=draw(st.integers(0, 600_000)),
    )
    return form, opened, annex_values(form, opened, fragment=draw(st.integers(1, 3)), of=3)
