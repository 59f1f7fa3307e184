"""The site of several daemons, where days are minutes; and a newer version of its rules."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Final

from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.hotline.site import NEVER, Site
from tests.simulation.crew.letters import KEYS
from tests.simulation.crew.schedule import DELAY, PURGED_AFTER
from tests.support.rig import PROVIDER, TEMPLATES
from tests.support.site import make_site

SOONER: Final = timedelta(hours=1)  # by the newer rules the LEA is reminded so much sooner of its receipt


@cache
def templates() -> JinjaTemplates:
    """Compiled once for all schedules."""
    return JinjaTemplates(None, TEMPLATES, zone=make_site().hotline.timezone)


@cache
def site(version: int, *, purges: bool) -> Site:
    """One provider, and notices that leave soon; of the version 0 or 1."""
    made = make_site(providers=(PROVIDER,))
    signing = (replace(one, fingerprints=(KEYS[one.name.lower()],)) for one in made.analysts)
    terms = replace(
        made.agreement,
        ntd_delay=timedelta(milliseconds=DELAY),
        receipt_reminder=made.agreement.receipt_reminder - version * SOONER,
        purge_after=timedelta(milliseconds=PURGED_AFTER) if purges else NEVER,
        purge_warning=timedelta(0),
    )
    return replace(made, analysts=tuple(signing), agreement=terms, edition=f"version {version}")
