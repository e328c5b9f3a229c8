"""Only addresses that keep a token safe are used."""

from __future__ import annotations

import pytest

from tarkov_desktop.remote.address import BadAddressError, a_backend


@pytest.mark.parametrize(
    "url", ["https://x.example/", "http://127.0.0.1:5432", "http://localhost:1", "http://[::1]:2"]
)
def test_https_and_loopback_are_taken(url: str) -> None:
    assert not a_backend(url, "key").url.endswith("/")


@pytest.mark.parametrize(
    "url", ["http://x.example", "ftp://x", "https://", "https://a:b@x.example", "https://x.example?y=1", "x"]
)
def test_anything_else_is_refused_in_words(url: str) -> None:
    with pytest.raises(BadAddressError, match="https://"):
        a_backend(url, "key")


def test_a_backend_needs_its_key() -> None:
    with pytest.raises(BadAddressError, match="key"):
        a_backend("https://x.example", "")


def test_functions_go_through_the_gateway_only_where_it_has_a_route() -> None:
    backend = a_backend("https://x.example", "key", "https://gate.example/")

    assert backend.function_url("team-create") == "https://gate.example/team/create"
    assert backend.function_url("progress-update") == "https://x.example/functions/v1/progress-update"
    assert backend.rpc_url("pull_progress") == "https://x.example/rest/v1/rpc/pull_progress"
    assert backend.realtime_url == "wss://x.example/realtime/v1"
