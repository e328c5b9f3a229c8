"""Negative controls (backend.md 13): with one guard taken out of the SQL, the test that watches it must fail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

import asyncpg
import pytest

from tests.sql import test_accounts, test_pull, test_push, test_races, test_teams, test_tokens
from tests.sql.people import DONE, EMPTY, FAILED, People, code_of, outcomes

Check = Callable[[People], Awaitable[None]]


async def cards_count_failed_tasks_as_not_done(people: People) -> None:
    vera = await people.person()
    team = await vera.create_team()
    await vera.write({"taskCompletions/a": DONE, "taskCompletions/b": FAILED})
    answer = await vera.call("team_members", team=team["id"])
    assert answer["profiles"][str(vera.id)]["tasksCompleted"] == 1


async def an_old_epoch_is_superseded(people: People) -> None:
    vera = await people.person()
    await vera.push(vera.reset_op(2), epoch=2)
    assert outcomes(await vera.push(vera.set_op("level", 9, epoch=1), epoch=1)) == ["superseded"]


async def a_wrong_code_is_counted(people: People) -> None:
    vera, thief = await people.person(), await people.person()
    await people.owner.execute(
        "insert into private.settings values ('limit.team.join.bad', '{\"max\": 1, \"windowS\": 60}')"
    )
    team = await vera.create_team()
    with suppress(asyncpg.PostgresError):  # the mutated function raises: what it counted is rolled back
        await thief.call("team_join", team=team["id"], code="no")
    assert code_of(await thief.join(team)) == "rate_limited"


MUTATIONS: Sequence[tuple[str, str, str, str, Check]] = [
    (
        "the generation in topics",
        "private.can_read_topic(text)",
        "private.topic_of(t.id, t.channel_gen) = p_topic",
        "true",
        test_teams.test_topics_are_read_by_current_members_alone,
    ),
    (
        "failed in cards",
        "private.profile_of(jsonb)",
        "task.value -> 'failed' is distinct from 'true'",
        "true",
        cards_count_failed_tasks_as_not_done,
    ),
    (
        "the epoch of an operation",
        "private.merge_ops",
        "v_op.epoch < p_head.epoch",
        "false",
        an_old_epoch_is_superseded,
    ),
    (
        "the sequence",
        "private.merge_ops",
        "v_op.seq <= p_last_seq",
        "false",
        test_push.test_a_repeated_push_changes_nothing_even_after_a_later_edit,
    ),
    (
        "the 60-second rule",
        "private.merge_ops",
        "v_op.ms > v_now_ms + 60000",
        "false",
        test_push.test_a_stamp_of_the_far_future_is_replaced_by_the_server_s_own,
    ),
    (
        "the stamp",
        "private.merge_ops",
        "(v_op.ms, v_op.counter, v_op.node) <= (v_held_ms, v_held_counter, v_held_node)",
        "false",
        test_push.test_within_one_call_the_greatest_stamp_of_a_path_is_the_one_applied,
    ),
    (
        "the gap",
        "public.apply_progress_ops",
        "v_last_seq < p_base_seq",
        "false",
        test_push.test_a_base_the_server_does_not_know_is_a_gap,
    ),
    (
        "the lock of a full team",
        "private.enter_team",
        "where t.id = p_team for update",
        "where t.id = p_team",
        test_races.test_twenty_joins_for_one_seat_seat_exactly_one,
    ),
    (
        "the lock of the head",
        "private.lock_head",
        "and h.season = p_season\n    for update",
        "and h.season = p_season",
        test_races.test_a_writer_waits_for_the_one_before_it,
    ),
    (
        "the team's mode in cards",
        "private.roster(uuid)",
        "private.progress_document(m.user_id, t.game_mode)",
        "private.progress_document(m.user_id, p.current_game_mode)",
        partial(test_teams.test_cards_show_the_mode_of_the_team_whatever_a_member_plays_now, mode="pve"),
    ),
    (
        "the refusal that is returned",
        "private.invalid_invite(uuid)",
        "return private.refusal",
        "raise exception 'wrong'; return private.refusal",
        a_wrong_code_is_counted,
    ),
    (
        "the new generation on leaving",
        "private.settle_team",
        "channel_gen = t.channel_gen + 1",
        "channel_gen = t.channel_gen",
        test_teams.test_after_a_kick_the_old_topic_falls_silent,
    ),
    (
        "the succession",
        "private.settle_team",
        "p_member.role = 'owner' then v_heir",
        "false then v_heir",
        test_teams.test_a_deleted_login_passes_ownership_and_ends_empty_teams,
    ),
    (
        "the second look at a token",
        "private.dead_token",
        "p_token.revoked_at is not null",
        "false",
        test_tokens.test_a_revoked_an_expired_and_an_unknown_token_are_told_apart,
    ),
    (
        "the permission",
        "private.use_token",
        "not p_permission = any (token.permissions)",
        "false",
        test_tokens.test_each_permission_opens_its_own_routes,
    ),
    (
        "the caller's own archives",
        "public.archive_get(uuid)",
        "and a.user_id = v_user",
        "",
        test_pull.test_archives_are_the_caller_s_own,
    ),
    (
        "the job that closes an account",
        "private.hold_account(uuid)",
        "exists (select",
        "false and exists (select",
        test_accounts.test_deleting_an_account_leaves_no_row_and_no_orphaned_team,
    ),
    (
        "the budget",
        "private.no_room",
        "p_head.budget_bytes + p_growth > 524288",
        "false",
        test_push.test_the_limits_of_a_scope_refuse_the_operation_that_would_break_them,
    ),
    (
        "the pause",
        "private.cooling",
        "c.until > clock_timestamp()",
        "false",
        test_races.test_pauses_outlive_the_team,
    ),
    (
        "the key that fits one request",
        "private.replay",
        "v_stored.request_hash <> sha256(convert_to(p_request::text, 'UTF8'))",
        "false",
        test_teams.test_a_repeated_creation_gives_the_same_team_and_a_key_fits_one_request,
    ),
]


@pytest.mark.parametrize(
    ("what", "function", "old", "new", "check"), MUTATIONS, ids=[m[0] for m in MUTATIONS]
)
async def test_without_a_guard_its_test_fails(
    people: People, what: str, function: str, old: str, new: str, check: Check
) -> None:
    async with mutated(people, function, old, new):
        with pytest.raises((AssertionError, asyncpg.PostgresError, KeyError, IndexError)):
            await checked(check, people)

    await wipe(people)


@pytest.mark.parametrize(
    "check", [cards_count_failed_tasks_as_not_done, an_old_epoch_is_superseded, a_wrong_code_is_counted]
)
async def test_the_checks_written_for_a_mutation_hold_without_it(people: People, check: Check) -> None:
    await check(people)


async def checked(check: Check, people: People) -> None:
    """The check and what must always hold."""
    await check(people)
    await people.check_invariants()


@asynccontextmanager
async def mutated(people: People, function: str, old: str, new: str) -> AsyncIterator[None]:
    """The function with *old* replaced by *new*; put back at the end."""
    kind = "regprocedure" if "(" in function else "regproc"
    source = await people.owner.fetchval(f"select pg_get_functiondef($1::text::{kind}::oid)", function)
    assert source.count(old) >= 1, f"{function} no longer contains {old!r}"
    await people.owner.execute(source.replace(old, new))
    try:
        yield
    finally:
        await people.owner.execute(source)


async def wipe(people: People) -> None:
    """Empty what the mutated function left behind, which breaks the invariants on purpose."""
    await people.database.close()
    people.owner = await people.database.connect("supabase_admin")
    await people.owner.execute(EMPTY)
