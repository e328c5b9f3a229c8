"""Edge functions behind the gateway: small ones made for each property, run by the real Deno."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.localbackend.backend_fixture import backend_options, client_of, running_backend, sign_up

FUNCTIONS = {
    "mirror": """Deno.serve(async (request) => Response.json({
        method: request.method, path: new URL(request.url).pathname + new URL(request.url).search,
        headers: Object.fromEntries(request.headers), body: await request.text(),
        url: Deno.env.get("SUPABASE_URL"), setting: Deno.env.get("COLOUR") }, { status: 201, headers: { "x-own": "yes" } }));""",
    "guarded": "Deno.serve({ port: 8000 }, () => new Response('in'));",
    "object-form": "Deno.serve({ handler: () => new Response(null, { status: 204 }) });",
    "throws": "Deno.serve(() => { throw new Error('on purpose'); });",
    "crashes": "Deno.serve(() => { Promise.reject(new Error('nobody waits')); return new Promise(() => {}); });",
    "hangs": "Deno.serve(() => { while (true); });",
    "broken": "import './missing.ts'; Deno.serve(() => new Response());",
    "silent": "export {};",
    "greedy": """Deno.serve(async () => { const told = {};
        for (const [name, attempt] of Object.entries({
          read: () => Deno.readTextFile('/etc/hostname'), write: () => Deno.writeTextFile('/tmp/x', ''),
          env: () => Deno.env.get('HOME'), run: () => new Deno.Command('/bin/true').output(),
          net: () => Deno.connect({ hostname: '127.0.0.1', port: 5432 }), import: () => import('https://example.invalid/x.ts') }))
          try { await attempt(); told[name] = 'allowed'; } catch (error) { told[name] = error.name; }
        return Response.json(told); });""",
}


def write_project(folder: Path) -> Path:
    functions = folder / "functions"
    for name, source in FUNCTIONS.items():
        (functions / name).mkdir(parents=True)
        (functions / name / "index.ts").write_text(source, "utf-8")
    (functions / "deno.json").write_text(json.dumps({"nodeModulesDir": "auto"}), "utf-8")
    open_to_all = [name for name in FUNCTIONS if name != "guarded"]
    settings = "".join(f"[functions.{name}]\nverify_jwt = false\n" for name in open_to_all)
    (folder / "config.toml").write_text(settings, "utf-8")
    return folder


def write_letters(project: Path, letters: str) -> None:
    folder = project / "functions" / "letters"
    folder.mkdir(exist_ok=True)
    (folder / "index.ts").write_text(f"Deno.serve(() => new Response('{letters}'));", "utf-8")
    with (project / "config.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            ""
            if "letters" in (project / "config.toml").read_text("utf-8")
            else "[functions.letters]\nverify_jwt = false\n"
        )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBackend]:
    """A backend whose project consists of the small functions."""
    project = write_project(tmp_path_factory.mktemp("project"))
    options = dataclasses.replace(backend_options(), project=project, function_settings={"COLOUR": "green"})
    with running_backend(options) as running:
        yield running


@pytest_asyncio.fixture
async def client(small: LocalBackend) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=small.url, trust_env=False, timeout=15) as plain:
        yield plain


async def test_a_function_sees_the_request_and_its_answer_arrives(
    small: LocalBackend, client: httpx.AsyncClient
) -> None:
    headers = {"authorization": "Bearer x", "x-client-info": "test", "content-type": "text/plain"}
    answer = await client.put("/functions/v1/mirror/a%2Fb?x=1&x=2", content="ünï", headers=headers)
    seen = answer.json()
    assert (answer.status_code, answer.headers["x-own"]) == (201, "yes")
    assert (seen["method"], seen["path"], seen["body"]) == ("PUT", "/mirror/a%2Fb?x=1&x=2", "ünï")
    assert seen["headers"]["authorization"] == "Bearer x"
    assert seen["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert "x-local-backend-password" not in seen["headers"]
    assert (seen["url"], seen["setting"]) == (small.url, "green")


async def test_every_form_of_serve_is_understood(small: LocalBackend, client: httpx.AsyncClient) -> None:
    assert (await client.get("/functions/v1/object-form")).status_code == 204
    answer = await client.get("/functions/v1/guarded", headers={"authorization": f"Bearer {small.anon_key}"})
    assert answer.text == "in"


async def test_verify_jwt_lets_only_valid_tokens_in(small: LocalBackend, client: httpx.AsyncClient) -> None:
    async with client_of(small) as api:
        session = await sign_up(api)
    statuses = {}
    for name, token in {
        "none": None,
        "garbage": "x",
        "person": session["access_token"],
        "expired": small.keys.sign({"role": "anon", "exp": 1}),
    }.items():
        headers = {"authorization": f"Bearer {token}"} if token else {}
        statuses[name] = (await client.get("/functions/v1/guarded", headers=headers)).status_code
    assert statuses == {"none": 401, "garbage": 401, "expired": 401, "person": 200}
    assert (await client.options("/functions/v1/guarded")).status_code == 200


@pytest.mark.parametrize(
    ("name", "status"), [("throws", 500), ("broken", 503), ("silent", 503), ("unheard-of", 401)]
)
async def test_failures_stay_with_their_function(client: httpx.AsyncClient, name: str, status: int) -> None:
    assert (await client.get(f"/functions/v1/{name}")).status_code == status
    assert (await client.get("/functions/v1/mirror")).status_code == 201


async def test_an_unknown_function_is_not_found(small: LocalBackend, client: httpx.AsyncClient) -> None:
    headers = {"authorization": f"Bearer {small.anon_key}"}
    answer = await client.get("/functions/v1/unheard-of", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


async def test_functions_reach_nothing_but_the_gateway(client: httpx.AsyncClient) -> None:
    told = (await client.get("/functions/v1/greedy")).json()
    assert told == dict.fromkeys(("read", "write", "env", "run", "net"), "NotCapable") | {
        "import": "TypeError"
    }


async def test_a_crash_fails_its_request_and_the_next_ones_are_served(client: httpx.AsyncClient) -> None:
    crashed = await client.get("/functions/v1/crashes")
    assert crashed.status_code == 500
    async with asyncio.timeout(10):
        while (answer := await client.get("/functions/v1/mirror")).status_code in {
            500,
            503,
        }:  # 500: it reached the dying process
            pass
    assert answer.status_code == 201


async def served_again(client: httpx.AsyncClient, wanted: str) -> None:
    """Wait until the function ``letters`` answers *wanted*."""
    async with asyncio.timeout(15):
        while (await client.get("/functions/v1/letters")).text != wanted:
            pass


async def test_a_function_that_never_yields_is_ended_and_the_others_live_on(tmp_path: Path) -> None:
    project = write_project(tmp_path)
    write_letters(project, "a")
    options = dataclasses.replace(backend_options(), project=project, function_limit_s=0.5)
    async with (
        LocalBackend(options) as backend,
        httpx.AsyncClient(base_url=backend.url, trust_env=False) as client,
    ):
        hung = await client.get("/functions/v1/hangs", timeout=15)
        assert (hung.status_code, hung.json()["code"]) == (504, "TIMEOUT")
        await served_again(client, "a")


async def test_a_watched_function_changes_under_way(tmp_path: Path) -> None:
    project = write_project(tmp_path)
    write_letters(project, "a")
    options = dataclasses.replace(backend_options(), project=project, watch=True)
    async with (
        LocalBackend(options) as backend,
        httpx.AsyncClient(base_url=backend.url, trust_env=False) as client,
    ):
        await served_again(client, "a")
        write_letters(project, "b")
        await served_again(client, "b")


async def test_nobody_calls_past_the_gateway(small: LocalBackend) -> None:
    assert small.functions_host is not None
    async with httpx.AsyncClient(trust_env=False) as stranger:
        address = f"http://127.0.0.1:{small.functions_host.port}/mirror"
        assert (await stranger.get(address)).status_code == 403


async def test_without_functions_the_endpoint_says_so(tmp_path: Path) -> None:
    options = dataclasses.replace(backend_options(), project=tmp_path, functions=False)
    async with LocalBackend(options) as backend, client_of(backend, token=backend.anon_key) as client:
        assert (await client.get("/functions/v1/anything")).status_code == 503
