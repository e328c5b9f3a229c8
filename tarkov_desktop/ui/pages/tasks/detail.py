"""The detail pane of one task: its head, then a section for everything there is to say (visual language, section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app import texts
from tarkov_desktop.app.texts import _, listed, ngettext, number, signed
from tarkov_desktop.domain.availability import satisfies
from tarkov_desktop.domain.game import Reward, Task
from tarkov_desktop.domain.ids import ItemId, ObjectiveId, TaskId
from tarkov_desktop.domain.item_needs import need_of_objective
from tarkov_desktop.domain.nodes import Need, ObjectiveNode, TaskNode
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.domain.state import CONFIRMABLE, DisplayState, Reason, ReasonKind, TaskView, Verdict
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.detail_head import DetailHead, open_link
from tarkov_desktop.ui.pages.tasks.detail_parts import FactRow, NoteEdit, ObjectiveRow, condition_mark
from tarkov_desktop.ui.pages.tasks.words import (
    STATES,
    link_of,
    of_words,
    reason_words,
    task_name,
    tasks_words,
    trader_name,
)
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.translation import WORDS
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.label import Label, Link
from tarkov_desktop.ui.widgets.marks import IconMark
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.section import Section, line_of
from tarkov_desktop.ui.widgets.skeleton import DetailScroll

MOST_LINKS = 8
_MOST_CHOICES = 3
"""An objective that accepts more items than this is told by its own line."""


class TaskDetail(ThemedWidget):
    """Shows one task; ``jumped`` asks for another one, ``page_asked`` for another page."""

    jumped = Signal(str)
    page_asked = Signal(str, str)

    def __init__(self, context: PageContext, actions: TaskActions, parent: QWidget | None = None) -> None:
        super().__init__(context.look, parent)
        self._context = context
        self._session = context.session
        self._actions = actions
        self._task_id: TaskId | None = None
        self._seen: tuple[object, ...] = ()
        self._rows: dict[ObjectiveId, tuple[ObjectiveNode, ObjectiveRow]] = {}
        self._items_rows: dict[ObjectiveId, FactRow] = {}
        self._objectives: Section | None = None
        self._is_brief = False
        self._room_px = 0
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._body: QWidget | None = None
        self._rebuild = QTimer(self, singleShot=True, interval=0)
        self._rebuild.timeout.connect(self._show_again)
        actions.refused.connect(self._show_refusal)

    @property
    def task_id(self) -> TaskId | None:
        """The task shown, None when none is."""
        return self._task_id

    def set_room(self, room_px: int, *, is_brief: bool) -> None:
        """Hear how wide the pane is; brief ones put the second plain action into more."""
        if (room_px, is_brief) != (self._room_px, self._is_brief):
            self._room_px, self._is_brief = room_px, is_brief
            self._seen = ()
            self.show_task(self._task_id)

    def show_task(self, task_id: TaskId | None) -> None:
        """Show a task, or an empty pane. What is unchanged is left as it is."""
        if task_id is not None and task_id not in self._session.graph.nodes:
            task_id = None
        seen = self._fingerprint(task_id)
        if self._body is not None and seen == self._seen:
            self._refresh_objectives()
            return
        self._task_id, self._seen = task_id, seen
        self._replace_body(self._empty() if task_id is None else self._build(task_id))
        self._refresh_objectives()

    def apply(self, changed: Iterable[TaskId]) -> None:
        """Take in what changed, if it is about the task shown or one it names.

        Counts are put in place at once; what needs another structure is built once the list has been painted.
        """
        if self._task_id is None:
            return
        if self._fingerprint(self._task_id) != self._seen:
            self._rebuild.start()
        elif self._task_id in set(changed):
            self._refresh_objectives()

    def _show_again(self) -> None:
        self.show_task(self._task_id)

    @override
    def _restyle(self) -> None:
        self._seen = ()
        self.show_task(self._task_id)

    def _fingerprint(self, task_id: TaskId | None) -> tuple[object, ...]:
        """Return all that decides the structure; counts of objectives are put in place without building anew."""
        if task_id is None:
            return (None,)
        session = self._session
        node = session.graph.nodes[task_id]
        needed = [session.derived.situation.record(need.path) for need in node.needs]
        others = [session.derived.state(other) for other in self._others(node)]
        view = session.derived.view(task_id)
        level = session.derived.situation.level
        return (
            task_id,
            session.mode,
            view,
            needed,
            others,
            level,
            session.derived.impact(task_id),
            texts.language(),
        )

    def _others(self, node: TaskNode) -> list[TaskId]:
        graph = self._session.graph
        return [*graph.dependents[node.task.id], *graph.alternatives[node.task.id]]

    def _replace_body(self, body: QWidget) -> None:
        old, self._body = self._body, body
        self._outer.addWidget(body)
        if old is not None:
            self._outer.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _empty(self) -> QWidget:
        self._rows, self._objectives = {}, None
        return EmptyState(
            self._look,
            "clipboard-check-outline",
            _("No task chosen"),
            _("Choose one in the list to see what it asks for."),
        )

    def _build(self, task_id: TaskId) -> QWidget:
        session = self._session
        node = session.graph.nodes[task_id]
        view = session.derived.view(task_id)
        content = QWidget()
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(
            DetailHead(
                self._look,
                session,
                self._actions,
                node.task,
                view,
                room_px=self._room_px,
                is_brief=self._is_brief,
            )
        )
        column.addWidget(Hairline(self._look))
        for section in self._sections(node, view):
            column.addWidget(section)
        column.addStretch(1)
        return DetailScroll(self._look, content)

    def _sections(self, node: TaskNode, view: TaskView) -> Iterator[Section]:
        """Yield what there is to say, in order; empty sections are left out."""
        task = node.task
        made = (
            self._unknowns(view),
            self._objectives_section(node),
            self._items(node),
            self._keys(task),
            self._requires(node, view),
            self._rewards(task),
            self._linked_tasks(_("Opens"), self._session.graph.dependents[task.id]),
            self._linked_tasks(_("Also fails"), self._session.graph.alternatives[task.id]),
            self._note(view),
            self._links(task),
        )
        yield from (section for section in made if section is not None)

    def _unknowns(self, view: TaskView) -> Section | None:
        if view.state is not DisplayState.UNKNOWN_GATE:
            return None
        look, now_ms = self._look, self._context.now_ms()
        section = Section(look, _("What we cannot know"))
        for reason in view.reasons:
            words = reason_words(self._session, reason, now_ms)
            section.add(FactRow(look, words, self._known(reason), mark=condition_mark(look, is_met=None)))
        row = []
        if any(reason.kind in CONFIRMABLE for reason in view.reasons):
            confirm = Button(look, _("Confirm: the game offers it"), is_small=True)
            confirm.clicked.connect(partial(self._actions.confirm_gate, view.id))
            row.append(confirm)
        if any(
            reason.kind in {ReasonKind.TRADER_LEVEL, ReasonKind.TRADER_REPUTATION} for reason in view.reasons
        ):
            state = Button(look, _("State a level"), Kind.QUIET, is_small=True)
            state.clicked.connect(partial(self.page_asked.emit, "profile", "traders"))
            row.append(state)
        if row:
            section.add(line_of(*row, 1, gap=look.theme.gap(8)))
        return section

    def _known(self, reason: Reason) -> str:
        if reason.kind in {ReasonKind.TRADER_LEVEL, ReasonKind.TRADER_REPUTATION} and reason.actual is None:
            return _("not stated")
        return ""

    def _objectives_section(self, node: TaskNode) -> Section | None:
        self._rows, self._objectives = {}, None
        if not node.objectives:
            return None
        section = self._objectives = Section(self._look, _("Objectives"))
        for each in node.objectives:
            line = objective_line(self._session.catalog, each.objective, WORDS, number=number)
            row = ObjectiveRow(
                self._look,
                line.text,
                required=each.required,
                is_counted=each.counted,
                is_found_in_raid=each.objective.found_in_raid,
            )
            row.ticked.connect(partial(self._actions.toggle, each.objective.id))
            row.count_asked.connect(partial(self._actions.set_count, each.objective.id))
            self._rows[each.objective.id] = (each, row)
            section.add(row)
        steppers = [row.stepper for _node, row in self._rows.values() if row.stepper is not None]
        widest = max((stepper.sizeHint().width() for stepper in steppers), default=0)
        for stepper in steppers:
            stepper.setMinimumWidth(widest)
        return section

    def _items(self, node: TaskNode) -> Section | None:
        """Return the items that objectives ask for, each with what is there; none for those of too many choices."""
        self._items_rows = {}
        needs = [(each, need_of_objective(each)) for each in node.objectives]
        named = [
            (each, need)
            for each, need in needs
            if need is not None and 0 < len(need.accepted) <= _MOST_CHOICES
        ]
        if not named:
            return None
        section = Section(self._look, _("Items"), number(len(named)))
        for each, need in named:
            names = _(" or ").join(self._item_name(item) for item in need.accepted)
            icon = "check-decagram-outline" if need.fir else "cube-outline"
            mark = IconMark(self._look, icon, name=_("Found in raid") if need.fir else "")
            mark.setToolTip(_("Found in raid") if need.fir else "")
            row = FactRow(self._look, names, mark=mark)
            self._items_rows[each.objective.id] = row
            section.add(row)
        return section

    def _refresh_objectives(self) -> None:
        """Put the amounts in place."""
        full = 0
        is_open = self._task_id is not None and self._session.derived.view(self._task_id).record.open
        for objective_id, (node, row) in self._rows.items():
            amount = self._session.derived.amount(objective_id)
            is_full = amount.is_full(node.required)
            full += is_full
            row.show_amount(amount.got(node.required), is_full=is_full, is_open=is_open)
            item = self._items_rows.get(objective_id)
            if item is not None:
                have = f"{number(amount.got(node.required))} / {number(node.required)}"
                item.set_value(have, Role.DONE if is_full else Role.TEXT2)
        if self._objectives is not None and self._objectives.head is not None:
            self._objectives.head.set_count(of_words(full, len(self._rows)))

    def _keys(self, task: Task) -> Section | None:
        groups = {keys for objective in task.objectives for keys in objective.required_keys}
        groups |= {needed.keys for needed in task.needed_keys}
        if not groups:
            return None
        section = Section(self._look, _("Keys"), number(len(groups)))
        for keys in sorted(groups):
            names = _(" or ").join(self._item_name(key) for key in keys)
            section.add(FactRow(self._look, names, mark=IconMark(self._look, "key-variant")))
        return section

    def _requires(self, node: TaskNode, view: TaskView) -> Section | None:
        rows: list[tuple[FactRow, bool]] = []
        for need in node.needs:
            row, is_met = self._need_row(need)
            rows.append((row, is_met))
        situation = self._session.derived.situation
        if node.task.min_level:
            is_met = situation.level >= node.task.min_level
            words = _("Level {level}").format(level=node.task.min_level)
            value = _("you are {level}").format(level=situation.level)
            rows.append(
                (FactRow(self._look, words, value, mark=condition_mark(self._look, is_met=is_met)), is_met)
            )
        rows += self._other_conditions(node, view)
        if not rows:
            return None
        met = sum(is_met for _row, is_met in rows)
        section = Section(
            self._look, _("Requires"), _("{met} of {total} met").format(met=met, total=len(rows))
        )
        for row, _is_met in rows:
            section.add(row)
        return section

    def _need_row(self, need: Need) -> tuple[FactRow, bool]:
        record = self._session.derived.situation.record(need.path)
        is_met = satisfies(record, need)
        name = task_name(self._session, need.task)
        value = self._record_words(need.task, record.ms if not record.open else 0)
        if need.is_failed_only:
            name = _("{task} failed").format(task=name)
        elif need.is_active_only:
            name = _("{task} started").format(task=name)
        row = FactRow(
            self._look, name, value, mark=condition_mark(self._look, is_met=is_met), is_link=need.is_known
        )
        row.followed.connect(partial(self.jumped.emit, need.task))
        return row, is_met

    def _record_words(self, task_id: TaskId, settled_ms: int) -> str:
        if task_id not in self._session.graph.nodes:
            return ""
        state = self._session.derived.state(task_id)
        word = _(STATES[state].word)
        if not settled_ms:
            return word
        when = texts.when(settled_ms, now_ms=self._context.now_ms())
        return _("{state} {when}").format(state=word.lower(), when=when)

    def _other_conditions(self, node: TaskNode, view: TaskView) -> list[tuple[FactRow, bool]]:
        """Return rows for what stands against the task beside tasks and level: traders, faction, delay and the like."""
        said = {ReasonKind.TASK, ReasonKind.LEVEL, ReasonKind.VIA_TASK}
        now_ms = self._context.now_ms()
        found = []
        for reason in self._session.derived.availability(node.task.id).reasons or view.reasons:
            is_asked_above = view.state is DisplayState.UNKNOWN_GATE and reason in view.reasons
            if reason.kind in said or is_asked_above:
                continue
            is_unknown = reason.verdict is Verdict.UNKNOWN
            mark = condition_mark(self._look, is_met=None if is_unknown else False)
            words = reason_words(self._session, reason, now_ms)
            found.append((FactRow(self._look, words, self._known(reason), mark=mark), False))
        return found

    def _rewards(self, task: Task) -> Section | None:
        reward = task.finish_rewards
        lines = list(self._reward_lines(reward))
        standings = [f"{trader_name(self._session, t)} {signed(value)}" for t, value in reward.standings]
        if not lines and not standings:
            return None
        section = Section(self._look, _("Rewards"))
        for words, value in lines:
            section.add(FactRow(self._look, words, value, value_role=Role.TEXT2))
        if standings:
            holder = QWidget()
            flow = FlowLayout(holder, gap=self.theme.gap(12))
            for words in standings:
                flow.addWidget(Label(self._look, words, Text.SMALL, Role.TEXT2))
            section.add(holder)
        return section

    def _reward_lines(self, reward: Reward) -> Iterator[tuple[str, str]]:
        session = self._session
        for item, count in reward.items:
            yield self._item_name(item), number(count) if count > 1 else ""
        for skill, levels in reward.skills:
            known = session.catalog.skills.get(skill)
            yield (known.name if known else skill), f"+{number(levels)}"
        for trader, level, item in reward.offers:
            where = _("{trader} level {level}").format(trader=trader_name(session, trader), level=level)
            yield self._item_name(item), where
        for trader in reward.unlocked_traders:
            yield trader_name(session, trader), _("becomes available")

    def _linked_tasks(self, title: str, task_ids: tuple[TaskId, ...]) -> Section | None:
        if not task_ids:
            return None
        section = Section(self._look, title, tasks_words(len(task_ids)))
        holder = QWidget()
        flow = FlowLayout(holder, gap=self.theme.gap(12))
        for task_id in task_ids[:MOST_LINKS]:
            link = Link(self._look, task_name(self._session, task_id), Text.SMALL)
            link.followed.connect(partial(self.jumped.emit, task_id))
            flow.addWidget(link)
        left = len(task_ids) - MOST_LINKS
        if left > 0:
            more = ngettext("{count} more", "{count} more", left).format(count=left)
            rest = Label(self._look, more, Text.SMALL, Role.TEXT3)
            rest.setToolTip(listed([task_name(self._session, t) for t in task_ids[MOST_LINKS:]]))
            flow.addWidget(rest)
        section.add(holder)
        return section

    def _note(self, view: TaskView) -> Section:
        """Return the note; without one only a link, since a text box is the dearest widget of the pane."""
        section = Section(self._look, _("Note"))
        if view.note:
            section.add(self._note_edit(view.id, view.note))
            return section
        write = Link(self._look, _("Write a note"), Text.SMALL)
        write.followed.connect(partial(self._begin_note, section, write, view.id))
        section.add(write)
        return section

    def _note_edit(self, task_id: TaskId, text: str) -> NoteEdit:
        edit = NoteEdit(self._look, text)
        edit.left.connect(partial(self._actions.set_note, task_id))
        return edit

    def _begin_note(self, section: Section, link: Link, task_id: TaskId) -> None:
        edit = self._note_edit(task_id, "")
        section.add(edit)
        link.hide()
        edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _links(self, task: Task) -> Section:
        section = Section(self._look, _("Links"), has_line=False)
        wiki = Link(self._look, _("Wiki"), Text.SMALL)
        wiki.followed.connect(partial(open_link, task.wiki_link or link_of(task)))
        page = Link(self._look, _("tarkov.dev"), Text.SMALL)
        page.followed.connect(partial(open_link, link_of(task)))
        parts = [wiki, page] if task.wiki_link else [page]
        section.add(line_of(*parts, 1, gap=self.theme.gap(16)))
        return section

    def _item_name(self, item: ItemId) -> str:
        known = self._session.catalog.items.get(item)
        return known.name if known else _("an item that is not in the game data")

    def _show_refusal(self, words: str) -> None:
        """Say why nothing happened, at the top of the pane."""
        if self._body is None or self._task_id is None:
            return
        notice = Notice(self._look, Role.FAILED, _("Nothing was changed."), words, is_closable=True)
        notice.closed.connect(notice.deleteLater)
        self._column.insertWidget(0, notice, 0, Qt.AlignmentFlag.AlignTop)
