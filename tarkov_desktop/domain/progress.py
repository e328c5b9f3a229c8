"""Progress bars: how much of a set of tasks is done (game-rules 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tarkov_desktop.domain.ids import TraderId


class Bar(NamedTuple):
    """Done of total. ``is_whole_set_known`` False: the source does not say of every task if it belongs."""

    done: int = 0
    total: int = 0
    ignored: int = 0
    """Open tasks the player does not want to do; they are in ``total``."""
    is_whole_set_known: bool = True

    @property
    def is_known(self) -> bool:
        """False when there is nothing to measure: shown as "not known", never as 100 %."""
        return self.total > 0

    @property
    def share(self) -> float:
        """Done by total, 0..1; 0 when nothing is known."""
        return self.done / self.total if self.total else 0.0

    def without_ignored(self) -> Bar:
        """Return the bar of a player who leaves ignored tasks out."""
        return self._replace(total=self.total - self.ignored, ignored=0)


class Progress(NamedTuple):
    """All bars of one document."""

    all: Bar
    kappa: Bar
    lightkeeper: Bar
    traders: Mapping[TraderId, Bar]


class Standing(NamedTuple):
    """What the bars ask about one relevant task."""

    trader: TraderId
    is_complete: bool
    is_counted: bool
    """Neither failed nor open and blocked."""
    is_ignored: bool
    kappa: bool | None
    lightkeeper: bool | None


def progress_of(standings: Iterable[Standing]) -> Progress:
    """Return the bars over *standings*, which are those of the relevant tasks."""
    tasks = list(standings)
    by_trader: dict[TraderId, list[Standing]] = {}
    for task in tasks:
        by_trader.setdefault(task.trader, []).append(task)
    return Progress(
        all=_bar(tasks),
        kappa=_flagged(tasks, [task.kappa for task in tasks]),
        lightkeeper=_flagged(tasks, [task.lightkeeper for task in tasks]),
        traders={trader: _bar(own) for trader, own in by_trader.items()},
    )


def _flagged(tasks: Iterable[Standing], flags: list[bool | None]) -> Bar:
    wanted = [task for task, flag in zip(tasks, flags, strict=True) if flag]
    return _bar(wanted)._replace(is_whole_set_known=None not in flags)


def _bar(tasks: Iterable[Standing]) -> Bar:
    counted = [task for task in tasks if task.is_counted]
    return Bar(
        done=sum(task.is_complete for task in counted),
        total=len(counted),
        ignored=sum(task.is_ignored for task in counted),
    )
