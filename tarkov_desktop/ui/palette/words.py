"""What the palette says beside a name: how a task stands, who needs an item, how far a station is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from tarkov_desktop.app.texts import _, number, when
from tarkov_desktop.domain.ids import ItemId, StationId, TaskId
from tarkov_desktop.domain.needed import NeededFilter, NeedState, need_states
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.row_maker import progress_of
from tarkov_desktop.ui.pages.tasks.words import (
    STATES,
    nearest_reason,
    of_words,
    reason_words,
    state_shape,
    task_name,
    trader_name,
)
from tarkov_desktop.ui.palette.rows import Mark

_JOINT = " · "


class ThingWords:
    """Says it of the progress in use; what is needed is worked out once between two changes."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._session = context.session
        self._needs: Mapping[ItemId, list[NeedState]] | None = None

    def forget(self) -> None:
        """Hear that progress changed: what is needed is to be worked out anew."""
        self._needs = None

    def task_mark(self, task_id: TaskId) -> Mark:
        """Return the shape of a task's state, with its progress."""
        view = self._session.derived.view(task_id)
        share = 0.0
        if view.state is DisplayState.AVAILABLE:
            part, total, _words = progress_of(self._session, self._session.graph.task(task_id))
            share = part / total if total else 0.0
        shape = state_shape(view.state, has_delay=bool(view.opens_at_ms))
        return Mark(shape=shape, share=share, is_started=view.is_started)

    def of_task(self, task_id: TaskId) -> str:
        """Return ``Prapor · 1 of 3 objectives``, ``Prapor · done 11 Nov``, ``Prapor · After Debut``."""
        task = self._session.graph.task(task_id)
        return _JOINT.join(filter(None, [trader_name(self._session, task.trader), self._standing(task_id)]))

    def wanted_items(self) -> Mapping[ItemId, list[NeedState]]:
        """Return what is still missing, by item."""
        if self._needs is None:
            found: defaultdict[ItemId, list[NeedState]] = defaultdict(list)
            for part in need_states(self._session.derived, NeededFilter()):
                if part.cell.left:
                    for item in part.need.accepted:
                        found[item].append(part)
            self._needs = found
        return self._needs

    def of_item(self, item: str, short_name: str, *, is_found_beside: bool) -> str:
        """Return ``needed by The Punisher - Part 6 · 4 of 7``, else the short name."""
        parts = self.wanted_items().get(ItemId(item), ())
        short = short_name if is_found_beside or not parts else ""
        if not parts:
            return short
        part = parts[0]
        words = _("needed by {what}").format(what=self._user_of(part))
        more = _("and {count} more").format(count=number(len(parts) - 1)) if len(parts) > 1 else ""
        return _JOINT.join(filter(None, [short, words, of_words(part.got, part.need.need), more]))

    def of_station(self, station_id: str) -> str:
        """Return ``Level 2 of 3``."""
        station = self._session.catalog.stations[StationId(station_id)]
        level = self._session.derived.station_level_of(station.id)
        return _("Level {level} of {top}").format(level=level, top=len(station.levels))

    def _user_of(self, part: NeedState) -> str:
        need = part.need
        if need.station is None:
            return task_name(self._session, need.task)
        station = self._session.catalog.stations.get(need.station)
        name = station.name if station else _("a station")
        return _("{station} level {level}").format(station=name, level=need.level)

    def _standing(self, task_id: TaskId) -> str:
        view = self._session.derived.view(task_id)
        moment = view.record.ms
        settled = when(moment, now_ms=self._context.now_ms()) if moment else ""
        match view.state:
            case DisplayState.AVAILABLE:
                return self._progress(task_id)
            case DisplayState.COMPLETE if settled:
                return _("done {when}").format(when=settled)
            case DisplayState.FAILED if settled:
                return _("failed {when}").format(when=settled)
            case DisplayState.LOCKED | DisplayState.BLOCKED | DisplayState.UNKNOWN_GATE:
                reason = nearest_reason(view.reasons)
                if reason is not None:
                    return reason_words(self._session, reason, self._context.now_ms())
            case _:
                pass
        return _(STATES[view.state].word)

    def _progress(self, task_id: TaskId) -> str:
        task = self._session.graph.task(task_id)
        _part, total, words = progress_of(self._session, task)
        is_plain = sum(not objective.optional for objective in task.objectives) == 1 or not total
        return words if is_plain else _("{progress} objectives").format(progress=words)
