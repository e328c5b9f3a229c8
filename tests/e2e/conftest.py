"""One backend for the session."""

from __future__ import annotations

from tests.localbackend.backend_fixture import api, backend, clock, running
from tests.remote.conftest import http

__all__ = ["api", "backend", "clock", "http", "running"]
