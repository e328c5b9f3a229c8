"""Reads the dates that HTTP headers carry."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(header: str) -> datetime | None:
    """Return the moment of a ``Last-Modified`` or ``Date`` header in UTC, None if it is none."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - brings half of email, so late

    try:
        found = parsedate_to_datetime(header)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def seconds_to_wait(retry_after: str, now_s: float) -> float | None:
    """Return how long a ``Retry-After`` header asks to wait, None if it does not ask."""
    if retry_after.isdecimal():
        return float(retry_after[:9])
    found = moment(retry_after)
    return max(0.0, found.timestamp() - now_s) if found is not None else None
