"""Skills: what tasks gave and what the player corrected, as one number each."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, ngettext, number
from tarkov_desktop.domain.experience import MAX_EFFECTIVE_SKILL
from tarkov_desktop.domain.game import Skill
from tarkov_desktop.domain.ids import SkillId
from tarkov_desktop.domain.records import whole
from tarkov_desktop.domain.registers import skill_offset_path
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label, Link
from tarkov_desktop.ui.widgets.section import Section, line_of
from tarkov_desktop.ui.widgets.stepper import Stepper

_FEW: Final = 10


class SkillSection(Section):
    """The skills that matter first: those with levels, those the hideout asks for; the rest on request."""

    asked = Signal(str, int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _("Skills"), _("from tasks, plus your own correction"), parent=parent)
        self.steppers: dict[SkillId, Stepper] = {}
        self._from_tasks: dict[SkillId, Label] = {}
        self._rows: list[QWidget] = []
        self._skills: list[Skill] = []
        self._is_whole = False
        self.more = Link(look, "", Text.SMALL)
        self.more.followed.connect(self._show_rest)
        self.add(self.more)
        self._session: Session | None = None

    def show_all(self, session: Session) -> None:
        """Show the skills of the mode in use."""
        self._session = session
        skills = list(session.catalog.skills.values())
        if skills != self._skills:
            self._skills = skills
            self._make_rows(self._first(session))
        for skill_id, stepper in self.steppers.items():
            level = session.derived.skill(skill_id)
            given = level - whole(session.document.value(skill_offset_path(skill_id)), 0)
            stepper.set_value(level)
            words = (
                _("{count} from tasks").format(count=number(given))
                if 0 < given <= MAX_EFFECTIVE_SKILL
                else ""
            )
            self._from_tasks[skill_id].setText(words)
        self.setVisible(bool(skills))

    @override
    def _space(self) -> None:
        super()._space()
        self._body.setSpacing(self.theme.gap(4))

    def _first(self, session: Session) -> list[Skill]:
        """Return the skills shown without being asked for, in the order of the game."""
        asked_for = {
            skill
            for station in session.catalog.stations.values()
            for level in station.levels
            for skill, _level in level.skills
        }
        by_weight = sorted(
            self._skills,
            key=lambda skill: (session.derived.skill(skill.id) == 0, skill.id not in asked_for),
        )
        first = {skill.id for skill in by_weight[:_FEW]}
        first |= {skill.id for skill in self._skills if session.derived.skill(skill.id)}
        return self._skills if self._is_whole else [skill for skill in self._skills if skill.id in first]

    def _show_rest(self) -> None:
        self._is_whole = True
        if self._session is not None:
            self._make_rows(self._skills)
            self.show_all(self._session)

    def _make_rows(self, skills: list[Skill]) -> None:
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self.steppers = {}
        self._from_tasks = {}
        self._rows = [self._row(skill) for skill in skills]
        for at, row in enumerate(self._rows):
            self._body.insertWidget(1 + at, row)
        left = len(self._skills) - len(skills)
        words = ngettext("{count} more skill", "{count} more skills", left)
        self.more.setText(words.format(count=number(left)))
        self.more.setAccessibleName(self.more.text())
        self.more.setVisible(left > 0)

    def _row(self, skill: Skill) -> QWidget:
        stepper = Stepper(self._look, skill.name, highest=MAX_EFFECTIVE_SKILL)
        stepper.asked.connect(lambda level: self.asked.emit(skill.id, level))
        given = Label(self._look, "", Text.SMALL, Role.TEXT3)
        given.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.steppers[skill.id] = stepper
        self._from_tasks[skill.id] = given
        row = QWidget()
        line = line_of(ElidedLabel(self._look, skill.name), 1, given, stepper, gap=self.theme.gap(10))
        line.setStretch(0, 1000)
        row.setLayout(line)
        return row
