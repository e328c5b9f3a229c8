"""Opens a file of ``resources/`` by name, from the source tree or from the installed wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent
_CANDIDATES: Final = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def directory(name: str = "") -> Path:
    """Return the folder (or file) called *name* below ``resources/``, for example ``"supabase/migrations"``.

    Raises:
        FileNotFoundError: nothing of that name travels with the program.
    """
    for root in _CANDIDATES:
        found = root / name
        if found.exists():
            return found
    raise FileNotFoundError(f"resources/{name} is not part of this installation")


def read_bytes(name: str) -> bytes:
    """Return the content of the resource *name*."""
    return directory(name).read_bytes()


def read_text(name: str) -> str:
    """Return the UTF-8 text of the resource *name*."""
    return directory(name).read_text(encoding="utf-8")
