"""The raid planner in words: each place, each task there, and each thing to bring, as a row ready to be painted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, listed, mark, ngettext, number
from tarkov_desktop.domain.ids import ItemId, MapId, TaskId, UserId
from tarkov_desktop.domain.maps import MapGroup
from tarkov_desktop.domain.nodes import ObjectiveNode
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.domain.planner import Bring, Carry, MapPlan, anywhere, plan_maps, what_to_bring
from tarkov_desktop.ui.delegates.rows import GroupHead
from tarkov_desktop.ui.pages.tasks.words import task_name
from tarkov_desktop.ui.people import Person
from tarkov_desktop.ui.translation import WORDS

ANYWHERE: Final = MapId("")
"""Stands for what can be done on any map."""

_KIND_WORDS: Final = {
    "mark": mark("mark"),
    "zone": mark("stay"),
    "extract": mark("survive"),
    "visit": mark("visit"),
    "findItem": mark("find"),
    "findQuestItem": mark("find"),
    "plantItem": mark("plant"),
    "plantQuestItem": mark("plant"),
    "shoot": mark("eliminate"),
    "useItem": mark("use"),
}
_MOST_KINDS: Final = 2


@dataclass(frozen=True, slots=True)
class Face:
    """A person as a row shows them, and how many objectives they have there."""

    letter: str
    name: str
    count: int
    is_self: bool


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One place. ``share`` is its score by the best one's."""

    key: str
    rank: str
    name: str
    faces: tuple[Face, ...]
    finishes: str
    score: str
    share: float
    spoken: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class PlaceTaskRow:
    """One task on the chosen place: who has it and what is left."""

    key: str
    name: str
    faces: tuple[Face, ...]
    left: str
    spoken: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class BringRow:
    """One thing to bring: alternatives, and for whom."""

    key: str
    icon: str
    names: tuple[str, ...]
    whom: str
    spoken: str
    tip: str = ""


class Planning:
    """Plans of one moment for the people included; make a new one after every change."""

    def __init__(self, session: Session, people: Sequence[Person]) -> None:
        self._session = session
        self._people: Mapping[UserId, Person] = {person.member.user: person for person in people}
        self._members = [person.member for person in people]
        self.plans = [*plan_maps(self._members), self._of_anywhere()]

    @property
    def is_shared(self) -> bool:
        """Whether anybody beside the player is counted."""
        return sum(member.derived is not None for member in self._members) > 1

    @property
    def places(self) -> int:
        """How many places there are, whether or not anybody has something to do there."""
        return len(self.plans) - 1

    def plan(self, place: MapId) -> MapPlan | None:
        """Return the plan of a place."""
        return next((plan for plan in self.plans if plan.group.id == place), None)

    def best(self) -> MapId:
        """Return the place to play next; where nobody has anything to do, anywhere."""
        return next((plan.group.id for plan in self.plans if plan.rank == 1), ANYWHERE)

    def rows(self, most: int | None) -> list[PlanRow]:
        """Return the *most* best places; None: all, and those without anything to do at the end."""
        highest = max((plan.score for plan in self.plans if plan.rank), default=0)
        ranked = [
            plan for plan in self.plans if plan.rank is not None and (most is None or plan.rank <= most)
        ]
        others = [plan for plan in self.plans if plan.rank is None and plan.group.id != ANYWHERE]
        somewhere = [plan for plan in self.plans if plan.group.id == ANYWHERE and plan.score]
        shown = [*ranked, *somewhere, *(others if most is None else ())]
        return [self._row(plan, highest) for plan in shown]

    def task_rows(self, plan: MapPlan) -> list[PlaceTaskRow]:
        """Return the tasks of a place, those of most people and with most objectives first."""
        tasks: dict[TaskId, dict[UserId, list[ObjectiveNode]]] = {}
        for user, nodes in plan.objectives.items():
            for node in nodes:
                tasks.setdefault(node.task, {}).setdefault(user, []).append(node)
        rows = [self._task_row(task, whose) for task, whose in tasks.items()]
        return sorted(rows, key=lambda row: (-len(row.faces), row.name.casefold()))

    def bring_rows(self, plan: MapPlan) -> list[BringRow | GroupHead]:
        """Return keys, items and equipment for a place, with heads where there is more than keys and items."""
        bring = what_to_bring(self._members, plan)
        rows: list[BringRow | GroupHead] = [
            *self._keys(bring),
            *self._items(bring),
            *self._quest_items(bring),
        ]
        worn = self._equipment(bring)
        return [*rows, GroupHead(_("Wear and use")), *worn] if worn else rows

    def summary(self, plan: MapPlan) -> str:
        """Return ``22 objectives, 3 tasks finish``."""
        words = [objectives_words(plan.score)]
        if plan.finishes:
            words.append(
                ngettext("{count} task finishes", "{count} tasks finish", plan.finishes).format(
                    count=number(plan.finishes)
                )
            )
        return listed(words)

    def _of_anywhere(self) -> MapPlan:
        group = MapGroup(ANYWHERE, _("Anywhere"), frozenset())
        objectives = {
            member.user: anywhere(member.derived) for member in self._members if member.derived is not None
        }
        return MapPlan(group, None, objectives, 0)

    def _row(self, plan: MapPlan, highest: int) -> PlanRow:
        finishes = _("finishes {count}").format(count=number(plan.finishes)) if plan.finishes else ""
        faces = self._faces({user: len(nodes) for user, nodes in plan.objectives.items()}, is_whole=True)
        whose = [
            _("{name} {count}").format(name=face.name, count=number(face.count))
            for face in faces
            if face.count
        ]
        spoken = [plan.group.name, self.summary(plan), *(whose if len(faces) > 1 else ())]
        return PlanRow(
            key=plan.group.id,
            rank=number(plan.rank) if plan.rank else "",
            name=plan.group.name,
            faces=faces,
            finishes=finishes,
            score=number(plan.score),
            share=plan.score / highest if highest and plan.rank else 0.0,
            spoken=listed(spoken),
            tip=listed(spoken),
        )

    def _task_row(self, task: TaskId, whose: Mapping[UserId, list[ObjectiveNode]]) -> PlaceTaskRow:
        counts = {user: self._left(user, nodes) for user, nodes in whose.items()}
        nodes = next(iter(whose.values()))
        kinds = dict.fromkeys(_(_KIND_WORDS[node.objective.type]) for node in nodes)
        left = _("{count} left, {what}").format(
            count=number(next(iter(counts.values()))), what=listed(list(kinds)[:_MOST_KINDS])
        )
        faces = self._faces(counts)
        name = task_name(self._session, task)
        people = [_("{name} {count}").format(name=face.name, count=number(face.count)) for face in faces]
        lines = {node.objective.id: self._line(node) for own in whose.values() for node in own}
        return PlaceTaskRow(
            key=task,
            name=name,
            faces=faces,
            left=left,
            spoken=listed([name, left, *people] if len(faces) > 1 else [name, left]),
            tip="\n".join([name, *lines.values()]),
        )

    def _keys(self, bring: Bring) -> list[BringRow]:
        rows = []
        for group in bring.keys:
            full, short = self._names(sorted(group.keys))
            whom = listed([self._name(user) for user in group.users])
            key = "key/" + "/".join(sorted(group.keys))
            rows.append(_bring_row(key, "key-variant", short, whom, full))
        return rows

    def _items(self, bring: Bring) -> list[BringRow]:
        wanted: dict[str, tuple[Carry, Counter[UserId]]] = {}
        for carry in bring.items:
            what = "+".join(sorted(carry.items)) or carry.objective.objective.id
            key = f"{'mark' if carry.is_marker else 'plant'}/{what}"
            wanted.setdefault(key, (carry, Counter()))[1][carry.user] += carry.left
        return [self._item_row(key, carry, counts) for key, (carry, counts) in wanted.items()]

    def _item_row(self, key: str, carry: Carry, counts: Mapping[UserId, int]) -> BringRow:
        """Return the row of an item; where the data leaves open which, the objective says what is asked for."""
        icon = "map-marker-plus-outline" if carry.is_marker else "package-variant"
        line = (self._line(carry.objective),)
        full, short = self._names(carry.items) if carry.items else (line, line)
        return _bring_row(key, icon, short, self._counted(counts), full)

    def _quest_items(self, bring: Bring) -> list[BringRow]:
        rows: dict[str, BringRow] = {}
        for carry in bring.quest_items:
            item = self._session.catalog.items.get(carry.objective.objective.quest_item or ItemId(""))
            unnamed = _("the item for {task}").format(task=task_name(self._session, carry.objective.task))
            names = (item.name if item is not None else unnamed,)
            word = _("quest item") if carry.is_found else _("find first")
            whom = listed([self._name(carry.user), word]) if self.is_shared else word
            key = f"quest/{carry.user}/{carry.objective.objective.id}"
            rows[key] = _bring_row(key, "cube-outline", names, whom, names)
        return list(rows.values())

    def _equipment(self, bring: Bring) -> list[BringRow]:
        return [
            _bring_row(f"wear/{node.objective.id}", "hanger", (self._line(node),), "", (self._line(node),))
            for node in bring.equipment
        ]

    def _line(self, node: ObjectiveNode) -> str:
        return objective_line(self._session.catalog, node.objective, WORDS, number=number).text

    def _left(self, user: UserId, nodes: Sequence[ObjectiveNode]) -> int:
        derived = self._people[user].member.derived
        if derived is None:
            return 0
        return sum(node.required - node.paths.read(derived.document).got(node.required) for node in nodes)

    def _names(self, items: Sequence[ItemId]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found = [self._session.catalog.items.get(item) for item in items]
        known = [item for item in found if item is not None]
        if not known:
            return ((_("an item that is not in the game data"),),) * 2
        return tuple(item.name for item in known), tuple(item.short_name or item.name for item in known)

    def _faces(self, counts: Mapping[UserId, int], *, is_whole: bool = False) -> tuple[Face, ...]:
        return tuple(
            Face(person.letter, person.name, counts.get(user, 0), person.is_self)
            for user, person in self._people.items()
            if user in counts and (is_whole or counts[user])
        )

    def _name(self, user: UserId) -> str:
        return self._people[user].name

    def _counted(self, counts: Mapping[UserId, int]) -> str:
        each = _("{name} {count}")
        return listed(
            [each.format(name=self._name(user), count=number(count)) for user, count in counts.items()]
        )


def objectives_words(count: int) -> str:
    """Return ``22 objectives``."""
    return ngettext("{count} objective", "{count} objectives", count).format(count=number(count))


def _bring_row(key: str, icon: str, names: tuple[str, ...], whom: str, full: tuple[str, ...]) -> BringRow:
    whole = f" {_('or')} ".join(full)
    return BringRow(key, icon, names, whom, spoken=listed([whole, whom] if whom else [whole]), tip=whole)
