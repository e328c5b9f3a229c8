"""The address of the backend: which Supabase project this computer talks to."""

from __future__ import annotations

from tarkov_desktop.app.settings import SUPABASE_ANON_KEY, SUPABASE_URL, TEAM_GATEWAY_URL
from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.pages.settings.column import Column
from tarkov_desktop.ui.room import LARGE_TEXT
from tarkov_desktop.ui.widgets.field import Field


def add_backend(column: Column) -> None:
    """Add the rows of the backend to *column*."""
    column.add_head(_("Backend"))
    settings = column.context.session.settings
    for name, setting, help_text in (
        (
            _("Address"),
            SUPABASE_URL,
            _("A Supabase project; begins with https://. Takes effect at the next start."),
        ),
        (_("Public key"), SUPABASE_ANON_KEY, _("The anon key of that project; it is no secret.")),
        (_("Team gateway"), TEAM_GATEWAY_URL, _("Only if that project has one.")),
    ):
        # Wide where there is room; at twice the text the label keeps half of the row.
        width_px = 340 if column.theme.scale < LARGE_TEXT else 170
        field = Field(column.context.look, name, width_px=width_px)
        field.setText(settings.get(setting) or "")
        field.editingFinished.connect(
            lambda field=field, setting=setting: settings.set(setting, field.text().strip() or None)
        )
        column.add_row(name, field, help_text)
