"""``/functions/v1/<name>``: the checks the platform makes, then the function itself."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httpx
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tarkov_desktop.localbackend.project import Function
from tarkov_desktop.localbackend.tokens import TokenRefusedError, bearer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from tarkov_desktop.localbackend.functions.host import FunctionsHost
    from tarkov_desktop.localbackend.tokens import Keys

logger = logging.getLogger(__name__)

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
    "upgrade", "host", "content-length",
}  # fmt: skip
_ALIVE_S = 2.0


class Functions:
    """The endpoint in front of the functions host.

    Args:
        host: the running host; None = the endpoint answers 503, for machines without Deno.
        keys: judges tokens of functions with ``verify_jwt``.
        settings: ``[functions.<name>]`` of config.toml.
        limit_s: how long one request may take.
    """

    def __init__(
        self,
        host: FunctionsHost | None,
        keys: Keys,
        settings: Mapping[str, Function],
        *,
        limit_s: float = 60.0,
    ) -> None:
        self._host = host
        self._keys = keys
        self._settings = settings
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(limit_s, connect=5),
            limits=httpx.Limits(
                max_keepalive_connections=0
            ),  # a kept connection may belong to a host that crashed
            trust_env=False,
        )

    def routes(self) -> list[Route]:
        """The routes under the prefix."""
        return [
            Route("/functions/v1/{name}", self._serve, methods=_METHODS),
            Route("/functions/v1/{name}/{rest:path}", self._serve, methods=_METHODS),
        ]

    async def stop(self) -> None:
        """Close the connections to the host."""
        await self._client.aclose()

    async def _serve(self, request: Request) -> Response:
        name = request.path_params["name"]
        settings = self._settings.get(name, Function())
        if not settings.enabled:
            return _platform_answer(404, "NOT_FOUND", "Requested function was not found")
        if settings.verify_jwt and request.method != "OPTIONS" and (refusal := self._refusal(request)):
            return refusal
        if self._host is None or not await self._host.wait_ready(1.0):
            return _platform_answer(503, "BOOT_ERROR", "The functions host is not running")
        return await self._call(self._host, request)

    def _refusal(self, request: Request) -> Response | None:
        token = bearer(request.headers.get("authorization"))
        if token is None:
            return JSONResponse({"code": 401, "message": "Missing authorization header"}, status_code=401)
        try:
            self._keys.verify(token)
        except TokenRefusedError:
            return JSONResponse({"code": 401, "message": "Invalid JWT"}, status_code=401)
        return None

    async def _call(self, host: FunctionsHost, request: Request) -> Response:
        path = request.scope["raw_path"].decode("ascii").removeprefix("/functions/v1")
        address = httpx.URL(
            scheme="http", host="127.0.0.1", port=host.port, raw_path=path.encode() + _query(request)
        )
        headers = [(key, value) for key, value in request.headers.items() if key not in _HOP_BY_HOP]
        headers.append(("x-local-backend-password", host.password))
        if "x-forwarded-for" not in request.headers and request.client is not None:
            headers.append(("x-forwarded-for", request.client.host))
        asked = self._client.build_request(
            request.method, address, headers=headers, content=await request.body()
        )
        try:
            answer = await self._client.send(asked, stream=True)
            try:
                body = b"".join([piece async for piece in answer.aiter_raw()])
            finally:
                await answer.aclose()
        except httpx.TimeoutException:
            await self._check_alive(host)
            return _platform_answer(504, "TIMEOUT", "Function did not answer in time")
        except httpx.TransportError:
            return _platform_answer(
                500, "WORKER_ERROR", "Function exited due to an error (please check logs)"
            )
        response = Response(body, status_code=answer.status_code)
        passed = [
            (key, value) for key, value in answer.headers.raw if key.lower().decode() not in _HOP_BY_HOP
        ]
        response.raw_headers = [
            header for header in response.raw_headers if header[0] == b"content-length"
        ] + passed
        return response

    async def _check_alive(self, host: FunctionsHost) -> None:
        """One function that never yields stops all: such a host is ended and started again."""
        headers = {"x-local-backend-password": host.password}
        try:
            await self._client.get(f"http://127.0.0.1:{host.port}/_alive", headers=headers, timeout=_ALIVE_S)
        except httpx.TransportError:
            logger.warning("the functions host hangs; it is ended")
            host.kill()


def _query(request: Request) -> bytes:
    query: bytes = request.scope["query_string"]
    return b"?" + query if query else b""


def _platform_answer(status: int, code: str, message: str) -> Response:
    return JSONResponse({"code": code, "message": message}, status_code=status)
