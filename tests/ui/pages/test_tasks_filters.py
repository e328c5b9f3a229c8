"""The filter of the page Tasks, kept from letter to letter: what it keeps never changes what is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tarkov_desktop.app.session import Session
from tarkov_desktop.ui.pages.tasks.filters import TaskFilter, TaskSieve
from tarkov_desktop.ui.pages.tasks.listing import TaskListing
from tests.app.worlds import START_MS, a_real_session


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    session = a_real_session(Path(tmp_path_factory.mktemp("home")))
    yield session
    session.close()


@pytest.mark.parametrize("typed", ["prapor", "shortage gun", "Customs  kill", " part 2"])
def test_letter_by_letter_finds_what_the_whole_text_finds(session: Session, typed: str) -> None:
    kept = TaskSieve(session)
    kept.follow_catalog()
    steps = [typed[:end] for end in range(len(typed) + 1)]

    for text in [*steps, *reversed(steps), typed[1:], ""]:
        fresh = TaskSieve(session)
        fresh.follow_catalog()
        assert kept.passing(TaskFilter(text=text)) == fresh.passing(TaskFilter(text=text)), text


def test_another_filter_at_the_same_time_is_no_longer_text(session: Session) -> None:
    kept = TaskSieve(session)
    kept.follow_catalog()
    trader = session.graph.task(session.graph.order[0]).trader
    of_one = len(kept.passing(TaskFilter(text="a", traders=frozenset({trader}))))

    assert len(kept.passing(TaskFilter(text="ar"))) > of_one > 0


def test_texts_indexed_meanwhile_are_searched(session: Session) -> None:
    kept = TaskSieve(session)
    before = len(kept.passing(TaskFilter(text="kil")))
    while kept.index_texts(100):
        pass

    assert len(kept.passing(TaskFilter(text="kill"))) > before


def test_rows_are_made_ahead_a_few_at_a_time_until_none_is_left(session: Session) -> None:
    listing = TaskListing(session, lambda: START_MS)
    turns = 1

    while listing.make_rows(100):
        turns += 1

    assert turns == -(-len(session.graph.nodes) // 100)
    assert not listing.make_rows(100)
    listing.forget([session.graph.order[0]])
    assert not listing.make_rows(100), "the one that changed is made at once"
