"""The local backend's tests run against real processes."""

from __future__ import annotations

from tests.backend_support import cluster, database, strict_cluster, strict_database

__all__ = ["cluster", "database", "strict_cluster", "strict_database"]
