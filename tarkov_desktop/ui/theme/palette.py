"""What Qt's own widgets need of the theme: a QPalette, and one small style sheet."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor, QPalette

from tarkov_desktop.ui.theme.theme import Theme
from tarkov_desktop.ui.theme.tokens import Role

_DISABLED_ALPHA = 153  # 60 %

_SHEET = Template("""
QMenu { background: $panel; color: $text; border: ${border}px solid $line2; border-radius: 8px; padding: ${gap4}px; }
QMenu::item { min-height: ${row}px; padding: 0 ${gap12}px 0 ${gap12}px; border-radius: 5px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $text3; }
QMenu::icon { padding-left: ${gap8}px; }
QMenu::separator { height: 1px; background: $line; margin: ${gap4}px 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $line2; border-radius: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $control; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QLineEdit#field { background: $window; color: $text; border: 1px solid $control; border-radius: ${gap6}px; }
QLineEdit, QPlainTextEdit { placeholder-text-color: $text3; }
QPlainTextEdit { background: $window; color: $text; border: 1px solid $control; border-radius: 6px; padding: 4px; }
QPlainTextEdit:focus { border: 2px solid $focus; padding: 3px; }
""")


def make_palette(theme: Theme) -> QPalette:
    """Return the palette of *theme* (visual language, section 2)."""
    palette = QPalette()
    group = QPalette.ColorRole
    base = theme.color(Role.LIST)
    roles = {
        group.Window: Role.WINDOW,
        group.WindowText: Role.TEXT,
        group.Text: Role.TEXT,
        group.Button: Role.RAISED,
        group.ButtonText: Role.TEXT,
        group.BrightText: Role.TEXT,
        group.Highlight: Role.SELECTED,
        group.HighlightedText: Role.TEXT,
        group.PlaceholderText: Role.TEXT3,
        group.Accent: Role.ACCENT,
        group.Link: Role.TEXT,
        group.ToolTipBase: Role.PANEL,
        group.ToolTipText: Role.TEXT,
        group.Mid: Role.LINE,
        group.Dark: Role.LINE,
        group.Light: Role.LINE2,
    }
    for place, role in roles.items():
        palette.setColor(place, theme.color(role))
    for place in (group.Base, group.AlternateBase):
        palette.setColor(place, base)
    faded = QColor(theme.color(Role.TEXT3))
    faded.setAlpha(_DISABLED_ALPHA)
    for place in (group.WindowText, group.Text, group.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, faded)
    return palette


def make_style_sheet(theme: Theme) -> str:
    """Return the style sheet of *theme*. It names no accent, so that a mode switch needs no new one.

    It is set on menus, fields and text boxes one by one: on the application, every widget would be matched against it.
    """
    names = {role.value: theme.color(role).name() for role in Role}
    gaps = {f"gap{n}": theme.gap(n) for n in (4, 6, 8, 12)}
    return _SHEET.substitute(names, **gaps, row=theme.control(28), border=2 if theme.is_contrast else 1)
