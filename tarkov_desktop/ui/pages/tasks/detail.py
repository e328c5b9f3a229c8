"""The detail pane of one task: its head, then a section for everything there is to say (visual language, section 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app import texts
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.detail_head import DetailHead, open_link
from tarkov_desktop.ui.pages.tasks.detail_parts import NoteEdit
from tarkov_desktop.ui.pages.tasks.detail_squad import as_of_words, squad_lines, squad_section
from tarkov_desktop.ui.pages.tasks.detail_terms import requires_section, unknowns_section
from tarkov_desktop.ui.pages.tasks.detail_work import WorkSections
from tarkov_desktop.ui.pages.tasks.detail_yield import linked_section, rewards_section
from tarkov_desktop.ui.pages.tasks.sight import MINE, Sight
from tarkov_desktop.ui.pages.tasks.subject import Subject
from tarkov_desktop.ui.pages.tasks.words import link_of, wiki_of
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.label import Link
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.section import Section, line_of
from tarkov_desktop.ui.widgets.skeleton import DetailScroll


class TaskDetail(ThemedWidget):
    """Shows one task through the eyes that *sight* names.

    ``jumped`` asks for another task, ``page_asked`` for another page, ``whose_asked`` for other eyes, ``chain_asked``
    for the tree of what leads to the task and what follows.
    """

    jumped = Signal(str)
    page_asked = Signal(str, str)
    whose_asked = Signal(str)
    chain_asked = Signal()

    def __init__(
        self,
        context: PageContext,
        actions: TaskActions,
        sight: Callable[[], Sight],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context.look, parent)
        self._context = context
        self._session = context.session
        self._actions = actions
        self._sight = sight
        self._task_id: TaskId | None = None
        self._seen: tuple[object, ...] = ()
        self.work: WorkSections | None = None
        self._is_brief = False
        self._room_px = 0
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._body: QWidget | None = None
        self._rebuild = QTimer(self, singleShot=True, interval=0)
        self._rebuild.timeout.connect(self._show_again)
        actions.refused.connect(self.show_refusal)

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
        if self._body is None or seen != self._seen:
            self._task_id, self._seen = task_id, seen
            self.work = None
            self._replace_body(self._empty() if task_id is None else self._build(task_id))
        self._refresh_work()

    def apply(self, changed: Iterable[TaskId]) -> None:
        """Take in what changed, if it is about the task shown or one it names.

        Counts are put in place at once; what needs another structure is built once the list has been painted.
        """
        if self._task_id is None:
            return
        if self._fingerprint(self._task_id) != self._seen:
            self._rebuild.start()
        elif self._task_id in set(changed):
            self._refresh_work()

    def show_refusal(self, words: str) -> None:
        """Say why nothing happened, at the top of the pane."""
        if self._body is None or self._task_id is None:
            return
        notice = Notice(self._look, Role.FAILED, _("Nothing was changed."), words, is_closable=True)
        notice.closed.connect(notice.deleteLater)
        self._column.insertWidget(0, notice, 0, Qt.AlignmentFlag.AlignTop)

    def take_focus(self) -> None:
        """Give the focus to the first thing that can be done here."""
        parts = self._body.findChildren(QWidget) if self._body is not None else []
        first = next((part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_again(self) -> None:
        self.show_task(self._task_id)

    @override
    def _restyle(self) -> None:
        self._seen = ()
        self.show_task(self._task_id)

    def _fingerprint(self, task_id: TaskId | None) -> tuple[object, ...]:
        """Return all that decides the structure; counts of objectives are put in place without building anew."""
        sight = self._sight()
        derived = sight.derived
        if task_id is None or derived is None:
            return (task_id, sight.whose)
        node = self._session.graph.nodes[task_id]
        graph = self._session.graph
        others = [*graph.dependents[task_id], *graph.alternatives[task_id]]
        return (
            task_id,
            self._session.mode,
            sight.whose,
            derived.view(task_id),
            [derived.situation.record(need.path) for need in node.needs],
            [derived.state(other) for other in others],
            derived.situation.level,
            derived.impact(task_id),
            squad_lines(self._context, sight, task_id),
            as_of_words(self._context),
            texts.language(),
        )

    def _replace_body(self, body: QWidget) -> None:
        old, self._body = self._body, body
        self._outer.addWidget(body)
        if old is not None:
            self._outer.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _refresh_work(self) -> None:
        if self.work is not None:
            self.work.refresh()

    def _empty(self) -> QWidget:
        return EmptyState(
            self._look,
            "clipboard-check-outline",
            _("No task chosen"),
            _("Choose one in the list to see what it asks for."),
        )

    def _not_here(self, name: str) -> QWidget:
        empty = EmptyState(
            self._look,
            "account-clock-outline",
            _("The progress of {name} is not here yet").format(name=name),
            _("It is fetched as soon as the squad can be asked."),
            _("Show mine"),
        )
        empty.asked.connect(partial(self.whose_asked.emit, MINE))
        return empty

    def _build(self, task_id: TaskId) -> QWidget:
        sight = self._sight()
        if sight.derived is None:
            return self._not_here(sight.mate.name if sight.mate else "")
        now_ms = self._context.now_ms()
        subject = Subject(self._look, self._session, sight, sight.derived, task_id, now_ms)
        content = QWidget()
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = DetailHead(subject, self._actions, room_px=self._room_px, is_brief=self._is_brief)
        head.mine_asked.connect(partial(self.whose_asked.emit, MINE))
        head.chain_asked.connect(self.chain_asked)
        column.addWidget(head)
        column.addWidget(Hairline(self._look))
        for section in self._sections(subject):
            column.addWidget(section)
        column.addStretch(1)
        return DetailScroll(self._look, content)

    def _sections(self, subject: Subject) -> Iterator[Section]:
        """Yield what there is to say, in order; empty sections are left out."""
        graph, task_id = self._session.graph, subject.task_id
        self.work = WorkSections(subject, self._actions)
        lines = squad_lines(self._context, subject.sight, task_id)
        made = (
            unknowns_section(
                subject,
                self._actions,
                partial(self.page_asked.emit, "profile", "traders"),
                self.jumped.emit,
            ),
            self.work.objectives(),
            self.work.items(),
            self.work.keys(),
            requires_section(subject, self._actions, self.jumped.emit),
            squad_section(self._look, lines, as_of_words(self._context), self.whose_asked.emit),
            rewards_section(subject),
            linked_section(subject, _("Opens"), graph.dependents[task_id], self.jumped.emit),
            linked_section(subject, _("Also fails"), graph.alternatives[task_id], self.jumped.emit),
            None if subject.is_read_only else self._note(subject),
            self._links(subject),
        )
        yield from (section for section in made if section is not None)

    def _note(self, subject: Subject) -> Section:
        """Return the note; without one only a link, since a text box is the dearest widget of the pane."""
        section = Section(self._look, _("Note"))
        note = subject.view.note
        if note:
            section.add(self._note_edit(subject.task_id, note))
            return section
        write = Link(self._look, _("Write a note"), Text.SMALL)
        write.followed.connect(partial(self._begin_note, section, write, subject.task_id))
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

    def _links(self, subject: Subject) -> Section:
        section = Section(self._look, _("Links"), has_line=False)
        wiki = Link(self._look, _("Wiki"), Text.SMALL)
        wiki.followed.connect(partial(open_link, wiki_of(subject.task)))
        page = Link(self._look, _("tarkov.dev"), Text.SMALL)
        page.followed.connect(partial(open_link, link_of(subject.task)))
        section.add(line_of(wiki, page, 1, gap=self.theme.gap(16)))
        return section
