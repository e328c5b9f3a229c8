"""The palette itself: a field, the list of what is found, and a foot with the keys."""

from __future__ import annotations

import asyncio
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.palette.answers import Answers
from tarkov_desktop.ui.palette.delegate import MORE_PX, PaletteDelegate
from tarkov_desktop.ui.palette.finding import Group
from tarkov_desktop.ui.palette.foot import PaletteFoot
from tarkov_desktop.ui.palette.model import PaletteModel
from tarkov_desktop.ui.palette.overlay import EDGE_PX, Overlay
from tarkov_desktop.ui.palette.rows import Head, More, Row
from tarkov_desktop.ui.palette.things import catalog_index
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.field import is_palette_key
from tarkov_desktop.ui.widgets.focus import OWN_RING
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.scroll import OverlayBar

WIDTH_PX: Final = 640
HEAD_PX: Final = 52
HOLD_MS: Final = 150
"""So long after an arrow key typing moves no row."""
MOST_HEIGHT_PX: Final = 9 * 38 + 4 * 30

_Index = QModelIndex | QPersistentModelIndex


class PaletteField(QLineEdit):
    """The line to type into; keys that move in the list are the palette's."""

    def __init__(self, look: Look, palette: Palette) -> None:
        super().__init__(palette.panel)
        self._look = look
        self._palette = palette
        self.setFrame(False)
        self.setProperty(OWN_RING, True)  # noqa: FBT003 - Qt's own form
        self.setAccessibleName(_("Search or jump to"))
        self.setPlaceholderText(_("Search tasks, items, stations, actions"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._dress)
        self._dress()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.px(200), self._look.theme.px(HEAD_PX))

    @override
    def event(self, event: QEvent) -> bool:
        if is_palette_key(event):
            event.ignore()
            return False
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._palette.take_key(event):
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]  # Qt passes its QPaintEvent
        painter = QPainter(self)
        theme, box = self._look.theme, QRectF(self.rect())
        side = theme.icon(20)
        place = QRectF(theme.gap(16), (box.height() - side) / 2, side, side)
        self._look.painted.icon(painter, "magnify", place, Role.TEXT2)
        width = theme.metrics(Text.CAPTION).horizontalAdvance("Esc") + theme.gap(12)
        height = theme.line(Text.CAPTION) + theme.gap(2)
        cap = QRectF(box.right() - theme.gap(16) - width, (box.height() - height) / 2, width, height)
        self._look.painted.key_cap(painter, cap, "Esc")
        painter.fillRect(QRectF(0, box.bottom() - 1, box.width(), 1), theme.color(Role.LINE))

    def _dress(self) -> None:
        theme = self._look.theme
        self.setFont(theme.font(Text.HEAD, 400))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, theme.color(Role.TEXT))
        palette.setColor(QPalette.ColorRole.PlaceholderText, theme.color(Role.TEXT3))
        self.setPalette(palette)
        self.setTextMargins(theme.gap(47), 0, theme.gap(64), 0)
        self.setFixedHeight(theme.px(HEAD_PX))


class PaletteList(QListView):
    """What was found; the field keeps the focus."""

    def __init__(self, look: Look, model: PaletteModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = PaletteDelegate(look, self)
        self.setModel(model)
        self.setItemDelegate(self.rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("What was found"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        OverlayBar(look, self)
        look.changed.connect(self.scheduleDelayedItemsLayout)
        look.recoloured.connect(self.viewport().update)


class Palette(Overlay):
    """Finds and does. :meth:`ask` opens it; Enter opens the chosen row, Ctrl+Enter does its action."""

    def __init__(self, context: PageContext, window: QWidget, answers: Answers) -> None:
        super().__init__(context.look, window, WIDTH_PX)
        self._context = context
        self._answers = answers
        self._only: Group | None = None
        self._is_led = False
        self._is_waiting = False
        self.model = PaletteModel(self)
        self.field = PaletteField(context.look, self)
        self.list = PaletteList(context.look, self.model, self.panel)
        self.nothing = Label(context.look, "", Text.BODY, Role.TEXT2, wraps=True, parent=self.panel)
        self.foot = PaletteFoot(context.look, self.panel)
        self._hold = QTimer(self, singleShot=True, interval=HOLD_MS)
        self.setAccessibleName(_("Palette"))
        self._lay_out()
        self._connect()

    def ask(self, text: str = "") -> None:
        """Open with *text* in the field; open already, close."""
        if self.isVisible():
            self.leave()
            return
        self._hold.stop()
        self._is_led = self._is_waiting = False
        self.open_over()
        self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._answer(only=None)

    async def prepare(self) -> None:
        """Make the index of the catalog in use in a worker thread."""
        catalog = self._context.session.catalog
        self._answers.take_index(catalog, await asyncio.to_thread(catalog_index, catalog))
        self._answers.warm()

    def say(self, sentence: str) -> None:
        """Say why the chosen action was refused, in place of the list."""
        self.model.show_lines([])
        self._show_nothing(sentence, Role.FAILED)

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key of the field means to the list; True when it meant something."""
        key = Qt.Key(event.key())
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match key:
            case Qt.Key.Key_Down | Qt.Key.Key_Tab:
                self._move(1)
            case Qt.Key.Key_Up | Qt.Key.Key_Backtab:
                self._move(-1)
            case Qt.Key.Key_PageDown:
                self._jump(1)
            case Qt.Key.Key_PageUp:
                self._jump(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take(self.list.currentIndex().row(), is_do=is_control)
            case Qt.Key.Key_Escape:
                self._step_back()
            case _:
                return False
        return True

    @override
    def panel_height(self) -> int:
        return self.field.height() + self._list_height() + self.foot.height()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.foot)
        self._space()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_typed)
        self._hold.timeout.connect(self._end_hold)
        self.list.clicked.connect(self._on_click)
        self._look.changed.connect(self._space)
        track(self, self._context.session.changes.subscribe(self._on_changes))

    def _space(self) -> None:
        gap = self.theme.gap
        self.nothing.setContentsMargins(gap(49), gap(10), gap(16), gap(10))

    def _on_typed(self) -> None:
        if self.isHidden():
            return
        if self._hold.isActive():
            self._is_waiting = True
            return
        self._answer(only=None)

    def _end_hold(self) -> None:
        if self._is_waiting and self.isVisible():
            self._answer(only=None)

    def _on_changes(self, _changes: object) -> None:
        self._answers.forget()
        if self.isVisible() and not self._hold.isActive():
            self._answer(only=self._only)

    def _answer(self, *, only: Group | None) -> None:
        self._is_waiting = False
        self._only = only
        held = self.model.chosen_at(self.list.currentIndex().row()) if self._is_led else None
        lines = self._answers.to(self.field.text(), only)
        self.model.show_lines(lines)
        row = self.model.row_of(held)
        self._is_led = row >= 0
        self._choose(row if row >= 0 else self.model.next_row(-1, 1))
        if lines:
            self.nothing.hide()
            self.list.show()
            self.place()
        else:
            self._show_nothing(self._why_nothing(), Role.TEXT2)

    def _why_nothing(self) -> str:
        typed = self.field.text().strip()
        if typed.startswith("@"):
            return _("No teammate of that name. Teammates appear here once you are in a team.")
        return _("Nothing is called “{text}”. Look for tasks, items, stations, pages or actions.").format(
            text=typed
        )

    def _show_nothing(self, sentence: str, role: Role) -> None:
        self.nothing.setText(sentence)
        self.nothing.set_role(role)
        self.list.hide()
        self.nothing.show()
        self.field.setAccessibleDescription(sentence)
        self.place()

    def _choose(self, row: int) -> None:
        index = self.model.index(row) if row >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)
        line = self.model.chosen_at(row)
        if line is None:
            return
        if isinstance(self.model.line_at(row - 1), Head):
            self.list.scrollTo(self.model.index(row - 1))
        self.list.scrollTo(index)
        self.field.setAccessibleDescription(line.spoken if isinstance(line, Row) else line.word)

    def _move(self, step: int) -> None:
        row = self.model.next_row(self.list.currentIndex().row(), step)
        if row >= 0:
            self._choose(row)
            self._is_led = True
            self._hold.start()

    def _jump(self, step: int) -> None:
        """Go to the first row of the next group, or of the one before."""
        row = self.list.currentIndex().row()
        heads = [at for at in range(self.model.rowCount()) if isinstance(self.model.line_at(at), Head)]
        ways = [at for at in heads if at > row] if step > 0 else [at for at in heads if at < row - 1][::-1]
        if ways:
            self._choose(self.model.next_row(ways[0], 1))
            self._is_led = True
            self._hold.start()

    def _step_back(self) -> None:
        if self._only is not None:
            self._answer(only=None)
        else:
            self.leave()

    def _on_click(self, index: _Index) -> None:
        self._take(index.row(), is_do=False)

    def _take(self, row: int, *, is_do: bool) -> None:
        match self.model.chosen_at(row):
            case More() as more:
                self._is_led = False
                self._answer(only=more.group)
            case Row() as chosen:
                self.leave()
                (chosen.do if is_do and chosen.do is not None else chosen.act)()
            case None:
                pass

    def _list_height(self) -> int:
        if self.list.isHidden():
            inner = min(self.theme.px(WIDTH_PX), self._window.width() - 2 * EDGE_PX) - 2
            return max(self.theme.px(MORE_PX), self.nothing.heightForWidth(inner) + self.theme.gap(4))
        lines = (self.model.line_at(at) for at in range(self.model.rowCount()))
        whole = sum(map(self.list.rows.height_of, lines)) + self.theme.gap(4)
        return min(whole, self.theme.px(MOST_HEIGHT_PX))
