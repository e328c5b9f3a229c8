"""The access token of one account: the only caller of the auth library (client libraries, 5).

Decided: we refresh ourselves, under one lock, judged by the server's time. The library's own refresh gives up for ever
after 100 s offline, and parallel refreshes with one token revoke the whole sign-in.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias, cast

import httpx
from supabase_auth import AsyncGoTrueClient
from supabase_auth.errors import AuthApiError, AuthRetryableError
from supabase_auth.types import Session as AuthSession

from tarkov_desktop.remote.address import Backend
from tarkov_desktop.remote.vault import Keeping, KeyringUnavailable, StoredSignIn, TokenVault
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable

if TYPE_CHECKING:
    from supabase_auth.types import Provider

logger = logging.getLogger(__name__)

EARLY_S: Final = 90.0
"""A token is refreshed when less than this is left of it."""
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

SignOutScope: TypeAlias = Literal["local", "global"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, and whether it is kept for the next start."""

    user_id: str
    keeping: Keeping
    name: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True)
class _Tokens:
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at_s: float
    user_id: str


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


@dataclass(slots=True)
class TokenKeeper:
    """Gives the account's access token and keeps the sign-in alive.

    ``now_s`` is the wall clock in Unix seconds, corrected by ``skew_s`` to the server's. ``on_token`` hears every new
    access token (the live channels need it before the old one ends).
    """

    calls: AuthCalls
    vault: TokenVault
    now_s: Callable[[], float]
    on_token: Callable[[str], Awaitable[None]] | None = None
    skew_s: float = 0.0
    keeping: Keeping = Keeping.KEPT
    has_ended: bool = False
    _tokens: _Tokens | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def user_id(self) -> str:
        """Whose tokens these are, "" while nobody is signed in."""
        return self._tokens.user_id if self._tokens is not None else ""

    async def resume(self, user_id: str) -> bool:
        """Take up the kept sign-in of *user_id*; no network. False when none is kept.

        Raises:
            KeyringUnavailable: the keyring is locked or refuses; trying again later may do.
        """
        stored = await self.vault.load(user_id)
        if stored is None or stored.user_id != user_id:
            return False
        self._tokens = _Tokens("", stored.refresh_token, 0.0, stored.user_id)
        return True

    async def begin(self, code: str) -> SignedIn | NoAnswer:
        """Finish a sign-in that came back from the browser."""
        try:
            session = await self.calls.exchange(code)
        except (AuthApiError, AuthRetryableError, httpx.HTTPError, ValueError) as error:
            return classified(error)
        async with self._lock:
            await self._take(session)
        provider = str(session.user.app_metadata.get("provider", ""))
        name = str(
            session.user.user_metadata.get("full_name") or session.user.user_metadata.get("name") or ""
        )
        return SignedIn(session.user.id, self.keeping, name, provider)

    async def access_token(self, *, refused: str | None = None) -> str | NoAnswer:
        """Return a token that is good for a while yet, refreshed if need be.

        ``refused`` is a token the server just refused: another one is fetched unless somebody did already.
        """
        async with self._lock:
            tokens = self._tokens
            if tokens is None or self.has_ended:
                return Refused(SIGN_IN_AGAIN)
            left_s = tokens.expires_at_s - (self.now_s() + self.skew_s)
            if left_s > EARLY_S and tokens.access != refused:
                return tokens.access
            try:
                await self._take(await self.calls.refresh(tokens.refresh))
            except (AuthApiError, AuthRetryableError, httpx.HTTPError, ValueError) as error:
                return self._failed(error)
            return self._tokens.access if self._tokens is not None else Refused(SIGN_IN_AGAIN)

    async def sign_out(self, scope: SignOutScope = "local") -> NoAnswer | None:
        """Forget the sign-in here (offline too), or end it everywhere (which needs the server)."""
        access = await self.access_token() if scope == "global" else self._access()
        if isinstance(access, Refused | Unreachable):
            return access
        if access:
            try:
                await self.calls.sign_out(access, scope)
            except (AuthApiError, AuthRetryableError, httpx.HTTPError, ValueError) as error:
                if scope == "global":
                    return classified(error)
                logger.info("sign-out not told to the server kind=%s", type(error).__name__)
        await self._forget()
        return None

    def _access(self) -> str:
        return self._tokens.access if self._tokens is not None else ""

    async def _forget(self) -> None:
        if self._tokens is not None:
            try:
                await self.vault.forget(self._tokens.user_id)
            except KeyringUnavailable as error:
                logger.warning("sign-in could not be removed from the keyring: %s", error.keeping)
        self._tokens = None

    async def _take(self, session: AuthSession) -> None:
        """Keep new tokens: in memory first, in the keyring second, then tell who uses them."""
        expires_s = float(session.expires_at or (self.now_s() + self.skew_s + session.expires_in))
        self._tokens = _Tokens(session.access_token, session.refresh_token, expires_s, session.user.id)
        self.has_ended = False
        try:
            await self.vault.save(session.user.id, StoredSignIn(session.refresh_token, session.user.id))
            self.keeping = Keeping.KEPT
        except KeyringUnavailable as error:
            self.keeping = error.keeping
        if self.on_token is not None:
            await self.on_token(session.access_token)

    def _failed(self, error: Exception) -> NoAnswer:
        answer = classified(error)
        if isinstance(answer, Refused):
            self.has_ended = True
        return answer


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
