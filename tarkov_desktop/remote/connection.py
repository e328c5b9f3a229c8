"""The way to the backend: HTTP client, tokens and calls, opened together and closed in order."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import httpx
import msgspec

from tarkov_desktop.remote.address import Backend
from tarkov_desktop.remote.auth_calls import GoTrueCalls
from tarkov_desktop.remote.calls import Calls
from tarkov_desktop.remote.http import open_http
from tarkov_desktop.remote.tokens import TokenKeeper
from tarkov_desktop.remote.vault import SecretKeyring, TokenVault, system_keyring

logger = logging.getLogger(__name__)


class _Offer(msgspec.Struct, frozen=True):
    external: dict[str, bool]


@dataclass(slots=True)
class Connection:
    """Open it with :meth:`open`, close it last: live channels and pending calls go before it."""

    backend: Backend
    http: httpx.AsyncClient
    tokens: TokenKeeper
    calls: Calls

    @classmethod
    async def open(cls, backend: Backend, *, keyring: SecretKeyring | None = None) -> Self:
        """Return a connection that is not signed in; *keyring* None asks the computer for its own."""
        vault = keyring if keyring is not None else await asyncio.to_thread(system_keyring)
        http = await open_http()
        tokens = TokenKeeper(GoTrueCalls(backend, http), TokenVault(vault, backend.url), time.time)
        return cls(backend, http, tokens, Calls(backend, http, tokens, time.time))

    def calls_of(self, user_id: str) -> Calls:
        """Return calls that are made as *user_id* or not at all, whoever is signed in when they leave."""
        return replace(self.calls, user_id=user_id)

    async def offered(self) -> frozenset[str]:
        """Return the providers that the server offers to sign in with; empty when it does not say."""
        try:
            answer = await self.http.get(
                f"{self.backend.auth_url}/settings", headers={"apikey": self.backend.anon_key}
            )
            told = msgspec.json.decode(answer.content, type=_Offer)
        except (httpx.HTTPError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            logger.info("ways of sign-in not known kind=%s", type(error).__name__)
            return frozenset()
        return frozenset(name for name, is_on in told.external.items() if is_on)

    async def close(self) -> None:
        """Close the client and its sockets."""
        await self.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
