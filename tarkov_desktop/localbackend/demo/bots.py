"""What a bot does all day: finish tasks, gain levels, get ready, raid, come and go."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from tarkov_desktop.localbackend.demo.player import Player, PlayerError
from tarkov_desktop.localbackend.demo.tasks import Task, for_tonight, within_reach

if TYPE_CHECKING:
    from random import Random

    from tarkov_desktop.localbackend.demo.people import Standing

logger = logging.getLogger(__name__)

_MAX_LEVEL = 79
_PAUSE_S = (4.0, 12.0)
_MAPS = ("customs", "woods", "interchange", "shoreline", "reserve", "streets-of-tarkov")


@dataclass(slots=True)
class Bot:
    """A mate with a will of its own, made of a seed.

    Attributes:
        player: the signed-in person.
        random: their own source of chance.
        tasks: all playable tasks, in order.
        standing: where they begin.
        done: the tasks they have finished.
    """

    player: Player
    random: Random
    tasks: tuple[Task, ...]
    standing: Standing
    done: set[str] = field(default_factory=set)
    level: int = 1

    async def begin(self) -> None:
        """Push a past: name, level, and the tasks somebody like this has done."""
        self.level = self.standing.level
        registers: dict[str, object] = {
            "displayName": self.player.person.name,
            "level": self.level,
            "pmcFaction": self.standing.faction,
        }
        put_off = for_tonight(self.tasks)
        possible = [task for task in self.tasks if task.min_level <= self.level and task.id not in put_off]
        wanted = int(len(possible) * self.standing.done_share)
        while len(self.done) < wanted and (
            reach := [task for task in self._reach() if task.id not in put_off]
        ):
            for task in reach[: wanted - len(self.done)]:
                registers |= self._finish(task)
        await self.player.push(registers)

    async def live(self, team_id: str, *, speed: float) -> None:
        """Play until cancelled. A refusal or a restart of the backend is waited out."""
        while True:
            await asyncio.sleep(self.random.uniform(*_PAUSE_S) / speed)
            try:
                await self.act(team_id)
            except (PlayerError, httpx.TransportError) as error:
                logger.info("%s pauses: %s", self.player.person.name, type(error).__name__)

    async def act(self, team_id: str) -> None:
        """One thing a player does."""
        kind = self.random.choices(("task", "level", "status"), (6, 1, 3))[0]
        if kind == "status":
            await self.player.rpc("set_member_status", {"p_team": team_id, **self._status()})
        elif kind == "level" and self.level < _MAX_LEVEL:
            self.level += 1
            await self.player.push({"level": self.level})
        elif reach := self._reach():
            await self.player.push(self._finish(self.random.choice(reach)))

    def _reach(self) -> list[Task]:
        return within_reach(self.tasks, self.done, self.level, self.standing.faction)

    def _finish(self, task: Task) -> dict[str, object]:
        self.done.add(task.id)
        registers: dict[str, object] = {
            f"taskObjectives/{objective.id}/complete": True
            for objective in task.objectives
            if not objective.optional
        }
        registers[f"taskCompletions/{task.id}"] = {"complete": True, "failed": False, "manual": True}
        return registers

    def _status(self) -> dict[str, object]:
        kind = self.random.choice(("none", "looking", "ready", "in_raid", "away"))
        where = self.random.choice(_MAPS) if kind == "in_raid" else None
        return {"p_kind": kind, "p_map": where, "p_note": None, "p_until": None}
