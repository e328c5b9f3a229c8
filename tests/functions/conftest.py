"""The functions before the real SQL: one local backend for the session, fresh people in every test."""

from __future__ import annotations

from tests.localbackend.backend_fixture import api, backend, clock, running

__all__ = ["api", "backend", "clock", "running"]
