"""A mail in the LEA's box from an address that is nobody's, and yet from the LEA's side, as it seems.

A gateway of a hosted filter, or of another house, writes from an address of its own: it is known by what only
the envelope of our report shows, the case's number beside the address that the report went to.  Regional
offices and gateways of the LEA's write from below its mail domain.  Either may bring a hold, or tell that the
report lies in a quarantine: enough to pause and to ask, never to release or to confirm (P7, P9).
"""

from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.letters.who import Who, units_below, units_of
from hotlined.domain.mail.message import Inbound, Party

WHY: Final = "it is from an address that nobody has listed, and may be the LEA's all the same"


def unlisted(mail: Inbound, who: Who, case: Case | None, site: Site) -> Who | None:
    """The unit that such a mail may be of; None where it is somebody's who is known, or nobody's."""
    if who.party is not Party.STRANGER or mail.mailbox != "lea":
        return None
    below = units_below(mail, site)
    told = f"{mail.subject}\n{mail.new_text}".lower()
    known = units_of(case) if case is not None else ()
    named = {one.name for one in site.units if one.name in known and str(one.address).lower() in told}
    unit = min(named or below, default=None)
    return Who(Party.LEA, unit, ProofLevel.CLAIMED, who.trouble) if unit is not None else None
