"""A squad, live: cards move at once, strangers get nothing, and every refusal is an answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tarkov_desktop.app.operations.profile import set_level, set_name
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.squad.happenings import Happening, What
from tarkov_desktop.app.squad.live import LiveSquad
from tarkov_desktop.app.squad.mates import Mates
from tarkov_desktop.app.squad.state import (
    Card,
    FetchAgain,
    Gone,
    Moved,
    Squad,
    SquadView,
    from_snapshot,
    hear,
    see,
    with_own,
)
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.graph import prepare
from tarkov_desktop.domain.ids import PVE, PVP, TaskId, TeamId, UserId
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.realtime import PROBE_EVERY_S, Cut, Heard, LiveEvent, Subscribed
from tarkov_desktop.remote.team_records import Members, MemberStatus, Profile, Team
from tarkov_desktop.remote.teams import TeamCalls
from tarkov_desktop.sync.remote import Refused
from tests.app.cloud.test_link import Computer, a_computer, is_settled, until
from tests.app.worlds import DEBUT, SPLIT_A, a_catalog
from tests.remote.people import Reachable, a_name

pytestmark = pytest.mark.contract
ME, MATE = UserId("me"), UserId("mate")


@dataclass
class Player:
    computer: Computer
    squad: LiveSquad

    async def sees(self, condition: Callable[[SquadView], bool], within_s: float = 15) -> SquadView:
        """Wait until the view is so."""
        changed = asyncio.Event()
        unsubscribe = self.squad.changed.subscribe(lambda _view: changed.set())
        try:
            async with asyncio.timeout(within_s):
                while not condition(self.squad.view):
                    changed.clear()
                    await changed.wait()
        finally:
            unsubscribe()
        return self.squad.view

    def card(self, user: UserId) -> Card:
        assert self.squad.view.squad is not None
        return self.squad.view.squad.cards[user]


@contextlib.asynccontextmanager
async def a_player(
    backend: Reachable,
    http: httpx.AsyncClient,
    folder: Path,
    *,
    name: str | None = None,
    url: str | None = None,
    probe_every_s: float = PROBE_EVERY_S,
) -> AsyncIterator[Player]:
    """Somebody with a squad: by *name* at another of their computers, by *url* through a proxy."""
    async with a_computer(backend, http, name or a_name(), folder, url=url) as computer:
        link = computer.link
        link.live.probe_every_s = probe_every_s
        squad = LiveSquad(
            computer.session,
            TeamCalls(link.connection.calls),
            link.live,
            UserId(link.user_id),
            now_ms=link.clocks.now_ms,
        )
        link.listen_with(squad.hear)
        task = asyncio.create_task(squad.run())
        await until(link, lambda: is_settled(link))
        try:
            yield Player(computer, squad)
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def is_live(view: SquadView) -> bool:
    return view.squad is not None and view.squad.is_live


async def found(player: Player, size: int = 5) -> tuple[TeamId, str]:
    assert await player.squad.create("Night Shift", size) is None
    view = await player.sees(is_live)
    code = await player.squad.invite()
    assert isinstance(code, str)
    assert view.squad is not None
    return view.squad.team.id, code


async def test_a_mate_s_tick_moves_their_card(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with a_player(backend, http, tmp_path) as anna, a_player(backend, http, tmp_path) as bert:
        assert await bert.squad.join(*(await found(anna))) is None
        await bert.sees(is_live)
        mate = bert.squad.me
        await anna.sees(
            lambda view: view.squad is not None and mate in view.squad.cards and view.squad.is_live
        )

        set_name(bert.computer.session, "Bert")
        complete_task(bert.computer.session, DEBUT)
        await anna.sees(lambda _view: anna.card(mate).tasks_completed == 1)

        assert anna.card(mate).name == "Bert"
        assert anna.card(mate).level == 5
        await anna.sees(lambda _view: anna.card(mate).last_deed is not None)
        deed = anna.card(mate).last_deed
        assert deed is not None
        assert (deed.task, deed.is_complete) == (DEBUT, True)

        await anna.sees(lambda _view: anna.card(mate).is_online)


async def test_one_s_own_card_moves_without_a_round_trip(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with a_player(backend, http, tmp_path) as anna:
        await found(anna)

        set_level(anna.computer.session, 17)

        assert anna.card(anna.squad.me).level == 17


async def test_a_kicked_member_is_told_and_hears_no_more(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with a_player(backend, http, tmp_path) as anna, a_player(backend, http, tmp_path) as bert:
        await bert.squad.join(*(await found(anna)))
        await bert.sees(is_live)
        await anna.sees(lambda view: view.squad is not None and len(view.squad.cards) == 2)

        assert await anna.squad.kick(bert.squad.me) is None
        view = await bert.sees(lambda view: view.gone != "")

        assert (view.gone, view.gone_name, view.squad) == ("kicked", "Night Shift", None)
        await anna.sees(
            lambda view: view.squad is not None and len(view.squad.cards) == 1 and view.squad.is_live
        )
        bert.squad.dismiss()
        assert bert.squad.view.gone == ""


async def test_how_a_squad_ended_is_known_before_its_own_topic_says_so(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    """The account's topic, and the question it causes, may overtake the word of the team's topic."""

    async def removed(bert: Player, *, is_told: bool) -> str:
        def overhear(event: LiveEvent) -> None:
            if not isinstance(event, Heard) or (is_told and event.event == "team"):
                bert.squad.hear(event)

        bert.computer.link.listen_with(overhear)
        async with a_player(backend, http, tmp_path) as anna:
            assert await bert.squad.join(*(await found(anna))) is None
            await bert.sees(is_live)
            await anna.sees(lambda view: view.squad is not None and len(view.squad.cards) == 2)
            assert await anna.squad.kick(bert.squad.me) is None
            await anna.sees(lambda view: view.squad is not None and len(view.squad.cards) == 1)
            if not is_told:
                bert.squad.refetch()
            return (await bert.sees(lambda view: view.gone != "")).gone

    async with a_player(backend, http, tmp_path) as bert, a_player(backend, http, tmp_path) as carl:
        told = await removed(bert, is_told=True)
        untold = await removed(carl, is_told=False)

    assert (told, untold) == ("kicked", "unseen")


async def test_every_refusal_has_a_code(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with a_player(backend, http, tmp_path) as anna, a_player(backend, http, tmp_path) as bert:
        team, code = await found(anna, size=2)

        wrong = await bert.squad.join(team, "0000000000000000")
        assert await bert.squad.join(team, code) is None
        await bert.sees(is_live)
        again = await bert.squad.create("Other", 3)
        not_owner = await bert.squad.rename("Mine now")
        stuck = await anna.squad.leave()
        assert await anna.squad.transfer(bert.squad.me) is None
        left = await anna.squad.leave()

    assert isinstance(wrong, Refused)
    assert wrong.code == "invalid_invite"
    assert isinstance(again, Refused)
    assert again.code == "already_in_team"
    assert isinstance(not_owner, Refused)
    assert not_owner.code == "not_owner"
    assert isinstance(stuck, Refused)
    assert stuck.code == "owner_must_transfer"
    assert left is None


async def test_status_is_seen_by_the_squad(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with a_player(backend, http, tmp_path) as anna, a_player(backend, http, tmp_path) as bert:
        await bert.squad.join(*(await found(anna)))
        await bert.sees(is_live)
        await anna.sees(lambda view: view.squad is not None and bert.squad.me in view.squad.cards)

        assert await bert.squad.set_status("in_raid", at_map="customs") is None

        await anna.sees(lambda _view: anna.card(bert.squad.me).status.kind == "in_raid")
        assert anna.card(bert.squad.me).status.map == "customs"
        level_and_tasks = [
            (player.card(bert.squad.me).level, player.card(bert.squad.me).tasks_completed)
            for player in (anna, bert)
        ]
    assert level_and_tasks == [(1, 0), (1, 0)], "who stated none is of level 1, for the mates as for oneself"


async def test_another_mode_has_another_squad(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with a_player(backend, http, tmp_path) as anna:
        await found(anna)

        anna.computer.session.switch_mode(PVE)
        view = await anna.sees(lambda view: view.is_known and view.mode == PVE)
        assert view.squad is None

        anna.computer.session.switch_mode(PVP)
        await anna.sees(is_live)
        code = await anna.squad.rotate_code()
        assert isinstance(code, str)
        assert await anna.squad.leave(disband=True) is None
        assert anna.squad.view.squad is None


def a_squad() -> Squad:
    team = Team(TeamId("t"), "Night", PVP, ME, 5, "team:t")
    return Squad(team, {ME: Card(ME), MATE: Card(MATE, "Mira", 20, 100, order=(0, 10))}, 0)


def progress(**changed: object) -> dict[str, object]:
    return {
        "userId": MATE,
        "gameMode": "pvp",
        "season": 0,
        "rev": 11,
        "level": 21,
        "tasksCompleted": 101,
        **changed,
    }


@pytest.mark.parametrize(
    ("payload", "moved"),
    [
        (progress(), True),
        (progress(rev=10), True),
        (progress(rev=9), False),
        (progress(gameMode="pve"), False),
    ],
)
def test_late_and_foreign_broadcasts_change_nothing(payload: dict[str, object], moved: bool) -> None:
    effect = hear(a_squad(), "progress", payload, me=ME)  # type: ignore[arg-type]  # any JSON

    assert isinstance(effect, Moved)
    assert (effect.user == MATE) is moved
    assert (effect.squad.cards[MATE].level == 21) is moved


@pytest.mark.parametrize(
    ("event", "payload", "is_malformed"),
    [
        ("progress", {}, True),
        ("progress", progress(rev="11"), True),
        ("progress", progress(userId=7), True),
        ("progress", progress(userId="a newcomer"), False),
        ("progress", progress(bulk=True), False),
        ("task-update", progress(taskId=5), True),
        ("status", {"userId": MATE}, True),
        ("status", {"userId": "a newcomer", "kind": "ready"}, False),
        ("something", {}, True),
        ("membership", {}, True),
        ("membership", {"kind": "joined", "userId": "x"}, False),
    ],
)
def test_what_cannot_be_shown_asks_for_a_snapshot(
    event: str, payload: dict[str, object], is_malformed: bool
) -> None:
    effect = hear(a_squad(), event, payload, me=ME)  # type: ignore[arg-type]  # any JSON

    assert isinstance(effect, FetchAgain)
    assert effect.is_malformed is is_malformed


def test_a_forged_membership_about_a_mate_does_not_end_ours() -> None:
    assert isinstance(hear(a_squad(), "membership", {"kind": "kicked", "userId": MATE}, me=ME), FetchAgain)
    assert hear(a_squad(), "membership", {"kind": "kicked", "userId": ME}, me=ME) == Gone("kicked")


def test_a_snapshot_older_than_a_broadcast_does_not_turn_the_numbers_back() -> None:
    known = a_squad()
    members = Members([ME, MATE], {MATE: Profile("Mira", 19, 99, rev=9)}, known.team)

    fresh = from_snapshot(members, known, now_ms=5)

    assert (fresh.cards[MATE].level, fresh.cards[ME].name, fresh.as_of_ms) == (20, None, 5)


def test_a_level_that_was_never_stated_is_the_document_s() -> None:
    known = a_squad()

    reset = hear(known, "progress", progress(level=None, tasksCompleted=None), me=ME)  # type: ignore[arg-type]  # any JSON
    fresh = from_snapshot(Members([ME, MATE], {MATE: Profile(rev=12)}, known.team), known, now_ms=5)

    assert isinstance(reset, Moved)
    for squad in (reset.squad, fresh):
        assert (squad.cards[MATE].level, squad.cards[MATE].tasks_completed) == (1, 0)
    assert fresh.cards[ME].level is None, "the server told nothing of them"


def test_lights_and_own_numbers() -> None:
    squad = with_own(see(a_squad(), {"mate"}), ME, name=None, level=3, tasks_completed=2)

    assert squad.cards[MATE].is_online
    assert not squad.cards[ME].is_online
    assert squad.cards[ME].level == 3
    assert with_own(squad, UserId("other"), name=None, level=1, tasks_completed=0) == squad
    assert squad.cards[MATE].status == MemberStatus()


async def test_what_a_mate_did_is_known_to_the_planner(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with a_player(backend, http, tmp_path) as anna, a_player(backend, http, tmp_path) as bert:
        complete_task(bert.computer.session, DEBUT)
        assert anna.squad.mate(bert.squad.me) is None, "they share no squad"
        assert await bert.squad.join(*(await found(anna))) is None
        mate = bert.squad.me

        await anna.sees(lambda _view: _is_done(anna, mate, DEBUT))
        assert anna.squad.mate(anna.squad.me) is None, "of oneself the session knows better"

        complete_task(bert.computer.session, SPLIT_A)
        await anna.sees(lambda _view: _is_done(anna, mate, SPLIT_A), within_s=25)

        assert await bert.squad.leave() is None
        await anna.sees(lambda _view: anna.squad.mate(mate) is None)


def _is_done(player: Player, mate: UserId, task: TaskId) -> bool:
    derived = player.squad.mate(mate)
    return derived is not None and derived.state(task) is DisplayState.COMPLETE


def test_progress_of_mates_is_read_with_care_and_kept_until_it_changes() -> None:
    mates = Mates()
    graph = prepare(a_catalog(PVP))
    done: dict[str, JsonValue] = {
        "taskCompletions": {DEBUT: {"complete": True, "timestamp": 1}},
        "gameEdition": True,
        "level": 7,
    }
    mates.take({MATE: done, ME: done}, me=ME)

    first = mates.derived(MATE, graph, 1_000)

    assert first is not None
    assert first.state(DEBUT) is DisplayState.COMPLETE
    assert (first.situation.level, first.situation.account.edition) == (7, 1)
    assert mates.derived(ME, graph, 1_000) is None
    mates.take({MATE: done}, me=ME)
    assert mates.derived(MATE, graph, 2_000) is first
    mates.take({MATE: {}}, me=ME)
    again = mates.derived(MATE, graph, 2_000)
    assert again is not None
    assert again.state(DEBUT) is not DisplayState.COMPLETE
    mates.forget()
    assert mates.derived(MATE, graph, 2_000) is None


async def test_what_happened_while_cut_off_is_no_news(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with (
        a_player(backend, http, tmp_path) as anna,
        a_player(backend, http, tmp_path) as bert,
        a_player(backend, http, tmp_path) as carl,
    ):
        team, code = await found(anna)
        heard: list[Happening] = []
        anna.squad.happened.subscribe(heard.append)
        await anna.sees(is_live)

        anna.squad.hear(Cut(1.0))
        assert await bert.squad.join(team, code) is None
        view = await anna.sees(lambda view: view.squad is not None and bert.squad.me in view.squad.cards)
        assert view.squad is not None
        as_of_ms = view.squad.as_of_ms
        anna.squad.hear(Subscribed(view.squad.team.topic or ""))
        await anna.sees(
            lambda view: (
                view.squad is not None and view.squad.as_of_ms > as_of_ms and not anna.squad._is_catching_up
            )
        )
        cut_off = list(heard)
        assert await carl.squad.join(team, code) is None
        view = await anna.sees(lambda view: any(each.user == carl.squad.me for each in view.story))

        assert cut_off == []
        assert [(each.what, each.user) for each in heard] == [(What.JOINED, carl.squad.me)]


async def test_a_link_of_another_mode_shows_what_was_joined(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with a_player(backend, http, tmp_path) as anna, a_player(backend, http, tmp_path) as bert:
        team, code = await found(anna)
        bert.computer.session.switch_mode(PVE)
        await bert.sees(lambda view: view.is_known and view.mode == PVE)

        assert await bert.squad.join(team, code) is None

        view = await bert.sees(is_live)
        assert (bert.computer.session.mode, view.mode) == (PVP, PVP)


def test_what_follows_from_a_mate_s_progress_is_carried_on_from_answer_to_answer() -> None:
    mates, graph = Mates(), prepare(a_catalog(PVP))
    tick: dict[str, JsonValue] = {"complete": True, "timestamp": 1}
    answers: tuple[dict[str, JsonValue], ...] = (
        {"level": 7, "pmcFaction": "BEAR"},
        {"level": 7, "pmcFaction": "BEAR", "taskCompletions": {DEBUT: tick}},
        {"level": 2, "taskCompletions": {DEBUT: tick, SPLIT_A: tick}, "gameEdition": 4},
        {"level": 9, "taskCompletions": {SPLIT_A: tick}},
        {},
    )
    mates.take({MATE: answers[0]}, me=ME)
    kept = mates.derived(MATE, graph, 1_000)

    for number, answer in enumerate(answers[1:], 2):
        mates.take({MATE: answer}, me=ME)
        afresh = Mates()
        afresh.take({MATE: answer}, me=ME)
        now, expected = (each.derived(MATE, graph, number * 1_000) for each in (mates, afresh))
        assert now is kept, "it is not worked out from the beginning"
        assert now is not None
        assert expected is not None
        assert {task: now.state(task) for task in graph.nodes} == {
            task: expected.state(task) for task in graph.nodes
        }
        assert now.situation == expected.situation
        assert now.stations() == expected.stations()


def test_a_mate_s_faction_is_known_without_working_anything_out() -> None:
    mates = Mates()
    mates.take({MATE: {"pmcFaction": "BEAR"}, UserId("other"): {}}, me=ME)

    assert (mates.faction(MATE), mates.faction(UserId("other")), mates.faction(ME)) == ("BEAR", "USEC", None)
    assert mates._derived == {}
