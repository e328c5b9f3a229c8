"""Settings of this computer, declared as data (progress document, 4.2). They are never uploaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from tarkov_desktop.app.bus import Bus
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.limits import MAX_SEASON

Value = TypeVar("Value", bound=JsonValue)


@dataclass(frozen=True)  # no slots: Setting[str](...) sets an attribute of its own
class Setting(Generic[Value]):
    """One setting: its name in the file, its built-in value, and what it may hold.

    ``choices`` lists the words allowed, none admits any text; ``least`` and ``most``
    bound a number. ``nullable`` admits None: follow the system, or detect.
    """

    key: str
    default: Value
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    nullable: bool = False
    kind: type | None = None

    def accepts(self, value: JsonValue) -> bool:
        """True when *value* may be stored; one that may not reads as the default."""
        if value is None:
            return self.nullable
        kind = self.kind or type(self.default)
        if kind is float:
            if isinstance(value, bool) or not isinstance(value, int | float):
                return False
        elif type(value) is not kind:
            return False
        if isinstance(value, str):
            return not self.choices or value in self.choices
        if isinstance(value, bool) or not isinstance(value, int | float):
            return True
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


def _text(key: str) -> Setting[str | None]:
    return Setting(key, None, nullable=True, kind=str)


GAME_MODE: Final = _text("gameMode")
SEASON: Final = Setting[int]("season", 1, least=1, most=MAX_SEASON)
"""The latest season begun here; one begun elsewhere shows by what was written in it. Ours, no setting of the page."""
LOCALE: Final = _text("locale")
DATA_LANGUAGE: Final = _text("dataLanguage")
THEME: Final = Setting[str]("theme", "system", choices=("system", "dark", "light", "contrast"))
TEXT_SCALE: Final = Setting[float]("textScale", 1.0, least=0.8, most=2.0)
DENSITY: Final = Setting[str]("density", "compact", choices=("compact", "comfortable"))
REDUCE_MOTION: Final = Setting[bool]("reduceMotion", default=False)
RAIL: Final = Setting[str]("rail", "auto", choices=("auto", "words", "icons"))
"""Whether the rail shows words: by the width of the window, or as the player says."""
TASK_PRIMARY_VIEW: Final = Setting[str]("taskPrimaryView", "all", choices=("all", "maps", "traders"))
TASK_MAP_VIEW: Final = _text("taskMapView")
TASK_TRADER_VIEW: Final = _text("taskTraderView")
TASK_SECONDARY_VIEW: Final = Setting[str](
    "taskSecondaryView",
    "available",
    choices=("all", "available", "unknown", "locked", "blocked", "completed", "failed", "ignored"),
)
TASK_USER_VIEW: Final = Setting[str]("taskUserView", "self")
HIDEOUT_VIEW: Final = Setting[str](
    "hideoutView", "available", choices=("available", "locked", "maxed", "all")
)
NEEDED_VIEW: Final = Setting[str]("neededView", "all", choices=("all", "tasks", "hideout", "completed"))
NEEDED_FIR_FILTER: Final = Setting[str]("neededFirFilter", "all", choices=("all", "fir", "non-fir"))
NEEDED_LAYOUT: Final = Setting[str]("neededLayout", "grid", choices=("grid", "list"))
GAME_FOLDER: Final = _text("gameFolder")
READ_GAME_LOGS: Final = Setting[bool]("readGameLogs", default=False)
LOG_CATCH_UP: Final = Setting[str]("logCatchUp", "ask", choices=("apply", "ask", "ignore"))
QUIET_DURING_RAID: Final = Setting[bool]("quietDuringRaid", default=True)
SUPABASE_URL: Final = _text("supabaseUrl")
SUPABASE_ANON_KEY: Final = _text("supabaseAnonKey")
TEAM_GATEWAY_URL: Final = _text("teamGatewayUrl")
LOAD_PICTURES: Final = Setting[str]("loadPictures", "always", choices=("always", "unmetered", "never"))
IMAGE_CACHE_MB: Final = Setting[int]("imageCacheMb", 256, least=0, most=65_536)
NOTIFY_TEAM: Final = Setting[bool]("notifyTeam", default=True)
"""Whether the squad may raise notifications at all; the kinds below choose among them."""
NOTIFY_TASK_FINISHED: Final = Setting[bool]("notifications.taskFinished", default=True)
"""A teammate finished a task that both have."""
NOTIFY_MATE_JOINED: Final = Setting[bool]("notifications.mateJoined", default=True)
"""Somebody joined the squad."""
NOTIFY_SIGN_IN: Final = Setting[bool]("notifySignIn", default=True)
"""Sync cannot go on before the player signs in again."""
CHECK_FOR_UPDATES: Final = Setting[bool]("checkForUpdates", default=True)
COMPACT_ON_TOP: Final = Setting[bool]("compactOnTop", default=True)
COMPACT_OPACITY: Final = Setting[float]("compactOpacity", 1.0, least=0.3, most=1.0)
CLOSE_TO_TRAY: Final = Setting[bool]("closeToTray", default=False)
AUTOSTART: Final = Setting[bool]("autostart", default=False)
HOTKEYS: Final[Setting[dict[str, JsonValue]]] = Setting("hotkeys", {})
GUEST_DECIDED: Final = _text("guestDecided")
"""Digest of the guest's progress that the player decided about after a sign-in; ours, no setting of the page."""
DEVICE_NAME: Final = _text("deviceName")
"""What this computer is called in the account's list of devices; None is the word for its system."""
ACCOUNT_GONE: Final = Setting[bool]("accountGone", default=False)
"""The server said that this account was deleted: its file goes on here without it. Ours, no setting of the page."""
LOCAL_ONLY: Final = Setting[bool]("localOnly", default=False)
LEFT_FINDINGS: Final[Setting[dict[str, JsonValue]]] = Setting("leftFindings", {})
"""Findings the player wants left as they are, by what they are about."""
WINDOW: Final[Setting[dict[str, JsonValue]]] = Setting("window", {})
"""Window geometry, page and column widths by name: opaque to everybody but the window."""

SETTINGS: Final[Mapping[str, Setting[JsonValue]]] = {
    value.key: value for value in list(globals().values()) if isinstance(value, Setting)
}
"""Every setting by its name."""

SQUAD_NOTIFICATIONS: Final = (NOTIFY_TASK_FINISHED, NOTIFY_MATE_JOINED)
"""The kinds that :data:`NOTIFY_TEAM` switches off together."""


class Settings:
    """The settings of this computer in one account's file; ``changed`` tells the name of each one set."""

    def __init__(
        self, stored: Mapping[str, JsonValue], save: Callable[[dict[str, JsonValue]], object]
    ) -> None:
        self.changed: Bus[str] = Bus()
        self._stored = dict(stored)
        self._save = save

    def get(self, setting: Setting[Value]) -> Value:
        """Return the stored value, or the default where none that is allowed is stored."""
        if setting.key not in self._stored:
            return setting.default
        value = self._stored[setting.key]
        # The check of accepts() is what makes the value of the declared type.
        return value if setting.accepts(value) else setting.default  # type: ignore[return-value]

    def set(self, setting: Setting[Value], value: Value) -> None:
        """Store *value*; the same value again writes nothing.

        Raises:
            ValueError: the setting does not hold such a value.
        """
        if not setting.accepts(value):
            raise ValueError(f"{setting.key} cannot be {value!r}")
        if setting.key in self._stored and self._stored[setting.key] == value:
            return
        self._stored[setting.key] = value
        self._save({setting.key: value})
        self.changed.publish(setting.key)

    def wants(self, kind: Setting[bool]) -> bool:
        """Return whether the player wants notifications of *kind*, one of the ``NOTIFY_`` settings."""
        if kind in SQUAD_NOTIFICATIONS and not self.get(NOTIFY_TEAM):
            return False
        return self.get(kind)
