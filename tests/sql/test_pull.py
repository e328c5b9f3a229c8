"""The pull and what goes with it (backend.md 5.3): pages, snapshots, digest, status, archives."""

from __future__ import annotations

import hashlib
import uuid

import pytest

from tests.sql.people import DONE, Answer, People, Person, code_of, registers


async def everything(person: Person, *, limit: int = 7, mode: str = "pvp", epoch: int = 0) -> list[Answer]:
    """All pages from the start."""
    pages = [await person.pull(mode=mode, epoch=epoch, limit=limit)]
    while pages[-1]["more"]:
        following = pages[-1]["next"]
        pages.append(
            await person.pull(
                mode=mode, epoch=epoch, since=following["since"], after=following["after"], limit=limit
            )
        )
    return pages


async def test_pages_hold_every_register_once_in_order_of_rev_and_path(people: People) -> None:
    vera = await people.person()
    await vera.write({f"ignoredTasks/{n}": True for n in range(20)})
    await vera.write({"level": 3, "ignoredTasks/5": False})

    pages = await everything(vera)

    rows = [(row[5], row[0].encode()) for page in pages for row in page["registers"]]
    assert len(rows) == len({path for _, path in rows}) == 21
    assert rows == sorted(rows)
    assert pages[-1]["next"] == {"since": 2, "after": ""}
    assert (await vera.pull(since=2))["registers"] == []


async def test_another_generation_ignores_the_cursor_and_says_so(people: People) -> None:
    vera = await people.person()
    await vera.write({"level": 3})
    await vera.push(vera.reset_op(1), vera.set_op("xpOffset", 5, epoch=1), epoch=1)

    lower = await vera.pull(epoch=0, since=99)
    same = await vera.pull(epoch=1, since=1)
    higher = await vera.pull(epoch=7, since=99)

    assert [(a["snapshot"], a["epoch"], registers(a)) for a in (lower, same, higher)] == [
        (True, 1, {"xpOffset": 5}),
        (False, 1, {"xpOffset": 5}),
        (True, 1, {"xpOffset": 5}),
    ]


async def test_a_scope_nobody_wrote_is_empty_at_epoch_and_rev_zero(people: People) -> None:
    vera = await people.person()

    answer = await vera.pull(mode="seasonal", season=9, digest=True)

    assert (answer["epoch"], answer["rev"], answer["snapshot"], answer["registers"]) == (0, 0, False, [])
    assert answer["digest"] == hashlib.sha256(b"").hexdigest()


async def test_the_digest_is_over_paths_and_stamps_in_bytewise_order(people: People) -> None:
    vera = await people.person()
    await vera.write({"ignoredTasks/b": True, "ignoredTasks/B": True, "ignoredTasks/ä": True, "level": 3})

    answer = await vera.pull(digest=True)

    rows = sorted(answer["registers"], key=lambda row: row[0].encode())
    lines = "".join(f"{row[0]}\t{row[2]}\t{row[3]}\t{row[4]}\n" for row in rows)
    assert answer["digest"] == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "all"},
        {"season": 1},
        {"epoch": -1},
        {"since": -1},
        {"limit": 0},
        {"limit": 2001},
    ],
)
async def test_a_malformed_pull_is_refused(people: People, wrong: dict[str, object]) -> None:
    vera = await people.person()

    answer = await vera.pull(**wrong)  # type: ignore[arg-type]  # wrong on purpose

    assert code_of(answer) == "invalid_request"


async def test_the_status_names_scopes_devices_sequences_and_teams(people: People) -> None:
    vera = await people.person()
    team = await vera.create_team("pve")
    await vera.write({"level": 3})
    await vera.write({"gameEdition": 4}, mode="account")

    status = await vera.call("progress_status")

    assert [
        (h["gameMode"], h["season"], h["epoch"], h["rev"], h["registerCount"]) for h in status["heads"]
    ] == [
        ("account", 0, 0, 1, 1),
        ("pvp", 0, 0, 1, 1),
    ]
    assert status["activeSeason"] == 1
    assert [(s["deviceId"], s["gameMode"], s["lastSeq"]) for s in status["seqs"]] == [
        (str(vera.device), "account", 2),
        (str(vera.device), "pvp", 1),
    ]
    assert status["teams"] == {"pvp": None, "pve": team["id"], "seasonal": None}


async def test_archives_are_the_caller_s_own(people: People) -> None:
    vera, mallory = await people.person(), await people.person()
    await vera.write({"level": 3})
    await vera.push(vera.reset_op(1), epoch=1)
    (archive,) = (await vera.call("archives_list", mode="pvp"))["archives"]

    foreign = [
        await mallory.call(name, archive=archive["archiveId"]) for name in ("archive_get", "archive_delete")
    ]
    deleted = await vera.call("archive_delete", archive=archive["archiveId"])
    again = await vera.call("archive_delete", archive=archive["archiveId"])

    assert [code_of(answer) for answer in (*foreign, deleted, again)] == [
        "not_found",
        "not_found",
        "ok",
        "not_found",
    ]
    assert code_of(await vera.call("archives_list", mode="account")) == "invalid_request"


async def test_the_first_write_of_a_new_season_archives_the_old_one(people: People) -> None:
    vera = await people.person()
    await vera.write({"level": 40, "taskCompletions/a": DONE}, mode="seasonal", season=1)
    await people.serve("season_activate", season=2)

    late = await vera.write({"level": 41}, mode="seasonal", season=1)
    kept_until_then = (await vera.call("archives_list", mode="seasonal"))["archives"]
    await vera.write({"displayName": "Vera"}, mode="seasonal", season=2)

    assert late["results"][0]["outcome"] == "superseded"
    assert kept_until_then == []
    archives = (await vera.call("archives_list", mode="seasonal"))["archives"]
    assert [(a["season"], a["reason"], a["level"]) for a in archives] == [(1, "season", 40)]
    document = await people.owner.fetchval("select seasonal_data from public.user_progress")
    assert (document["seasonNumber"], document["displayName"], "level" in document) == (2, "Vera", False)
    assert [(h["season"], h["registerCount"]) for h in (await vera.call("progress_status"))["heads"]] == [
        (1, 0),
        (2, 1),
    ]


async def test_seasons_only_go_forward_and_one_is_active(people: People) -> None:
    assert (await people.serve("season_activate", season=3))["activeSeason"] == 3
    assert code_of(await people.serve("season_activate", season=2)) == "invalid_request"
    assert code_of(await people.serve("season_activate", season=0)) == "invalid_request"

    again = await people.serve("season_activate", season=3)

    assert again["activeSeason"] == 3
    rows = await people.owner.fetch("select season from public.game_seasons where active")
    assert [row["season"] for row in rows] == [3]


async def test_without_a_season_nothing_seasonal_is_taken_in(people: People) -> None:
    vera = await people.person()
    await people.owner.execute("update public.game_seasons set active = false")

    answer = await vera.write({"level": 2}, mode="seasonal", season=1)

    assert code_of(answer) == "unknown_season"
    assert (await vera.call("progress_status"))["activeSeason"] is None


async def test_a_player_cannot_pull_for_another(people: People) -> None:
    vera, mallory = await people.person(), await people.person()
    await vera.write({"level": 3})

    answer = await mallory.pull()

    assert answer["registers"] == []
    assert uuid.UUID(str(vera.id)) != mallory.id
