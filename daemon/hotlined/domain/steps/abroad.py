"""Content hosted abroad: an entry for ICCAM to the analyst; with the report ID, the national LEA is informed.

Guidelines, "Agree with LEA on which reports are shared": the hotline informs its national LEA about the
illegal material, and that it has been reported through ICCAM.  No notice goes to a provider from here.
"""

from collections.abc import Iterator
from dataclasses import replace

from hotlined.domain.cases.state import Case
from hotlined.domain.form import Form, write_form
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Letter, to_analysts, to_unit
from hotlined.domain.mail.outgoing import ICCAM_INFORMED


def entry(context: Context, case: Case, analyst: str) -> Iterator[Letter]:
    """The form, ready to paste into ICCAM: country and provider of each item as far as they are known."""
    form = write_form(_filled(case), zone=context.site.hotline.timezone)
    values = {"opened": case.opened, "form": form}
    yield from to_analysts(context, case, "iccam-entry", values, only=analyst, content=True)


def informed(context: Context, case: Case, *, before: str = "") -> Iterator[Letter]:
    """The LEA units learn what was reported through ICCAM, and under which number, in place of `before`."""
    values = {"opened": case.opened, "iccam": case.iccam, "before": before, "items": case.listed}
    for unit in case.units:
        yield from to_unit(context, case, unit, ICCAM_INFORMED, values, urgent=case.urgent)


def _filled(case: Case) -> Form:
    """The form with what the mail's tags and the directory say where the analyst wrote nothing."""
    form = case.form or Form()
    country = case.opened.country if case.opened else None
    found = {state.number: state.provider.name for state in case.items if state.provider}
    return replace(
        form,
        items=tuple(
            replace(
                item,
                provider=item.provider or found.get(number),
                host_country=item.host_country or country,
            )
            for number, item in enumerate(form.items, 1)
        ),
    )
