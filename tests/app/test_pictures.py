from __future__ import annotations

from pathlib import Path

import pytest

from tarkov_desktop.app.pictures import may_load_pictures, open_pictures
from tarkov_desktop.app.settings import Settings
from tarkov_desktop.domain.ids import ItemId


@pytest.mark.parametrize(
    ("stored", "unmetered", "metered"),
    [
        ({}, True, True),
        ({"loadPictures": "unmetered"}, True, False),
        ({"loadPictures": "never"}, False, False),
        ({"localOnly": True}, False, False),
    ],
)
def test_pictures_are_loaded_as_the_settings_allow(
    stored: dict[str, str | bool], *, unmetered: bool, metered: bool
) -> None:
    settings = Settings(stored, lambda _values: None)

    assert may_load_pictures(settings, is_metered=False) is unmetered
    assert may_load_pictures(settings, is_metered=True) is metered


def test_pictures_come_from_the_one_host(tmp_path: Path) -> None:
    pictures = open_pictures(Settings({}, lambda _values: None), tmp_path)

    assert pictures.item(ItemId("x")).startswith("https://assets.tarkov.dev/")
