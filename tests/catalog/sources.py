"""The sample documents that stand beside the project, for tests; they are read-only and not part of it."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the sample data is not at {DATA}")


@cache
def raw(name: str) -> bytes:
    """Return the unpacked bytes of a sample such as ``json_api/pve/tasks``."""
    return gzip.decompress((DATA / f"{name}.json.gz").read_bytes())


def tree(name: str) -> Any:  # noqa: ANN401 - the documents promise no shape
    """Return a fresh decoded copy of a sample."""
    return msgspec.json.decode(raw(name))
