"""Who is calling: a person with a living session, or the project's own service."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.auth.errors import AuthError
from tarkov_desktop.localbackend.tokens import TokenRefusedError, bearer

if TYPE_CHECKING:
    from starlette.requests import Request

    from tarkov_desktop.localbackend.pools import Connection
    from tarkov_desktop.localbackend.tokens import Claims, Keys


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in person and the session they speak in."""

    user_id: uuid.UUID
    session_id: uuid.UUID


def require_service(request: Request, keys: Keys) -> None:
    """Let only the service role pass.

    Raises:
        AuthError: somebody else.
    """
    if _claims(request, keys).get("role") != "service_role":
        raise AuthError(403, "not_admin", "User not allowed")


async def require_person(request: Request, keys: Keys, connection: Connection) -> Caller:
    """The person behind the request's token, if their session still lives.

    Raises:
        AuthError: no or a bad token, or the session or the user is gone.
    """
    claims = _claims(request, keys)
    user_id = _uuid(claims, "sub")
    session_id = _uuid(claims, "session_id")
    if not await connection.fetchval("select exists (select from auth.users where id = $1)", user_id):
        raise AuthError(403, "user_not_found", "User from sub claim in JWT does not exist")
    if not await connection.fetchval(
        "select exists (select from auth.sessions where id = $1 and user_id = $2)", session_id, user_id
    ):
        raise AuthError(403, "session_not_found", "Session from session_id claim in JWT does not exist")
    return Caller(user_id=user_id, session_id=session_id)


def _claims(request: Request, keys: Keys) -> Claims:
    token = bearer(request.headers.get("authorization"))
    if token is None:
        raise AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token")
    try:
        return keys.verify(token)
    except TokenRefusedError as error:
        raise AuthError(
            403, "bad_jwt", f"invalid JWT: unable to parse or verify signature, {error}"
        ) from error


def _uuid(claims: Claims, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(claims[name]))
    except (KeyError, ValueError) as error:
        raise AuthError(403, "bad_jwt", f"invalid claim: missing {name} claim") from error
