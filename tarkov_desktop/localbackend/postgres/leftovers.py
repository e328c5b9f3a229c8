"""Was a server left running in a data folder? Its process id file is checked against the process itself.

A process id may have been given to somebody else since (in a container after every restart), and ``pg_ctl stop`` would signal
that process; so the file is believed only when the server it names answers on its port as the owner of this very folder.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import asyncpg
import msgspec

from tarkov_desktop.localbackend.postgres.credentials import Credentials

logger = logging.getLogger(__name__)

_PATIENCE_S = 3.0
_PORT_LINE = 3


def forget_dead_server(data: Path) -> bool:
    """Whether a server runs from *data*; the file of one that is gone is removed.

    Blocking, up to three seconds; call it off the event loop.
    """
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return False
    if _answers(data, pid_file):
        return True
    if not _is_postgres(pid_file):
        pid_file.unlink(missing_ok=True)
        return False
    return True


def _answers(data: Path, pid_file: Path) -> bool:
    """Whether the server on the recorded port says that *data* is its folder."""
    try:
        port = int(pid_file.read_text("ascii").splitlines()[_PORT_LINE])
        password = Credentials.load(data.parent / "secrets.json").supabase_admin
    except (OSError, ValueError, IndexError, msgspec.MsgspecError):
        return False
    folder = asyncio.run(_data_directory(port, password))
    return folder is not None and Path(folder).resolve() == data.resolve()


async def _data_directory(port: int, password: str) -> str | None:
    """Where the server on *port* keeps its data, if it lets us ask."""
    try:
        connection = await asyncpg.connect(
            host="127.0.0.1",
            port=port,
            user="supabase_admin",
            password=password,
            database="postgres",
            timeout=_PATIENCE_S,
            ssl=False,
        )
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return None
    try:
        folder: str = await connection.fetchval("show data_directory")
        return folder
    finally:
        await connection.close()


def _is_postgres(pid_file: Path) -> bool:
    """Whether the recorded process may be a server that only does not answer; unknown counts as yes."""
    try:
        pid = int(pid_file.read_text("ascii").splitlines()[0])
        name = Path(f"/proc/{pid}/comm")
        if not Path("/proc/self/comm").exists():
            return True
        return name.exists() and name.read_text("utf-8").strip() == "postgres"
    except (OSError, ValueError, IndexError):
        logger.warning("unreadable process id file of PostgreSQL removed")
        return False
