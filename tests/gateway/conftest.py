"""The gateway before a whole backend whose sign-ins are signed by a published key, as on a hosted project."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.gateway.gateway_support import bundled, running_gateway
from tests.localbackend.backend_fixture import backend_options, running_backend


@pytest.fixture(scope="module")
def signed_backend() -> Iterator[LocalBackend]:
    """A backend that signs with ES256."""
    with running_backend(dataclasses.replace(backend_options(), asymmetric=True)) as running:
        yield running


@pytest.fixture(scope="module")
def gateway_url(signed_backend: LocalBackend) -> Iterator[str]:
    """The gateway's address before that backend."""
    bundled()
    settings = {
        "SUPABASE_URL": signed_backend.url,
        "SUPABASE_ANON_KEY": signed_backend.anon_key,
        "ALLOWED_ORIGIN": "",
        "ENVIRONMENT": "production",
    }
    with running_gateway(settings) as url:
        yield url
