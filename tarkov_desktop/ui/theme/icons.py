"""Icons: glyphs of Material Design Icons 6 from qtawesome's own files, drawn at any size in any colour.

qtawesome itself loads all of its thirteen fonts at the first icon (0.2 s); we need one of them.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap


class IconFont:
    """Draws icons by their name without prefix (``sword-cross``); drawn ones are kept as pixmaps."""

    def __init__(self) -> None:
        folder = _fonts_folder()
        font_file = next(folder.glob("materialdesignicons6-webfont-[0-9]*.ttf"))
        charmap = next(folder.glob("materialdesignicons6-webfont-charmap-*.json"))
        number = QFontDatabase.addApplicationFont(str(font_file))
        self._family = QFontDatabase.applicationFontFamilies(number)[0]
        codes = msgspec.json.decode(charmap.read_bytes(), type=dict[str, str])
        self._glyphs = {name: chr(int(code.removeprefix("0x"), 16)) for name, code in codes.items()}
        self._pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}

    def has(self, name: str) -> bool:
        """Return whether an icon of that *name* exists."""
        return name in self._glyphs

    def draw(self, painter: QPainter, name: str, box: QRectF, colour: QColor) -> None:
        """Draw *name* centred in *box*, as large as the box is wide."""
        size = round(box.width())
        ratio = painter.device().devicePixelRatioF()
        pixmap = self.pixmap(name, size, colour, ratio)
        top_left = QPointF(box.x() + (box.width() - size) / 2, box.y() + (box.height() - size) / 2)
        painter.drawPixmap(QPointF(round(top_left.x()), round(top_left.y())), pixmap)

    def pixmap(self, name: str, size: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
        """Return *name* as a square pixmap of *size* device-independent pixels.

        Raises:
            KeyError: there is no icon of that name.
        """
        key = (name, size, colour.rgba(), ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._render(self._glyphs[name], size, colour, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, size: int, colour: QColor, ratio: float = 2.0) -> QIcon:
        """Return *name* for what wants a QIcon: menus and the like."""
        return QIcon(self.pixmap(name, size, colour, ratio))

    def _render(self, glyph: str, size: int, colour: QColor, ratio: float) -> QPixmap:
        pixmap = QPixmap(round(size * ratio), round(size * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        font = QFont(self._family)
        font.setPixelSize(size)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(QRectF(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, glyph)
        painter.end()
        return pixmap


def _fonts_folder() -> Path:
    found = importlib.util.find_spec("qtawesome")
    if found is None or found.origin is None:
        raise FileNotFoundError("qtawesome is not installed")
    return Path(found.origin).parent / "fonts"
