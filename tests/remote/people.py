"""Somebody at a computer: the real sign-in, token and call parts before a local backend."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from tarkov_desktop.remote.address import Backend, a_backend
from tarkov_desktop.remote.auth_calls import GoTrueCalls
from tarkov_desktop.remote.calls import Calls
from tarkov_desktop.remote.loopback import Code, LoopbackListener
from tarkov_desktop.remote.tokens import SignedIn, TokenKeeper
from tarkov_desktop.remote.vault import TokenVault


@dataclass(slots=True)
class MemoryKeyring:
    """A keyring that keeps secrets in memory and can be locked or break."""

    secrets: dict[tuple[str, str], str] = field(default_factory=dict)
    trouble: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret."""
        self._fail()
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret."""
        self._fail()
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget the secret."""
        self._fail()
        del self.secrets[service, username]

    def _fail(self) -> None:
        if self.trouble is not None:
            raise self.trouble


@dataclass(slots=True)
class Person:
    """A person's sign-in on one computer."""

    backend: Backend
    http: httpx.AsyncClient
    keyring: MemoryKeyring
    tokens: TokenKeeper
    calls: Calls

    async def sign_in(self, name: str, provider: str = "discord") -> SignedIn:
        """Walk the whole way through the browser, which *name* clicks through at once."""
        async with LoopbackListener(lambda done: "Done." if done else "Failed.") as listener:
            url = await self.tokens.calls.authorize_url(provider, listener.redirect_url)
            page = await self.http.get(f"{url}&as={name}", follow_redirects=True)
            assert page.status_code == 200, page.text
            callback = await listener.callback()
        assert isinstance(callback, Code)
        signed_in = await self.tokens.begin(callback.code)
        assert isinstance(signed_in, SignedIn), signed_in
        return signed_in

    def lose_the_network(self) -> None:
        """From now on nothing answers."""
        nowhere = a_backend("http://127.0.0.1:9", self.backend.anon_key)
        self.tokens.calls = GoTrueCalls(nowhere, self.http)
        self.calls = Calls(nowhere, self.http, self.tokens, time.time)


class Reachable(Protocol):
    """A backend as a client knows it, in this process or another."""

    @property
    def url(self) -> str:
        """Its address."""
        ...

    @property
    def anon_key(self) -> str:
        """Its public key."""
        ...


def a_person(backend: Reachable, http: httpx.AsyncClient, *, url: str | None = None) -> Person:
    """Return somebody who is not signed in yet; ``url`` is a proxy to go through."""
    address = a_backend(url or backend.url, backend.anon_key)
    keyring = MemoryKeyring()
    tokens = TokenKeeper(GoTrueCalls(address, http), TokenVault(keyring, address.url), time.time)
    return Person(address, http, keyring, tokens, Calls(address, http, tokens, time.time))


def a_name() -> str:
    """Return a name nobody has."""
    return f"Player-{uuid.uuid4().hex[:10]}"
