"""The loud answer to a request the stand-in does not know: 501, never a silent pass."""

from __future__ import annotations

from starlette.responses import JSONResponse


def not_implemented(what: str) -> JSONResponse:
    """The answer ``LB501``, naming *what* is missing."""
    return JSONResponse(
        {"code": "LB501", "message": f"not implemented by the local backend: {what}"}, status_code=501
    )
