"""A squad on a bad network: cut, half-open, late, doubled and lost; afterwards every card is right again."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.squad.state import SquadView
from tarkov_desktop.localbackend.backend import LocalBackend
from tests.app.cloud.test_squad import Player, a_player, found, is_live
from tests.faults import FaultProxy

pytestmark = pytest.mark.contract

PROBE_EVERY_S = 0.5


@dataclass
class Pair:
    """Anna behind the bad network, her mate Bert at the backend itself."""

    anna: Player
    bert: Player
    network: FaultProxy

    async def bert_is(self, level: int) -> None:
        """Let Bert reach *level*, until the server has it."""
        set_level(self.bert.computer.session, level)
        await self.bert.computer.link.flush(10)
        assert self.bert.computer.link.standing.waiting == 0

    def shown(self) -> int | None:
        """Return the level that Anna sees on Bert's card."""
        return self.anna.card(self.bert.squad.me).level

    async def anna_sees(self, level: int) -> None:
        """Wait until Anna sees *level* on a card that is live."""
        await self.anna.sees(lambda view: is_live(view) and self.shown() == level)


@pytest.fixture
def network(backend: LocalBackend) -> Iterator[FaultProxy]:
    with FaultProxy(backend) as network:
        yield network


@pytest_asyncio.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(verify=False, trust_env=False, timeout=20) as client:
        yield client


@contextlib.asynccontextmanager
async def a_pair(
    backend: LocalBackend, http: httpx.AsyncClient, folder: Path, network: FaultProxy
) -> AsyncIterator[Pair]:
    async with (
        a_player(backend, http, folder, url=network.url, probe_every_s=PROBE_EVERY_S) as anna,
        a_player(backend, http, folder) as bert,
    ):
        anna.computer.link.live.answer_within_s = 1.0
        anna.computer.link.live.look_every_s = 0.1
        await bert.squad.join(*(await found(anna)))
        await bert.sees(is_live)
        pair = Pair(anna, bert, network)
        await anna.sees(
            lambda view: is_live(view) and view.squad is not None and bert.squad.me in view.squad.cards
        )
        await pair.bert_is(10)
        await pair.anna_sees(10)
        yield pair


def is_cut(view: SquadView) -> bool:
    return view.squad is not None and not view.squad.is_live


async def test_after_a_cut_the_squad_is_fetched_and_right(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, network: FaultProxy
) -> None:
    async with a_pair(backend, http, tmp_path, network) as pair:
        assert pair.anna.squad.view.squad is not None
        as_of_ms = pair.anna.squad.view.squad.as_of_ms
        await asyncio.to_thread(network.offline)
        cut = await pair.anna.sees(is_cut)
        await pair.bert_is(11)
        while_cut = pair.shown()

        await asyncio.to_thread(network.online)
        pair.anna.computer.link.live.try_now()
        await pair.anna_sees(11)

        assert while_cut == 10, "there was no other way for the news"
        assert cut.retry_in_s > 0
        assert cut.squad is not None
        assert cut.squad.as_of_ms >= as_of_ms
        assert pair.anna.squad.view.squad.as_of_ms > cut.squad.as_of_ms
        await pair.bert_is(12)
        await pair.anna_sees(12)


async def test_a_half_open_connection_is_noticed_and_replaced(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, network: FaultProxy
) -> None:
    async with a_pair(backend, http, tmp_path, network) as pair:
        began_s = asyncio.get_running_loop().time()
        await asyncio.to_thread(network.freeze)
        await pair.bert_is(11)
        still = is_live(pair.anna.squad.view)
        await pair.anna.sees(is_cut)
        took_s = asyncio.get_running_loop().time() - began_s
        while_frozen = pair.shown()

        await asyncio.to_thread(network.thaw)
        pair.anna.computer.link.live.try_now()
        await pair.anna_sees(11)

    assert still, "nothing was closed, so at first it cannot be known"
    assert while_frozen == 10
    assert took_s < 8, "a close that nobody answers must not hold up the next try"


async def test_sockets_that_end_without_a_word_are_opened_again(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, network: FaultProxy
) -> None:
    async with a_pair(backend, http, tmp_path, network) as pair:
        for level in (11, 12, 13):
            await asyncio.to_thread(network.cut_sockets)
            await pair.anna.sees(is_cut)
            await pair.bert_is(level)
            pair.anna.computer.link.live.try_now()
            await pair.anna_sees(level)


@dataclass
class BadLine:
    """Doubles every frame; the frames that say *late* wait until one that says *before* has gone."""

    late: str
    before: str
    held: list[str] = field(default_factory=list)
    released: int = 0

    def __call__(self, text: str) -> list[str]:
        payload = json.loads(text).get("payload", {}).get("payload", {})
        level = f"level {payload.get('level')}" if isinstance(payload, dict) else ""
        if level == self.late:
            self.held.append(text)
            return []
        if level == self.before:
            held, self.held = self.held, []
            self.released += len(held)
            return [text, text, *held]
        return [text, text]


async def test_late_and_doubled_messages_do_not_turn_a_card_back(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, network: FaultProxy
) -> None:
    async with a_pair(backend, http, tmp_path, network) as pair:
        levels: list[int | None] = []
        end = pair.anna.squad.changed.subscribe(lambda _view: levels.append(pair.shown()))
        line = BadLine(late="level 11", before="level 12")
        network.on_frame(line)

        await pair.bert_is(11)
        await pair.bert_is(12)
        await pair.anna_sees(12)
        await pair.bert_is(13)
        await pair.anna_sees(13)
        network.on_frame(None)
        end()

    assert line.released == 1, "the late one did come, and after the newer one"
    assert 11 not in levels
    assert levels == sorted(levels, key=lambda level: level or 0)


async def test_the_message_after_a_lost_one_makes_the_card_right(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, network: FaultProxy
) -> None:
    async with a_pair(backend, http, tmp_path, network) as pair:
        line = BadLine(late="level 11", before="never")
        network.on_frame(line)
        await pair.bert_is(11)
        after_the_lost = pair.shown()
        await pair.bert_is(12)
        await pair.anna_sees(12)
        network.on_frame(None)

    assert len(line.held) == 1
    assert after_the_lost == 10, "the control: the lost one was the only news"


async def test_an_answer_that_is_old_when_it_comes_does_not_turn_a_card_back(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, network: FaultProxy
) -> None:
    path = "/functions/v1/team-members"
    async with a_pair(backend, http, tmp_path, network) as pair:
        levels: list[int | None] = []
        end = pair.anna.squad.changed.subscribe(lambda _view: levels.append(pair.shown()))
        network.late_answer(1.5, path=path)
        pair.anna.squad.refetch()
        await asyncio.to_thread(network.wait_held)
        await pair.bert_is(11)
        await pair.anna_sees(11)
        before = pair.anna.squad.view.squad
        assert before is not None

        await pair.anna.sees(lambda view: view.squad is not None and view.squad.as_of_ms > before.as_of_ms)
        end()

    assert levels[-1] == 11
    assert 10 not in levels[levels.index(11) :]
