"""A bot's light in the squad: the presence that a program's live channel shows, kept lit as a program would keep it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
from typing import TYPE_CHECKING, Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tarkov_desktop.localbackend.demo.player import PlayerError

if TYPE_CHECKING:
    from tarkov_desktop.localbackend.demo.player import Player

logger = logging.getLogger(__name__)

HEARTBEAT_S = 25.0
AGAIN_S = 2.0
TRACK: dict[str, Any] = {"type": "presence", "event": "track", "payload": {}}


class Moved(Exception):  # noqa: N818 - named for what happened
    """The squad has another topic, or the server closed this one."""


async def keep_lit(player: Player, team_id: str) -> None:
    """Show *player* as online in the squad until cancelled; a kick or a restart of the backend is waited out."""
    while True:
        try:
            await _shine(player, team_id)
        except (Moved, PlayerError, httpx.TransportError, WebSocketException, OSError) as error:
            logger.info("the light of %s goes out: %s", player.person.name, type(error).__name__)
        await asyncio.sleep(AGAIN_S)


async def _shine(player: Player, team_id: str) -> None:
    team = (await player.rpc("team_members", {"p_team": team_id}))["team"]
    topic = f"realtime:{team['topic']}"
    async with connect(player.live_url, open_timeout=10) as socket:
        await _send(socket, topic, "phx_join", _joining(player))
        beating = asyncio.create_task(_beat(socket))
        try:
            await _listen(socket, topic, player.user_id)
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)


def _joining(player: Player) -> dict[str, Any]:
    config = {
        "broadcast": {"ack": False, "self": False},
        "presence": {"key": player.user_id, "enabled": True},
        "private": True,
    }
    return {"config": config, "access_token": player.access_token}


async def _listen(socket: ClientConnection, topic: str, user_id: str) -> None:
    """Track once the topic is joined, then read until the squad moves on."""
    async for text in socket:
        frame = json.loads(text)
        payload = frame.get("payload", {})
        if frame.get("topic") != topic:
            continue
        if frame["event"] == "phx_reply" and frame.get("ref") == "1":
            if payload.get("status") != "ok":
                raise Moved
            await _send(socket, topic, "presence", TRACK, "2")
        elif frame["event"] in {"phx_close", "phx_error"} or _moves(payload, user_id):
            raise Moved


def _moves(payload: dict[str, Any], user_id: str) -> bool:
    """Whether a broadcast says that the squad has another topic now, or is over for *user_id*."""
    if payload.get("event") != "membership":
        return False
    news = payload.get("payload", {})
    return bool(news.get("kind") != "joined" or news.get("userId") == user_id)


async def _beat(socket: ClientConnection) -> None:
    for number in itertools.count(100):
        await asyncio.sleep(HEARTBEAT_S)
        with contextlib.suppress(WebSocketException):  # who listens on the same socket sees its end too
            await _send(socket, "phoenix", "heartbeat", {}, str(number))


async def _send(
    socket: ClientConnection, topic: str, event: str, payload: dict[str, Any], ref: str = "1"
) -> None:
    await socket.send(json.dumps({"topic": topic, "event": event, "payload": payload, "ref": ref}))
