"""One round of fetching: asks for what is due, checks what comes, and keeps it until it is judged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tarkov_desktop.catalog.cache import NOT_FOUND, Entry, digest
from tarkov_desktop.catalog.errors import CatalogError
from tarkov_desktop.catalog.locations import MODE_RETRY_S, Document
from tarkov_desktop.catalog.making import checked
from tarkov_desktop.catalog.outcomes import OnProgress, Progress
from tarkov_desktop.catalog.raw import Tree

if TYPE_CHECKING:
    from tarkov_desktop.catalog.client import Client, Fetched


@dataclass(slots=True)
class Round:
    """What one refresh has gathered so far. Only bodies that differ from those at hand are kept."""

    now_s: float
    report: OnProgress | None = None
    bodies: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    total: int = 0
    done: int = 0
    received: int = 0

    async def gather(
        self, open_client: Callable[[], Client], due: Iterable[Document], known: Mapping[str, Entry]
    ) -> None:
        """Ask for the documents *due*; *known* says what is at hand. A failure becomes a warning.

        *open_client* is called on a worker thread, for it imports and makes what takes long.
        """
        asked = list(due)
        self.total = len(asked)
        if not asked:
            return
        async with await asyncio.to_thread(open_client) as client, asyncio.TaskGroup() as group:
            for document in asked:
                group.create_task(self._fetch(client, document, known.get(document.cache_name)))

    async def _fetch(self, client: Client, document: Document, known: Entry | None) -> None:
        from tarkov_desktop.catalog.client import Fetched, NotModified  # noqa: PLC0415 - httpx is imported late

        usable = known is not None and not known.is_missing and known.url in document.addresses
        at_hand = known if usable else None
        try:
            answer = await client.fetch(document, at_hand)
            if isinstance(answer, Fetched):
                self.received += answer.received
                await asyncio.to_thread(self._keep, answer, document, at_hand)
            elif isinstance(answer, NotModified) and at_hand is not None:
                self.entries[document.cache_name] = replace(at_hand, checked_at=self.now_s)
            else:
                self.entries[document.cache_name] = Entry(answer.url, self.now_s, status=NOT_FOUND)
        except CatalogError as failure:
            self.warnings.append(str(failure))
        self.done += 1
        if self.report is not None:
            self.report(Progress(self.done, self.total, document.name, self.received))

    def _keep(self, answer: Fetched, document: Document, at_hand: Entry | None) -> None:
        """Check what came and file it. Runs on a worker thread.

        Raises:
            DocumentRejectedError: it is not what it should be; nothing is filed.
        """
        tree = checked(document, answer.body)
        sha256 = digest(answer.body)
        name = document.cache_name
        if at_hand is None or at_hand.sha256 != sha256:
            self.bodies[name] = answer.body
            self.trees[name] = tree
        self.entries[name] = Entry(
            url=answer.url,
            checked_at=self.now_s,
            fetched_at=self.now_s,
            etag=answer.etag,
            last_modified=answer.last_modified,
            sha256=sha256,
            bytes=len(answer.body),
        )


def is_due(document: Document, entry: Entry | None, now_s: float) -> bool:
    """Tell whether it is time to ask for *document* again."""
    if entry is None or entry.url not in document.addresses:
        return True
    patience = MODE_RETRY_S if entry.is_missing and not document.is_texts else document.ttl_s()
    return not 0 <= now_s - entry.checked_at < patience
