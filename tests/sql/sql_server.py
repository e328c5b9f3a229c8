"""The real SQL in the place of the simulator's model server: same calls, same simulated time, PostgreSQL underneath."""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar, cast

import asyncpg
import msgspec

from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.remote.calls import Calls
from tarkov_desktop.remote.progress import SupabaseProgress
from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.sync.remote import (
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    Refused,
    ServerRegister,
    StatusAnswer,
)
from tests.backend_support import Database
from tests.simulate.model_server import Generation
from tests.sql.people import EMPTY, People

Answer = TypeVar("Answer")
KEPT = (
    "progress_heads",
    "progress_registers",
    "progress_devices",
    "progress_device_seqs",
    "progress_archives",
)

SIMULATED = """
create or replace function private.now_ms() returns bigint language sql volatile set search_path = ''
as $$ select current_setting('tarkov.simulated_ms')::bigint $$;
-- The simulator writes numbers to every path, so that it knows each value's origin.
create or replace function private.check_op(p_mode text, p_path text, p_value jsonb)
returns text language sql stable set search_path = ''
as $$ select case when current_setting('tarkov.refuses') = 'on' and (p_value #>> '{}')::integer % 41 = 0
  then 'invalid_value' end $$;
"""


class _SqlCalls:
    """What ``SupabaseProgress`` needs of the network, answered by SQL."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def function(self, name: str, kind: type[Answer], body: Mapping[str, Any]) -> Answer | Refused:
        """The edge function ``progress-update``, which only passes its body on."""
        assert name == "progress-update"
        names = {"deviceId": "device", "gameMode": "mode", "baseSeq": "base_seq", "device": "device_info"}
        return await self.rpc(
            "apply_progress_ops", kind, {f"p_{names.get(key, key)}": value for key, value in body.items()}
        )

    async def rpc(
        self, name: str, kind: type[Answer], body: Mapping[str, Any] | None = None
    ) -> Answer | Refused:
        """A function of the public schema."""
        arguments = dict(body or {})
        names = ", ".join(f"{name} => ${place}" for place, name in enumerate(arguments, 1))
        text = await self._connection.fetchval(f"select public.{name}({names})", *arguments.values())
        answer = json.loads(text)
        if not answer["ok"]:
            return Refused(answer["error"]["code"], last_seq=answer["error"].get("lastSeq"))
        return msgspec.json.decode(text, type=kind)


class SqlServer:
    """Stands for :class:`tests.simulate.model_server.ModelServer`; one account per schedule."""

    def __init__(self, database: Database) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._now_ms: Callable[[], int] = lambda: 0
        self.calls = 0
        # Connections belong to the loop they were opened on.
        self._people = self._wait(People.in_database(database))
        self._run(SIMULATED)

    def begin(self, now_ms: Callable[[], int], *, refuses: bool) -> None:
        """An empty database and a new account for the next schedule."""
        self._now_ms = now_ms
        self._wait(self._begin(refuses=refuses))

    def close(self) -> None:
        """Give the thread back."""
        self._wait(self._people.database.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def push(self, request: PushRequest) -> PushAnswer | Refused:
        """The push of the client's own wire form."""
        return cast("PushAnswer | Refused", self._wait(self._timed(self._progress.push(request))))

    def pull(self, request: PullRequest) -> PullAnswer:
        """One page."""
        return cast("PullAnswer", self._wait(self._timed(self._progress.pull(request))))

    def status(self, device_id: str) -> StatusAnswer:
        """Heads and sequences."""
        return cast("StatusAnswer", self._wait(self._timed(self._progress.status(device_id))))

    def backup(self) -> Mapping[Scope, Generation]:
        """Keep everything in the database itself; the answer only says that there is a backup."""
        for table in KEPT:
            self._run(f"drop table if exists kept.{table}; create table kept.{table} as table public.{table}")
        return self.scopes

    def restore(self, saved: Mapping[Scope, Generation]) -> None:
        """Go back to what was kept last."""
        assert saved is not None
        tables = "".join(
            f"delete from public.{table}; insert into public.{table} select * from kept.{table};"
            for table in KEPT
        )
        self._run(f"begin; set local session_replication_role = replica; {tables} commit")

    @property
    def scopes(self) -> Mapping[Scope, Generation]:
        """What the server holds."""
        return self._wait(self._scopes())

    def documents_agree(self) -> bool:
        """Whether each document is what its registers say."""
        self._wait(self._people.check_invariants())
        return True

    async def _begin(self, *, refuses: bool) -> None:
        database = self._people.database
        await database.close()
        owner = await database.connect("supabase_admin")
        await owner.execute(EMPTY + "; create schema if not exists kept")
        self._people = people = await People.in_database(database, owner)
        person = await people.person()
        self._connection = person.connection
        await self._connection.set_type_codec("jsonb", encoder=json.dumps, decoder=str, schema="pg_catalog")
        await self._connection.execute(
            "select set_config('tarkov.refuses', $1, false)", "on" if refuses else "off"
        )
        self._progress = SupabaseProgress(cast("Calls", _SqlCalls(self._connection)))

    async def _timed(self, call: Coroutine[Any, Any, Answer]) -> Answer:
        self.calls += 1
        await self._connection.execute(
            "select set_config('tarkov.simulated_ms', $1, false)", str(self._now_ms())
        )
        return await call

    async def _scopes(self) -> Mapping[Scope, Generation]:
        owner = self._people.owner
        scopes = {
            Scope(GameMode(row["game_mode"]), row["season"]): Generation(row["epoch"], row["rev"])
            for row in await owner.fetch("select * from public.progress_heads")
        }
        for row in await owner.fetch("select * from public.progress_registers"):
            held = scopes[Scope(GameMode(row["game_mode"]), row["season"])]
            device = None if row["device_id"] is None else str(uuid.UUID(str(row["device_id"])))
            held.registers[row["path"]] = ServerRegister(
                row["path"], row["value"], row["ms"], row["counter"], row["node"], row["rev"], device
            )
        return scopes

    def _run(self, statement: str) -> None:
        self._wait(self._people.owner.execute(statement))

    def _wait(self, call: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(call, self._loop).result(60)
