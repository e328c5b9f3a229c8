"""Reads the words of the command line (architecture, Command line). Imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Final, NoReturn, TypeAlias

from typing_extensions import override

from tarkov_desktop import __version__

PROGRAM: Final = "tarkov-desktop"
TASK_ACTIONS: Final = (
    "complete uncomplete fail start make-available ignore unignore pin unpin confirm-gate"
).split()
LIST_STATES: Final = "available unknown locked blocked complete failed ignored all".split()
PROFILE_FIELDS: Final = (
    "level xp faction name prestige edition trader-level trader-reputation skill automatic-level"
).split()
PROVIDERS: Final = ("discord", "twitch", "google", "github")
RESET_REASONS: Final = ("reset", "wipe", "prestige", "season")
LINK_ACTIONS: Final = ("status", "register", "unregister")
DEFAULT_SIZE: Final = (1280, 800)


class Usage(Exception):  # noqa: N818 - it is no error of the program
    """The words make no command; ``text`` also shows how it should be written."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(message)
        self.message = message
        self.text = text


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name


class _Parser(argparse.ArgumentParser):
    @override
    def error(self, message: str) -> NoReturn:
        raise Usage(message, f"{self.format_usage()}{self.prog}: {message}")


AddOptions: TypeAlias = "Callable[[argparse.ArgumentParser, str], None]"
"""Adds the options of ``backend`` or ``demo`` (the second argument); the local backend knows them."""


def read_words(words: Sequence[str], add_backend_options: AddOptions) -> argparse.Namespace:
    """Return the command with its arguments; no command at all is ``gui``.

    Raises:
        Usage: the words make no command.
    """
    link = next((at for at, word in enumerate(words) if word.lower().startswith(f"{PROGRAM}:")), None)
    if link is not None and "gui" not in words:
        # The system started the program with nothing but a link.
        words = [*words[:link], "gui", *words[link:]]
    parser = _parser(add_backend_options)
    found = parser.parse_args(words)
    return parser.parse_args([*words, "gui"]) if found.command is None else found


def _parser(add_backend_options: AddOptions) -> argparse.ArgumentParser:
    common = _common()
    parser: argparse.ArgumentParser = _Parser(
        prog=PROGRAM, description="Companion for Escape from Tarkov.", parents=[_common()], allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"Tarkov Desktop {__version__}")
    parser.set_defaults(home=None, account=None, json=False, verbose=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_program_commands(commands, common, add_backend_options)
    _add_progress_commands(commands, common)
    _add_file_commands(commands, common)
    _add_account_commands(commands, common)
    return parser


def _common() -> argparse.ArgumentParser:
    """Options that may stand before or after the command; made anew each time, since defaults belong to options."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--home", metavar="DIR", help="one folder for all data, cache and logs")
    common.add_argument(
        "--account", metavar="ACCOUNT", help="guest, or the id of a user (default: last used)"
    )
    common.add_argument("--json", action="store_true", help="print one JSON object")
    common.add_argument("--verbose", action="store_true", help="write more into the log")
    return common


def _add(
    commands: _Commands, common: argparse.ArgumentParser, name: str, text: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=text, description=text, parents=[common], allow_abbrev=False)


def _add_mode(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mode", metavar="MODE", help="pvp, pve or seasonal (default: the mode in use)")


def _add_program_commands(
    commands: _Commands, common: argparse.ArgumentParser, add_backend_options: AddOptions
) -> None:
    gui = _add(commands, common, "gui", "open the window")
    gui.add_argument("link", nargs="?", metavar="LINK", help="an invite: tarkov-desktop://join/…")
    gui.add_argument("--screenshots", metavar="DIR", help="render pages into DIR and end")
    gui.add_argument("--page", action="append", help="only this page; may be repeated")
    gui.add_argument("--theme", choices=("dark", "light", "contrast"), default="dark")
    gui.add_argument("--size", type=_size, default=DEFAULT_SIZE, metavar="WIDTHxHEIGHT")
    gui.add_argument("--scale", type=float, default=1.0, help="size of the text")
    gui.add_argument(
        "--language",
        default="en",
        metavar="CODE",
        help="language of the pictures; en-XA is English with long words",
    )
    _add_mode(gui)
    doctor = _add(commands, common, "doctor", "print diagnostics without anything private")
    doctor.set_defaults(mode=None)
    catalog = _add(commands, common, "catalog", "the state of the game data; fetch it now")
    catalog.add_argument("action", choices=("status", "refresh"))
    catalog.add_argument("--mode", metavar="MODE", help="pvp, pve or seasonal (default: all three)")
    links = _add(commands, common, "links", "let invite links in browsers and chats open this program")
    links.add_argument("action", choices=LINK_ACTIONS)
    for name, text in (
        ("backend", "a Supabase of your own on this computer"),
        ("demo", "see it with a team"),
    ):
        add_backend_options(_add(commands, common, name, text), name)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def _add_progress_commands(commands: _Commands, common: argparse.ArgumentParser) -> None:
    _add_mode(_add(commands, common, "status", "the summary of a mode"))
    _add_task_commands(_add(commands, common, "task", "tasks"), common)
    objective = _add(commands, common, "objective", "objectives of tasks")
    counting = _sub(objective, common, "set", "set how often an objective is done")
    counting.add_argument("id")
    counting.add_argument("count", type=int)
    hideout = _add(commands, common, "hideout", "the hideout").add_subparsers(dest="action", required=True)
    for name, what in (("build", "station"), ("remove", "station"), ("part", "part")):
        change = _add(hideout, common, name, f"{name} a {what}")
        change.add_argument("id", metavar=what.upper())
        change.add_argument("number", type=int, metavar="N")
        _add_mode(change)
    profile = _add(commands, common, "profile", "level, faction, name, traders, skills …")
    setting = _sub(profile, common, "set", "set a field")
    setting.add_argument("field", choices=PROFILE_FIELDS)
    setting.add_argument("values", nargs="+", metavar="VALUE")
    _add_mode_commands(_add(commands, common, "mode", "a whole mode"), common)
    for name, text in (("undo", "take back the last step"), ("redo", "do it again")):
        _add_mode(_add(commands, common, name, text))
    activity = _add(commands, common, "activity", "what was done, newest first")
    activity.add_argument("--limit", type=int, default=50)


def _add_mode_commands(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    reset = _add(actions, common, "reset", "archive a mode and begin anew")
    reset.add_argument("--reason", choices=RESET_REASONS, required=True)
    archives = _add(actions, common, "archives", "what resets put aside on this computer")
    restore = _add(actions, common, "restore", "bring an archive back")
    restore.add_argument("id", metavar="ARCHIVE")
    export = _add(actions, common, "export", "write an archive as a progress file")
    export.add_argument("id", metavar="ARCHIVE")
    export.add_argument("file")
    for action in (reset, archives):
        _add_mode(action)


def _add_task_commands(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    listing = _add(actions, common, "list", "tasks by state, trader, map and words")
    listing.add_argument("--state", choices=LIST_STATES, default="all")
    listing.add_argument("--trader")
    listing.add_argument("--map")
    listing.add_argument("--search", metavar="TEXT")
    _add_mode(listing)
    for name in TASK_ACTIONS:
        action = _add(actions, common, name, f"{name} tasks")
        action.add_argument("ids", nargs="+", metavar="ID")
        _add_mode(action)


def _sub(
    parser: argparse.ArgumentParser, common: argparse.ArgumentParser, name: str, text: str
) -> argparse.ArgumentParser:
    sub = _add(parser.add_subparsers(dest="action", required=True), common, name, text)
    _add_mode(sub)
    return sub


def _add_file_commands(commands: _Commands, common: argparse.ArgumentParser) -> None:
    export = _add(commands, common, "export", "write a progress file")
    export.add_argument("file")
    export.add_argument("--for-sharing", action="store_true", help="without notes and stamps")
    importing = _add(commands, common, "import", "read a progress file")
    importing.add_argument("file")
    choice = importing.add_mutually_exclusive_group()
    choice.add_argument("--join", action="store_const", dest="choice", const="join", help="newer values win")
    choice.add_argument(
        "--replace", action="store_const", dest="choice", const="replace", help="the file wins"
    )
    importing.add_argument("--dry-run", action="store_true", help="show what would change")
    _add_mode(importing)


def _add_account_commands(commands: _Commands, common: argparse.ArgumentParser) -> None:
    login = _add(commands, common, "login", "sign in through the browser")
    login.add_argument("provider", choices=PROVIDERS)
    login.add_argument("--no-browser", action="store_true", help="print the address instead of opening it")
    logout = _add(commands, common, "logout", "sign out here")
    logout.add_argument("--everywhere", action="store_true", help="end the sign-in on all computers")
    _add(commands, common, "account", "who is signed in, and what waits to be sent")
    sync = _add(commands, common, "sync", "exchange changes with the cloud")
    sync.add_argument("--once", action="store_true", required=True, help="now, then end")
