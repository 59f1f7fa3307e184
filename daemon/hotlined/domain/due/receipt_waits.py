"""Since when the LEA's receipt of a part of the report is awaited, and how long it may take."""

from datetime import datetime, timedelta

from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site


def receipt_waits_since(case: Case, fragment: Fragment, site: Site) -> datetime | None:
    """Since when a receipt is awaited: acceptance, or the last reminder; None when none is."""
    if fragment.is_confirmed or fragment.ends:
        return None
    mail = case.settled(fragment)
    if mail is None:
        return None
    # A ticket system may acknowledge what its mailbox then sends back.
    acknowledged = fragment.received_at is not None and not mail.turned_away
    if acknowledged and site.agreement.machine_ack_stops_reminders:
        return None
    return fragment.reminded_at or mail.accepted_at or mail.at


def receipt_interval(case: Case, site: Site) -> timedelta:
    """How long a receipt may take before somebody is reminded."""
    return site.agreement.receipt_reminder_urgent if case.urgent else site.agreement.receipt_reminder
