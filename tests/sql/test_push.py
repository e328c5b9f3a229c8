"""The push (backend.md 5.2): exactly once, greatest stamp, wrong clocks, epochs, limits."""

from __future__ import annotations

import uuid

import pytest

from tests.sql.people import DONE, UNDONE, People, code_of, now_ms, outcomes, registers


async def test_a_push_is_merged_answered_and_shown_in_the_document(people: People) -> None:
    vera = await people.person()

    answer = await vera.write({"level": 15, "taskCompletions/a": DONE, "displayName": "Vera"})

    assert outcomes(answer) == ["applied"] * 3
    assert (answer["epoch"], answer["prevRev"], answer["rev"], answer["lastSeq"]) == (0, 0, 1, 3)
    assert registers(answer) == {"displayName": "Vera", "level": 15, "taskCompletions/a": DONE}
    document = await people.owner.fetchval("select pvp_data from public.user_progress")
    assert document["level"] == 15
    assert document["taskCompletions"]["a"].keys() == {"complete", "failed", "timestamp"}


async def test_a_repeated_push_changes_nothing_even_after_a_later_edit(people: People) -> None:
    vera = await people.person()
    done, undone = (
        vera.set_op("taskCompletions/a", DONE, ms=5),
        vera.set_op("taskCompletions/a", UNDONE, ms=5),
    )
    future = vera.set_op("level", 3, ms=now_ms() + 10_000_000)
    await vera.push(done)
    await vera.push(undone, future)

    again = await vera.push(done, undone, future)

    assert outcomes(again) == ["duplicate"] * 3
    assert again["prevRev"] == again["rev"]


async def test_the_greatest_stamp_wins_in_whatever_order_stamps_arrive(people: People) -> None:
    vera = await people.person()
    first = await vera.push(vera.set_op("level", 20, ms=1000, counter=1, node="a" * 16))

    older = await vera.push(vera.set_op("level", 30, ms=1000, counter=0, node="f" * 16))
    same = await vera.push(vera.set_op("level", 31, ms=1000, counter=1, node="a" * 16))
    newer_node = await vera.push(vera.set_op("level", 40, ms=1000, counter=1, node="import"))

    assert [outcomes(answer) for answer in (first, older, same, newer_node)] == [
        ["applied"],
        ["dominated"],
        ["dominated"],
        ["applied"],
    ]
    assert (first["rev"], older["rev"], newer_node["rev"]) == (1, 1, 2)
    assert registers(newer_node) == {"level": 40}


async def test_within_one_call_the_greatest_stamp_of_a_path_is_the_one_applied(people: People) -> None:
    vera = await people.person()

    answer = await vera.push(
        vera.set_op("level", 5, ms=10), vera.set_op("level", 6, ms=30), vera.set_op("level", 7, ms=20)
    )

    assert outcomes(answer) == ["dominated", "applied", "dominated"]
    assert registers(answer) == {"level": 6}


async def test_a_stamp_of_the_far_future_is_replaced_by_the_server_s_own(people: People) -> None:
    vera = await people.person()
    year_ahead = now_ms() + 365 * 86_400_000

    await vera.push(vera.set_op("level", 10, ms=year_ahead), vera.set_op("xpOffset", 1, ms=year_ahead))
    answer = await vera.push(vera.set_op("level", 11, ms=now_ms() + 30_000))

    assert outcomes(answer) == ["applied"]
    rows = await people.owner.fetch("select ms, counter, node from public.progress_registers order by path")
    assert all(row["ms"] <= now_ms() + 60_000 and row["node"] == vera.device.hex[:16] for row in rows)
    assert len({(row["ms"], row["counter"]) for row in rows}) == 2


async def test_a_clock_at_the_end_of_its_counter_still_ticks(people: People) -> None:
    vera = await people.person()
    near = now_ms() + 50_000
    await vera.push(vera.set_op("level", 10, ms=near, counter=2**31 - 1))

    answer = await vera.push(vera.set_op("level", 11, ms=2**53 - 1))

    assert outcomes(answer) == ["applied"]
    assert answer["registers"][0][2:4] == [near + 1, 0]


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("nonsense", 1, "invalid_path"),
        ("level", 101, "invalid_value"),
        ("x/big", "a" * 4095, "value_too_large"),
        (7, 1, "invalid_path"),
        (None, 1, "invalid_path"),
    ],
)
async def test_one_bad_operation_never_blocks_the_rest(
    people: People, path: object, value: object, reason: str
) -> None:
    vera = await people.person()
    good = vera.set_op("level", 2)
    bad = {**vera.set_op("level", value), "path": path}

    answer = await vera.push(good, bad, vera.set_op("xpOffset", 3))

    assert outcomes(answer) == ["applied", f"rejected {reason}", "applied"]
    assert answer["lastSeq"] == 3


@pytest.mark.parametrize(
    "stamp",
    [
        None,
        [],
        [0, 1, 2],
        [0, -1, 0, "import"],
        [0, 1, 2**31, "import"],
        [0, 2**53, 0, "import"],
        [0, 1.5, 0, "import"],
        [0, 1, 0, "IMPORT"],
        [0, 1, 0, "0123456789ABCDEF"],
        ["0", 1, 0, "import"],
        [-1, 1, 0, "import"],
        [0, 1, 0, None],
        {"0": 0},
    ],
)
async def test_a_malformed_stamp_is_refused_alone(people: People, stamp: object) -> None:
    vera = await people.person()

    answer = await vera.push({**vera.set_op("level", 2), "stamp": stamp}, vera.set_op("level", 3))

    assert outcomes(answer) == ["rejected invalid_stamp", "applied"]


async def test_a_reset_archives_what_came_before_it_in_the_same_call(people: People) -> None:
    vera = await people.person()
    await vera.write({"level": 15, "taskCompletions/a": DONE})
    ops = [
        vera.set_op("taskCompletions/b", DONE),
        vera.reset_op(1, reason="prestige"),
        vera.set_op("displayName", "Vera", epoch=1),
    ]

    answer = await vera.push(*ops, epoch=1)

    assert outcomes(answer) == ["applied"] * 3
    assert (answer["epoch"], answer["prevRev"], answer["rev"]) == (1, 1, 2)
    assert registers(answer) == {"displayName": "Vera"}
    archives = (await vera.call("archives_list", mode="pvp"))["archives"]
    assert [
        (a["reason"], a["epoch"], a["level"], a["tasksCompleted"], a["registerCount"]) for a in archives
    ] == [("prestige", 0, 15, 2, 3)]
    kept = (await vera.call("archive_get", archive=archives[0]["archiveId"]))["archive"]["registers"]
    assert set(kept) == {"level", "taskCompletions/a", "taskCompletions/b"}


async def test_two_devices_that_reset_offline_meet_in_the_same_generation(people: People) -> None:
    vera = await people.person()
    other = await people.again(vera.id)
    await vera.write({"level": 15})

    first = await vera.push(vera.reset_op(1), vera.set_op("xpOffset", 1, epoch=1), epoch=1)
    second = await other.push(other.reset_op(1), other.set_op("level", 2, epoch=1), epoch=1)
    late = await other.push(other.set_op("level", 50), epoch=0)

    assert outcomes(first) == ["applied", "applied"]
    assert outcomes(second) == ["dominated", "applied"]
    assert outcomes(late) == ["superseded"]
    assert late["registers"] == []
    assert len((await vera.call("archives_list", mode="pvp"))["archives"]) == 1


async def test_a_set_that_follows_a_lost_reset_begins_the_generation(people: People) -> None:
    vera = await people.person()
    await vera.write({"level": 15})

    answer = await vera.push(vera.set_op("level", 2, epoch=3), vera.set_op("level", 2, epoch=20), epoch=3)

    assert outcomes(answer) == ["applied", "rejected epoch_too_far"]
    assert answer["epoch"] == 3
    assert (await vera.call("archives_list", mode="pvp"))["archives"][0]["reason"] == "reset"


async def test_an_empty_generation_leaves_no_archive_and_at_most_twenty_are_kept(people: People) -> None:
    vera = await people.person()
    await vera.push(vera.reset_op(1), epoch=1)
    assert (await vera.call("archives_list", mode="pvp"))["archives"] == []

    for epoch in range(1, 23):
        await vera.push(vera.set_op("level", epoch, epoch=epoch), vera.reset_op(epoch + 1), epoch=epoch + 1)

    archives = (await vera.call("archives_list", mode="pvp"))["archives"]
    assert [a["level"] for a in archives] == list(range(22, 2, -1))


async def test_the_account_scope_knows_no_epochs(people: People) -> None:
    vera = await people.person()

    answer = await vera.push(
        vera.set_op("gameEdition", 4),
        vera.set_op("gameEdition", 5, epoch=1),
        vera.reset_op(1),
        vera.reset_op(0),
        vera.set_op("level", 5),
        vera.set_op("preferences/streamerMode", True),
        vera.set_op("preferences/teamHide/u", True),
        vera.set_op("preferences/newThing", {"a": 1}),
        mode="account",
    )

    assert outcomes(answer) == [
        "applied",
        *["rejected invalid_stamp"] * 3,
        "rejected invalid_path",
        *["applied"] * 3,
    ]
    row = await people.owner.fetchrow("select * from public.user_preferences")
    assert row is not None
    assert (row["streamer_mode"], row["team_hide"], row["extra"]) == (
        True,
        {"u": True},
        {"newThing": {"a": 1}},
    )
    assert await people.owner.fetchval("select game_edition from public.user_progress") == 4


async def test_a_base_the_server_does_not_know_is_a_gap(people: People) -> None:
    vera = await people.person()
    await vera.write({"level": 2})

    gap = await vera.push(vera.set_op("level", 3), base_seq=5)
    probe = await vera.push(base_seq=0)

    assert (code_of(gap), gap["error"]["lastSeq"], gap["error"]["status"]) == ("sequence_gap", 1, 409)
    assert (probe["lastSeq"], probe["results"], probe["registers"]) == (1, [], [])


async def test_sequences_are_kept_per_scope_and_device(people: People) -> None:
    vera = await people.person()
    other = uuid.uuid4()
    first = vera.set_op("level", 5)
    second = vera.set_op("level", 10)

    late_scope = [await vera.push(second, mode="pvp"), await vera.push(first, mode="pve")]
    other_device = await vera.push({**first, "stamp": [0, now_ms() + 5, 0, other.hex[:16]]}, device=other)

    assert [outcomes(answer) for answer in (*late_scope, other_device)] == [["applied"]] * 3


async def test_a_forgotten_device_finds_a_gap_and_is_listed_again(people: People) -> None:
    vera = await people.person()
    info = {"name": "Desk", "platform": "linux", "appVersion": "1.0"}
    await vera.push(vera.set_op("level", 2), info=info)
    await vera.push(vera.set_op("level", 3), base_seq=1)
    devices = (await vera.call("device_list"))["devices"]
    assert [(d["name"], d["platform"], d["appVersion"]) for d in devices] == [("Desk", "linux", "1.0")]

    await vera.call("device_forget", device=vera.device)
    gap = await vera.push(vera.set_op("level", 4), base_seq=2)
    vera.seq -= 1
    resumed = await vera.push(vera.set_op("level", 4))

    assert (code_of(gap), gap["error"]["lastSeq"]) == ("sequence_gap", 0)
    assert outcomes(resumed) == ["applied"]
    assert len((await vera.call("device_list"))["devices"]) == 1
    assert code_of(await vera.call("device_forget", device=uuid.uuid4())) == "not_found"


async def test_the_device_longest_unseen_beyond_twenty_is_dropped(people: People) -> None:
    vera = await people.person()
    devices = [uuid.uuid4() for _ in range(22)]
    for device in devices:
        await vera.push(device=device)

    listed = {d["deviceId"] for d in (await vera.call("device_list"))["devices"]}

    assert listed == {str(device) for device in devices[2:]}


@pytest.mark.parametrize(
    ("ops", "code"),
    [
        ([{"seq": 1}], "invalid_request"),
        ([{"seq": 0, "op": "set"}], "invalid_request"),
        ([{"seq": 1.5, "op": "set"}], "invalid_request"),
        ([{"seq": 2, "op": "set"}, {"seq": 2, "op": "set"}], "invalid_request"),
        ([{"seq": 1, "op": "drop"}], "invalid_request"),
        ([{"seq": 1, "op": "reset", "reason": "fun"}], "invalid_request"),
        ([7], "invalid_request"),
        ({"seq": 1}, "invalid_request"),
        ("text", "invalid_request"),
        ([{"seq": n, "op": "set"} for n in range(1, 502)], "too_many_ops"),
        ([{"seq": 1, "op": "set", "value": "a" * 1_048_577}], "payload_too_large"),
    ],
)
async def test_a_malformed_push_is_refused_as_a_whole(people: People, ops: object, code: str) -> None:
    vera = await people.person()

    answer = await vera.call(
        "apply_progress_ops", device=vera.device, mode="pvp", season=0, epoch=0, base_seq=0, ops=ops
    )

    assert code_of(answer) == code
    assert await people.owner.fetchval("select count(*) from public.progress_device_seqs") == 0


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"mode": "pvx"}, "invalid_request"),
        ({"mode": "pvp", "season": 1}, "invalid_request"),
        ({"mode": "seasonal", "season": 0}, "invalid_request"),
        ({"mode": "seasonal", "season": 2}, "unknown_season"),
        ({"epoch": -1}, "invalid_request"),
        ({"base_seq": -1}, "invalid_request"),
        ({"info": {"name": "a" * 61}}, "invalid_request"),
        ({"info": {"platform": "amiga"}}, "invalid_request"),
        ({"info": {"host": "secret"}}, "invalid_request"),
        ({"info": 7}, "invalid_request"),
    ],
)
async def test_a_push_with_a_bad_frame_is_refused(
    people: People, changed: dict[str, object], code: str
) -> None:
    vera = await people.person()

    answer = await vera.push(vera.set_op("level", 2), **changed)  # type: ignore[arg-type]  # wrong on purpose

    assert code_of(answer) == code


async def test_the_limits_of_a_scope_refuse_the_operation_that_would_break_them(people: People) -> None:
    vera = await people.person()
    big = {"text": "a" * 4000}
    for start in range(0, 240, 60):
        await vera.write({f"x/{n}": big for n in range(start, start + 60)})

    full = await vera.write({"x/too-much": big, "level": 2})
    smaller = await vera.write({"x/0": {"text": "b"}})

    assert outcomes(full)[0].startswith("rejected")
    used = await people.owner.fetchval("select budget_bytes from public.progress_heads")
    size = await people.owner.fetchval("select octet_length(pvp_data::text) from public.user_progress")
    assert outcomes(smaller) == ["applied"]
    assert used <= 524_288
    assert size <= used + 256


async def test_unknown_registers_are_limited_but_those_held_may_change(people: People) -> None:
    vera = await people.person()
    await vera.write({f"x/{n}": n for n in range(200)})
    first = await vera.write({f"taskObjectives/{n}/zone": n for n in range(57)})

    held = await vera.write({"x/5": {"more": "than before"}})

    assert outcomes(first) == ["applied"] * 56 + ["rejected too_many_unknown"]
    assert outcomes(held) == ["applied"]


async def test_unknown_preferences_share_sixteen_kibibytes(people: People) -> None:
    vera = await people.person()

    answer = await vera.write({f"preferences/new{n}": "a" * 4000 for n in range(5)}, mode="account")

    assert outcomes(answer) == ["applied"] * 4 + ["rejected too_many_unknown"]


async def test_too_many_registers_are_refused_one_by_one(people: People) -> None:
    vera = await people.person()
    await vera.write({"level": 2})
    await people.owner.execute("update public.progress_heads set register_count = 19999")

    answer = await vera.write({"xpOffset": 1, "prestigeLevel": 1, "level": 3})

    assert outcomes(answer) == ["applied", "rejected too_many_registers", "applied"]
    await people.owner.execute("update public.progress_heads set register_count = 2")


async def test_the_push_limit_holds_per_player_whatever_the_device(people: People) -> None:
    await people.default_limits()
    vera = await people.person()
    other = await people.again(vera.id)

    answers = [await (vera, other)[n % 2].push() for n in range(121)]

    assert [code_of(answer) for answer in answers] == ["ok"] * 120 + ["rate_limited"]
    assert 1 <= answers[-1]["error"]["retryAfter"] <= 60


async def test_the_eleventh_reset_in_an_hour_is_refused_before_anything_is_written(people: People) -> None:
    await people.default_limits()
    vera = await people.person()
    for epoch in range(1, 11):
        assert code_of(await vera.push(vera.reset_op(epoch), epoch=epoch)) == "ok"

    refused = await vera.push(vera.set_op("level", 5, epoch=10), vera.reset_op(11), epoch=11)
    allowed = await vera.push(vera.set_op("level", 5, epoch=10), epoch=10)

    assert code_of(refused) == "rate_limited"
    assert outcomes(allowed) == ["applied"]


async def test_one_call_pokes_the_player_once_and_the_team_in_its_mode(people: People) -> None:
    vera, mate = await people.person(), await people.person()
    team = await vera.create_team()
    await mate.join(team)
    await people.owner.execute("delete from realtime.messages")

    await vera.write({"taskCompletions/a": DONE, "level": 5})
    await vera.write({"taskCompletions/a": DONE}, mode="pve")
    await vera.write({f"taskCompletions/{n}": DONE for n in range(21)})
    await vera.write({"taskNotes/a": "secret"})

    to_team = await people.messages(team["topic"])
    assert [(m["event"], m.get("taskId"), m.get("bulk")) for m in to_team] == [
        ("progress", None, None),
        ("task-update", "a", None),
        ("progress", None, True),
    ]
    assert to_team[0]["tasksCompleted"] == 1
    assert "secret" not in str(to_team)
    pokes = [(m["event"], m["gameMode"], m["rev"]) for m in await people.messages(f"user:{vera.id}")]
    assert pokes == [("rev", "pvp", 1), ("rev", "pve", 1), ("rev", "pvp", 2), ("rev", "pvp", 3)]


async def test_the_greatest_message_stays_below_two_kibibytes(people: People) -> None:
    vera = await people.person()
    await vera.create_team(name="\\" * 60)

    await vera.write({"displayName": "\\" * 64, f"taskCompletions/{'%2F' * 90}": DONE})
    await vera.write({f"taskCompletions/{chr(0x1F4A3) * 70}": DONE})

    sizes = await people.owner.fetch("select octet_length(payload::text) as size from realtime.messages")
    assert max(row["size"] for row in sizes) <= 2048
