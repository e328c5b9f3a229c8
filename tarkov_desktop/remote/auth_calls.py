"""The sign-in API of the backend, by its library: the only module that touches it (client libraries, 5)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias, cast

import httpx
from supabase_auth import AsyncGoTrueClient
from supabase_auth.errors import AuthApiError, AuthRetryableError
from supabase_auth.types import Session as AuthSession

from tarkov_desktop.remote.address import Backend
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable

if TYPE_CHECKING:
    from supabase_auth.types import Provider

logger = logging.getLogger(__name__)

ENDED_CODES: Final = frozenset(
    {
        "refresh_token_not_found",
        "refresh_token_already_used",
        "session_not_found",
        "session_expired",
        "user_not_found",
        "user_banned",
        "bad_jwt",
    }
)
"""Answers that end the sign-in; anything else is a passing trouble and keeps it."""
SIGN_IN_AGAIN: Final = "sign_in_again"
FAILURES: Final = (AuthApiError, AuthRetryableError, httpx.HTTPError, ValueError)
"""What a call of the library raises when it did not work."""

SignOutScope: TypeAlias = Literal["local", "global"]


class AuthCalls(Protocol):
    """What is asked of the sign-in API."""

    async def authorize_url(self, provider: str, redirect_url: str) -> str:
        """Return the page where the player signs in; the answer comes back to *redirect_url*."""
        ...

    async def exchange(self, code: str) -> AuthSession:
        """Exchange the code that the last :meth:`authorize_url` led to."""
        ...

    async def refresh(self, refresh_token: str) -> AuthSession:
        """Exchange the refresh token for new tokens."""
        ...

    async def sign_out(self, access_token: str, scope: SignOutScope) -> None:
        """Revoke the sign-in here, or everywhere."""
        ...


class GoTrueCalls:
    """:class:`AuthCalls` by the auth library, which never stores anything and never refreshes by itself."""

    def __init__(self, backend: Backend, http: httpx.AsyncClient) -> None:
        self._client = AsyncGoTrueClient(
            url=backend.auth_url,
            headers={"apikey": backend.anon_key, "Authorization": f"Bearer {backend.anon_key}"},
            auto_refresh_token=False,
            persist_session=False,
            flow_type="pkce",
            http_client=http,
        )

    async def authorize_url(self, provider: str, redirect_url: str) -> str:
        """Return the sign-in page of *provider*; the verifier stays in memory."""
        answer = await self._client.sign_in_with_oauth(
            {"provider": cast("Provider", provider), "options": {"redirect_to": redirect_url}}
        )
        return answer.url

    async def exchange(self, code: str) -> AuthSession:
        """Exchange the code that the last :meth:`authorize_url` led to."""
        answer = await self._client.exchange_code_for_session(
            {"auth_code": code, "code_verifier": "", "redirect_to": ""}
        )
        return _session_of(answer.session)

    async def refresh(self, refresh_token: str) -> AuthSession:
        """Exchange the refresh token for new tokens."""
        answer = await self._client.refresh_session(refresh_token)
        return _session_of(answer.session)

    async def sign_out(self, access_token: str, scope: SignOutScope) -> None:
        """Revoke the sign-in here, or everywhere."""
        await self._client.admin.sign_out(access_token, scope)


def _session_of(session: AuthSession | None) -> AuthSession:
    if session is None:
        raise AuthApiError("no session in the answer", 200, None)
    return session


def classified(error: Exception) -> NoAnswer:
    """Return what *error* of the auth library means: the sign-in has ended, or try again later."""
    if isinstance(error, AuthApiError) and error.code in ENDED_CODES:
        return Refused(SIGN_IN_AGAIN)
    if isinstance(error, AuthApiError) and error.code in {
        "bad_code_verifier",
        "flow_state_not_found",
        "flow_state_expired",
    }:
        return Refused(str(error.code))
    word = error.code if isinstance(error, AuthApiError) else type(error).__name__
    logger.info("auth call failed kind=%s", word)
    return Unreachable(str(word))
