"""The top bar: game mode, level, search, save indicator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, mark, percent
from tarkov_desktop.domain.registers import FACTIONS
from tarkov_desktop.ui.room import LARGE_TEXT, TWO_PANES_PX, USUAL_PX
from tarkov_desktop.ui.save_indicator import SafeState, SaveIndicator
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface, ThemedButton, ThemedWidget, rounded
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.marks import LevelBadge
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented

HEIGHT_PX = 52
MODE_MARKS = {
    "pvp": (mark("PvP"), "sword-cross"),
    "pve": (mark("PvE"), "shield-outline"),
    "seasonal": (mark("Seasonal"), "leaf"),
}
"""Word and icon of each game mode."""


@dataclass(frozen=True, slots=True)
class LevelWords:
    """Level, faction and the way to the next level (None at the last one)."""

    level: int
    faction: str
    share: float
    next_level: int | None


class SearchEntry(ThemedButton):
    """Looks like a field, opens the palette."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._width_px = 268
        self._is_brief = False
        self.setAccessibleName(_("Search or jump to"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_form(self, width_px: int, *, is_brief: bool) -> None:
        """Take another width and the short or the long word."""
        self._width_px = width_px
        self._is_brief = is_brief
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(self._width_px), self.theme.control())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(96), self.theme.control())

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(self.rect())
        border = Role.CONTROL if self.underMouse() or theme.is_contrast else Role.LINE2
        rounded(painter, box, theme.gap(6), fill=theme.color(Role.WINDOW), border=theme.color(border))
        side = theme.icon(18)
        left = theme.gap(11)
        self.painted.icon(painter, "magnify", QRectF(left, (box.height() - side) / 2, side, side), Role.TEXT3)
        cap = self._cap(box)
        x = left + side + theme.gap(8)
        room = QRectF(x, 0, box.right() - theme.gap(8) - x, box.height())
        painter.setFont(theme.font(Text.BODY))
        painter.setPen(theme.color(Role.TEXT3))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._shown(room.width()))
        if self._width_of(self._words()) <= cap.left() - theme.gap(8) - x:
            self.painted.key_cap(painter, cap, "Ctrl K")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell by tooltip what has no room: first the key goes, then the end of the word."""
        super().resizeEvent(event)
        theme = self.theme
        needed = theme.gap(11) + theme.icon(18) + theme.gap(16) + self._width_of(self._words())
        needed += self._cap(QRectF(self.rect())).width() + theme.gap(18)
        self.setToolTip(f"{self.accessibleName()} (Ctrl K)" if needed > self.width() else "")

    def _words(self) -> str:
        return _("Search") if self._is_brief else _("Search or jump to")

    def _width_of(self, words: str) -> float:
        return self.theme.metrics(Text.BODY).horizontalAdvance(words)

    def _shown(self, room: float) -> str:
        return self.theme.metrics(Text.BODY).elidedText(self._words(), Qt.TextElideMode.ElideRight, room)

    def _cap(self, box: QRectF) -> QRectF:
        theme = self.theme
        width = theme.metrics(Text.CAPTION).horizontalAdvance("Ctrl K") + theme.gap(12)
        height = theme.line(Text.CAPTION) + theme.gap(2)
        return QRectF(box.right() - theme.gap(10) - width, (box.height() - height) / 2, width, height)


class LevelProgress(ThemedWidget):
    """``BEAR … 62 % to 36`` above a bar of 118."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._words = LevelWords(1, "", 0.0, 2)
        self._form = "words"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_level(self, words: LevelWords) -> None:
        """Show another level."""
        before = self.sizeHint()
        self._words = words
        spoken = _("Level {level}, {faction}, {way}")
        self.setAccessibleName(spoken.format(level=words.level, faction=words.faction, way=self._way()))
        if self.sizeHint() != before:
            self.updateGeometry()
        self.update()

    def set_form(self, form: str) -> None:
        """Show ``words`` (118 wide), or ``brief`` (96 wide, without the next level at large text)."""
        self._form = form
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        bold, caption = theme.metrics(Text.SMALL, 500), theme.metrics(Text.CAPTION)
        widest = max(map(bold.horizontalAdvance, FACTIONS))
        needed = widest + theme.gap(8) + caption.horizontalAdvance(self._way())
        drawn = 118 if self._form == "words" else 96
        return QSize(
            max(round(drawn if theme.scale == 1 else drawn * theme.scale * 0.85), round(needed)),
            theme.control(28),
        )

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(0, 0, self.width(), self.height() - theme.gap(8))
        painter.setFont(theme.font(Text.SMALL, 500))
        painter.setPen(theme.color(Role.TEXT))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._words.faction)
        painter.setFont(theme.font(Text.CAPTION, 400))
        painter.setPen(theme.color(Role.TEXT3))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._way())
        bar = QRectF(0, self.height() - theme.gap(6), self.width(), theme.gap(4))
        self.painted.bar(painter, bar, self._words.share)

    def _way(self) -> str:
        words = self._words
        if words.next_level is None:
            return _("last level")
        if self._form == "brief" and self.theme.scale >= LARGE_TEXT:
            return percent(words.share)
        return _("{percent} to {level}").format(percent=percent(words.share), level=words.next_level)


class TopBar(Surface):
    """The bar above every page; it shows what it is told and says what is asked for."""

    mode_chosen = Signal(str)
    search_asked = Signal()
    saving_asked = Signal()

    def __init__(self, look: Look, mode: str, parent: QWidget | None = None) -> None:
        super().__init__(look, Role.WINDOW, edges=Qt.Edge.BottomEdge, parent=parent)
        self._mode = mode
        choices = [Choice(key, _(word), icon, _(word)) for key, (word, icon) in MODE_MARKS.items()]
        self.modes = Segmented(look, choices, mode, has_bar=True)
        self.modes.setAccessibleName(_("Game mode"))
        self.modes.chosen.connect(self.mode_chosen)
        self.mode_list = Button(look, "", Kind.FILTER, icon="sword-cross", opens_list=True)
        self.mode_list.clicked.connect(self._open_modes)
        self.badge = LevelBadge(look, 1)
        self.progress = LevelProgress(look)
        self.search = SearchEntry(look)
        self.search.clicked.connect(self.search_asked)
        self.saving = SaveIndicator(look)
        self.saving.clicked.connect(self.saving_asked)
        self._row = QHBoxLayout(self)
        middle = Qt.AlignmentFlag.AlignVCenter
        for part in (self.modes, self.mode_list, self.badge, self.progress):
            self._row.addWidget(part, 0, middle)
        self._row.addStretch(1)
        self._row.addWidget(self.search, 0, middle)
        self._row.addWidget(self.saving, 0, middle)
        look.changed.connect(self._space)
        self._space()
        self.show_mode(mode)

    def show_mode(self, mode: str) -> None:
        """Show *mode* as the one in use."""
        self._mode = mode
        self.modes.choose(mode)
        word, icon = MODE_MARKS.get(mode, (mode, "help-rhombus-outline"))
        self.mode_list.set_text(_(word))
        self.mode_list.set_icon(icon)
        self.mode_list.set_in_use(is_in_use=True)

    def show_level(self, words: LevelWords) -> None:
        """Show level and the way to the next."""
        self.badge.set_level(words.level)
        self.badge.setAccessibleName(_("Level {level}").format(level=words.level))
        self.progress.show_level(words)

    def show_saving(self, state: SafeState) -> None:
        """Show how safe the last edit is."""
        self.saving.show_state(state)

    def set_room(self, width_px: float) -> None:
        """Take the form for a window of *width_px* logical pixels."""
        is_list = width_px < TWO_PANES_PX
        self.modes.setVisible(not is_list)
        self.mode_list.setVisible(is_list)
        self.modes.set_brief(is_brief=width_px < USUAL_PX)
        self.progress.set_form("words" if width_px >= USUAL_PX else "brief")
        self.search.set_form(268 if width_px >= USUAL_PX else 170, is_brief=width_px < USUAL_PX)
        self._row.setSpacing(self._look.theme.gap(8 if is_list else 16))
        is_brief_word = is_list and self._look.theme.scale >= LARGE_TEXT
        self.saving.set_form("words" if width_px >= USUAL_PX else "brief" if is_brief_word else "icon")

    def _open_modes(self) -> None:
        entries = [
            Entry(_(word), partial(self.mode_chosen.emit, key), icon, is_chosen=key == self._mode)
            for key, (word, icon) in MODE_MARKS.items()
        ]
        open_menu(self._look, self.mode_list, entries)

    def _space(self) -> None:
        gap = self._look.theme.gap
        self._row.setContentsMargins(gap(16), 0, gap(16), 1)
        self._row.setSpacing(gap(16))
        self.setFixedHeight(self._look.theme.control(HEIGHT_PX))
