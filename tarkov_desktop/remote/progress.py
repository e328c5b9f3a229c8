"""Push, pull and status of one account over Supabase: what ``sync/remote.py`` asks for (backend 5.2, 5.3)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.remote.calls import NOT_OURS, Calls
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

logger = logging.getLogger(__name__)

NOT_UNDERSTOOD: Final = Unreachable("answer_not_understood")
"""Nothing of such an answer is taken in; the call is repeated later."""

# What the server's tables can hold: anything else never came from them, and a file could not keep it either.
_Count: TypeAlias = Annotated[int, Meta(ge=0, le=2**31 - 1)]
_Long: TypeAlias = Annotated[int, Meta(ge=0, le=2**53 - 1)]
_SeqNumber: TypeAlias = Annotated[int, Meta(ge=0, le=2**63 - 1)]
_Path: TypeAlias = Annotated[str, Meta(min_length=1, max_length=300)]
_Node: TypeAlias = Annotated[str, Meta(pattern="^([0-9a-f]{16}|import)$")]
_ServerNow: TypeAlias = Annotated[int, Meta(ge=1_700_000_000_000, le=4_102_444_800_000)]
"""Unix milliseconds between 2023 and 2100: a server that says otherwise would put its time on every edit."""
_Row: TypeAlias = tuple[_Path, msgspec.Raw, _Long, _Count, _Node, _Long, str | None]


class _Result(msgspec.Struct, frozen=True):
    seq: _SeqNumber
    outcome: Outcome
    reason: str = ""


class _Push(msgspec.Struct, frozen=True, rename="camel"):
    epoch: _Count
    prev_rev: _Long
    rev: _Long
    last_seq: _SeqNumber
    server_now: _ServerNow
    results: list[_Result]
    registers: list[_Row]


class _Next(msgspec.Struct, frozen=True):
    since: _Long
    after: Annotated[str, Meta(max_length=300)]


class _Pull(msgspec.Struct, frozen=True, rename="camel"):
    epoch: _Count
    rev: _Long
    registers: list[_Row]
    more: bool
    next: _Next
    server_now: _ServerNow
    snapshot: bool = False
    digest: str | None = None


class _Head(msgspec.Struct, frozen=True, rename="camel"):
    game_mode: str
    season: _Count
    epoch: _Count
    rev: _Long


class _Seq(msgspec.Struct, frozen=True, rename="camel"):
    device_id: str
    game_mode: str
    season: _Count
    last_seq: _SeqNumber


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    server_now: _ServerNow
    heads: list[_Head]
    seqs: list[_Seq]
    active_season: _Count | None = None


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
        registers = _registers(answer.registers)
        if registers is None or {op.seq for op in request.ops} != {each.seq for each in answer.results}:
            return NOT_UNDERSTOOD
        return PushAnswer(
            answer.epoch,
            answer.prev_rev,
            answer.rev,
            answer.last_seq,
            answer.server_now,
            [OpResult(each.seq, each.outcome, each.reason) for each in answer.results],
            registers,
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
        registers, onward = _registers(answer.registers), Cursor(answer.next.since, answer.next.after)
        asked_from = Cursor() if answer.epoch != request.epoch else request.cursor
        if registers is None or (answer.more and onward <= asked_from):
            return NOT_UNDERSTOOD  # a next page that leads nowhere would be asked for without end
        return PullAnswer(
            answer.epoch,
            answer.rev,
            answer.snapshot,
            registers,
            answer.more,
            onward,
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


def _registers(rows: list[_Row]) -> list[ServerRegister] | None:
    """Return the registers of *rows*; None when a value is no JSON that can be kept."""
    try:
        return [
            ServerRegister(path, msgspec.json.decode(value), ms, counter, node, rev, device)
            for path, value, ms, counter, node, rev, device in rows
        ]
    except NOT_OURS as error:
        logger.warning("registers not understood: %s", type(error).__name__)
        return None
