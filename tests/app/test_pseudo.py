"""The pseudo language: longer by 40 %, with accents, and as fit for use as the sentence it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarkov_desktop.app import texts
from tarkov_desktop.app.pseudo import PSEUDO_LANGUAGE, lengthened


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    texts.speak("en")


@pytest.mark.parametrize(
    "sentence",
    ["Hideout", "No longer possible", "{count} of {total} parts", "d", "PvP", "Saved on this computer"],
)
def test_a_text_grows_by_two_fifths(sentence: str) -> None:
    plain = re.sub(r"\{[^{}]*\}", "", sentence)
    letters = sum(map(str.isalpha, plain))

    assert len(lengthened(sentence)) - len(sentence) == -(-letters * 2 // 5)


@settings(max_examples=100)
@given(st.text())
def test_placeholders_survive_anywhere(text: str) -> None:
    plain = text.replace("{", "").replace("}", "")

    made = lengthened(f"{plain}{{name}}{plain}{{count}} aeiou")

    assert re.findall(r"\{[^{}]*\}", made) == ["{name}", "{count}"]
    made.format(name="Farming", count=3)


def test_what_has_no_letters_stays() -> None:
    assert lengthened(", ") == ", "
    assert lengthened("") == ""


def test_the_program_speaks_it_when_told_so_and_counts_as_in_english() -> None:
    assert texts.speak(PSEUDO_LANGUAGE) == PSEUDO_LANGUAGE

    assert texts._("Hideout") == "Hîidéeöoüt"
    assert texts.ngettext("{count} task", "{count} tasks", 2).format(count=2) == "2 täasksn"
    assert texts.pgettext("head", "Map") == "Mäapn"
    assert texts.number(13_000) == "13,000"


def test_nobody_is_offered_it() -> None:
    assert PSEUDO_LANGUAGE not in texts.LANGUAGES
