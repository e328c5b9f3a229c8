"""One backend for the session; each test signs its own people in."""

from __future__ import annotations

from tests.localbackend.backend_fixture import api, backend, clock, running
from tests.remote.conftest import http, person

__all__ = ["api", "backend", "clock", "http", "person", "running"]
