"""Rows of realtime.messages as broadcasts: how SQL speaks to channels."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.realtime.frames import Broadcast
from tarkov_desktop.localbackend.realtime.hub import TOPIC_PREFIX

if TYPE_CHECKING:
    from tarkov_desktop.localbackend.realtime.hub import Hub
    from tarkov_desktop.localbackend.wal import Change

logger = logging.getLogger(__name__)


def is_message(change: Change) -> bool:
    """Whether the change is a new row of realtime.messages."""
    relation = change.relation
    return (relation.schema, relation.name) == ("realtime", "messages")


def publish_message(hub: Hub, change: Change) -> None:
    """Send a new message to everybody on its topic. Nobody's permissions are asked again here, as upstream."""
    row = change.new
    topic, event = row.get("topic"), row.get("event")
    if change.kind != "INSERT" or row.get("extension") != "broadcast":
        return
    if not isinstance(topic, str) or not isinstance(event, str):
        return
    payload, binary = row.get("payload"), row.get("binary_payload")
    broadcast = Broadcast(
        topic=f"{TOPIC_PREFIX}{topic}",
        event=event,
        payload=json.loads(payload) if isinstance(payload, str) else None,
        binary=bytes.fromhex(binary.removeprefix("\\x")) if isinstance(binary, str) else None,
        meta={"id": str(row.get("id"))},
    )
    reached = hub.broadcast(broadcast, is_private=row.get("private") == "t")
    logger.debug("a message from the database reached %d channels", reached)
