"""What stands before a task: the sections "What we cannot know" and "Requires" of the detail pane."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from tarkov_desktop.app import texts
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.availability import satisfies
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.nodes import Need
from tarkov_desktop.domain.state import CONFIRMABLE, DisplayState, Reason, ReasonKind, Verdict
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.detail_parts import FactRow, condition_mark
from tarkov_desktop.ui.pages.tasks.subject import Subject
from tarkov_desktop.ui.pages.tasks.trader_level import can_state, open_levels
from tarkov_desktop.ui.pages.tasks.words import STATES, reason_words, task_name, trader_name
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.section import Section

_OF_TRADERS = {ReasonKind.TRADER_LEVEL, ReasonKind.TRADER_REPUTATION}
_SAID_ELSEWHERE = {ReasonKind.TASK, ReasonKind.LEVEL, ReasonKind.VIA_TASK}


def unknowns_section(
    subject: Subject, actions: TaskActions, to_traders: Callable[[], None], jump: Callable[[TaskId], None]
) -> Section | None:
    """Return the questions of a task to check.

    *to_traders* leads to where a reputation is stated, *jump* to another task whose question it is; a loyalty level
    is stated here.
    """
    view = subject.view
    if view.state is not DisplayState.UNKNOWN_GATE:
        return None
    look = subject.look
    section = Section(look, _("What we cannot know"))
    for reason in view.reasons:
        section.add(_question_row(subject, reason, jump))
    if subject.is_read_only:
        return section
    holder = QWidget()
    flow = FlowLayout(holder, gap=look.theme.gap(8))
    if any(reason.kind in CONFIRMABLE for reason in view.reasons):
        confirm = Button(look, _("Confirm: the game offers it"), is_small=True)
        confirm.clicked.connect(partial(actions.confirm_gate, view.id))
        flow.addWidget(confirm)
    for reason in view.reasons:
        if can_state(subject, reason) and reason.trader is not None:
            words = _("State my level with {trader}")
            state = Button(
                look, words.format(trader=trader_name(subject.session, reason.trader)), is_small=True
            )
            state.clicked.connect(partial(open_levels, subject, actions, reason.trader, state))
            flow.addWidget(state)
    if any(reason.kind is ReasonKind.TRADER_REPUTATION for reason in view.reasons):
        state = Button(look, _("State a reputation"), Kind.QUIET, is_small=True)
        state.clicked.connect(to_traders)
        flow.addWidget(state)
    if flow.count():
        section.add(holder)
    return section


def _question_row(subject: Subject, reason: Reason, jump: Callable[[TaskId], None]) -> FactRow:
    words = reason_words(subject.session, reason, subject.now_ms)
    leads_on = reason.kind is ReasonKind.VIA_TASK and reason.task is not None
    mark = condition_mark(subject.look, is_met=None)
    row = FactRow(subject.look, words, _known(reason), mark=mark, is_link=leads_on)
    if reason.task is not None:
        row.followed.connect(partial(jump, reason.task))
    return row


def requires_section(
    subject: Subject, actions: TaskActions, jump: Callable[[TaskId], None]
) -> Section | None:
    """Return what the task requires, each with its state.

    A task leads to itself by *jump*; a loyalty level that is not reached opens the levels to state.
    """
    rows = [_need_row(subject, need, jump) for need in subject.node.needs]
    level = subject.derived.situation.level
    if subject.task.min_level:
        is_met = level >= subject.task.min_level
        words = _("Level {level}").format(level=subject.task.min_level)
        value = _("you are {level}").format(level=level)
        if subject.is_read_only:
            value = _("{name} is {level}").format(name=subject.mate_name, level=level)
        rows.append(
            (FactRow(subject.look, words, value, mark=condition_mark(subject.look, is_met=is_met)), is_met)
        )
    rows += _other_conditions(subject, actions)
    if not rows:
        return None
    met = sum(is_met for _row, is_met in rows)
    count = _("{met} of {total} met").format(met=met, total=len(rows))
    section = Section(subject.look, _("Requires"), count)
    for row, _is_met in rows:
        section.add(row)
    return section


def _need_row(subject: Subject, need: Need, jump: Callable[[TaskId], None]) -> tuple[FactRow, bool]:
    record = subject.derived.situation.record(need.path)
    is_met = satisfies(record, need)
    name = task_name(subject.session, need.task)
    if need.is_failed_only:
        name = _("{task} failed").format(task=name)
    elif need.is_active_only:
        name = _("{task} started").format(task=name)
    value = _record_words(subject, need.task, record.ms if not record.open else 0)
    mark = condition_mark(subject.look, is_met=is_met)
    row = FactRow(subject.look, name, value, mark=mark, is_link=need.is_known)
    row.followed.connect(partial(jump, need.task))
    return row, is_met


def _record_words(subject: Subject, task_id: TaskId, settled_ms: int) -> str:
    if task_id not in subject.session.graph.nodes:
        return ""
    word = _(STATES[subject.derived.state(task_id)].word)
    if not settled_ms:
        return word
    when = texts.when(settled_ms, now_ms=subject.now_ms)
    return _("{state} {when}").format(state=word.lower(), when=when)


def _other_conditions(subject: Subject, actions: TaskActions) -> list[tuple[FactRow, bool]]:
    """Return rows for what stands against the task beside tasks and level: traders, faction, delay and the like."""
    view, look = subject.view, subject.look
    found = []
    for reason in subject.derived.availability(subject.task_id).reasons or view.reasons:
        is_asked_above = view.state is DisplayState.UNKNOWN_GATE and reason in view.reasons
        if reason.kind in _SAID_ELSEWHERE or is_asked_above:
            continue
        mark = condition_mark(look, is_met=None if reason.verdict is Verdict.UNKNOWN else False)
        words = reason_words(subject.session, reason, subject.now_ms)
        row = FactRow(look, words, _known(reason), mark=mark, is_link=can_state(subject, reason))
        if reason.trader is not None:
            row.followed.connect(partial(open_levels, subject, actions, reason.trader, row))
        found.append((row, False))
    return found


def _known(reason: Reason) -> str:
    if reason.kind in _OF_TRADERS and reason.actual is None:
        return _("not stated")
    return _("now {value}").format(value=f"{reason.actual:g}") if reason.actual is not None else ""
