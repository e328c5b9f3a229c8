"""The life of the window: from the process to the first paint, and from the last click to the end.

Before the first paint only Qt, the session and the open page are imported (R-START-1); the rest follows in the
turns of the loop after it. Sync, game logs and the refresh of game data join in ``_after_first_paint``.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QLocale, QObject
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from tarkov_desktop.app.bootstrap import new_id, now_ms, open_program
from tarkov_desktop.app.cloud.hub import CloudHub
from tarkov_desktop.app.link_scheme import launch_command, link_scheme
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import LOCALE, REDUCE_MOTION, TEXT_SCALE, THEME
from tarkov_desktop.app.texts import speak
from tarkov_desktop.app.upkeep import Upkeep
from tarkov_desktop.ui.eventloop import QtLoop
from tarkov_desktop.ui.first_run import FIRST_RUN
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Variant

logger = logging.getLogger(__name__)

LATE_WORK: Final = "tarkov_desktop.ui.late_work"
SETTLED_S: Final = 5.0
"""So long after the first paint modules, game data and pages are there to stay."""


def live(options: Options, on_first_paint: Callable[[], object] | None) -> int:
    """Show the window until it is closed; return the exit code."""
    began_s = time.perf_counter()
    gc.disable()  # nothing of a start is garbage, and looking through it again and again makes the start longer
    app = make_application()
    with asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
        return runner.run(_live(app, options, on_first_paint, began_s))


def make_application() -> QApplication:
    """Return the one application, named; it outlives its windows (R-LOOP-3)."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Tarkov Desktop")
    app.setDesktopFileName("tarkov-desktop")
    app.setQuitOnLastWindowClosed(False)
    return app


def make_look(app: QApplication, session: Session) -> Look:
    """Return the look that the settings of this computer ask for."""
    word = session.settings.get(THEME)
    variant = None if word == "system" else Variant(word)
    settings = session.settings
    return Look(
        app,
        variant=variant,
        mode=session.mode,
        scale=settings.get(TEXT_SCALE),
        is_motion_reduced=settings.get(REDUCE_MOTION),
    )


def speak_as_set(session: Session) -> None:
    """Use the language of the settings, else of the system."""
    speak(session.settings.get(LOCALE) or QLocale.system().name())


async def first_paint(window: QWidget) -> None:
    """Show *window* and wait until it has been painted."""
    watch = _PaintWatch(window)
    window.show()
    await watch.painted
    window.removeEventFilter(watch)


class _PaintWatch(QObject):
    """Resolves a future in the turn after the first paint event of a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.painted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.painted.done():
            self.painted.set_result(None)
        return False


async def _live(
    app: QApplication, options: Options, on_first_paint: Callable[[], object] | None, began_s: float
) -> int:
    loop = asyncio.get_running_loop()
    left, switched = asyncio.Event(), asyncio.Event()
    app.aboutToQuit.connect(left.set)
    leave_on_signals(loop, left.set)
    hub = CloudHub(new_id=new_id, account_changed=switched.set)

    def painted() -> None:
        logger.info("first window ms=%d", (time.perf_counter() - began_s) * 1000)
        # What stays for good need not be looked through: a full collection would stall the window some 100 ms.
        gc.freeze()
        gc.enable()
        loop.call_later(SETTLED_S, gc.freeze)
        if on_first_paint is not None:
            on_first_paint()

    await keep_showing(app, options, hub, left, switched, painted)
    return 0


async def keep_showing(  # noqa: PLR0917 - the parts of one window
    app: QApplication,
    options: Options,
    hub: CloudHub,
    left: asyncio.Event,
    switched: asyncio.Event,
    painted: Callable[[], None],
    note: str = "",
) -> None:
    """Show the window of whoever is the one to show until it is *left*; then end the hub.

    *switched* is what the hub sets when that is another account; *note* stands in the title of the window.
    """
    try:
        while not left.is_set():
            switched.clear()
            link = await _show_account(app, options, hub, left, switched, painted, note)
            # Another account from here on: whoever signed in or out last, whatever the program was started with.
            options = replace(options, account=None, link=link)
            painted = _nothing
    finally:
        await hub.close()


def _nothing() -> None:
    """Only the first window tells that it was painted."""


async def _show_account(  # noqa: PLR0917 - the parts of one window, used here only
    app: QApplication,
    options: Options,
    hub: CloudHub,
    left: asyncio.Event,
    switched: asyncio.Event,
    painted: Callable[[], None],
    note: str,
) -> str:
    """Show the window of one account until it is left, or another account is the one to show.

    Return the link that still waits for the player: an invite opened before signing in is shown after it too.
    """
    post = asyncio.get_running_loop().call_soon_threadsafe
    with open_program(options, post=post) as program:
        speak_as_set(program.session)
        look = make_look(app, program.session)
        upkeep = Upkeep(program)
        shell = Shell(
            app,
            look,
            program.session,
            now_ms=now_ms,
            cloud=hub,
            note=note,
            back_up=program.back_up,
            upkeep=upkeep,
            links=link_scheme(os.environ, launch_command(home=options.home)),
        )
        if upkeep.is_first_run() and not note:
            shell.open_page(FIRST_RUN)
        shell.left.connect(left.set)
        await first_paint(shell)
        painted()
        if options.link:
            shell.open_link(options.link)
        late = await asyncio.to_thread(importlib.import_module, LATE_WORK)
        await late.work_beside(shell, program, hub, left, switched)
        link = shell.waiting_link
        shell.remember()
        shell.hide()
        shell.deleteLater()
        await asyncio.sleep(0)
        return link


def leave_on_signals(loop: asyncio.AbstractEventLoop, leave: Callable[[], object]) -> None:
    """Call *leave* when the process is asked to end."""
    if os.name == "nt":
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, leave)
