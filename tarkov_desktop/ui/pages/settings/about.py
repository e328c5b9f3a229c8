"""Updates and about: the version, what is new, where new versions come from, and the licences."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from tarkov_desktop import __version__
from tarkov_desktop.app.about import LICENCE, ReleaseNotes, changelog, parts
from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.ui.first_run import FIRST_RUN
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.column import Column
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.label import Label

KINDS: Final = {
    "Security": mark("Security"),
    "Removed": mark("Removed"),
    "Deprecated": mark("Deprecated"),
    "Added": mark("Added"),
    "Changed": mark("Changed"),
    "Fixed": mark("Fixed"),
}
"""Kinds of the changelog; the notes themselves are in English."""


def build(context: PageContext) -> Column:
    """Return the section."""
    title = _("Tarkov Desktop {version}").format(version=__version__)
    about = _("A companion for Escape from Tarkov. It is not connected with Battlestate Games.")
    column = Column(context, title, about)
    again = Button(context.look, _("Show them"), Kind.PLAIN)
    again.clicked.connect(lambda: context.stage.open_page(FIRST_RUN))
    column.add_row(_("First steps"), again, _("The cards of the first start: mode, level, signing in."))
    column.add_head(_("New versions"))
    _add_text(
        column,
        _(
            "The program asks no server for new versions, so nothing about you is told to one. A new version comes "
            "from the place where you got this one. Install it over this one: progress, settings and backups stay."
        ),
    )
    for release in changelog():
        _add_release(column, release)
    column.add_head(_("Licences"))
    _add_text(
        column,
        _("Tarkov Desktop is free software under the {licence} licence. It stands on:").format(
            licence=LICENCE
        ),
    )
    lines = [
        f"{part.name} {part.version}" + (f" · {part.licence}" if part.licence else "") for part in parts()
    ]
    _add_text(column, "\n".join(lines), Text.SMALL)
    _add_text(
        column,
        _(
            "Icons are from Material Design Icons (Apache 2.0), letters from Inter (OFL 1.1), game data from tarkov.dev. "
            "Names and facts of the game belong to Battlestate Games."
        ),
        Text.SMALL,
    )
    return column


def _add_release(column: Column, release: ReleaseNotes) -> None:
    column.add_head(_("What is new in {version}").format(version=release.version))
    for kind, notes in release.notes:
        _add_text(column, _(KINDS.get(kind, kind)), Text.SMALL, weight=600)
        for note in notes:
            _add_text(column, f"•  {note}", Text.SMALL)


def _add_text(column: Column, words: str, size: Text = Text.BODY, *, weight: int = 0) -> QWidget:
    label = Label(column.context.look, words, size, Role.TEXT2, weight=weight, wraps=True)
    label.setContentsMargins(0, 0, 0, column.theme.gap(4))
    column.add(label)
    return label
