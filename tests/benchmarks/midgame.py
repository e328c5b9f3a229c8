"""A mid-game profile made through the operations: ``python -m tests.benchmarks.midgame HOME [MODE]``.

200 tasks done, level 35, some objectives half done, a few hideout stations built, notes and pins: what benchmarks,
screenshots and demonstrations start from. The same catalog gives the same profile.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tarkov_desktop.app.bootstrap import open_program
from tarkov_desktop.app.operations.carry import Asked
from tarkov_desktop.app.operations.hideout import build_level
from tarkov_desktop.app.operations.objectives import set_objective_count
from tarkov_desktop.app.operations.profile import set_edition, set_faction, set_level, set_name
from tarkov_desktop.app.operations.tasks import complete_task, pin_task, set_note, start_task
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import PVP, GameMode, TaskId
from tarkov_desktop.domain.state import DisplayState

TASKS_DONE: Final = 200
LEVEL: Final = 35
STATIONS: Final = 8
STARTED: Final = 12


def play(session: Session, mode: GameMode = PVP) -> None:
    """Bring *mode* to the middle of the game, by operations only."""
    asked = Asked(mode)
    set_name(session, "Rook", asked=asked)
    set_faction(session, "BEAR", asked=asked)
    set_edition(session, 4, asked=asked)
    set_level(session, LEVEL, asked=asked)
    done = 0
    while done < TASKS_DONE:
        before = done
        for task_id in list(_available(session, mode))[: TASKS_DONE - done]:
            done += isinstance(complete_task(session, task_id, asked=asked), Changes)
        if done == before:
            raise RuntimeError(f"only {done} tasks can be done in {mode}")
    _begin_some(session, mode, asked)
    for station in list(session.at(mode).catalog.stations.values())[:STATIONS]:
        build_level(session, station.id, 1, asked=asked)


def _begin_some(session: Session, mode: GameMode, asked: Asked) -> None:
    progress = session.at(mode)
    for number, task_id in enumerate(list(_available(session, mode))[:STARTED]):
        start_task(session, task_id, asked=asked)
        for objective in progress.graph.nodes[task_id].objectives:
            if objective.counted:
                set_objective_count(
                    session, objective.objective.id, max(1, objective.required // 2), asked=asked
                )
        if number < STARTED // 4:
            pin_task(session, task_id, asked=asked)
            set_note(session, task_id, "bring the key", asked=asked)


def _available(session: Session, mode: GameMode) -> Iterator[TaskId]:
    """Yield what the game offers now, in the order of the catalog."""
    progress = session.at(mode)
    for task_id in progress.graph.nodes:
        if progress.derived.state(task_id) is DisplayState.AVAILABLE:
            yield task_id


def main(arguments: list[str]) -> int:
    """Make the profile below the home given; exit code 0 done, 2 wrong usage."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    mode = GameMode(arguments[1]) if len(arguments) > 1 else PVP
    with open_program(Options(home=Path(arguments[0]).absolute())) as program:
        play(program.session, mode)
        failure = program.settle()
        progress = program.session.at(mode)
        counts = progress.derived.counts()
        print(
            f"{mode}: level {progress.derived.experience().level}, {counts[DisplayState.COMPLETE]} tasks done, "
            f"{len(progress.document.entries)} registers"
        )
    return 0 if failure is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
