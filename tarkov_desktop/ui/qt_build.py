"""The guard at the door: a Qt build that cannot live on this Python is refused before a window exists (R-QT-3)."""

from __future__ import annotations

from typing import Final

FIRST_IMMORTAL_NONE: Final = (3, 12)
FIRST_BROKEN_QT: Final = (6, 12)


def refusal(python: tuple[int, int], qt_version: str) -> str | None:
    """Return the sentence that says why this pair cannot run, None when it can.

    PySide6 6.12.0 on CPython 3.11 drops references to None that it does not own; the process dies after some
    thousand calls (client libraries, section 2). From 3.12 on None is immortal and nothing happens.

    >>> refusal((3, 11), "6.11.3") is None
    True
    """
    qt = tuple(int(part) for part in qt_version.split(".")[:2])
    if python >= FIRST_IMMORTAL_NONE or qt < FIRST_BROKEN_QT:
        return None
    return (
        f"Tarkov Desktop cannot run with PySide6 {qt_version} on Python {python[0]}.{python[1]}: that pair crashes "
        f"after some minutes. Install PySide6-Essentials 6.11.3, or use Python 3.12 or 3.13."
    )
