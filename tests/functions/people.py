"""People who call the edge functions, each with a sign-in of their own."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.localbackend.backend_fixture import sign_up

ENVELOPE = {"code", "message", "retryAfter", "lastSeq"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody signed in; ``post`` and ``get`` call a function by name."""

    user_id: str
    token: str
    base_url: str
    device_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    async def post(
        self,
        name: str,
        body: object = None,
        *,
        key: str | None = None,
        content: bytes | None = None,
        method: str = "POST",
    ) -> httpx.Response:
        """Answer of a call with *body* as JSON, or with *content* as it is."""
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        if key is not None:
            headers["idempotency-key"] = key
        raw = content if content is not None else json.dumps(body).encode()
        async with loopback_client(self.base_url) as client:
            return await client.request(method, name, content=raw, headers=headers)

    async def get(self, name: str, query: Mapping[str, str] | None = None) -> httpx.Response:
        """Answer of a reading call."""
        headers = {"authorization": f"Bearer {self.token}"}
        async with loopback_client(self.base_url) as client:
            return await client.get(name, params=dict(query or {}), headers=headers)

    async def push(self, mode: str, *values: tuple[str, object], base_seq: int = 0) -> httpx.Response:
        """Answer of a push of (path, value), numbered from *base_seq* + 1."""
        return await self.post("progress-update", self.push_body(mode, *values, base_seq=base_seq))

    def push_body(self, mode: str, *values: tuple[str, object], base_seq: int = 0) -> dict[str, Any]:
        """The body of such a push."""
        node = self.device_id.replace("-", "")[:16]
        ops = [
            {
                "seq": base_seq + turn,
                "op": "set",
                "path": path,
                "value": value,
                "stamp": [0, 1000 + turn, 0, node],
            }
            for turn, (path, value) in enumerate(values, start=1)
        ]
        return {"deviceId": self.device_id, "gameMode": mode, "epoch": 0, "baseSeq": base_seq, "ops": ops}

    async def found_team(self, mode: str = "pvp", name: str = "Night raiders") -> dict[str, Any]:
        """A new team of theirs, join code included."""
        answer = await self.post("team-create", {"name": name, "gameMode": mode}, key=str(uuid.uuid4()))
        assert answer.status_code == 201, answer.text
        team: dict[str, Any] = answer.json()["team"]
        return team

    async def join(self, team: Mapping[str, Any]) -> None:
        """Become a member of *team*."""
        answer = await self.post("team-join", {"teamId": team["id"], "joinCode": team["joinCode"]})
        assert answer.status_code == 200, answer.text

    async def make_token(self, *permissions: str, mode: str = "pvp") -> dict[str, Any]:
        """A token of the public API, secret included."""
        body = {"gameMode": mode, "permissions": list(permissions)}
        answer = await self.post("token-create", body, key=str(uuid.uuid4()))
        assert answer.status_code == 201, answer.text
        token: dict[str, Any] = answer.json()
        return token


def loopback_client(base_url: str) -> httpx.AsyncClient:
    """A client for one call; without certificates, whose loading would take longer than the call."""
    return httpx.AsyncClient(base_url=base_url, timeout=20, trust_env=False, verify=False)


async def somebody(backend: LocalBackend) -> Caller:
    """A fresh person."""
    async with loopback_client(backend.url) as client:
        client.headers["apikey"] = backend.anon_key
        session = await sign_up(client)
    return Caller(session["user"]["id"], session["access_token"], f"{backend.url}/functions/v1/")


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an error, with the common envelope checked on the way."""
    body = answer.json()
    assert set(body) == {"error"}, body
    error = body["error"]
    assert set(error) <= ENVELOPE, error
    assert isinstance(error["message"], str)
    promised = answer.status_code in {429, 503}
    assert ("retry-after" in answer.headers) == promised == ("retryAfter" in error)
    if promised:
        assert int(answer.headers["retry-after"]) == error["retryAfter"] >= 1
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, error["code"]


async def forget_limits(backend: LocalBackend) -> None:
    """Open every window of the rate limits again, so that a long test meets none."""
    connection = await asyncpg.connect(backend.db_url, ssl=False)
    try:
        await connection.execute("truncate private.mutation_rate_limits")
    finally:
        await connection.close()
