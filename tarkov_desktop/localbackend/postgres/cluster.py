"""One PostgreSQL cluster in one folder: initialised with random secrets, started on loopback, stopped cleanly.

The programs are called directly; server processes are ended through ``pg_ctl`` on our own data folder only, never by name.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from tarkov_desktop.localbackend.errors import PortTakenError, StartFailedError
from tarkov_desktop.localbackend.postgres.child_user import process_options, reachable_copy
from tarkov_desktop.localbackend.postgres.credentials import Credentials
from tarkov_desktop.localbackend.postgres.leftovers import forget_dead_server

if TYPE_CHECKING:
    from tarkov_desktop.localbackend.postgres.binaries import Binaries
    from tarkov_desktop.localbackend.postgres.child_user import ChildUser

logger = logging.getLogger(__name__)

LoginRole = Literal["supabase_admin", "postgres", "authenticator", "supabase_auth_admin"]

_TRIES = 5
_STOP_PATIENCE_S = 10
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "wal_level": "logical",
    "max_replication_slots": "8",
    "max_wal_senders": "8",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "max_slot_wal_keep_size": "256MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_parameter_max_length": "0",  # a slow statement is logged without its values: they hold tokens
}
# Not synchronous_commit = off: a commit would then reach the log, and so Realtime, up to 200 ms late, and without fsync it
# saves next to nothing.
_FORGETFUL = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How a server is run.

    Attributes:
        binaries: the installation.
        user: whom its processes run as; None = us.
        durable: survives a power cut; a throw-away cluster need not.
        port: 0 = any free one.
        log_statements_ms: log statements slower than this; None = none.
    """

    binaries: Binaries
    user: ChildUser | None
    durable: bool
    port: int = 0
    log_statements_ms: int | None = None


class Cluster:
    """A PostgreSQL of our own.

    Args:
        folder: made by ``places``; holds ``pg`` (the data), ``secrets.json`` and ``postgres.log``.
        options: how its server is run.
    """

    def __init__(self, folder: Path, options: ServerOptions) -> None:
        self.folder = folder
        self.data = folder / "pg"
        self.secrets_path = folder / "secrets.json"
        self.port = 0
        self.credentials: Credentials = Credentials.random()
        self._ready = folder / "ready"
        self._log = folder / "postgres.log"
        self._options = options
        self._user = options.user

    @property
    def server_version(self) -> str:
        """The version of PostgreSQL, as in "18.6"."""
        return self._options.binaries.version

    @property
    def finished(self) -> bool:
        """Whether the database in this folder was built to its end."""
        return self._ready.exists()

    def finish(self) -> None:
        """Remember that the database is complete."""
        self._ready.touch()

    def clear(self) -> None:
        """Remove what a broken-off build left."""
        self.stop_leftover()
        shutil.rmtree(self.data, ignore_errors=True)
        self.secrets_path.unlink(missing_ok=True)
        (self.folder / "initial-password").unlink(missing_ok=True)

    def dsn(self, role: LoginRole, database: str = "postgres") -> str:
        """The connection address of a login role, password included: keep it out of logs."""
        password = quote(self.credentials.passwords()[role], safe="")
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def initialise(self) -> None:
        """Make an empty cluster whose superuser is ``supabase_admin``; nothing is trusted without a password.

        Raises:
            StartFailedError: initdb says no.
        """
        self.credentials = Credentials.random()
        password_file = self.folder / "initial-password"
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(self.credentials.supabase_admin)
        self._give(password_file)
        try:
            self._run(
                "initdb", "-D", self.data, "-U", "supabase_admin", "--auth=scram-sha-256", f"--pwfile={password_file}",
                "--encoding=UTF8", "--locale=C" if sys.platform == "win32" else "--locale=C.UTF-8",
                "--no-sync", "--no-instructions",
                "--wal-segsize=4",  # MB: a quarter of the default to write at birth and to copy from a template
            )  # fmt: skip
        finally:
            password_file.unlink()
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("include_if_exists 'localbackend.conf'\n")
        self.credentials.save(self.secrets_path)

    def start(self) -> None:
        """Start the server, after stopping one that a crash of ours left behind; ``port`` is known afterwards.

        Raises:
            PortTakenError: the asked-for port is in use.
            StartFailedError: the server does not come up; the end of its log is in the message.
        """
        self.credentials = Credentials.load(self.secrets_path)
        self.stop_leftover()
        self._log.unlink(missing_ok=True)
        for attempt in range(_TRIES):
            # After a restart on the same port, connection pools find their way back by themselves.
            known = self.port if attempt == 0 else 0
            self.port = self._options.port or known or _free_port()
            self._configure()
            try:
                self._run("pg_ctl", "-D", self.data, "-l", self._log, "-w", "-s", "start")
            except StartFailedError as error:
                said = self._last_words()
                if "could not bind" not in said:
                    raise StartFailedError(f"PostgreSQL did not start: {said or error}") from error
                if self._options.port:
                    raise PortTakenError(f"port {self._options.port} is in use") from error
                continue  # somebody took the free port between our look and the server's
            atexit.register(self.stop)
            return
        raise StartFailedError("PostgreSQL found no free port")

    def stop(self) -> None:
        """Stop the server, waiting for it to be gone; a server that is not running is fine.

        Raises:
            StartFailedError: it did not even stop when told to drop everything.
        """
        atexit.unregister(self.stop)
        if not (self.data / "postmaster.pid").exists():
            return
        try:
            self._run(
                "pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", str(_STOP_PATIENCE_S), "-s", "stop"
            )
        except StartFailedError:
            if (self.data / "postmaster.pid").exists():
                logger.warning(
                    "PostgreSQL did not stop in %s s; it is told to drop everything", _STOP_PATIENCE_S
                )
                self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "-s", "stop")

    def stop_leftover(self) -> None:
        """Stop a server that still runs from this data folder; its process id file alone is not believed."""
        if forget_dead_server(self.data):
            self.stop()

    def remove(self) -> None:
        """Delete the cluster's folder with everything in it; the server must be stopped."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def take_over(self) -> None:
        """Make a copied-in cluster belong to the user PostgreSQL runs as."""
        if self._user is not None:
            self._user.owns(self.data)

    def _configure(self) -> None:
        settings = _SETTINGS | {"port": str(self.port)} | ({} if self._options.durable else _FORGETFUL)
        if self._options.log_statements_ms is not None:
            settings["log_min_duration_statement"] = str(self._options.log_statements_ms)
        file = self.data / "localbackend.conf"
        file.write_text("".join(f"{name} = '{value}'\n" for name, value in settings.items()), "utf-8")
        self._give(file)

    def _give(self, file: Path) -> None:
        if self._user is not None:
            os.chown(file, self._user.uid, self._user.gid)

    def _run(self, program: str, *arguments: str | Path) -> None:
        path = self._options.binaries.program(program)
        if self._user is not None and not self._user.can_run(path):
            path = (
                reachable_copy(self._options.binaries.folder.parent, self.folder, self._user)
                / "bin"
                / path.name
            )
        # To a file and not a pipe: on Windows the server inherits it, and a pipe would never end.
        with (self.folder / "programs.log").open("w+b") as output:
            done = subprocess.run(  # noqa: S603 PostgreSQL's own programs with arguments of ours
                [path, *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                cwd=self.folder, check=False, **process_options(self._user),
            )  # fmt: skip
            output.seek(0)
            said = output.read().decode("utf-8", "replace").strip()
        if done.returncode != 0:
            raise StartFailedError(f"{program} failed: {said[-500:]}")

    def _last_words(self) -> str:
        try:
            return self._log.read_text("utf-8", "replace").strip()[-500:]
        except FileNotFoundError:
            return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
