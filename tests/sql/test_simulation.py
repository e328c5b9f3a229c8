"""The schedules of the sync simulator, played by the real client engine against the real SQL (sync.md, How it is tested).

``TARKOV_SQL_SCHEDULES=300`` plays so many instead of some dozen.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import asyncpg
import pytest

from tarkov_desktop.localbackend.postgres.cluster import Cluster
from tarkov_desktop.sync.registers import Scope
from tests.backend_support import Database
from tests.simulate.model_server import ModelServer
from tests.simulate.world import World
from tests.sql.sql_server import SqlServer

FIRST_SEED = 500_000
BATCHES = 3
SCHEDULES_EACH = max(1, int(os.environ.get("TARKOV_SQL_SCHEDULES", "18")) // BATCHES)


@pytest.fixture(scope="module")
def server(cluster: Cluster) -> Iterator[SqlServer]:
    """A database whose clock is the simulator's."""
    name = "simulated_by_sql_tests"

    async def administer(statement: str) -> None:
        admin = await asyncpg.connect(cluster.dsn("supabase_admin", "template1"), ssl=False)
        await admin.execute(statement)
        await admin.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(
            asyncio.run, administer(f"create database {name} template postgres owner postgres")
        ).result(60)
        running = SqlServer(Database(cluster, name))
        yield running
        running.close()
        pool.submit(asyncio.run, administer(f"drop database {name} with (force)")).result(60)


def play(server: SqlServer, seed: int) -> list[str]:
    """What is wrong at the end of a schedule."""
    world = World(seed)
    server.begin(lambda: world.time.ms, refuses=world.restored != "server")
    world.server = cast("ModelServer", server)
    for network in world.networks.values():
        network.server = world.server
    wrong = asyncio.run(world.run())
    assert server.documents_agree()
    model = World(seed)
    asyncio.run(model.run())
    if stamped(world.server) != stamped(model.server):
        wrong.append("the model ends elsewhere")
    return [f"seed {seed}: {each}" for each in wrong]


def stamped(server: ModelServer) -> dict[Scope, tuple[int, dict[str, tuple[object, ...]]]]:
    """Epochs, values and stamps, which are what a digest is made of."""
    return {
        scope: (held.epoch, {path: row[1:5] for path, row in held.registers.items()})
        for scope, held in server.scopes.items()
        if held.rev > 0
    }


@pytest.mark.parametrize("batch", range(BATCHES))
def test_schedules_end_in_agreement_on_the_real_sql(server: SqlServer, batch: int) -> None:
    first = FIRST_SEED + batch * SCHEDULES_EACH

    assert [wrong for seed in range(first, first + SCHEDULES_EACH) for wrong in play(server, seed)] == []
    assert server.calls > SCHEDULES_EACH
