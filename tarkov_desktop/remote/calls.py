"""Calls of edge functions and SQL functions: one way in, typed answers out, every failure told apart.

The token is refreshed once on 401. A page that is not ours (a captive portal) is a network failure. Nothing is sent a
second time by another route, and a mutation is repeated only by whoever gave it an idempotency key (client libraries, 10).
"""

from __future__ import annotations

import asyncio
import email.utils
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import httpx
import msgspec

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.remote.address import Backend
from tarkov_desktop.remote.auth_calls import SIGN_IN_AGAIN
from tarkov_desktop.remote.tokens import TokenKeeper
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

UNAUTHORIZED: Final = 401
SERVER_ERROR: Final = 500
SUCCESS: Final = range(200, 300)
ALWAYS_REFUSED: Final = frozenset({"limiter_unavailable", "misconfigured"})
"""Codes of a 503 that are an answer of the gateway, not a broken line."""
MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024
"""Three times the largest answer of ours (ten documents of a squad); what is longer comes from somebody else."""
WITHIN_S: Final = 60.0
"""The whole of a call; the client's own limits only hold between two pieces, and a line may drip for ever."""
NOT_OURS: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What reading JSON raises for a page that is none, bad text, or lists in lists without end."""
_KEPT_HEADERS: Final = ("Date", "Retry-After")
_BY_SQLSTATE: Final = {"28000": SIGN_IN_AGAIN, "PT410": "account_deleted", "42501": "forbidden"}
_BUSY: Final = frozenset({"40001", "40P01", "55P03", "57014"})


class _Error(msgspec.Struct, frozen=True):
    code: str = "unknown"
    message: str = ""
    retry_after: float | None = msgspec.field(name="retryAfter", default=None)
    last_seq: int | None = msgspec.field(name="lastSeq", default=None)


class _Envelope(msgspec.Struct, frozen=True):
    """Error bodies of functions and gateway (``error``), of PostgREST (``code``), and of refusing SQL (``ok``)."""

    error: _Error | None = None
    code: str = ""
    ok: bool = True


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls *backend* as the account of *tokens*; with ``user_id`` only while that is this account."""

    backend: Backend
    http: httpx.AsyncClient
    tokens: TokenKeeper
    now_s: Callable[[], float]
    user_id: str | None = None
    within_s: float = WITHIN_S

    async def function(
        self,
        name: str,
        kind: type[Answer],
        body: Mapping[str, JsonValue] | None = None,
        *,
        idempotency_key: str | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer | NoAnswer:
        """Call the edge function *name* (POST with a body, else GET) and return its answer as a *kind*."""
        headers = {} if idempotency_key is None else {"Idempotency-Key": idempotency_key}
        request = self.http.build_request(
            "GET" if body is None else "POST",
            self.backend.function_url(name),
            params=query,
            content=None if body is None else msgspec.json.encode(body),
            headers={"Content-Type": "application/json", **headers},
        )
        return await self._call(request, kind)

    async def rpc(
        self, name: str, kind: type[Answer], arguments: Mapping[str, JsonValue] | None = None
    ) -> Answer | NoAnswer:
        """Call the SQL function *name* and return its answer as a *kind*."""
        request = self.http.build_request(
            "POST",
            self.backend.rpc_url(name),
            content=msgspec.json.encode(arguments or {}),
            headers={"Content-Type": "application/json"},
        )
        return await self._call(request, kind)

    async def _call(self, request: httpx.Request, kind: type[Answer]) -> Answer | NoAnswer:
        token = await self.tokens.access_token(of=self.user_id)
        if isinstance(token, Refused | Unreachable):
            return token
        response = await self._send(request, token)
        if isinstance(response, httpx.Response) and response.status_code == UNAUTHORIZED:
            token = await self.tokens.access_token(refused=token, of=self.user_id)
            if isinstance(token, Refused | Unreachable):
                return token
            response = await self._send(request, token)
        return response if isinstance(response, Unreachable) else read_answer(response, kind)

    async def _send(self, request: httpx.Request, token: str) -> httpx.Response | Unreachable:
        request.headers["apikey"] = self.backend.anon_key
        request.headers["Authorization"] = f"Bearer {token}"
        try:
            async with asyncio.timeout(self.within_s):
                response = await self._receive(request)
        except (httpx.HTTPError, TimeoutError) as error:
            logger.info("call failed path=%s kind=%s", request.url.path, type(error).__name__)
            return Unreachable(type(error).__name__)
        self._note_time(response)
        return response

    async def _receive(self, request: httpx.Request) -> httpx.Response:
        """Return the answer with its body, which is given up when it is longer than any of ours.

        Raises:
            httpx.HTTPError: the line is broken, or the body has no end.
        """
        body = bytearray()
        answer = await self.http.send(request, stream=True)
        try:
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > MAX_ANSWER_BYTES:
                    raise httpx.RemoteProtocolError("an answer without end", request=request)
        finally:
            await answer.aclose()
        kept = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
        return httpx.Response(answer.status_code, headers=kept, content=bytes(body), request=request)

    def _note_time(self, response: httpx.Response) -> None:
        try:
            server_s = email.utils.parsedate_to_datetime(response.headers.get("Date", "")).timestamp()
        except (ValueError, OverflowError):
            return  # none, or nonsense: the skew known so far is the better guess
        self.tokens.skew_s = server_s - self.now_s()


def read_answer(response: httpx.Response, kind: type[Answer]) -> Answer | NoAnswer:
    """Return what *response* means: an answer of *kind*, a refusal by code, or nothing one can rely on."""
    try:
        envelope = msgspec.json.decode(response.content, type=_Envelope)
    except NOT_OURS:
        envelope = None
    retry_after_s = _retry_after_s(response)
    if envelope is None:
        # A list or a bare value is no error body; anything but JSON is a page of somebody else.
        return (
            _decoded(response, kind)
            if response.status_code in SUCCESS
            else Unreachable("not_ours", retry_after_s)
        )
    error = envelope.error
    if error is not None:
        wait_s = error.retry_after if error.retry_after is not None else retry_after_s
        if response.status_code >= SERVER_ERROR and error.code not in ALWAYS_REFUSED:
            return Unreachable(error.code, wait_s)
        code = SIGN_IN_AGAIN if error.code == "unauthenticated" else error.code
        return Refused(code, wait_s, error.last_seq)
    if response.status_code in SUCCESS and envelope.ok:
        return _decoded(response, kind)
    if envelope.code in _BUSY or response.status_code >= SERVER_ERROR:
        return Unreachable(envelope.code or "server_error", retry_after_s)
    if response.status_code == UNAUTHORIZED:
        return Refused(SIGN_IN_AGAIN)
    return Refused(_BY_SQLSTATE.get(envelope.code, envelope.code or "unknown"), retry_after_s)


def _decoded(response: httpx.Response, kind: type[Answer]) -> Answer | NoAnswer:
    try:
        return msgspec.json.decode(response.content, type=kind)
    except NOT_OURS as error:
        logger.warning("answer not understood path=%s: %s", response.url.path, error)
        return Unreachable("answer_not_understood")


def _retry_after_s(response: httpx.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdigit() else None
