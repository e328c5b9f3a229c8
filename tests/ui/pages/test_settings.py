"""The page Settings: every control changes what it says, at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.cloud.guest_choice import GuestOffer, GuestSide
from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import (
    COMPACT_ON_TOP,
    COMPACT_OPACITY,
    DATA_LANGUAGE,
    DENSITY,
    LOCAL_ONLY,
    NOTIFY_MATE_JOINED,
    NOTIFY_SIGN_IN,
    NOTIFY_TASK_FINISHED,
    QUIET_DURING_RAID,
    RAIL,
    REDUCE_MOTION,
    SUPABASE_URL,
    TEXT_SCALE,
    THEME,
)
from tarkov_desktop.app.squad.state import SquadView
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.sync.phase import Phase
from tarkov_desktop.ui.pages.settings.appearance import AppearanceColumn
from tarkov_desktop.ui.pages.settings.language import GAME_LANGUAGES, PROGRAM_LANGUAGES, LanguageButton
from tarkov_desktop.ui.pages.settings.page import SECTIONS, SettingsPage
from tarkov_desktop.ui.save_indicator import Safe
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Variant
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.toggle import Toggle
from tests.app.worlds import DEBUT


@pytest.fixture
def hub() -> CloudHub:
    return CloudHub(new_id=lambda: "id", account_changed=lambda: None)


@pytest.fixture
def shell(
    qtbot: QtBot, qapp: QApplication, look: Look, session: Session, now_ms: int, hub: CloudHub
) -> Iterator[Shell]:
    shell = Shell(qapp, look, session, now_ms=lambda: now_ms, cloud=hub)
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    shell.open_page("settings")
    yield shell
    look.set_variant(Variant.DARK)
    look.set_scale(1.0)


@pytest.fixture
def page(shell: Shell) -> SettingsPage:
    assert isinstance(shell.page, SettingsPage)
    return shell.page


def words(page: SettingsPage) -> str:
    shown = [label.text() for label in page.findChildren(Label) if label.isVisible()]
    return "\n".join(shown + [each.accessibleName() for each in page.findChildren(Notice)])


def buttons(page: SettingsPage) -> dict[str, Button]:
    return {each.text(): each for each in page.findChildren(Button) if each.isVisible()}


@pytest.mark.parametrize("section", [entry.name for entry in SECTIONS])
def test_every_section_opens_and_is_remembered(shell: Shell, page: SettingsPage, section: str) -> None:
    page.go_to(section)
    state = page.view_state()
    page.go_to("account")

    page.restore_view(state)

    assert page.section == section
    assert all(part.isVisible() for part in page.regions())


def test_an_unknown_section_is_the_first(page: SettingsPage) -> None:
    page.go_to("no such thing")

    assert page.section == SECTIONS[0].name


def appearance(page: SettingsPage) -> AppearanceColumn:
    page.go_to("appearance")
    column = page.findChild(AppearanceColumn)
    assert isinstance(column, AppearanceColumn)
    return column


def test_theme_size_and_rows_change_at_once(page: SettingsPage, look: Look, session: Session) -> None:
    column = appearance(page)

    column.themes.cards["light"].click()
    column.text.slider.setValue(150)
    column.rows.chosen.emit("comfortable")
    column.rail.chosen.emit("icons")

    assert (look.theme.variant, look.theme.scale) == (Variant.LIGHT, 1.5)
    assert session.settings.get(THEME) == "light"
    assert session.settings.get(TEXT_SCALE) == 1.5
    assert session.settings.get(DENSITY) == "comfortable"
    assert session.settings.get(RAIL) == "icons"


def test_text_is_sized_by_keyboard_and_by_a_drag_that_counts_when_it_ends(
    qtbot: QtBot, page: SettingsPage, session: Session
) -> None:
    slider = appearance(page).text.slider
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    by_key = session.settings.get(TEXT_SCALE)

    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(0, 5))
    qtbot.mouseMove(slider, QPoint(slider.width(), 5))
    while_dragged = session.settings.get(TEXT_SCALE)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton)

    assert (by_key, while_dragged) == (1.05, 1.05)
    assert session.settings.get(TEXT_SCALE) in {0.8, 2.0}


def test_what_is_changed_elsewhere_shows_here(page: SettingsPage, session: Session) -> None:
    column = appearance(page)

    session.settings.set(THEME, "contrast")
    session.settings.set(DENSITY, "comfortable")
    session.settings.set(RAIL, "words")
    session.settings.set(COMPACT_ON_TOP, False)
    session.settings.set(COMPACT_OPACITY, 0.5)

    assert column.themes.cards["contrast"].isChecked()
    assert (column.rows.current, column.rail.current) == ("comfortable", "words")
    assert not column.on_top.isChecked()
    assert column.opacity.slider.value() == 50


def test_motion_and_opacity_are_set(page: SettingsPage, look: Look, session: Session) -> None:
    column = appearance(page)
    switches = {each.accessibleName(): each for each in column.findChildren(Toggle)}
    was = look.is_motion_reduced

    switches["Reduce motion"].click()
    column.opacity.slider.setValue(70)
    calm, look.is_motion_reduced = look.is_motion_reduced, was

    assert calm
    assert session.settings.get(REDUCE_MOTION)
    assert session.settings.get(COMPACT_OPACITY) == 0.7


def test_a_system_without_a_tray_says_why_the_window_cannot_go_there(page: SettingsPage) -> None:
    column = appearance(page)
    closing = next(
        each for each in column.findChildren(Toggle) if each.accessibleName().startswith("Close to")
    )

    assert not closing.isEnabled()
    assert "no notification area" in closing.toolTip()
    assert not closing.isChecked()


def test_streamer_mode_is_of_the_account_and_local_only_of_this_computer(
    qtbot: QtBot, page: SettingsPage, session: Session
) -> None:
    page.go_to("privacy")
    streamer, local = page.findChildren(Toggle)

    qtbot.mouseClick(streamer, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(local, Qt.MouseButton.LeftButton)

    assert session.account_document.value("preferences/streamerMode") is True
    assert session.settings.get(LOCAL_ONLY) is True


def test_notifications_are_switched_one_by_one_and_those_of_the_squad_together(
    qtbot: QtBot, page: SettingsPage, session: Session
) -> None:
    page.go_to("notifications")
    switches = {each.accessibleName(): each for each in page.findChildren(Toggle)}

    qtbot.mouseClick(switches["Somebody joins your squad"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(switches["Quiet while a raid runs"], Qt.MouseButton.LeftButton)
    chosen = [session.settings.wants(each) for each in (NOTIFY_MATE_JOINED, NOTIFY_TASK_FINISHED)]
    switches["From your squad"].setFocus()
    qtbot.keyClick(switches["From your squad"], Qt.Key.Key_Space)

    assert chosen == [False, True]
    assert not session.settings.get(QUIET_DURING_RAID)
    assert not session.settings.wants(NOTIFY_TASK_FINISHED)
    assert not switches["Somebody joins your squad"].isEnabled()
    assert session.settings.wants(NOTIFY_SIGN_IN)


def test_languages_are_offered_in_their_own_words(page: SettingsPage) -> None:
    page.go_to("language")

    assert {"As the system", "English"} <= buttons(page).keys()
    assert set(PROGRAM_LANGUAGES) - {""} <= set(GAME_LANGUAGES) | {"uk"}


def test_a_chosen_language_is_kept(page: SettingsPage, session: Session) -> None:
    page.go_to("language")
    chooser = LanguageButton(
        page.context, "x", GAME_LANGUAGES, "en", lambda word: session.settings.set(DATA_LANGUAGE, word)
    )

    chooser.pick("de")

    assert session.settings.get(DATA_LANGUAGE) == "de"
    assert chooser.text() == "Deutsch"


def test_without_a_backend_it_says_so_and_takes_an_address(page: SettingsPage, session: Session) -> None:
    address = next(each for each in page.findChildren(Field) if each.accessibleName() == "Address")

    address.setText(" https://project.example ")
    address.editingFinished.emit()

    assert "No backend is set" in words(page)
    assert session.settings.get(SUPABASE_URL) == "https://project.example"


def test_a_guest_is_offered_to_sign_in(page: SettingsPage, hub: CloudHub) -> None:
    hub._say(CloudState(sign_in=SignIn.GUEST))
    QApplication.sendPostedEvents()

    assert {"Sign in with Discord", "Sign in with Twitch"} <= buttons(page).keys()


def test_other_providers_are_offered_where_the_server_has_them(page: SettingsPage, hub: CloudHub) -> None:
    hub._providers = ("discord", "github")

    hub._say(CloudState(sign_in=SignIn.GUEST))

    assert {"Sign in with Discord", "Sign in with GitHub"} <= buttons(page).keys()
    assert "Sign in with Twitch" not in buttons(page)


def test_waiting_for_the_browser_can_be_cancelled(page: SettingsPage, hub: CloudHub) -> None:
    hub._say(CloudState(sign_in=SignIn.IN_BROWSER, provider="discord"))

    assert "Waiting for your browser" in words(page)
    assert "Cancel" in buttons(page)


def test_an_ended_sign_in_says_that_everything_is_safe(
    shell: Shell, page: SettingsPage, hub: CloudHub
) -> None:
    hub._say(CloudState(sign_in=SignIn.ENDED, sentence="Sign in again. Everything is safe."))

    assert "Everything is safe." in words(page)
    assert "Go on without an account" in buttons(page)
    assert shell.top.saving.state.safe is Safe.SIGN_IN


def test_the_account_tells_how_sync_stands(shell: Shell, page: SettingsPage, hub: CloudHub) -> None:
    state = CloudState(sign_in=SignIn.SIGNED_IN, user_id="u", name="Mira", keeping="no_keyring")
    waiting = CloudStanding(Phase.WAITING, waiting=3, last_success_ms=1, next_try_ms=2)
    hub._say(replace(state, standing=waiting))
    told = words(page)
    waits = shell.top.saving.state

    hub._say(replace(state, standing=CloudStanding(Phase.UP_TO_DATE, last_success_ms=1, is_live=True)))

    assert "3 changes wait to be sent." in told
    assert "cannot be reached" in told
    assert "no keyring" in told
    assert (waits.safe, waits.count) == (Safe.WAITING, 3)
    assert "Everything is in the cloud" in words(page)
    assert shell.top.saving.state.safe is Safe.IN_CLOUD


def test_guest_progress_is_decided_in_place(page: SettingsPage, hub: CloudHub) -> None:
    sides = (GuestSide(PVP, 12, 3, {}, {}),)
    offer = GuestOffer(sides, preview=None, digest="x")  # type: ignore[arg-type]  # the page shows the sides only
    hub._say(CloudState(sign_in=SignIn.SIGNED_IN, guest=offer))

    assert "12 tasks touched here, 3 in the cloud" in words(page)
    assert {"Both", "Keep the cloud", "Use this computer's"} <= buttons(page).keys()


def test_refused_changes_are_the_most_urgent(shell: Shell, hub: CloudHub) -> None:
    hub._say(CloudState(sign_in=SignIn.SIGNED_IN, standing=CloudStanding(waiting=1, refused=2)))

    assert shell.top.saving.state.safe is Safe.REFUSED


def test_signing_out_asks_and_names_what_waits(qtbot: QtBot, page: SettingsPage, hub: CloudHub) -> None:
    hub._say(CloudState(sign_in=SignIn.SIGNED_IN, standing=CloudStanding(waiting=2)))

    qtbot.mouseClick(buttons(page)["Sign out"], Qt.MouseButton.LeftButton)

    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    text = "\n".join(label.text() for label in dialog.findChildren(Label))
    assert "2 changes are not in the cloud yet" in text
    dialog.close()


def asked() -> Question:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Question)
    return dialog


def text_of(dialog: Question) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(Label))


def test_deleting_the_account_asks_for_a_word_and_names_what_is_lost(
    qtbot: QtBot, page: SettingsPage, hub: CloudHub, session: Session
) -> None:
    complete_task(session, DEBUT)
    hub._say(CloudState(sign_in=SignIn.SIGNED_IN, standing=CloudStanding(waiting=2)))

    qtbot.mouseClick(buttons(page)["Delete account…"], Qt.MouseButton.LeftButton)

    dialog = asked()
    do = next(each for each in dialog.findChildren(Button) if each.text() == "Delete the account")
    (word,) = dialog.findChildren(Field)
    before = do.isEnabled()
    word.setText("delete")
    assert "1 task done" in text_of(dialog)
    assert "There is no way back." in text_of(dialog)
    assert "stays on this computer" in text_of(dialog)
    assert "2 changes that wait are never sent" in text_of(dialog)
    assert (before, do.isEnabled()) == (False, True)
    dialog.close()


def test_a_deleted_account_says_what_is_safe_and_how_to_go_on(
    qtbot: QtBot, shell: Shell, page: SettingsPage, hub: CloudHub
) -> None:
    hub._say(CloudState(sign_in=SignIn.GONE))

    told, ways = words(page), buttons(page)
    qtbot.mouseClick(ways["Remove…"], Qt.MouseButton.LeftButton)
    dialog = asked()

    assert "This account was deleted on the server." in told
    assert "still on this computer" in told
    assert {"Go on without an account", "Remove…"} <= ways.keys()
    assert "There is no way back." in text_of(dialog)
    assert shell.top.saving.state.safe is Safe.ON_COMPUTER
    dialog.close()


def test_signing_out_everywhere_is_a_question_of_its_own(
    qtbot: QtBot, page: SettingsPage, hub: CloudHub
) -> None:
    hub._say(CloudState(sign_in=SignIn.SIGNED_IN))

    qtbot.mouseClick(buttons(page)["Sign out everywhere…"], Qt.MouseButton.LeftButton)

    dialog = asked()
    assert "Every computer of this account" in text_of(dialog)
    dialog.close()


@pytest.mark.parametrize(
    ("keeping", "sentence"),
    [("no_keyring", "has no keyring"), ("locked", "is locked"), ("refused", "did not take the sign-in")],
)
def test_a_sign_in_that_is_not_kept_says_why(
    page: SettingsPage, hub: CloudHub, keeping: str, sentence: str
) -> None:
    hub._say(CloudState(sign_in=SignIn.SIGNED_IN, keeping=keeping))

    assert sentence in words(page)
    assert "until the program ends" in words(page)


def test_a_locked_keyring_can_be_asked_again(page: SettingsPage, hub: CloudHub) -> None:
    hub._say(CloudState(sign_in=SignIn.ENDED, keeping="locked"))

    assert "Ask the keyring again" in buttons(page)
    assert "keyring of this computer is locked" in words(page)


def test_a_squad_that_is_busy_moves_no_button(page: SettingsPage, hub: CloudHub) -> None:
    hub._say(CloudState(sign_in=SignIn.SIGNED_IN))
    before = buttons(page)["Sign out"]

    hub._say(replace(hub.state, squad=SquadView(PVP, is_known=True)))

    assert buttons(page)["Sign out"] is before


def test_streamer_mode_hides_the_name(page: SettingsPage, hub: CloudHub, session: Session) -> None:
    set_preference(session, "streamerMode", value=True)
    hub._say(CloudState(sign_in=SignIn.SIGNED_IN, name="Mira"))

    assert "Mira" not in words(page)


def test_settings_fit_at_twice_the_text(shell: Shell, page: SettingsPage, look: Look, tmp_path: Path) -> None:
    shell.resize(960, 640)
    look.set_scale(2.0)

    page.go_to("appearance")

    assert shell.grab().save(str(tmp_path / "settings.png"))
    assert page.width() <= shell.width()


def test_a_setting_is_found_by_its_words_and_reached_by_enter(
    qtbot: QtBot, shell: Shell, page: SettingsPage
) -> None:
    page.search.setFocus()
    qtbot.keyClicks(page.search, "motion reduce")
    listed = [name for name, entry in page._entries.items() if entry.isVisible()]
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    reached = shell.focusWidget().accessibleName()

    qtbot.keyClick(page.search, Qt.Key.Key_Escape)

    assert (page.section, listed) == ("appearance", ["appearance"])
    assert reached == "Reduce motion"
    assert all(entry.isVisible() for entry in page._entries.values())


def test_a_section_is_found_by_its_own_word(page: SettingsPage) -> None:
    page.search.setText("diagnos")

    assert page.section == "diagnostics"


def test_words_that_nothing_says_are_answered(page: SettingsPage) -> None:
    page.search.setText("kitchen sink")

    assert "No setting says that." in words(page)
    assert page.section == "account"


@pytest.mark.parametrize("section", [entry.name for entry in SECTIONS])
def test_everything_the_keyboard_reaches_has_a_name(page: SettingsPage, section: str) -> None:
    page.go_to(section)

    reached = [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]

    assert len(reached) > len(SECTIONS)
    assert [type(each).__name__ for each in reached if not each.accessibleName()] == []
