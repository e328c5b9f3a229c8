"""The way to the backend: HTTP client, tokens and calls, opened together and closed in order."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import httpx

from tarkov_desktop.remote.address import Backend
from tarkov_desktop.remote.auth_calls import GoTrueCalls
from tarkov_desktop.remote.calls import Calls
from tarkov_desktop.remote.http import open_http
from tarkov_desktop.remote.tokens import TokenKeeper
from tarkov_desktop.remote.vault import SecretKeyring, TokenVault, system_keyring


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

    async def close(self) -> None:
        """Close the client and its sockets."""
        await self.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
