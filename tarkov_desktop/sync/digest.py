"""The digest by which two sides find out that they hold different registers (sync.md, Pull)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from tarkov_desktop.sync.registers import Register


def digest_of(registers: Mapping[str, Register]) -> str:
    """Return the lower-case hex SHA-256 over path and stamp of every register, ordered by path bytewise.

    >>> digest_of({})[:8]
    'e3b0c442'
    """
    digest = hashlib.sha256()
    for path in sorted(registers, key=str.encode):
        stamp = registers[path].stamp
        digest.update(f"{path}\t{stamp.ms}\t{stamp.counter}\t{stamp.node}\n".encode())
    return digest.hexdigest()
