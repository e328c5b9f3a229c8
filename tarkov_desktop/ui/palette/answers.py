"""Answers to what is typed into the palette: rows by group, prepared only as far as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages import PAGES
from tarkov_desktop.ui.palette.actions import Action, PaletteActions
from tarkov_desktop.ui.palette.finding import Findable, Group, Hit, Index, Rank, similar_span, spans_of
from tarkov_desktop.ui.palette.rows import MOST_EXPANDED, Line, Mark, Row, arranged, expanded
from tarkov_desktop.ui.palette.things import Teammate, catalog_index, page_things, teammates
from tarkov_desktop.ui.palette.words import ThingWords

ONLY_ACTIONS: Final = ">"
ONLY_TEAMMATES: Final = "@"
MOST_PREPARED: Final = 9
_STATE_ORDER: Final = {
    state: at
    for at, state in enumerate(
        (
            DisplayState.AVAILABLE,
            DisplayState.UNKNOWN_GATE,
            DisplayState.LOCKED,
            DisplayState.COMPLETE,
            DisplayState.FAILED,
            DisplayState.IGNORED,
            DisplayState.BLOCKED,
        )
    )
}


@dataclass(slots=True)
class _Answer:
    """What is gathered for one query, on the way to lines."""

    query: str
    most: int
    rows: dict[Group, list[Row]] = field(default_factory=dict)
    counts: dict[Group, int] = field(default_factory=dict)

    def add(self, group: Group, rows: Iterable[Row], count: int) -> None:
        """Put a group in, unless nothing was found for it."""
        if count:
            self.rows[group] = list(rows)
            self.counts[group] = count


class Answers:
    """Finds and prepares. The index follows the catalog in use; :meth:`take_index` spares making it here."""

    def __init__(
        self, context: PageContext, actions: PaletteActions, chosen: Callable[[], TaskId | None]
    ) -> None:
        self._context = context
        self._actions = actions
        self._chosen = chosen
        self._words = ThingWords(context)
        self._catalog: Catalog | None = None
        self._index = Index(())

    def take_index(self, catalog: Catalog, index: Index) -> None:
        """Use *index*, made of *catalog* by another thread."""
        self._catalog, self._index = catalog, index

    def forget(self) -> None:
        """Hear that progress changed."""
        self._words.forget()

    def warm(self) -> None:
        """Work out beforehand what the first answer would wait for."""
        self._words.wanted_items()

    def to(self, text: str, only: Group | None = None) -> list[Line]:
        """Return the lines that answer *text*; with *only* all of that group."""
        sign, query = _sign_of(text)
        answer = _Answer(query, MOST_EXPANDED if only is not None else MOST_PREPARED)
        if sign == ONLY_TEAMMATES:
            self._add_teammates(answer)
        elif sign == ONLY_ACTIONS or not query:
            self._add_actions(answer, self._current([]))
            if sign != ONLY_ACTIONS:
                self._add_pages(answer)
        else:
            self._add_everything(answer)
        if only is not None and only in answer.rows:
            return expanded(only, answer.rows[only], answer.counts[only])
        return arranged(answer.rows, answer.counts)

    def _add_everything(self, answer: _Answer) -> None:
        self._follow_catalog()
        found: dict[Group, list[Hit]] = {group: [] for group in Group}
        for hit in self._index.find(answer.query):
            found[hit.thing.group].append(hit)
        is_plain = any(hit.rank is not Rank.SIMILAR for hits in found.values() for hit in hits)
        tasks = self._by_state(_meant(found[Group.TASK], is_plain=is_plain))
        items = self._by_need(_meant(found[Group.ITEM], is_plain=is_plain))
        stations = _meant(found[Group.STATION], is_plain=is_plain)
        for hits, make in ((tasks, self._task_row), (items, self._item_row), (stations, self._station_row)):
            if hits:
                rows = (make(hit, answer.query) for hit in hits[: answer.most])
                answer.add(hits[0].thing.group, rows, len(hits))
        self._add_actions(answer, self._current(tasks or self._after_the_verb(answer.query)))
        self._add_pages(answer)
        self._add_teammates(answer)

    def _after_the_verb(self, query: str) -> list[Hit]:
        """Return the tasks that ``pin debut`` may be about: those that the words after the first find."""
        _verb, _space, name = query.partition(" ")
        hits = [hit for hit in self._index.find(name) if hit.thing.group is Group.TASK]
        return self._by_state(_meant(hits, is_plain=True))

    def _current(self, tasks: Sequence[Hit]) -> TaskId | None:
        """Return the task that actions are about: the best one found by name, without a query the chosen one."""
        if tasks and tasks[0].rank < Rank.BESIDE:
            return TaskId(tasks[0].thing.id)
        chosen = self._chosen()
        if chosen is not None and chosen in self._context.session.graph.nodes:
            return chosen
        return None

    def _by_state(self, hits: list[Hit]) -> list[Hit]:
        """Within a rank, what can be done now comes first, then by what was settled last."""
        derived = self._context.session.derived
        known = self._context.session.graph.nodes
        hits = [hit for hit in hits if hit.thing.id in known]
        orders = {hit.thing.id: _STATE_ORDER[derived.state(TaskId(hit.thing.id))] for hit in hits}
        hits.sort(key=lambda hit: (hit.rank, orders[hit.thing.id]))
        first = hits[:MOST_EXPANDED]
        first.sort(
            key=lambda hit: (
                hit.rank,
                orders[hit.thing.id],
                -(derived.view(TaskId(hit.thing.id)).record.ms or 0),
            )
        )
        return first + hits[MOST_EXPANDED:]

    def _by_need(self, hits: list[Hit]) -> list[Hit]:
        """Within a rank, needed items come first, then short names."""
        wanted = self._words.wanted_items()
        return sorted(hits, key=lambda hit: (hit.rank, hit.thing.id not in wanted, len(hit.thing.name)))

    def _task_row(self, hit: Hit, query: str) -> Row:
        task_id = TaskId(hit.thing.id)
        aside = self._words.of_task(task_id)
        return Row(
            Group.TASK,
            hit.thing.id,
            hit.thing.name,
            self._words.task_mark(task_id),
            partial(self._context.stage.open_page, "tasks", hit.thing.id),
            name_spans=_spans(hit, query),
            aside=aside,
            aside_spans=spans_of(aside, query) if hit.rank is Rank.BESIDE else (),
            do=self._actions.on_task(task_id)[0].act,
        )

    def _item_row(self, hit: Hit, query: str) -> Row:
        aside = self._words.of_item(hit.thing.id, hit.thing.beside, is_found_beside=hit.rank is Rank.BESIDE)
        return Row(
            Group.ITEM,
            hit.thing.id,
            hit.thing.name,
            Mark(icon="cube-outline"),
            partial(self._context.stage.open_page, "items", hit.thing.id),
            name_spans=_spans(hit, query),
            aside=aside,
            aside_spans=spans_of(aside, query),
        )

    def _station_row(self, hit: Hit, query: str) -> Row:
        return Row(
            Group.STATION,
            hit.thing.id,
            hit.thing.name,
            Mark(icon="home-city-outline"),
            partial(self._context.stage.open_page, "hideout", hit.thing.id),
            name_spans=_spans(hit, query),
            aside=self._words.of_station(hit.thing.id),
        )

    def _add_actions(self, answer: _Answer, current: TaskId | None) -> None:
        on_task = self._actions.on_task(current) if current is not None else []
        actions = {action.id: action for action in (*on_task, *self._actions.of_program())}
        if answer.query:
            index = Index(Findable(Group.ACTION, key, each.text, each.also) for key, each in actions.items())
            hits = index.find(answer.query)
            is_plain = any(hit.rank is not Rank.SIMILAR for hit in hits) or bool(answer.rows)
            chosen: list[tuple[Action, Hit | None]] = [
                (actions[hit.thing.id], hit) for hit in _meant(hits, is_plain=is_plain)
            ]
        else:
            chosen = [(each, None) for each in actions.values()]
        main = on_task[0].id if on_task else ""
        rows = [_action_row(each, hit, answer.query, is_main=each.id == main) for each, hit in chosen]
        answer.add(Group.ACTION, rows[: answer.most], len(rows))

    def _add_pages(self, answer: _Answer) -> None:
        things = page_things()
        hits = Index(things).find(answer.query) if answer.query else []
        hits = _meant(hits, is_plain=bool(answer.rows) or any(hit.rank is not Rank.SIMILAR for hit in hits))
        if not answer.query:
            hits = [Hit(thing, Rank.WHOLE) for thing in things]
        answer.add(Group.PAGE, [self._page_row(hit, answer.query) for hit in hits], len(hits))

    def _page_row(self, hit: Hit, query: str) -> Row:
        page = next(each for each in PAGES if each.name == hit.thing.id)
        return Row(
            Group.PAGE,
            page.name,
            hit.thing.name,
            Mark(icon=page.icon),
            partial(self._context.stage.open_page, page.name),
            name_spans=_spans(hit, query),
            key=page.key.replace("+", " "),
        )

    def _add_teammates(self, answer: _Answer) -> None:
        mates = {str(mate.id): mate for mate in teammates(self._context)}
        things = [Findable(Group.TEAMMATE, key, mate.name) for key, mate in mates.items()]
        hits = (
            Index(things).find(answer.query) if answer.query else [Hit(each, Rank.WHOLE) for each in things]
        )
        rows = [self._mate_row(mates[hit.thing.id], hit, answer.query) for hit in hits]
        answer.add(Group.TEAMMATE, rows, len(rows))

    def _mate_row(self, mate: Teammate, hit: Hit, query: str) -> Row:
        return Row(
            Group.TEAMMATE,
            hit.thing.id,
            mate.name,
            Mark(letter=mate.letter, presence=mate.presence),
            partial(self._context.stage.open_page, "team", hit.thing.id),
            name_spans=_spans(hit, query),
        )

    def _follow_catalog(self) -> None:
        catalog = self._context.session.catalog
        if catalog is not self._catalog:
            self.take_index(catalog, catalog_index(catalog))


def _sign_of(text: str) -> tuple[str, str]:
    stripped = text.strip()
    if stripped[:1] in {ONLY_ACTIONS, ONLY_TEAMMATES}:
        return stripped[0], stripped[1:].strip()
    return "", stripped


def _meant(hits: list[Hit], *, is_plain: bool) -> list[Hit]:
    """Return the hits without those that only resemble, where something else matches plainly."""
    return [hit for hit in hits if hit.rank is not Rank.SIMILAR] if is_plain else hits


def _spans(hit: Hit, query: str) -> tuple[tuple[int, int], ...]:
    if not query:
        return ()
    return (
        similar_span(hit.thing.name, query) if hit.rank is Rank.SIMILAR else spans_of(hit.thing.name, query)
    )


def _action_row(action: Action, hit: Hit | None, query: str, *, is_main: bool) -> Row:
    return Row(
        Group.ACTION,
        action.id,
        action.text,
        Mark(icon=action.icon),
        action.act,
        name_spans=_spans(hit, query) if hit is not None else (),
        aside=action.aside,
        key=_("Ctrl Enter") if is_main else action.key,
        do=action.act,
    )
