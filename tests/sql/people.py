"""People who call the SQL functions as clients do, and the invariants that must hold whatever they did."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from tests.backend_support import Database

Answer = dict[str, Any]

EMPTY = """
do $$
declare
  v_table regclass;
begin
  set local session_replication_role = replica;
  for v_table in
    select c.oid
    from pg_class as c
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and c.relkind in ('r', 'p')
      and not c.relispartition
      and c.oid <> 'private.preference_columns'::regclass
  loop
    execute 'delete from ' || v_table;
  end loop;
  delete from realtime.messages;
  delete from auth.users;
  insert into public.game_seasons (season, name, active) values (1, 'Season 1', true);
end
$$
"""
"""Takes every person and team out of a database, triggers aside."""

INVARIANTS = {
    "a team without exactly one owner, or with another owner than the team says": """
        select t.id from public.teams as t
        left join public.team_memberships as m on m.team_id = t.id and m.role = 'owner'
        group by t.id, t.owner_id
        having count(m.user_id) <> 1 or bool_or(m.user_id <> t.owner_id)""",
    "more members than places": """
        select t.id from public.teams as t join public.team_memberships as m on m.team_id = t.id
        group by t.id having count(*) > t.max_members""",
    "user_system disagrees with the memberships": """
        select coalesce(s.user_id, m.user_id)
        from (
          select user_id, mode, team from public.user_system
          cross join lateral (values ('pvp', pvp_team_id), ('pve', pve_team_id), ('seasonal', seasonal_team_id))
            as kept (mode, team)
          where team is not null
        ) as s
        full join public.team_memberships as m
          on m.user_id = s.user_id and m.game_mode = s.mode and m.team_id = s.team
        where s.user_id is null or m.user_id is null""",
    "a document that is not what its registers say": """
        select h.user_id
        from public.progress_heads as h
        join public.user_progress as p on p.user_id = h.user_id
        where h.game_mode in ('pvp', 'pve') and h.rev > 0
          and private.build_document(h.user_id, h.game_mode, h.season)
            <> case h.game_mode when 'pvp' then p.pvp_data else p.pve_data end""",
    "a head that counts other registers than there are": """
        select h.user_id
        from public.progress_heads as h
        left join public.progress_registers as r using (user_id, game_mode, season)
        group by h.user_id, h.game_mode, h.season, h.register_count, h.budget_bytes
        having count(r.path) <> h.register_count
          or coalesce(sum(private.op_cost(r.path, r.value)), 0) <> h.budget_bytes""",
}
"""What nobody may ever find: each query gives the rows that break a rule."""


@dataclass(slots=True)
class Person:
    """A signed-in player with one connection and one device."""

    id: uuid.UUID
    connection: asyncpg.Connection
    device: uuid.UUID = field(default_factory=uuid.uuid4)
    seq: int = 0

    async def call(self, function: str, **arguments: object) -> Answer:
        """What a function of the public schema answers; arguments by name, without their ``p_``."""
        return await call(self.connection, function, **arguments)

    def set_op(
        self,
        path: str,
        value: object,
        *,
        epoch: int = 0,
        ms: int | None = None,
        counter: int = 0,
        node: str | None = None,
    ) -> Answer:
        """A ``set`` operation with the next seq of this device."""
        self.seq += 1
        stamp = [epoch, now_ms() if ms is None else ms, counter, node or self.device.hex[:16]]
        return {"seq": self.seq, "op": "set", "path": path, "value": value, "stamp": stamp}

    def reset_op(self, epoch: int, *, reason: str = "wipe") -> Answer:
        """A ``reset`` operation that begins *epoch*."""
        self.seq += 1
        stamp = [epoch, now_ms(), 0, self.device.hex[:16]]
        return {"seq": self.seq, "op": "reset", "reason": reason, "stamp": stamp}

    async def push(
        self,
        *ops: Mapping[str, object],
        mode: str = "pvp",
        season: int = 0,
        epoch: int = 0,
        base_seq: int = 0,
        device: uuid.UUID | None = None,
        info: object = None,
    ) -> Answer:
        """What the push of *ops* answers."""
        return await self.call(
            "apply_progress_ops",
            device=device or self.device,
            mode=mode,
            season=season,
            epoch=epoch,
            base_seq=base_seq,
            ops=list(ops),
            device_info=info,
        )

    async def write(self, values: Mapping[str, object], *, mode: str = "pvp", season: int = 0) -> Answer:
        """What the push of one ``set`` per path answers, all now, in epoch 0."""
        ops = [self.set_op(path, value) for path, value in values.items()]
        return await self.push(*ops, mode=mode, season=season)

    async def pull(
        self, *, mode: str = "pvp", season: int = 0, epoch: int = 0, since: int = 0, **more: object
    ) -> Answer:
        """One page beyond a cursor."""
        return await self.call("pull_progress", mode=mode, season=season, epoch=epoch, since=since, **more)

    async def create_team(self, mode: str = "pvp", *, name: str = "Rats", places: int = 5) -> Answer:
        """A new team of this person, as ``team_create`` shows it."""
        answer = await self.call("team_create", name=name, mode=mode, max_members=places)
        assert answer["ok"], answer
        team: Answer = answer["team"]
        return team

    async def join(self, team: Answer) -> Answer:
        """What joining with the code of *team* answers."""
        return await self.call("team_join", team=team["id"], code=team["joinCode"])


@dataclass(slots=True)
class People:
    """Everybody in one database, the owner of the schema and the service included."""

    database: Database
    owner: asyncpg.Connection
    service: asyncpg.Connection

    @classmethod
    async def in_database(cls, database: Database, owner: asyncpg.Connection | None = None) -> People:
        """People of *database*; the limits of calls are lifted, as a test of rules makes more calls than a player."""
        owner = owner or await database.connect("supabase_admin")
        await owner.execute(
            """insert into private.settings (name, value)
            select 'limit.' || action, '{"max": 1000000, "windowS": 60}'
            from unnest(array['progress.push', 'progress.pull', 'progress.status', 'progress.reset', 'team.create',
              'team.join', 'team.leave', 'team.kick', 'team.transfer', 'team.rotate', 'team.rename', 'team.members',
              'team.progress', 'team.invite', 'member.status', 'token.create', 'token.revoke', 'token.list',
              'archives', 'devices', 'api.read', 'api.write', 'api.token', 'account.delete']) as action"""
        )
        return cls(database, owner, await database.acting_as(None, role="service_role"))

    async def person(self, name: str = "Vera") -> Person:
        """Somebody new."""
        user_id = uuid.uuid4()
        await self.owner.execute(
            "insert into auth.users (id, aud, role, email, raw_user_meta_data) values ($1, $2, $2, $3, $4)",
            user_id,
            "authenticated",
            f"{user_id}@example.test",
            {"full_name": name},
        )
        return await self.again(user_id)

    async def again(self, user_id: uuid.UUID) -> Person:
        """The same player on another computer."""
        return Person(user_id, await self.database.acting_as(user_id))

    async def serve(self, function: str, **arguments: object) -> Answer:
        """What a function answers the service role."""
        return await call(self.service, function, **arguments)

    async def default_limits(self) -> None:
        """Puts the limits of players back."""
        await self.owner.execute("delete from private.settings where name like 'limit.%'")

    async def end_cooldowns(self) -> None:
        """Lets every pause run out."""
        await self.owner.execute("delete from private.cooldowns")

    async def events(self, team: Answer) -> list[str]:
        """The trail of a team, oldest first."""
        rows = await self.owner.fetch(
            "select event_type from public.team_events where team_id = $1 order by event_id",
            uuid.UUID(team["id"]),
        )
        return [row["event_type"] for row in rows]

    async def messages(self, topic: str | None = None) -> list[Answer]:
        """What was broadcast so far, in order: topic, event and payload without ``id`` and ``at``."""
        rows = await self.owner.fetch(
            "select topic, event, payload from realtime.messages where $1::text is null or topic = $1"
            " order by (payload ->> 'at')::bigint, inserted_at, ctid",
            topic,
        )
        return [
            {
                "topic": row["topic"],
                "event": row["event"],
                **{key: value for key, value in row["payload"].items() if key not in {"id", "at"}},
            }
            for row in rows
        ]

    async def check_invariants(self) -> None:
        """Fails when a rule that must always hold does not."""
        for what, query in INVARIANTS.items():
            assert [dict(row) for row in await self.owner.fetch(query)] == [], what


async def call(connection: asyncpg.Connection, function: str, **arguments: object) -> Answer:
    """What a function of the public schema answers; arguments by name, without their ``p_``."""
    names = ", ".join(f"p_{name} => ${place}" for place, name in enumerate(arguments, 1))
    answer = await connection.fetchval(f"select public.{function}({names})", *arguments.values())
    return answer if isinstance(answer, dict) else dict(json.loads(answer))


def code_of(answer: Answer) -> str:
    """The code of a refusal, or ``ok``."""
    return "ok" if answer["ok"] else str(answer["error"]["code"])


def outcomes(answer: Answer) -> list[str]:
    """The outcomes of a push in order, each with its reason."""
    return [
        result["outcome"] + (f" {result['reason']}" if "reason" in result else "")
        for result in answer["results"]
    ]


def registers(answer: Answer) -> dict[str, object]:
    """The values of the registers of a push or a pull, by path."""
    return {row[0]: row[1] for row in answer["registers"]}


def now_ms() -> int:
    """The time of this machine, which is the server's."""
    return time.time_ns() // 1_000_000


DONE: Mapping[str, object] = {"complete": True, "failed": False}
FAILED: Mapping[str, object] = {"complete": True, "failed": True}
UNDONE: Mapping[str, object] = {"complete": False, "failed": False}


def codes_of(answers: Sequence[Answer]) -> list[str]:
    """The codes of several answers, sorted."""
    return sorted(code_of(answer) for answer in answers)
