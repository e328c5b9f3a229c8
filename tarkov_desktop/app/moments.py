"""Times as the server writes them."""

from __future__ import annotations

from datetime import datetime


def moment_ms(text: str | None) -> int | None:
    """Return the Unix milliseconds of an ISO time of the server, None for none and for anything else."""
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1000) if text else None
    except ValueError:
        return None
