"""What the program was started with: arguments and variables, read once in ``cli.py`` (architecture, Settings)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """A variable wins over the setting, the setting over the built-in value; None is "not given".

    ``home`` is one folder for all data, cache and logs. ``account`` is ``guest`` or a user id.
    ``link`` is what the system asked to open (``tarkov-desktop://…``), good or bad.
    """

    home: Path | None = None
    account: str | None = None
    is_verbose: bool = False
    supabase_url: str | None = None
    supabase_anon_key: str | None = None
    team_gateway_url: str | None = None
    data_url: str | None = None
    overlay_url: str | None = None
    game_logs: Path | None = None
    link: str | None = None


def read_options(
    variables: Mapping[str, str],
    *,
    home: str | None = None,
    account: str | None = None,
    is_verbose: bool = False,
) -> Options:
    """Return the options of *variables* (the environment) and arguments; an argument wins over its variable."""

    def given(name: str) -> str | None:
        return variables.get(name) or None

    folder = home or given("TARKOV_DESKTOP_HOME")
    logs = given("TARKOV_DESKTOP_GAME_LOGS")
    return Options(
        home=Path(folder).absolute() if folder else None,
        account=account,
        is_verbose=is_verbose,
        supabase_url=given("TARKOV_SUPABASE_URL"),
        supabase_anon_key=given("TARKOV_SUPABASE_ANON_KEY"),
        team_gateway_url=given("TARKOV_TEAM_GATEWAY_URL"),
        data_url=given("TARKOV_DATA_URL"),
        overlay_url=given("TARKOV_OVERLAY_URL"),
        game_logs=Path(logs) if logs else None,
    )
