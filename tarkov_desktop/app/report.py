"""The report for those who help: what ``doctor`` says, settings, how sync stands, the last lines of the log.

Nothing private is in it: no name, mail, address, key, code or folder. Three locks: what is not put in, the names of
this program's people taken out, and the patterns of :mod:`tarkov_desktop.app.redaction` over the whole text.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tarkov_desktop.app.logs import LOG_FILE
from tarkov_desktop.app.redaction import Redaction
from tarkov_desktop.app.settings import SETTINGS, SUPABASE_ANON_KEY, SUPABASE_URL, TEAM_GATEWAY_URL
from tarkov_desktop.app.threads import in_thread
from tarkov_desktop.domain.ids import MODES
from tarkov_desktop.domain.registers import DISPLAY_NAME

if TYPE_CHECKING:
    from tarkov_desktop.app.bootstrap import Program
    from tarkov_desktop.app.cloud.hub import CloudState

LOG_LINES: Final = 200
TOLD: Final = ("theme", "textScale", "density", "locale", "dataLanguage", "loadPictures", "localOnly")
"""Settings that explain what somebody sees; none of them is private."""


def begin_report(program: Program, cloud: CloudState, *, home: str, now_ms: int) -> Future[str]:
    """Return the text of the report, collected beside the window. *home* is the folder of the user."""
    known = frozenset(program.session.catalog.tasks) | {program.session.catalog.version}
    redact = Redaction(home, lambda: known, names=private_words(program, cloud))
    head = [*_head(now_ms), *_settings(program), *_sync(cloud)]
    options, folders = program.options, program.folders

    def collect() -> str:
        from tarkov_desktop.app.commands.diagnostics import doctor  # noqa: PLC0415 - not needed for the window
        from tarkov_desktop.app.game_data import open_library  # noqa: PLC0415 - as above

        said = doctor(open_library(options, folders.cache), folders).lines
        log = ["", f"Last lines of the log ({LOG_LINES} at most):", *_last_lines(folders.logs / LOG_FILE)]
        return redact("\n".join([*head, *said, *log])) + "\n"

    return in_thread(collect, name="report")


def private_words(program: Program, cloud: CloudState) -> list[str]:
    """Return the names of people and of servers that this program knows."""
    session = program.session
    words = [session.scopes.document(session.scopes.of_mode(mode)).value(DISPLAY_NAME) for mode in MODES]
    words.append(cloud.name)
    if cloud.squad is not None and cloud.squad.squad is not None:
        squad = cloud.squad.squad
        words += [squad.team.name, *(card.name for card in squad.cards.values())]
    options = program.options
    addresses = (
        options.supabase_url,
        options.team_gateway_url,
        session.settings.get(SUPABASE_URL),
        session.settings.get(TEAM_GATEWAY_URL),
    )
    words += [_host(address) for address in addresses if address]
    words += [options.supabase_anon_key, session.settings.get(SUPABASE_ANON_KEY)]
    return [word for word in words if isinstance(word, str) and word]


def _host(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return address  # no address at all: whatever it is, it is the player's
    return "" if host in {"127.0.0.1", "localhost"} else host


def _head(now_ms: int) -> Iterator[str]:
    yield f"Tarkov Desktop report of {datetime.fromtimestamp(now_ms / 1000, UTC):%Y-%m-%d %H:%M} UTC"


def _settings(program: Program) -> Iterator[str]:
    settings = program.session.settings
    told = ", ".join(f"{name} {settings.get(SETTINGS[name])}" for name in TOLD)
    own = program.options.supabase_url or settings.get(SUPABASE_URL)
    yield f"Settings: {told}, backend {'of their own' if own else 'as built in'}"
    yield f"Mode: {program.session.mode}"


def _sync(cloud: CloudState) -> Iterator[str]:
    standing = cloud.standing
    yield (
        f"Account: {cloud.sign_in.name.lower()}, keyring {cloud.keeping}. Sync: {standing.phase.value}, "
        f"{standing.waiting} waiting, {standing.refused} refused, live {standing.is_live}, "
        f"reason {standing.reason or 'none'}, {standing.mended} times other than the server and mended"
    )
    if cloud.squad is not None:
        yield f"Squad: live messages that could not be read: {cloud.squad.malformed}"


def _last_lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return [f"(the log cannot be read: {error.strerror})"]
    return text.splitlines()[-LOG_LINES:]
