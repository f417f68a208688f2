"""Moments as people type them. Pure."""

from datetime import UTC, datetime

EXAMPLE = "1855-10-26T21:40"


def read_moment(text: str) -> datetime | None:
    """Read an ISO date and time; without a zone it is UTC. None: it is not one."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
