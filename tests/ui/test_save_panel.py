"""What stands behind the save indicator: every state says what is safe, what waits and why, and what one can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.session import Session
from tarkov_desktop.store.errors import StoreError
from tarkov_desktop.sync.phase import Phase
from tarkov_desktop.ui.save_panel import SavePanel, save_details
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button

NOW_MS = 1_763_700_000_000
SIGNED_IN = CloudState(sign_in=SignIn.SIGNED_IN, user_id="u")


@pytest.fixture
def hub() -> CloudHub:
    return CloudHub(new_id=lambda: "id", account_changed=lambda: None)


@pytest.fixture
def shell(qtbot: QtBot, qapp: QApplication, look: Look, session: Session, hub: CloudHub) -> Iterator[Shell]:
    shell = Shell(qapp, look, session, now_ms=lambda: NOW_MS, cloud=hub)
    qtbot.addWidget(shell)
    shell.show()
    yield shell
    shell.close()


def opened(qtbot: QtBot, shell: Shell) -> SavePanel:
    qtbot.mouseClick(shell.top.saving, Qt.MouseButton.LeftButton)
    panel = next(each for each in shell.findChildren(SavePanel) if each.isVisible())
    assert shell.rect().contains(panel.panel.geometry())
    return panel


def button(panel: SavePanel, word: str) -> Button:
    return next(each for each in panel.findChildren(Button) if each.text() == word and each.isVisible())


def standing(**parts: object) -> CloudState:
    return replace(SIGNED_IN, standing=replace(CloudStanding(), **parts))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("state", "says", "way"),
    [
        (None, "nothing leaves this computer", "Account settings"),
        (CloudState(), "No backend is set", "Account settings"),
        (CloudState(sign_in=SignIn.GUEST), "With an account it would follow you", "Sign in"),
        (CloudState(sign_in=SignIn.IN_BROWSER), "in your browser", "Account settings"),
        (CloudState(sign_in=SignIn.GONE), "Your account was deleted", "Account settings"),
        (CloudState(sign_in=SignIn.ENDED), "with the same account", "Sign in again"),
        (CloudState(sign_in=SignIn.ENDED, keeping="locked"), "is locked", "Sign in again"),
        (standing(phase=Phase.UP_TO_DATE, last_success_ms=NOW_MS), "is in the cloud", "Sync now"),
        (standing(), "Nothing was exchanged yet", "Sync now"),
        (standing(waiting=3, phase=Phase.SYNCING), "being sent now", "Sync now"),
        (standing(waiting=3, phase=Phase.WAITING, reason="ConnectError"), "cannot be reached", "Sync now"),
        (standing(waiting=3, phase=Phase.WAITING, reason="not_ours"), "in place of the server", "Sync now"),
        (standing(waiting=3, phase=Phase.WAITING, reason="rate_limited"), "asks to wait", "Sync now"),
        (standing(waiting=1, phase=Phase.UP_TO_DATE, reason="unknown_season"), "new season", "Sync now"),
        (standing(waiting=3, phase=Phase.WAITING, next_try_ms=NOW_MS), "Next try at", "Sync now"),
        (standing(refused=2), "refused 2 changes", "Open Activity"),
        (standing(is_live=True), "arrive at once", "Sync now"),
        (replace(SIGNED_IN, keeping="refused"), "did not take the sign-in", "Sync now"),
    ],
)
def test_every_state_says_what_is_safe_and_the_way_on(
    session: Session, state: CloudState | None, says: str, way: str
) -> None:
    details = save_details(session, state, NOW_MS)

    assert says in " ".join(details.sentences)
    assert details.ways[0].word == way


def test_a_disk_that_refuses_comes_before_everything(session: Session) -> None:
    session.saving.hear_trouble(StoreError("The disk is full."))

    details = save_details(session, standing(refused=2), NOW_MS)

    assert details.sentences[0] == "The disk is full."
    assert "leave the program open" in details.sentences[-1]
    session.saving.hear_trouble(None)


def test_a_click_opens_the_panel_and_it_follows(qtbot: QtBot, shell: Shell, hub: CloudHub) -> None:
    hub._say(standing(waiting=3, phase=Phase.WAITING))
    panel = opened(qtbot, shell)
    before = panel.details

    hub._say(standing(phase=Phase.UP_TO_DATE, last_success_ms=NOW_MS))

    assert before is not None
    assert "3 changes wait to be sent." in before.sentences
    assert panel.accessibleName() == "Saved in the cloud"
    assert button(panel, "Sync now").isVisible()
    panel.leave()


def test_refused_changes_lead_to_activity(qtbot: QtBot, shell: Shell, hub: CloudHub) -> None:
    hub._say(standing(refused=1))
    panel = opened(qtbot, shell)

    qtbot.mouseClick(button(panel, "Open Activity"), Qt.MouseButton.LeftButton)

    assert shell.page_name == "activity"


def test_devices_lead_to_settings_and_esc_closes(qtbot: QtBot, shell: Shell, hub: CloudHub) -> None:
    hub._say(SIGNED_IN)
    panel = opened(qtbot, shell)
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(5, 400))
    hidden_by_a_click = not panel.isVisible()
    panel = SavePanel(panel._context, shell, shell.top.saving)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    hidden_by_esc = not panel.isVisible()
    hub._say(CloudState(sign_in=SignIn.ENDED, keeping="locked"))
    panel = SavePanel(panel._context, shell, shell.top.saving)
    qtbot.mouseClick(button(panel, "Ask the keyring again"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button(panel, "Sign in again"), Qt.MouseButton.LeftButton)

    assert hidden_by_a_click
    assert hidden_by_esc
    assert shell.page_name == "settings"
