"""``/auth/v1``: the routes of sign-in, and the refusals in the client's shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from tarkov_desktop.localbackend.auth.admin import Admin
from tarkov_desktop.localbackend.auth.bodies import (
    Credentials,
    Exchange,
    Refresh,
    UserChange,
    checked_password,
    read_body,
)
from tarkov_desktop.localbackend.auth.callers import require_person
from tarkov_desktop.localbackend.auth.errors import API_VERSION_HEADER, AuthError, NotImplementedHereError
from tarkov_desktop.localbackend.auth.oauth import OAuth
from tarkov_desktop.localbackend.auth.passwords import hashed, matches
from tarkov_desktop.localbackend.auth.providers import PROVIDERS
from tarkov_desktop.localbackend.auth.sessions import Sessions
from tarkov_desktop.localbackend.auth.users import create_user, user_json
from tarkov_desktop.localbackend.not_implemented import not_implemented

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import asyncpg
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from tarkov_desktop.localbackend.auth.options import AuthOptions
    from tarkov_desktop.localbackend.tokens import Keys

    Endpoint = Callable[[Request], Awaitable[Response]]


class Auth:
    """Sign-in over a pool logged in as ``supabase_auth_admin`` whose connections decode json."""

    def __init__(self, pool: asyncpg.Pool, keys: Keys, options: AuthOptions) -> None:
        self._pool = pool
        self._keys = keys
        self._sessions = Sessions(
            keys,
            issuer=f"{options.base_url}/auth/v1",
            expiry_s=options.jwt_expiry_s,
            reuse_interval_s=options.reuse_interval_s,
        )
        self._oauth = OAuth(pool, self._sessions, options)
        self._admin = Admin(pool, keys, self._sessions)

    def routes(self) -> list[BaseRoute]:
        """The routes of ``/auth/v1``, and the pretend providers' own pages below ``/_local``."""
        table: list[tuple[str, list[str], Endpoint]] = [
            ("/signup", ["POST"], self.sign_up),
            ("/token", ["POST"], self.token),
            ("/user", ["GET", "PUT"], self.user),
            ("/logout", ["POST"], self.log_out),
            ("/authorize", ["GET"], self._oauth.authorize),
            ("/callback", ["GET"], self._oauth.callback),
            ("/settings", ["GET"], self.settings),
            ("/health", ["GET"], self.health),
            ("/.well-known/jwks.json", ["GET"], self.jwks),
            ("/admin/users", ["GET", "POST"], self._admin.users),
            ("/admin/users/{user_id}", ["GET", "PUT", "DELETE"], self._admin.user),
            ("/admin/users/{user_id}/logout", ["POST"], self._admin.log_out),
        ]
        pages: list[tuple[str, list[str], Endpoint]] = [
            ("/provider/{provider}", ["GET"], self._oauth.provider_page),
            ("/provider/{provider}/answer", ["GET"], self._oauth.provider_answer),
        ]
        return [Mount("/auth/v1", routes=_routes(table)), Mount("/_local", routes=_routes(pages))]

    async def sign_up(self, request: Request) -> Response:
        """``POST /signup``: a new person with a password, signed in at once."""
        body = await read_body(request, Credentials)
        email, password = body.checked()
        async with self._pool.acquire() as connection, connection.transaction():
            user_id = await create_user(
                connection,
                email=email,
                password_hash=hashed(checked_password(password)),
                now=self._sessions.now(),
                user_metadata=body.data,
            )
            return JSONResponse(await self._sessions.open(connection, user_id, method="password"))

    async def token(self, request: Request) -> Response:
        """``POST /token``: a session for a password, a refresh token or a PKCE code."""
        match request.query_params.get("grant_type"):
            case "password":
                return await self._password_grant(await read_body(request, Credentials))
            case "refresh_token":
                body = await read_body(request, Refresh)
                if not body.refresh_token:
                    raise AuthError(400, "validation_failed", "refresh_token required")
                async with self._pool.acquire() as connection:
                    return JSONResponse(await self._sessions.refresh(connection, body.refresh_token))
            case "pkce":
                exchange = await read_body(request, Exchange)
                return JSONResponse(await self._oauth.exchange(exchange.auth_code, exchange.code_verifier))
            case "id_token" | "web3" | "authorization_code" as kind:
                raise NotImplementedHereError(f"grant type {kind}")
            case _:
                return JSONResponse(
                    {"error": "unsupported_grant_type", "error_description": "unknown grant type"},
                    status_code=400,
                )

    async def user(self, request: Request) -> Response:
        """``GET /user``: who I am. ``PUT /user``: change my metadata or password."""
        async with self._pool.acquire() as connection, connection.transaction():
            caller = await require_person(request, self._keys, connection)
            if request.method == "PUT":
                change = await read_body(request, UserChange)
                if change.email or change.phone:
                    raise NotImplementedHereError("change of address or phone number")
                await connection.execute(
                    "update auth.users set updated_at = $2, encrypted_password = coalesce($3, encrypted_password),"
                    " raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || coalesce($4, '{}'::jsonb) where id = $1",
                    caller.user_id, self._sessions.now(),
                    hashed(checked_password(change.password)) if change.password else None, change.data,
                )  # fmt: skip
            return JSONResponse(await user_json(connection, caller.user_id))

    async def log_out(self, request: Request) -> Response:
        """``POST /logout``: end this session, the others, or (when nothing is said) all."""
        scope = request.query_params.get("scope") or "global"
        if scope not in {"global", "local", "others"}:
            raise AuthError(400, "validation_failed", f"Unsupported logout scope {scope!r}")
        async with self._pool.acquire() as connection:
            caller = await require_person(request, self._keys, connection)
            await connection.execute(
                "delete from auth.sessions where user_id = $1 and case $3 when 'local' then id = $2 when 'others' then id <> $2 else true end",
                caller.user_id, caller.session_id, scope,
            )  # fmt: skip
        return Response(status_code=204)

    async def settings(self, _request: Request) -> Response:
        """``GET /settings``: which ways of sign-in there are."""
        external = dict.fromkeys(PROVIDERS, True) | {"email": True, "phone": False, "anonymous_users": False}
        return JSONResponse(
            {"external": external, "disable_signup": False, "mailer_autoconfirm": True, "phone_autoconfirm": False,
             "sms_provider": "", "saml_enabled": False}
        )  # fmt: skip

    async def health(self, _request: Request) -> Response:
        """``GET /health``."""
        await self._pool.fetchval("select 1")
        return JSONResponse({"name": "GoTrue", "version": "local backend", "description": "stand-in"})

    async def jwks(self, _request: Request) -> Response:
        """``GET /.well-known/jwks.json``."""
        return JSONResponse(self._keys.jwks())

    async def _password_grant(self, body: Credentials) -> Response:
        email, password = body.checked()
        async with self._pool.acquire() as connection:
            row = await connection.fetchrow(
                "select id, encrypted_password, banned_until, email_confirmed_at from auth.users where lower(email) = $1",
                email,
            )
            if row is None or not matches(password, row["encrypted_password"]):
                raise AuthError(400, "invalid_credentials", "Invalid login credentials")
            if row["banned_until"] is not None and row["banned_until"] > self._sessions.now():
                raise AuthError(400, "user_banned", "User is banned")
            if row["email_confirmed_at"] is None:
                raise AuthError(400, "email_not_confirmed", "Email not confirmed")
            return JSONResponse(await self._sessions.open(connection, row["id"], method="password"))


def _routes(table: list[tuple[str, list[str], Endpoint]]) -> list[Route]:
    return [Route(path, _answering(endpoint), methods=methods) for path, methods, endpoint in table]


def _answering(endpoint: Endpoint) -> Endpoint:
    """*endpoint* with its refusals turned into answers, and the client's API version echoed."""

    async def answer(request: Request) -> Response:
        try:
            response = await endpoint(request)
        except AuthError as refusal:
            return refusal.answer(request)
        except NotImplementedHereError as missing:
            return not_implemented(str(missing))
        if request.headers.get(API_VERSION_HEADER):
            response.headers[API_VERSION_HEADER] = "2024-01-01"
        return response

    return answer
