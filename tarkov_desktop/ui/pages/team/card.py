"""One member's card: painted in one go, with two buttons; it repaints only when its face is another one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, listed, ngettext, number, percent
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.ui.pages.team.faces import Face
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget, rounded
from tarkov_desktop.ui.widgets.button import IconButton

WIDTH_PX = 320
TINT_MS = 1200
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MemberCard(ThemedWidget):
    """A member. ``hide_asked`` and ``more_asked`` carry the member; the latter also where to open the menu."""

    hide_asked = Signal(str)
    more_asked = Signal(str, QWidget)

    def __init__(self, look: Look, face: Face, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.face = face
        self.paints = 0
        """How often it was painted: what is measured when many updates come."""
        self._is_tinted = False
        self._tint = QTimer(self)
        self._tint.setSingleShot(True)
        self._tint.timeout.connect(self._untint)
        self._eye = IconButton(look, "eye-outline", "", size=26, icon_px=18, parent=self)
        self._more = IconButton(look, "dots-horizontal", "", size=26, icon_px=18, parent=self)
        self._eye.clicked.connect(lambda: self.hide_asked.emit(self.face.user))
        self._more.clicked.connect(lambda: self.more_asked.emit(self.face.user, self._more))
        self._dress()

    @property
    def user(self) -> UserId:
        """Whose card it is."""
        return self.face.user

    @property
    def is_lit(self) -> bool:
        """Whether the status line is lit because something has just happened."""
        return self._is_tinted

    def set_face(self, face: Face, *, is_news: bool = False) -> None:
        """Show *face*; *is_news* lights the status line for a moment, unless motion is reduced."""
        if face == self.face:
            return
        has_grown = face.is_hidden != self.face.is_hidden
        self.face = face
        self._dress()
        if is_news and not self._look.is_motion_reduced and not face.is_hidden:
            self._is_tinted = True
            self._tint.start(TINT_MS)
        if has_grown:
            self.updateGeometry()
            self._place()
        self.update()

    def take_focus(self) -> None:
        """Put the keyboard on the card: on what can be done about the member."""
        self._more.setFocus(Qt.FocusReason.TabFocusReason)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        height = 2 * theme.gap(14) + self._head_height()
        if not self.face.is_hidden:
            height += theme.gap(12) + 2 * theme.line(Text.SMALL) + theme.gap(21) - theme.gap(3)
            height += theme.control(34)
        return QSize(theme.px(WIDTH_PX), height)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def _restyle(self) -> None:
        self._place()

    @override
    def paintEvent(self, _event: object) -> None:
        self.paints += 1
        theme, face = self.theme, self.face
        painter = QPainter(self)
        border = theme.color(Role.ACCENT_LINE if face.is_self else Role.LINE)
        rounded(painter, QRectF(self.rect()), theme.gap(8), fill=theme.color(Role.PANEL), border=border)
        pad = theme.gap(14)
        inner = QRectF(pad, pad, self.width() - 2 * pad, self._head_height())
        self._paint_head(painter, inner)
        if face.is_hidden:
            return
        top = inner.bottom() + theme.gap(12)
        line = theme.line(Text.SMALL)
        self._paint_tasks(painter, QRectF(pad, top, inner.width(), line))
        top += line + theme.gap(5)
        bar = Role.ACCENT if face.is_self else Role.CONTROL if face.is_dim else Role.TEXT2
        self.painted.bar(painter, QRectF(pad, top, inner.width(), theme.gap(5)), face.share, bar)
        top += theme.gap(5) + theme.gap(10)
        self._paint_deed(painter, QRectF(pad, top, inner.width(), line))
        self._paint_foot(painter, pad)

    # Parts.

    def _paint_head(self, painter: QPainter, box: QRectF) -> None:
        theme, face = self.theme, self.face
        side = theme.icon(40)
        self.painted.avatar(
            painter,
            QRectF(box.x(), box.y(), side, side),
            face.letters,
            presence=face.presence,
            is_self=face.is_self,
        )
        left = box.x() + side + theme.gap(12)
        right = self._paint_level(painter, box) if not face.is_hidden else self._eye.x() - theme.gap(8)
        name_line, small_line = theme.line(Text.NAME), theme.line(Text.SMALL)
        crown = theme.icon(15) + theme.gap(6) if face.is_owner else 0
        role = Role.TEXT2 if face.is_dim or face.is_hidden else Role.TEXT
        drawn = self._text(
            painter,
            QRectF(left, box.y(), right - left - crown, name_line),
            face.name,
            Text.NAME,
            role,
            weight=600,
            mode=Qt.TextElideMode.ElideMiddle,
        )
        if crown:
            size = theme.icon(15)
            place = QRectF(left + drawn + theme.gap(6), box.y() + (name_line - size) / 2, size, size)
            self.painted.icon(painter, "crown-outline", place, Role.TEXT2)
        below = QRectF(left, box.y() + name_line + theme.gap(3), right - left, small_line)
        if self._is_tinted:
            rounded(painter, below.adjusted(-4, -1, 0, 1), theme.gap(4), fill=theme.color(Role.SELECTED))
        icon = theme.icon(15)
        place = QRectF(below.x(), below.y() + (below.height() - icon) / 2, icon, icon)
        self.painted.icon(painter, face.status_icon, place, face.status_role)
        words = below.adjusted(icon + theme.gap(5), 0, 0, 0)
        self._text(painter, words, face.status, Text.SMALL, face.status_role)

    def _paint_level(self, painter: QPainter, box: QRectF) -> float:
        """Paint the badge and the faction; return where the words before them have to end."""
        theme, face = self.theme, self.face
        if face.level is None:
            return box.right()
        badge = QRectF(0, box.y(), theme.icon(32), theme.control(24))
        badge.moveRight(box.right())
        rounded(painter, badge, theme.gap(6), fill=theme.color(Role.PANEL), border=theme.color(Role.LINE2))
        painter.setFont(theme.font(Text.STRONG, 600))
        painter.setPen(theme.color(Role.TEXT2 if face.is_dim else Role.TEXT))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(face.level))
        width = badge.width()
        if face.faction:
            width = max(width, theme.metrics(Text.CAPTION).horizontalAdvance(face.faction) + 2)
            below = QRectF(box.right() - width, badge.bottom() + 2, width, theme.line(Text.CAPTION))
            self._text(painter, below, face.faction, Text.CAPTION, Role.TEXT3, align=_RIGHT)
        return box.right() - width - theme.gap(8)

    def _paint_tasks(self, painter: QPainter, box: QRectF) -> None:
        theme, face = self.theme, self.face
        if face.done is None:
            self._text(painter, box, _("Tasks not known yet"), Text.SMALL, Role.TEXT3)
            return
        share = percent(face.share)
        width = theme.metrics(Text.SMALL).horizontalAdvance(share)
        self._text(painter, box, share, Text.SMALL, Role.TEXT3, align=_RIGHT)
        words = tasks_words(face.done)
        strong = Role.TEXT2 if face.is_dim else Role.TEXT
        drawn = self._text(
            painter, box.adjusted(0, 0, -width - theme.gap(8), 0), words, Text.SMALL, strong, weight=600
        )
        rest = box.adjusted(drawn + theme.gap(5), 0, -width - theme.gap(8), 0)
        self._text(painter, rest, _("of {count}").format(count=number(face.total)), Text.SMALL, Role.TEXT3)

    def _paint_deed(self, painter: QPainter, box: QRectF) -> None:
        theme, face = self.theme, self.face
        width = theme.metrics(Text.SMALL).horizontalAdvance(face.deed_when)
        self._text(painter, box, face.deed_when, Text.SMALL, Role.TEXT3, align=_RIGHT)
        rest = box.adjusted(0, 0, -width - theme.gap(8), 0)
        before, _mark, after = face.deed.partition("{name}")
        strong = Role.TEXT2 if face.is_dim else Role.TEXT
        for words, role, weight in (
            (before, Role.TEXT2, 0),
            (face.deed_name, strong, 500),
            (after, Role.TEXT2, 0),
        ):
            if words and rest.width() > 0:
                rest.setLeft(rest.left() + self._text(painter, rest, words, Text.SMALL, role, weight=weight))

    def _paint_foot(self, painter: QPainter, pad: int) -> None:
        height = self.theme.control(34)
        box = QRectF(pad, self.height() - height, self._first_button_x() - pad - self.theme.gap(6), height)
        line = self.theme.color(Role.LINE)
        painter.fillRect(QRectF(1, self.height() - height - 1, self.width() - 2, 1), line)
        self._text(painter, box, self.face.foot, Text.SMALL, Role.TEXT3)

    def _text(
        self,
        painter: QPainter,
        box: QRectF,
        words: str,
        size: Text,
        role: Role,
        *,
        weight: int = 0,
        align: Qt.AlignmentFlag = _LEFT,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> float:
        """Draw *words* in *box*, elided if need be; return how wide they are."""
        metrics = self.theme.metrics(size, weight)
        shown = metrics.elidedText(words, mode, max(0.0, box.width()) + 1)
        painter.setFont(self.theme.font(size, weight))
        painter.setPen(self.theme.color(role))
        painter.drawText(box.adjusted(0, 0, 2, 0) if align is _LEFT else box, align, shown)
        return metrics.horizontalAdvance(shown)

    # The rest.

    def _head_height(self) -> int:
        theme = self.theme
        words = theme.line(Text.NAME) + theme.gap(3) + theme.line(Text.SMALL)
        badge = theme.control(24) + 2 + theme.line(Text.CAPTION)
        return max(theme.icon(40), words, badge)

    def _first_button_x(self) -> int:
        return self._more.x() if self.face.is_self else self._eye.x()

    def _place(self) -> None:
        theme = self.theme
        side = theme.control(26)
        foot = theme.control(34)
        y = (self.height() - side) // 2 if self.face.is_hidden else self.height() - (foot + side) // 2
        x = self.width() - theme.gap(8) - side
        self._more.setGeometry(x, y, side, side)
        self._eye.setGeometry(x - side - theme.gap(6), y, side, side)

    def _dress(self) -> None:
        """Give the buttons and the screen reader their words."""
        face = self.face
        self._eye.setVisible(not face.is_self)
        self._eye.set_icon("eye-off-outline" if face.is_hidden else "eye-outline")
        show, hide = _("Show {name} in your views again"), _("Hide {name} in your views")
        self._eye.set_name((show if face.is_hidden else hide).format(name=face.name))
        self._more.set_name(_("More about {name}").format(name=face.name))
        spoken = _spoken(face)
        self.setAccessibleName(spoken)
        self.setToolTip(f"{face.name} · {_('Owner')}" if face.is_owner else face.name)

    def _untint(self) -> None:
        self._is_tinted = False
        self.update()


def tasks_words(count: int) -> str:
    """Return ``197 tasks``."""
    return ngettext("{count} task", "{count} tasks", count).format(count=number(count))


def _spoken(face: Face) -> str:
    """Return the card as one sentence for the reader."""
    parts = [face.name, _("Owner") if face.is_owner else "", face.status]
    if not face.is_hidden:
        if face.level is not None:
            parts.append(_("level {level}").format(level=face.level))
        if face.done is not None:
            parts.append(f"{tasks_words(face.done)} {_('of {count}').format(count=number(face.total))}")
        parts.append(" ".join((face.deed.replace("{name}", face.deed_name), face.deed_when)).strip())
        parts.append(face.foot)
    return listed([part for part in parts if part])
