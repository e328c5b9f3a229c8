"""Pulling: what a page of registers changes here. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from tarkov_desktop.sync.local import Replacement, Requeued, SyncCommit
from tarkov_desktop.sync.registers import Cursor, Register, ScopeState
from tarkov_desktop.sync.remote import PullAnswer, ServerRegister
from tarkov_desktop.sync.stamp import Stamp


class Standing(Enum):
    """How a page of the server relates to the generation here."""

    SAME = auto()
    SERVER_AHEAD = auto()
    SERVER_BEHIND = auto()


def standing(state: ScopeState, answer: PullAnswer) -> Standing:
    """Return whether the server is in our generation, in a later one, or was set back to an older state."""
    if answer.epoch > state.epoch:
        return Standing.SERVER_AHEAD
    if answer.epoch < state.epoch or answer.rev < state.cursor.since:
        return Standing.SERVER_BEHIND
    return Standing.SAME


def adopt_page(state: ScopeState, answer: PullAnswer) -> SyncCommit:
    """Return the transaction for a page of the same or of a later generation.

    Registers of the server replace what is here whatever the stamps; the store keeps waiting edits over them.
    """
    ahead = answer.epoch > state.epoch
    return SyncCommit(
        scope=state.scope,
        expected_epoch=state.epoch,
        adopt=_by_path(answer.registers, answer.epoch),
        cursor=answer.next,
        distrust_older=not ahead,
        replace=Replacement(answer.epoch, "reset") if ahead else None,
    )


@dataclass(frozen=True, slots=True)
class ServerScope:
    """All of a scope as the server holds it, and the last seq it saw of this device."""

    epoch: int
    rev: int
    registers: Iterable[ServerRegister]
    last_seq: int


def rejoin(state: ScopeState, here: Mapping[str, Register], there: ServerScope) -> SyncCommit:
    """Return the transaction that joins with a server that is older than this file (sync.md, Restored copies).

    By stamp: what is greater there is adopted, what is greater here goes back into the outbox with its stamp; when our
    generation is the later one, all of it goes there, after a reset.
    """
    theirs = _by_path(there.registers, there.epoch)
    if there.epoch > state.epoch:
        adopt: Mapping[str, Register] = theirs
        requeue: list[Requeued] = []
    else:
        adopt = {
            path: register
            for path, register in theirs.items()
            if path not in here or here[path].stamp <= register.stamp
        }
        requeue = [
            Requeued(path, register.value, register.stamp)
            for path, register in sorted(here.items(), key=lambda item: item[1].stamp)
            if path not in theirs or theirs[path].stamp < register.stamp
        ]
        if there.epoch < state.epoch:
            earliest = min((row.stamp for row in requeue), default=Stamp(state.epoch, 0, 0, "import"))
            reset = Requeued(None, None, Stamp(state.epoch, earliest.ms, 0, earliest.node), "reset")
            adopt, requeue = {}, [reset, *requeue]
    return SyncCommit(
        scope=state.scope,
        expected_epoch=state.epoch,
        acknowledged_seq=there.last_seq,
        adopt=adopt,
        cursor=Cursor(there.rev),
        replace=Replacement(there.epoch, "reset") if there.epoch > state.epoch else None,
        requeue=tuple(requeue),
    )


def _by_path(rows: Iterable[ServerRegister], epoch: int) -> dict[str, Register]:
    return {row.path: row.register(epoch) for row in rows}
