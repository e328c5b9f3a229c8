"""Messages of a private topic that were sent before the join, when the client asks for them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.realtime.frames import Broadcast

if TYPE_CHECKING:
    import asyncpg

_MAX_MESSAGES = 25


@dataclass(frozen=True, slots=True)
class Replay:
    """The newest *limit* messages since *since_ms* (milliseconds since 1970)."""

    since_ms: int
    limit: int


def parse_replay(value: object) -> Replay | None:
    """Read ``broadcast.replay``.

    Raises:
        ValueError: it is there, but not ``{since, limit <= 25}``.
    """
    if value is None:
        return None
    since = value.get("since") if isinstance(value, dict) else None
    limit = value.get("limit", _MAX_MESSAGES) if isinstance(value, dict) else None
    if not isinstance(since, int) or not isinstance(limit, int) or not 0 < limit <= _MAX_MESSAGES:
        raise ValueError("Replay params are not valid")
    return Replay(since, limit)


async def replayed(pool: asyncpg.Pool, topic: str, name: str, replay: Replay) -> list[Broadcast]:
    """The messages asked for, oldest first."""
    since = datetime.fromtimestamp(replay.since_ms / 1000, UTC).replace(tzinfo=None)
    async with pool.acquire() as connection:
        rows = await connection.fetch(
            "select id, event, payload::text as payload, binary_payload from realtime.messages where topic = $1 and private "
            "and extension = 'broadcast' and event is not null and inserted_at >= $2 order by inserted_at desc limit $3",
            name,
            since,
            replay.limit,
        )
    return [
        Broadcast(
            topic=topic,
            event=row["event"],
            payload=json.loads(row["payload"]) if row["payload"] is not None else None,
            binary=row["binary_payload"],
            meta={"replayed": True, "id": str(row["id"])},
        )
        for row in reversed(rows)
    ]
