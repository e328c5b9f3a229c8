"""The two framings of Realtime's WebSocket: JSON objects (vsn 1.0.0), and arrays with binary broadcasts (vsn 2.0.0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

import msgspec

_CLIENT_BROADCAST: Final = 3
_SERVER_BROADCAST: Final = 4
_JSON: Final = 1
_MAX_PART_BYTES: Final = 255  # a length is one byte


class FrameError(Exception):
    """A frame that is not of the framing agreed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFrame:
    """What a client sent."""

    topic: str
    event: str
    payload: Any
    ref: str | None = None
    join_ref: str | None = None
    binary: bytes | None = None  # the payload of a broadcast that is not JSON
    is_binary_frame: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A message from the server to one channel."""

    topic: str
    event: str
    payload: Any
    ref: str | None = None
    join_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """A broadcast on its way to every channel of a topic.

    ``envelope`` is the payload as a text sender wrote it; such broadcasts go out as text in both framings. ``binary`` is a
    payload that is not JSON; the old framing cannot carry it.
    """

    topic: str
    event: str
    payload: Any = None
    binary: bytes | None = None
    meta: dict[str, Any] | None = None
    envelope: dict[str, Any] | None = None

    def as_envelope(self) -> dict[str, Any]:
        """The payload of the text form."""
        if self.envelope is not None:
            return self.envelope
        envelope = {"type": "broadcast", "event": self.event, "payload": self.payload}
        return envelope if self.meta is None else {**envelope, "meta": self.meta}


class Framing(Protocol):
    """One version of the wire."""

    version: str

    def decode(self, frame: str | bytes) -> ClientFrame:
        """Read a frame.

        Raises:
            FrameError: it is none.
        """
        ...

    def encode(self, push: Push) -> str | bytes:
        """Write a message to one channel."""
        ...

    def encode_broadcast(self, broadcast: Broadcast) -> str | bytes | None:
        """Write a broadcast; None when this framing cannot carry it."""
        ...


class ObjectFraming:
    """vsn 1.0.0: each frame is a JSON object."""

    version = "1.0.0"

    def decode(self, frame: str | bytes) -> ClientFrame:
        """Read a frame."""
        message = _json(frame)
        if not isinstance(message, dict):
            raise FrameError("a frame must be an object")
        return _client_frame(
            message.get("join_ref"),
            message.get("ref"),
            message.get("topic"),
            message.get("event"),
            message.get("payload"),
        )

    def encode(self, push: Push) -> str | bytes:
        """Write a message; the join reference is not told in this framing."""
        return _text({"topic": push.topic, "event": push.event, "payload": push.payload, "ref": push.ref})

    def encode_broadcast(self, broadcast: Broadcast) -> str | bytes | None:
        """Write a broadcast as a message of that name."""
        if broadcast.binary is not None:
            return None
        return self.encode(Push(topic=broadcast.topic, event="broadcast", payload=broadcast.as_envelope()))


class ArrayFraming:
    """vsn 2.0.0: text frames are ``[join_ref, ref, topic, event, payload]``, broadcasts may be binary."""

    version = "2.0.0"

    def decode(self, frame: str | bytes) -> ClientFrame:
        """Read a frame."""
        if isinstance(frame, bytes):
            return _decode_binary(frame)
        message = _json(frame)
        if not isinstance(message, list) or len(message) != 5:  # noqa: PLR2004 - the five members above
            raise FrameError("a frame must be an array of five")
        return _client_frame(*message)

    def encode(self, push: Push) -> str | bytes:
        """Write a message."""
        return _text([push.join_ref, push.ref, push.topic, push.event, push.payload])

    def encode_broadcast(self, broadcast: Broadcast) -> str | bytes | None:
        """Write a broadcast: binary, unless its sender wrote text or a part is too long for a length byte."""
        if broadcast.envelope is None:
            meta = b"" if broadcast.meta is None else msgspec.json.encode(broadcast.meta)
            parts = (broadcast.topic.encode(), broadcast.event.encode(), meta)
            if all(len(part) <= _MAX_PART_BYTES for part in parts):
                is_json = broadcast.binary is None
                body = (
                    msgspec.json.encode(broadcast.payload) if broadcast.binary is None else broadcast.binary
                )
                head = bytes([_SERVER_BROADCAST, *map(len, parts), _JSON if is_json else 0])
                return b"".join((head, *parts, body))
            if broadcast.binary is not None:
                return None
        return self.encode(Push(topic=broadcast.topic, event="broadcast", payload=broadcast.as_envelope()))


FRAMINGS: Final[dict[str, Framing]] = {"1.0.0": ObjectFraming(), "2.0.0": ArrayFraming()}


def _decode_binary(frame: bytes) -> ClientFrame:
    head_size = 7
    if len(frame) < head_size or frame[0] != _CLIENT_BROADCAST:
        raise FrameError("an unknown binary frame")
    sizes, encoding = frame[1:6], frame[6]
    at = head_size
    parts = []
    for size in sizes:
        parts.append(frame[at : at + size])
        at += size
    if at > len(frame):
        raise FrameError("a binary frame that ends early")
    try:
        join_ref, ref, topic, event, _meta = (part.decode() for part in parts)
    except UnicodeDecodeError as error:
        raise FrameError("a name that is not UTF-8") from error
    body = frame[at:]
    is_json = encoding == _JSON
    return ClientFrame(
        topic=topic,
        event="broadcast",
        payload={"type": "broadcast", "event": event, "payload": _json(body) if is_json else None},
        ref=ref or None,
        join_ref=join_ref or None,
        binary=None if is_json else body,
        is_binary_frame=True,
    )


def _client_frame(
    join_ref: object, ref: object, topic: object, event: object, payload: object
) -> ClientFrame:
    if not isinstance(topic, str) or not isinstance(event, str):
        raise FrameError("a frame needs a topic and an event")
    return ClientFrame(topic=topic, event=event, payload=payload, ref=_ref(ref), join_ref=_ref(join_ref))


def _ref(value: object) -> str | None:
    return None if value is None else str(value)


def _json(text: str | bytes) -> Any:  # noqa: ANN401 - JSON is anything
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise FrameError("not JSON") from error


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
