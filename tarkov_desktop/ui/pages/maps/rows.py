"""What the page Maps shows, in words: places, objectives of a place, ways out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, listed, mark, ngettext, number
from tarkov_desktop.domain.game import GameMap
from tarkov_desktop.domain.ids import ObjectiveId
from tarkov_desktop.domain.maps import MapGroup, is_on_map
from tarkov_desktop.domain.nodes import ObjectiveNode
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.domain.planner import MapPlan
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.delegates.rows import GroupHead
from tarkov_desktop.ui.pages.now.planning import ANYWHERE, objectives_words
from tarkov_desktop.ui.pages.tasks.words import of_words, task_name
from tarkov_desktop.ui.people import Person
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.translation import WORDS

FACTIONS: Final = {
    "pmc": mark("PMC"),
    "scav": mark("Scav"),
    "shared": mark("PMC and Scav"),
}
"""Who may leave by a way out; a word the game data may bring later is left out."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place: how many objectives are mine, and how many are of others in view."""

    key: str
    name: str
    mine: int
    others: int
    spoken: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class PlaceObjectiveRow:
    """One objective of somebody. ``objective`` may be ticked where it is the player's own."""

    key: str
    objective: ObjectiveId
    task: str
    text: str
    aside: str
    shape: Shape
    share: float
    is_own: bool
    spoken: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """A way out and who may take it."""

    key: str
    name: str
    whose: str
    spoken: str
    tip: str = ""


def place_rows(plans: Iterable[MapPlan], me: Person) -> list[PlaceRow]:
    """Return the places by name, after what can be done anywhere."""
    rows = []
    for plan in plans:
        mine = len(plan.objectives.get(me.member.user, ()))
        others = plan.score - mine
        words = [plan.group.name, objectives_words(mine)]
        if others:
            words.append(_("teammates {count}").format(count=number(others)))
        rows.append(PlaceRow(plan.group.id, plan.group.name, mine, others, listed(words), listed(words)))
    return sorted(rows, key=lambda row: (row.key != ANYWHERE, row.name.casefold()))


class PlaceObjectives:
    """Rows of the objectives of a place, of each person in view under their own head where there are several."""

    def __init__(self, session: Session, people: Sequence[Person]) -> None:
        self._session = session
        self._people = people

    def rows(
        self, plan: MapPlan, kept: AbstractSet[ObjectiveId] = frozenset()
    ) -> list[PlaceObjectiveRow | GroupHead]:
        """Return the rows; *kept* objectives of the player stay though they are full now."""
        rows: list[PlaceObjectiveRow | GroupHead] = []
        for person in self._people:
            nodes = list(plan.objectives.get(person.member.user, ()))
            if person.is_self:
                nodes = self._with_kept(nodes, plan.group, kept)
            if not nodes:
                continue
            if len(self._people) > 1:
                word = _("Yours") if person.is_self else person.name
                rows.append(GroupHead(word, "" if person.is_self else "account-outline"))
            rows += [self._row(person, node) for node in self._in_order(nodes)]
        return rows

    def _with_kept(
        self, nodes: list[ObjectiveNode], group: MapGroup, kept: AbstractSet[ObjectiveId]
    ) -> list[ObjectiveNode]:
        shown = {node.objective.id for node in nodes}
        graph = self._session.graph
        full = [graph.objectives[each] for each in kept - shown if each in graph.objectives]
        return nodes + [
            node
            for node in full
            if is_on_map(node.objective, group)
            and self._session.derived.state(node.task) is DisplayState.AVAILABLE
        ]

    def _in_order(self, nodes: Iterable[ObjectiveNode]) -> list[ObjectiveNode]:
        tasks = self._session.graph.nodes
        position = {
            node.objective.id: at for each in tasks.values() for at, node in enumerate(each.objectives)
        }
        return sorted(
            nodes,
            key=lambda node: (
                tasks[node.task].task.name.casefold(),
                node.task,
                position[node.objective.id],
            ),
        )

    def _row(self, person: Person, node: ObjectiveNode) -> PlaceObjectiveRow:
        derived = person.member.derived
        document = self._session.document if derived is None else derived.document
        amount = node.paths.read(document)
        got = amount.got(node.required)
        is_full = amount.is_full(node.required)
        text = objective_line(self._session.catalog, node.objective, WORDS, number=number).text
        task = task_name(self._session, node.task)
        aside = of_words(got, node.required) if node.required > 1 else ""
        state = _("Done") if is_full else aside
        return PlaceObjectiveRow(
            key=f"{person.member.user}/{node.objective.id}",
            objective=node.objective.id,
            task=node.task,
            text=text,
            aside=listed([task, aside]) if aside else task,
            shape=Shape.DONE if is_full else Shape.AVAILABLE,
            share=got / node.required,
            is_own=person.is_self,
            spoken=listed([text, task, *([state] if state else [])]),
            tip=text,
        )


def extract_rows(maps: Sequence[GameMap]) -> list[ExtractRow]:
    """Return the ways out of all *maps* of a place, each once, for PMCs first."""
    found: dict[tuple[str, str], ExtractRow] = {}
    for game_map in maps:
        for extract in game_map.extracts:
            whose = _(FACTIONS[extract.faction]) if extract.faction in FACTIONS else ""
            words = listed([extract.name, whose] if whose else [extract.name])
            key = (extract.name, extract.faction)
            found.setdefault(key, ExtractRow("/".join(key), extract.name, whose, words, words))
    order = {faction: at for at, faction in enumerate(("pmc", "shared", "scav"))}
    ordered = sorted(found, key=lambda key: (order.get(key[1], len(order)), key[0].casefold()))
    return [found[key] for key in ordered]


def map_facts(game_map: GameMap) -> str:
    """Return ``40 min, 8-12 players``, as far as known."""
    facts = []
    if game_map.raid_minutes:
        facts.append(_("{minutes} min").format(minutes=number(game_map.raid_minutes)))
    if game_map.players:
        facts.append(_("{players} players").format(players=game_map.players.replace("-", "\N{EN DASH}")))
    return listed(facts)


def left_words(mine: int, others: int) -> str:
    """Return ``4 objectives of yours, 6 of teammates``."""
    words = [ngettext("{count} objective of yours", "{count} objectives of yours", mine)]
    if others:
        words.append(_("{others} of teammates"))
    return listed(words).format(count=number(mine), others=number(others))
