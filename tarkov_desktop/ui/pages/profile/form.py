"""The form: name, faction, edition, prestige, level and experience of one mode."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.operations import profile
from tarkov_desktop.app.operations.carry import Outcome
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, ngettext, number
from tarkov_desktop.domain.limits import MAX_NAME_LENGTH, MAX_XP_OFFSET
from tarkov_desktop.domain.privacy import is_streaming
from tarkov_desktop.domain.registers import DISPLAY_NAME, FACTIONS
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.form import LABEL_WIDTH_PX, FormRow
from tarkov_desktop.ui.widgets.marks import Bar
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented
from tarkov_desktop.ui.widgets.stepper import Stepper
from tarkov_desktop.ui.widgets.toggle import Toggle

Carry = Callable[[Outcome], object]
"""Takes what an operation answered: a refusal is to be shown."""


class ProfileForm(ThemedWidget):
    """Rows of label, control and hint; every control shows what the session says and asks it for changes."""

    def __init__(self, look: Look, session: Session, carry: Carry, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._session = session
        self._carry = carry
        self._make_controls(look)
        self.name_row = FormRow(look, _("Name"), self.name, hint=_("on your team card"))
        self.faction_row = FormRow(look, _("Faction"), self.faction)
        self.edition_row = FormRow(look, _("Edition"), self.edition, hint=_("sets the first stash level"))
        self.level_row = FormRow(look, _("Level"), self.level)
        self.level_row.add(self.automatic)
        self.xp_row = FormRow(look, _("Experience"), self.xp)
        self.xp_row.add(self.way, is_before_hint=True)
        self._prestige: Segmented | None = None
        self._prestige_row: FormRow | None = None
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        for row in (self.name_row, self.faction_row, self.edition_row, self.level_row, self.xp_row):
            self._column.addWidget(row)
        self._space()

    @property
    def prestige(self) -> Segmented | None:
        """The prestige levels, None where the mode has none."""
        return self._prestige

    def show_all(self) -> None:
        """Show what the session says of the mode in use."""
        self._show_name()
        self._show_faction()
        self._show_edition()
        self._show_prestige()
        self._show_level()
        self._stack()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Leave out the bar and the hints, which move into tooltips."""
        self.way.setVisible(not is_narrow)
        for row, control in (
            (self.name_row, self.name),
            (self.faction_row, self.faction),
            (self.edition_row, self.edition),
        ):
            row.hint.setVisible(not is_narrow and bool(row.hint.text()))
            control.setToolTip(row.hint.text() if is_narrow else "")
        self._stack()

    @override
    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the widest part: rows can stand in columns."""
        widest = max(part.minimumSizeHint().width() for part in self.stops())
        return QSize(widest + 2 * self.theme.gap(16), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack()

    def _stack(self) -> None:
        """Take room from all labels if one row needs it; if that is not enough, put them above their fields."""
        rows = self._rows()
        needed = max(row.width_side_by_side() for row in rows)
        usual = max(self.theme.px(LABEL_WIDTH_PX), *(row.label_hint() for row in rows))
        tight = max(row.label_hint() for row in rows)
        is_stacked = needed - usual + tight > self.width()
        for row in rows:
            row.set_stacked(is_stacked=is_stacked)
            row.set_label_width(tight if needed > self.width() else 0)

    def _rows(self) -> list[FormRow]:
        return [row for row in self.findChildren(FormRow) if row.parentWidget() is self]

    def stops(self) -> list[QWidget]:
        """Return what Tab goes through, from top to bottom."""
        parts = (self.name, self.faction, self.edition, self._prestige, self.level, self.automatic, self.xp)
        return [part for part in parts if part is not None]

    def focus_level(self) -> None:
        """Put the keyboard on the level."""
        self.level.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @override
    def _restyle(self) -> None:
        self._space()

    def _space(self) -> None:
        gap = self.theme.gap
        self._column.setContentsMargins(0, gap(10), 0, gap(10))

    def _make_controls(self, look: Look) -> None:
        self.name = Field(look, _("Name"), hint=_("not stated"), width_px=220)
        self.name.setMaxLength(MAX_NAME_LENGTH)
        self.name.editingFinished.connect(self._take_name)
        self.faction = Segmented(look, [Choice(each, each) for each in FACTIONS])
        self.faction.setAccessibleName(_("Faction"))
        self.faction.chosen.connect(self._take_faction)
        self.edition = Button(look, "", Kind.FILTER, opens_list=True)
        self.edition.clicked.connect(self._open_editions)
        self.level = Stepper(look, _("Level"), 1, lowest=1, highest=self._highest(), height_px=32)
        self.level.asked.connect(lambda level: self._carry(profile.set_level(self._session, level)))
        self.automatic = Toggle(look, _("automatic, from XP"), shows_word=True)
        self.automatic.clicked.connect(self._take_automatic)
        self.xp = Field(look, _("Experience"), width_px=130)
        self.xp.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.xp.editingFinished.connect(self._take_xp)
        self.way = Bar(look, 0.0, name=_("Way to the next level"), width_px=180)

    def _highest(self) -> int:
        return max(1, self._session.graph.levels.highest)

    def _show_name(self) -> None:
        word = _(MODE_MARKS[self._session.mode][0])
        self.name_row.set_label(_("Name in {mode}").format(mode=word))
        self.name.setAccessibleName(_("Name in {mode}").format(mode=word))
        is_hidden = is_streaming(self._session.account_document)
        self.name.setEchoMode(QLineEdit.EchoMode.Password if is_hidden else QLineEdit.EchoMode.Normal)
        if not self.name.isModified():
            self.name.setText(self._stored_name())

    def _stored_name(self) -> str:
        stored = self._session.document.value(DISPLAY_NAME)
        return stored if isinstance(stored, str) else ""

    def _show_faction(self) -> None:
        mine = self._session.derived.situation.faction
        self.faction.choose(mine)
        tasks = self._session.catalog.tasks.values()
        hidden = sum(task.faction not in {"Any", mine} for task in tasks)
        words = ngettext(
            "{count} task of the other side is hidden", "{count} tasks of the other side are hidden", hidden
        )
        self.faction_row.hint.setText(words.format(count=number(hidden)) if hidden else "")

    def _show_edition(self) -> None:
        title = self._edition_title(self._session.account.edition)
        self.edition.set_text(title)
        self.edition.setAccessibleName(_("Edition: {title}").format(title=title))

    def _edition_title(self, value: int) -> str:
        edition = self._session.graph.editions.get(value)
        return edition.title if edition else _("Edition {number}").format(number=value)

    def _show_prestige(self) -> None:
        """Show the prestige levels of the mode; another mode may have none."""
        highest = len(self._session.catalog.prestiges)
        if self._prestige_row is not None and self._prestige_row.property("highest") != highest:
            self._prestige_row.setParent(None)
            self._prestige_row.deleteLater()
            self._prestige_row = self._prestige = None
        if self._prestige_row is None and highest:
            choices = [
                Choice(str(level), str(level), name=_("Prestige {level}").format(level=level))
                for level in range(highest + 1)
            ]
            self._prestige = Segmented(self._look, choices)
            self._prestige.setAccessibleName(_("Prestige"))
            self._prestige.chosen.connect(self._take_prestige)
            self._prestige_row = FormRow(self._look, _("Prestige"), self._prestige)
            self._prestige_row.setProperty("highest", highest)
            self._column.insertWidget(3, self._prestige_row)
        if self._prestige is not None:
            self._prestige.choose(str(self._session.derived.situation.prestige))

    def _show_level(self) -> None:
        experience = self._session.derived.experience()
        standing = experience.standing
        self.level.set_value(experience.level)
        is_automatic = self._session.account.automatic_level
        self.automatic.setChecked(is_automatic)
        if not self.xp.isModified():
            self.xp.setText(number(experience.total))
        self.way.set_share(standing.progress)
        if not standing.to_next:
            words = _("last level")
        elif standing.level != experience.level:
            words = _("this XP is level {level}").format(level=standing.level)
        else:
            words = _("{count} to {level}").format(count=number(standing.to_next), level=standing.level + 1)
        self.xp_row.set_hint(words)

    def _take_name(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self._carry(profile.set_name(self._session, self.name.text()))
            self._show_name()

    def _take_faction(self, faction: str) -> None:
        self._carry(profile.set_faction(self._session, faction))

    def _take_edition(self, value: int) -> None:
        self._carry(profile.set_edition(self._session, value))

    def _open_editions(self) -> None:
        current = self._session.account.edition
        entries = [
            Entry(edition.title, partial(self._take_edition, value), is_chosen=value == current)
            for value, edition in sorted(self._session.graph.editions.items())
        ]
        if entries:
            open_menu(self._look, self.edition, entries)

    def _take_prestige(self, level: str) -> None:
        self._carry(profile.set_prestige(self._session, int(level)))

    def _take_automatic(self) -> None:
        profile.set_preference(self._session, "useAutomaticLevelCalculation", self.automatic.isChecked())
        self.show_all()

    def _take_xp(self) -> None:
        if not self.xp.isModified():
            return
        self.xp.setModified(False)
        digits = "".join(sign for sign in self.xp.text() if sign.isdecimal())
        if digits and len(digits) <= len(str(MAX_XP_OFFSET)):
            self._carry(profile.set_total_xp(self._session, int(digits)))
        self._show_level()
