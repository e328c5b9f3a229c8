"""Pictures of the pages without a screen: ``tarkov-desktop gui --screenshots DIR`` (ui.md, To be looked at)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tarkov_desktop.app.bootstrap import now_ms, open_program
from tarkov_desktop.app.options import Options
from tarkov_desktop.ui.main import is_qt_fit

SETTLE_TURNS: Final = 20
"""Turns of the loop that a page gets to lay itself out and to fill in what it loads late."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """What to photograph. No page means all. ``scale`` is the text size, ``fixed_ms`` stops the clock."""

    folder: Path
    pages: tuple[str, ...] = ()
    theme: str = "dark"
    size: tuple[int, int] = (1280, 800)
    scale: float = 1.0
    fixed_ms: int | None = None
    mode: str | None = None
    target: str = ""
    language: str = "en"
    files: list[Path] = field(default_factory=list)
    """Filled with what was written."""


def run(options: Options, pictures: Pictures) -> int:
    """Write one PNG per page, named after page and theme; return the exit code.

    Raises:
        OSError: the folder cannot be made or written.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if not is_qt_fit():
        return 1
    from tarkov_desktop.ui.eventloop import QtLoop  # noqa: PLC0415 - loads Qt, so only after the guard
    from tarkov_desktop.ui.window import make_application  # noqa: PLC0415 - the same

    pictures.folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    with asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
        runner.run(_take(options, pictures))
    return 0


async def _take(options: Options, pictures: Pictures) -> None:
    from tarkov_desktop.app.texts import speak  # noqa: PLC0415 - with the rest, after the guard
    from tarkov_desktop.app.upkeep import Upkeep  # noqa: PLC0415 - the same
    from tarkov_desktop.domain.ids import GameMode  # noqa: PLC0415 - the same
    from tarkov_desktop.ui.pages import PAGES  # noqa: PLC0415 - the same
    from tarkov_desktop.ui.shell import Shell  # noqa: PLC0415 - loads Qt, so only after the guard
    from tarkov_desktop.ui.theme.look import Look  # noqa: PLC0415 - the same
    from tarkov_desktop.ui.theme.tokens import Variant  # noqa: PLC0415 - the same
    from tarkov_desktop.ui.window import first_paint, make_application  # noqa: PLC0415 - the same

    clock = _clock(pictures.fixed_ms)
    app = make_application()
    loop = asyncio.get_running_loop()
    with open_program(options, post=loop.call_soon_threadsafe, clock=clock) as program:
        if pictures.mode is not None:
            program.session.switch_mode(GameMode(pictures.mode))
        speak(pictures.language)
        look = Look(
            app,
            variant=Variant(pictures.theme),
            mode=program.session.mode,
            scale=pictures.scale,
            is_motion_reduced=True,
        )
        shell = Shell(app, look, program.session, now_ms=clock, upkeep=Upkeep(program))
        shell.resize(*pictures.size)
        await first_paint(shell)
        await shell.load_rest()
        for page in pictures.pages or tuple(entry.name for entry in PAGES):
            shell.open_page(page, pictures.target)
            await settle()
            path = pictures.folder / f"{page}-{pictures.theme}.png"
            if not shell.grab().save(str(path)):
                raise OSError(f"The picture could not be written: {path.name}")
            pictures.files.append(path)
        shell.hide()
        shell.deleteLater()
        await asyncio.sleep(0)


async def settle() -> None:
    """Give the loop the turns that layouts, queued updates and late fillings take."""
    for _ in range(SETTLE_TURNS):
        await asyncio.sleep(0.001)


def _clock(fixed_ms: int | None) -> Callable[[], int]:
    return now_ms if fixed_ms is None else lambda: fixed_ms
