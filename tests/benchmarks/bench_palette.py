"""The palette over the whole game: the median of many answers to the slowest of four questions."""

from __future__ import annotations

import statistics
import time

from tarkov_desktop.ui.palette.finding import Findable, Group, Index
from tests.benchmarks.conftest import Figure

ROUNDS = 9


def test_an_answer_is_there_within_a_frame(figure: Figure) -> None:
    index = Index(
        [
            *(Findable(Group.TASK, f"t{n}", f"Task number {n} of many", "Prapor") for n in range(520)),
            *(Findable(Group.ITEM, f"i{n}", f"An item with a long name {n}", f"it{n}") for n in range(3_900)),
        ]
    )

    def median_ms(query: str) -> float:
        took = []
        for _ in range(ROUNDS):
            began_s = time.perf_counter()
            index.find(query)
            took.append((time.perf_counter() - began_s) * 1000)
        return statistics.median(took)

    figure("palette", max(median_ms(query) for query in ("i", "item 39", "tsak nubmer", "prap")))
