"""Which items tasks and the hideout ask for: the parts that needed items are summed from (game-rules 10)."""

from __future__ import annotations

from typing import Final, NamedTuple

from tarkov_desktop.domain.game import Objective
from tarkov_desktop.domain.ids import ItemId, ObjectiveId, PartId, StationId, TaskId
from tarkov_desktop.domain.nodes import AmountPaths, ObjectiveNode, PartNode

ROUBLES: Final = ItemId("5449016a4bdc2d6f028b456f")
DOLLARS: Final = ItemId("5696686a4bdc2da3298b456a")
EUROS: Final = ItemId("569668774bdc2da2298b4568")
MONEY: Final = frozenset({ROUBLES, DOLLARS, EUROS})

_HANDED_OVER: Final = frozenset({"giveItem", "plantItem", "sellItem", "buildWeapon"})
"""Find and give would count twice what is given, so finding is no need."""


class ItemNeed(NamedTuple):
    """One objective or hideout part that asks for ``need`` items, any of ``accepted``.

    Exactly one of ``task`` and ``station`` is set. ``accepted`` is empty where the data keeps no list of what
    is accepted (``choices`` says how many there are).
    """

    key: ObjectiveId | PartId
    accepted: tuple[ItemId, ...]
    choices: int
    need: int
    fir: bool
    paths: AmountPaths
    task: TaskId | None = None
    station: StationId | None = None
    level: int = 0
    is_marker: bool = False

    @property
    def item(self) -> ItemId | None:
        """The one item asked for, None when any of several will do."""
        return self.accepted[0] if self.choices == 1 else None


def need_of_objective(node: ObjectiveNode) -> ItemNeed | None:
    """Return what an objective asks for, None when it asks for no items."""
    objective = node.objective
    accepted = _accepted(objective)
    choices = max(len(accepted), objective.item_choices if objective.type in _HANDED_OVER else 0)
    if not choices:
        return None
    is_marker = objective.type == "mark"
    return ItemNeed(
        objective.id,
        accepted,
        choices,
        node.required,
        fir=objective.found_in_raid and not is_marker,
        paths=node.paths,
        task=node.task,
        is_marker=is_marker,
    )


def need_of_part(node: PartNode) -> ItemNeed:
    """Return what a hideout part asks for."""
    part = node.part
    return ItemNeed(
        part.id,
        (part.item,),
        1,
        part.count,
        fir=part.found_in_raid,
        paths=node.paths,
        station=node.station,
        level=node.level,
    )


def _accepted(objective: Objective) -> tuple[ItemId, ...]:
    if objective.type == "mark":
        return (objective.marker_item,) if objective.marker_item else ()
    if objective.type not in _HANDED_OVER:
        return ()
    return objective.items or ((objective.item,) if objective.item else ())
