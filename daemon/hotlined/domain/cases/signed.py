"""What a signature covers: which case, whose mail, to whom, at which moment (threats F7-F9).

A good signature says who wrote some bytes, not that they were meant for here and now.  A signed mail can
be delivered late, put into another thread, or passed on by whoever received it first; so what is signed
has to name the case, and must not name another author, other addressees, or another day.
"""

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Agreement, Site
from hotlined.domain.mail.message import Inbound
from hotlined.domain.values.reference import digest_of_code, find_receipt_codes, find_references


def covers_case(mail: Inbound, case: Case, site: Site) -> bool:
    """Whether what is signed names this case: by number, receipt code, or the protected thread.

    In the writer's own words the case may stand among others; a quote counts only where it names no
    other case, since a list of cases is quoted in whole.
    """
    prefix = site.hotline.prefix
    own = {str(one) for one in find_references(f"{mail.signed_subject}\n{mail.certain_text}", prefix)}
    quoted = {str(one) for one in find_references(mail.body, prefix)}
    codes = {digest_of_code(code) for code in find_receipt_codes(mail.body)}
    thread = mail.covered.references if mail.covered else ()
    return (
        case.stream in own
        or quoted == {case.stream}
        or any(one.codes & codes for one in case.fragments)
        or any(one in case.sent for one in thread)
    )


def contradiction(mail: Inbound, site: Site) -> str | None:
    """What inside of the signature speaks against the mail around it; None where nothing does.

    Clients that protect the subject alone leave the rest out, and then there is nothing to compare.
    """
    inside = mail.covered
    if inside is None:
        return None
    if inside.authors is not None and inside.authors != mail.from_:
        return "the signature covers another From than the mail shows"
    addressed = (
        one.domain in site.own_domains or one.base in site.own_addresses for one in inside.addressees
    )
    if inside.addressees and not any(addressed):
        return f"what is signed is addressed to somebody else, not to {site.identities['intake'].domain}"
    return None


def untimely(mail: Inbound, agreement: Agreement) -> str | None:
    """Why signature or login are not of the moment when the mail was received; None where they are (P9).

    The Date header is compared too: an old order is often sent under a new Date.  Without a signature,
    Date alone tells an order from one that was written, and carried through some server, long ago.
    """
    longest = agreement.command_fresh + agreement.clock_skew
    if mail.signature is None:
        close = mail.date is not None and abs(mail.judged_at - mail.date) <= longest
        return None if close else "Date is absent, or not of the day when the mail came"
    age = mail.judged_at - mail.signature.made_at
    if age > agreement.command_fresh:
        return "the signature is older than agreed"
    if age < -agreement.clock_skew:
        return "the signature is from the future"
    if mail.date is not None and abs(mail.date - mail.signature.made_at) > longest:
        return "Date and signature are of different days"
    return None
