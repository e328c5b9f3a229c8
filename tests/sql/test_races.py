"""Races with real connections (backend.md 14): the invariants of S14 hold after each, and nobody sees a bare error.

Every round lets its calls go at once from behind an advisory lock, in a random order. ``TARKOV_RACE_ROUNDS=200`` runs them
at the length of the specification: each test again and again, because limits, archives and connections are finite.
"""

from __future__ import annotations

import asyncio
import os
import random
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import asyncpg
import pytest

from tests.sql.people import DONE, UNDONE, Answer, People, Person, code_of, now_ms, outcomes

ROUNDS = 8
TURNS = max(1, int(os.environ.get("TARKOV_RACE_ROUNDS", "0")) // ROUNDS)
BUSY = {"40001", "40P01", "55P03", "57014"}
Call = Callable[[], Awaitable[Answer]]


@pytest.fixture(autouse=True, params=range(TURNS))
def turn(request: pytest.FixtureRequest) -> int:
    """Which repetition this is."""
    number: int = request.param
    return number


async def at_once(people: People, *calls: tuple[Person, Call]) -> list[str]:
    """The codes of calls that all wait behind one lock and then run together; ``busy`` for SQLSTATEs clients repeat."""
    gate = await people.database.connect("supabase_admin")
    await gate.execute("select pg_advisory_lock(4711)")

    async def one(person: Person, call: Call) -> str:
        await person.connection.execute("begin")
        await person.connection.execute("select pg_advisory_xact_lock_shared(4711)")
        try:
            answer = await call()
        except asyncpg.PostgresError as error:
            await person.connection.execute("rollback")
            return "busy" if error.sqlstate in BUSY else str(error.sqlstate)
        await person.connection.execute("commit")
        return code_of(answer)

    shuffled = random.sample(range(len(calls)), len(calls))
    tasks = {place: asyncio.ensure_future(one(*calls[place])) for place in shuffled}
    while await gate.fetchval(
        "select count(*) from pg_locks where locktype = 'advisory' and not granted"
    ) < len(calls):
        pass
    await gate.execute("select pg_advisory_unlock(4711)")
    codes = [await tasks[place] for place in range(len(calls))]
    await gate.close()
    await people.check_invariants()
    return codes


async def crowd(people: People, size: int) -> list[Person]:
    """So many people."""
    return [await people.person() for _ in range(size)]


async def test_twenty_joins_for_one_seat_seat_exactly_one(people: People) -> None:
    vera, *others = await crowd(people, 21)
    for _ in range(3):
        team = await vera.create_team(places=2)
        codes = await at_once(people, *[(p, partial(p.join, team)) for p in others])

        assert Counter(codes) == {"ok": 1, "team_full": 19}
        assert (await people.events(team)).count("member_joined") == 1
        await vera.call("team_leave", team=team["id"], disband=True)
        await people.end_cooldowns()


async def test_one_player_ends_in_one_team_of_a_mode(people: People) -> None:
    one, two, owner = await crowd(people, 3)
    for _ in range(ROUNDS):
        vera = await people.person()
        again, third = await people.again(vera.id), await people.again(vera.id)
        teams = [await one.create_team(), await two.create_team()]
        codes = await at_once(
            people,
            (vera, partial(vera.join, teams[0])),
            (again, partial(again.join, teams[1])),
            (third, partial(third.call, "team_create", name="C", mode="pvp")),
        )

        assert sorted(codes) == ["already_in_team", "already_in_team", "ok"]
        for person, team in zip((one, two), teams, strict=True):
            await person.call("team_leave", team=team["id"], disband=True)
        await people.end_cooldowns()
    assert owner.seq == 0


async def test_a_kick_and_a_leave_of_the_same_member_remove_them_once(people: People) -> None:
    vera, mate = await crowd(people, 2)
    for _ in range(ROUNDS):
        team = await vera.create_team()
        await mate.join(team)
        codes = await at_once(
            people,
            (vera, partial(vera.call, "team_kick", team=team["id"], member=mate.id)),
            (mate, partial(mate.call, "team_leave", team=team["id"])),
        )

        assert sorted(codes) in (["member_not_found", "ok"], ["ok", "team_not_found"])
        events = await people.events(team)
        assert events.count("member_kicked") + events.count("member_left") == 1
        assert (await vera.call("team_members", team=team["id"]))["team"]["topic"] == f"{team['topic']}:2"
        await people.end_cooldowns()
        await vera.call("team_leave", team=team["id"])
        await people.end_cooldowns()


async def test_owners_heirs_and_newcomers_cross_without_harm(people: People) -> None:
    vera, heir, newcomer, founder = await crowd(people, 4)
    allowed = {
        *(
            "ok",
            "busy",
            "team_not_found",
            "member_not_found",
            "invalid_invite",
            "already_in_team",
            "not_owner",
        ),
        *("owner_must_transfer", "team_full"),
    }
    for n in range(ROUNDS):
        team, other = await vera.create_team(), await founder.create_team()
        await heir.join(team)
        calls: list[tuple[Person, Call]] = [
            (heir, partial(heir.call, "team_leave", team=team["id"])),
            (newcomer, partial(newcomer.join, team)),
        ]
        scenes: list[tuple[Person, Call]] = [
            (vera, partial(vera.call, "team_transfer", team=team["id"], to=heir.id)),
            (vera, partial(vera.call, "team_leave", team=team["id"], disband=True)),
            (vera, partial(vera.call, "team_kick", team=team["id"], member=heir.id)),
            (vera, partial(vera.call, "team_leave", team=team["id"], transfer_to=heir.id)),
        ]
        rejoin = await people.again(heir.id)
        calls += [scenes[n % 4], (rejoin, partial(rejoin.join, other))]
        codes = await at_once(people, *calls)

        assert set(codes) <= allowed, codes
        await people.end_cooldowns()
        for person in (vera, heir, newcomer, founder):
            for team_of in (team, other):
                await person.call("team_leave", team=team_of["id"], disband=True)
                await person.call("team_leave", team=team_of["id"])
                await people.end_cooldowns()


async def test_two_devices_and_a_token_meet_at_the_greatest_stamp_in_any_order(people: People) -> None:
    vera = await people.person()
    other = await people.again(vera.id)
    token = (await vera.call("token_create", mode="pvp", permissions=["WP"], note=None, expires_at=None))[
        "tokenId"
    ]
    service = Person(vera.id, people.service)
    expected: dict[str, tuple[int, int, str]] = {}
    for _ in range(4):
        batches = []
        for device in (vera, other):
            ops = [
                device.set_op(
                    f"taskCompletions/{n}", random.choice((DONE, UNDONE)), ms=random.randrange(1000)
                )
                for n in random.sample(range(300), 250)
            ]
            batches.append(ops)
            for op in ops:
                stamp = (op["stamp"][1], op["stamp"][2], op["stamp"][3])
                expected[op["path"]] = max(expected.get(op["path"], stamp), stamp)
        codes = await at_once(
            people,
            (vera, partial(vera.push, *batches[0])),
            (other, partial(other.push, *batches[1])),
            (service, partial(service.call, "api_write", token=token, changes={"level": 7})),
        )
        assert codes == ["ok"] * 3

    pulled = await vera.pull()
    assert {row[0]: tuple(row[2:5]) for row in pulled["registers"] if row[0] != "level"} == expected
    revs = await people.owner.fetch("select distinct rev from public.progress_registers order by 1")
    assert max(row["rev"] for row in revs) == pulled["rev"] == 12


async def test_a_writer_waits_for_the_one_before_it(people: People) -> None:
    vera = await people.person()
    await vera.write({"level": 1})
    token = (await vera.call("token_create", mode="pvp", permissions=["WP"], note=None, expires_at=None))[
        "tokenId"
    ]
    change = {"tasks": [{"id": "t", "state": "completed"}]}

    await vera.connection.execute("begin")
    await vera.write({"xpOffset": 5, "prestigeLevel": 1})
    writing = asyncio.ensure_future(people.serve("api_write", token=token, changes=change))
    while not await people.owner.fetchval("select exists (select from pg_locks where not granted)"):
        pass
    await vera.connection.execute("commit")

    assert (await writing)["rev"] == 3
    assert (await vera.pull(since=2))["rev"] == 3


async def test_the_same_call_sent_at_once_counts_once(people: People) -> None:
    vera = await people.person()
    twins = [await people.again(vera.id) for _ in range(3)]
    for _ in range(ROUNDS):
        op = vera.set_op("level", random.randint(1, 100))
        answers: list[Answer] = []

        async def send(twin: Person, op: Answer = op, answers: list[Answer] = answers) -> Answer:
            answers.append(await twin.push(op, device=vera.device))
            return answers[-1]

        await at_once(people, *[(twin, partial(send, twin)) for twin in twins])

        assert Counter(outcome for answer in answers for outcome in outcomes(answer)) in (
            {"applied": 1, "duplicate": 2},
            {"dominated": 1, "duplicate": 2},
        )


async def test_an_old_epoch_meets_two_resets(people: People) -> None:
    vera = await people.person()
    second, third = await people.again(vera.id), await people.again(vera.id)
    for epoch in range(ROUNDS):
        await vera.push(vera.set_op("level", 50, epoch=epoch), epoch=epoch)
        await at_once(
            people,
            (vera, partial(vera.push, vera.set_op("xpOffset", 1, epoch=epoch), epoch=epoch)),
            (second, partial(second.push, second.reset_op(epoch + 1), epoch=epoch + 1)),
            (third, partial(third.push, third.reset_op(epoch + 1), epoch=epoch + 1)),
        )
        archives = (await vera.call("archives_list", mode="pvp"))["archives"]

        assert (await vera.pull())["epoch"] == epoch + 1
        assert [a["epoch"] for a in archives] == list(range(epoch, -1, -1))
        assert archives[0]["level"] == 50


async def test_a_paging_reader_misses_nothing_that_is_pushed_meanwhile(people: People) -> None:
    vera = await people.person()
    reader = await people.again(vera.id)
    await vera.write({f"ignoredTasks/{n}": True for n in range(300)})
    seen: dict[str, list[object]] = {}
    cursor: Answer = {"since": 0, "after": ""}

    async def write() -> None:
        for _ in range(15):
            await vera.write(
                {f"ignoredTasks/{random.randrange(400)}": random.random() < 0.5 for _ in range(20)}
            )

    async def read() -> bool:
        page = await reader.pull(since=cursor["since"], after=cursor["after"], limit=40)
        seen.update({row[0]: row for row in page["registers"]})
        cursor.update(page["next"])
        return bool(page["more"])

    writing = asyncio.ensure_future(write())
    while not writing.done():
        await read()
    await writing
    while await read():
        pass

    everything = await reader.pull(limit=2000)
    assert seen == {row[0]: row for row in everything["registers"]}


async def test_a_reader_never_mixes_two_generations(people: People) -> None:
    vera = await people.person()
    reader = await people.again(vera.id)

    async def reset() -> None:
        for epoch in range(1, 16):
            await vera.push(
                vera.reset_op(epoch),
                *(vera.set_op(f"skillOffsets/{n}", epoch, epoch=epoch) for n in range(20)),
                epoch=epoch,
            )

    writing = asyncio.ensure_future(reset())
    while not writing.done():
        page = await reader.pull(digest=True)
        assert {row[1] for row in page["registers"]} <= {page["epoch"]}
    await writing


async def test_pauses_outlive_the_team(people: People) -> None:
    vera, mate, third = await crowd(people, 3)
    team = await vera.create_team()
    await mate.join(team)
    await vera.call("team_kick", team=team["id"], member=mate.id)
    await vera.call("team_leave", team=team["id"], disband=True)

    new = await vera.create_team()
    await third.join(new)
    kick = await vera.call("team_kick", team=new["id"], member=third.id)
    leave = await vera.call("team_leave", team=new["id"], disband=True)

    assert [code_of(kick), code_of(leave)] == ["cooldown", "cooldown"]


async def test_a_creation_retried_at_once_makes_one_team_and_one_token(people: People) -> None:
    for _ in range(ROUNDS):
        vera = await people.person()
        again = await people.again(vera.id)
        key, token_key = uuid.uuid4(), uuid.uuid4()
        made: list[Answer] = []

        async def create(person: Person, key: uuid.UUID = key, made: list[Answer] = made) -> Answer:
            made.append(await person.call("team_create", name="A", mode="pvp", key=key))
            return made[-1]

        async def token(person: Person, key: uuid.UUID = token_key) -> Answer:
            return await person.call(
                "token_create", mode="pvp", permissions=["GP"], note=None, expires_at=None, key=key
            )

        codes = await at_once(people, (vera, partial(create, vera)), (again, partial(create, again)))
        tokens = await at_once(people, (vera, partial(token, vera)), (again, partial(token, again)))

        assert codes == tokens == ["ok", "ok"]
        assert len({answer["team"]["id"] for answer in made}) == 1
        assert len((await vera.call("token_list"))["tokens"]) == 1


async def test_different_keys_found_one_team(people: People) -> None:
    vera = await people.person()
    again = await people.again(vera.id)

    codes = await at_once(
        people,
        (vera, partial(vera.call, "team_create", name="A", mode="pvp", key=uuid.uuid4())),
        (again, partial(again.call, "team_create", name="B", mode="pvp", key=uuid.uuid4())),
    )

    assert sorted(codes) == ["already_in_team", "ok"]


async def test_deleting_an_account_waits_for_its_calls_and_ends_them(people: People) -> None:
    for _ in range(ROUNDS):
        vera, mate, third = await crowd(people, 3)
        team = await vera.create_team()
        await mate.join(team)
        twins = [await people.again(vera.id) for _ in range(3)]
        codes = await at_once(
            people,
            (vera, partial(vera.call, "account_delete", confirm="DELETE")),
            (twins[0], partial(twins[0].write, {"level": 5})),
            (twins[1], partial(twins[1].call, "team_kick", team=team["id"], member=mate.id)),
            (twins[2], partial(twins[2].call, "team_create", name="X", mode="pve")),
            (third, partial(third.join, team)),
        )

        assert codes[0] in {"ok", "busy"}
        assert set(codes) <= {"ok", "busy", "PT410", "invalid_invite"}
        if codes[0] == "ok":
            left = await people.owner.fetchval(
                """select (select count(*) from public.progress_heads where user_id = $1)
                  + (select count(*) from public.user_progress where user_id = $1)
                  + (select count(*) from public.team_memberships where user_id = $1)""",
                vera.id,
            )
            assert left == 0


async def test_a_revoked_token_opens_nothing_once_the_revocation_is_committed(people: People) -> None:
    vera = await people.person()
    token = (await vera.call("token_create", mode="pvp", permissions=["GP"], note=None, expires_at=None))[
        "tokenId"
    ]
    services = [Person(vera.id, await people.database.acting_as(None, role="service_role")) for _ in range(4)]
    revoked = asyncio.Event()
    late: list[str] = []

    async def read(service: Person) -> None:
        while True:
            is_late = revoked.is_set()
            code = code_of(await service.call("api_read", token=token))
            if is_late:
                late.append(code)
                return

    reading = [asyncio.ensure_future(read(service)) for service in services]
    await vera.call("token_revoke", token=token)
    revoked.set()
    await asyncio.gather(*reading)

    assert late == ["token_revoked"] * 4


async def test_a_burst_on_one_limit_lets_exactly_the_maximum_through(people: People) -> None:
    await people.default_limits()
    vera = await people.person()
    twins = [await people.again(vera.id) for _ in range(10)]

    async def burst(person: Person) -> Sequence[str]:
        return [code_of(await person.call("team_invite", team=uuid.uuid4())) for _ in range(10)]

    codes = Counter(code for batch in await asyncio.gather(*map(burst, twins)) for code in batch)

    assert codes == {"team_not_found": 60, "rate_limited": 40}


async def test_a_mate_who_pushes_during_a_kick_is_never_heard_on_the_old_topic_afterwards(
    people: People,
) -> None:
    for _ in range(ROUNDS):
        vera, mate, third = await crowd(people, 3)
        team = await vera.create_team()
        await mate.join(team)
        await third.join(team)
        await people.owner.execute("delete from realtime.messages")
        codes = await at_once(
            people,
            (vera, partial(vera.call, "team_kick", team=team["id"], member=mate.id)),
            (third, partial(third.write, {"level": 5})),
            (mate, partial(mate.write, {"level": 9})),
        )

        assert set(codes) == {"ok"}
        assert (await people.messages(team["topic"]))[-1].get("kind") == "kicked"
        of_the_kicked = [
            m for m in await people.messages(f"{team['topic']}:2") if m.get("userId") == str(mate.id)
        ]
        assert of_the_kicked == []


@pytest.mark.parametrize("lead_ms", [0, 30_000])
async def test_api_writes_and_pushes_agree_on_the_document(people: People, lead_ms: int) -> None:
    vera = await people.person()
    token = (await vera.call("token_create", mode="pvp", permissions=["WP"], note=None, expires_at=None))[
        "tokenId"
    ]
    service = Person(vera.id, people.service)
    change = {"tasks": [{"id": "t", "state": "failed"}]}

    codes = await at_once(
        people,
        (vera, partial(vera.push, vera.set_op("taskCompletions/t", DONE, ms=now_ms() + lead_ms))),
        (service, partial(service.call, "api_write", token=token, changes=change)),
    )

    assert codes == ["ok", "ok"]
    assert await people.owner.fetchval("select count(*) from public.progress_registers") == 1
