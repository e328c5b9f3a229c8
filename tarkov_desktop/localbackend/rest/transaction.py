"""One transaction per request, as the role of the caller's token. There is no other way to the data."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    import asyncpg

    from tarkov_desktop.localbackend.tokens import Claims

_ROLE_SETTINGS = {"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What SQL may learn about the request, as ``request.*`` settings."""

    claims: Claims
    method: str
    path: str
    headers: Mapping[str, str]
    search_path: str
    timezone: str | None
    is_read_only: bool
    is_rollback: bool

    @property
    def role(self) -> str:
        """The database role of the caller."""
        return str(self.claims["role"])


@asynccontextmanager
async def as_caller(
    pool: asyncpg.Pool, facts: RequestFacts, role_settings: Mapping[str, str]
) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy[Any]]:
    """A connection inside a transaction with the caller's role, claims and time limits."""
    async with pool.acquire() as connection:
        transaction = connection.transaction(readonly=facts.is_read_only)
        await transaction.start()
        try:
            await _assume(connection, facts, role_settings)
            yield connection
        except BaseException:
            await transaction.rollback()
            raise
        if facts.is_rollback:
            await transaction.rollback()
        else:
            await transaction.commit()


async def _assume(
    connection: asyncpg.pool.PoolConnectionProxy[Any], facts: RequestFacts, role_settings: Mapping[str, str]
) -> None:
    # Switching the role locally does not bring that role's own settings along; PostgREST sets them too.
    settings = {name: value for name, value in role_settings.items() if name in _ROLE_SETTINGS}
    settings |= {
        "search_path": facts.search_path,
        "request.jwt.claims": json.dumps(dict(facts.claims), separators=(",", ":")),
        "request.method": facts.method,
        "request.path": facts.path,
        "request.headers": json.dumps(dict(facts.headers)),
        "response.status": "",
        "response.headers": "",
        "role": facts.role,
    }
    if facts.timezone is not None:
        settings["timezone"] = facts.timezone
    await connection.execute(
        "select set_config(name, value, true) from unnest($1::text[], $2::text[]) with ordinality as s(name, value, place)"
        " order by place",
        list(settings),
        list(settings.values()),
    )
