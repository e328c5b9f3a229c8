"""Start here: mode, level, faction and edition, and the list of tasks is right. No account."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tarkov_desktop.app.operations import profile
from tarkov_desktop.app.refusals import sentence
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.domain.plans.plan import Refusal
from tarkov_desktop.domain.registers import FACTIONS
from tarkov_desktop.ui.first_run.card import Card
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented
from tarkov_desktop.ui.widgets.stepper import Stepper


class StartCard(Card):
    """What the list needs to know. ``done`` says that the session knows it now."""

    done = Signal()

    def __init__(self, context: PageContext) -> None:
        look = context.look
        super().__init__(
            look, "lightning-bolt", _("Start here"), _("No account, nothing to sign up for."), is_first=True
        )
        self._session = context.session
        self._edition = context.session.account.edition
        self.level = Stepper(look, _("Level"), 1, lowest=1, highest=self._highest(), height_px=32)
        self.level.asked.connect(self.level.set_value)
        self.faction = Segmented(look, [Choice(each, each) for each in FACTIONS])
        self.faction.setAccessibleName(_("Faction"))
        self.mode = Segmented(look, [Choice(mode, _(word)) for mode, (word, _icon) in MODE_MARKS.items()])
        self.mode.setAccessibleName(_("Mode"))
        self.mode.chosen.connect(self._show_mode)
        self.edition = Button(look, "", Kind.FILTER, opens_list=True)
        self.edition.clicked.connect(self._open_editions)
        self._lay_out(look)
        self._trouble = Label(look, "", Text.SMALL, Role.FAILED, wraps=True)
        self._trouble.hide()
        self.body.addWidget(self._trouble)
        self.go = self.add_way(Button(look, _("Show my tasks"), Kind.MAIN))
        self.go.clicked.connect(self.take)
        self.add_skip(_("Later"))
        self._show_all()

    def take(self) -> None:
        """Tell the session what was chosen; what it refuses is said here, and the card stays."""
        session = self._session
        session.switch_mode(GameMode(self.mode.current))
        wishes = (
            partial(profile.set_edition, session, self._edition),
            partial(profile.set_faction, session, self.faction.current),
            partial(profile.set_level, session, self.level.value),
        )
        for wish in wishes:
            outcome = wish()
            if isinstance(outcome, Refusal):
                self._trouble.setText(sentence(outcome))
                self._trouble.show()
                return
        self.done.emit()

    def choose_edition(self, value: int) -> None:
        """Take the edition *value*."""
        self._edition = value
        self._show_edition()

    def _lay_out(self, look: Look) -> None:
        holder = QWidget()
        row = FlowLayout(holder, gap=look.theme.gap(14))
        for word, control in (
            (_("Mode"), self.mode),
            (_("Level"), self.level),
            (_("Faction"), self.faction),
            (_("Edition"), self.edition),
        ):
            row.addWidget(_labelled(look, word, control))
        self.body.addWidget(holder)

    def _show_all(self) -> None:
        self.mode.choose(self._session.mode)
        self._show_mode(self._session.mode)
        self._show_edition()

    def _show_mode(self, mode: str) -> None:
        """Show level and faction as the mode has them."""
        derived = self._session.at(GameMode(mode)).derived
        self.level.set_value(derived.experience().level)
        self.faction.choose(derived.situation.faction)

    def _show_edition(self) -> None:
        edition = self._session.graph.editions.get(self._edition)
        title = edition.title if edition else _("Edition {number}").format(number=self._edition)
        self.edition.set_text(title)
        self.edition.setAccessibleName(_("Edition: {title}").format(title=title))

    def _open_editions(self) -> None:
        entries = [
            Entry(edition.title, partial(self.choose_edition, value), is_chosen=value == self._edition)
            for value, edition in sorted(self._session.graph.editions.items())
        ]
        if entries:
            open_menu(self._look, self.edition, entries)

    def _highest(self) -> int:
        return max(1, self._session.graph.levels.highest)


def _labelled(look: Look, word: str, control: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.theme.gap(6))
    label = Label(look, word, Text.SMALL, Role.TEXT2)
    label.setBuddy(control)
    column.addWidget(label)
    column.addWidget(control)
    return holder
