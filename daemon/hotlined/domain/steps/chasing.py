"""The step that tells analysts of what only they can settle: item numbers and contacts, no content."""

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.ntd.hosted import together
from hotlined.domain.ntd.notices import CONTACT_WANTED
from hotlined.domain.ntd.unsettled import Unsettled, What, stuck_reminders, unsettled
from hotlined.domain.record.noticed import AnalystsChased
from hotlined.domain.steps.notifying import HINTS, name_it
from hotlined.domain.values.shown import items_argument, local_time


def chase(case: Case, what: str, n: int, context: Context) -> Effect:
    """Tell the analysts of one of them."""
    one = next((one for one in unsettled(case, context.site) if one.what == what), None)
    if one is None:
        return Effect()
    fact = AnalystsChased(what=one.what, items=one.items, n=n)
    return Effect((fact,), alarm(context, case, f"waits-{what}", *_words(case, one, context)))


def _words(case: Case, one: Unsettled, context: Context) -> tuple[str, str]:
    items = ", ".join(str(number) for number in one.items)
    tag = items.replace(" ", "")
    first = items_argument(together(case, one.items, context.site))
    when = local_time(one.since, context.site.hotline.timezone)
    match one.what:
        case What.REMOVED:
            return (
                f"Item {items} is said to be removed since {when}, and nobody has looked.",
                f"Check, then send [REMOVED:{tag}] or [ONLINE:{tag}].",
            )
        case What.NOT_OURS:
            return (
                f"The provider says since {when} that it does not host item {items}; nobody else is told.",
                f"Find out who does, then send [PROVIDER:abuse@... {first}]; the notice then goes by itself.",
            )
        case What.NOBODY:
            return (
                f"The notice about item {items} is due since {when}, and no provider is known.",
                f"Find out who hosts it, then send [PROVIDER:abuse@... {first}], or [NTD:none].",
            )
        case _:
            whys = _whys(case, one)
            left = {number for _, told in stuck_reminders(case, context.site) for number in told}
            why = "; ".join(whys)
            hint = next((HINTS[why] for why in whys if why in HINTS), "")
            return (
                f"A reminder about item {items} waits since {when}: {why}."
                if left.issuperset(one.items)
                else f"A notice about item {items} waits since {when}: {why}.",
                f"{hint}{name_it(case, one.items, context.site)} [NTD:none] ends this.",
            )


def _whys(case: Case, one: Unsettled) -> tuple[str, ...]:
    """What the notices about these items wait for; those to several contacts may for different things."""
    hosts = (item.provider for item in case.items if item.number in one.items)
    found = (case.why_waits(host.contact) for host in hosts if host is not None)
    return tuple(dict.fromkeys(why for why in found if why is not None and why in CONTACT_WANTED))
