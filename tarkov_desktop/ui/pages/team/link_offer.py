"""Below the field for an invite: whether links of other programs open this one, and the offer to let them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tarkov_desktop.app.link_scheme import LinksNotChanged, Registration
from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.label import Label


class LinkOffer(QWidget):
    """Registers links when asked, with Undo; ``refuse`` is told in a sentence why it was not possible."""

    def __init__(
        self, context: PageContext, refuse: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._refuse = refuse
        self._hint = Label(context.look, "", Text.SMALL, Role.TEXT3, wraps=True)
        words = _("Let links open this program")
        self.button = Button(context.look, words, is_small=True)
        self.button.clicked.connect(self.register)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._hint)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._show()

    def register(self) -> None:
        """Let links of other programs open this one; it can be taken back at once."""
        links = self._context.links
        if links is not None and self._change(links.register):
            words = _("Invite links open this program from now on.")
            self._context.stage.toast(Toast(words, undo=self._unregister))

    def _unregister(self) -> None:
        links = self._context.links
        if links is not None:
            self._change(links.unregister)

    def _change(self, change: Callable[[], None]) -> bool:
        try:
            change()
        except LinksNotChanged as error:
            self._refuse(_(str(error)))
            return False
        finally:
            self._show()
        return True

    def _show(self) -> None:
        links = self._context.links
        found = links.registration() if links is not None else Registration.BUNDLE
        is_on = found in {Registration.OURS, Registration.BUNDLE}
        words = _("Links that you click in browsers and chats do not open this program yet.")
        self._hint.setText(_("A link that you open in the browser works as well.") if is_on else words)
        self.button.setVisible(not is_on)
