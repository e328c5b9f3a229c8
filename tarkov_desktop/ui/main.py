"""The way into the window: the guard first, everything of Qt after it."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tarkov_desktop.app.options import Options
from tarkov_desktop.ui.qt_build import refusal


def run(options: Options, *, on_first_paint: Callable[[], object] | None = None) -> int:
    """Show the window until it is closed; return the exit code.

    *on_first_paint* is called once the window with the real list has been painted (benchmarks listen).
    """
    if not is_qt_fit():
        return 1
    from tarkov_desktop.ui.window import live  # noqa: PLC0415 - loads Qt, so only after the guard

    return live(options, on_first_paint)


def is_qt_fit() -> bool:
    """Return whether this Qt can run on this Python; say so on standard error when it cannot (R-QT-3)."""
    import PySide6  # noqa: PLC0415 - the guard reads its version before anything else of Qt is loaded

    sentence = refusal(sys.version_info[:2], PySide6.__version__)
    if sentence is not None:
        print(sentence, file=sys.stderr)  # noqa: T201 - there is no window to say it in
    return sentence is None
