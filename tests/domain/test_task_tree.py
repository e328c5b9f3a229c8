"""Tasks as a tree: each once, whatever the game data look like."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tarkov_desktop.domain.ids import TaskId, TraderId
from tarkov_desktop.domain.task_tree import Twig, chain_of, task_tree, tasks_of_trader
from tests.domain.worlds import a_graph, a_task, needs

NAMES = "ABCDEFGHIJ"
GRAPH = a_graph(
    a_task("A"),
    a_task("B", needs("A")),
    a_task("C", needs("B")),
    a_task("D", needs("A"), trader="skier"),
    a_task("E", needs("C"), needs("D")),
    a_task("X"),
)


def ids(names: str) -> frozenset[TaskId]:
    return frozenset(map(TaskId, names))


def drawn(twigs: list[Twig]) -> list[str]:
    """The tree as text: a dot for each lane, + a branch, | what goes on in its lane."""
    marks = ["+" if twig.is_branch else "|" if twig.parent else "o" for twig in twigs]
    return [f"{'.' * twig.depth}{mark}{twig.task}" for twig, mark in zip(twigs, marks, strict=True)]


def test_a_chain_is_all_before_and_all_behind() -> None:
    assert chain_of(GRAPH, TaskId("C")) == ids("ABCE")
    assert chain_of(GRAPH, TaskId("X")) == ids("X")


def test_a_straight_chain_stays_in_one_lane() -> None:
    assert drawn(task_tree(GRAPH, ids("ABC"))) == ["oA", "|B", "|C"]


def test_the_longer_follower_goes_straight_on_and_the_other_branches_off() -> None:
    assert drawn(task_tree(GRAPH, ids("ABCDE"))) == ["oA", ".+D", ".|E", "|B", "|C"] or drawn(
        task_tree(GRAPH, ids("ABCDE"))
    ) == ["oA", ".+D", "|B", "|C", "|E"]


def test_what_a_task_needs_beside_its_parent_is_named() -> None:
    twigs = {twig.task: twig for twig in task_tree(GRAPH, ids("ABCDE"))}

    others = {twigs[TaskId("E")].parent, *twigs[TaskId("E")].also_after}
    assert others == ids("CD")


def test_a_trader_s_tasks_hang_together_through_those_of_others() -> None:
    graph = a_graph(a_task("A"), a_task("D", needs("A"), trader="skier"), a_task("E", needs("D")))
    twigs = task_tree(graph, ids("AE"))

    assert drawn(twigs) == ["oA", "|E"]
    assert [twig.is_direct for twig in twigs] == [True, False]


def test_a_trader_has_only_his_tasks() -> None:
    assert tasks_of_trader(GRAPH, TraderId("skier")) == ids("D")


def test_a_circle_is_cut() -> None:
    graph = a_graph(a_task("A", needs("C")), a_task("B", needs("A")), a_task("C", needs("B")))

    assert {twig.task for twig in task_tree(graph, chain_of(graph, TaskId("A")))} == ids("ABC")


edges = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=25)


@settings(max_examples=60, deadline=None)
@given(edges)
def test_every_task_stands_once_and_below_its_parent(drawn_edges: list[tuple[str, str]]) -> None:
    """Also where the requirements go round in circles."""
    of_task = {name: {needed for task, needed in drawn_edges if task == name} for name in NAMES}
    graph = a_graph(*(a_task(name, *map(needs, sorted(needed))) for name, needed in of_task.items()))

    twigs = task_tree(graph, graph.nodes)

    at = {twig.task: place for place, twig in enumerate(twigs)}
    assert len(at) == len(twigs) == len(NAMES)
    for twig in twigs:
        parent = twigs[at[twig.parent]] if twig.parent is not None else None
        assert twig.depth == (parent.depth if parent else 0) + twig.is_branch
        assert parent is None or (at[parent.task] < at[twig.task] and parent.is_continued)
    assert max(twig.depth for twig in twigs) <= len(NAMES).bit_length()
