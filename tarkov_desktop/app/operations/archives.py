"""Archived generations, wherever they are kept: list, look into, write to a file, bring back, delete (sync.md, Archives).

This computer keeps those that ended here or that it saw end; the server keeps those of the account. The same
generation is one line here: scope and epoch name it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from tarkov_desktop import __version__
from tarkov_desktop.app.cloud.owned import ArchiveContent, Owned, ServerArchive
from tarkov_desktop.app.moments import moment_ms
from tarkov_desktop.app.operations.modes import restore_document
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.whole_file import write_whole
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import Document, Entry
from tarkov_desktop.domain.files import Exported, file_text
from tarkov_desktop.domain.hideout import is_recorded
from tarkov_desktop.domain.ids import GameMode, StationLevelId
from tarkov_desktop.domain.registers import GAME_EDITION, check_write
from tarkov_desktop.sync.registers import Scope, document_of
from tarkov_desktop.sync.remote import NoAnswer, Refused

Kept: TypeAlias = "tuple[str, Scope, int, str, int]"
"""An archived generation as the store lists it: id, scope, epoch, reason, time."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One archived generation. ``here`` and ``there`` are its ids on this computer and on the server, "" for neither."""

    scope: Scope
    epoch: int
    reason: str
    at_ms: int
    here: str = ""
    there: str = ""


class ArchiveGone(Exception):  # noqa: N818 - a state of the archive
    """It is neither here nor on the server any more."""


def joined(here: Iterable[Kept], there: Iterable[ServerArchive]) -> tuple[Generation, ...]:
    """Return the generations kept on either side, newest first."""
    found = {
        (scope, epoch): Generation(scope, epoch, reason, at_ms, here=archive_id)
        for archive_id, scope, epoch, reason, at_ms in here
    }
    for each in there:
        scope = Scope(each.game_mode, each.season)
        known = found.get((scope, each.epoch))
        # The server knows why; whoever saw it end first knows when.
        ends = (None if known is None else known.at_ms, moment_ms(each.created_at))
        at_ms = min((end for end in ends if end is not None), default=0)
        mine = "" if known is None else known.here
        found[scope, each.epoch] = Generation(
            scope, each.epoch, each.reason, at_ms, here=mine, there=each.archive_id
        )
    return tuple(sorted(found.values(), key=lambda each: -each.at_ms))


async def generations(
    session: Session, owned: Owned | None, mode: GameMode
) -> tuple[tuple[Generation, ...], NoAnswer | None]:
    """Return the archived generations of *mode*, and why those of the server are missing, if they are."""
    here = await asyncio.wrap_future(session.store.archives(mode))
    there = await owned.archives(mode) if owned is not None else ()
    if isinstance(there, Sequence):
        return joined(here, there), None
    return joined(here, ()), there


async def content_of(session: Session, owned: Owned | None, generation: Generation) -> Document | NoAnswer:
    """Return what stands in *generation*; what is kept on both sides is joined, the later write of each entry.

    This computer may have missed what others did before the generation ended; the server never saw edits that came
    too late for it. While the server cannot be reached, what is here is all there is to show.

    Raises:
        ArchiveGone: it is on neither side any more.
    """
    here = await _kept_here(session, generation)
    if not generation.there or owned is None:
        if here is None:
            raise ArchiveGone
        return here
    content = await owned.archive(generation.there)
    if isinstance(content, ArchiveContent):
        there = _readable(generation.scope.mode, content)
        return there if here is None else _later_of_each(here, there)
    if here is not None:
        return here
    if _is_gone(content):
        raise ArchiveGone
    return content


def _is_gone(answer: NoAnswer) -> bool:
    return isinstance(answer, Refused) and answer.code == "not_found"


async def _kept_here(session: Session, generation: Generation) -> Document | None:
    if not generation.here:
        return None
    archive = await asyncio.wrap_future(session.store.archive(generation.here))
    return None if archive is None else document_of(archive.registers)


def _later_of_each(here: Document, there: Document) -> Document:
    later = {
        path: entry
        for path, entry in here.entries.items()
        if path not in there.entries or entry.ms >= there.entries[path].ms
    }
    return Document({**there.entries, **later})


def restore(session: Session, generation: Generation, content: Document) -> Changes:
    """Begin anew with *content*; what is there goes to the archive. One step that can be undone."""
    return restore_document(session, generation.scope.mode, content, subject=generation.here)


def write_archive_file(session: Session, generation: Generation, content: Document, target: Path) -> None:
    """Write *content* as a progress file of its mode.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    edition = session.account_document.value(GAME_EDITION)
    exported = Exported(
        documents={generation.scope.mode: content},
        edition=edition if isinstance(edition, int) else 1,
        current=generation.scope.mode,
        season=generation.scope.season,
        app_version=__version__,
        exported_at=datetime.fromtimestamp(generation.at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    write_whole(target, file_text(exported))


async def delete(session: Session, owned: Owned | None, generation: Generation) -> NoAnswer | None:
    """Delete *generation* on the server first, then here; on a refusal it stays on both sides."""
    if generation.there and owned is not None:
        answer = await owned.delete_archive(generation.there)
        if answer is not None and not _is_gone(answer):
            return answer
    if generation.here:
        await asyncio.wrap_future(session.store.delete_archive(generation.here))
    return None


def levels_built(content: Document) -> int:
    """Return how many hideout levels are built in *content*."""
    return sum(
        is_recorded(content, StationLevelId(level)) for level, _entry in content.below("hideoutModules/")
    )


def _readable(mode: GameMode, content: ArchiveContent) -> Document:
    """Return the registers this version can write again; what a newer one wrote differently stays on the server."""
    return Document(
        {
            path: Entry(value, ms)
            for path, (value, ms) in content.registers.items()
            if check_write(mode, path, value) is None
        }
    )
