"""One HTTP client and one TLS context for everything an account does (client libraries, 4)."""

from __future__ import annotations

import asyncio
import ssl

import certifi
import httpx

from tarkov_desktop import __version__

TIMEOUT = httpx.Timeout(connect=5, read=20, write=20, pool=5)


def tls_context() -> ssl.SSLContext:
    """Return the context shared by HTTP and WebSocket; reading the CA bundle takes some 45 ms, so off the GUI thread."""
    return ssl.create_default_context(cafile=certifi.where())


async def open_http(context: ssl.SSLContext | None = None) -> httpx.AsyncClient:
    """Return the client of one account session; close it last."""
    verify = context if context is not None else await asyncio.to_thread(tls_context)
    return httpx.AsyncClient(
        http2=True,
        verify=verify,
        timeout=TIMEOUT,
        follow_redirects=False,
        headers={"X-Client-Info": f"tarkov-desktop/{__version__}"},
    )
