"""The time zones of a country (the IANA database's zone.tab), and what the clocks of one show."""

from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo


def zones_of(country: str) -> tuple[str, ...]:
    """The names of its zones, the one of most people mostly first; () for a code that the table lacks."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = (row.split("\t") for row in table.splitlines() if not row.startswith("#"))
    return tuple(row[2] for row in rows if row[0] == country)


def clocks(zone: ZoneInfo) -> tuple[timedelta, ...]:
    """How far they are from UTC this year, in winter and in summer."""
    year = datetime.now(UTC).year
    moments = (datetime(year, month, 15, tzinfo=zone) for month in (1, 7))
    return tuple(one.utcoffset() or timedelta(0) for one in moments)
