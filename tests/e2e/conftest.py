"""One backend for the session."""

from __future__ import annotations

from tests.localbackend.backend_fixture import api, backend, clock, running

__all__ = ["api", "backend", "clock", "running"]
