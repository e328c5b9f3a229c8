"""The rules once more, from scratch: plain, slow and read off the specification line by line.

It takes a catalog as the sources give it and a document as the published JSON has it, and shares nothing with
``tarkov_desktop.domain`` but the records of the catalog. What it says and what the domain says must be the same;
``test_oracle.py`` compares them. Numbers in the docstrings are sections of the game-rules.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Final

from tarkov_desktop.domain.game import Catalog, Task, TaskRequirement, TraderRequirement

NO: Final = "no"
UNKNOWN: Final = "unknown"
YES: Final = "yes"

STASH: Final = "5d484fc0654e76006657e0ab"
CIRCLE: Final = "667298e75ea6b4493c08f266"
DAMAGE: Final = {
    "61e6e5e0f5b9633f6719ed95",
    "61e6e60223374d168a4576a6",
    "61e6e621bfeab00251576265",
    "61e6e615eea2935bc018a2c5",
    "61e6e60c5ca3b3783662be27",
}
WORDS: Final = {
    "complete": "complete",
    "completed": "complete",
    "active": "active",
    "accept": "active",
    "accepted": "active",
    "failed": "failed",
}
COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
}


def all_of(answers: Iterable[str]) -> str:
    """1: any no is no; else any unknown is unknown; else yes."""
    given = set(answers)
    return NO if NO in given else UNKNOWN if UNKNOWN in given else YES


def words_of(statuses: Iterable[str]) -> set[str] | None:
    """2.1 and 4.1: an empty list is complete; None with a word nobody knows."""
    words = [WORDS.get(word.lower()) for word in statuses] or ["complete"]
    return None if None in words else {word for word in words if word}


class Oracle:
    """What the rules say of one member; *document* is the JSON of one mode, ``timestamp`` in milliseconds."""

    def __init__(
        self,
        catalog: Catalog,
        document: Mapping[str, Any],
        *,
        edition: int,
        automatic: bool,
        now_ms: int,
        signature: Callable[[str], str],
    ) -> None:
        self.catalog = catalog
        self.document = document
        self.edition = edition
        self.automatic = automatic
        self.now_ms = now_ms
        self.signature = signature
        """What a confirmation of the gate of a task must be signed with (4.8)."""
        self.tasks: dict[str, Task] = {
            str(task_id): task
            for task_id, task in catalog.tasks.items()
            if task_id not in catalog.disabled and task_id not in DAMAGE
        }

    # 3. Record predicates

    def field(self, name: str) -> Mapping[str, Any]:
        found = self.document.get(name)
        return found if isinstance(found, dict) else {}

    def record(self, task: str) -> Mapping[str, Any]:
        found = self.field("taskCompletions").get(task)
        return found if isinstance(found, dict) else {}

    def failed(self, task: str) -> bool:
        return self.record(task).get("failed") is True

    def complete(self, task: str) -> bool:
        return self.record(task).get("complete") is True and not self.failed(task)

    def started(self, task: str) -> bool:
        record = self.record(task)
        return record.get("active") is True and not self.complete(task) and not self.failed(task)

    def open(self, task: str) -> bool:
        return not self.complete(task) and not self.failed(task)

    def ignored(self, task: str) -> bool:
        return self.field("ignoredTasks").get(task) is True

    # 2.6 Alternatives

    @cached_property
    def alternatives(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, task in self.tasks.items():
            for rival in self.fails_on(task):
                found.setdefault(rival, set()).add(name)  # name fails when rival is completed
        for name, task in self.tasks.items():
            for requirement in task.requirements:
                rival = str(requirement.task)
                if (
                    requirement.readable
                    and words_of(requirement.statuses) == {"active"}
                    and rival in self.tasks
                    and name in self.fails_on(self.tasks[rival])
                ):
                    found.setdefault(rival, set()).add(name)
        for name, task in self.tasks.items():
            if not found.get(name, set()) - {name} and task.given_alternatives:
                found[name] = {str(other) for other in task.given_alternatives}
        return {name: others - {name} for name, others in found.items()}

    @staticmethod
    def fails_on(task: Task) -> set[str]:
        """Tasks whose completion is a fail condition of *task*."""
        return {
            str(condition.task)
            for condition in task.fail_conditions
            if condition.type == "taskStatus"
            and condition.task
            and "complete" in {WORDS.get(word.lower()) for word in condition.statuses}
        }

    # 4. Availability

    @cached_property
    def level(self) -> int:
        if not self.automatic:
            return int(self.document.get("level", 1))
        return self.derived_level

    @property
    def quest_xp(self) -> int:
        return sum(task.experience for name, task in self.tasks.items() if self.complete(name))

    @property
    def total_xp(self) -> int:
        return max(0, self.quest_xp + int(self.document.get("xpOffset", 0)))

    @property
    def derived_level(self) -> int:
        reached, needed = 1, 0
        for row in sorted(self.catalog.levels, key=lambda row: row.level):
            needed += row.experience
            if needed <= self.total_xp:
                reached = row.level
        return reached

    @property
    def faction(self) -> str:
        return str(self.document.get("pmcFaction", "USEC"))

    @property
    def prestige(self) -> int:
        return int(self.document.get("prestigeLevel", 0))

    @cached_property
    def availability(self) -> dict[str, str]:
        return {name: self.avail(name, ()) for name in self.tasks}

    def avail(self, name: str, on_the_way: tuple[str, ...]) -> str:
        if self.started(name):
            return YES
        if name in on_the_way:
            return NO
        known = self.__dict__.setdefault("_known", {})
        if name not in known:
            known[name] = self.judge(name, (*on_the_way, name))
        answer: str = known[name]
        return answer

    def judge(self, name: str, on_the_way: tuple[str, ...]) -> str:
        task = self.tasks[name]
        confirmed = self.is_confirmed(name)
        stamps: list[int] = []
        answers = [
            *(self.asked(one, on_the_way, stamps, confirmed=confirmed) for one in task.requirements),
            YES if task.min_level <= self.level else NO,
            YES if task.faction in ("Any", self.faction) else NO,
            YES if self.edition_has(name) else NO,
            YES if self.prestige_fits(task) else NO,
        ]
        gates = [*map(self.trader, task.trader_requirements), *(UNKNOWN for _ in task.other_requirements)]
        answers += [YES if answer == UNKNOWN and confirmed else answer for answer in gates]
        answer = all_of(answers)
        return self.delayed(task, stamps) if answer == YES else answer

    def is_confirmed(self, name: str) -> bool:
        gate = self.field("taskGates").get(name)
        return (
            isinstance(gate, dict)
            and gate.get("confirmed") is True
            and gate.get("signature") == self.signature(name)
        )

    def asked(
        self, one: TaskRequirement, on_the_way: tuple[str, ...], stamps: list[int], *, confirmed: bool
    ) -> str:
        """4.1; adds the timestamp of the record that satisfied the requirement to *stamps*."""
        words = words_of(one.statuses) if one.readable and one.task else None
        if words is None:
            return YES if confirmed else UNKNOWN
        other = str(one.task)
        by_record = (
            ("complete" in words and self.complete(other))
            or ("failed" in words and self.failed(other))
            or ("active" in words and (self.complete(other) or self.started(other)))
        )
        if by_record:
            stamps.append(self.record(other).get("timestamp") or 0)
            return YES
        if other not in self.tasks:
            return YES if confirmed else UNKNOWN
        if "active" in words and self.open(other):
            return self.avail(other, on_the_way)
        return NO

    def edition_has(self, name: str) -> bool:
        """12."""
        own = next((one for one in self.catalog.editions if one.value == self.edition), None)
        if own is None:
            return True
        others = {task for one in self.catalog.editions if one is not own for task in one.exclusive_tasks}
        return name not in own.excluded_tasks and (name in own.exclusive_tasks or name not in others)

    def prestige_fits(self, task: Task) -> bool:
        if task.required_prestige is None:
            return True
        return bool(self.catalog.prestiges) and self.prestige == task.required_prestige

    def prestige_blocks(self, task: Task) -> bool:
        if task.required_prestige is None:
            return False
        return not self.catalog.prestiges or self.prestige > task.required_prestige

    def trader(self, one: TraderRequirement) -> str:
        """4.6."""
        compare = COMPARE.get(one.compare)
        if compare is None or one.kind not in ("level", "reputation") or one.value is None:
            return UNKNOWN
        stated = self.field("traders").get(one.trader)
        value = stated.get(one.kind) if isinstance(stated, dict) else None
        if value is not None:
            return YES if compare(value, one.value) else NO
        if one.kind == "reputation":
            return UNKNOWN
        trader = self.catalog.traders.get(one.trader)
        highest = 4
        if trader is not None:
            reached = [level.level for level in trader.levels if level.player_level <= self.level]
            highest = max(reached, default=1)
        results = {compare(level, one.value) for level in range(1, highest + 1)}
        return UNKNOWN if len(results) > 1 else YES if results.pop() else NO

    def delayed(self, task: Task, stamps: list[int]) -> str:
        """4.9."""
        least = task.delay_min_s * 1000
        most = max(least, task.delay_max_s * 1000)
        start = max((ms for ms in stamps if ms > 0), default=None)
        if start is None or self.now_ms >= start + most:
            return YES
        return NO if self.now_ms < start + least else UNKNOWN

    # 6. Blocked for good

    @cached_property
    def invalid(self) -> set[str]:
        starts = {name for name, task in self.tasks.items() if any(map(self.is_dead, task.requirements))}
        silent = {
            name
            for name in self.tasks
            if any(
                self.complete(rival)
                for rival in self.alternatives.get(name, set())
                | {rival for rival, others in self.alternatives.items() if name in others}
            )
        }
        marked: set[str] = set()
        waiting = [name for name in (*starts, *silent) if not self.complete(name)]
        marked.update(name for name in starts if not self.complete(name))
        passed: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in passed:
                continue
            passed.add(name)
            reached = [
                other
                for other, task in self.tasks.items()
                if not self.complete(other) and any(self.is_edge(one, name) for one in task.requirements)
            ]
            marked.update(reached)
            waiting += reached
        wrong_side = {name for name, task in self.tasks.items() if task.faction not in ("Any", self.faction)}
        return marked | wrong_side

    def is_dead(self, one: TaskRequirement) -> bool:
        """Passes 2 and 3."""
        words = words_of(one.statuses) if one.readable and one.task else None
        if words is None:
            return False
        if words == {"failed"}:
            return self.complete(str(one.task))
        return "failed" not in words and self.failed(str(one.task))

    @staticmethod
    def is_edge(one: TaskRequirement, name: str) -> bool:
        words = words_of(one.statuses) if one.readable and one.task == name else None
        return words is not None and "failed" not in words

    # 5. Display state

    @cached_property
    def ruled_out(self) -> set[str]:
        """What another branch, once complete, fails."""
        return {
            name for rival, others in self.alternatives.items() if self.complete(rival) for name in others
        }

    def is_blocked(self, name: str) -> bool:
        return (
            name in self.invalid
            or not self.edition_has(name)
            or self.prestige_blocks(self.tasks[name])
            or name in self.ruled_out
        )

    def state(self, name: str) -> str:
        if self.failed(name):
            return "failed"
        if self.complete(name):
            return "complete"
        if self.ignored(name):
            return "ignored"
        if self.is_blocked(name):
            return "blocked"
        return {YES: "available", UNKNOWN: "unknown", NO: "locked"}[self.availability[name]]

    # 12. Bars

    def bar(self, wanted: Callable[[Task], bool | None] = lambda _: True) -> tuple[int, int]:
        """Done and total over the relevant tasks that are *wanted*."""
        relevant = [
            name
            for name, task in self.tasks.items()
            if wanted(task)
            and task.faction in ("Any", self.faction)
            and self.edition_has(name)
            and not self.prestige_blocks(task)
        ]
        counted = [
            name
            for name in relevant
            if not self.failed(name) and not (self.open(name) and self.is_blocked(name))
        ]
        return sum(map(self.complete, counted)), len(counted)

    # 9. Hideout

    def default_level(self, station: str, highest: int) -> int:
        edition = self.edition if 1 <= self.edition <= 6 else 1
        given = {STASH: (1, 2, 3, 4, 5, 5), CIRCLE: (0, 0, 0, 0, 1, 1)}.get(station, (0,) * 6)
        return min(given[edition - 1], highest)

    def station_level(self, station: str) -> int:
        if station not in self.catalog.stations:
            return 0
        levels = self.catalog.stations[station].levels  # type: ignore[index]  # ids as text
        recorded = [level.level for level in levels if self.is_recorded(str(level.id))]
        highest = max((level.level for level in levels), default=0)
        return max([self.default_level(station, highest), *recorded])

    def is_recorded(self, level_id: str) -> bool:
        entry = self.field("hideoutModules").get(level_id)
        return isinstance(entry, dict) and entry.get("complete") is True

    def skill(self, name: str) -> int:
        part = sum(
            levels
            for task_id, task in self.tasks.items()
            if self.complete(task_id)
            for skill, levels in task.finish_rewards.skills
            if skill == name
        )
        offset = int(self.field("skillOffsets").get(name) or 0)
        return min(51, max(0, part + offset))

    def station_state(self, station: str) -> str:
        following = self.station_level(station) + 1
        levels = self.catalog.stations[station].levels  # type: ignore[index]  # ids as text
        following_level = next((level for level in levels if level.level == following), None)
        if following_level is None:
            return "maxed"
        conditions = [
            *(
                YES if self.station_level(str(one)) >= least else NO
                for one, least in following_level.stations
            ),
            *(YES if self.skill(str(one)) >= least else NO for one, least in following_level.skills),
            *map(self.trader, following_level.traders),
        ]
        return {YES: "available", UNKNOWN: "unknown", NO: "locked"}[all_of(conditions)]
