"""Broadcasts by HTTP, for those who have no socket."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from tarkov_desktop.localbackend.realtime.frames import Broadcast
from tarkov_desktop.localbackend.realtime.hub import TOPIC_PREFIX
from tarkov_desktop.localbackend.realtime.policies import Caller
from tarkov_desktop.localbackend.tokens import TokenRefusedError, bearer

if TYPE_CHECKING:
    from starlette.requests import Request

    from tarkov_desktop.localbackend.realtime.joining import Doorkeeper

logger = logging.getLogger(__name__)


class HttpBroadcasts:
    """The two endpoints: a batch of messages, and a single one named by its address."""

    def __init__(self, doorkeeper: Doorkeeper) -> None:
        self._doorkeeper = doorkeeper

    async def batch(self, request: Request) -> Response:
        """``POST /api/broadcast``. Private messages that the caller may not send are left out, without a word."""
        caller = self._caller(request)
        if caller is None:
            return JSONResponse({"message": "Unauthorized"}, status_code=401)
        limit = self._doorkeeper.hub.limits.payload_bytes
        try:
            body = json.loads(await request.body())
        except (ValueError, RecursionError):
            return JSONResponse({"errors": {"messages": ["can't be blank"]}}, status_code=422)
        messages = body.get("messages") if isinstance(body, dict) else None
        if not isinstance(messages, list) or not all(_is_message(message, limit) for message in messages):
            return JSONResponse({"errors": {"messages": ["is invalid"]}}, status_code=422)
        hub = self._doorkeeper.hub
        if not all(hub.events.take() for _ in messages):
            return _too_many()
        for message in messages:
            topic, is_private = message["topic"], message.get("private") in {True, "true"}
            if is_private and not await self._may_send(caller, topic):
                continue
            envelope = {"type": "broadcast", "event": message["event"], "payload": message["payload"]}
            hub.broadcast(
                Broadcast(topic=f"{TOPIC_PREFIX}{topic}", event=message["event"], envelope=envelope),
                is_private=is_private,
            )
        return Response(status_code=202)

    async def single(self, request: Request) -> Response:
        """``POST /api/broadcast/{topic}/events/{event}``: the body is the payload."""
        caller = self._caller(request)
        if caller is None:
            return JSONResponse({"message": "Unauthorized"}, status_code=401)
        topic, event = request.path_params["topic"], request.path_params["event"]
        is_private = request.query_params.get("private", "false").lower() == "true"
        body = await request.body()
        if len(body) > self._doorkeeper.hub.limits.payload_bytes:
            return JSONResponse({"message": "Payload size exceeds the limit"}, status_code=413)
        kind = request.headers.get("content-type", "").split(";", maxsplit=1)[0].strip().lower()
        payload: Any = None
        if kind == "application/json":
            try:
                payload = json.loads(body)
            except (ValueError, RecursionError):
                return JSONResponse({"message": "Invalid JSON"}, status_code=422)
        elif kind != "application/octet-stream":
            return JSONResponse({"message": "Unsupported Media Type"}, status_code=415)
        if is_private and not await self._may_send(caller, topic):
            return JSONResponse({"message": "Forbidden"}, status_code=403)
        if not self._doorkeeper.hub.events.take():
            return _too_many()
        broadcast = Broadcast(
            topic=f"{TOPIC_PREFIX}{topic}",
            event=event,
            payload=payload,
            binary=body if kind == "application/octet-stream" else None,
        )
        self._doorkeeper.hub.broadcast(broadcast, is_private=is_private)
        return Response(status_code=202)

    def _caller(self, request: Request) -> Caller | None:
        keys = self._doorkeeper.keys
        token = bearer(request.headers.get("authorization"))
        if token is None or token.startswith("sb_"):
            token = keys.token_for(token or request.headers.get("apikey"))
        if token is None:
            return None
        try:
            return Caller(keys.verify(token), dict(request.headers))
        except TokenRefusedError:
            return None

    async def _may_send(self, caller: Caller, topic: str) -> bool:
        return await self._doorkeeper.policies.writable(caller, topic, "broadcast")


def _is_message(message: object, limit: int) -> bool:
    return (
        isinstance(message, dict)
        and isinstance(message.get("topic"), str)
        and bool(message["topic"])
        and isinstance(message.get("event"), str)
        and bool(message["event"])
        and isinstance(message.get("payload"), dict)
        and len(json.dumps(message["payload"])) <= limit
    )


def _too_many() -> Response:
    return JSONResponse({"message": "Too many requests"}, status_code=429)
