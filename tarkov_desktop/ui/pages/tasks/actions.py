"""What the player does to tasks on this page: operations, the words after them, questions before them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.operations import objectives, profile, tasks
from tarkov_desktop.app.operations.carry import Outcome
from tarkov_desktop.app.operations.several import on_several_tasks
from tarkov_desktop.app.refusals import sentence
from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import ObjectiveId, TaskId, TraderId
from tarkov_desktop.domain.plans import tasks as plans
from tarkov_desktop.domain.plans.make_available import plan_make_available
from tarkov_desktop.domain.plans.plan import Refusal
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.tasks.words import (
    consequences,
    link_of,
    nearest_reason,
    reason_words,
    task_name,
    trader_name,
)
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.widgets.dialog import Question


class TaskActions(QObject):
    """Calls operations and says what came of them: a toast with Undo, or ``refused`` with a sentence to show."""

    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent

    def complete(self, task_ids: Sequence[TaskId]) -> None:
        """Complete tasks; one that is no longer possible only after a question that names the reason."""
        session = self._context.session
        blocked = [t for t in task_ids if session.derived.state(t) is DisplayState.BLOCKED]
        if len(task_ids) == 1 and blocked:
            self._ask_before_completing(task_ids[0])
        elif len(task_ids) == 1:
            self._complete_one(task_ids[0])
        else:
            open_ones = [task_id for task_id in task_ids if task_id not in blocked]
            self._several(
                "complete_task",
                plans.plan_completion,
                open_ones,
                self._done_words,
                Shape.DONE,
                left_out=len(blocked),
            )

    def uncomplete(self, task_ids: Sequence[TaskId]) -> None:
        """Take tasks back."""
        if len(task_ids) == 1:
            outcome = tasks.uncomplete_task(self._context.session, task_ids[0])
            self._say(outcome, task_ids[0], _("{name} is open again."), Shape.AVAILABLE)
        else:
            self._several(
                "uncomplete_task", plans.plan_uncompletion, task_ids, self._taken_back_words, Shape.AVAILABLE
            )

    def fail(self, task_ids: Sequence[TaskId]) -> None:
        """Fail tasks."""
        if len(task_ids) == 1:
            outcome = tasks.fail_task(self._context.session, task_ids[0])
            self._say(outcome, task_ids[0], _("{name} failed."), Shape.FAILED)
        else:
            self._several("fail_task", plans.plan_failure, task_ids, self._failed_words, Shape.FAILED)

    def start(self, task_id: TaskId) -> None:
        """Say that a task is under way."""
        outcome = tasks.start_task(self._context.session, task_id)
        self._say(outcome, task_id, _("{name} started."), Shape.AVAILABLE)

    def make_available(self, task_id: TaskId) -> None:
        """Settle what a task needs, so that it is available; what else that changes is shown first (game-rules 7)."""
        session = self._context.session
        progress = session.at(session.mode)
        plan = plan_make_available(progress.graph, progress.document, progress.account, task_id)
        if isinstance(plan, Refusal) or plan.is_plain:
            self._make_available(task_id)
            return
        title = _("Make {task} available?").format(task=task_name(session, task_id))
        text = consequences(session, plan)
        question = Question(
            self._context.look, title, text, _("I have this task"), parent=self._window.window()
        )
        question.ask(partial(self._make_available, task_id))

    def _make_available(self, task_id: TaskId) -> None:
        outcome = tasks.make_available(self._context.session, task_id)
        self._say(outcome, task_id, _("{name} is available now."), Shape.AVAILABLE)

    def set_ignored(self, task_ids: Sequence[TaskId], *, is_ignored: bool) -> None:
        """Ignore tasks, or show them again."""
        if len(task_ids) == 1:
            operation = tasks.ignore_task if is_ignored else tasks.unignore_task
            words = _("{name} is ignored.") if is_ignored else _("{name} is shown again.")
            shape = Shape.IGNORED if is_ignored else Shape.AVAILABLE
            self._say(operation(self._context.session, task_ids[0]), task_ids[0], words, shape)
            return
        plan = partial(plans.plan_ignore, ignored=is_ignored)
        label = "ignore_task" if is_ignored else "unignore_task"
        self._several(label, plan, task_ids, self._ignored_words, Shape.IGNORED)

    def set_pinned(self, task_ids: Sequence[TaskId], *, is_pinned: bool) -> None:
        """Pin tasks, or unpin them; the list itself shows what happened, so no toast."""
        session = self._context.session
        label = "pin_task" if is_pinned else "unpin_task"
        on_several_tasks(session, label, partial(plans.plan_pin, pinned=is_pinned), task_ids)

    def confirm_gate(self, task_id: TaskId) -> None:
        """Take the player's word that the gates are open."""
        outcome = tasks.confirm_gate(self._context.session, task_id)
        self._say(outcome, task_id, _("{name}: your word is taken."), Shape.AVAILABLE)

    def withdraw_gate(self, task_id: TaskId) -> None:
        """Take the player's word back."""
        outcome = tasks.withdraw_gate(self._context.session, task_id)
        self._say(outcome, task_id, _("{name} is to be checked again."), Shape.TO_CHECK)

    def state_level(self, trader_id: TraderId, level: int | None) -> None:
        """State the loyalty level with a trader; None takes the statement back."""
        session = self._context.session
        if self._only_refusals(profile.set_trader_level(session, trader_id, level)):
            words = _("The level with {name} is not stated any more.")
            if level is not None:
                words = _("Level {level} with {name} is stated.").replace("{level}", str(level))
            name = trader_name(session, trader_id)
            self._context.stage.toast(Toast(words, name, Shape.DONE, self._undo))

    def set_count(self, objective_id: ObjectiveId, count: int) -> None:
        """Set how often an objective is done; the counter itself shows it, so no toast."""
        self._only_refusals(objectives.set_objective_count(self._context.session, objective_id, count))

    def toggle(self, objective_id: ObjectiveId) -> None:
        """Tick an objective, or untick it."""
        self._only_refusals(objectives.toggle_objective(self._context.session, objective_id))

    def set_note(self, task_id: TaskId, text: str) -> None:
        """Keep a note with a task."""
        self._only_refusals(tasks.set_note(self._context.session, task_id, text))

    def copy_link(self, task_id: TaskId) -> None:
        """Put the address of the task's public page on the clipboard."""
        session = self._context.session
        QGuiApplication.clipboard().setText(link_of(session.graph.task(task_id)))
        self._context.stage.toast(Toast(_("The link to {name} is copied."), task_name(session, task_id)))

    def _complete_one(self, task_id: TaskId) -> None:
        session = self._context.session
        before = session.derived.counts()[DisplayState.AVAILABLE]
        alternatives = session.graph.alternatives.get(task_id, ())
        were_open = [each for each in alternatives if session.derived.state(each) is not DisplayState.FAILED]
        outcome = tasks.complete_task(session, task_id)
        failed = sum(session.derived.state(each) is DisplayState.FAILED for each in were_open)
        opened = session.derived.counts()[DisplayState.AVAILABLE] - before + 1
        words = _("{name} done.")
        if failed:
            words = ngettext(
                "{name} done, {count} task failed.", "{name} done, {count} tasks failed.", failed
            )
            words = words.replace("{count}", str(failed))
        elif opened > 0:
            words = ngettext(
                "{name} done, {count} task opened.", "{name} done, {count} tasks opened.", opened
            )
            words = words.replace("{count}", str(opened))
        self._say(outcome, task_id, words, Shape.DONE)

    def _ask_before_completing(self, task_id: TaskId) -> None:
        session = self._context.session
        name = task_name(session, task_id)
        reason = nearest_reason(session.derived.view(task_id).reasons)
        why = reason_words(session, reason, self._context.now_ms()) if reason else ""
        text = _("By what is recorded it is no longer possible: {reason}. Complete it all the same?").format(
            reason=why
        )
        title = _("Complete {task}?").format(task=name)
        question = Question(self._context.look, title, text, _("Complete"), parent=self._window.window())
        question.ask(partial(self._complete_one, task_id))

    def _several(
        self,
        label: str,
        plan: Callable[..., object],
        task_ids: Sequence[TaskId],
        words: Callable[[int], str],
        shape: Shape,
        *,
        left_out: int = 0,
    ) -> None:
        done = on_several_tasks(self._context.session, label, plan, task_ids)  # type: ignore[arg-type]  # partial hides the signature
        left = left_out + len(done.refused)
        said = ngettext("{count} was left as it is.", "{count} were left as they are.", left).format(
            count=left
        )
        if done.changes:
            told = words(len(task_ids) - len(done.refused))
            whole = f"{told} {said}" if left else told
            self._context.stage.toast(Toast(whole, shape=shape, undo=self._undo))
        elif left:
            self.refused.emit(said)

    def _say(self, outcome: Outcome, task_id: TaskId, words: str, shape: Shape) -> None:
        if self._only_refusals(outcome):
            name = task_name(self._context.session, task_id)
            self._context.stage.toast(Toast(words, name, shape, self._undo))

    def _only_refusals(self, outcome: Outcome) -> bool:
        """Tell a refusal where it happened; return whether something was changed."""
        match outcome:
            case Refusal():
                self.refused.emit(sentence(outcome, partial(task_name, self._context.session)))
                return False
            case Changes():
                return bool(outcome)

    def _undo(self) -> None:
        self._context.session.undo()

    def _done_words(self, count: int) -> str:
        return ngettext("{count} task done.", "{count} tasks done.", count).format(count=count)

    def _failed_words(self, count: int) -> str:
        return ngettext("{count} task failed.", "{count} tasks failed.", count).format(count=count)

    def _taken_back_words(self, count: int) -> str:
        return ngettext("{count} task is open again.", "{count} tasks are open again.", count).format(
            count=count
        )

    def _ignored_words(self, count: int) -> str:
        return ngettext("{count} task is ignored.", "{count} tasks are ignored.", count).format(count=count)
