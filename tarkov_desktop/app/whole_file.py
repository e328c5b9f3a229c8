"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(target: Path, text: str) -> None:
    """Write *text*, durable when this returns; a file that is there is replaced only by the whole new one.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    fresh = target.with_name(target.name + ".new")
    with fresh.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(target)
