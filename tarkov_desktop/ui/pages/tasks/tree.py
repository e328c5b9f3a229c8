"""The tree of one chain or one trader: which tasks, in which order, as rows with lanes. Nothing here draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, listed, ngettext, number
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId, TraderId
from tarkov_desktop.domain.state import DisplayState, ReasonKind
from tarkov_desktop.domain.task_tree import Twig, chain_of, task_tree, tasks_of_trader
from tarkov_desktop.ui.models.tasks import Lane, TaskRow
from tarkov_desktop.ui.pages.tasks.listing import TaskListing
from tarkov_desktop.ui.pages.tasks.row_maker import REASONED, progress_of
from tarkov_desktop.ui.pages.tasks.words import (
    STATES,
    nearest_reason,
    reason_in_row,
    task_name,
    tasks_words,
    trader_name,
)

_TOLD_BY_THE_TREE = {ReasonKind.TASK, ReasonKind.VIA_TASK, ReasonKind.PREREQUISITE_BLOCKED}


@dataclass(frozen=True, slots=True)
class TreeScope:
    """What a tree is of: the chain of a task, or a trader's tasks; of neither it is no tree."""

    chain: TaskId | None = None
    trader: TraderId | None = None

    def __bool__(self) -> bool:
        return self.chain is not None or self.trader is not None

    @property
    def key(self) -> str:
        """The scope as it is remembered, "" for none."""
        if self.chain is not None:
            return f"chain:{self.chain}"
        return f"trader:{self.trader}" if self.trader is not None else ""

    @classmethod
    def read(cls, key: object, graph: GameGraph) -> TreeScope:
        """Return the scope that *key* remembers, none where the game data have no such thing."""
        kind, _colon, name = key.partition(":") if isinstance(key, str) else ("", "", "")
        if kind == "chain" and TaskId(name) in graph.nodes:
            return cls(chain=TaskId(name))
        if kind == "trader" and tasks_of_trader(graph, TraderId(name)):
            return cls(trader=TraderId(name))
        return cls()


class TreeListing:
    """Rows of a tree, as whoever is in view has the tasks."""

    def __init__(self, session: Session, listing: TaskListing, now_ms: Callable[[], int]) -> None:
        self._session = session
        self._listing = listing
        self._now_ms = now_ms
        self._arranged: tuple[object, frozenset[TaskId]] = (None, frozenset())
        self._twigs: dict[TaskId, Twig] = {}
        self.scope = TreeScope()

    def lines(self) -> tuple[list[TaskId], Counter[DisplayState]]:
        """Return the tasks from the top down, and how many of them are in each state."""
        graph, scope = self._session.graph, self.scope
        tasks = chain_of(graph, scope.chain) if scope.chain is not None else frozenset[TaskId]()
        if scope.trader is not None:
            tasks = tasks_of_trader(graph, scope.trader)
        states = dict(self._listing.states(tasks))
        self._arrange(frozenset(states))
        return list(self._twigs), Counter(states.values())

    def row(self, task_id: TaskId) -> TaskRow:
        """Return the row of a task of the tree."""
        twig = self._twigs[task_id]
        row = self._listing.row(task_id)
        lane = Lane(
            twig.depth,
            is_branch=twig.is_branch,
            is_followed=twig.parent is not None and not twig.is_branch,
            is_continued=twig.is_continued,
        )
        words, beside = self._state_words(task_id), self._beside(twig)
        parent = _("after {task}").format(task=task_name(self._session, twig.parent)) if twig.parent else ""
        spoken = ", ".join(filter(None, (row.name, row.trader_name, words, parent, beside)))
        return replace(row, lane=lane, aside=words, is_reason=True, beside=beside, spoken=spoken)

    def title(self) -> str:
        """Return what the tree is of."""
        if self.scope.chain is not None:
            return task_name(self._session, self.scope.chain)
        return trader_name(self._session, self.scope.trader)

    def neighbour(self, task_id: TaskId, *, is_before: bool) -> TaskId | None:
        """Return the task that one hangs under, or the first that hangs under it."""
        if is_before:
            return self._twigs[task_id].parent if task_id in self._twigs else None
        return next((twig.task for twig in self._twigs.values() if twig.parent == task_id), None)

    def _arrange(self, tasks: frozenset[TaskId]) -> None:
        """Make a tree of *tasks*; it is kept, because most changes are of states only."""
        graph = self._session.graph
        if self._arranged != (graph, tasks):
            self._arranged = (graph, tasks)
            self._twigs = {twig.task: twig for twig in task_tree(graph, tasks)}

    def _state_words(self, task_id: TaskId) -> str:
        """Return the state in a word, and what the tree does not show of it."""
        state = self._listing.sight.state(task_id) or DisplayState.BLOCKED
        word = _(STATES[state].word)
        _person, derived = self._listing.sight.speaker(task_id)
        if state in REASONED:
            reason = nearest_reason(derived.view(task_id).reasons)
            if reason is not None and not (reason.kind in _TOLD_BY_THE_TREE and reason.task in self._twigs):
                why = reason_in_row(self._session, reason, self._now_ms())
                return _("{state} · {detail}").format(state=word, detail=why)
        if state is DisplayState.AVAILABLE:
            part, _total, progress = progress_of(self._session, self._session.graph.task(task_id), derived)
            if part:
                return _("{state} · {detail}").format(state=word, detail=progress)
        return word

    def _beside(self, twig: Twig) -> str:
        if not twig.also_after:
            return ""
        names = listed([task_name(self._session, each) for each in twig.also_after])
        return _("also after {tasks}").format(tasks=names)


def tree_words(counts: Counter[DisplayState]) -> str:
    """Return how many tasks a tree has, and how many of them are done."""
    done = counts[DisplayState.COMPLETE]
    words = ngettext("{tasks}, {count} done", "{tasks}, {count} done", done)
    return words.format(tasks=tasks_words(counts.total()), count=number(done))
