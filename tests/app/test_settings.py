"""Settings of this computer: declared as data, an unknown value reads as the default."""

from __future__ import annotations

import pytest

from tarkov_desktop.app.settings import (
    GAME_FOLDER,
    HOTKEYS,
    IMAGE_CACHE_MB,
    NOTIFY_MATE_JOINED,
    NOTIFY_SIGN_IN,
    NOTIFY_TASK_FINISHED,
    NOTIFY_TEAM,
    READ_GAME_LOGS,
    SETTINGS,
    TASK_USER_VIEW,
    TEXT_SCALE,
    THEME,
    Setting,
    Settings,
)
from tarkov_desktop.domain.document import JsonValue

NAMES = """gameMode locale dataLanguage theme textScale density taskPrimaryView taskMapView taskTraderView
    taskSecondaryView taskUserView hideoutView neededView neededFirFilter neededLayout gameFolder readGameLogs
    logCatchUp quietDuringRaid supabaseUrl supabaseAnonKey teamGatewayUrl loadPictures imageCacheMb notifyTeam
    notifySignIn checkForUpdates compactOnTop compactOpacity closeToTray autostart hotkeys localOnly""".split()
"""Progress document, 4.2."""


def _settings(stored: dict[str, JsonValue]) -> tuple[Settings, list[dict[str, JsonValue]]]:
    saved: list[dict[str, JsonValue]] = []
    return Settings(stored, saved.append), saved


def test_every_setting_of_the_specification_is_declared_under_its_name() -> None:
    assert SETTINGS.keys() >= set(NAMES)
    assert all(key == setting.key for key, setting in SETTINGS.items())


def test_every_built_in_value_is_one_the_setting_accepts() -> None:
    assert all(setting.accepts(setting.default) for setting in SETTINGS.values())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "pink"),
        ("theme", None),
        ("textScale", 3.0),
        ("textScale", True),
        ("textScale", "1"),
        ("imageCacheMb", -1),
        ("imageCacheMb", 1.5),
        ("readGameLogs", 1),
        ("hotkeys", []),
        ("gameFolder", 7),
    ],
)
def test_a_value_that_is_not_allowed_reads_as_the_default_and_cannot_be_set(
    key: str, value: JsonValue
) -> None:
    setting = SETTINGS[key]
    settings, saved = _settings({key: value})

    assert settings.get(setting) == setting.default
    with pytest.raises(ValueError, match=key):
        settings.set(setting, value)
    assert saved == []


def test_a_value_that_is_set_is_saved_told_and_read() -> None:
    settings, saved = _settings({})
    told: list[str] = []
    settings.changed.subscribe(told.append)

    settings.set(THEME, "dark")
    settings.set(TEXT_SCALE, 1.5)
    settings.set(GAME_FOLDER, "/games")
    keys: dict[str, JsonValue] = {"toggle": "F9"}
    settings.set(HOTKEYS, keys)
    settings.set(IMAGE_CACHE_MB, 0)
    settings.set(TASK_USER_VIEW, "some-user-id")

    assert (settings.get(THEME), settings.get(TEXT_SCALE), settings.get(IMAGE_CACHE_MB)) == ("dark", 1.5, 0)
    assert told == ["theme", "textScale", "gameFolder", "hotkeys", "imageCacheMb", "taskUserView"]
    assert saved[0] == {"theme": "dark"}


def test_the_same_value_again_is_not_saved_again() -> None:
    settings, saved = _settings({"readGameLogs": True})

    settings.set(READ_GAME_LOGS, value=True)

    assert saved == []


def test_whole_numbers_are_numbers() -> None:
    settings, _ = _settings({"textScale": 1})

    assert settings.get(TEXT_SCALE) == 1


@pytest.mark.parametrize("kind", [NOTIFY_TASK_FINISHED, NOTIFY_MATE_JOINED, NOTIFY_SIGN_IN])
def test_a_kind_of_notification_is_wanted_until_it_is_switched_off(kind: Setting[bool]) -> None:
    settings, _ = _settings({})
    before = settings.wants(kind)

    settings.set(kind, False)

    assert (before, settings.wants(kind)) == (True, False)


def test_the_switch_of_the_squad_silences_its_kinds_and_no_other() -> None:
    settings, _ = _settings({})

    settings.set(NOTIFY_TEAM, False)

    assert not settings.wants(NOTIFY_TASK_FINISHED)
    assert not settings.wants(NOTIFY_MATE_JOINED)
    assert settings.wants(NOTIFY_SIGN_IN)
