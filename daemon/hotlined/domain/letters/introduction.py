"""The introduction of the hotline to an LEA unit: who we are, keys, addresses, networks, how to reply."""

from hotlined.domain.hotline.people import Unit
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Letter, letter
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.values.shown import grouped

INTRODUCTION = "introduction"
INTRODUCED = "introduced"  # to who asked for it


def values(site: Site, unit: Unit) -> dict[str, object]:
    """What the templates show."""
    return {
        "unit": unit,
        "agreement": site.agreement,
        "reports_from": str(site.identities["lea"]),
        "notices_from": str(site.identities["ntd"]),
        "key": grouped(site.hotline.fingerprint),
        "unit_keys": tuple(grouped(one) for one in unit.fingerprints),
        "ntd_delay": unit.ntd_delay or site.agreement.ntd_delay,
    }


def introduction(context: Context, stream: str, unit: Unit) -> Letter:
    """The sealed mail; answers go to the hotline's people."""
    told = values(context.site, unit)
    return letter(context, stream, unit_recipient(unit), INTRODUCTION, told).to_people()
