"""The next raid: places ranked, and beside the chosen one its tasks and what to bring."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.texts import _, listed, mark, ngettext, number
from tarkov_desktop.domain.ids import MapId
from tarkov_desktop.domain.planner import MapPlan, members_for
from tarkov_desktop.domain.registers import preference_path
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.now.delegates import BringDelegate, PlaceTaskDelegate, PlanDelegate
from tarkov_desktop.ui.pages.now.planning import ANYWHERE, Planning
from tarkov_desktop.ui.people import Person, people_of
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Hairline, Surface, ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label, Link
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.row_list import RowList
from tarkov_desktop.ui.widgets.section import line_of

FEW: Final = 5
"""Places shown before all are asked for."""
MOST: Final = 8
"""Tasks of a place, and things to bring, that fit beside the ranking; the page Maps shows all."""

INCLUDED: Final = {
    "online": mark("Online mates"),
    "all": mark("All mates"),
    "none": mark("Nobody"),
}
"""The words of the preference ``plannerIncludeMates``."""


class RaidPlanner(ThemedWidget):
    """Ranks, explains, and remembers which place the player looks at. ``task_opened`` and ``map_opened`` name what to show."""

    task_opened = Signal(str)
    map_opened = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context.look, parent)
        self._context = context
        self.chosen_place: MapId | None = None
        """The place the player chose, None while they follow the ranking; shown at the next :meth:`follow`."""
        self._shows_all = False
        self._planning = Planning(context.session, [])
        self._build_head()
        self._build_panel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._head, Hairline(self._look), self.places, self._foot, self._panel):
            column.addWidget(part)
        self._restyle()

    @property
    def place(self) -> MapId:
        """The place whose tasks are shown: the one chosen while it has any, else the best."""
        chosen = self._planning.plan(self.chosen_place) if self.chosen_place is not None else None
        return chosen.group.id if chosen is not None and chosen.score else self._planning.best()

    def show_place(self, place: MapId | None) -> None:
        """Look at *place* from now on; None follows the ranking."""
        self.chosen_place = place
        self._show()

    def follow(self) -> None:
        """Plan anew from the progress of this moment."""
        people = people_of(self._context)
        online = {person.member.user for person in people if person.is_online}
        included = members_for([person.member for person in people], self._include(), online)
        counted = [person for person in people if person.member in included]
        self._planning = Planning(self._context.session, counted)
        self._with.setVisible(len(people) > 1)
        self.mates.setVisible(len(people) > 1)
        self.mates.set_text(_(INCLUDED[self._include()]))
        self._tell_unknown(counted)
        self._show()

    def set_room(self, *, is_narrow: bool) -> None:
        """Put the two columns below each other where they would not fit side by side."""
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)
        self._between.setVisible(not is_narrow)

    def _build_head(self) -> None:
        look = self._look
        self._head = Surface(look, Role.LIST)
        self._with = Label(look, _("with"), Text.SMALL, Role.TEXT2)
        self.mates = Button(look, "", Kind.FILTER, icon="account-group-outline", opens_list=True)
        self.mates.setToolTip(_("Whose objectives are counted beside yours"))
        self.mates.clicked.connect(self._ask_whom)
        title = Label(look, _("Next raid"), Text.BODY, Role.TEXT, weight=600)
        hint = ElidedLabel(look, _("ranked by open objectives"), Text.SMALL, Role.TEXT2)
        self._head_row = line_of(title, hint, self._with, self.mates)
        self._head_row.setStretchFactor(hint, 1)
        self._head.setLayout(self._head_row)
        self.places = RowList(look, PlanDelegate(look), _("Places by open objectives"))
        self.places.chosen.connect(self._choose)
        self.places.opened.connect(self._enter)
        self.more = Link(look, "", Text.SMALL)
        self.more.followed.connect(self._show_all)
        self._foot = Surface(look, Role.LIST)
        self._foot_row = line_of(self.more, 1)
        self._foot.setLayout(self._foot_row)

    def _build_panel(self) -> None:
        look = self._look
        self._panel = Surface(look, Role.PANEL, edges=Qt.Edge.TopEdge | Qt.Edge.BottomEdge)
        self._where = Label(look, "", Text.SMALL, Role.TEXT2, weight=600)
        self._summary = ElidedLabel(look, "", Text.SMALL, Role.TEXT3)
        self.tasks = RowList(
            look, PlaceTaskDelegate(look), _("Tasks of the chosen place"), is_click_opening=True
        )
        self.tasks.opened.connect(self.task_opened)
        self._bring_head = Label(look, _("Bring"), Text.SMALL, Role.TEXT2, weight=600)
        self.bring = RowList(look, BringDelegate(look), _("What to bring"), has_selection=False)
        self._nothing = Label(look, _("Nothing special that we know of."), Text.BODY, Role.TEXT3)
        self._unknown = Label(look, "", Text.SMALL, Role.TEXT3, wraps=True)
        self._unknown.hide()
        self.rest = Link(look, _("All of it on the page Maps"), Text.SMALL)
        self.rest.followed.connect(lambda: self.map_opened.emit(self.place))
        self._rest_row = line_of(self.rest, 1)
        self._titles = [line_of(self._where, self._summary), line_of(self._bring_head, 1)]
        self._titles[0].setStretch(1, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addLayout(self._titles[0])
        left.addWidget(self.tasks)
        left.addLayout(self._rest_row)
        left.addWidget(self._unknown)
        left.addStretch(1)
        right.addLayout(self._titles[1])
        right.addWidget(self.bring)
        right.addWidget(self._nothing)
        right.addStretch(1)
        self._between = Hairline(look, Qt.Orientation.Vertical)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._panel)
        self._columns.addLayout(left, 59)
        self._columns.addWidget(self._between)
        self._columns.addLayout(right, 41)

    def _show(self) -> None:
        planning = self._planning
        self.places.lines.show_lines(planning.rows(None if self._shows_all else FEW))
        self.more.setText(_("Only the best") if self._shows_all else self._all_words())
        self._foot.setVisible(planning.places > FEW)
        place = self.place
        self.places.blockSignals(True)  # noqa: FBT003 - following is not choosing
        self.places.choose(place)
        self.places.blockSignals(False)  # noqa: FBT003 - Qt's signature
        plan = planning.plan(place)
        self._panel.setVisible(plan is not None)
        if plan is not None:
            self._show_plan(plan)

    def _show_plan(self, plan: MapPlan) -> None:
        planning = self._planning
        name = plan.group.name
        self._where.setText(name if plan.group.id == ANYWHERE else _("On {place}").format(place=name))
        self._summary.set_text(planning.summary(plan))
        rows = planning.task_rows(plan)
        delegate = self.tasks.rows
        if isinstance(delegate, PlaceTaskDelegate):
            delegate.most_faces = (
                max((len(row.faces) for row in rows), default=1) if planning.is_shared else 1
            )
        self.tasks.lines.show_lines(rows[:MOST])
        self.tasks.viewport().update()
        brought = planning.bring_rows(plan)
        self.bring.lines.show_lines(brought[:MOST])
        self.rest.setVisible(max(len(rows), len(brought)) > MOST)
        self.bring.setVisible(bool(brought))
        self._nothing.setVisible(not brought)

    def _tell_unknown(self, people: list[Person]) -> None:
        names = [person.name for person in people if person.member.derived is None]
        words = ngettext(
            "Not counted: the progress of {names} is not known here.",
            "Not counted: the progress of {names} is not known here.",
            len(names),
        )
        self._unknown.setText(words.format(names=listed(names)))
        self._unknown.setVisible(bool(names))

    def _all_words(self) -> str:
        count = self._planning.places
        return ngettext("All {count} place", "All {count} places", count).format(count=number(count))

    def _include(self) -> str:
        value = self._context.session.account_document.value(preference_path("plannerIncludeMates"))
        return value if isinstance(value, str) and value in INCLUDED else "online"

    def _choose(self, key: str) -> None:
        self.chosen_place = MapId(key)
        plan = self._planning.plan(self.chosen_place)
        if plan is not None:
            self._show_plan(plan)

    def _enter(self, _key: str) -> None:
        self.tasks.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_all(self) -> None:
        self._shows_all = not self._shows_all
        self._show()

    def _ask_whom(self) -> None:
        current = self._include()
        entries = [
            Entry(_(word), partial(self._set_include, key), is_chosen=key == current)
            for key, word in INCLUDED.items()
        ]
        open_menu(self._look, self.mates, entries, at_right=True)

    def _set_include(self, key: str) -> None:
        set_preference(self._context.session, "plannerIncludeMates", key)

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        self._head_row.setContentsMargins(gap(16), gap(8), gap(16), gap(8))
        self._foot_row.setContentsMargins(gap(40), gap(6), gap(16), gap(8))
        self._columns.setContentsMargins(0, gap(10), 0, gap(12))
        self._columns.setSpacing(0)
        self._titles[0].setContentsMargins(gap(16), 0, gap(16), gap(4))
        self._titles[1].setContentsMargins(gap(20), 0, gap(16), gap(4))
        self._nothing.setContentsMargins(gap(20), 0, gap(16), 0)
        self._rest_row.setContentsMargins(gap(16), 0, gap(16), 0)
        self._unknown.setContentsMargins(gap(16), gap(4), gap(16), 0)
