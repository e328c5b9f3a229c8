"""Subscriptions that end with the object they serve."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject


def track(owner: QObject, unsubscribe: Callable[[], object]) -> None:
    """Call *unsubscribe* when *owner* is destroyed: for what outlives a page, such as ``session.changes``."""
    owner.destroyed.connect(lambda *_: unsubscribe())
