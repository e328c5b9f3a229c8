"""The public API knows the ids of the game by the seed: typing errors are told from tasks."""

from __future__ import annotations

import httpx
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.functions.people import Caller, loopback_client, somebody

pytestmark = pytest.mark.contract

TASK = "5936d90786f7742b1420ba5b"
SHARED_OBJECTIVE = "6391d9e7ee79ee703e3012e5"


async def ask(backend: LocalBackend, token: str, path: str, body: object = None) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"}
    async with loopback_client(f"{backend.url}/functions/v1/api") as client:
        if body is None:
            return await client.get(path, headers=headers)
        return await client.post(path, headers=headers, json=body)


async def token_of(caller: Caller) -> str:
    token: str = (await caller.make_token("GP", "WP"))["token"]
    return token


async def test_an_unknown_id_is_told_and_writes_nothing(backend: LocalBackend) -> None:
    token = await token_of(await somebody(backend))

    task = await ask(backend, token, "/progress/task/0000", {"state": "completed"})
    objective = await ask(backend, token, "/progress/task/objective/0000", {"count": 1})
    several = await ask(backend, token, "/progress/tasks", {"0000": "completed"})

    assert [(answer.status_code, answer.json()["code"]) for answer in (task, objective, several)] == [
        (404, "unknown_id")
    ] * 3
    assert task.json()["error"] == "Unknown task id"
    assert (await ask(backend, token, "/progress")).json()["meta"]["rev"] == 0


async def test_known_tasks_of_a_list_are_written_and_the_others_named(backend: LocalBackend) -> None:
    token = await token_of(await somebody(backend))

    answer = await ask(
        backend,
        token,
        "/progress/tasks",
        [{"id": TASK, "state": "completed"}, {"id": "0000", "state": "failed"}],
    )

    data = answer.json()["data"]
    assert data["updatedTasks"] == [{"id": TASK, "state": "completed"}]
    assert data["unknownTasks"] == ["0000"]
    tasks = (await ask(backend, token, "/progress")).json()["data"]["tasksProgress"]
    assert {"id": TASK, "complete": True, "invalid": False, "failed": False} in tasks
    assert not any(task["id"] == "0000" for task in tasks)


async def test_an_objective_that_several_tasks_share_is_written_for_each(backend: LocalBackend) -> None:
    token = await token_of(await somebody(backend))

    assert (
        await ask(backend, token, f"/progress/task/objective/{SHARED_OBJECTIVE}", {"count": 2})
    ).status_code == 200

    objectives = (await ask(backend, token, "/progress")).json()["data"]["taskObjectivesProgress"]
    written = [one for one in objectives if one["count"] == 2]
    assert len(written) == 3
    assert all(one["id"].startswith(f"{SHARED_OBJECTIVE}:") for one in written)
