"""The page Team behind the real gateway: it refuses, the page says for how long, and nothing goes round it."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.ui.theme.look import Look
from tests.app.cloud.conftest import http
from tests.faults import FaultProxy
from tests.localbackend.backend_fixture import backend_options, running_backend
from tests.ui.pages.test_team_live import House, Window

__all__ = ["http"]

pytestmark = [
    pytest.mark.contract,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("gateway"),
    pytest.mark.skipif(
        not shutil.which("npm") and not os.environ.get("CI"), reason="node and npm are not installed"
    ),
]

CREATIONS_AN_HOUR = 10
ROUTE = "/team/create"
ROUND_IT = "/functions/v1/team-create"


@dataclasses.dataclass(frozen=True, slots=True)
class Gateway:
    """What the counting proxy before it needs to know."""

    url: str

    def trust_port(self, port: int) -> None:
        """Take requests by another port; this one looks at none."""


@pytest.fixture(scope="module")
def guarded() -> Iterator[LocalBackend]:
    """A backend with the real gateway in front, in workerd."""
    with running_backend(dataclasses.replace(backend_options(), team_gateway=True)) as backend:
        yield backend


@pytest.fixture
def at_gateway(guarded: LocalBackend) -> Iterator[FaultProxy]:
    """Counts what comes to the gateway."""
    assert guarded.team_gateway_url is not None
    with FaultProxy(Gateway(guarded.team_gateway_url)) as proxy:
        yield proxy


@pytest.fixture
def at_backend(guarded: LocalBackend) -> Iterator[FaultProxy]:
    """Counts what the window asks of the backend itself."""
    with FaultProxy(guarded) as proxy:
        yield proxy


def times(proxy: FaultProxy, path: str) -> int:
    return sum(seen == path for _, seen in proxy.seen)


async def use_up(window: Window, http: httpx.AsyncClient, gateway: str, count: int) -> list[int]:
    """Ask for *count* teams of no name, as this very person from this very address."""
    cloud = window.page.context.cloud
    assert cloud is not None
    assert cloud.link is not None
    token = await cloud.link.connection.tokens.access_token()
    answers = [
        await http.post(
            f"{gateway}{ROUTE}",
            json={"name": "", "gameMode": "pvp"},
            headers={"authorization": f"Bearer {token}", "idempotency-key": str(uuid.uuid4())},
        )
        for _ in range(count)
    ]
    return [answer.status_code for answer in answers]


async def test_a_refusal_of_the_gateway_is_shown_with_its_time_and_nothing_goes_round_it(
    qtbot: QtBot,
    qapp: QApplication,
    look: Look,
    http: httpx.AsyncClient,
    tmp_path: Path,
    guarded: LocalBackend,
    at_gateway: FaultProxy,
    at_backend: FaultProxy,
) -> None:
    house = House(qtbot, qapp, look, guarded, http, tmp_path, url=at_backend.url, gateway_url=at_gateway.url)
    async with house.window() as window:
        await window.founds()
        room, asked = window.page.room, window.page.asked
        assert room._squad is not None
        asked.leave(room._squad.team.id, disband=True)
        await window.sees(window.page.door.isVisible)
        assert guarded.team_gateway_url is not None
        used = await use_up(window, http, guarded.team_gateway_url, CREATIONS_AN_HOUR - 1)
        before = times(at_gateway, ROUTE)

        window.page.door.name.setText("Night Shift")
        window.page.door.create_button.click()
        slot = window.page.door.refusals["create"]
        await window.sees(lambda: bool(slot.sentence))

        said = re.fullmatch(
            r"That was tried very often\. The server takes it again in (?:1 h|5\d min)\.", slot.sentence
        )
        assert said is not None, slot.sentence
        assert used == [400] * (CREATIONS_AN_HOUR - 1)
        await window.sees(lambda: not asked.is_busy)
        assert (before, times(at_gateway, ROUTE)) == (1, 2), "once for the team, once for the refusal"
        assert times(at_backend, ROUND_IT) == 0
        assert times(at_backend, "/rest/v1/rpc/progress_status") > 0, "the control: the proxy is in the way"
        assert window.page.door.isVisible()


async def test_without_a_gateway_the_same_click_is_seen_at_the_backend(
    qtbot: QtBot,
    qapp: QApplication,
    look: Look,
    http: httpx.AsyncClient,
    tmp_path: Path,
    guarded: LocalBackend,
    at_backend: FaultProxy,
) -> None:
    """The control of the test above: what goes round the gateway is counted."""
    house = House(qtbot, qapp, look, guarded, http, tmp_path, url=at_backend.url)
    async with house.window() as window:
        await window.founds()

    assert times(at_backend, ROUND_IT) == 1
