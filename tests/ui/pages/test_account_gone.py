"""An account that somebody deleted elsewhere: said in words, nothing lost, and a new account goes on from there."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.bootstrap import now_ms
from tarkov_desktop.app.cloud.guest_choice import GuestChoice
from tarkov_desktop.app.cloud.hub import CloudHub, SignIn
from tarkov_desktop.app.folders import GUEST
from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.options import Options
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.ui.save_panel import save_details
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.notice import Notice
from tests.app.cloud.conftest import api, backend, clock, http, running
from tests.app.cloud.test_hub import Desk, signed_in, until
from tests.app.cloud.test_link import a_computer
from tests.app.cloud.test_link import until as until_linked
from tests.remote.people import a_person

__all__ = ["api", "backend", "clock", "http", "running"]

pytestmark = pytest.mark.contract


async def test_an_account_deleted_elsewhere_is_said_and_a_new_one_takes_everything_along(
    qtbot: QtBot,
    qapp: QApplication,
    look: Look,
    backend: LocalBackend,
    http: httpx.AsyncClient,
    tmp_path: Path,
) -> None:
    desk = Desk(Options(home=tmp_path, supabase_url=backend.url, supabase_anon_key=backend.anon_key))
    hub = desk.a_hub()
    deleted = await signed_in(desk, hub)
    desk.switched.clear()
    with desk.open() as program:
        await hub.attach(program)
        shell = Shell(qapp, look, program.session, now_ms=now_ms, cloud=hub)
        qtbot.addWidget(shell)
        shell.show()
        shell.open_page("settings", "account")
        set_level(program.session, 8)
        await in_cloud(hub)
        await delete_elsewhere(desk.name, backend, http)

        set_level(program.session, 9)  # it was not told: the next edit is refused
        await until(hub, lambda state: state.sign_in is SignIn.GONE)
        await asyncio.sleep(0)

        assert "This account was deleted on the server." in notices(shell)
        details = save_details(program.session, hub.state, now_ms()).sentences
        assert details[0] == "Everything you did is saved on this computer."
        assert "deleted" in details[1]
        assert program.session.document.value("level") == 9
        button(shell, "Go on without an account").click()
        await asyncio.wait_for(desk.switched.wait(), 20)
        shell.hide()
        await hub.detach()
    desk.switched.clear()

    made = await signed_in(desk, hub)
    with desk.open() as program:
        await hub.attach(program)
        await until(hub, lambda state: state.guest is not None)
        assert hub.decide_guest(GuestChoice.BOTH)
        await in_cloud(hub)
        level = program.session.document.value("level")
        await hub.close()

    assert made not in {deleted, GUEST}
    assert level == 9
    async with a_computer(backend, http, desk.name, tmp_path) as other:
        await until_linked(other.link, lambda: other.session.document.value("level") == 9)


async def in_cloud(hub: CloudHub) -> None:
    await until(hub, lambda state: state.standing.is_in_cloud and state.standing.waiting == 0)


async def delete_elsewhere(name: str, backend: LocalBackend, http: httpx.AsyncClient) -> None:
    other = a_person(backend, http)
    await other.sign_in(name)
    answer = await other.calls.function("account-delete", dict, {"confirm": "DELETE"})
    assert isinstance(answer, dict), answer


def notices(shell: Shell) -> str:
    return "\n".join(each.accessibleName() for each in shell.findChildren(Notice))


def button(shell: Shell, text: str) -> Button:
    return next(each for each in shell.findChildren(Button) if each.text() == text)
