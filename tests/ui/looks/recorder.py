"""What a widget writes on the screen, without a screen: a paint device that keeps the texts and their places.

It sees what delegates paint as well as what labels do, since all of them end in ``drawTextItem``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QPaintDevice, QPaintEngine, QRegion
from PySide6.QtWidgets import QWidget
from typing_extensions import override

_SIDE = 1 << 14
_METRICS = {
    QPaintDevice.PaintDeviceMetric.PdmWidth: _SIDE,
    QPaintDevice.PaintDeviceMetric.PdmHeight: _SIDE,
    QPaintDevice.PaintDeviceMetric.PdmWidthMM: _SIDE // 4,
    QPaintDevice.PaintDeviceMetric.PdmHeightMM: _SIDE // 4,
    QPaintDevice.PaintDeviceMetric.PdmDpiX: 96,
    QPaintDevice.PaintDeviceMetric.PdmDpiY: 96,
    QPaintDevice.PaintDeviceMetric.PdmPhysicalDpiX: 96,
    QPaintDevice.PaintDeviceMetric.PdmPhysicalDpiY: 96,
    QPaintDevice.PaintDeviceMetric.PdmDepth: 32,
    QPaintDevice.PaintDeviceMetric.PdmNumColors: 1 << 24,
    QPaintDevice.PaintDeviceMetric.PdmDevicePixelRatio: 1,
    QPaintDevice.PaintDeviceMetric.PdmDevicePixelRatioScaled: 1 << 16,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of text and the box of its line, in the coordinates of the widget that wrote it."""

    text: str
    box: QRectF


class _Engine(QPaintEngine):
    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.written: list[Written] = []

    @override
    def begin(self, pdev: QPaintDevice) -> bool:
        self.setActive(True)
        return True

    @override
    def end(self) -> bool:
        self.setActive(False)
        return True

    @override
    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    @override
    def drawTextItem(self, p: Any, textItem: Any) -> None:
        if not textItem.text().strip():
            return
        height = textItem.ascent() + textItem.descent()
        box = QRectF(p.x(), p.y() - textItem.ascent(), textItem.width(), height)
        self.written.append(Written(textItem.text(), self.painter().deviceTransform().mapRect(box)))

    @override
    def updateState(self, state: Any) -> None:
        """Leave fonts, colours and places to the items themselves."""

    @override
    def drawPixmap(self, r: Any, pm: Any, sr: Any) -> None:
        """Leave pictures out."""

    @override
    def drawImage(self, *_place: Any, **_more: Any) -> None:
        """Leave pictures out."""

    @override
    def drawPath(self, path: Any) -> None:
        """Leave shapes out."""

    @override
    def drawPolygon(self, *_shape: Any) -> None:
        """Leave shapes out."""

    @override
    def drawRects(self, *_shape: Any) -> None:
        """Leave shapes out."""

    @override
    def drawLines(self, *_shape: Any) -> None:
        """Leave shapes out."""

    @override
    def drawEllipse(self, *_shape: Any) -> None:
        """Leave shapes out."""


class _Paper(QPaintDevice):
    def __init__(self) -> None:
        super().__init__()
        self.engine = _Engine()

    @override
    def paintEngine(self) -> QPaintEngine:
        return self.engine

    @override
    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        return _METRICS.get(metric, 1)


def written_by(widget: QWidget) -> list[Written]:
    """Return what *widget* itself writes now, without its children."""
    paper = _Paper()
    widget.render(paper, QPoint(0, 0), QRegion(), QWidget.RenderFlag(0))
    return paper.engine.written
