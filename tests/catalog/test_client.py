from __future__ import annotations

import asyncio
import gzip
import socket
from email.utils import formatdate

import pytest

from tarkov_desktop.catalog.cache import Entry
from tarkov_desktop.catalog.client import BackOff, Client, Fetched, NotModified, NotOffered
from tarkov_desktop.catalog.errors import DocumentRejectedError, FetchError
from tarkov_desktop.catalog.locations import Document
from tests.catalog.conftest import Clock
from tests.catalog.live_server import MODIFIED, Answer, LiveServer, running

BODY = b'{"data": {}}'


class Pause:
    """Sleeps without sleeping, and keeps what was asked for."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def pause() -> Pause:
    return Pause()


@pytest.fixture
def back_offs() -> dict[str, BackOff]:
    return {}


@pytest.fixture
def client(pause: Pause, back_offs: dict[str, BackOff], clock: Clock) -> Client:
    return Client(back_offs, clock=clock, sleep=pause, jitter=lambda _low, high: high)


def document(server: LiveServer, *paths: str) -> Document:
    return Document("tasks", "tasks", tuple(server.address + path for path in paths or ("/tasks",)))


async def test_a_document_comes_with_the_headers_for_next_time(server: LiveServer, client: Client) -> None:
    server.put("/tasks", BODY)

    async with client:
        answer = await client.fetch(document(server), None)

    assert isinstance(answer, Fetched)
    assert answer.body == BODY
    assert answer.last_modified == MODIFIED
    assert answer.etag.startswith('"')
    assert answer.received == len(gzip.compress(BODY, 1))


async def test_a_document_that_is_not_packed_is_fine_too(server: LiveServer, client: Client) -> None:
    server.put("/tasks", BODY, gzipped=False)

    async with client:
        answer = await client.fetch(document(server), None)

    assert isinstance(answer, Fetched)
    assert answer.body == BODY


async def test_what_we_have_is_named_by_its_tag(server: LiveServer, client: Client) -> None:
    server.put("/tasks", BODY)
    async with client:
        first = await client.fetch(document(server), None)
        assert isinstance(first, Fetched)
        known = Entry(first.url, 0, etag=first.etag, last_modified=first.last_modified, sha256="x")
        second = await client.fetch(document(server), known)

    assert isinstance(second, NotModified)
    assert server.asked[1][1]["if-none-match"] == first.etag
    assert "if-modified-since" not in server.asked[1][1]


async def test_without_a_tag_the_date_is_named(server: LiveServer, client: Client) -> None:
    server.put("/tasks", BODY)
    known = Entry(f"{server.address}/tasks", 0, last_modified=MODIFIED, sha256="x")

    async with client:
        await client.fetch(document(server), known)

    assert server.asked[0][1]["if-modified-since"] == MODIFIED


async def test_what_we_have_of_another_address_is_not_named(server: LiveServer, client: Client) -> None:
    server.put("/tasks", BODY)

    async with client:
        await client.fetch(
            document(server), Entry("https://elsewhere.example/tasks", 0, etag='"x"', sha256="x")
        )

    assert "if-none-match" not in server.asked[0][1]


async def test_a_document_that_is_not_there_is_a_value(server: LiveServer, client: Client) -> None:
    async with client:
        answer = await client.fetch(document(server), None)

    assert isinstance(answer, NotOffered)


async def test_a_fault_of_the_server_is_tried_again_twice(
    server: LiveServer, client: Client, pause: Pause
) -> None:
    server.put("/tasks", BODY)
    server.coming["/tasks"] = [Answer(status=503), Answer(status=500)]

    async with client:
        answer = await client.fetch(document(server), None)

    assert isinstance(answer, Fetched)
    assert pause.slept == [1.0, 5.0]


async def test_after_three_failures_the_host_is_left_alone_longer_and_longer(
    server: LiveServer, client: Client, clock: Clock, back_offs: dict[str, BackOff]
) -> None:
    server.answers["/tasks"] = Answer(status=500)
    waits = []

    async with client:
        for _ in range(5):
            with pytest.raises(FetchError, match="status 500"):
                await client.fetch(document(server), None)
            (back_off,) = back_offs.values()
            waits.append(back_off.until - clock.now)
            with pytest.raises(FetchError, match="asked again in"):
                await client.fetch(document(server), None)
            clock.now = back_off.until
        server.put("/tasks", BODY)
        await client.fetch(document(server), None)

    assert waits == [60, 300, 900, 3600, 3600]
    assert len(server.asked) == 16
    assert back_offs.popitem()[1].failures == 0


async def test_a_round_that_fails_is_counted_once(
    server: LiveServer, client: Client, back_offs: dict[str, BackOff]
) -> None:
    for path in "abcdef":
        server.answers[f"/{path}"] = Answer(status=403)

    async with client:
        said = await asyncio.gather(
            *(client.fetch(document(server, f"/{path}"), None) for path in "abcdef"), return_exceptions=True
        )

    (back_off,) = back_offs.values()
    assert back_off.failures == 1
    assert all(isinstance(one, FetchError) for one in said)
    assert len(server.asked) <= 3, "those that wait for a slot leave the host alone"


async def test_retry_after_is_honoured_up_to_an_hour(
    server: LiveServer, client: Client, clock: Clock, back_offs: dict[str, BackOff]
) -> None:
    server.answers["/tasks"] = Answer(status=429, headers={"Retry-After": "1200"})
    async with client:
        with pytest.raises(FetchError, match="status 429"):
            await client.fetch(document(server), None)
        (back_off,) = back_offs.values()
        asked_for = back_off.until - clock.now
        clock.now = back_off.until
        server.answers["/tasks"] = Answer(
            status=503, headers={"Retry-After": formatdate(clock.now + 9 * 3600, usegmt=True)}
        )
        with pytest.raises(FetchError, match="status 503"):
            await client.fetch(document(server), None)

    assert asked_for == 1200
    assert back_off.until - clock.now == 3600
    assert len(server.asked) == 2, "a server that names a time is not asked before"


@pytest.mark.parametrize("status", [400, 401, 403, 410])
async def test_a_refusal_is_not_tried_again(server: LiveServer, client: Client, status: int) -> None:
    server.answers["/tasks"] = Answer(status=status)

    async with client:
        with pytest.raises(FetchError, match=f"status {status}") as caught:
            await client.fetch(document(server), None)

    assert caught.value.status == status
    assert len(server.asked) == 1


async def test_the_second_address_is_asked_when_the_first_fails(server: LiveServer, client: Client) -> None:
    server.answers["/overlay.json"] = Answer(status=403)
    with running() as other:
        other.put("/overlay.json", BODY)
        both = Document(
            "overlay", "overlay", (f"{server.address}/overlay.json", f"{other.address}/overlay.json")
        )
        async with client:
            answer = await client.fetch(both, None)

    assert isinstance(answer, Fetched)
    assert answer.url == f"{other.address}/overlay.json"


async def test_an_address_without_the_document_leads_to_the_next(server: LiveServer, client: Client) -> None:
    server.put("/second", BODY)

    async with client:
        answer = await client.fetch(document(server, "/first", "/second"), None)

    assert isinstance(answer, Fetched)
    assert answer.url.endswith("/second")


async def test_a_redirect_on_the_same_host_is_followed(server: LiveServer, client: Client) -> None:
    server.answers["/tasks"] = Answer(status=302, headers={"Location": "/elsewhere"})
    server.put("/elsewhere", BODY)

    async with client:
        answer = await client.fetch(document(server), None)

    assert isinstance(answer, Fetched)
    assert answer.url.endswith("/tasks")


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://elsewhere.example/tasks", "another host"),
        ("http://elsewhere.example/tasks", "not allowed"),
        ("file:///etc/passwd", "not allowed"),
        ("http://[broken", "not allowed"),
        ("/tasks", "more than 3 times"),
    ],
)
async def test_other_redirects_are_not_followed(
    server: LiveServer, client: Client, location: str, reason: str
) -> None:
    server.answers["/tasks"] = Answer(status=302, headers={"Location": location})

    async with client:
        with pytest.raises(FetchError, match=reason):
            await client.fetch(document(server), None)


async def test_a_packing_that_was_not_asked_for_is_refused(server: LiveServer, client: Client) -> None:
    server.answers["/tasks"] = Answer(body=BODY, gzipped=False, headers={"Content-Encoding": "br"})

    async with client:
        with pytest.raises(DocumentRejectedError, match="packed as br"):
            await client.fetch(document(server), None)


async def test_a_body_above_the_limit_is_not_read_to_its_end(server: LiveServer, client: Client) -> None:
    server.put("/tasks", b" " * 30_000_000, gzipped=False)

    async with client:
        with pytest.raises(DocumentRejectedError, match="more than 8 MB on the wire"):
            await client.fetch(document(server), None)


async def test_a_connection_that_breaks_off_is_tried_again(
    server: LiveServer, client: Client, pause: Pause
) -> None:
    server.put("/tasks", BODY)
    server.coming["/tasks"] = [Answer(body=BODY, headers={"Content-Length": "500", "Connection": "close"})]

    async with client:
        answer = await client.fetch(document(server), None)

    assert isinstance(answer, Fetched)
    assert pause.slept == [1.0]


async def test_a_host_that_is_not_there_is_said_so(client: Client, back_offs: dict[str, BackOff]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/tasks"
        async with client:
            with pytest.raises(FetchError, match="could not be reached: ConnectError"):
                await client.fetch(Document("tasks", "tasks", (address,)), None)

    assert len(back_offs) == 1


async def test_a_document_without_an_address_cannot_be_fetched(client: Client) -> None:
    async with client:
        with pytest.raises(FetchError, match="No address"):
            await client.fetch(Document("tasks", "tasks", ()), None)
