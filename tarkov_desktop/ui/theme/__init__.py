"""How the window looks: colours and sizes by role, fonts, icons, state shapes, palette and style sheet.

Widgets get a :class:`~tarkov_desktop.ui.theme.look.Look` and ask it by role; no colour stands outside
``resources/themes/tokens.toml``.
"""
