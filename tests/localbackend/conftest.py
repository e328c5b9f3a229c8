"""The local backend's tests run against real processes."""

from __future__ import annotations

from tests.backend_support import cluster, database, strict_cluster, strict_database
from tests.localbackend.backend_fixture import api, backend, clock, running

__all__ = ["api", "backend", "clock", "cluster", "database", "running", "strict_cluster", "strict_database"]
