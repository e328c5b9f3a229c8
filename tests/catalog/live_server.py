"""A small web server on loopback that answers as the game data service does: envelope, gzip, ETag, 304.

It can also misbehave on purpose: every answer may be replaced by a status, another body or a redirect.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import msgspec

from tests.catalog.sources import raw, tree

DOCUMENTS = ("tasks", "traders", "hideout", "crafts", "items", "maps")
MODIFIED = "Fri, 21 Aug 2026 20:26:47 GMT"


@dataclass
class Answer:
    """What a path is answered with; ``headers`` win over the ordinary ones."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    gzipped: bool = True


class LiveServer:
    """The documents by path, and a record of what was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: dict[str, Answer] = {}
        self.coming: dict[str, list[Answer]] = {}
        """Answers that are given once each, before the lasting one."""
        self.asked: list[tuple[str, dict[str, str]]] = []

    def put(self, path: str, body: bytes, *, gzipped: bool = True) -> None:
        """Serve *body* under *path*."""
        self.answers[path] = Answer(body=body, gzipped=gzipped)

    def put_tree(self, path: str, content: object) -> None:
        """Serve *content* as JSON."""
        self.put(path, msgspec.json.encode(content))

    def paths(self) -> list[str]:
        """Return the paths that were asked for."""
        return [path for path, _ in self.asked]

    def serve_july(self, mode: str) -> None:
        """Serve the full set of July for *mode* (``regular`` or ``pve``), and the overlay."""
        self.serve_world(mode, mode)
        self.put(f"/{mode}/tasks", raw(f"json_api/{mode}/tasks"))
        self.put(f"/{mode}/tasks_en", raw(f"json_api/{mode}/tasks_en"))

    def serve_august(self, mode: str) -> None:
        """Serve the tasks of August for *mode* in the live envelope, the rest from July, and the overlay."""
        july = "pve" if mode == "pve" else "regular"
        self.serve_world(mode, july)
        self.put(f"/{mode}/tasks", august(mode))
        self.put(f"/{mode}/tasks_en", raw(f"json_api/{july}/tasks_en"))

    def serve_few_items(self, mode: str) -> None:
        """Serve a handful of the items of *mode*, for tests that are about something else."""
        self.put(f"/{mode}/items", few_items())
        self.put(f"/{mode}/items_en", raw("json_api/regular/traders_en"))

    def serve_world(self, mode: str, july: str) -> None:
        """Serve everything but the tasks."""
        for name in ("traders", "hideout", "crafts", "items", "maps"):
            self.put(f"/{mode}/{name}", raw(f"json_api/{july}/{name}"))
            if name != "crafts":
                self.put(f"/{mode}/{name}_en", raw(f"json_api/{july}/{name}_en"))
        self.put("/overlay.json", raw("overlay"))


@lru_cache(maxsize=64)
def packed(body: bytes) -> bytes:
    """Return *body* as it goes over the wire."""
    return gzip.compress(body, 1)


@lru_cache(maxsize=64)
def tag(body: bytes) -> str:
    """Return the ETag of *body*."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


@cache
def august(mode: str) -> bytes:
    """Return the tasks of August as bytes."""
    return msgspec.json.encode(august_envelope(mode))


@cache
def few_items() -> bytes:
    """Return an items document with forty items."""
    document = tree("json_api/regular/items")
    document["data"]["items"] = dict(list(document["data"]["items"].items())[:40])
    return msgspec.json.encode(document)


def august_envelope(mode: str) -> dict[str, Any]:
    """Return the tasks of August as the live service would send them."""
    tasks = tree(f"tasks_1_1/{mode}")["data"]["tasks"]
    july = tree("json_api/regular/tasks")["data"]
    return {
        "data": {
            "tasks": {task["id"]: task for task in tasks},
            "questItems": july["questItems"],
            "prestige": july["prestige"] if mode == "regular" else [],
        },
        "translations": ["$.data.tasks.*.name"],
    }


@contextmanager
def running() -> Iterator[LiveServer]:
    """Run a server on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Requests)
    server.daemon_threads = True
    live = LiveServer(f"http://127.0.0.1:{server.server_address[1]}")
    _Requests.live[server.server_address[1]] = live
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield live
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        del _Requests.live[server.server_address[1]]


class _Requests(BaseHTTPRequestHandler):
    live: ClassVar[dict[int, LiveServer]] = {}
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        live = self.live[self.server.server_address[1]]  # type: ignore[index] # an IPv4 address is a pair
        live.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
        coming = live.coming.get(self.path)
        answer = coming.pop(0) if coming else live.answers.get(self.path, Answer(status=404))
        etag = tag(answer.body)
        if answer.status == 200 and self.headers.get("If-None-Match") == etag:
            self._send(304, b"", {"ETag": etag})
            return
        headers = {"Content-Type": "application/json", "ETag": etag, "Last-Modified": MODIFIED}
        body = answer.body
        if answer.gzipped and body:
            body = packed(body)
            headers["Content-Encoding"] = "gzip"
        self._send(answer.status, body, {**headers, **answer.headers})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", headers.get("Content-Length", str(len(body))))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden method
        """Keep quiet."""
