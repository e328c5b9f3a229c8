"""Runs a command: here with the account's file, or in the window that has it open."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import assert_never

from tarkov_desktop.app.bootstrap import Program, open_program
from tarkov_desktop.app.commands.carry import carry_out
from tarkov_desktop.app.commands.requests import (
    Answer,
    ChangeHideout,
    ChangeTasks,
    Export,
    ExportArchive,
    Failure,
    Import,
    ListArchives,
    ListTasks,
    OpenLink,
    RaiseWindow,
    Redo,
    Reply,
    Request,
    ResetMode,
    RestoreArchive,
    SetObjective,
    SetProfile,
    ShowActivity,
    Status,
    Undo,
)
from tarkov_desktop.app.errors import AppError
from tarkov_desktop.app.folders import find_folders
from tarkov_desktop.app.instance import InstanceLock, take_or_hand_over
from tarkov_desktop.app.notices import recovery_sentence
from tarkov_desktop.app.options import Options, read_options
from tarkov_desktop.catalog.errors import CatalogError
from tarkov_desktop.store.errors import StoreError


def run_request(words: argparse.Namespace, variables: Mapping[str, str]) -> Reply:
    """Carry out an operation command in the open window, or here when there is none."""
    options = _options(words, variables)
    request = request_of(words)
    try:
        folders = find_folders(options.home)
        taken = take_or_hand_over(folders.data, request, account=options.account)
        match taken:
            case InstanceLock():
                try:
                    return _run_here(options, request)
                finally:
                    taken.release()
            case Answer() | Failure():
                return taken
            case _:
                assert_never(taken)
    except (AppError, StoreError) as error:
        return Failure(error.code, str(error))
    except CatalogError as error:
        return Failure("catalog_failed", str(error))


def run_gui(
    words: argparse.Namespace,
    variables: Mapping[str, str],
    *,
    start_window: Callable[[Options, argparse.Namespace], int],
) -> int | Reply:
    """Open the window and return its exit code, or bring the one that is open to the front, with the link given."""
    options = replace(_options(words, variables), link=words.link)
    try:
        folders = find_folders(options.home)
        request = OpenLink(link=options.link) if options.link else RaiseWindow()
        taken = take_or_hand_over(folders.data, request, account=None)
        if not isinstance(taken, InstanceLock):
            return taken
        try:
            return start_window(options, words)
        finally:
            taken.release()
    except (AppError, StoreError) as error:
        return Failure(error.code, str(error))
    except CatalogError as error:
        return Failure("catalog_failed", str(error))


def _run_here(options: Options, request: Request) -> Reply:
    with open_program(options) as program:
        program.back_up_daily()
        reply = carry_out(program, request)
        return program.settle() or _with_recovery(program, reply)


def _with_recovery(program: Program, reply: Reply) -> Reply:
    """Say that a damaged file was replaced, whatever else the answer says."""
    recovery = program.recovery
    if recovery is None or isinstance(reply, Failure):
        return reply
    told = {"keptAs": str(recovery.kept_as), "values": recovery.values}
    return Answer({**reply.data, "recovered": told}, (recovery_sentence(recovery), *reply.lines))


def _options(words: argparse.Namespace, variables: Mapping[str, str]) -> Options:
    return read_options(variables, home=words.home, account=words.account, is_verbose=words.verbose)


def request_of(words: argparse.Namespace) -> Request:  # noqa: C901, PLR0912 - one line for each command
    """Return what the words of the command line ask for."""
    mode = getattr(words, "mode", None)
    match words.command, str(getattr(words, "action", "")):
        case "task", "list":
            return ListTasks(
                mode=mode, state=words.state, trader=words.trader, map=words.map, search=words.search
            )
        case "task", action:
            return ChangeTasks(mode=mode, action=action, ids=tuple(words.ids))
        case "objective", _:
            return SetObjective(mode=mode, id=words.id, count=words.count)
        case "hideout", action:
            return ChangeHideout(mode=mode, action=action, id=words.id, number=words.number)
        case "profile", _:
            return SetProfile(mode=mode, field=words.field, values=tuple(words.values))
        case "mode", "archives":
            return ListArchives(mode=mode)
        case "mode", "restore":
            return RestoreArchive(mode=mode, id=words.id)
        case "mode", "export":
            return ExportArchive(mode=mode, id=words.id, path=str(Path(words.file).absolute()))
        case "mode", _:
            return ResetMode(mode=mode, reason=words.reason)
        case "undo", _:
            return Undo(mode=mode)
        case "redo", _:
            return Redo(mode=mode)
        case "activity", _:
            return ShowActivity(limit=words.limit)
        case "export", _:
            return Export(path=str(Path(words.file).absolute()), for_sharing=words.for_sharing)
        case "import", _:
            path = str(Path(words.file).absolute())
            return Import(mode=mode, path=path, choice=words.choice, dry_run=words.dry_run)
        case "status", _:
            return Status(mode=mode)
        case command, _:
            raise ValueError(f"no such command: {command}")
