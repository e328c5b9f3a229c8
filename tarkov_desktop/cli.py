"""The only entry point: ``tarkov-desktop [COMMAND]``. Words are read here; what they mean is in ``app/commands``.

Nothing heavy is imported before the command is known: ``--version`` costs some 20 ms.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tarkov_desktop.app.commands.words import Usage, read_words

if TYPE_CHECKING:
    import argparse
    from types import ModuleType

    from tarkov_desktop.app.commands.requests import Reply
    from tarkov_desktop.app.options import Options

DONE: Final = 0
COULD_NOT: Final = 1
WRONG_USAGE: Final = 2
INTERRUPTED: Final = 130
_ACCOUNT_WORDS: Final = frozenset({"login", "logout", "account", "sync"})
_BACKEND_WORDS: Final = frozenset({"backend", "demo"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 could not, 2 wrong usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(read_words(words, _add_backend_options if _BACKEND_WORDS & set(words) else _no_options))
    except Usage as usage:
        if "--json" in words:
            _print_json({"error": {"code": "usage", "message": usage.message}})
        print(usage.text, file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT
    except Exception:  # noqa: BLE001 - a mistake of ours: nothing below may catch it, and whoever called must get an answer
        return _report_mistake(as_json="--json" in words)


def _run(words: argparse.Namespace) -> int:
    if words.command in {"backend", "demo"}:
        return _run_local_backend(words)
    if words.command in {"catalog", "doctor"}:
        from tarkov_desktop.app.commands.diagnostics import run_diagnostics  # noqa: PLC0415 - late on purpose

        return _show(run_diagnostics(words, os.environ), as_json=words.json)
    if words.command == "links":
        from tarkov_desktop.app.commands.links import run_links  # noqa: PLC0415 - late on purpose

        return _show(run_links(words, os.environ), as_json=words.json)
    if words.command in _ACCOUNT_WORDS:
        from tarkov_desktop.app.commands.accounts import run_account_command  # noqa: PLC0415 - late on purpose

        return _show(run_account_command(words, os.environ), as_json=words.json)
    from tarkov_desktop.app.commands.running import run_gui, run_request  # noqa: PLC0415 - late on purpose

    if words.command == "gui":
        return _show_unless_done(run_gui(words, os.environ, start_window=_start_window), words)
    return _show(run_request(words, os.environ), as_json=words.json)


def _no_options(parser: argparse.ArgumentParser, name: str) -> None:
    """Spare the other commands the import of the local backend."""


def _start_window(options: Options, words: argparse.Namespace) -> int:
    # Qt only when a window is wanted; its exit code is ours.
    if words.screenshots is None:
        from tarkov_desktop.ui.main import run  # noqa: PLC0415 - see above

        return run(options)
    from tarkov_desktop.ui import screenshots  # noqa: PLC0415 - see above

    pictures = screenshots.Pictures(
        folder=Path(words.screenshots),
        pages=tuple(words.page or ()),
        theme=words.theme,
        size=words.size,
        scale=words.scale,
        mode=words.mode,
        language=words.language,
    )
    code = screenshots.run(options, pictures)
    if words.json:
        _print_json({"files": [str(path) for path in pictures.files]})
    return code


def _add_backend_options(parser: argparse.ArgumentParser, name: str) -> None:
    """Let the local backend say its options; where its packages are missing any words do."""
    add = getattr(_backend_commands(), f"add_{name}_options", None)
    if add is None:
        parser.add_argument("rest", nargs="*")
    else:
        add(parser)


def _run_local_backend(words: argparse.Namespace) -> int:
    run = getattr(_backend_commands(), f"run_{words.command}", None)
    if run is None:
        from tarkov_desktop.app.commands.requests import Failure  # noqa: PLC0415 - late on purpose

        message = 'The local backend is not installed. Run: pip install "tarkov-desktop[backend]"'
        return _show(Failure("extra_missing", message), as_json=words.json)
    if words.command == "backend":
        return int(run(words, os.environ))
    from tarkov_desktop import demo_windows  # noqa: PLC0415 - late on purpose

    return int(run(words, os.environ, demo_windows.play))


def _backend_commands() -> ModuleType | None:
    """Return the commands of the local backend, None where they are not part of this installation."""
    try:
        return importlib.import_module("tarkov_desktop.localbackend.commands")
    except ImportError:
        return None


def _show_unless_done(outcome: int | Reply, words: argparse.Namespace) -> int:
    return outcome if isinstance(outcome, int) else _show(outcome, as_json=words.json)


def _show(reply: Reply, *, as_json: bool) -> int:
    from tarkov_desktop.app.commands.requests import Failure  # noqa: PLC0415 - late on purpose

    if isinstance(reply, Failure):
        if as_json:
            _print_json({**reply.data, "error": {"code": reply.code, "message": reply.message}})
        else:
            print(reply.message, file=sys.stderr)
        return COULD_NOT
    if as_json:
        _print_json(reply.data)
    else:
        print("\n".join(reply.lines))
    return DONE


def _report_mistake(*, as_json: bool) -> int:
    """Show the traceback without anything private, ready to be copied into a report."""
    import traceback  # noqa: PLC0415 - only for this

    from tarkov_desktop.app.redaction import Redaction  # noqa: PLC0415 - only for this

    message = "The program made a mistake. What was saved before is safe."
    if as_json:
        _print_json({"error": {"code": "internal_error", "message": message}})
    print(Redaction(str(Path.home()))(traceback.format_exc()), message, sep="\n", file=sys.stderr)
    return COULD_NOT


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True))


if __name__ == "__main__":
    sys.exit(main())
