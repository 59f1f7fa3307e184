"""When a forwarded mail was written, for the time of a public report: in which zone, or None when unsure."""

from zoneinfo import ZoneInfo

from hotlined.adapters.mime_read.dates import forwarded_date
from tests.support.over import over

HERE = ZoneInfo("Europe/Tallinn")


@over(
    ("sent", "read"),
    [
        ("2026-11-26T06:00:00Z", "2026-11-26 08:00"),
        ("2026-11-26T06:00:00.000Z", "2026-11-26 08:00"),
        ("2026-11-26T06:00:00.000+05:30", "2026-11-26 02:30"),
        ("26 Nov 2026 10:00 (UTC)", "2026-11-26 12:00"),
        ("26.11.2026 10:00 (CET)", "2026-11-26 11:00"),
        ("26. November 2026 um 10:00 MEZ", "2026-11-26 11:00"),
        ("26 Nov 2026 10:00 pm", "2026-11-26 22:00"),
        ("26.11.2026 10:00 Uhr", "2026-11-26 10:00"),
        ("26.11.2026 10:00 UHR", "2026-11-26 10:00"),
        ("Thu, 26 Nov 2026 10:00:00 +0000", "2026-11-26 12:00"),
        ("3/2/2026 10:00", "2026-02-03 10:00"),
        ("3.2.2026 10:00 AM", "2026-02-03 10:00"),
        ("3/3/2026 10:00 PM", "2026-03-03 22:00"),
        ("26/11/2026 10:00 AM", "2026-11-26 10:00"),
        # Whose hour, and which is the month, nobody knows.
        ("Thu, 26 Nov 2026 10:00:00 EST", None),
        ("Thursday, November 26, 2026 1:00 AM EST", None),
        ("Thursday, November 26, 2026 10:00 AM PST", None),
        ("26 Nov 2026 at 10:00 EDT", None),
        ("26 November 2026 10:00 IST", None),
        ("26.11.2026 10:00 MSK", None),
        ("26 Nov 2026 10:00 Eastern Standard Time", None),
        ("3/2/2026 10:00 AM", None),
        ("11/12/2026 10:00 pm", None),
    ],
)
def test_the_date_of_a_forwarded_mail_is_read_in_its_own_zone_or_not_at_all(
    sent: str, read: str | None
) -> None:
    text = f"From: someone <someone@example.com>\nSent: {sent}\nTo: desk@example.org\nSubject: a\n\ntext"
    found = forwarded_date(text, HERE)

    assert (f"{found.astimezone(HERE):%Y-%m-%d %H:%M}" if found else None) == read
