"""The door: which hosts, keys and sizes get in. Pure ASGI, in front of every HTTP request."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tarkov_desktop.localbackend.tokens import Keys

_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_MAX_BODY = 1 << 20
_MAX_BROADCAST_BODY = 3_000_000
_OPEN_AUTH = ("/authorize", "/callback", "/verify", "/.well-known/")
_GATED = ("/auth/v1", "/rest/v1")
_ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"


class Door:
    """Lets loopback callers with a key of the project through, and turns the others away.

    Args:
        app: what is behind the door.
        keys: the project's keys.
        ports: the ports under which we may be addressed; more may be added while running.
    """

    def __init__(self, app: ASGIApp, keys: Keys, ports: set[int]) -> None:
        self._app = app
        self._keys = keys
        self._ports = ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or socket."""
        headers = Headers(scope=scope)
        if not self._is_ours(headers.get("host", "")):
            # A page of the internet whose name now points to 127.0.0.1 must not reach us (DNS rebinding).
            await _refuse(
                scope, receive, send, JSONResponse({"message": "Misdirected Request"}, status_code=421)
            )
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answering = _Answering(send, origin=headers.get("origin"))
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, answering)
            return
        await self._app(scope, _Limited(receive, _limit(scope["path"]), answering), answering)

    def _is_ours(self, host: str) -> bool:
        return any(host == f"{name}:{port}" for name in _LOOPBACK_NAMES for port in self._ports)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """Why this request goes no further, or its answer if it is only a browser asking for permission."""
        path: str = scope["path"]
        preflight = scope["method"] == "OPTIONS" and "access-control-request-method" in headers
        if preflight and not path.startswith("/functions/v1/"):
            asked = headers.get("access-control-request-headers", "")
            permissions = {
                "access-control-allow-methods": _ALLOWED_METHODS,
                "access-control-allow-headers": asked,
            }
            return Response(status_code=204, headers=permissions)
        if int(headers.get("content-length") or 0) > _limit(path):
            return JSONResponse({"message": "Request body is too large"}, status_code=413)
        if not path.startswith(_GATED) or path.startswith(
            tuple(f"/auth/v1{open_path}" for open_path in _OPEN_AUTH)
        ):
            return None
        api_key = headers.get("apikey")
        if api_key is None:
            return JSONResponse({"message": "No API key found in request"}, status_code=401)
        token = self._keys.token_for(api_key)
        if token is None:
            return JSONResponse({"message": "Invalid authentication credentials"}, status_code=401)
        self._speak_for(scope, headers, token)
        return None

    def _speak_for(self, scope: Scope, headers: Headers, token: str) -> None:
        """Without a token of their own (or with a new-style key in its place) callers have the role of their API key."""
        own = headers.get("authorization")
        if own is None or self._keys.token_for(own.removeprefix("Bearer ").strip()) is not None:
            replaced = MutableHeaders(scope=scope)
            replaced["authorization"] = f"Bearer {token}"


class _Answering:
    """Adds to every answer its request id and, for pages on this computer, the permission to read it."""

    def __init__(self, send: Send, *, origin: str | None) -> None:
        self._send = send
        self._origin = origin if origin and _is_local(origin) else None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("x-request-id", str(uuid.uuid4()))
            if self._origin and "access-control-allow-origin" not in headers:
                headers["access-control-allow-origin"] = self._origin
                headers["access-control-expose-headers"] = "*"
                headers.add_vary_header("origin")
        await self._send(message)


class _Limited:
    """A body that breaks off once it is too large, also when its length was not announced."""

    def __init__(self, receive: Receive, limit: int, send: Send) -> None:
        self._receive = receive
        self._left = limit
        self._send = send

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                return {"type": "http.disconnect"}
        return message


def _limit(path: str) -> int:
    return _MAX_BROADCAST_BODY if path.startswith("/realtime/v1/api/") else _MAX_BODY


def _is_local(origin: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in {"127.0.0.1", "localhost", "::1"}


async def _refuse(scope: Scope, receive: Receive, send: Send, answer: Response) -> None:
    if scope["type"] == "websocket":
        await receive()
        message: dict[str, Any] = {"type": "websocket.close", "code": 1008}
        await send(message)
    else:
        await answer(scope, receive, send)
