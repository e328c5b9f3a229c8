"""What runs beside the window once it has been painted: the door for second copies, fresh game data, the cloud.

Its imports are heavy, so :mod:`tarkov_desktop.ui.window` loads this module in a worker thread after the first paint
(R-START-1, R-START-2).
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import AsyncIterator, Coroutine, Iterator

from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.bootstrap import Program, now_ms
from tarkov_desktop.app.cloud.hub import CloudHub
from tarkov_desktop.app.commands.carry import answering
from tarkov_desktop.app.freshness import Freshness
from tarkov_desktop.app.notices import recovery_sentence
from tarkov_desktop.app.notifications.desk import NewsDesk
from tarkov_desktop.domain.ids import MODES
from tarkov_desktop.ui.announcing import Announcer
from tarkov_desktop.ui.page import Toast
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.tray import TrayActs, tray_of

NETWORK = "tarkov_desktop.ui.network"
"""Loads another library of Qt, which only a signed-in program needs."""
CLOCK_STEP_S = 10.0
"""How often delays that may have ended are looked for."""


async def work_beside(shell: Shell, program: Program, hub: CloudHub, *ends: asyncio.Event) -> None:
    """Do everything that runs beside the window, until one of *ends* is set."""
    answer = answering(program, lambda: come_forward(shell), shell.open_link)
    post = asyncio.get_running_loop().call_soon_threadsafe
    with contextlib.closing(program.open_door(answer, post=post)), _notifications(shell, program, hub):
        fresh = Freshness(program.session, program.catalogs)
        async with _beside(_settle_in(shell, program, hub), fresh.run()):
            await _first_of(*ends)
        shell.setEnabled(False)
        await hub.detach()


@contextlib.contextmanager
def _notifications(shell: Shell, program: Program, hub: CloudHub) -> Iterator[None]:
    """Tell the news of the squad and of the cloud, in the window or from the tray."""
    acts = TrayActs(lambda: come_forward(shell), shell.compact_asked.emit, shell.leave)
    tray = tray_of(shell, acts)
    shell.stay_in(tray)
    desk = NewsDesk(program.session, hub, Announcer(shell, shell, tray).tell, now_ms=now_ms)
    try:
        yield
    finally:
        desk.close()
        shell.stay_in(None)
        if tray is not None:
            tray.close()


def come_forward(window: QWidget) -> None:
    """Show *window* before the others: somebody started the program a second time."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()


@contextlib.asynccontextmanager
async def _beside(*works: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Run *works* beside the body, and end them with it."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _first_of(*events: asyncio.Event) -> None:
    """Wait until one of *events* is set."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _settle_in(shell: Shell, program: Program, hub: CloudHub) -> None:
    if program.recovery is not None:
        shell.toast(Toast(recovery_sentence(program.recovery)))
    await hub.attach(program)
    if hub.link is not None:
        network = await asyncio.to_thread(importlib.import_module, NETWORK)
        network.NetworkWatch(shell, hub.try_now)
    await shell.load_rest()
    program.back_up_daily()
    for mode in MODES:
        await asyncio.to_thread(program.session.warm, mode)
    while True:
        await asyncio.sleep(CLOCK_STEP_S)
        due_ms = program.session.derived.next_change_ms
        if due_ms and now_ms() >= due_ms:
            program.session.follow_time()
