"""Which endpoint answers which path."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from tarkov_desktop.localbackend.gateway.door import Door
from tarkov_desktop.localbackend.not_implemented import not_implemented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import Receive, Scope, Send

    from tarkov_desktop.localbackend.tokens import Keys

logger = logging.getLogger(__name__)


class Gateway:
    """The ASGI application in front of all parts.

    Args:
        keys: the project's keys.
        parts: the routes of all endpoints, with their prefixes.
        ports: ports under which callers may address us.
    """

    def __init__(self, keys: Keys, parts: Sequence[BaseRoute], ports: set[int]) -> None:
        routes: list[BaseRoute] = [Route("/health", _health), *parts]
        app = Starlette(routes=routes, exception_handlers={404: _unknown, 405: _unknown, 500: _broken})
        app.router.redirect_slashes = False
        self._door = Door(app, keys, ports)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or socket."""
        await self._door(scope, receive, send)


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _unknown(request: Request, _error: Exception) -> Response:
    return not_implemented(f"{request.method} {request.url.path}")


async def _broken(request: Request, error: Exception) -> Response:
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return JSONResponse({"message": "internal error of the local backend"}, status_code=500)
