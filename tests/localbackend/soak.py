"""Many teams on one backend for a while: ``python -m tests.localbackend.soak --seconds 300``.

Every member of every team keeps a socket; SQL broadcasts to the teams in turn, numbered. Meanwhile tokens are renewed, comers
join and leave, outsiders knock at private topics. Counted: messages lost, doubled, out of order or heard by the wrong team.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import statistics
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import websockets

from tarkov_desktop.localbackend.database import open_database
from tarkov_desktop.localbackend.realtime import Limits
from tests.backend_support import Database, copied_database, database_options
from tests.localbackend.realtime.live import Live, Socket, running

PATIENCE_S = 20.0
_CUT_PATIENCE_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much of it: *messages_per_s* over all teams. ``cut_after_s`` cuts all sockets once, to see that it is noticed."""

    teams: int = 20
    members: int = 10
    seconds: float = 10
    messages_per_s: float = 40
    renew_every_s: float = 5
    cut_after_s: float | None = None


@dataclass
class Report:
    """What came of it. Latency: from before the SQL call to the member's socket, in milliseconds."""

    joined: int = 0
    join_s: float = 0
    sent: int = 0
    heard: int = 0
    lost: int = 0
    misdelivered: int = 0
    disordered: int = 0
    refused_outsiders: int = 0
    admitted_outsiders: int = 0
    comers: int = 0
    renewals: int = 0
    broken: int = 0
    latencies_ms: list[float] = field(default_factory=list)

    def latency_ms(self, percent: int) -> float:
        """The latency that *percent* of the deliveries did not exceed."""
        return (
            statistics.quantiles(self.latencies_ms, n=100)[percent - 1] if len(self.latencies_ms) > 1 else 0.0
        )

    def lines(self) -> str:
        """For people."""
        return (
            f"joined {self.joined} members in {self.join_s:.1f} s; sent {self.sent}, heard {self.heard}, lost {self.lost}, "
            f"misdelivered {self.misdelivered}, disordered {self.disordered}, broken sockets {self.broken}\n"
            f"outsiders refused {self.refused_outsiders}, admitted {self.admitted_outsiders}; comers {self.comers}, "
            f"token renewals {self.renewals}\n"
            f"latency ms: p50 {self.latency_ms(50):.1f}, p95 {self.latency_ms(95):.1f}, p99 {self.latency_ms(99):.1f}, "
            f"max {max(self.latencies_ms, default=0):.1f}"
        )


class _Member:
    """One person in one team, listening until the end."""

    def __init__(self, live: Live, team: str, report: Report) -> None:
        self._live = live
        self._team = team
        self._report = report
        self._socket: Socket | None = None
        self.person = str(uuid.uuid4())
        self.heard = 0

    async def join(self) -> None:
        self._socket = await self._live.socket()
        reply = await self._socket.join(
            self._team, self._live.token(self.person), private=True, presence={"enabled": False}
        )
        if reply["status"] != "ok":
            raise RuntimeError(f"a member was refused: {reply}")

    async def listen(self) -> None:
        """Hear messages until cancelled."""
        if self._socket is None:
            raise RuntimeError("not joined")
        try:
            async for raw in self._socket.connection:
                frame = json.loads(raw)
                if frame["event"] == "broadcast":
                    self._hear(frame)
        except websockets.ConnectionClosed:
            self._report.broken += 1

    def _hear(self, frame: dict[str, Any]) -> None:
        payload = frame["payload"]["payload"]
        if payload["team"] != self._team or frame["topic"] != f"realtime:{self._team}":
            self._report.misdelivered += 1
            return
        self.heard += 1
        if payload["number"] != self.heard:
            self._report.disordered += 1
        self._report.heard += 1
        self._report.latencies_ms.append((time.perf_counter() - payload["sent_at"]) * 1000)

    async def renew(self, mark: str) -> None:
        """Present another token."""
        if self._socket is None:
            raise RuntimeError("not joined")
        token = self._live.token(self.person, mark=mark)
        await self._socket.send(f"realtime:{self._team}", "access_token", {"access_token": token})
        self._report.renewals += 1


async def soak(database: Database, load: Load) -> Report:
    """Put *load* on a realtime of its own over *database*."""
    limits = Limits(sockets=load.teams * load.members + 50, joins_per_s=1000)
    async with running(database, limits) as live, _pool(database) as pool:
        report = Report()
        teams = [f"room:{number}" for number in range(load.teams)]
        members = [_Member(live, team, report) for team in teams for _ in range(load.members)]
        await pool.executemany(
            "insert into rooms.members values ($1, $2::text::uuid)",
            [
                (team, member.person)
                for team, member in zip(_repeated(teams, load.members), members, strict=True)
            ],
        )
        started = time.perf_counter()
        await asyncio.gather(*(member.join() for member in members))
        report.joined, report.join_s = len(members), time.perf_counter() - started
        background = [asyncio.create_task(member.listen()) for member in members]
        background.append(asyncio.create_task(_renewals(members, load)))
        background.append(asyncio.create_task(_strangers(live, teams, report)))
        if load.cut_after_s is not None:
            asyncio.get_running_loop().call_later(load.cut_after_s, live.realtime.cut_sockets)
        numbers = await _send(pool, teams, load, report)
        await _settle(members, numbers, load)
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        expected = sum(numbers.values()) * load.members
        report.lost = expected - report.heard
        return report


@contextlib.asynccontextmanager
async def _pool(database: Database) -> Any:  # noqa: ANN401 - asyncpg's pool context
    async with asyncpg.create_pool(database.dsn("postgres"), ssl=False, min_size=4, max_size=4) as pool:
        yield pool


def _repeated(teams: list[str], members: int) -> list[str]:
    return list(itertools.chain.from_iterable([team] * members for team in teams))


async def _send(pool: asyncpg.Pool, teams: list[str], load: Load, report: Report) -> dict[str, int]:
    """Broadcast to the teams in turn, at a steady pace; how many messages each got."""
    numbers = dict.fromkeys(teams, 0)
    loop = asyncio.get_running_loop()
    started = loop.time()
    for turn in itertools.count():
        due = started + turn / load.messages_per_s
        if due - started >= load.seconds:
            return numbers
        await asyncio.sleep(max(0.0, due - loop.time()))
        team = teams[turn % len(teams)]
        numbers[team] += 1
        payload = {"team": team, "number": numbers[team], "sent_at": time.perf_counter()}
        await pool.execute(
            "select realtime.send($1::text::jsonb, 'news', $2, true)", json.dumps(payload), team
        )
        report.sent += 1
    return numbers


async def _settle(members: list[_Member], numbers: dict[str, int], load: Load) -> None:
    """Wait until everything is heard, or long enough to call the rest lost."""
    expected = sum(numbers.values()) * load.members
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S if load.cut_after_s is None else _CUT_PATIENCE_S):
            while sum(member.heard for member in members) < expected:  # noqa: ASYNC110 - 200 listeners, no one event
                await asyncio.sleep(0.05)


async def _renewals(members: list[_Member], load: Load) -> None:
    pause_s = load.renew_every_s / len(members)
    for turn in itertools.count():
        with contextlib.suppress(websockets.ConnectionClosed):
            await members[turn % len(members)].renew(str(turn))
        await asyncio.sleep(pause_s)


async def _strangers(live: Live, teams: list[str], report: Report) -> None:
    """Comers to a public topic of a team's name, who must hear nothing of it, and outsiders at its private one."""
    for turn in itertools.count():
        team = teams[turn % len(teams)]
        socket = await live.socket()
        await socket.join(team, presence={"enabled": False})
        reply = await socket.join(f"{team}0", live.token(str(uuid.uuid4())), private=True)
        if reply["status"] == "error":
            report.refused_outsiders += 1
        else:
            report.admitted_outsiders += 1
        report.comers += 1
        with contextlib.suppress(TimeoutError):
            await socket.until("broadcast", 0.2)
            report.misdelivered += 1
        await socket.connection.close()


async def _main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("teams", "members"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Load(), name))
    for name in ("seconds", "messages-per-s", "renew-every-s"):
        parser.add_argument(f"--{name}", type=float, default=getattr(Load(), name.replace("-", "_")))
    load = Load(**vars(parser.parse_args()))
    async with open_database(database_options()) as cluster, copied_database(cluster) as database:
        report = await soak(database, load)
    print(report.lines())


if __name__ == "__main__":
    asyncio.run(_main())
