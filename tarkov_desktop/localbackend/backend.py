"""``LocalBackend``: PostgreSQL, sign-in, REST, realtime and functions behind one loopback address, started and stopped together."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import asyncpg

from tarkov_desktop import resources
from tarkov_desktop.localbackend.auth import Auth, AuthOptions, Person
from tarkov_desktop.localbackend.background import in_background
from tarkov_desktop.localbackend.database import DatabaseOptions, connected, open_database
from tarkov_desktop.localbackend.errors import StartFailedError
from tarkov_desktop.localbackend.functions import Functions, FunctionsHost, HostOptions
from tarkov_desktop.localbackend.functions.watch import watched
from tarkov_desktop.localbackend.gateway import Gateway, HttpServer
from tarkov_desktop.localbackend.pools import open_pool
from tarkov_desktop.localbackend.project import Project, read_project
from tarkov_desktop.localbackend.realtime import Limits, Realtime
from tarkov_desktop.localbackend.rest import Rest
from tarkov_desktop.localbackend.team_gateway import team_gateway
from tarkov_desktop.localbackend.tokens import Keys

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from tarkov_desktop.localbackend.postgres.cluster import Cluster

logger = logging.getLogger(__name__)

_PARTITION_RENEWAL_S = 3600.0
_STRICT_REFUSAL_DELAY_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendOptions:
    """What kind of backend is wanted.

    Attributes:
        cache: a folder for what may be lost: database templates, prepared functions.
        folder: where the data is kept; None = thrown away at the end.
        port: of the gateway; 0 = any free one.
        pg_port: of PostgreSQL; 0 = any free one.
        project: the folder with config.toml, migrations and functions; default ours.
        seeds: SQL files run after the migrations and the project's own seeds, in a new database.
        jwt_secret: instead of the cluster's own.
        asymmetric: sign access tokens with ES256.
        jwt_expiry_s: life of an access token; None = as config.toml says.
        strict_delays: refuse channels as late as the real service does.
        watch: start the functions anew when their source changes.
        strict_grants: without the wide default grants of older projects.
        functions: run the edge functions; without, their endpoint answers 503 and Deno is not needed.
        function_settings: what their environment holds beside address and keys.
        function_limit_s: how long one request may keep a function busy.
        team_gateway: put the team gateway in front; needs Node and a checkout of the sources.
        people: whom the pretend providers offer.
        pg_bin: another PostgreSQL (``TARKOV_BACKEND_PG_BIN``).
        child_user: whom to run it as under root (``TARKOV_BACKEND_USER``).
        log_statements_ms: log statements slower than this.
        clock: the project's time for tokens, seconds since 1970.
    """

    cache: Path
    folder: Path | None = None
    port: int = 0
    pg_port: int = 0
    project: Path = field(default_factory=lambda: resources.directory() / "supabase")
    seeds: tuple[Path, ...] = ()
    jwt_secret: str | None = None
    asymmetric: bool = False
    jwt_expiry_s: int | None = None
    strict_delays: bool = False
    watch: bool = False
    strict_grants: bool = False
    functions: bool = True
    function_settings: Mapping[str, str] = field(default_factory=dict)
    function_limit_s: float = 60.0
    team_gateway: bool = False
    people: tuple[Person, ...] = ()
    pg_bin: Path | None = None
    child_user: str | None = None
    log_statements_ms: int | None = None
    clock: Callable[[], float] = time.time


class LocalBackend:
    """A running stand-in for a Supabase project.

    ``async with LocalBackend(options) as backend:`` gives ``url``, ``anon_key``, ``service_key`` and ``db_url``.

    Raises:
        BackendError: on entering, when a part does not start; nothing is left running.
    """

    url: str
    db_url: str
    team_gateway_url: str | None = None
    keys: Keys
    cluster: Cluster

    def __init__(self, options: BackendOptions) -> None:
        self._options = options
        self._stack = AsyncExitStack()
        self._ports: set[int] = set()
        self.functions_host: FunctionsHost | None = None

    @property
    def anon_key(self) -> str:
        """The key that the program is given."""
        return self.keys.anon_key

    @property
    def service_key(self) -> str:
        """The key of the service role: past all policies, never for a client."""
        return self.keys.service_key

    def trust_port(self, port: int) -> None:
        """Also answer callers who address us under *port*: a proxy of a test or the team gateway stands there."""
        self._ports.add(port)

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        options, enter = self._options, self._stack.enter_async_context
        project = await asyncio.to_thread(read_project, options.project / "config.toml")
        self._server = server = await enter(HttpServer(options.port))
        self.url = f"http://127.0.0.1:{server.port}"
        self._ports.add(server.port)
        self.cluster = await enter(open_database(self._database_options()))
        self.db_url = self.cluster.dsn("supabase_admin")
        secret = options.jwt_secret or self.cluster.credentials.jwt_secret
        self.keys = Keys(secret, asymmetric=options.asymmetric, clock=options.clock)
        auth_pool = await enter(open_pool(self.cluster.dsn("supabase_auth_admin"), most=5))
        await enter(_partitions_renewed(self.db_url))
        auth = Auth(auth_pool, self.keys, self._auth_options(project))
        rest = Rest(self.cluster.dsn("authenticator"), self.keys, project.api)
        self._stack.push_async_callback(rest.stop)
        await rest.start()
        delay_s = _STRICT_REFUSAL_DELAY_S if options.strict_delays else 0
        realtime = Realtime(self.db_url, self.keys, Limits(refusal_delay_s=delay_s))
        self._stack.push_async_callback(realtime.stop)
        await realtime.start()
        functions = await self._start_functions(project, server.port)
        self._gateway = Gateway(
            self.keys, [*auth.routes(), *rest.routes(), *realtime.routes(), *functions.routes()], self._ports
        )
        await server.start(self._gateway)
        self._stack.push_async_callback(server.stop)  # callers go first, then what they ask
        if options.team_gateway:
            self.team_gateway_url = await enter(team_gateway(self._team_gateway_settings()))

    async def restart_gateway(self) -> None:
        """Close the port and all connections, and open it again: what clients see of a restart of the service."""
        await self._server.stop()
        self._server.bind()
        await self._server.start(self._gateway)

    async def _start_functions(self, project: Project, port: int) -> Functions:
        options = self._options
        sources = options.project / "functions"
        if options.functions and sources.is_dir():
            self.functions_host = FunctionsHost(
                HostOptions(
                    sources=sources,
                    cache=options.cache,
                    gateway_port=port,
                    environment=self._function_environment(),
                )
            )
            self._stack.push_async_callback(self.functions_host.stop)
            await self.functions_host.start()
            if options.watch:
                await self._stack.enter_async_context(watched(self.functions_host, sources))
        functions = Functions(
            self.functions_host, self.keys, project.functions, limit_s=options.function_limit_s
        )
        self._stack.push_async_callback(functions.stop)
        return functions

    def _function_environment(self) -> dict[str, str]:
        return {
            "ALLOWED_ORIGIN": "",
            **self._options.function_settings,
            "SUPABASE_URL": self.url,
            "SUPABASE_ANON_KEY": self.anon_key,
            "SUPABASE_SERVICE_ROLE_KEY": self.service_key,
        }

    def _team_gateway_settings(self) -> dict[str, str]:
        secret = self._options.jwt_secret or self.cluster.credentials.jwt_secret
        return {
            "SUPABASE_URL": self.url,
            "SUPABASE_ANON_KEY": self.anon_key,
            "ALLOWED_ORIGIN": self.url,
            "ENVIRONMENT": "local",
            **({} if self._options.asymmetric else {"SUPABASE_JWT_SECRET": secret}),
        }

    def _database_options(self) -> DatabaseOptions:
        options = self._options
        return DatabaseOptions(
            templates=options.cache / "templates",
            folder=options.folder,
            port=options.pg_port,
            migrations=options.project / "migrations",
            seeds=(*sorted((options.project / "seed").glob("*.sql")), *options.seeds),
            strict_grants=options.strict_grants,
            pg_bin=options.pg_bin,
            child_user=options.child_user,
            log_statements_ms=options.log_statements_ms,
        )

    def _auth_options(self, project: Project) -> AuthOptions:
        people: Mapping[str, tuple[Person, ...]] = (
            {"people": self._options.people} if self._options.people else {}
        )
        return AuthOptions(
            base_url=self.url,
            site_url=project.auth.site_url,
            redirect_urls=project.auth.additional_redirect_urls,
            jwt_expiry_s=self._options.jwt_expiry_s or project.auth.jwt_expiry,
            reuse_interval_s=project.auth.refresh_token_reuse_interval,
            **people,
        )


@asynccontextmanager
async def _partitions_renewed(db_url: str) -> AsyncIterator[None]:
    """Keep the daily partitions of realtime.messages coming for as long as the block runs."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(_PARTITION_RENEWAL_S)
            try:
                async with connected(db_url) as connection:
                    await connection.execute("select localbackend.renew_message_partitions()")
            except (asyncpg.PostgresError, StartFailedError):
                logger.exception(
                    "the partitions of realtime.messages were not renewed; tried again in an hour"
                )

    async with in_background(renew()):
        yield
