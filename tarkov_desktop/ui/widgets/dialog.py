"""Questions: the title asks, the text names what is lost, buttons carry the verb (visual language, section 7)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label


class Question(QDialog):
    """Asks before something is lost. Shown with :meth:`ask`, which never waits (R-LOOP-4).

    With ``is_asking`` False there is nothing to decide, only something to see: the verb closes it.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        text: str,
        verb: str,
        *,
        is_danger: bool = False,
        typed_word: str = "",
        is_asking: bool = True,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._word = typed_word
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        gap = look.theme.gap
        column = QVBoxLayout(self)
        column.setContentsMargins(gap(24), gap(24), gap(24), gap(24))
        column.setSpacing(gap(12))
        column.addWidget(Label(look, title, Text.HEAD, wraps=True))
        self.body = QVBoxLayout()
        self.body.addWidget(Label(look, text, Text.BODY, Role.TEXT2, wraps=True))
        column.addLayout(self.body)
        self._do = Button(look, verb, Kind.DANGER if is_danger else Kind.MAIN)
        if typed_word:
            self._add_typed_word(typed_word)
        column.addLayout(self._buttons(is_danger=is_danger, is_asking=is_asking))
        self.setFixedWidth(look.theme.px(480))

    def ask(self, on_yes: Callable[[], object]) -> None:
        """Show the question; call *on_yes* if it is answered with the verb."""
        self.accepted.connect(on_yes)
        self.open()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        # A layout does not ask wrapped texts how high they are at this width; without this long ones are cut.
        self.fit()
        super().showEvent(event)

    def fit(self) -> None:
        """Be as high as what is in it, now that it is all there."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))
            self.resize(self.width(), self.minimumHeight())

    @override
    def paintEvent(self, _event: object) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.color(Role.PANEL))

    def _buttons(self, *, is_danger: bool, is_asking: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.theme.gap(8))
        cancel = Button(self._look, _("Cancel"), Kind.PLAIN, key="Esc")
        cancel.clicked.connect(self.reject)
        self._do.clicked.connect(self.accept)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._do)
        cancel.setVisible(is_asking)
        (cancel if is_danger else self._do).setFocus()
        return row

    def _add_typed_word(self, word: str) -> None:
        field = Field(self._look, _("Type {word} to go on").format(word=word))
        field.textChanged.connect(self._on_typed)
        self.body.addWidget(
            Label(self._look, _("Type {word} to go on").format(word=word), Text.SMALL, Role.TEXT2)
        )
        self.body.addWidget(field)
        self._do.setEnabled(False)

    def _on_typed(self, text: str) -> None:
        self._do.setEnabled(text.strip().casefold() == self._word.casefold())
