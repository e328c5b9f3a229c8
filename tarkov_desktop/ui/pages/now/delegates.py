"""Rows of the raid planner: places with their stacked bar, tasks of a place, things to bring."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from typing_extensions import override

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.ui.delegates.rows import RowDelegate
from tarkov_desktop.ui.pages.now.planning import BringRow, Face, PlaceTaskRow, PlanRow
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text

_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_BAR_PX: Final = 172
_FACE_PX: Final = 20
_MOST_FACES: Final = 4
_LEAST_NAME_PX: Final = 130
_BAR_ROLES: Final = (Role.ACCENT, Role.TEXT2, Role.CONTROL)


class PlanDelegate(RowDelegate):
    """A place: rank, name, whose objectives as a bar and as numbers, tasks it finishes, score."""

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, PlanRow):
            return
        theme = self.theme
        left = box.x() + theme.gap(16)
        rank = QRectF(left, box.y(), theme.px(16), box.height() - 1)
        self.text(painter, rank, row.rank, Text.SMALL, Role.TEXT3)
        right = box.right() - theme.gap(16)
        score = QRectF(right - theme.px(34), box.y(), theme.px(34), box.height() - 1)
        right = self._at_right(painter, score, row.score, is_strong=True)
        finishes_px = max(theme.px(72), self.width_of(_("finishes {count}").format(count=99), Text.SMALL) + 2)
        finishes = QRectF(right - finishes_px, box.y(), finishes_px, box.height() - 1)
        right = self._at_right(painter, finishes, row.finishes, is_strong=False) - theme.gap(10)
        name_x = rank.right() + theme.gap(8)
        if len(row.faces) > 1:
            right = self._paint_faces(painter, box, right, row.faces, name_x)
        bar_px = theme.px(_BAR_PX)
        if row.rank and right - name_x - bar_px >= theme.px(_LEAST_NAME_PX):
            right -= bar_px + theme.gap(16)
            self._paint_bar(painter, QRectF(right + theme.gap(4), box.center().y() - 4, bar_px, 8), row)
        role = Role.TEXT if row.score != "0" else Role.TEXT2
        name = QRectF(name_x, box.y(), right - name_x - theme.gap(8), box.height() - 1)
        self.text(painter, name, row.name, Text.BODY, role, weight=500)

    def _at_right(self, painter: QPainter, place: QRectF, words: str, *, is_strong: bool) -> float:
        """Draw *words* at the right of *place* and return its left edge."""
        size, role, weight = (Text.BODY, Role.TEXT, 600) if is_strong else (Text.SMALL, Role.TEXT2, 0)
        self.text(painter, place, words, size, role, weight=weight, align=_RIGHT)
        return place.left()

    def _paint_faces(
        self, painter: QPainter, box: QRectF, right: float, faces: tuple[Face, ...], name_x: float
    ) -> float:
        theme = self.theme
        step, side = theme.px(56), theme.icon(_FACE_PX)
        room = right - name_x - theme.px(_LEAST_NAME_PX)
        shown = faces[: max(0, min(_MOST_FACES, int(room // step)))]
        left = right - step * len(shown)
        for at, face in enumerate(shown):
            x = left + at * step
            circle = QRectF(x, round(box.y() + (box.height() - 1 - side) / 2), side, side)
            self.painted.avatar(painter, circle, face.letter, is_self=face.is_self)
            count = QRectF(
                circle.right() + theme.gap(6), box.y(), step - side - theme.gap(6), box.height() - 1
            )
            words = number(face.count) if face.count else "\N{EN DASH}"
            self.text(painter, count, words, Text.BODY, Role.TEXT2)
        return left

    def _paint_bar(self, painter: QPainter, box: QRectF, row: PlanRow) -> None:
        parts = [face.count for face in row.faces if face.count]
        roles = [
            Role.ACCENT if face.is_self else _BAR_ROLES[1 + (at - 1) % 2]
            for at, face in enumerate(row.faces)
            if face.count
        ]
        whole = box.width() * row.share - 2 * (len(parts) - 1)
        x = box.x()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for count, role in zip(parts, roles, strict=True):
            width = max(2.0, whole * count / sum(parts))
            painter.setBrush(self.theme.color(role))
            painter.drawRoundedRect(QRectF(x, box.y(), width, box.height()), 2, 2)
            x += width + 2
        painter.restore()


class PlainRowDelegate(RowDelegate):
    """Rows of a panel: 27 high and without the hairline below."""

    has_line = False

    def _beside(self, words: str, name_px: float, room_px: float) -> float:
        """Return the width for *words* at the right: what the name leaves, and no less than two fifths."""
        wanted = self.width_of(words, Text.SMALL) + 2
        return min(wanted, max(room_px - name_px - 2, room_px * 0.4))

    @override
    def row_height(self) -> int:
        return self.theme.px(27)


class PlaceTaskDelegate(PlainRowDelegate):
    """A task on the chosen place: whose it is, its name, what is left."""

    most_faces = 1
    """The most people any task shown has: the names stand in one column."""

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, PlaceTaskRow):
            return
        theme = self.theme
        x = box.x() + theme.gap(16)
        side = theme.icon(_FACE_PX)
        if self.most_faces > 1:
            for face in row.faces[:_MOST_FACES]:
                circle = QRectF(x, round(box.y() + (box.height() - side) / 2), side, side)
                self.painted.avatar(painter, circle, face.letter, is_self=face.is_self)
                x += side + theme.gap(3)
            x = box.x() + theme.gap(24) + min(_MOST_FACES, self.most_faces) * (side + theme.gap(3))
        right = box.right() - theme.gap(20)
        left_px = self._beside(row.left, self.width_of(row.name, Text.BODY) + theme.gap(10), right - x)
        self.text(
            painter,
            QRectF(right - left_px, box.y(), left_px, box.height()),
            row.left,
            Text.SMALL,
            Role.TEXT3,
            align=_RIGHT,
        )
        name = QRectF(x, box.y(), right - left_px - theme.gap(10) - x, box.height())
        self.text(painter, name, row.name, Text.BODY, Role.TEXT)


class BringDelegate(PlainRowDelegate):
    """A thing to bring: its icon, its short names with "or" between them, for whom."""

    indent_px = 20

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, BringRow):
            return
        theme = self.theme
        side = theme.icon(16)
        x = box.x() + theme.gap(20)
        mark = QRectF(x, round(box.y() + (box.height() - side) / 2), side, side)
        self.painted.icon(painter, row.icon, mark, Role.TEXT3)
        x += side + theme.gap(8)
        right = box.right() - theme.gap(16)
        names_px = sum(self.width_of(name, Text.BODY) + 1 for name in row.names) + theme.gap(8)
        between_px = self.width_of(_("or"), Text.BODY) + theme.gap(8) + 2
        names_px += between_px * (len(row.names) - 1)
        whom_px = self._beside(row.whom, names_px, right - x) if row.whom else 0
        whom = QRectF(right - whom_px, box.y(), whom_px, box.height())
        self.text(painter, whom, row.whom, Text.SMALL, Role.TEXT2, align=_RIGHT)
        end = right - whom_px - theme.gap(8)
        for at, name in enumerate(row.names):
            if at:
                room = QRectF(x + theme.gap(4), box.y(), end - x - theme.gap(4), box.height())
                x += self.text(painter, room, _("or"), Text.BODY, Role.TEXT3) + theme.gap(8)
            x += self.text(painter, QRectF(x, box.y(), end - x, box.height()), name, Text.BODY, Role.TEXT)
