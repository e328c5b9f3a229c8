"""The page Team before a real backend: what a mate does is on the card, and what the server refuses is said."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.bootstrap import now_ms
from tarkov_desktop.app.operations.profile import set_name
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.squad.invites import Invite, invite_link, read_invite
from tarkov_desktop.domain.ids import PVP, TeamId
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.ui.pages.team.card import MemberCard
from tarkov_desktop.ui.pages.team.page import TeamPage
from tarkov_desktop.ui.pages.team.side import DOTS
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.notice import Notice
from tests.app.cloud.conftest import api, backend, clock, http, running
from tests.app.cloud.test_hub import Desk, signed_in
from tests.app.cloud.test_squad import Player, a_player, is_live
from tests.app.worlds import DEBUT
from tests.faults import FaultProxy
from tests.remote.people import a_name

__all__ = ["api", "backend", "clock", "http", "running"]

pytestmark = pytest.mark.contract
WITHIN_S = 20
NO_TEAM = TeamId("0f8fad5b-d9cb-469f-a165-70867728950e")


@dataclass
class Window:
    """A window of somebody who is signed in."""

    shell: Shell
    page: TeamPage

    async def sees(self, condition: Callable[[], bool]) -> None:
        """Wait until the page is so; it is looked at after every news of the cloud."""
        cloud = self.page.context.cloud
        assert cloud is not None
        changed = asyncio.Event()
        endings = [
            cloud.changed.subscribe(lambda _state: changed.set()),
        ]
        for signal in (self.page.asked.refused, self.page.asked.busy, self.page.asked.code_told):
            signal.connect(changed.set)
        try:
            async with asyncio.timeout(WITHIN_S):
                while not condition():
                    changed.clear()
                    await changed.wait()
                    await asyncio.sleep(0)
        finally:
            for end in endings:
                end()

    async def founds(self, places: int = 5) -> None:
        """Found a team as a player does."""
        await self.sees(self.page.door.isVisible)
        self.page.door.name.setText("Night Shift")
        self.page.door.places.asked.emit(places)
        self.page.door.create_button.click()
        await self.sees(lambda: self.page.room.isVisible() and self.page.room.head.words.text() == "Live")


@dataclass
class House:
    """All that a window is made of. Opened inside each test: between fixtures no loop runs, but Qt's events do."""

    qtbot: QtBot
    app: QApplication
    look: Look
    backend: LocalBackend
    http: httpx.AsyncClient
    folder: Path
    url: str | None = None
    gateway_url: str | None = None

    @contextlib.asynccontextmanager
    async def window(self) -> AsyncIterator[Window]:
        """Sign somebody in and open the page; ``url`` is a proxy before the backend."""
        options = Options(
            home=self.folder / "home",
            supabase_url=self.url or self.backend.url,
            supabase_anon_key=self.backend.anon_key,
            team_gateway_url=self.gateway_url,
        )
        desk = Desk(options, name=a_name())
        hub = desk.a_hub()
        await signed_in(desk, hub)
        with desk.open() as program:
            await hub.attach(program)
            shell = Shell(self.app, self.look, program.session, now_ms=now_ms, cloud=hub)
            self.qtbot.addWidget(shell)
            shell.show()
            shell.open_page("team")
            assert isinstance(shell.page, TeamPage)
            try:
                yield Window(shell, shell.page)
            finally:
                shell.hide()
                await hub.close()

    def mate(self) -> contextlib.AbstractAsyncContextManager[Player]:
        """Sign somebody else in, on another computer."""
        return a_player(self.backend, self.http, self.folder)


@pytest.fixture
def house(
    qtbot: QtBot,
    qapp: QApplication,
    look: Look,
    backend: LocalBackend,
    http: httpx.AsyncClient,
    tmp_path: Path,
) -> House:
    return House(qtbot, qapp, look, backend, http, tmp_path)


async def invited(window: Window) -> Invite:
    window.page.room.side.invite.copy.click()
    await window.sees(lambda: isinstance(read_invite(QApplication.clipboard().text()), Invite))
    invite = read_invite(QApplication.clipboard().text())
    assert isinstance(invite, Invite)
    QApplication.clipboard().clear()
    return invite


def card_of(window: Window, player: Player) -> MemberCard | None:
    return window.page.room.cards.get(player.squad.me)


async def test_a_mate_s_tick_is_painted_on_their_card(
    house: House,
) -> None:
    async with house.window() as window, house.mate() as bert:
        await window.founds()
        invite = await invited(window)
        assert await bert.squad.join(invite.team, invite.code) is None
        await bert.sees(is_live)
        await window.sees(lambda: card_of(window, bert) is not None)
        card = card_of(window, bert)
        assert card is not None
        before = card.grab().toImage()

        set_name(bert.computer.session, "Bert")
        complete_task(bert.computer.session, DEBUT)
        await window.sees(lambda: (card.face.name, card.face.done) == ("Bert", 1))
        await bert.squad.set_status("in_raid", at_map="customs")
        await window.sees(lambda: card.face.status == "In raid on Customs")

        await window.sees(lambda: card.face.faction == "USEC")

        assert card.grab().toImage() != before
        assert "1 task of" in card.accessibleName()


async def test_what_the_server_refuses_is_said_where_it_was_asked(
    house: House,
) -> None:
    async with house.window() as window, house.mate() as bert:
        await window.sees(window.page.door.isVisible)
        window.page.door.take_invite(invite_link(NO_TEAM, "0" * 16, PVP))
        window.page.door.join_button.click()
        await window.sees(lambda: "not valid" in window.page.door.refusals["join"].sentence)
        await window.founds(places=2)
        invite = await invited(window)
        await bert.squad.join(invite.team, invite.code)
        await bert.sees(is_live)
        await window.sees(lambda: card_of(window, bert) is not None)
        team = window.page.room._squad
        assert team is not None

        window.page.asked.rename(team.team.id, "x" * 61)
        await window.sees(lambda: "1 to 60 letters" in window.page.room.refusal.sentence)
        window.page.asked.kick(team.team.id, bert.squad.me)
        await bert.sees(lambda view: view.gone == "kicked")
        await window.sees(lambda: card_of(window, bert) is None and not window.page.asked.is_busy)
        again = await invited(window)
        assert again.code != invite.code
        assert await bert.squad.join(again.team, again.code) is None
        await window.sees(lambda: card_of(window, bert) is not None)
        window.page.asked.kick(team.team.id, bert.squad.me)
        await window.sees(lambda: "You can do it again in" in window.page.room.refusal.sentence)

        assert "5 min" in window.page.room.refusal.sentence or "4 min" in window.page.room.refusal.sentence


async def test_the_owner_s_tools_reach_the_server(house: House) -> None:
    async with house.window() as window, house.mate() as bert:
        await window.founds()
        room, ask = window.page.room, window.page.asked
        assert room._squad is not None
        team = room._squad.team.id

        room.side.invite.eye.click()
        await window.sees(lambda: room.side.invite.code.text() != DOTS and not ask.is_busy)
        first = room.side.invite.code.text()
        ask.rotate_code(team)
        await window.sees(lambda: room.side.invite.code.text() == DOTS and not ask.is_busy)
        room.side.invite.eye.click()
        await window.sees(lambda: room.side.invite.code.text() != DOTS and not ask.is_busy)
        second = room.side.invite.code.text()
        ask.rename(team, "Day Shift")
        await window.sees(lambda: room.head.name.text() == "Day Shift")
        room.status.asked.emit("looking", "")
        await window.sees(lambda: room.status.words.current == "looking")
        invite = await invited(window)
        await bert.squad.join(invite.team, invite.code)
        await window.sees(lambda: card_of(window, bert) is not None)
        ask.transfer(team, bert.squad.me)
        await window.sees(lambda: (card := card_of(window, bert)) is not None and card.face.is_owner)
        may_rename = room.head.rename.isVisible()
        ask.leave(team)
        await window.sees(window.page.door.isVisible)

        assert first != second
        assert not may_rename


async def test_the_end_of_a_team_is_shown_and_put_away(house: House) -> None:
    async with house.window() as window, house.mate() as bert:
        assert await bert.squad.create("Graveyard Shift", 4) is None
        view = await bert.sees(is_live)
        code = await bert.squad.invite()
        assert isinstance(code, str)
        assert view.squad is not None
        await window.sees(window.page.door.isVisible)
        window.page.door.take_invite(invite_link(view.squad.team.id, code, PVP))
        window.page.door.join_button.click()
        await window.sees(lambda: window.page.room.isVisible() and card_of(window, bert) is not None)
        await window.sees(lambda: window.page.room.head.words.text() == "Live")

        assert await bert.squad.leave(disband=True) is None
        await window.sees(window.page.door.isVisible)
        notice = next(each for each in window.page.door.findChildren(Notice) if each.isVisible())
        said = notice.accessibleName()
        window.page.asked.look_again()
        notice.closed.emit()

        assert "Graveyard Shift was disbanded." in said
        assert "Your own progress is unchanged." in said
        assert not [each for each in window.page.door.findChildren(Notice) if each.isVisible()]


async def test_while_the_line_is_cut_every_mate_s_card_says_of_when_it_is(house: House) -> None:
    with FaultProxy(house.backend) as line:
        house.url = line.url
        async with house.window() as window, house.mate() as bert:
            await window.founds()
            invite = await invited(window)
            assert await bert.squad.join(invite.team, invite.code) is None
            await window.sees(
                lambda: (card := card_of(window, bert)) is not None and card.face.status == "Online"
            )
            card = card_of(window, bert)
            assert card is not None

            await asyncio.to_thread(line.offline)
            await window.sees(lambda: window.page.room.head.words.text() != "Live")
            cut = card.face
            complete_task(bert.computer.session, DEBUT)
            await bert.computer.link.flush(10)
            await asyncio.to_thread(line.online)
            window.page.room.head.try_now.click()
            await window.sees(lambda: window.page.room.head.words.text() == "Live" and card.face.done == 1)

    assert re.fullmatch(r"as of \d\d:\d\d · not live", cut.status), cut.status
    assert cut.foot.startswith("Trying again")
    assert cut.done == 0, "the news had no way in"


async def test_a_full_team_and_a_team_of_one_s_own_are_refused_in_words(house: House) -> None:
    async with house.window() as window, house.mate() as anna, house.mate() as bert:
        assert await anna.squad.create("Full House", 2) is None
        view = await anna.sees(is_live)
        code = await anna.squad.invite()
        assert isinstance(code, str)
        assert view.squad is not None
        assert await bert.squad.join(view.squad.team.id, code) is None
        await window.sees(window.page.door.isVisible)

        window.shell.open_link(invite_link(view.squad.team.id, code, PVP))
        joined_by_link = window.page.asked.is_busy
        window.page.door.join_button.click()
        await window.sees(lambda: "The team is full" in window.page.door.refusals["join"].sentence)
        await window.founds()
        window.page.asked.join(Invite(view.squad.team.id, code))
        await window.sees(lambda: "in a team of this mode already" in window.page.room.refusal.sentence)

        assert not joined_by_link, "a link joins nothing by itself"
