"""The team gateway in front of the whole backend: one flag, and a team is made through it."""

from __future__ import annotations

import dataclasses
import os
import shutil
import uuid

import httpx
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.localbackend.errors import PartMissingError
from tests.localbackend.backend_fixture import backend_options, client_of, sign_up

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("gateway")]


@pytest.mark.skipif(
    not shutil.which("npm") and not os.environ.get("CI"), reason="node and npm are not installed"
)
@pytest.mark.parametrize("asymmetric", [False, True])
async def test_a_team_is_made_through_the_gateway(asymmetric: bool) -> None:
    options = dataclasses.replace(backend_options(), team_gateway=True, asymmetric=asymmetric)
    async with LocalBackend(options) as backend, client_of(backend) as api:
        token = (await sign_up(api))["access_token"]
        assert backend.team_gateway_url is not None
        async with httpx.AsyncClient(
            base_url=backend.team_gateway_url, trust_env=False, timeout=20
        ) as gateway:
            body = {"name": "Night shift", "gameMode": "pvp"}
            headers = {"idempotency-key": str(uuid.uuid4())}
            assert (await gateway.post("/team/create", json=body, headers=headers)).status_code == 401
            headers["authorization"] = f"Bearer {token}"
            made = await gateway.post("/team/create", json=body, headers=headers)
    assert (made.status_code, made.json()["team"]["name"]) == (201, "Night shift")


async def test_without_node_the_gateway_is_refused_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    options = dataclasses.replace(backend_options(), team_gateway=True, functions=False)
    with pytest.raises(PartMissingError, match="needs Node"):
        async with LocalBackend(options):
            pass
