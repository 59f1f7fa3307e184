"""Mails aside of the inbox, in Junk and in the quarantine: which of them are dealt with as if they lay in it.

Those that may be from the LEA, or tell what did not reach it; and those that answer a mail of ours, or name a
case, whoever sends them: a hold may come from an address that nobody knows, and a filter puts aside just that
one.  All others stay where they are, and nobody is asked about them (P5, P7).
"""

import asyncio

from hotlined.app.docket import Docket
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.matching import clues
from hotlined.domain.letters.who import belongs_to, units_like
from hotlined.domain.mail.message import Inbound
from hotlined.domain.values.reference import digest_of_code


async def concerns_us(mail: Inbound, docket: Docket) -> bool:
    """Whether a mail is one of those; of spam, of which there may be thousands, nothing is looked up."""
    site = docket.site()
    if units_like(mail, site):
        return True
    found = clues(mail, site)
    keys = [("message-id", one) for one in found.message_ids]
    keys += [("token", one) for one in found.tokens]
    keys += [("code", digest_of_code(one)) for one in found.codes]
    if any([await asyncio.to_thread(docket.store.find, *key) for key in keys]):
        return True
    return any([await docket.folded(one) is not None for one in found.references()])


def judged_by(site: Site) -> tuple[object, ...]:
    """What of the configuration that goes by.

    Who the units are, and who at their addresses is none of theirs; our addresses, and the form of a number.
    """
    there = (one for one in site.analysts if any(belongs_to(one.address, unit) for unit in site.units))
    return site.units, tuple(there), site.own_addresses, site.hotline.email, site.hotline.prefix
