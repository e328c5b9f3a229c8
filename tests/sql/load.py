"""Load on one PostgreSQL: operations a second and latencies, by function.

``python -m tests.sql.load --seconds 20`` makes a throw-away cluster on loopback, fills it, and lets many players call
at once. Limits of calls are lifted. It ends by itself; ``--json`` prints the report as one object.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import platform
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg

from tests.backend_support import copied_database, database_options, running_cluster
from tests.sql.people import DONE, UNDONE, Answer, People, Person, code_of

FULL_MODE = {"taskCompletions": 517, "taskObjectives": 1900, "hideoutParts": 380, "hideoutModules": 70}
"""A finished mode: entries by map; objectives and parts have one or two registers each."""
MIX: Sequence[tuple[str, int]] = (
    ("push 1", 60),
    ("push 50", 4),
    ("pull none", 20),
    ("pull 1000", 6),
    ("team_members", 8),
    ("team_progress", 2),
)
"""What players call, by weight."""
TEAM_SIZE = 10


@dataclass(slots=True)
class Report:
    """Latencies in milliseconds and codes, by call."""

    latencies: dict[str, list[float]] = field(default_factory=dict)
    codes: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, started: float, code: str) -> None:
        """Count one call."""
        self.latencies.setdefault(name, []).append((time.perf_counter() - started) * 1000)
        if code != "ok":
            self.codes[f"{name}: {code}"] += 1

    def rows(self, seconds: float) -> dict[str, dict[str, float]]:
        """Calls a second and the distribution of each call."""
        return {
            name: {
                "per_s": round(len(values) / seconds, 1),
                **{f"p{share}_ms": round(percentile(values, share), 2) for share in (50, 95, 99)},
                "max_ms": round(max(values), 2),
            }
            for name, values in sorted(self.latencies.items())
        }


def percentile(values: Sequence[float], share: int) -> float:
    """The value below which *share* per cent lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def full_mode(size: int) -> dict[str, object]:
    """About *size* registers of a mode that is being finished."""
    values: dict[str, object] = {"level": 40, "displayName": "Vera", "pmcFaction": "BEAR"}
    for name, count in FULL_MODE.items():
        for n in range(count):
            entry = f"{name}/{n:024x}"
            if name in {"taskObjectives", "hideoutParts"}:
                values[f"{entry}/complete"] = True
                if n % 2:
                    values[f"{entry}/count"] = n % 7
            else:
                values[entry] = DONE if name == "taskCompletions" else {"complete": True}
    return dict(itertools.islice(values.items(), size))


async def fill(person: Person, size: int) -> None:
    """Upload about *size* registers in the client's batches."""
    values = list(full_mode(size).items())
    for start in range(0, len(values), 500):
        answer = await person.write(dict(values[start : start + 500]))
        assert code_of(answer) == "ok", answer


@asynccontextmanager
async def filled(players: int, size: int) -> AsyncIterator[tuple[People, list[tuple[Person, Answer]]]]:
    """Players with *size* registers each, in teams of ten."""
    with running_cluster(database_options()) as cluster:
        async with copied_database(cluster) as database:
            people = await People.in_database(database)
            crowd: list[tuple[Person, Answer]] = []
            team: Answer = {}
            for n in range(players):
                person = await people.person()
                await fill(person, size)
                if n % TEAM_SIZE == 0:
                    team = await person.create_team(places=TEAM_SIZE)
                else:
                    await person.join(team)
                crowd.append((person, team))
            await people.owner.execute("vacuum analyze")
            yield people, crowd


def calls_of(person: Person, team: Answer) -> Mapping[str, Callable[[], Awaitable[Answer]]]:
    """What a player may do, by name in the mix."""
    tasks = [f"taskCompletions/{n:024x}" for n in range(FULL_MODE["taskCompletions"])]

    async def push(count: int) -> Answer:
        picked = random.sample(tasks, count)
        return await person.write({path: random.choice((DONE, UNDONE)) for path in picked})

    return {
        "push 1": lambda: push(1),
        "push 50": lambda: push(50),
        "pull none": lambda: person.pull(since=10**9),
        "pull 1000": lambda: person.pull(limit=1000),
        "team_members": lambda: person.call("team_members", team=team["id"]),
        "team_progress": lambda: person.call("team_progress", team=team["id"]),
    }


async def one_call(report: Report, name: str, call: Callable[[], Awaitable[Answer]]) -> None:
    """Make one call and count it; a raised SQLSTATE is a code too."""
    started = time.perf_counter()
    try:
        code = code_of(await call())
    except asyncpg.PostgresError as error:
        code = str(error.sqlstate)
    report.note(name, started, code)


async def play(report: Report, person: Person, team: Answer, until: float) -> None:
    """One player who never pauses."""
    calls = calls_of(person, team)
    names, weights = zip(*MIX, strict=True)
    while time.perf_counter() < until:
        (name,) = random.choices(names, weights)
        await one_call(report, name, calls[name])


async def alone(players: int = TEAM_SIZE, size: int = 3900, count: int = 100) -> Report:
    """The three budgets: calls of one player after another, on full documents."""
    report = Report()
    async with filled(players, size) as (_, crowd):
        calls = calls_of(*crowd[0])
        for _ in range(count):
            for name in ("push 1", "pull 1000", "team_members"):
                await one_call(report, name, calls[name])
    return report


STATISTICS = """
select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint as wal_bytes, d.deadlocks, d.xact_commit, d.xact_rollback,
  d.tup_inserted + d.tup_updated + d.tup_deleted as rows
from pg_stat_database as d where d.datname = current_database()
"""


async def loaded(players: int, size: int, seconds: float) -> dict[str, object]:
    """Everybody at once for so many seconds."""
    report = Report()
    async with filled(players, size) as (people, crowd):
        before = await people.owner.fetchrow(STATISTICS)
        until = time.perf_counter() + seconds
        await asyncio.gather(*(play(report, person, team, until) for person, team in crowd))
        after = await people.owner.fetchrow(STATISTICS)
        assert before is not None
        assert after is not None
        calls = sum(len(values) for values in report.latencies.values())
        await people.check_invariants()
        return {
            "server": await people.owner.fetchval("select version()"),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores",
            "data": {
                "players": players,
                "registers": await people.owner.fetchval("select count(*) from public.progress_registers"),
                "bytes": await people.owner.fetchval("select pg_database_size(current_database())"),
            },
            "mix": dict(MIX),
            "seconds": seconds,
            "connections": players,
            "calls_per_s": round(calls / seconds, 1),
            "by_call": report.rows(seconds),
            "errors": dict(report.codes),
            "log_bytes_per_call": (after["wal_bytes"] - before["wal_bytes"]) // calls,
            "rows_per_call": round((after["rows"] - before["rows"]) / calls, 1),
            "deadlocks": after["deadlocks"] - before["deadlocks"],
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 when a call was answered with anything but success."""
    parser = argparse.ArgumentParser(prog="python -m tests.sql.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="how long, at most 300")
    parser.add_argument("--players", type=int, default=20, help="players calling at once, at most 40")
    parser.add_argument("--registers", type=int, default=1800, help="registers of each in pvp")
    parser.add_argument("--json", action="store_true", help="one object instead of lines")
    options = parser.parse_args(arguments)
    report = asyncio.run(loaded(min(options.players, 40), options.registers, min(options.seconds, 300)))
    if options.json:
        sys.stdout.write(json.dumps(report, indent=1) + "\n")
    else:
        for name, value in report.items():
            if isinstance(value, dict) and name == "by_call":
                sys.stdout.writelines(f"{call:<14} {row}\n" for call, row in value.items())
            else:
                sys.stdout.write(f"{name}: {value}\n")
    return 1 if report["errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
