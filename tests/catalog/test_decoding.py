from __future__ import annotations

import gzip

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarkov_desktop.catalog.decoding import Unpacker, content, dictionary, parse, unpack
from tarkov_desktop.catalog.errors import DocumentRejectedError
from tarkov_desktop.catalog.limits import MEBIBYTE


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is not JSON"),
        (b"{", "it is not JSON"),
        (b'{"data": NaN}', "it is not JSON"),
        (b'{"data": 1e999}', "it is not JSON"),
        (b'{"data": "\xff"}', "it is not JSON"),
        (b"1" * 5_000, "it is not JSON"),
        (b'{"data": "\\ud800"}', "it is not JSON"),
        (b"  <html>", "it is a web page"),
        (b"[" * 40 + b"]" * 40, "nested more than 32 levels"),
        (b"[" * 500_000, "nested more than 32 levels"),
    ],
)
@pytest.mark.parametrize("document", ["tasks", "items", "maps"])
def test_what_is_not_json_is_refused_in_a_sentence(body: bytes, reason: str, document: str) -> None:
    with pytest.raises(
        DocumentRejectedError, match=rf"^The game data document {document} was not accepted: .*{reason}"
    ):
        parse(body, document)


def test_nesting_up_to_the_limit_is_fine() -> None:
    body = b"[" * 32 + b"]" * 32

    assert parse(body, "tasks")


def test_parts_of_items_that_nobody_reads_are_dropped() -> None:
    body = msgspec.json.encode(
        {
            "data": {
                "items": {"i": {"id": "i", "name": "n", "properties": {"a": [1] * 9}}},
                "fleaMarket": {"x": 1},
            }
        }
    )

    assert parse(body, "items") == {"data": {"items": {"i": {"id": "i", "name": "n"}}}}


def test_parts_of_maps_that_nobody_reads_are_dropped() -> None:
    extract = {"id": "e", "name": "Gate", "outline": [{"x": 1}]}
    body = msgspec.json.encode(
        {"data": {"maps": {"m": {"id": "m", "raidDuration": 35, "extracts": [extract]}}}}
    )

    assert parse(body, "maps") == {
        "data": {"maps": {"m": {"id": "m", "raidDuration": 35, "extracts": [{"id": "e", "name": "Gate"}]}}}
    }


def test_items_of_an_odd_shape_are_read_in_full() -> None:
    body = b'{"data": {"items": [{"id": "i"}, 7]}}'

    assert parse(body, "items") == {"data": {"items": [{"id": "i"}, 7]}}


@pytest.mark.parametrize("odd", [None, 7, [], {}, {"data": None}, {"data": "text"}, {"data": 3}])
def test_an_envelope_without_data_is_refused(odd: object) -> None:
    with pytest.raises(DocumentRejectedError, match='no object or list under "data"'):
        content(odd, "tasks")


def test_errors_beside_usable_data_are_no_reason_to_refuse_it() -> None:
    assert content({"data": {"tasks": {}}, "errors": ["x"]}, "tasks") == {"tasks": {}}


def test_texts_that_are_no_texts_are_left_out() -> None:
    assert dictionary({"data": {"a": "A", "b": 7, "c": None}}, "tasks_de") == {"a": "A"}


def test_a_list_of_texts_is_refused() -> None:
    with pytest.raises(DocumentRejectedError, match="not an object"):
        dictionary({"data": ["a"]}, "tasks_de")


def test_a_packed_bomb_is_noticed_while_unpacking() -> None:
    bomb = gzip.compress(b"0" * (40 * MEBIBYTE))

    with pytest.raises(DocumentRejectedError, match="more than 4 MB unpacked"):
        unpack(bomb, "overlay")


def test_bytes_on_the_wire_are_counted_whatever_their_announced_length() -> None:
    unpacker = Unpacker("tasks", gzipped=False)

    unpacker.feed(b"x" * (8 * MEBIBYTE))

    with pytest.raises(DocumentRejectedError, match="more than 8 MB on the wire"):
        unpacker.feed(b"x")


def test_a_packed_body_that_ends_in_the_middle_is_refused() -> None:
    with pytest.raises(DocumentRejectedError, match="ends in the middle"):
        unpack(gzip.compress(b"content" * 50)[:-5], "tasks")


def test_a_damaged_packed_body_is_refused() -> None:
    with pytest.raises(DocumentRejectedError, match="cannot be unpacked"):
        unpack(b"\x1f\x8b" + b"rubbish" * 10, "tasks")


@given(st.binary(max_size=20_000), st.integers(1, 5_000))
@settings(max_examples=40, deadline=None)
def test_a_body_survives_being_packed_and_fed_in_pieces(body: bytes, size: int) -> None:
    packed = gzip.compress(body)
    unpacker = Unpacker("tasks", gzipped=True)

    for start in range(0, len(packed), size):
        unpacker.feed(packed[start : start + size])

    assert unpacker.body() == body
    assert unpacker.received == len(packed)
