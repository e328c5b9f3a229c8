"""A squad in which everybody edits at once: ``python -m tests.e2e.squad_of_ten --seconds 600``.

Every member is a whole client (session on its own file, sync, live channels, squad) before one real backend. They edit in
rounds; after each round everybody rests until nothing waits, and every card in every member's squad is held against the
database. Counted besides: broadcasts that the database sent and a member did not hear, or heard twice, by their ids.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import asyncpg
import httpx

from tarkov_desktop.app.operations.profile import set_level, set_name
from tarkov_desktop.app.operations.tasks import complete_task, uncomplete_task
from tarkov_desktop.app.squad.state import Card, SquadView
from tarkov_desktop.domain.ids import TaskId, TeamId, UserId
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.realtime import Cut, Heard, LiveEvent
from tests.app.cloud.test_squad import Player, a_player, found, is_live
from tests.app.worlds import DEBUT, SHORTAGE, SPLIT_A
from tests.localbackend.backend_fixture import RunningBackend, backend_options

TASKS: Final = (DEBUT, SHORTAGE, SPLIT_A)
LEVELS: Final = 30
"""The small game knows so many."""
STATUS_EVERY: Final = 12
"""One edit in so many is a status, of which the server takes 30 a minute."""
PATIENCE_S: Final = 20.0
LOOK_AGAIN_S: Final = 0.05

Shown: TypeAlias = tuple[str | None, int | None, int | None, bool, str, str | None]
"""What a card shows: name, level, tasks completed, owner, status, map."""
TRUTH: Final = """
-- Who never stated a level is of level 1 on every card, the own one and the mates' (progress-document 2).
select m.user_id::text as user_id, p.display_name, coalesce(p.level, 1) as level,
  coalesce(p.tasks_completed, 0) as tasks_completed, m.role, m.status_kind, m.status_map
from public.team_memberships as m
join public.user_progress as u using (user_id)
cross join lateral private.profile_of(u.pvp_data) as p
where m.team_id = $1::text::uuid
"""
SENT: Final = """
select id::text as id, payload->>'userId' as author from realtime.messages
where topic = $1 and event in ('progress', 'task-update', 'status') and inserted_at >= $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much of it. ``edits_per_s`` are of each member; they go out at most once a second, as the product does."""

    members: int = 10
    seconds: float = 5
    round_s: float = 60
    edits_per_s: float = 1.0
    seed: int = 1


@dataclass
class Report:
    """What came of it; ``settle_s``: how long after the last edit of a round all cards were right."""

    edits: int = 0
    sent: int = 0
    heard: int = 0
    lost: int = 0
    doubled: int = 0
    rounds: int = 0
    drifted: int = 0
    cuts: int = 0
    malformed: int = 0
    settle_s: list[float] = field(default_factory=list)
    delays_ms: list[float] = field(default_factory=list)
    commits_ms: list[float] = field(default_factory=list)
    """From the transaction that sent a broadcast to the ears of a member."""

    def lines(self) -> str:
        """For people."""
        return (
            f"edits {self.edits}; broadcasts sent {self.sent}, heard {self.heard}, lost {self.lost}, "
            f"doubled {self.doubled}; cuts {self.cuts}, malformed {self.malformed}\n"
            f"rounds {self.rounds}, cards that differ from the database {self.drifted}; "
            f"right after {max(self.settle_s, default=0):.1f} s at most\n"
            f"level set -> on every mate's card, {spread(self.delays_ms)}\n"
            f"transaction -> heard by a member, {spread(self.commits_ms)}"
        )


def spread(values_ms: list[float]) -> str:
    """Return median, 95th of a hundred and greatest, as words."""
    values_ms = values_ms if len(values_ms) > 1 else [0.0, 0.0]
    p95_ms = statistics.quantiles(values_ms, n=20)[18]
    return f"ms: p50 {statistics.median(values_ms):.0f}, p95 {p95_ms:.0f}, max {max(values_ms):.0f}"


class Member:
    """One player of the squad and what reached them."""

    def __init__(self, player: Player, report: Report) -> None:
        self.player = player
        self.heard: Counter[str] = Counter()
        self._report = report
        player.computer.link.listen_with(self._hear)

    @property
    def user(self) -> UserId:
        """Who it is."""
        return self.player.squad.me

    def _hear(self, event: LiveEvent) -> None:
        match event:
            case Heard(payload=payload):
                self.heard[str(payload.get("id"))] += 1
                at_ms = payload.get("at")
                if isinstance(at_ms, int):
                    self._report.commits_ms.append(time.time() * 1000 - at_ms)
            case Cut():
                self._report.cuts += 1
            case _:
                pass
        self.player.squad.hear(event)

    def shown(self) -> dict[str, Shown]:
        """Return what every card shows."""
        squad = self.player.squad.view.squad
        return {} if squad is None else {user: shown(card) for user, card in squad.cards.items()}

    def has_sent_all(self) -> bool:
        """Return whether no edit of theirs waits."""
        return self.player.computer.link.standing.waiting == 0


def shown(card: Card) -> Shown:
    """Return what *card* shows, in the order of the database's row."""
    return (
        card.name,
        card.level,
        card.tasks_completed,
        card.is_owner,
        card.status.kind,
        card.status.map,
    )


async def play_together(backend: LocalBackend, folder: Path, load: Load) -> Report:
    """Put *load* on *backend*."""
    report = Report()
    database = await asyncpg.connect(backend.db_url, ssl=False)
    try:
        async with gathered(backend, folder, load.members, report) as (team, members):
            since = await database.fetchval("select now()::timestamp")
            before = [Counter(member.heard) for member in members]
            left_s = load.seconds
            while left_s > 0:
                await _one_round(members, min(left_s, load.round_s), load, report)
                left_s -= load.round_s
                await settle(database, team, members, report)
            await _count_broadcasts(database, members, before, since, report)
            report.malformed = sum(member.player.squad.view.malformed for member in members)
    finally:
        await database.close()
    return report


@contextlib.asynccontextmanager
async def gathered(
    backend: LocalBackend, folder: Path, size: int, report: Report
) -> AsyncIterator[tuple[TeamId, list[Member]]]:
    """A squad of *size* fresh players, all live and all seeing each other; the owner first."""
    async with contextlib.AsyncExitStack() as stack:
        members = []
        for _ in range(size):
            http = await stack.enter_async_context(
                httpx.AsyncClient(verify=False, trust_env=False, timeout=30)
            )
            members.append(Member(await stack.enter_async_context(a_player(backend, http, folder)), report))
        owner = members[0].player
        team, code = await found(owner, size=size)
        for number, member in enumerate(members):
            set_name(member.player.computer.session, f"Member {number}")
            if number:
                assert await member.player.squad.join(team, code) is None

        def is_whole(view: SquadView) -> bool:
            return is_live(view) and view.squad is not None and len(view.squad.cards) == size

        for member in members:
            await member.player.sees(is_whole, PATIENCE_S)
        yield team, members


async def _one_round(members: list[Member], seconds: float, load: Load, report: Report) -> None:
    """Let everybody edit for so long, each at their own pace."""
    end_s = asyncio.get_running_loop().time() + seconds
    async with asyncio.TaskGroup() as group:
        for number, member in enumerate(members):
            dice = random.Random(load.seed * 1_000 + number + report.rounds * 100_000)
            group.create_task(_edit_until(end_s, member, members, dice, load, report))


async def _edit_until(
    end_s: float, member: Member, members: list[Member], dice: random.Random, load: Load, report: Report
) -> None:
    loop = asyncio.get_running_loop()
    session = member.player.computer.session
    while (now_s := loop.time()) < end_s:
        report.edits += 1
        kind = dice.randrange(STATUS_EVERY)
        if kind == 0:
            await member.player.squad.set_status(dice.choice(("ready", "looking", "none", "away")))
        elif kind % 2:
            level = dice.randrange(1, LEVELS + 1)
            began_s = time.perf_counter()
            if member.player.card(member.user).level != level:
                set_level(session, level)
                _time_to_mates(member, members, level, began_s, report)
        else:
            _turn(member, dice.choice(TASKS))
        await asyncio.sleep(min(end_s - now_s, 2 * dice.random() / load.edits_per_s))


def _turn(member: Member, task: TaskId) -> None:
    session = member.player.computer.session
    value = session.document.value(f"taskCompletions/{task}")
    is_done = isinstance(value, dict) and value.get("complete") is True
    (uncomplete_task if is_done else complete_task)(session, task)


def _time_to_mates(member: Member, members: list[Member], level: int, began_s: float, report: Report) -> None:
    """Note when the new level is on each mate's card; overtaken by a later one it is not counted."""
    for mate in members:
        if mate is not member:
            _note_delay(mate, member.user, level, began_s, report)


def _note_delay(mate: Member, author: UserId, level: int, began_s: float, report: Report) -> None:
    known = mate.player.card(author).level
    if known == level:
        return

    def look(view: SquadView) -> None:
        card = None if view.squad is None else view.squad.cards.get(author)
        if card is None or card.level != known:
            stop()
            if card is not None and card.level == level:
                report.delays_ms.append((time.perf_counter() - began_s) * 1000)

    stop: Callable[[], None] = mate.player.squad.changed.subscribe(look)


async def settle(database: asyncpg.Connection, team: TeamId, members: list[Member], report: Report) -> None:
    """Rest until nothing waits; then count the cards that do not become what the database holds."""
    began_s = time.perf_counter()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            while not await _is_settled(database, team, members):  # noqa: ASYNC110 - ten clients and a database, no one event
                await asyncio.sleep(LOOK_AGAIN_S)
    report.rounds += 1
    report.settle_s.append(time.perf_counter() - began_s)
    report.drifted += len(await drift(database, team, members))


async def _is_settled(database: asyncpg.Connection, team: TeamId, members: list[Member]) -> bool:
    return all(member.has_sent_all() for member in members) and not await drift(database, team, members)


async def drift(database: asyncpg.Connection, team: TeamId, members: list[Member]) -> list[str]:
    """Return every card that shows something else than the database holds, as words."""
    truth: dict[str, Shown] = {
        row["user_id"]: (
            row["display_name"],
            row["level"],
            row["tasks_completed"],
            row["role"] == "owner",
            row["status_kind"],
            row["status_map"],
        )
        for row in await database.fetch(TRUTH, team)
    }
    return [
        f"{member.user} shows {user} as {seen.get(user)}, the database {truth.get(user)}"
        for member in members
        for seen in (member.shown(),)
        for user in sorted(truth.keys() | seen.keys())
        if seen.get(user) != truth.get(user)
    ]


async def _count_broadcasts(
    database: asyncpg.Connection,
    members: list[Member],
    before: list[Counter[str]],
    since: object,
    report: Report,
) -> None:
    """Hold what each member heard against what the database sent since then."""
    squad = members[0].player.squad.view.squad
    assert squad is not None
    sent = {row["id"] for row in await database.fetch(SENT, squad.team.topic, since)}
    report.sent = len(sent)
    for member, old in zip(members, before, strict=True):
        heard = {key: count for key, count in (member.heard - old).items() if key in sent}
        report.heard += sum(heard.values())
        report.lost += len(sent - heard.keys())
        report.doubled += sum(count - 1 for count in heard.values())


async def _main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--members", type=int, default=10)
    for name in ("seconds", "round-s", "edits-per-s"):
        parser.add_argument(f"--{name}", type=float, default=getattr(Load(), name.replace("-", "_")))
    load = Load(**vars(parser.parse_args()))
    with RunningBackend(backend_options()) as running, tempfile.TemporaryDirectory() as folder:
        report = await play_together(running.backend, Path(folder), load)
    print(report.lines())


if __name__ == "__main__":
    asyncio.run(_main())
