"""The eight offline edits that the web's client loses: here all of them survive, whatever the others did meanwhile.

The web's client has one document per mode and joins two copies field by field without times: ticks are or'ed, numbers
are the greater, texts are the server's if it has any, and the correction of XP is this computer's if it has one. Seven
of the eight edits below take something back, so such a merge brings the old value again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import httpx
import pytest

from tarkov_desktop.app.commits import Step
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.document import JsonValue, Write
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.domain.plans.plan import Plan
from tarkov_desktop.domain.publishing import publish
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.progress import SupabaseProgress
from tarkov_desktop.sync.outcome import Synchronised
from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.sync.remote import PullAnswer, PullRequest, Unreachable
from tests.app.cloud.test_link import a_computer
from tests.app.worlds import a_session
from tests.remote.people import a_name

DONE: Final[JsonValue] = {"complete": True, "failed": False}
UNDONE: Final[JsonValue] = {"complete": False, "failed": False}
EDITS: Final[dict[str, tuple[str, JsonValue, JsonValue]]] = {
    "un-complete a task": ("taskCompletions/debut", DONE, UNDONE),
    "un-complete an objective": ("taskObjectives/hands/complete", True, False),
    "un-complete a module": ("hideoutModules/generator-1", {"complete": True}, {"complete": False}),
    "lower a count": ("taskObjectives/kills/count", 3, 1),
    "lower a level": ("level", 20, 18),
    "rename": ("displayName", "Rook", "Bishop"),
    "change faction": ("pmcFaction", "BEAR", "USEC"),
    "change xpOffset": ("xpOffset", 500, -250),
}
BEFORE: Final = {path: before for path, before, _ in EDITS.values()}
AFTER: Final = {path: after for path, _, after in EDITS.values()}
ELSEWHERE: Final = "taskCompletions/shortage"


def write(session: Session, values: dict[str, JsonValue]) -> None:
    plan = Plan(tuple(Write(path, value) for path, value in values.items()))
    session.carry_out(plan, mode=PVP, step=Step("edit"))


def values(session: Session) -> dict[str, JsonValue]:
    return {path: entry.value for path, entry in session.document.entries.items()}


@pytest.mark.contract
async def test_the_web_peer_s_eight_offline_edits_all_survive(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    name = a_name()
    async with (
        a_computer(backend, http, name, tmp_path, run=False) as here,
        a_computer(backend, http, name, tmp_path, run=False) as there,
    ):
        write(here.session, BEFORE)
        for each in (here, there):
            assert isinstance(await each.link.once(), Synchronised)
        online = here.link.engine.remote
        here.person.lose_the_network()
        here.link.engine.remote = SupabaseProgress(here.person.calls)

        for path, _before, after in EDITS.values():
            write(here.session, {path: after})
        offline = await here.link.once()
        write(there.session, {ELSEWHERE: DONE})  # so that the server's copy is the newer one as a whole
        assert isinstance(await there.link.once(), Synchronised)
        here.link.engine.remote = online
        for each in (here, there):
            assert isinstance(await each.link.once(), Synchronised)

        answer = await online.pull(PullRequest(Scope(PVP, 0), 0))
        assert isinstance(offline, Unreachable)
        assert isinstance(answer, PullAnswer)
        on_the_server = {each.path: each.value for each in answer.registers}
        expected = {**AFTER, ELSEWHERE: DONE}
    assert values(here.session) == values(there.session) == on_the_server == expected


def peer_merge(local: JsonValue, remote: JsonValue, key: str = "") -> JsonValue:
    """Return what the web's client makes of two copies of a document."""
    if isinstance(local, dict) and isinstance(remote, dict):
        keys = local.keys() | remote.keys()
        return {each: peer_merge(local.get(each), remote.get(each), each) for each in keys}
    if local is None or remote is None:
        return remote if local is None else local
    if isinstance(local, bool) and isinstance(remote, bool):
        return local or remote
    if key == "xpOffset":
        return local or remote
    if isinstance(local, int) and isinstance(remote, int):
        return max(local, remote)
    return remote or local


def test_seven_of_the_eight_are_lost_by_the_peer_s_own_merge(tmp_path: Path) -> None:
    """The negative control."""
    session = a_session(tmp_path)
    write(session, BEFORE)
    remote = publish(session.document)
    lost = []
    for name, (path, before, after) in EDITS.items():
        write(session, {path: after})
        local = publish(session.document)
        if peer_merge(local, remote) != peer_merge(local, local):
            lost.append(name)
        write(session, {path: before})
    session.close()

    assert lost == [name for name in EDITS if name != "change xpOffset"]
    assert len(lost) == 7
