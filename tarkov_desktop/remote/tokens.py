"""The access token of one account, kept alive.

Decided: we refresh ourselves, under one lock, judged by the server's time. The library's own refresh gives up for ever
after 100 s offline, and parallel refreshes with one token revoke the whole sign-in.

Accounts change while calls are under way. Who asks names the account the token is for, and a late answer of an account
that is not the one any more is dropped: nothing of one account ever travels with the token of another.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from supabase_auth.types import Session as AuthSession

from tarkov_desktop.remote.auth_calls import FAILURES, SIGN_IN_AGAIN, AuthCalls, SignOutScope, classified
from tarkov_desktop.remote.vault import Keeping, KeyringUnavailable, StoredSignIn, TokenVault
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable

logger = logging.getLogger(__name__)

EARLY_S: Final = 90.0
"""A token is refreshed when less than this is left of it."""


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
    _vault_lock: asyncio.Lock = field(default_factory=asyncio.Lock)

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
        self.has_ended = False
        return True

    async def begin(self, code: str) -> SignedIn | NoAnswer:
        """Finish a sign-in that came back from the browser."""
        try:
            session = await self.calls.exchange(code)
        except FAILURES as error:
            return classified(error)
        await self._take(session)
        provider = str(session.user.app_metadata.get("provider", ""))
        name = str(
            session.user.user_metadata.get("full_name") or session.user.user_metadata.get("name") or ""
        )
        return SignedIn(session.user.id, self.keeping, name, provider)

    async def access_token(self, *, refused: str | None = None, of: str | None = None) -> str | NoAnswer:
        """Return a token that is good for a while yet, refreshed if need be.

        ``refused`` is a token the server just refused: another one is fetched unless somebody did already. ``of`` is
        the account it must belong to; when another one is signed in by now, there is none to give.
        """
        async with self._lock:
            tokens = self._tokens
            if tokens is None or self.has_ended or of not in {None, tokens.user_id}:
                return Refused(SIGN_IN_AGAIN)
            left_s = tokens.expires_at_s - (self.now_s() + self.skew_s)
            if left_s > EARLY_S and tokens.access != refused:
                return tokens.access
            try:
                session = await self.calls.refresh(tokens.refresh)
            except FAILURES as error:
                return self._failed(tokens, error)
            if self._tokens is not tokens:
                return self._overtaken(tokens)
            return (await self._take(session)).access

    async def sign_out(self, scope: SignOutScope = "local") -> NoAnswer | None:
        """Forget the sign-in here (offline too), or end it everywhere (which needs the server)."""
        access = await self.access_token() if scope == "global" else self._access()
        if isinstance(access, Refused | Unreachable):
            return access
        if access:
            try:
                await self.calls.sign_out(access, scope)
            except FAILURES as error:
                if scope == "global":
                    return classified(error)
                logger.info("sign-out not told to the server kind=%s", type(error).__name__)
        await self.forget()
        return None

    async def forget(self) -> None:
        """Forget the sign-in here and in the keyring; the server is not told."""
        tokens, self._tokens, self.has_ended = self._tokens, None, False
        if tokens is None:
            return
        async with self._vault_lock:
            try:
                await self.vault.forget(tokens.user_id)
            except KeyringUnavailable as error:
                logger.warning("sign-in could not be removed from the keyring: %s", error.keeping)

    def _overtaken(self, tokens: _Tokens) -> str | NoAnswer:
        """Drop a late answer: somebody signed out meanwhile, or in again, or another account in."""
        now = self._tokens
        return now.access if now is not None and now.user_id == tokens.user_id else Refused(SIGN_IN_AGAIN)

    def _access(self) -> str:
        return self._tokens.access if self._tokens is not None else ""

    async def _take(self, session: AuthSession) -> _Tokens:
        """Keep new tokens: in memory first, in the keyring second, then tell who uses them."""
        expires_s = float(session.expires_at or (self.now_s() + self.skew_s + session.expires_in))
        tokens = _Tokens(session.access_token, session.refresh_token, expires_s, session.user.id)
        self._tokens, self.has_ended = tokens, False
        async with self._vault_lock:
            # A sign-out that came between has emptied the keyring, or is about to: nothing may fill it again.
            if self._tokens is tokens:
                await self._keep(tokens)
        if self.on_token is not None and self._tokens is tokens:
            await self.on_token(tokens.access)
        return tokens

    async def _keep(self, tokens: _Tokens) -> None:
        try:
            await self.vault.save(tokens.user_id, StoredSignIn(tokens.refresh, tokens.user_id))
            self.keeping = Keeping.KEPT
        except KeyringUnavailable as error:
            self.keeping = error.keeping

    def _failed(self, tokens: _Tokens, error: Exception) -> NoAnswer:
        answer = classified(error)
        if isinstance(answer, Refused) and self._tokens is tokens:
            self.has_ended = True
        return answer
