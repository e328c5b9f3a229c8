"""The two framings as laws."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.localbackend.realtime.frames import (
    ArrayFraming,
    Broadcast,
    ClientFrame,
    FrameError,
    ObjectFraming,
    Push,
)

NAMES = st.text(max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def client_frame(topic: str, event: str, body: bytes, *, is_json: bool) -> bytes:
    """A client's binary broadcast, built from the documented layout."""
    parts = [b"j", b"r", topic.encode(), event.encode(), b""]
    return bytes([3, *(len(part) for part in parts), int(is_json)]) + b"".join(parts) + body


def read_server_frame(frame: bytes) -> tuple[str, str, bytes, int, bytes]:
    """Topic, event, meta, encoding and payload of a server's binary broadcast."""
    kind, topic, event, meta, encoding = frame[:5]
    assert kind == 4
    at = 5 + topic + event + meta
    return (
        frame[5 : 5 + topic].decode(),
        frame[5 + topic : at - meta].decode(),
        frame[at - meta : at],
        encoding,
        frame[at:],
    )


@given(NAMES, NAMES, JSON)
def test_a_binary_broadcast_says_what_was_sent(topic: str, event: str, payload: object) -> None:
    frame = ArrayFraming().encode_broadcast(
        Broadcast(topic=topic, event=event, payload=payload, meta={"id": "1"})
    )

    assert isinstance(frame, bytes)
    shown_topic, shown_event, meta, encoding, body = read_server_frame(frame)
    assert (shown_topic, shown_event, encoding) == (topic, event, 1)
    assert (json.loads(meta), json.loads(body)) == ({"id": "1"}, payload)


@given(NAMES, NAMES, st.binary(max_size=40))
def test_a_clients_binary_frame_is_read_as_written(topic: str, event: str, body: bytes) -> None:
    frame = ArrayFraming().decode(client_frame(topic, event, body, is_json=False))

    assert (frame.topic, frame.payload["event"], frame.binary) == (topic, event, body)
    assert (frame.join_ref, frame.ref) == ("j", "r")


@given(NAMES, NAMES, JSON, st.none() | st.text(max_size=5))
def test_text_frames_carry_everything_in_both_framings(
    topic: str, event: str, payload: object, ref: str | None
) -> None:
    push = Push(topic=topic, event=event, payload=payload, ref=ref, join_ref="7")
    expected = {"topic": topic, "event": event, "payload": payload, "ref": ref}

    assert ObjectFraming().decode(ObjectFraming().encode(push)) == ClientFrame(**expected)  # type: ignore[arg-type]  # mixed values
    assert ArrayFraming().decode(ArrayFraming().encode(push)) == ClientFrame(**expected, join_ref="7")  # type: ignore[arg-type]  # mixed values


@given(st.binary(max_size=30) | st.text(max_size=30))
def test_noise_is_refused_or_read_never_worse(noise: bytes | str) -> None:
    for framing in (ObjectFraming(), ArrayFraming()):
        try:
            frame = framing.decode(noise)
        except FrameError:
            continue
        assert isinstance(frame, ClientFrame)


def test_names_too_long_for_a_length_byte_go_as_text() -> None:
    framing = ArrayFraming()
    long_event = Broadcast(topic="realtime:x", event="é" * 128, payload={"n": 1})

    text = framing.encode_broadcast(long_event)

    assert isinstance(text, str)
    assert json.loads(text)[4]["event"] == "é" * 128
    assert framing.encode_broadcast(Broadcast(topic="t", event="é" * 128, binary=b"x")) is None


def test_the_object_framing_cannot_carry_bytes() -> None:
    assert ObjectFraming().encode_broadcast(Broadcast(topic="t", event="e", binary=b"x")) is None


@pytest.mark.parametrize(
    "frame", ["{}", '{"topic":1,"event":"e"}', '{"topic":"t"}', '["1","2","t","e"]', "nul"]
)
def test_frames_without_topic_or_event_are_refused(frame: str) -> None:
    for framing in (ObjectFraming(), ArrayFraming()):
        with pytest.raises(FrameError):
            framing.decode(frame)
