"""Carries out one request on an open program: the same for the command line and for the open window."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from tarkov_desktop.app.bootstrap import Program
from tarkov_desktop.app.commands import archives, changing, showing, transfer
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
from tarkov_desktop.app.squad.invites import NoInvite, read_invite, sentence_of
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import MODES


def carry_out(program: Program, request: Request) -> Reply:  # noqa: C901, PLR0912 - one line for each request
    """Do what *request* asks for and return the answer; edits may still be on their way to the disk."""
    if request.mode is not None and request.mode not in MODES:
        return Failure("unknown_mode", _("There is no such mode: say pvp, pve or seasonal."))
    match request:
        case Status():
            return showing.status(program, request)
        case ListTasks():
            return showing.list_tasks(program, request)
        case ShowActivity():
            return showing.activity(program, request)
        case ChangeTasks():
            return changing.change_tasks(program, request)
        case SetObjective():
            return changing.set_objective(program, request)
        case SetProfile():
            return changing.set_profile(program, request)
        case Undo():
            return changing.undo(program, request)
        case Redo():
            return changing.redo(program, request)
        case ChangeHideout():
            return changing.change_hideout(program, request)
        case ResetMode():
            return changing.reset_mode(program, request)
        case ListArchives():
            return archives.list_archives(program, request)
        case RestoreArchive():
            return archives.restore_archive(program, request)
        case ExportArchive():
            return archives.export_archive(program, request)
        case Export():
            return transfer.export(program, request)
        case Import():
            return transfer.import_(program, request)
        case RaiseWindow() | OpenLink():
            return Failure("no_window", _("No window is open."))
        case _:
            assert_never(request)


def answering(
    program: Program, raise_window: Callable[[], object], open_link: Callable[[str], object]
) -> Callable[[Request], Reply]:
    """Return what an open window answers at its door: it comes to the front, or carries out the command.

    A bad link also brings the window to the front, which says what is wrong with it: who clicked sees no terminal.
    """

    def answer(request: Request) -> Reply:
        match request:
            case RaiseWindow():
                raise_window()
                return Answer({"raised": True}, (_("The window was open already; it is in front now."),))
            case OpenLink(link=link):
                raise_window()
                open_link(link)
                read = read_invite(link)
                if isinstance(read, NoInvite):
                    return Failure("bad_link", sentence_of(read))
                return Answer({"raised": True, "opened": True}, (_("The invite is shown in the window."),))
            case _:
                return carry_out(program, request)

    return answer
