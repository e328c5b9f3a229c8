"""What a list of tasks lets through whatever their state: traders, places, marks, and the text of a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.ids import MapId, TaskId, TraderId
from tarkov_desktop.domain.maps import MapGroup, map_groups
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.domain.registers import preference_path
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.domain.task_lists import TypeFilter, holds_all, is_on, searchable_text, words_of
from tarkov_desktop.ui.pages.tasks.sight import MINE
from tarkov_desktop.ui.translation import WORDS

ALL: Final = "all"
_NAMES: Final = ("text", "traders", "places", "is_kappa", "is_lightkeeper", "whose")


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What the filter bar says. Empty sets and words let everything through; ``whose``: see :class:`Sight`."""

    status: str = DisplayState.AVAILABLE.value
    text: str = ""
    traders: frozenset[TraderId] = frozenset()
    places: frozenset[MapId] = frozenset()
    is_kappa: bool = False
    is_lightkeeper: bool = False
    whose: str = MINE

    def used(self) -> list[str]:
        """Return the names of the fields that narrow the list, beside the status."""
        empty = TaskFilter()
        return [name for name in _NAMES if getattr(self, name) != getattr(empty, name)]

    def without(self, *names: str) -> TaskFilter:
        """Return the filter with the fields called *names* dropped."""
        empty = TaskFilter()
        return replace(self, **{name: getattr(empty, name) for name in names})


def filter_memory(task_filter: TaskFilter) -> dict[str, JsonValue]:
    """Return *task_filter* as it is remembered for a mode."""
    return {
        "status": task_filter.status,
        "text": task_filter.text,
        "traders": [*sorted(task_filter.traders)],
        "places": [*sorted(task_filter.places)],
        "kappa": task_filter.is_kappa,
        "lightkeeper": task_filter.is_lightkeeper,
        "whose": task_filter.whose,
    }


def remembered_filter(state: Mapping[str, JsonValue]) -> TaskFilter:
    """Return the filter that :func:`filter_memory` kept; what is missing or unknown reads as the default."""
    status, text, whose = (state.get(name) for name in ("status", "text", "whose"))
    known = {ALL, *(each.value for each in DisplayState)}
    return TaskFilter(
        status=status if isinstance(status, str) and status in known else DisplayState.AVAILABLE.value,
        text=text if isinstance(text, str) else "",
        traders=frozenset(map(TraderId, _strings(state.get("traders")))),
        places=frozenset(map(MapId, _strings(state.get("places")))),
        is_kappa=state.get("kappa") is True,
        is_lightkeeper=state.get("lightkeeper") is True,
        whose=whose if isinstance(whose, str) and whose else MINE,
    )


class TaskSieve:
    """Applies filters to the catalog in use; the answer is kept, because most changes are of states only."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._texts: dict[TaskId, str] = {}
        self._indexed: set[TaskId] = set()
        self._groups: dict[MapId, MapGroup] = {}
        self._catalog: object = None
        self._asked: tuple[TaskFilter, TypeFilter, int] | None = None
        self._passed: list[TaskId] = []

    @property
    def groups(self) -> Mapping[MapId, MapGroup]:
        """The places of the catalog."""
        self.follow_catalog()
        return self._groups

    def follow_catalog(self) -> bool:
        """Start afresh if the game data are other ones now; True if they are."""
        if self._catalog is self._session.catalog:
            return False
        self._catalog = self._session.catalog
        self._texts.clear()
        self._indexed.clear()
        self._asked = None
        self._groups = map_groups(self._session.catalog)
        return True

    def passing(self, task_filter: TaskFilter) -> list[TaskId]:
        """Return the tasks that pass whatever their state, in the order of the catalog."""
        types = self._type_filter()
        asked = (replace(task_filter, status=ALL, whose=MINE), types, len(self._indexed))
        if asked != self._asked:
            catalog = self._session.catalog
            words = words_of(task_filter.text)
            before = (
                self._passed if self._is_narrower(asked) else [task.id for task in self._session.graph.tasks]
            )
            tasks = map(self._session.graph.task, before)
            self._asked = asked
            self._passed = [
                task.id
                for task in tasks
                if types.shows(catalog, task) and self._passes(task, task_filter, words)
            ]
        return self._passed

    def _is_narrower(self, asked: tuple[TaskFilter, TypeFilter, int]) -> bool:
        """Return whether a letter was typed behind the last text: what did not pass then does not pass now."""
        if self._asked is None or self._asked[1:] != asked[1:]:
            return False
        then, now = self._asked[0], asked[0]
        return now.text.startswith(then.text) and replace(now, text=then.text) == then

    def index_texts(self, at_most: int) -> bool:
        """Add objective texts to what the search sees of *at_most* more tasks; True while some are left."""
        self.follow_catalog()
        catalog = self._session.catalog
        left = [task for task in self._session.graph.tasks if task.id not in self._indexed]
        for task in left[:at_most]:
            lines = [objective_line(catalog, objective, WORDS).text for objective in task.objectives]
            self._texts[task.id] = searchable_text(self._session.derived, task, lines)
            self._indexed.add(task.id)
        return len(left) > at_most

    def _passes(self, task: Task, task_filter: TaskFilter, words: tuple[str, ...]) -> bool:
        if task_filter.is_kappa and not task.kappa:
            return False
        if task_filter.is_lightkeeper and not task.lightkeeper:
            return False
        if task_filter.traders and task.trader not in task_filter.traders:
            return False
        places = [self._groups[place] for place in task_filter.places if place in self._groups]
        if places and not any(is_on(task, group) for group in places):
            return False
        return not words or holds_all(self._text(task), words)

    def _text(self, task: Task) -> str:
        text = self._texts.get(task.id)
        if text is None:
            text = self._texts[task.id] = searchable_text(self._session.derived, task)
        return text

    def _type_filter(self) -> TypeFilter:
        names = ("showKappaTasks", "showLightkeeperTasks", "showOtherTasks")
        preferences = self._session.account_document
        return TypeFilter(*(preferences.value(preference_path(name)) is not False for name in names))


def _strings(value: JsonValue) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
