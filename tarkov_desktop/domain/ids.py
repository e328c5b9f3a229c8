"""Names for the ids of the game and of progress, so that passing one for another is a type error."""

from __future__ import annotations

from typing import Final, NewType

TaskId = NewType("TaskId", str)
ObjectiveId = NewType("ObjectiveId", str)
"""Id of an objective as progress stores it: ``<objectiveId>:<taskId>`` where several tasks share one."""
TraderId = NewType("TraderId", str)
MapId = NewType("MapId", str)
ItemId = NewType("ItemId", str)
StationId = NewType("StationId", str)
StationLevelId = NewType("StationLevelId", str)
"""``<stationId>-<n>``, n from 1."""
PartId = NewType("PartId", str)
"""Item requirement of a station level, ``<stationId>-<level>-<n>``."""
SkillId = NewType("SkillId", str)
PrestigeId = NewType("PrestigeId", str)
UserId = NewType("UserId", str)
TeamId = NewType("TeamId", str)

GameMode = NewType("GameMode", str)
"""A game mode; an open set, an unknown word is kept and never coerced to another."""

PVP: Final = GameMode("pvp")
PVE: Final = GameMode("pve")
SEASONAL: Final = GameMode("seasonal")
MODES: Final = (PVP, PVE, SEASONAL)
ACCOUNT_SCOPE: Final = GameMode("account")
"""The fourth scope of registers: edition, last mode and synced preferences; not a mode of the game."""
