"""Teams by the functions, as the app uses them: found, join, see, kick, hand over, leave; and every call repeated."""

from __future__ import annotations

import uuid
from typing import Any

import asyncpg
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.functions.people import Caller, refusal, somebody

pytestmark = pytest.mark.contract


async def members_of(caller: Caller, team: dict[str, Any]) -> dict[str, Any]:
    answer = await caller.get("team-members", {"teamId": team["id"]})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_team_lives_from_founding_to_its_last_member(backend: LocalBackend) -> None:
    anna, bert, carl = [await somebody(backend) for _ in range(3)]
    team = await anna.found_team("pve")
    assert team["topic"] == f"team:{team['id']}"
    assert len(team["joinCode"]) == 16

    await bert.join(team)
    await carl.join(team)
    seen = await members_of(carl, team)
    assert seen["members"] == [anna.user_id, bert.user_id, carl.user_id]
    assert seen["profiles"][anna.user_id]["role"] == "owner"
    assert "joinCode" not in seen["team"]

    kicked = (await anna.post("team-kick", {"teamId": team["id"], "memberId": carl.user_id})).json()
    assert kicked["kicked"] == carl.user_id
    assert kicked["topic"] != team["topic"]
    assert refusal(await carl.get("team-members", {"teamId": team["id"]})) == (403, "not_a_member")
    old_code = {"teamId": team["id"], "joinCode": team["joinCode"]}
    assert refusal(await carl.post("team-join", old_code)) == (403, "invalid_invite")
    again = {"teamId": team["id"], "memberId": bert.user_id}
    assert refusal(await anna.post("team-kick", again)) == (429, "cooldown")

    assert refusal(await bert.post("team-transfer", {"teamId": team["id"], "newOwnerId": bert.user_id})) == (
        403,
        "not_owner",
    )
    handed = await anna.post("team-transfer", {"teamId": team["id"], "newOwnerId": bert.user_id})
    assert handed.json() == {"ownerId": bert.user_id}
    left = await anna.post("team-leave", {"teamId": team["id"]})
    assert left.json() == {"left": True, "disbanded": False}
    assert (await members_of(bert, team))["members"] == [bert.user_id]
    gone = await bert.post("team-leave", {"teamId": team["id"]})
    assert gone.json() == {"left": True, "disbanded": True}


async def test_a_repeated_founding_makes_one_team(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    key = str(uuid.uuid4())
    body = {"name": "Once", "gameMode": "pvp"}

    first = await anna.post("team-create", body, key=key)
    second = await anna.post("team-create", body, key=key)
    other = await anna.post("team-create", {**body, "name": "Twice"}, key=key)
    third = await anna.post("team-create", body, key=str(uuid.uuid4()))

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json()["replayed"] is True
    assert second.json()["team"] == first.json()["team"]
    assert refusal(other) == (409, "idempotency_mismatch")
    assert refusal(third) == (409, "already_in_team")


async def test_repeats_after_a_lost_answer_do_no_harm(backend: LocalBackend) -> None:
    anna, bert = await somebody(backend), await somebody(backend)
    team = await anna.found_team()
    await bert.join(team)

    joined = await bert.post("team-join", {"teamId": team["id"], "join_code": team["joinCode"]})
    assert joined.json()["alreadyMember"] is True

    transfer = {"teamId": team["id"], "newOwnerId": bert.user_id}
    assert (await anna.post("team-transfer", transfer)).status_code == 200
    assert (await anna.post("team-transfer", transfer)).json()["unchanged"] is True

    assert (await anna.post("team-leave", {"teamId": team["id"]})).status_code == 200
    assert refusal(await anna.post("team-leave", {"teamId": team["id"]})) == (404, "team_not_found")


async def test_a_full_team_takes_nobody_and_says_so(backend: LocalBackend) -> None:
    anna, bert, carl = [await somebody(backend) for _ in range(3)]
    body = {"name": "Two", "gameMode": "pvp", "maxMembers": 2}
    team = (await anna.post("team-create", body, key=str(uuid.uuid4()))).json()["team"]
    await bert.join(team)

    answer = await carl.post("team-join", {"teamId": team["id"], "joinCode": team["joinCode"]})

    assert refusal(answer) == (409, "team_full")
    assert refusal(await anna.post("team-leave", {"teamId": team["id"]})) == (409, "owner_must_transfer")
    assert refusal(await bert.post("team-leave", {"teamId": team["id"], "disband": True})) == (
        403,
        "not_owner",
    )
    myself = {"teamId": team["id"], "memberId": anna.user_id}
    assert refusal(await anna.post("team-kick", myself)) == (400, "cannot_kick_self")


async def test_after_ten_wrong_codes_the_right_one_is_refused_too(backend: LocalBackend) -> None:
    anna, guesser = await somebody(backend), await somebody(backend)
    team = await anna.found_team()

    for turn in range(10):
        guess = {"teamId": team["id"], "joinCode": f"{turn:016d}"}
        assert refusal(await guesser.post("team-join", guess)) == (403, "invalid_invite")

    right = {"teamId": team["id"], "joinCode": team["joinCode"]}
    assert refusal(await guesser.post("team-join", right)) == (429, "rate_limited")


@pytest.mark.parametrize("mode", ["pvp", "pve"])
async def test_profiles_are_those_of_the_teams_mode(backend: LocalBackend, mode: str) -> None:
    """The published design once asked the table for ``pvp`` and ``currentGameMode``, and got no profile at all."""
    anna, bert = await somebody(backend), await somebody(backend)
    for caller, offset in ((anna, 10), (bert, 20)):
        for scope, plus in (("pvp", 1), ("pve", 5)):
            done = [(f"taskCompletions/t{n}", {"complete": True, "failed": False}) for n in range(plus)]
            named = ("displayName", f"{scope}-{offset}")
            pushed = await caller.push(scope, ("level", offset + plus), named, *done)
            assert pushed.status_code == 200, pushed.text
        await caller.push("account", ("currentGameMode", "pvp"))
    team = await anna.found_team(mode)
    await bert.join(team)

    seen = await members_of(bert, team)

    assert set(seen["profiles"]) == set(seen["members"]) == {anna.user_id, bert.user_id}
    assert seen["team"]["gameMode"] == mode
    rows = await profiles_in_the_database(backend, f"{mode}_data", [anna.user_id, bert.user_id])
    for user_id, (name, level, tasks) in rows.items():
        profile = seen["profiles"][user_id]
        assert (profile["displayName"], profile["level"], profile["tasksCompleted"]) == (name, level, tasks)
        assert name.startswith(mode)
        assert None not in (name, level, tasks)
    assert len({row[1] for row in rows.values()}) == 2


async def test_a_member_without_progress_has_a_profile_of_nulls(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    team = await anna.found_team("seasonal")

    profile = (await members_of(anna, team))["profiles"][anna.user_id]

    assert (profile["displayName"], profile["level"], profile["rev"]) == (None, None, 0)
    assert profile["status"] == {"kind": "none", "map": None, "note": None, "until": None}


async def test_a_mangled_document_of_one_member_leaves_the_others_whole(backend: LocalBackend) -> None:
    anna, bert = await somebody(backend), await somebody(backend)
    team = await anna.found_team()
    await bert.join(team)
    await anna.push("pvp", ("level", 15), ("displayName", "Anna"))
    await bert.push("pvp", ("level", 3))
    for blob in ('{"level":"4.5"}', '{"level":1e308,"taskCompletions":[1]}', '{"displayName":{}}', "{}"):
        connection = await asyncpg.connect(backend.db_url, ssl=False)
        try:
            await connection.execute(
                "update public.user_progress set pvp_data = $1::text::jsonb where user_id = $2",
                blob,
                uuid.UUID(bert.user_id),
            )
        finally:
            await connection.close()

        profiles = (await members_of(anna, team))["profiles"]

        assert profiles[bert.user_id]["level"] is None
        assert (profiles[anna.user_id]["displayName"], profiles[anna.user_id]["level"]) == ("Anna", 15)


async def profiles_in_the_database(
    backend: LocalBackend, column: str, user_ids: list[str]
) -> dict[str, tuple[str, int, int]]:
    """Name, level and count of done tasks as a superuser reads them off the rows."""
    connection = await asyncpg.connect(backend.db_url, ssl=False)
    try:
        rows = await connection.fetch(
            f"""select user_id, {column} ->> 'displayName' as name, ({column} -> 'level')::int as level,
                (select count(*) from jsonb_each({column} -> 'taskCompletions') as t
                 where t.value -> 'complete' = 'true' and t.value -> 'failed' = 'false') as tasks
                from public.user_progress where user_id = any($1::uuid[])""",
            [uuid.UUID(user_id) for user_id in user_ids],
        )
    finally:
        await connection.close()
    return {str(row["user_id"]): (row["name"], row["level"], row["tasks"]) for row in rows}
