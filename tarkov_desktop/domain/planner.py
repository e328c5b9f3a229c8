"""Which map to play next: what each member could do there, ranked, and what to bring (game-rules 16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.ids import ItemId, MapId, TaskId, UserId
from tarkov_desktop.domain.maps import MAP_TYPES, MapGroup, is_on_map, map_groups
from tarkov_desktop.domain.nodes import ObjectiveNode
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.domain.team_views import Member


class MapPlan(NamedTuple):
    """What a place offers. ``rank`` is 1 for the best, None where nobody has anything to do."""

    group: MapGroup
    rank: int | None
    objectives: Mapping[UserId, tuple[ObjectiveNode, ...]]
    finishes: int
    """Tasks that would then be finished, hand-ins aside."""

    @property
    def score(self) -> int:
        """Objectives of all members together."""
        return sum(len(own) for own in self.objectives.values())

    @property
    def members(self) -> int:
        """Members with at least one objective there."""
        return sum(bool(own) for own in self.objectives.values())


class KeyGroup(NamedTuple):
    """Any one of ``keys`` is needed, by ``users``."""

    keys: frozenset[ItemId]
    users: tuple[UserId, ...]


class Carry(NamedTuple):
    """``left`` items one member has to take along; ``is_marker``: a marker rather than something to plant."""

    user: UserId
    objective: ObjectiveNode
    items: tuple[ItemId, ...]
    left: int
    is_marker: bool = False


class QuestCarry(NamedTuple):
    """A quest item to plant: in hand already, or to be found first."""

    user: UserId
    objective: ObjectiveNode
    is_found: bool


class Bring(NamedTuple):
    """Advice for one place; what is in the stash is not known."""

    keys: tuple[KeyGroup, ...]
    items: tuple[Carry, ...]
    quest_items: tuple[QuestCarry, ...]
    equipment: tuple[ObjectiveNode, ...]
    """Objectives that ask for weapons, clothes, distance or hours."""


def members_for(members: Sequence[Member], include: str, online: AbstractSet[UserId]) -> list[Member]:
    """Return who is planned for, by the preference ``plannerIncludeMates``: me, and all, online or no mates.

    Hidden mates are not among *members* in the first place.
    """
    return [
        member
        for member in members
        if member.is_self or include == "all" or (include == "online" and member.user in online)
    ]


def plan_maps(members: Sequence[Member]) -> list[MapPlan]:
    """Return all places, best first, those without anything to do last; *members* are those included."""
    known = {member.user: member.derived for member in members if member.derived is not None}
    if not known:
        return []
    me = next((member.user for member in members if member.is_self), None)
    doable = {user: open_objectives(derived) for user, derived in known.items()}
    groups = map_groups(next(iter(known.values())).graph.catalog)
    plans = [_map_plan(group, doable) for group in groups.values()]
    plans.sort(
        key=lambda plan: (
            -plan.score,
            -plan.members,
            -plan.finishes,
            -len(plan.objectives.get(me, ())) if me else 0,
            plan.group.name.casefold(),
            plan.group.id,
        )
    )
    return [plan._replace(rank=rank) if plan.score else plan for rank, plan in enumerate(plans, 1)]


def open_objectives(derived: Derived) -> tuple[ObjectiveNode, ...]:
    """Return the objectives a member could work on now, wherever: of available tasks, not full, not optional."""
    return tuple(
        node
        for task_id, task in derived.graph.nodes.items()
        if derived.state(task_id) is DisplayState.AVAILABLE
        for node in task.objectives
        if is_doable(derived, node)
    )


def is_doable(derived: Derived, node: ObjectiveNode) -> bool:
    """True when an objective counts: done on maps, not optional, not full."""
    objective = node.objective
    if objective.optional or objective.type not in MAP_TYPES:
        return False
    return not node.paths.read(derived.document).is_full(node.required)


def anywhere(derived: Derived) -> tuple[ObjectiveNode, ...]:
    """Return what can be done on any map: listed beside the ranking, not counted in it."""
    return tuple(node for node in open_objectives(derived) if not node.objective.maps)


def what_to_bring(members: Sequence[Member], plan: MapPlan) -> Bring:
    """Return keys, items and equipment for the objectives of a place."""
    known = {member.user: member.derived for member in members if member.derived is not None}
    keys: dict[frozenset[ItemId], dict[UserId, None]] = {}
    items: list[Carry] = []
    quest_items: list[QuestCarry] = []
    equipment: dict[str, ObjectiveNode] = {}
    for user, objectives in plan.objectives.items():
        derived = known[user]
        for group in _key_groups(derived, objectives, plan.group.maps):
            keys.setdefault(group, {})[user] = None
        for node in objectives:
            items.extend(_carries(derived, user, node))
            if node.objective.type == "plantQuestItem":
                quest_items.append(QuestCarry(user, node, is_found=_is_found(derived, node)))
            if _asks_for_equipment(node):
                equipment[node.objective.id] = node
    return Bring(
        keys=tuple(KeyGroup(group, tuple(users)) for group, users in keys.items()),
        items=tuple(items),
        quest_items=tuple(quest_items),
        equipment=tuple(equipment.values()),
    )


def _map_plan(group: MapGroup, doable: Mapping[UserId, tuple[ObjectiveNode, ...]]) -> MapPlan:
    objectives = {
        user: tuple(node for node in nodes if is_on_map(node.objective, group))
        for user, nodes in doable.items()
    }
    finishes = sum(_finished(doable[user], here) for user, here in objectives.items())
    return MapPlan(group, None, objectives, finishes)


def _finished(everywhere: Iterable[ObjectiveNode], here: tuple[ObjectiveNode, ...]) -> int:
    """Return how many tasks have all their open objectives of the map types here."""
    counted = {node.objective.id for node in here}
    elsewhere: set[TaskId] = {node.task for node in everywhere if node.objective.id not in counted}
    return len({node.task for node in here} - elsewhere)


def _key_groups(
    derived: Derived, objectives: Iterable[ObjectiveNode], maps: frozenset[MapId]
) -> list[frozenset[ItemId]]:
    """Return the groups of keys for one member: those of objectives, then those of tasks not covered by them."""
    groups: dict[frozenset[ItemId], None] = {}
    tasks: dict[TaskId, set[ItemId]] = {}
    for node in objectives:
        covered = tasks.setdefault(node.task, set())
        for keys in node.objective.required_keys:
            if keys:
                groups[frozenset(keys)] = None
                covered.update(keys)
    for task_id, covered in tasks.items():
        for needed in derived.graph.task(task_id).needed_keys:
            is_here = needed.map is None or needed.map in maps
            if is_here and needed.keys and covered.isdisjoint(needed.keys):
                groups[frozenset(needed.keys)] = None
    return list(groups)


def _carries(derived: Derived, user: UserId, node: ObjectiveNode) -> Iterable[Carry]:
    objective = node.objective
    left = node.required - node.paths.read(derived.document).got(node.required)
    if objective.type == "plantItem":
        yield Carry(user, node, objective.items, left)
    elif objective.type == "mark" and objective.marker_item:
        yield Carry(user, node, (objective.marker_item,), left, is_marker=True)


def _is_found(derived: Derived, node: ObjectiveNode) -> bool:
    """True when the quest item to plant is in hand: its find objective is full, or there is none."""
    siblings = derived.graph.nodes[node.task].objectives
    finding = [
        sibling
        for sibling in siblings
        if sibling.objective.type == "findQuestItem"
        and node.objective.quest_item in {None, sibling.objective.quest_item}
    ]
    return all(sibling.paths.read(derived.document).is_full(sibling.required) for sibling in finding)


def _asks_for_equipment(node: ObjectiveNode) -> bool:
    objective = node.objective
    has_distance = objective.distance is not None and objective.distance.value != 0
    has_hours = objective.from_hour != objective.until_hour
    worn = objective.wearing or objective.not_wearing
    return bool(objective.weapons or objective.weapon_mods or worn or has_distance or has_hours)
