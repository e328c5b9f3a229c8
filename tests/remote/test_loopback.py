"""The listener takes one callback from the browser we sent, and nothing else."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tarkov_desktop.remote.loopback import Code, LoopbackListener, ProviderRefused, TimedOut


def page(done: bool) -> str:
    return "You can close this tab." if done else "That did not work <b>."


async def test_a_code_is_taken_once(http: httpx.AsyncClient) -> None:
    async with LoopbackListener(page) as listener:
        first = await http.get(f"{listener.redirect_url}?code=abc")
        second = await http.get(f"{listener.redirect_url}?code=def")

        assert await listener.callback() == Code("abc")

    assert (first.status_code, second.status_code) == (200, 404)
    assert first.headers["cache-control"] == "no-store"


async def test_a_refusal_of_the_provider_is_passed_on_as_text(http: httpx.AsyncClient) -> None:
    async with LoopbackListener(page) as listener:
        answer = await http.get(
            listener.redirect_url, params={"error": "access_denied", "error_description": "<script>no"}
        )

        assert await listener.callback() == ProviderRefused("access_denied", "<script>no")

    assert "&lt;b&gt;" in answer.text
    assert "script" not in answer.text


@pytest.mark.parametrize("change", ["path", "host", "method"])
async def test_a_stranger_gets_nothing(http: httpx.AsyncClient, change: str) -> None:
    async with LoopbackListener(page) as listener:
        url = listener.redirect_url
        if change == "path":
            answer = await http.get(url.replace("/callback", "/callbacks") + "?code=abc")
        elif change == "host":
            answer = await http.get(f"{url}?code=abc", headers={"Host": "localhost"})
        else:
            answer = await http.post(f"{url}?code=abc")

        assert answer.status_code == 404
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await listener.callback()


async def test_rubbish_on_the_port_does_no_harm(http: httpx.AsyncClient) -> None:
    async with LoopbackListener(page) as listener:
        port = urlsplit(listener.redirect_url).port
        for rubbish in (b"", b"\x16\x03\x01", b"GET\r\n\r\n", b"x" * 40_000):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(rubbish)
            await writer.drain()
            writer.close()

        await http.get(f"{listener.redirect_url}?code=abc")

        assert await listener.callback() == Code("abc")


async def test_nobody_comes_back(http: httpx.AsyncClient) -> None:
    async with LoopbackListener(page, limit_s=0.01) as listener:
        assert await listener.callback() == TimedOut()


async def test_the_port_is_closed_afterwards() -> None:
    async with LoopbackListener(page) as listener:
        port = urlsplit(listener.redirect_url).port

    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port or 0)) != 0


def test_a_code_is_not_in_its_repr() -> None:
    assert "secret" not in repr(Code("secret"))
