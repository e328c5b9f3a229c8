"""Refusals in the two shapes that clients of Supabase's Auth know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.requests import Request

API_VERSION_HEADER = "x-supabase-api-version"
_FIRST_NAMED_VERSION = "2024-01-01"


class AuthError(Exception):
    """A refusal with its HTTP status and Supabase's error code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def answer(self, request: Request) -> JSONResponse:
        """The refusal in the shape the client's API version asks for."""
        version = request.headers.get(API_VERSION_HEADER, "")
        if version >= _FIRST_NAMED_VERSION:
            return JSONResponse(
                {"code": self.code, "message": self.message},
                status_code=self.status,
                headers={API_VERSION_HEADER: _FIRST_NAMED_VERSION},
            )
        old = {"code": self.status, "error_code": self.code, "msg": self.message}
        return JSONResponse(old, status_code=self.status)


class NotImplementedHereError(Exception):
    """Something the real service offers and the stand-in does not: answered 501, never passed over."""
