"""Who may listen and speak on a private topic: asked of the real policies on realtime.messages, by probe rows.

Reading: the table's owner writes one row per extension and the caller looks for it. Writing: the caller tries. Either way
the transaction is rolled back, so no probe is ever seen by anybody.
"""

from __future__ import annotations

import json
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import asyncpg

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from tarkov_desktop.localbackend.tokens import Claims

    Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy[Any]

Extension: TypeAlias = Literal["broadcast", "presence"]

_NO_PARTITION = "23514"
_TIMEOUT = "57014"  # of the policy itself
_LOST_CLASSES = {"08", "57"}  # the connection or the server went away: no answer of a policy


class MissingPartitionError(Exception):
    """realtime.messages has no partition for today, so nothing can be probed."""


@dataclass(frozen=True)
class Caller:
    """A person or service behind a token, with the headers of its socket or request."""

    claims: Claims
    headers: Mapping[str, str]

    @property
    def role(self) -> str:
        """The database role."""
        return str(self.claims["role"])

    @property
    def expires_at(self) -> float:
        """When the token ends, in seconds since 1970."""
        expiry = self.claims.get("exp", 0)
        return float(expiry) if isinstance(expiry, int | float) else 0.0

    @property
    def key(self) -> str:
        """Equal for callers that policies cannot tell apart."""
        return json.dumps([self.claims, dict(self.headers)], sort_keys=True)


@asynccontextmanager
async def rolled_back(pool: asyncpg.Pool) -> AsyncIterator[Connection]:
    """A connection whose transaction leaves nothing behind."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            yield connection
        finally:
            if not connection.is_closed():
                await transaction.rollback()


async def assume(connection: Connection, caller: Caller, topic: str = "") -> None:
    """Be *caller* until the transaction ends."""
    settings = {
        "realtime.topic": topic,
        "request.jwt.claims": json.dumps(caller.claims),
        "request.jwt.claim.sub": str(caller.claims.get("sub", "")),
        "request.jwt.claim.role": caller.role,
        "request.headers": json.dumps(dict(caller.headers)),
        "statement_timeout": "5s",
        "role": caller.role,
    }
    await connection.execute(
        "select set_config(name, value, true) from unnest($1::text[], $2::text[]) with ordinality as s(name, value, place)"
        " order by place",
        list(settings),
        list(settings.values()),
    )


class Policies:
    """Asks the policies on realtime.messages. *pool* must log in as a superuser."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def readable(
        self, caller: Caller, topic: str, extensions: Sequence[Extension]
    ) -> frozenset[Extension]:
        """Those of *extensions* that *caller* may read on *topic*; a policy that fails allows nothing.

        Raises:
            MissingPartitionError: there is nowhere to probe.
        """
        probes = {uuid.uuid4(): extension for extension in extensions}
        async with rolled_back(self._pool) as connection:
            try:
                await connection.execute(
                    "insert into realtime.messages (id, topic, extension) select id, $1, extension "
                    "from unnest($2::uuid[], $3::text[]) as probe(id, extension)",
                    topic,
                    list(probes),
                    list(probes.values()),
                )
            except asyncpg.PostgresError as error:
                if error.sqlstate == _NO_PARTITION:
                    raise MissingPartitionError from error
                raise
            try:
                await assume(connection, caller, topic)
                rows = await connection.fetch(
                    "select id from realtime.messages where id = any($1::uuid[])", list(probes)
                )
            except asyncpg.PostgresError as error:
                _raise_if_lost(error)
                return frozenset()
        return frozenset(probes[uuid.UUID(str(row["id"]))] for row in rows)

    async def writable(self, caller: Caller, topic: str, extension: Extension) -> bool:
        """Whether *caller* may send *extension* on *topic*."""
        async with rolled_back(self._pool) as connection:
            try:
                await assume(connection, caller, topic)
                await connection.execute(
                    "insert into realtime.messages (id, topic, extension) values ($1, $2, $3)",
                    uuid.uuid4(),
                    topic,
                    extension,
                )
            except asyncpg.PostgresError as error:
                _raise_if_lost(error)
                return False
        return True


def _raise_if_lost(error: asyncpg.PostgresError) -> None:
    """A policy that fails denies; a database that went away has not been asked, and its silence must not be remembered."""
    if (error.sqlstate or "")[:2] in _LOST_CLASSES and error.sqlstate != _TIMEOUT:
        raise error
