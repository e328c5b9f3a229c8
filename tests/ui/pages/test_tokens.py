"""Devices and API tokens in Settings, before the local backend: listed, renamed, forgotten; made, shown once, revoked."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tarkov_desktop.app.bootstrap import now_ms
from tarkov_desktop.app.cloud.hub import SignIn
from tarkov_desktop.app.cloud.tokens import ApiToken, refusal_words
from tarkov_desktop.app.options import Options
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.sync.registers import ACCOUNT
from tarkov_desktop.sync.remote import DeviceCard, NoAnswer, PushAnswer, PushRequest, Refused, Unreachable
from tarkov_desktop.ui.pages.settings.devices import DevicesColumn
from tarkov_desktop.ui.pages.settings.tokens import TokensColumn, token_words
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.toggle import Toggle
from tests.app.cloud.test_hub import Desk, signed_in
from tests.localbackend.backend_fixture import api, backend, clock, running
from tests.ui.waiting import until

__all__ = ["api", "backend", "clock", "running"]
pytestmark = pytest.mark.contract


@dataclass
class Room:
    """What a test needs to put somebody's Settings on the screen."""

    app: QApplication
    look: Look
    backend: LocalBackend
    home: Path

    @contextlib.asynccontextmanager
    async def column(self) -> AsyncIterator[TokensColumn]:
        """The section of somebody who is signed in."""
        options = Options(
            home=self.home, supabase_url=self.backend.url, supabase_anon_key=self.backend.anon_key
        )
        desk = Desk(options)
        hub = desk.a_hub()
        await signed_in(desk, hub)
        with desk.open() as program:
            shell = Shell(self.app, self.look, program.session, now_ms=now_ms, cloud=hub)
            await hub.attach(program)
            assert hub.state.sign_in is SignIn.SIGNED_IN
            shell.open_page("settings", "tokens")
            shell.show()
            column = shell.findChild(TokensColumn)
            assert column is not None
            yield column
            await hub.close()
            shell.close()
            shell.deleteLater()


@pytest.fixture
def room(qapp: QApplication, look: Look, backend: LocalBackend, tmp_path: Path) -> Room:
    return Room(qapp, look, backend, tmp_path)


def buttons(column: TokensColumn) -> dict[str, Button]:
    return {each.text(): each for each in column.findChildren(Button) if each.isVisible()}


def notices(column: TokensColumn) -> list[str]:
    return [each.accessibleName() for each in column.findChildren(Notice) if each.isVisible()]


async def test_a_token_is_made_shown_once_and_copied(room: Room) -> None:
    async with room.column() as column:
        buttons(column)["Make the token"].click()
        await until(lambda: "Copy" in buttons(column) and "Revoke" in buttons(column))

        buttons(column)["Copy"].click()
        secret = QGuiApplication.clipboard().text()

        assert secret.startswith("PVP_")
        assert any("only time" in each for each in notices(column))
        assert any(field.text() == secret for field in column.findChildren(Field))


async def test_a_token_without_rights_is_refused_in_place(room: Room) -> None:
    async with room.column() as column:
        for switch in column.findChildren(Toggle):
            switch.setChecked(False)

        buttons(column)["Make the token"].click()
        await until(lambda: bool(notices(column)))

        assert "at least one thing" in notices(column)[0]


async def test_what_is_typed_stays_while_the_cloud_moves_on(room: Room) -> None:
    async with room.column() as column:
        hub = column.context.cloud
        assert hub is not None
        column.form.note.setText("RatScanner")
        column.form.switches["WP"].setChecked(True)

        hub._say(dataclasses.replace(hub.state, sentence="something else"))
        column.form.make.click()
        await until(lambda: "Revoke" in buttons(column))

        assert (column.form.note.text(), column.form.switches["WP"].isChecked()) == ("RatScanner", True)


async def test_a_short_token_for_another_mode_has_to_expire(room: Room) -> None:
    async with room.column() as column:
        column.form.mode.choose("pve")
        column.form.form.choose("compat")
        column.form.form.chosen.emit("compat")

        column.form.make.click()
        await until(lambda: "Copy" in buttons(column) and "Revoke" in buttons(column))
        buttons(column)["Copy"].click()

        assert column.form.expiry.current == "year"
        assert re.fullmatch("PVE_[0-9a-f]{18}", QGuiApplication.clipboard().text())
        told = "\n".join(label.text() for label in column.findChildren(Label))
        assert "PvE · Read my progress · used 0 times · expires in 36" in told


def test_a_row_says_how_a_token_was_used() -> None:
    token = ApiToken(
        "id",
        "beef",
        PVP,
        ["GP", "TP"],
        usage_count=1_200,
        last_used_at="1970-01-02T00:00:00Z",
        expires_at="1970-01-03T00:00:00Z",
    )

    assert token_words(token, 10 * 86_400_000) == [
        "PvP",
        "Read my progress, Read my squad's progress",
        "used 1,200 times",
        "last 2 Jan",
        "expired",
    ]
    assert "expires in 1 day" in token_words(token, 86_400_000)
    assert "expires today" in token_words(token, 86_400_001)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            Refused("rate_limited", 90),
            "That was too often. Nothing was changed. Try again in 1 min.",
        ),
        (
            Refused("too_many_tokens"),
            "You have as many tokens as one account can have. Revoke one first.",
        ),
        (Refused("whatever"), "The server said no. Nothing was changed."),
        (Unreachable(""), "The server could not be reached. Try again later."),
    ],
)
def test_every_refusal_is_a_sentence(answer: NoAnswer, sentence: str) -> None:
    assert refusal_words(answer) == sentence


async def test_revoking_asks_first(room: Room) -> None:
    async with room.column() as column:
        buttons(column)["Make the token"].click()
        await until(lambda: "Revoke" in buttons(column))

        buttons(column)["Revoke"].click()
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        next(each for each in dialog.findChildren(Button) if each.text() == "Revoke").click()
        await until(lambda: "Revoke" not in buttons(column))

        assert "None yet." in [label.text() for label in column.findChildren(Label)]


async def test_this_computer_is_listed_renamed_and_never_forgotten(room: Room) -> None:
    async with room.column() as column:
        devices = column.window().findChild(DevicesColumn)
        assert devices is not None
        await until(lambda: bool(devices.devices))
        field = next(each for each in devices.findChildren(Field) if each.isVisible())

        field.setText("Desk upstairs")
        field.editingFinished.emit()
        async with asyncio.timeout(15):
            while devices.devices[0].name != "Desk upstairs":
                devices.fetch()
                await asyncio.sleep(0.2)

        assert len(devices.devices) == 1
        assert not [each for each in devices.findChildren(Button) if each.text() == "Forget…"]


async def test_another_device_is_forgotten_after_a_question(room: Room) -> None:
    async with room.column() as column:
        devices = column.window().findChild(DevicesColumn)
        assert devices is not None
        await until(lambda: bool(devices.devices))
        hub = devices.context.cloud
        assert hub is not None
        assert hub.link is not None
        other = PushRequest(str(uuid.uuid4()), ACCOUNT, 0, 0, (), DeviceCard("Laptop", "windows", "0.9"))
        assert isinstance(await hub.link.engine.remote.push(other), PushAnswer)
        devices.fetch()
        await until(lambda: len(devices.devices) == 2)

        next(
            each for each in devices.findChildren(Button) if each.text() == "Forget…" and each.isVisible()
        ).click()
        question = devices.question
        assert question is not None
        assert "nothing that was done on it is lost" in "".join(
            each.text() for each in question.findChildren(Label)
        )
        question.accept()
        await until(lambda: len(devices.devices) == 1)

        assert devices.devices[0].device_id == hub.link.identity.device_id
