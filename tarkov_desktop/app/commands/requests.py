"""What the command line asks for, as values that also travel to the open window (``app/instance.py``)."""

from __future__ import annotations

import msgspec


class _Request(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """``mode`` None is the mode in use."""

    mode: str | None = None


class RaiseWindow(_Request, frozen=True):
    """Show the window that is open."""


class OpenLink(_Request, frozen=True, kw_only=True):
    """Show the window that is open, and what ``link`` (``tarkov-desktop://…``) is about. Nothing is joined by it."""

    link: str


class Status(_Request, frozen=True):
    """The derived summary of a mode."""


class ListTasks(_Request, frozen=True, kw_only=True):
    """Tasks by display state, trader, map and words in their names."""

    state: str = "all"
    trader: str | None = None
    map: str | None = None
    search: str | None = None


class ChangeTasks(_Request, frozen=True, kw_only=True):
    """One operation on each of ``ids``, in their order; ``action`` is the word of the command."""

    action: str
    ids: tuple[str, ...]


class SetObjective(_Request, frozen=True, kw_only=True):
    """How often an objective is done."""

    id: str
    count: int


class ChangeHideout(_Request, frozen=True, kw_only=True):
    """``action`` build or remove a station level, or count a part."""

    action: str
    id: str
    number: int


class SetProfile(_Request, frozen=True, kw_only=True):
    """One field of the profile and its values as typed."""

    field: str
    values: tuple[str, ...]


class ResetMode(_Request, frozen=True, kw_only=True):
    """A new generation; ``reason`` is reset, wipe, prestige or season."""

    reason: str


class ListArchives(_Request, frozen=True):
    """The generations of a mode that were put aside on this computer."""


class RestoreArchive(_Request, frozen=True, kw_only=True):
    """An archived generation in the place of what is there."""

    id: str


class ExportArchive(_Request, frozen=True, kw_only=True):
    """An archived generation as a progress file at ``path`` (absolute)."""

    id: str
    path: str


class Undo(_Request, frozen=True):
    """Take back the last step, of ``mode`` or of any."""


class Redo(_Request, frozen=True):
    """Take back the last undo, of ``mode`` or of any."""


class ShowActivity(_Request, frozen=True, kw_only=True):
    """What was done, newest first."""

    limit: int = 50


class Export(_Request, frozen=True, kw_only=True):
    """A progress file of the account at ``path`` (absolute)."""

    path: str
    for_sharing: bool = False


class Import(_Request, frozen=True, kw_only=True):
    """A progress file into the account; ``choice`` is join or replace, None only to look."""

    path: str
    choice: str | None = None
    dry_run: bool = False


Request = (
    RaiseWindow
    | OpenLink
    | Status
    | ListTasks
    | ChangeTasks
    | SetObjective
    | ChangeHideout
    | SetProfile
    | ResetMode
    | ListArchives
    | RestoreArchive
    | ExportArchive
    | Undo
    | Redo
    | ShowActivity
    | Export
    | Import
)


class Answer(msgspec.Struct, frozen=True, tag=True):
    """It was done: ``data`` for ``--json``, ``lines`` for people."""

    data: dict[str, object]
    lines: tuple[str, ...] = ()


class Failure(msgspec.Struct, frozen=True, tag=True):
    """It could not be done: a snake_case word and a sentence. ``data`` tells what was done before."""

    code: str
    message: str
    data: dict[str, object] = {}


Reply = Answer | Failure
