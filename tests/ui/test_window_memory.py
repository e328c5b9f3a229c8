"""What a window remembers on this computer."""

from __future__ import annotations

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import WINDOW
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.ui.window_memory import WindowMemory


def test_what_was_noted_is_there_again_once_it_is_saved(session: Session) -> None:
    memory = WindowMemory(session.settings)
    memory.note_page("pve", "maps")
    memory.note_view("pve", "maps", {"map": "woods"})
    memory.note_geometry(b"left of the lamp")
    memory.note_said_goes_on()

    assert WindowMemory(session.settings).page("pve") == ""
    memory.save()

    again = WindowMemory(session.settings)
    assert (again.page("pve"), again.page("pvp")) == ("maps", "")
    assert again.view("pve", "maps") == {"map": "woods"}
    assert again.geometry == b"left of the lamp"
    assert again.has_said_goes_on


def test_what_an_older_version_or_a_hand_left_there_is_nothing(session: Session) -> None:
    odd: dict[str, JsonValue] = {"page.pvp": 7, "view.pvp.tasks": "wide", "geometry": None, "saidGoesOn": 1}
    session.settings.set(WINDOW, odd)

    memory = WindowMemory(session.settings)

    assert memory.page("pvp") == ""
    assert memory.view("pvp", "tasks") == {}
    assert memory.geometry == b""
    assert not memory.has_said_goes_on
