"""Diagnostics: the report, shown whole before anything is copied, saved or sent. Nothing is sent by the program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontDatabase, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.app.cloud.hub import CloudState
from tarkov_desktop.app.texts import _
from tarkov_desktop.app.upkeep import Upkeep
from tarkov_desktop.ui.awaited import Awaited
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.settings.column import Column, Slot
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.notice import Notice

FILE_NAME = "tarkov-desktop-report.txt"
LINES = 20


class DiagnosticsColumn(Column):
    """The section; the report is collected when it is shown, and anew on request."""

    def __init__(self, context: PageContext, upkeep: Upkeep) -> None:
        about = _(
            "What to hand over when something goes wrong. Nothing is sent by itself: read it, then copy or save it. "
            "Names, mail addresses, keys, codes and folders are taken out."
        )
        super().__init__(context, _("Diagnostics"), about)
        self._upkeep = upkeep
        self.file_dialog: QFileDialog | None = None
        self._trouble = Slot()
        self.add(self._trouble)
        self.copy = Button(self._look, _("Copy the report"), Kind.MAIN, icon="content-copy")
        self.copy.clicked.connect(self._copy)
        self.save = Button(self._look, _("Save it…"), Kind.PLAIN, icon="content-save-outline")
        self.save.clicked.connect(self._choose_target)
        self.again = Button(self._look, _("Collect again"), Kind.QUIET, icon="refresh")
        self.again.clicked.connect(self.collect)
        holder = QWidget()
        row = FlowLayout(holder, gap=self.theme.gap(8))
        for button in (self.copy, self.save, self.again):
            row.addWidget(button)
        self.add(holder)
        self.tail.addSpacing(self.theme.gap(12))
        self.report = ReportView(self._look)
        self.add(self.report)
        self._allow(is_there=False)

    def collect(self) -> None:
        """Collect the report anew."""
        self._allow(is_there=False)
        cloud = self.context.cloud
        state = cloud.state if cloud is not None else CloudState()
        Awaited(self._upkeep.report(state, now_ms=self.context.now_ms()), self._show, self)

    def write(self, path: Path) -> None:
        """Write what is shown to *path*."""
        self._trouble.empty()
        try:
            path.write_text(self.report.toPlainText(), encoding="utf-8", newline="\n")
        except OSError as error:
            reason = error.strerror or type(error).__name__
            sentence = _("The report cannot be written: {reason}.").format(reason=reason)
            self._trouble.put(
                Notice(self._look, Role.FAILED, sentence, _("Choose another place, or copy it."))
            )
            return
        self.context.stage.toast(Toast(_("{name} is written."), path.name))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.report.toPlainText():
            self.collect()

    def _show(self, text: str) -> None:
        self.report.setPlainText(text)
        self._allow(is_there=True)

    def _allow(self, *, is_there: bool) -> None:
        """Let what is shown be copied and saved, and nothing else."""
        for button in (self.copy, self.save):
            button.setEnabled(is_there)
            button.setToolTip("" if is_there else _("The report is being collected."))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.context.stage.toast(Toast(_("The report is copied.")))

    def _choose_target(self) -> None:
        dialog = QFileDialog(self.window(), _("Where the report goes"))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Text files (*.txt)")])
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(lambda path: self.write(Path(path)))
        self.file_dialog = dialog
        dialog.open()


class ReportView(QPlainTextEdit):
    """The report, to be read and scrolled by keyboard too."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(_("Report"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._dress)
        self._dress()

    @override
    def sizeHint(self) -> QSize:
        theme = self._look.theme
        return QSize(theme.px(400), LINES * theme.line(Text.SMALL))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.theme.px(200), self.sizeHint().height())

    def _dress(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self._look.theme.font(Text.SMALL).pixelSize())
        self.setFont(font)
        self.setStyleSheet(self._look.sheet)
        self.updateGeometry()


def build(context: PageContext) -> Column:
    """Return the section."""
    if context.upkeep is None:
        return Column(context, _("Diagnostics"), _("This window was opened without a program behind it."))
    return DiagnosticsColumn(context, context.upkeep)
