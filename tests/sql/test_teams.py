"""Teams (backend.md 5.4, 5.5, 6.2, 7): each function's refusals in order, ownership, topics, the trail."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.sql.people import DONE, Answer, People, Person, code_of


async def team_of(
    people: People, size: int, *, places: int = 5, mode: str = "pvp"
) -> tuple[Answer, list[Person]]:
    """A team of *size*, the owner first."""
    members = [await people.person() for _ in range(size)]
    team = await members[0].create_team(mode, places=places)
    for member in members[1:]:
        assert code_of(await member.join(team)) == "ok"
    return team, members


async def test_a_team_is_founded_with_a_code_and_a_topic(people: People) -> None:
    vera = await people.person()

    answer = await vera.call("team_create", name="  Rats ", mode="pve", max_members=3)

    team = answer["team"]
    assert (team["name"], team["gameMode"], team["maxMembers"], team["ownerId"]) == (
        "Rats",
        "pve",
        3,
        str(vera.id),
    )
    assert len(team["joinCode"]) == 16
    assert team["topic"] == f"team:{team['id']}"
    assert team["createdAt"].endswith("Z")
    assert await people.events(team) == ["team_created"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"name": ""}, "invalid_name"),
        ({"name": " \t "}, "invalid_name"),
        ({"name": "a" * 61}, "invalid_name"),
        ({"name": "a\nb"}, "invalid_name"),
        ({"name": None}, "invalid_name"),
        ({"mode": "account"}, "invalid_mode"),
        ({"mode": None}, "invalid_mode"),
        ({"max_members": 1}, "invalid_capacity"),
        ({"max_members": 11}, "invalid_capacity"),
        ({"max_members": None}, "invalid_capacity"),
    ],
)
async def test_a_malformed_team_is_refused(people: People, arguments: dict[str, object], code: str) -> None:
    vera = await people.person()

    answer = await vera.call("team_create", **{"name": "Rats", "mode": "pvp", "max_members": 5, **arguments})

    assert code_of(answer) == code
    assert await people.owner.fetchval("select count(*) from public.teams") == 0


async def test_one_team_per_mode(people: People) -> None:
    vera, mate = await people.person(), await people.person()
    pvp = await vera.create_team("pvp")
    await vera.create_team("pve")

    second = await vera.call("team_create", name="B", mode="pvp")
    await mate.create_team("pvp")
    other = await mate.join(pvp)

    assert [code_of(second), code_of(other)] == ["already_in_team"] * 2


async def test_a_repeated_creation_gives_the_same_team_and_a_key_fits_one_request(people: People) -> None:
    vera = await people.person()
    key = uuid.uuid4()
    first = await vera.call("team_create", name="Rats", mode="pvp", max_members=4, key=key)

    again = await vera.call("team_create", name="Rats", mode="pvp", max_members=4, key=key)
    other = await vera.call("team_create", name="Cats", mode="pvp", max_members=4, key=key)
    await vera.call("team_leave", team=first["team"]["id"])
    gone = await vera.call("team_create", name="Rats", mode="pvp", max_members=4, key=key)

    assert again == {**first, "replayed": True}
    assert code_of(other) == "idempotency_mismatch"
    assert code_of(gone) == "idempotency_replayed"


async def test_a_code_is_read_as_people_type_it(people: People) -> None:
    vera, mate = await people.person(), await people.person()
    team = await vera.create_team()
    await people.owner.execute("update private.team_secrets set join_code = '0123456789ABCDEF'")

    answer = await mate.call("team_join", team=team["id"], code=" oi23-4567 89ab-cdef ")

    assert code_of(answer) == "ok"
    assert "joinCode" not in answer["team"]
    assert await people.events(team) == ["team_created", "member_joined"]


async def test_joining_again_is_told_and_leaves_no_trace(people: People) -> None:
    team, (_, mate) = await team_of(people, 2)

    again = await mate.call("team_join", team=team["id"], code="whatever")

    assert again["alreadyMember"]
    assert (await people.events(team)).count("member_joined") == 1


async def test_a_wrong_code_and_an_unknown_team_sound_alike_and_are_limited(people: People) -> None:
    await people.default_limits()
    vera, thief = await people.person(), await people.person()
    team = await vera.create_team()

    wrong = await thief.call("team_join", team=team["id"], code="0000-0000-0000-0000")
    unknown = await thief.call("team_join", team=uuid.uuid4(), code=team["joinCode"])
    for _ in range(8):
        assert code_of(await thief.call("team_join", team=team["id"], code="no")) == "invalid_invite"
    right = await thief.join(team)

    assert wrong == unknown
    assert wrong["error"]["status"] == 403
    assert code_of(right) == "rate_limited"
    assert 3000 < right["error"]["retryAfter"] <= 3600


async def test_a_full_team_takes_nobody(people: People) -> None:
    team, _ = await team_of(people, 2, places=2)

    answer = await (await people.person()).join(team)

    assert code_of(answer) == "team_full"


async def test_a_member_leaves_and_must_pause(people: People) -> None:
    team, (vera, mate) = await team_of(people, 2)

    left = await mate.call("team_leave", team=team["id"])
    repeated = await mate.call("team_leave", team=team["id"])
    await mate.join(team)
    paused = await mate.call("team_leave", team=team["id"])

    assert left == {"ok": True, "left": True, "disbanded": False}
    assert code_of(repeated) == "team_not_found"
    assert code_of(paused) == "cooldown"
    assert 290 < paused["error"]["retryAfter"] <= 300
    assert (await vera.call("team_members", team=team["id"]))["team"]["topic"].endswith(":2")


async def test_an_owner_passes_the_team_on_or_disbands_it(people: People) -> None:
    team, (vera, mate, third) = await team_of(people, 3)
    outsider = await people.person()

    must = await vera.call("team_leave", team=team["id"])
    both = await vera.call("team_leave", team=team["id"], disband=True, transfer_to=mate.id)
    to_nobody = await vera.call("team_leave", team=team["id"], transfer_to=outsider.id)
    to_self = await vera.call("team_leave", team=team["id"], transfer_to=vera.id)
    by_member = await mate.call("team_leave", team=team["id"], disband=True)
    passed = await vera.call("team_leave", team=team["id"], transfer_to=third.id)
    ended = await third.call("team_leave", team=team["id"], disband=True)

    assert [code_of(answer) for answer in (must, both, to_nobody, to_self, by_member)] == [
        "owner_must_transfer",
        "invalid_request",
        "member_not_found",
        "member_not_found",
        "not_owner",
    ]
    assert (passed["disbanded"], ended["disbanded"]) == (False, True)
    assert await people.owner.fetchval("select count(*) from public.teams") == 0
    assert (await people.events(team))[3:] == ["ownership_transferred", "member_left", "team_disbanded"]


async def test_a_kick_takes_membership_code_and_topic(people: People) -> None:
    team, (vera, mate, third) = await team_of(people, 3)
    outsider = await people.person()

    refused = [
        await outsider.call("team_kick", team=team["id"], member=mate.id),
        await mate.call("team_kick", team=team["id"], member=third.id),
        await vera.call("team_kick", team=team["id"], member=vera.id),
        await vera.call("team_kick", team=team["id"], member=outsider.id),
    ]
    kicked = await vera.call("team_kick", team=team["id"], member=mate.id)
    again = await vera.call("team_kick", team=team["id"], member=mate.id)
    too_soon = await vera.call("team_kick", team=team["id"], member=third.id)
    with_old_code = await mate.join(team)

    assert [code_of(answer) for answer in (*refused, again, too_soon, with_old_code)] == [
        "team_not_found",
        "not_owner",
        "cannot_kick_self",
        "member_not_found",
        "member_not_found",
        "cooldown",
        "invalid_invite",
    ]
    assert kicked["topic"] == f"team:{team['id']}:2"
    assert kicked["joinCode"] != team["joinCode"]
    assert code_of(await mate.call("team_members", team=team["id"])) == "team_not_found"


async def test_after_a_kick_the_old_topic_falls_silent(people: People) -> None:
    team, (vera, mate, third) = await team_of(people, 3)
    await people.owner.execute("delete from realtime.messages")

    await vera.call("team_kick", team=team["id"], member=mate.id)
    await third.write({"level": 5})
    await third.call("set_member_status", team=team["id"], kind="ready")
    await vera.call("team_rename", team=team["id"], name="New")
    await vera.call("team_transfer", team=team["id"], to=third.id)
    await mate.write({"level": 30})

    old = await people.messages(team["topic"])
    new = await people.messages(f"{team['topic']}:2")
    assert [(m["event"], m["kind"], m["userId"], m["topic"]) for m in old] == [
        ("membership", "kicked", str(mate.id), team["topic"])
    ] or [(m["event"], m["kind"], m["userId"]) for m in old] == [("membership", "kicked", str(mate.id))]
    assert [(m["event"], m.get("kind")) for m in new] == [
        ("progress", None),
        ("status", "ready"),
        ("membership", "renamed"),
        ("membership", "owner"),
    ]
    own = await people.messages(f"user:{mate.id}")
    assert [(m["event"], m.get("kind"), m.get("teamId")) for m in own] == [
        ("team", "kicked", team["id"]),
        ("rev", None, None),
    ]


async def test_topics_are_read_by_current_members_alone(people: People) -> None:
    team, (vera, mate, third) = await team_of(people, 3)
    outsider = await people.person()
    anybody = await people.database.acting_as(None, role="authenticated")

    async def readable(person: Person, topic: str) -> bool:
        return bool(await person.connection.fetchval("select private.can_read_topic($1)", topic))

    before = [await readable(person, team["topic"]) for person in (vera, mate, third, outsider)]
    await vera.call("team_kick", team=team["id"], member=mate.id)
    old = [await readable(person, team["topic"]) for person in (vera, mate, third)]
    new = [await readable(person, f"{team['topic']}:2") for person in (vera, mate, third)]
    odd = [
        await readable(vera, topic)
        for topic in (
            f"{team['topic']}:1",
            f"{team['topic']}:02",
            f"{team['topic']}:2 ",
            "team:",
            "",
            "user:",
        )
    ]

    assert before == [True, True, True, False]
    assert (old, new) == ([False] * 3, [True, False, True])
    assert odd == [False] * 6
    assert await readable(vera, f"user:{vera.id}")
    assert not await readable(vera, f"user:{mate.id}")
    assert await anybody.fetchval("select private.can_read_topic($1)", "user:") is False


async def test_only_the_owner_makes_another_member_the_owner(people: People) -> None:
    team, (vera, mate, third) = await team_of(people, 3)
    outsider = await people.person()

    refused = [
        await outsider.call("team_transfer", team=team["id"], to=outsider.id),
        await mate.call("team_transfer", team=team["id"], to=mate.id),
        await vera.call("team_transfer", team=team["id"], to=outsider.id),
        await vera.call("team_transfer", team=team["id"], to=None),
    ]
    passed = await vera.call("team_transfer", team=team["id"], to=mate.id)
    repeated = await vera.call("team_transfer", team=team["id"], to=mate.id)
    ex_owner = await vera.call("team_transfer", team=team["id"], to=third.id)

    assert [code_of(answer) for answer in refused] == [
        "team_not_found",
        "not_owner",
        "member_not_found",
        "member_not_found",
    ]
    assert passed["ownerId"] == str(mate.id)
    assert repeated["unchanged"]
    assert code_of(ex_owner) == "not_owner"


async def test_code_and_name_are_the_owner_s(people: People) -> None:
    team, (vera, mate) = await team_of(people, 2)
    outsider = await people.person()
    key = uuid.uuid4()

    rotated = await vera.call("team_rotate_code", team=team["id"], key=key)
    replayed = await vera.call("team_rotate_code", team=team["id"], key=key)
    invite = await vera.call("team_invite", team=team["id"])
    renamed = await vera.call("team_rename", team=team["id"], name=" Cats ")
    bad_name = await vera.call("team_rename", team=team["id"], name="")

    assert rotated["joinCode"] != team["joinCode"]
    assert replayed == {**rotated, "replayed": True}
    assert invite == {"ok": True, "teamId": team["id"], "joinCode": rotated["joinCode"]}
    assert (renamed["name"], code_of(bad_name)) == ("Cats", "invalid_name")
    for person, code in ((mate, "not_owner"), (outsider, "team_not_found")):
        for function, more in (("team_rotate_code", {}), ("team_invite", {}), ("team_rename", {"name": "X"})):
            assert code_of(await person.call(function, team=team["id"], **more)) == code
    await vera.call("team_transfer", team=team["id"], to=mate.id)
    no_more = await vera.call("team_rotate_code", team=team["id"], key=key)
    assert code_of(no_more) == "idempotency_replayed"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ({"kind": "ready", "map": "customs", "note": "east wing"}, "ok"),
        ({"kind": "none"}, "ok"),
        ({"kind": "sleeping"}, "invalid_request"),
        ({"kind": None}, "invalid_request"),
        ({"kind": "ready", "map": "no such map"}, "invalid_request"),
        ({"kind": "ready", "note": "a" * 81}, "invalid_request"),
        ({"kind": "ready", "until": dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)}, "invalid_request"),
        ({"kind": "ready", "until": dt.datetime.now(dt.UTC) + dt.timedelta(hours=13)}, "invalid_request"),
    ],
)
async def test_a_status_is_one_of_those_known_and_ends(
    people: People, status: dict[str, object], code: str
) -> None:
    team, (_, mate) = await team_of(people, 2)
    outsider = await people.person()

    answer = await mate.call("set_member_status", team=team["id"], **status)

    assert code_of(answer) == code
    assert code_of(await outsider.call("set_member_status", team=team["id"], **status)) == "team_not_found"


async def test_a_status_that_has_run_out_reads_as_none(people: People) -> None:
    team, (vera, mate) = await team_of(people, 2)
    until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    await mate.call("set_member_status", team=team["id"], kind="in_raid", map="woods", until=until)

    running = (await vera.call("team_members", team=team["id"]))["profiles"][str(mate.id)]["status"]
    await people.owner.execute("update public.team_memberships set status_until = now() - interval '1 s'")
    over = (await vera.call("team_members", team=team["id"]))["profiles"][str(mate.id)]["status"]

    assert (running["kind"], running["map"]) == ("in_raid", "woods")
    assert over == {"kind": "none", "map": None, "note": None, "until": None}


@pytest.mark.parametrize("mode", ["pvp", "pve"])
async def test_cards_show_the_mode_of_the_team_whatever_a_member_plays_now(people: People, mode: str) -> None:
    team, (vera, mate) = await team_of(people, 2, mode=mode)
    for person, level in ((vera, 10), (mate, 20)):
        await person.write({"displayName": f"pvp{level}", "level": level, "taskCompletions/a": DONE})
        await person.write(
            {
                "displayName": f"pve{level}",
                "level": level + 1,
                "taskCompletions/a": DONE,
                "taskCompletions/b": DONE,
            },
            mode="pve",
        )
    await mate.write({"currentGameMode": "pvp"}, mode="account")

    answer = await vera.call("team_members", team=team["id"])

    assert answer["members"] == [str(vera.id), str(mate.id)]
    assert set(answer["profiles"]) == set(answer["members"])
    shown = [
        (profile["displayName"], profile["level"], profile["tasksCompleted"], profile["role"], profile["rev"])
        for profile in (answer["profiles"][member] for member in answer["members"])
    ]
    more = 0 if mode == "pvp" else 1
    assert shown == [
        (f"{mode}10", 10 + more, 1 + more, "owner", 1),
        (f"{mode}20", 20 + more, 1 + more, "member", 1),
    ]
    assert answer["team"].keys() == {"id", "name", "gameMode", "ownerId", "maxMembers", "topic"}


async def test_mates_progress_holds_what_judges_tasks_and_nothing_private(people: People) -> None:
    team, (vera, mate) = await team_of(people, 2)
    await mate.write(
        {
            "taskCompletions/a": DONE,
            "taskNotes/a": "private",
            "ignoredTasks/a": True,
            "pinnedTasks/a": True,
            "skills/Strength": 4,
            "x/secret": 1,
            "pmcFaction": "BEAR",
        }
    )

    answer = await vera.call("team_progress", team=team["id"])

    assert set(answer["members"]) == {str(vera.id), str(mate.id)}
    shown = answer["members"][str(mate.id)]
    assert shown.keys() == {
        *(
            "taskCompletions",
            "taskObjectives",
            "taskGates",
            "hideoutModules",
            "hideoutParts",
            "traders",
            "level",
        ),
        *("pmcFaction", "prestigeLevel", "displayName", "gameEdition", "rev"),
    }
    assert shown["pmcFaction"] == "BEAR"
    assert "private" not in str(answer)
    assert code_of(await (await people.person()).call("team_progress", team=team["id"])) == "team_not_found"


async def test_a_deleted_login_passes_ownership_and_ends_empty_teams(people: People) -> None:
    team, (vera, mate, third) = await team_of(people, 3)
    alone = await third.create_team("pve")
    await people.owner.execute("delete from realtime.messages")

    await people.owner.execute("delete from auth.users where id = $1", vera.id)
    await people.owner.execute("delete from auth.users where id = $1", third.id)

    assert await people.owner.fetchval("select owner_id from public.teams") == mate.id
    assert (await people.events(team))[-1] == "ownership_transferred"
    assert (
        await people.owner.fetchval("select count(*) from public.teams where id = $1", uuid.UUID(alone["id"]))
        == 0
    )
    old = await people.messages(team["topic"])
    assert [(m["kind"], m["userId"]) for m in old] == [("left", str(vera.id))]


async def test_events_are_never_changed(people: People) -> None:
    team, (vera, _) = await team_of(people, 2)
    for statement in (
        "update public.team_events set event_type = 'member_left'",
        f"update public.team_events set actor = '{vera.id}' where actor <> '{vera.id}'",
        "delete from public.team_events",
    ):
        with pytest.raises(Exception, match="never changed"):
            await people.owner.execute(statement)
    await people.owner.execute("select set_config('tarkov.sweep', '', false)")
    assert len(await people.events(team)) == 2


async def test_a_forged_user_system_opens_nothing(people: People) -> None:
    team, _ = await team_of(people, 2)
    thief = await people.person()
    await people.owner.execute(
        "insert into public.user_system (user_id, pvp_team_id) values ($1, $2)",
        thief.id,
        uuid.UUID(team["id"]),
    )

    assert code_of(await thief.call("team_members", team=team["id"])) == "team_not_found"
    assert not await thief.connection.fetchval("select private.can_read_topic($1)", team["topic"])
    assert await thief.connection.fetch("select * from public.teams") == []
    await people.owner.execute("delete from public.user_system where user_id = $1", thief.id)
