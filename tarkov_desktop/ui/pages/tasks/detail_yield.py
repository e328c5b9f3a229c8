"""What comes of a task: rewards, the tasks it opens, and those that fail with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.texts import _, listed, ngettext, number, signed
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.ui.pages.tasks.detail_parts import FactRow
from tarkov_desktop.ui.pages.tasks.subject import Subject
from tarkov_desktop.ui.pages.tasks.words import task_name, tasks_words, trader_name
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.label import Label, Link
from tarkov_desktop.ui.widgets.section import Section

MOST_LINKS: Final = 8


def rewards_section(subject: Subject) -> Section | None:
    """Return what the trader gives for it."""
    lines = list(_reward_lines(subject))
    standings = [
        f"{trader_name(subject.session, trader)} {signed(value)}"
        for trader, value in subject.task.finish_rewards.standings
    ]
    if not lines and not standings:
        return None
    section = Section(subject.look, _("Rewards"))
    for words, value in lines:
        section.add(FactRow(subject.look, words, value, value_role=Role.TEXT2))
    if standings:
        holder = QWidget()
        flow = FlowLayout(holder, gap=subject.look.theme.gap(12))
        for words in standings:
            flow.addWidget(Label(subject.look, words, Text.SMALL, Role.TEXT2))
        section.add(holder)
    return section


def linked_section(
    subject: Subject, title: str, task_ids: tuple[TaskId, ...], jump: Callable[[TaskId], None]
) -> Section | None:
    """Return links to other tasks, None without any."""
    if not task_ids:
        return None
    look = subject.look
    section = Section(look, title, tasks_words(len(task_ids)))
    holder = QWidget()
    flow = FlowLayout(holder, gap=look.theme.gap(12))
    for task_id in task_ids[:MOST_LINKS]:
        link = Link(look, task_name(subject.session, task_id), Text.SMALL)
        link.followed.connect(partial(jump, task_id))
        flow.addWidget(link)
    left = len(task_ids) - MOST_LINKS
    if left > 0:
        more = ngettext("{count} more", "{count} more", left).format(count=left)
        rest = Label(look, more, Text.SMALL, Role.TEXT3)
        rest.setToolTip(listed([task_name(subject.session, each) for each in task_ids[MOST_LINKS:]]))
        flow.addWidget(rest)
    section.add(holder)
    return section


def _reward_lines(subject: Subject) -> Iterator[tuple[str, str]]:
    session, reward = subject.session, subject.task.finish_rewards
    for item, count in reward.items:
        yield subject.item_name(item), number(count) if count > 1 else ""
    for skill, levels in reward.skills:
        known = session.catalog.skills.get(skill)
        yield (known.name if known else skill), f"+{number(levels)}"
    for trader, level, item in reward.offers:
        where = _("{trader} level {level}").format(trader=trader_name(session, trader), level=level)
        yield subject.item_name(item), where
    for trader in reward.unlocked_traders:
        yield trader_name(session, trader), _("becomes available")
