"""The reputation with one trader: to look at, and to type."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget

_REPUTATION_PX: Final = 90


class ReputationEdit(ThemedWidget):
    """A reputation to look at; a click or Enter edits it, an empty text takes the statement back."""

    stated = Signal(object)
    """The reputation typed (float), or None."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._name = name
        self._value: float | None = None
        self._is_labelled = False
        self._edit: QLineEdit | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(_("Type the reputation; an empty field states nothing"))
        self.show_value(None)

    @property
    def words(self) -> str:
        """What is shown."""
        words = _("not stated") if self._value is None else f"{self._value:.2f}"
        return _("Reputation: {value}").format(value=words) if self._is_labelled else words

    def set_labelled(self, *, is_labelled: bool) -> None:
        """Say what the number is where no head above says it."""
        self._is_labelled = is_labelled
        self.updateGeometry()
        self.update()

    def show_value(self, value: float | None) -> None:
        """Show *value*; None is not stated."""
        self._value = value
        self.setAccessibleName(
            _("Reputation with {trader}: {value}").format(
                trader=self._name, value=_("not stated") if value is None else f"{value:.2f}"
            )
        )
        self.update()

    def begin(self) -> None:
        """Let the number be typed."""
        if self._edit is not None:
            return
        self._edit = QLineEdit("" if self._value is None else f"{self._value:g}", self)
        self._edit.setFrame(False)
        self._edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._edit.setFont(self.theme.font(Text.BODY))
        self._edit.setAccessibleName(_("Reputation with {trader}").format(trader=self._name))
        self._edit.setGeometry(self.rect())
        self._edit.selectAll()
        self._edit.editingFinished.connect(self._end)
        self._edit.show()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def bare_width(self) -> int:
        """Return how wide it is below a head that says what the number is."""
        return self._width_of(_("not stated"))

    @override
    def sizeHint(self) -> QSize:
        width = self._width_of(self.words) if self._is_labelled else self.bare_width()
        return QSize(width, self.theme.control(26))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setFont(self.theme.font(Text.BODY, 500 if self._value is not None else 0))
        painter.setPen(self.theme.color(Role.TEXT3 if self._value is None else Role.TEXT))
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(self.rect()), align, self.words)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.begin()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.begin()
        else:
            super().keyPressEvent(event)

    def _width_of(self, words: str) -> int:
        widest = self.theme.metrics(Text.BODY).horizontalAdvance(words)
        return max(self.theme.px(_REPUTATION_PX), round(widest) + 2)

    def _end(self) -> None:
        if self._edit is None:
            return
        edit, self._edit = self._edit, None
        text = edit.text().strip().replace(",", ".")
        edit.deleteLater()
        if not text:
            self.stated.emit(None)
            return
        try:
            self.stated.emit(float(text))
        except ValueError:
            self.show_value(self._value)  # no number: what stood there stays
