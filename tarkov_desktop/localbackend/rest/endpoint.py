"""The REST endpoint: its routes, its connections, and the way of a request through them."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tarkov_desktop.localbackend.pools import LOST
from tarkov_desktop.localbackend.project import Api
from tarkov_desktop.localbackend.rest import outcome
from tarkov_desktop.localbackend.rest.asked import ask, caller_claims
from tarkov_desktop.localbackend.rest.errors import (
    RestError,
    from_postgres,
    not_implemented,
    raised_by_function,
)
from tarkov_desktop.localbackend.rest.jobs import call_job, relation_job
from tarkov_desktop.localbackend.rest.outcome import Outcome
from tarkov_desktop.localbackend.rest.schema import load_schema
from tarkov_desktop.localbackend.rest.transaction import as_caller

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from tarkov_desktop.localbackend.rest.asked import Asked
    from tarkov_desktop.localbackend.rest.jobs import Job
    from tarkov_desktop.localbackend.rest.schema import SchemaCache
    from tarkov_desktop.localbackend.tokens import Claims, Keys

    _Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy[Any]

logger = logging.getLogger(__name__)

_METHODS = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]
_RELOAD_MESSAGES = {"", "reload schema", "reload config"}
_MAX_CONNECTIONS = 12
_RECONNECT_S = 0.2
_START_PATIENCE_S = 10


class Rest:
    """PostgREST's surface over one database. ``start`` opens connections, ``stop`` closes them; ``routes`` are for the gateway.

    *dsn* logs in as ``authenticator``, whose only power is to become the role of a token.
    """

    def __init__(self, dsn: str, keys: Keys, api: Api | None = None, *, prefix: str = "/rest/v1") -> None:
        self._dsn = dsn
        self._keys = keys
        self._api = api or Api()
        self._prefix = prefix
        self._pool: asyncpg.Pool | None = None
        self._listening: asyncio.Task[None] | None = None
        self._is_listening = asyncio.Event()
        self._cache: SchemaCache | None = None
        self._reloads: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the connections and read the schema."""
        self._pool = await asyncpg.create_pool(
            self._dsn,
            ssl=False,
            min_size=1,
            max_size=_MAX_CONNECTIONS,
            statement_cache_size=0,  # the pool discards prepared statements with everything else
            reset=_discard_all,
        )
        self._listening = asyncio.create_task(self._listen(), name="rest schema reloads")
        await asyncio.wait_for(
            self._is_listening.wait(), _START_PATIENCE_S
        )  # from here on no message is missed
        await self.reload()

    async def stop(self) -> None:
        """Close every connection; requests still running are cut off after five seconds."""
        tasks = [*self._reloads, *([self._listening] if self._listening is not None else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._pool is not None:
            try:
                await asyncio.wait_for(self._pool.close(), 5)
            except TimeoutError:
                self._pool.terminate()

    async def reload(self) -> None:
        """Read the schema again, as after ``notify pgrst, 'reload schema'``."""
        async with self._open_pool.acquire() as connection:
            self._cache = await load_schema(connection, self._api.schemas)

    def routes(self) -> list[BaseRoute]:
        """The routes under the prefix."""
        return [
            Route(f"{self._prefix}/", self._serve_root, methods=_METHODS),
            Route(f"{self._prefix}/rpc/{{name}}", self._serve_call, methods=_METHODS),
            Route(f"{self._prefix}/{{name}}", self._serve_relation, methods=_METHODS),
        ]

    @property
    def _open_pool(self) -> asyncpg.Pool:
        if self._pool is None:
            raise RuntimeError("start() was not awaited")
        return self._pool

    async def _listen(self) -> None:
        """Hear reload messages for ever; after a lost connection the schema is read again, since one may be missing."""
        is_again = False
        while True:
            try:
                connection = await asyncpg.connect(self._dsn, ssl=False)
            except (asyncpg.PostgresError, *LOST):
                await asyncio.sleep(_RECONNECT_S)
                continue
            try:
                lost = asyncio.Event()
                connection.add_termination_listener(lambda _connection, lost=lost: lost.set())
                await connection.add_listener("pgrst", self._on_notify)
                self._is_listening.set()
                if is_again:
                    self._on_notify(connection, 0, "pgrst", "")
                await lost.wait()
            except (asyncpg.PostgresError, *LOST):
                await asyncio.sleep(_RECONNECT_S)
            finally:
                connection.terminate()
            is_again = True

    def _on_notify(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        if payload in _RELOAD_MESSAGES:
            task = asyncio.get_running_loop().create_task(self.reload())
            self._reloads.add(task)
            task.add_done_callback(self._reloaded)

    def _reloaded(self, task: asyncio.Task[None]) -> None:
        self._reloads.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("schema reload failed, the old schema stays", exc_info=task.exception())

    # The way of a request ---------------------------------------------------------------------------------------------

    async def _serve_root(self, _request: Request) -> Response:
        return _refusal(not_implemented("the OpenAPI description"))

    async def _serve_relation(self, request: Request) -> Response:
        return await self._serve(request, relation_job)

    async def _serve_call(self, request: Request) -> Response:
        return await self._serve(request, call_job)

    async def _serve(self, request: Request, prepare: Callable[[Asked, bytes], Job]) -> Response:
        if request.method == "OPTIONS":
            return Response(headers={"Allow": "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"})
        try:
            claims = caller_claims(request, self._keys)
            return await self._answer(request, claims, prepare)
        except RestError as error:
            return _refusal(error)
        except LOST as error:
            logger.warning("the database does not answer: %s", type(error).__name__)
            return _refusal(RestError(503, "PGRST000", "Database connection error. Retrying the connection."))

    async def _answer(
        self, request: Request, claims: Claims, prepare: Callable[[Asked, bytes], Job]
    ) -> Response:
        if self._cache is None:
            raise RestError(503, "PGRST002", "Could not query the database for the schema cache. Retrying.")
        asked = ask(request, self._cache, self._api, claims)
        job = prepare(asked, await request.body())
        try:
            return await self._run(asked, job)
        except asyncpg.PostgresError as error:
            has_user_token = claims["role"] != "anon"
            raise raised_by_function(error) or from_postgres(error, has_user_token=has_user_token) from error

    async def _run(self, asked: Asked, job: Job) -> Response:
        facts = asked.facts(self._prefix, is_read_only=job.is_read_only)
        settings = asked.cache.role_settings.get(facts.role, {})
        async with as_caller(self._open_pool, facts, settings) as connection:
            if asked.answer.form == "plan":
                return await _plan(connection, asked, job)
            [row] = await connection.fetch(job.sql, *job.binds.values)
            result = Outcome(row["body"], row["page_total"], row["total"], row["headers"], row["status"])
            outcome.check_single(result, asked.answer)
            if not job.is_read_only:
                outcome.check_affected(result, asked.preferences)
            if job.planned is not None and (result.total is None or result.total > self._api.max_rows):
                result = await _estimated(connection, job.planned[0], job.planned[1].values, result)
        return job.respond(result)


async def _plan(connection: _Connection, asked: Asked, job: Job) -> Response:
    rows = await connection.fetch(outcome.explain_sql(job.sql, asked.answer), *job.binds.values)
    return Response("\n".join(str(row[0]) for row in rows), media_type=asked.answer.media_type)


async def _estimated(connection: _Connection, sql: str, values: list[object], result: Outcome) -> Outcome:
    plan = await connection.fetchval(f"explain (format json) {sql}", *values)
    return replace(result, total=max(int(json.loads(plan)[0]["Plan"]["Plan Rows"]), result.total or 0))


async def _discard_all(connection: asyncpg.Connection) -> None:
    await connection.execute("discard all")


def _refusal(error: RestError) -> JSONResponse:
    return JSONResponse(error.body(), status_code=error.status, headers=error.headers)
