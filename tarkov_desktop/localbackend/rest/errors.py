"""The errors a REST answer can carry, and which HTTP status each SQLSTATE becomes.

Codes and statuses: PostgREST documentation, "Errors" (version 13).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

_STATUS_BY_CODE = {
    "0A000": 501,
    "23503": 409,
    "23505": 409,
    "25006": 405,
    "42883": 404,
    "42P01": 404,
    "42P17": 500,
    "53400": 500,
    "57014": 500,
}
_STATUS_BY_CLASS = {
    "08": 503,
    "09": 500,
    "0L": 403,
    "0P": 403,
    "25": 500,
    "28": 403,
    "2D": 500,
    "38": 500,
    "39": 500,
    "3B": 500,
    "40": 500,
    "53": 503,
    "54": 500,
    "55": 500,
    "57": 500,
    "58": 500,
    "F0": 500,
    "HV": 500,
    "XX": 500,
}


class RestError(Exception):
    """A refusal in PostgREST's shape: status, code, message, details, hint."""

    def __init__(
        self, status: int, code: str, message: str, *, details: object = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.hint = hint
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, object]:
        """The four members every error body has."""
        return {"code": self.code, "details": self.details, "hint": self.hint, "message": self.message}


def parse_error(message: str, details: str | None = None) -> RestError:
    """PGRST100: the query string cannot be read."""
    return RestError(400, "PGRST100", message, details=details)


def body_error(message: str) -> RestError:
    """PGRST102: the request body cannot be read."""
    return RestError(400, "PGRST102", message)


def not_implemented(what: str) -> RestError:
    """LB501: the real service would do this, the stand-in does not."""
    return RestError(501, "LB501", f"not implemented by the local backend: {what}")


def from_postgres(error: asyncpg.PostgresError, *, has_user_token: bool) -> RestError:
    """The documented answer for an error that PostgreSQL raised."""
    code: str = error.sqlstate or "XX000"
    status = _status(code, has_user_token=has_user_token)
    return RestError(status, code, str(error.message), details=error.detail, hint=error.hint)


def raised_by_function(error: asyncpg.PostgresError) -> RestError | None:
    """The answer a function chose itself with ``raise sqlstate 'PGRST'``, message and detail being JSON."""
    if error.sqlstate != "PGRST":
        return None
    try:
        body, facts = json.loads(str(error.message)), json.loads(str(error.detail))
        chosen = RestError(
            int(facts["status"]),
            str(body["code"]),
            str(body["message"]),
            details=body.get("details"),
            hint=body.get("hint"),
        )
        chosen.headers.update({str(name): str(value) for name, value in facts.get("headers", {}).items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        return RestError(500, "PGRST121", "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error")
    return chosen


def _status(code: str, *, has_user_token: bool) -> int:
    if code == "42501":
        return 403 if has_user_token else 401
    chosen = re.fullmatch(r"PT(\d{3})", code)
    if chosen is not None:
        return int(chosen.group(1))
    return _STATUS_BY_CODE.get(code) or _STATUS_BY_CLASS.get(code[:2], 400)
