"""Moments as people type them, and as due times are rounded. Pure."""

from datetime import UTC, datetime, timedelta

# Due times are rounded up to a bucket, so that a dump does not show a time-table to the minute.
BUCKET = timedelta(minutes=15)

EXAMPLE = "1855-10-26T21:40"


def read_moment(text: str) -> datetime | None:
    """Read an ISO date and time; without a zone it is UTC. None: it is not one."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def bucket(moment: datetime) -> datetime:
    """Round a moment up to the next quarter of an hour."""
    begun = quarter_of(moment)
    return begun if begun == moment else begun + BUCKET


def quarter_of(at: datetime) -> datetime:
    """Give the quarter of an hour in which a moment lies, by its beginning."""
    return at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
