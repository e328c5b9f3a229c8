from __future__ import annotations

import pytest

from tarkov_desktop.catalog.findings import FindingKind, Tally
from tarkov_desktop.catalog.raw import (
    Place,
    Tree,
    elements,
    identifier,
    identifiers,
    keyed_records,
    number,
    picture_link,
    text,
    whole,
    wiki_link,
)
from tarkov_desktop.catalog.wording import LiteralText, Wording, shown


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("5936d90786f7742b1420ba5b", "5936d90786f7742b1420ba5b"),
        ({"id": "slug_id-1", "name": "x"}, "slug_id-1"),
        ("x" * 64, "x" * 64),
        ("x" * 65, None),
        ("a b", None),
        ("", None),
        (None, None),
        (7, None),
        ({"name": "x"}, None),
        ({"id": ["x"]}, None),
    ],
)
def test_references_are_ids_or_objects_with_one(value: Tree, key: str | None) -> None:
    assert identifier(value) == key


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (5, 5),
        (0.2, 0.2),
        ("100", 100),
        ("-0.5", -0.5),
        ("1e5", None),
        ("١٢", None),
        ("nan", None),
        (True, None),
        (None, None),
        (float("inf"), None),
        (10**30, None),
        ([1], None),
    ],
)
def test_numbers_are_finite_or_absent(value: Tree, found: float | None) -> None:
    assert number(value) == found


@pytest.mark.parametrize(
    ("value", "count"), [(0, 0), (10**9, 10**9), (10**9 + 1, 7), (-1, 7), ("12", 12), (None, 7)]
)
def test_counts_stay_in_their_range(value: Tree, count: int) -> None:
    assert whole(value, 7) == count


def test_lists_and_texts_are_cut() -> None:
    tally = Tally()

    assert len(elements(list(range(10_001)), Place(tally))) == 10_000
    assert len(text("x" * 20_000)) == 16_384
    assert [one.kind for one in tally.findings()] == [FindingKind.TOO_MANY]


def test_what_is_no_list_is_an_empty_one() -> None:
    tally = Tally()

    assert elements({"a": 1}, Place(tally)) == []
    assert elements(None, Place(tally)) == []
    assert [one.kind for one in tally.findings()] == [FindingKind.BAD_VALUE]


def test_bad_ids_of_a_list_are_left_out() -> None:
    assert identifiers(["a", 7, {"id": "b"}, "no id"], Place(Tally())) == ("a", "b")


def test_records_may_come_as_a_list_or_by_id() -> None:
    place = Place(Tally())

    assert [key for key, _, _ in keyed_records([{"id": "a"}, {"id": "a"}, 7, {"x": 1}], place, 9)] == ["a"]
    assert [key for key, _, _ in keyed_records({"a": {}, "b": {"id": "b"}, "c": {"id": "x"}}, place, 9)] == [
        "a",
        "b",
    ]
    assert [key for key, _, _ in keyed_records({"a": {}, "b": {}}, place, 1)] == ["a"]
    assert list(keyed_records("text", place, 9)) == []
    assert list(keyed_records(None, place, 9)) == []


def test_words_beyond_the_limit_are_counted_together() -> None:
    tally = Tally()

    for word in range(800):
        tally.note(FindingKind.UNKNOWN_FIELD, word, "/first")

    found = tally.findings()
    assert sum(one.count for one in found) == 800
    assert len(found) == 501


@pytest.mark.parametrize(
    ("link", "is_allowed"),
    [
        ("https://escapefromtarkov.fandom.com/wiki/Debut", True),
        ("https://tarkov.dev/task/debut", True),
        ("http://tarkov.dev/task/debut", False),
        ("https://tarkov.dev.evil.example/", False),
        ("https://tarkov.dev:444/", False),
        ("https://user@tarkov.dev/", False),
        ("https://[broken", False),
        ("https://tarkov.dev/a b", False),
        ("javascript:alert(1)", False),
        (None, False),
    ],
)
def test_only_pages_of_three_sites_may_be_opened(link: Tree, is_allowed: bool) -> None:
    assert wiki_link(link) == (link if is_allowed else None)


def test_pictures_come_from_one_host() -> None:
    assert picture_link("https://assets.tarkov.dev/x.webp") == "https://assets.tarkov.dev/x.webp"
    assert picture_link("https://tarkov.dev/x.webp") is None


def test_texts_are_one_printable_line() -> None:
    assert shown("a\nb\x00\u202ec") == "a b c"
    assert shown("Тест 試験 l'arme\u00a0!") == "Тест 試験 l'arme\u00a0!"


def test_descriptions_that_are_only_keys_are_no_lines() -> None:
    wording = Wording(english={"key": "Find it"})

    assert wording.line("key", "o") == "Find it"
    assert wording.line("o", "o") is None
    assert wording.line("o description", "o") is None
    assert wording.line("unknown", "o") is None
    assert wording.line("Locate the convoy", "o") == "Locate the convoy"
    assert wording.line(LiteralText("key"), "o") == "key"
    assert wording.line(None, "o") is None
