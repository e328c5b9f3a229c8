"""Texts: plural forms, numbers and times by locale, and catalogues that fit the code."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from babel.messages.pofile import read_po

from tarkov_desktop import resources
from tarkov_desktop.app import texts
from tarkov_desktop.ui.pages import PAGES
from tarkov_desktop.ui.save_indicator import Safe, SafeState

OTHERS = [language for language in texts.LANGUAGES if language != texts.SOURCE_LANGUAGE]
SHELL = [*(page.word for page in PAGES), "Compact", "Collapse", "Undo", "Search or jump to", "Seasonal"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    texts.speak("en")


@pytest.mark.parametrize(
    ("asked", "used"),
    [("de_AT", "de"), ("uk-UA", "uk"), ("DE", "de"), ("ja", "en"), ("C", "en"), (None, "en")],
)
def test_a_language_is_found_by_any_of_its_names(asked: str | None, used: str) -> None:
    assert texts.speak(asked) == used
    assert texts.language() == used


@pytest.mark.parametrize("language", OTHERS)
def test_the_words_of_the_frame_are_translated(language: str) -> None:
    texts.speak(language)
    english = [SafeState(safe, 3).words for safe in Safe]

    untranslated = [
        word for word in SHELL if texts._(word) == word and word not in {"Team", "Compact", "Profil"}
    ]

    assert untranslated == []
    texts.speak("en")
    assert [SafeState(safe, 3).words for safe in Safe] != english


def test_what_a_catalogue_lacks_is_shown_in_english() -> None:
    texts.speak("de")

    assert texts._("No catalogue holds this sentence.") == "No catalogue holds this sentence."


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 1, "1 change waiting"),
        ("en", 3, "3 changes waiting"),
        ("de", 3, "3 Änderungen warten"),
        ("ru", 2, "2 изменения ожидают"),
        ("ru", 5, "5 изменений ожидают"),
        ("uk", 21, "21 зміна очікує"),
    ],
)
def test_plural_forms_follow_the_language(language: str, count: int, words: str) -> None:
    texts.speak(language)

    assert SafeState(Safe.WAITING, count).words == words


@pytest.mark.parametrize(("language", "shown"), [("en", "13,000"), ("de", "13.000"), ("fr", "13\u202f000")])
def test_numbers_follow_the_language(language: str, shown: str) -> None:
    texts.speak(language)

    assert texts.number(13_000) == shown


@pytest.mark.parametrize(("value", "shown"), [(60.0, "60"), (1500.0, "1,500"), (0.5, "0.5"), (2 / 3, "0.67")])
def test_a_whole_float_has_no_point(value: float, shown: str) -> None:
    assert texts.number(value) == shown


@pytest.mark.parametrize(("language", "shown"), [("en", "+0.04"), ("de", "+0,04")])
def test_reputation_keeps_its_sign(language: str, shown: str) -> None:
    texts.speak(language)

    assert texts.signed(0.04) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (40, "40 s"),
        (60, "1 min"),
        (3_600, "1 h"),
        (11_520, "3 h 12 min"),
        (90_000, "1 d 1 h"),
        (86_400, "1 d"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(seconds: int, shown: str) -> None:
    assert texts.duration(seconds) == shown


def test_today_is_a_clock_time_and_before_it_a_day() -> None:
    now = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    earlier = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
    before = datetime(2026, 11, 11, 14, 5, tzinfo=UTC)

    def shown(moment: datetime) -> str:
        return texts.when(int(moment.timestamp() * 1000), now_ms=int(now.timestamp() * 1000), zone=UTC)

    assert (shown(earlier), shown(before)) == ("14:05", "11 Nov")
    texts.speak("de")
    assert shown(before) == "11. Nov."


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_names_the_same_places(language: str) -> None:
    """A place that is missing, or another one, would fail when the sentence is shown."""
    catalog = read_po(io.BytesIO(resources.read_bytes(f"translations/{language}.po")), locale=language)

    wrong = []
    for message in catalog:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        allowed = set(re.findall(r"{\w*}", " ".join(map(str, ids))))
        wrong += [s for s in strings if s and message.id and set(re.findall(r"{\w*}", str(s))) - allowed]

    assert wrong == []
