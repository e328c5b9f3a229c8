"""Finding: ranks, near misses, and where a match stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.ui.palette.finding import Findable, Group, Index, Rank, similar_span, spans_of


def an_index(*names: str, beside: str = "") -> Index:
    return Index(Findable(Group.TASK, name, name, beside) for name in names)


def found(index: Index, query: str) -> list[tuple[str, Rank]]:
    return [(hit.thing.name, hit.rank) for hit in index.find(query)]


def test_better_matches_come_first() -> None:
    index = an_index("Black Shortage", "Unshortage", "Shortage of Men", "Shortage")

    assert found(index, "shortage") == [
        ("Shortage", Rank.WHOLE),
        ("Shortage of Men", Rank.BEGINNING),
        ("Black Shortage", Rank.WORD),
        ("Unshortage", Rank.ANYWHERE),
    ]


def test_words_may_come_in_any_order() -> None:
    index = an_index("The Punisher - Part 6", "The Punisher - Part 5")

    assert found(index, "6 pun")[0] == ("The Punisher - Part 6", Rank.WORD)


def test_what_stands_beside_a_name_finds_it_too() -> None:
    assert found(an_index("Debut", beside="Prapor"), "prap") == [("Debut", Rank.BESIDE)]


def test_a_slip_of_the_finger_still_finds_it() -> None:
    index = an_index("The Punisher - Part 6", "Shortage", "Pun")

    assert found(index, "punsher") == [("The Punisher - Part 6", Rank.SIMILAR)]


def test_two_letters_resemble_nothing() -> None:
    assert found(an_index("Shortage"), "xq") == []


def test_nothing_typed_finds_nothing() -> None:
    assert found(an_index("Shortage"), "  ") == []


@pytest.mark.parametrize(
    ("text", "query", "spans"),
    [
        ("The Punisher - Part 6", "pun", ((4, 7),)),
        ("The Punisher - Part 6", "6 PUN", ((4, 7), (20, 21))),
        ("a.b", ".", ((1, 2),)),
        ("Straße", "strasse", ()),
        ("Debut", "", ()),
    ],
)
def test_spans_say_where_it_matched(text: str, query: str, spans: object) -> None:
    assert spans_of(text, query) == spans


def test_a_resembling_part_is_marked() -> None:
    ((start, end),) = similar_span("The Punisher - Part 6", "punsher")

    assert "unisher" in "The Punisher - Part 6"[start : end + 1].lower()


@given(st.text(max_size=20), st.text(max_size=6))
def test_spans_lie_within_the_text_in_order(text: str, query: str) -> None:
    at = 0
    for start, end in spans_of(text, query):
        assert at <= start < end <= len(text)
        at = end


@pytest.mark.parametrize(
    ("query", "first"), [("item 39", "i39"), ("tsak nubmer 5", "t5"), ("task number 519", "t519")]
)
def test_the_whole_game_is_searched_to_its_end(query: str, first: str) -> None:
    index = Index(
        [
            *(Findable(Group.TASK, f"t{n}", f"Task number {n} of many", "Prapor") for n in range(520)),
            *(Findable(Group.ITEM, f"i{n}", f"An item with a long name {n}", f"it{n}") for n in range(3_900)),
        ]
    )

    assert first in [hit.thing.id for hit in index.find(query)]
