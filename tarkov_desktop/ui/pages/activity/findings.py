"""Checks: what the rules find that does not fit together, each with its fixes (game-rules 8)."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.operations.checks import count_left, leave, mend, open_findings, show_left
from tarkov_desktop.app.refusals import sentence
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, ngettext, number
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.checks import Check, Finding, Fix
from tarkov_desktop.domain.ids import PartId
from tarkov_desktop.domain.plans.plan import Refusal
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.activity.card import DecisionCard, Way
from tarkov_desktop.ui.register_words import objective_words, part_words, task_words
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.label import Label, Link
from tarkov_desktop.ui.widgets.section import Section

_MOST: Final = 20
"""Cards shown at once; when one is mended the next takes its place."""


def finding_words(session: Session, finding: Finding) -> tuple[str, str]:  # noqa: C901 - one case per check
    """Return what a finding is, and what the player should know about it."""
    task = task_words(session.catalog, finding.task or "")
    other = task_words(session.catalog, finding.other or "")
    one_of_two = _("Only one of the two can be finished.")
    match finding.check:
        case Check.OBJECTIVE_MISSING:
            what = _("{task} is done, but not all of its objectives are")
            return what.format(task=task), _("Most likely the task is right.")
        case Check.RIVALS_BOTH_DONE:
            return _("{task} and {other} are both done").format(task=task, other=other), one_of_two
        case Check.RIVAL_LEFT_OPEN:
            return _("{other} is open, but {task} is done").format(task=task, other=other), one_of_two
        case Check.PROGRESS_ON_FAILED:
            what = _("{task} failed, but its objectives have progress")
            return what.format(task=task), _("A failed task has none in the game.")
        case Check.FAILED_WITHOUT_CAUSE:
            what = _("{task} failed, but nothing that is recorded makes it fail")
            return what.format(task=task), ""
        case Check.PREREQUISITE_MISSING:
            what = _("{task} is done, but {other} before it is not")
            return what.format(task=task, other=other), _("The game asks for it first.")
        case Check.LEVEL_TOO_LOW:
            level = session.derived.experience().level
            what = _("Level {level} is needed by {task}, which is done").format(
                level=finding.level, task=task
            )
            return what, _("Your level says {level}.").format(level=level)
        case Check.LEVEL_SKIPPED:
            station = session.catalog.stations.get(finding.station) if finding.station else None
            what = _("{station} {level} is built, but the level below is not")
            return what.format(station=station.name if station else "", level=finding.level), ""
        case Check.FLAG_AGAINST_COUNT:
            key = finding.key or ""
            is_part = PartId(key) in session.graph.parts
            thing = part_words(session.catalog, key) if is_part else objective_words(session.graph, key)
            return _("Tick and count disagree: {thing}").format(thing=thing), ""
        case Check.STARTED_BUT_BLOCKED:
            what = _("{task} is started, but it is no longer possible")
            return what.format(task=task), _("Take the start back, or correct your faction.")
        case Check.ORPHANS:
            what = ngettext(
                "{count} entry belongs to nothing in the game data",
                "{count} entries belong to nothing in the game data",
                finding.number,
            )
            return what.format(count=number(finding.number)), _("They are kept, and counted nowhere.")


def fix_word(session: Session, finding: Finding, fix: Fix) -> str:  # noqa: C901 - one case per fix
    """Return the word on the button of a fix."""
    match fix:
        case Fix.FILL:
            return _("Fill it in")
        case Fix.UNCOMPLETE if finding.check is Check.FAILED_WITHOUT_CAUSE:
            return _("Open it again")
        case Fix.UNCOMPLETE if finding.check is Check.STARTED_BUT_BLOCKED:
            return _("Take the start back")
        case Fix.UNCOMPLETE:
            return _("Un-complete the task")
        case Fix.FAIL:
            return _("Mark {task} failed").format(task=task_words(session.catalog, finding.task or ""))
        case Fix.FAIL_OTHER:
            return _("Mark {task} failed").format(task=task_words(session.catalog, finding.other or ""))
        case Fix.CLEAR:
            return _("Clear its objectives")
        case Fix.PREREQUISITES:
            return _("Settle what it needs")
        case Fix.RAISE_LEVEL:
            return _("Set level {level}").format(level=finding.level)
        case Fix.BUILD:
            return _("Build the levels below")
        case Fix.FLAG_FROM_COUNT:
            return _("Trust the count")
        case Fix.COUNT_FROM_FLAG:
            return _("Trust the tick")


class FindingsSection(Section):
    """The findings of the mode in use. ``failed`` says why one could not be mended."""

    failed = Signal(str, str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context.look, _("Checks"), parent=parent)
        self._context = context
        self._found: list[Finding] | None = None
        self._parts: list[QWidget] = []
        self.cards: list[DecisionCard] = []
        self.again: Link | None = None

    def show_all(self) -> None:
        """Show what does not fit together now."""
        session = self._context.session
        found = open_findings(session)
        left = count_left(session)
        if found == self._found and (self.again is not None) == bool(left):
            return
        self._found = found
        self._clear()
        words = ngettext(
            "{count} thing does not fit together", "{count} things do not fit together", len(found)
        )
        if self.head is not None:
            self.head.set_count(words.format(count=number(len(found))) if found else "")
        for finding in found[:_MOST]:
            card = self._card(finding)
            self.cards.append(card)
            self._put(card)
        if len(found) > _MOST:
            rest = len(found) - _MOST
            more = ngettext("{count} more after these", "{count} more after these", rest)
            self._put(Label(self._look, more.format(count=number(rest)), Text.SMALL, Role.TEXT3))
        if not found:
            self._put(Label(self._look, _("Everything fits together."), Text.BODY, Role.TEXT2))
        if left:
            again = ngettext("Show {count} that you left", "Show {count} that you left", left)
            self.again = Link(self._look, again.format(count=number(left)), Text.SMALL)
            self.again.followed.connect(self._show_left)
            self._put(self.again)

    def forget(self) -> None:
        """Make the cards anew next time: the mode is another one."""
        self._found = None

    def _card(self, finding: Finding) -> DecisionCard:
        session = self._context.session
        what, why = finding_words(session, finding)
        # Two fixes of which neither is the usual one (who failed cannot be told) are both framed.
        both = finding.fixes == (Fix.FAIL, Fix.FAIL_OTHER)
        ways = [
            Way(fix_word(session, finding, fix), partial(self._mend, finding, fix), is_plain=at == 0 or both)
            for at, fix in enumerate(finding.fixes)
        ]
        if self._alike(finding):
            words = _("All {count} like this").format(count=number(len(self._alike(finding)) + 1))
            ways.append(Way(words, partial(self._mend_alike, finding)))
        ways.append(Way(_("Leave it"), partial(self._leave, finding)))
        return DecisionCard(self._look, Shape.TO_CHECK, what, why, ways)

    def _alike(self, finding: Finding) -> list[Finding]:
        """Return the other findings of the same check that offer one fix only, the same."""
        if len(finding.fixes) != 1:
            return []
        found = self._found or []
        return [each for each in found if each is not finding and each[:2] == finding[:2]]

    def _mend(self, finding: Finding, fix: Fix) -> None:
        self._say([mend(self._context.session, finding, fix)])

    def _mend_alike(self, finding: Finding) -> None:
        session = self._context.session
        self._say([mend(session, each, each.fixes[0]) for each in [finding, *self._alike(finding)]])

    def _say(self, outcomes: list[Changes | Refusal]) -> None:
        refused = [each for each in outcomes if isinstance(each, Refusal)]
        if refused:
            self.failed.emit(_("That could not be mended."), sentence(refused[0], self._task_name))
        done = sum(1 for each in outcomes if isinstance(each, Changes) and each)
        if done:
            words = ngettext("{count} thing mended.", "{count} things mended.", done)
            undo = self._context.session.undo if done == 1 else None
            self._context.stage.toast(Toast(words.format(count=number(done)), undo=undo))

    def _task_name(self, task_id: str) -> str:
        return task_words(self._context.session.catalog, task_id)

    def _leave(self, finding: Finding) -> None:
        leave(self._context.session, finding)
        self.show_all()

    def _show_left(self) -> None:
        show_left(self._context.session)
        self.show_all()

    def _put(self, part: QWidget) -> None:
        self._parts.append(part)
        self.add(part)

    def _clear(self) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts, self.cards, self.again = [], [], None
