"""One player of the demonstration, speaking to the backend as any program of a player does."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
import uuid
from typing import TYPE_CHECKING, Any, Protocol

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tarkov_desktop.localbackend.auth import Person

Json = dict[str, Any]

_OPS_PER_CALL = 500
_REDIRECT = "http://127.0.0.1:9/demo"  # nobody listens there: the code is read from the redirect itself


class Address(Protocol):
    """Where a backend is, and the key it is asked with."""

    @property
    def url(self) -> str:
        """Without a slash at the end."""

    @property
    def anon_key(self) -> str:
        """The key of every program."""


class PlayerError(Exception):
    """The backend refused something the demonstration counts on."""


class Player:
    """A signed-in person with a device of their own.

    Args:
        backend: where they play.
        person: who they are.
        mode: ``pvp``, ``pve`` or ``seasonal``.
    """

    def __init__(self, backend: Address, person: Person, mode: str) -> None:
        self.person = person
        self.user_id = ""
        self._mode = mode
        self._season = 1 if mode == "seasonal" else 0
        self._device = uuid.uuid4()
        self._seq = 0
        self._refresh_token = ""
        self._expires_at = 0.0
        self._backend = backend
        self._client = httpx.AsyncClient(
            base_url=backend.url, headers={"apikey": backend.anon_key}, timeout=15, trust_env=False
        )

    @property
    def access_token(self) -> str:
        """What the backend knows this person by now."""
        return self._client.headers["authorization"].removeprefix("Bearer ")

    @property
    def live_url(self) -> str:
        """Where live channels are opened."""
        url = self._backend.url.replace("http", "ws", 1)
        return f"{url}/realtime/v1/websocket?apikey={self._backend.anon_key}&vsn=1.0.0"

    async def close(self) -> None:
        """End the connections."""
        await self._client.aclose()

    async def sign_in(self) -> None:
        """Sign in through the pretend Discord, as the program does: PKCE and redirects."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "provider": "discord", "redirect_to": _REDIRECT, "code_challenge": challenge,
            "code_challenge_method": "s256", "as": self.person.name,
        }  # fmt: skip
        answer = await self._client.get("/auth/v1/authorize", params=query)
        while answer.next_request is not None and not str(answer.next_request.url).startswith(_REDIRECT):
            answer = await self._client.send(answer.next_request)
        if answer.next_request is None:
            raise PlayerError(f"the sign-in of {self.person.name} ended with {answer.status_code}")
        code = answer.next_request.url.params["code"]
        self._take(
            await self._post("/auth/v1/token?grant_type=pkce", {"auth_code": code, "code_verifier": verifier})
        )

    async def push(self, registers: Mapping[str, object]) -> None:
        """Set registers, stamped now."""
        ops = [self._op(path, value) for path, value in registers.items()]
        for start in range(0, len(ops), _OPS_PER_CALL):
            part = ops[start : start + _OPS_PER_CALL]
            await self.call(
                "progress-update",
                {
                    "deviceId": str(self._device), "gameMode": self._mode, "season": self._season, "epoch": 0,
                    "baseSeq": part[0]["seq"] - 1, "ops": part,
                    "device": {"name": f"{self.person.name}'s computer", "platform": "other", "appVersion": "demo"},
                },
            )  # fmt: skip

    async def call(self, function: str, body: Json, *, once: bool = False) -> Json:
        """The answer of an edge function; *once* sends an idempotency key with it."""
        await self._stay_signed_in()
        headers = {"idempotency-key": str(uuid.uuid4())} if once else {}
        return await self._post(f"/functions/v1/{function}", body, headers)

    async def rpc(self, function: str, arguments: Json) -> Json:
        """The answer of a SQL function."""
        await self._stay_signed_in()
        return await self._post(f"/rest/v1/rpc/{function}", arguments)

    def _op(self, path: str, value: object) -> Json:
        self._seq += 1
        stamp = [0, int(time.time() * 1000), self._seq, self._device.hex[:16]]
        return {"seq": self._seq, "op": "set", "path": path, "value": value, "stamp": stamp}

    async def _stay_signed_in(self) -> None:
        if time.time() > self._expires_at - 60:
            body = {"refresh_token": self._refresh_token}
            self._take(await self._post("/auth/v1/token?grant_type=refresh_token", body))

    def _take(self, session: Json) -> None:
        self.user_id = session["user"]["id"]
        self._refresh_token = session["refresh_token"]
        self._expires_at = float(session["expires_at"])
        self._client.headers["authorization"] = f"Bearer {session['access_token']}"

    async def _post(self, path: str, body: Json, headers: Mapping[str, str] | None = None) -> Json:
        answer = await self._client.post(path, json=body, headers=headers)
        content: Json = answer.json() if answer.content else {}
        if answer.is_error or content.get("ok") is False:
            raise PlayerError(f"{path.partition('?')[0]} answered {answer.status_code}: {content}")
        return content
