from __future__ import annotations

import pytest

from tarkov_desktop.catalog.locations import (
    DATA_URL,
    OVERLAY_URLS,
    AddressError,
    Locations,
    checked_address,
    checked_language,
)
from tarkov_desktop.catalog.modes import mode_of, source_word
from tarkov_desktop.domain.ids import PVE, PVP, SEASONAL, GameMode


@pytest.mark.parametrize(
    "address",
    [
        "https://json.tarkov.dev",
        "https://data.example:8443/x",
        "http://127.0.0.1:8000",
        "http://[::1]:1/",
        "http://localhost",
    ],
)
def test_https_and_this_machine_are_allowed(address: str) -> None:
    assert checked_address(address) == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        "http://json.tarkov.dev",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1",
        "ftp://localhost",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@json.tarkov.dev",
        "https://json.tarkov.dev#x",
        "https://[broken",
        "",
    ],
)
def test_every_other_address_is_refused(address: str) -> None:
    with pytest.raises(AddressError):
        checked_address(address)


def test_variables_replace_the_public_addresses() -> None:
    plain = Locations.from_variables({})
    changed = Locations.from_variables(
        {"TARKOV_DATA_URL": "http://127.0.0.1:9/", "TARKOV_OVERLAY_URL": "https://o.example/overlay.json"}
    )

    assert (plain.data_url, plain.overlay_urls) == (DATA_URL, OVERLAY_URLS)
    assert changed.document(PVP, "tasks").addresses == ("http://127.0.0.1:9/regular/tasks",)
    assert changed.overlay().addresses == ("https://o.example/overlay.json",)


def test_a_variable_with_a_bad_address_is_refused() -> None:
    with pytest.raises(AddressError, match="not https"):
        Locations.from_variables({"TARKOV_DATA_URL": "http://example.com"})


def test_documents_come_in_the_order_of_their_use() -> None:
    names = [one.name for one in Locations().documents(PVE, "de")]

    assert (
        names
        == (
            "tasks tasks_en tasks_de traders traders_en traders_de hideout hideout_en hideout_de crafts overlay "
            "items items_en items_de maps maps_en maps_de"
        ).split()
    )


def test_english_is_asked_for_once() -> None:
    names = [one.name for one in Locations().documents(PVP, "en")]

    assert len(names) == len(set(names)) == 12


def test_answers_are_good_for_the_time_that_their_kind_allows() -> None:
    for document in Locations().documents(PVP, "en"):
        hours = document.ttl_s() / 3600
        full = {"overlay": 1, "items": 24, "maps": 24}.get(document.name, 192 if "_" in document.name else 12)
        assert full * 0.9 <= hours <= full


@pytest.mark.parametrize(
    ("code", "used"), [("de", "de"), ("DE", "de"), ("pt_BR", "pt-br"), ("../x", "en"), ("", "en")]
)
def test_only_codes_of_languages_reach_an_address(code: str, used: str) -> None:
    assert checked_language(code) == used


@pytest.mark.parametrize(
    ("mode", "word"), [(PVP, "regular"), (PVE, "pve"), (SEASONAL, "pvp-season"), ("arena", "arena")]
)
def test_modes_and_words_of_the_source_belong_together(mode: str, word: str) -> None:
    assert source_word(GameMode(mode)) == word
    assert mode_of(word) == mode


def test_what_is_no_mode_is_never_turned_into_one() -> None:
    assert mode_of("../x") is None
    with pytest.raises(ValueError, match="not a game mode"):
        source_word(GameMode("../x"))
