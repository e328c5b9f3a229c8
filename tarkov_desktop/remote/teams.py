"""Team calls of one account, typed: through the gateway where it has a route, else to Supabase (backend 5.4, 8.2, 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode, TeamId, UserId
from tarkov_desktop.remote.calls import Calls
from tarkov_desktop.remote.team_records import Members, Team
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable


class _Made(msgspec.Struct, frozen=True):
    team: Team


class _Invite(msgspec.Struct, frozen=True, rename="camel"):
    join_code: str


class _Progress(msgspec.Struct, frozen=True):
    members: dict[UserId, dict[str, Any]]
    """JSON values; msgspec cannot be told of a type that holds itself."""


class _Teams(msgspec.Struct, frozen=True):
    teams: dict[str, TeamId | None] = {}


class _Done(msgspec.Struct, frozen=True):
    """An answer of which nothing is read."""


Done: TypeAlias = _Done


@dataclass(frozen=True, slots=True)
class TeamCalls:
    """Every call may be repeated after a lost answer; create needs the same ``key`` for that."""

    calls: Calls

    async def mine(self) -> Mapping[str, TeamId | None] | NoAnswer:
        """Return the team of each mode, None where there is none."""
        answer = await self.calls.rpc("progress_status", _Teams)
        return answer if isinstance(answer, Refused | Unreachable) else answer.teams

    async def create(self, name: str, mode: GameMode, max_members: int, *, key: str) -> Team | NoAnswer:
        """Found a team; *key* is a UUID that makes a repetition the same request."""
        body: dict[str, JsonValue] = {"name": name, "gameMode": mode, "maxMembers": max_members}
        return _team(await self.calls.function("team-create", _Made, body, idempotency_key=key))

    async def join(self, team_id: str, code: str) -> Team | NoAnswer:
        """Join by id and code; joining again is no error."""
        body: dict[str, JsonValue] = {"teamId": team_id, "joinCode": code}
        return _team(await self.calls.function("team-join", _Made, body))

    async def leave(
        self, team_id: TeamId, *, disband: bool = False, transfer_to: UserId | None = None
    ) -> Done | NoAnswer:
        """Leave; an owner hands over or disbands."""
        body: dict[str, JsonValue] = {"teamId": team_id}
        if disband:
            body["disband"] = True
        if transfer_to is not None:
            body["transferTo"] = transfer_to
        return await self.calls.function("team-leave", _Done, body)

    async def kick(self, team_id: TeamId, member: UserId) -> Done | NoAnswer:
        """Remove a member; code and topic become new."""
        return await self.calls.function("team-kick", _Done, {"teamId": team_id, "memberId": member})

    async def transfer(self, team_id: TeamId, to: UserId) -> Done | NoAnswer:
        """Make another member the owner."""
        return await self.calls.function("team-transfer", _Done, {"teamId": team_id, "newOwnerId": to})

    async def rename(self, team_id: TeamId, name: str) -> Done | NoAnswer:
        """Give the team another name."""
        return await self.calls.rpc("team_rename", _Done, {"p_team": team_id, "p_name": name})

    async def rotate_code(self, team_id: TeamId, *, key: str) -> str | NoAnswer:
        """Make a new join code, so that old invites are void."""
        answer = await self.calls.rpc("team_rotate_code", _Invite, {"p_team": team_id, "p_key": key})
        return answer if isinstance(answer, Refused | Unreachable) else answer.join_code

    async def invite(self, team_id: TeamId) -> str | NoAnswer:
        """Return the join code; only the owner gets it."""
        answer = await self.calls.rpc("team_invite", _Invite, {"p_team": team_id})
        return answer if isinstance(answer, Refused | Unreachable) else answer.join_code

    async def members(self, team_id: TeamId) -> Members | NoAnswer:
        """Return one snapshot of the team."""
        return await self.calls.function("team-members", Members, query={"teamId": team_id})

    async def progress(self, team_id: TeamId) -> Mapping[UserId, dict[str, JsonValue]] | NoAnswer:
        """Return the published documents of the members, in the team's mode."""
        answer = await self.calls.rpc("team_progress", _Progress, {"p_team": team_id})
        return answer if isinstance(answer, Refused | Unreachable) else answer.members

    async def set_status(
        self, team_id: TeamId, kind: str, *, at_map: str | None = None, until: str | None = None
    ) -> Done | NoAnswer:
        """Say what one is doing: none, looking, ready, in_raid, away."""
        arguments: dict[str, JsonValue] = {
            "p_team": team_id,
            "p_kind": kind,
            "p_map": at_map,
            "p_note": None,
            "p_until": until,
        }
        return await self.calls.rpc("set_member_status", _Done, arguments)


def _team(answer: _Made | NoAnswer) -> Team | NoAnswer:
    return answer if isinstance(answer, Refused | Unreachable) else answer.team
