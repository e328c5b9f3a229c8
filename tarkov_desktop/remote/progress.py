"""Push, pull and status of one account over Supabase: what ``sync/remote.py`` asks for (backend 5.2, 5.3)."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.remote.calls import Calls
from tarkov_desktop.sync.push import wire_op
from tarkov_desktop.sync.registers import Cursor, Scope
from tarkov_desktop.sync.remote import (
    Head,
    NoAnswer,
    OpResult,
    Outcome,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    Refused,
    ServerRegister,
    StatusAnswer,
    Unreachable,
)

_Row = tuple[str, msgspec.Raw, int, int, str, int, str | None]


class _Result(msgspec.Struct, frozen=True):
    seq: int
    outcome: Outcome
    reason: str = ""


class _Push(msgspec.Struct, frozen=True, rename="camel"):
    epoch: int
    prev_rev: int
    rev: int
    last_seq: int
    server_now: int
    results: list[_Result]
    registers: list[_Row]


class _Next(msgspec.Struct, frozen=True):
    since: int
    after: str


class _Pull(msgspec.Struct, frozen=True, rename="camel"):
    epoch: int
    rev: int
    registers: list[_Row]
    more: bool
    next: _Next
    server_now: int
    snapshot: bool = False
    digest: str | None = None


class _Head(msgspec.Struct, frozen=True, rename="camel"):
    game_mode: str
    season: int
    epoch: int
    rev: int


class _Seq(msgspec.Struct, frozen=True, rename="camel"):
    device_id: str
    game_mode: str
    season: int
    last_seq: int


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    server_now: int
    heads: list[_Head]
    seqs: list[_Seq]
    active_season: int | None = None


@dataclass(frozen=True, slots=True)
class SupabaseProgress:
    """A :class:`tarkov_desktop.sync.remote.ProgressRemote`."""

    calls: Calls

    async def push(self, request: PushRequest) -> PushAnswer | NoAnswer:
        """Send waiting edits through the edge function ``progress-update``."""
        body: dict[str, JsonValue] = {
            "deviceId": request.device_id,
            "gameMode": request.scope.mode,
            "season": request.scope.season,
            "epoch": request.epoch,
            "baseSeq": request.base_seq,
            "ops": [wire_op(op) for op in request.ops],
        }
        if request.device is not None:
            card = request.device
            body["device"] = {"name": card.name, "platform": card.platform, "appVersion": card.app_version}
        answer = await self.calls.function("progress-update", _Push, body)
        if isinstance(answer, Refused | Unreachable):
            return answer
        return PushAnswer(
            answer.epoch,
            answer.prev_rev,
            answer.rev,
            answer.last_seq,
            answer.server_now,
            [OpResult(each.seq, each.outcome, each.reason) for each in answer.results],
            _registers(answer.registers),
        )

    async def pull(self, request: PullRequest) -> PullAnswer | NoAnswer:
        """Fetch registers beyond the cursor through ``pull_progress``."""
        answer = await self.calls.rpc(
            "pull_progress",
            _Pull,
            {
                "p_mode": request.scope.mode,
                "p_season": request.scope.season,
                "p_epoch": request.epoch,
                "p_since": request.cursor.since,
                "p_after": request.cursor.after,
                "p_limit": request.limit,
                "p_digest": request.digest,
            },
        )
        if isinstance(answer, Refused | Unreachable):
            return answer
        return PullAnswer(
            answer.epoch,
            answer.rev,
            answer.snapshot,
            _registers(answer.registers),
            answer.more,
            Cursor(answer.next.since, answer.next.after),
            answer.server_now,
            answer.digest,
        )

    async def status(self, device_id: str) -> StatusAnswer | NoAnswer:
        """Fetch time, heads and sequences through ``progress_status``."""
        answer = await self.calls.rpc("progress_status", _Status)
        if isinstance(answer, Refused | Unreachable):
            return answer
        return StatusAnswer(
            answer.server_now,
            answer.active_season,
            {_scope(head): Head(head.epoch, head.rev) for head in answer.heads},
            {_scope(seq): seq.last_seq for seq in answer.seqs if seq.device_id == device_id},
        )


def _scope(row: _Head | _Seq) -> Scope:
    return Scope(GameMode(row.game_mode), row.season)


def _registers(rows: list[_Row]) -> list[ServerRegister]:
    return [
        ServerRegister(path, msgspec.json.decode(value), ms, counter, node, rev, device)
        for path, value, ms, counter, node, rev, device in rows
    ]
