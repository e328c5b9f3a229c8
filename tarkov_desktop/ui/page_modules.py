"""Finds the modules of the pages, which others write; a missing one is an ordinary answer."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType

from tarkov_desktop.ui.pages import PageEntry


def page_module(entry: PageEntry) -> ModuleType | None:
    """Return the module that makes the page, imported now if need be; None while nobody has written it."""
    loaded = sys.modules.get(entry.module)
    if loaded is not None:
        return loaded
    if importlib.util.find_spec(entry.module) is None:
        return None
    return importlib.import_module(entry.module)


def loaded_module(entry: PageEntry) -> ModuleType | None:
    """Return the module only if something has imported it already."""
    return sys.modules.get(entry.module)
