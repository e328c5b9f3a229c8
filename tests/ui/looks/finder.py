"""Finds what a look at a picture would find: texts cut or covered, widgets that overlap or lie out of sight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QTextEdit,
    QToolTip,
    QWidget,
)

from tarkov_desktop.ui.rail import RailEntry
from tarkov_desktop.ui.toast import ToastCard
from tarkov_desktop.ui.top_bar import SearchEntry
from tarkov_desktop.ui.widgets.focus import FocusRing
from tarkov_desktop.ui.widgets.scroll import OverlayBar
from tests.ui.looks.recorder import Written, written_by

FLOATING = (OverlayBar, FocusRing, ToastCard)
"""What lies over other widgets on purpose."""
GIVING_WAY = (RailEntry, SearchEntry)
"""Buttons that elide their word on purpose, and tell it in a tooltip."""
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
SLACK_PX = 1.5
_NOTHING_TOLD = "nothing told"
_GLYPH_FIRST = "\ue000"  # icons are letters of a private area


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong: its kind, the widget by class, and the text or the size that shows it."""

    kind: str
    widget: str
    detail: str

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.kind}: {self.widget}: {self.detail}"


@dataclass(frozen=True, slots=True)
class _Line:
    written: Written
    widget: QWidget
    box: QRectF
    """In the window, as far as it is to be seen."""


def flaws(window: QWidget) -> list[Flaw]:
    """Return what is wrong in *window* as it stands."""
    shown = list(_shown(window))
    found = [flaw for widget in shown for flaw in _out_of_sight(widget, window)]
    found += [flaw for widget in shown for flaw in _covered_siblings(widget)]
    found += [flaw for widget in shown for flaw in _squeezed(widget)]
    lines: list[_Line] = []
    for widget in shown:
        for written in written_by(widget):
            if written.text[0] >= _GLYPH_FIRST:
                continue
            found += _cut(widget, written)
            seen = _seen(widget, written.box, window)
            if not seen.isEmpty():
                lines.append(_Line(written, widget, seen))
    return list(dict.fromkeys(found + _covered_texts(lines)))


def _shown(window: QWidget) -> Iterator[QWidget]:
    for widget in (window, *window.findChildren(QWidget)):
        is_here = widget.isVisibleTo(window) and widget.window() is window.window()
        if is_here and (widget is window or not _floats(widget, window)):
            yield widget


def _floats(widget: QWidget, window: QWidget) -> bool:
    """Whether *widget* lies over others on purpose, or in something that does."""
    at: QWidget | None = widget
    while at is not None and at is not window:
        if isinstance(at, FLOATING):
            return True
        at = at.parentWidget()
    return False


def _name(widget: QWidget) -> str:
    if widget.accessibleName():
        return f"{type(widget).__name__}({widget.accessibleName()[:40]})"
    return f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"


def _scrolls(widget: QWidget) -> bool:
    """Whether *widget* is the moving content of a scroll area."""
    parent = widget.parentWidget()
    area = parent.parentWidget() if parent is not None else None
    return isinstance(area, QAbstractScrollArea) and area.viewport() is parent


def _out_of_sight(widget: QWidget, window: QWidget) -> Iterator[Flaw]:
    parent = widget.parentWidget()
    if widget is window or parent is None or widget.rect().isEmpty():
        return
    if _scrolls(widget):
        if widget.width() > parent.width() + SLACK_PX and _never_scrolls_sideways(parent.parentWidget()):
            yield Flaw("out of sight", _name(widget), f"{widget.width()} wide in {parent.width()}")
        return
    box = widget.geometry()
    if box.right() > parent.width() + SLACK_PX or box.left() < -SLACK_PX:
        yield Flaw("out of sight", _name(widget), f"x {box.left()}..{box.right()} of {parent.width()}")
    if box.bottom() > parent.height() + SLACK_PX or box.top() < -SLACK_PX:
        yield Flaw("out of sight", _name(widget), f"y {box.top()}..{box.bottom()} of {parent.height()}")


def _squeezed(widget: QWidget) -> Iterator[Flaw]:
    """Yield a button that is narrower than it wants to be: what is drawn in it runs into its edge."""
    if not isinstance(widget, QAbstractButton) or isinstance(widget, GIVING_WAY):
        return
    wanted = widget.sizeHint().width()
    if 0 < widget.width() < wanted - SLACK_PX:
        yield Flaw("squeezed", _name(widget), f"{widget.width()} wide, wants {wanted}")


def _never_scrolls_sideways(area: QWidget | None) -> bool:
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return isinstance(area, QAbstractScrollArea) and area.horizontalScrollBarPolicy() is off


def _covered_siblings(parent: QWidget) -> Iterator[Flaw]:
    children = [
        child
        for child in parent.children()
        if isinstance(child, QWidget) and child.isVisibleTo(parent) and not isinstance(child, FLOATING)
    ]
    if isinstance(parent, QAbstractScrollArea):
        return
    for at, one in enumerate(children):
        for other in children[at + 1 :]:
            common = one.geometry().intersected(other.geometry())
            if (
                min(common.width(), common.height()) > SLACK_PX
                and not one.isWindow()
                and not other.isWindow()
            ):
                yield Flaw("covered", _name(one), f"by {_name(other)}, {common.width()} x {common.height()}")


def _cut(widget: QWidget, written: Written) -> Iterator[Flaw]:
    if isinstance(widget, QLineEdit) or isinstance(widget.parentWidget(), QTextEdit):
        return
    wrong = list(_cut_texts(widget, written))
    if wrong and not _is_told(widget, written):
        yield from wrong


def _cut_texts(widget: QWidget, written: Written) -> Iterator[Flaw]:
    if written.text.rstrip().endswith(ELLIPSIS) and not written.text.rstrip(ELLIPSIS).endswith(" "):
        whole = getattr(widget, "text", lambda: "")()
        if not (isinstance(whole, str) and whole.strip() == written.text.strip()):
            yield Flaw("elided", _name(widget), written.text)
            return
    scrolls = isinstance(widget.parentWidget(), QAbstractScrollArea)
    if written.box.right() > widget.width() + SLACK_PX or written.box.left() < -SLACK_PX:
        yield Flaw("cut", _name(widget), f"{written.text!r} to {written.box.right():.0f} of {widget.width()}")
    line = written.box.height() * 0.2  # ascent and descent leave air that may go
    if not scrolls and (written.box.bottom() - line > widget.height() or written.box.top() + line < 0):
        yield Flaw("cut", _name(widget), f"{written.text!r} in height of {widget.height()}")


def _is_told(widget: QWidget, written: Written) -> bool:
    """Whether a tooltip tells the whole text."""
    if widget.toolTip() or _tells(widget, written):
        return True
    view = widget.parentWidget()
    if isinstance(view, QAbstractItemView) and view.viewport() is widget:
        index = view.indexAt(written.box.center().toPoint())
        return bool(index.data(Qt.ItemDataRole.ToolTipRole))
    return False


def _tells(widget: QWidget, written: Written) -> bool:
    """Whether *widget* tells the text when a tooltip is asked for: only what is asked is made."""
    place = written.box.center().toPoint()
    QToolTip.showText(widget.mapToGlobal(place), _NOTHING_TOLD, widget)  # hiding the one before takes time
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    told = QToolTip.text()
    QToolTip.hideText()
    return told not in {"", _NOTHING_TOLD}


def _seen(widget: QWidget, box: QRectF, window: QWidget) -> QRectF:
    """Return the part of *box* that no parent cuts off, in the window."""
    part = box.intersected(QRectF(widget.rect()))
    at = widget
    while at is not window:
        part = part.translated(at.pos())
        parent = at.parentWidget()
        assert parent is not None
        part = part.intersected(QRectF(parent.rect()))
        at = parent
    return part


def _covered_texts(lines: list[_Line]) -> list[Flaw]:
    found = []
    ordered = sorted(lines, key=lambda line: line.box.top())
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.box.top() > one.box.bottom():
                break
            common = _inner(one.box).intersected(_inner(other.box))
            if common.width() > SLACK_PX and common.height() > SLACK_PX:
                found.append(
                    Flaw(
                        "written over", _name(one.widget), f"{one.written.text!r} and {other.written.text!r}"
                    )
                )
    return found


def _inner(box: QRectF) -> QRectF:
    """Return *box* without the air above and below its letters."""
    air = box.height() * 0.22
    return box.adjusted(0, air, 0, -air)
