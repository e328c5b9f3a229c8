"""Sign-in through a provider: the way out (authorize), the way back (callback), and the exchange of the code (PKCE)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, RedirectResponse

from tarkov_desktop.localbackend.auth.errors import AuthError, NotImplementedHereError
from tarkov_desktop.localbackend.auth.options import AuthOptions, Person
from tarkov_desktop.localbackend.auth.providers import (
    PROVIDERS,
    Grant,
    PretendProviders,
    profile_of,
    sign_in_page,
)
from tarkov_desktop.localbackend.auth.redirects import allowed_redirect, with_fragment, with_parameters
from tarkov_desktop.localbackend.auth.users import Json, user_of_identity

if TYPE_CHECKING:
    import asyncpg
    from starlette.requests import Request
    from starlette.responses import Response

    from tarkov_desktop.localbackend.auth.sessions import Sessions

_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_FLOW_LIFE = timedelta(minutes=5)
_NEW_FLOW = """
insert into auth.flow_state (id, code_challenge, code_challenge_method, provider_type, authentication_method,
                             created_at, updated_at, referrer)
values ($1, $2, $3, $4, 'oauth', $5, $5, $6)
"""


class OAuth:
    """Signs people in through the pretend providers."""

    def __init__(self, pool: asyncpg.Pool, sessions: Sessions, options: AuthOptions) -> None:
        self._pool = pool
        self._sessions = sessions
        self._options = options
        self._providers = PretendProviders()

    async def authorize(self, request: Request) -> Response:
        """``GET /authorize``: remember where the sign-in returns to and send the browser to the provider.

        ``as=NAME`` (or ``auto=NAME``) signs that person in without a click: for tests and the demo.
        """
        asked = request.query_params
        provider = asked.get("provider", "")
        if provider not in PROVIDERS:
            raise AuthError(
                400, "validation_failed", f"Unsupported provider: provider {provider} could not be found"
            )
        if asked.get("skip_http_redirect") == "true" or asked.get("invite_token"):
            raise NotImplementedHereError("authorize without a redirect, or with an invitation")
        challenge, method = _checked_challenge(
            asked.get("code_challenge"), asked.get("code_challenge_method")
        )
        state = uuid.uuid4()
        await self._pool.execute(
            _NEW_FLOW,
            state,
            challenge,
            method,
            provider,
            self._sessions.now(),
            self._redirect(asked.get("redirect_to")),
        )
        chosen = asked.get("as") or asked.get("auto")
        page = f"{self._options.base_url}/_local/provider/{provider}"
        if chosen:
            return _see_other(with_parameters(f"{page}/answer", {"state": str(state), "as": chosen}))
        return _see_other(with_parameters(page, {"state": str(state)}))

    async def provider_page(self, request: Request) -> Response:
        """``GET /_local/provider/{provider}``: the page of the pretend provider."""
        provider = request.path_params["provider"]
        if provider not in PROVIDERS:
            raise AuthError(404, "not_found", "There is no such pretend provider")
        page = sign_in_page(provider, request.query_params.get("state", ""), self._options.people)
        headers = {
            "cache-control": "no-store",
            "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        }
        return HTMLResponse(page, headers=headers)

    async def provider_answer(self, request: Request) -> Response:
        """``GET /_local/provider/{provider}/answer``: what was pressed on that page, sent back to us."""
        provider, asked = request.path_params["provider"], request.query_params
        back: dict[str, str] = {"state": asked.get("state", "")}
        if asked.get("deny"):
            back |= {"error": "access_denied", "error_description": "The user denied the request"}
        elif asked.get("fail") or not asked.get("as") or provider not in PROVIDERS:
            back |= {"error": "server_error", "error_description": f"The pretend {provider} failed"}
        else:
            back["code"] = self._providers.grant(provider, Person(asked["as"]))
        return _see_other(with_parameters(f"{self._options.base_url}/auth/v1/callback", back))

    async def callback(self, request: Request) -> Response:
        """``GET /callback``: back from the provider; the browser goes on to the program with a code of ours."""
        asked = request.query_params
        flow = await self._take_flow(asked.get("state", ""))
        if flow is None:
            return _refusal(
                self._options.site_url,
                "invalid_request",
                "bad_oauth_state",
                "OAuth state not found or expired",
            )
        if problem := asked.get("error"):
            code = "access_denied" if problem == "access_denied" else "unexpected_failure"
            return _refusal(flow["referrer"], problem, code, asked.get("error_description", ""))
        grant = self._providers.redeem(asked.get("code", ""))
        if grant is None or grant.provider != flow["provider_type"]:
            return _refusal(
                flow["referrer"], "server_error", "bad_oauth_callback", "Unable to exchange external code"
            )
        return await self._welcome(flow, grant)

    async def exchange(self, auth_code: str | None, verifier: str | None) -> Json:
        """``POST /token?grant_type=pkce``: the session, for whoever began the sign-in and knows the verifier.

        Raises:
            AuthError: the code is unknown, spent or too old, or the verifier is not the one.
        """
        if not auth_code or not verifier:
            raise AuthError(
                400,
                "validation_failed",
                "invalid request: both auth code and code verifier should be non-empty",
            )
        async with self._pool.acquire() as connection, connection.transaction():
            flow = await connection.fetchrow(
                "select * from auth.flow_state where auth_code = $1 for update", auth_code
            )
            if flow is None:
                raise AuthError(404, "flow_state_not_found", "invalid flow state, no valid flow state found")
            if self._sessions.now() > flow["auth_code_issued_at"] + _FLOW_LIFE:
                raise AuthError(422, "flow_state_expired", "invalid flow state, flow state has expired")
            if not _proves(verifier, flow["code_challenge"], flow["code_challenge_method"]):
                raise AuthError(
                    400, "bad_code_verifier", "code challenge does not match previously saved code verifier"
                )
            await connection.execute("delete from auth.flow_state where id = $1", flow["id"])
            session = await self._sessions.open(connection, flow["user_id"], method="oauth")
            return session | {"provider_token": flow["provider_access_token"]}

    async def _take_flow(self, state: str) -> asyncpg.Record | None:
        """The sign-in of *state*, marked so that no second answer can use it; None if it is unknown, used or old."""
        try:
            flow_id = uuid.UUID(state)
        except ValueError:
            return None
        now = self._sessions.now()
        return await self._pool.fetchrow(
            "update auth.flow_state set updated_at = $2, provider_refresh_token = 'answered'"
            " where id = $1 and provider_refresh_token is null and created_at > $3 returning *",
            flow_id, now, now - _FLOW_LIFE,
        )  # fmt: skip

    async def _welcome(self, flow: asyncpg.Record, grant: Grant) -> Response:
        now = self._sessions.now()
        provider_token = f"pretend-{secrets.token_hex(8)}"
        async with self._pool.acquire() as connection, connection.transaction():
            profile = profile_of(grant.provider, grant.person)
            user_id = await user_of_identity(connection, provider=grant.provider, profile=profile, now=now)
            if flow["code_challenge"] is None:
                session = await self._sessions.open(connection, user_id, method="oauth")
                await connection.execute("delete from auth.flow_state where id = $1", flow["id"])
                return _see_other(with_fragment(flow["referrer"], _fragment(session, provider_token)))
            code = str(uuid.uuid4())
            await connection.execute(
                "update auth.flow_state set auth_code = $2, auth_code_issued_at = $3, user_id = $4,"
                " provider_access_token = $5 where id = $1",
                flow["id"], code, now, user_id, provider_token,
            )  # fmt: skip
        return _see_other(with_parameters(flow["referrer"], {"code": code}))

    def _redirect(self, asked: str | None) -> str:
        return allowed_redirect(
            asked, site_url=self._options.site_url, allow_list=self._options.redirect_urls
        )


def _checked_challenge(challenge: str | None, method: str | None) -> tuple[str | None, str | None]:
    if not challenge and not method:
        return None, None
    if not challenge or not method:
        raise AuthError(
            400, "validation_failed", "PKCE flow requires code_challenge_method and code_challenge"
        )
    if not _CHALLENGE.fullmatch(challenge):
        raise AuthError(
            400,
            "validation_failed",
            "code challenge has to be between 43 and 128 characters of the unreserved set",
        )
    if method.lower() not in {"s256", "plain"}:
        raise AuthError(400, "validation_failed", f"unsupported code_challenge method {method}")
    return challenge, method.lower()


def _proves(verifier: str, challenge: str, method: str) -> bool:
    shown = verifier.encode()
    if method == "s256":
        shown = base64.urlsafe_b64encode(hashlib.sha256(shown).digest()).rstrip(b"=")
    return hmac.compare_digest(shown, challenge.encode())


def _fragment(session: dict[str, Any], provider_token: str) -> dict[str, str]:
    names = ("access_token", "expires_at", "expires_in", "refresh_token", "token_type")
    return {name: str(session[name]) for name in names} | {"provider_token": provider_token}


def _refusal(where: str, error: str, code: str, description: str) -> Response:
    problem = {"error": error, "error_code": code, "error_description": description}
    return _see_other(with_parameters(where, problem, fragment_too=True))


def _see_other(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"cache-control": "no-store"})
