"""The commands ``tarkov-desktop backend`` and ``demo``: their options, ready line and clean end.

``cli`` adds the options with ``add_backend_options`` and ``add_demo_options`` and calls ``run_backend`` and ``run_demo``; nothing
else of this package is its business.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tarkov_desktop.localbackend.commands_demo import add_demo_options, perform
from tarkov_desktop.localbackend.errors import BackendError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from tarkov_desktop.localbackend.backend import BackendOptions, LocalBackend
    from tarkov_desktop.localbackend.commands_demo import Play

__all__ = ["add_backend_options", "add_demo_options", "folders", "options_from", "run_backend", "run_demo"]

_CLI_PORTS = (54321, 54322)  # of the Supabase CLI's own stack
_SLOW_STATEMENT_MS = 100


def add_backend_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``tarkov-desktop backend``."""
    where = parser.add_argument_group("where the data is")
    where.add_argument("--name", default="default", help="which of your backends (default: %(default)s)")
    where.add_argument("--data", type=Path, metavar="DIR", help="keep the data in DIR instead")
    where.add_argument("--ephemeral", action="store_true", help="throw the data away at the end")
    where.add_argument("--reset", action="store_true", help="remove the data first (asks, unless --yes)")
    where.add_argument("--yes", action="store_true", help="do not ask")
    ports = parser.add_argument_group("ports")
    ports.add_argument("--port", type=int, help="of the service; 0 = any free one")
    ports.add_argument("--pg-port", type=int, help="of PostgreSQL; 0 = any free one")
    project = parser.add_argument_group("what it runs")
    project.add_argument(
        "--workdir", type=Path, metavar="DIR", help="another project: a folder with supabase/"
    )
    project.add_argument(
        "--seed", type=Path, action="append", default=[], metavar="FILE", help="SQL run in a new database"
    )
    project.add_argument("--no-functions", action="store_true", help="without Deno; functions answer 503")
    project.add_argument(
        "--watch", action="store_true", help="start the functions anew when their source changes"
    )
    project.add_argument(
        "--strict-grants", action="store_true", help="without the wide grants of older projects"
    )
    project.add_argument(
        "--strict-delays", action="store_true", help="refuse channels as late as the real service"
    )
    project.add_argument(
        "--team-gateway", action="store_true", help="with the team gateway in front (needs Node)"
    )
    tokens = parser.add_argument_group("tokens")
    tokens.add_argument("--jwt-secret", help="sign with this secret instead of a random one")
    tokens.add_argument("--jwt-expiry", type=int, metavar="SECONDS", help="life of an access token")
    tokens.add_argument(
        "--signing", choices=("hs256", "es256"), default="hs256", help="how access tokens are signed"
    )
    parser.add_argument("--print-env", action="store_true", help="print shell lines with address and keys")


def run_backend(arguments: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Run a backend until it is told to stop; 0 after a clean end, 1 when it could not start.

    Args:
        arguments: parsed by ``add_backend_options`` and, if the command line has them, ``home``, ``json``, ``verbose``.
        environment: the variables of the process.
    """

    def serve() -> int:
        options = options_from(arguments, environment)
        if arguments.reset and not _reset(arguments, options):
            return 1
        asyncio.run(_serve(arguments, options))
        return 0

    return _guarded(arguments, serve)


def run_demo(arguments: argparse.Namespace, environment: Mapping[str, str], play: Play | None = None) -> int:
    """Run the demonstration; 0 after a clean end, 1 when its stage could not be set.

    Args:
        arguments: parsed by ``add_demo_options``.
        environment: the variables of the process.
        play: runs the program, signed in as the viewer, in this (the main) thread and gives the exit code. None = only
            the bots play, and the address is printed for others to join.
    """

    def show() -> int:
        from tarkov_desktop.localbackend.backend import BackendOptions  # noqa: PLC0415 needs the extra

        options = BackendOptions(cache=folders(arguments, environment)[1], **_server(environment))
        return perform(arguments, options, play)

    return _guarded(arguments, show)


def _guarded(arguments: argparse.Namespace, work: Callable[[], int]) -> int:
    """The exit code of *work*, with its refusals told in the command's way."""
    try:
        # Here and not above: without the extra these imports fail, and the answer names what to install.
        from tarkov_desktop.localbackend import backend  # noqa: PLC0415, F401
    except ModuleNotFoundError as error:
        line = f'{error.name} is not installed. Run: pip install "tarkov-desktop[backend]"'
        return _failed(arguments, "extra_missing", line)
    try:
        return work()
    except BackendError as error:
        return _failed(arguments, error.code, str(error))


def options_from(arguments: argparse.Namespace, environment: Mapping[str, str]) -> BackendOptions:
    """What the command line asks for, variables included."""
    from tarkov_desktop.localbackend.backend import BackendOptions  # noqa: PLC0415 needs the extra

    data, cache = folders(arguments, environment)
    folder = None if arguments.ephemeral else (arguments.data or data / arguments.name)
    port, pg_port = (0, 0) if arguments.ephemeral else _CLI_PORTS
    project = {"project": arguments.workdir / "supabase"} if arguments.workdir else {}
    return BackendOptions(
        cache=cache,
        folder=folder.absolute() if folder else None,
        port=port if arguments.port is None else arguments.port,
        pg_port=pg_port if arguments.pg_port is None else arguments.pg_port,
        seeds=tuple(arguments.seed),
        functions=not arguments.no_functions,
        team_gateway=arguments.team_gateway,
        watch=arguments.watch,
        strict_grants=arguments.strict_grants,
        strict_delays=arguments.strict_delays,
        jwt_secret=arguments.jwt_secret,
        jwt_expiry_s=arguments.jwt_expiry,
        asymmetric=arguments.signing == "es256",
        log_statements_ms=_SLOW_STATEMENT_MS if getattr(arguments, "verbose", False) else None,
        **project,
        **_server(environment),
    )


def _server(environment: Mapping[str, str]) -> dict[str, Any]:
    """Which PostgreSQL, and as whom it runs under root."""
    pg_bin = environment.get("TARKOV_BACKEND_PG_BIN")
    return {"pg_bin": Path(pg_bin) if pg_bin else None, "child_user": environment.get("TARKOV_BACKEND_USER")}


def folders(arguments: argparse.Namespace, environment: Mapping[str, str]) -> tuple[Path, Path]:
    """The folders for kept backends and for what may be lost; never among the accounts' data."""
    home = getattr(arguments, "home", None) or environment.get("TARKOV_DESKTOP_HOME")
    if home:
        return Path(home) / "data" / "backend", Path(home) / "cache" / "backend"
    import platformdirs  # noqa: PLC0415 not needed with a home

    places = platformdirs.PlatformDirs("tarkov-desktop", appauthor=False)
    return places.user_data_path / "backend", places.user_cache_path / "backend"


async def _serve(arguments: argparse.Namespace, options: BackendOptions) -> None:
    from tarkov_desktop.localbackend.backend import LocalBackend  # noqa: PLC0415 needs the extra

    stop = asyncio.Event()
    _stop_on_signals(stop)
    async with LocalBackend(options) as backend:
        print(ready_text(arguments, backend), flush=True)
        await stop.wait()


def ready_text(arguments: argparse.Namespace, backend: LocalBackend) -> str:
    """What is printed once everything answers; secrets only with ``--print-env``."""
    if arguments.print_env:
        variables = {
            "TARKOV_SUPABASE_URL": backend.url,
            "TARKOV_SUPABASE_ANON_KEY": backend.anon_key,
            "SUPABASE_URL": backend.url,
            "SUPABASE_ANON_KEY": backend.anon_key,
            "SUPABASE_SERVICE_ROLE_KEY": backend.service_key,
            "SUPABASE_DB_URL": backend.db_url,
        }
        if backend.team_gateway_url:
            variables["TARKOV_TEAM_GATEWAY_URL"] = backend.team_gateway_url
        return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())
    if getattr(arguments, "json", False):
        known = {"url": backend.url, "anonKey": backend.anon_key, "pid": os.getpid()}
        return json.dumps(
            known | ({"teamGatewayUrl": backend.team_gateway_url} if backend.team_gateway_url else {})
        )
    gateway = f"gateway   {backend.team_gateway_url}\n" if backend.team_gateway_url else ""
    return f"URL       {backend.url}\nanon key  {backend.anon_key}\n{gateway}ready"


def _stop_on_signals(stop: asyncio.Event) -> None:
    """Ctrl-C, a polite kill and (on Windows) the closing of the console end the backend cleanly."""
    loop = asyncio.get_running_loop()
    if sys.platform == "win32":
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK):
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(stop.set))
    else:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(name, stop.set)


def _reset(arguments: argparse.Namespace, options: BackendOptions) -> bool:
    """Whether the data is gone now; asks first."""
    from tarkov_desktop.localbackend.postgres.places import wipe  # noqa: PLC0415 needs the extra

    if options.folder is None or not options.folder.exists():
        return True
    if not arguments.yes and input(
        f"Remove all data of the backend in {options.folder}? [y/N] "
    ).strip().lower() not in {"y", "yes"}:
        print("Nothing was removed.", file=sys.stderr)
        return False
    wipe(options.folder)
    return True


def _failed(arguments: argparse.Namespace, code: str, message: str) -> int:
    if getattr(arguments, "json", False):
        print(json.dumps({"error": {"code": code, "message": message}}))
    else:
        print(f"tarkov-desktop: {message}", file=sys.stderr)
    return 1
